//! The diff of two versions for the page, and the operations that reject a change, by putting the old
//! English back.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};

use super::file::digest;
use crate::bitext::edit::Operation;
use crate::bitext::{BeadId, Bitext};
use crate::diff::render::{Marking, inline, said, title};
use crate::diff::{Change, ChangeKind, Options, Revision, revise};
use crate::error::{Error, Result};

/// The diff as JSON for the page; `accepted` are the keys of the changes that a person has approved.
pub(super) fn diff(
    old: &Bitext,
    new: &Bitext,
    options: &Options<'_>,
    against: &str,
    accepted: &[String],
) -> Result<Value> {
    let revision = revise(old, new, options)?;
    let counts: serde_json::Map<String, Value> = ChangeKind::ALL
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
                        Marking::Common => "common",
                        Marking::Gone => "gone",
                        Marking::Come => "come",
                        Marking::MovedHere | Marking::MovedAway => "moved",
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
                .zip(&change.signs)
                .map(|((loud, said), sign)| {
                    json!({"loud": loud, "said": said, "meaning": sign.meaning.name()})
                })
                .collect();
            json!({
                "key": key,
                "kind": change.kind.name(),
                "title": title(change),
                "bead": at.map(|at| new.beads[at].id.0.as_str()),
                "index": at,
                "stage": at.map(|at| new.beads[at].stage()),
                "loud": change.is_loud(),
                "weight": weight(change),
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

/// How much there is to look at in a change: what may say something else now, then whole sentences that came or went,
/// then names and terms, then the words.
fn weight(change: &Change) -> usize {
    let loud = change.signs.iter().filter(|sign| sign.meaning.is_loud());
    let loud = loud.count();
    let whole = match change.kind {
        ChangeKind::Removed | ChangeKind::Stale => 3,
        ChangeKind::Added | ChangeKind::Restored => 2,
        ChangeKind::Retranslated => 1,
        _ => 0,
    };
    let words = change.edits.len().min(99);
    ((loud * 10 + whole) * 10 + (change.signs.len() - loud).min(9)) * 100 + words
}

/// A key that identifies a change while other changes come and go.
fn key(revision: &Revision<'_>, change: &Change) -> String {
    let place = |range: &Range<usize>, bitext: &Bitext| -> String {
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
    if change.new_source.is_empty() {
        holder_of_same(revision, &change.old_source, revision.new)
    } else {
        holder(revision.new, change.new_source.start)
    }
}

fn holder(bitext: &Bitext, source: usize) -> Option<usize> {
    let behind = bitext
        .beads
        .partition_point(|bead| bead.source.end <= source);
    (behind < bitext.beads.len()).then_some(behind)
}

/// The bead of a later version that contains the Chinese of a bead of the old one.
fn holder_of_same(
    revision: &Revision<'_>,
    chinese: &Range<usize>,
    later: &Bitext,
) -> Option<usize> {
    let id = &revision.old.source.slice(chinese).first()?.id;
    let mut sentences = later.source.sentences.iter();
    holder(later, sentences.position(|sentence| sentence.id == *id)?)
}

fn is_rejectable(change: &Change) -> bool {
    matches!(
        change.kind,
        ChangeKind::Edited
            | ChangeKind::Retranslated
            | ChangeKind::Split
            | ChangeKind::Merged
            | ChangeKind::Moved
            | ChangeKind::Added
            | ChangeKind::Restored
            | ChangeKind::Removed
            | ChangeKind::Resolved
    )
}

/// The operations that reject a change.
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
                "that a sentence is {} cannot be taken back: the Chinese is another one",
                change.kind.name()
            ),
            "write what it should say in the Edit view",
        ));
    }
    let owners = owners(new);
    if change.kind == ChangeKind::Moved {
        return move_back(&revision, change, &owners, options);
    }
    let olds: Vec<String> = texts(old, &change.old);
    if change.new.is_empty() {
        let at = bead_of(&revision, change, &owners).ok_or_else(|| {
            Error::usage(
                "its Chinese is gone, so nobody knows where it would stand",
                "write it where you want it in the Edit view",
            )
        })?;
        let old_bead = old
            .beads
            .iter()
            .find(|bead| bead.target.contains(&change.old.start));
        let behind = old_bead.map_or(0, |bead| change.old.start - bead.target.start);
        return Ok(vec![put_back(new, at, behind, olds)]);
    }
    // The first bead of the new sentences gets the old ones, the other beads lose theirs.
    Ok(rewritten(new, change, &owners, &olds))
}

