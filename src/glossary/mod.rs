//! Glossaries: terms with their renderings, the file formats, and the search for terms in a text.

pub(crate) mod agree;
mod conflict;
mod fold;
pub mod format;
mod inflect;
pub mod matcher;
pub mod mine;
pub mod termbase;

pub use conflict::conflicts;

pub use matcher::{Rendering, TermHit, TermMatcher, longest};
pub use termbase::{Concept, Remark, Termbase};
