//! The cover, the title page and the colophon.

use std::io::{self, Write};

use super::super::colophon::{self, About, ColophonLine};
use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::EditionOptions;
use super::{label, lang, write_page};

/// The file of the cover.
pub(super) const COVER: &str = "cover.xhtml";
/// The file of the title page.
pub(super) const TITLE: &str = "title.xhtml";
/// The file of the colophon.
pub(super) const COLOPHON: &str = "colophon.xhtml";

/// The page that shows the image on the cover.
pub(super) fn cover(options: &EditionOptions, title: &str, image: &str) -> io::Result<Vec<u8>> {
    let body = format!(
        "<section class=\"cover\" epub:type=\"cover\">\
         <img role=\"doc-cover\" src=\"{image}\" alt=\"{}\" /></section>\n",
        escape(title)
    );
    write_page(options, title, "epub:type=\"frontmatter\"", body.as_bytes())
}

/// The title page.
pub(super) fn title(options: &EditionOptions, title: &str, label: &Label) -> io::Result<Vec<u8>> {
    let data = &options.data;
    let mut body = Vec::new();
    write!(
        body,
        "<section class=\"titlepage\" epub:type=\"titlepage\">\n<h1 class=\"title\">"
    )?;
    label::write(options, label, &mut body)?;
    writeln!(body, "</h1>")?;
    if !data.subtitle.is_empty() {
        write!(body, "<p class=\"subtitle\" role=\"doc-subtitle\">")?;
        label::write(options, &data.subtitle.label(), &mut body)?;
        writeln!(body, "</p>")?;
    }
    for line in colophon::people(options) {
        write!(body, "<p class=\"person\">")?;
        named(options, &line, &mut body)?;
        writeln!(body, "</p>")?;
    }
    if !data.publisher.is_empty() {
        write!(body, "<p class=\"publisher\">")?;
        label::write(options, &data.publisher.label(), &mut body)?;
        writeln!(body, "</p>")?;
    }
    let (source, target) = colophon::kind(options);
    write!(body, "<p class=\"kind\">")?;
    both(options, &source, &target, &mut body)?;
    writeln!(body, "</p>\n</section>")?;
    write_page(options, title, "epub:type=\"frontmatter\"", &body)
}

/// The colophon.
pub(super) fn colophon(
    options: &EditionOptions,
    title: &str,
    label: &Label,
) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    write!(
        body,
        "<section class=\"colophon\" epub:type=\"colophon\" role=\"doc-colophon\">\n<h1 class=\"title\">"
    )?;
    label::write(options, label, &mut body)?;
    writeln!(body, "</h1>")?;
    for line in colophon::lines(options) {
        write!(body, "<p>")?;
        match line.about {
            // It says itself what it is.
            About::Kind => both(options, &line.source, &line.target, &mut body)?,
            _ => named(options, &line, &mut body)?,
        }
        writeln!(body, "</p>")?;
    }
    writeln!(body, "</section>")?;
    write_page(options, title, "epub:type=\"backmatter\"", &body)
}

/// A line with its name, in each language.
fn named(options: &EditionOptions, line: &ColophonLine, out: &mut dyn Write) -> io::Result<()> {
    let (source, target) = line.about.names();
    write!(
        out,
        "<span {}>{source}：{}</span> <span {}>{target}: {}</span>",
        lang(&options.source_language),
        escape(&line.source),
        lang(&options.target_language),
        escape(&line.target),
    )
}

/// The same in both languages.
fn both(
    options: &EditionOptions,
    source: &str,
    target: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "<span {}>{}</span> <span {}>{}</span>",
        lang(&options.source_language),
        escape(source),
        lang(&options.target_language),
        escape(target),
    )
}
