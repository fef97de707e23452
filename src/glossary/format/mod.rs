//! File formats of glossaries: one file a format, one line in [`FORMATS`].

mod cells;
pub mod csv;
mod decoded;
mod tbx;
mod toml;
mod xlsx;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::termbase::{Remark, Termbase};
use crate::bitext::format::losses::counted;
use crate::error::{Error, Result};
use crate::text::named::Named;
use crate::text::spaces::fold;

/// A function that reads a glossary from bytes and returns it with remarks; the path is for messages.
pub type ReadFn = fn(&[u8], &Path) -> Result<(Termbase, Vec<Remark>)>;
/// A function that writes a glossary.
pub type WriteFn = fn(&Termbase, &mut dyn Write) -> io::Result<()>;

/// A file format of glossaries.
#[derive(Clone, Copy, Debug)]
pub struct GlossaryFormat {
    /// The id of the format, as in `--format`.
    pub id: &'static str,
    /// The name of the format for people.
    pub name: &'static str,
    /// Extensions of its files, without the dot.
    pub extensions: &'static [&'static str],
    /// The content of a glossary that is lost in this format.
    pub cannot_hold: &'static [&'static str],
    /// What would be lost of a glossary, each kind with its number: `2 values of the column "scope"`.
    pub lost_of: fn(&Termbase) -> Vec<String>,
    /// The function that reads it.
    pub read: ReadFn,
    /// The function that writes it.
    pub write: WriteFn,
}

/// Every format.
pub const FORMATS: &[GlossaryFormat] = &[
    GlossaryFormat {
        id: "csv",
        name: "comma-separated table",
        extensions: &["csv"],
        cannot_hold: &[],
        lost_of: |_| Vec::new(),
        read: |bytes, path| csv::read(bytes, path, b','),
        write: |termbase, out| csv::write(termbase, out, b','),
    },
    GlossaryFormat {
        id: "tsv",
        name: "tab-separated table",
        extensions: &["tsv", "tab"],
        cannot_hold: &[],
        lost_of: |_| Vec::new(),
        read: |bytes, path| csv::read(bytes, path, b'\t'),
        write: |termbase, out| csv::write(termbase, out, b'\t'),
    },
    GlossaryFormat {
        id: "tbx",
        name: "TBX (ISO 30042): read in all its versions, written as TBX-Basic",
        extensions: &["tbx"],
        cannot_hold: &[
            "columns other than definition, domain and pos",
            "line breaks in notes",
        ],
        lost_of: tbx::lost_of,
        read: tbx::read,
        write: tbx::write,
    },
    GlossaryFormat {
        id: "toml",
        name: "TOML, a [[term]] for each concept",
        extensions: &["toml"],
        cannot_hold: &[],
        lost_of: |_| Vec::new(),
        read: toml::read,
        write: toml::write,
    },
    GlossaryFormat {
        id: "xlsx",
        name: "Excel workbook: its first sheet, as the table",
        extensions: &["xlsx"],
        cannot_hold: &["line breaks in notes"],
        lost_of: broken_notes,
        read: xlsx::read,
        write: xlsx::write,
    },
];

impl Named for GlossaryFormat {
    const KIND: &'static str = "glossary format";

    fn table() -> &'static [GlossaryFormat] {
        FORMATS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }
}

impl GlossaryFormat {
    /// The format of a file by its extension, in upper or lower case.
    ///
    /// # Errors
    /// [`Error::Usage`] with the known extensions.
    pub fn by_path(path: &Path) -> Result<&'static GlossaryFormat> {
        GlossaryFormat::by_ending(path).ok_or_else(|| {
            Error::usage(
                format!(
                    "{}: the name does not tell which glossary format it is",
                    path.display()
                ),
                format!("let it end with {}", GlossaryFormat::endings()),
            )
        })
    }
}

/// The notes whose white space is more than single spaces, counted: where they are folded.
fn broken_notes(termbase: &Termbase) -> Vec<String> {
    let notes = termbase.concepts.iter().map(|concept| &concept.note);
    match notes.filter(|note| fold(note) != **note).count() {
        0 => Vec::new(),
        count => vec![format!("line breaks in {}", counted(count, "note"))],
    }
}

/// Reads a glossary file; returns it with remarks.
///
/// # Errors
/// [`Error::Read`]; [`Error::Usage`] when the extension is unknown; [`Error::Input`] with the line when
/// the content is invalid.
pub fn read(path: &Path) -> Result<(Termbase, Vec<Remark>)> {
    let format = GlossaryFormat::by_path(path)?;
    let bytes = fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    (format.read)(&bytes, path)
}
