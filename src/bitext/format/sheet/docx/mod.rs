//! Sheets as Word documents (ECMA-376, part 1, 17): a table to edit and to comment on. What went out stands in a part
//! of its own (part 1, 15.2.5, custom XML), by the number of the row.

mod parts;
mod read;
mod write;

pub use read::read;
pub use write::write;

/// The namespace of the part with what went out.
const SENT: &str = "urn:duizhao:sheet:1";

#[cfg(test)]
mod tests;
