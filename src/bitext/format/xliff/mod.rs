//! XLIFF, the XML Localization Interchange File Format (OASIS): written as 2.1 or as 1.2, and read as
//! either. The version is read from the content, not from the file name.
//!
//! A bead is a `<unit>` with one `<segment>` (2.1) or a `<trans-unit>` (1.2). Data that the format has
//! no element for goes where each version allows tools to put their own: in the Metadata module in 2.1
//! (section 5.4), in a `<context-group>` in 1.2 (section 2.4), under the keys of `extra`.

mod assemble;
mod content;
mod extra;
mod names;
mod order;
mod read;
mod sheet;
mod stages;
mod units;
mod write;
mod write12;

use super::Together;

pub use read::read;
pub use sheet::{read as read_sheet, write as write_sheet};
pub use write::write;
pub use write12::write as write12;

/// Several bitexts in one file, each in a `<file>` of its own.
pub(super) const TOGETHER: Together = Together {
    open: write::open,
    text: |bitext, _, number, out| write::file(bitext, number, out),
    close: write::CLOSE,
};

/// The same in 1.2.
pub(super) const TOGETHER_12: Together = Together {
    open: |_| write12::OPEN.to_owned(),
    text: |bitext, _, _, out| write12::file(bitext, out),
    close: write12::CLOSE,
};

/// The type of the annotation around one sentence of several, in 2.1 (section 4.7.3.1.4).
const SENTENCE: &str = "duizhao:s";
/// The same in 1.2 (section 2.5, `mtype`).
const SENTENCE_12: &str = "x-duizhao-s";

#[cfg(test)]
mod tests;
