//! Paragraphs, headings and turns of speech: soft anchors, never walls. Translators merge and split
//! paragraphs, so that a bead may begin one on a single side, but seldom does.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;
use crate::document::BlockKind;
use crate::segment::SegmentedDocument;

/// The unit that a sentence opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// None: it stands inside a block.
    Inside,
    /// A paragraph, a list item, a caption...
    Block,
    /// A heading.
    Heading,
    /// A turn with a speaker's label.
    Turn,
}

/// The units that the sentences of a text open, one a sentence.
#[must_use]
pub(crate) fn openings(text: &SegmentedDocument) -> Vec<Opening> {
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

/// The evidence of structure: how well that of both sides fits. Texts without structure (a sentence a line)
/// measure 0.
#[derive(Debug, Default)]
pub(crate) struct StructureEvidence {
    source: Vec<Opening>,
    target: Vec<Opening>,
    /// Both sides label their speakers.
    turns: bool,
}

impl StructureEvidence {
    /// Takes the units that the sentences of both sides open.
    #[must_use]
    pub(crate) fn new(source: Vec<Opening>, target: Vec<Opening>) -> Self {
        StructureEvidence {
            turns: source.contains(&Opening::Turn) && target.contains(&Opening::Turn),
            source,
            target,
        }
    }

    /// The units that some sentences open, among those of all.
    #[must_use]
    pub(crate) fn part(&self, sources: &[usize], targets: &[usize]) -> Self {
        let part = |all: &[Opening], kept: &[usize]| -> Vec<Opening> {
            kept.iter().filter_map(|&k| all.get(k)).copied().collect()
        };
        StructureEvidence {
            source: part(&self.source, sources),
            target: part(&self.target, targets),
            turns: self.turns,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    #[test]
    fn openings_that_are_not_shared_are_counted() {
        use Opening::{Block, Heading, Inside, Turn};
        let evidence =
            StructureEvidence::new(vec![Heading, Block, Inside], vec![Heading, Inside, Block]);
        let measured = |evidence: &StructureEvidence, edge: Edge| {
            let mut features = [0.0; 3];
            evidence.measure(edge, &mut features);
            features
        };
        assert_eq!(measured(&evidence, edge(0, 1, 0, 1)), [0.0, 0.0, 0.0]);
        assert_eq!(measured(&evidence, edge(1, 2, 1, 2)), [1.0, 0.0, 0.0]);
        assert_eq!(measured(&evidence, edge(1, 3, 1, 3)), [2.0, 0.0, 0.0]);
        assert_eq!(measured(&evidence, edge(0, 1, 2, 3)), [0.0, 1.0, 0.0]);
        assert_eq!(measured(&evidence, edge(0, 1, 0, 0)), [0.0, 0.0, 0.0]);
        // Turns count where both sides label their speakers.
        let turns = StructureEvidence::new(vec![Turn, Block], vec![Turn, Turn]);
        assert_eq!(measured(&turns, edge(1, 2, 1, 2)), [0.0, 0.0, 1.0]);
        let one_sided = StructureEvidence::new(vec![Turn, Block], vec![Block, Block]);
        assert_eq!(measured(&one_sided, edge(0, 1, 0, 1)), [0.0, 0.0, 0.0]);
        assert_eq!(
            measured(&StructureEvidence::default(), edge(0, 1, 0, 1)),
            [0.0; 3]
        );
    }
}
