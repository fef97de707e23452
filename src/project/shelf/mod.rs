//! A shelf of pairs: its list, the record of the pairs that are done, and the run over all of them.

mod list;
mod record;
mod run;

pub use list::{ListedPair, read_list};
pub use record::{PairRecord, Record, fingerprint};
pub use run::{Outcome, Shelf};
