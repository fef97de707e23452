//! The edition as a Word document (ECMA-376): a table of two columns that an editor can work in.
//!
//! The XML parts are written here, because the crate for it, docx-rs, has no `w:lang`, dates every
//! comment, and would bring a second zip and a second quick-xml.

mod body;
mod comments;
mod drawings;
mod front;
mod links;
mod lists;
mod notes;
#[cfg(test)]
mod office_tests;
mod package;
mod properties;
mod runs;
mod sheet;
#[cfg(test)]
mod tests;
mod text;
mod typeface;
mod volume;
mod xml;

use std::io::{self, Write};

use self::volume::Volume;
use super::SetText;
use super::binder::{Binder, Bound};
use super::book::Book;
use super::model::Edition;
use crate::error::Result;

pub(super) use text::WordText;

/// The namespace of the relations of office documents.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Writes the edition as a Word document. Side by side, each row is a row of a table; interleaved,
/// the paragraphs of its source and then those of its target.
///
/// # Errors
/// The error of the writer.
pub fn write_docx(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut volume = Volume::new(edition.title(), &edition.options, None);
    volume.add(0, WordText::alone(edition))?;
    out.write_all(&volume.write()?)
}

/// The texts of a Word document so far.
pub(crate) struct WordBook<'b> {
    volume: Volume<'b>,
}

impl<'b> WordBook<'b> {
    /// A document without texts yet.
    pub(crate) fn new(book: &'b Book) -> WordBook<'b> {
        WordBook {
            volume: Volume::new(book.title.clone(), &book.options, Some(book)),
        }
    }
}

impl Binder for WordBook<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        match set {
            SetText::Word(text) => self.volume.add(number, *text),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let bytes = self.volume.write();
        bound.made("edition.docx", bytes)
    }
}
