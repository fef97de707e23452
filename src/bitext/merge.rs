//! Three-way merge of a bitext, bead by bead.
//!
//! The merge works on the lines of the project file, whose places are relative to the sentence before,
//! so that one person's change does not alter the lines of another's. Beads of the three versions are
//! the same when they hold the same source sentences; changes of the same bead are merged field by
//! field and sentence by sentence. Runs of beads that were inserted, removed, split or joined are taken
//! from the version that did it. Different changes of the same thing are a conflict, left between git's
//! conflict markers; [`jsonl::read`] refuses such a file.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use ecow::{EcoString, eco_format};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::desk::Desk;
use super::format::jsonl::{self, BeadLine, HeaderIn, SentenceLine, SideLine};
use super::model::{BeadId, Lost};
use crate::error::{Error, Place, Result};
use crate::segment::SegmentId;

/// The result of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The merged project file, with conflict markers where there are conflicts.
    pub bytes: Vec<u8>,
    /// The number of conflicts.
    pub conflicts: usize,
}

/// One of the three versions of the file.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The content of the file.
    pub bytes: &'a [u8],
    /// The path, for messages only.
    pub path: &'a Path,
}

/// Merges what was changed from `base` to `ours` and from `base` to `theirs`.
///
/// # Errors
/// The errors of [`jsonl::read`] for any of the three; [`Error::Input`] when the changes, each valid
/// by itself, do not make a valid bitext together.
pub fn merge(base: Version<'_>, ours: Version<'_>, theirs: Version<'_>) -> Result<Merged> {
    let read = |version: Version<'_>| -> Result<(HeaderIn, Vec<BeadLine>, Vec<Lost>)> {
        // Each version is read by itself first, so that an error names the file it is in.
        jsonl::read(version.bytes, version.path)?;
        let lines = jsonl::read_lines(version.bytes, version.path)?;
        let beads = lines.beads.into_iter().map(|(_, line)| line).collect();
        Ok((lines.header, beads, lines.lost))
    };
    let (base_header, base_lines, base_lost) = read(base)?;
    let (our_header, our_lines, our_lost) = read(ours)?;
    let (their_header, mut their_lines, their_lost) = read(theirs)?;
    let lost = lost_of(&base_lost, &our_lost, &their_lost);
    own_moves(&base_lines, &our_lines, &mut their_lines);
    let parts = [base_lines, our_lines, their_lines];
    let mut merger = Merger {
        parts: &parts,
        out: Vec::new(),
    };
    merger.run();
    let mut blocks = merger.out;
    let conflicts = blocks
        .iter()
        .filter(|block| matches!(block, MergePart::Conflict(..)))
        .count();
    if conflicts == 0 {
        let mut lines: Vec<&mut BeadLine> = blocks
            .iter_mut()
            .filter_map(|block| match block {
                MergePart::Good(line) => Some(line.as_mut()),
                MergePart::Conflict(..) => None,
            })
            .collect();
        name_again(&mut lines, |line| &mut line.source);
        name_again(&mut lines, |line| &mut line.target);
    }
    let mut bytes = Vec::new();
    let header = |of: fn(&HeaderIn) -> &SideLine| {
        let (base, ours, theirs) = (of(&base_header), of(&our_header), of(&their_header));
        three(base, ours, theirs).unwrap_or(ours).clone()
    };
    let write = |bytes: &mut Vec<u8>| -> std::io::Result<()> {
        let sides = (header(|h| &h.source), header(|h| &h.target));
        let has_desk =
            blocks.iter().any(MergePart::has_desk) || lost.iter().any(|lost| !lost.desk.is_empty());
        jsonl::write_header(sides, &our_header.other, has_desk, bytes)?;
        for block in &blocks {
            match block {
                MergePart::Good(line) => jsonl::json_line(line, bytes)?,
                MergePart::Conflict(base, ours, theirs) => {
                    let mut part = |mark: &str, lines: &[BeadLine]| -> std::io::Result<()> {
                        writeln!(bytes, "{mark}")?;
                        lines
                            .iter()
                            .try_for_each(|line| jsonl::json_line(line, bytes))
                    };
                    part("<<<<<<< ours", ours)?;
                    part("||||||| base", base)?;
                    part("=======", theirs)?;
                    writeln!(bytes, ">>>>>>> theirs")?;
                }
            }
        }
        lost.iter().try_for_each(|lost| {
            let lost = lost.clone();
            jsonl::json_line(&jsonl::LostLine { lost }, bytes)
        })
    };
    write(&mut bytes).map_err(|source| Error::Write {
        path: ours.path.to_owned(),
        source,
    })?;
    if conflicts == 0 {
        jsonl::read(&bytes, ours.path).map_err(|error| {
            Error::input(
                Place::file(ours.path),
                format!("both changes together make no bitext: {error}"),
                "take one of the two versions, and make the other's changes again",
            )
        })?;
    }
    Ok(Merged { bytes, conflicts })
}

