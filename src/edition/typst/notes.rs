//! The notes of a side: those whose words go to the foot of the page of their first sign.

use std::collections::HashMap;

use crate::bitext::SideName;
use crate::edition::{Edition, Event, NoteView};

/// The notes of a side.
pub(super) struct Notes {
    /// Of each note with a sign in the text, and not in another note alone, the first of them.
    first: HashMap<usize, usize>,
}

impl Notes {
    /// The notes of a side of an edition.
    pub(super) fn of(edition: &Edition<'_>, side: SideName) -> Notes {
        let mut first = HashMap::new();
        if edition.notes(side).is_empty() {
            return Notes { first };
        }
        let blocks = 0..edition.text(side).document.blocks.len();
        let views = blocks.filter_map(|index| edition.block(side, index));
        for view in views.filter(|view| view.block.note.is_none()) {
            for event in view.pieces.iter().flat_map(|piece| &piece.events) {
                if let Event::Note { number, sign } = *event {
                    first.entry(number).or_insert(sign);
                }
            }
        }
        Notes { first }
    }

    /// Whether the words of a note stand at the foot of a page, and not where its text has them.
    pub(super) fn at_foot(&self, note: &NoteView) -> bool {
        !note.blocks.is_empty() && self.first.contains_key(&note.number)
    }

    /// Whether it is the first sign of a note.
    pub(super) fn is_first(&self, number: usize, sign: usize) -> bool {
        self.first.get(&number) == Some(&sign)
    }
}
