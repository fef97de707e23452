//! The edition as an EPUB 3 book: chapters as XHTML, a table of contents for new and for old readers, a
//! glossary. The same edition gives the same bytes. Several texts are one book, with their parts.

mod chapter;
mod contents;
mod glossary;
mod images;
mod label;
mod nav;
mod package;
#[cfg(test)]
mod tests;
mod text;
mod volume;

use std::io::{self, Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::SetText;
use super::binder::{Binder, Bound};
use super::book::Book;
use super::markup::escape;
use super::model::{Edition, EditionOptions};
use crate::error::Result;
use volume::Volume;

pub(super) use text::EpubText;

const STYLE: &str = include_str!("style.css");
/// What tables need besides. A book without tables goes without.
const TABLE_STYLE: &str = include_str!("table.css");
const XHTML: &str = "application/xhtml+xml";

/// A file of the book.
struct Member {
    /// The file name in the package folder.
    name: String,
    /// The media type.
    media: &'static str,
    /// The value of the manifest's `properties` attribute.
    properties: &'static str,
    /// Whether it belongs to the linear reading order.
    linear: bool,
    content: Content,
}

/// What a file of the book has in it.
enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A chapter: the number of its text, and which of its files.
    Chapter(usize, usize),
}

/// Writes the edition as an EPUB 3 book.
///
/// # Errors
/// The error of the writer.
pub fn write_epub(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut volume = Volume::new(title(edition), &edition.options, None);
    volume.add(0, EpubText::alone(edition)?)?;
    out.write_all(&volume.write()?)
}

/// The texts of an EPUB so far.
pub(crate) struct EpubBook<'b> {
    volume: Volume<'b>,
}

impl<'b> EpubBook<'b> {
    /// A book without texts yet.
    pub(crate) fn new(book: &'b Book) -> EpubBook<'b> {
        let title = match book.title.trim() {
            "" => "duizhao",
            title => title,
        };
        EpubBook {
            volume: Volume::new(title.to_owned(), &book.options, Some(book)),
        }
    }
}

impl Binder for EpubBook<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        match set {
            SetText::Epub(text) => self.volume.add(number, *text),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let bytes = self.volume.write();
        bound.made("edition.epub", bytes)
    }
}

/// Zips the book. The media type comes first, uncompressed, so that the file can be recognised by its
/// bytes.
fn pack(
    members: &[Member],
    package: &[u8],
    bytes: &mut dyn FnMut(&Content) -> io::Result<Vec<u8>>,
) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = |method| {
        SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
    };
    zip.start_file("mimetype", options(CompressionMethod::Stored))?;
    zip.write_all(b"application/epub+zip")?;
    let deflated = options(CompressionMethod::Deflated);
    zip.start_file("META-INF/container.xml", deflated)?;
    zip.write_all(package::CONTAINER.as_bytes())?;
    zip.start_file(package::PATH, deflated)?;
    zip.write_all(package)?;
    for member in members {
        // Images are compressed already.
        let method = match member.media.starts_with("image/") {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        zip.start_file(
            format!("{}/{}", package::FOLDER, member.name),
            options(method),
        )?;
        zip.write_all(&bytes(&member.content)?)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The title of the book; every EPUB must have one.
fn title(edition: &Edition<'_>) -> String {
    match edition.title().trim() {
        "" => "duizhao".to_owned(),
        title => title.to_owned(),
    }
}

/// The language attributes of an element.
fn lang(tag: &str) -> String {
    let tag = escape(tag);
    format!("lang=\"{tag}\" xml:lang=\"{tag}\"")
}

/// Writes an XHTML page around its body.
fn write_page(
    options: &EditionOptions,
    title: &str,
    body: &str,
    inside: &[u8],
) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" {}>\n\
         <head>\n<meta charset=\"utf-8\" />\n<title>{}</title>\n\
         <link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\" />\n</head>\n\
         <body {body}>\n",
        lang(&options.source_language),
        escape(title),
    )?;
    out.extend_from_slice(inside);
    writeln!(out, "</body>\n</html>")?;
    Ok(out)
}
