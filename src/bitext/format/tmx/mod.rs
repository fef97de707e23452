//! TMX, Translation Memory eXchange: written as 1.4b, read from 1.1 to 1.4.

mod read;
mod write;

pub use read::read;
pub use write::{Languages, write, write_with};

use super::Together;

/// Several bitexts in one file: each unit names its text in the `prop` `x-text`.
pub(super) const TOGETHER: Together = Together {
    open: |bitext| write::open(&Languages::of(bitext), &bitext.about),
    text: |bitext, name, _, out| {
        write::units(bitext, &Languages::of(bitext), Some(name), out).map(|_| ())
    },
    close: write::CLOSE,
};
