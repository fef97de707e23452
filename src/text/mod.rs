//! What a text is made of (spans, scripts, numerals, literals), and the mechanics that every layer needs:
//! white space folded, lines and columns, escaping, the nearest name, dates, digests.

pub mod digest;
pub mod english;
pub(crate) mod hash;
pub(crate) mod lines;
pub mod literal;
pub mod named;
pub(crate) mod nearest;
pub mod numeral;
pub mod script;
pub mod spaces;
pub mod span;
pub(crate) mod time;
pub(crate) mod xml;

pub use lines::LineIndex;
pub(crate) use lines::line_column;
pub use script::Language;
pub use span::{SourceSpan, Span, TextSpan};
