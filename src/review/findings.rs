//! The findings of the bitext that is worked on, kept by bead while beads come and go: near a change they
//! are found at once, everywhere a moment later.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::bitext::edit::Patch;
use crate::bitext::{Bitext, SideName};
use crate::check::fixes::{self, SentenceEdit};
use crate::check::locate::starts;
use crate::check::{
    Baseline, CheckConfig, Checker, Doubts, Finding, Judge, SentencePlace, Suppressions,
    length_ratio, looks_at_each,
};
use crate::document::read_file;
use crate::glossary::{TermMatcher, Termbase};
use crate::report::{FindingRecord, SideRecord};

/// Beads on each side of a change that are looked at with it.
const NEAR: usize = 3;
/// The most changes far apart that are looked at at once; the check of the whole text finds what more changes bring.
const MOST_PARTS: usize = 64;

/// The rules of a check: glossary, settings, known findings, comments.
#[derive(Clone, Debug)]
pub(super) struct CheckSetup {
    /// How often the rules had been changed when these were taken.
    pub(super) generation: u64,
    pub(super) termbase: Arc<Termbase>,
    pub(super) matcher: Arc<TermMatcher>,
    pub(super) settings: Arc<CheckConfig>,
    /// What the second reader of the project doubts.
    pub(super) doubts: Arc<Doubts>,
    pub(super) baseline: Option<Arc<Baseline>>,
    /// The name of the text in the baseline; none where it is alone.
    pub(super) text: Option<Arc<str>>,
    pub(super) suppressions: Arc<Suppressions>,
    pub(super) jobs: usize,
}

impl CheckSetup {
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

/// Whether a file has such comments: most have none, and need not be parsed.
fn has_comments(file: &Path) -> bool {
    const OPENING: &[u8] = b"duizhao-ignore";
    std::fs::read(file)
        .is_ok_and(|bytes| bytes.windows(OPENING.len()).any(|window| window == OPENING))
}

/// A stretch of a sentence of the bead, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub(super) side: SideName,
    pub(super) sentence: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A finding of one bead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The record for the page, without the texts, which are filled in when it is sent.
    pub(super) record: FindingRecord,
    /// Its places in the bead.
    pub(super) places: Vec<Place>,
    /// Its fix: `sentence` counts within the bead.
    pub(super) fix: Option<Vec<SentenceEdit>>,
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

impl Checked {
    /// All findings.
    pub(super) fn all(&self) -> impl Iterator<Item = &Found> {
        self.by_bead.iter().flatten()
    }
}

/// Checks everything.
pub(super) fn check(bitext: &Bitext, setup: &CheckSetup) -> Checked {
    let found = checker(setup).check(bitext, None, setup.jobs);
    let mut by_bead = vec![Vec::new(); bitext.beads.len()];
    for (bead, found) in locate_in_beads(bitext, found, setup) {
        by_bead[bead].push(found);
    }
    Checked {
        by_bead,
        ratio: length_ratio(bitext),
    }
}

fn checker(setup: &CheckSetup) -> Checker<'_> {
    Checker::with_matcher(&setup.termbase, &setup.settings, setup.matcher.clone())
        .with_doubts(setup.doubts.clone())
}

/// Findings with the index of their bead, and their places in it.
fn locate_in_beads(
    bitext: &Bitext,
    found: Vec<Finding>,
    setup: &CheckSetup,
) -> Vec<(usize, Found)> {
    let judge = Judge {
        suppressions: Some(&setup.suppressions),
        ignore: &setup.settings.ignore,
        baseline: setup.baseline.as_deref(),
        text: setup.text.as_deref(),
        ..Judge::default()
    };
    let judged = judge.judge(bitext, found).findings;
    judged
        .into_iter()
        .map(|judged| {
            let at = judged.finding.bead;
            let bead = &bitext.beads[at];
            let mut places = judged.finding.places(bitext);
            places.retain(|place| match place.side {
                SideName::Source => bead.source.contains(&place.sentence),
                SideName::Target => bead.target.contains(&place.sentence),
            });
            let fix = fixes::of_finding(bitext, &judged.finding).ok();
            let fix = fix
                .filter(|edits| {
                    edits
                        .iter()
                        .all(|edit| bead.target.contains(&edit.sentence))
                })
                .map(|edits| from_sentence(edits, |sentence| sentence - bead.target.start));
            let mut record = FindingRecord::from(&judged);
            for side in [SideName::Source, SideName::Target] {
                let (record, place) = match side {
                    SideName::Source => (&mut record.source, judged.source.clone()),
                    SideName::Target => (&mut record.target, judged.target.clone()),
                };
                *record = in_bead(bitext, at, side, &places, place);
            }
            if fix.is_none() {
                record.replacement = None;
            }
            let places = places
                .into_iter()
                .map(|place| page_place(bitext, at, &place));
            let found = Found {
                record,
                places: places.collect(),
                fix,
            };
            (at, found)
        })
        .collect()
}

/// Edits whose sentences are numbered otherwise.
pub(super) fn from_sentence(
    edits: Vec<SentenceEdit>,
    number: impl Fn(usize) -> usize,
) -> Vec<SentenceEdit> {
    let edits = edits.into_iter().map(|edit| SentenceEdit {
        sentence: number(edit.sentence),
        ..edit
    });
    edits.collect()
}

