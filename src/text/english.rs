//! English words: tokens, irregular forms, stems, function words.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::data;

static IRREGULAR: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for line in data::rows(include_str!("data/irregular.txt")) {
        let mut words = line.split_whitespace();
        if let Some(base) = words.next() {
            forms.extend(words.map(|form| (form, base)));
        }
    }
    forms
});

/// The irregular forms of each base, in the order of the file.
static FORMS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = data::rows(include_str!("data/irregular.txt"));
    let words = lines.map(str::split_whitespace);
    words
        .filter_map(|mut words| Some((words.next()?, words.collect())))
        .collect()
});

static FUNCTION: LazyLock<HashSet<String>> = LazyLock::new(|| {
    data::rows(include_str!("data/function-words.txt"))
        .flat_map(str::split_whitespace)
        .map(stem)
        .collect()
});

/// A number with its noun, as messages have it: `1 link`, `2 links`.
pub(crate) fn counted(of: usize, one: &str, many: &str) -> String {
    format!("{of} {}", if of == 1 { one } else { many })
}

/// One word of an English text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Lower case, accents of Latin letters removed.
    pub lower: String,
    /// Whether it begins with a capital.
    pub capital: bool,
}

/// The words of `text`, each a run of letters. A negative contraction gives its verb and `not`; any
/// other ending after an apostrophe (`'s`, `'re`) is dropped. Digits are not words.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !is_letter(first) {
            continue;
        }
        let mut lower = String::new();
        push_folded(&mut lower, first);
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            if is_letter(c) {
                push_folded(&mut lower, c);
                end = at + c.len_utf8();
                chars.next();
            } else {
                break;
            }
        }
        let capital = first.is_uppercase();
        let mut negative = false;
        // An apostrophe inside the word: a contraction or a possessive.
        if let Some(&(at, c)) = chars.peek()
            && matches!(c, '\'' | '’')
        {
            let rest = &text[at + c.len_utf8()..];
            let tail: String = rest
                .chars()
                .take_while(|&c| is_letter(c))
                .flat_map(char::to_lowercase)
                .collect();
            if matches!(
                tail.as_str(),
                "s" | "t" | "re" | "ve" | "ll" | "d" | "m" | "em"
            ) {
                if tail == "t" && lower.ends_with('n') {
                    negative = true;
                    lower.pop();
                    // The contractions can't, won't and shan't lose a letter of their verb.
                    match lower.as_str() {
                        "ca" => lower.push('n'),
                        "wo" => lower = "will".to_owned(),
                        "sha" => lower = "shall".to_owned(),
                        _ => {}
                    }
                }
                chars.next();
                end = at + c.len_utf8();
                while let Some(&(at, c)) = chars.peek() {
                    if !is_letter(c) {
                        break;
                    }
                    end = at + c.len_utf8();
                    chars.next();
                }
            }
        }
        found.push(Word {
            span: start..end,
            lower,
            capital,
        });
        if negative {
            found.push(Word {
                span: start..end,
                lower: "not".to_owned(),
                capital: false,
            });
        }
    }
    found
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c as u32, 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F)
}

/// Appends `c` in lower case without its accent, for the letters of pinyin and European names.
fn push_folded(to: &mut String, c: char) {
    for c in c.to_lowercase() {
        let folded = match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è'..='ë' | 'ē' | 'ĕ' | 'ę' | 'ě' => 'e',
            'ì'..='ï' | 'ī' | 'ǐ' => 'i',
            'ñ' | 'ń' => 'n',
            'ò'..='ö' | 'ø' | 'ō' | 'ǒ' => 'o',
            'ù'..='ü' | 'ū' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'u',
            'ý' | 'ÿ' => 'y',
            'ś' | 'š' => 's',
            'ź' | 'ż' | 'ž' => 'z',
            other => other,
        };
        to.push(folded);
    }
}

/// The base of an irregular form in lower case: *write* for *written*.
#[must_use]
pub fn irregular_base(lower: &str) -> Option<&'static str> {
    IRREGULAR.get(lower).copied()
}

/// The stem of a lower-case word: irregular forms first, then Snowball's English stemmer
/// (Porter 2).
#[must_use]
pub fn stem(lower: &str) -> String {
    let base = IRREGULAR.get(lower).copied().unwrap_or(lower);
    thread_local! {
        static STEMMER: Stemmer = Stemmer::create(Algorithm::English);
    }
    STEMMER.with(|stemmer| stemmer.stem(base).into_owned())
}

/// The irregular forms of a base in lower case, for a verb first its past, then its participle where that is
/// another.
#[must_use]
pub fn irregular_forms(base: &str) -> Option<&'static [&'static str]> {
    FORMS.get(base).map(Vec::as_slice)
}

/// Whether the ending of a lower-case word is one of adjectives.
pub(crate) fn is_adjective(word: &str) -> bool {
    const ENDINGS: [&str; 8] = ["able", "ible", "ful", "less", "ous", "ive", "ical", "ish"];
    word.len() > 5
        && ENDINGS.iter().any(|ending| word.ends_with(ending))
        && ![
            "archive",
            "directive",
            "objective",
            "table",
            "variable",
            "native",
            "executable",
            "cable",
        ]
        .contains(&word)
}

/// The stems of function words.
pub(crate) fn function_stems() -> impl Iterator<Item = &'static str> {
    FUNCTION.iter().map(String::as_str)
}

/// Whether a stem belongs to a function word.
#[must_use]
pub fn is_function_stem(stem: &str) -> bool {
    FUNCTION.contains(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowers(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.lower).collect()
    }

    #[test]
    fn contractions_and_possessives() {
        assert_eq!(
            lowers("He can't; Lin’s dogs won’t."),
            ["he", "can", "not", "lin", "dogs", "will", "not"]
        );
        assert_eq!(
            lowers("'Tis résumé, said O'Brien"),
            ["tis", "resume", "said", "o", "brien"]
        );
    }

    #[test]
    fn stems_join_irregular_forms() {
        assert_eq!(stem("went"), stem("going"));
        assert_eq!(stem("children"), stem("child"));
        assert!(is_function_stem(&stem("myself")));
        assert!(!is_function_stem(&stem("bridge")));
    }
}
