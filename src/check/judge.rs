//! The judge: says of each finding whether it counts: it is new, known (in the baseline), or suppressed (by a
//! comment in a text or by the settings).

use std::collections::{BTreeSet, HashSet};

use super::baseline::{Baseline, KnownFinding};
use super::finding::Finding;
use super::judged::{JudgedFinding, State};
use super::locate::Files;
use super::options::Ignore;
use super::placed::{PlacedFinding, Rank};
use super::stretches;
use super::suppress::Suppressions;
use crate::bitext::Bitext;

/// A suppression or a known finding that there is no finding for any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// The place of the suppression: file and line, or the settings.
    pub place: String,
    /// The message, for people.
    pub what: String,
}

/// The judge of the findings of one text, with everything that decides on them.
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
    /// The name of the text in the baseline; where there is none, what is known in any text is known.
    pub text: Option<&'a str>,
}

/// Judged findings, and what hid one of them.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The findings in the order of the text; those of a stretch are one.
    pub findings: Vec<JudgedFinding>,
    /// The known findings that were met.
    pub(crate) met: BTreeSet<KnownFinding>,
    used_comments: HashSet<usize>,
    used_ignores: HashSet<usize>,
}

impl Judge<'_> {
    /// Judges what a checker found in `bitext`.
    #[must_use]
    pub fn judge(&self, bitext: &Bitext, findings: Vec<Finding>) -> Judgement {
        let placed = findings.into_iter();
        let placed =
            placed.map(|found| PlacedFinding::new(bitext, found, Rank::default(), self.files));
        self.judge_placed(placed.collect())
    }

    /// Judges findings that have their places, and are numbered.
    #[must_use]
    pub fn judge_placed(&self, findings: Vec<PlacedFinding>) -> Judgement {
        let mut judgement = Judgement::default();
        let known = match self.baseline {
            Some(baseline) => self.known(baseline, &findings, &mut judgement.met),
            None => vec![false; findings.len()],
        };
        for (placed, is_known) in findings.into_iter().zip(known) {
            let finding = &placed.finding;
            let comment = self.suppressions.and_then(|comments| {
                let places = [&placed.source, &placed.target].into_iter().flatten();
                let mut places = places.map(|place| (&place.file, (place.line, place.end_line)));
                let at = places.find_map(|(file, lines)| comments.find(finding.rule, file, lines));
                at.map(|at| (at, &comments.0[at]))
            });
            let names = [&finding.fingerprint, &finding.names.former].map(ToString::to_string);
            let ignored = self.ignore.iter().position(|ignore| {
                let is_subject = |wanted: &String| *wanted == finding.subject;
                ignore.rule == finding.rule
                    && ignore
                        .fingerprint
                        .as_ref()
                        .is_none_or(|one| names.contains(one))
                    && ignore.subject.as_ref().is_none_or(is_subject)
            });
            // A comment at a place that the finding lists is about it, and is not spare.
            if let Some(comments) = self.suppressions {
                let listed = placed.elsewhere.iter();
                let listed = listed.filter(|place| place.line > 0).filter_map(|place| {
                    comments.find(finding.rule, &place.file, (place.line, place.line))
                });
                judgement.used_comments.extend(listed);
            }
            let state = if let Some((at, comment)) = comment {
                judgement.used_comments.insert(at);
                State::Suppressed(comment.reason.clone(), true)
            } else if let Some(at) = ignored {
                judgement.used_ignores.insert(at);
                State::Suppressed(self.ignore[at].reason.clone(), false)
            } else if is_known {
                State::Known
            } else {
                State::New
            };
            judgement.findings.push(JudgedFinding {
                finding: placed.finding,
                state,
                source: placed.source,
                target: placed.target,
                texts: placed.texts,
                elsewhere: placed.elsewhere,
                parts: Vec::new(),
            });
        }
        judgement.findings = stretches::joined(judgement.findings);
        judgement
    }

    /// Which of the findings are known. A known finding stands for one of these: for that with its name, else
    /// for one that had it before the link was another, or would have had it.
    fn known(
        &self,
        baseline: &Baseline,
        findings: &[PlacedFinding],
        met: &mut BTreeSet<KnownFinding>,
    ) -> Vec<bool> {
        let mut left = baseline.known_in(self.text);
        let mut known = vec![false; findings.len()];
        let mut take = |one: Option<KnownFinding>, left: &mut BTreeSet<KnownFinding>| {
            let Some(one) = one.filter(|one| left.remove(one)) else {
                return false;
            };
            met.insert(one);
            true
        };
        // A baseline of version 1 has the former names.
        let of_version_1 = |one: &KnownFinding| one.text.is_none();
        for (placed, known) in findings.iter().zip(&mut known) {
            let finding = &placed.finding;
            let (own, former) = (
                finding.fingerprint.to_string(),
                finding.names.former.to_string(),
            );
            let found = left.iter().find(|one| {
                one.fingerprint == if of_version_1(one) { &former } else { &own }.as_str()
            });
            let found = found.cloned();
            *known = take(found, &mut left);
        }
        for (placed, known) in findings.iter().zip(&mut known) {
            if *known || left.is_empty() {
                continue;
            }
            let finding = &placed.finding;
            let is_other = |one: &KnownFinding| {
                let digest = one.fingerprint.split('-').next().unwrap_or_default();
                finding.names.others.iter().any(|other| other == digest)
                    || of_version_1(one) && finding.fingerprint.digest == digest
            };
            let found = left.iter().find(|one| is_other(one)).cloned();
            *known = take(found, &mut left);
        }
        known
    }

    /// The suppressions that hide none of these findings, and the known findings that are not among them.
    #[must_use]
    pub fn unused(&self, judgement: &Judgement) -> Vec<Unused> {
        let mut unused = self.unused_comments(judgement);
        unused.extend(unused_ignores(self.ignore, &[judgement]));
        if let Some(baseline) = self.baseline {
            let mut left = baseline.clone();
            left.spend(&judgement.met);
            let is_this = |text: Option<&str>| text.is_none_or(|text| self.text == Some(text));
            unused.extend(unused_known(&left, is_this));
        }
        unused
    }

    /// The comments that hide none of these findings.
    #[must_use]
    pub fn unused_comments(&self, judgement: &Judgement) -> Vec<Unused> {
        let comments = self.suppressions.map_or(&[][..], |comments| &comments.0);
        let comments = comments.iter().enumerate();
        comments
            .filter(|(at, _)| !judgement.used_comments.contains(at))
            .map(|(_, comment)| Unused {
                place: format!("{}:{}", comment.file, comment.line),
                what: format!("this comment hides nothing: {}", comment.rules.join(", ")),
            })
            .collect()
    }
}

