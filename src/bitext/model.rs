//! The bitext: sentences of both sides and the beads that cover each of them exactly once.

use std::fmt;
use std::ops::Range;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::document::BlockKind;
use crate::segment::SegmentId;

/// One sentence as the bitext keeps it, with enough to check, diff and build without the source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The id of the sentence, stable while its text stays.
    pub id: SegmentId,
    /// The visible text.
    pub text: EcoString,
    /// Byte range in the source file, counted as [`crate::document::SourceText::portable`] does; absent when the sentence never came from one (an imported TM).
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BeadId(pub EcoString);

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
    /// What is known of the edition that it is written for, by names such as `title`, for headers with room for it.
    /// The project file does not keep it.
    pub about: Vec<(String, String)>,
}

/// Keys that this version does not know, with their values. They are written back.
pub type UnknownKeys = serde_json::Map<String, serde_json::Value>;

/// What a bead keeps besides its link, its status and its note.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BeadState {
    /// A person had locked the bead, and one of its sentences was reworded since.
    pub changed: bool,
    /// The Chinese before it changed, while the English has not: the English is stale.
    pub was: Option<String>,
    /// The English of the bead is not in its text yet.
    pub pending: Option<Pending>,
    /// What people said of it.
    pub desk: Desk,
    /// Keys of the bead that this version does not know.
    pub other: UnknownKeys,
    /// Keys of its sentences that this version does not know, by the id of the sentence.
    pub of_sentences: Vec<(String, UnknownKeys)>,
}

/// English that a person wrote and that its text does not have: the sentences of the bead are the person's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// The sentences of the text that the person changed.
    pub base: Vec<String>,
    /// The sentences that the text has by now, where these are others: a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Vec<String>>,
    /// The reason why they are not in the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl Pending {
    /// Whether the text has been changed, too, and otherwise.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.file.is_some()
    }

    /// The sentences that the text has.
    #[must_use]
    pub fn in_file(&self) -> &[String] {
        self.file.as_ref().unwrap_or(&self.base)
    }
}

/// How a side was read from its file: what decides which words a text has and where its sentences end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideReading {
    /// The version of the reader ([`crate::document::READER_VERSION`]).
    pub reader: u32,
    /// The id of the format; `lines` for a sentence a line.
    pub format: String,
    /// A hash of the settings that decide what is text.
    pub settings: String,
    /// A hash of the settings that decide where sentences end; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cut: String,
}

/// A decision that could not be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lost {
    /// The id of the bead that held it.
    pub id: BeadId,
    /// The source text of that bead.
    pub source: String,
    /// The target text of that bead.
    pub target: String,
    /// The decision.
    #[serde(default)]
    pub status: Status,
    /// The person's remark on the bead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The reason why it could not be kept.
    pub why: Why,
    /// What people said of the bead.
    #[serde(flatten)]
    pub desk: Desk,
    /// What a newer version of the program wrote.
    #[serde(flatten)]
    pub other: UnknownKeys,
}

/// The reason why a decision could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// A source sentence has changed or gone.
    Source,
    /// A target sentence has changed or gone.
    Target,
    /// Both.
    Both,
    /// The sentences are there, but no longer next to each other.
    Apart,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Source => "its source was changed",
            Why::Target => "its translation was changed",
            Why::Both => "both its sides were changed",
            Why::Apart => "its sentences no longer stand next to each other",
        })
    }
}
