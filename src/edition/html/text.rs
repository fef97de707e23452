//! A text set for the pages of a book.

use std::io;

use super::contents;
use super::page::Looks;
use super::rows::{self, Place};
use super::words;
use crate::edition::book::{BookText, Outline};
use crate::edition::model::Edition;

/// A text set for the pages of a book.
#[derive(Clone, Debug)]
pub struct PageText {
    pub(crate) outline: Outline,
    /// Its table of contents.
    pub(super) contents: String,
    /// The counts at its foot.
    pub(super) footer: String,
    /// Its rows, with slots.
    pub(super) rows: String,
    /// Its words, for the search.
    pub(super) words: String,
}

impl PageText {
    /// Sets a text.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(crate) fn set(edition: &Edition<'_>, text: &BookText) -> io::Result<PageText> {
        let looks = Looks::of(&edition.options);
        let outline = Outline::of(edition, text);
        let mut rows = Vec::new();
        rows::write(edition, Place::InBook, &mut rows)?;
        Ok(PageText {
            contents: contents::of_edition(edition),
            footer: contents::footer(&outline.counts, &looks),
            rows: String::from_utf8(rows).map_err(io::Error::other)?,
            words: words::of(edition),
            outline,
        })
    }
}
