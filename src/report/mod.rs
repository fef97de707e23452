//! Reports: findings with their places in the files, told apart into new ones, known ones (the
//! baseline) and suppressed ones, and written for people and for programs. A format is one file and one
//! line in [`REPORTS`].

mod baseline;
mod github;
mod html;
mod json;
mod junit;
pub(crate) mod locate;
mod sarif;
mod text;

use std::collections::HashMap;
use std::io::{self, Write};

pub use baseline::Baseline;
pub use json::{FORMAT, VERSION};
pub use locate::{Files, Place};

use crate::bitext::Bitext;
use crate::check::{CheckConfig, Finding, Severity, Suppressions};
use crate::text::digest;
use crate::text::named::Named;

/// Whether a finding counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It does.
    New,
    /// It is in the baseline: shown, and not counted.
    Known,
    /// It is hidden, for this reason, by a comment (`true`) or the settings.
    Suppressed(String, bool),
}

/// A finding as reports show it.
#[derive(Clone, Debug)]
pub struct Item {
    /// What was found.
    pub finding: Finding,
    /// A name that it keeps while lines move and other sentences change.
    pub fingerprint: String,
    /// Whether it counts.
    pub state: State,
    /// Where it is in the Chinese file; nothing where there is no Chinese.
    pub source: Option<Place>,
    /// Where it is in the English file; nothing where there is no English.
    pub target: Option<Place>,
    /// The bead's texts.
    pub texts: (String, String),
}

/// A suppression or a known finding that there is no finding for any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// Where it stands: file and line, or the settings.
    pub place: String,
    /// What it says.
    pub what: String,
}

/// Everything that a report says.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings in the order of the text.
    pub items: Vec<Item>,
    /// Suppressions and known findings that match nothing.
    pub unused: Vec<Unused>,
    /// Beads that were checked.
    pub beads: usize,
    /// The two files.
    pub files: (String, String),
}

impl Report {
    /// Tells the findings apart.
    #[must_use]
    pub fn new(
        bitext: &Bitext,
        findings: Vec<Finding>,
        files: &Files<'_>,
        suppressions: &Suppressions,
        settings: &CheckConfig,
        baseline: Option<&Baseline>,
    ) -> Report {
        let mut used = vec![false; suppressions.0.len()];
        let mut used_settings = vec![false; settings.ignore.len()];
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut items = Vec::with_capacity(findings.len());
        for finding in findings {
            let bead = &bitext.beads[finding.bead];
            let texts = (bitext.source_text(bead), bitext.target_text(bead));
            let base = fingerprint(&finding, &texts);
            let times = seen.entry(base.clone()).or_default();
            *times += 1;
            let fingerprint = if *times == 1 {
                base
            } else {
                format!("{base}-{times}")
            };
            let source = files.source(bitext, &finding);
            let target = files.target(bitext, &finding);
            let comment = [&source, &target].into_iter().flatten().find_map(|place| {
                suppressions.find(finding.rule, &place.file, (place.line, place.end_line))
            });
            let ignored = settings.ignore.iter().position(|ignore| {
                ignore.rule == finding.rule
                    && ignore
                        .fingerprint
                        .as_ref()
                        .is_none_or(|f| *f == fingerprint)
                    && ignore
                        .subject
                        .as_ref()
                        .is_none_or(|s| *s == finding.subject)
            });
            let state = if let Some(at) = comment {
                used[at] = true;
                State::Suppressed(suppressions.0[at].reason.clone(), true)
            } else if let Some(at) = ignored {
                used_settings[at] = true;
                State::Suppressed(settings.ignore[at].reason.clone(), false)
            } else if baseline.is_some_and(|known| known.has(&fingerprint)) {
                State::Known
            } else {
                State::New
            };
            items.push(Item {
                finding,
                fingerprint,
                state,
                source,
                target,
                texts,
            });
        }
        let mut unused: Vec<Unused> = Vec::new();
        for (comment, _) in suppressions.0.iter().zip(&used).filter(|(_, used)| !**used) {
            unused.push(Unused {
                place: format!("{}:{}", comment.file, comment.line),
                what: format!("this comment hides nothing: {}", comment.rules.join(", ")),
            });
        }
        for (ignore, _) in settings
            .ignore
            .iter()
            .zip(&used_settings)
            .filter(|(_, used)| !**used)
        {
            unused.push(Unused {
                place: "[[check.ignore]]".to_owned(),
                what: format!("it hides nothing: {} ({})", ignore.rule, ignore.reason),
            });
        }
        if let Some(baseline) = baseline {
            let there: Vec<&str> = items.iter().map(|item| item.fingerprint.as_str()).collect();
            for (fingerprint, what) in baseline.without(&there) {
                unused.push(Unused {
                    place: format!("baseline {fingerprint}"),
                    what: format!("no longer found: {what}"),
                });
            }
        }
        Report {
            items,
            unused,
            beads: bitext.beads.len(),
            files: (bitext.source.file.clone(), bitext.target.file.clone()),
        }
    }

    /// The findings that count.
    pub fn new_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.state == State::New)
    }

    /// Findings that are shown: all but the suppressed.
    pub fn shown(&self) -> impl Iterator<Item = &Item> {
        let items = self.items.iter();
        items.filter(|item| !matches!(item.state, State::Suppressed(..)))
    }

    /// Whether a finding that counts is of this severity or worse.
    #[must_use]
    pub fn fails(&self, on: Severity) -> bool {
        on != Severity::Off && self.new_items().any(|item| item.finding.severity >= on)
    }

    /// How many findings that count are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let items = self.new_items();
        items
            .filter(|item| item.finding.severity == severity)
            .count()
    }
}

/// By the rule, what it is about and the Chinese, or the English where there is none: lines may move,
/// and the rest of the English may change.
pub(crate) fn fingerprint(finding: &Finding, texts: &(String, String)) -> String {
    let text = if texts.0.trim().is_empty() {
        &texts.1
    } else {
        &texts.0
    };
    let digest = digest::of_parts([
        finding.rule,
        &finding.subject,
        &text.split_whitespace().collect::<String>(),
    ]);
    digest::hex(&digest[..8])
}

/// How a report is written: for a terminal, whether in colour and how wide.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Whether in colour.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
}

/// A format of reports.
pub struct ReportFormat {
    /// Its name.
    pub id: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes a report.
    pub write: fn(&Report, Look, &mut dyn Write) -> io::Result<()>,
}

/// Every format.
pub const REPORTS: &[ReportFormat] = &[
    ReportFormat {
        id: "text",
        about: "for people at a terminal",
        write: text::write,
    },
    ReportFormat {
        id: "json",
        about: "for programs; docs/check.md has its shape",
        write: json::write,
    },
    ReportFormat {
        id: "github",
        about: "workflow commands of GitHub Actions: annotations in the changed files",
        write: github::write,
    },
    ReportFormat {
        id: "sarif",
        about: "SARIF 2.1.0, for code scanning",
        write: sarif::write,
    },
    ReportFormat {
        id: "junit",
        about: "JUnit XML, a test case for each rule",
        write: junit::write,
    },
    ReportFormat {
        id: "html",
        about: "a page in one file",
        write: html::write,
    },
];

impl Named for ReportFormat {
    const KIND: &'static str = "report";

    fn table() -> &'static [ReportFormat] {
        REPORTS
    }

    fn id(&self) -> &'static str {
        self.id
    }
}
