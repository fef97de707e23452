//! A text set for an EPUB.

use std::io::{self, Write};

use super::super::book::{BookText, Outline};
use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::Edition;
use super::contents::{Contents, ContentsEntry};
use super::images::{Image, Images};
use super::{chapter, label, lang};
use crate::edition::glossary::{self, Term};

/// A text set for an EPUB.
#[derive(Clone, Debug)]
pub struct EpubText {
    /// What the book has to know of it; none where it is the book.
    pub(crate) outline: Option<Outline>,
    pub(super) chapters: Vec<SetChapter>,
    /// Its table of contents, with the numbers of its chapters.
    pub(super) entries: Vec<ContentsEntry>,
    pub(super) images: Vec<Image>,
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
    pub(super) terms: Vec<Term>,
}

impl EpubText {
    /// Sets a text that is the whole book.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(super) fn alone(edition: &Edition<'_>) -> io::Result<EpubText> {
        let title = edition.untold_title();
        let title = title.map(|title| format!("<h1 class=\"title\">{}</h1>\n", escape(&title)));
        let contents = Contents::new(edition);
        EpubText::of(edition, contents, &title.unwrap_or_default(), None)
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
        if outline.untranslated {
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
        let mut images = Images::default();
        let mut chapters = Vec::new();
        for (number, chapter) in contents.chapters.iter().enumerate() {
            let head = if number == 0 { head } else { "" };
            let page = chapter::page(edition, chapter, head, &mut images, outline.is_some())?;
            chapters.push(SetChapter {
                label: chapter.label.clone(),
                end: chapter.rows.end,
                page: String::from_utf8(page).map_err(io::Error::other)?,
                terms: glossary::terms(edition, chapter.rows.clone()),
            });
        }
        Ok(EpubText {
            outline,
            chapters,
            entries: contents.entries,
            images: images.files,
            tables: edition.has_tables(),
        })
    }
}
