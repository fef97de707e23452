//! What a bead keeps beside its sentences and its link: words that wait to be written into the text, the
//! Chinese that its English was made of.

use super::desk::{Comment, Desk, Proposal, Stage, Staged};
use super::model::{Bead, BeadState, Pending, Status};

impl Bead {
    /// The state to be changed.
    pub fn state_mut(&mut self) -> &mut BeadState {
        self.state.get_or_insert_with(Box::default)
    }

    /// Forgets an empty state, so that beads that keep the same are equal.
    pub fn tidy(&mut self) {
        if self
            .state
            .as_deref()
            .is_some_and(|state| *state == BeadState::default())
        {
            self.state = None;
        }
    }

    /// Whether a locked bead was reworded since.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.changed)
    }

    /// The Chinese that the English was made of, where it is another one now.
    #[must_use]
    pub fn was(&self) -> Option<&str> {
        self.state.as_ref()?.was.as_deref()
    }

    /// What waits to be written into the text.
    #[must_use]
    pub fn pending(&self) -> Option<&Pending> {
        self.state.as_ref()?.pending.as_ref()
    }

    /// Whether both the person and the text changed the English.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.pending().is_some_and(Pending::is_conflict)
    }

    /// The bead after a person or a translation wrote its English, or said that it holds.
    pub fn is_up_to_date(&mut self) {
        if let Some(state) = &mut self.state {
            state.changed = false;
            state.was = None;
        }
        self.tidy();
    }

    /// The bead after its words changed: whoever had read it has not read these.
    pub fn has_other_words(&mut self) {
        if let Some(state) = &mut self.state {
            state.desk.other_words();
        }
        self.tidy();
    }

    /// The bead after one of its sentences was reworded elsewhere: a lock is no lock any more.
    pub fn reworded(&mut self) {
        self.has_other_words();
        if self.status == Status::Locked {
            self.status = Status::Auto;
            self.state_mut().changed = true;
        }
    }
}

impl Bead {
    /// How far its translation is: what a person said, or whether it has any English.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.staged() {
            Some(staged) => staged.is,
            None if self.target.is_empty() => Stage::New,
            None => Stage::Translated,
        }
    }

    /// The stage that a person gave it.
    #[must_use]
    pub fn staged(&self) -> Option<&Staged> {
        self.state.as_ref()?.desk.stage.as_ref()
    }

    /// All that people said of it.
    #[must_use]
    pub fn desk(&self) -> Desk {
        self.state
            .as_ref()
            .map(|state| state.desk.clone())
            .unwrap_or_default()
    }

    /// The comments on it, the oldest first.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        self.state
            .as_ref()
            .map_or(&[], |state| &state.desk.comments)
    }

    /// The English that is proposed for it.
    #[must_use]
    pub fn proposals(&self) -> &[Proposal] {
        self.state
            .as_ref()
            .map_or(&[], |state| &state.desk.proposals)
    }
}

/// The state of a bead that holds the English of several.
#[must_use]
pub(super) fn joined(states: &[Option<&BeadState>]) -> Option<Box<BeadState>> {
    let mut joined = BeadState::default();
    let mut was: Vec<&str> = Vec::new();
    for (number, state) in states.iter().enumerate() {
        // A part that has no state was read by nobody.
        let desk = state.map_or_else(Desk::default, |state| state.desk.clone());
        if number == 0 {
            joined.desk = desk;
        } else {
            joined.desk.take_in(&desk);
        }
    }
    for state in states.iter().flatten() {
        joined.changed |= state.changed;
        was.extend(state.was.as_deref());
        for (key, value) in &state.other {
            joined
                .other
                .entry(key.clone())
                .or_insert_with(|| value.clone());
        }
        joined
            .of_sentences
            .extend(state.of_sentences.iter().cloned());
    }
    was.dedup();
    joined.was = (!was.is_empty()).then(|| was.concat());
    (joined != BeadState::default()).then(|| Box::new(joined))
}