/// The operations that rewrite the beads of a change's new sentences: the first gets other sentences in
/// their place, the others lose theirs.
fn rewritten(
    new: &Bitext,
    change: &Change,
    owners: &[usize],
    instead: &[String],
) -> Vec<Operation> {
    let first = owners[change.new.start];
    let holders: BTreeSet<usize> = owners[change.new.clone()].iter().copied().collect();
    let of = |at: usize| {
        let bead = &new.beads[at];
        let before = bead.target.start..bead.target.end.min(change.new.start);
        let behind = bead.target.start.max(change.new.end)..bead.target.end;
        let mut words = texts(new, &before);
        if at == first {
            words.extend(instead.iter().cloned());
        }
        words.extend(texts(new, &behind));
        translate(&bead.id, words)
    };
    holders.into_iter().map(of).collect()
}

/// The operations that reject a move: its sentences are removed from where they stand and written into
/// the beads of the Chinese that they used to translate.
fn move_back(
    revision: &Revision<'_>,
    change: &Change,
    owners: &[usize],
    options: &Options<'_>,
) -> Result<Vec<Operation>> {
    let cannot = |what: &str| Error::usage(what, "shift or link it in the Align view");
    let mut operations = rewritten(revision.new, change, owners, &[]);
    // Bead ids follow from the content, so each operation is made on a draft that has the effect of the
    // earlier ones.
    let mut draft = revision.new.clone();
    for operation in &operations {
        let _ = draft.edit(operation)?;
    }
    for bead in &revision.old.beads {
        let from = bead.target.start.max(change.old.start);
        let to = bead.target.end.min(change.old.end);
        if from >= to {
            continue;
        }
        if bead.source.is_empty() {
            return Err(cannot("it answered to no Chinese before"));
        }
        let at = holder_of_same(revision, &bead.source, &draft)
            .ok_or_else(|| cannot("the Chinese that it answered to is gone"))?;
        let olds = texts(revision.old, &(from..to));
        let operation = put_back(&draft, at, from - bead.target.start, olds);
        let _ = draft.edit(&operation)?;
        operations.push(operation);
    }
    // Whether the sentences are back at their old place can only be found by comparing again, because
    // their Chinese may have moved as well.
    let again = revise(revision.old, &draft, options)?;
    let stays = |other: &Change| {
        other.kind == ChangeKind::Moved
            && other.old.start < change.old.end
            && change.old.start < other.old.end
    };
    if again.loud().any(stays) {
        return Err(cannot(
            "its Chinese stands elsewhere, too, or its neighbours have moved",
        ));
    }
    Ok(operations)
}

/// The operation that inserts sentences into a bead, behind the first `behind` of its own.
fn put_back(bitext: &Bitext, at: usize, behind: usize, sentences: Vec<String>) -> Operation {
    let bead = &bitext.beads[at];
    let mut words = texts(bitext, &bead.target);
    let place = behind.min(words.len());
    words.splice(place..place, sentences);
    translate(&bead.id, words)
}

fn texts(bitext: &Bitext, range: &Range<usize>) -> Vec<String> {
    if range.start >= range.end {
        return Vec::new();
    }
    let sentences = bitext.target.slice(range).iter();
    sentences
        .map(|sentence| sentence.text.to_string())
        .collect()
}

