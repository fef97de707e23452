//! `name-romanisation`: names of people in pinyin. The English is asked first: two or three words with
//! capitals that are wholly pinyin may be a name. Where the Chinese has characters that read so, all is
//! well; where it has a surname and characters that read *nearly* so, the name is misspelt. Everything
//! else (places, established spellings, names of elsewhere) is left alone.

use std::ops::Range;

use super::{Comparing, Context, Tell, Tokens};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Differing, Member, Seen, Telling, first_of_each_text};
use crate::check::finding::{BeadFinding, Severity};
use crate::check::replacement::as_loud_as;
use crate::lexicon::Lexicon;
use crate::lexicon::person::{Order, Person, people, readings, spellings, unmarked};
use crate::text::hash;
use crate::text::likeness::similarity;
use crate::text::scan::has_two;
use crate::text::script::is_han;

/// The least likeness of a misspelt name to its pinyin; with less it is another name, or another spelling.
const LEAST_ALIKE: f64 = 0.72;

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
    if !has_two(text, is_space_and_capital) {
        return Vec::new();
    }
    let bytes = text.as_bytes();
    // The end of the last word that may be a part of a name.
    let mut last = None;
    let words: Vec<(Range<usize>, String)> = Tokens::of(text)
        .filter_map(|(place, word)| {
            let word = capitalised(word)?;
            let place = place.start..place.start + word.len();
            let follows =
                place.start > 0 && last == Some(place.start - 1) && bytes[place.start - 1] == b' ';
            last = Some(place.end);
            // A word alone is no name: most words with a capital are that of a sentence.
            let goes_on = bytes
                .get(place.end..place.end + 2)
                .is_some_and(|two| is_space_and_capital(two[0], two[1]));
            (follows || goes_on).then_some((place, word))
        })
        .filter_map(|(place, word)| {
            let lower = unmarked(word);
            let lexicon = Lexicon::get();
            let is_pinyin = lower.split('-').all(|part| lexicon.is_pinyin(part));
            is_pinyin.then_some((place, lower))
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

/// Whether two bytes may be a space and the capital behind it; those of letters outside of ASCII are let pass.
const fn is_space_and_capital(one: u8, next: u8) -> bool {
    (one == b' ') & (next.is_ascii_uppercase() | !next.is_ascii())
}

/// A word that begins with a capital, without an ending *'s*. A whole name in capitals is a heading's or an
/// abbreviation.
fn capitalised(word: &str) -> Option<&str> {
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let word = word
        .strip_suffix("'s")
        .or(word.strip_suffix("’s"))
        .unwrap_or(word);
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let is_loud = letters.clone().nth(1).is_some() && letters.all(char::is_uppercase);
    (!is_loud && word.chars().all(is_part)).then_some(word)
}

/// Whether a name reads as a person is written; of three words the first two or the last two may do.
fn fits(person: &Person, words: &[String], order: Order) -> bool {
    let all: Vec<&[String]> = match words.len() {
        3 => vec![words, &words[..2], &words[1..]],
        _ => vec![words],
    };
    all.iter().any(|words| person.is_read(words, order))
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
