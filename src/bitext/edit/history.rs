//! History of edits: undo and redo.

use super::change::{Patch, Step};
use super::outside::Outside;
use crate::bitext::model::{BeadId, Bitext};

/// The largest number of steps that are remembered.
const MOST: usize = 10_000;

/// The result of an undo or a redo.
#[derive(Clone, Debug, PartialEq)]
pub struct Reverted {
    /// A description for people.
    pub said: String,
    /// The beads that changed.
    pub patches: Vec<Patch>,
}

/// The steps that were made, and those that were undone.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// The bead whose English is being typed: further typing there joins the same step.
    typing: Option<BeadId>,
}

impl History {
    /// Remembers a step; steps undone before can no longer be redone. With `typing`, consecutive steps
    /// on the same bead become one; returns whether this step joined the one before.
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

    /// Undoes the last step; `None` when there is none. Ask [`History::take_gone`]
    /// first.
    pub fn undo(&mut self, bitext: &mut Bitext) -> Option<Reverted> {
        self.typing = None;
        let step = self.done.pop()?.revert(bitext);
        let done = told(&step);
        self.undone.push(step);
        Some(done)
    }

    /// Redoes the step that was undone last; `None` when there is none.
    pub fn redo(&mut self, bitext: &mut Bitext) -> Option<Reverted> {
        self.typing = None;
        let step = self.undone.pop()?.revert(bitext);
        let done = told(&step);
        self.done.push(step);
        Some(done)
    }

    /// The description of the step that [`History::undo`] would undo.
    #[must_use]
    pub fn can_undo(&self) -> Option<&str> {
        self.done.last().map(|step| step.said.as_str())
    }

    /// The description of the step that [`History::redo`] would redo.
    #[must_use]
    pub fn can_redo(&self) -> Option<&str> {
        self.undone.last().map(|step| step.said.as_str())
    }

    /// The description of the last step (of the undone ones with `redo`), if its beads were changed outside
    /// since, so that it cannot be undone or redone; it is forgotten.
    pub fn take_gone(&mut self, redo: bool) -> Option<String> {
        let steps = if redo {
            &mut self.undone
        } else {
            &mut self.done
        };
        steps.pop_if(|step| step.is_gone).map(|step| step.said)
    }

    /// Goes over to a bitext that was changed outside. Returns whether a step cannot be undone or redone
    /// any more.
    pub fn follow(&mut self, outside: &Outside) -> bool {
        self.typing = None;
        let mut is_any_gone = false;
        for steps in [&mut self.done, &mut self.undone] {
            let mut outside = outside.clone();
            for step in steps.iter_mut().rev() {
                is_any_gone |= !outside.pass(step);
            }
        }
        is_any_gone
    }

    /// Forgets all steps, because the bitext was replaced by another one.
    pub fn clear(&mut self) {
        *self = History::default();
    }
}

fn told(step: &Step) -> Reverted {
    Reverted {
        said: step.said.clone(),
        patches: step.patches(),
    }
}
