//! Concepts and what is agreed about them.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use crate::error::{Error, Place, Result};

/// One agreed term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concept {
    /// The Chinese term.
    pub source: String,
    /// The preferred English rendering.
    pub target: String,
    /// Further renderings that are right.
    pub variants: Vec<String>,
    /// Renderings that are wrong.
    pub forbidden: Vec<String>,
    /// A remark for people; empty for none.
    pub note: String,
    /// Further columns of its file, name and value, in order.
    pub extra: Vec<(String, String)>,
    /// The line of its file that it starts in, from 1; 0 when it came from none.
    pub line: usize,
}

impl Concept {
    /// What a further column of its file says; nothing where it is empty or there is none.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&str> {
        let mut columns = self.extra.iter();
        let (_, value) = columns.find(|(column, _)| column.eq_ignore_ascii_case(name))?;
        (!value.trim().is_empty()).then_some(value.trim())
    }

    /// Whether the term is written exactly as the glossary has it: it is not translated (source and
    /// target are the same), or the column `case` says `exact`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.source == self.target || self.extra("case") == Some("exact")
    }

    /// Whether it is meant for these files: one of the globs in its column `scope`, separated by `|`,
    /// fits one of them. Without the column it is meant for all.
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

/// A glossary: its concepts in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Termbase {
    /// The concepts.
    pub concepts: Vec<Concept>,
}

/// Something odd in a glossary that does not stop us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: usize,
    /// What is odd.
    pub what: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl Termbase {
    /// Checks that every concept has a source and a target and forbids nothing that it allows.
    /// Gives back what is odd but can be worked with: one source in two concepts (the renderings
    /// of both are then right), a rendering listed twice.
    ///
    /// # Errors
    /// [`Error::Input`] with the line of the first concept that cannot be worked with. `path` is
    /// for the message.
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
            let mut seen = vec![concept.target.as_str()];
            for variant in &concept.variants {
                if seen.contains(&variant.as_str()) {
                    remarks.push(Remark {
                        line,
                        what: format!("\"{variant}\" is listed twice for {}", concept.source),
                    });
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
                remarks.push(Remark {
                    line,
                    what: format!(
                        "{} stands in line {other}, too; the renderings of both are allowed",
                        concept.source
                    ),
                });
            }
        }
        Ok(remarks)
    }
}
