//! The rows: the smallest groups of consecutive blocks of both sides that no bead leaves.

use std::ops::Range;

use super::opaque::Opaque;
use super::side_index::SideIndex;
use crate::bitext::Bitext;
use crate::segment::SegmentedDocument;

/// The smallest group of consecutive source blocks and target blocks that no bead leaves. A table stays
/// whole. Beads of moved groups do not hold a row together: their two sides are in different rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Indices of source blocks.
    pub source: Range<usize>,
    /// Indices of target blocks.
    pub target: Range<usize>,
    /// What both sides have alike, images, code or a rule: it is shown once, over both columns and before their
    /// blocks, which do not show it again.
    pub shared: Vec<Opaque>,
}

/// The reach of a block's links.
#[derive(Clone, Copy, Debug)]
struct Reach {
    /// The last block of the same side that one of its beads holds.
    own: usize,
    /// One past the last block of the other side that one of its beads holds; 0 if there is none.
    other: usize,
    /// The first of its beads.
    bead: usize,
}

/// The rows: the smallest groups of consecutive blocks that no bead leaves.
pub(super) fn rows(
    source: &SegmentedDocument,
    target: &SegmentedDocument,
    bitext: &Bitext,
    sides: &[SideIndex; 2],
) -> Vec<Row> {
    let fresh = |text: &SegmentedDocument| -> Vec<Reach> {
        (0..text.document.blocks.len())
            .map(|own| Reach {
                own,
                other: 0,
                bead: usize::MAX,
            })
            .collect()
    };
    let (mut from_source, mut from_target) = (fresh(source), fresh(target));
    for (number, bead) in bitext.beads.iter().enumerate() {
        let s = block_range(source, &bead.source);
        let t = block_range(target, &bead.target);
        let joined = bead.moved.is_none();
        join(&mut from_source, &s, if joined { t.end } else { 0 }, number);
        join(&mut from_target, &t, if joined { s.end } else { 0 }, number);
    }
    for (reaches, side) in [&mut from_source, &mut from_target].into_iter().zip(sides) {
        for table in &side.tables {
            keep_whole(reaches, &table.blocks);
        }
    }
    let blank = |side: usize, block: usize| sides[side].segments[block].is_empty();
    let (n, m) = (from_source.len(), from_target.len());
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < n || j < m {
        let row_start = (i, j);
        // Blocks without sentences at the very start are put into the first row.
        while i < n && blank(0, i) {
            i += 1;
        }
        while j < m && blank(1, j) {
            j += 1;
        }
        let (mut i_end, mut j_end) = match (from_source.get(i), from_target.get(j)) {
            (None, None) => (i, j),
            (Some(_), None) => (i + 1, j),
            (None, Some(_)) => (i, j + 1),
            (Some(s), Some(t)) => match (s.other > 0, t.other > 0) {
                (true, true) => (i + 1, j + 1),
                (false, true) => (i + 1, j),
                (true, false) => (i, j + 1),
                (false, false) if s.bead <= t.bead => (i + 1, j),
                (false, false) => (i, j + 1),
            },
        };
        let (mut i_seen, mut j_seen) = (i, j);
        while i_seen < i_end || j_seen < j_end {
            if i_seen < i_end {
                let reach = from_source[i_seen];
                i_end = i_end.max(reach.own + 1);
                j_end = j_end.max(reach.other);
                i_seen += 1;
            } else {
                let reach = from_target[j_seen];
                j_end = j_end.max(reach.own + 1);
                i_end = i_end.max(reach.other);
                j_seen += 1;
            }
        }
        while i_end < n && blank(0, i_end) {
            i_end += 1;
        }
        while j_end < m && blank(1, j_end) {
            j_end += 1;
        }
        rows.push(Row {
            source: row_start.0..i_end,
            target: row_start.1..j_end,
            shared: Vec::new(),
        });
        (i, j) = (i_end, j_end);
    }
    rows
}

/// The blocks that hold the segments.
fn block_range(text: &SegmentedDocument, segments: &Range<usize>) -> Range<usize> {
    let blocks = text.document.blocks.len();
    text.segments
        .get(segments.clone())
        .and_then(|held| Some(held.first()?.block..held.last()?.block + 1))
        .filter(|range| range.start < range.end && range.end <= blocks)
        .unwrap_or(0..0)
}

/// A table is in one row: its blocks reach as far as the furthest of them.
fn keep_whole(reaches: &mut [Reach], blocks: &Range<usize>) {
    let mut all = Reach {
        own: blocks.end - 1,
        other: 0,
        bead: usize::MAX,
    };
    for reach in &reaches[blocks.clone()] {
        all.own = all.own.max(reach.own);
        all.other = all.other.max(reach.other);
        all.bead = all.bead.min(reach.bead);
    }
    reaches[blocks.clone()].fill(all);
}

fn join(reaches: &mut [Reach], blocks: &Range<usize>, other: usize, bead: usize) {
    for reach in &mut reaches[blocks.clone()] {
        reach.own = reach.own.max(blocks.end - 1);
        reach.other = reach.other.max(other);
        reach.bead = reach.bead.min(bead);
    }
}
