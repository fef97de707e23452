//! Revisions: what really changed between two versions of a text, against the Chinese it answers to.
//!
//! Sentences are matched by what they say and by the Chinese that they translate, wherever they stand;
//! what became of each gets a name, its changed words, and what these mean.

mod classify;
mod findings;
mod gap;
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
pub mod words;
mod work;

pub use classify::revise;
pub use meaning::{Meaning, Sign};
pub use metric::Scores;
pub use options::Options;
pub use revision::{Change, FindingChange, Kind, Revision, Section};
