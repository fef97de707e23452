//! Sentences: from a [`Document`] to a [`Text`].

use crate::document::Document;
use crate::text::{Language, SourceSpan, TextSpan};

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Stable name: see [`SegmentId`].
    pub id: SegmentId,
    /// Index of its block in the document.
    pub block: usize,
    /// Its stretch of the block's visible text, without white space at the ends.
    pub place: TextSpan,
    /// The bytes of the source it came from, first character to last.
    pub source: SourceSpan,
    /// What a reader sees, runs of white space folded to one space.
    pub text: String,
}

/// Names a sentence by what it says and which occurrence of it this is, so that inserting a
/// paragraph renames nothing else: 10 hex digits of the hash of the normalised text, then `.2`,
/// `.3`... for repetitions.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct SegmentId(pub String);

/// A document cut into sentences. Segments stand in order; each block with text has at least one;
/// segments and the gaps between them (white space, markup) are the block.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its language.
    pub language: Language,
    /// The document.
    pub document: Document,
    /// Its sentences.
    pub segments: Vec<Segment>,
}
