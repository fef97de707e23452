//! `name-romanisation`: names of people in pinyin. The English is asked first: two or three words with
//! capitals that are wholly pinyin may be a name. Where the Chinese has characters that read so, all is
//! well; where it has a surname and characters that read *nearly* so, the name is misspelt. Everything
//! else (places, established spellings, names of elsewhere) is left alone.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::{Comparing, Context, Tell, tokens};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Differing, Member, Seen, Telling, first_of_each_text};
use crate::check::finding::{BeadFinding, Severity};
use crate::check::replacement::as_loud_as;
use crate::lexicon::Lexicon;
use crate::text::likeness::similarity;
use crate::text::script::is_han;
use crate::text::{data, hash};

/// Surnames with the readings that they alone have.
static SURNAMES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    data::rows(include_str!("../data/surnames.txt"))
        .flat_map(str::split_whitespace)
        .map(|entry| {
            let (name, readings) = entry.split_once(':').unwrap_or((entry, ""));
            let readings = readings.split(',').filter(|reading| !reading.is_empty());
            (name.to_owned(), readings.map(str::to_owned).collect())
        })
        .collect()
});

/// The least likeness of a misspelt name to its pinyin; with less it is another name, or another spelling.
const LEAST_ALIKE: f64 = 0.72;

/// A person in the Chinese.
#[derive(Clone, Debug, PartialEq)]
struct Person {
    place: Range<usize>,
    surname: String,
    given: String,
}

/// The place of the surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Order {
    First,
    Last,
}

pub(super) const RULE: Comparing = Comparing {
    see,
    differ,
    tell: Tell::Pair(tell),
    is_told: |_| true,
    weigh: |_, severity| severity,
};

fn see(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    seen: &mut Vec<Seen>,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() {
        return;
    }
    let names = english_names(&pair.target);
    if names.is_empty() {
        return;
    }
    let people = people(&pair.source);
    if people.is_empty() {
        return;
    }
    let names_missing = context.settings.severity("term-missing") != Severity::Off;
    for (place, words) in &names {
        let written = &pair.target[place.clone()];
        // Names that the glossary has are left to the rules about terms.
        if pair
            .renderings
            .iter()
            .any(|hit| hit.span.start < place.end && place.start < hit.span.end)
        {
            continue;
        }
        let read = [Order::First, Order::Last].into_iter().find_map(|order| {
            let person = people.iter().find(|person| fits(person, words, order))?;
            Some((person, order))
        });
        if let Some((person, order)) = read {
            let name = &pair.source[person.place.clone()];
            seen.push(Seen {
                key: hash::of(name),
                value: order as u64,
                target: place.clone(),
                words: written.to_owned(),
                subject: name.to_owned(),
                alone: None,
            });
            continue;
        }
        // If anything else in the Chinese reads so, it is no person's name: a place, a dynasty.
        if stands_for_other(&pair.source, words) || is_known(&pair.source, written, context) {
            continue;
        }
        if let Some((person, spelt)) = nearest(&people, words) {
            // A name that the glossary has is missing as a term: that is said by the rule about these.
            if names_missing
                && pair.terms.iter().any(|hit| {
                    hit.span.start <= person.place.start && person.place.end <= hit.span.end
                })
            {
                continue;
            }
            let name = &pair.source[person.place.clone()];
            let message = format!("\"{written}\": {name} is {spelt} in pinyin");
            found.push(
                BeadFinding::new("name-romanisation", severity, pair.index, name, message)
                    .at_source(person.place.clone())
                    .at_target(place.clone())
                    .fixed(as_loud_as(written, &spelt), false),
            );
        }
    }
}

/// The places of the rarer order; of two that are as frequent, those with the surname last.
fn differ(members: &[Member]) -> Vec<Differing> {
    let count = |order: Order| {
        let of_order = members.iter().filter(|one| one.value == order as u64);
        of_order.count()
    };
    let (first, last) = (count(Order::First), count(Order::Last));
    if first == 0 || last == 0 {
        return Vec::new();
    }
    let rarer = if last <= first {
        Order::Last
    } else {
        Order::First
    };
    let is_rarer = |member: &Member| member.value == rarer as u64;
    let named = first_of_each_text(members, |member| !is_rarer(member));
    let others = members.iter().enumerate().filter(|(_, one)| is_rarer(one));
    let others = others.map(|(at, _)| at).collect();
    let differing = named.first().map(|&reference| Differing {
        reference,
        others,
        alike: first.max(last),
        all: members.len(),
        together: false,
        named: named.clone(),
    });
    differing.into_iter().collect()
}

