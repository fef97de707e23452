//! Files: those that are whole or not there, what is written beside them first, and what is read from
//! them or, where the path is `-`, from standard input; two files that are replaced together, and the
//! private folder with what that needs.

mod atomic;
mod input;
pub mod pair_lock;
pub mod pair_swap;
mod path;
mod private_folder;
pub(crate) mod temporary;
pub mod written_log;

#[cfg(feature = "net")]
pub(crate) use atomic::folder_of;
pub use atomic::{write_all_atomically, write_atomically};
pub use input::{is_standard_input, open, read, read_text};
pub use path::{make_folder, make_folder_of};
pub(crate) use path::{real_folder, straight};
pub(crate) use private_folder::keep_out_of_git;
pub use private_folder::{FOLDER_NAME, name_in};
