//! The judge: finds the place of a finding in the files, and says whether it counts: it is new, known (in
//! the baseline), or suppressed (by a comment in a text or by the settings).

use std::collections::HashSet;

use super::baseline::Baseline;
use super::finding::Finding;
use super::locate::{Files, Place};
use super::options::Ignore;
use super::suppress::Suppressions;
use crate::bitext::Bitext;

/// Whether a finding counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It counts.
    New,
    /// It is in the baseline: shown, and not counted.
    Known,
    /// It is hidden, for this reason, by a comment (`true`) or the settings.
    Suppressed(String, bool),
}

impl State {
    /// As reports write it: `new`, `known`, `suppressed`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            State::New => "new",
            State::Known => "known",
            State::Suppressed(..) => "suppressed",
        }
    }

    /// Why it is hidden.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Suppressed(reason, _) => Some(reason),
            State::New | State::Known => None,
        }
    }
}

/// A finding with its places in the files.
#[derive(Clone, Debug)]
pub struct JudgedFinding {
    /// The finding.
    pub finding: Finding,
    /// Whether it counts.
    pub state: State,
    /// Its place in the Chinese file; `None` without Chinese.
    pub source: Option<Place>,
    /// Its place in the English file; `None` without English.
    pub target: Option<Place>,
    /// The joined Chinese and English sentences that it speaks of.
    pub texts: (String, String),
}

/// A suppression or a known finding that there is no finding for any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// The place of the suppression: file and line, or the settings.
    pub place: String,
    /// The message, for people.
    pub what: String,
}

/// The judge of findings, with everything that decides on them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Judge<'a> {
    /// The texts, for exact places; without them the places are those of the sentences.
    pub files: Files<'a>,
    /// The comments in the texts.
    pub suppressions: Option<&'a Suppressions>,
    /// The findings that the settings hide.
    pub ignore: &'a [Ignore],
    /// The known findings.
    pub baseline: Option<&'a Baseline>,
}

/// Judged findings, and which suppressions hid one of them.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The findings in the order of the text.
    pub findings: Vec<JudgedFinding>,
    used_comments: HashSet<usize>,
    used_ignores: HashSet<usize>,
}

impl Judge<'_> {
    /// Judges what a checker found in `bitext`.
    #[must_use]
    pub fn judge(&self, bitext: &Bitext, findings: Vec<Finding>) -> Judgement {
        let mut judgement = Judgement::default();
        for finding in findings {
            let source = self.files.source(bitext, &finding);
            let target = self.files.target(bitext, &finding);
            let comment = self.suppressions.and_then(|comments| {
                let places = [&source, &target].into_iter().flatten();
                let mut places = places.map(|place| (&place.file, (place.line, place.end_line)));
                let at = places.find_map(|(file, lines)| comments.find(finding.rule, file, lines));
                at.map(|at| (at, &comments.0[at]))
            });
            let fingerprint = finding.fingerprint.to_string();
            let ignored = self.ignore.iter().position(|ignore| {
                let is = |wanted: &Option<String>, what: &str| {
                    wanted.as_ref().is_none_or(|wanted| *wanted == what)
                };
                ignore.rule == finding.rule
                    && is(&ignore.fingerprint, &fingerprint)
                    && is(&ignore.subject, &finding.subject)
            });
            let state = if let Some((at, comment)) = comment {
                judgement.used_comments.insert(at);
                State::Suppressed(comment.reason.clone(), true)
            } else if let Some(at) = ignored {
                judgement.used_ignores.insert(at);
                State::Suppressed(self.ignore[at].reason.clone(), false)
            } else if self.baseline.is_some_and(|known| known.has(&fingerprint)) {
                State::Known
            } else {
                State::New
            };
            judgement.findings.push(JudgedFinding {
                texts: (finding.source_text(bitext), finding.target_text(bitext)),
                finding,
                state,
                source,
                target,
            });
        }
        judgement
    }

    /// The suppressions that hide none of these findings, and the known findings that are not among them.
    #[must_use]
    pub fn unused(&self, judgement: &Judgement) -> Vec<Unused> {
        let mut unused: Vec<Unused> = Vec::new();
        let comments = self.suppressions.map_or(&[][..], |comments| &comments.0);
        for (at, comment) in comments.iter().enumerate() {
            if !judgement.used_comments.contains(&at) {
                unused.push(Unused {
                    place: format!("{}:{}", comment.file, comment.line),
                    what: format!("this comment hides nothing: {}", comment.rules.join(", ")),
                });
            }
        }
        for (at, ignore) in self.ignore.iter().enumerate() {
            if !judgement.used_ignores.contains(&at) {
                unused.push(Unused {
                    place: "[[check.ignore]]".to_owned(),
                    what: format!("it hides nothing: {} ({})", ignore.rule, ignore.reason),
                });
            }
        }
        if let Some(baseline) = self.baseline {
            let findings = judgement.findings.iter();
            let there = findings
                .map(|judged| judged.finding.fingerprint.to_string())
                .collect();
            for (fingerprint, what) in baseline.without(&there) {
                unused.push(Unused {
                    place: format!("baseline {fingerprint}"),
                    what: format!("no longer found: {what}"),
                });
            }
        }
        unused
    }
}
