//! What two versions changed of their common ancestor, and which of their changes meet.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Pieces of the ancestor, and the pieces of a version that stand in their place. The numbers are those of
/// pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PieceEdit {
    pub(super) base: Range<usize>,
    pub(super) new: Range<usize>,
}

impl PieceEdit {
    /// One piece reworded: what stands before and behind it is not touched.
    fn is_rewording(&self) -> bool {
        self.base.len() == 1 && self.new.len() == 1
    }
}

/// A stretch of the ancestor after both versions' changes of it.
#[derive(Clone, Debug)]
pub(super) enum Stretch {
    /// Nobody changed it: pieces of the ancestor.
    Kept(Range<usize>),
    /// We alone changed it, or both did in the same way.
    Ours(PieceEdit),
    /// They alone changed it.
    Theirs(PieceEdit),
    /// Both changed it in different ways: pieces of the ancestor, of ours and of theirs.
    Conflict([Range<usize>; 3]),
}

impl Stretch {
    /// The pieces of the ancestor.
    pub(super) fn base(&self) -> &Range<usize> {
        match self {
            Stretch::Kept(base) | Stretch::Conflict([base, ..]) => base,
            Stretch::Ours(edit) | Stretch::Theirs(edit) => &edit.base,
        }
    }
}

/// The changes from `base` to `new`, in order, none touching the one before unless both reword one piece.
///
/// Where a piece is repeated, what was inserted or removed could be one of several stretches; it is the first,
/// so that both versions name the same place.
pub(super) fn edits(base: &[&str], new: &[&str]) -> Vec<PieceEdit> {
    let mut found: Vec<PieceEdit> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, base, new) {
        let (base, new) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete {
                old_index,
                old_len,
                new_index,
            } => (old_index..old_index + old_len, new_index..new_index),
            DiffOp::Insert {
                old_index,
                new_index,
                new_len,
            } => (old_index..old_index, new_index..new_index + new_len),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => (
                old_index..old_index + old_len,
                new_index..new_index + new_len,
            ),
        };
        add(&mut found, PieceEdit { base, new });
    }
    let mut slid: Vec<PieceEdit> = Vec::new();
    for mut edit in found {
        let floor = slid.last().map_or(0, |last| last.base.end);
        loop {
            let (of, range) = match (edit.base.is_empty(), edit.new.is_empty()) {
                (true, false) => (new, &edit.new),
                (false, true) => (base, &edit.base),
                _ => break,
            };
            if edit.base.start == floor
                || edit.new.start == 0
                || of[range.end - 1] != base[edit.base.start - 1]
            {
                break;
            }
            edit = PieceEdit {
                base: edit.base.start - 1..edit.base.end - 1,
                new: edit.new.start - 1..edit.new.end - 1,
            };
        }
        add(&mut slid, edit);
    }
    slid.into_iter().flat_map(reworded).collect()
}

/// Adds a change; one that begins where the last ends is a part of that.
fn add(edits: &mut Vec<PieceEdit>, edit: PieceEdit) {
    match edits.last_mut() {
        Some(last) if last.base.end == edit.base.start => {
            last.base.end = edit.base.end;
            last.new.end = edit.new.end;
        }
        _ => edits.push(edit),
    }
}

/// As many pieces as before are that many pieces reworded.
fn reworded(edit: PieceEdit) -> Vec<PieceEdit> {
    if edit.base.len() != edit.new.len() {
        return vec![edit];
    }
    edit.base
        .zip(edit.new)
        .map(|(base, new)| PieceEdit {
            base: base..base + 1,
            new: new..new + 1,
        })
        .collect()
}

/// The three versions, piece by piece, and which pieces of the ancestor are no sentences.
pub(super) struct Pieces<'a> {
    pub(super) base: Vec<&'a str>,
    pub(super) ours: Vec<&'a str>,
    pub(super) theirs: Vec<&'a str>,
    pub(super) is_gap: Vec<bool>,
}

/// Changes of both sides that cannot be told apart.
struct Group {
    base: Range<usize>,
    ours: Vec<PieceEdit>,
    theirs: Vec<PieceEdit>,
    /// The number of the stretch in `forced`.
    forced: Option<usize>,
}

/// Puts the changes of both sides together. What both changed inside one of the stretches `forced` is one
/// conflict, whether it meets or not.
pub(super) fn stretches(pieces: &Pieces<'_>, forced: &[Range<usize>]) -> Vec<Stretch> {
    let ours = edits(&pieces.base, &pieces.ours);
    let theirs = edits(&pieces.base, &pieces.theirs);
    let mut all: Vec<(bool, PieceEdit)> = ours.into_iter().map(|edit| (true, edit)).collect();
    all.extend(theirs.into_iter().map(|edit| (false, edit)));
    all.sort_by_key(|(is_ours, edit)| (edit.base.start, edit.base.end, !is_ours));
    let mut groups: Vec<Group> = Vec::new();
    for (is_ours, edit) in all {
        let inside = forced
            .iter()
            .position(|range| range.start <= edit.base.start && edit.base.end <= range.end);
        let joins = |group: &Group| {
            let others = if is_ours { &group.theirs } else { &group.ours };
            (inside.is_some() && group.forced == inside)
                || others
                    .iter()
                    .any(|other| meet(other, &edit, &pieces.is_gap))
        };
        match groups.last_mut().filter(|group| joins(group)) {
            Some(group) => {
                group.base.end = group.base.end.max(edit.base.end);
                group.forced = group.forced.or(inside);
                if is_ours {
                    group.ours.push(edit);
                } else {
                    group.theirs.push(edit);
                }
            }
            None => groups.push(Group {
                base: edit.base.clone(),
                ours: if is_ours { vec![edit.clone()] } else { vec![] },
                theirs: if is_ours { vec![] } else { vec![edit] },
                forced: inside,
            }),
        }
    }
    let mut out = Vec::new();
    let mut at = 0;
    for group in groups {
        if at < group.base.start {
            out.push(Stretch::Kept(at..group.base.start));
        }
        at = group.base.end;
        settle(pieces, group, &mut out);
    }
    if at < pieces.base.len() {
        out.push(Stretch::Kept(at..pieces.base.len()));
    }
    out
}

