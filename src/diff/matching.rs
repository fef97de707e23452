//! Matching: finds which sentence of one version became which of the other.
//!
//! The passes, in order: sentences that are the same by their text and by the Chinese they translate,
//! wherever they stand; then the stretches between, by the words shared ([`gap`]); then sentences that
//! were moved and changed at once; last, sentences that share nothing but their Chinese. Sentences out
//! of order are moves: the heaviest chain that is in order stays, and sentences that moved together are
//! one move.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::gap::{self, ALIKE_ANYWHERE, Group, Stretch};
use super::likeness::Signature;
use super::lines::Lines;
use crate::text::chain;
use crate::text::hash::ByHash;
use crate::text::scan::is_alphanumeric;

/// The number of words that a sentence needs to be recognised anywhere in the text.
const KNOWN_ANYWHERE: usize = 4;
/// The weight, in words, that a sentence needs to be recognised anywhere although it changed.
const KNOWN_CHANGED: f32 = 5.0;
/// The largest distance, in sentences, over which repeated sentences are taken to have changed places.
const NEAR: usize = 4;
/// The number of occurrences on either side above which a sentence says nothing about order by itself.
const REPEATED: usize = 64;

/// Sentences of the old version and the sentences of the new one that they became. One of the ranges is
/// empty for sentences that are gone or new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MatchedUnit {
    /// Indices into the old sentences.
    pub(crate) old: Range<usize>,
    /// Indices into the new sentences.
    pub(crate) new: Range<usize>,
    /// The number of the move that the unit belongs to, if it moved.
    pub(crate) moved: Option<u32>,
}

impl MatchedUnit {
    fn mirrored(self) -> MatchedUnit {
        MatchedUnit {
            old: self.new,
            new: self.old,
            ..self
        }
    }
}

/// Compares two versions. Every sentence of both is in exactly one unit. The units are in the order of
/// the new version; units that are gone stand where they were. Comparing the other way round gives the
/// same units, mirrored.
pub(crate) fn compare(old: &Lines<'_>, new: &Lines<'_>) -> Vec<MatchedUnit> {
    let mut units = if old.texts == new.texts {
        let one = |at: usize| MatchedUnit {
            old: at..at + 1,
            new: at..at + 1,
            moved: None,
        };
        (0..old.len()).map(one).collect()
    } else if new.texts < old.texts {
        // Ties are broken by which comes first, so both directions are computed as one and mirrored.
        let units = Matcher::new(new, old).units();
        units.into_iter().map(MatchedUnit::mirrored).collect()
    } else {
        Matcher::new(old, new).units()
    };
    order(&mut units);
    units
}

/// Sorts the units by the new version; a unit that is gone follows the unit that it stood behind in the
/// old one.
fn order(units: &mut Vec<MatchedUnit>) {
    units.sort_unstable_by_key(|unit| unit.old.start);
    let (gone, mut ordered): (Vec<MatchedUnit>, Vec<MatchedUnit>) =
        units.drain(..).partition(|unit| unit.new.is_empty());
    // The new sentence of the last unit that has one.
    let mut last = 0;
    let mut places = Vec::with_capacity(gone.len());
    let mut stayed = ordered
        .iter()
        .filter(|unit| !unit.old.is_empty())
        .peekable();
    for unit in &gone {
        while let Some(before) = stayed.next_if(|before| before.old.start < unit.old.start) {
            if before.moved.is_none() {
                last = before.new.end;
            }
        }
        places.push(last);
    }
    ordered.sort_by_key(|unit| unit.new.start);
    let mut gone = gone.into_iter().zip(places).peekable();
    for unit in ordered {
        while let Some((gone, _)) = gone.next_if(|&(_, place)| place <= unit.new.start) {
            units.push(gone);
        }
        units.push(unit);
    }
    units.extend(gone.map(|(unit, _)| unit));
}

struct Matcher<'a> {
    old: &'a Lines<'a>,
    new: &'a Lines<'a>,
    hashes: (Vec<u64>, Vec<u64>),
    /// The group that each sentence is in.
    groups: Vec<Group>,
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
    signatures: (HashMap<usize, Signature>, HashMap<usize, Signature>),
}

