//! When the words of a document are on the screen.

use super::{Kind, Times, track};
use crate::document::Document;
use crate::text::SourceSpan;

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

    /// The times of the cues that a stretch of the source stands in, in the order of the file, each with the
    /// bytes of its words.
    #[must_use]
    pub fn cues(&self, of: SourceSpan) -> &[(SourceSpan, Times)] {
        let from = self.cues.partition_point(|(span, _)| span.end <= of.start);
        let behind = self.cues[from..].partition_point(|(span, _)| span.start < of.end);
        &self.cues[from..from + behind]
    }
}
