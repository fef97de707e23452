//! Glossaries: terms with their renderings, the file formats, and the search for terms in a text.

pub(crate) mod agree;
mod akin;
mod conflict;
mod fold;
pub mod format;
mod index;
mod inflect;
pub mod matcher;
pub mod mine;
pub mod rendering;
mod spelling;
pub mod termbase;
mod words;

pub use conflict::conflicts;
pub use matcher::{TermMatcher, longest};
pub use rendering::{Relation, Rendering, TermHit};
pub use termbase::{Concept, Matching, Remark, Termbase};
