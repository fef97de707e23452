//! A bitext the other way round.

use super::model::{Bead, Bitext};

impl Bitext {
    /// Source and target exchanged, the beads in the order of what is the source then. Names stay.
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

    /// As [`turned`](Self::turned), with the names that beads have when they are made that way round.
    #[must_use]
    pub fn turned_and_named(self) -> Bitext {
        let mut bitext = self.turned();
        bitext.name_beads();
        bitext
    }
}
