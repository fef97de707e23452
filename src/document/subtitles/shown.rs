//! When the words of a document are on the screen.

use super::{Kind, Times, track};
use crate::document::Document;
use crate::document::model::{Block, CodeKind};
use crate::text::{SourceSpan, TextSpan};

/// The cues of a document, in the order of its file.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The bytes of the words of each cue, and its times.
    cues: Vec<(SourceSpan, Times)>,
}

impl Shown {
    /// The cues of a document; nothing where its format has no times.
    #[must_use]
    pub fn of(document: &Document) -> Option<Shown> {
        let kind = Kind::by_id(document.format)?;
        let track = track(&document.source.text, kind);
        let cues = track.cues.iter().filter_map(|cue| {
            let (first, last) = (cue.lines.first()?, cue.lines.last()?);
            let span = SourceSpan::new(first.span.start, last.span.end);
            Some((span, cue.times))
        });
        Some(Shown {
            cues: cues.collect(),
        })
    }

    /// How many cues have words.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cues.len()
    }

    /// Whether no cue has words.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cues.is_empty()
    }

    /// The times of a cue, by its number among those with words.
    #[must_use]
    pub fn times(&self, number: usize) -> Option<Times> {
        self.cues.get(number).map(|(_, times)| *times)
    }

    /// The bytes of the words of a cue.
    #[must_use]
    pub fn span(&self, number: usize) -> Option<SourceSpan> {
        self.cues.get(number).map(|(span, _)| *span)
    }

    /// The cue that a byte of the source stands in, or the next one.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<usize> {
        let number = self.cues.partition_point(|(span, _)| span.end <= offset);
        (number < self.cues.len()).then_some(number)
    }

    /// The stretches of a place in a block that stand in one cue each, with the number of the cue.
    #[must_use]
    pub fn parts(&self, block: &Block, place: TextSpan) -> Vec<(usize, TextSpan)> {
        let breaks = block.codes.iter().filter(|code| {
            code.kind == CodeKind::Break && place.start < code.at && code.at < place.end
        });
        let mut from = place.start;
        let mut found = Vec::new();
        for to in breaks.map(|code| code.at).chain([place.end]) {
            let part = TextSpan::new(from, to);
            if let Some(cue) = self.at(block.source_span(part).start) {
                found.push((cue, part));
            }
            from = to;
        }
        found
    }
}
