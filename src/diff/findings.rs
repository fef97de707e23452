//! Check findings compared: those that only the new version has, and those that only the old one has.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::options::Options;
use super::revision::{Change, ChangeKind, FindingChange, joined as text_of};
use crate::bitext::SideName;
use crate::bitext::{Bitext, Part};
use crate::check::{CheckConfig, Checker};
use crate::error::Result;
use crate::glossary::Termbase;

/// The largest number of beads for which both versions are checked whole; of longer texts only the
/// beads near the changes are checked.
const WHOLE: usize = 20_000;
/// The number of beads on either side of a change that count as near it.
const NEAR: usize = 3;

/// A range of source sentences and one of target sentences.
type SourceTarget = (Range<usize>, Range<usize>);

/// The findings that only the new version has, and those that only the old one has.
pub(crate) fn compare(
    old: &Bitext,
    new: &Bitext,
    changes: &[Change],
    settings: &CheckConfig,
    options: &Options<'_>,
) -> Result<(Vec<FindingChange>, Vec<FindingChange>)> {
    if old.source.sentences.is_empty() || new.source.sentences.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let none = Termbase::default();
    let checker = Checker::new(options.termbase.unwrap_or(&none), settings)?;
    let whole = old.beads.len().max(new.beads.len()) <= WHOLE;
    let moved = moved_apart(old, new, changes);
    let found = |bitext: &Bitext, touched: fn(&Change) -> SourceTarget| {
        let part = (!whole).then(|| near(bitext, changes.iter().map(touched)));
        let checked = part.as_ref().map_or(bitext, |part| &part.bitext);
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut found: Vec<(String, FindingChange)> = Vec::new();
        for finding in checker.check(checked, None, options.jobs) {
            let texts = finding.source_text(checked) + &finding.target_text(checked);
            if moved.contains(&(finding.rule, texts)) {
                continue;
            }
            let base = finding.fingerprint.digest;
            let times = seen.entry(base.clone()).or_default();
            *times += 1;
            let number = |at: usize| match &part {
                None => at,
                Some(part) => part.target.get(at).copied().unwrap_or(0),
            };
            let target = finding.sentences.target;
            let sentences = if target.is_empty() {
                0..0
            } else {
                number(target.start)..number(target.end - 1) + 1
            };
            found.push((
                format!("{base}-{times}"),
                FindingChange {
                    rule: finding.rule,
                    severity: finding.severity,
                    message: finding.message,
                    sentences,
                },
            ));
        }
        found
    };
    let of_old = found(old, |change| {
        (change.old_source.clone(), change.old.clone())
    });
    let of_new = found(new, |change| {
        (change.new_source.clone(), change.new.clone())
    });
    let only = |one: &[(String, FindingChange)], other: &[(String, FindingChange)]| {
        let known: HashSet<&str> = other.iter().map(|(print, _)| print.as_str()).collect();
        let new = one
            .iter()
            .filter(|(print, _)| !known.contains(print.as_str()));
        new.map(|(_, finding)| finding.clone()).collect()
    };
    Ok((only(&of_new, &of_old), only(&of_old, &of_new)))
}

/// The omissions and additions that are only moves: a sentence that moved away from its Chinese is no
/// addition, and leaves no omission. Each is given as the rule and the text of the bead that would be
/// reported.
fn moved_apart(old: &Bitext, new: &Bitext, changes: &[Change]) -> HashSet<(&'static str, String)> {
    let mut apart = HashSet::new();
    for change in changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Moved)
    {
        let (chinese, english) = match (change.old_source.is_empty(), change.new_source.is_empty())
        {
            (false, true) => (
                old.source.slice(&change.old_source),
                new.target.slice(&change.new),
            ),
            (true, false) => (
                new.source.slice(&change.new_source),
                old.target.slice(&change.old),
            ),
            _ => continue,
        };
        apart.insert(("omission", text_of(chinese)));
        apart.insert(("addition", text_of(english)));
    }
    apart
}

/// The beads near the changes.
fn near(bitext: &Bitext, touched: impl Iterator<Item = (Range<usize>, Range<usize>)>) -> Part {
    let by_target = bitext.bead_of(SideName::Target);
    let mut wanted = vec![false; bitext.beads.len()];
    let mut want = |bead: usize| {
        if bead < wanted.len() {
            let end = (bead + NEAR + 1).min(wanted.len());
            wanted[bead.saturating_sub(NEAR)..end].fill(true);
        }
    };
    for (source, target) in touched {
        // The two ends are enough for a stretch that moved whole.
        for at in [target.start, target.end.saturating_sub(1)] {
            if let Some(&Some(bead)) = by_target.get(at) {
                want(bead);
            }
        }
        if !source.is_empty() {
            want(
                bitext
                    .beads
                    .partition_point(|bead| bead.source.end <= source.start),
            );
        }
    }
    bitext.part((0..bitext.beads.len()).filter(|&at| wanted[at]))
}
