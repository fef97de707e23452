//! A text set for the pages of a book.

use std::io;

use super::contents;
use super::rows::{self, Place};
use super::words;
use crate::edition::book::{BookText, Outline};
use crate::edition::glossary::{self, Term};
use crate::edition::model::Edition;
use crate::edition::picture::Picture;

/// A text set for the pages of a book.
#[derive(Clone, Debug)]
pub struct PageText {
    pub(crate) outline: Outline,
    /// Its table of contents.
    pub(super) contents: String,
    /// The terms of its glossary.
    pub(super) terms: Vec<Term>,
    /// Its images, by their numbers in the slots of its rows.
    pub(super) pictures: Vec<Picture>,
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
        let outline = Outline::of(edition, text);
        let mut rows = Vec::new();
        rows::write(edition, Place::InBook, None, &mut rows)?;
        Ok(PageText {
            contents: contents::of_edition(edition),
            terms: glossary::terms(edition, 0..edition.rows().len()),
            pictures: edition.options.pictures.files().to_vec(),
            rows: String::from_utf8(rows).map_err(io::Error::other)?,
            words: words::of(edition),
            outline,
        })
    }
}
