//! The table of translation strengths: for each word the strongest counterpart in each sentence near the
//! beads to be rescored. It costs too much for all beads of a band, so it is made only for the pruned
//! lattice.

use super::partners::{Distinct, Partners};
use crate::align::association::Association;
use crate::align::bead::Edge;
use crate::align::token::{Tokens, TypeId};

/// The strongest counterpart of each word in each sentence near the beads to be rescored, 0..=1: the ratio
/// of the translation probability to what chance lets expect, as a strength.
#[derive(Debug)]
pub(crate) struct TranslationTable<'t> {
    source: &'t Tokens,
    target: &'t Tokens,
    association: &'t Association,
    /// The source sentences near the beads.
    reach: Reach,
    /// For each source sentence in reach where its row begins in `pairs`.
    starts: Vec<usize>,
    /// For each pair of a row: where the source words' values begin; target words' follow.
    pairs: Vec<usize>,
    values: Vec<f32>,
}

/// The pairs of sentences that some beads or their neighbourhood hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// The first source sentence.
    pub(crate) first: usize,
    /// For each source sentence from there on: the first target sentence, and one past the last.
    pub(crate) rows: Vec<(usize, usize)>,
    /// The target sentences from the first to the last, also where there is no source.
    pub(crate) targets: std::ops::Range<usize>,
}

impl Reach {
    /// The neighbourhood of some beads.
    #[must_use]
    pub(crate) fn of(edges: &[Edge], sources: usize, targets: usize) -> Reach {
        let first = edges
            .iter()
            .map(|edge| edge.i0)
            .min()
            .unwrap_or(0)
            .saturating_sub(1);
        let last = edges
            .iter()
            .map(|edge| edge.i1 + 1)
            .max()
            .unwrap_or(0)
            .min(sources);
        let mut rows: Vec<(usize, usize)> = vec![(usize::MAX, 0); last.saturating_sub(first)];
        for edge in edges {
            for row in &mut rows[edge.i0.saturating_sub(1) - first..(edge.i1 + 1).min(last) - first]
            {
                row.0 = row.0.min(edge.j0.saturating_sub(1));
                row.1 = row.1.max((edge.j1 + 1).min(targets));
            }
        }
        for row in &mut rows {
            let to = row.1.max(row.0.min(targets));
            *row = (row.0.min(to), to);
        }
        let from = edges.iter().map(|edge| edge.j0).min().unwrap_or(0);
        let to = edges.iter().map(|edge| edge.j1 + 1).max().unwrap_or(0);
        Reach {
            first,
            rows,
            targets: from.saturating_sub(1)..to.min(targets),
        }
    }

    /// The source sentences.
    pub(crate) fn sources(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.rows.len()
    }

    /// The number of a pair of sentences in its row, and that row.
    pub(crate) fn find(&self, i: usize, j: usize) -> Option<(usize, usize)> {
        let row = i.checked_sub(self.first)?;
        let &(from, to) = self.rows.get(row)?;
        (from <= j && j < to).then(|| (row, j - from))
    }
}

