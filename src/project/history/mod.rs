//! What git knows of a project: which texts changed, how the project was at a commit and is in the index, and
//! which English is older than its Chinese.

mod blobs;
mod changed;
mod chosen;
mod commits;
mod copy;
mod repository;
mod shared;
mod staged;
mod stale;

pub use changed::{ChangedFiles, ChangedTexts, TextFiles};
pub use chosen::Since;
pub use commits::{History, LastChange};
pub use copy::ProjectCopy;
pub use repository::{Repository, Tree};
pub(super) use shared::SharedHistory;
pub use staged::Staged;
pub use stale::StaleSince;
