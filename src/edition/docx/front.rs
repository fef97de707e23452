//! The title page, and what stands behind the texts: the glossary and the colophon.

use super::body::{HEADINGS, KEEP, paragraph};
use super::drawings::{drawing, is_shown};
use super::sheet::{Room, Sheet};
use super::text::run;
use crate::edition::colophon::{self, ColophonLine};
use crate::edition::glossary::Term;
use crate::edition::{EditionOptions, Label, Picture};

/// The cover, if it is an image that Word shows.
pub(super) fn cover(options: &EditionOptions) -> Option<&Picture> {
    options.data.cover.as_ref().filter(|cover| is_shown(cover))
}

/// The title page: the cover, the title and the subtitle in both languages, the people, and what kind of edition
/// it is. `cover` is the relation and the id of the drawing of the cover.
pub(super) fn title_page(
    title: &Label,
    options: &EditionOptions,
    cover_ids: (&str, &str),
) -> String {
    let mut page = String::new();
    if let Some(cover) = cover(options) {
        let text = Sheet::of(&options.print).text();
        let room = Room {
            width: text.width,
            height: text.height / 2,
        };
        let drawing = drawing(cover_ids, cover, &title.line(), room);
        page += &paragraph("Picture", KEEP, &drawing);
    }
    // A title page that is a page by itself has its title a quarter of the height down.
    let mut lower = String::new();
    if options.data.is_told() && cover(options).is_none() {
        let before = Sheet::of(&options.print).text().height / 4;
        lower = format!("<w:spacing w:before=\"{before}\"/>");
    }
    for words in [&title.source, &title.target].into_iter().flatten() {
        page += &paragraph("Title", &std::mem::take(&mut lower), &run(words));
    }
    let subtitle = options.data.subtitle.label();
    for words in [&subtitle.source, &subtitle.target].into_iter().flatten() {
        page += &paragraph("Subtitle", "", &run(words));
    }
    page += &both("Person", &colophon::people(options));
    let (source, target) = colophon::kind(options);
    page += &paragraph("EditionKind", "", &run(&source));
    page += &paragraph("EditionKind", "", &run(&target));
    page
}

/// The colophon, at some distance from what stands before it.
pub(super) fn colophon(options: &EditionOptions) -> String {
    let distance = "<w:spacing w:before=\"360\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>";
    let lines = both("Colophon", &colophon::lines(options));
    paragraph("Colophon", distance, "") + &lines
}

/// Lines about the book, first in Chinese and then in English.
fn both(style: &str, lines: &[ColophonLine]) -> String {
    let said = |name: &str, between: &str, words: &str| match words.is_empty() {
        true => String::new(),
        false => paragraph(style, "", &run(&format!("{name}{between}{words}"))),
    };
    let chinese = lines
        .iter()
        .map(|line| said(line.about.names().0, "：", &line.source));
    let english = lines
        .iter()
        .map(|line| said(line.about.names().1, ": ", &line.target));
    chinese.chain(english).collect()
}

/// The glossary: a table of terms, each with its English and the note on it. `bookmark` stands at its heading.
pub(super) fn glossary(terms: &[Term], sheet: &Sheet, bookmark: &str) -> String {
    let whole = sheet.text().width;
    let widths = [whole / 3, whole - whole / 3];
    let row = |words: [&str; 2], style: &str, properties: &str| -> String {
        let cells = words.iter().zip(widths).map(|(words, width)| {
            format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>",
                paragraph(style, "", &run(words))
            )
        });
        let cells: String = cells.collect();
        format!("<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{cells}</w:tr>\n")
    };
    let mut table = paragraph(
        HEADINGS[0],
        "<w:pageBreakBefore/>",
        &(bookmark.to_owned() + &run("Glossary")),
    );
    table += &format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Edition\"/><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0620\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{}\"/><w:gridCol w:w=\"{}\"/></w:tblGrid>\n",
        widths[0], widths[1]
    );
    table += &row(["中文", "English"], "ColumnHead", "<w:tblHeader/>");
    for term in terms {
        table += &row([&term.term, &term.tip], "GlossaryText", "");
    }
    table + "</w:tbl>\n"
}

/// The terms of several texts, each once, in the order of the book.
pub(super) fn each_once(terms: Vec<Term>, all: &mut Vec<Term>) {
    for term in terms {
        let known = |known: &Term| known.term == term.term && known.tip == term.tip;
        if !all.iter().any(known) {
            all.push(term);
        }
    }
}
