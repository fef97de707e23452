//! Constraints on a search, from what a person has fixed: sentences that belong together, and nodes that
//! every path passes. The search never considers a bead that breaks one of them.

use super::bead::Edge;

/// Constraints on the beads of a pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constraints {
    /// Sentences that stand in one bead, in order on both sides.
    together: Vec<Edge>,
    /// Nodes that every path passes, in order.
    passed: Vec<(usize, usize)>,
    /// Source positions, and target positions, where no bead runs across, sorted.
    source_cuts: Vec<usize>,
    target_cuts: Vec<usize>,
}

impl Constraints {
    /// Whether there are no constraints.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.together.is_empty()
            && self.passed.is_empty()
            && self.source_cuts.is_empty()
            && self.target_cuts.is_empty()
    }

    /// The sentences of `edge` stand in one bead. Calls come in order of both sides.
    pub(crate) fn keep_together(&mut self, edge: Edge) {
        self.together.push(edge);
    }

    /// Every path passes this node. Calls come in order of both sides.
    pub(crate) fn pass(&mut self, i: usize, j: usize) {
        if self.passed.last() != Some(&(i, j)) {
            self.passed.push((i, j));
        }
    }

    /// Every path passes those of these nodes, too, that contradict nothing that is fixed already. They are
    /// in order.
    pub(crate) fn pass_as_well(&mut self, nodes: Vec<(usize, usize)>) {
        let fixed = std::mem::take(&mut self.passed);
        let agrees = |&(i, j): &(usize, usize)| {
            let next = fixed.partition_point(|&(a, b)| a <= i && b <= j);
            let beside = fixed.get(next).is_some_and(|&(a, b)| i > a || j > b);
            !beside && self.keeps_together(i, j)
        };
        let mut passed: Vec<(usize, usize)> = nodes.into_iter().filter(agrees).collect();
        passed.extend(&fixed);
        passed.sort_unstable();
        passed.dedup();
        self.passed = passed;
    }

    /// No bead runs across this position of the source. Calls come in order.
    pub(crate) fn cut_source(&mut self, i: usize) {
        self.source_cuts.push(i);
    }

    /// No bead runs across this position of the target. Calls come in order.
    pub(crate) fn cut_target(&mut self, j: usize) {
        self.target_cuts.push(j);
    }

    /// Nodes that a corridor must hold, in order.
    #[must_use]
    pub(crate) fn nodes(&self) -> Vec<(usize, usize)> {
        let mut nodes = self.passed.clone();
        for edge in &self.together {
            nodes.extend([(edge.i0, edge.j0), (edge.i1, edge.j1)]);
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Whether a path may contain this bead.
    #[must_use]
    pub(crate) fn allows(&self, edge: Edge) -> bool {
        self.is_empty() || {
            let across = |cuts: &[usize], from: usize, to: usize| {
                let at = cuts.partition_point(|&cut| cut <= from);
                cuts.get(at).is_some_and(|&cut| cut < to)
            };
            self.keeps_together(edge.i0, edge.j0)
                && self.keeps_together(edge.i1, edge.j1)
                && self.passes(edge)
                && !across(&self.source_cuts, edge.i0, edge.i1)
                && !across(&self.target_cuts, edge.j0, edge.j1)
        }
    }

    /// Whether a node leaves every group whole: before it or after it on both sides.
    fn keeps_together(&self, i: usize, j: usize) -> bool {
        let next = self.together.partition_point(|group| group.i1 <= i);
        let before = next
            .checked_sub(1)
            .is_none_or(|at| self.together[at].j1 <= j);
        let after = self
            .together
            .get(next)
            .is_none_or(|group| i <= group.i0 && j <= group.j0);
        before && after
    }

    /// Whether a bead stays on one side of every node that is to be passed.
    fn passes(&self, edge: Edge) -> bool {
        // Nodes at or before an end of the bead; the next one must not lie beside it.
        let behind = |i: usize, j: usize| {
            let count = self.passed.partition_point(|&(a, b)| a <= i && b <= j);
            let beside = self.passed.get(count).is_some_and(|&(a, b)| i > a || j > b);
            (!beside).then_some(count)
        };
        let (Some(from), Some(to)) = (behind(edge.i0, edge.j0), behind(edge.i1, edge.j1)) else {
            return false;
        };
        to == from || to == from + 1 && self.passed[from] == (edge.i1, edge.j1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(i0: usize, i1: usize, j0: usize, j1: usize) -> Edge {
        Edge { i0, i1, j0, j1 }
    }

    #[test]
    fn groups_stay_whole() {
        let mut constraints = Constraints::default();
        constraints.keep_together(edge(2, 3, 4, 6));
        assert!(constraints.allows(edge(2, 3, 4, 6)));
        assert!(constraints.allows(edge(1, 3, 3, 6)));
        assert!(constraints.allows(edge(0, 1, 0, 2)));
        assert!(!constraints.allows(edge(2, 3, 4, 5)), "half of the group");
        assert!(
            !constraints.allows(edge(2, 3, 3, 4)),
            "its source without it"
        );
        assert!(
            !constraints.allows(edge(0, 1, 4, 5)),
            "its target without it"
        );
        assert!(!constraints.allows(edge(1, 2, 5, 6)));
    }

    #[test]
    fn nodes_are_passed() {
        let mut constraints = Constraints::default();
        constraints.pass(3, 5);
        assert!(constraints.allows(edge(2, 3, 4, 5)));
        assert!(constraints.allows(edge(3, 4, 5, 6)));
        assert!(!constraints.allows(edge(2, 4, 4, 6)), "runs over it");
        assert!(!constraints.allows(edge(2, 3, 5, 6)), "slips past it");
        assert!(
            !constraints.allows(edge(3, 4, 4, 5)),
            "comes from beside it"
        );
        assert!(
            constraints.allows(edge(3, 3, 4, 5)),
            "an addition leads to it"
        );
    }

    #[test]
    fn further_nodes_give_way_to_what_is_fixed() {
        let mut constraints = Constraints::default();
        constraints.keep_together(edge(2, 4, 2, 4));
        constraints.pass(6, 5);
        constraints.pass_as_well(vec![(1, 1), (3, 3), (5, 6), (7, 7), (9, 8)]);
        assert_eq!(constraints.passed, [(1, 1), (6, 5), (7, 7), (9, 8)]);
    }

    #[test]
    fn cuts_are_not_crossed() {
        let mut constraints = Constraints::default();
        constraints.cut_source(3);
        constraints.cut_target(7);
        assert!(constraints.allows(edge(2, 3, 6, 7)) && constraints.allows(edge(3, 4, 7, 8)));
        assert!(!constraints.allows(edge(2, 4, 1, 2)));
        assert!(!constraints.allows(edge(0, 1, 6, 8)));
    }
}