/// The lost decisions of both: those that one of them dismissed are gone.
fn lost_of(base: &[Lost], ours: &[Lost], theirs: &[Lost]) -> Vec<Lost> {
    let mut lost = ours.to_vec();
    lost.retain(|one| theirs.contains(one) || !base.contains(one));
    let new = theirs
        .iter()
        .filter(|one| !ours.contains(one) && !base.contains(one));
    lost.extend(new.cloned());
    lost
}

/// The merge of three values: the one that changed, or the value that both changed to; `None` for a
/// conflict.
fn three<'a, T: PartialEq + ?Sized>(base: &'a T, ours: &'a T, theirs: &'a T) -> Option<&'a T> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

/// Renumbers moved groups that both sides added, so that their numbers differ.
fn own_moves(base: &[BeadLine], ours: &[BeadLine], theirs: &mut [BeadLine]) {
    let numbers = |lines: &[BeadLine]| -> HashSet<u32> {
        lines.iter().filter_map(|line| line.moved).collect()
    };
    let (in_base, in_ours) = (numbers(base), numbers(ours));
    let all = in_base
        .iter()
        .chain(&in_ours)
        .copied()
        .chain(numbers(theirs));
    let mut next = all.max().unwrap_or(0);
    let mut given: HashMap<u32, u32> = HashMap::new();
    for line in theirs {
        if let Some(number) = &mut line.moved
            && !in_base.contains(number)
            && in_ours.contains(number)
        {
            *number = *given.entry(*number).or_insert_with(|| {
                next += 1;
                next
            });
        }
    }
}

enum MergePart {
    Good(Box<BeadLine>),
    /// A conflict: the lines of base, ours and theirs.
    Conflict(Vec<BeadLine>, Vec<BeadLine>, Vec<BeadLine>),
}

impl MergePart {
    /// Whether people said something of its beads.
    fn has_desk(&self) -> bool {
        match self {
            MergePart::Good(line) => line.has_desk(),
            MergePart::Conflict(base, ours, theirs) => {
                let mut all = base.iter().chain(ours).chain(theirs);
                all.any(BeadLine::has_desk)
            }
        }
    }
}

struct Merger<'a> {
    /// The lines of base, ours and theirs.
    parts: &'a [Vec<BeadLine>; 3],
    out: Vec<MergePart>,
}

impl Merger<'_> {
    fn run(&mut self) {
        let [base, ours, theirs] = self.parts;
        let (in_ours, in_theirs) = (matched(base, ours), matched(base, theirs));
        // Beads that all three versions have separate the regions between.
        let mut at = [0, 0, 0];
        for (b, pair) in in_ours.iter().zip(&in_theirs).enumerate() {
            let (Some(o), Some(t)) = (*pair.0, *pair.1) else {
                continue;
            };
            self.region([at[0]..b, at[1]..o, at[2]..t]);
            match line(&base[b], &ours[o], &theirs[t]) {
                Some(line) => self.out.push(MergePart::Good(Box::new(line))),
                None => self.out.push(MergePart::Conflict(
                    vec![base[b].clone()],
                    vec![ours[o].clone()],
                    vec![theirs[t].clone()],
                )),
            }
            at = [b + 1, o + 1, t + 1];
        }
        self.region([at[0]..base.len(), at[1]..ours.len(), at[2]..theirs.len()]);
    }

    /// Merges a region between two common beads, whose beads not all versions have.
    fn region(&mut self, [base, ours, theirs]: [Range<usize>; 3]) {
        let of = |part: usize, range: &Range<usize>| self.parts[part][range.clone()].to_vec();
        let (base, ours, theirs) = (of(0, &base), of(1, &ours), of(2, &theirs));
        match three(&base, &ours, &theirs) {
            Some(right) => {
                let right = right.iter().cloned();
                self.out
                    .extend(right.map(|line| MergePart::Good(Box::new(line))));
            }
            None => self.out.push(MergePart::Conflict(base, ours, theirs)),
        }
    }
}

/// For each bead of the base, the index of the same bead in another version.
fn matched(base: &[BeadLine], other: &[BeadLine]) -> Vec<Option<usize>> {
    let keys = |lines: &[BeadLine]| -> Vec<String> {
        lines
            .iter()
            .map(|line| {
                let (side, of) = if line.source.is_empty() {
                    ("t", &line.target)
                } else {
                    ("s", &line.source)
                };
                let ids: Vec<&str> = of.iter().map(|sentence| sentence.id.0.as_str()).collect();
                format!("{side} {}", ids.join(" "))
            })
            .collect()
    };
    let mut found = vec![None; base.len()];
    for op in capture_diff_slices(Algorithm::Patience, &keys(base), &keys(other)) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            for at in 0..len {
                found[old_index + at] = Some(new_index + at);
            }
        }
    }
    found
}

