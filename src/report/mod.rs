//! Reports: judged findings written for people and for programs. A format is one file and one line in
//! [`REPORTS`].

mod github;
mod html;
mod json;
mod junit;
mod record;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, Write};

pub use json::{FORMAT, VERSION};
pub use record::{FindingRecord, Replacement, SideRecord};

use crate::bitext::Bitext;
use crate::check::{Finding, Judge, JudgedFinding, Severity, State, Unused, link_orphans};
use crate::text::named::Named;

/// Everything that a report says.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings in the order of the text.
    pub items: Vec<JudgedFinding>,
    /// Suppressions and known findings that match nothing.
    pub unused: Vec<Unused>,
    /// Beads that were looked at; orphans that were read as one count once.
    pub beads: usize,
    /// The two files.
    pub files: (String, String),
    /// What the files say otherwise than the bitext that was named.
    pub pair: PairState,
}

/// How a bitext stands to its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PairState {
    /// Chinese sentences that changed since the bitext was written.
    pub source_changed: usize,
    /// English sentences that changed since.
    pub target_changed: usize,
    /// Links that were made anew.
    pub relinked: usize,
    /// Decisions that were lost now.
    pub lost: usize,
    /// Links whose English waits to be written into the text.
    pub pending: usize,
    /// Links whose English was made of other Chinese.
    pub stale: usize,
}

impl Report {
    /// The report of what a checker found in `bitext`.
    #[must_use]
    pub fn new(bitext: &Bitext, findings: Vec<Finding>, judge: &Judge<'_>) -> Report {
        let judgement = judge.judge(bitext, findings);
        Report {
            unused: judge.unused(&judgement),
            items: judgement.findings,
            beads: link_orphans(bitext).beads.len(),
            files: (bitext.source.file.clone(), bitext.target.file.clone()),
            pair: PairState {
                pending: bitext.waiting().count(),
                stale: bitext
                    .beads
                    .iter()
                    .filter(|bead| bead.was().is_some())
                    .count(),
                ..PairState::default()
            },
        }
    }

    /// The findings that count.
    pub fn new_items(&self) -> impl Iterator<Item = &JudgedFinding> {
        self.items.iter().filter(|item| item.state == State::New)
    }

    /// Findings that are shown: all but the suppressed.
    pub fn shown(&self) -> impl Iterator<Item = &JudgedFinding> {
        let items = self.items.iter();
        items.filter(|item| !matches!(item.state, State::Suppressed(..)))
    }

    /// Whether a finding that counts is of this severity or worse.
    #[must_use]
    pub fn fails(&self, on: Severity) -> bool {
        on != Severity::Off && self.new_items().any(|item| item.finding.severity >= on)
    }

    /// The number of findings of a severity that count.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let items = self.new_items();
        items
            .filter(|item| item.finding.severity == severity)
            .count()
    }
}

/// The terminal that a report is written for: its colours and its width.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Whether in colour.
    pub color: bool,
    /// The number of columns.
    pub width: usize,
}

/// A format of reports.
pub struct ReportFormat {
    /// Its name.
    pub id: &'static str,
    /// Its purpose.
    pub about: &'static str,
    /// Writes a report.
    pub write: fn(&Report, Terminal, &mut dyn Write) -> io::Result<()>,
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
