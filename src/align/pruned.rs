//! The pruned lattice: the beads whose posterior is not negligible, and the exact search among them.

use super::bead::Edge;
use super::gaps::{All, Backward, Forward, Role, Semiring, log_sum};

/// Beads and how they join. Made from a list that is ordered by where the beads end.
#[derive(Clone, Debug)]
pub(crate) struct PrunedLattice {
    /// The beads.
    pub(crate) edges: Vec<Edge>,
    /// Numbers of the nodes each bead begins and ends at; nodes are numbered along any path.
    ends: Vec<(u32, u32)>,
    nodes: usize,
}

impl PrunedLattice {
    /// Joins beads; the last node is (sources, targets).
    #[must_use]
    pub(crate) fn new(mut edges: Vec<Edge>, sources: usize, targets: usize) -> PrunedLattice {
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
        PrunedLattice {
            edges,
            ends,
            nodes: nodes.len(),
        }
    }

    /// The best path under the given values, one a bead.
    #[must_use]
    pub(crate) fn best_path(&self, values: &[f64]) -> Vec<usize> {
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

    /// The posterior of each bead, its share of all paths, under the given scores.
    #[must_use]
    pub(crate) fn posteriors(&self, scores: &[f64]) -> Posteriors {
        // Beads are ordered by their end, so each node's incoming beads stand together.
        let mut forward: Forward<All> = Forward::new(self.nodes);
        let mut ways = Vec::new();
        let mut at = 0;
        while at < self.ends.len() {
            let node = self.ends[at].1 as usize;
            ways.clear();
            while at < self.ends.len() && self.ends[at].1 as usize == node {
                let from = self.ends[at].0 as usize;
                ways.push(All::then(forward.text[from], scores[at]));
                forward.unlinked(Role::of(self.edges[at]), from, node);
                at += 1;
            }
            forward.arrive(node, log_sum(&ways));
        }
        let total = forward.text[self.nodes - 1];
        let mut backward: Backward<All> = Backward::new(self.nodes);
        let mut posteriors = Posteriors {
            text: vec![0.0; self.ends.len()],
            gap: vec![0.0; self.ends.len()],
            total,
        };
        for (at, &(from, to)) in self.ends.iter().enumerate().rev() {
            let (from, to) = (from as usize, to as usize);
            let after = backward.after(to);
            let here = All::then(after.text, scores[at]);
            backward.link(from, here);
            posteriors.text[at] = (forward.text[from] + here - total).exp();
            let role = Role::of(self.edges[at]);
            if role != Role::Link {
                let following = if role == Role::Omission {
                    after.omission
                } else {
                    after.addition
                };
                let onward = backward.unlinked(role, from, following);
                posteriors.gap[at] = (forward.before(role, from) + onward - total).exp();
            }
        }
        posteriors
    }
}

/// Posteriors, one a bead.
#[derive(Clone, Debug)]
pub(crate) struct Posteriors {
    /// As a bead of running text.
    pub(crate) text: Vec<f64>,
    /// As an unlinked sentence of a gap.
    pub(crate) gap: Vec<f64>,
    /// ln of the sum over all paths.
    pub(crate) total: f64,
}

impl Posteriors {
    /// As either.
    #[must_use]
    pub(crate) fn whole(&self) -> Vec<f64> {
        let both = self.text.iter().zip(&self.gap);
        both.map(|(text, gap)| text + gap).collect()
    }
}
