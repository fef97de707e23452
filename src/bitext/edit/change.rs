//! The record of a change: what it replaced, so that it can be undone exactly.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::known::Known;
use crate::bitext::model::{Bead, BeadId, Bitext, Lost, Sentence};
use crate::error::Result;

/// One replacement. Its inverse swaps the old and the new content.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Replacement {
    /// Replaces beads from index `at` on.
    Beads {
        at: usize,
        old: Vec<Bead>,
        new: Vec<Bead>,
    },
    /// Replaces target sentences from index `at` on, all of them in the bead `owner`, whose target
    /// range grows or shrinks with them.
    Sentences {
        at: usize,
        old: Vec<Sentence>,
        new: Vec<Sentence>,
        owner: usize,
        was: Range<usize>,
        is: Range<usize>,
    },
    /// Replaces the lost decisions.
    Lost { old: Vec<Lost>, new: Vec<Lost> },
}

impl Replacement {
    fn turned(self) -> Replacement {
        match self {
            Replacement::Beads { at, old, new } => Replacement::Beads {
                at,
                old: new,
                new: old,
            },
            Replacement::Sentences {
                at,
                old,
                new,
                owner,
                was,
                is,
            } => Replacement::Sentences {
                at,
                old: new,
                new: old,
                owner,
                was: is,
                is: was,
            },
            Replacement::Lost { old, new } => Replacement::Lost { old: new, new: old },
        }
    }

    fn put(&self, bitext: &mut Bitext) {
        match self {
            Replacement::Lost { new, .. } => bitext.lost.clone_from(new),
            Replacement::Beads { at, old, new } => {
                bitext
                    .beads
                    .splice(*at..*at + old.len(), new.iter().cloned());
            }
            Replacement::Sentences {
                at,
                old,
                new,
                owner,
                is,
                ..
            } => {
                let end = *at + old.len();
                bitext
                    .target
                    .sentences
                    .splice(*at..end, new.iter().cloned());
                if old.len() == new.len() {
                    // Nothing behind them moves.
                    if let Some(bead) = bitext.beads.get_mut(*owner) {
                        bead.target = is.clone();
                    }
                    return;
                }
                for (number, bead) in bitext.beads.iter_mut().enumerate() {
                    if number == *owner {
                        bead.target = is.clone();
                    } else if bead.target.start >= end && !bead.target.is_empty() {
                        let moved = |place: usize| place - old.len() + new.len();
                        bead.target = moved(bead.target.start)..moved(bead.target.end);
                    }
                }
            }
        }
    }

    fn patch(&self) -> Patch {
        match self {
            // No bead changes.
            Replacement::Lost { .. } => Patch {
                at: 0,
                removed: 0,
                inserted: 0,
            },
            Replacement::Beads { at, old, new } => Patch {
                at: *at,
                removed: old.len(),
                inserted: new.len(),
            },
            Replacement::Sentences { owner, .. } => Patch {
                at: *owner,
                removed: 1,
                inserted: 1,
            },
        }
    }
}

/// A stretch of beads that was replaced: from bead `at` on, `removed` beads gave way to `inserted`
/// ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// The index of the first bead that changed.
    pub at: usize,
    /// The number of beads that were replaced.
    pub removed: usize,
    /// The number of beads that stand there now.
    pub inserted: usize,
}

/// The complete effect of one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// A description for people.
    pub said: String,
    pub(super) edits: Vec<Replacement>,
    /// What it changed was changed outside since, so that it cannot be undone.
    pub(super) is_gone: bool,
}

impl Step {
    /// Undoes the step; returns the step that redoes it.
    #[must_use]
    pub fn revert(self, bitext: &mut Bitext) -> Step {
        let turned: Vec<Replacement> = self
            .edits
            .into_iter()
            .rev()
            .map(Replacement::turned)
            .collect();
        for edit in &turned {
            edit.put(bitext);
        }
        settle(bitext);
        Step {
            said: self.said,
            edits: turned,
            is_gone: self.is_gone,
        }
    }

    /// The stretches of beads that changed, one after the other.
    #[must_use]
    pub fn patches(&self) -> Vec<Patch> {
        self.edits.iter().map(Replacement::patch).collect()
    }

    /// Combines this step with a later one into a single step.
    #[must_use]
    pub fn then(mut self, later: Step) -> Step {
        self.edits.extend(later.edits);
        self
    }

    /// Whether the step changed nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

/// Makes changes to a bitext and records them.
pub(super) struct Editor<'b> {
    pub(super) bitext: &'b mut Bitext,
    /// What is known of the whole text while many sentences are rewritten in their places.
    pub(super) known: Option<Known>,
    edits: Vec<Replacement>,
}

impl<'b> Editor<'b> {
    /// The index of the bead with this id.
    ///
    /// # Errors
    /// No bead has the id.
    pub(super) fn find(&self, id: &BeadId) -> Result<usize> {
        let known = self.known.as_ref();
        match known.and_then(|known| known.place(self.bitext, id)) {
            Some(at) => Ok(at),
            None => self.bitext.find_bead(id),
        }
    }

    pub(super) fn new(bitext: &'b mut Bitext) -> Editor<'b> {
        Editor {
            bitext,
            known: None,
            edits: Vec::new(),
        }
    }

    /// Replaces a range of beads.
    pub(super) fn beads(&mut self, range: Range<usize>, new: Vec<Bead>) {
        let edit = Replacement::Beads {
            at: range.start,
            old: self.bitext.beads[range].to_vec(),
            new,
        };
        self.put(edit);
    }

    /// Replaces a range of target sentences of the bead `owner`.
    pub(super) fn sentences(&mut self, owner: usize, range: Range<usize>, new: Vec<Sentence>) {
        let was = self.bitext.beads[owner].target.clone();
        let start = was.start.min(range.start);
        let length = was.len() - range.len() + new.len();
        let edit = Replacement::Sentences {
            at: range.start,
            old: self.bitext.target.sentences[range].to_vec(),
            new,
            owner,
            was,
            is: start..start + length,
        };
        self.put(edit);
    }

    /// Takes a lost decision out.
    pub(super) fn dismiss(&mut self, at: usize) {
        let old = self.bitext.lost.clone();
        let mut new = old.clone();
        new.remove(at);
        self.put(Replacement::Lost { old, new });
    }

    fn put(&mut self, edit: Replacement) {
        edit.put(self.bitext);
        self.edits.push(edit);
    }

    pub(super) fn finish(self, said: String) -> Step {
        settle(self.bitext);
        Step {
            said,
            edits: self.edits,
            is_gone: false,
        }
    }

    pub(super) fn abandon(self) {
        for edit in self.edits.into_iter().rev() {
            edit.turned().put(self.bitext);
        }
        settle(self.bitext);
    }
}

/// Moves empty sides to the end of the text before them, the place that
/// [`crate::bitext::format::jsonl`] gives them when it reads a file.
pub(super) fn settle(bitext: &mut Bitext) {
    let (mut source, mut target) = (0, 0);
    for bead in &mut bitext.beads {
        if bead.source.is_empty() {
            bead.source = source..source;
        } else {
            source = bead.source.end;
        }
        if bead.target.is_empty() {
            bead.target = target..target;
        } else if bead.moved.is_none() {
            target = bead.target.end;
        }
    }
}
