//! What a change replaced, so that it can be taken back exactly.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::bitext::model::{Bead, Bitext, Sentence};

/// One replacement. Its inverse has both sides changed round.
#[derive(Clone, Debug, PartialEq)]
enum Edit {
    /// Beads from index `at`.
    Beads {
        at: usize,
        old: Vec<Bead>,
        new: Vec<Bead>,
    },
    /// Target sentences from index `at`, all of them in the bead `owner`, whose target they change the
    /// length of.
    Sentences {
        at: usize,
        old: Vec<Sentence>,
        new: Vec<Sentence>,
        owner: usize,
        was: Range<usize>,
        is: Range<usize>,
    },
}

impl Edit {
    fn turned(self) -> Edit {
        match self {
            Edit::Beads { at, old, new } => Edit::Beads {
                at,
                old: new,
                new: old,
            },
            Edit::Sentences {
                at,
                old,
                new,
                owner,
                was,
                is,
            } => Edit::Sentences {
                at,
                old: new,
                new: old,
                owner,
                was: is,
                is: was,
            },
        }
    }

    fn put(&self, bitext: &mut Bitext) {
        match self {
            Edit::Beads { at, old, new } => {
                bitext
                    .beads
                    .splice(*at..*at + old.len(), new.iter().cloned());
            }
            Edit::Sentences {
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
            Edit::Beads { at, old, new } => Patch {
                at: *at,
                removed: old.len(),
                inserted: new.len(),
            },
            Edit::Sentences { owner, .. } => Patch {
                at: *owner,
                removed: 1,
                inserted: 1,
            },
        }
    }
}

/// From bead `at`, so many beads are now so many others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// The first bead that changed.
    pub at: usize,
    /// How many are gone.
    pub removed: usize,
    /// How many stand there now.
    pub inserted: usize,
}

/// Everything that one operation did.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done, for people.
    pub said: String,
    edits: Vec<Edit>,
}

impl Step {
    /// Takes it back; gives back the step that does it again.
    #[must_use]
    pub fn revert(self, bitext: &mut Bitext) -> Step {
        let turned: Vec<Edit> = self.edits.into_iter().rev().map(Edit::turned).collect();
        for edit in &turned {
            edit.put(bitext);
        }
        settle(bitext);
        Step {
            said: self.said,
            edits: turned,
        }
    }

    /// Which beads changed, one after the other.
    #[must_use]
    pub fn patches(&self) -> Vec<Patch> {
        self.edits.iter().map(Edit::patch).collect()
    }

    /// This step and a later one as one.
    #[must_use]
    pub fn then(mut self, later: Step) -> Step {
        self.edits.extend(later.edits);
        self
    }

    /// Whether it did nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

/// Changes a bitext and remembers how.
pub(super) struct Editor<'b> {
    pub(super) bitext: &'b mut Bitext,
    edits: Vec<Edit>,
}

impl<'b> Editor<'b> {
    pub(super) fn new(bitext: &'b mut Bitext) -> Editor<'b> {
        Editor {
            bitext,
            edits: Vec::new(),
        }
    }

    /// Puts other beads in the place of some.
    pub(super) fn beads(&mut self, range: Range<usize>, new: Vec<Bead>) {
        let edit = Edit::Beads {
            at: range.start,
            old: self.bitext.beads[range].to_vec(),
            new,
        };
        self.put(edit);
    }

    /// Puts other sentences in the place of some of a bead's target.
    pub(super) fn sentences(&mut self, owner: usize, range: Range<usize>, new: Vec<Sentence>) {
        let was = self.bitext.beads[owner].target.clone();
        let start = was.start.min(range.start);
        let length = was.len() - range.len() + new.len();
        let edit = Edit::Sentences {
            at: range.start,
            old: self.bitext.target.sentences[range].to_vec(),
            new,
            owner,
            was,
            is: start..start + length,
        };
        self.put(edit);
    }

    fn put(&mut self, edit: Edit) {
        edit.put(self.bitext);
        self.edits.push(edit);
    }

    pub(super) fn finish(self, said: String) -> Step {
        settle(self.bitext);
        Step {
            said,
            edits: self.edits,
        }
    }

    pub(super) fn abandon(self) {
        for edit in self.edits.into_iter().rev() {
            edit.turned().put(self.bitext);
        }
        settle(self.bitext);
    }
}

/// Empty sides stand where the text before them ends, as [`crate::bitext::format::jsonl`] reads them.
fn settle(bitext: &mut Bitext) {
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
