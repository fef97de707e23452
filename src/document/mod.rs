//! Documents and their readers: one file a format, one line in [`FORMATS`].

mod archive;
pub mod builder;
pub mod codes;
mod docx;
pub mod encoding;
mod epub;
mod html;
mod html_codes;
mod html_elements;
mod inline;
mod markdown;
mod markdown_codes;
mod markdown_dialect;
mod markdown_front;
mod markdown_hold;
pub mod model;
mod plain;
pub mod speaker;
pub mod stream;
mod subtitles;
pub mod write;
pub(crate) mod xml;

use std::io::Read as _;
use std::path::Path;

pub use model::{
    Block, BlockKind, Cell, CodeKind, Document, Level, Mark, MarkKind, Markup, Run, SourceText,
    Syntax,
};

use crate::error::{Error, Place, Result};
use crate::text::Language;

/// What a person can say of how a document is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The language of the text; found out where it is not said.
    pub language: Option<Language>,
    /// The keys of front matter whose values are text.
    pub front_matter: Vec<String>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            language: None,
            front_matter: ["title", "description"].map(str::to_owned).to_vec(),
        }
    }
}

/// Reads one format.
pub trait Reader: Sync {
    /// Finds the blocks of a decoded file. Blocks stand in order and do not overlap; an empty file
    /// has none.
    ///
    /// # Errors
    /// When the file is not what the format demands; text formats accept everything.
    fn read(&self, source: SourceText) -> Result<Document>;

    /// The same, as a person wants it read. Formats that have no such settings read as ever.
    ///
    /// # Errors
    /// As [`Reader::read`].
    fn read_with(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let _ = options;
        self.read(source)
    }

    /// Reads a file as it lies on the disk. Formats that are no text have to; the others are decoded.
    ///
    /// # Errors
    /// As [`encoding::decode`] and [`Reader::read`].
    fn read_file(&self, bytes: Vec<u8>, path: &Path) -> Result<Document> {
        self.read(encoding::decode(bytes, path)?)
    }

    /// The same, as a person wants it read.
    ///
    /// # Errors
    /// As [`Reader::read_file`].
    fn read_file_with(
        &self,
        bytes: Vec<u8>,
        path: &Path,
        options: &ReadOptions,
    ) -> Result<Document> {
        let _ = options;
        self.read_file(bytes, path)
    }
}

/// A format that can be read.
#[derive(Clone, Copy)]
pub struct Format {
    /// What `--from` calls it.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// File name extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// What is made of it.
    pub about: &'static str,
    /// Its reader.
    pub reader: &'static dyn Reader,
}

impl Format {
    /// The format named `from`, else the one of the file name, else plain text.
    ///
    /// # Errors
    /// [`Error::Usage`] with the formats there are.
    pub fn choose(path: &Path, from: Option<&str>) -> Result<&'static Format> {
        match from {
            Some(id) => FORMATS
                .iter()
                .find(|format| format.id == id)
                .ok_or_else(|| {
                    let known: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
                    Error::usage(
                        format!("no format is called \"{id}\""),
                        format!("known formats: {}", known.join(", ")),
                    )
                }),
            None => {
                let extension = path
                    .extension()
                    .and_then(|extension| extension.to_str())
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                Ok(FORMATS
                    .iter()
                    .find(|format| format.extensions.contains(&extension.as_str()))
                    .unwrap_or(&FORMATS[FORMATS.len() - 1]))
            }
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
    },
    Format {
        id: "html",
        name: "HTML",
        extensions: &["html", "htm", "xhtml"],
        about: "the text of a page: headings, paragraphs, lists, tables; readings, scripts and menus left out",
        reader: &html::Html,
    },
    Format {
        id: "epub",
        name: "EPUB",
        extensions: &["epub"],
        about: "the book's documents in reading order, read as HTML; copy-protected books are refused",
        reader: &epub::Epub,
    },
    Format {
        id: "docx",
        name: "Word (DOCX)",
        extensions: &["docx", "docm"],
        about: "headings, lists, quotations, tables, notes; tracked changes accepted, comments left out",
        reader: &docx::Docx,
    },
    Format {
        id: "srt",
        name: "SubRip subtitles",
        extensions: &["srt"],
        about: "the words of the cues; a sentence may run over several",
        reader: &subtitles::Subtitles { format: "srt" },
    },
    Format {
        id: "vtt",
        name: "WebVTT subtitles",
        extensions: &["vtt"],
        about: "the words of the cues, without notes and styles; speakers by voice tags or labels",
        reader: &subtitles::Subtitles { format: "vtt" },
    },
    Format {
        id: plain::ID,
        name: "plain text",
        extensions: &["txt", "text"],
        about: "paragraphs by blank lines or indentation; lines broken by hand are joined",
        reader: &plain::Plain,
    },
];

/// Reads a file; `-` is standard input. The format is the one named by `from`, else the file name's,
/// else plain text.
///
/// # Errors
/// [`Error::Read`] for what the system refuses; bad bytes and binary files as
/// [`encoding::decode`] says.
pub fn read_file(path: &Path, from: Option<&str>) -> Result<Document> {
    let fail = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(fail)?;
    } else {
        if path.is_dir() {
            return Err(Error::input(
                Place::file(path),
                "this is a folder",
                "name a file in it",
            ));
        }
        bytes = std::fs::read(path).map_err(fail)?;
    }
    read_bytes(bytes, path, from)
}

/// Reads bytes as the file `path` would be read.
///
/// # Errors
/// As [`read_file`].
pub fn read_bytes(bytes: Vec<u8>, path: &Path, from: Option<&str>) -> Result<Document> {
    Format::choose(path, from)?.reader.read_file(bytes, path)
}

/// Reads bytes as the file `path` would be read, and as a person wants it read.
///
/// # Errors
/// As [`read_file`].
pub fn read_bytes_with(
    bytes: Vec<u8>,
    path: &Path,
    from: Option<&str>,
    options: &ReadOptions,
) -> Result<Document> {
    let format = Format::choose(path, from)?;
    format.reader.read_file_with(bytes, path, options)
}
