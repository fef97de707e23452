//! The texts of a book while it is gathered: each comes when it is set, and the book is written when it has all.

use super::{Book, Outline, Spool};
use crate::edition::EditionOptions;

/// A book of which an output keeps a `T` for each text.
pub(crate) struct Gathered<'b, T> {
    pub(crate) title: String,
    pub(crate) options: &'b EditionOptions,
    /// The book; none where one text is all of it.
    pub(crate) book: Option<&'b Book>,
    /// The headings of each text that has come.
    pub(crate) outlines: Vec<Option<Outline>>,
    /// What is kept of each text that has come; what is long is in the spool.
    pub(crate) texts: Vec<Option<T>>,
    pub(crate) spool: Spool,
}

impl<'b, T> Gathered<'b, T> {
    /// One without texts.
    pub(crate) fn new(
        title: String,
        options: &'b EditionOptions,
        book: Option<&'b Book>,
    ) -> Gathered<'b, T> {
        let count = book.map_or(1, |book| book.texts.len());
        Gathered {
            title,
            options,
            book,
            outlines: vec![None; count],
            texts: (0..count).map(|_| None).collect(),
            spool: Spool::new(),
        }
    }
}
