//! Two versions beside each other, and the old English put back where the new one is not wanted.

use serde_json::{Value, json};

use super::file::digest;
use crate::bitext::edit::Operation;
use crate::bitext::{Bead, BeadId, Bitext};
use crate::diff::render::{Piece, inline, said, title};
use crate::diff::{Change, Kind, Options, Revision, revise};
use crate::error::{Error, Result};

/// The diff as the page is told it; `accepted` are the keys of changes that a person has approved.
pub(super) fn diff(
    old: &Bitext,
    new: &Bitext,
    options: &Options<'_>,
    against: &str,
    accepted: &[String],
) -> Result<Value> {
    let revision = revise(old, new, options)?;
    let counts: serde_json::Map<String, Value> = Kind::ALL
        .iter()
        .map(|kind| (kind.name().to_owned(), json!(revision.count(*kind))))
        .filter(|(_, count)| *count != json!(0))
        .collect();
    let rounded = |figure: f64, unit: f64| (figure * unit).round() / unit;
    let owners = owners(new);
    let changes: Vec<Value> = revision
        .loud()
        .map(|change| {
            let key = key(&revision, change);
            let at = bead_of(&revision, change, &owners);
            let (before, after) = (revision.old_text(change), revision.new_text(change));
            let pieces: Vec<Value> = inline(&before, &after, &change.edits)
                .into_iter()
                .map(|(piece, text)| {
                    let piece = match piece {
                        Piece::Common => "common",
                        Piece::Gone => "gone",
                        Piece::Come => "come",
                        Piece::MovedHere | Piece::MovedAway => "moved",
                    };
                    json!([piece, text])
                })
                .collect();
            let pieces = match (change.edits.is_empty(), before.is_empty(), after.is_empty()) {
                (true, true, false) => vec![json!(["come", after])],
                (true, false, true) => vec![json!(["gone", before])],
                (true, ..) if before != after => {
                    vec![json!(["gone", before]), json!(["come", after])]
                }
                _ => pieces,
            };
            let (source_old, source) = (
                revision.old_source_text(change),
                revision.new_source_text(change),
            );
            let signs: Vec<Value> = said(change)
                .into_iter()
                .map(|(loud, said)| json!({"loud": loud, "said": said}))
                .collect();
            json!({
                "key": key,
                "kind": change.kind.name(),
                "title": title(change),
                "bead": at.map(|at| new.beads[at].id.0.as_str()),
                "index": at,
                "loud": change.is_loud(),
                "old": before,
                "new": after,
                "source": if source.is_empty() { &source_old } else { &source },
                "source_old": (source_old != source && !source.is_empty()).then_some(&source_old),
                "pieces": pieces,
                "signs": signs,
                "accepted": accepted.contains(&key),
                "rejectable": is_rejectable(change),
            })
        })
        .collect();
    Ok(json!({
        "against": against,
        "kept": revision.kept,
        "counts": counts,
        "scores": {
            "chrf": rounded(revision.scores.chrf, 100.0),
            "ter": rounded(revision.scores.ter, 100.0),
            "edit_rate": rounded(revision.scores.edit_rate, 10_000.0),
        },
        "changes": changes,
    }))
}

/// A name that a change keeps while others come and go.
fn key(revision: &Revision<'_>, change: &Change) -> String {
    let place = |range: &std::ops::Range<usize>, bitext: &Bitext| -> String {
        let ids = bitext.target.slice(range).iter().map(|s| s.id.0.as_str());
        ids.collect::<Vec<_>>().join(" ")
    };
    let parts = [
        change.kind.name().to_owned(),
        place(&change.old, revision.old),
        place(&change.new, revision.new),
        revision.old_source_text(change),
        revision.new_source_text(change),
    ];
    digest(parts.join("\n").as_bytes())[..16].to_owned()
}

/// The bead of each target sentence.
fn owners(bitext: &Bitext) -> Vec<usize> {
    let mut owners = vec![0; bitext.target.sentences.len()];
    for (at, bead) in bitext.beads.iter().enumerate() {
        owners[bead.target.clone()].fill(at);
    }
    owners
}

