//! Word segmentation of Chinese: the most probable sequence of the lexicon's words under their unigram
//! frequencies. It serves alignment as well as a dedicated word segmenter.

use std::ops::Range;

use super::{Lexicon, WordId};

/// The longest word looked for, in characters.
pub(crate) const MAX_WORD: usize = 8;
/// The cost of a character that no word begins with, as minus the natural logarithm of its probability.
const UNKNOWN_COST: f32 = 20.0;

/// A word found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSpan {
    /// Index of its first character.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// The word; `None` for a character that the lexicon does not have.
    pub word: Option<WordId>,
}

impl Lexicon {
    /// The words that are a prefix of `chars`, shortest first, each with its length in characters.
    pub fn prefixes(&self, chars: &[char], mut each: impl FnMut(usize, WordId)) {
        let Some(first) = chars
            .first()
            .and_then(|&c| u16::try_from(u32::from(c)).ok())
        else {
            return;
        };
        let mut low = self.first_word[usize::from(first)];
        let mut high = self.first_word[usize::from(first) + 1];
        let mut length = 1;
        while low < high {
            if usize::from(self.data.word_length[low as usize]) == length {
                each(length, WordId(low));
                low += 1;
            }
            let Some(unit) = chars
                .get(length)
                .and_then(|&c| u16::try_from(u32::from(c)).ok())
            else {
                return;
            };
            if length == MAX_WORD {
                return;
            }
            // All words left begin with the same `length` characters: narrow them by the next one.
            let at = |word: u32| {
                self.data
                    .word_units
                    .get(self.word_start[word as usize] as usize + length)
            };
            low = partition(low, high, |word| at(word) < unit);
            high = partition(low, high, |word| at(word) <= unit);
            length += 1;
        }
    }

    /// Looks a (simplified) word up.
    #[must_use]
    pub fn find(&self, chars: &[char]) -> Option<WordId> {
        let mut found = None;
        self.prefixes(chars, |length, word| {
            if length == chars.len() {
                found = Some(word);
            }
        });
        found
    }

    /// The words of a text in their most probable segmentation, by their bytes, whichever script it is in.
    #[must_use]
    pub fn words_of(&self, text: &str) -> Vec<(Range<usize>, Option<WordId>)> {
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let byte = |at: usize| starts.get(at).copied().unwrap_or(text.len());
        self.segment(&self.simplified(text))
            .into_iter()
            .map(|span| (byte(span.start)..byte(span.end), span.word))
            .collect()
    }

    /// The most probable segmentation of (simplified) `chars` into words.
    #[must_use]
    pub fn segment(&self, chars: &[char]) -> Vec<WordSpan> {
        let mut best = vec![Step::UNREACHED; chars.len() + 1];
        self.steps(chars, &mut best);
        let mut words = Vec::new();
        let mut end = chars.len();
        while end > 0 {
            let Step { start, word, .. } = best[end];
            words.push(WordSpan { start, end, word });
            end = start;
        }
        words.reverse();
        words
    }

    /// The first word and the last of the most probable segmentation of (simplified) `chars`, of which those beyond
    /// the first [`MAX_WORD`] do not count: what stands beside a place, without a list of all words.
    #[must_use]
    pub(crate) fn outermost(&self, chars: &[char]) -> Option<(WordSpan, WordSpan)> {
        let chars = &chars[..chars.len().min(MAX_WORD)];
        let mut best = [Step::UNREACHED; MAX_WORD + 1];
        self.steps(chars, &mut best[..=chars.len()]);
        let span = |end: usize| {
            let Step { start, word, .. } = best[end];
            WordSpan { start, end, word }
        };
        let last = (!chars.is_empty()).then(|| span(chars.len()))?;
        let mut first = last;
        while first.start > 0 {
            first = span(first.start);
        }
        Some((first, last))
    }

    /// Fills in the best last word of each beginning of `chars`; `best` has one entry more than these.
    fn steps(&self, chars: &[char], best: &mut [Step]) {
        best[0].cost = 0.0;
        for start in 0..chars.len() {
            let before = best[start].cost;
            if before + UNKNOWN_COST < best[start + 1].cost {
                best[start + 1] = Step {
                    cost: before + UNKNOWN_COST,
                    start,
                    word: None,
                };
            }
            self.prefixes(&chars[start..], |length, word| {
                let cost = before + self.word_cost(word);
                if cost < best[start + length].cost {
                    best[start + length] = Step {
                        cost,
                        start,
                        word: Some(word),
                    };
                }
            });
        }
    }
}

/// The most probable way to the end of a word.
#[derive(Clone, Copy)]
struct Step {
    /// The least cost of all characters up to there.
    cost: f32,
    /// Index of the first character of the last word.
    start: usize,
    word: Option<WordId>,
}

impl Step {
    const UNREACHED: Step = Step {
        cost: f32::INFINITY,
        start: 0,
        word: None,
    };
}

/// The first word in `low..high` for which `below` no longer holds.
fn partition(mut low: u32, mut high: u32, below: impl Fn(u32) -> bool) -> u32 {
    while low < high {
        let middle = u32::midpoint(low, high);
        if below(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cover_the_text() {
        let lexicon = Lexicon::get();
        let chars: Vec<char> = "人工智能研究院在北京成立𠮷龘".chars().collect();
        let words = lexicon.segment(&chars);
        let mut at = 0;
        for word in &words {
            assert_eq!(word.start, at);
            at = word.end;
        }
        assert_eq!(at, chars.len());
        let cut: Vec<String> = words
            .iter()
            .map(|w| chars[w.start..w.end].iter().collect())
            .collect();
        assert_eq!(&cut[..2], ["人工智能", "研究院"]);
        for count in 1..=MAX_WORD {
            let few = lexicon.segment(&chars[..count]);
            let outermost = lexicon.outermost(&chars[..count]);
            assert_eq!(outermost, Some((few[0], few[few.len() - 1])));
        }
        assert_eq!(lexicon.outermost(&[]), None);
    }
}