impl<'a> Matcher<'a> {
    fn new(old: &'a Lines<'a>, new: &'a Lines<'a>) -> Matcher<'a> {
        Matcher {
            old,
            new,
            hashes: (old.hashes(), new.hashes()),
            groups: Vec::new(),
            of_old: vec![None; old.len()],
            of_new: vec![None; new.len()],
            signatures: (HashMap::new(), HashMap::new()),
        }
    }

    fn units(mut self) -> Vec<MatchedUnit> {
        self.same_of_same_passage();
        self.extend();
        self.same_anywhere();
        self.extend();
        self.same_in_gaps();
        self.same_left_over();
        self.changed_in_gaps();
        self.changed_of_same_passage();
        self.changed_anywhere();
        self.changed_in_gaps();
        self.retranslated();
        let mut units: Vec<MatchedUnit> = self
            .groups
            .iter()
            .map(|(old, new)| MatchedUnit {
                old: old.clone(),
                new: new.clone(),
                moved: None,
            })
            .collect();
        units.sort_unstable_by_key(|unit| unit.old.start);
        self.find_moves(&mut units);
        let alone = |of: &[Option<usize>]| -> Vec<usize> {
            (0..of.len()).filter(|&at| of[at].is_none()).collect()
        };
        units.extend(alone(&self.of_old).into_iter().map(|at| MatchedUnit {
            old: at..at + 1,
            new: 0..0,
            moved: None,
        }));
        units.extend(alone(&self.of_new).into_iter().map(|at| MatchedUnit {
            old: 0..0,
            new: at..at + 1,
            moved: None,
        }));
        units
    }

    fn join(&mut self, old: Range<usize>, new: Range<usize>) {
        let group = Some(self.groups.len());
        self.of_old[old.clone()].fill(group);
        self.of_new[new.clone()].fill(group);
        self.groups.push((old, new));
    }

    fn is_free(&self, i: usize, j: usize) -> bool {
        self.of_old[i].is_none() && self.of_new[j].is_none()
    }

    /// Joins sentences by a key that occurs exactly once on either side.
    fn same_by(&mut self, old: impl Fn(usize) -> Option<u64>, new: impl Fn(usize) -> Option<u64>) {
        let mut seen: HashMap<u64, [Option<usize>; 2], ByHash> = HashMap::default();
        let mut often: HashSet<u64, ByHash> = HashSet::default();
        for (side, of, key) in [
            (0, &self.of_old, &old as &dyn Fn(usize) -> Option<u64>),
            (1, &self.of_new, &new),
        ] {
            for (at, group) in of.iter().enumerate() {
                if group.is_none()
                    && let Some(key) = key(at)
                {
                    let places = seen.entry(key).or_default();
                    if places[side].replace(at).is_some() {
                        often.insert(key);
                    }
                }
            }
        }
        let mut pairs: Vec<(usize, usize)> = seen
            .into_iter()
            .filter(|(key, _)| !often.contains(key))
            .filter_map(|(_, [i, j])| Some((i?, j?)))
            .collect();
        pairs.sort_unstable();
        for (i, j) in pairs {
            self.join(i..i + 1, j..j + 1);
        }
    }

    fn same_of_same_passage(&mut self) {
        let (old, new) = (self.old, self.new);
        let hashes = self.hashes.clone();
        let key = |hash: u64, passages: &[u32]| {
            let passage = u64::from(*passages.first()?);
            Some(hash.rotate_left(17) ^ (passage + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        };
        self.same_by(
            |i| key(hashes.0[i], old.passages(i)),
            |j| key(hashes.1[j], new.passages(j)),
        );
    }

    fn same_anywhere(&mut self) {
        let hashes = self.hashes.clone();
        let (old, new) = (self.old, self.new);
        self.same_by(
            |i| is_known_anywhere(old.texts[i]).then_some(hashes.0[i]),
            |j| is_known_anywhere(new.texts[j]).then_some(hashes.1[j]),
        );
    }

    /// Joins, in order, the sentences that occur several times, when both sides have the same number of
    /// them left.
    fn same_left_over(&mut self) {
        let left = |lines: &Lines<'_>, hashes: &[u64], of: &[Option<usize>]| {
            let mut places: HashMap<u64, Vec<usize>, ByHash> = HashMap::default();
            for at in (0..lines.len()).filter(|&at| of[at].is_none()) {
                if is_known_anywhere(lines.texts[at]) {
                    places.entry(hashes[at]).or_default().push(at);
                }
            }
            places
        };
        let olds = left(self.old, &self.hashes.0, &self.of_old);
        let mut news = left(self.new, &self.hashes.1, &self.of_new);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (hash, old) in olds {
            let new = news.remove(&hash).unwrap_or_default();
            if old.len() == new.len() {
                pairs.extend(old.into_iter().zip(new));
                continue;
            }
            // The numbers differ, so some are gone or new: only those that stand near each other have
            // changed places.
            let mut new = new.into_iter().peekable();
            for i in old {
                let before = self.of_old[..i].iter().rev().take(NEAR).flatten().next();
                let Some(before) = before.map(|&group| self.groups[group].1.end) else {
                    continue;
                };
                while new.next_if(|&j| j + NEAR < before).is_some() {}
                if let Some(j) = new.next_if(|&j| j <= before + NEAR) {
                    pairs.push((i, j));
                }
            }
        }
        pairs.sort_unstable();
        for (i, j) in pairs {
            self.join(i..i + 1, j..j + 1);
        }
    }

    /// Extends the joined groups by equal sentences next to them.
    fn extend(&mut self) {
        for at in 0..self.groups.len() {
            let (old, new) = self.groups[at].clone();
            let (mut i, mut j) = (old.end, new.end);
            while i < self.old.len()
                && j < self.new.len()
                && self.is_free(i, j)
                && self.hashes.0[i] == self.hashes.1[j]
            {
                self.join(i..i + 1, j..j + 1);
                (i, j) = (i + 1, j + 1);
            }
            let (mut i, mut j) = (old.start, new.start);
            while i > 0
                && j > 0
                && self.is_free(i - 1, j - 1)
                && self.hashes.0[i - 1] == self.hashes.1[j - 1]
            {
                (i, j) = (i - 1, j - 1);
                self.join(i..i + 1, j..j + 1);
            }
        }
    }

    /// The free stretches of both sides that answer each other, because they follow or precede the same
    /// joined sentences; the flag is `true` where they do so at both ends.
    fn gaps(&self) -> Vec<(Range<usize>, Range<usize>, bool)> {
        let ends = |start: usize, of: &[Option<usize>]| {
            start
                + of[start..]
                    .iter()
                    .take_while(|group| group.is_none())
                    .count()
        };
        let mut gaps = Vec::new();
        let mut i = 0;
        while i < self.old.len() {
            if self.of_old[i].is_some() {
                i += 1;
                continue;
            }
            let old = i..ends(i, &self.of_old);
            let after = match old.start.checked_sub(1) {
                Some(before) => self.of_old[before].map(|group| self.groups[group].1.end),
                None => Some(0),
            };
            let before = match self.of_old.get(old.end) {
                Some(behind) => behind.map(|group| self.groups[group].1.start),
                None => Some(self.new.len()),
            };
            let behind_it = after.map(|start| start..ends(start, &self.of_new));
            match (behind_it, before) {
                (Some(new), Some(before)) if new.end == before => {
                    gaps.push((old.clone(), new, true));
                }
                (behind_it, before) => {
                    if let Some(new) = behind_it {
                        gaps.push((old.clone(), new, false));
                    }
                    if let Some(end) = before {
                        let back = self.of_new[..end].iter().rev();
                        let free = back.take_while(|group| group.is_none()).count();
                        gaps.push((old.clone(), end - free..end, false));
                    }
                }
            }
            i = old.end;
        }
        gaps.retain(|(old, new, _)| !old.is_empty() && !new.is_empty());
        gaps
    }

    /// Joins equal sentences within a gap, however short they are.
    fn same_in_gaps(&mut self) {
        for (old, new, _) in self.gaps() {
            let mut count: HashMap<u64, [usize; 2], ByHash> = HashMap::default();
            for (side, hashes) in [
                (0, &self.hashes.0[old.clone()]),
                (1, &self.hashes.1[new.clone()]),
            ] {
                for &hash in hashes {
                    count.entry(hash).or_default()[side] += 1;
                }
            }
            let common = |hash: u64| {
                count.get(&hash).is_some_and(|&[a, b]| {
                    (1..=REPEATED).contains(&a) && (1..=REPEATED).contains(&b)
                })
            };
            let free = |range: &Range<usize>, of: &[Option<usize>], hashes: &[u64]| -> Vec<usize> {
                range
                    .clone()
                    .filter(|&at| of[at].is_none() && common(hashes[at]))
                    .collect()
            };
            let olds = free(&old, &self.of_old, &self.hashes.0);
            let news = free(&new, &self.of_new, &self.hashes.1);
            let keys = |places: &[usize], hashes: &[u64]| -> Vec<u64> {
                places.iter().map(|&at| hashes[at]).collect()
            };
            let ops = capture_diff_slices(
                Algorithm::Patience,
                &keys(&olds, &self.hashes.0),
                &keys(&news, &self.hashes.1),
            );
            for op in ops {
                if let DiffOp::Equal {
                    old_index,
                    new_index,
                    len,
                } = op
                {
                    for at in 0..len {
                        let (i, j) = (olds[old_index + at], news[new_index + at]);
                        self.join(i..i + 1, j..j + 1);
                    }
                }
            }
        }
    }

    fn changed_in_gaps(&mut self) {
        for (old, new, whole) in self.gaps() {
            self.changed_between(old, new, if whole { None } else { Some(ALIKE_ANYWHERE) });
        }
    }

    /// Aligns two stretches by likeness and joins the groups found, leaving out those with a sentence
    /// that is joined already.
    fn changed_between(&mut self, old: Range<usize>, new: Range<usize>, least: Option<f32>) {
        let free = |range: Range<usize>, of: &[Option<usize>]| {
            range.into_iter().all(|at| of[at].is_none())
        };
        if !free(old.clone(), &self.of_old) || !free(new.clone(), &self.of_new) {
            return;
        }
        let olds = signatures(&mut self.signatures.0, self.old, old.clone());
        let news = signatures(&mut self.signatures.1, self.new, new.clone());
        let of_old: Vec<&[u32]> = old.clone().map(|i| self.old.passages(i)).collect();
        let of_new: Vec<&[u32]> = new.clone().map(|j| self.new.passages(j)).collect();
        let groups = gap::align(
            &Stretch {
                signatures: &olds,
                passages: &of_old,
            },
            &Stretch {
                signatures: &news,
                passages: &of_new,
            },
            least,
        );
        for (a, b) in groups {
            self.join(
                old.start + a.start..old.start + a.end,
                new.start + b.start..new.start + b.end,
            );
        }
    }

    /// For each passage, the ranges of free old and new sentences that translate it, where these are
    /// consecutive.
    fn free_by_passage(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let collect = |lines: &Lines<'_>, of: &[Option<usize>]| {
            let mut places: std::collections::BTreeMap<u32, Vec<usize>> =
                std::collections::BTreeMap::new();
            for at in (0..lines.len()).filter(|&at| of[at].is_none()) {
                for &passage in lines.passages(at) {
                    places.entry(passage).or_default().push(at);
                }
            }
            places
        };
        let together = |places: &[usize]| {
            let range = *places.first()?..places.last()? + 1;
            (range.len() == places.len()).then_some(range)
        };
        let olds = collect(self.old, &self.of_old);
        let news = collect(self.new, &self.of_new);
        olds.iter()
            .filter_map(|(passage, places)| {
                Some((together(places)?, together(news.get(passage)?)?))
            })
            .collect()
    }

    fn changed_of_same_passage(&mut self) {
        for (old, new) in self.free_by_passage() {
            self.changed_between(old, new, Some(ALIKE_ANYWHERE));
        }
    }

    /// Joins sentences that are alike, wherever they stand.
    fn changed_anywhere(&mut self) {
        let free = |of: &[Option<usize>]| -> Vec<usize> {
            (0..of.len()).filter(|&at| of[at].is_none()).collect()
        };
        let (mut olds, mut news) = (free(&self.of_old), free(&self.of_new));
        if olds.is_empty() || news.is_empty() {
            return;
        }
        let mut weighed = |places: &mut Vec<usize>, old: bool| -> Vec<Signature> {
            let (known, lines) = if old {
                (&mut self.signatures.0, self.old)
            } else {
                (&mut self.signatures.1, self.new)
            };
            let all: Vec<Signature> = places
                .iter()
                .map(|&at| signature(known, lines, at))
                .collect();
            let heavy = |s: &Signature| s.weight >= KNOWN_CHANGED;
            let mut keep = all.iter().map(heavy);
            places.retain(|_| keep.next().unwrap_or(false));
            all.into_iter().filter(heavy).collect()
        };
        let (of_old, of_new) = (weighed(&mut olds, true), weighed(&mut news, false));
        for (i, j, _) in gap::alike(&of_old, &of_new, ALIKE_ANYWHERE) {
            self.join(olds[i]..olds[i] + 1, news[j]..news[j] + 1);
        }
    }

    /// Joins sentences that have nothing in common but their Chinese.
    fn retranslated(&mut self) {
        for (old, new) in self.free_by_passage() {
            let free = old.clone().all(|i| self.of_old[i].is_none())
                && new.clone().all(|j| self.of_new[j].is_none());
            if !free {
                continue;
            }
            let olds =
                Signature::of_all(&signatures(&mut self.signatures.0, self.old, old.clone()));
            let news =
                Signature::of_all(&signatures(&mut self.signatures.1, self.new, new.clone()));
            let of_a_length = olds.weight <= 3.0 * news.weight && news.weight <= 3.0 * olds.weight;
            if of_a_length {
                self.join(old, new);
            }
        }
    }

    /// Numbers the moves. `units` are those with sentences on both sides, in the order of the old
    /// version.
    fn find_moves(&self, units: &mut [MatchedUnit]) {
        let weight = |unit: &MatchedUnit| -> u64 {
            let letters = |texts: &[&str]| texts.iter().map(|text| text.len()).sum::<usize>();
            let both = letters(&self.old.texts[unit.old.clone()])
                + letters(&self.new.texts[unit.new.clone()]);
            both as u64 + 1
        };
        let stays = chain::heaviest(
            units
                .iter()
                .map(|unit| Some((unit.new.clone(), weight(unit)))),
            self.new.len(),
        );
        // The unit that follows each unit in the new version.
        let mut by_new: Vec<usize> = (0..units.len()).collect();
        by_new.sort_unstable_by_key(|&at| units[at].new.start);
        let mut next = vec![usize::MAX; units.len()];
        for pair in by_new.windows(2) {
            next[pair[0]] = pair[1];
        }
        let mut number = 0;
        for at in 0..units.len() {
            if stays[at] {
                continue;
            }
            let goes_on = at > 0 && !stays[at - 1] && next[at - 1] == at;
            if !goes_on {
                number += 1;
            }
            units[at].moved = Some(number);
        }
    }
}

fn is_known_anywhere(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !is_alphanumeric(c))
        .filter(|word| !word.is_empty())
        .map(|word| {
            if word.is_ascii() {
                1
            } else {
                word.chars().count() / 2 + 1
            }
        });
    let mut sum = 0;
    words.any(|more| {
        sum += more;
        sum >= KNOWN_ANYWHERE
    })
}

fn signature(known: &mut HashMap<usize, Signature>, lines: &Lines<'_>, at: usize) -> Signature {
    known
        .entry(at)
        .or_insert_with(|| Signature::of(lines.texts[at]))
        .clone()
}

fn signatures(
    known: &mut HashMap<usize, Signature>,
    lines: &Lines<'_>,
    range: Range<usize>,
) -> Vec<Signature> {
    range.map(|at| signature(known, lines, at)).collect()
}

#[cfg(test)]
mod tests;
