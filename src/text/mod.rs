//! What a text is made of: spans, scripts, numerals, literals, what stays in order.

pub(crate) mod chain;
pub mod english;
pub(crate) mod hash;
pub mod literal;
pub mod numeral;
pub mod script;
pub mod span;

pub use script::Language;
pub(crate) use span::line_column;
pub use span::{SourceSpan, Span, TextSpan};
