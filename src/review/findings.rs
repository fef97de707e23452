//! What the checks find, kept by bead while beads come and go: near a change at once, everywhere a
//! moment later.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::bitext::SideName as Which;
use crate::bitext::edit::Patch;
use crate::bitext::{Bitext, Sentence, Side};
use crate::check::{
    CheckConfig, Checker, Finding, Severity, Suppressions, joined, length_ratio, looks_at_each,
};
use crate::document::read_file;
use crate::glossary::{TermMatcher, Termbase};
use crate::report::locate::spread;
use crate::report::{Baseline, Files, Report, State};

/// So many beads on each side of a change are looked at with it.
const NEAR: usize = 3;

/// What checking needs besides the bitext.
#[derive(Clone, Debug)]
pub(super) struct Standards {
    pub(super) termbase: Arc<Termbase>,
    pub(super) matcher: Arc<TermMatcher>,
    pub(super) settings: Arc<CheckConfig>,
    pub(super) baseline: Option<Arc<Baseline>>,
    pub(super) suppressions: Arc<Suppressions>,
    pub(super) jobs: usize,
}

impl Standards {
    /// The comments in the texts of a bitext that hide findings, where the texts are at hand.
    pub(super) fn suppressions(bitext: &Bitext, path: &Path) -> Suppressions {
        let mut found = Suppressions::default();
        for side in [&bitext.source, &bitext.target] {
            let named = Path::new(&side.file);
            let beside = path.parent().unwrap_or(Path::new("")).join(named);
            let file = [named.to_owned(), beside]
                .into_iter()
                .find(|file| file.is_file() && has_comments(file));
            if let Some(document) = file.and_then(|file| read_file(&file, None).ok()) {
                let from = found.0.len();
                found.read(&document.source);
                for comment in &mut found.0[from..] {
                    comment.file.clone_from(&side.file);
                }
            }
        }
        found
    }
}

/// Most files have none, and need not be read as what they are.
fn has_comments(file: &Path) -> bool {
    const OPENING: &[u8] = b"duizhao-ignore";
    std::fs::read(file)
        .is_ok_and(|bytes| bytes.windows(OPENING.len()).any(|window| window == OPENING))
}

/// A stretch of a sentence of the bead, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub(super) side: Which,
    pub(super) sentence: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Something found, told of one bead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) fingerprint: String,
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    /// `new`, `known` or `suppressed`.
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) places: Vec<Place>,
    /// What to write instead of bytes of a target sentence of the bead, and whether nobody need look.
    pub(super) fix: Option<(usize, Range<usize>, String, bool)>,
}

/// All findings, by bead.
#[derive(Debug, Default)]
pub(super) struct Findings {
    by_bead: Vec<Vec<Found>>,
    /// Whether everything has been looked at since the last change.
    pub(super) is_complete: bool,
    ratio: f64,
}

/// The findings of a whole text, with what is remembered of it.
pub(super) struct Checked {
    by_bead: Vec<Vec<Found>>,
    ratio: f64,
}

/// Checks everything.
pub(super) fn check(bitext: &Bitext, standards: &Standards) -> Checked {
    let checker = checker(standards);
    let part = joined(bitext);
    let found = checker.check(&part, None, standards.jobs);
    let owners = |of: fn(&crate::bitext::Bead) -> &Range<usize>, count: usize| {
        let mut owners = vec![(0, 0); count];
        for (at, bead) in bitext.beads.iter().enumerate() {
            for (number, sentence) in of(bead).clone().enumerate() {
                owners[sentence] = (at, number);
            }
        }
        owners
    };
    let owners = [
        owners(|bead| &bead.source, bitext.source.sentences.len()),
        owners(|bead| &bead.target, bitext.target.sentences.len()),
    ];
    let mut by_bead = vec![Vec::new(); bitext.beads.len()];
    for (bead, found) in told(&part, found, &owners, standards) {
        by_bead[bead].push(found);
    }
    Checked {
        by_bead,
        ratio: length_ratio(bitext),
    }
}

