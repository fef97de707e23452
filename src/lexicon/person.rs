//! Names of people: a surname and one or two characters, and how they are spelt in pinyin.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Lexicon;
use crate::text::data;
use crate::text::script::is_han;

/// Surnames with the readings that they alone have.
static SURNAMES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    data::rows(include_str!("surnames.txt"))
        .flat_map(str::split_whitespace)
        .map(|entry| {
            let (name, readings) = entry.split_once(':').unwrap_or((entry, ""));
            let readings = readings.split(',').filter(|reading| !reading.is_empty());
            (name.to_owned(), readings.map(str::to_owned).collect())
        })
        .collect()
});

/// A person in the Chinese.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Person {
    /// Bytes of the text.
    pub(crate) place: Range<usize>,
    /// Simplified, as the given name.
    pub(crate) surname: String,
    pub(crate) given: String,
}

/// The place of the surname.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Order {
    First,
    Last,
}

/// Small letters, `lü` as `lv`, other marks and apostrophes taken off.
pub(crate) fn unmarked(word: &str) -> String {
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
pub(crate) fn is_name(word: &str) -> bool {
    let characters: Vec<char> = word.chars().collect();
    (1..=2).any(|surname| {
        let given = characters.len().saturating_sub(surname);
        (1..=2).contains(&given)
            && SURNAMES.contains_key(&characters[..surname].iter().collect::<String>())
    })
}

/// Every stretch of the Chinese that may be a person: a surname and one or two characters.
pub(crate) fn people(text: &str) -> Vec<Person> {
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
pub(crate) fn readings(characters: &str, own: &[String]) -> Vec<String> {
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
pub(crate) fn spellings(person: &Person) -> (Vec<String>, Vec<String>) {
    let own = SURNAMES.get(&person.surname).map_or(&[][..], Vec::as_slice);
    (readings(&person.surname, own), readings(&person.given, &[]))
}

impl Person {
    /// Whether all the words of an English name, in small letters without marks, read as the person is written.
    pub(crate) fn is_read(&self, words: &[String], order: Order) -> bool {
        let (surnames, givens) = spellings(self);
        parts(words, order)
            .iter()
            .any(|(surname, given)| surnames.contains(surname) && givens.contains(given))
    }
}

/// Whether a text is a surname that reads so.
#[cfg(feature = "net")]
pub(crate) fn is_surname(text: &str, reading: &str) -> bool {
    let own = SURNAMES.get(text);
    own.is_some_and(|own| readings(text, own).iter().any(|one| one == reading))
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
