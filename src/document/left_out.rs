//! Words of a file that are in no block, because a reader left them out.

use std::borrow::Cow;

use crate::text::SourceSpan;

/// Words of a file that are in no block, as a reader left them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What they stand in, as docs/formats.md calls it: `nav`, `script`, `deleted text`.
    pub what: Cow<'static, str>,
    /// Where they stand.
    pub place: LeftPlace,
    /// How many letters and figures they have.
    pub letters: usize,
}

/// Where words stand that were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftPlace {
    /// In the source text of the document.
    Span(SourceSpan),
    /// In a member of an archive that is not in the source text.
    Member(String),
}
