//! What is known of the whole text while many sentences are rewritten in their places.

use std::collections::{HashMap, HashSet};

use ecow::EcoString;

use crate::bitext::model::{BeadId, Bitext};

/// What many rewritings ask of the whole text.
pub(super) struct Known {
    /// The places of beads by their ids; one that is not there is looked for.
    places: HashMap<BeadId, usize>,
    /// The ids of the English sentences.
    pub(super) names: HashSet<EcoString>,
}

impl Known {
    pub(super) fn of(bitext: &Bitext) -> Known {
        let beads = bitext.beads.iter().enumerate();
        let sentences = bitext.target.sentences.iter();
        Known {
            places: beads.map(|(at, bead)| (bead.id.clone(), at)).collect(),
            names: sentences.map(|sentence| sentence.id.0.clone()).collect(),
        }
    }

    /// The index of the bead with this id, if it still stands where it stood.
    pub(super) fn place(&self, bitext: &Bitext, id: &BeadId) -> Option<usize> {
        let at = *self.places.get(id)?;
        (bitext.beads.get(at)?.id == *id).then_some(at)
    }
}
