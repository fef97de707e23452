//! The edition as an EPUB 3 book: chapters as XHTML, a table of contents for new and for old readers, a
//! glossary. The same edition gives the same bytes.

mod chapter;
mod contents;
mod glossary;
mod images;
mod label;
mod nav;
mod package;
#[cfg(test)]
mod tests;

use crate::text::digest;
use std::io::{self, Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use self::contents::Contents;
use self::images::Images;
use super::markup::escape;
use super::model::Edition;
use crate::bitext::SideName;

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
    bytes: Vec<u8>,
}

/// Writes the edition as an EPUB 3 book.
///
/// # Errors
/// The error of the writer.
pub fn write_epub(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let contents = Contents::new(edition);
    let mut images = Images::default();
    let mut members = Vec::new();
    let page = |name: &str, properties, linear, bytes| Member {
        name: name.to_owned(),
        media: XHTML,
        properties,
        linear,
        bytes,
    };
    members.push(page(
        "nav.xhtml",
        "nav",
        false,
        nav::page(edition, &contents)?,
    ));
    for number in 0..contents.chapters.len() {
        let bytes = chapter::page(edition, &contents, number, &mut images)?;
        members.push(page(&contents::file(number), "", true, bytes));
    }
    if let Some(bytes) = glossary::page(edition, &contents)? {
        members.push(page(glossary::FILE, "", true, bytes));
    }
    members.push(Member {
        name: "style.css".to_owned(),
        media: "text/css",
        properties: "",
        linear: false,
        bytes: match edition.has_tables() {
            true => [STYLE, TABLE_STYLE].concat().into_bytes(),
            false => STYLE.as_bytes().to_vec(),
        },
    });
    let illustrated = !images.files.is_empty();
    members.extend(images.files.into_iter().map(|image| Member {
        name: image.name,
        media: image.media,
        properties: "",
        linear: false,
        bytes: image.bytes,
    }));
    let identifier = identifier(edition, &members);
    members.push(Member {
        name: "toc.ncx".to_owned(),
        media: "application/x-dtbncx+xml",
        properties: "",
        linear: false,
        bytes: nav::ncx(edition, &contents, &identifier)?,
    });
    let package = package::package(edition, &members, &identifier, illustrated)?;
    let packed = pack(&members, &package)?;
    out.write_all(&packed)
}

/// The identifier of the book, derived from its content: a UUID of version 8 (RFC 9562).
fn identifier(edition: &Edition<'_>, members: &[Member]) -> String {
    let parts = members
        .iter()
        .flat_map(|member| [member.name.as_bytes(), &member.bytes]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest::after(title(edition).as_bytes(), parts)[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = digest::hex(&bytes);
    let groups = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("urn:uuid:{}", groups.join("-"))
}

/// Zips the book. The media type comes first, uncompressed, so that the file can be recognised by its
/// bytes.
fn pack(members: &[Member], package: &[u8]) -> io::Result<Vec<u8>> {
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
        zip.write_all(&member.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The title of the book; every EPUB must have one.
fn title<'e>(edition: &'e Edition<'_>) -> &'e str {
    match edition.title().trim() {
        "" => "duizhao",
        title => title,
    }
}

/// The language attributes of an element.
fn lang(tag: &str) -> String {
    let tag = escape(tag);
    format!("lang=\"{tag}\" xml:lang=\"{tag}\"")
}

/// Writes an XHTML page around its body.
fn write_page(
    edition: &Edition<'_>,
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
        lang(edition.language(SideName::Source)),
        escape(title),
    )?;
    out.extend_from_slice(inside);
    writeln!(out, "</body>\n</html>")?;
    Ok(out)
}
