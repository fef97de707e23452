//! Clause against clause: a clause whose nearest counterpart lies just outside the bead marks a
//! boundary that is set one sentence too early or too late.

use super::partners::Partners;
use super::translations::Reach;
use crate::align::association::Association;
use crate::align::bead::Edge;
use crate::align::token::{Tokens, TypeId};

/// The least weight of a clause that is measured.
const LEAST_WEIGHT: f32 = 0.2;
/// The most weight that a clause has when it is divided among the places where it could go.
const MOST_WEIGHT: f32 = 3.0;
/// The difference of likeness that makes a place e times as attractive.
const SHARPNESS: f32 = 0.1;
/// The likeness that stands for going nowhere, beside the places where a clause could go.
const NOWHERE: f32 = 0.3;

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "pairs.source-inside",
    "pairs.source-better-outside",
    "pairs.source-better-inside",
    "pairs.source-least",
    "pairs.source-drawn-out",
    "pairs.source-held",
    "pairs.target-inside",
    "pairs.target-better-outside",
    "pairs.target-better-inside",
    "pairs.target-least",
    "pairs.target-drawn-out",
    "pairs.target-held",
    "pairs.omitted-outside",
    "pairs.added-outside",
];

/// The likeness of the clauses of neighbouring sentences.
#[derive(Debug)]
pub(crate) struct ClausePairs {
    source: Weights,
    target: Weights,
    reach: Reach,
    /// For each source sentence in reach where its row begins in `pairs`.
    starts: Vec<usize>,
    /// For each pair of a row: where its matrix begins.
    pairs: Vec<usize>,
    /// For each pair of clauses: the share of the source clause that the target clause says, and
    /// the other way round.
    values: Vec<(f32, f32)>,
}

/// Weights of the clauses of each sentence from the first one on.
#[derive(Debug)]
struct Weights {
    first: usize,
    sentences: Vec<Vec<f32>>,
}

impl Weights {
    fn new(tokens: &Tokens, weights: &[f32], sentences: std::ops::Range<usize>) -> Weights {
        let of = |i: usize| {
            let mut sums = Vec::new();
            for (&id, &clause) in tokens.of(i).iter().zip(tokens.clauses(i)) {
                let clause = usize::from(clause);
                if sums.len() <= clause {
                    sums.resize(clause + 1, 0.0);
                }
                sums[clause] += weights[id as usize];
            }
            sums
        };
        Weights {
            first: sentences.start,
            sentences: sentences.map(of).collect(),
        }
    }

    fn of(&self, i: usize) -> &[f32] {
        &self.sentences[i - self.first]
    }
}

/// A type in a clause, with the weight of all its occurrences there.
struct Part {
    kind: TypeId,
    clause: u8,
    weight: f32,
}

/// The parts of a sentence, by type and clause. A sentence may be a whole chapter: what occurs a
/// thousand times is looked at once.
fn parts(tokens: &Tokens, weights: &[f32], i: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = tokens
        .of(i)
        .iter()
        .zip(tokens.clauses(i))
        .map(|(&kind, &clause)| Part {
            kind,
            clause,
            weight: weights[kind as usize],
        })
        .collect();
    parts.sort_by_key(|part| (part.kind, part.clause));
    parts.dedup_by(|next, kept| {
        let same = (next.kind, next.clause) == (kept.kind, kept.clause);
        if same {
            kept.weight += next.weight;
        }
        same
    });
    parts
}

