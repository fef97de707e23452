//! Search among a short list of beads: what is left when the unlikely ones are gone.

use super::bead::Edge;
use super::search::log_sum;

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

    /// Where a bead stands in the list.
    #[must_use]
    pub fn find(&self, edge: Edge) -> Option<usize> {
        let key = |edge: &Edge| (edge.i1, edge.j1, edge.i0, edge.j0);
        self.edges.binary_search_by_key(&key(&edge), key).ok()
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

    /// Each bead's share of all paths under the given scores, and ln of the sum over all paths.
    #[must_use]
    pub fn shares(&self, scores: &[f64]) -> (Vec<f64>, f64) {
        // Beads are ordered by their end, so each node's incoming beads stand together.
        let mut forward = vec![f64::NEG_INFINITY; self.nodes];
        forward[0] = 0.0;
        let mut terms = Vec::new();
        let mut at = 0;
        while at < self.ends.len() {
            let node = self.ends[at].1;
            terms.clear();
            while at < self.ends.len() && self.ends[at].1 == node {
                terms.push(forward[self.ends[at].0 as usize] + scores[at]);
                at += 1;
            }
            forward[node as usize] = log_sum(&terms);
        }
        let mut backward = vec![f64::NEG_INFINITY; self.nodes];
        backward[self.nodes - 1] = 0.0;
        let mut shares = vec![0.0; self.ends.len()];
        let total = forward[self.nodes - 1];
        for (at, &(from, to)) in self.ends.iter().enumerate().rev() {
            let here = backward[to as usize] + scores[at];
            if here == f64::NEG_INFINITY {
                continue;
            }
            backward[from as usize] = log_sum(&[backward[from as usize], here]);
            shares[at] = (forward[from as usize] + here - total).exp();
        }
        (shares, total)
    }
}
