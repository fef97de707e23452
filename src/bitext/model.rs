//! The bitext: sentences of both sides and the beads that cover each of them exactly once.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::carry::Lost;
use super::state::{BeadState, SideReading, UnknownKeys};
use crate::document::BlockKind;
use crate::segment::SegmentId;

/// One sentence as the bitext keeps it, with enough to check, diff and build without the source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The id of the sentence, stable while its text stays.
    pub id: SegmentId,
    /// The visible text.
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
    /// The kind of that block.
    pub kind: BlockKind,
}

/// The name of one side of a bitext.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SideName {
    /// The Chinese.
    Source,
    /// The English.
    Target,
}

/// One side of a bitext: its origin and its sentences in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The language tag (`zh-CN`, `en-US`).
    pub language: String,
    /// The name of the file that it was read from, as the user gave it.
    pub file: String,
    /// How it was read; unknown in a bitext of version 1, and where there is no file.
    pub reading: Option<SideReading>,
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
}

/// The id of a bead, derived from the segments it holds; it stays the same while its source segments
/// do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BeadId(pub String);

/// The status of a bead: who decided on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The aligner decided.
    #[default]
    Auto,
    /// A person decided: re-alignment never breaks the bead.
    Locked,
    /// A person said that the bead is wrong, and left it so.
    Rejected,
}

/// A group of consecutive source sentences and the target sentences that translate them.
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    /// The stable id.
    pub id: BeadId,
    /// Indices into the source side's sentences; empty for an addition.
    pub source: Range<usize>,
    /// Indices into the target side's sentences; empty for an omission.
    pub target: Range<usize>,
    /// The posterior probability, according to the aligner, that exactly this bead is right, 0..=1.
    pub confidence: f32,
    /// The decision on it: the aligner's or a person's.
    pub status: Status,
    /// The number of the moved group that it belongs to: its target stands elsewhere than its
    /// neighbours'.
    pub moved: Option<u32>,
    /// A person's remark.
    pub note: Option<String>,
    /// What it keeps besides; of most beads nothing.
    pub state: Option<Box<BeadState>>,
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
    /// Decisions whose sentences are gone, until a person dismisses them.
    pub lost: Vec<Lost>,
    /// What a newer version of the program wrote into the header.
    pub other: UnknownKeys,
}
