//! Findings: what a rule says of a bead, and the same told of the bitext that the user has.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::fingerprint::{Fingerprint, OtherNames};
use crate::bitext::{BeadId, Bitext, Sentence};
use crate::document::BlockKind;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule does not run.
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

/// Words to be written instead of a finding's place in the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// They replace the finding's place in the target.
    pub with: String,
    /// Whether they may be put there without a person looking.
    pub safe: bool,
}

/// A finding of a rule in a checked bead, whose places count in its joined texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BeadFinding {
    /// The id of the rule.
    pub(crate) rule: &'static str,
    /// Its severity.
    pub(crate) severity: Severity,
    /// Index of the checked bead.
    pub(crate) bead: usize,
    /// Bytes of the source text; empty when it is about all of it.
    pub(crate) source: Range<usize>,
    /// Bytes of the target text; empty when it is about all of it.
    pub(crate) target: Range<usize>,
    /// The message, for people.
    pub(crate) message: String,
    /// The term, number or words it is about.
    pub(crate) subject: String,
    /// The words to write instead.
    pub(crate) fix: Option<Fix>,
}

impl BeadFinding {
    /// A finding about a whole bead, with the severity of its rule.
    pub(crate) fn new(
        rule: &'static str,
        severity: Severity,
        bead: usize,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> BeadFinding {
        BeadFinding {
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
    pub(crate) fn at_source(mut self, place: Range<usize>) -> BeadFinding {
        self.source = place;
        self
    }

    /// The same at a place in the target.
    pub(crate) fn at_target(mut self, place: Range<usize>) -> BeadFinding {
        self.target = place;
        self
    }

    /// The same with words to be written instead of its place in the target.
    pub(crate) fn fixed(mut self, with: impl Into<String>, safe: bool) -> BeadFinding {
        let with = with.into();
        self.fix = Some(Fix { with, safe });
        self
    }
}

/// The sentences that a finding speaks of, as indices into both sides of the bitext. Those of one bead, or
/// of several where orphans were read as one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentenceSpans {
    /// Indices of source sentences.
    pub source: Range<usize>,
    /// Indices of target sentences.
    pub target: Range<usize>,
}

/// Something found in a bitext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// Index of the bead in the bitext. Where it speaks of several, the one with its last place, else the
    /// first.
    pub bead: usize,
    /// The id of that bead; empty where the finding is about a text as a whole.
    pub bead_id: BeadId,
    /// The sentences it speaks of.
    pub sentences: SentenceSpans,
    /// Bytes of the joined source sentences; empty when it is about all of them.
    pub source: Range<usize>,
    /// Bytes of the joined target sentences; empty when it is about all of them.
    pub target: Range<usize>,
    /// The message, for people.
    pub message: String,
    /// The term, number or words it is about: the same finding in changed surroundings has the same.
    pub subject: String,
    /// The words to write instead.
    pub fix: Option<Fix>,
    /// A name in its text that it keeps while lines move and other sentences change.
    pub fingerprint: Fingerprint,
    /// Further names that a baseline may have for it.
    pub names: OtherNames,
    /// What joins it with its neighbours where a whole stretch has no counterpart, or has it elsewhere.
    pub stretch: Option<InStretch>,
}

/// What is known of a finding that says that sentences have no counterpart or have it elsewhere, so that it is
/// told together with its neighbours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InStretch {
    /// The kind of the block of its first sentence.
    pub kind: BlockKind,
    /// The block of its first sentence, and that of its last.
    pub blocks: (usize, usize),
    /// The index of the sentence with which the next finding of the stretch begins: what stands between has no
    /// counterpart either, and says nothing.
    pub next: usize,
    /// The number of the moved group.
    pub group: Option<u32>,
}

impl Finding {
    /// Whether it is about a text as a whole: it has no bead and no sentences.
    #[must_use]
    pub fn is_about_text(&self) -> bool {
        self.bead_id.0.is_empty()
    }

    /// The source sentences that it speaks of.
    #[must_use]
    pub fn source_sentences<'a>(&self, bitext: &'a Bitext) -> &'a [Sentence] {
        bitext.source.slice(&self.sentences.source)
    }

    /// The target sentences that it speaks of.
    #[must_use]
    pub fn target_sentences<'a>(&self, bitext: &'a Bitext) -> &'a [Sentence] {
        bitext.target.slice(&self.sentences.target)
    }

    /// The joined source text in which [`Finding::source`] counts.
    #[must_use]
    pub fn source_text(&self, bitext: &Bitext) -> String {
        crate::bitext::join_source(self.source_sentences(bitext))
    }

    /// The joined target text in which [`Finding::target`] counts.
    #[must_use]
    pub fn target_text(&self, bitext: &Bitext) -> String {
        crate::bitext::join_target(self.target_sentences(bitext))
    }
}
