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
/// Sentences are matched first: white space is the same everywhere and must not match in their place. Where a
/// piece is repeated, what was inserted or removed could be one of several stretches; it is the first, so that
/// both versions name the same place.
fn edits(base: &Version<'_>, new: &Version<'_>) -> Vec<PieceEdit> {
    let mut found: Vec<PieceEdit> = Vec::new();
    let mut at = (0, 0);
    let mut anchors = same_sentences(base, new);
    let (base, new) = (base.pieces.as_slice(), new.pieces.as_slice());
    anchors.push((base.len(), new.len()));
    for (to, new_to) in anchors {
        let between = (&base[at.0..to], &new[at.1..new_to]);
        for op in capture_diff_slices(Algorithm::Patience, between.0, between.1) {
            if matches!(op, DiffOp::Equal { .. }) {
                continue;
            }
            let (old, now) = (op.old_range(), op.new_range());
            let edit = PieceEdit {
                base: at.0 + old.start..at.0 + old.end,
                new: at.1 + now.start..at.1 + now.end,
            };
            add(&mut found, edit);
        }
        at = (to + 1, new_to + 1);
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

/// The sentences that both have, in order: the numbers of their pieces.
fn same_sentences(base: &Version<'_>, new: &Version<'_>) -> Vec<(usize, usize)> {
    let (of_base, of_new) = (base.sentences(), new.sentences());
    let words = |version: &Version<'_>, which: &[usize]| -> Vec<String> {
        which
            .iter()
            .map(|&at| version.pieces[at].to_owned())
            .collect()
    };
    let (old, now) = (words(base, &of_base), words(new, &of_new));
    let mut same = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &old, &now) {
        if matches!(op, DiffOp::Equal { .. }) {
            let pairs = op.old_range().zip(op.new_range());
            same.extend(pairs.map(|(old, now)| (of_base[old], of_new[now])));
        }
    }
    same
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

/// A version, piece by piece.
pub(super) struct Version<'a> {
    /// The bytes of each piece.
    pub(super) pieces: Vec<&'a str>,
    /// Which of them are no sentences.
    pub(super) is_gap: Vec<bool>,
}

impl Version<'_> {
    /// The numbers of the pieces that are sentences.
    fn sentences(&self) -> Vec<usize> {
        (0..self.pieces.len())
            .filter(|&at| !self.is_gap[at])
            .collect()
    }
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
pub(super) fn stretches(versions: &[Version<'_>; 3], forced: &[Range<usize>]) -> Vec<Stretch> {
    let [base, ours, theirs] = versions;
    let (ours, theirs) = (edits(base, ours), edits(base, theirs));
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
                || others.iter().any(|other| meet(other, &edit, &base.is_gap))
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
        settle(versions, group, &mut out);
    }
    if at < base.pieces.len() {
        out.push(Stretch::Kept(at..base.pieces.len()));
    }
    out
}

fn settle(versions: &[Version<'_>; 3], group: Group, out: &mut Vec<Stretch>) {
    let (Some(ours), Some(theirs)) = (
        over(&group.ours, &group.base),
        over(&group.theirs, &group.base),
    ) else {
        out.extend(group.ours.into_iter().map(Stretch::Ours));
        out.extend(group.theirs.into_iter().map(Stretch::Theirs));
        return;
    };
    if versions[1].pieces[ours.clone()] == versions[2].pieces[theirs.clone()] {
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
        let cut = |text: &str| {
            let text: &'static str = String::leak(text.to_owned());
            let pieces: Vec<&str> = text.split("").filter(|s| !s.is_empty()).collect();
            let is_gap = pieces.iter().map(|piece| ".;:,".contains(*piece)).collect();
            Version { pieces, is_gap }
        };
        let versions = [base, ours, theirs].map(cut);
        let text = |version: usize, which: Range<usize>| versions[version].pieces[which].concat();
        let mut out = String::new();
        for stretch in stretches(&versions, &[]) {
            out += &match stretch {
                Stretch::Kept(base) => text(0, base),
                Stretch::Ours(edit) => text(1, edit.new),
                Stretch::Theirs(edit) => text(2, edit.new),
                Stretch::Conflict([base, ours, theirs]) => {
                    let [base, ours, theirs] = [text(0, base), text(1, ours), text(2, theirs)];
                    format!("{{{base}|{ours}|{theirs}}}")
                }
            };
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
    fn a_sentence_is_found_again_before_the_white_space_is() {
        // Ours removed a and added n behind b; it did not reword a into b and b into n.
        assert_eq!(merged("a.b;c", "b.n;c", "a;c"), "{a.b|b.n|a};c");
    }

    #[test]
    fn neighbouring_lines_without_sentences_are_a_conflict() {
        assert_eq!(merged("a.;b", "a:;b", "a.,b"), "a{.;|:;|.,}b");
    }
}
