//! The heaviest rising chain: the items that stay in order when others have changed places.

use std::ops::{Add, Range};

/// An item of a chain.
#[derive(Clone, Debug)]
pub(crate) struct Item<W> {
    /// Its place in the text whose order the items are in. Of items with the same one, only one can be
    /// in the chain.
    pub(crate) row: usize,
    /// Its place in the other text.
    pub(crate) range: Range<usize>,
    /// Its weight, more than zero.
    pub(crate) weight: W,
}

/// Of items that stand in the order of one text, each with its range in the other and a weight, those
/// that are in order there, too, and weigh most together: `true` for each of them. Items without a range
/// are never among them. Of equal sums the first counts.
pub(crate) fn heaviest(
    items: impl IntoIterator<Item = Option<(Range<usize>, u64)>>,
    targets: usize,
) -> Vec<bool> {
    let items = items
        .into_iter()
        .enumerate()
        .map(|(row, item)| item.map(|(range, weight)| Item { row, range, weight }));
    heaviest_by_row(items, targets)
}

/// As [`heaviest`], of items whose rows never decrease. A Fenwick tree of best sums by end,
/// O(n log `targets`).
pub(crate) fn heaviest_by_row<W: Copy + Default + PartialOrd + Add<Output = W>>(
    items: impl IntoIterator<Item = Option<Item<W>>>,
    targets: usize,
) -> Vec<bool> {
    const NONE: usize = usize::MAX;
    let nothing = (W::default(), NONE);
    // The best sum of weights up to each position, with its last item.
    let mut tree: Vec<(W, usize)> = vec![nothing; targets + 2];
    let mut before = Vec::new();
    let mut best = nothing;
    // Chains that end in the present row: where each ends in the other text, its sum and last item.
    // Items of the same row do not see them.
    let mut waiting: Vec<(usize, W, usize)> = Vec::new();
    let mut present = None;
    for (at, item) in items.into_iter().enumerate() {
        before.push(NONE);
        let Some(Item { row, range, weight }) = item else {
            continue;
        };
        if present != Some(row) {
            for (mut slot, sum, last) in waiting.drain(..) {
                while slot < tree.len() {
                    if sum > tree[slot].0 {
                        tree[slot] = (sum, last);
                    }
                    slot += slot & slot.wrapping_neg();
                }
            }
            present = Some(row);
        }
        let (mut slot, mut reached) = (range.start, nothing);
        while slot > 0 {
            if tree[slot].0 > reached.0 {
                reached = tree[slot];
            }
            slot &= slot - 1;
        }
        before[at] = reached.1;
        let sum = reached.0 + weight;
        if sum > best.0 {
            best = (sum, at);
        }
        waiting.push((range.end, sum, at));
    }
    let mut chain = vec![false; before.len()];
    let mut at = best.1;
    while at != NONE {
        chain[at] = true;
        at = before[at];
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_order_stays() {
        let chain = |items: &[(usize, u64)]| {
            let items = items.iter().map(|&(at, weight)| Some((at..at + 1, weight)));
            heaviest(items, 9)
        };
        assert_eq!(chain(&[(0, 1), (2, 1), (1, 3)]), [true, false, true]);
        assert_eq!(chain(&[(5, 9), (0, 1), (1, 1)]), [true, false, false]);
        assert_eq!(heaviest([None, Some((0..2, 1))], 2), [false, true]);
        assert_eq!(chain(&[]), [] as [bool; 0]);
    }

    #[test]
    fn a_row_gives_one_item() {
        let item = |row, at: usize, weight| {
            Some(Item {
                row,
                range: at..at + 1,
                weight,
            })
        };
        let items = [
            item(0, 0, 1.0),
            item(1, 1, 0.5),
            item(1, 2, 0.75),
            item(2, 3, 1.0),
        ];
        assert_eq!(heaviest_by_row(items, 9), [true, false, true, true]);
    }
}
