//! Changes from outside under the history of edits: steps go over to the bitext as it is now, unless what
//! they changed was changed outside, too.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::change::{Patch, Replacement, Step};
use crate::bitext::model::{Bead, Bitext, Sentence};
use crate::text::chain::heaviest;

/// Items of a list that others stand for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    /// The index of the first one in the list as it was.
    at: usize,
    removed: usize,
    inserted: usize,
}

/// What of a list was replaced, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Gaps(Vec<Gap>);

/// The difference between a bitext and the one that takes its place, by beads and sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    beads: Gaps,
    source: Gaps,
    target: Gaps,
    lost: bool,
}

impl Gaps {
    fn between(before: &[u64], after: &[u64]) -> Gaps {
        let same = |(a, b): &(&u64, &u64)| a == b;
        let head = before.iter().zip(after).take_while(same).count();
        let most = before.len().min(after.len()) - head;
        let tail = before.iter().rev().zip(after.iter().rev());
        let tail = tail.take(most).take_while(same).count();
        let (old, new) = (
            &before[head..before.len() - tail],
            &after[head..after.len() - tail],
        );
        // Of items that occur once on either side, those that stay in order.
        let places = |items: &[u64]| {
            let mut places: HashMap<u64, Option<usize>> = HashMap::new();
            for (at, &item) in items.iter().enumerate() {
                places
                    .entry(item)
                    .and_modify(|place| *place = None)
                    .or_insert(Some(at));
            }
            places
        };
        let (here, there) = (places(old), places(new));
        let counterpart = |item: &u64| {
            here.get(item).copied().flatten()?;
            there.get(item).copied().flatten()
        };
        let found: Vec<Option<usize>> = old.iter().map(counterpart).collect();
        let items = found.iter().map(|place| place.map(|at| (at..at + 1, 1)));
        let stays = heaviest(items, new.len());
        let mut gaps = Gaps::default();
        let (mut at_old, mut at_new) = (0, 0);
        let kept = found.iter().zip(stays).enumerate();
        let kept = kept.filter_map(|(at, (place, stays))| Some((at, (*place)?, stays)));
        let ends = kept
            .filter(|(_, _, stays)| *stays)
            .map(|(old, new, _)| (old, new))
            .chain([(old.len(), new.len())]);
        for (old, new) in ends {
            if old > at_old || new > at_new {
                gaps.0.push(Gap {
                    at: head + at_old,
                    removed: old - at_old,
                    inserted: new - at_new,
                });
            }
            (at_old, at_new) = (old + 1, new + 1);
        }
        gaps
    }

    /// The place of an item, or of the point before it, in the list as it is now.
    fn place(&self, at: usize) -> usize {
        let before = self.0.iter().filter(|gap| gap.at + gap.removed <= at);
        before.fold(at, |place, gap| place - gap.removed + gap.inserted)
    }

    fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..start + range.len()
    }

    fn is_touched(&self, range: &Range<usize>) -> bool {
        self.0.iter().any(|gap| {
            let end = gap.at + gap.removed;
            let is_inside = gap.removed == 0 && range.start < gap.at && gap.at < range.end;
            is_inside || (gap.at < range.end && range.start < end)
        })
    }

    /// The same before a step that put `now` items in the place of `before`, and that is no part of it.
    fn without(&mut self, at: usize, now: usize, before: usize) {
        for gap in &mut self.0 {
            if gap.at >= at + now && gap.at + gap.removed > at {
                gap.at = gap.at - now + before;
            }
        }
    }

    /// The same before such a step that is a part of it from now on.
    fn with(&mut self, at: usize, now: usize, before: usize) {
        let (mut start, mut end) = (at, at + now);
        let (mut removed, mut inserted) = (0, 0);
        self.0.retain(|gap| {
            let touches = gap.at <= end && start <= gap.at + gap.removed;
            if touches {
                start = start.min(gap.at);
                end = end.max(gap.at + gap.removed);
                removed += gap.removed;
                inserted += gap.inserted;
            }
            !touches
        });
        for gap in &mut self.0 {
            if gap.at >= end {
                gap.at = gap.at - now + before;
            }
        }
        let place = self.0.partition_point(|gap| gap.at < start);
        let joint = Gap {
            at: start,
            removed: end - start - now + before,
            inserted: end - start - removed + inserted,
        };
        self.0.insert(place, joint);
    }
}

