//! Tables of an edition, read back from what was written.

use std::path::Path;

use super::*;
use crate::align::Aligner;
use crate::bitext::Bitext;
use crate::document::{Document, MarkKind, read_bytes, tables};
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::Language;

const CHINESE: &str = include_str!("../../fixtures/tables/zh.md");
const ENGLISH: &str = include_str!("../../fixtures/tables/en.md");

fn read(bytes: &[u8], name: &str) -> Document {
    read_bytes(bytes.to_vec(), Path::new(name), None).unwrap()
}

fn text(source: &str, name: &str, language: Language) -> SegmentedDocument {
    let document = read(source.as_bytes(), name);
    segment(document, language, &SegmentOptions::default())
}

fn both() -> (SegmentedDocument, SegmentedDocument) {
    (
        text(CHINESE, "zh.md", Language::Zh),
        text(ENGLISH, "en.md", Language::En),
    )
}

fn written(edition: &Edition<'_>, id: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write(edition, id, &mut out).unwrap().unwrap();
    out
}

/// The tables of a document: their cells as (row, column, text).
fn cells(document: &Document) -> Vec<Vec<(usize, usize, String)>> {
    tables(&document.blocks)
        .into_iter()
        .map(|table| {
            document.blocks[table.blocks]
                .iter()
                .filter_map(|block| {
                    let cell = block.cell?;
                    Some((cell.row, cell.column, block.text.clone()))
                })
                .collect()
        })
        .collect()
}

fn unlinked(zh: &SegmentedDocument, en: &SegmentedDocument) -> Bitext {
    Bitext {
        beads: Vec::new(),
        ..Bitext::assemble(zh, en, ("zh-CN", "en"), std::iter::empty())
    }
}

#[test]
fn every_output_and_layout_has_the_tables() {
    let (zh, en) = both();
    let bitext = unlinked(&zh, &en);
    let expected = [cells(&zh.document), cells(&en.document)].concat();
    assert_eq!(expected.len(), 4);
    for format in EDITION_FORMATS
        .iter()
        .filter(|format| format.one_file.is_some() && format.typeset.is_none())
    {
        for layout in Layout::ALL {
            let options = EditionOptions {
                layout: Some(layout),
                ..EditionOptions::default()
            };
            let edition = Edition::new(&zh, &en, &bitext, options);
            let name = format!("edition.{}", format.extension);
            let again = read(&written(&edition, format.id), &name);
            assert_eq!(cells(&again), expected, "{name}, {layout:?}");
        }
    }
}

#[test]
fn a_table_is_one_row_and_its_sentences_stay_linked() {
    let (zh, en) = both();
    let bitext = Aligner::new(&zh, &en).run().unwrap();
    let options = EditionOptions {
        proof: true,
        ..EditionOptions::default()
    };
    let edition = Edition::new(&zh, &en, &bitext, options);
    let source = tables(&zh.document.blocks);
    let target = tables(&en.document.blocks);
    for (source, target) in source.iter().zip(&target) {
        let row = Row {
            source: source.blocks.clone(),
            target: target.blocks.clone(),
            shared: Vec::new(),
        };
        assert!(edition.rows().contains(&row), "{:?}", edition.rows());
    }
    // The lamp without English is one omission of four cells with words; the column without Chinese is three additions.
    let counts = edition.account();
    assert_eq!((counts.untranslated, counts.added), (1, 3));
    let page = String::from_utf8(written(&edition, "html")).unwrap();
    assert_eq!(page.matches("<table>").count(), 4);
    assert_eq!(page.matches("class=\"s omission\"").count(), 4);
    assert!(page.contains("<td><span class=\"s omission\" id="));
    let fog = bitext
        .beads
        .iter()
        .position(|bead| bitext.source_text(bead) == "fog")
        .unwrap();
    let fog = format!(" data-b=\"{fog}\" tabindex=\"-1\">fog</span></td>");
    assert_eq!(page.matches(&fog).count(), 2);
    let markdown = String::from_utf8(written(&edition, "md")).unwrap();
    assert!(
        markdown.contains("| ferry *[untranslated]* |"),
        "{markdown}"
    );
    let options = EditionOptions::default();
    let reader = Edition::new(&zh, &en, &bitext, options);
    let clean = String::from_utf8(written(&reader, "md")).unwrap();
    assert!(clean.contains("| ferry |"), "{clean}");
}

#[test]
fn notes_of_a_book_and_terms_are_in_the_cells() {
    let (zh, en) = both();
    let bitext = Aligner::new(&zh, &en).run().unwrap();
    let at = zh.segments.iter().position(|s| s.text == "北码头").unwrap();
    let options = EditionOptions {
        proof: true,
        layout: Some(Layout::Hover),
        terms: vec![TermMark {
            side: crate::bitext::SideName::Source,
            segment: at,
            over: 0.."北码头".len(),
            tip: "the north pier".into(),
        }],
        ..EditionOptions::default()
    };
    let edition = Edition::new(&zh, &en, &bitext, options);
    let page = String::from_utf8(written(&edition, "html")).unwrap();
    assert!(page.contains("<span class=\"t\" tabindex=\"0\">北码头<span class=\"tip\""));
    // The English is in the notes; the column that only it has is a table of its own.
    let book = read(&written(&edition, "epub"), "edition.epub");
    let found = cells(&book);
    assert_eq!(found.len(), 3);
    let added: Vec<_> = found[2].iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!(added, ["Sand (added)", "coarse (added)", "fine (added)"]);
}