impl ClausePairs {
    /// Tabulates the neighbourhood of the given beads.
    #[must_use]
    pub(crate) fn new(
        source: &Tokens,
        target: &Tokens,
        association: &Association,
        edges: &[Edge],
    ) -> Self {
        let reach = Reach::of(edges, source.sentences(), target.sentences());
        let first = reach.targets.start;
        let mut table = ClausePairs {
            source: Weights::new(source, &association.weight_chinese, reach.sources()),
            target: Weights::new(target, &association.weight_english, reach.targets.clone()),
            starts: Vec::with_capacity(reach.rows.len()),
            pairs: Vec::new(),
            values: Vec::new(),
            reach,
        };
        let targets = table.reach.targets.clone();
        let targets: Vec<Vec<Part>> = targets
            .map(|j| parts(target, &association.weight_english, j))
            .collect();
        // The source types of the present sentence that each target type goes with.
        let mut partners = Partners::new(target);
        let mut best_source: Vec<f32> = Vec::new();
        for (i, &(from, to)) in table.reach.sources().zip(&table.reach.rows) {
            table.starts.push(table.pairs.len());
            let here = parts(source, &association.weight_chinese, i);
            // The index of the first part of each type; a type stands in several clauses.
            let types: Vec<usize> = (0..here.len())
                .filter(|&at| at == 0 || here[at - 1].kind != here[at].kind)
                .chain([here.len()])
                .collect();
            partners.reach(from..to);
            for (which, at) in (0u32..).zip(types.windows(2).map(|w| w[0])) {
                partners.add(association, here[at].kind, which, |_| {});
            }
            let rows = table.source.of(i).len();
            let mut best_target = vec![0.0f32; rows];
            for (j, there) in (from..to).map(|j| (j, &targets[j - first])) {
                table.pairs.push(table.values.len());
                let columns = table.target.of(j).len();
                let start = table.values.len();
                table.values.resize(start + rows * columns, (0.0, 0.0));
                best_source.clear();
                best_source.resize(types.len() * columns, 0.0);
                for part in there {
                    let column = usize::from(part.clause);
                    best_target.fill(0.0);
                    for (which, strength) in partners.of(part.kind) {
                        let which = which as usize;
                        let slot = &mut best_source[which * columns + column];
                        if strength > *slot {
                            *slot = strength;
                        }
                        for mine in &here[types[which]..types[which + 1]] {
                            let slot = &mut best_target[usize::from(mine.clause)];
                            if strength > *slot {
                                *slot = strength;
                            }
                        }
                    }
                    for (row, best) in best_target.iter().enumerate() {
                        table.values[start + row * columns + column].1 += part.weight * best;
                    }
                }
                for (which, range) in types.windows(2).enumerate() {
                    for part in &here[range[0]..range[1]] {
                        let row = start + usize::from(part.clause) * columns;
                        for column in 0..columns {
                            table.values[row + column].0 +=
                                part.weight * best_source[which * columns + column];
                        }
                    }
                }
            }
            partners.clear();
        }
        table
    }

    /// The values of a pair of sentences.
    fn pair(&self, i: usize, j: usize) -> Option<(&[(f32, f32)], usize)> {
        let (row, pair) = self.reach.find(i, j)?;
        let (rows, columns) = (self.source.of(i).len(), self.target.of(j).len());
        let at = self.pairs[self.starts[row] + pair];
        Some((&self.values[at..at + rows * columns], columns))
    }

    /// The best that a clause of source sentence `i` finds in target sentence `j`.
    fn source_best(&self, i: usize, clause: usize, j: usize) -> f32 {
        self.pair(i, j).map_or(0.0, |(values, columns)| {
            values[clause * columns..(clause + 1) * columns]
                .iter()
                .map(|&(z, e)| z + 0.5 * e)
                .fold(0.0, f32::max)
        })
    }

    fn target_best(&self, j: usize, clause: usize, i: usize) -> f32 {
        self.pair(i, j).map_or(0.0, |(values, columns)| {
            values
                .iter()
                .skip(clause)
                .step_by(columns.max(1))
                .map(|&(z, e)| e + 0.5 * z)
                .fold(0.0, f32::max)
        })
    }
}

