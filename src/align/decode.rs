//! Decoding: from posteriors to one alignment. Not the most probable path is taken but the one with the
//! greatest expected number of right beads (maximum expected accuracy, a minimum Bayes risk decoding).

use super::bead::Edge;
use super::pruned::PrunedLattice;

/// The posterior from which on a link is worth taking.
const LINK_THRESHOLD: f64 = 0.3;
/// The same for leaving a sentence unlinked, which takes more evidence.
const NULL_THRESHOLD: f64 = 0.4;

/// A bead of an alignment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Aligned {
    /// Its sentences. An empty side stands where the sentences before it end.
    pub(crate) edge: Edge,
    /// Its posterior, 0..=1; for a locked bead the posterior at the time when it was locked.
    pub(crate) confidence: f32,
    /// The moved group it belongs to: its target stands elsewhere than its neighbours'.
    pub(crate) moved: Option<u32>,
}

/// The path with the greatest expected number of right beads, given the score of each bead.
#[must_use]
pub(crate) fn decode(lattice: &PrunedLattice, scores: &[f64]) -> Vec<Aligned> {
    path(lattice, &lattice.posteriors(scores).whole())
}

/// The path with the greatest expected number of right beads, given the posterior of each bead.
#[must_use]
pub(crate) fn path(lattice: &PrunedLattice, posteriors: &[f64]) -> Vec<Aligned> {
    let gains: Vec<f64> = posteriors
        .iter()
        .zip(&lattice.edges)
        .map(|(posterior, edge)| {
            posterior
                - if edge.is_null() {
                    NULL_THRESHOLD
                } else {
                    LINK_THRESHOLD
                }
        })
        .collect();
    lattice
        .best_path(&gains)
        .into_iter()
        .map(|at| Aligned {
            edge: lattice.edges[at],
            confidence: posteriors[at].min(1.0) as f32,
            moved: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    #[test]
    fn the_expected_number_of_right_beads_decides() {
        let edges = vec![edge(0, 1, 0, 1), edge(0, 1, 0, 0), edge(1, 1, 0, 1)];
        let lattice = PrunedLattice::new(edges, 1, 1);
        for (posterior, linked) in [(0.6f64, true), (0.4, false)] {
            let scores: Vec<f64> = lattice
                .edges
                .iter()
                .map(|edge| {
                    if edge.is_null() {
                        0.0
                    } else {
                        (posterior / (1.0 - posterior)).ln()
                    }
                })
                .collect();
            let beads = decode(&lattice, &scores);
            assert_eq!(beads.len(), if linked { 1 } else { 2 });
            assert_eq!(beads[0].edge.is_null(), !linked);
            let expected = posterior.max(1.0 - posterior) as f32;
            assert!((beads[0].confidence - expected).abs() < 1e-3, "{beads:?}");
        }
    }
}