fn bead_of(revision: &Revision<'_>, change: &Change, owners: &[usize]) -> Option<usize> {
    if !change.new.is_empty() {
        return owners.get(change.new.start).copied();
    }
    let source = if change.new_source.is_empty() {
        same_chinese(revision, change)
    } else {
        Some(change.new_source.start)
    };
    holder(revision.new, source?)
}

fn holder(bitext: &Bitext, source: usize) -> Option<usize> {
    let behind = bitext
        .beads
        .partition_point(|bead| bead.source.end <= source);
    (behind < bitext.beads.len()).then_some(behind)
}

/// The Chinese of what is gone, in the new version.
fn same_chinese(revision: &Revision<'_>, change: &Change) -> Option<usize> {
    let id = &revision.old.source.slice(&change.old_source).first()?.id;
    let mut sentences = revision.new.source.sentences.iter();
    sentences.position(|sentence| sentence.id == *id)
}

fn is_rejectable(change: &Change) -> bool {
    matches!(
        change.kind,
        Kind::Edited
            | Kind::Retranslated
            | Kind::Split
            | Kind::Merged
            | Kind::Added
            | Kind::Restored
            | Kind::Removed
            | Kind::Resolved
    ) && change.moved.is_none()
}

/// What puts the old English of a change back.
pub(super) fn reject(
    old: &Bitext,
    new: &Bitext,
    options: &Options<'_>,
    wanted: &str,
) -> Result<Vec<Operation>> {
    let revision = revise(old, new, options)?;
    let change = revision
        .loud()
        .find(|change| key(&revision, change) == wanted);
    let Some(change) = change else {
        return Err(Error::usage(
            "there is no such change any more",
            "the text has changed since: look at the list again",
        ));
    };
    if !is_rejectable(change) {
        return Err(Error::usage(
            format!(
                "that a sentence is {} cannot be taken back by itself",
                change.kind.name()
            ),
            "shift or link it in the Align view",
        ));
    }
    let owners = owners(new);
    let olds: Vec<String> = texts(old, &change.old);
    if change.new.is_empty() {
        let at = bead_of(&revision, change, &owners).ok_or_else(|| {
            Error::usage(
                "its Chinese is gone, so nobody knows where it would stand",
                "write it where you want it in the Edit view",
            )
        })?;
        return Ok(vec![put_back(&revision, change, at, &olds)]);
    }
    // The first bead of the new sentences gets the old ones, the others lose theirs.
    let mut operations = Vec::new();
    let (first, last) = (owners[change.new.start], owners[change.new.end - 1]);
    for at in first.min(last)..=first.max(last) {
        let bead = &new.beads[at];
        let inside = |sentence: &usize| change.new.contains(sentence);
        if !bead.target.clone().any(|sentence| inside(&sentence)) {
            continue;
        }
        let before = bead.target.start..bead.target.end.min(change.new.start);
        let behind = bead.target.start.max(change.new.end)..bead.target.end;
        let mut words = texts(new, &before);
        if at == first {
            words.extend(olds.iter().cloned());
        }
        words.extend(texts(new, &behind));
        operations.push(translate(&bead.id, words));
    }
    Ok(operations)
}

/// A sentence that was removed, where it stood among those of its bead.
fn put_back(revision: &Revision<'_>, change: &Change, at: usize, olds: &[String]) -> Operation {
    let bead: &Bead = &revision.new.beads[at];
    let mut words = texts(revision.new, &bead.target);
    let old_bead = revision
        .old
        .beads
        .iter()
        .find(|bead| bead.target.contains(&change.old.start));
    let before = old_bead.map_or(0, |bead| change.old.start - bead.target.start);
    let place = before.min(words.len());
    words.splice(place..place, olds.iter().cloned());
    translate(&bead.id, words)
}

fn texts(bitext: &Bitext, range: &std::ops::Range<usize>) -> Vec<String> {
    if range.start >= range.end {
        return Vec::new();
    }
    let sentences = bitext.target.slice(range).iter();
    sentences.map(|sentence| sentence.text.clone()).collect()
}

fn translate(bead: &BeadId, texts: Vec<String>) -> Operation {
    Operation::Translate {
        bead: bead.clone(),
        texts,
    }
}