/// Merges one bead that all three have; `None` for a conflict.
fn line(base: &BeadLine, ours: &BeadLine, theirs: &BeadLine) -> Option<BeadLine> {
    let source = sentences(&base.source, &ours.source, &theirs.source)?;
    let target = sentences(&base.target, &ours.target, &theirs.target)?;
    let id = match three(&base.id, &ours.id, &theirs.id) {
        Some(id) => id.clone(),
        None => BeadId::derive(
            source.iter().map(|sentence| &sentence.id),
            target.iter().map(|sentence| &sentence.id),
        ),
    };
    // The confidence is nobody's decision: of two different values the lower one holds.
    let confidence = three(&base.confidence, &ours.confidence, &theirs.confidence)
        .copied()
        .unwrap_or_else(|| ours.confidence.min(theirs.confidence));
    let desk = |line: &BeadLine| Desk {
        stage: line.stage.as_deref().cloned(),
        comments: line.comments.clone(),
        proposals: line.proposals.clone(),
    };
    let desk = Desk::merged(&desk(base), &desk(ours), &desk(theirs));
    Some(BeadLine {
        id,
        status: *three(&base.status, &ours.status, &theirs.status)?,
        confidence,
        source,
        target,
        moved: *three(&base.moved, &ours.moved, &theirs.moved)?,
        after: three(&base.after, &ours.after, &theirs.after)?.clone(),
        note: three(&base.note, &ours.note, &theirs.note)?.clone(),
        changed: *three(&base.changed, &ours.changed, &theirs.changed)?,
        was: three(&base.was, &ours.was, &theirs.was)?.clone(),
        pending: three(&base.pending, &ours.pending, &theirs.pending)?.clone(),
        stage: desk.stage.map(Box::new),
        comments: desk.comments,
        proposals: desk.proposals,
        other: three(&base.other, &ours.other, &theirs.other)?.clone(),
    })
}

fn sentences(
    base: &[SentenceLine],
    ours: &[SentenceLine],
    theirs: &[SentenceLine],
) -> Option<Vec<SentenceLine>> {
    if base.len() == ours.len() && base.len() == theirs.len() {
        let all = base.iter().zip(ours).zip(theirs);
        return all
            .map(|((base, ours), theirs)| sentence(base, ours, theirs))
            .collect();
    }
    // A version with unchanged words accepts the other's rewriting.
    let words = |of: &[SentenceLine]| -> Vec<(SegmentId, EcoString)> {
        of.iter().map(|s| (s.id.clone(), s.text.clone())).collect()
    };
    let (of_base, of_ours, of_theirs) = (words(base), words(ours), words(theirs));
    let right = three(&of_base, &of_ours, &of_theirs)?;
    Some(if *right == of_ours { ours } else { theirs }.to_vec())
}

fn sentence(
    base: &SentenceLine,
    ours: &SentenceLine,
    theirs: &SentenceLine,
) -> Option<SentenceLine> {
    let words = |of: &SentenceLine| (of.id.clone(), of.text.clone());
    let (of_base, of_ours, of_theirs) = (words(base), words(ours), words(theirs));
    let (id, text) = three(&of_base, &of_ours, &of_theirs)?.clone();
    // Both may have moved the sentences behind: the distances add up.
    let sum = |base: i64, ours: i64, theirs: i64| {
        if ours == theirs {
            ours
        } else {
            ours.saturating_add(theirs).saturating_sub(base)
        }
    };
    let at = match (base.at, ours.at, theirs.at) {
        (Some(base), Some(ours), Some(theirs)) => {
            let wide = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let column = sum(wide(base.1), wide(ours.1), wide(theirs.1)).max(1);
            Some((
                sum(base.0, ours.0, theirs.0),
                usize::try_from(column).unwrap_or(1),
            ))
        }
        _ => *three(&base.at, &ours.at, &theirs.at).unwrap_or(&ours.at),
    };
    let bytes = match (base.bytes, ours.bytes, theirs.bytes) {
        (Some(base), Some(ours), Some(theirs)) => {
            Some((sum(base.0, ours.0, theirs.0), sum(base.1, ours.1, theirs.1)))
        }
        _ => *three(&base.bytes, &ours.bytes, &theirs.bytes).unwrap_or(&ours.bytes),
    };
    Some(SentenceLine {
        id,
        text,
        kind: *three(&base.kind, &ours.kind, &theirs.kind)?,
        block: sum(base.block, ours.block, theirs.block),
        at,
        bytes,
        other: three(&base.other, &ours.other, &theirs.other)?.clone(),
    })
}

/// Renames sentences whose id another one already has, as when both sides added the same text: the
/// later ones get the next free ids.
fn name_again(lines: &mut [&mut BeadLine], side: fn(&mut BeadLine) -> &mut Vec<SentenceLine>) {
    let mut seen: HashSet<EcoString> = HashSet::new();
    let mut again = Vec::new();
    for (at, line) in lines.iter_mut().enumerate() {
        for (number, sentence) in side(line).iter().enumerate() {
            if !seen.insert(sentence.id.0.clone()) {
                again.push((at, number));
            }
        }
    }
    for (at, number) in again {
        let sentence = &mut side(lines[at])[number];
        let name = sentence
            .id
            .0
            .split('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        let free = (2..)
            .map(|n| eco_format!("{name}.{n}"))
            .find(|name| !seen.contains(name));
        if let Some(free) = free {
            seen.insert(free.clone());
            sentence.id = SegmentId(free);
        }
    }
}

#[cfg(test)]
mod tests;
