//! The part of the search space that is looked at: for each prefix of the source, a range of
//! prefixes of the target.

/// A band of nodes (i, j): the first i source and j target sentences are dealt with. Both bounds of
/// `j` never decrease, and the corners (0, 0) and (sources, targets) are inside.
#[derive(Clone, Debug)]
pub(crate) struct Band {
    low: Vec<usize>,
    high: Vec<usize>,
    start: Vec<usize>,
    targets: usize,
}

impl Band {
    /// A band with these bounds of each row, both inclusive; they are widened where the result would
    /// otherwise be no band.
    #[must_use]
    pub(crate) fn new(mut low: Vec<usize>, mut high: Vec<usize>, targets: usize) -> Band {
        let rows = low.len();
        if let (Some(first), Some(last)) = (low.first_mut(), high.last_mut()) {
            *first = 0;
            *last = targets;
        }
        for i in (0..rows).rev() {
            if i + 1 < rows {
                low[i] = low[i].min(low[i + 1]);
            }
            high[i] = high[i].min(targets);
            low[i] = low[i].min(high[i]);
        }
        for i in 1..rows {
            high[i] = high[i].max(high[i - 1]);
            // Neighbouring rows must overlap, or no path leads through.
            low[i] = low[i].min(high[i - 1]);
        }
        for i in (0..rows.saturating_sub(1)).rev() {
            low[i] = low[i].min(low[i + 1]);
        }
        let mut start = Vec::with_capacity(rows + 1);
        let mut sum = 0;
        for (&low, &high) in low.iter().zip(&high) {
            start.push(sum);
            sum += high - low + 1;
        }
        start.push(sum);
        Band {
            low,
            high,
            start,
            targets,
        }
    }

    /// The band of all nodes.
    #[must_use]
    pub(crate) fn full(sources: usize, targets: usize) -> Band {
        Band::new(vec![0; sources + 1], vec![targets; sources + 1], targets)
    }

    /// The same band with `by` target sentences more on both sides.
    #[must_use]
    pub(crate) fn widened(&self, by: usize) -> Band {
        let low = self.low.iter().map(|low| low.saturating_sub(by)).collect();
        let high = self.high.iter().map(|high| high + by).collect();
        Band::new(low, high, self.targets)
    }

    /// The band within `radius` target sentences of a path, given as the nodes it passes, and within `radius`
    /// rows of its jumps.
    #[must_use]
    pub(crate) fn around(
        path: &[(usize, usize)],
        radius: usize,
        sources: usize,
        targets: usize,
    ) -> Band {
        let mut low = vec![usize::MAX; sources + 1];
        let mut high = vec![0; sources + 1];
        let mut cover = |i: usize, from: usize, to: usize| {
            low[i] = low[i].min(from.saturating_sub(radius));
            high[i] = high[i].max((to + radius).min(targets));
        };
        for step in path.windows(2) {
            let ((i0, j0), (i1, j1)) = (step[0], step[1]);
            for i in i0..=i1 {
                cover(i, j0, j1);
            }
        }
        for &(i, j) in path {
            cover(i, j, j);
        }
        // Rows near a jump see it too.
        let (narrow_low, narrow_high) = (low.clone(), high.clone());
        let reach = radius / 2;
        for i in 0..=sources {
            for near in i.saturating_sub(reach)..=(i + reach).min(sources) {
                if narrow_low[near] != usize::MAX {
                    low[i] = low[i].min(narrow_low[near]);
                    high[i] = high[i].max(narrow_high[near]);
                }
            }
        }
        for value in &mut low {
            if *value == usize::MAX {
                *value = 0;
            }
        }
        Band::new(low, high, targets)
    }

    /// The smallest band that holds all given nodes.
    #[must_use]
    pub(crate) fn hull(nodes: &[(usize, usize)], sources: usize, targets: usize) -> Band {
        let mut low = vec![usize::MAX; sources + 1];
        let mut high = vec![0; sources + 1];
        for &(i, j) in nodes {
            low[i] = low[i].min(j);
            high[i] = high[i].max(j);
        }
        for i in (0..sources).rev() {
            low[i] = low[i].min(low[i + 1]);
        }
        for value in &mut low {
            *value = (*value).min(targets);
        }
        // A row that every bead steps over takes the bounds of its neighbours.
        for i in 1..=sources {
            high[i] = high[i].max(high[i - 1]);
        }
        Band::new(low, high, targets)
    }

    /// The number of source sentences.
    #[must_use]
    pub(crate) fn sources(&self) -> usize {
        self.low.len() - 1
    }

    /// The number of target sentences.
    #[must_use]
    pub(crate) const fn targets(&self) -> usize {
        self.targets
    }

    /// The smallest j of row i.
    #[must_use]
    pub(crate) fn low(&self, i: usize) -> usize {
        self.low[i]
    }

    /// The largest j of row i.
    #[must_use]
    pub(crate) fn high(&self, i: usize) -> usize {
        self.high[i]
    }

    /// The number of nodes.
    #[must_use]
    pub(crate) fn nodes(&self) -> usize {
        self.start[self.low.len()]
    }

    /// The number of the first node of row i.
    #[must_use]
    pub(crate) fn first(&self, i: usize) -> usize {
        self.start[i]
    }

    /// The number of node (i, j); `None` outside.
    #[must_use]
    pub(crate) fn node(&self, i: usize, j: usize) -> Option<usize> {
        (self.low[i] <= j && j <= self.high[i]).then(|| self.start[i] + j - self.low[i])
    }

    /// For each j, the first and last row whose range holds it.
    #[must_use]
    pub(crate) fn columns(&self) -> Vec<(usize, usize)> {
        let mut columns = vec![(usize::MAX, 0); self.targets + 1];
        for i in 0..self.low.len() {
            // Only the ends of a row can extend a column downwards; bounds are monotone.
            for column in &mut columns[self.low[i]..=self.high[i]] {
                column.0 = column.0.min(i);
                column.1 = i;
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hull_is_no_wider_than_its_nodes() {
        // Rows 2 and 5 are stepped over by 2-1 beads.
        let band = Band::hull(&[(0, 0), (1, 1), (3, 2), (4, 3), (6, 4)], 6, 4);
        for i in 0..=6 {
            assert!(band.high(i) - band.low(i) <= 1, "row {i}");
        }
        assert_eq!(band.node(0, 0), Some(0));
        assert_eq!(band.node(6, 4), Some(band.nodes() - 1));
    }
}
