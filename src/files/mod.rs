//! Files: those that are whole or not there, what is written beside them first, and what is read from
//! them or, where the path is `-`, from standard input.

mod atomic;
mod input;
pub(crate) mod temporary;

#[cfg(feature = "net")]
pub(crate) use atomic::folder_of;
#[cfg(feature = "workbench")]
pub(crate) use atomic::{Prepared, prepare};
pub use atomic::{write_all_atomically, write_atomically};
pub use input::{is_standard_input, open, read, read_text};
