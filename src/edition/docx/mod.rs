//! The edition as a Word document (ECMA-376): a table of two columns that an editor can work in.
//!
//! The XML parts are written here, because the crate for it, docx-rs, has no `w:lang`, dates every
//! comment, and would bring a second zip and a second quick-xml.

mod body;
mod comments;
mod links;
mod lists;
mod package;
mod runs;
#[cfg(test)]
mod tests;
mod text;
mod volume;
mod xml;

use std::io::{self, Write};

use self::body::is_east_asian;
use self::package::PackagePart;
use self::volume::Volume;
use super::SetText;
use super::binder::{Binder, Bound};
use super::book::Book;
use super::model::{Edition, EditionOptions};
use crate::error::Result;

pub(super) use text::WordText;

const STYLES: &str = include_str!("parts/styles.xml");
const SETTINGS: &str = include_str!("parts/settings.xml");
const FOOTER: &str = include_str!("parts/footer.xml");

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

fn part(kind: &'static str, name: &'static str, content: String) -> PackagePart {
    PackagePart {
        kind,
        name,
        content,
    }
}

/// The languages for Latin and for East Asian letters. Word chooses between the two by the letters
/// themselves, so one pair serves both sides. Both tags need a region.
fn languages(options: &EditionOptions) -> (String, String) {
    let (mut latin, mut han) = ("en-US".to_owned(), "zh-CN".to_owned());
    for tag in [&options.source_language, &options.target_language] {
        let sound = tag.contains('-')
            && tag.len() <= 32
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !sound {
            continue;
        }
        if is_east_asian(tag) {
            han.clone_from(tag);
        } else {
            latin.clone_from(tag);
        }
    }
    (latin, han)
}
