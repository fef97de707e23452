//! The state of a project's texts: how much is translated and reviewed, what is doubtful, stale or missing, and when
//! each side was changed last.

use std::collections::HashMap;
use std::path::Path;

use serde::Serialize;

use super::history::LastChange;
use super::{Check, Chosen, LeftOut, Presence, Project, ProjectText, Reading, Renamed};
use crate::bitext::{Bitext, Stage, Status};
use crate::check::Account;
use crate::check::account::as_read;
use crate::error::Result;
use crate::text::Language;
use crate::text::script::is_han;

/// The name of the format of [`Overview`] as JSON.
const FORMAT: &str = "duizhao-project-status";
/// The version of its shape.
const VERSION: u64 = 1;

/// The state of the texts of a project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Overview {
    /// `duizhao-project-status`.
    pub format: &'static str,
    /// The version of the shape.
    pub version: u64,
    /// The texts, in the order of the project.
    pub texts: Vec<TextState>,
    /// The sums of each part, in order; a text without a part is in the part without a name.
    pub parts: Vec<PartState>,
    /// The sums of all texts.
    pub total: TextCounts,
    /// The number of texts that are not there, or cannot be read.
    pub troubled: usize,
    /// English files that no text has.
    pub extra: Vec<String>,
    /// Files that match `source` and are no texts, with the reason.
    pub left_out: Vec<LeftOut>,
}

/// The sums of a part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PartState {
    /// The part; none for the texts without one.
    pub part: Option<String>,
    /// The number of its texts.
    pub texts: usize,
    /// Their sums.
    pub counts: TextCounts,
}

/// The state of one text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextState {
    /// Its name.
    pub text: String,
    /// Its title, where the settings or the file of contents give one.
    pub title: Option<String>,
    /// Its part.
    pub part: Option<String>,
    /// The English file.
    pub target: String,
    /// `ok`, `untranslated` (there is no English), `missing` (the Chinese is listed, and not there) or `failed`.
    pub state: &'static str,
    /// Why it cannot be read; for an untranslated text, where its English is under an older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Its numbers.
    pub counts: TextCounts,
    /// The last change of the Chinese, as git knows it.
    pub source_changed: Option<Changed>,
    /// The last change of the English.
    pub target_changed: Option<Changed>,
}

/// When a file was changed last.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// `commit`, `uncommitted` (the file differs from the last commit) or `unknown` (a shallow clone ends before).
    pub kind: &'static str,
    /// The date of the commit, `YYYY-MM-DD` at its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// Numbers of a text, or sums of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextCounts {
    /// Chinese sentences.
    pub sentences: usize,
    /// Of these, those with English that is not Chinese still.
    pub translated: usize,
    /// Of these, those in links that a person has locked, or whose stage is `reviewed` or `approved`.
    pub reviewed: usize,
    /// Of these, those in links whose stage is `approved`.
    pub approved: usize,
    /// Links with an open question.
    pub queries: usize,
    /// Links with English that waits to be accepted or refused.
    pub proposals: usize,
    /// Links that nobody has decided on and that the aligner is not sure of, and locked ones that were reworded.
    pub doubtful: usize,
    /// Links whose Chinese changed after their English.
    pub stale: usize,
    /// Links whose English waits to be written into its text, or is in conflict with it.
    pub pending: usize,
    /// Decisions whose sentences are gone.
    pub lost: usize,
    /// Findings of the check that count, notes left out.
    pub findings: usize,
    /// Chinese characters.
    pub characters: usize,
    /// English words.
    pub words: usize,
}

impl TextCounts {
    /// Counts a bitext; links below the confidence `low` (0..=1) are doubtful.
    #[must_use]
    pub fn of(bitext: &Bitext, low: f32) -> TextCounts {
        let han = |text: &str| text.chars().filter(|&one| is_han(one)).count();
        let words = |text: &str| {
            let words = text.split_whitespace();
            words
                .filter(|word| word.contains(char::is_alphanumeric))
                .count()
        };
        let mut counts = TextCounts {
            sentences: bitext.source.sentences.len(),
            characters: bitext
                .source
                .sentences
                .iter()
                .map(|one| han(&one.text))
                .sum(),
            lost: bitext.lost.len(),
            ..TextCounts::default()
        };
        let account = Account::of(&as_read(bitext), None, low);
        counts.translated = account.translated;
        counts.doubtful = account.doubtful;
        for bead in &bitext.beads {
            counts.words += words(&bitext.target_text(bead));
            let stage = bead.stage();
            let is_locked = bead.status == Status::Locked && !bead.is_changed();
            if is_locked || stage.is_of_the_words() {
                counts.reviewed += bead.source.len();
            }
            if stage == Stage::Approved {
                counts.approved += bead.source.len();
            }
            counts.queries += usize::from(stage == Stage::Query);
            counts.proposals += usize::from(!bead.proposals().is_empty());
            counts.stale += usize::from(bead.was().is_some());
            counts.pending += usize::from(bead.pending().is_some());
        }
        counts
    }

    fn add(&mut self, more: &TextCounts) {
        for (sum, one) in [
            (&mut self.sentences, more.sentences),
            (&mut self.translated, more.translated),
            (&mut self.reviewed, more.reviewed),
            (&mut self.approved, more.approved),
            (&mut self.queries, more.queries),
            (&mut self.proposals, more.proposals),
            (&mut self.doubtful, more.doubtful),
            (&mut self.stale, more.stale),
            (&mut self.pending, more.pending),
            (&mut self.lost, more.lost),
            (&mut self.findings, more.findings),
            (&mut self.characters, more.characters),
            (&mut self.words, more.words),
        ] {
            *sum += one;
        }
    }

