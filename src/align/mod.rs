//! The aligner: which English sentences translate which Chinese ones. [`Aligner`] is its door.
//!
//! Sentences become tokens (`token`); the lexicon tells the translation probabilities of Chinese and
//! English tokens (`association`); a corridor is laid through the pair (`corridor`); inside it every bead
//! is scored by weighted `evidence` and the best path found exactly (`search`). That path teaches the
//! document's own words (`selftrain`) and tells which rows of tables belong together (`tables`), and the
//! search is repeated. The few beads that are still probable
//! (`pruned`) are rescored with all evidence and decoded (`decode`); single sentences that stand elsewhere are
//! looked for among the `suspects` (`crossings`), moved passages in the gaps (`moves`).

mod aligner;
mod association;
mod band;
mod bead;
mod constraints;
mod corridor;
mod crossings;
mod decode;
mod elementary;
mod evidence;
#[doc(hidden)]
pub mod fit;
mod free;
mod gaps;
mod input;
mod last_look;
mod moves;
mod passes;
mod pruned;
mod scoring;
mod search;
mod selftrain;
mod suspects;
mod tables;
mod terms;
#[cfg(test)]
mod testing;
mod times;
mod token;
#[cfg(feature = "training")]
pub mod training;
mod weights;

pub use aligner::{Aligner, Hints, fits_a_bead};