fn tell(telling: &Telling<'_>) -> Option<String> {
    let (written, name, other) = (telling.here_words, telling.subject, telling.there_words);
    Some(match &telling.across {
        None => format!("\"{written}\": elsewhere {name} is \"{other}\""),
        Some(place) => format!(
            "\"{written}\": {name} is \"{other}\" in {} of {} places ({place})",
            telling.alike, telling.all
        ),
    })
}

/// Pairs and triples of capitalised words that are wholly pinyin, in small letters without marks.
fn english_names(text: &str) -> Vec<(Range<usize>, Vec<String>)> {
    let lexicon = Lexicon::get();
    let words: Vec<(Range<usize>, String)> = tokens(text)
        .into_iter()
        .filter_map(|(place, word)| {
            let word = word
                .strip_suffix("'s")
                .or(word.strip_suffix("’s"))
                .unwrap_or(word);
            let place = place.start..place.start + word.len();
            let first = word.chars().next()?;
            let plain: String = word.chars().filter(|c| c.is_alphabetic()).collect();
            let loud = plain.chars().count() > 1 && plain.chars().all(char::is_uppercase);
            // A whole name in capitals is a heading's or an abbreviation.
            if !first.is_uppercase()
                || loud
                || !word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
            {
                return None;
            }
            let lower = unmarked(word);
            (lower
                .split('-')
                .all(|part| !lexicon.syllables(part).is_empty()))
            .then_some((place, lower))
        })
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < words.len() {
        let (one, two) = (&words[at], &words[at + 1]);
        if &text[one.0.end..two.0.start] != " " {
            at += 1;
            continue;
        }
        let three = words
            .get(at + 2)
            .filter(|three| &text[two.0.end..three.0.start] == " ");
        let mut name = vec![one.1.clone(), two.1.clone()];
        let mut end = two.0.end;
        if let Some(three) = three {
            name.push(three.1.clone());
            end = three.0.end;
        }
        at += name.len();
        found.push((one.0.start..end, name));
    }
    found
}

/// Small letters, `lü` as `lv`, other marks and apostrophes taken off.
fn unmarked(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => Some('u'),
            'ā' | 'á' | 'ǎ' | 'à' => Some('a'),
            'ē' | 'é' | 'ě' | 'è' => Some('e'),
            'ī' | 'í' | 'ǐ' | 'ì' => Some('i'),
            'ō' | 'ó' | 'ǒ' | 'ò' => Some('o'),
            'ū' | 'ú' | 'ǔ' | 'ù' => Some('u'),
            '\'' | '’' => None,
            c => Some(c),
        })
        .collect()
}

/// Whether a word has the form of a person's name: a surname and one or two characters.
pub(super) fn is_name(word: &str) -> bool {
    let characters: Vec<char> = word.chars().collect();
    (1..=2).any(|surname| {
        let given = characters.len().saturating_sub(surname);
        (1..=2).contains(&given)
            && SURNAMES.contains_key(&characters[..surname].iter().collect::<String>())
    })
}

/// Every stretch of the Chinese that may be a person: a surname and one or two characters.
fn people(text: &str) -> Vec<Person> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |at: usize| characters.get(at).map_or(text.len(), |&(place, _)| place);
    let lexicon = Lexicon::get();
    let mut found = Vec::new();
    for at in 0..characters.len() {
        for surname in [2, 1] {
            if at + surname >= characters.len() {
                continue;
            }
            let name: String = characters[at..at + surname]
                .iter()
                .map(|&(_, c)| lexicon.simplify(c))
                .collect();
            if !SURNAMES.contains_key(&name) {
                continue;
            }
            for given in [2, 1] {
                let last = at + surname + given;
                if last > characters.len()
                    || !characters[at + surname..last]
                        .iter()
                        .all(|&(_, c)| is_han(c))
                {
                    continue;
                }
                found.push(Person {
                    place: characters[at].0..end_of(last),
                    surname: name.clone(),
                    given: characters[at + surname..last]
                        .iter()
                        .map(|&(_, c)| lexicon.simplify(c))
                        .collect(),
                });
            }
        }
    }
    found
}