/// The tables of the settings that hide no finding of any of these texts.
#[must_use]
pub fn unused_ignores(ignore: &[Ignore], judgements: &[&Judgement]) -> Vec<Unused> {
    let tables = ignore.iter().enumerate();
    tables
        .filter(|(at, _)| !judgements.iter().any(|one| one.used_ignores.contains(at)))
        .map(|(_, ignore)| Unused {
            place: "[[check.ignore]]".to_owned(),
            what: format!("it hides nothing: {} ({})", ignore.rule, ignore.reason),
        })
        .collect()
}

/// The findings that are left in a baseline, of the texts that were looked at.
pub(crate) fn unused_known(
    left: &Baseline,
    looked_at: impl Fn(Option<&str>) -> bool,
) -> Vec<Unused> {
    let left = left.left(looked_at);
    left.map(|(fingerprint, what)| Unused {
        place: format!("baseline {fingerprint}"),
        what: format!("no longer found: {what}"),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::{SentenceSpans, Severity};
    use crate::check::fingerprint::{Fingerprint, OtherNames};

    fn name(digest: &str) -> Fingerprint {
        Fingerprint {
            digest: digest.to_owned(),
            occurrence: 1,
        }
    }

    fn placed(own: &str, former: &str, others: &[&str]) -> PlacedFinding {
        PlacedFinding {
            finding: Finding {
                rule: "number",
                severity: Severity::Error,
                bead: 0,
                bead_id: crate::bitext::BeadId("1".into()),
                sentences: SentenceSpans::default(),
                source: 0..0,
                target: 0..0,
                message: String::new(),
                subject: "320".to_owned(),
                fix: None,
                fingerprint: name(own),
                names: OtherNames {
                    former: name(former),
                    others: others.iter().map(|one| (*one).to_owned()).collect(),
                },
                stretch: None,
            },
            source: None,
            target: None,
            texts: Default::default(),
            elsewhere: std::sync::Arc::default(),
            rank: Rank::default(),
        }
    }

    fn states(baseline: &Baseline, text: &str, findings: &[PlacedFinding]) -> Vec<State> {
        let judge = Judge {
            baseline: Some(baseline),
            text: Some(text),
            ..Judge::default()
        };
        let judgement = judge.judge_placed(findings.to_vec());
        let findings = judgement.findings.into_iter();
        findings.map(|judged| judged.state).collect()
    }

    #[test]
    fn a_known_finding_stands_for_one_whose_link_has_more_sentences_now() {
        let mut baseline = Baseline::default();
        baseline.add("zh/a.md", &placed("a", "v1", &[]).finding);
        let linked = placed("b", "v1-of-both", &["a"]);
        // For one of them only, and only in its text.
        let found = [linked.clone(), linked.clone()];
        assert_eq!(
            states(&baseline, "zh/a.md", &found),
            [State::Known, State::New]
        );
        assert_eq!(
            states(&baseline, "zh/b.md", &found),
            [State::New, State::New]
        );
        // The finding of that name goes first, wherever it stands.
        let found = [linked, placed("a", "v1", &[])];
        assert_eq!(
            states(&baseline, "zh/a.md", &found),
            [State::New, State::Known]
        );
    }

    #[test]
    fn settings_may_have_the_former_name() {
        let ignore = [Ignore {
            rule: "number".to_owned(),
            fingerprint: Some("v1".to_owned()),
            subject: None,
            reason: "as the census has it".to_owned(),
        }];
        let judge = Judge {
            ignore: &ignore,
            ..Judge::default()
        };
        let judged = judge.judge_placed(vec![placed("a", "v1", &[]), placed("b", "v2", &[])]);
        let hidden = State::Suppressed("as the census has it".to_owned(), false);
        let states: Vec<&State> = judged.findings.iter().map(|one| &one.state).collect();
        assert_eq!(states, [&hidden, &State::New]);
        assert!(judge.unused(&judged).is_empty());
    }
}
