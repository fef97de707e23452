//! The baseline: findings that are known and not yet mended. A file beside the texts, one line a
//! finding, so that it merges.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::finding::Finding;
use crate::error::{Error, Place, Result};

/// The version of the file's shape.
const VERSION: u64 = 1;

/// Known findings: the message of each by its fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<String, String>);

#[derive(Deserialize)]
struct File {
    version: u64,
    findings: Vec<Known>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    fingerprint: String,
    rule: String,
    message: String,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Input`] for what is no baseline, or one of a later version.
    pub fn read(path: &Path) -> Result<Baseline> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let file: File = serde_json::from_slice(&bytes).map_err(|error| {
            Error::input(
                Place::at(path, error.line(), error.column()),
                format!("this is no baseline: {error}"),
                "make one with --write-baseline",
            )
        })?;
        if file.version != VERSION {
            return Err(Error::input(
                Place::file(path),
                format!("the baseline has version {}", file.version),
                "make it anew with --write-baseline",
            ));
        }
        let known = file.findings.into_iter();
        Ok(Baseline(
            known
                .map(|known| {
                    (
                        known.fingerprint,
                        format!("{}: {}", known.rule, known.message),
                    )
                })
                .collect(),
        ))
    }

    /// Writes a file of these findings.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write<'a>(
        findings: impl IntoIterator<Item = &'a Finding>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut known: Vec<Known> = findings
            .into_iter()
            .map(|finding| Known {
                fingerprint: finding.fingerprint.to_string(),
                rule: finding.rule.to_owned(),
                message: finding.message.clone(),
            })
            .collect();
        known.sort_by(|one, two| one.fingerprint.cmp(&two.fingerprint));
        writeln!(out, "{{\n  \"version\": {VERSION},\n  \"findings\": [")?;
        for (n, known) in known.iter().enumerate() {
            let comma = if n == 0 { "    " } else { ",\n    " };
            write!(out, "{comma}{}", json!(known))?;
        }
        writeln!(out, "\n  ]\n}}")
    }

    /// Whether a finding is known.
    #[must_use]
    pub fn has(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// The known findings whose fingerprints are not among these, each with what it says.
    #[must_use]
    pub fn without(&self, there: &HashSet<String>) -> Vec<(&str, &str)> {
        let known = self.0.iter();
        known
            .filter(|(fingerprint, _)| !there.contains(*fingerprint))
            .map(|(fingerprint, what)| (fingerprint.as_str(), what.as_str()))
            .collect()
    }
}
