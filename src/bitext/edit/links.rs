//! Operations on links: split, merge, shift, unlink, link, decide.

use std::ops::Range;

use super::Neighbour;
use super::change::Editor;
use crate::bitext::desk::Desk;
use crate::bitext::model::{Bead, BeadId, Bitext, Pending, SideName, Status};
use crate::bitext::state::joined;
use crate::error::{Error, Result};

fn refuse<T>(what: impl Into<String>, help: &str) -> Result<T> {
    Err(Error::usage(what, help))
}

pub(super) fn split(
    editor: &mut Editor<'_>,
    id: &BeadId,
    source: usize,
    target: usize,
) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let bead = editor.bitext.beads[at].clone();
    settled(&bead)?;
    let (sources, targets) = (bead.source.len(), bead.target.len());
    if source > sources || target > targets {
        return refuse(
            format!(
                "the link has {sources} Chinese and {targets} English sentences, fewer than the first part was to get"
            ),
            "look at the link again",
        );
    }
    if source + target == 0 || (source, target) == (sources, targets) {
        return refuse(
            "one of both parts would be empty",
            "split between two sentences of a side",
        );
    }
    let (s, t) = (bead.source.start + source, bead.target.start + target);
    let first = decided(&bead, bead.source.start..s, bead.target.start..t);
    let mut second = decided(&bead, s..bead.source.end, t..bead.target.end);
    second.note = None;
    leave_unsaid(&mut second);
    place(editor, at..at + 1, vec![first, second]);
    Ok("split".into())
}

pub(super) fn merge(editor: &mut Editor<'_>, first: &BeadId, last: &BeadId) -> Result<String> {
    let bitext = &*editor.bitext;
    let (one, other) = (bitext.find_bead(first)?, bitext.find_bead(last)?);
    let (from, to) = (one.min(other), one.max(other));
    for bead in bitext.beads[from..=to]
        .iter()
        .filter(|bead| bead.is_conflict())
    {
        settled(bead)?;
    }
    if from == to {
        return refuse("this is one link", "name the first and the last of several");
    }
    let part = &bitext.beads[from..=to];
    let source = whole(part.iter().map(|bead| &bead.source));
    let (Some(source), Some(target)) = (source, whole(part.iter().map(|bead| &bead.target))) else {
        return refuse(
            "their sentences do not stand together",
            "unlink what stands elsewhere first",
        );
    };
    let notes: Vec<&str> = part
        .iter()
        .filter_map(|bead| bead.note.as_deref())
        .collect();
    let mut bead = decided(&part[0], source, target);
    bead.state = joined(
        &part
            .iter()
            .map(|one| one.state.as_deref())
            .collect::<Vec<_>>(),
    );
    if part.iter().any(|one| one.pending().is_some()) {
        bead.state_mut().pending = Some(pending_of(bitext, part));
    }
    bead.state_mut().changed = false;
    bead.tidy();
    bead.note = (!notes.is_empty()).then(|| notes.join("; "));
    bead.moved = part.iter().find_map(|bead| bead.moved);
    let number = part.len();
    place(editor, from..to + 1, vec![bead]);
    Ok(format!("merged {number} links"))
}

/// What several beads together wait to have written.
fn pending_of(bitext: &Bitext, part: &[Bead]) -> Pending {
    let mut order: Vec<&Bead> = part.iter().collect();
    order.sort_by_key(|bead| bead.target.start);
    let mut whole = Pending::default();
    for bead in order {
        match bead.pending() {
            Some(pending) => {
                whole.base.extend(pending.base.iter().cloned());
                whole.why.clone_from(&pending.why);
            }
            None => whole.base.extend(bitext.target_words(bead)),
        }
    }
    whole
}

/// Refuses to take a bead apart whose English is not in its text: what it was made from belongs to all of it.
fn settled(bead: &Bead) -> Result<()> {
    let Some(pending) = bead.pending() else {
        return Ok(());
    };
    if pending.is_conflict() {
        return refuse(
            format!("the link {} is in conflict with its text", bead.id.0),
            "resolve the conflict first",
        );
    }
    refuse(
        format!(
            "the English of the link {} is not in its text yet",
            bead.id.0
        ),
        "write it first (duizhao align), or merge the link with its neighbour",
    )
}

