//! Stable ids of sentences: they survive edits elsewhere in the document.

use std::collections::HashMap;

use ecow::eco_format;

use super::SegmentId;
use crate::text::spaces;

/// A generator of the [`SegmentId`]s of one document, in its order.
#[derive(Debug, Default)]
pub struct SegmentIds {
    /// How often each hash came, as a number.
    seen: HashMap<u64, usize>,
}

impl SegmentIds {
    /// Starts a document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of the next sentence with this `text`. White space at the ends and the length of white
    /// space inside do not count; everything else does.
    pub fn next(&mut self, text: &str) -> SegmentId {
        let hash = spaces::hash_of_words(text);
        let name = hash.hex();
        let count = self.seen.entry(hash.folded()).or_default();
        *count += 1;
        SegmentId(match *count {
            1 => name,
            n => eco_format!("{name}.{n}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_are_counted_and_white_space_folded() {
        let mut ids = SegmentIds::new();
        let first = ids.next("To be,  or\nnot.");
        assert_eq!(ids.next("To be, or not.").0, format!("{}.2", first.0));
        assert_eq!(ids.next(" To be, or not. ").0, format!("{}.3", first.0));
        assert_ne!(ids.next("Tobe, or not.").0, first.0);
    }
}
