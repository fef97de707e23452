//! Rewriting the English of a bead.

use std::collections::HashSet;

use super::Operation;
use super::change::Editor;
use crate::bitext::model::{BeadId, Bitext, Pending, Sentence};
use crate::document::BlockKind;
use crate::error::Result;
use crate::segment::{SegmentId, SegmentIds};
use crate::text::spaces;

pub(super) fn translate(
    editor: &mut Editor<'_>,
    id: &BeadId,
    texts: &[String],
    was: Option<&[String]>,
    by_rule: bool,
) -> Result<String> {
    let at = editor.find(id)?;
    let mut texts = tidy(texts);
    let now = editor.bitext.target_words(&editor.bitext.beads[at]);
    let was = was.map(tidy).filter(|was| *was != now && texts != now);
    let mut conflict = None;
    if let Some(was) = was {
        match merged(&was, &texts, &now) {
            Some(merged) => texts = merged,
            None => {
                conflict = Some(Pending {
                    base: was,
                    file: Some(now.clone()),
                    why: String::new(),
                });
            }
        }
    }
    let bead = &editor.bitext.beads[at];
    if texts.is_empty() && bead.source.is_empty() {
        // An addition without its text leaves no bead.
        let target = bead.target.clone();
        editor.sentences(at, target, Vec::new());
        editor.beads(at..at + 1, Vec::new());
        return Ok("took the English out".into());
    }
    if texts == now {
        return Ok("changed nothing".into());
    }
    words(editor, at, &texts);
    let mut bead = editor.bitext.beads[at].clone();
    if !by_rule {
        bead.is_up_to_date();
    }
    bead.has_other_words();
    let is_conflict = conflict.is_some();
    if is_conflict {
        bead.state_mut().pending = conflict;
    }
    if bead != editor.bitext.beads[at] {
        editor.beads(at..at + 1, vec![bead]);
    }
    Ok(if is_conflict {
        "edited, but the text has been changed otherwise: a conflict"
    } else if texts.is_empty() {
        "took the English out"
    } else {
        "edited"
    }
    .into())
}

/// Sentences as a bead has them: their white space folded, none without words.
pub(super) fn tidy(texts: &[String]) -> Vec<String> {
    let texts = texts.iter().map(|text| spaces::fold(text));
    texts.filter(|text| !text.is_empty()).collect()
}

/// The merge of two changes sentence by sentence; `None` where both changed a sentence, or how many there
/// are.
fn merged(base: &[String], ours: &[String], theirs: &[String]) -> Option<Vec<String>> {
    if base.len() != ours.len() || base.len() != theirs.len() {
        return None;
    }
    let all = base.iter().zip(ours).zip(theirs);
    all.map(|((base, ours), theirs)| {
        if ours == theirs || theirs == base {
            Some(ours.clone())
        } else if ours == base {
            Some(theirs.clone())
        } else {
            None
        }
    })
    .collect()
}

/// Puts other English into a bead. Unchanged sentences keep their ids and places.
pub(super) fn words(editor: &mut Editor<'_>, at: usize, texts: &[String]) {
    let bead = editor.bitext.beads[at].clone();
    let old = &editor.bitext.target.sentences[bead.target.clone()];
    let same = |(old, new): &(&Sentence, &String)| old.text == **new;
    let head = old.iter().zip(texts).take_while(same).count();
    let most = old.len().min(texts.len()) - head;
    let tail = old.iter().rev().zip(texts.iter().rev());
    let tail = tail.take(most).take_while(same).count();
    let (from, to) = (bead.target.start + head, bead.target.end - tail);
    let new = &texts[head..texts.len() - tail];
    if from == to && new.is_empty() {
        return;
    }
    let new = sentences(editor, at, from..to, new);
    editor.sentences(at, from..to, new);
    let mut bead = editor.bitext.beads[at].clone();
    if bead.target.is_empty() {
        bead.moved = None;
    }
    bead.id = editor.bitext.derive_id(&bead);
    if bead != editor.bitext.beads[at] {
        editor.beads(at..at + 1, vec![bead]);
    }
}