/// The union of adjacent ranges; `None` where something lies between them.
fn whole<'r>(ranges: impl Iterator<Item = &'r Range<usize>>) -> Option<Range<usize>> {
    let mut ranges: Vec<&Range<usize>> = ranges.filter(|range| !range.is_empty()).collect();
    ranges.sort_by_key(|range| range.start);
    let Some(first) = ranges.first() else {
        return Some(0..0);
    };
    let start = first.start;
    let mut end = start;
    for range in ranges {
        if range.start != end {
            return None;
        }
        end = range.end;
    }
    Some(start..end)
}

pub(super) fn shift(
    editor: &mut Editor<'_>,
    id: &BeadId,
    side: SideName,
    to: Neighbour,
    count: usize,
) -> Result<String> {
    let bitext = &*editor.bitext;
    let at = bitext.find_bead(id)?;
    let neighbour = match to {
        Neighbour::Next => Some(at + 1).filter(|&next| next < bitext.beads.len()),
        Neighbour::Previous => at.checked_sub(1),
    };
    let Some(neighbour) = neighbour else {
        return refuse("there is no link on that side", "it is the end of the text");
    };
    let (mut bead, mut other) = (bitext.beads[at].clone(), bitext.beads[neighbour].clone());
    if side == SideName::Target {
        settled(&bead)?;
        settled(&other)?;
    }
    let (own, theirs) = match side {
        SideName::Source => (&mut bead.source, &mut other.source),
        SideName::Target => (&mut bead.target, &mut other.target),
    };
    if count == 0 || count > own.len() {
        return refuse(
            format!("the link has {} sentences on that side", own.len()),
            "shift as many as there are, or fewer",
        );
    }
    let has_none = theirs.start == theirs.end;
    let (going, joins) = match to {
        Neighbour::Next => {
            let going = own.end - count..own.end;
            own.end -= count;
            let joins = has_none || theirs.start == going.end;
            (going, joins)
        }
        Neighbour::Previous => {
            let going = own.start..own.start + count;
            own.start += count;
            let joins = has_none || theirs.end == going.start;
            (going, joins)
        }
    };
    if !joins {
        return refuse(
            "the neighbour's sentences stand elsewhere",
            "unlink it and link its parts by themselves",
        );
    }
    *theirs = if has_none {
        going
    } else {
        theirs.start.min(going.start)..theirs.end.max(going.end)
    };
    let mut new: Vec<Bead> = [
        decided(&bead, bead.source.clone(), bead.target.clone()),
        decided(&other, other.source.clone(), other.target.clone()),
    ]
    .into_iter()
    .filter(|bead| !bead.source.is_empty() || !bead.target.is_empty())
    .collect();
    for bead in &mut new {
        bead.has_other_words();
    }
    if to == Neighbour::Previous {
        new.reverse();
    }
    if let [only] = new.as_mut_slice() {
        let notes: Vec<String> = [bead.note, other.note].into_iter().flatten().collect();
        only.note = (!notes.is_empty()).then(|| notes.join("; "));
        only.state = joined(&[bead.state.as_deref(), other.state.as_deref()]);
        only.has_other_words();
    }
    let from = at.min(neighbour);
    place(editor, from..from + 2, new);
    let what = if count == 1 { "sentence" } else { "sentences" };
    let which = match to {
        Neighbour::Next => "next",
        Neighbour::Previous => "previous",
    };
    Ok(format!("shifted {count} {what} to the {which} link"))
}

pub(super) fn unlink(editor: &mut Editor<'_>, id: &BeadId) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let bead = editor.bitext.beads[at].clone();
    settled(&bead)?;
    if !bead.is_linked() {
        return refuse("the link has one side only", "there is nothing to unlink");
    }
    let mut source = decided(&bead, bead.source.clone(), 0..0);
    let mut target = decided(&bead, 0..0, bead.target.clone());
    (source.moved, target.moved) = (None, None);
    target.note = None;
    leave_unsaid(&mut target);
    source.has_other_words();
    // What the English was made of goes with the English.
    if let Some(state) = &mut source.state {
        state.was = None;
    }
    source.tidy();
    if bead.moved.is_none() {
        place(editor, at..at + 1, vec![source, target]);
    } else {
        place(editor, at..at + 1, vec![source]);
        let home = in_target_order(editor.bitext, bead.target.start);
        place(editor, home..home, vec![target]);
    }
    Ok("unlinked".into())
}

