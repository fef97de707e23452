//! The units of an XLIFF file as they are read.

use crate::bitext::{Stage, Status};
use crate::document::BlockKind;

/// A sentence of a unit, with its block where that is known.
#[derive(Clone, Debug)]
pub(super) struct UnitSentence {
    pub(super) text: String,
    pub(super) block: usize,
    pub(super) kind: BlockKind,
}

/// A note on a unit.
#[derive(Clone, Debug)]
pub(super) struct UnitNote {
    pub(super) id: String,
    pub(super) category: String,
    pub(super) text: String,
}

/// A bead as the XLIFF file has it.
#[derive(Clone, Debug, Default)]
pub(super) struct XliffUnit {
    pub(super) id: String,
    /// The order of its target while it names no other unit: the number of the unit, and the position
    /// inside.
    pub(super) rank: (usize, usize),
    pub(super) source: Vec<UnitSentence>,
    pub(super) target: Vec<UnitSentence>,
    pub(super) confidence: Option<f32>,
    pub(super) status: Status,
    /// The stage that the file says.
    pub(super) stage: Option<Stage>,
    pub(super) notes: Vec<UnitNote>,
    /// What went out, as it travels with a sheet.
    pub(super) sent: Option<String>,
    /// Its line in the file.
    pub(super) line: usize,
    pub(super) moved: Option<u32>,
    pub(super) after: Option<String>,
}
