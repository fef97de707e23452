//! A filter for distributed engines: a JSON document a line in, a result a line out, in the same order,
//! in bounded memory. What is wrong with a line is a record with the line's id and never a stop.
//!
//! The engine gives a share of its lines to each of many such processes; `docs/scale.md` shows how.

mod ordered;
mod work;

pub use ordered::{Counts, Work, run};
pub use work::{Task, Worker};
