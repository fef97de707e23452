//! Revisions: the changes between two versions of a text, against the Chinese that it translates.
//!
//! Sentences are matched by their words and by the Chinese that they translate, wherever they stand.
//! Each change gets a kind, its word edits, and what those edits mean.

mod across;
mod classifier;
mod classify;
mod findings;
mod gap;
mod gate;
mod kind;
mod likeness;
mod lines;
mod matching;
mod meaning;
mod metric;
mod options;
pub mod render;
mod revision;
mod section;
mod sources;
mod texts;
pub mod word_edits;

pub use classify::revise;
pub use gate::Gate;
pub use meaning::{Meaning, Sign};
pub use metric::Scores;
pub use options::Options;
pub use revision::{Across, Change, ChangeKind, FindingChange, Revision, Section};
pub use texts::{ProjectRevision, TextMove, TextRevision, TextState};