fn translate(bead: &BeadId, texts: Vec<String>) -> Operation {
    Operation::Translate {
        bead: bead.clone(),
        texts,
        was: None,
        by_rule: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Bead;
    use crate::bitext::testing::{bead, side};

    const CHINESE: [&str; 8] = [
        "河上有一座桥。",
        "老人每天在桥上钓鱼。",
        "孩子们放学以后来看他。",
        "春天的水涨得很快。",
        "镇上的人都去修堤。",
        "那年的桥没有倒。",
        "后来老人不见了。",
        "鱼竿还挂在门口。",
    ];
    const ENGLISH: [&str; 8] = [
        "There is a bridge over the river.",
        "Every day the old man fishes from it.",
        "The children visit him after school.",
        "In spring the water rises quickly.",
        "Everybody in town goes to mend the dike.",
        "That year the bridge did not fall.",
        "Later the old man was gone.",
        "His rod still hangs at the door.",
    ];

    fn old() -> Bitext {
        of(&CHINESE, &ENGLISH, (0..8).map(|n| bead(n..n + 1, n..n + 1)))
    }

    fn of(chinese: &[&str], english: &[&str], beads: impl Iterator<Item = Bead>) -> Bitext {
        let mut bitext = Bitext {
            source: side("zh", chinese),
            target: side("en", english),
            beads: beads.collect(),
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext.validate().unwrap();
        bitext
    }

    /// A version with unchanged Chinese, one bead a sentence, with these English sentences.
    fn linked(english: &[&str], targets: [Range<usize>; 8]) -> Bitext {
        let beads = (0..8).zip(targets);
        of(
            &CHINESE,
            english,
            beads.map(|(n, target)| bead(n..n + 1, target)),
        )
    }

    /// The English sentences in another order.
    fn ordered(order: [usize; 8]) -> Vec<&'static str> {
        order.iter().map(|&at| ENGLISH[at]).collect()
    }

    fn moved(old: &Bitext, new: &Bitext) -> String {
        let revision = revise(old, new, &Options::default()).unwrap();
        let loud: Vec<&Change> = revision.loud().collect();
        assert_eq!(loud.len(), 1, "{loud:?}");
        assert_eq!(loud[0].kind, ChangeKind::Moved);
        key(&revision, loud[0])
    }

    fn put_back_in(old: &Bitext, new: &Bitext) -> Bitext {
        let key = moved(old, new);
        let mut draft = new.clone();
        for operation in reject(old, new, &Options::default(), &key).unwrap() {
            let _ = draft.edit(&operation).unwrap();
        }
        draft.validate().unwrap();
        draft
    }

    fn is_as_it_was(draft: &Bitext) {
        let said: Vec<&str> = draft.target.sentences.iter().map(|s| &*s.text).collect();
        assert_eq!(said, ENGLISH);
        let links = |bitext: &Bitext| -> Vec<_> {
            let beads = bitext.beads.iter();
            beads
                .map(|bead| (bead.source.clone(), bead.target.clone(), bead.moved))
                .collect()
        };
        assert_eq!(links(draft), links(&old()));
    }

    #[test]
    fn a_sentence_that_moved_to_other_chinese_is_put_back() {
        let english = ordered([0, 2, 3, 4, 5, 1, 6, 7]);
        let targets = [0..1, 1..1, 1..2, 2..3, 3..4, 4..6, 6..7, 7..8];
        is_as_it_was(&put_back_in(&old(), &linked(&english, targets)));
    }

    #[test]
    fn a_bead_that_moved_is_put_back_in_order() {
        let english = ordered([0, 2, 3, 4, 5, 1, 6, 7]);
        let targets = [0, 5, 1, 2, 3, 4, 6, 7];
        let beads = (0..8).zip(targets).map(|(n, target)| Bead {
            moved: (n == 1).then_some(0),
            ..bead(n..n + 1, target..target + 1)
        });
        is_as_it_was(&put_back_in(&old(), &of(&CHINESE, &english, beads)));
    }

    #[test]
    fn several_that_moved_together_are_put_back_together() {
        let english = ordered([0, 3, 4, 5, 6, 1, 2, 7]);
        let targets = [0..1, 1..1, 1..1, 1..2, 2..3, 3..4, 4..7, 7..8];
        is_as_it_was(&put_back_in(&old(), &linked(&english, targets)));
    }

    #[test]
    fn what_moved_and_was_edited_says_again_what_it_said() {
        let mut english = ordered([0, 2, 3, 4, 5, 1, 6, 7]);
        english[5] = "Every day the very old man fishes from it.";
        let targets = [0..1, 1..1, 1..2, 2..3, 3..4, 4..6, 6..7, 7..8];
        is_as_it_was(&put_back_in(&old(), &linked(&english, targets)));
    }

    #[test]
    fn what_moved_with_its_chinese_stays() {
        let mut chinese = CHINESE;
        chinese[1..6].rotate_left(1);
        let english = ordered([0, 2, 3, 4, 5, 1, 6, 7]);
        let new = of(&chinese, &english, (0..8).map(|n| bead(n..n + 1, n..n + 1)));
        let key = moved(&old(), &new);
        let refused = reject(&old(), &new, &Options::default(), &key).unwrap_err();
        assert!(
            refused.to_string().contains("stands elsewhere"),
            "{refused}"
        );
    }
}
