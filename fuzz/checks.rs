//! The properties that must hold for any input; used by the fuzz targets, and by the test that runs
//! stored inputs.

#[path = "checks/bitexts.rs"]
mod bitexts;
#[path = "checks/books.rs"]
mod books;
#[path = "checks/lines.rs"]
mod lines;
#[path = "checks/sheets.rs"]
mod sheets;
#[path = "checks/tables.rs"]
mod tables;
#[path = "checks/written.rs"]
mod written;

use std::io::{Cursor, Write as _};
use std::path::Path;

use duizhao::document::{Document, read_bytes};
use duizhao::segment::{SegmentOptions, boundaries, segment};
use duizhao::text::Language;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The name of every target.
pub(crate) const TARGETS: [&str; 32] = [
    "ass",
    "bitext_intertext",
    "bitext_links",
    "bitext_moses",
    "bitext_project",
    "bitext_tmx",
    "bitext_tsv",
    "bitext_xliff",
    "config",
    "docx",
    "edit",
    "epub",
    "html",
    "md",
    "pipe",
    "replies",
    "segment",
    "sheet_csv",
    "sheet_docx",
    "sheet_po",
    "sheet_xlsx",
    "srt",
    "subtitles",
    "terms_csv",
    "terms_tbx",
    "terms_toml",
    "terms_xlsx",
    "txt",
    "vtt",
    "write_back",
    "write_book",
    "write_docx",
];

/// Feeds `data` to a target.
pub(crate) fn check(target: &str, data: &[u8]) {
    match target {
        "segment" => segmenter(data),
        "docx" => archive(data, "docx", docx),
        "epub" => archive(data, "epub", epub),
        "edit" => bitexts::operations(data),
        "config" => tables::settings(data),
        "replies" => tables::replies(data),
        "bitext_project" => bitexts::file(data, "jsonl"),
        "bitext_links" => bitexts::link_file(data),
        "bitext_intertext" => bitexts::intertext_files(data),
        "bitext_moses" => bitexts::moses_files(data),
        "pipe" => lines::answered(data),
        "write_back" => written::written(data),
        "write_book" => books::written(data),
        "write_docx" => written::document(data, docx),
        "subtitles" => written::subtitles(data),
        "terms_xlsx" => tables::glossary(&workbook(data), "xlsx"),
        "sheet_xlsx" => sheets::returned(&workbook(data), "xlsx"),
        "sheet_docx" => sheets::returned(&word(data), "docx"),
        other => match other.split_once('_') {
            Some(("bitext", format)) => bitexts::file(data, format),
            Some(("sheet", format)) => sheets::returned(data, format),
            Some(("terms", format)) => tables::glossary(data, format),
            _ => document(data.to_vec(), other),
        },
    }
}

/// Half of the inputs are the archive itself, the others its members, because a fuzzer would hardly get
/// past the checksums.
fn archive(data: &[u8], format: &str, pack: fn(&[&[u8]]) -> Vec<u8>) {
    match data.split_first() {
        Some((b'P', _)) => document(data.to_vec(), format),
        _ => {
            let members: Vec<&[u8]> = data.split(|&byte| byte == 0).collect();
            document(pack(&members), format);
        }
    }
}

fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        zip.start_file(*name, stored).expect("a name of ours");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// A DOCX of the given members: body, styles, numbering and notes, as far as there are any.
fn docx(members: &[&[u8]]) -> Vec<u8> {
    const RELATIONS: &[u8] = br#"<Relationships>
        <Relationship Id="1" Type="x/styles" Target="styles.xml"/>
        <Relationship Id="2" Type="x/numbering" Target="numbering.xml"/>
        <Relationship Id="3" Type="x/footnotes" Target="footnotes.xml"/></Relationships>"#;
    let names = ["document", "styles", "numbering", "footnotes"];
    let names = names.map(|name| format!("word/{name}.xml"));
    let mut all = vec![("word/_rels/document.xml.rels", RELATIONS)];
    all.extend(
        names
            .iter()
            .map(String::as_str)
            .zip(members.iter().copied()),
    );
    packed(&all)
}