impl<'t> TranslationTable<'t> {
    /// Tabulates the neighbourhood of the given beads.
    #[must_use]
    pub(crate) fn new(
        source: &'t Tokens,
        target: &'t Tokens,
        association: &'t Association,
        edges: &[Edge],
    ) -> Self {
        let reach = Reach::of(edges, source.sentences(), target.sentences());
        let mut table = TranslationTable {
            source,
            target,
            association,
            starts: Vec::with_capacity(reach.rows.len()),
            pairs: Vec::new(),
            values: Vec::new(),
            reach,
        };
        let sources = Distinct::new(source, table.reach.sources());
        let targets = Distinct::new(target, table.reach.targets.clone());
        let (mut best_source, mut best_target) = (Vec::new(), Vec::new());
        // The types of the present sentence that each target type goes with.
        let mut partners = Partners::new(target);
        for (i, &(from, to)) in table.reach.sources().zip(&table.reach.rows) {
            table.starts.push(table.pairs.len());
            partners.reach(from..to);
            for (number, &z) in (0u32..).zip(sources.of(i)) {
                partners.add(association, z, number, |_| {});
            }
            for j in from..to {
                table.pairs.push(table.values.len());
                best_source.clear();
                best_source.resize(sources.of(i).len(), 0.0f32);
                best_target.clear();
                for &e in targets.of(j) {
                    let mut best = 0.0f32;
                    for (number, strength) in partners.of(e) {
                        let source = &mut best_source[number as usize];
                        if strength > *source {
                            *source = strength;
                        }
                        if strength > best {
                            best = strength;
                        }
                    }
                    best_target.push(best);
                }
                let words = sources.numbers(i).iter();
                table
                    .values
                    .extend(words.map(|&number| best_source[number as usize]));
                let words = targets.numbers(j).iter();
                table
                    .values
                    .extend(words.map(|&number| best_target[number as usize]));
            }
            partners.clear();
        }
        table
    }

    fn pair(&self, i: usize, j: usize) -> Option<usize> {
        let (row, at) = self.reach.find(i, j)?;
        Some(self.pairs[self.starts[row] + at])
    }

    /// The strongest counterpart of word `w` of source sentence `i` in target sentence `j`.
    #[must_use]
    pub(crate) fn source_word(&self, i: usize, w: usize, j: usize) -> f32 {
        self.pair(i, j).map_or(0.0, |at| self.values[at + w])
    }

    /// The strongest counterpart of word `w` of target sentence `j` in source sentence `i`.
    #[must_use]
    pub(crate) fn target_word(&self, j: usize, w: usize, i: usize) -> f32 {
        self.pair(i, j)
            .map_or(0.0, |at| self.values[at + self.source.of(i).len() + w])
    }

    /// The tokens of both sides.
    #[must_use]
    pub(crate) const fn tokens(&self) -> (&'t Tokens, &'t Tokens) {
        (self.source, self.target)
    }

    /// The weight of a source type, 0..=1: the rarer, the more.
    #[must_use]
    pub(crate) fn source_weight(&self, z: TypeId) -> f32 {
        self.association.weight_chinese[z as usize]
    }

    /// The weight of a target type, 0..=1: the rarer, the more.
    #[must_use]
    pub(crate) fn target_weight(&self, e: TypeId) -> f32 {
        self.association.weight_english[e as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    #[test]
    fn a_word_is_as_strong_as_its_best_counterpart() {
        let (zh, en) = tokens(&["blirp snorg", "quazz"], &["blirp", "snorg quazz"]);
        let association = equal_words(&zh, &en, 30.0);
        let edges = [edge(0, 1, 0, 1), edge(1, 2, 1, 2)];
        let table = TranslationTable::new(&zh, &en, &association, &edges);
        assert_eq!(table.source_word(0, 0, 0), 0.5, "blirp");
        assert_eq!(table.source_word(0, 1, 0), 0.0, "snorg is in the next one");
        assert_eq!(table.source_word(0, 1, 1), 0.5);
        assert_eq!(table.target_word(1, 0, 0), 0.5);
        assert_eq!(table.target_word(1, 1, 0), 0.0);
        assert_eq!(table.source_word(1, 0, 2), 0.0, "beyond the end");
    }

    #[test]
    fn beads_reach_a_sentence_further() {
        assert_eq!(
            Reach::of(&[edge(2, 3, 4, 6)], 6, 9),
            Reach {
                first: 1,
                rows: vec![(3, 7); 3],
                targets: 3..7,
            }
        );
        let whole = Reach::of(&[edge(0, 1, 0, 1)], 1, 1);
        assert_eq!((whole.first, &*whole.rows), (0, &[(0, 1)][..]));
        assert_eq!((whole.find(0, 0), whole.find(0, 1)), (Some((0, 0)), None));
    }
}
