//! What is looked up of a side: the beads, segments, terms, tables and notes of its blocks.

use std::ops::Range;

use super::notes::{NoteView, notes};
use super::options::EditionOptions;
use super::pieces::Signs;
use crate::bitext::{Bitext, SideName};
use crate::document::{Table, tables};
use crate::segment::SegmentedDocument;
use crate::text::spaces::OffsetMap;

/// The most columns of a table that is shown as one. No page has room for more.
const MOST_COLUMNS: usize = 100;

/// The lookup tables of a side.
#[derive(Clone, Debug, Default)]
pub(super) struct SideIndex {
    /// The bead of each segment.
    pub(super) beads: Vec<Option<usize>>,
    /// The segments of each block.
    pub(super) segments: Vec<Range<usize>>,
    /// For each segment its terms: the index in the options, and the bytes in the block.
    pub(super) terms: Vec<Vec<(usize, Range<usize>)>>,
    /// The tables that are shown as tables, in order.
    pub(super) tables: Vec<Table>,
    /// The notes, by their numbers.
    pub(super) notes: Vec<NoteView>,
    /// Of each sign of a note, by its block and the number of its mark there: the number of the note, and its own.
    pub(super) signs: Signs,
}

impl SideIndex {
    pub(super) fn new(
        text: &SegmentedDocument,
        side: SideName,
        bitext: &Bitext,
        options: &EditionOptions,
    ) -> Self {
        // Texts to which the bitext does not belong may have more sentences than it, or fewer.
        let mut beads = bitext.bead_of(side);
        beads.resize(text.segments.len(), None);
        let mut segments = vec![0..0usize; text.document.blocks.len()];
        for (number, segment) in text.segments.iter().enumerate() {
            if let Some(range) = segments.get_mut(segment.block) {
                if range.start == range.end {
                    *range = number..number;
                }
                range.end = number + 1;
            }
        }
        let mut terms = vec![Vec::new(); text.segments.len()];
        for (number, term) in options.terms.iter().enumerate() {
            if term.side != side {
                continue;
            }
            if let (Some(slot), Some(over)) = (
                terms.get_mut(term.segment),
                unfold(text, term.segment, &term.over),
            ) {
                slot.push((number, over));
            }
        }
        for of_segment in &mut terms {
            of_segment.sort_by_key(|(number, over)| (over.start, usize::MAX - over.end, *number));
            let mut end = 0;
            of_segment.retain(|(_, over)| {
                let free = over.start >= end;
                if free {
                    end = over.end;
                }
                free
            });
        }
        let (notes, signs) = notes(&text.document.blocks);
        SideIndex {
            beads,
            segments,
            terms,
            tables: tables(&text.document.blocks)
                .into_iter()
                .filter(|table| table.columns <= MOST_COLUMNS)
                .collect(),
            notes,
            signs,
        }
    }

    /// The table that a block is of.
    pub(super) fn table(&self, block: usize) -> Option<&Table> {
        let next = self
            .tables
            .partition_point(|table| table.blocks.end <= block);
        self.tables
            .get(next)
            .filter(|table| table.blocks.contains(&block))
    }
}

/// Maps bytes of a segment's folded text to bytes of its block's text.
fn unfold(text: &SegmentedDocument, segment: usize, over: &Range<usize>) -> Option<Range<usize>> {
    let segment = text.segments.get(segment)?;
    let block = &text.document.blocks.get(segment.block)?.text;
    segment.text.get(over.clone())?;
    let place = segment.place.range();
    let map = OffsetMap::between(block.get(place.clone())?, &segment.text)?;
    let range = map.originals(over);
    (range.start < range.end).then_some(place.start + range.start..place.start + range.end)
}
