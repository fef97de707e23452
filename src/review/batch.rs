//! A replacement in several texts, remembered so that it can be taken back in all of them.

use super::replace::Reworded;
use crate::bitext::BeadId;

/// A replacement in several texts that can be taken back.
pub(super) struct Batch {
    pub(super) id: u64,
    pub(super) said: String,
    pub(super) parts: Vec<BatchPart>,
}

/// What was done in one text.
pub(super) struct BatchPart {
    pub(super) text: usize,
    /// The number of the step in the text's history.
    pub(super) step: Option<u64>,
    pub(super) reworded: Vec<(BeadId, Reworded)>,
}
