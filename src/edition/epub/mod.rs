//! The edition as an EPUB 3 book: a cover, a title page, chapters as XHTML, a table of contents, landmarks and a page
//! list for new and for old readers, a glossary, a colophon. The same edition gives the same bytes. Several texts are
//! one book, with their parts.

mod chapter;
mod contents;
mod front;
mod glossary;
mod identifier;
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
use super::book_data::InBoth;
use super::markup::escape;
use super::model::{Edition, EditionOptions};
use crate::error::Result;
use volume::Volume;

pub(super) use text::EpubText;

const STYLE: &str = include_str!("style.css");
/// What the marks of a proof sheet need besides.
const PROOF_STYLE: &str = include_str!("proof.css");
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
    reading: Reading,
    content: Content,
}

/// Whether a file is one that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// It has its place in the order of reading.
    InOrder,
    /// It is read where something leads to it.
    Aside,
    /// It is no page.
    No,
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
    let title = edition.title();
    let mut volume = Volume::new(named(&title), &edition.options, None);
    volume.add(0, EpubText::alone(edition)?)?;
    let label = edition.label();
    out.write_all(&volume.write((!title.trim().is_empty()).then_some(&label))?)
}

/// The texts of an EPUB so far.
pub(crate) struct EpubBook<'b> {
    volume: Volume<'b>,
}

impl<'b> EpubBook<'b> {
    /// A book without texts yet.
    pub(crate) fn new(book: &'b Book) -> EpubBook<'b> {
        EpubBook {
            volume: Volume::new(named(&book.title), &book.options, Some(book)),
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
        let given = &self.volume.options.data.title;
        let label = match given.is_empty() {
            false => given.label(),
            true => InBoth::same(self.volume.title.as_str()).label(),
        };
        let bytes = self.volume.write(Some(&label));
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

/// The title of a book in one line; every EPUB must have one.
fn named(title: &str) -> String {
    match title.trim() {
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
