//! The glossary at the end of the book: for each chapter its terms, in the order of their first places.

use std::io::{self, Write};

use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::{Edition, EditionOptions};
use super::{label, lang, write_page};
use crate::bitext::SideName;

/// The file name of the glossary.
pub(super) const FILE: &str = "glossary.xhtml";

/// A term at its first place in a chapter.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// The row that it is in.
    pub(super) row: usize,
    term: String,
    tip: String,
}

/// The terms of a chapter, with its title and the address of each.
pub(super) struct ChapterTerms<'t> {
    /// The title of the chapter.
    pub(super) label: &'t Label,
    /// Address and term.
    pub(super) terms: Vec<(String, &'t Term)>,
}

/// The glossary page of such chapters, which all have terms; `many` says whether the book has several.
pub(super) fn page(
    options: &EditionOptions,
    chapters: &[ChapterTerms<'_>],
    many: bool,
) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    writeln!(
        body,
        "<section epub:type=\"glossary\" role=\"doc-glossary\">\n<h1 {}>Glossary</h1>",
        lang("en")
    )?;
    for chapter in chapters {
        if many {
            write!(body, "<h2>")?;
            label::write(options, chapter.label, &mut body)?;
            writeln!(body, "</h2>")?;
        }
        writeln!(body, "<dl>")?;
        for (href, term) in &chapter.terms {
            writeln!(
                body,
                "<dt {}><a href=\"{href}\">{}</a></dt><dd {}>{}</dd>",
                lang(&options.source_language),
                escape(&term.term),
                lang(&options.target_language),
                escape(&term.tip),
            )?;
        }
        writeln!(body, "</dl>")?;
    }
    writeln!(body, "</section>")?;
    write_page(options, "Glossary", "epub:type=\"backmatter\"", &body)
}

/// The terms of a range of rows.
pub(super) fn terms(edition: &Edition<'_>, rows: std::ops::Range<usize>) -> Vec<Term> {
    let mut marks: Vec<_> = (edition.options.terms.iter())
        .filter(|mark| mark.side == SideName::Source)
        .collect();
    marks.sort_by_key(|mark| (mark.segment, mark.over.start));
    let mut terms: Vec<Term> = Vec::new();
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
        let known = |known: &Term| known.term == term && known.tip == mark.tip;
        if !terms.iter().any(known) {
            terms.push(Term {
                row,
                term: term.to_owned(),
                tip: mark.tip.clone(),
            });
        }
    }
    terms
}
