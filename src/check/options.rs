//! The `[check]` table of `duizhao.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::finding::Severity;

/// `[check]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct CheckConfig {
    /// Findings of this severity and worse make the check fail.
    pub fail_on: Severity,
    /// The file of known findings, which do not make it fail.
    pub baseline: Option<PathBuf>,
    /// Links below this confidence are doubtful.
    pub low_confidence: f32,
    /// The severity with which `markup` tells of an address that leads to the same page in another language.
    pub other_editions: Severity,
    /// The severity of rules, by id.
    pub rules: BTreeMap<String, Severity>,
    /// Findings that are not to be shown.
    pub ignore: Vec<Ignore>,
}

/// A `[[check.ignore]]` table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ignore {
    /// The rule.
    pub rule: String,
    /// The finding's fingerprint; left out, every one of the rule.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// The subject of the finding: a term, a number.
    #[serde(default)]
    pub subject: Option<String>,
    /// The reason.
    pub reason: String,
}

impl Default for CheckConfig {
    fn default() -> Self {
        CheckConfig {
            fail_on: Severity::Warning,
            baseline: None,
            low_confidence: 0.3,
            other_editions: Severity::Note,
            rules: BTreeMap::new(),
            ignore: Vec::new(),
        }
    }
}
