//! Editing a bitext: links corrected, English rewritten, decisions made. Operations are made one at a
//! time. Each is done whole or refused, and leaves a record by which it can be undone exactly. The
//! workbench and `duizhao edit` make the same operations.

mod change;
mod decisions;
mod history;
mod known;
mod links;
mod outside;
mod rewrite;
mod said;
mod together;

use serde::{Deserialize, Serialize};

use super::desk::{Comment, Signature, Stage};
use super::model::{BeadId, Bitext, SideName, Status};
use crate::error::{Error, Result};

pub use change::{Patch, Step};
pub use history::{History, Reverted};
pub use outside::Outside;

use change::Editor;

/// The direction in which sentences are shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Neighbour {
    /// To the previous bead.
    Previous,
    /// To the next bead.
    Next,
}

/// An operation that a person makes. Beads are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum Operation {
    /// Splits a bead in two: the first part gets so many sentences of either side, the second the rest.
    Split {
        /// The bead.
        bead: BeadId,
        /// The number of source sentences of the first part.
        source: usize,
        /// The number of target sentences of the first part.
        target: usize,
    },
    /// Merges consecutive beads into one.
    Merge {
        /// The first bead.
        first: BeadId,
        /// The last bead.
        last: BeadId,
    },
    /// Shifts sentences at an end of a bead to its neighbour.
    Shift {
        /// The bead.
        bead: BeadId,
        /// The side whose sentences are shifted.
        side: SideName,
        /// The neighbour that gets them.
        to: Neighbour,
        /// The number of sentences; 1 by default.
        #[serde(default = "one")]
        count: usize,
    },
    /// Separates the two sides of a bead: an omission and an addition are left.
    Unlink {
        /// The bead.
        bead: BeadId,
    },
    /// Links an omission and an addition, wherever they stand, into one bead.
    Link {
        /// The bead without target.
        source: BeadId,
        /// The bead without source.
        target: BeadId,
    },
    /// Sets who decided on a bead.
    Status {
        /// The bead.
        bead: BeadId,
        /// Its status.
        status: Status,
    },
    /// Sets a person's remark on a bead, or removes it.
    Note {
        /// The bead.
        bead: BeadId,
        /// The remark; empty removes it.
        #[serde(default)]
        note: String,
    },
    /// Rewrites the target of a bead, sentence by sentence.
    Translate {
        /// The bead.
        bead: BeadId,
        /// The new sentences; an empty list leaves the bead without target.
        texts: Vec<String>,
        /// The sentences that they replace, as the person saw them. Where others stand there now, both
        /// changes are merged sentence by sentence, and what both changed is a conflict of the bead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Vec<String>>,
        /// Made by a rule or over many beads: it says nothing about whether the English answers the Chinese.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_rule: bool,
    },
    /// Says that the English of a bead holds, although its Chinese has changed.
    Holds {
        /// The bead.
        bead: BeadId,
    },
    /// Resolves a conflict: the person's English stands, or that of the text.
    Resolve {
        /// The bead.
        bead: BeadId,
        /// Which one stands.
        take: Take,
    },
    /// Says how far the translation of a bead is.
    Stage {
        /// The bead.
        bead: BeadId,
        /// Its stage.
        stage: Stage,
        /// Who says so, and when.
        #[serde(default)]
        signed: Signature,
    },
    /// Adds a comment to the thread of a bead.
    Comment {
        /// The bead.
        bead: BeadId,
        /// The words.
        text: String,
        /// Who says so, and when.
        #[serde(default)]
        signed: Signature,
        /// It is a question: the bead's stage is `query` until somebody gives it another one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks: bool,
    },
    /// Takes a comment away.
    Withdraw {
        /// The bead.
        bead: BeadId,
        /// The words of the comment.
        text: String,
        /// Who said it, and when.
        #[serde(default)]
        signed: Signature,
    },
    /// Proposes English for a bead; nothing changes until somebody accepts it.
    Propose {
        /// The bead.
        bead: BeadId,
        /// The sentences; an empty list proposes to take the English out.
        texts: Vec<String>,
        /// The sentences that they are to replace, as the person saw them; those of the bead by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Vec<String>>,
        /// Who proposes it, and when.
        #[serde(default)]
        signed: Signature,
    },
    /// Puts proposed English into a bead. Where the bead has other English by now, both changes are merged as
    /// those of `Translate` are.
    Accept {
        /// The bead.
        bead: BeadId,
        /// The sentences of the proposal.
        texts: Vec<String>,
        /// Who accepts it, and when.
        #[serde(default)]
        signed: Signature,
    },
    /// Takes a proposal away.
    Refuse {
        /// The bead.
        bead: BeadId,
        /// The sentences of the proposal.
        texts: Vec<String>,
    },
    /// Forgets a decision whose sentences are gone.
    Dismiss {
        /// The id of the bead that held it.
        lost: BeadId,
    },
}

