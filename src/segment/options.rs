//! Options of segmentation.

use serde::{Deserialize, Serialize};

/// The treatment of sentences inside a quotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuotationPolicy {
    /// Sentences inside a quotation are cut like any others: `他说：“不。| 我不去。”`
    #[default]
    Split,
    /// A quotation is never cut: its end marks count only where it closes.
    Whole,
}

/// The `[segment]` table of `duizhao.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SegmentOptions {
    /// Words after which a full stop never ends a sentence. They are given as written, with or without
    /// the stop.
    pub extra_abbreviations: Vec<String>,
    /// Whether a semicolon ends a sentence.
    pub semicolon: bool,
    /// Whether every line is a sentence.
    pub verse: bool,
    /// The treatment of sentences inside a quotation.
    pub quotations: QuotationPolicy,
}

impl SegmentOptions {
    /// Whether the user listed `word` (without its final stop) as an abbreviation.
    pub(super) fn abbreviates(&self, word: &str) -> bool {
        self.extra_abbreviations
            .iter()
            .any(|extra| extra.strip_suffix('.').unwrap_or(extra) == word)
    }
}
