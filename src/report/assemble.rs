//! A report out of the results of texts: what was found in each alone and by comparing them, judged.

use std::collections::{BTreeSet, HashMap};

use super::{PairState, Report, TextReport};
use crate::check::{
    Baseline, Ignore, Judge, Judgement, PlacedFinding, TextResult, in_order, unused_ignores,
    unused_known,
};

/// A text that was looked at, or could not be.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Its name in the project.
    pub name: String,
    /// Its title, where the project gives one.
    pub title: Option<String>,
    /// What it alone says.
    pub result: TextResult,
    /// How its bitext stands to its files.
    pub pair: PairState,
    /// Why it could not be looked at.
    pub failed: Option<String>,
}

/// What decides on the findings of all texts, and which of them are shown.
#[derive(Clone, Debug, Default)]
pub struct Judging<'a> {
    /// The findings that the settings hide.
    pub ignore: &'a [Ignore],
    /// The known findings.
    pub baseline: Option<Baseline>,
    /// The names of the texts whose findings are shown, and of other texts' findings those that name a place in
    /// one of them; `None` for all.
    pub shown: Option<BTreeSet<String>>,
    /// Whether the texts are all that the project has: what is known of others is then no longer found.
    pub is_whole: bool,
}

impl Judging<'_> {
    fn shows(&self, text: &str) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.contains(text))
    }
}

impl Report {
    /// Judges the findings of texts, given in their order. `told` are those that came of comparing them, each with
    /// the index of its text. Also gives the renamed texts whose known findings were followed: the former and the
    /// present name.
    #[must_use]
    pub fn of(
        texts: Vec<Looked>,
        told: Vec<(usize, PlacedFinding)>,
        judging: &Judging<'_>,
    ) -> (Report, Vec<(String, String)>) {
        let mut told_of: HashMap<usize, Vec<PlacedFinding>> = HashMap::new();
        for (text, placed) in told {
            told_of.entry(text).or_default().push(placed);
        }
        let mut texts = texts;
        for (at, text) in texts.iter_mut().enumerate() {
            let mut found = std::mem::take(&mut text.result.found);
            found.extend(told_of.remove(&at).unwrap_or_default());
            text.result.found = in_order(found);
        }
        let mut baseline = judging.baseline.clone();
        let renamed = baseline
            .as_mut()
            .map_or_else(Vec::new, |baseline| follow_renames(baseline, &texts));
        let names: BTreeSet<String> = texts.iter().map(|text| text.name.clone()).collect();
        let failed = texts.iter().filter(|text| text.failed.is_some());
        let failed: BTreeSet<String> = failed.map(|text| text.name.clone()).collect();
        let mut report = Report {
            is_of_project: texts.len() > 1,
            ..Report::default()
        };
        let mut judgements: Vec<Judgement> = Vec::new();
        for mut text in texts {
            let judge = Judge {
                suppressions: Some(&text.result.comments),
                ignore: judging.ignore,
                baseline: baseline.as_ref(),
                text: Some(&text.name),
                ..Judge::default()
            };
            let mut judgement = judge.judge_placed(std::mem::take(&mut text.result.found));
            let unused = judge.unused_comments(&judgement);
            if let Some(baseline) = &mut baseline {
                baseline.spend(&judgement.met);
            }
            let is_shown = judging.shows(&text.name);
            let mut items = std::mem::take(&mut judgement.findings);
            judgements.push(judgement);
            if !is_shown {
                items.retain(|item| item.elsewhere.iter().any(|one| judging.shows(&one.text)));
                if items.is_empty() {
                    continue;
                }
            }
            report.texts.push(TextReport {
                name: text.name,
                title: text.title,
                files: text.result.files,
                items,
                unused: if is_shown { unused } else { Vec::new() },
                account: text.result.account,
                pair: text.pair,
                failed: text.failed.filter(|_| is_shown),
                is_partial: !is_shown,
            });
        }
        report.unused = unused_ignores(judging.ignore, &judgements.iter().collect::<Vec<_>>());
        if let Some(left) = &baseline {
            let all = judging.shown.is_none();
            report.unused.extend(unused_known(left, |text| match text {
                Some(text) if names.contains(text) => judging.shows(text) && !failed.contains(text),
                Some(_) => all && judging.is_whole,
                None => all,
            }));
        }
        (report, renamed)
    }
}

fn follow_renames(baseline: &mut Baseline, texts: &[Looked]) -> Vec<(String, String)> {
    let names: Vec<&str> = texts.iter().map(|text| text.name.as_str()).collect();
    baseline.follow_renames(&names, |name| {
        let text = texts.iter().find(|text| text.name == name);
        let found = text.map_or(&[][..], |text| &text.result.found);
        let names = found
            .iter()
            .map(|placed| placed.finding.fingerprint.to_string());
        names.collect()
    })
}