impl ClausePairs {
    /// Measures a bead into `features`, one number a name.
    pub(crate) fn measure(&self, edge: Edge, features: &mut [f32]) {
        let side = |of_source: bool, features: &mut [f32]| {
            let (range, other, weights) = if of_source {
                (edge.i0..edge.i1, edge.j0..edge.j1, &self.source)
            } else {
                (edge.j0..edge.j1, edge.i0..edge.i1, &self.target)
            };
            let best = |k: usize, clause: usize, o: usize| {
                if of_source {
                    self.source_best(k, clause, o)
                } else {
                    self.target_best(k, clause, o)
                }
            };
            let (mut all, mut sum) = (0.0f32, 0.0f32);
            let mut least = 1.0f32;
            let mut outsides = 0.0;
            for k in range {
                for (clause, &weight) in weights.of(k).iter().enumerate() {
                    if weight < LEAST_WEIGHT {
                        continue;
                    }
                    let inside = other
                        .clone()
                        .map(|o| best(k, clause, o))
                        .fold(0.0, f32::max);
                    let before = other
                        .start
                        .checked_sub(1)
                        .map_or(0.0, |o| best(k, clause, o));
                    let after = best(k, clause, other.end);
                    let outside = before.max(after);
                    outsides += outside;
                    all += weight;
                    sum += inside;
                    least = least.min(inside / weight);
                    features[1] += (outside - inside).max(0.0);
                    features[2] += (inside - outside).max(0.0);
                    // The division of a clause among the places where it could go.
                    // Exponents are held against the greatest: a clause of a word or two in a sentence as long as a
                    // chapter is hundreds of times as attracted as there is room for in a number.
                    let exponent = |likeness: f32| likeness / SHARPNESS;
                    let most = exponent((inside.max(outside) / weight).max(NOWHERE));
                    let pull = |best: f32| (exponent(best / weight) - most).exp();
                    let nowhere = (exponent(NOWHERE) - most).exp();
                    let (i, b, a) = (pull(inside), pull(before), pull(after));
                    let size = weight.min(MOST_WEIGHT);
                    features[4] += size * (b + a) / (i + b + a + nowhere);
                    features[5] += size * i / (i + b + a + nowhere);
                }
            }
            features[0] = if all > 0.0 { sum / all } else { 0.5 };
            features[3] = least;
            outsides
        };
        if edge.is_null() {
            let mut scratch = [0.0; 6];
            let of_source = edge.j0 == edge.j1;
            features[if of_source { 12 } else { 13 }] = side(of_source, &mut scratch);
            return;
        }
        side(true, &mut features[..6]);
        side(false, &mut features[6..12]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    #[test]
    fn an_addition_needs_no_source() {
        let (zh, en) = tokens(&[], &["blirp"]);
        let association = equal_words(&zh, &en, 30.0);
        let addition = edge(0, 0, 0, 1);
        let pairs = ClausePairs::new(&zh, &en, &association, &[addition]);
        let mut features = [0.0f32; 14];
        pairs.measure(addition, &mut features);
        assert_eq!(features, [0.0; 14]);
    }

    #[test]
    fn a_clause_in_a_sentence_as_long_as_a_chapter_is_measured() {
        let chapter = "blirp ".repeat(3000);
        let (zh, en) = tokens(&["blirp"], &[&chapter, "blirp"]);
        let association = equal_words(&zh, &en, 30.0);
        let bead = edge(0, 1, 0, 1);
        let pairs = ClausePairs::new(&zh, &en, &association, &[bead]);
        let mut features = [0.0f32; 14];
        pairs.measure(bead, &mut features);
        assert!(features.iter().all(|feature| feature.is_finite()));
        assert!(features[5] > 0.99, "{features:?}");
    }

    #[test]
    fn a_clause_goes_where_its_counterpart_is() {
        let (zh, en) = tokens(&["blirp，snorg"], &["blirp", "snorg"]);
        let association = equal_words(&zh, &en, 30.0);
        let (bead, omission) = (edge(0, 1, 0, 1), edge(0, 1, 1, 1));
        let pairs = ClausePairs::new(&zh, &en, &association, &[bead, omission]);
        let mut features = [0.0f32; 14];
        pairs.measure(bead, &mut features);
        // Each pair of equal clauses is worth 0.5 and half of 0.5 from the other side.
        assert_eq!(features[..4], [0.375, 0.75, 0.75, 0.0]);
        let all = 7.5f32.exp() + 2.0 + 3.0f32.exp();
        assert!((features[4] - (7.5f32.exp() + 3.0) / all).abs() < 1e-5);
        assert!((features[5] - (7.5f32.exp() + 1.0) / all).abs() < 1e-5);
        assert_eq!(features[6..10], [0.75, 0.0, 0.75, 0.75]);
        assert_eq!(features[12..], [0.0, 0.0]);
        let mut features = [0.0f32; 14];
        pairs.measure(omission, &mut features);
        assert_eq!(
            features[12..],
            [1.5, 0.0],
            "both clauses are said around it"
        );
        assert_eq!(features[..12], [0.0; 12]);
    }
}
