//! Long unusual stretches: a chapter or a table's row that one side lacks, a passage that was moved. They are reported
//! once, and not sentence by sentence.

use std::fmt;
use std::ops::Range;

use super::model::{Bitext, Side};
use crate::document::BlockKind;

/// The least length, in sentences, of a reported run; shorter runs are ordinary omissions and
/// additions.
const LONG: usize = 10;

/// The kind of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StretchKind {
    /// Source sentences without translation.
    Omitted,
    /// Target sentences that translate nothing.
    Added,
    /// Source sentences whose translation stands elsewhere, with the number of their group.
    Moved(u32),
}

/// A reported stretch of one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch<'b> {
    /// The kind of the stretch.
    pub kind: StretchKind,
    /// The sentences, of the source; of the target for an addition.
    pub sentences: Range<usize>,
    side: &'b Side,
}

impl Bitext {
    /// Long runs of unlinked sentences and moved passages, in the order of the beads.
    #[must_use]
    pub fn stretches(&self) -> Vec<Stretch<'_>> {
        let mut found: Vec<Stretch<'_>> = Vec::new();
        for bead in &self.beads {
            let (kind, sentences, side) = match (bead.moved, bead.target.is_empty()) {
                (Some(group), _) => (StretchKind::Moved(group), &bead.source, &self.source),
                (None, true) => (StretchKind::Omitted, &bead.source, &self.source),
                (None, false) if bead.source.is_empty() => {
                    (StretchKind::Added, &bead.target, &self.target)
                }
                (None, false) => continue,
            };
            // Omissions and additions may alternate within one gap.
            let open = found
                .iter_mut()
                .rev()
                .take(2)
                .find(|last| last.kind == kind && last.sentences.end == sentences.start);
            if let Some(last) = open {
                last.sentences.end = sentences.end;
            } else {
                found.push(Stretch {
                    kind,
                    sentences: sentences.clone(),
                    side,
                });
            }
        }
        found.retain(|stretch| {
            matches!(stretch.kind, StretchKind::Moved(_))
                || stretch.sentences.len() >= LONG
                || stretch.is_of_cells()
        });
        found
    }
}

impl Stretch<'_> {
    /// Whether it is several cells of tables and nothing else: a row that one side lacks.
    fn is_of_cells(&self) -> bool {
        let sentences = &self.side.sentences[self.sentences.clone()];
        let blocks = (sentences.first(), sentences.last());
        let several = matches!(blocks, (Some(first), Some(last)) if first.block < last.block);
        several && sentences.iter().all(|s| s.kind == BlockKind::TableCell)
    }
}

impl fmt::Display for Stretch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.sentences.len();
        let first = &self.side.sentences[self.sentences.start];
        write!(f, "{}", self.side.file)?;
        if let Some((line, column)) = first.at {
            write!(f, ":{line}:{column}")?;
        }
        let (is, them) = if count == 1 {
            ("sentence", "its")
        } else {
            ("sentences", "their")
        };
        match self.kind {
            StretchKind::Omitted => write!(f, ": {count} {is} without {them} translation"),
            StretchKind::Added => write!(f, ": {count} {is} that translate nothing"),
            StretchKind::Moved(group) => write!(
                f,
                ": {count} {is} with {them} translation elsewhere (moved group {group})"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    #[test]
    fn long_runs_and_moved_passages_are_named_once() {
        let zh: Vec<String> = (0..30).map(|k| format!("第{k}句。")).collect();
        let en: Vec<String> = (0..30).map(|k| format!("Sentence {k}.")).collect();
        let texts = |side: &[String]| -> Vec<String> { side.to_vec() };
        let (zh, en) = (texts(&zh), texts(&en));
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = en.iter().map(String::as_str).collect();
        let mut beads = vec![bead(0..1, 0..1)];
        beads.extend((1..13).map(|k| bead(k..k + 1, 0..0)));
        beads.push(bead(13..14, 1..2));
        beads.push(bead(14..15, 0..0));
        beads.push(bead(15..15, 2..27));
        for k in 15..18 {
            let mut moved = bead(k..k + 1, k + 12..k + 13);
            moved.moved = Some(1);
            beads.push(moved);
        }
        let bitext = Bitext {
            source: side("zh-CN", &zh),
            target: side("en-US", &en),
            beads,
            ..Bitext::default()
        };
        let said: Vec<String> = bitext.stretches().iter().map(Stretch::to_string).collect();
        assert_eq!(
            said,
            [
                "zh-CN.md: 12 sentences without their translation",
                "en-US.md: 25 sentences that translate nothing",
                "zh-CN.md: 3 sentences with their translation elsewhere (moved group 1)",
            ]
        );
    }

    #[test]
    fn a_row_of_a_table_is_named_however_short() {
        let mut zh = side("zh-CN", &["灯", "渡口", "红", "亮。"]);
        for sentence in &mut zh.sentences {
            sentence.kind = BlockKind::TableCell;
        }
        let mut bitext = Bitext {
            target: side("en-US", &["lamp", "Bright."]),
            source: zh,
            beads: vec![
                bead(0..1, 0..1),
                bead(1..2, 0..0),
                bead(2..3, 0..0),
                bead(3..4, 1..2),
            ],
            ..Bitext::default()
        };
        let said = |bitext: &Bitext| -> Vec<String> {
            bitext.stretches().iter().map(Stretch::to_string).collect()
        };
        let note = "zh-CN.md: 2 sentences without their translation";
        for (k, sentence) in bitext.source.sentences.iter_mut().enumerate() {
            sentence.block = k;
        }
        assert_eq!(said(&bitext), [note]);
        // Two sentences of one cell are an ordinary omission, and so is half of a row in running text.
        bitext.source.sentences[2].block = 1;
        assert!(said(&bitext).is_empty());
        bitext.source.sentences[2].block = 2;
        bitext.source.sentences[2].kind = BlockKind::Paragraph;
        assert!(said(&bitext).is_empty());
    }
}
