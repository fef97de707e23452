//! Documents and their readers: one file a format, one line in [`FORMATS`].

pub mod encoding;
pub mod model;

pub use model::{Block, BlockKind, Document, Level, Mark, MarkKind, Run, SourceText};
