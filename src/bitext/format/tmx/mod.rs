//! TMX, Translation Memory eXchange: written as 1.4b, read from 1.1 to 1.4.

mod read;
mod write;

pub use read::{Imported, import, read};
pub use write::{Languages, write, write_with};
