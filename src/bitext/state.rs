//! What a bitext keeps beside sentences, links and decisions: words that wait to be written into the text,
//! the Chinese that English was made of before it changed, how a side was read, and what a newer version
//! of the program wrote.

use serde::{Deserialize, Serialize};

use super::model::{Bead, Status};

/// Keys that this version does not know, with their values. They are written back.
pub type UnknownKeys = serde_json::Map<String, serde_json::Value>;

/// What a bead keeps besides its link, its status and its note.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BeadState {
    /// A person had locked the bead, and one of its sentences was reworded since.
    pub changed: bool,
    /// The Chinese before it changed, while the English has not: the English is stale.
    pub was: Option<String>,
    /// The English of the bead is not in its text yet.
    pub pending: Option<Pending>,
    /// Keys of the bead that this version does not know.
    pub other: UnknownKeys,
    /// Keys of its sentences that this version does not know, by the id of the sentence.
    pub of_sentences: Vec<(String, UnknownKeys)>,
}

/// English that a person wrote and that its text does not have: the sentences of the bead are the person's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// The sentences of the text that the person changed.
    pub base: Vec<String>,
    /// The sentences that the text has by now, where these are others: a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Vec<String>>,
    /// The reason why they are not in the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl Pending {
    /// Whether the text has been changed, too, and otherwise.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.file.is_some()
    }

    /// The sentences that the text has.
    #[must_use]
    pub fn in_file(&self) -> &[String] {
        self.file.as_ref().unwrap_or(&self.base)
    }
}

/// How a side was read from its file: what decides which words a text has and where its sentences end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideReading {
    /// The version of the reader ([`crate::document::READER_VERSION`]).
    pub reader: u32,
    /// The id of the format; `lines` for a sentence a line.
    pub format: String,
    /// A hash of the settings that decide what is text.
    pub settings: String,
    /// A hash of the settings that decide where sentences end; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cut: String,
}

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

    /// The bead after one of its sentences was reworded elsewhere: a lock is no lock any more.
    pub fn reworded(&mut self) {
        if self.status == Status::Locked {
            self.status = Status::Auto;
            self.state_mut().changed = true;
        }
    }
}

/// The state of a bead that holds the English of several.
#[must_use]
pub fn joined(states: &[Option<&BeadState>]) -> Option<Box<BeadState>> {
    let mut joined = BeadState::default();
    let mut was: Vec<&str> = Vec::new();
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
