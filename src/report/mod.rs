//! Reports: judged findings written for people and for programs. A format is one file and one line in
//! [`REPORTS`].

mod assemble;
mod excerpt;
mod fix_preview;
mod github;
mod html;
mod json;
mod junit;
mod link;
mod markdown;
mod record;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::io::{self, Write};

pub use assemble::{Judging, Looked};
pub use excerpt::{Excerpt, excerpts};
pub use fix_preview::{
    FIXES_FORMAT, FIXES_VERSION, FixPreview, fix_summary, write_fixes, write_fixes_json,
};
pub use json::{FORMAT, VERSION, VERSION_OF_PROJECT};
pub use link::FileLinks;
pub use record::{FindingRecord, Replacement, SideRecord};

use crate::bitext::Bitext;
use crate::check::Account;
use crate::check::{Baseline, JudgedFinding, Severity, State, Unused};
use crate::text::named::Named;
use crate::words::{Locale, Words};

/// Everything that a report says.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The texts, in the order of the project. Of a project's, only those that are shown or have a finding that
    /// is shown.
    pub texts: Vec<TextReport>,
    /// Suppressions of the settings and known findings that match nothing.
    pub unused: Vec<Unused>,
    /// Whether it is about a project of several texts, whatever the number of those that are shown.
    pub is_of_project: bool,
    /// The folder in which the user stands, from the root of its repository: empty for the root itself, `None`
    /// where there is no repository.
    pub folder: Option<String>,
    /// Where the files can be looked at on the web; `None` where that is not known.
    pub links: Option<FileLinks>,
}

/// What a report says of one text.
#[derive(Clone, Debug, Default)]
pub struct TextReport {
    /// Its name in the project.
    pub name: String,
    /// Its title, where the project gives one.
    pub title: Option<String>,
    /// The two files; empty where there is none.
    pub files: (String, String),
    /// The findings in the order of the text.
    pub items: Vec<JudgedFinding>,
    /// Comments in its files that hide nothing.
    pub unused: Vec<Unused>,
    /// The account of its links.
    pub account: Account,
    /// What the files say otherwise than the bitext that was named.
    pub pair: PairState,
    /// Why it could not be checked.
    pub failed: Option<String>,
    /// Whether only those of its findings are here that name a place in a text that is shown.
    pub is_partial: bool,
}

/// How a bitext stands to its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

impl PairState {
    /// How a bitext stands to its files, as far as it says so itself.
    #[must_use]
    pub fn of(bitext: &Bitext) -> PairState {
        let stale = bitext.beads.iter().filter(|bead| bead.was().is_some());
        PairState {
            pending: bitext.waiting().count(),
            stale: stale.count(),
            ..PairState::default()
        }
    }

    fn plus(self, other: PairState) -> PairState {
        PairState {
            source_changed: self.source_changed + other.source_changed,
            target_changed: self.target_changed + other.target_changed,
            relinked: self.relinked + other.relinked,
            lost: self.lost + other.lost,
            pending: self.pending + other.pending,
            stale: self.stale + other.stale,
        }
    }
}

/// Numbers of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Errors that count.
    pub errors: usize,
    /// Warnings that count.
    pub warnings: usize,
    /// Notes that count.
    pub notes: usize,
    /// Known findings.
    pub known: usize,
    /// Suppressed findings.
    pub suppressed: usize,
}

impl Counts {
    /// The numbers of these findings.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a JudgedFinding>) -> Counts {
        let mut counts = Counts::default();
        for item in items {
            *match (&item.state, item.finding.severity) {
                (State::Known, _) => &mut counts.known,
                (State::Suppressed(..), _) => &mut counts.suppressed,
                (State::New, Severity::Error) => &mut counts.errors,
                (State::New, Severity::Warning) => &mut counts.warnings,
                (State::New, _) => &mut counts.notes,
            } += 1;
        }
        counts
    }
}

impl TextReport {
    /// Findings that are shown: all but the suppressed.
    pub fn shown(&self) -> impl Iterator<Item = &JudgedFinding> {
        let items = self.items.iter();
        items.filter(|item| !matches!(item.state, State::Suppressed(..)))
    }

