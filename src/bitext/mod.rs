//! Bitexts: two texts and the beads that link their sentences.

mod assemble;
mod carry;
pub(crate) mod chain;
pub mod edit;
pub mod format;
pub mod id;
pub mod merge;
pub mod model;
mod pairs;
mod part;
pub mod project;
pub mod stretch;
#[cfg(test)]
pub(crate) mod testing;
mod turn;
pub mod validate;
pub mod view;

pub use assemble::Linked;
pub use carry::{Carried, Lost, Which, Why};
pub use model::{Bead, BeadId, Bitext, Sentence, Side, Status};
pub use part::Part;
pub use validate::Broken;
pub use view::{join_source, join_target};