    /// The share of its sentences that are translated, in per cent; all of none are.
    #[must_use]
    pub fn translated_percent(&self) -> usize {
        percent(self.translated, self.sentences)
    }

    /// The share of its sentences that were approved, in per cent.
    #[must_use]
    pub fn approved_percent(&self) -> usize {
        percent(self.approved, self.sentences)
    }

    /// The share of its sentences that were reviewed, in per cent.
    #[must_use]
    pub fn reviewed_percent(&self) -> usize {
        percent(self.reviewed, self.sentences)
    }
}

/// Rounded down: what is not done is not 100.
fn percent(part: usize, all: usize) -> usize {
    (part * 100).checked_div(all).unwrap_or(100)
}

impl Overview {
    /// Whether nothing waits for a person: every text is there and can be read, and nothing is stale, pending or
    /// lost.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let counts = &self.total;
        self.troubled == 0
            && self.extra.is_empty()
            && counts.stale + counts.pending + counts.lost == 0
    }
}

impl Project {
    /// The state of the texts that were chosen. A text that cannot be read is part of the state.
    ///
    /// # Errors
    /// Glossaries and a baseline that cannot be read, folders that cannot be looked into.
    pub fn overview(&self, chosen: &Chosen) -> Result<Overview> {
        let list = chosen.list.clone().unwrap_or_default();
        let renamed = self.renamed_texts(&list)?;
        let findings = self.findings_by_text(chosen)?;
        let files: Vec<&Path> = chosen
            .texts
            .iter()
            .flat_map(|text| [text.source.as_path(), text.target.as_path()])
            .collect();
        let history = self.history(&files)?;
        let low = self.config.align.low_confidence;
        let count = |project: &Project, text: &ProjectText| match text.presence {
            Presence::Both => Ok(TextCounts::of(
                &project.open_text_to_show(text)?.bitext,
                low,
            )),
            Presence::NoTarget => project.untranslated_counts(text),
            Presence::NoSource => Ok(TextCounts::default()),
        };
        let mut overview = Overview {
            format: FORMAT,
            version: VERSION,
            ..Overview::default()
        };
        if chosen.is_all {
            overview.extra = list.extra.iter().map(|path| self.name_here(path)).collect();
            overview.left_out.clone_from(&list.left_out);
        }
        self.each_text(&chosen.texts, count, |text, counts| {
            let mut state = TextState {
                text: text.name.clone(),
                title: text.title.clone(),
                part: text.part.clone(),
                target: self.name_here(&text.target),
                ..TextState::default()
            };
            (state.state, state.why) = match (&counts, text.presence) {
                (Err(error), _) => ("failed", Some(error.to_string())),
                (_, Presence::Both) => ("ok", None),
                (_, Presence::NoSource) => ("missing", None),
                (_, Presence::NoTarget) => {
                    let renamed = renamed.iter().find(|one| one.text == text.name);
                    ("untranslated", renamed.map(Renamed::command))
                }
            };
            state.counts = counts.unwrap_or_default();
            state.counts.findings = findings.get(&text.name).copied().unwrap_or_default();
            if let Some(history) = &history {
                let changed = |path: &Path| path.is_file().then(|| told(history.last_change(path)));
                state.source_changed = changed(&text.source);
                state.target_changed = changed(&text.target);
            }
            overview.add(state);
            Ok(())
        })?;
        Ok(overview)
    }

    /// The numbers of a text without English.
    fn untranslated_counts(&self, text: &ProjectText) -> Result<TextCounts> {
        let cut = self.read_alone(&text.source, Reading::default(), Language::Zh)?;
        let texts = cut.segments.iter().map(|one| one.text.as_str());
        Ok(TextCounts {
            sentences: cut.segments.len(),
            characters: texts
                .flat_map(str::chars)
                .filter(|&one| is_han(one))
                .count(),
            ..TextCounts::default()
        })
    }

    /// The number of warnings and errors that the check finds in each text.
    fn findings_by_text(&self, chosen: &Chosen) -> Result<HashMap<String, usize>> {
        let Some(list) = &chosen.list else {
            return Ok(HashMap::new());
        };
        let wishes = Check {
            here: self.here.clone(),
            ..Check::default()
        };
        let quiet = self.clone().reporting(std::sync::Arc::new(super::Silent));
        let checked = quiet.check_texts(list, None, &wishes)?;
        let counts = checked.report.texts.iter().map(|text| {
            let counts = crate::report::Counts::of(&text.items);
            (text.name.clone(), counts.errors + counts.warnings)
        });
        Ok(counts.collect())
    }
}

impl Overview {
    fn add(&mut self, state: TextState) {
        self.troubled += usize::from(state.state != "ok");
        self.total.add(&state.counts);
        let part = self.parts.iter_mut().find(|one| one.part == state.part);
        match part {
            Some(part) => {
                part.texts += 1;
                part.counts.add(&state.counts);
            }
            None => self.parts.push(PartState {
                part: state.part.clone(),
                texts: 1,
                counts: state.counts,
            }),
        }
        self.texts.push(state);
    }
}

/// A change as it is told.
fn told(change: LastChange) -> Changed {
    match change {
        LastChange::Commit { id, date, author } => Changed {
            kind: "commit",
            date: Some(date.get(..10).map_or(date.clone(), str::to_owned)),
            author: Some(author),
            commit: Some(id),
        },
        LastChange::Uncommitted => Changed {
            kind: "uncommitted",
            date: None,
            author: None,
            commit: None,
        },
        LastChange::Unknown => Changed {
            kind: "unknown",
            date: None,
            author: None,
            commit: None,
        },
    }
}
