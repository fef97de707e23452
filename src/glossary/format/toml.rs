//! Glossaries as TOML: a `[[term]]` with `source`, `target`, `variants`, `forbidden`, `note` for each
//! concept; further keys are kept.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::decoded::decoded;
use crate::error::{Error, Place, Result};
use crate::glossary::termbase::{Concept, Remark, Termbase};
use crate::text::line_column;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    term: Vec<Spanned<Term>>,
}

#[derive(Deserialize, Serialize)]
struct Term {
    source: String,
    target: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    variants: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forbidden: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(flatten)]
    extra: BTreeMap<String, String>,
}

/// Reads a glossary from TOML.
///
/// # Errors
/// [`Error::Input`] with line and column: invalid UTF-8, invalid TOML, values of another type; and as
/// from [`Termbase::check`].
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(Termbase, Vec<Remark>)> {
    let (text, mut remarks) = decoded(bytes, path)?;
    let text = text.as_str();
    let file: File = toml::from_str(text).map_err(|error| {
        let (line, column) = line_column(text, error.span().map_or(0, |span| span.start));
        Error::input(
            Place::at(path, line, column),
            error.message().to_owned(),
            "a concept is [[term]] with source and target, lists of variants and forbidden",
        )
    })?;
    let concepts = file.term.into_iter().map(|term| {
        let line = line_column(text, term.span().start).0;
        let term = term.into_inner();
        Concept {
            source: term.source.trim().to_owned(),
            target: term.target.trim().to_owned(),
            variants: term.variants,
            forbidden: term.forbidden,
            note: term.note,
            extra: term.extra.into_iter().collect(),
            line,
        }
    });
    let termbase = Termbase {
        concepts: concepts.collect(),
    };
    remarks.extend(termbase.check(path)?);
    Ok((termbase, remarks))
}

/// Writes a glossary as TOML.
pub(super) fn write(termbase: &Termbase, out: &mut dyn Write) -> io::Result<()> {
    for concept in &termbase.concepts {
        let extra = concept.extra.iter().filter(|(_, value)| !value.is_empty());
        let term = Term {
            source: concept.source.clone(),
            target: concept.target.clone(),
            variants: concept.variants.clone(),
            forbidden: concept.forbidden.clone(),
            note: concept.note.clone(),
            extra: extra.cloned().collect(),
        };
        let text = toml::to_string(&term).map_err(io::Error::other)?;
        writeln!(out, "[[term]]\n{text}")?;
    }
    Ok(())
}