#[test]
fn markdown_keeps_cells_whatever_is_in_them() {
    let page = "<table><tr><th>a|b<th><code>c\\|d</code><th><code>e|f</code>\
        <tr><td><a href=\"https://e.org/x|y\">l\\|m</a><td><p>one*</p><p># two</p>\
        <tr><td><img src=\"p|q.png\" alt=\"r|s\">t<td><td>- u</table>";
    let (zh, en) = (
        text(page, "a.html", Language::Zh),
        text("", "b.html", Language::En),
    );
    let bitext = unlinked(&zh, &en);
    let edition = Edition::new(&zh, &en, &bitext, EditionOptions::default());
    let markdown = String::from_utf8(written(&edition, "md")).unwrap();
    let again = read(markdown.as_bytes(), "a.md");
    let found = cells(&again);
    assert_eq!(found.len(), 1, "{markdown}");
    let said: Vec<_> = found[0]
        .iter()
        .map(|(row, column, text)| (*row, *column, text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (0, 0, "a|b"),
            (0, 1, "c\\|d"),
            (0, 2, "e|f"),
            (1, 0, "l\\|m"),
            (1, 1, "one* # two"),
            (2, 0, "t"),
            (2, 2, "- u"),
        ],
        "{markdown}"
    );
    let marks: Vec<_> = again.blocks.iter().flat_map(|block| &block.marks).collect();
    assert!(
        marks
            .iter()
            .any(|mark| mark.kind == MarkKind::Link("https://e.org/x|y".into()))
    );
    assert!(marks.iter().any(|mark| mark.kind
        == MarkKind::Image {
            url: "p|q.png".into(),
            alt: "r|s".into()
        }));
}

#[test]
fn word_gets_no_table_that_is_too_wide() {
    let row = |n: usize| format!("|{}\n", " x |".repeat(n));
    let rule = |n: usize| format!("|{}\n", "---|".repeat(n));
    for (columns, tables_found) in [(63, 1), (64, 0)] {
        let zh = [row(columns), rule(columns), row(columns)].concat();
        let zh = text(&zh, "a.md", Language::Zh);
        let en = text("", "b.md", Language::En);
        let bitext = unlinked(&zh, &en);
        let options = EditionOptions {
            layout: Some(Layout::Interleaved),
            ..EditionOptions::default()
        };
        let edition = Edition::new(&zh, &en, &bitext, options);
        let again = read(&written(&edition, "docx"), "edition.docx");
        assert_eq!(cells(&again).len(), tables_found);
        // Behind the table stands what kind of edition it is, in both languages.
        assert_eq!(again.blocks.len(), 2 * columns + 2);
    }
}

#[test]
fn rows_have_a_cell_for_every_column() {
    let (zh, en) = (
        text(
            "| 灯 | 色 | 号 |\n|---|---|---|\n| 甲 | | |\n| | 红 | |\n",
            "a.md",
            Language::Zh,
        ),
        text("", "b.md", Language::En),
    );
    let bitext = unlinked(&zh, &en);
    let edition = Edition::new(&zh, &en, &bitext, EditionOptions::default());
    let page = String::from_utf8(written(&edition, "html")).unwrap();
    assert_eq!(page.matches("<td>").count(), 6);
    assert_eq!(page.matches("<td></td>").count(), 4);
    let markdown = String::from_utf8(written(&edition, "md")).unwrap();
    let table = "| 灯 | 色 | 号 |\n| --- | --- | --- |\n| 甲 |  |  |\n|  | 红 |  |\n\n* * *\n";
    assert!(markdown.starts_with(table), "{markdown}");
    // More columns than a page has room for.
    let wide = format!("|{}\n|{}\n", " x |".repeat(101), "---|".repeat(101));
    let wide = text(&wide, "a.md", Language::Zh);
    let bitext = unlinked(&wide, &en);
    let edition = Edition::new(&wide, &en, &bitext, EditionOptions::default());
    assert!(!edition.has_tables());
    assert_eq!(edition.rows().len(), 101);
}

#[test]
fn what_has_no_tables_is_styled_as_ever() {
    let zh = text("# 灯\n\n亮。\n", "a.md", Language::Zh);
    let en = text("# Lamp\n\nBright.\n", "b.md", Language::En);
    let bitext = unlinked(&zh, &en);
    let edition = Edition::new(&zh, &en, &bitext, EditionOptions::default());
    let style = |edition: &Edition<'_>| {
        let page = String::from_utf8(written(edition, "html")).unwrap();
        page.contains("border-collapse")
    };
    assert!(!style(&edition));
    let (zh, en) = both();
    let bitext = unlinked(&zh, &en);
    assert!(style(&Edition::new(
        &zh,
        &en,
        &bitext,
        EditionOptions::default()
    )));
}