/// All ways to read characters one after the other, as one word.
fn readings(characters: &str, own: &[String]) -> Vec<String> {
    let lexicon = Lexicon::get();
    let mut all = vec![String::new()];
    for c in characters.chars() {
        let mut syllables: Vec<String> = lexicon
            .readings(c)
            .map(|id| lexicon.syllable(id).to_owned())
            .collect();
        // The spellings of a syllable with ü: lü, lv, lu or lyu.
        for syllable in syllables.clone() {
            if let Some(rest) = syllable.strip_prefix(['l', 'n'])
                && matches!(rest, "u" | "v" | "ue" | "ve")
            {
                let first = &syllable[..1];
                syllables.push(format!("{first}y{}", rest.replace('v', "u")));
                syllables.push(format!("{first}{}", rest.replace('u', "v")));
                syllables.push(format!("{first}{}", rest.replace('v', "u")));
            }
        }
        syllables.sort();
        syllables.dedup();
        all = all
            .iter()
            .flat_map(|so_far| syllables.iter().map(move |s| format!("{so_far}{s}")))
            .collect();
        if all.len() > 64 {
            all.truncate(64);
        }
    }
    all.extend(own.iter().cloned());
    all
}

/// The readings of a person's surname and given name.
fn spellings(person: &Person) -> (Vec<String>, Vec<String>) {
    let own = SURNAMES.get(&person.surname).map_or(&[][..], Vec::as_slice);
    (readings(&person.surname, own), readings(&person.given, &[]))
}

/// The words of an English name as surname and given name in that order.
fn parts(words: &[String], order: Order) -> Vec<(String, String)> {
    let join = |words: &[String]| words.concat().replace('-', "");
    // The surname has one word, or two where it has two characters.
    (1..words.len())
        .map(|cut| match order {
            Order::First => (join(&words[..cut]), join(&words[cut..])),
            Order::Last => (
                join(&words[words.len() - cut..]),
                join(&words[..words.len() - cut]),
            ),
        })
        .collect()
}

/// Whether a name reads as a person is written; of three words the first two or the last two may do.
fn fits(person: &Person, words: &[String], order: Order) -> bool {
    let (surnames, givens) = spellings(person);
    let all: Vec<&[String]> = match words.len() {
        3 => vec![words, &words[..2], &words[1..]],
        _ => vec![words],
    };
    all.iter().any(|words| {
        parts(words, order)
            .iter()
            .any(|(surname, given)| surnames.contains(surname) && givens.contains(given))
    })
}

/// Whether the words, taken together, are how some stretch of the Chinese is read: a place, say.
fn stands_for_other(text: &str, words: &[String]) -> bool {
    let lexicon = Lexicon::get();
    let wanted = words.concat().replace('-', "");
    let characters = lexicon.simplified(text);
    (0..characters.len()).any(|at| {
        (2..=4).any(|length| {
            characters.get(at..at + length).is_some_and(|part| {
                let part: String = part.iter().collect();
                part.chars().all(is_han) && readings(&part, &[]).contains(&wanted)
            })
        })
    })
}

/// Whether the glossary has this spelling for something in the Chinese.
fn is_known(source: &str, written: &str, context: &Context<'_>) -> bool {
    context.termbase.concepts.iter().any(|concept| {
        let mut forms = concept.variants.iter().chain([&concept.target]);
        forms.any(|form| form.contains(written)) && source.contains(&concept.source)
    })
}

/// The person whose pinyin is nearest, if it is near, with that pinyin.
fn nearest<'p>(people: &'p [Person], words: &[String]) -> Option<(&'p Person, String)> {
    let written: Vec<char> = words.join(" ").replace('-', "").chars().collect();
    let mut best: Option<(f64, &Person, String)> = None;
    for person in people {
        let (surnames, givens) = spellings(person);
        for surname in &surnames {
            for given in &givens {
                let syllables = person.given.chars().count();
                // Half of the name has to be right, else it is another person's.
                let half_right = words.first().is_some_and(|first| first == surname)
                    || words
                        .iter()
                        .skip(1)
                        .any(|_| words[1..].concat().replace('-', "") == *given);
                if !half_right || syllables == 1 && given.len() < 2 {
                    continue;
                }
                let spelt: Vec<char> = format!("{surname} {given}").chars().collect();
                let alike = similarity(&written, &spelt);
                if alike >= LEAST_ALIKE && best.as_ref().is_none_or(|(other, ..)| alike > *other) {
                    best = Some((
                        alike,
                        person,
                        format!("{} {}", capital(surname), capital(given)),
                    ));
                }
            }
        }
    }
    best.map(|(_, person, spelt)| (person, spelt))
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
