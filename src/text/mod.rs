//! Properties of plain text: spans, scripts, numerals, literals, English words, a stable hash.

pub(crate) mod chain;
pub mod english;
pub(crate) mod hash;
pub(crate) mod likeness;
pub mod literal;
pub mod numeral;
pub mod script;
pub mod span;

pub use script::Language;
pub(crate) use span::line_column;
pub use span::{SourceSpan, Span, TextSpan};
