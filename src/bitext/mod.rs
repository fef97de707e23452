//! Bitexts: two texts and the beads that link their sentences.

mod assemble;
mod carry;
mod counterparts;
pub mod desk;
pub mod edit;
pub mod follow;
pub mod format;
pub mod id;
mod join;
pub mod merge;
pub mod model;
mod pair_key;
mod pairs;
mod part;
mod reopen;
pub mod returned;
pub mod sheets;
mod span;
pub(crate) mod state;
pub mod stretch;
#[cfg(test)]
pub(crate) mod testing;
mod turn;
pub mod unite;
mod untranslated;
pub mod validate;
pub mod view;

pub use carry::{Carried, CarryPolicy};
pub use counterparts::{Became, follow};
pub use desk::{Comment, Desk, Proposal, Signature, Stage, Staged};
pub use format::sheet;
pub use model::{
    Bead, BeadId, BeadState, Bitext, Lost, Pending, Sentence, Side, SideName, SideReading, Status,
    UnknownKeys, Why,
};
pub use pair_key::{PairKey, pair_key};
pub use part::Part;
pub use reopen::{original, restore, texts};
pub use span::BeadSpan;
pub use untranslated::is_still_chinese;
pub use validate::Broken;
pub use view::{join_source, join_target};
