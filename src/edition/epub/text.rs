//! A text set for an EPUB.

use std::io::{self, Write};
use std::ops::Range;

use super::super::book::{BookText, Outline};
use super::super::label::Label;
use super::super::model::Edition;
use super::super::picture::Picture;
use super::chapter::TextWriter;
use super::contents::{Contents, ContentsEntry};
use super::{label, lang};
use crate::edition::glossary::{self, Term};

/// A text set for an EPUB.
#[derive(Clone, Debug)]
pub struct EpubText {
    /// What the book has to know of it; none where it is the book.
    pub(crate) outline: Option<Outline>,
    pub(super) chapters: Vec<SetChapter>,
    /// Its table of contents, with the numbers of its chapters.
    pub(super) entries: Vec<ContentsEntry>,
    /// The images that it shows.
    pub(super) images: Vec<Picture>,
    /// Whether one of them has no alternative text.
    pub(super) undescribed: bool,
    pub(super) tables: bool,
}

/// A chapter that was set.
#[derive(Clone, Debug)]
pub(super) struct SetChapter {
    pub(super) label: Label,
    /// The row that is behind its last.
    pub(super) end: usize,
    /// Its page, with slots.
    pub(super) page: String,
    /// The pages of the page list that begin in it, by their numbers in the text.
    pub(super) pages: Range<usize>,
    pub(super) terms: Vec<Term>,
}

impl EpubText {
    /// Sets a text that is the whole book.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(super) fn alone(edition: &Edition<'_>) -> io::Result<EpubText> {
        EpubText::of(edition, Contents::new(edition), "", None)
    }

    /// Sets a text of a book.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(crate) fn set(edition: &Edition<'_>, text: &BookText) -> io::Result<EpubText> {
        let outline = Outline::of(edition, text);
        let contents = Contents::of_text(&outline, edition.rows().len());
        let mut head = Vec::new();
        if outline.told.is_none() {
            write!(head, "<h1 class=\"title\">")?;
            label::write(&edition.options, &outline.label, &mut head)?;
            writeln!(head, "</h1>")?;
        }
        if outline.untranslated && edition.options.proof {
            let lang = lang("en");
            writeln!(head, "<p class=\"note\" {lang}>Not translated yet</p>")?;
        }
        let head = String::from_utf8(head).map_err(io::Error::other)?;
        EpubText::of(edition, contents, &head, Some(outline))
    }

    fn of(
        edition: &Edition<'_>,
        contents: Contents,
        head: &str,
        outline: Option<Outline>,
    ) -> io::Result<EpubText> {
        let mut flow = TextWriter::new(edition, outline.is_some());
        let mut written = Vec::new();
        for chapter in &contents.chapters {
            let first = flow.pages;
            let rows = flow.rows(chapter)?;
            written.push((rows, first..flow.pages));
        }
        let mut chapters = Vec::new();
        for (number, (chapter, (mut rows, pages))) in
            contents.chapters.iter().zip(written).enumerate()
        {
            flow.notes(number, &mut rows)?;
            let head = if number == 0 { head } else { "" };
            let page = flow.page(chapter, head, &rows)?;
            chapters.push(SetChapter {
                label: chapter.label.clone(),
                end: chapter.rows.end,
                page: String::from_utf8(page).map_err(io::Error::other)?,
                pages,
                terms: glossary::terms(edition, chapter.rows.clone()),
            });
        }
        Ok(EpubText {
            chapters,
            entries: contents.entries,
            undescribed: flow.undescribed,
            images: flow.images.files,
            tables: edition.has_tables(),
            outline,
        })
    }
}
