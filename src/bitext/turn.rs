//! Exchanging the sides of a bitext.

use super::model::{Bead, Bitext};

impl Bitext {
    /// The bitext with source and target exchanged, the beads in the order of the new source. Ids stay
    /// the same.
    #[must_use]
    pub fn turned(self) -> Bitext {
        let mut beads: Vec<Bead> = self
            .beads
            .into_iter()
            .map(|bead| Bead {
                source: bead.target,
                target: bead.source,
                ..bead
            })
            .collect();
        beads.sort_by_key(|bead| (bead.source.start, bead.source.end));
        Bitext {
            source: self.target,
            target: self.source,
            beads,
            lost: self.lost,
            other: self.other,
            about: self.about,
        }
    }

    /// As [`turned`](Self::turned), with the names that beads have when they are made that way round.
    #[must_use]
    pub fn turned_and_named(self) -> Bitext {
        let mut bitext = self.turned();
        bitext.name_beads();
        bitext
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    #[test]
    fn moved_beads_go_where_their_english_stands() {
        let mut moved = bead(0..1, 2..3);
        moved.moved = Some(1);
        let mut bitext = Bitext {
            source: side("zh-CN", &["一", "二", "三"]),
            target: side("en-US", &["B", "C", "A"]),
            beads: vec![moved, bead(1..2, 0..1), bead(2..3, 1..1), bead(3..3, 1..2)],
            ..Bitext::default()
        };
        bitext.name_beads();
        let turned = bitext.clone().turned_and_named();
        turned.validate().unwrap();
        let order: Vec<_> = turned
            .beads
            .iter()
            .map(|bead| (bead.source.clone(), bead.target.clone(), bead.moved))
            .collect();
        assert_eq!(
            order,
            [
                (0..1, 1..2, None),
                (1..1, 2..3, None),
                (1..2, 3..3, None),
                (2..3, 0..1, Some(1)),
            ]
        );
        assert_eq!(turned.turned_and_named(), bitext);
    }
}
