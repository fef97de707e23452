//! Who explains a word better: the sentences inside the bead, or the one just outside?
//!
//! For each word its strongest counterpart is looked for inside the bead on the other side, and in
//! the sentence before and after. A word that is better off outside speaks against the bead; one
//! that is much better off inside speaks for it. Too dear for all beads of a band, so it is measured
//! only for the few that are left after a first search.

use super::Evidence;
use crate::align::association::Association;
use crate::align::bead::Edge;
use crate::align::token::{Tokens, TypeId};

/// The ratio at which a counterpart counts as half certain.
const HALF: f32 = 30.0;

/// Strengths of all words of sentence pairs near the beads in question.
#[derive(Debug)]
pub struct NeighbourEvidence<'t> {
    source: &'t Tokens,
    target: &'t Tokens,
    association: &'t Association,
    /// For each source sentence: the first target sentence of its row, and where the row begins.
    rows: Vec<(usize, usize, usize)>,
    /// For each pair of a row: where the source words' strengths begin; target words' follow.
    pairs: Vec<usize>,
    strengths: Vec<f32>,
}

/// One side's words against the other: sums over words, weighted by how informative they are.
#[derive(Clone, Copy, Debug, Default)]
struct Balance {
    weight: f32,
    inside: f32,
    better_outside: f32,
    better_inside: f32,
}

impl<'t> NeighbourEvidence<'t> {
    /// Tabulates the neighbourhood of the given beads.
    #[must_use]
    pub fn new(
        source: &'t Tokens,
        target: &'t Tokens,
        association: &'t Association,
        edges: &[Edge],
    ) -> Self {
        let (n, m) = (source.sentences(), target.sentences());
        let mut reach: Vec<(usize, usize)> = vec![(usize::MAX, 0); n];
        for edge in edges {
            for row in &mut reach[edge.i0.saturating_sub(1)..(edge.i1 + 1).min(n)] {
                row.0 = row.0.min(edge.j0.saturating_sub(1));
                row.1 = row.1.max((edge.j1 + 1).min(m));
            }
        }
        let mut table = NeighbourEvidence {
            source,
            target,
            association,
            rows: Vec::with_capacity(n),
            pairs: Vec::new(),
            strengths: Vec::new(),
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
            let to = to.max(from.min(m));
            let from = from.min(to);
            table.rows.push((from, to, table.pairs.len()));
            for &z in source.of(i) {
                for link in &association.rows[z as usize] {
                    let slot = &mut dense[link.to as usize];
                    if *slot == 0.0 {
                        touched.push(link.to);
                    }
                    *slot = slot.max(strength(link.back_ratio));
                }
            }
            for (j, types) in distinct.iter().enumerate().take(to).skip(from) {
                table.pairs.push(table.strengths.len());
                let here = target.of(j);
                for &z in source.of(i) {
                    table.strengths.push(strongest(association, z, types));
                }
                table
                    .strengths
                    .extend(here.iter().map(|&e| dense[e as usize]));
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
    fn source_word(&self, i: usize, w: usize, j: usize) -> f32 {
        self.pair(i, j).map_or(0.0, |at| self.strengths[at + w])
    }

    /// The strongest counterpart of word `w` of target sentence `j` in source sentence `i`.
    fn target_word(&self, j: usize, w: usize, i: usize) -> f32 {
        self.pair(i, j)
            .map_or(0.0, |at| self.strengths[at + self.source.of(i).len() + w])
    }

    fn source_balance(&self, i: usize, edge: Edge) -> Balance {
        let mut balance = Balance::default();
        for (w, &z) in self.source.of(i).iter().enumerate() {
            let inside = (edge.j0..edge.j1)
                .map(|j| self.source_word(i, w, j))
                .fold(0.0, f32::max);
            let before = edge
                .j0
                .checked_sub(1)
                .map_or(0.0, |j| self.source_word(i, w, j));
            let outside = before.max(self.source_word(i, w, edge.j1));
            balance.add(self.association.weight_chinese[z as usize], inside, outside);
        }
        balance
    }

    fn target_balance(&self, j: usize, edge: Edge) -> Balance {
        let mut balance = Balance::default();
        for (w, &e) in self.target.of(j).iter().enumerate() {
            let inside = (edge.i0..edge.i1)
                .map(|i| self.target_word(j, w, i))
                .fold(0.0, f32::max);
            let before = edge
                .i0
                .checked_sub(1)
                .map_or(0.0, |i| self.target_word(j, w, i));
            let outside = before.max(self.target_word(j, w, edge.i1));
            balance.add(self.association.weight_english[e as usize], inside, outside);
        }
        balance
    }

    /// How much of the bead's words cross the best place to cut it in two: what keeps a
    /// many-to-many bead together.
    fn crossing(&self, edge: Edge) -> f32 {
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
                        for (w, &z) in self.source.of(k).iter().enumerate() {
                            let best = |e: Edge| {
                                (e.j0..e.j1)
                                    .map(|j| self.source_word(k, w, j))
                                    .fold(0.0, f32::max)
                            };
                            crossing += self.association.weight_chinese[z as usize]
                                * (best(other) - best(part)).max(0.0);
                        }
                    }
                    for k in part.j0..part.j1 {
                        for (w, &e) in self.target.of(k).iter().enumerate() {
                            let best = |b: Edge| {
                                (b.i0..b.i1)
                                    .map(|i| self.target_word(k, w, i))
                                    .fold(0.0, f32::max)
                            };
                            crossing += self.association.weight_english[e as usize]
                                * (best(other) - best(part)).max(0.0);
                        }
                    }
                }
                best = best.min(crossing);
            }
        }
        best
    }
}

