//! Search among a short list of beads: what is left when the unlikely ones are gone.

use super::bead::Edge;
use super::gaps;
use super::search::{log_add, log_sum};

/// Beads and how they join. Made from a list that is ordered by where the beads end.
#[derive(Clone, Debug)]
pub struct Sparse {
    /// The beads.
    pub edges: Vec<Edge>,
    /// Numbers of the nodes each bead begins and ends at; nodes are numbered along any path.
    ends: Vec<(u32, u32)>,
    nodes: usize,
}

impl Sparse {
    /// Joins beads; the last node is (sources, targets).
    #[must_use]
    pub fn new(mut edges: Vec<Edge>, sources: usize, targets: usize) -> Sparse {
        edges.sort_unstable_by_key(|edge| (edge.i1, edge.j1, edge.i0, edge.j0));
        edges.dedup();
        let mut nodes: Vec<(usize, usize)> = edges
            .iter()
            .flat_map(|edge| [(edge.i0, edge.j0), (edge.i1, edge.j1)])
            .chain([(0, 0), (sources, targets)])
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        let number = |i: usize, j: usize| nodes.binary_search(&(i, j)).unwrap_or(0) as u32;
        let ends = edges
            .iter()
            .map(|edge| (number(edge.i0, edge.j0), number(edge.i1, edge.j1)))
            .collect();
        Sparse {
            edges,
            ends,
            nodes: nodes.len(),
        }
    }

    /// The best path under the given values, one a bead.
    #[must_use]
    pub fn best_path(&self, values: &[f64]) -> Vec<usize> {
        let mut best = vec![f64::NEG_INFINITY; self.nodes];
        let mut taken = vec![usize::MAX; self.nodes];
        best[0] = 0.0;
        for (at, &(from, to)) in self.ends.iter().enumerate() {
            let value = best[from as usize] + values[at];
            if value > best[to as usize] {
                best[to as usize] = value;
                taken[to as usize] = at;
            }
        }
        let mut path = Vec::new();
        let mut node = self.nodes - 1;
        while node != 0 {
            let at = taken[node];
            if at == usize::MAX {
                break;
            }
            path.push(at);
            node = self.ends[at].0 as usize;
        }
        path.reverse();
        path
    }

    /// Each bead's share of all paths under the given scores.
    #[must_use]
    pub fn shares(&self, scores: &[f64]) -> Shares {
        // Beads are ordered by their end, so each node's incoming beads stand together.
        let nothing = vec![f64::NEG_INFINITY; self.nodes];
        let mut arrived = nothing.clone();
        let mut text = nothing.clone();
        let mut omitting = nothing.clone();
        let mut adding = nothing.clone();
        (arrived[0], text[0]) = (0.0, 0.0);
        let mut terms = Vec::new();
        let mut at = 0;
        while at < self.ends.len() {
            let node = self.ends[at].1 as usize;
            terms.clear();
            while at < self.ends.len() && self.ends[at].1 as usize == node {
                let from = self.ends[at].0 as usize;
                terms.push(text[from] + scores[at]);
                match kind(self.edges[at]) {
                    Kind::Omission => {
                        omitting[node] =
                            log_add(omitting[from], arrived[from] - gaps::SWITCH) - gaps::SENTENCE;
                    }
                    Kind::Addition => {
                        let before = log_add(adding[from], omitting[from] - gaps::REPLACED);
                        adding[node] =
                            log_add(before, arrived[from] - gaps::SWITCH) - gaps::SENTENCE;
                    }
                    Kind::Link => {}
                }
                at += 1;
            }
            arrived[node] = log_sum(&terms);
            let gap = log_add(omitting[node], adding[node]);
            text[node] = log_add(arrived[node], gap - gaps::SWITCH);
        }
        let total = text[self.nodes - 1];
        let mut after = nothing.clone();
        after[self.nodes - 1] = 0.0;
        // What follows an omission or an addition out of each node, inside a gap.
        let (mut omission, mut addition) = (nothing.clone(), nothing);
        let mut shares = Shares {
            text: vec![0.0; self.ends.len()],
            gap: vec![0.0; self.ends.len()],
            total,
        };
        for (at, &(from, to)) in self.ends.iter().enumerate().rev() {
            let (from, to) = (from as usize, to as usize);
            let out = after[to] - gaps::SWITCH;
            let inside = log_add(omission[to], addition[to]);
            let here = log_add(after[to], inside - gaps::SWITCH) + scores[at];
            if here > f64::NEG_INFINITY {
                after[from] = log_add(after[from], here);
                shares.text[at] = (text[from] + here - total).exp();
            }
            match kind(self.edges[at]) {
                Kind::Omission => {
                    let replaced = addition[to] - gaps::REPLACED;
                    omission[from] = log_add(out, log_add(omission[to], replaced)) - gaps::SENTENCE;
                    let before = log_add(omitting[from], arrived[from] - gaps::SWITCH);
                    shares.gap[at] = (before + omission[from] - total).exp();
                }
                Kind::Addition => {
                    addition[from] = log_add(out, addition[to]) - gaps::SENTENCE;
                    let before = log_add(adding[from], omitting[from] - gaps::REPLACED);
                    let before = log_add(before, arrived[from] - gaps::SWITCH);
                    shares.gap[at] = (before + addition[from] - total).exp();
                }
                Kind::Link => {}
            }
        }
        shares
    }
}

/// Shares of all paths, one a bead.
#[derive(Clone, Debug)]
pub struct Shares {
    /// As a bead of running text.
    pub text: Vec<f64>,
    /// As an unlinked sentence of a gap.
    pub gap: Vec<f64>,
    /// ln of the sum over all paths.
    pub total: f64,
}

enum Kind {
    Omission,
    Addition,
    Link,
}

/// Which of the three a bead is. Longer null beads than of one sentence do not occur in a search.
fn kind(edge: Edge) -> Kind {
    if edge.j0 == edge.j1 {
        Kind::Omission
    } else if edge.i0 == edge.i1 {
        Kind::Addition
    } else {
        Kind::Link
    }
}
