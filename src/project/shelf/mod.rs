//! Aligning many texts: those of a project, or the pairs of a table; the record of what is done, and the run over
//! all of them.

mod hand_over;
mod list;
mod record;
mod run;

pub use list::read_list;
pub use record::{PairRecord, Record, fingerprint};
pub use run::{AlignTexts, Earlier, Outcome};