/// The same clause by clause: where a whole clause is better off outside, the boundary is wrong.
#[derive(Clone, Copy, Debug, Default)]
struct ClauseBalance {
    weight: f32,
    inside: f32,
    before: f32,
    after: f32,
}

impl NeighbourEvidence<'_> {
    /// Fills `clauses` with the balances of the clauses of a source or target sentence.
    fn clauses(&self, of_source: bool, k: usize, edge: Edge, clauses: &mut Vec<ClauseBalance>) {
        let (tokens, weights) = if of_source {
            (self.source, &self.association.weight_chinese)
        } else {
            (self.target, &self.association.weight_english)
        };
        let word = |w: usize, other: usize| {
            if of_source {
                self.source_word(k, w, other)
            } else {
                self.target_word(k, w, other)
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
            let weight = weights[id as usize];
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

    fn measure_clauses(&self, edge: Edge, features: &mut [f32]) {
        let mut clauses = Vec::new();
        for of_source in [true, false] {
            clauses.clear();
            let range = if of_source {
                edge.i0..edge.i1
            } else {
                edge.j0..edge.j1
            };
            for k in range {
                self.clauses(of_source, k, edge, &mut clauses);
            }
            clauses.retain(|clause| clause.weight > 0.2);
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

fn strength(back_ratio: f32) -> f32 {
    back_ratio / (back_ratio + HALF)
}

/// The strongest counterpart of a source type among target types, which are distinct and sorted.
fn strongest(association: &Association, z: TypeId, here: &[TypeId]) -> f32 {
    let row = &association.rows[z as usize];
    // The shorter list is walked, the longer one searched; both are sorted.
    if here.len() < row.len() {
        here.iter()
            .filter_map(|&e| row.binary_search_by_key(&e, |link| link.to).ok())
            .map(|at| strength(row[at].back_ratio))
            .fold(0.0, f32::max)
    } else {
        row.iter()
            .filter(|link| here.binary_search(&link.to).is_ok())
            .map(|link| strength(link.back_ratio))
            .fold(0.0, f32::max)
    }
}

impl Evidence for NeighbourEvidence<'_> {
    fn names(&self) -> &'static [&'static str] {
        &[
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
            "neighbours.omitted-share",
            "neighbours.added-share",
        ]
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        if edge.j0 == edge.j1 {
            // Words of the omitted sentence that the English around it still says.
            let balance = self.source_balance(edge.i0, edge);
            features[10] = balance.better_outside;
            features[11] = balance.weight;
            features[30] = balance.better_outside / balance.weight.max(1.0);
            return;
        }
        if edge.i0 == edge.i1 {
            let balance = self.target_balance(edge.j0, edge);
            features[12] = balance.better_outside;
            features[13] = balance.weight;
            features[31] = balance.better_outside / balance.weight.max(1.0);
            return;
        }
        self.measure_clauses(edge, &mut features[16..30]);
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
        side(&|i| self.source_balance(i, edge), edge.i0..edge.i1, 0);
        side(&|j| self.target_balance(j, edge), edge.j0..edge.j1, 4);
        if edge.sources() > 1 && edge.targets() > 1 {
            let crossing = self.crossing(edge);
            features[8] = crossing;
            features[9] = (1.0 - crossing).max(0.0);
        }
    }
}
