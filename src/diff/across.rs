//! Sentences that went from one text of a project to another: lost here and new there, with the same words in
//! English and in Chinese.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::revision::{Across, Change, ChangeKind};
use super::section;
use super::texts::{ProjectRevision, TextMove, TextRevision};
use crate::bitext::{Bitext, SideName};
use crate::text::spaces::hash_of_words;

/// The least words of what moved together: a lone "Yes." may be another one.
const LEAST_WORDS: usize = 4;

/// A sentence that a text lost or got.
struct Sentence {
    /// The number of the text.
    text: usize,
    /// The number of the sentence.
    at: usize,
    words: usize,
    /// Its words, hashed.
    english: u64,
    /// The words of each Chinese sentence that it is linked with, hashed.
    chinese: BTreeSet<u64>,
}

impl<'a> ProjectRevision<'a> {
    /// The difference of these texts. Sentences that one text lost and another got, both in English and in
    /// Chinese, are moved.
    #[must_use]
    pub fn new(
        (old, new): (String, String),
        texts: Vec<TextRevision<'a>>,
        unchanged: usize,
    ) -> ProjectRevision<'a> {
        let mut whole = ProjectRevision {
            old,
            new,
            texts,
            unchanged,
            moves: Vec::new(),
        };
        whole.moves = moved(&mut whole.texts);
        whole
    }
}

/// Finds what moved between the texts, and marks it in their changes.
fn moved(texts: &mut [TextRevision<'_>]) -> Vec<TextMove> {
    let lost = sentences(texts, Version::Old);
    let new = sentences(texts, Version::New);
    let mut by_words: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, sentence) in new.iter().enumerate() {
        by_words.entry(sentence.english).or_default().push(number);
    }
    let mut is_taken = vec![false; new.len()];
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (number, sentence) in lost.iter().enumerate() {
        let candidates = by_words
            .get(&sentence.english)
            .map_or(&[][..], Vec::as_slice);
        let fits = |&&candidate: &&usize| {
            let other = &new[candidate];
            !is_taken[candidate]
                && other.text != sentence.text
                && (!sentence.chinese.is_disjoint(&other.chinese)
                    || sentence.chinese.is_empty() && other.chinese.is_empty())
        };
        // The one that goes on behind the sentence before comes first.
        let next = pairs.last().filter(|(before, _)| before + 1 == number);
        let next = next.map(|&(_, before)| before + 1);
        let goes_on = candidates.iter().find(|&&one| Some(one) == next);
        let found = goes_on
            .filter(fits)
            .or_else(|| candidates.iter().find(fits));
        if let Some(&candidate) = found {
            is_taken[candidate] = true;
            pairs.push((number, candidate));
        }
    }
    let mut moves: Vec<TextMove> = Vec::new();
    let mut words: Vec<usize> = Vec::new();
    for (number, candidate) in pairs {
        let (from, to) = (&lost[number], &new[candidate]);
        let goes_on = moves.last().is_some_and(|last| {
            (last.from, last.to) == (from.text, to.text)
                && (last.old.end, last.new.end) == (from.at, to.at)
        });
        if let (true, Some(last), Some(of_last)) = (goes_on, moves.last_mut(), words.last_mut()) {
            last.old.end += 1;
            last.new.end += 1;
            *of_last += from.words;
        } else {
            moves.push(TextMove {
                from: from.text,
                old: from.at..from.at + 1,
                to: to.text,
                new: to.at..to.at + 1,
            });
            words.push(from.words);
        }
    }
    let mut is_long = words.into_iter().map(|words| words >= LEAST_WORDS);
    moves.retain(|_| is_long.next().unwrap_or(false));
    moves.sort_by_key(|one| (one.to, one.new.start, one.from, one.old.start));
    mark(texts, &moves);
    moves
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Old,
    New,
}

/// The sentences that only one version of their text has, in order: those of single changes, and of whole texts.
fn sentences(texts: &[TextRevision<'_>], version: Version) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let (bitext, other) = match version {
            Version::Old => (text.old, text.new),
            Version::New => (text.new, text.old),
        };
        let Some(bitext) = bitext else { continue };
        let places: Vec<usize> = match &text.revision {
            Some(revision) => {
                let own = revision.changes.iter().filter(|change| match version {
                    Version::Old => change.kind == ChangeKind::Removed,
                    Version::New => {
                        matches!(change.kind, ChangeKind::Added | ChangeKind::Restored)
                    }
                });
                let places: BTreeSet<usize> = own
                    .flat_map(|change| match version {
                        Version::Old => change.old.clone(),
                        Version::New => change.new.clone(),
                    })
                    .collect();
                places.into_iter().collect()
            }
            None if other.is_none() => (0..bitext.target.sentences.len()).collect(),
            None => Vec::new(),
        };
        let beads = bitext.bead_of(SideName::Target);
        found.extend(
            places
                .into_iter()
                .map(|at| sentence(number, bitext, &beads, at)),
        );
    }
    found
}

