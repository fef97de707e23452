//! What differs between a bitext and its texts, and what waits for a person.

use std::path::Path;

use serde::Serialize;

use super::{Parallel, Project};
use crate::bitext::Bead;
use crate::error::{Error, Result};

/// The name of the format of [`Status`] as JSON.
const FORMAT: &str = "duizhao-status";
/// The version of its shape.
const VERSION: u64 = 1;

/// The state of a pair.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// `duizhao-status`.
    pub format: &'static str,
    /// The version of the shape.
    pub version: u64,
    /// The bitext file.
    pub bitext: String,
    /// The Chinese file, and how many of its sentences changed since the bitext was written.
    pub source: StatusSide,
    /// The English file, likewise.
    pub target: StatusSide,
    /// Links that were made anew for it.
    pub relinked: usize,
    /// What waits for a person, in the order of the text.
    pub items: Vec<StatusItem>,
}

/// A side of a pair.
#[derive(Clone, Debug, Serialize)]
pub struct StatusSide {
    /// The file.
    pub file: String,
    /// Sentences that are new, other, or gone.
    pub changed: usize,
    /// Whether the file is not there.
    pub missing: bool,
}

/// A link that waits for a person.
#[derive(Clone, Debug, Serialize)]
pub struct StatusItem {
    /// `conflict`, `pending`, `stale`, `changed` (it was locked, and a sentence was reworded) or `lost`.
    pub kind: &'static str,
    /// The link.
    pub bead: String,
    /// The English file.
    pub file: String,
    /// Line and column in the English file, from 1; 0 where there is none.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The Chinese.
    pub source: String,
    /// The English.
    pub target: String,
    /// What stands against it: of a conflict and of waiting words, the words of the file; of stale English,
    /// the Chinese that it was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// A person's remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The reason why words wait, or why a decision is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Status {
    /// Whether nothing differs and nothing waits.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.items.is_empty()
            && [&self.source, &self.target]
                .iter()
                .all(|side| side.changed == 0 && !side.missing)
    }

    /// How many items are of a kind.
    #[must_use]
    pub fn count(&self, kind: &str) -> usize {
        self.items.iter().filter(|item| item.kind == kind).count()
    }
}

impl Project {
    /// The state of the pair of a bitext: that of the project where none is named.
    ///
    /// # Errors
    /// As [`Project::open_bitext`], but a conflict is part of the state. With `locked`, a state that is not
    /// clean.
    pub fn status(&self, bitext: Option<&Path>) -> Result<Status> {
        let path = match bitext {
            Some(path) => path.to_owned(),
            None => {
                let chosen = self.chosen(&[])?;
                chosen.only()?.bitext.clone().ok_or_else(|| {
                    Error::usage(
                        "no bitext was named",
                        "name one, or set bitext in duizhao.toml",
                    )
                })?
            }
        };
        let path = path.as_path();
        let parallel = self.open_working(path)?;
        if self.locked {
            self.tell_difference(&parallel)?;
        }
        Ok(status(&parallel, path))
    }
}

fn status(parallel: &Parallel, path: &Path) -> Status {
    let bitext = &parallel.bitext;
    let mut items = Vec::new();
    for bead in &bitext.beads {
        items.extend(item(parallel, bead));
    }
    for lost in &bitext.lost {
        items.push(StatusItem {
            kind: "lost",
            bead: lost.id.0.to_string(),
            file: bitext.target.file.clone(),
            line: 0,
            column: 0,
            source: lost.source.clone(),
            target: lost.target.clone(),
            other: None,
            note: lost.note.clone(),
            why: Some(lost.why.to_string()),
        });
    }
    let (missing_source, missing_target) = parallel.missing();
    Status {
        format: FORMAT,
        version: VERSION,
        bitext: path.display().to_string(),
        source: StatusSide {
            file: bitext.source.file.clone(),
            changed: parallel.difference.source,
            missing: missing_source,
        },
        target: StatusSide {
            file: bitext.target.file.clone(),
            changed: parallel.difference.target,
            missing: missing_target,
        },
        relinked: parallel.difference.relinked,
        items,
    }
}

fn item(parallel: &Parallel, bead: &Bead) -> Option<StatusItem> {
    let bitext = &parallel.bitext;
    let mut why = None;
    let (kind, other) = match (bead.pending(), bead.was()) {
        (Some(pending), _) if pending.is_conflict() => {
            ("conflict", Some(pending.in_file().join(" ")))
        }
        (Some(pending), _) => {
            why = Some(pending.why.clone()).filter(|why| !why.is_empty());
            ("pending", Some(pending.base.join(" ")))
        }
        (None, Some(was)) => ("stale", Some(was.to_owned())),
        (None, None) if bead.is_changed() => ("changed", None),
        _ => return None,
    };
    let before = bead
        .target
        .start
        .checked_sub(usize::from(bead.target.is_empty()));
    let sentence = before.and_then(|at| bitext.target.sentences.get(at));
    let (line, column) = sentence.and_then(|one| one.at).unwrap_or_default();
    Some(StatusItem {
        kind,
        bead: bead.id.0.to_string(),
        file: bitext.target.file.clone(),
        line,
        column,
        source: bitext.source_text(bead),
        target: bitext.target_text(bead),
        other,
        note: bead.note.clone(),
        why,
    })
}
