//! What a person does to a bitext: links corrected, English rewritten, decisions made. One operation at
//! a time, each of them whole or refused, each leaving what it replaced so that it can be taken back
//! exactly. The workbench and `duizhao edit` do the same ones.

mod change;
mod history;
mod links;
mod words;

use serde::{Deserialize, Serialize};

use super::model::{BeadId, Bitext, SideName, Status};
use crate::error::{Error, Result};

pub use change::{Patch, Step};
pub use history::{Done, History};

use change::Editor;

/// Where sentences go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum To {
    /// To the bead before.
    Previous,
    /// To the bead behind.
    Next,
}

/// Something that a person does. Beads are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum Operation {
    /// Makes two beads of one: the first gets so many sentences of each side, the second the rest.
    Split {
        /// The bead.
        bead: BeadId,
        /// How many source sentences the first part gets.
        source: usize,
        /// How many target sentences the first part gets.
        target: usize,
    },
    /// Makes one bead of consecutive ones.
    Merge {
        /// The first of them.
        first: BeadId,
        /// The last of them.
        last: BeadId,
    },
    /// Gives sentences at an end of a bead to its neighbour.
    Shift {
        /// The bead.
        bead: BeadId,
        /// The side whose sentences go.
        side: SideName,
        /// The neighbour.
        to: To,
        /// How many sentences; one where it is not said.
        #[serde(default = "one")]
        count: usize,
    },
    /// Takes the two sides of a bead apart.
    Unlink {
        /// The bead.
        bead: BeadId,
    },
    /// Makes one bead of one without target and one without source, wherever they stand.
    Link {
        /// The bead without target.
        source: BeadId,
        /// The bead without source.
        target: BeadId,
    },
    /// Says who decided.
    Status {
        /// The bead.
        bead: BeadId,
        /// Its status.
        status: Status,
    },
    /// Leaves a remark, or takes it away.
    Note {
        /// The bead.
        bead: BeadId,
        /// The remark; empty for none.
        #[serde(default)]
        note: String,
    },
    /// Writes the target of a bead anew, sentence by sentence.
    Translate {
        /// The bead.
        bead: BeadId,
        /// The sentences; without any, the bead has no target any more.
        texts: Vec<String>,
    },
}

fn one() -> usize {
    1
}

impl Operation {
    /// The beads that it is about.
    #[must_use]
    pub fn beads(&self) -> Vec<&BeadId> {
        match self {
            Operation::Split { bead, .. }
            | Operation::Shift { bead, .. }
            | Operation::Unlink { bead }
            | Operation::Status { bead, .. }
            | Operation::Note { bead, .. }
            | Operation::Translate { bead, .. } => vec![bead],
            Operation::Merge { first, last } => vec![first, last],
            Operation::Link { source, target } => vec![source, target],
        }
    }
}

impl Bitext {
    /// Does it. The bitext keeps its promises (see [`Bitext::validate`]), and [`Step`] says what it was
    /// before.
    ///
    /// # Errors
    /// [`Error::Usage`] when it cannot be done so; nothing has changed then.
    pub fn edit(&mut self, operation: &Operation) -> Result<Step> {
        let mut editor = Editor::new(self);
        let said = match operation {
            Operation::Split {
                bead,
                source,
                target,
            } => links::split(&mut editor, bead, *source, *target),
            Operation::Merge { first, last } => links::merge(&mut editor, first, last),
            Operation::Shift {
                bead,
                side,
                to,
                count,
            } => links::shift(&mut editor, bead, *side, *to, *count),
            Operation::Unlink { bead } => links::unlink(&mut editor, bead),
            Operation::Link { source, target } => links::link(&mut editor, source, target),
            Operation::Status { bead, status } => links::status(&mut editor, bead, *status),
            Operation::Note { bead, note } => links::note(&mut editor, bead, note),
            Operation::Translate { bead, texts } => words::translate(&mut editor, bead, texts),
        };
        match said {
            Ok(said) => Ok(editor.finish(said)),
            Err(error) => {
                editor.abandon();
                Err(error)
            }
        }
    }

    /// The index of a bead.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none of this name.
    pub fn find_bead(&self, id: &BeadId) -> Result<usize> {
        self.beads
            .iter()
            .position(|bead| bead.id == *id)
            .ok_or_else(|| {
                Error::usage(
                    format!("there is no bead {}", id.0),
                    "it has been split, merged or taken apart since: look at the text again",
                )
            })
    }
}

#[cfg(test)]
mod tests;