    /// Findings that are shown: those that count before the known, errors before warnings before notes, and of
    /// one severity in the order of the text.
    #[must_use]
    pub fn worst_first(&self) -> Vec<&JudgedFinding> {
        worst_first(self.shown())
    }
}

/// Findings that count before the known, errors before warnings before notes.
fn worst_first<'a>(shown: impl Iterator<Item = &'a JudgedFinding>) -> Vec<&'a JudgedFinding> {
    let mut items: Vec<&JudgedFinding> = shown.collect();
    items.sort_by_key(|item| {
        let is_known = item.state != State::New;
        (is_known, std::cmp::Reverse(item.finding.severity))
    });
    items
}

impl Report {
    /// All findings.
    pub fn items(&self) -> impl Iterator<Item = &JudgedFinding> {
        self.texts.iter().flat_map(|text| &text.items)
    }

    /// The findings that count.
    pub fn new_items(&self) -> impl Iterator<Item = &JudgedFinding> {
        self.items().filter(|item| item.state == State::New)
    }

    /// Findings that are shown: all but the suppressed.
    pub fn shown(&self) -> impl Iterator<Item = &JudgedFinding> {
        self.texts.iter().flat_map(TextReport::shown)
    }

    /// Findings that are shown, over all texts: those that count before the known, errors before warnings before
    /// notes, and of one severity in the order of the texts.
    #[must_use]
    pub fn worst_first(&self) -> Vec<&JudgedFinding> {
        worst_first(self.shown())
    }

    /// Everything that matches nothing: comments, then suppressions of the settings and known findings.
    pub fn all_unused(&self) -> impl Iterator<Item = &Unused> {
        let comments = self.texts.iter().flat_map(|text| &text.unused);
        comments.chain(&self.unused)
    }

    /// The texts that could not be checked, with the reason.
    pub fn failed(&self) -> impl Iterator<Item = (&TextReport, &str)> {
        let texts = self.texts.iter();
        texts.filter_map(|text| Some((text, text.failed.as_deref()?)))
    }

    /// Whether a finding that counts is of this severity or worse.
    #[must_use]
    pub fn fails(&self, on: Severity) -> bool {
        on != Severity::Off && self.new_items().any(|item| item.finding.severity >= on)
    }

    /// The baseline in which everything that is shown is known.
    #[must_use]
    pub fn baseline(&self) -> Baseline {
        let mut baseline = Baseline::default();
        for text in self.texts.iter().filter(|text| !text.is_partial) {
            for item in text.shown() {
                // A stretch is known sentence by sentence: what remains of it stays known.
                let parts = match item.parts.as_slice() {
                    [] => std::slice::from_ref(&item.finding),
                    parts => parts,
                };
                for finding in parts {
                    baseline.add(&text.name, finding);
                }
            }
        }
        baseline
    }

    /// The numbers of all findings.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(self.items())
    }

    /// The account of the links of all texts.
    #[must_use]
    pub fn account(&self) -> Account {
        let mut sum = Account::default();
        self.texts.iter().for_each(|text| sum.add(&text.account));
        sum
    }

    /// A file from the root of the repository, where that is known; with slashes.
    pub(crate) fn in_root(&self, file: &str) -> String {
        let file = file.replace('\\', "/");
        match &self.folder {
            Some(folder) if !file.starts_with('/') => {
                let mut parts: Vec<&str> =
                    folder.split('/').filter(|one| !one.is_empty()).collect();
                for part in file.split('/') {
                    match part {
                        "." | "" => {}
                        ".." if parts.last().is_some_and(|last| *last != "..") => {
                            parts.pop();
                        }
                        part => parts.push(part),
                    }
                }
                parts.join("/")
            }
            _ => file,
        }
    }
}

/// The terminal that a report is written for: its colours, its width and its language.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Whether in colour.
    pub color: bool,
    /// The number of columns.
    pub width: usize,
    /// The language of the person before it.
    pub locale: Locale,
}

impl Terminal {
    /// A text that arose in English, in the person's language.
    #[must_use]
    pub fn tell<'t>(&self, english: &'t str) -> Cow<'t, str> {
        self.words().tell(english)
    }

    /// The words of the person's language.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        Words::of(self.locale)
    }
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
        id: "markdown",
        about: "a comment on a change, the worst first, within GitHub's limit",
        write: markdown::write,
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
