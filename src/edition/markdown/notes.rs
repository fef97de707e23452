//! Notes: their labels, and which stand at the end of the text.

use crate::bitext::SideName;
use crate::edition::model::NoteView;
use crate::edition::slots::Slot;

/// The two sides of an edition, each with what its notes are called by.
pub(super) const SIDES: [(SideName, &str); 2] =
    [(SideName::Source, "zh"), (SideName::Target, "en")];

/// The label of a note.
pub(super) fn label(side: SideName, number: usize) -> String {
    let (_, name) = SIDES[usize::from(side == SideName::Target)];
    format!("[^{}{name}-{number}]", Slot::Prefix)
}

/// Whether a note stands at the end, where its signs lead; one without signs or words stays where it is.
pub(super) fn is_at_the_end(note: &NoteView) -> bool {
    !note.signs.is_empty() && !note.blocks.is_empty()
}
