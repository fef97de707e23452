//! Byte ranges whose type tells in which text they count.

use std::marker::PhantomData;
use std::ops::Range;

/// Marks spans that count bytes of a [`SourceText`](crate::document::SourceText): the file after
/// decoding to UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InSource {}

/// Marks spans that count bytes of a block's visible text: markup removed, line breaks resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InText {}

/// A half-open range of bytes, `start..end`, in the text named by `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span<T> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    of: PhantomData<T>,
}

/// A span of the decoded source.
pub type SourceSpan = Span<InSource>;
/// A span of a block's visible text.
pub type TextSpan = Span<InText>;

impl<T> Span<T> {
    /// The span `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Span {
            start,
            end,
            of: PhantomData,
        }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// The span as a standard range, for slicing.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether both spans share at least one byte.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub const fn contains(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part of `text` that the span covers.
    ///
    /// # Panics
    /// When the span does not lie in `text` on character boundaries: that is a bug of the code that made
    /// it.
    #[must_use]
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range()]
    }
}
