//! Judged findings: with their places in the files, and whether they count.

use std::sync::Arc;

use super::finding::Finding;
use super::locate::Place;
use super::placed::Elsewhere;

/// Whether a finding counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It counts.
    New,
    /// It is in the baseline: shown, and not counted.
    Known,
    /// It is hidden, for this reason, by a comment (`true`) or the settings.
    Suppressed(String, bool),
}

impl State {
    /// As reports write it: `new`, `known`, `suppressed`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            State::New => "new",
            State::Known => "known",
            State::Suppressed(..) => "suppressed",
        }
    }

    /// Why it is hidden.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            State::Suppressed(reason, _) => Some(reason),
            State::New | State::Known => None,
        }
    }
}

/// A finding with its places in the files.
#[derive(Clone, Debug)]
pub struct JudgedFinding {
    /// The finding.
    pub finding: Finding,
    /// Whether it counts.
    pub state: State,
    /// Its place in the Chinese file; `None` without Chinese.
    pub source: Option<Place>,
    /// Its place in the English file; `None` without English.
    pub target: Option<Place>,
    /// The joined Chinese and English sentences that it speaks of.
    pub texts: (String, String),
    /// The places in other texts that it names.
    pub elsewhere: Arc<[Elsewhere]>,
    /// The findings about single sentences that it stands for, where it is about a stretch; else none.
    pub parts: Vec<Finding>,
}
