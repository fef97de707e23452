//! Clauses against whole sentences: where a clause is better off outside the bead, a boundary is set one
//! sentence too early or too late.

use super::translations::TranslationTable;
use crate::align::bead::Edge;

/// The least weight of a clause that is measured.
const LEAST_WEIGHT: f32 = 0.2;

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "clauses.source-better-outside",
    "clauses.source-better-inside",
    "clauses.source-least",
    "clauses.source-first-before",
    "clauses.source-last-after",
    "clauses.source-first-bare",
    "clauses.source-last-bare",
    "clauses.target-better-outside",
    "clauses.target-better-inside",
    "clauses.target-least",
    "clauses.target-first-before",
    "clauses.target-last-after",
    "clauses.target-first-bare",
    "clauses.target-last-bare",
];

/// One clause against the other side: sums over its words, weighted by how informative they are.
#[derive(Clone, Copy, Debug, Default)]
struct ClauseBalance {
    weight: f32,
    inside: f32,
    before: f32,
    after: f32,
}

/// Fills `clauses` with the balances of the clauses of a source or target sentence.
fn balances(
    table: &TranslationTable<'_>,
    of_source: bool,
    k: usize,
    edge: Edge,
    clauses: &mut Vec<ClauseBalance>,
) {
    let (source, target) = table.tokens();
    let tokens = if of_source { source } else { target };
    let word = |w: usize, other: usize| {
        if of_source {
            table.source_word(k, w, other)
        } else {
            table.target_word(k, w, other)
        }
    };
    let other = if of_source {
        edge.j0..edge.j1
    } else {
        edge.i0..edge.i1
    };
    let first = clauses.len();
    for (w, (&id, &clause)) in tokens.of(k).iter().zip(tokens.clauses(k)).enumerate() {
        let at = first + usize::from(clause);
        if clauses.len() <= at {
            clauses.resize(at + 1, ClauseBalance::default());
        }
        let weight = if of_source {
            table.source_weight(id)
        } else {
            table.target_weight(id)
        };
        let inside = other.clone().map(|o| word(w, o)).fold(0.0, f32::max);
        let before = other.start.checked_sub(1).map_or(0.0, |o| word(w, o));
        let after = word(w, other.end);
        let slot = &mut clauses[at];
        slot.weight += weight;
        slot.inside += weight * inside;
        slot.before += weight * before;
        slot.after += weight * after;
    }
}

/// Measures a bead into `features`, one number a name.
pub(crate) fn measure(table: &TranslationTable<'_>, edge: Edge, features: &mut [f32]) {
    let mut clauses = Vec::new();
    for of_source in [true, false] {
        clauses.clear();
        let range = if of_source {
            edge.i0..edge.i1
        } else {
            edge.j0..edge.j1
        };
        for k in range {
            balances(table, of_source, k, edge, &mut clauses);
        }
        clauses.retain(|clause| clause.weight > LEAST_WEIGHT);
        let features = &mut features[if of_source { 0 } else { 7 }..];
        let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else {
            continue;
        };
        for clause in &clauses {
            let outside = clause.before.max(clause.after);
            features[0] += (outside - clause.inside).max(0.0);
            features[1] += (clause.inside - outside).max(0.0);
        }
        let share = |clause: &ClauseBalance| clause.inside / clause.weight;
        if clauses.len() > 1 {
            features[2] = clauses.iter().map(share).fold(1.0, f32::min);
            features[3] = (first.before - first.inside).max(0.0);
            features[4] = (last.after - last.inside).max(0.0);
            features[5] = first.weight - first.inside;
            features[6] = last.weight - last.inside;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    #[test]
    fn a_clause_that_is_said_after_the_bead_belongs_there() {
        let (zh, en) = tokens(&["blirp，snorg"], &["blirp", "snorg"]);
        let association = equal_words(&zh, &en, 30.0);
        let bead = edge(0, 1, 0, 1);
        let table = TranslationTable::new(&zh, &en, &association, &[bead]);
        let mut features = [0.0; 14];
        measure(&table, bead, &mut features);
        assert_eq!(features[..7], [0.5, 0.5, 0.0, 0.0, 0.5, 0.5, 1.0]);
        assert_eq!(features[7..], [0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