fn checker(standards: &Standards) -> Checker<'_> {
    Checker::with_matcher(
        &standards.termbase,
        &standards.settings,
        standards.matcher.clone(),
    )
}

/// For each sentence its bead, and its number there; of the source and the target.
type Owners = [Vec<(usize, usize)>; 2];

/// Findings with their places in the real beads: what was checked may have joined some.
fn told(
    part: &Bitext,
    found: Vec<Finding>,
    owners: &Owners,
    standards: &Standards,
) -> Vec<(usize, Found)> {
    let report = Report::new(
        part,
        found,
        &Files::default(),
        &standards.suppressions,
        &standards.settings,
        standards.baseline.as_deref(),
    );
    let mut told = Vec::new();
    for item in report.items {
        let finding = item.finding;
        let bead = &part.beads[finding.bead];
        let side = |which: Which| match which {
            Which::Source => (&bead.source, &finding.source, &part.source, &item.texts.0),
            Which::Target => (&bead.target, &finding.target, &part.target, &item.texts.1),
        };
        let mut places = Vec::new();
        let mut fix = None;
        for which in [Which::Source, Which::Target] {
            let (range, over, all, text) = side(which);
            let sentences = all.slice(range);
            if over.is_empty() {
                continue;
            }
            let Some((first, last)) = spread(sentences, over, text) else {
                continue;
            };
            for number in first.0..=last.0 {
                let sentence = &sentences[number].text;
                let from = if number == first.0 { first.1 } else { 0 };
                let to = if number == last.0 {
                    last.1
                } else {
                    sentence.len()
                };
                let owner = owners[which as usize][range.start + number];
                places.push((owner, which, units(sentence, from), units(sentence, to)));
                if let Some(with) = &finding.fix
                    && which == Which::Target
                    && first.0 == last.0
                {
                    fix = Some((owner, from..to, with.with.clone(), with.safe));
                }
            }
        }
        // It belongs to the bead of its place in the English, else to the first one.
        let home = places
            .iter()
            .rev()
            .map(|((bead, _), ..)| *bead)
            .next()
            .or_else(|| (!bead.target.is_empty()).then(|| owners[1][bead.target.start].0))
            .or_else(|| (!bead.source.is_empty()).then(|| owners[0][bead.source.start].0));
        let Some(home) = home else { continue };
        let (state, reason) = match item.state {
            State::New => ("new", String::new()),
            State::Known => ("known", String::new()),
            State::Suppressed(reason, _) => ("suppressed", reason),
        };
        let found = Found {
            fingerprint: item.fingerprint,
            rule: finding.rule,
            severity: finding.severity,
            message: finding.message,
            state,
            reason,
            places: places
                .into_iter()
                .filter(|((bead, _), ..)| *bead == home)
                .map(|((_, sentence), side, from, to)| Place {
                    side,
                    sentence,
                    from,
                    to,
                })
                .collect(),
            fix: fix.and_then(|((bead, sentence), over, with, safe)| {
                (bead == home).then_some((sentence, over, with, safe))
            }),
        };
        told.push((home, found));
    }
    told
}

/// Bytes of a text as UTF-16 units.
pub(super) fn units(text: &str, byte: usize) -> usize {
    text.get(..byte)
        .map_or(0, |before| before.encode_utf16().count())
}

impl Findings {
    pub(super) fn of(&self, bead: usize) -> &[Found] {
        self.by_bead.get(bead).map_or(&[], Vec::as_slice)
    }

