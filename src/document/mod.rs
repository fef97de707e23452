//! Documents and their readers: one file for each format, one line in [`FORMATS`].

pub(crate) mod archive;
mod attributes;
pub mod builder;
pub mod codes;
pub mod conflict;
mod dialect;
mod docx;
pub mod edits;
pub mod encode;
pub mod encoding;
mod epub;
pub mod file_bytes;
mod html;
mod html_codes;
mod html_doctype;
mod html_elements;
mod html_events;
mod html_left_out;
mod html_notes;
mod html_regions;
mod html_signs;
mod in_place;
mod inline;
mod language_marks;
pub mod left_out;
mod markdown;
mod markdown_codes;
mod markdown_dialect;
mod markdown_front;
mod markdown_hold;
mod markdown_left_out;
mod members;
pub mod model;
mod options;
mod other_words;
mod packed;
mod plain;
mod raw_markup;
mod repack;
pub mod rewrite;
mod rewrite_changes;
mod rewrite_kept;
mod rewrite_pieces;
pub mod source;
pub mod speaker;
pub mod stream;
pub mod stretches;
pub mod subtitles;
pub mod table;
pub mod unread;
pub mod write;
pub(crate) mod xml;

use std::path::Path;

pub use dialect::Dialect;
pub use edits::WriteBack;
pub use epub::reading_order;
pub use left_out::{LeftOut, LeftOutKind, LeftPlace};
pub use members::Members;
pub use model::{
    Block, BlockKind, Cell, CodeKind, Document, Level, Mark, MarkKind, Markup, Quote, Run, Syntax,
};
pub use options::ReadOptions;
pub use other_words::OtherWords;
pub use packed::Packed;
pub use raw_markup::{RawMarkup, raw_markup};
pub use source::SourceText;
pub use table::{Table, tables};
pub use unread::{UNREAD, UnreadFormat};

/// The version of the readers: it is raised when a reader takes other words of a file for text.
pub const READER_VERSION: u32 = 2;

use in_place::InPlace;

use crate::error::{Error, Place, Result};
use crate::files;
use crate::text::Language;
use crate::text::named::Named;

/// A reader of one format.
pub trait Reader: Sync {
    /// Reads the blocks of a decoded file. Blocks are in order and do not overlap; an empty file has
    /// none.
    ///
    /// # Errors
    /// [`crate::Error::Input`] when the file does not have the format; text formats accept every file.
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document>;

    /// Reads a file from its bytes. Text formats are decoded here; formats that are not text have a
    /// reading of their own.
    ///
    /// # Errors
    /// As [`encoding::decode`] and [`Reader::read`].
    fn read_file(&self, bytes: Vec<u8>, path: &Path, options: &ReadOptions) -> Result<Document> {
        self.read(encoding::decode(bytes, path)?, options)
    }
}

/// A format that can be read.
#[derive(Clone, Copy)]
pub struct Format {
    /// The id of the format, as in `--from`.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// File extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// The way its files are read, in a sentence.
    pub about: &'static str,
    /// Its reader.
    pub reader: &'static dyn Reader,
    /// How other words go into its files; nothing where they cannot.
    pub writer: Option<&'static dyn WriteBack>,
}

impl Format {
    /// The format with the id `from`, else the one of the file's extension, else plain text.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] with the known formats; [`crate::Error::Input`] for an ending whose files are not
    /// read.
    pub fn choose(path: &Path, from: Option<&str>) -> Result<&'static Format> {
        match from {
            Some(id) => Format::by_id(id),
            None => match (Format::by_ending(path), UnreadFormat::by_ending(path)) {
                (Some(format), _) => Ok(format),
                (None, Some(unread)) => Err(unread.refused(path)),
                (None, None) => Ok(&FORMATS[FORMATS.len() - 1]),
            },
        }
    }
}

