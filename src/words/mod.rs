//! Everything a person reads, in English and in Chinese: catalogues in Fluent, one file an area, and the choice
//! between them.
//!
//! What programs read (JSON, SARIF, codes, rule ids) is in no catalogue. A text that the Chinese catalogue lacks
//! is said in English. Some are said by their ids ([`Words::say`]); the messages of layers that know nothing of
//! languages arise in English and are told where a person sees them ([`Words::tell`]).

mod area;
mod catalogue;
mod locale;
mod told;

pub use area::AREAS;
pub use catalogue::{Value, Words};
pub use locale::Locale;
