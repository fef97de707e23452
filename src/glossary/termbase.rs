//! The termbase: concepts with their agreed renderings.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use crate::bitext::format::{Loss, LossKind};
use crate::error::{Error, Place, Result};

/// A term with its agreed renderings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concept {
    /// The Chinese term.
    pub source: String,
    /// The preferred English rendering.
    pub target: String,
    /// Further renderings that are allowed.
    pub variants: Vec<String>,
    /// Renderings that are forbidden.
    pub forbidden: Vec<String>,
    /// A remark for people; empty for none.
    pub note: String,
    /// Further columns of the file, name and value, in order.
    pub extra: Vec<(String, String)>,
    /// The line of the file where the concept starts, from 1; 0 without a file.
    pub line: usize,
}

impl Concept {
    /// The value of a further column; `None` when it is empty or missing.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&str> {
        let mut columns = self.extra.iter();
        let (_, value) = columns.find(|(column, _)| column.eq_ignore_ascii_case(name))?;
        (!value.trim().is_empty()).then_some(value.trim())
    }

    /// Whether the term must be written exactly as in the glossary: source and target are the same, so
    /// that it is not translated, or the column `case` has the value `exact`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.source == self.target || self.extra("case") == Some("exact")
    }

    /// Where its source term counts: as the column `match` says.
    #[must_use]
    pub fn matching(&self) -> Matching {
        match self.extra("match") {
            Some("anywhere") => Matching::Anywhere,
            Some("word") => Matching::Word,
            _ => Matching::Usual,
        }
    }

    /// Whether the concept applies to these files: the column `scope` holds globs separated by `|`, one
    /// of which must match one of the files. Without the column it applies to all.
    #[must_use]
    pub fn applies_to(&self, files: (&str, &str)) -> bool {
        let Some(scope) = self.extra("scope") else {
            return true;
        };
        scope.split('|').map(str::trim).any(|glob| {
            let name = |file: &str| {
                file.rsplit(['/', '\\'])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            };
            [files.0, files.1].into_iter().any(|file| {
                let file = file.trim_start_matches("./");
                fast_glob::glob_match(glob, file)
                    || !glob.contains('/') && fast_glob::glob_match(glob, name(file))
            })
        })
    }
}

/// Where a source term counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// As a word: a term of one character as a word that is no part of a compound, one of two characters where the text may be cut
    /// at both its ends, a longer one anywhere.
    #[default]
    Usual,
    /// Wherever its characters stand.
    Anywhere,
    /// Where the segmentation of the text makes a word or several of it, whatever its length.
    Word,
}

/// A glossary: its concepts in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Termbase {
    /// The concepts.
    pub concepts: Vec<Concept>,
}

/// A flaw of a glossary that does not prevent its use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: usize,
    /// The flaw, in a sentence.
    pub what: String,
    /// What the file has and the glossary has not, where the remark is about that.
    pub loss: Option<LossKind>,
}

impl Remark {
    /// A remark about what is there.
    pub(crate) fn new(line: usize, what: String) -> Remark {
        Remark {
            line,
            what,
            loss: None,
        }
    }

    /// Whether people who work with the glossary should know: all but the loss of what is no text.
    #[must_use]
    pub fn is_for_everyone(&self) -> bool {
        self.loss.as_ref().is_none_or(|loss| loss.is_text)
    }
}

impl From<&Loss> for Remark {
    fn from(loss: &Loss) -> Remark {
        let many = if loss.count == 1 {
            ""
        } else {
            ", the first here"
        };
        Remark {
            line: loss.line,
            what: format!("{} left out{many}", loss.counted()),
            loss: Some(loss.kind.clone()),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl Termbase {
    /// Whether a concept has columns besides those that every format has.
    #[must_use]
    pub fn has_extra(&self) -> bool {
        let mut concepts = self.concepts.iter();
        concepts.any(|concept| !concept.extra.is_empty())
    }

    /// Checks that every concept has a source and a target and does not forbid a rendering that it
    /// allows. Returns remarks on flaws that can be worked with: one source in two concepts (the
    /// renderings of both are allowed then), a rendering listed twice.
    ///
    /// # Errors
    /// [`Error::Input`] with the line of the first invalid concept. `path` is for the message.
    pub fn check(&self, path: &Path) -> Result<Vec<Remark>> {
        let mut remarks = Vec::new();
        let mut sources: HashMap<&str, usize> = HashMap::new();
        for concept in &self.concepts {
            let line = concept.line;
            let fail = |what: String, help: &str| {
                let place = if line == 0 {
                    Place::file(path)
                } else {
                    Place::at(path, line, 1)
                };
                Err(Error::input(place, what, help))
            };
            if concept.source.is_empty() {
                return fail(
                    format!("the term for \"{}\" is missing", concept.target),
                    "fill in the column source, or delete the line",
                );
            }
            if concept.target.is_empty() {
                return fail(
                    format!("{} has no rendering", concept.source),
                    "fill in the column target, or delete the line",
                );
            }
            if let Some(other) = concept
                .extra("match")
                .filter(|value| !["anywhere", "word"].contains(value))
            {
                remarks.push(Remark::new(
                    line,
                    format!(
                        "match is \"{other}\" for {}: it may be word or anywhere",
                        concept.source
                    ),
                ));
            }
            let mut seen = vec![concept.target.as_str()];
            for variant in &concept.variants {
                if seen.contains(&variant.as_str()) {
                    remarks.push(Remark::new(
                        line,
                        format!("\"{variant}\" is listed twice for {}", concept.source),
                    ));
                }
                seen.push(variant);
            }
            if let Some(both) = concept
                .forbidden
                .iter()
                .find(|word| seen.contains(&word.as_str()))
            {
                return fail(
                    format!(
                        "\"{both}\" is both allowed and forbidden for {}",
                        concept.source
                    ),
                    "delete it from one of the columns",
                );
            }
            if let Some(other) = sources.insert(&concept.source, line) {
                remarks.push(Remark::new(
                    line,
                    format!(
                        "{} stands in line {other}, too; the renderings of both are allowed",
                        concept.source
                    ),
                ));
            }
        }
        Ok(remarks)
    }
}
