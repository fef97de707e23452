//! Words that are sought in sentences: their case, and whether they have to be whole words.

use std::ops::Range;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::text::scan::is_alphanumeric;
use crate::text::script::is_cjk_wide;

/// What is sought, as the page asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Sought {
    /// The words.
    pub(super) q: String,
    /// Whether large and small letters differ.
    #[serde(default)]
    pub(super) case: bool,
    /// Whether only whole words count. Chinese has none: there each character stands for itself.
    #[serde(default)]
    pub(super) words: bool,
}

/// Words prepared for finding.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    words: String,
    /// Folded, where case does not matter.
    folded: Vec<char>,
    is_ascii: bool,
    has_case: bool,
    is_whole: bool,
}

impl Finder {
    /// Prepares what is sought. Spaces at its ends count.
    ///
    /// # Errors
    /// Nothing to look for.
    pub(super) fn new(sought: &Sought) -> Result<Finder> {
        if sought.q.is_empty() {
            return Err(Error::usage("there is nothing to look for", ""));
        }
        Ok(Finder {
            words: sought.q.clone(),
            folded: fold(&sought.q).collect(),
            is_ascii: sought.q.is_ascii(),
            has_case: sought.case,
            is_whole: sought.words,
        })
    }

    /// The places of the words in a text, in bytes. None overlaps another.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(place) = self.next(text, from) {
            let is_wanted = !self.is_whole || is_whole(text, &place);
            let first = text[place.start..].chars().next().map_or(1, char::len_utf8);
            from = if is_wanted {
                place.end
            } else {
                place.start + first
            };
            if is_wanted {
                places.push(place);
            }
        }
        places
    }

    /// The next place at or behind a byte.
    fn next(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let rest = text.get(from..)?;
        if self.has_case {
            let at = from + rest.find(&self.words)?;
            return Some(at..at + self.words.len());
        }
        if self.is_ascii {
            let wanted = self.words.as_bytes();
            let mut windows = rest.as_bytes().windows(wanted.len());
            let first = wanted[0].to_ascii_lowercase();
            let at = windows.position(|window| {
                window[0].to_ascii_lowercase() == first && window.eq_ignore_ascii_case(wanted)
            })?;
            return Some(from + at..from + at + wanted.len());
        }
        rest.char_indices().find_map(|(at, _)| {
            let mut end = from + at;
            let mut here = text[end..].chars();
            for wanted in &self.folded {
                let c = here.next()?;
                if fold_char(c) != *wanted {
                    return None;
                }
                end += c.len_utf8();
            }
            Some(from + at..end)
        })
    }
}

/// Folds case, one character for each character, so that positions stay the same.
pub(super) fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(fold_char)
}

fn fold_char(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Whether no word and no number goes on at either end of a place.
fn is_whole(text: &str, place: &Range<usize>) -> bool {
    let (before, inside, behind) = (
        &text[..place.start],
        &text[place.clone()],
        &text[place.end..],
    );
    let goes_on = |inner: Option<char>, mut outer: [Option<char>; 2]| {
        let Some(inner) = inner else { return false };
        let is_point = matches!(outer[0], Some('.' | ','));
        if inner.is_ascii_digit() && is_point {
            // 17 is not a part of 17.5.
            outer[0] = outer[1].filter(char::is_ascii_digit);
        }
        is_in_word(inner) && outer[0].is_some_and(is_in_word)
    };
    let mut back = before.chars().rev();
    let mut forth = behind.chars();
    !goes_on(inside.chars().next(), [back.next(), back.next()])
        && !goes_on(inside.chars().next_back(), [forth.next(), forth.next()])
}

/// Whether a character is a part of a word that is parted from others by spaces or marks.
fn is_in_word(c: char) -> bool {
    let is_mark = matches!(c, '\u{300}'..='\u{36f}');
    (is_alphanumeric(c) || is_mark || c == '_') && !is_cjk_wide(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, q: &str, case: bool, words: bool) -> Vec<Range<usize>> {
        let sought = Sought {
            q: q.into(),
            case,
            words,
        };
        Finder::new(&sought).unwrap().places(text)
    }

    #[test]
    fn case_counts_where_it_is_asked_for() {
        let text = "The gull saw the Gulls; ÉTÉ, été.";
        assert_eq!(found(text, "gull", false, false).len(), 2);
        assert_eq!(found(text, "gull", true, false), vec![4..8; 1]);
        assert_eq!(found(text, "été", false, false).len(), 2);
        assert_eq!(found(text, "été", true, false).len(), 1);
        assert_eq!(found("aaaa", "AA", false, false), [0..2, 2..4]);
    }

    #[test]
    fn whole_words_are_those_of_english_and_whole_numbers() {
        let text = "Gulls and a gull, the gull's nest; seagull.";
        assert_eq!(found(text, "gull", false, true).len(), 2);
        assert_eq!(
            found("in 17 days, 1.17 or 17.5 or 175, 17.", "17", false, true),
            [3..5, 33..35]
        );
        // Chinese has no words that are parted.
        assert_eq!(found("灯塔上的灯", "灯", false, true).len(), 2);
        assert_eq!(found("用Tao的话", "tao", false, true).len(), 1);
        assert_eq!(found("cafe\u{301}", "cafe", false, true).len(), 0);
        // A place that is none does not hide one behind it.
        assert_eq!(found("aa-a-a", "a-a", false, true), vec![3..6; 1]);
    }

    #[test]
    fn nothing_is_not_looked_for() {
        assert!(Finder::new(&Sought::default()).is_err());
    }
}