/// A Word document of a sheet: text, comments and what went out, as far as there are any.
fn word(data: &[u8]) -> Vec<u8> {
    const ROOT: &[u8] =
        br#"<Relationships><Relationship Id="1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#;
    const RELATIONS: &[u8] = br#"<Relationships>
        <Relationship Id="1" Type="x/comments" Target="comments.xml"/>
        <Relationship Id="2" Type="x/customXml" Target="../customXml/item1.xml"/></Relationships>"#;
    if data.first() == Some(&b'P') {
        return data.to_vec();
    }
    let names = [
        "word/document.xml",
        "word/comments.xml",
        "customXml/item1.xml",
    ];
    let mut all = vec![
        ("_rels/.rels", ROOT),
        ("word/_rels/document.xml.rels", RELATIONS),
    ];
    all.extend(names.into_iter().zip(data.split(|&byte| byte == 0)));
    packed(&all)
}

/// An EPUB of the given members: first page, package and second page, as far as there are any.
fn epub(members: &[&[u8]]) -> Vec<u8> {
    const CONTAINER: &[u8] = br#"<container><rootfile full-path="b.opf"/></container>"#;
    const PACKAGE: &[u8] = br#"<package><item id="a" href="a.xhtml" media-type="html"/>
        <item id="b" href="b.xhtml" media-type="html"/><itemref idref="a"/><itemref idref="b"/></package>"#;
    let get = |n: usize| members.get(n).copied().unwrap_or_default();
    let package = members.get(1).copied().filter(|bytes| !bytes.is_empty());
    packed(&[
        ("META-INF/container.xml", CONTAINER),
        ("b.opf", package.unwrap_or(PACKAGE)),
        ("a.xhtml", get(0)),
        ("b.xhtml", get(2)),
    ])
}

/// A workbook with the given sheet and shared strings, or the archive itself.
fn workbook(data: &[u8]) -> Vec<u8> {
    const TYPES: &[u8] = br#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    const ROOT: &[u8] = br#"<Relationships>
        <Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const RELATIONS: &[u8] = br#"<Relationships>
        <Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    const BOOK: &[u8] =
        br#"<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    if data.first() == Some(&b'P') {
        return data.to_vec();
    }
    let mut parts = data.split(|&byte| byte == 0);
    let mut members = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/worksheets/sheet1.xml", parts.next().unwrap_or_default()),
    ];
    members.extend(parts.next().map(|words| ("xl/sharedStrings.xml", words)));
    packed(&members)
}

fn document(bytes: Vec<u8>, format: &str) {
    let Ok(document) = read_bytes(bytes, Path::new("input"), Some(format)) else {
        return;
    };
    blocks_lead_back(&document);
    let language = Language::detect(&document.source.text).unwrap_or(Language::Zh);
    let text = segment(document, language, &SegmentOptions::default());
    for segment in &text.segments {
        let block = &text.document.blocks[segment.block];
        assert!(!segment.place.of(&block.text).trim().is_empty());
        let _ = segment.source.of(&text.document.source.text);
    }
}

/// Blocks are in order, do not overlap, and their runs lead back to the source.
fn blocks_lead_back(document: &Document) {
    let source = &document.source.text;
    let mut reached = 0;
    for block in &document.blocks {
        assert!(block.span.start >= reached, "blocks overlap");
        reached = block.span.end;
        let _ = block.span.of(source);
        let mut at = 0;
        for run in &block.runs {
            assert_eq!(run.text.start, at, "runs have a hole");
            at = run.text.end;
            let from = run.source.of(source);
            assert!(!run.verbatim || from == run.text.of(&block.text));
        }
        assert_eq!(at, block.text.len(), "runs do not cover the text");
        for mark in &block.marks {
            let _ = mark.over.of(&block.text);
        }
    }
}

/// Sentences and the white space between them make up the text.
fn segmenter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for language in [Language::Zh, Language::En] {
        for verse in [false, true] {
            let options = SegmentOptions {
                verse,
                semicolon: verse,
                ..SegmentOptions::default()
            };
            let mut from = 0;
            for boundary in boundaries(&text, language, &options) {
                assert!(boundary.at > from, "a boundary stands still");
                let sentence = &text[from..boundary.at];
                assert!(!sentence.trim().is_empty() && sentence.trim_end() == sentence);
                from = boundary.at;
            }
            assert!(text[from..].trim().is_empty(), "text behind the last end");
        }
    }
}
