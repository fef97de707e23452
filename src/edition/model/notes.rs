//! The notes of a text and their numbers.

use std::collections::HashMap;

use super::pieces::Signs;
use crate::document::{Block, MarkKind};

/// A note of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// Its number in its text, from 1, by the order of the signs.
    pub number: usize,
    /// The indices of the blocks with its words, in order; a note may have none.
    pub blocks: Vec<usize>,
    /// Its signs, by their numbers in the text, from 0.
    pub signs: Vec<usize>,
}

/// The notes of a text, numbered by their first signs; those without a sign come last. A note's own text may have
/// signs, too.
pub(super) fn notes(blocks: &[Block]) -> (Vec<NoteView>, Signs) {
    let mut notes: Vec<NoteView> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut signs = Signs::new();
    for (index, block) in blocks.iter().enumerate() {
        for (mark, name) in block.marks.iter().enumerate().filter_map(|(mark, one)| {
            let MarkKind::Note(name) = &one.kind else {
                return None;
            };
            Some((mark, name.as_str()))
        }) {
            let number = number_of(name, &mut numbers, &mut notes);
            let sign = signs.len();
            notes[number].signs.push(sign);
            signs.insert((index, mark), (number + 1, sign));
        }
    }
    for (index, block) in blocks.iter().enumerate() {
        if let Some(name) = &block.note {
            let number = number_of(name, &mut numbers, &mut notes);
            notes[number].blocks.push(index);
        }
    }
    (notes, signs)
}

/// The number of a note from 0; one that is not known yet gets the next.
fn number_of<'n>(
    name: &'n str,
    numbers: &mut HashMap<&'n str, usize>,
    notes: &mut Vec<NoteView>,
) -> usize {
    *numbers.entry(name).or_insert_with(|| {
        notes.push(NoteView {
            number: notes.len() + 1,
            blocks: Vec::new(),
            signs: Vec::new(),
        });
        notes.len() - 1
    })
}
