//! A text set for a Word document.

use super::body::{Body, HEADINGS, paragraph};
use super::xml::run_text;
use crate::edition::book::{BookText, Outline};
use crate::edition::model::Edition;

/// A text set for a Word document.
#[derive(Clone, Debug)]
pub struct WordText {
    /// What the book has to know of it; none where it is the document.
    pub(crate) outline: Option<Outline>,
    /// Its rows, with slots.
    pub(super) rows: String,
    /// The texts of its comments.
    pub(super) tips: Vec<String>,
    /// Depth and first number of its numbered lists.
    pub(super) numbered: Vec<(u8, u64)>,
    /// The addresses that its links lead to.
    pub(super) addresses: Vec<String>,
}

impl WordText {
    /// Sets a text that is the whole document.
    pub(super) fn alone(edition: &Edition<'_>) -> WordText {
        let title = edition.untold_title();
        let title = title.map(|title| paragraph("Title", "", &run(&title)));
        WordText::of(edition, &title.unwrap_or_default(), None, None)
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
        if outline.untranslated {
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
        WordText {
            outline,
            rows: [head, &rows].concat(),
            tips: body.shared.comments.into_tips(),
            numbered: body.lists.into_numbered(),
            addresses: body.shared.links.into_addresses(),
        }
    }
}

/// A run of words without any look.
pub(super) fn run(words: &str) -> String {
    format!("<w:r>{}</w:r>", run_text(words))
}
