//! Where a row may be cut: behind pieces of both sides that nothing behind them translates.

use std::collections::HashMap;

/// The places at which both sides may be cut, each the number of pieces before it, without the beginning and the end.
/// Of each piece of a side the beads in it are given.
pub(super) fn cuts(source: &[Vec<usize>], target: &[Vec<usize>]) -> Vec<(usize, usize)> {
    // One past the last piece of each side that a bead is in.
    let mut ends: HashMap<usize, (usize, usize)> = HashMap::new();
    for (index, bead) in each(source) {
        ends.entry(bead).or_default().0 = index + 1;
    }
    for (index, bead) in each(target) {
        ends.entry(bead).or_default().1 = index + 1;
    }
    let end = |bead: &usize| ends.get(bead).copied().unwrap_or_default();
    let (mut i, mut j) = (0, 0);
    let mut cuts = Vec::new();
    while i < source.len() || j < target.len() {
        let source_alone = i < source.len() && source[i].iter().all(|bead| end(bead).1 <= j);
        let target_alone = j < target.len() && target[j].iter().all(|bead| end(bead).0 <= i);
        let (mut to_i, mut to_j) = match (source_alone, target_alone) {
            (true, _) => (i + 1, j),
            (false, true) => (i, j + 1),
            (false, false) => ((i + 1).min(source.len()), (j + 1).min(target.len())),
        };
        // As far as the beads of what is before the cut reach.
        while i < to_i || j < to_j {
            let piece = match i < to_i {
                true => {
                    i += 1;
                    &source[i - 1]
                }
                false => {
                    j += 1;
                    &target[j - 1]
                }
            };
            for bead in piece {
                let (in_source, in_target) = end(bead);
                to_i = to_i.max(in_source);
                to_j = to_j.max(in_target);
            }
        }
        cuts.push((i, j));
    }
    cuts.pop();
    cuts
}

fn each(side: &[Vec<usize>]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let pieces = side.iter().enumerate();
    pieces.flat_map(|(index, beads)| beads.iter().map(move |&bead| (index, bead)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cut_parts_what_belongs_together() {
        let one = |beads: &[usize]| beads.iter().map(|&bead| vec![bead]).collect::<Vec<_>>();
        // Sentence by sentence.
        assert_eq!(cuts(&one(&[0, 1, 2]), &one(&[0, 1, 2])), [(1, 1), (2, 2)]);
        // One for two, and the other way.
        assert_eq!(cuts(&one(&[0, 1]), &one(&[0, 0, 1])), [(1, 2)]);
        assert_eq!(cuts(&one(&[0, 0, 1]), &one(&[0, 1])), [(2, 1)]);
        // What nothing translates stands alone.
        assert_eq!(cuts(&one(&[0, 1, 2]), &one(&[0, 2])), [(1, 1), (2, 1)]);
        // Crossed links are cut behind both.
        assert_eq!(cuts(&one(&[0, 1, 2]), &one(&[1, 0, 2])), [(2, 2)]);
        // Rows of tables with several sentences.
        let rows = vec![vec![0, 1], vec![2, 3]];
        assert_eq!(cuts(&rows, &rows), [(1, 1)]);
        assert_eq!(cuts(&[], &one(&[0, 1])), [(0, 1)]);
        assert_eq!(cuts(&[], &[]), []);
    }
}
