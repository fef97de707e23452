//! The texts of a run as its requests show them: the Chinese around a sentence, and the English that the sentences
//! before it have so far.

use super::names::Names;
use std::sync::{Arc, PoisonError, RwLock};

/// A text with the English that it has so far. While a run goes on, its answers come in here.
#[derive(Debug)]
pub struct TextSoFar {
    name: Arc<str>,
    chinese: Vec<String>,
    english: RwLock<Vec<English>>,
}

/// The English of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum English {
    #[default]
    None,
    /// Its own.
    Own(Box<str>),
    /// That of the next one, which translates both.
    OfNext,
}

/// Where a sentence stands in its text.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Its text.
    pub text: Arc<TextSoFar>,
    /// Its number there, from 0.
    pub at: usize,
}

impl PartialEq for Surroundings {
    fn eq(&self, other: &Surroundings) -> bool {
        self.at == other.at && self.is_beside(other)
    }
}

impl Eq for Surroundings {}

/// Chinese with its English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The number of its first sentence.
    pub(super) from: usize,
    /// One past its last.
    pub(super) to: usize,
    pub(super) chinese: String,
    pub(super) english: String,
}

impl TextSoFar {
    /// The text of this name, of these sentences, none of which has English yet.
    #[must_use]
    pub fn new(name: &str, chinese: Vec<String>) -> TextSoFar {
        TextSoFar {
            name: name.into(),
            english: RwLock::new(vec![English::None; chinese.len()]),
            chinese,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The number of its sentences.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chinese.len()
    }

    /// Whether it has no sentences.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chinese.is_empty()
    }

    /// Takes over the English of `count` sentences from number `at` on, in place of what they had.
    pub fn set(&self, at: usize, count: usize, english: &str) {
        let mut all = self.english.write().unwrap_or_else(PoisonError::into_inner);
        let Some(sentences) = all.get_mut(at..at + count) else {
            return;
        };
        if let Some((last, others)) = sentences.split_last_mut() {
            others.fill(English::OfNext);
            *last = match english.trim() {
                "" => English::None,
                english => English::Own(english.into()),
            };
        }
    }

    /// The Chinese of the sentences in this range, as far as there are any.
    pub(super) fn chinese(&self, range: std::ops::Range<usize>) -> &[String] {
        let end = range.end.min(self.len());
        self.chinese
            .get(range.start.min(end)..end)
            .unwrap_or_default()
    }

    /// The nearest pairs before sentence `at`, the nearest first; at most `most` of them, and none that begins more
    /// than `back` sentences before it.
    pub(super) fn pairs_before(&self, at: usize, most: usize, back: usize) -> Vec<Pair> {
        let all = self.english.read().unwrap_or_else(PoisonError::into_inner);
        let first = at.saturating_sub(back);
        let mut found = Vec::new();
        let mut end = at.min(all.len());
        while end > first && found.len() < most {
            end -= 1;
            let English::Own(english) = &all[end] else {
                continue;
            };
            let last = end;
            while end > first && all[end - 1] == English::OfNext {
                end -= 1;
            }
            found.push(Pair {
                from: end,
                to: last + 1,
                chinese: self.chinese[end..=last].concat(),
                english: english.to_string(),
            });
        }
        found
    }
}

impl TextSoFar {
    /// Learns the names of the English that it has.
    pub fn teach(&self, names: &Names) {
        let pairs = self.pairs_before(self.len(), self.len(), self.len());
        for pair in pairs.into_iter().rev() {
            names.learn(&pair.chinese, &pair.english, &self.name);
        }
    }
}

impl Surroundings {
    /// Whether another sentence is of the same text.
    #[must_use]
    pub fn is_beside(&self, other: &Surroundings) -> bool {
        Arc::ptr_eq(&self.text, &other.text)
    }

    /// Takes the English of the sentence over.
    pub fn set(&self, english: &str) {
        self.text.set(self.at, 1, english);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_pairs_come_first() {
        let chinese = ["一。", "二。", "三。", "四。", "五。"].map(str::to_owned);
        let text = TextSoFar::new("zh.md", chinese.to_vec());
        text.set(0, 1, "One.");
        text.set(1, 2, "Two and three.");
        text.set(3, 1, " ");
        let pairs = |at, most, back| -> Vec<(usize, String, String)> {
            let pairs = text.pairs_before(at, most, back).into_iter();
            pairs.map(|p| (p.from, p.chinese, p.english)).collect()
        };
        let one = (0, "一。".to_owned(), "One.".to_owned());
        let two = (1, "二。三。".to_owned(), "Two and three.".to_owned());
        assert_eq!(pairs(4, 9, 9), [two.clone(), one.clone()]);
        assert_eq!(pairs(4, 1, 9), [two.clone()]);
        assert_eq!(pairs(4, 9, 3), [two]);
        assert_eq!(pairs(1, 9, 9), [one]);
        assert_eq!(pairs(0, 9, 9), []);
        assert_eq!(text.chinese(3..9), ["四。", "五。"]);
        assert_eq!(text.chinese(7..9), [""; 0]);
    }
}
