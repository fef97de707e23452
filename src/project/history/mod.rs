//! What git knows of a project: which texts changed, how the project was at a commit and is in the index, and
//! which English is older than its Chinese.

mod blobs;
mod changed;
mod commits;
mod copy;
mod repository;
mod stale;

pub use changed::{ChangedFiles, ChangedTexts, TextFiles};
pub use commits::{History, LastChange};
pub use copy::ProjectCopy;
pub use repository::{Repository, Tree};
pub use stale::StaleSince;
