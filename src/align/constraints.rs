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
    /// Nodes among those that are passed which nothing moves across: both texts have them, not a person.
    walls: Vec<(usize, usize)>,
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
        self.walls.extend(&passed);
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

    /// Whether the sentences of `edge` may be linked though they are out of order.
    #[must_use]
    pub(crate) fn allows_moved(&self, edge: Edge) -> bool {
        let in_group = |group: &Edge| {
            group.i0 < edge.i1 && edge.i0 < group.i1 || group.j0 < edge.j1 && edge.j0 < group.j1
        };
        let crossed = |&(i, j): &(usize, usize)| (edge.i0 < i) != (edge.j0 < j);
        let across = |cuts: &[usize], from: usize, to: usize| {
            let at = cuts.partition_point(|&cut| cut <= from);
            cuts.get(at).is_some_and(|&cut| cut < to)
        };
        let between = |k: usize, from: usize, to: usize| from < k && k < to;
        let straddled =
            |&(i, j): &(usize, usize)| between(i, edge.i0, edge.i1) || between(j, edge.j0, edge.j1);
        !self.together.iter().any(in_group)
            && !self.walls.iter().any(crossed)
            && !self.passed.iter().any(straddled)
            && !across(&self.source_cuts, edge.i0, edge.i1)
            && !across(&self.target_cuts, edge.j0, edge.j1)
    }

    /// The constraints on some of the sentences, both sides in order. No bead runs across those between.
    #[must_use]
    pub(crate) fn part(&self, sources: &[usize], targets: &[usize]) -> Constraints {
        let now = |kept: &[usize], at: usize| kept.partition_point(|&k| k < at);
        let cuts = |cuts: &[usize], kept: &[usize]| -> Vec<usize> {
            let is_cut =
                |&k: &usize| kept[k] != kept[k - 1] + 1 || cuts.binary_search(&kept[k]).is_ok();
            (1..kept.len()).filter(is_cut).collect()
        };
        let whole =
            |from: usize, to: usize, kept: &[usize]| now(kept, to) - now(kept, from) == to - from;
        let mut passed: Vec<(usize, usize)> = self
            .passed
            .iter()
            .map(|&(i, j)| (now(sources, i), now(targets, j)))
            .collect();
        passed.dedup();
        let together = self.together.iter().filter(|group| {
            whole(group.i0, group.i1, sources) && whole(group.j0, group.j1, targets)
        });
        Constraints {
            together: together
                .map(|group| Edge {
                    i0: now(sources, group.i0),
                    i1: now(sources, group.i1),
                    j0: now(targets, group.j0),
                    j1: now(targets, group.j1),
                })
                .collect(),
            passed,
            source_cuts: cuts(&self.source_cuts, sources),
            target_cuts: cuts(&self.target_cuts, targets),
            walls: Vec::new(),
        }
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
    fn a_moved_bead_runs_over_nothing_that_is_fixed() {
        let mut constraints = Constraints::default();
        constraints.pass(3, 5);
        assert!(
            constraints.allows_moved(edge(1, 2, 7, 8)),
            "beyond the node"
        );
        assert!(constraints.allows_moved(edge(3, 4, 3, 5)), "up to it");
        assert!(
            !constraints.allows_moved(edge(1, 2, 4, 6)),
            "over its target"
        );
        assert!(
            !constraints.allows_moved(edge(2, 4, 7, 8)),
            "over its source"
        );
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
    fn groups_walls_and_cuts_hold_what_would_move() {
        let mut constraints = Constraints::default();
        constraints.keep_together(edge(2, 3, 2, 4));
        constraints.pass(8, 8);
        constraints.pass_as_well(vec![(5, 5)]);
        constraints.cut_target(9);
        assert!(constraints.allows_moved(edge(0, 1, 4, 5)), "past a group");
        assert!(
            !constraints.allows_moved(edge(2, 3, 0, 1))
                && !constraints.allows_moved(edge(0, 1, 3, 4))
        );
        assert!(
            !constraints.allows_moved(edge(4, 5, 5, 6))
                && !constraints.allows_moved(edge(5, 6, 4, 5))
        );
        assert!(
            constraints.allows_moved(edge(7, 8, 8, 9)),
            "past what a person linked"
        );
        assert!(!constraints.allows_moved(edge(9, 10, 8, 10)), "over a cut");
    }

    #[test]
    fn a_part_has_its_own_numbers_and_cuts_where_sentences_are_left_out() {
        let mut constraints = Constraints::default();
        constraints.keep_together(edge(1, 2, 0, 1));
        constraints.keep_together(edge(5, 6, 6, 8));
        constraints.pass(7, 9);
        constraints.cut_source(6);
        let part = constraints.part(&[4, 5, 6, 7, 9], &[5, 6, 7, 9]);
        assert_eq!(part.together, [edge(1, 2, 1, 3)]);
        assert_eq!(part.passed, [(3, 3)]);
        assert_eq!((part.source_cuts, part.target_cuts), (vec![2, 4], vec![3]));
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
