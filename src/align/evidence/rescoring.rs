//! The close look: everything that is measured word by word and clause by clause around the few beads
//! that are left, for the Chinese itself or for what speaks for it (a machine translation).

use super::clause_pairs::ClausePairs;
use super::translations::TranslationTable;
use super::{Evidence, clause_pairs, clauses, neighbours, prefixed};
use crate::align::association::Association;
use crate::align::bead::Edge;
use crate::align::token::Tokens;

/// Close looks at some beads.
#[derive(Debug)]
pub(crate) struct RescoringEvidence<'t> {
    /// Set before the names of the features.
    prefix: &'static str,
    table: TranslationTable<'t>,
    pairs: ClausePairs,
}

impl<'t> RescoringEvidence<'t> {
    /// Tabulates the neighbourhood of the given beads.
    #[must_use]
    pub(crate) fn new(
        prefix: &'static str,
        source: &'t Tokens,
        target: &'t Tokens,
        association: &'t Association,
        edges: &[Edge],
    ) -> Self {
        RescoringEvidence {
            prefix,
            table: TranslationTable::new(source, target, association, edges),
            pairs: ClausePairs::new(source, target, association, edges),
        }
    }
}

impl Evidence for RescoringEvidence<'_> {
    fn names(&self) -> Vec<String> {
        [neighbours::NAMES, clauses::NAMES, clause_pairs::NAMES]
            .iter()
            .flat_map(|names| prefixed(self.prefix, names))
            .collect()
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        let (words, rest) = features.split_at_mut(neighbours::NAMES.len());
        let (whole, pairs) = rest.split_at_mut(clauses::NAMES.len());
        neighbours::measure(&self.table, edge, words);
        if !edge.is_null() {
            clauses::measure(&self.table, edge, whole);
        }
        self.pairs.measure(edge, pairs);
    }
}
