//! The glossary at the end of the book: for each chapter its terms, in the order of their first places.

use std::io::{self, Write};

use super::super::markup::escape;
use super::super::model::Edition;
use super::contents::{self, Contents};
use super::{label, lang, write_page};
use crate::bitext::SideName;

/// The file name of the glossary.
pub(super) const FILE: &str = "glossary.xhtml";

/// A term at its first place in a chapter.
struct Term<'e> {
    row: usize,
    term: &'e str,
    tip: &'e str,
}

/// Whether the book has a glossary.
pub(super) fn is_there(edition: &Edition<'_>) -> bool {
    !terms(edition, 0..edition.rows().len()).is_empty()
}

/// The glossary page; `None` if no term occurs.
pub(super) fn page(edition: &Edition<'_>, contents: &Contents) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    writeln!(
        body,
        "<section epub:type=\"glossary\" role=\"doc-glossary\">\n<h1 {}>Glossary</h1>",
        lang("en")
    )?;
    let mut any = false;
    for (number, chapter) in contents.chapters.iter().enumerate() {
        let terms = terms(edition, chapter.rows.clone());
        if terms.is_empty() {
            continue;
        }
        any = true;
        if contents.chapters.len() > 1 {
            write!(body, "<h2>")?;
            label::write(edition, &chapter.label, &mut body)?;
            writeln!(body, "</h2>")?;
        }
        writeln!(body, "<dl>")?;
        for term in terms {
            writeln!(
                body,
                "<dt {}><a href=\"{}#{}\">{}</a></dt><dd {}>{}</dd>",
                lang(edition.language(SideName::Source)),
                contents::file(number),
                contents::anchor(term.row),
                escape(term.term),
                lang(edition.language(SideName::Target)),
                escape(term.tip),
            )?;
        }
        writeln!(body, "</dl>")?;
    }
    writeln!(body, "</section>")?;
    match any {
        true => write_page(edition, "Glossary", "epub:type=\"backmatter\"", &body).map(Some),
        false => Ok(None),
    }
}

/// The terms of a range of rows.
fn terms<'e>(edition: &'e Edition<'_>, rows: std::ops::Range<usize>) -> Vec<Term<'e>> {
    let mut marks: Vec<_> = (edition.options.terms.iter())
        .filter(|mark| mark.side == SideName::Source)
        .collect();
    marks.sort_by_key(|mark| (mark.segment, mark.over.start));
    let mut terms: Vec<Term<'e>> = Vec::new();
    for mark in marks {
        let Some(segment) = edition.source.segments.get(mark.segment) else {
            continue;
        };
        let row = edition
            .rows()
            .partition_point(|row| row.source.end <= segment.block);
        let (true, Some(term)) = (rows.contains(&row), segment.text.get(mark.over.clone())) else {
            continue;
        };
        let known = |known: &Term<'_>| known.term == term && known.tip == mark.tip;
        if !terms.iter().any(known) {
            terms.push(Term {
                row,
                term,
                tip: &mark.tip,
            });
        }
    }
    terms
}
