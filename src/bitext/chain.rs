//! The heaviest chain: the items that stay in order when others have changed places.

use std::ops::Range;

/// Finds the heaviest increasing chain. The items stand in the order of one text; each has its range in
/// the other text and a weight. Returns `true` for the items of the chain: those in order in the other
/// text, too, with the largest sum of weights. Items without a range are never in it; among chains of
/// equal weight the first counts. Uses a Fenwick tree of the best sums by end of range, O(n log m).
pub(crate) fn heaviest(
    items: impl IntoIterator<Item = Option<(Range<usize>, u64)>>,
    targets: usize,
) -> Vec<bool> {
    // The best sum of weights up to each position, with the last item of its chain.
    let mut tree: Vec<(u64, usize)> = vec![(0, usize::MAX); targets + 2];
    let mut before = Vec::new();
    let mut best = (0, usize::MAX);
    for (at, item) in items.into_iter().enumerate() {
        before.push(usize::MAX);
        let Some((range, weight)) = item else {
            continue;
        };
        let (mut slot, mut reached) = (range.start, (0, usize::MAX));
        while slot > 0 {
            if tree[slot].0 > reached.0 {
                reached = tree[slot];
            }
            slot &= slot - 1;
        }
        before[at] = reached.1;
        let weight = reached.0 + weight;
        if weight > best.0 {
            best = (weight, at);
        }
        let mut slot = range.end;
        while slot < tree.len() {
            if weight > tree[slot].0 {
                tree[slot] = (weight, at);
            }
            slot += slot & slot.wrapping_neg();
        }
    }
    let mut chain = vec![false; before.len()];
    let mut at = best.1;
    while at != usize::MAX {
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
}
