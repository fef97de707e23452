//! Editions: what a reader opens.
//!
//! An [`Edition`] is the two texts of a bitext set row by row: a row is the smallest group of
//! consecutive paragraphs of both sides that no link leaves. Inside, each paragraph is cut into
//! sentences that know which sentences of the other side they answer to. The writers of
//! [`OUTPUTS`] turn it into a file.

mod address;
mod docx;
mod epub;
mod flow;
mod html;
mod markdown;
mod markup;
mod model;
mod terms;
#[cfg(test)]
mod tests;

use crate::text::named::Named;
use std::io::{self, Write};

pub use docx::write_docx;
pub use epub::write_epub;
pub use html::write_html;
pub use markdown::write_markdown;
pub use model::{
    BlockView, Counts, Edition, EditionOptions, Event, Layout, Opaque, Piece, Row, SentenceView,
    SideName, State, Style, TermMark,
};
pub use terms::term_marks;

/// A kind of file an edition can be written as.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// What the user asks for.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// How the names of its files end, without the dot.
    pub extension: &'static str,
    /// One line on what it is for.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&Edition<'_>, &mut dyn Write) -> io::Result<()>,
}

/// Every kind of file an edition can be written as.
pub const OUTPUTS: &[Output] = &[
    Output {
        id: "html",
        name: "HTML page",
        extension: "html",
        about: "one self-contained page: side by side or interleaved, sentences lit with their counterparts",
        write: write_html,
    },
    Output {
        id: "md",
        name: "Markdown",
        extension: "md",
        about: "interleaved Markdown: each group of paragraphs, then its translation",
        write: write_markdown,
    },
    Output {
        id: "epub",
        name: "EPUB 3 book",
        extension: "epub",
        about: "a book for e-readers: side by side, interleaved, or the English as pop-up notes",
        write: write_epub,
    },
    Output {
        id: "docx",
        name: "Word document",
        extension: "docx",
        about: "a table of two columns to edit and comment on; interleaved, one text below the other",
        write: write_docx,
    },
];

impl Named for Output {
    const KIND: &'static str = "kind of edition";

    fn table() -> &'static [Output] {
        OUTPUTS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        std::slice::from_ref(&self.extension)
    }
}

/// The output called `id`.
#[must_use]
pub fn output(id: &str) -> Option<&'static Output> {
    Output::find(id)
}

/// Writes an edition as the output called `id`; `None` when there is no such output.
pub fn write(edition: &Edition<'_>, id: &str, out: &mut dyn Write) -> Option<io::Result<()>> {
    output(id).map(|output| (output.write)(edition, out))
}
