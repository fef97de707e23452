//! The glossary at the end of the book: for each chapter its terms, in the order of their first places.

use std::io::{self, Write};

use super::super::glossary::Term;
use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::EditionOptions;
use super::{label, lang, write_page};

/// The file name of the glossary.
pub(super) const FILE: &str = "glossary.xhtml";

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
