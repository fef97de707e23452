//! The formats of sheets: how the beads of a bitext go out to other people and come back.

use std::io;
use std::path::Path;

use super::format::sheet::{self, Sheet};
use super::format::xliff;
use crate::error::Result;
use crate::text::named::Named;

/// Reads a sheet from the bytes of a file; the path is for messages.
pub type ReadSheet = fn(&[u8], &Path) -> Result<Sheet>;
/// The bytes of a sheet.
pub type WriteSheet = fn(&Sheet) -> io::Result<Vec<u8>>;

/// One format of sheets.
#[derive(Clone, Copy, Debug)]
pub struct SheetFormat {
    /// The name that options use.
    pub id: &'static str,
    /// The usual name of the format.
    pub name: &'static str,
    /// The extensions of its files, without the dot.
    pub extensions: &'static [&'static str],
    /// A description in one sentence.
    pub about: &'static str,
    /// Its reader.
    pub read: ReadSheet,
    /// Its writer.
    pub write: WriteSheet,
}

/// Every format.
pub const SHEET_FORMATS: &[SheetFormat] = &[
    SheetFormat {
        id: "docx",
        name: "Word document",
        extensions: &["docx"],
        about: "a table to edit and to comment on; tracked changes come back as proposals",
        read: sheet::docx::read,
        write: sheet::docx::write,
    },
    SheetFormat {
        id: "xlsx",
        name: "Excel workbook",
        extensions: &["xlsx"],
        about: "a table with filters and a list of statuses",
        read: sheet::xlsx::read,
        write: sheet::xlsx::write,
    },
    SheetFormat {
        id: "csv",
        name: "CSV table",
        extensions: &["csv"],
        about: "the same columns as plain text, for scripts and other spreadsheets",
        read: sheet::csv::read,
        write: sheet::csv::write,
    },
    SheetFormat {
        id: "po",
        name: "PO catalogue of gettext",
        extensions: &["po"],
        about: "for Poedit, Weblate and what else translators of programs use",
        read: sheet::po::read,
        write: sheet::po::write,
    },
    SheetFormat {
        id: "xliff",
        name: "XLIFF 2.1",
        extensions: &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff"],
        about: "for translation tools",
        read: xliff::read_sheet,
        write: xliff::write_sheet,
    },
];

impl Named for SheetFormat {
    const KIND: &'static str = "sheet format";

    fn table() -> &'static [SheetFormat] {
        SHEET_FORMATS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }
}
