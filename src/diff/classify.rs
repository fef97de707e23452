//! Classification: turns the units of the matching (which sentence became which) into named changes
//! with word edits, meaning and scores.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::classifier::Classifier;
use super::findings;
use super::kind::usual_ratio;
use super::lines::Lines;
use super::matching::{MatchedUnit, compare};
use super::meaning::{Terms, signs};
use super::metric::Tally;
use super::options::Options;
use super::revision::{Change, ChangeKind, Revision, joined};
use super::section;
use super::sources::{Sources, holding};
use super::word_edits::edits;
use crate::bitext::{Bitext, SideName};
use crate::error::Result;
use crate::text::Language;

/// A range of the old version's sentences and one of the new version's.
type OldNew = (Range<usize>, Range<usize>);

/// Compares two versions of a translation, bead by bead: the targets of both, against their sources. A
/// side without a source (one bead a sentence, each without Chinese) is compared by its words alone.
///
/// # Errors
/// [`Error`](crate::error::Error) of the checks when their settings are wrong (an unknown rule, a
/// malformed value).
pub fn revise<'a>(old: &'a Bitext, new: &'a Bitext, options: &Options<'_>) -> Result<Revision<'a>> {
    let language = if new.target.language.starts_with("zh") {
        Language::Zh
    } else {
        Language::En
    };
    let sources = Sources::new(old, new);
    let units = compare(
        &lines(old, &sources.old_names),
        &lines(new, &sources.new_names),
    );
    let terms = options.termbase.map(Terms::new);
    let mut work = Classifier {
        old,
        new,
        language,
        terms: terms.as_ref(),
        texts: options.texts,
        beads: (old.bead_of(SideName::Target), new.bead_of(SideName::Target)),
        sources,
        ratio: usual_ratio(old),
        changes: Vec::new(),
        total: Tally::default(),
    };
    work.classify(&units);
    let (mut changes, total) = (work.changes, work.total);
    changes.sort_by_key(|change| (change.new.start, change.new.end, change.old.start));
    let sections = section::summarise(new, &mut changes);
    let (new_findings, resolved_findings) = match options.check {
        Some(settings) => findings::compare(old, new, &changes, settings, options)?,
        None => (Vec::new(), Vec::new()),
    };
    let mut changed = vec![false; new.target.sentences.len()];
    for change in changes
        .iter()
        .filter(|c| !c.kind.is_quiet() && c.kind != ChangeKind::Stale)
    {
        changed[change.new.clone()].fill(true);
    }
    Ok(Revision {
        old,
        new,
        language,
        kept: changed.iter().filter(|changed| !**changed).count(),
        scores: total.scores(),
        sections,
        changes,
        new_findings,
        resolved_findings,
    })
}

fn lines<'a>(bitext: &'a Bitext, names: &[u32]) -> Lines<'a> {
    let runs = bitext
        .beads
        .iter()
        .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty())
        .map(|bead| (bead.target.clone(), names[bead.source.clone()].to_vec()));
    Lines::new(bitext.target.texts()).with_passages(runs)
}

impl Classifier<'_, '_> {
    fn classify(&mut self, units: &[MatchedUnit]) {
        // The new sentence that each old one became, for units that have both.
        let mut answers = vec![None; self.old.target.sentences.len()];
        let mut groups: BTreeMap<u32, Vec<&MatchedUnit>> = BTreeMap::new();
        for unit in units {
            if let Some(number) = unit.moved {
                groups.entry(number).or_default().push(unit);
            }
            for (i, j) in unit.old.clone().zip(unit.new.clone()) {
                answers[i] = Some(j);
            }
        }
        let kinds: Vec<Option<ChangeKind>> = units.iter().map(|unit| self.kind(unit)).collect();
        let resolved = self.source_changes(units, &kinds);
        // The places, in both versions, where the sentences of the next unit would stand if it has none
        // there.
        let (mut old_at, mut new_at) = (0, 0);
        let mut last_kept: Option<(usize, usize)> = None;
        for (at, unit) in units.iter().enumerate() {
            let old = if unit.old.is_empty() {
                old_at..old_at
            } else {
                unit.old.clone()
            };
            let new = if unit.new.is_empty() {
                new_at..new_at
            } else {
                unit.new.clone()
            };
            if unit.moved.is_none() {
                old_at = old.end.max(old_at);
            }
            new_at = new.end.max(new_at);
            let alone = unit.moved.is_none_or(|number| groups[&number].len() == 1);
            let kind = match kinds[at] {
                Some(kind) if resolved.contains(&at) => match kind {
                    ChangeKind::Edited
                    | ChangeKind::Retranslated
                    | ChangeKind::Split
                    | ChangeKind::Merged
                        if alone =>
                    {
                        Some(ChangeKind::Resolved)
                    }
                    kind => Some(kind),
                },
                kind => kind,
            };
            let kind = if unit.moved.is_some() && alone {
                Some(ChangeKind::Moved)
            } else {
                kind
            };
            let kind = kind.or_else(|| {
                // A sentence that is the same, but is in another paragraph than the sentence before it:
                // a change of markup.
                let before = last_kept.filter(|&(i, j)| i + 1 == old.start && j + 1 == new.start);
                let block = |bitext: &Bitext, at: usize| bitext.target.sentences[at].block;
                let apart = before.is_some_and(|(i, j)| {
                    (block(self.old, i) == block(self.old, old.start))
                        != (block(self.new, j) == block(self.new, new.start))
                });
                apart.then_some(ChangeKind::Markup)
            });
            last_kept = (old.len() == 1 && new.len() == 1 && unit.moved.is_none())
                .then_some((old.start, new.start));
            let unchanged = self.tally_kept(unit, kind);
            if let Some(kind) = kind {
                self.push(kind, old, new, unit.moved, unchanged);
            }
        }
        for (number, group) in groups.into_iter().filter(|(_, group)| group.len() > 1) {
            let hull = |of: fn(&MatchedUnit) -> &Range<usize>| {
                let start = group.iter().map(|unit| of(unit).start).min().unwrap_or(0);
                let end = group.iter().map(|unit| of(unit).end).max().unwrap_or(0);
                start..end
            };
            let (old, new) = (hull(|unit| &unit.old), hull(|unit| &unit.new));
            self.push_block(number, old, new);
        }
    }