/// One side of a finding as its bead has it: without the text, which may change before it is sent.
fn in_bead(
    bitext: &Bitext,
    at: usize,
    side: SideName,
    places: &[SentencePlace],
    place: Option<crate::check::Place>,
) -> SideRecord {
    let bead = &bitext.beads[at];
    let (sentences, start, joined) = match side {
        SideName::Source => (
            bitext.bead_source(bead),
            bead.source.start,
            bitext.source_text(bead),
        ),
        SideName::Target => (
            bitext.bead_target(bead),
            bead.target.start,
            bitext.target_text(bead),
        ),
    };
    let starts = starts(sentences, &joined);
    let mut of_side = places.iter().filter(|place| place.side == side);
    let bytes = of_side.next().map_or(0..0, |first| {
        let last = of_side.next_back().unwrap_or(first);
        starts[first.sentence - start] + first.bytes.start
            ..starts[last.sentence - start] + last.bytes.end
    });
    SideRecord {
        text: String::new(),
        ..SideRecord::new(&joined, &bytes, place)
    }
}

fn page_place(bitext: &Bitext, at: usize, place: &SentencePlace) -> Place {
    let bead = &bitext.beads[at];
    let (sentences, start) = match place.side {
        SideName::Source => (&bitext.source.sentences, bead.source.start),
        SideName::Target => (&bitext.target.sentences, bead.target.start),
    };
    let text = &sentences[place.sentence].text;
    Place {
        side: place.side,
        sentence: place.sentence - start,
        from: units(text, place.bytes.start),
        to: units(text, place.bytes.end),
    }
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

    /// The finding with this fingerprint.
    pub(super) fn find(&self, fingerprint: &str) -> Option<(usize, &Found)> {
        self.all()
            .find(|(_, found)| found.record.fingerprint.to_string() == fingerprint)
    }

    /// Takes the findings of the whole text; gives the beads whose findings have changed.
    pub(super) fn install(&mut self, checked: Checked) -> Vec<usize> {
        let changed = (0..checked.by_bead.len())
            .filter(|&bead| self.of(bead) != checked.by_bead[bead].as_slice())
            .collect();
        self.by_bead = checked.by_bead;
        self.ratio = checked.ratio;
        self.is_complete = true;
        changed
    }

    /// Follows a change and checks the beads in it and around it; gives the beads whose findings may have
    /// changed.
    pub(super) fn follow(
        &mut self,
        bitext: &Bitext,
        patches: &[Patch],
        setup: &CheckSetup,
    ) -> Range<usize> {
        self.is_complete = false;
        let (mut first, mut last) = (usize::MAX, 0);
        for patch in patches {
            let kept = self.by_bead.len().max(patch.at + patch.removed);
            self.by_bead.resize(kept, Vec::new());
            let end = patch.at + patch.removed;
            if patch.removed == patch.inserted {
                // Findings that need the whole text stay until all of it is checked again.
                for found in &mut self.by_bead[patch.at..end] {
                    found.retain(|found| !looks_at_each(found.record.rule));
                }
            } else {
                let none = vec![Vec::new(); patch.inserted];
                self.by_bead.splice(patch.at..end, none);
            }
            first = first.min(patch.at);
            last = last.max(patch.at + patch.inserted);
        }
        self.by_bead.resize(bitext.beads.len(), Vec::new());
        // Changes that are far apart are checked each by itself.
        let parts: Vec<Range<usize>> = if last.saturating_sub(first) > 200 {
            patches
                .iter()
                .map(|patch| patch.at..patch.at + patch.inserted)
                .collect()
        } else {
            std::iter::once(first.min(last)..last).collect()
        };
        if parts.len() > MOST_PARTS {
            return 0..0;
        }
        let mut touched: Option<Range<usize>> = None;
        for part in parts {
            let near = part.start.saturating_sub(NEAR).min(bitext.beads.len())
                ..(part.end + NEAR).min(bitext.beads.len());
            self.look(bitext, near.clone(), setup);
            touched = Some(match touched {
                Some(so_far) => so_far.start.min(near.start)..so_far.end.max(near.end),
                None => near,
            });
        }
        touched.unwrap_or(0..0)
    }

    /// Checks some beads by the rules that look at each by itself.
    fn look(&mut self, bitext: &Bitext, beads: Range<usize>, setup: &CheckSetup) {
        let ratio = if self.ratio > 0.0 {
            self.ratio
        } else {
            length_ratio(bitext)
        };
        let found = checker(setup).check_beads(bitext, beads.clone(), ratio);
        let mut by_bead: HashMap<usize, Vec<Found>> = HashMap::new();
        for (bead, found) in locate_in_beads(bitext, found, setup) {
            by_bead.entry(bead).or_default().push(found);
        }
        for bead in beads {
            let mut found = by_bead.remove(&bead).unwrap_or_default();
            let whole = self.by_bead[bead].drain(..);
            found.extend(whole.filter(|found| !looks_at_each(found.record.rule)));
            self.by_bead[bead] = found;
        }
    }
}
