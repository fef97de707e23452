//! Undo and redo.

use super::change::{Patch, Step};
use crate::bitext::model::{BeadId, Bitext};

/// So many steps are remembered.
const MOST: usize = 10_000;

/// What undo or redo did.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// For people.
    pub said: String,
    /// Which beads changed.
    pub patches: Vec<Patch>,
}

/// The steps that were made, and those that were taken back.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// The bead whose English is being typed: what is typed there next belongs to the same step.
    typing: Option<BeadId>,
}

impl History {
    /// Remembers a step; what was taken back cannot be done again then. With the bead that is being
    /// typed into, steps on it become one; gives back whether this one has joined the one before.
    pub fn push(&mut self, step: Step, typing: Option<BeadId>) -> bool {
        if step.is_empty() {
            return true;
        }
        self.undone.clear();
        let joins = typing.is_some() && typing == self.typing;
        match self.done.pop() {
            Some(last) if joins => {
                self.done.push(last.then(step));
                return true;
            }
            last => {
                self.done.extend(last);
                self.done.push(step);
            }
        }
        self.typing = typing;
        if self.done.len() > MOST {
            self.done.remove(0);
        }
        false
    }

    /// Takes the last step back; `None` when there is none.
    pub fn undo(&mut self, bitext: &mut Bitext) -> Option<Done> {
        self.typing = None;
        let step = self.done.pop()?.revert(bitext);
        let done = told(&step);
        self.undone.push(step);
        Some(done)
    }

    /// Does again what was taken back last; `None` when nothing was.
    pub fn redo(&mut self, bitext: &mut Bitext) -> Option<Done> {
        self.typing = None;
        let step = self.undone.pop()?.revert(bitext);
        let done = told(&step);
        self.done.push(step);
        Some(done)
    }

    /// What [`History::undo`] would take back.
    #[must_use]
    pub fn can_undo(&self) -> Option<&str> {
        self.done.last().map(|step| step.said.as_str())
    }

    /// What [`History::redo`] would do again.
    #[must_use]
    pub fn can_redo(&self) -> Option<&str> {
        self.undone.last().map(|step| step.said.as_str())
    }

    /// Forgets everything: the bitext is another one.
    pub fn clear(&mut self) {
        *self = History::default();
    }
}

fn told(step: &Step) -> Done {
    Done {
        said: step.said.clone(),
        patches: step.patches(),
    }
}
