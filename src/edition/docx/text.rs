//! A text set for a Word document.

use super::body::{Body, ContentsLine, HEADINGS, paragraph};
use super::xml::run_text;
use crate::edition::book::{BookText, Outline};
use crate::edition::glossary::{Term, terms};
use crate::edition::model::Edition;
use crate::edition::{Label, Picture};

/// A text set for a Word document.
#[derive(Clone, Debug)]
pub struct WordText {
    /// What the book has to know of it; none where it is the document.
    pub(crate) outline: Option<Outline>,
    /// The title, where it is the document.
    pub(super) title: Label,
    /// Its rows, with slots.
    pub(super) rows: String,
    /// Its footnotes, with slots.
    pub(super) notes: String,
    /// The numbers that count through the book.
    pub(super) counts: TextCounts,
    /// The texts of its comments.
    pub(super) tips: Vec<String>,
    /// Depth and first number of its numbered lists.
    pub(super) numbered: Vec<(u8, u64)>,
    /// The addresses that its links lead to.
    pub(super) addresses: Vec<String>,
    /// The images that it shows.
    pub(super) pictures: Vec<Picture>,
    /// Its headings.
    pub(super) contents: Vec<ContentsLine>,
    /// The terms of its glossary.
    pub(super) terms: Vec<Term>,
}

/// How many a text has of what is counted through a book.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextCounts {
    pub(super) footnotes: usize,
    pub(super) drawings: usize,
    /// The bookmarks at signs of notes.
    pub(super) bookmarks: usize,
}

impl WordText {
    /// Sets a text that is the whole document.
    pub(super) fn alone(edition: &Edition<'_>) -> WordText {
        let text = WordText::of(edition, "", None, None);
        if text.has_front(edition.options.data.is_told()) {
            return text;
        }
        let title = edition.untold_title();
        let title = title.map(|title| paragraph("Title", "", &run(&title)));
        WordText {
            rows: title.unwrap_or_default() + &text.rows,
            ..text
        }
    }

    /// Whether there is something before a text that is the document: a title page, or the contents.
    pub(super) fn has_front(&self, is_told: bool) -> bool {
        is_told || self.listed().len() >= LEAST_HEADINGS
    }

    /// The headings that the contents of a text that is the document list: without the one that is its title, and
    /// those of two levels.
    pub(super) fn listed(&self) -> Vec<&ContentsLine> {
        let mut lines: Vec<&ContentsLine> = self.contents.iter().collect();
        let is_title = |line: &ContentsLine| lines.iter().filter(|l| l.level <= line.level).count();
        if lines.first().is_some_and(|first| is_title(first) == 1) {
            lines.remove(0);
        }
        let highest = lines.iter().map(|line| line.level).min().unwrap_or(1);
        lines.retain(|line| line.level <= highest + 1);
        lines
    }

    /// Sets a text of a book.
    pub(crate) fn set(edition: &Edition<'_>, text: &BookText) -> WordText {
        let outline = Outline::of(edition, text);
        // Below the heading of the part.
        let deeper = usize::from(text.part.is_some());
        let mut head = String::new();
        if outline.told.is_none() {
            let label = &outline.label;
            let names = [&label.source, &label.target].into_iter().flatten();
            for name in names.filter(|name| !name.is_empty()) {
                head += &paragraph(HEADINGS[deeper], "", &run(name));
            }
        }
        if outline.untranslated && edition.options.proof {
            head += &paragraph("Caption", "", &run("Not translated yet"));
        }
        WordText::of(edition, &head, Some(deeper), Some(outline))
    }

    fn of(
        edition: &Edition<'_>,
        head: &str,
        in_book: Option<usize>,
        outline: Option<Outline>,
    ) -> WordText {
        let mut body = Body::new(edition, in_book);
        let rows = body.write();
        let notes = body.write_notes();
        let (pictures, drawings) = body.shared.drawings.into_pictures();
        WordText {
            outline,
            title: edition.label(),
            rows: [head, &rows].concat(),
            notes,
            counts: TextCounts {
                footnotes: body.shared.notes.set().len(),
                drawings,
                bookmarks: body.shared.notes.bookmarks(),
            },
            tips: body.shared.comments.into_tips(),
            numbered: body.lists.into_numbered(),
            addresses: body.shared.links.into_addresses(),
            pictures,
            contents: body.contents,
            terms: terms(edition, 0..edition.rows().len()),
        }
    }
}

/// The fewest headings of a text by itself that make contents.
const LEAST_HEADINGS: usize = 3;

/// A run of words without any look.
pub(super) fn run(words: &str) -> String {
    format!("<w:r>{}</w:r>", run_text(words))
}
