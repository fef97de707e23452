//! Bitexts: two texts and the beads that link their sentences.

pub mod model;

pub use model::{Bead, BeadId, Bitext, Sentence, Side, Status};
