//! The bitext: sentences of both sides and the beads that cover each of them exactly once.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::BlockKind;
use crate::segment::SegmentId;

/// One sentence as the bitext keeps it: enough to check, diff and build without the source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its stable name.
    pub id: SegmentId,
    /// What a reader sees.
    pub text: String,
    /// Byte range in the source file; absent when the sentence never came from one (an imported TM).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<(usize, usize)>,
    /// Line and column of its start in the source file, both from 1, the column in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(usize, usize)>,
    /// Index of its block in the document.
    #[serde(default)]
    pub block: usize,
    /// What kind of block that is.
    pub kind: BlockKind,
}

/// One side: where it came from, and its sentences in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Language tag (`zh-CN`, `en-US`).
    pub language: String,
    /// The file it was read from, as the user named it.
    pub file: String,
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SideName {
    /// The Chinese.
    Source,
    /// The English.
    Target,
}

/// Names a bead by the segments it holds; stays the same while its source segments do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BeadId(pub String);

/// Who decided on a bead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The aligner.
    #[default]
    Auto,
    /// A person: re-alignment never breaks it.
    Locked,
    /// A person said that it is wrong and left it so.
    Rejected,
}

/// A group of consecutive source sentences and the target sentences that translate them.
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    /// Its stable name.
    pub id: BeadId,
    /// Indices into the source side's sentences; empty for an addition.
    pub source: Range<usize>,
    /// Indices into the target side's sentences; empty for an omission.
    pub target: Range<usize>,
    /// How sure the aligner is that exactly this bead is right, 0..=1.
    pub confidence: f32,
    /// Who decided.
    pub status: Status,
    /// The number of the moved group it belongs to: its target stands elsewhere than its neighbours'.
    pub moved: Option<u32>,
    /// A person's remark.
    pub note: Option<String>,
}

/// Two texts and the beads between them, in source order; every sentence of both sides is in
/// exactly one bead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bitext {
    /// The Chinese.
    pub source: Side,
    /// The English.
    pub target: Side,
    /// The links.
    pub beads: Vec<Bead>,
}
