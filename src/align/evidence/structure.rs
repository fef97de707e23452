//! Paragraphs, headings and turns of speech: soft anchors, never walls. Translators merge and split
//! paragraphs, so that a bead may begin one on a single side, but seldom does.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;
use crate::document::BlockKind;
use crate::segment::Text;

/// What a sentence opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Nothing: it stands inside a block.
    Inside,
    /// A paragraph, a list item, a caption...
    Block,
    /// A heading.
    Heading,
    /// A turn with a speaker's label.
    Turn,
}

/// What each sentence of a text opens.
#[must_use]
pub(crate) fn openings(text: &Text) -> Vec<Opening> {
    let mut before = None;
    text.segments
        .iter()
        .map(|segment| {
            let block = &text.document.blocks[segment.block];
            let first = before != Some(segment.block);
            before = Some(segment.block);
            match block.kind {
                _ if !first => Opening::Inside,
                BlockKind::Heading(_) => Opening::Heading,
                _ if block.speaker.is_some() => Opening::Turn,
                _ => Opening::Block,
            }
        })
        .collect()
}

/// How well the structure of both sides fits. Texts without structure (a sentence a line) measure 0.
#[derive(Debug, Default)]
pub(crate) struct StructureEvidence {
    source: Vec<Opening>,
    target: Vec<Opening>,
    /// Both sides label their speakers.
    turns: bool,
}

impl StructureEvidence {
    /// From what the sentences of both sides open.
    #[must_use]
    pub(crate) fn new(source: Vec<Opening>, target: Vec<Opening>) -> Self {
        StructureEvidence {
            turns: source.contains(&Opening::Turn) && target.contains(&Opening::Turn),
            source,
            target,
        }
    }
}

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "structure.opening-not-shared",
    "structure.heading-against-text",
    "structure.turn-not-shared",
];

impl Evidence for StructureEvidence {
    fn names(&self) -> Vec<String> {
        prefixed("", NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        if edge.is_null() || self.source.is_empty() || self.target.is_empty() {
            return;
        }
        let (source, target) = (self.source[edge.i0], self.target[edge.j0]);
        // Openings that do not stand at the start of both sides of a bead.
        let alone = |counts: &dyn Fn(Opening) -> bool| {
            let inner = self.source[edge.i0 + 1..edge.i1]
                .iter()
                .chain(&self.target[edge.j0 + 1..edge.j1])
                .filter(|&&opening| counts(opening))
                .count();
            (inner + usize::from(counts(source) != counts(target))) as f32
        };
        features[0] = alone(&|opening| opening != Opening::Inside);
        let heading = |opening| opening == Opening::Heading;
        features[1] = if heading(source) == heading(target) {
            0.0
        } else {
            1.0
        };
        if self.turns {
            features[2] = alone(&|opening| opening == Opening::Turn);
        }
    }
}
