//! The words of a bead and its neighbourhood: whether the sentences inside the bead explain a word better
//! than the one just outside.
//!
//! For each word its strongest counterpart is looked for inside the bead on the other side, and in
//! the sentence before and after. A word that is better off outside speaks against the bead; one
//! that is much better off inside speaks for it.

use super::translations::TranslationTable;
use crate::align::bead::Edge;

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "neighbours.source-inside",
    "neighbours.source-better-outside",
    "neighbours.source-better-inside",
    "neighbours.source-least",
    "neighbours.target-inside",
    "neighbours.target-better-outside",
    "neighbours.target-better-inside",
    "neighbours.target-least",
    "neighbours.crossing",
    "neighbours.no-crossing",
    "neighbours.omitted-explained",
    "neighbours.omitted-words",
    "neighbours.added-explained",
    "neighbours.added-words",
    "neighbours.source-edge",
    "neighbours.target-edge",
    "neighbours.omitted-share",
    "neighbours.added-share",
];

/// One side's words against the other: sums over words, weighted by how informative they are.
#[derive(Clone, Copy, Debug, Default)]
struct Balance {
    weight: f32,
    inside: f32,
    better_outside: f32,
    better_inside: f32,
}

fn source_balance(table: &TranslationTable<'_>, i: usize, edge: Edge) -> Balance {
    let mut balance = Balance::default();
    for (w, &z) in table.tokens().0.of(i).iter().enumerate() {
        let inside = (edge.j0..edge.j1)
            .map(|j| table.source_word(i, w, j))
            .fold(0.0, f32::max);
        let before = edge
            .j0
            .checked_sub(1)
            .map_or(0.0, |j| table.source_word(i, w, j));
        let outside = before.max(table.source_word(i, w, edge.j1));
        balance.add(table.source_weight(z), inside, outside);
    }
    balance
}

fn target_balance(table: &TranslationTable<'_>, j: usize, edge: Edge) -> Balance {
    let mut balance = Balance::default();
    for (w, &e) in table.tokens().1.of(j).iter().enumerate() {
        let inside = (edge.i0..edge.i1)
            .map(|i| table.target_word(j, w, i))
            .fold(0.0, f32::max);
        let before = edge
            .i0
            .checked_sub(1)
            .map_or(0.0, |i| table.target_word(j, w, i));
        let outside = before.max(table.target_word(j, w, edge.i1));
        balance.add(table.target_weight(e), inside, outside);
    }
    balance
}

/// The weight of the bead's words that cross the best place to cut it in two: it keeps a many-to-many bead
/// together.
fn crossing(table: &TranslationTable<'_>, edge: Edge) -> f32 {
    let mut best = f32::INFINITY;
    for i in edge.i0 + 1..edge.i1 {
        for j in edge.j0 + 1..edge.j1 {
            let upper = Edge {
                i1: i,
                j1: j,
                ..edge
            };
            let lower = Edge {
                i0: i,
                j0: j,
                ..edge
            };
            let mut crossing = 0.0;
            for (part, other) in [(upper, lower), (lower, upper)] {
                for k in part.i0..part.i1 {
                    for (w, &z) in table.tokens().0.of(k).iter().enumerate() {
                        let best = |e: Edge| {
                            (e.j0..e.j1)
                                .map(|j| table.source_word(k, w, j))
                                .fold(0.0, f32::max)
                        };
                        crossing += table.source_weight(z) * (best(other) - best(part)).max(0.0);
                    }
                }
                for k in part.j0..part.j1 {
                    for (w, &e) in table.tokens().1.of(k).iter().enumerate() {
                        let best = |b: Edge| {
                            (b.i0..b.i1)
                                .map(|i| table.target_word(k, w, i))
                                .fold(0.0, f32::max)
                        };
                        crossing += table.target_weight(e) * (best(other) - best(part)).max(0.0);
                    }
                }
            }
            best = best.min(crossing);
        }
    }
    best
}

