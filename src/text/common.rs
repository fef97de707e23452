//! What two versions of a text have in common, of sentences or blocks that are compared as wholes.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The items of an old sequence that stand in a new one.
pub(crate) struct Common {
    /// For each old item, the new one that is the same. No new one stands for two.
    pub(crate) found: Vec<Option<usize>>,
    /// For each old item, whether it was found along the common order.
    in_order: Vec<bool>,
    new: usize,
}

impl Common {
    /// Compares two sequences of numbers, where the same number stands for the same item: first along a
    /// common order, then, among the rest, items that are there once on both sides have moved.
    pub(crate) fn of(old: &[usize], new: &[usize]) -> Common {
        let mut found = vec![None; old.len()];
        let mut taken = vec![false; new.len()];
        for op in capture_diff_slices(Algorithm::Patience, old, new) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            {
                for k in 0..len {
                    found[old_index + k] = Some(new_index + k);
                    taken[new_index + k] = true;
                }
            }
        }
        let in_order = found.iter().map(Option::is_some).collect();
        let mut rest: HashMap<usize, (usize, usize, usize)> = HashMap::new();
        for (j, &item) in new.iter().enumerate().filter(|&(j, _)| !taken[j]) {
            let entry = rest.entry(item).or_insert((0, 0, j));
            entry.1 += 1;
        }
        for (i, item) in old.iter().enumerate() {
            if let (None, Some(entry)) = (found[i], rest.get_mut(item)) {
                entry.0 += 1;
            }
        }
        for (i, item) in old.iter().enumerate() {
            if let (None, Some(&(1, 1, j))) = (found[i], rest.get(item)) {
                found[i] = Some(j);
            }
        }
        Common {
            found,
            in_order,
            new: new.len(),
        }
    }

    /// The new items that are the same as an old one.
    pub(crate) fn taken(&self) -> Vec<bool> {
        let mut taken = vec![false; self.new];
        for &at in self.found.iter().flatten() {
            taken[at] = true;
        }
        taken
    }

    /// The stretches between neighbours along the common order, old and new, at least one of them not
    /// empty. Items that have moved lie inside them.
    pub(crate) fn stretches(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let mut stretches = Vec::new();
        let mut from = (0, 0);
        let kept = (0..self.found.len()).filter(|&i| self.in_order[i]);
        let kept = kept.filter_map(|i| self.found[i].map(|j| (i, j)));
        for (i, j) in kept.chain([(self.found.len(), self.new)]) {
            if from.0 < i || from.1 < j {
                stretches.push((from.0..i, from.1..j));
            }
            from = (i + 1, j + 1);
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_first_then_what_moved() {
        let common = Common::of(&[1, 2, 3, 4, 9, 9], &[4, 1, 3, 7, 9]);
        assert_eq!(
            common.found,
            [Some(1), None, Some(2), Some(0), None, Some(4)]
        );
        assert_eq!(common.taken(), [true, true, true, false, true]);
        assert_eq!(
            common.stretches(),
            [(0..0, 0..1), (1..2, 2..2), (3..5, 3..4)]
        );
        assert!(Common::of(&[], &[]).stretches().is_empty());
    }
}
