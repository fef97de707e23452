//! The difference of two versions of a translation.

use std::ops::Range;

use super::meaning::Sign;
use super::metric::Scores;
use super::words::Edit;
use crate::bitext::{Bitext, Sentence};
use crate::check::Severity;
use crate::text::Language;
use crate::text::spaces::Joint;

/// What happened to a sentence, or to several together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Some of its words are others now.
    Edited,
    /// So many of its words are others that it is a new translation.
    Retranslated,
    /// It is several sentences now.
    Split,
    /// Several sentences are one now.
    Merged,
    /// It stands elsewhere.
    Moved,
    /// It is new.
    Added,
    /// It is new, and translates Chinese that had no English before.
    Restored,
    /// It is gone.
    Removed,
    /// The Chinese changed, and the English did not.
    Stale,
    /// The Chinese changed, and the English was changed with it.
    Resolved,
    /// Only its markup is other: emphasis, links, the level of a heading, the paragraph that it is in.
    Markup,
    /// Only its lines are broken elsewhere.
    Rewrapped,
    /// Only white space is other.
    Spacing,
}

impl Kind {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Kind; 13] = [
        Kind::Edited,
        Kind::Retranslated,
        Kind::Split,
        Kind::Merged,
        Kind::Moved,
        Kind::Added,
        Kind::Restored,
        Kind::Removed,
        Kind::Stale,
        Kind::Resolved,
        Kind::Markup,
        Kind::Rewrapped,
        Kind::Spacing,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Edited => "edited",
            Kind::Retranslated => "retranslated",
            Kind::Split => "split",
            Kind::Merged => "merged",
            Kind::Moved => "moved",
            Kind::Added => "added",
            Kind::Restored => "restored",
            Kind::Removed => "removed",
            Kind::Stale => "stale",
            Kind::Resolved => "resolved",
            Kind::Markup => "markup",
            Kind::Rewrapped => "rewrapped",
            Kind::Spacing => "spacing",
        }
    }

    /// Whether it is nothing to read: shown only where somebody asks for everything.
    #[must_use]
    pub const fn is_quiet(self) -> bool {
        matches!(self, Kind::Markup | Kind::Rewrapped | Kind::Spacing)
    }
}

/// One thing that changed.
///
/// `old` and `new` are sentences of the compared side (the English; of two Chinese texts the Chinese). Every
/// sentence that is not kept as it is, at its place, is in such a range: the old version without the old sentences of
/// all changes, with the new ones put in at their numbers, is the new version. Sentences that changed inside
/// a block that moved are changes of their own, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// Sentences of the old version; empty, at the place where they would stand, where there are none.
    pub old: Range<usize>,
    /// Sentences of the new version, likewise.
    pub new: Range<usize>,
    /// The Chinese that the old sentences answer to, in the old version's source.
    pub old_source: Range<usize>,
    /// The Chinese that the new sentences answer to, in the new version's source.
    pub new_source: Range<usize>,
    /// The number of the move that it was moved by.
    pub moved: Option<u32>,
    /// What changed inside, in bytes of [`Revision::old_text`] and [`Revision::new_text`].
    pub edits: Vec<Edit>,
    /// What changed in the Chinese, in bytes of [`Revision::old_source_text`] and
    /// [`Revision::new_source_text`].
    pub source_edits: Vec<Edit>,
    /// What it means.
    pub signs: Vec<Sign>,
    /// How far both versions are from each other; of blocks that moved whole there is nothing to say.
    pub scores: Option<Scores>,
    /// The section it is in, an index into [`Revision::sections`].
    pub section: Option<usize>,
}

impl Change {
    /// Whether somebody should look at it first.
    #[must_use]
    pub fn is_loud(&self) -> bool {
        self.kind == Kind::Stale || self.signs.iter().any(|sign| sign.meaning.is_loud())
    }
}

/// A chapter, and what changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its sentences in the new version.
    pub new: Range<usize>,
    /// How often each kind of change, in the order of [`Kind::ALL`].
    pub counts: [usize; Kind::ALL.len()],
}

/// A check finding that only one version has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingChange {
    /// The rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// The sentences of the compared side that it is in: the new version's where it is new, else the old
    /// version's.
    pub sentences: Range<usize>,
}

/// What really changed between two versions.
#[derive(Clone, Debug)]
pub struct Revision<'a> {
    /// The old version.
    pub old: &'a Bitext,
    /// The new version.
    pub new: &'a Bitext,
    /// The language of what is compared.
    pub language: Language,
    /// The changes, quiet ones included, in the order of the new version; what is gone stands where it was.
    pub changes: Vec<Change>,
    /// How many sentences of the new version are as they were, quiet changes not counted.
    pub kept: usize,
    /// How far both versions are from each other.
    pub scores: Scores,
    /// The sections of the new version.
    pub sections: Vec<Section>,
    /// What the checks find in the new version and did not find in the old one.
    pub new_findings: Vec<FindingChange>,
    /// What the checks found in the old version and do not find in the new one.
    pub resolved_findings: Vec<FindingChange>,
}

impl Revision<'_> {
    /// The changes that are to be read.
    pub fn loud(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| !change.kind.is_quiet())
    }

    /// How many changes of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.changes.iter().filter(|c| c.kind == kind).count()
    }

    /// The old sentences of a change as one text.
    #[must_use]
    pub fn old_text(&self, change: &Change) -> String {
        joined(self.old.target.slice(&change.old))
    }

    /// The new sentences of a change as one text.
    #[must_use]
    pub fn new_text(&self, change: &Change) -> String {
        joined(self.new.target.slice(&change.new))
    }

    /// The Chinese of a change in the old version.
    #[must_use]
    pub fn old_source_text(&self, change: &Change) -> String {
        joined(self.old.source.slice(&change.old_source))
    }

    /// The Chinese of a change in the new version.
    #[must_use]
    pub fn new_source_text(&self, change: &Change) -> String {
        joined(self.new.source.slice(&change.new_source))
    }
}

/// Sentences as one text: a space between them where Latin letters meet, none in Chinese.
pub(crate) fn joined(sentences: &[Sentence]) -> String {
    Joint::Either.join(sentences.iter().map(|sentence| sentence.text.as_str()))
}
