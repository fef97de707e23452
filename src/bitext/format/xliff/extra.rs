//! Bead data that XLIFF has no element for, as pairs of key and value.

use crate::bitext::{Bead, Bitext, Sentence};
use crate::document::BlockKind;

/// The aligner's confidence, 0 to 1.
pub(super) const CONFIDENCE: &str = "confidence";
/// The number of the moved group.
pub(super) const MOVED: &str = "moved";
/// For a moved bead: the unit whose target its own target follows; empty for the beginning of the text.
pub(super) const AFTER: &str = "after";
/// For each source sentence the number of its block, separated by spaces. The next three keys hold the
/// blocks' kinds, and both for the target.
pub(super) const SOURCE_BLOCKS: &str = "source-blocks";
/// See [`SOURCE_BLOCKS`].
pub(super) const SOURCE_KINDS: &str = "source-kinds";
/// See [`SOURCE_BLOCKS`].
pub(super) const TARGET_BLOCKS: &str = "target-blocks";
/// See [`SOURCE_BLOCKS`].
pub(super) const TARGET_KINDS: &str = "target-kinds";
/// For a file: the name of the translation's file; the format knows only the original's.
pub(super) const TARGET_FILE: &str = "target-file";

/// What went out in a row of a sheet, as a line of JSON.
pub(super) const SENT: &str = "sent";

/// What begins the categories of notes that are no remark of a person on the unit.
pub(super) const OURS: &str = "duizhao-";

/// The pairs of a bead. `after` is the value of [`AFTER`].
pub(super) fn of(bitext: &Bitext, bead: &Bead, after: Option<&str>) -> Vec<(&'static str, String)> {
    let mut pairs = vec![(CONFIDENCE, format!("{:.3}", bead.confidence))];
    if let Some(group) = bead.moved {
        pairs.push((MOVED, group.to_string()));
    }
    if let Some(after) = after {
        pairs.push((AFTER, after.to_owned()));
    }
    let sides = [
        (SOURCE_BLOCKS, SOURCE_KINDS, bitext.bead_source(bead)),
        (TARGET_BLOCKS, TARGET_KINDS, bitext.bead_target(bead)),
    ];
    for (blocks, kinds, sentences) in sides {
        if sentences.is_empty() {
            continue;
        }
        pairs.push((blocks, list(sentences, |s| s.block.to_string())));
        if sentences.iter().any(|s| s.kind != BlockKind::Paragraph) {
            pairs.push((kinds, list(sentences, |s| s.kind.name().to_owned())));
        }
    }
    pairs
}

fn list(sentences: &[Sentence], of: impl Fn(&Sentence) -> String) -> String {
    sentences.iter().map(of).collect::<Vec<_>>().join(" ")
}
