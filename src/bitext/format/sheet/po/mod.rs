//! PO, the catalogues of gettext (its manual, chapter 3, "The Format of PO Files"): `msgid` is the Chinese, `msgstr`
//! the English. An entry is
//!
//! ```text
//! # the note
//! #. what was said, and findings
//! #. duizhao:{"id":…}
//! #: zh.md:12
//! #, fuzzy
//! #| msgid "the Chinese that the English was made of"
//! msgctxt "5d3a…"
//! msgid "潮水退了。"
//! msgstr "The tide went out."
//! ```
//!
//! Programs break the lines of comments at spaces and hyphens, so the line with what went out has none; and of what was
//! said in such comments nothing is read back: translators write into the note.
//!
//! `fuzzy` is the stage `new`, or an open question; `reviewed`, `approved` and `query` are flags of their own.

mod read;
mod write;

pub use read::read;
pub use write::write;

/// What begins the extracted comment that holds what went out; the brace is the first of its JSON.
const SENT: &str = "duizhao:{";
/// The flag of English that needs work.
const FUZZY: &str = "fuzzy";
/// What begins our flags.
const FLAG: &str = "duizhao-";

#[cfg(test)]
mod tests;