/// Every format that can be read.
pub const FORMATS: &[Format] = &[
    Format {
        id: "md",
        name: "Markdown",
        extensions: &["md", "markdown", "mkd"],
        about: "headings, lists, quotations, tables, footnotes, words in HTML; code and formulas kept as they are",
        reader: &markdown::Markdown,
        writer: Some(&InPlace {
            inline: &markdown_codes::MarkdownInline,
            proves: true,
        }),
    },
    Format {
        id: "html",
        name: "HTML",
        extensions: &["html", "htm", "xhtml"],
        about: "the text of a page: headings, paragraphs, lists, tables; readings, scripts and menus left out",
        reader: &html::Html,
        writer: Some(&InPlace {
            inline: &html_codes::HtmlInline,
            proves: false,
        }),
    },
    Format {
        id: "epub",
        name: "EPUB",
        extensions: &["epub"],
        about: "the book's documents in reading order, read as HTML; copy-protected books are refused",
        reader: &epub::Epub,
        writer: Some(&InPlace {
            inline: &html_codes::HtmlInline,
            proves: false,
        }),
    },
    Format {
        id: docx::ID,
        name: "Word (DOCX)",
        extensions: &["docx", "docm"],
        about: "headings, lists, quotations, tables, notes; tracked changes accepted, comments left out",
        reader: &docx::Docx,
        writer: Some(&docx::DocxWriter),
    },
    Format {
        id: "srt",
        name: "SubRip subtitles",
        extensions: &["srt"],
        about: "the words of the cues; a sentence may run over several",
        reader: &subtitles::Subtitles {
            kind: subtitles::Kind::SubRip,
        },
        writer: Some(&subtitles::SubtitleWriter {
            kind: subtitles::Kind::SubRip,
        }),
    },
    Format {
        id: "vtt",
        name: "WebVTT subtitles",
        extensions: &["vtt"],
        about: "the words of the cues, without notes and styles; speakers by voice tags or labels",
        reader: &subtitles::Subtitles {
            kind: subtitles::Kind::WebVtt,
        },
        writer: Some(&subtitles::SubtitleWriter {
            kind: subtitles::Kind::WebVtt,
        }),
    },
    Format {
        id: "ass",
        name: "SubStation Alpha subtitles",
        extensions: &["ass", "ssa"],
        about: "the words of the dialogue, without comments, drawings and overrides",
        reader: &subtitles::Subtitles {
            kind: subtitles::Kind::SubStation,
        },
        writer: Some(&subtitles::SubtitleWriter {
            kind: subtitles::Kind::SubStation,
        }),
    },
    Format {
        id: plain::ID,
        name: "plain text",
        extensions: &["txt", "text"],
        about: "paragraphs by blank lines or indentation; lines broken by hand are joined",
        reader: &plain::Plain,
        writer: Some(&InPlace {
            inline: &plain::PlainInline,
            proves: false,
        }),
    },
];

impl Named for Format {
    const KIND: &'static str = "format";

    fn table() -> &'static [Format] {
        FORMATS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }
}

/// Reads a file; `-` is standard input. The format is the one with the id `from`, else the one of the
/// file's extension, else plain text.
///
/// # Errors
/// [`crate::Error::Read`] with the system's error; [`crate::Error::Usage`] for an unknown format; [`crate::Error::Input`] for
/// invalid bytes and binary files, as from [`encoding::decode`], and for invalid content.
pub fn read_file(path: &Path, from: Option<&str>) -> Result<Document> {
    read_bytes(files::read(path)?, path, from)
}

/// Reads bytes in the way that the file `path` would be read.
///
/// # Errors
/// As [`read_file`].
pub fn read_bytes(bytes: Vec<u8>, path: &Path, from: Option<&str>) -> Result<Document> {
    read_bytes_with(bytes, path, from, &ReadOptions::default())
}

/// Reads a file as [`read_file`] does, by the user's wishes.
///
/// # Errors
/// As [`read_file`].
pub fn read_file_with(path: &Path, from: Option<&str>, options: &ReadOptions) -> Result<Document> {
    read_bytes_with(files::read(path)?, path, from, options)
}

/// Reads bytes as [`read_bytes`] does, by the user's wishes.
///
/// # Errors
/// As [`read_file`]; [`crate::Error::Input`] where the user wants to have warnings as errors.
pub fn read_bytes_with(
    bytes: Vec<u8>,
    path: &Path,
    from: Option<&str>,
    options: &ReadOptions,
) -> Result<Document> {
    let mut document = read_once_or_twice(bytes, path, from, options)?;
    if document.has_no_text() && !document.source.text.trim().is_empty() {
        document.warnings.push(no_text(&document));
    }
    if options.strict && !document.warnings.is_empty() {
        return Err(Error::input(
            Place::file(path),
            document.warnings.join("; "),
            "without --strict (and `strict` under [read] in the settings) this is a warning",
        ));
    }
    Ok(document)
}

fn no_text(document: &Document) -> String {
    let kinds = document.left_out_by_kind();
    if kinds.is_empty() {
        return "it has no text".to_owned();
    }
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.what).collect();
    format!("it has no text; left out: {}", kinds.join(", "))
}

/// A reader that is not told the language takes it from the whole file, as markup is all it has seen by then.
/// Where the visible text turns out to be in the other language (a page with more code than words), the file
/// is read once more, and told.
fn read_once_or_twice(
    bytes: Vec<u8>,
    path: &Path,
    from: Option<&str>,
    options: &ReadOptions,
) -> Result<Document> {
    let reader = Format::choose(path, from)?.reader;
    if options.language.is_some() {
        return reader.read_file(bytes, path, options);
    }
    let document = reader.read_file(bytes.clone(), path, options)?;
    let taken = Language::detect(&document.source.text);
    match document.letters().heavier() {
        Some(seen) if taken.is_some_and(|taken| taken != seen) => {
            reader.read_file(bytes, path, &options.of(seen))
        }
        _ => Ok(document),
    }
}
