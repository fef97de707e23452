//! Sheets: the beads of a bitext as rows of number, Chinese, English, status, note and comments, as they go out to
//! other people and come back. One file a format, registered in [`SHEET_FORMATS`].
//!
//! A row remembers what went out ([`Sent`]), so that it is known of a sheet that comes back what somebody changed
//! in it, whatever became of the bitext meanwhile.

mod columns;
pub mod csv;
pub mod docx;
mod into_bitext;
mod office;
mod out;
pub mod po;
pub(crate) mod remarks;
mod sent;
pub mod xlsx;
mod xlsx_comments;

use std::io;
use std::path::Path;

pub use out::SheetOptions;
pub use sent::Sent;

use super::desk::{Comment, Signature, Stage};
use crate::error::Result;
use crate::text::named::Named;

/// The name of the program as the author of comments with findings.
pub(crate) const OURS: &str = "duizhao";

/// The beads of one or more bitexts as rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The title, such as the name of the text.
    pub title: String,
    /// The language tags, the Chinese first.
    pub languages: (String, String),
    /// Who worked on the file last, and when, as the file itself says.
    pub last: Signature,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// What went out in rows that are not in the file any more, where the file says so.
    pub gone: Vec<Sent>,
    /// What the file has that is in no row, in words of its own.
    pub unread: Vec<String>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Where it stands in its file: `row 12`, `line 40`. Empty in a sheet that goes out.
    pub place: String,
    /// Its number, from 1 in each text.
    pub number: usize,
    /// The Chinese.
    pub source: String,
    /// The English; `None` where the file does not say, such as for a formula.
    pub target: Option<String>,
    /// The stage; `None` where the file does not say.
    pub stage: Option<Stage>,
    /// The note; `None` where the file has no place for one.
    pub note: Option<String>,
    /// The comments on it.
    pub comments: Vec<Comment>,
    /// Changes that somebody recorded instead of making them: the English that there would be, and whose it is.
    pub proposed: Vec<Proposed>,
    /// Findings of the check, for sheets that go out.
    pub findings: Vec<String>,
    /// What went out in this row.
    pub sent: Option<Sent>,
    /// Its English cell is one with that of the row above.
    pub continues: bool,
    /// The Chinese that the English was made of, where that is another one now.
    pub was: Option<String>,
    /// Somebody says that the English holds, although its Chinese has changed.
    pub holds: bool,
    /// What of the row could not be read, in words.
    pub faults: Vec<String>,
}

/// English that a recorded change would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The English.
    pub text: String,
    /// Who recorded it, and when.
    pub signed: Signature,
}

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
        read: docx::read,
        write: docx::write,
    },
    SheetFormat {
        id: "xlsx",
        name: "Excel workbook",
        extensions: &["xlsx"],
        about: "a table with filters and a list of statuses",
        read: xlsx::read,
        write: xlsx::write,
    },
    SheetFormat {
        id: "csv",
        name: "CSV table",
        extensions: &["csv"],
        about: "the same columns as plain text, for scripts and other spreadsheets",
        read: csv::read,
        write: csv::write,
    },
    SheetFormat {
        id: "po",
        name: "PO catalogue of gettext",
        extensions: &["po"],
        about: "for Poedit, Weblate and what else translators of programs use",
        read: po::read,
        write: po::write,
    },
    SheetFormat {
        id: "xliff",
        name: "XLIFF 2.1",
        extensions: &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff"],
        about: "for translation tools",
        read: super::format::xliff::read_sheet,
        write: super::format::xliff::write_sheet,
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

/// Whether a row says nothing.
pub(crate) fn is_blank(row: &Row) -> bool {
    let has = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    row.source.is_empty()
        && !has(&row.target)
        && !has(&row.note)
        && row.sent.is_none()
        && row.comments.is_empty()
        && row.faults.is_empty()
}