    /// Adds the unit's sentences that stayed the same to the total; returns `true` when all of them
    /// did.
    fn tally_kept(&mut self, unit: &MatchedUnit, kind: Option<ChangeKind>) -> bool {
        let same = unit.old.len() == unit.new.len()
            && (self.old.target.sentences[unit.old.clone()].iter())
                .zip(&self.new.target.sentences[unit.new.clone()])
                .all(|(old, new)| old.text == new.text);
        if same && kind.is_none_or(|kind| kind.is_quiet() || kind == ChangeKind::Moved) {
            for sentence in self.new.target.slice(&unit.new) {
                self.total.add(&Tally::of_kept(&sentence.text));
            }
        }
        same
    }

    /// Reports the changes of the Chinese that the English did not follow as stale, and returns the
    /// indices of the units that did follow.
    fn source_changes(
        &mut self,
        units: &[MatchedUnit],
        kinds: &[Option<ChangeKind>],
    ) -> BTreeSet<usize> {
        let mut resolved = BTreeSet::new();
        if self.sources.changed.is_empty() {
            return resolved;
        }
        let mut by_old = HashMap::new();
        let mut by_new = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            by_old.extend(unit.old.clone().map(|i| (i, at)));
            by_new.extend(unit.new.clone().map(|j| (j, at)));
        }
        // Keyed by the units that translate the changed Chinese, so that several changes under the same
        // units are reported once; Chinese without English has a key of its own for each stretch (the
        // second number).
        let mut stale: BTreeMap<(Vec<usize>, usize), OldNew> = BTreeMap::new();
        for (number, (of_old, of_new)) in self.sources.changed.iter().enumerate() {
            let mut touched: BTreeSet<usize> = BTreeSet::new();
            for bead in holding(self.old, of_old) {
                let english = self.old.beads[bead].target.clone();
                touched.extend(english.filter_map(|i| by_old.get(&i)));
            }
            for bead in holding(self.new, of_new) {
                let english = self.new.beads[bead].target.clone();
                touched.extend(english.filter_map(|j| by_new.get(&j)));
            }
            let followed: Vec<usize> = touched
                .iter()
                .copied()
                .filter(|&at| kinds[at].is_some_and(|kind| !kind.is_quiet()))
                .collect();
            if followed.is_empty() {
                let alone = if touched.is_empty() { number + 1 } else { 0 };
                let key = (touched.into_iter().collect(), alone);
                let entry = stale.entry(key).or_insert((0..0, 0..0));
                let join = |one: &mut Range<usize>, other: &Range<usize>| {
                    if one.start == one.end {
                        one.clone_from(other);
                    } else if other.start < other.end {
                        *one = one.start.min(other.start)..one.end.max(other.end);
                    }
                };
                join(&mut entry.0, of_old);
                join(&mut entry.1, of_new);
            }
            resolved.extend(followed);
        }
        for ((touched, _), sources) in stale {
            let units: Vec<&MatchedUnit> = touched.iter().map(|&at| &units[at]).collect();
            let runs = runs(units);
            if runs.is_empty() {
                let at = (
                    self.before(self.old, &sources.0),
                    self.before(self.new, &sources.1),
                );
                self.push_stale((at.0..at.0, at.1..at.1), &sources);
            }
            for run in runs {
                self.push_stale(run, &sources);
            }
        }
        resolved
    }

    /// The index at which the English of an untranslated source range would stand in the target.
    fn before(&self, bitext: &Bitext, source: &Range<usize>) -> usize {
        let behind = bitext
            .beads
            .partition_point(|bead| bead.source.end <= source.start);
        let before = bitext.beads[..behind].iter().rev();
        let mut linked = before.filter(|bead| bead.moved.is_none() && !bead.target.is_empty());
        linked.next().map_or(0, |bead| bead.target.end)
    }

    fn push_stale(&mut self, (old, new): OldNew, (old_source, new_source): &OldNew) {
        let mut change = blank(ChangeKind::Stale, old, new);
        change.old_source = old_source.clone();
        change.new_source = new_source.clone();
        let (a, b) = (
            joined(self.old.source.slice(&change.old_source)),
            joined(self.new.source.slice(&change.new_source)),
        );
        change.source_edits = edits(&a, &b);
        if !a.is_empty() && !b.is_empty() {
            change.signs = signs(&a, &b, "", Language::Zh, None);
        }
        self.changes.push(change);
    }

    fn push(
        &mut self,
        kind: ChangeKind,
        old: Range<usize>,
        new: Range<usize>,
        moved: Option<u32>,
        same: bool,
    ) {
        let mut change = blank(kind, old, new);
        change.moved = moved;
        self.with_sources(&mut change);
        let (old_text, new_text) = (
            joined(self.old.target.slice(&change.old)),
            joined(self.new.target.slice(&change.new)),
        );
        change.edits = edits(&old_text, &new_text);
        if !same {
            let tally = Tally::of(&old_text, &new_text, &change.edits);
            self.total.add(&tally);
            change.scores = Some(tally.scores());
        }
        let source = |bitext: &Bitext, range: &Range<usize>| joined(bitext.source.slice(range));
        let (old_source, new_source) = (
            source(self.old, &change.old_source),
            source(self.new, &change.new_source),
        );
        if kind != ChangeKind::Added && kind != ChangeKind::Restored && kind != ChangeKind::Removed
        {
            let meets = |one: &Range<usize>, other: &Range<usize>| {
                one.start < other.end && other.start < one.end
            };
            let both_there = !change.old_source.is_empty() && !change.new_source.is_empty();
            let touched =
                self.sources.changed.iter().any(|(old, new)| {
                    meets(old, &change.old_source) || meets(new, &change.new_source)
                });
            if both_there && touched {
                change.source_edits = edits(&old_source, &new_source);
            }
            if !change.edits.is_empty() {
                let source = if old_source < new_source {
                    old_source + &new_source
                } else {
                    new_source + &old_source
                };
                change.signs = signs(&old_text, &new_text, &source, self.language, self.terms);
            }
        }
        self.changes.push(change);
    }

    fn push_block(&mut self, number: u32, old: Range<usize>, new: Range<usize>) {
        let mut change = blank(ChangeKind::Moved, old, new);
        change.moved = Some(number);
        self.with_sources(&mut change);
        self.changes.push(change);
    }

    fn with_sources(&self, change: &mut Change) {
        let source =
            |bitext: &Bitext, beads: &[Option<usize>], range: &Range<usize>| -> Range<usize> {
                let found: BTreeSet<(usize, usize)> = range
                    .clone()
                    .filter_map(|at| bitext.beads.get(beads[at]?))
                    .filter(|bead| !bead.source.is_empty())
                    .map(|bead| (bead.source.start, bead.source.end))
                    .collect();
                let mut whole: Option<Range<usize>> = None;
                for (start, end) in found {
                    match &mut whole {
                        // Beads that are not next to the first ones stand elsewhere, and are left out.
                        Some(whole) if start <= whole.end + 1 => whole.end = whole.end.max(end),
                        Some(_) => break,
                        None => whole = Some(start..end),
                    }
                }
                whole.unwrap_or(0..0)
            };
        change.old_source = source(self.old, &self.beads.0, &change.old);
        change.new_source = source(self.new, &self.beads.1, &change.new);
    }
}

/// The ranges of units that follow one another in both versions, joined.
fn runs(mut units: Vec<&MatchedUnit>) -> Vec<OldNew> {
    units.sort_unstable_by_key(|unit| (unit.new.start, unit.old.start));
    let mut runs: Vec<OldNew> = Vec::new();
    for unit in units {
        match runs.last_mut() {
            Some((old, new)) if old.end == unit.old.start && new.end == unit.new.start => {
                old.end = unit.old.end;
                new.end = unit.new.end;
            }
            _ => runs.push((unit.old.clone(), unit.new.clone())),
        }
    }
    runs
}

fn blank(kind: ChangeKind, old: Range<usize>, new: Range<usize>) -> Change {
    Change {
        kind,
        old,
        new,
        old_source: 0..0,
        new_source: 0..0,
        moved: None,
        edits: Vec::new(),
        source_edits: Vec::new(),
        signs: Vec::new(),
        scores: None,
        section: None,
        across: None,
    }
}

#[cfg(test)]
mod tests;
