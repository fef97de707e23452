//! Remarks on the way: a use case says what it does and what the user should know, and the door decides how
//! that is shown.

use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// Receives the remarks of a use case. Results are returned and errors are [`crate::Error`]s; neither comes
/// this way.
pub trait Reporter: Send + Sync {
    /// Something the user should know and may want to change.
    fn warn(&self, what: &dyn Display);
    /// Something that was done.
    fn note(&self, what: &dyn Display);
    /// The progress of a long piece of work.
    fn progress(&self, what: &dyn Display);
    /// Which of several texts the work is at, counted from 1; an empty name is the end.
    fn text(&self, number: usize, of: usize, name: &str) {
        let _ = (number, of, name);
    }
}

/// A remark that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Remark {
    /// [`Reporter::warn`].
    Warning(String),
    /// [`Reporter::note`].
    Note(String),
}

impl Remark {
    /// Makes the remark again.
    pub(super) fn say(&self, to: &dyn Reporter) {
        match self {
            Remark::Warning(what) => to.warn(what),
            Remark::Note(what) => to.note(what),
        }
    }
}

/// Remembers warnings and notes, so that they can be made later or again; passes every remark on to another
/// reporter where there is one.
#[derive(Default)]
pub(super) struct Remarks {
    on: Option<Arc<dyn Reporter>>,
    made: Mutex<Vec<Remark>>,
}

impl Remarks {
    /// Remembers what is passed on to this reporter.
    pub(super) fn passing_on(on: Arc<dyn Reporter>) -> Remarks {
        Remarks {
            on: Some(on),
            ..Remarks::default()
        }
    }

    /// Those that were made so far; they are forgotten here.
    pub(super) fn take(&self) -> Vec<Remark> {
        std::mem::take(&mut *self.made())
    }

    fn made(&self) -> MutexGuard<'_, Vec<Remark>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, remark: Remark) {
        if let Some(on) = &self.on {
            remark.say(on.as_ref());
        }
        self.made().push(remark);
    }
}

impl Reporter for Remarks {
    fn warn(&self, what: &dyn Display) {
        self.add(Remark::Warning(what.to_string()));
    }

    fn note(&self, what: &dyn Display) {
        self.add(Remark::Note(what.to_string()));
    }

    fn progress(&self, what: &dyn Display) {
        if let Some(on) = &self.on {
            on.progress(what);
        }
    }
}

/// Drops every remark: for callers that want results and errors only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn warn(&self, _: &dyn Display) {}
    fn note(&self, _: &dyn Display) {}
    fn progress(&self, _: &dyn Display) {}
}
