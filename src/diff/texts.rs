//! The difference of two versions of a project: the changes of each of its texts, and what moved from one text to
//! another.

use std::ops::Range;

use super::gate::Gate;
use super::revision::{Change, ChangeKind, Revision};
use crate::bitext::Bitext;

/// What became of a text as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextState {
    /// It is in both versions.
    Changed,
    /// It is in both versions, under another name.
    Renamed,
    /// Only the new version has it, or has it in English.
    Added,
    /// Only the old version has it, or has it in English.
    Removed,
    /// It cannot be compared.
    Failed,
}

impl TextState {
    /// Every state.
    pub const ALL: [TextState; 5] = [
        TextState::Changed,
        TextState::Renamed,
        TextState::Added,
        TextState::Removed,
        TextState::Failed,
    ];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            TextState::Changed => "changed",
            TextState::Renamed => "renamed",
            TextState::Added => "added",
            TextState::Removed => "removed",
            TextState::Failed => "failed",
        }
    }
}

/// A text of a project, and what changed in it.
#[derive(Clone, Debug)]
pub struct TextRevision<'a> {
    /// Its name; of a removed text the one it had.
    pub name: String,
    /// The name that it had, where that was another one.
    pub was: Option<String>,
    /// The title that the project gives it.
    pub title: Option<String>,
    /// The part of the book that it is in.
    pub part: Option<String>,
    /// What became of it as a whole.
    pub state: TextState,
    /// The old version, where there is one in English.
    pub old: Option<&'a Bitext>,
    /// The new version, likewise.
    pub new: Option<&'a Bitext>,
    /// The changes, where both versions are there.
    pub revision: Option<Revision<'a>>,
    /// The reason why it cannot be compared.
    pub error: Option<String>,
}

impl TextRevision<'_> {
    /// The changes, quiet ones included.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.revision.iter().flat_map(|revision| &revision.changes)
    }

    /// How many sentences changes of these kinds touch.
    #[must_use]
    pub fn sentences(&self, kinds: &[ChangeKind]) -> usize {
        let wanted = self.changes().filter(|change| kinds.contains(&change.kind));
        wanted.map(sentences).sum()
    }

    /// How many changes are to be looked at first, and findings that the old version does not have.
    #[must_use]
    pub fn look_first(&self) -> usize {
        let loud = self.changes().filter(|change| change.is_loud()).count();
        let findings = self.revision.as_ref();
        loud + findings.map_or(0, |revision| revision.new_findings.len())
    }

    /// The English sentences of the old version and of the new one.
    #[must_use]
    pub fn sizes(&self) -> (usize, usize) {
        let size = |bitext: Option<&Bitext>| bitext.map_or(0, |one| one.target.sentences.len());
        (size(self.old), size(self.new))
    }
}

/// How many sentences a change touches.
fn sentences(change: &Change) -> usize {
    change.old.len().max(change.new.len()).max(1)
}

/// Sentences that went from one text to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMove {
    /// The number of the text that they were in, in [`ProjectRevision::texts`].
    pub from: usize,
    /// The sentences there, of the old version.
    pub old: Range<usize>,
    /// The number of the text that they are in.
    pub to: usize,
    /// The sentences there, of the new version.
    pub new: Range<usize>,
}

/// The difference of two versions of a project.
#[derive(Clone, Debug)]
pub struct ProjectRevision<'a> {
    /// What the old version is called.
    pub old: String,
    /// What the new version is called.
    pub new: String,
    /// The texts in which anything differs, in the order of the project; removed ones behind those that they
    /// followed.
    pub texts: Vec<TextRevision<'a>>,
    /// The number of texts that are the same.
    pub unchanged: usize,
    /// What moved from one text to another: its changes have [`Change::across`].
    pub moves: Vec<TextMove>,
}

impl ProjectRevision<'_> {
    /// The number of texts of a state.
    #[must_use]
    pub fn count(&self, state: TextState) -> usize {
        self.texts.iter().filter(|text| text.state == state).count()
    }

    /// How many sentences changes of these kinds touch in all texts. What moved from text to text is counted
    /// where it is now.
    #[must_use]
    pub fn sentences(&self, kinds: &[ChangeKind]) -> usize {
        let all: usize = self.texts.iter().map(|text| text.sentences(kinds)).sum();
        if !kinds.contains(&ChangeKind::Moved) {
            return all;
        }
        let left = self.texts.iter().flat_map(TextRevision::changes);
        let left = left.filter(|change| change.across.is_some() && change.new.is_empty());
        all - left.map(sentences).sum::<usize>()
    }

    /// How many changes and findings are to be looked at first.
    #[must_use]
    pub fn look_first(&self) -> usize {
        self.texts.iter().map(TextRevision::look_first).sum()
    }

    /// Whether nothing differs that there is something to read in.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.texts.iter().all(|text| {
            text.state == TextState::Changed && text.changes().all(|change| change.kind.is_quiet())
        })
    }

    /// Whether it has what it must not have. A text that is new or gone is sentences added or removed.
    #[must_use]
    pub fn fails(&self, gate: &Gate) -> bool {
        self.texts.iter().any(|text| {
            let whole = match text.state {
                TextState::Changed | TextState::Failed => false,
                TextState::Renamed => gate.any,
                TextState::Added => gate.any || gate.kinds.contains(&ChangeKind::Added),
                TextState::Removed => gate.any || gate.kinds.contains(&ChangeKind::Removed),
            };
            whole || text.revision.as_ref().is_some_and(|one| gate.fails(one))
        })
    }
}
