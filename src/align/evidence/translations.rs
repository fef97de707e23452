//! The table of translation strengths: for each word the strongest counterpart in each sentence near the
//! beads to be rescored. It costs too much for all beads of a band, so it is made only for the pruned
//! lattice.

use crate::align::association::Association;
use crate::align::bead::Edge;
use crate::align::token::{Tokens, TypeId};

/// The ratio at which a counterpart counts as half certain.
const HALF: f32 = 30.0;

/// The strongest counterpart of each word in each sentence near the beads to be rescored, 0..=1: the ratio
/// of the translation probability to what chance lets expect, [`saturated`].
#[derive(Debug)]
pub(crate) struct TranslationTable<'t> {
    source: &'t Tokens,
    target: &'t Tokens,
    association: &'t Association,
    /// For each source sentence: the first target sentence of its row, one past the last, and where
    /// the row begins in `pairs`.
    rows: Vec<(usize, usize, usize)>,
    /// For each pair of a row: where the source words' values begin; target words' follow.
    pairs: Vec<usize>,
    values: Vec<f32>,
}

/// For each source sentence the target sentences that a bead or its neighbourhood holds.
#[must_use]
pub(crate) fn reach(edges: &[Edge], sources: usize, targets: usize) -> Vec<(usize, usize)> {
    let mut reach: Vec<(usize, usize)> = vec![(usize::MAX, 0); sources];
    for edge in edges {
        for row in &mut reach[edge.i0.saturating_sub(1)..(edge.i1 + 1).min(sources)] {
            row.0 = row.0.min(edge.j0.saturating_sub(1));
            row.1 = row.1.max((edge.j1 + 1).min(targets));
        }
    }
    for row in &mut reach {
        let to = row.1.max(row.0.min(targets));
        *row = (row.0.min(to), to);
    }
    reach
}

/// A ratio as a strength: 0 for no counterpart, 1 for a certain one.
#[must_use]
pub(crate) fn saturated(back_ratio: f32) -> f32 {
    back_ratio / (back_ratio + HALF)
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
        let (n, m) = (source.sentences(), target.sentences());
        let reach = reach(edges, n, m);
        let mut table = TranslationTable {
            source,
            target,
            association,
            rows: Vec::with_capacity(n),
            pairs: Vec::new(),
            values: Vec::new(),
        };
        let distinct: Vec<Vec<TypeId>> = (0..m)
            .map(|j| {
                let mut types = target.of(j).to_vec();
                types.sort_unstable();
                types.dedup();
                types
            })
            .collect();
        let mut dense = vec![0.0f32; target.types.len()];
        let mut touched: Vec<TypeId> = Vec::new();
        // Target words of the present row, by their type: the strongest link of each.
        for (i, &(from, to)) in reach.iter().enumerate() {
            table.rows.push((from, to, table.pairs.len()));
            for &z in source.of(i) {
                for link in &association.rows[z as usize] {
                    let slot = &mut dense[link.to as usize];
                    if *slot == 0.0 {
                        touched.push(link.to);
                    }
                    *slot = slot.max(saturated(link.back_ratio));
                }
            }
            for (j, types) in distinct.iter().enumerate().take(to).skip(from) {
                table.pairs.push(table.values.len());
                let here = target.of(j);
                for &z in source.of(i) {
                    table.values.push(strongest(association, z, types));
                }
                table.values.extend(here.iter().map(|&e| dense[e as usize]));
            }
            for e in touched.drain(..) {
                dense[e as usize] = 0.0;
            }
        }
        table
    }

    fn pair(&self, i: usize, j: usize) -> Option<usize> {
        let &(from, to, start) = self.rows.get(i)?;
        (from <= j && j < to).then(|| self.pairs[start + j - from])
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

/// The strongest counterpart of a source type among target types, which are distinct and sorted.
fn strongest(association: &Association, z: TypeId, here: &[TypeId]) -> f32 {
    let row = &association.rows[z as usize];
    // The shorter list is walked, the longer one searched; both are sorted.
    if here.len() < row.len() {
        here.iter()
            .filter_map(|&e| row.binary_search_by_key(&e, |link| link.to).ok())
            .map(|at| saturated(row[at].back_ratio))
            .fold(0.0, f32::max)
    } else {
        row.iter()
            .filter(|link| here.binary_search(&link.to).is_ok())
            .map(|link| saturated(link.back_ratio))
            .fold(0.0, f32::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    #[test]
    fn a_word_is_as_strong_as_its_best_counterpart() {
        let (zh, en) = tokens(&["blirp snorg", "quazz"], &["blirp", "snorg quazz"]);
        let association = equal_words(&zh, &en, HALF);
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
        let none = (9, 9);
        assert_eq!(
            reach(&[edge(2, 3, 4, 6)], 6, 9),
            [none, (3, 7), (3, 7), (3, 7), none, none]
        );
        assert_eq!(reach(&[edge(0, 1, 0, 1)], 1, 1), [(0, 1)]);
    }
}
