//! Some beads of a bitext as a bitext of their own, and to which bead a sentence belongs.

use super::model::{Bitext, Sentence, Side};

/// Beads cut out of a bitext, with the numbers that they and their sentences have in the whole one.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The beads in their order, with their sentences alone.
    pub bitext: Bitext,
    /// For each bead of the part, its index in the whole bitext.
    pub beads: Vec<usize>,
    /// For each source sentence of the part, its index in the whole source side.
    pub source: Vec<usize>,
    /// For each target sentence of the part, its index in the whole target side.
    pub target: Vec<usize>,
}

impl Bitext {
    /// The beads of these indices (ascending; those outside are passed over) as a bitext of their own.
    /// The sentences of each side keep their order, so that moved beads stay moved.
    #[must_use]
    pub fn part(&self, beads: impl IntoIterator<Item = usize>) -> Part {
        let beads: Vec<usize> = beads
            .into_iter()
            .filter(|&at| at < self.beads.len())
            .collect();
        let side = |side: &Side| Side {
            language: side.language.clone(),
            file: side.file.clone(),
            reading: side.reading.clone(),
            sentences: Vec::new(),
        };
        let mut part = Part {
            bitext: Bitext {
                source: side(&self.source),
                target: side(&self.target),
                beads: beads.iter().map(|&at| self.beads[at].clone()).collect(),
                ..Bitext::default()
            },
            beads,
            source: Vec::new(),
            target: Vec::new(),
        };
        let take = |all: &Side, range: &mut std::ops::Range<usize>, into: &mut Vec<Sentence>| {
            let start = into.len();
            into.extend_from_slice(all.slice(range));
            *range = start..into.len();
        };
        for bead in &mut part.bitext.beads {
            part.source.extend(bead.source.clone());
            take(
                &self.source,
                &mut bead.source,
                &mut part.bitext.source.sentences,
            );
        }
        let mut order: Vec<usize> = (0..part.beads.len()).collect();
        order.sort_by_key(|&at| part.bitext.beads[at].target.start);
        for at in order {
            let bead = &mut part.bitext.beads[at];
            part.target.extend(bead.target.clone());
            take(
                &self.target,
                &mut bead.target,
                &mut part.bitext.target.sentences,
            );
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    fn bitext() -> Bitext {
        let mut moved = bead(1..2, 2..3);
        moved.moved = Some(1);
        Bitext {
            source: side("zh", &["一。", "二。", "三。", "四。"]),
            target: side("en", &["One.", "Three.", "Two.", "Four.", "More."]),
            beads: vec![bead(0..1, 0..1), moved, bead(2..3, 1..2), bead(3..4, 3..5)],
            ..Bitext::default()
        }
    }

    #[test]
    fn a_part_keeps_the_order_of_each_side_and_knows_the_numbers() {
        let part = bitext().part([1, 2, 3, 9]);
        assert_eq!(part.bitext.source.texts(), ["二。", "三。", "四。"]);
        assert_eq!(
            part.bitext.target.texts(),
            ["Three.", "Two.", "Four.", "More."]
        );
        assert_eq!(part.beads, [1, 2, 3]);
        assert_eq!(part.source, [1, 2, 3]);
        assert_eq!(part.target, [1, 2, 3, 4]);
        let texts: Vec<String> = part
            .bitext
            .beads
            .iter()
            .map(|bead| part.bitext.target_text(bead))
            .collect();
        assert_eq!(texts, ["Two.", "Three.", "Four. More."]);
        assert_eq!(part.bitext.beads[0].moved, Some(1));
    }
}
