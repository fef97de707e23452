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
        }
    }
}
