//! Moved beads in formats that have no mark for them.

use crate::bitext::Bitext;
use crate::text::chain::heaviest;

/// Marks beads that are out of target order as moved. Among the beads without a mark, the heaviest
/// chain in order stays; neighbours that moved together are one group. The empty target of an omission
/// is put where the text before it ends.
pub(crate) fn mark(bitext: &mut Bitext) {
    let items = bitext.beads.iter().map(|bead| {
        let stays = bead.moved.is_none() && !bead.target.is_empty();
        stays.then(|| (bead.target.clone(), bead.target.len() as u64))
    });
    let chain = heaviest(items, bitext.target.sentences.len());
    let mut group = bitext.beads.iter().filter_map(|bead| bead.moved).max();
    let mut open = None;
    for (bead, stays) in bitext.beads.iter_mut().zip(chain) {
        if stays || bead.moved.is_some() || bead.target.is_empty() {
            open = None;
            continue;
        }
        if open != Some(bead.target.start) {
            group = Some(group.map_or(1, |last| last.saturating_add(1)));
        }
        bead.moved = group;
        open = Some(bead.target.end);
    }
    let mut reached = 0;
    for bead in &mut bitext.beads {
        if bead.target.is_empty() {
            bead.target = reached..reached;
        } else if bead.moved.is_none() {
            reached = bead.target.end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    #[test]
    fn what_is_out_of_order_has_moved_together() {
        let mut bitext = Bitext {
            source: side("zh", &["一", "二", "三", "四", "五"]),
            target: side("en", &["1", "2", "3", "4", "5"]),
            beads: vec![
                bead(0..1, 3..4),
                bead(1..2, 4..5),
                bead(2..3, 0..1),
                bead(3..4, 1..2),
                bead(4..5, 2..3),
            ],
            ..Bitext::default()
        };
        mark(&mut bitext);
        bitext.validate().unwrap();
        let moved: Vec<_> = bitext.beads.iter().map(|bead| bead.moved).collect();
        assert_eq!(moved, [Some(1), Some(1), None, None, None]);
    }
}
