//! Sheets: the beads of a bitext as rows of number, Chinese, English, status, note and comments, as they go out to
//! other people and come back. One file a format, registered in [`SHEET_FORMATS`](crate::bitext::sheets::SHEET_FORMATS).
//!
//! A row remembers what went out ([`Sent`]), so that it is known of a sheet that comes back what somebody changed
//! in it, whatever became of the bitext meanwhile.

mod as_bitext;
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

pub(super) use as_bitext::{read as read_bitext, write as write_bitext};
pub use out::SheetOptions;
pub use sent::Sent;

use crate::bitext::desk::{Comment, Signature, Stage};

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
