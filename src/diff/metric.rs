//! Distance of two versions: chrF, TER and the edit rate.

use std::collections::HashMap;

use super::word_edits::{WordEdit, tokens};
use crate::text::hash;
use crate::text::script::is_han;

/// The largest order of the character n-grams that chrF counts.
const ORDERS: usize = 6;
/// The square of chrF's weight of recall against precision (β = 2).
const BETA_SQUARED: f64 = 4.0;
/// The longest phrase, in words, that TER shifts.
const SHIFT_WORDS: usize = 10;
/// The largest distance, in words, over which TER shifts a phrase.
const SHIFT_DISTANCE: usize = 50;
/// The number of shifts that TER tries for one sentence.
const SHIFT_CANDIDATES: usize = 1000;
/// The largest table, in words by words, for which shifts are searched. Above the second number no
/// table is computed at all.
const SHIFT_CELLS: usize = 90_000;
const TABLE_CELLS: usize = 4_000_000;

/// The three scores of a change, or of a whole revision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// chrF2, 0 to 100, the old version as hypothesis and the new one as reference
    /// (Popović 2015; as sacreBLEU computes it).
    pub chrf: f64,
    /// TER, edits for each hundred words of the new version, the old one as hypothesis (Snover et al. 2006;
    /// as sacreBLEU computes it, Chinese by characters).
    pub ter: f64,
    /// The share of both versions' characters that changed, 0 to 1; what only changed its place is not counted.
    pub edit_rate: f64,
}

/// The counts that scores are computed from. Added up, they give the scores of several sentences
/// together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    hypothesis: [usize; ORDERS],
    reference: [usize; ORDERS],
    common: [usize; ORDERS],
    ter_edits: usize,
    reference_words: usize,
    changed: usize,
    characters: usize,
}

impl Tally {
    /// The counts of an unchanged sentence.
    pub(crate) fn of_kept(text: &str) -> Tally {
        let mut tally = Tally::default();
        let (mut all, mut length) = (0usize, 0usize);
        let mut inside = false;
        // The words as `words` tells them, counted in the same pass.
        for c in text.chars() {
            all += 1;
            if c.is_whitespace() {
                inside = false;
                continue;
            }
            length += 1;
            let is_han = is_han(c);
            tally.reference_words += usize::from(is_han || !inside);
            inside = !is_han;
        }
        for order in 0..ORDERS {
            let grams = length.saturating_sub(order);
            tally.hypothesis[order] = grams;
            tally.reference[order] = grams;
            tally.common[order] = grams;
        }
        tally.characters = 2 * all;
        tally
    }

    /// The counts of a change.
    pub(crate) fn of(old: &str, new: &str, edits: &[WordEdit]) -> Tally {
        let mut tally = Tally::default();
        let letters =
            |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let (hypothesis, reference) = (letters(old), letters(new));
        for order in 0..ORDERS {
            let grams = |letters: &[char]| {
                let mut counts: HashMap<u64, usize> = HashMap::new();
                for gram in letters.windows(order + 1) {
                    let mut hash = hash::Fnv::default();
                    for &c in gram {
                        hash.add(&u32::from(c).to_le_bytes());
                    }
                    *counts.entry(hash.value()).or_default() += 1;
                }
                counts
            };
            let (of_hypothesis, of_reference) = (grams(&hypothesis), grams(&reference));
            tally.hypothesis[order] = hypothesis.len().saturating_sub(order);
            tally.reference[order] = reference.len().saturating_sub(order);
            tally.common[order] = of_hypothesis
                .iter()
                .map(|(gram, &count)| count.min(of_reference.get(gram).copied().unwrap_or(0)))
                .sum();
        }
        let (words_old, words_new) = (words(old), words(new));
        tally.ter_edits = ter_edits(&words_old, &words_new, old, new, edits);
        tally.reference_words = words_new.len();
        tally.characters = old.chars().count() + new.chars().count();
        tally.changed = edits
            .iter()
            .filter(|edit| edit.moved.is_none())
            .map(|edit| {
                old[edit.old.clone()].chars().count() + new[edit.new.clone()].chars().count()
            })
            .sum();
        tally
    }

    pub(crate) fn add(&mut self, other: &Tally) {
        for order in 0..ORDERS {
            self.hypothesis[order] += other.hypothesis[order];
            self.reference[order] += other.reference[order];
            self.common[order] += other.common[order];
        }
        self.ter_edits += other.ter_edits;
        self.reference_words += other.reference_words;
        self.changed += other.changed;
        self.characters += other.characters;
    }