fn key(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn sentence_key(sentence: &Sentence) -> u64 {
    key((&sentence.id, &sentence.text))
}

fn bead_key(bead: &Bead, bitext: &Bitext) -> u64 {
    let keys =
        |sentences: &[Sentence]| -> Vec<u64> { sentences.iter().map(sentence_key).collect() };
    let pending = bead.pending().map(|one| (&one.base, &one.file));
    let desk = bead
        .state
        .as_ref()
        .map(|state| &state.desk)
        .filter(|desk| !desk.is_empty());
    key((
        (
            &bead.id,
            format!("{:?}", bead.status),
            &bead.note,
            bead.moved,
        ),
        (bead.is_changed(), bead.was(), pending, desk),
        keys(bitext.source.slice(&bead.source)),
        keys(bitext.target.slice(&bead.target)),
    ))
}

impl Outside {
    /// The difference between a bitext before and after.
    #[must_use]
    pub fn between(before: &Bitext, after: &Bitext) -> Outside {
        let beads = |bitext: &Bitext| -> Vec<u64> {
            let beads = bitext.beads.iter();
            beads.map(|bead| bead_key(bead, bitext)).collect()
        };
        let sentences = |all: &[Sentence]| -> Vec<u64> { all.iter().map(sentence_key).collect() };
        let sides = |before: &[Sentence], after: &[Sentence]| {
            Gaps::between(&sentences(before), &sentences(after))
        };
        Outside {
            beads: Gaps::between(&beads(before), &beads(after)),
            source: sides(&before.source.sentences, &after.source.sentences),
            target: sides(&before.target.sentences, &after.target.sentences),
            lost: before.lost != after.lost,
        }
    }

    /// How many beads differ.
    #[must_use]
    pub fn beads(&self) -> usize {
        let gaps = self.beads.0.iter();
        gaps.map(|gap| gap.removed.max(gap.inserted)).sum()
    }

    /// The beads that differ, one stretch after the other.
    #[must_use]
    pub fn patches(&self) -> Vec<Patch> {
        let mut patches: Vec<Patch> = Vec::new();
        let (mut removed, mut inserted) = (0, 0);
        for gap in &self.beads.0 {
            patches.push(Patch {
                at: gap.at - removed + inserted,
                removed: gap.removed,
                inserted: gap.inserted,
            });
            removed += gap.removed;
            inserted += gap.inserted;
        }
        patches
    }

    /// Takes a step, the last one before this change, over to the bitext as it is now, and this change back
    /// before the step. A step that changed the same is gone, and becomes a part of the change: `false`.
    pub(super) fn pass(&mut self, step: &mut Step) -> bool {
        let mut before = self.clone();
        let mut edits = step.edits.clone();
        let is_free = !step.is_gone && edits.iter_mut().rev().all(|edit| before.pass_edit(edit));
        if is_free {
            step.edits = edits;
            *self = before;
            return true;
        }
        for edit in step.edits.drain(..).rev() {
            self.absorb(&edit);
        }
        step.is_gone = true;
        false
    }

    fn pass_edit(&mut self, edit: &mut Replacement) -> bool {
        match edit {
            Replacement::Lost { .. } => !self.lost,
            Replacement::Beads { at, old, new } => {
                let touched = |bead: &Bead| {
                    self.source.is_touched(&bead.source) || self.target.is_touched(&bead.target)
                };
                if self.beads.is_touched(&(*at..*at + new.len()))
                    || old.iter().chain(new.iter()).any(touched)
                {
                    return false;
                }
                let (was, now) = (old.len(), new.len());
                for bead in old.iter_mut().chain(new.iter_mut()) {
                    bead.source = self.source.range(&bead.source);
                    bead.target = self.target.range(&bead.target);
                }
                let place = self.beads.place(*at);
                self.beads.without(*at, now, was);
                *at = place;
                true
            }
            Replacement::Sentences {
                at,
                old,
                new,
                owner,
                was,
                is,
            } => {
                if self.beads.is_touched(&(*owner..*owner + 1))
                    || self.target.is_touched(&(*at..*at + new.len()))
                    || self.target.is_touched(is)
                {
                    return false;
                }
                let start = self.target.place(is.start);
                let place = start + (*at - is.start);
                self.target.without(*at, new.len(), old.len());
                *was = start + was.start.saturating_sub(is.start)
                    ..start + was.start.saturating_sub(is.start) + was.len();
                *is = start..start + is.len();
                *at = place;
                *owner = self.beads.place(*owner);
                true
            }
        }
    }

    fn absorb(&mut self, edit: &Replacement) {
        match edit {
            Replacement::Lost { .. } => self.lost = true,
            Replacement::Beads { at, old, new } => self.beads.with(*at, new.len(), old.len()),
            Replacement::Sentences {
                at,
                old,
                new,
                owner,
                ..
            } => {
                self.target.with(*at, new.len(), old.len());
                self.beads.with(*owner, 1, 1);
            }
        }
    }
}