/// The index of the bead before which an addition, starting at this target sentence, belongs.
fn in_target_order(bitext: &Bitext, sentence: usize) -> usize {
    bitext
        .beads
        .iter()
        .rposition(|bead| {
            bead.moved.is_none() && !bead.target.is_empty() && bead.target.end <= sentence
        })
        .map_or(0, |before| before + 1)
}

pub(super) fn link(editor: &mut Editor<'_>, source: &BeadId, target: &BeadId) -> Result<String> {
    let (one, other) = (
        editor.bitext.find_bead(source)?,
        editor.bitext.find_bead(target)?,
    );
    let (chinese, english) = (
        editor.bitext.beads[one].clone(),
        editor.bitext.beads[other].clone(),
    );
    if chinese.source.is_empty() || !chinese.target.is_empty() {
        return refuse(
            "the first link is not one without English",
            "unlink it first, or shift its sentences",
        );
    }
    if english.target.is_empty() || !english.source.is_empty() {
        return refuse(
            "the second link is not one without Chinese",
            "unlink it first, or shift its sentences",
        );
    }
    editor.beads(other..other + 1, Vec::new());
    let at = if other < one { one - 1 } else { one };
    settled(&chinese)?;
    settled(&english)?;
    let mut bead = decided(&chinese, chinese.source.clone(), english.target.clone());
    bead.state = joined(&[chinese.state.as_deref(), english.state.as_deref()]);
    if bead.note.is_none() {
        bead.note.clone_from(&english.note);
    }
    place(editor, at..at + 1, vec![bead]);
    Ok("linked".into())
}

pub(super) fn status(editor: &mut Editor<'_>, id: &BeadId, status: Status) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let bead = &editor.bitext.beads[at];
    if bead.status != status || bead.is_changed() {
        let mut new = bead.clone();
        new.status = status;
        new.is_up_to_date();
        editor.beads(at..at + 1, vec![new]);
    }
    Ok(match status {
        Status::Auto => "reopened",
        Status::Locked => "locked",
        Status::Rejected => "rejected",
    }
    .into())
}

pub(super) fn note(editor: &mut Editor<'_>, id: &BeadId, note: &str) -> Result<String> {
    let at = editor.bitext.find_bead(id)?;
    let bead = &editor.bitext.beads[at];
    let note = note.trim();
    let note = (!note.is_empty()).then(|| note.to_owned());
    let said = if note.is_some() {
        "noted"
    } else {
        "took the note away"
    };
    if bead.note != note {
        let mut new = bead.clone();
        new.note = note;
        editor.beads(at..at + 1, vec![new]);
    }
    Ok(said.into())
}

/// A part of a bead of which nobody said anything by itself: what was said of the whole stays with the other part.
fn leave_unsaid(part: &mut Bead) {
    if let Some(state) = &mut part.state {
        state.desk = Desk::default();
    }
    part.tidy();
}

/// A bead as a person has decided it: locked, with confidence 1.
fn decided(bead: &Bead, source: Range<usize>, target: Range<usize>) -> Bead {
    let mut new = Bead {
        id: BeadId::default(),
        source,
        target,
        confidence: 1.0,
        status: Status::Locked,
        moved: bead.moved,
        note: bead.note.clone(),
        state: bead.state.clone(),
    };
    if let Some(state) = &mut new.state {
        state.changed = false;
    }
    new.tidy();
    new
}

/// Replaces beads, gives the new ones their ids, and marks those whose targets are out of order as
/// moved.
fn place(editor: &mut Editor<'_>, range: Range<usize>, mut new: Vec<Bead>) {
    let bitext = &*editor.bitext;
    let straight = |bead: &&Bead| bead.moved.is_none() && !bead.target.is_empty();
    let before = bitext.beads[..range.start].iter().rev().find(straight);
    let behind = bitext.beads[range.end..].iter().find(straight);
    let mut least = before.map_or(0, |bead| bead.target.end);
    let most = behind.map_or(usize::MAX, |bead| bead.target.start);
    let mut free = None;
    for bead in &mut new {
        bead.id = bitext.derive_id(bead);
        if bead.target.is_empty() {
            bead.moved = None;
        } else if bead.target.start >= least && bead.target.end <= most {
            bead.moved = None;
            least = bead.target.end;
        } else if bead.moved.is_none() {
            let next = || {
                let numbers = bitext.beads.iter().filter_map(|bead| bead.moved);
                numbers.max().map_or(1, |last| last + 1)
            };
            bead.moved = Some(*free.get_or_insert_with(next));
        }
    }
    editor.beads(range, new);
}