impl Balance {
    fn add(&mut self, weight: f32, inside: f32, outside: f32) {
        self.weight += weight;
        self.inside += weight * inside;
        self.better_outside += weight * (outside - inside).max(0.0);
        self.better_inside += weight * (inside - outside).max(0.0);
    }

    fn mean(&self) -> f32 {
        if self.weight > 0.0 {
            self.inside / self.weight
        } else {
            0.5
        }
    }
}

/// Measures a bead into `features`, one number a name.
pub(crate) fn measure(table: &TranslationTable<'_>, edge: Edge, features: &mut [f32]) {
    if edge.j0 == edge.j1 {
        // Words of the omitted sentence that the English around it still says.
        let balance = source_balance(table, edge.i0, edge);
        features[10] = balance.better_outside;
        features[11] = balance.weight;
        features[16] = balance.better_outside / balance.weight.max(1.0);
        return;
    }
    if edge.i0 == edge.i1 {
        let balance = target_balance(table, edge.j0, edge);
        features[12] = balance.better_outside;
        features[13] = balance.weight;
        features[17] = balance.better_outside / balance.weight.max(1.0);
        return;
    }
    let mut side = |of: &dyn Fn(usize) -> Balance, range: std::ops::Range<usize>, at: usize| {
        let mut all = Balance::default();
        let mut least = f32::INFINITY;
        let mut edges = 0.0;
        let many = range.len() > 1;
        let (first, last) = (range.start, range.end - 1);
        for k in range {
            let balance = of(k);
            least = least.min(balance.mean());
            if many && (k == first || k == last) {
                edges += balance.better_outside;
            }
            all.weight += balance.weight;
            all.inside += balance.inside;
            all.better_outside += balance.better_outside;
            all.better_inside += balance.better_inside;
        }
        features[at] = all.mean();
        features[at + 1] = all.better_outside;
        features[at + 2] = all.better_inside;
        features[at + 3] = if many { least } else { 0.0 };
        features[14 + at / 4] = edges;
    };
    side(&|i| source_balance(table, i, edge), edge.i0..edge.i1, 0);
    side(&|j| target_balance(table, j, edge), edge.j0..edge.j1, 4);
    if edge.sources() > 1 && edge.targets() > 1 {
        let crossing = crossing(table, edge);
        features[8] = crossing;
        features[9] = (1.0 - crossing).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    fn measured(edge: Edge) -> [f32; 18] {
        let (zh, en) = tokens(&["blirp snorg", "quazz"], &["blirp", "snorg quazz"]);
        // A ratio at which a counterpart counts one half.
        let association = equal_words(&zh, &en, 30.0);
        let table = TranslationTable::new(&zh, &en, &association, &[edge]);
        let mut features = [0.0; 18];
        measure(&table, edge, &mut features);
        features
    }

    #[test]
    fn a_word_that_is_said_outside_speaks_against_the_bead() {
        let features = measured(edge(0, 1, 0, 1));
        // blirp is inside, snorg in the sentence after.
        assert_eq!(features[..4], [0.25, 0.5, 0.5, 0.0]);
        assert_eq!(features[4..8], [0.5, 0.0, 0.5, 0.0]);
        assert_eq!(features[8..], [0.0; 10]);
    }

    #[test]
    fn an_omitted_sentence_may_be_explained_beside_it() {
        let features = measured(edge(0, 1, 0, 0));
        assert_eq!(features[10..12], [0.5, 2.0]);
        assert_eq!(features[16], 0.25);
        let features = measured(edge(0, 0, 0, 1));
        assert_eq!(features[12..14], [0.5, 1.0]);
        assert_eq!(features[17], 0.5);
    }

    #[test]
    fn what_crosses_holds_a_bead_together() {
        let features = measured(edge(0, 2, 0, 2));
        // snorg crosses the only cut, seen from both sides.
        assert_eq!(features[8..10], [1.0, 0.0]);
    }
}
