//! Editions: the files that a reader opens.
//!
//! An [`Edition`] is the two texts of a bitext set row by row: a row is the smallest group of
//! consecutive paragraphs of both sides that no link leaves. In a row, each paragraph is cut into
//! sentences, which know the sentences of the other side that they are linked with. The writers of
//! [`EDITION_FORMATS`] turn it into a file.

mod address;
mod docx;
mod epub;
mod html;
mod markdown;
mod markup;
mod model;
#[cfg(test)]
mod table_tests;
mod terms;
#[cfg(test)]
mod tests;
mod xhtml;

use crate::text::named::Named;
use std::io::{self, Write};

pub use docx::write_docx;
pub use epub::write_epub;
pub use html::write_html;
pub use markdown::write_markdown;
pub use model::{
    BlockView, Edition, EditionCounts, EditionOptions, Event, Layout, LinkState, Opaque, Piece,
    Row, SentenceView, Style, TableView, TermMark,
};
pub use terms::term_marks;

/// A file format of editions, as listed in [`EDITION_FORMATS`].
#[derive(Clone, Copy, Debug)]
pub struct EditionFormat {
    /// The name that `--to` uses.
    pub id: &'static str,
    /// The usual name of the format.
    pub name: &'static str,
    /// The file extension, without the dot.
    pub extension: &'static str,
    /// A description in one line.
    pub about: &'static str,
    /// The writer.
    pub write: fn(&Edition<'_>, &mut dyn Write) -> io::Result<()>,
}

/// Every file format of editions.
pub const EDITION_FORMATS: &[EditionFormat] = &[
    EditionFormat {
        id: "html",
        name: "HTML page",
        extension: "html",
        about: "one self-contained page: side by side or interleaved, sentences lit with their counterparts",
        write: write_html,
    },
    EditionFormat {
        id: "md",
        name: "Markdown",
        extension: "md",
        about: "interleaved Markdown: each group of paragraphs, then its translation",
        write: write_markdown,
    },
    EditionFormat {
        id: "epub",
        name: "EPUB 3 book",
        extension: "epub",
        about: "a book for e-readers: side by side, interleaved, or the English as pop-up notes",
        write: write_epub,
    },
    EditionFormat {
        id: "docx",
        name: "Word document",
        extension: "docx",
        about: "a table of two columns to edit and comment on; interleaved, one text below the other",
        write: write_docx,
    },
];

impl Named for EditionFormat {
    const KIND: &'static str = "kind of edition";

    fn table() -> &'static [EditionFormat] {
        EDITION_FORMATS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        std::slice::from_ref(&self.extension)
    }
}

/// The format with this id.
#[must_use]
pub fn output(id: &str) -> Option<&'static EditionFormat> {
    EditionFormat::find(id)
}

/// Writes an edition in the format with this id; `None` when there is no such format.
pub fn write(edition: &Edition<'_>, id: &str, out: &mut dyn Write) -> Option<io::Result<()>> {
    output(id).map(|output| (output.write)(edition, out))
}
