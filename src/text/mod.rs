//! Properties of plain text (spans, scripts, numerals, literals, English words, a stable hash), and the
//! mechanics that every layer needs: white space, lines and columns, XML, tables of named things, times,
//! digests.

pub mod address;
pub(crate) mod bare;
pub(crate) mod chain;
pub(crate) mod common;
pub(crate) mod data;
pub mod digest;
pub mod english;
pub(crate) mod hash;
pub(crate) mod likeness;
pub(crate) mod lines;
pub mod literal;
pub(crate) mod markdown;
pub mod named;
pub(crate) mod nearest;
pub mod numeral;
pub(crate) mod piece;
pub(crate) mod scan;
pub mod script;
pub mod spaces;
pub mod span;
pub(crate) mod time;
pub(crate) mod xml;

pub use lines::LineIndex;
pub(crate) use lines::line_column;
pub use script::Language;
pub use span::{SourceSpan, Span, TextSpan};
