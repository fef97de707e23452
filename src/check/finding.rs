//! What a rule has found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not even looked for.
    Off,
    /// Worth a look.
    Note,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// As settings and reports write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Words to be written instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// They replace the finding's place in the target.
    pub with: String,
    /// Whether they may be put there without a person looking.
    pub safe: bool,
}

/// Something found in a bead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Index of the bead.
    pub bead: usize,
    /// Bytes of the bead's source text; empty when it is about all of it.
    pub source: Range<usize>,
    /// Bytes of the bead's target text; empty when it is about all of it.
    pub target: Range<usize>,
    /// For people.
    pub message: String,
    /// The term, number or words it is about: the same finding in changed surroundings has the same.
    pub subject: String,
    /// What to write instead.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding about a whole bead, with the severity of its rule.
    pub(crate) fn new(
        rule: &'static str,
        severity: Severity,
        bead: usize,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            rule,
            severity,
            bead,
            source: 0..0,
            target: 0..0,
            message: message.into(),
            subject: subject.into(),
            fix: None,
        }
    }

    /// The same at a place in the source.
    pub(crate) fn at_source(mut self, place: Range<usize>) -> Finding {
        self.source = place;
        self
    }

    /// The same at a place in the target.
    pub(crate) fn at_target(mut self, place: Range<usize>) -> Finding {
        self.target = place;
        self
    }

    /// The same with words to be written instead of its place in the target.
    pub(crate) fn fixed(mut self, with: impl Into<String>, safe: bool) -> Finding {
        let with = with.into();
        self.fix = Some(Fix { with, safe });
        self
    }
}
