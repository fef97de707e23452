//! The revision: the difference of two versions of a translation.

use std::ops::Range;

use super::meaning::Sign;
use super::metric::Scores;
use super::word_edits::WordEdit;
use crate::bitext::{Bitext, Sentence};
use crate::check::Severity;
use crate::text::Language;
use crate::text::named::Named;
use crate::text::spaces::Joint;

/// The kind of a change of one sentence or of several together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Some of its words changed.
    Edited,
    /// Most of its words changed: it is a new translation.
    Retranslated,
    /// One sentence became several.
    Split,
    /// Several sentences became one.
    Merged,
    /// Its place changed.
    Moved,
    /// A new sentence.
    Added,
    /// A new sentence that translates Chinese that had no English before.
    Restored,
    /// A removed sentence.
    Removed,
    /// The Chinese changed, and the English did not.
    Stale,
    /// The Chinese changed, and the English was changed with it.
    Resolved,
    /// Only the markup changed: emphasis, links, the level of a heading, the paragraph that it is in.
    Markup,
    /// Only the line breaks changed.
    Rewrapped,
    /// Only the white space changed.
    Spacing,
}

impl ChangeKind {
    /// Every kind, in the order in which they are counted.
    pub const ALL: [ChangeKind; 13] = [
        ChangeKind::Edited,
        ChangeKind::Retranslated,
        ChangeKind::Split,
        ChangeKind::Merged,
        ChangeKind::Moved,
        ChangeKind::Added,
        ChangeKind::Restored,
        ChangeKind::Removed,
        ChangeKind::Stale,
        ChangeKind::Resolved,
        ChangeKind::Markup,
        ChangeKind::Rewrapped,
        ChangeKind::Spacing,
    ];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ChangeKind::Edited => "edited",
            ChangeKind::Retranslated => "retranslated",
            ChangeKind::Split => "split",
            ChangeKind::Merged => "merged",
            ChangeKind::Moved => "moved",
            ChangeKind::Added => "added",
            ChangeKind::Restored => "restored",
            ChangeKind::Removed => "removed",
            ChangeKind::Stale => "stale",
            ChangeKind::Resolved => "resolved",
            ChangeKind::Markup => "markup",
            ChangeKind::Rewrapped => "rewrapped",
            ChangeKind::Spacing => "spacing",
        }
    }

    /// Whether there is nothing to read in it: it is shown only where everything is asked for.
    #[must_use]
    pub const fn is_quiet(self) -> bool {
        matches!(
            self,
            ChangeKind::Markup | ChangeKind::Rewrapped | ChangeKind::Spacing
        )
    }
}

impl Named for ChangeKind {
    const KIND: &'static str = "kind of change";

    fn table() -> &'static [ChangeKind] {
        &ChangeKind::ALL
    }

    fn id(&self) -> &'static str {
        self.name()
    }
}

/// One change between the versions.
///
/// `old` and `new` are sentences of the compared side (the English; of two Chinese texts the Chinese). Every
/// sentence that is not kept as it is, at its place, is in such a range: the old version without the old sentences of
/// all changes, with the new ones put in at their numbers, is the new version. Sentences that changed inside
/// a block that moved are changes of their own, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The kind of change.
    pub kind: ChangeKind,
    /// The sentences of the old version; empty, at the place where they would stand, if there are none.
    pub old: Range<usize>,
    /// Sentences of the new version, likewise.
    pub new: Range<usize>,
    /// The source sentences of the old version that the old sentences translate.
    pub old_source: Range<usize>,
    /// The source sentences of the new version that the new sentences translate.
    pub new_source: Range<usize>,
    /// The number of the move that the change belongs to.
    pub moved: Option<u32>,
    /// The word edits, in bytes of [`Revision::old_text`] and [`Revision::new_text`].
    pub edits: Vec<WordEdit>,
    /// The word edits of the Chinese, in bytes of [`Revision::old_source_text`] and
    /// [`Revision::new_source_text`].
    pub source_edits: Vec<WordEdit>,
    /// The changes of meaning.
    pub signs: Vec<Sign>,
    /// The scores of the change; `None` for blocks that moved whole.
    pub scores: Option<Scores>,
    /// The section it is in, an index into [`Revision::sections`].
    pub section: Option<usize>,
    /// Of sentences that went to another text of the project, or came from one.
    pub across: Option<Across>,
}

/// The other end of a move between two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Across {
    /// The number of the move, an index into [`ProjectRevision::moves`](super::ProjectRevision::moves).
    pub number: usize,
    /// The name of the other text.
    pub text: String,
}

impl Change {
    /// Whether the change should be looked at first.
    #[must_use]
    pub fn is_loud(&self) -> bool {
        self.kind == ChangeKind::Stale || self.signs.iter().any(|sign| sign.meaning.is_loud())
    }
}

/// A chapter, and the counts of its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its sentences in the new version.
    pub new: Range<usize>,
    /// The number of changes of each kind, in the order of [`ChangeKind::ALL`].
    pub counts: [usize; ChangeKind::ALL.len()],
}

/// A check finding that only one version has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingChange {
    /// The rule.
    pub rule: &'static str,
    /// The severity of the finding.
    pub severity: Severity,
    /// The message of the finding.
    pub message: String,
    /// The sentences of the compared side that it concerns: of the new version for a new finding, else
    /// of the old version.
    pub sentences: Range<usize>,
}

/// The difference of two versions.
#[derive(Clone, Debug)]
pub struct Revision<'a> {
    /// The old version.
    pub old: &'a Bitext,
    /// The new version.
    pub new: &'a Bitext,
    /// The language of the compared side.
    pub language: Language,
    /// The changes, quiet ones included, in the order of the new version; what is gone stands where it was.
    pub changes: Vec<Change>,
    /// The number of sentences of the new version that stayed as they were, quiet changes not counted.
    pub kept: usize,
    /// The scores of the whole revision.
    pub scores: Scores,
    /// The sections of the new version.
    pub sections: Vec<Section>,
    /// The check findings that only the new version has.
    pub new_findings: Vec<FindingChange>,
    /// The check findings that only the old version has.
    pub resolved_findings: Vec<FindingChange>,
}

impl Revision<'_> {
    /// The changes to be read: all but the quiet ones.
    pub fn loud(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| !change.kind.is_quiet())
    }

    /// The number of changes of a kind.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
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