    pub(crate) fn scores(&self) -> Scores {
        #[allow(clippy::cast_precision_loss)] // No text is that long.
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let (mut precision, mut recall, mut orders) = (0.0, 0.0, 0.0);
        for order in 0..ORDERS {
            if self.hypothesis[order] > 0 && self.reference[order] > 0 {
                precision += share(self.common[order], self.hypothesis[order]);
                recall += share(self.common[order], self.reference[order]);
                orders += 1.0;
            }
        }
        let empty = self.hypothesis[0] == 0 && self.reference[0] == 0;
        let chrf = if empty {
            100.0
        } else if precision + recall > 0.0 {
            let (precision, recall) = (precision / orders, recall / orders);
            100.0 * (1.0 + BETA_SQUARED) * precision * recall / (BETA_SQUARED * precision + recall)
        } else {
            0.0
        };
        let ter = match (self.ter_edits, self.reference_words) {
            (0, _) => 0.0,
            (_, 0) => 100.0,
            (edits, words) => 100.0 * share(edits, words),
        };
        Scores {
            chrf,
            ter,
            edit_rate: if self.characters > 0 {
                share(self.changed, self.characters)
            } else {
                0.0
            },
        }
    }
}

/// The words that TER counts: what white space separates, in lower case; Chinese characters one by one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split_whitespace() {
        let mut word = String::new();
        for c in part.chars() {
            if is_han(c) {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                words.push(c.to_string());
            } else {
                word.extend(c.to_lowercase());
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Edits and moves that turn `old` into `new`: the greedy search of Snover et al., moving up to
/// [`SHIFT_WORDS`] words, the best move first.
fn ter_edits(
    old: &[String],
    new: &[String],
    old_text: &str,
    new_text: &str,
    edits: &[WordEdit],
) -> usize {
    if new.is_empty() || old.is_empty() {
        return old.len().max(new.len());
    }
    let cells = old.len() * new.len();
    if cells > TABLE_CELLS {
        // Texts too long for the table are counted by the edits that are known already.
        let count = |text: &str| tokens(text).len();
        return edits
            .iter()
            .map(|edit| count(&old_text[edit.old.clone()]).max(count(&new_text[edit.new.clone()])))
            .sum();
    }
    let ids = |words: &[String]| -> Vec<u64> { words.iter().map(|word| hash::of(word)).collect() };
    let (mut words, reference) = (ids(old), ids(new));
    let mut moves = 0;
    let mut tried = 0;
    if cells <= SHIFT_CELLS {
        while let Some(moved) = best_shift(&words, &reference, &mut tried) {
            words = moved;
            moves += 1;
        }
    }
    moves + distance(&words, &reference).0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EditStep {
    Same,
    Other,
    /// Deletion: a word that only the old version has.
    Gone,
    /// Insertion: a word that only the new version has.
    Come,
}

/// The edit distance in words, and its steps from the beginning.
fn distance(old: &[u64], new: &[u64]) -> (usize, Vec<EditStep>) {
    let width = new.len() + 1;
    let mut cost = vec![0usize; (old.len() + 1) * width];
    let mut steps = vec![EditStep::Come; cost.len()];
    for (j, cost) in cost[..width].iter_mut().enumerate() {
        *cost = j;
    }
    for i in 1..=old.len() {
        cost[i * width] = i;
        steps[i * width] = EditStep::Gone;
        for j in 1..width {
            let same = old[i - 1] == new[j - 1];
            let mut best = (
                cost[(i - 1) * width + j - 1] + usize::from(!same),
                if same {
                    EditStep::Same
                } else {
                    EditStep::Other
                },
            );
            let gone = cost[(i - 1) * width + j] + 1;
            if gone < best.0 {
                best = (gone, EditStep::Gone);
            }
            let come = cost[i * width + j - 1] + 1;
            if come < best.0 {
                best = (come, EditStep::Come);
            }
            (cost[i * width + j], steps[i * width + j]) = best;
        }
    }
    let (mut i, mut j) = (old.len(), new.len());
    let mut path = Vec::with_capacity(i + j);
    while i > 0 || j > 0 {
        let step = steps[i * width + j];
        path.push(step);
        match step {
            EditStep::Gone => i -= 1,
            EditStep::Come => j -= 1,
            EditStep::Same | EditStep::Other => (i, j) = (i - 1, j - 1),
        }
    }
    path.reverse();
    (cost[cost.len() - 1], path)
}

/// The shift that brings the words nearest to the reference; `None` where none improves.
fn best_shift(words: &[u64], reference: &[u64], tried: &mut usize) -> Option<Vec<u64>> {
    let (before, path) = distance(words, reference);
    // For each word of the reference, the position in `words` aligned with it, plus one, so that 0
    // means before the first.
    let mut at = Vec::with_capacity(reference.len());
    let (mut wrong, mut missing) = (Vec::new(), Vec::new());
    let mut reached = 0;
    for step in path {
        match step {
            EditStep::Same | EditStep::Other => {
                reached += 1;
                at.push(reached);
                wrong.push(step == EditStep::Other);
                missing.push(step == EditStep::Other);
            }
            EditStep::Gone => {
                reached += 1;
                wrong.push(true);
            }
            EditStep::Come => {
                at.push(reached);
                missing.push(true);
            }
        }
    }
    // Highest gain first, then the longest, then the earliest.
    type Rank = (
        isize,
        usize,
        std::cmp::Reverse<usize>,
        std::cmp::Reverse<usize>,
    );
    let mut best: Option<(Rank, Vec<u64>)> = None;
    'search: for start in 0..words.len() {
        for to in 0..reference.len() {
            if start.abs_diff(to) > SHIFT_DISTANCE {
                continue;
            }
            let longest = SHIFT_WORDS
                .min(words.len() - start)
                .min(reference.len() - to);
            for length in 1..=longest {
                if words[start + length - 1] != reference[to + length - 1] {
                    break;
                }
                let is_wrong = wrong[start..start + length].contains(&true);
                let is_missing = missing[to..to + length].contains(&true);
                let inside = (start + 1..start + length + 1).contains(&at[to]);
                if !is_wrong || !is_missing || inside {
                    continue;
                }
                let mut last = None;
                for offset in 0..=length {
                    // The positions to try: before the phrase's place in the reference, and behind each
                    // of its words.
                    let target = match (to + offset).checked_sub(1) {
                        None => 0,
                        Some(place) => match at.get(place) {
                            Some(&target) => target,
                            None => break,
                        },
                    };
                    if last.replace(target) == Some(target) {
                        continue;
                    }
                    let moved = shifted(words, start, length, target);
                    let gain = before.cast_signed() - distance(&moved, reference).0.cast_signed();
                    let rank = (
                        gain,
                        length,
                        std::cmp::Reverse(start),
                        std::cmp::Reverse(target),
                    );
                    *tried += 1;
                    if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                        best = Some((rank, moved));
                    }
                }
                if *tried >= SHIFT_CANDIDATES {
                    break 'search;
                }
            }
        }
    }
    if *tried >= SHIFT_CANDIDATES {
        return None;
    }
    best.filter(|((gain, ..), _)| *gain > 0)
        .map(|(_, moved)| moved)
}

fn shifted(words: &[u64], start: usize, length: usize, target: usize) -> Vec<u64> {
    let end = start + length;
    let parts: [&[u64]; 4] = if target < start {
        [
            &words[..target],
            &words[start..end],
            &words[target..start],
            &words[end..],
        ]
    } else if target > end {
        [
            &words[..start],
            &words[end..target],
            &words[start..end],
            &words[target..],
        ]
    } else {
        let behind = (length + target).min(words.len()).max(end);
        [
            &words[..start],
            &words[end..behind],
            &words[start..end],
            &words[behind..],
        ]
    };
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::super::word_edits::edits;
    use super::*;

    fn scores(old: &str, new: &str) -> (f64, f64) {
        let scores = Tally::of(old, new, &edits(old, new)).scores();
        (
            (scores.chrf * 100.0).round() / 100.0,
            (scores.ter * 100.0).round() / 100.0,
        )
    }

    #[test]
    fn the_figures_are_those_of_sacrebleu() {
        // Reference values: sacreBLEU 2, CHRF() and TER(), sentence_score(old, [new]).
        assert_eq!(
            scores("The tide went out.", "The tide slowly went out."),
            (56.41, 20.00)
        );
        assert_eq!(
            scores(
                "In the early morning fog the keeper lit the lamp and waited for them",
                "the keeper lit the lamp and waited for them in the early morning fog"
            ),
            (93.22, 7.14)
        );
        assert_eq!(
            scores(
                "came into the world and a long-dormant industry was brought back to the boil",
                "arrived and brought a long-dormant industry back to the boil"
            ),
            (69.98, 60.00)
        );
        assert_eq!(
            scores(
                "one two three four five six seven",
                "five six seven one two three four eight"
            ),
            (76.75, 25.00)
        );
        assert_eq!(
            scores("He did not go", "Completely different words here"),
            (6.18, 100.00)
        );
        assert_eq!(scores("a b c d e f g h", "h a c b e d g f"), (16.67, 62.50));
    }

    #[test]
    fn what_stayed_is_perfect() {
        let scores = Tally::of_kept("The tide went out.").scores();
        assert_eq!(
            (scores.chrf, scores.ter, scores.edit_rate),
            (100.0, 0.0, 0.0)
        );
        assert_eq!(Tally::default().scores().chrf, 100.0);
    }
}