fn sentence(text: usize, bitext: &Bitext, beads: &[Option<usize>], at: usize) -> Sentence {
    let words = &bitext.target.sentences[at].text;
    let source = beads
        .get(at)
        .copied()
        .flatten()
        .map_or(0..0, |bead| bitext.beads[bead].source.clone());
    let chinese = bitext.source.slice(&source).iter();
    Sentence {
        text,
        at,
        words: words.split_whitespace().count(),
        english: hash_of_words(words).value(),
        chinese: chinese
            .map(|one| hash_of_words(&one.text).value())
            .collect(),
    }
}

/// Puts a single change in the place of those whose sentences moved, on both sides of each move.
fn mark(texts: &mut [TextRevision<'_>], moves: &[TextMove]) {
    let names: Vec<String> = texts.iter().map(|text| text.name.clone()).collect();
    for (number, one) in moves.iter().enumerate() {
        let across = |text: usize| Across {
            number,
            text: names[text].clone(),
        };
        replace(&mut texts[one.from], Version::Old, &one.old, across(one.to));
        replace(&mut texts[one.to], Version::New, &one.new, across(one.from));
    }
    for text in texts.iter_mut() {
        let Some(revision) = &mut text.revision else {
            continue;
        };
        if revision
            .changes
            .iter()
            .any(|change| change.across.is_some())
        {
            let order = |change: &Change| (change.new.start, change.new.end, change.old.start);
            revision.changes.sort_by_key(order);
            revision.sections = section::summarise(revision.new, &mut revision.changes);
        }
    }
    forget_findings(texts, moves);
}

fn replace(text: &mut TextRevision<'_>, version: Version, moved: &Range<usize>, across: Across) {
    let Some(revision) = &mut text.revision else {
        return;
    };
    let is_whole = |change: &Change| match version {
        Version::Old => change.kind == ChangeKind::Removed && within(&change.old, moved),
        Version::New => {
            matches!(change.kind, ChangeKind::Added | ChangeKind::Restored)
                && within(&change.new, moved)
        }
    };
    let mut gone: Vec<Change> = Vec::new();
    revision.changes.retain(|change| {
        let is_whole = is_whole(change);
        if is_whole {
            gone.push(change.clone());
        }
        !is_whole
    });
    let Some(first) = gone.first() else { return };
    let hull = |of: fn(&Change) -> &Range<usize>| {
        let all = gone.iter().map(of).filter(|range| !range.is_empty());
        let start = all.clone().map(|range| range.start).min();
        let end = all.map(|range| range.end).max();
        start.zip(end).map(|(start, end)| start..end)
    };
    let mut change = first.clone();
    change.kind = ChangeKind::Moved;
    change.across = Some(across);
    change.old = hull(|change| &change.old).unwrap_or(change.old);
    change.new = hull(|change| &change.new).unwrap_or(change.new);
    change.old_source = hull(|change| &change.old_source).unwrap_or(0..0);
    change.new_source = hull(|change| &change.new_source).unwrap_or(0..0);
    change.edits = Vec::new();
    change.source_edits = Vec::new();
    // What moved says what it said.
    change.signs = Vec::new();
    change.scores = None;
    revision.changes.push(change);
}

fn within(range: &Range<usize>, other: &Range<usize>) -> bool {
    other.start <= range.start && range.end <= other.end && !range.is_empty()
}

/// A finding that moved along is neither new nor resolved.
fn forget_findings(texts: &mut [TextRevision<'_>], moves: &[TextMove]) {
    for one in moves {
        let take = |texts: &mut [TextRevision<'_>], text: usize, is_new: bool| {
            let Some(revision) = &mut texts[text].revision else {
                return Vec::new();
            };
            let (findings, sentences) = if is_new {
                (&mut revision.new_findings, &one.new)
            } else {
                (&mut revision.resolved_findings, &one.old)
            };
            let (inside, rest) = std::mem::take(findings)
                .into_iter()
                .partition(|finding| within(&finding.sentences, sentences));
            *findings = rest;
            inside
        };
        let mut resolved = take(texts, one.from, false);
        let new = take(texts, one.to, true);
        let mut really_new = Vec::new();
        for finding in new {
            let same = resolved.iter().position(|other| {
                other.rule == finding.rule
                    && other.message == finding.message
                    && other.sentences.start - one.old.start
                        == finding.sentences.start - one.new.start
            });
            match same {
                Some(at) => drop(resolved.remove(at)),
                None => really_new.push(finding),
            }
        }
        // From a text that is gone, no finding is resolved: what it had is not known.
        if let Some(revision) = &mut texts[one.to].revision {
            revision.new_findings.extend(really_new);
        }
        if let Some(revision) = &mut texts[one.from].revision {
            revision.resolved_findings.extend(resolved);
        }
    }
    for text in texts.iter_mut() {
        if let Some(revision) = &mut text.revision {
            let order =
                |one: &super::FindingChange| (one.sentences.start, one.sentences.end, one.rule);
            revision.new_findings.sort_by_key(order);
            revision.resolved_findings.sort_by_key(order);
        }
    }
}