/// One of two versions of a bead's English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// What the person wrote.
    Edit,
    /// What the text has.
    File,
}

fn one() -> usize {
    1
}

impl Operation {
    /// The beads that the operation names.
    #[must_use]
    pub fn beads(&self) -> Vec<&BeadId> {
        match self {
            Operation::Split { bead, .. }
            | Operation::Shift { bead, .. }
            | Operation::Unlink { bead }
            | Operation::Status { bead, .. }
            | Operation::Note { bead, .. }
            | Operation::Holds { bead }
            | Operation::Resolve { bead, .. }
            | Operation::Stage { bead, .. }
            | Operation::Comment { bead, .. }
            | Operation::Withdraw { bead, .. }
            | Operation::Propose { bead, .. }
            | Operation::Accept { bead, .. }
            | Operation::Refuse { bead, .. }
            | Operation::Translate { bead, .. } => vec![bead],
            Operation::Dismiss { .. } => Vec::new(),
            Operation::Merge { first, last } => vec![first, last],
            Operation::Link { source, target } => vec![source, target],
        }
    }
}

/// Puts other English into the bead with this index, without saying anything about its state.
pub(crate) fn put_words(bitext: &mut Bitext, at: usize, texts: &[String]) {
    let mut editor = Editor::new(bitext);
    rewrite::words(&mut editor, at, texts);
    drop(editor.finish(String::new()));
}

/// Makes an operation, and describes it for people.
fn make(editor: &mut Editor<'_>, operation: &Operation) -> Result<String> {
    match operation {
        Operation::Split {
            bead,
            source,
            target,
        } => links::split(editor, bead, *source, *target),
        Operation::Merge { first, last } => links::merge(editor, first, last),
        Operation::Shift {
            bead,
            side,
            to,
            count,
        } => links::shift(editor, bead, *side, *to, *count),
        Operation::Unlink { bead } => links::unlink(editor, bead),
        Operation::Link { source, target } => links::link(editor, source, target),
        Operation::Status { bead, status } => links::status(editor, bead, *status),
        Operation::Note { bead, note } => links::note(editor, bead, note),
        Operation::Translate {
            bead,
            texts,
            was,
            by_rule,
        } => rewrite::translate(editor, bead, texts, was.as_deref(), *by_rule),
        Operation::Holds { bead } => decisions::holds(editor, bead),
        Operation::Resolve { bead, take } => decisions::resolve(editor, bead, *take),
        Operation::Stage {
            bead,
            stage,
            signed,
        } => said::stage(editor, bead, *stage, signed),
        Operation::Comment {
            bead,
            text,
            signed,
            asks,
        } => said::comment(editor, bead, &Comment::new(text, signed), *asks),
        Operation::Withdraw { bead, text, signed } => {
            said::withdraw(editor, bead, &Comment::new(text, signed))
        }
        Operation::Propose {
            bead,
            texts,
            was,
            signed,
        } => said::propose(editor, bead, texts, was.as_deref(), signed),
        Operation::Accept {
            bead,
            texts,
            signed,
        } => said::accept(editor, bead, texts, signed),
        Operation::Refuse { bead, texts } => said::refuse(editor, bead, texts),
        Operation::Dismiss { lost } => decisions::dismiss(editor, lost),
    }
}

impl Bitext {
    /// Makes an operation. The bitext keeps its invariants (see [`Bitext::validate`]); the [`Step`]
    /// returned undoes it.
    ///
    /// # Errors
    /// [`Error::Usage`] when the operation is impossible; the bitext is unchanged then.
    pub fn edit(&mut self, operation: &Operation) -> Result<Step> {
        let mut editor = Editor::new(self);
        let said = make(&mut editor, operation);
        match said {
            Ok(said) => Ok(editor.finish(said)),
            Err(error) => {
                editor.abandon();
                Err(error)
            }
        }
    }

    /// The index of the bead with this id.
    ///
    /// # Errors
    /// [`Error::Usage`] when no bead has the id.
    pub fn find_bead(&self, id: &BeadId) -> Result<usize> {
        self.beads
            .iter()
            .position(|bead| bead.id == *id)
            .ok_or_else(|| {
                Error::usage(
                    format!("there is no link {}", id.0),
                    "it has been split, merged or taken apart since: look at the text again",
                )
            })
    }
}

#[cfg(test)]
mod tests;
