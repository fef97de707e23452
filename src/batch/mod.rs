//! Many pairs at once: the list that names them, and the record of finished pairs, by which an
//! interrupted run continues where it stopped.

mod list;
mod record;

pub use list::{ListedPair, read_list};
pub use record::{PairRecord, Record, fingerprint};
