//! Remarks on the way: a use case says what it does and what the user should know, and the door decides how
//! that is shown.

use std::fmt::Display;

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

/// Drops every remark: for callers that want results and errors only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn warn(&self, _: &dyn Display) {}
    fn note(&self, _: &dyn Display) {}
    fn progress(&self, _: &dyn Display) {}
}
