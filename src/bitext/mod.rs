//! Bitexts: two texts and the beads that link their sentences.

mod assemble;
pub mod format;
pub mod id;
pub mod model;
pub mod project;
#[cfg(test)]
pub(crate) mod testing;
pub mod validate;
pub mod view;

pub use assemble::Linked;
pub use model::{Bead, BeadId, Bitext, Sentence, Side, Status};
pub use validate::Broken;
pub use view::{join_source, join_target};
