//! Many operations as one step: what is asked of the whole text is asked once, and not for each of them.

use std::collections::{HashMap, HashSet};

use ecow::EcoString;

use super::change::{Editor, Step, settle};
use super::{Operation, rewrite};
use crate::bitext::model::{BeadId, Bitext};
use crate::error::Result;

/// What many rewritings ask of the whole text.
pub(super) struct Known {
    /// The places of beads by their ids; one that is not there is looked for.
    places: HashMap<BeadId, usize>,
    /// The ids of the English sentences.
    pub(super) names: HashSet<EcoString>,
}

impl Known {
    fn of(bitext: &Bitext) -> Known {
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

impl Bitext {
    /// Makes operations one after the other: all of them, or none. The same as [`Bitext::edit`] for each, in a time
    /// that does not grow with both the operations and the text where they rewrite English sentence for sentence.
    /// The [`Step`] undoes all of them.
    ///
    /// # Errors
    /// That of the first operation that is impossible; the bitext is unchanged then.
    pub fn edit_all(&mut self, operations: &[Operation]) -> Result<Step> {
        let mut editor = Editor::new(self);
        let mut told = None;
        for operation in operations {
            // One that changes how many sentences or links there are changes where the others are.
            if !rewrite::is_in_place(&editor, operation) {
                editor.known = None;
            } else if editor.known.is_none() {
                editor.known = Some(Known::of(editor.bitext));
            }
            let is_in_place = editor.known.is_some();
            match super::make(&mut editor, operation) {
                Ok(said) => {
                    told.get_or_insert(said);
                }
                Err(error) => {
                    editor.abandon();
                    return Err(error);
                }
            }
            if !is_in_place {
                settle(editor.bitext);
            }
        }
        Ok(editor.finish(told.unwrap_or_default()))
    }
}
