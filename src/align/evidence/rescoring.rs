//! Rescoring: everything that is measured word by word and clause by clause around the few beads of the
//! pruned lattice, for the Chinese alone or together with its machine translation.

use super::clause_pairs::ClausePairs;
use super::translations::TranslationTable;
use super::{Evidence, clause_pairs, clauses, neighbours, prefixed};
use crate::align::association::Association;
use crate::align::bead::Edge;
use crate::align::token::Tokens;

/// Word by word and clause by clause evidence on some beads.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    #[test]
    fn words_clauses_and_pairs_stand_side_by_side() {
        let (zh, en) = tokens(&["blirp，snorg"], &["blirp", "snorg"]);
        let association = equal_words(&zh, &en, 30.0);
        let (bead, omission) = (edge(0, 1, 0, 1), edge(0, 1, 0, 0));
        let evidence = RescoringEvidence::new("x.", &zh, &en, &association, &[bead, omission]);
        let names = evidence.names();
        assert_eq!(names.len(), 46);
        let at = |name: &str| names.iter().position(|known| known == name).unwrap();
        let mut features = vec![0.0; 46];
        evidence.measure(bead, &mut features);
        assert_eq!(features[at("x.neighbours.source-better-outside")], 0.5);
        assert_eq!(features[at("x.clauses.source-last-after")], 0.5);
        assert_eq!(features[at("x.pairs.source-inside")], 0.375);
        let mut features = vec![0.0; 46];
        evidence.measure(omission, &mut features);
        assert_eq!(features[at("x.neighbours.omitted-words")], 2.0);
        let clauses = at("x.clauses.source-better-outside")..at("x.pairs.source-inside");
        assert!(features[clauses].iter().all(|&feature| feature == 0.0));
    }
}
