//! Chapters and the table of contents: the division of a text, and the titles of its chapters.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::book::Outline;
use super::super::label::Label;
use super::super::model::{Edition, Row};
use super::named;
use crate::document::BlockKind;

/// The largest number of rows of a chapter, because e-readers lay out a whole file before they show a
/// page of it.
const MOST_ROWS: usize = 2_000;

/// A chapter file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chapter {
    /// The rows in it.
    pub(super) rows: Range<usize>,
    /// The title.
    pub(super) label: Label,
}

/// An entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContentsEntry {
    /// The depth, 0 for the outermost level.
    pub(super) depth: usize,
    /// The title.
    pub(super) label: Label,
    /// Where it leads: the number of a chapter file, and the row in it unless it is the beginning.
    pub(super) place: (usize, Option<usize>),
}

/// The division of a text into files, and the table of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// The chapter files, in order; at least one.
    pub(super) chapters: Vec<Chapter>,
    /// The entries of the table of contents, in order; at least one.
    pub(super) entries: Vec<ContentsEntry>,
}

/// The anchor by which links refer to a row.
pub(super) fn anchor(prefix: &str, row: usize) -> String {
    format!("{prefix}r{row}")
}

impl Contents {
    /// The contents of a text of a book: one chapter, with its headings below it.
    pub(super) fn of_text(outline: &Outline, rows: usize) -> Self {
        let chapters: Vec<Chapter> = pieces(0..rows, &outline.label).collect();
        let mut entries = vec![ContentsEntry {
            depth: 0,
            label: outline.label.clone(),
            place: (0, None),
        }];
        let mut open: Vec<usize> = Vec::new();
        for heading in &outline.headings {
            while open.last().is_some_and(|last| *last >= heading.level) {
                open.pop();
            }
            let holds = |chapter: &Chapter| chapter.rows.contains(&heading.row);
            let file = chapters.iter().position(holds).unwrap_or(0);
            entries.push(ContentsEntry {
                depth: open.len() + 1,
                label: heading.label.clone(),
                place: (file, Some(heading.row)),
            });
            open.push(heading.level);
        }
        Contents { chapters, entries }
    }

    /// Divides an edition into chapters.
    pub(super) fn new(edition: &Edition<'_>) -> Self {
        let headings: BTreeMap<usize, (usize, Label)> = edition
            .rows()
            .iter()
            .enumerate()
            .filter_map(|(number, row)| Some((number, heading(edition, row)?)))
            .collect();
        let division = division(headings.values().map(|(level, _)| *level));
        let mut chapters: Vec<Chapter> = Vec::new();
        let rows = edition.rows().len();
        let mut starts: Vec<usize> = headings
            .iter()
            .filter(|(_, (level, _))| *level <= division)
            .map(|(&row, _)| row)
            .collect();
        if starts.first() != Some(&0) {
            starts.insert(0, 0);
        }
        // A title with nothing below it needs no file of its own.
        let titled = headings.get(&0).is_some_and(|(level, _)| *level < division);
        if titled && starts.get(1) == Some(&1) {
            starts.remove(1);
        }
        for (at, &start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(rows);
            let label = headings.get(&start).map_or_else(
                || Label {
                    source: Some(named(&edition.title())),
                    ..Label::default()
                },
                |(_, label)| label.clone(),
            );
            chapters.extend(pieces(start..end, &label));
        }
        let entries = entries(&chapters, &headings);
        Contents { chapters, entries }
    }
}

/// The heading of a row: its level and its title.
fn heading(edition: &Edition<'_>, row: &Row) -> Option<(usize, Label)> {
    let (source, target) = edition.headings(row);
    let level = match source.or(target)?.0 {
        BlockKind::Heading(level) => level as usize + 1,
        _ => return None,
    };
    let label = Label {
        source: source.map(|(_, text)| text.to_owned()),
        target: target.map(|(_, text)| text.to_owned()),
        piece: None,
    };
    Some((level, label))
}

/// The heading level at which the book is divided: the topmost with more than one heading, because a
/// single heading is the book's title. 0 if there is none.
fn division(levels: impl Iterator<Item = usize>) -> usize {
    let mut counts = [0usize; 7];
    for level in levels {
        counts[level.min(6)] += 1;
    }
    (1..7).find(|&level| counts[level] > 1).unwrap_or(0)
}

/// Cuts a chapter that is too long for one file into pieces.
fn pieces(rows: Range<usize>, label: &Label) -> impl Iterator<Item = Chapter> {
    let count = rows.len().div_ceil(MOST_ROWS).max(1);
    (0..count).map(move |piece| {
        let at = |piece: usize| rows.start + rows.len() * piece / count;
        Chapter {
            rows: at(piece)..at(piece + 1),
            label: Label {
                piece: (count > 1).then_some(piece + 1),
                ..label.clone()
            },
        }
    })
}

/// The entries: the headings, nested, and the chapters that begin without one.
fn entries(chapters: &[Chapter], headings: &BTreeMap<usize, (usize, Label)>) -> Vec<ContentsEntry> {
    let mut entries = Vec::new();
    // The levels of the headings that enclose the current one.
    let mut open: Vec<usize> = Vec::new();
    for (number, chapter) in chapters.iter().enumerate() {
        if !headings.contains_key(&chapter.rows.start) {
            // A later piece is at the same depth as the chapter it belongs to.
            let depth = match chapter.label.piece {
                Some(piece) if piece > 1 => open.len().saturating_sub(1),
                _ => {
                    open.clear();
                    0
                }
            };
            open.truncate(depth + 1);
            entries.push(ContentsEntry {
                depth,
                label: chapter.label.clone(),
                place: (number, None),
            });
        }
        for (row, (level, label)) in headings.range(chapter.rows.clone()) {
            while open.last().is_some_and(|last| last >= level) {
                open.pop();
            }
            entries.push(ContentsEntry {
                depth: open.len(),
                label: label.clone(),
                place: (number, Some(*row)),
            });
            open.push(*level);
        }
    }
    entries
}
