//! The stretch of both texts that a bead covers.

use std::ops::Range;

use super::model::{Bead, BeadId, Status};

/// Sentences of both sides, counted from 0. A side without sentences is an empty range; where it stands
/// says which sentences are before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BeadSpan {
    /// Source sentences; empty for an addition.
    pub source: Range<usize>,
    /// Target sentences; empty for an omission.
    pub target: Range<usize>,
}

impl BeadSpan {
    /// Of these sentences.
    #[must_use]
    pub const fn new(source: Range<usize>, target: Range<usize>) -> BeadSpan {
        BeadSpan { source, target }
    }

    /// Whether there are sentences on both sides.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

impl Bead {
    /// An automatic bead, not yet named. `confidence` is 0..=1, `moved` the number of its moved group.
    #[must_use]
    pub fn automatic(span: BeadSpan, confidence: f32, moved: Option<u32>) -> Bead {
        Bead {
            id: BeadId::default(),
            source: span.source,
            target: span.target,
            confidence,
            status: Status::Auto,
            moved,
            note: None,
            state: None,
        }
    }

    /// The sentences it covers.
    #[must_use]
    pub fn span(&self) -> BeadSpan {
        BeadSpan::new(self.source.clone(), self.target.clone())
    }
}
