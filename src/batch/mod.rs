//! Many pairs at once: the list that names them, and the record of what is done, by which a run that was
//! broken off goes on where it stopped.

mod list;
mod record;

pub use list::{Entry, read_list};
pub use record::{Done, Record, fingerprint};