    /// All of them, with their beads.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Found)> {
        let beads = self.by_bead.iter().enumerate();
        beads.flat_map(|(bead, found)| found.iter().map(move |found| (bead, found)))
    }

    /// The finding of this name.
    pub(super) fn find(&self, fingerprint: &str) -> Option<(usize, &Found)> {
        self.all()
            .find(|(_, found)| found.fingerprint == fingerprint)
    }

    /// Takes what was found in the whole text; gives the beads whose findings are other now.
    pub(super) fn install(&mut self, checked: Checked) -> Vec<usize> {
        let changed = (0..checked.by_bead.len())
            .filter(|&bead| self.of(bead) != checked.by_bead[bead].as_slice())
            .collect();
        self.by_bead = checked.by_bead;
        self.ratio = checked.ratio;
        self.is_complete = true;
        changed
    }

    /// Follows a change, and looks at it and around it; gives the beads whose findings may be other.
    pub(super) fn follow(
        &mut self,
        bitext: &Bitext,
        patches: &[Patch],
        standards: &Standards,
    ) -> Range<usize> {
        self.is_complete = false;
        let (mut first, mut last) = (usize::MAX, 0);
        for patch in patches {
            let kept = self.by_bead.len().max(patch.at + patch.removed);
            self.by_bead.resize(kept, Vec::new());
            let end = patch.at + patch.removed;
            if patch.removed == patch.inserted {
                // What only the whole text tells stays until it is looked at.
                for found in &mut self.by_bead[patch.at..end] {
                    found.retain(|found| !looks_at_each(found.rule));
                }
            } else {
                let none = vec![Vec::new(); patch.inserted];
                self.by_bead.splice(patch.at..end, none);
            }
            first = first.min(patch.at);
            last = last.max(patch.at + patch.inserted);
        }
        self.by_bead.resize(bitext.beads.len(), Vec::new());
        // Far apart, each part by itself.
        let parts: Vec<Range<usize>> = if last.saturating_sub(first) > 200 {
            patches
                .iter()
                .map(|patch| patch.at..patch.at + patch.inserted)
                .collect()
        } else {
            std::iter::once(first.min(last)..last).collect()
        };
        let mut touched: Option<Range<usize>> = None;
        for part in parts {
            let near = part.start.saturating_sub(NEAR).min(bitext.beads.len())
                ..(part.end + NEAR).min(bitext.beads.len());
            self.look(bitext, near.clone(), standards);
            touched = Some(match touched {
                Some(so_far) => so_far.start.min(near.start)..so_far.end.max(near.end),
                None => near,
            });
        }
        touched.unwrap_or(0..0)
    }

    /// Looks at some beads by the rules that look at each by itself.
    fn look(&mut self, bitext: &Bitext, beads: Range<usize>, standards: &Standards) {
        let (part, owners) = cut(bitext, &beads);
        let part = joined(&part);
        let ratio = if self.ratio > 0.0 {
            self.ratio
        } else {
            length_ratio(bitext)
        };
        let found = checker(standards).check_part(&part, ratio);
        let mut by_bead: HashMap<usize, Vec<Found>> = HashMap::new();
        for (bead, found) in told(&part, found, &owners, standards) {
            by_bead.entry(bead).or_default().push(found);
        }
        for bead in beads {
            let mut found = by_bead.remove(&bead).unwrap_or_default();
            let whole = self.by_bead[bead].drain(..);
            found.extend(whole.filter(|found| !looks_at_each(found.rule)));
            self.by_bead[bead] = found;
        }
    }
}

/// Some beads as a bitext of their own, and where their sentences belong.
fn cut(bitext: &Bitext, beads: &Range<usize>) -> (Bitext, Owners) {
    let empty = |side: &Side| Side {
        language: side.language.clone(),
        file: side.file.clone(),
        sentences: Vec::new(),
    };
    let mut part = Bitext {
        source: empty(&bitext.source),
        target: empty(&bitext.target),
        beads: Vec::new(),
    };
    let mut owners: Owners = [Vec::new(), Vec::new()];
    for at in beads.clone() {
        let mut bead = bitext.beads[at].clone();
        let take = |sentences: &[Sentence], side: &mut Side, owners: &mut Vec<(usize, usize)>| {
            let start = side.sentences.len();
            side.sentences.extend_from_slice(sentences);
            owners.extend((0..sentences.len()).map(|number| (at, number)));
            start..side.sentences.len()
        };
        let (source, target) = (bitext.bead_source(&bead), bitext.bead_target(&bead));
        bead.source = take(source, &mut part.source, &mut owners[0]);
        bead.target = take(target, &mut part.target, &mut owners[1]);
        bead.moved = None;
        part.beads.push(bead);
    }
    (part, owners)
}
