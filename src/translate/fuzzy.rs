//! Fuzzy matches: translation units whose source resembles a new sentence. The similarity of two
//! sentences is one minus their Levenshtein distance in characters divided by the length of the longer
//! (V. I. Levenshtein 1966). Candidates are found by character bigrams: an edit destroys at most two of
//! them (E. Ukkonen, Approximate string-matching with q-grams and maximal matches, 1992).

use std::collections::HashMap;

use crate::text::likeness::similarity;

/// A sentence and its translation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TranslationUnit {
    /// The Chinese.
    pub source: String,
    /// Its English.
    pub target: String,
    /// Origin: a file name, or who translated it.
    pub origin: String,
}

/// A unit whose source resembles a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Match<'a> {
    /// The unit.
    pub unit: &'a TranslationUnit,
    /// Similarity of its source to the sentence, from 0 to 1.
    pub score: f64,
}

/// Two neighbouring characters of a sentence, and how often they have occurred in it so far (from 1): so
/// that repeated bigrams count as often as they stand there.
type Bigram = (char, char, u8);

/// The most candidates that are compared; those with the most bigrams in common come first.
const MOST_COMPARED: usize = 200;

/// An index of units by the bigrams of their sources.
pub struct FuzzyIndex<'a> {
    units: &'a [TranslationUnit],
    lengths: Vec<u32>,
    places: HashMap<Bigram, Vec<u32>>,
}

impl<'a> FuzzyIndex<'a> {
    /// Indexes units.
    #[must_use]
    pub fn new(units: &'a [TranslationUnit]) -> FuzzyIndex<'a> {
        let mut places: HashMap<Bigram, Vec<u32>> = HashMap::new();
        let mut lengths = Vec::with_capacity(units.len());
        for (at, unit) in (0u32..).zip(units) {
            let characters: Vec<char> = unit.source.chars().collect();
            lengths.push(u32::try_from(characters.len()).unwrap_or(u32::MAX));
            for pair in pairs(&characters) {
                places.entry(pair).or_default().push(at);
            }
        }
        FuzzyIndex {
            units,
            lengths,
            places,
        }
    }

    /// At most `most` units whose source has a similarity to `text` of `least` (0..=1) or more, the most
    /// similar first; of equal ones the earlier unit first.
    #[must_use]
    pub fn best(&self, text: &str, least: f64, most: usize) -> Vec<Match<'a>> {
        let characters: Vec<char> = text.chars().collect();
        let mut common: HashMap<u32, usize> = HashMap::new();
        for pair in pairs(&characters) {
            for &at in self.places.get(&pair).into_iter().flatten() {
                *common.entry(at).or_default() += 1;
            }
        }
        let mut candidates: Vec<(usize, u32)> = common
            .into_iter()
            .filter(|&(at, shared)| {
                let other = self.lengths[at as usize] as usize;
                let longer = characters.len().max(other);
                let edits = distance_for(longer, least);
                characters.len().abs_diff(other) <= edits && shared + 1 + 2 * edits >= longer
            })
            .map(|(at, shared)| (shared, at))
            .collect();
        candidates.sort_by_key(|&(shared, at)| (std::cmp::Reverse(shared), at));
        let mut found: Vec<(f64, u32)> = candidates
            .into_iter()
            .take(MOST_COMPARED)
            .map(|(_, at)| {
                let other: Vec<char> = self.units[at as usize].source.chars().collect();
                (similarity(&characters, &other), at)
            })
            .filter(|&(score, _)| score >= least)
            .collect();
        found.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        found
            .into_iter()
            .take(most)
            .map(|(score, at)| Match {
                unit: &self.units[at as usize],
                score,
            })
            .collect()
    }
}

/// The most edits between two sentences, the longer of `length` characters, whose similarity is `least`.
fn distance_for(length: usize, least: f64) -> usize {
    // The product is a small number that is not negative.
    ((1.0 - least) * length as f64 + 1e-9).max(0.0) as usize
}

fn pairs(characters: &[char]) -> Vec<Bigram> {
    let mut seen: HashMap<(char, char), u8> = HashMap::new();
    characters
        .windows(2)
        .map(|two| {
            let times = seen.entry((two[0], two[1])).or_default();
            *times = times.saturating_add(1);
            (two[0], two[1], *times)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(sources: &[String]) -> Vec<TranslationUnit> {
        sources
            .iter()
            .map(|source| TranslationUnit {
                source: source.clone(),
                target: String::new(),
                origin: String::new(),
            })
            .collect()
    }

    #[test]
    fn the_likest_comes_first() {
        let units = units(&[
            "守塔人每晚点灯。".to_owned(),
            "守塔人每晚都点灯。".to_owned(),
            "今天海上没有船。".to_owned(),
        ]);
        let index = FuzzyIndex::new(&units);
        let found = index.best("守塔人每晚点灯。", 0.7, 5);
        let scores: Vec<(usize, &str)> = found
            .iter()
            .map(|m| ((m.score * 100.0).round() as usize, m.unit.source.as_str()))
            .collect();
        assert_eq!(
            scores,
            [(100, "守塔人每晚点灯。"), (89, "守塔人每晚都点灯。")]
        );
        assert!(index.best("", 0.7, 5).is_empty());
    }

    proptest! {
        /// Every unit that comparing with all would find is found by the index, too.
        #[test]
        fn nothing_is_passed_over(
            sources in proptest::collection::vec("[海灯塔人]{2,9}", 1..40),
            text in "[海灯塔人]{2,9}",
            least in 0.6f64..1.0,
        ) {
            let units = units(&sources);
            let index = FuzzyIndex::new(&units);
            let characters: Vec<char> = text.chars().collect();
            let wanted = units
                .iter()
                .filter(|unit| {
                    let other: Vec<char> = unit.source.chars().collect();
                    let shares = pairs(&other).iter().any(|pair| pairs(&characters).contains(pair));
                    shares && similarity(&characters, &other) >= least
                })
                .count();
            prop_assert_eq!(index.best(&text, least, 100).len(), wanted);
        }
    }
}
