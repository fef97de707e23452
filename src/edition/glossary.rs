//! The glossary at the end of an edition: the terms that are marked in it, in the order of their first places.

use std::ops::Range;

use super::model::Edition;
use crate::bitext::SideName;

/// A term at its first place.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// The row that it is in.
    pub(super) row: usize,
    /// The Chinese term.
    pub(super) term: String,
    /// Its English, with the note on it.
    pub(super) tip: String,
}

/// The terms of a range of rows.
pub(super) fn terms(edition: &Edition<'_>, rows: Range<usize>) -> Vec<Term> {
    let mut marks: Vec<_> = (edition.options.terms.iter())
        .filter(|mark| mark.side == SideName::Source)
        .collect();
    marks.sort_by_key(|mark| (mark.segment, mark.over.start));
    let mut terms: Vec<Term> = Vec::new();
    for mark in marks {
        let Some(segment) = edition.source.segments.get(mark.segment) else {
            continue;
        };
        let row = edition
            .rows()
            .partition_point(|row| row.source.end <= segment.block);
        let (true, Some(term)) = (rows.contains(&row), segment.text.get(mark.over.clone())) else {
            continue;
        };
        let known = |known: &Term| known.term == term && known.tip == mark.tip;
        if !terms.iter().any(known) {
            terms.push(Term {
                row,
                term: term.to_owned(),
                tip: mark.tip.clone(),
            });
        }
    }
    terms
}
