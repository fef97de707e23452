//! What a text is made of: spans, scripts, numerals, literals, readings, tokens.

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