/// Sentences with these texts, to replace a range of target sentences.
fn sentences(
    editor: &mut Editor<'_>,
    bead: usize,
    range: std::ops::Range<usize>,
    texts: &[String],
) -> Vec<Sentence> {
    let bitext = &*editor.bitext;
    let all = &bitext.target.sentences;
    let names: Vec<String> = texts.iter().map(|text| name(text)).collect();
    let (block, kind) = block(bitext, bead, &range);
    let mut given: Vec<String> = Vec::new();
    let ids: Vec<String> = if let Some(known) = &mut editor.known {
        for sentence in &all[range.clone()] {
            known.names.remove(&sentence.id.0);
        }
        let taken = &mut known.names;
        names
            .iter()
            .map(|name| {
                let id = free(name, |id| !taken.contains(id));
                taken.insert(id.as_str().into());
                id
            })
            .collect()
    } else {
        // Only ids with the same beginning can clash: of a long text, next to none.
        let taken: HashSet<&str> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| !range.contains(at))
            .map(|(_, sentence)| sentence.id.0.as_str())
            .filter(|id| names.iter().any(|name| id.starts_with(name)))
            .collect();
        for name in &names {
            let id = free(name, |id| {
                !taken.contains(id) && !given.iter().any(|given| given == id)
            });
            given.push(id);
        }
        given
    };
    texts
        .iter()
        .zip(ids)
        .enumerate()
        .map(|(number, (text, id))| {
            // A rewritten sentence keeps the place of the one it replaces.
            let old = all[range.clone()].get(number);
            Sentence {
                id: SegmentId(id.into()),
                text: text.as_str().into(),
                bytes: old.and_then(|old| old.bytes),
                at: old.and_then(|old| old.at),
                block: old.map_or(block, |old| old.block),
                kind: old.map_or(kind, |old| old.kind),
            }
        })
        .collect()
}

/// Whether an operation writes as many sentences as the bead has, so that nothing else moves.
pub(super) fn is_in_place(editor: &Editor<'_>, operation: &Operation) -> bool {
    let Operation::Translate { bead, texts, .. } = operation else {
        return false;
    };
    let written = texts.iter().filter(|text| !text.trim().is_empty()).count();
    let at = editor.find(bead).ok();
    at.is_some_and(|at| editor.bitext.beads[at].target.len() == written && written > 0)
}

/// The id derived from a text, or the next one that is free.
fn free(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}.{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|id| is_free(id))
        .expect("numbers do not end")
}

fn name(text: &str) -> String {
    SegmentIds::new().next(text).0.into()
}

/// The block of new English: that of the sentence it replaces or follows in the bead; for a bead
/// without English, that of the neighbour whose Chinese is in the same block.
fn block(bitext: &Bitext, bead: usize, range: &std::ops::Range<usize>) -> (usize, BlockKind) {
    let all = &bitext.target.sentences;
    let own = bitext.beads[bead].target.clone();
    let of = |sentence: &Sentence| (sentence.block, sentence.kind);
    if !own.is_empty() {
        let last = range.end.max(range.start + 1) - 1;
        let near = all.get(last.clamp(own.start, own.end - 1));
        return near.map_or((0, BlockKind::Paragraph), of);
    }
    let before = range.start.checked_sub(1).and_then(|at| all.get(at));
    let behind = all.get(range.start);
    let chinese = |at: usize| {
        bitext
            .source
            .sentences
            .get(at)
            .map(|sentence| sentence.block)
    };
    let source = &bitext.beads[bead].source;
    let with_next = chinese(source.end.saturating_sub(1)) == chinese(source.end)
        && (source.start == 0 || chinese(source.start - 1) != chinese(source.start));
    let near = if with_next {
        behind.or(before)
    } else {
        before.or(behind)
    };
    near.map_or((0, BlockKind::Paragraph), of)
}