fn settle(pieces: &Pieces<'_>, group: Group, out: &mut Vec<Stretch>) {
    let (Some(ours), Some(theirs)) = (
        over(&group.ours, &group.base),
        over(&group.theirs, &group.base),
    ) else {
        out.extend(group.ours.into_iter().map(Stretch::Ours));
        out.extend(group.theirs.into_iter().map(Stretch::Theirs));
        return;
    };
    if pieces.ours[ours.clone()] == pieces.theirs[theirs.clone()] {
        out.push(Stretch::Ours(PieceEdit {
            base: group.base,
            new: ours,
        }));
    } else {
        out.push(Stretch::Conflict([group.base, ours, theirs]));
    }
}

/// The pieces of a version in the place of a stretch of the ancestor, from the changes inside it.
fn over(edits: &[PieceEdit], base: &Range<usize>) -> Option<Range<usize>> {
    let (first, last) = (edits.first()?, edits.last()?);
    let start = first.new.start - (first.base.start - base.start);
    let end = last.new.end + (base.end - last.base.end);
    Some(start..end)
}

/// Whether changes of the two sides meet, so that a person has to say what becomes of both.
fn meet(one: &PieceEdit, other: &PieceEdit, is_gap: &[bool]) -> bool {
    let (a, b) = (&one.base, &other.base);
    let shared = a.start.max(b.start)..a.end.min(b.end);
    if shared.start > shared.end {
        return false;
    }
    let inserts = a.is_empty() || b.is_empty();
    let inside = |point: &Range<usize>, range: &Range<usize>| {
        range.start < point.start && point.start < range.end
    };
    if shared.start < shared.end || (a.is_empty() && b.is_empty()) || inside(a, b) || inside(b, a) {
        return true;
    }
    // They touch, one behind the other.
    let point = shared.start;
    let between_gaps =
        point > 0 && is_gap.get(point - 1) == Some(&true) && is_gap.get(point) == Some(&true);
    let settled = one.is_rewording() || other.is_rewording();
    let both_add = !one.new.is_empty() && !other.new.is_empty();
    between_gaps || (!settled && (inserts || both_add))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Merges words, `.` being what is no sentence; a conflict as `{base|ours|theirs}`.
    fn merged(base: &str, ours: &str, theirs: &str) -> String {
        let cut = |text: &'static str| -> Vec<&str> {
            text.split("").filter(|s| !s.is_empty()).collect()
        };
        let [base, ours, theirs] =
            [base, ours, theirs].map(|text| cut(String::leak(text.to_owned())));
        let is_gap = base
            .iter()
            .map(|piece| *piece == "." || *piece == ";")
            .collect();
        let pieces = Pieces {
            base,
            ours,
            theirs,
            is_gap,
        };
        let mut out = String::new();
        for stretch in stretches(&pieces, &[]) {
            match stretch {
                Stretch::Kept(base) => out += &pieces.base[base].concat(),
                Stretch::Ours(edit) => out += &pieces.ours[edit.new].concat(),
                Stretch::Theirs(edit) => out += &pieces.theirs[edit.new].concat(),
                Stretch::Conflict([base, ours, theirs]) => {
                    out += &format!(
                        "{{{}|{}|{}}}",
                        pieces.base[base].concat(),
                        pieces.ours[ours].concat(),
                        pieces.theirs[theirs].concat()
                    );
                }
            }
        }
        out
    }

    #[test]
    fn different_sentences_merge() {
        assert_eq!(merged("a.b.c", "x.b.c", "a.b.z"), "x.b.z");
        assert_eq!(merged("a.b.c", "x.b.c", "a.y.c"), "x.y.c");
        assert_eq!(merged("abc", "xbc", "ayc"), "xyc");
        assert_eq!(merged("a.b.c", "a.c", "a.b.z"), "a.z");
        assert_eq!(merged("a.b", "a.b.n", "a.y"), "a.y.n");
        assert_eq!(merged("a.b.c", "a;b.c", "a.b.z"), "a;b.z");
    }

    #[test]
    fn the_same_change_is_made_once() {
        assert_eq!(merged("a.b.c", "a.y.c", "a.y.c"), "a.y.c");
        assert_eq!(merged("a.b", "a.n.b", "a.n.b"), "a.n.b");
        assert_eq!(merged("a.b.c", "a.c", "a.c"), "a.c");
    }

    #[test]
    fn different_changes_of_one_sentence_are_a_conflict() {
        assert_eq!(merged("a.b.c", "a.x.c", "a.y.c"), "a.{b|x|y}.c");
        assert_eq!(merged("a.b.c", "a.c", "a.y.c"), "a{.b||.y}.c");
        assert_eq!(merged("a.b", "a.x.b", "a.y.b"), "a{|.x|.y}.b");
        assert_eq!(merged("a.b", "a.x.b", "a.y.z.b"), "a{|.x|.y.z}.b");
        assert_eq!(merged("", "x", "y"), "{|x|y}");
    }

    #[test]
    fn neighbouring_lines_without_sentences_are_a_conflict() {
        assert_eq!(merged("a.;b", "a:;b", "a.,b"), "a{.;|:;|.,}b");
    }
}
