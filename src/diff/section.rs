//! Changes by chapter.

use super::revision::{Change, ChangeKind, Section};
use crate::bitext::Bitext;
use crate::document::BlockKind;

/// The longest title shown, in characters.
const TITLE: usize = 80;

/// Finds the sections of the new version, counts the changes of each, and records in each change its
/// section.
pub(crate) fn summarise(new: &Bitext, changes: &mut [Change]) -> Vec<Section> {
    let sentences = &new.target.sentences;
    let heading = |at: usize| matches!(sentences[at].kind, BlockKind::Heading(_));
    let mut sections: Vec<Section> = Vec::new();
    for at in 0..sentences.len() {
        let opens = heading(at)
            && (at == 0 || !heading(at - 1) || sentences[at - 1].block != sentences[at].block);
        if opens {
            if let Some(last) = sections.last_mut() {
                last.new.end = at;
            }
            let mut title: String = sentences[at].text.chars().take(TITLE).collect();
            if title.len() < sentences[at].text.len() {
                title.push('…');
            }
            sections.push(Section {
                title,
                new: at..sentences.len(),
                counts: [0; ChangeKind::ALL.len()],
            });
        }
    }
    for change in changes {
        // A place between two sections belongs to the one before.
        let place = if change.new.is_empty() {
            change.new.start.saturating_sub(1)
        } else {
            change.new.start
        };
        let section = sections.partition_point(|section| section.new.start <= place);
        change.section = section.checked_sub(1);
        if let Some(section) = change.section {
            let kind = ChangeKind::ALL
                .iter()
                .position(|kind| *kind == change.kind)
                .unwrap_or(0);
            sections[section].counts[kind] += 1;
        }
    }
    sections
}
