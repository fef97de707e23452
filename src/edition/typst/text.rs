//! A text set for Typst.

use super::blocks::heading;
use super::rows::rows;
use super::settings::layout;
use crate::edition::book::{BookText, Outline};
use crate::edition::glossary;
use crate::edition::label::Label;
use crate::edition::model::Edition;
use crate::edition::{Layout, Picture};

/// A text set for Typst.
#[derive(Clone, Debug)]
pub struct TypstText {
    /// What the book has to know of it; none where it is the document.
    pub(super) outline: Option<Outline>,
    /// Its rows, with slots.
    pub(super) rows: String,
    /// Its pictures, by their numbers in it.
    pub(super) pictures: Vec<Picture>,
    /// Its glossary: terms, and what is said of them.
    pub(super) terms: Vec<(String, String)>,
    /// How many headings it has.
    pub(super) headings: usize,
}

impl TypstText {
    /// Sets a text that is the whole document.
    pub(super) fn alone(edition: &Edition<'_>) -> TypstText {
        let on_title_page =
            edition.options.data.is_told() || layout(&edition.options) == Layout::Facing;
        let title = edition.untold_title().filter(|_| !on_title_page);
        let head = title.map(|_| title_row(&edition.label(), 1));
        TypstText::of(edition, head, None, None)
    }

    /// Sets a text of a book.
    pub(crate) fn set(edition: &Edition<'_>, text: &BookText) -> TypstText {
        let outline = Outline::of(edition, text);
        // Below the heading of the part.
        let deeper = usize::from(text.part.is_some());
        let head = outline
            .told
            .is_none()
            .then(|| title_row(&outline.label, 1 + deeper));
        TypstText::of(edition, head, Some(deeper), Some(outline))
    }

    fn of(
        edition: &Edition<'_>,
        head: Option<String>,
        in_book: Option<usize>,
        outline: Option<Outline>,
    ) -> TypstText {
        let mut all: Vec<String> = head.into_iter().collect();
        all.extend(rows(edition, in_book));
        let terms = glossary::terms(edition, 0..edition.rows().len());
        let headings = edition.rows().iter();
        let headings = headings.filter(|row| edition.headings(row) != (None, None));
        TypstText {
            outline,
            rows: all.join(",\n"),
            pictures: edition.options.pictures.files().to_vec(),
            terms: terms
                .into_iter()
                .map(|term| (term.term, term.tip))
                .collect(),
            headings: headings.count(),
        }
    }
}

/// The row of a title that no heading of the texts says.
fn title_row(label: &Label, level: usize) -> String {
    let line = label.line();
    let side = |words: &Option<String>, told: Option<&str>| match words {
        Some(words) => format!("({},)", heading(words, told, level)),
        None => "()".to_owned(),
    };
    let (source, target) = (
        side(&label.source, Some(&line)),
        side(
            &label.target,
            label.source.is_none().then_some(line.as_str()),
        ),
    );
    format!("(z: {source}, e: {target}, c: (), zn: (), en: (), h: true)")
}
