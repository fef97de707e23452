#[path = "../../../tests/common/skipped.rs"]
mod skipped;

use crate::edition::BookData;
use std::collections::HashSet;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use zip::ZipArchive;

use super::write_docx;
use crate::bitext::{Bead, BeadSpan, Bitext, SideName};
use crate::document::{BlockKind, Mark, MarkKind, read_bytes};
use crate::edition::{Edition, EditionOptions, Layout, TermMark};
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::{Language, TextSpan};

const CHINESE: &str = "# 桥与灯\n\n记者：这座**桥**能站多少年？“一百年。”*修*它。\n\n\
    > 桥是人修的。\n\n3. 第一件。\n4. 第二件。\n\n- 灯\n\n## 后记\n\n见[站](https://e.org/)。没有译文。\n\n\
    ![灯](lamp.png)\n\n* * *\n";
const ENGLISH: &str = "# Bridge and Lamp\n\nReporter: How long can this **bridge** stand? “A century.” *Mend* it.\n\n\
    > Bridges are built by people.\n\n3. One.\n4. Two.\n\n- Lamp\n\n## Afterword\n\nSee [it](https://e.org/).\n\n\
    ![Lamp](lamp.png)\n\n* * *\n";

fn read(text: &str, language: Language) -> SegmentedDocument {
    let document = read_bytes(text.as_bytes().to_vec(), Path::new("x.md"), None).unwrap();
    segment(document, language, &SegmentOptions::default())
}

/// A bitext of 1-1 beads, as far as both texts have sentences.
fn beside(source: &SegmentedDocument, target: &SegmentedDocument) -> Bitext {
    let (n, m) = (source.segments.len(), target.segments.len());
    let beads = (0..n.max(m)).map(|at| {
        let side = |count: usize| at.min(count)..(at + 1).min(count);
        Bead::automatic(BeadSpan::new(side(n), side(m)), 0.9, None)
    });
    Bitext::assemble(source, target, ("zh-CN", "en"), beads)
}

fn written(edition: &Edition<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    write_docx(edition, &mut out).unwrap();
    out
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// Asserts that every part is well-formed and that every id leads somewhere.
fn assert_sound(bytes: &[u8]) {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    for at in 0..archive.len() {
        let time = archive.by_index(at).unwrap().last_modified();
        assert_eq!(time, Some(zip::DateTime::default()));
    }
    for name in &names {
        let xml = part(bytes, name);
        let mut reader = Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                Xml::Eof => break,
                Xml::Start(_) => depth += 1,
                Xml::End(_) => depth -= 1,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
        assert!(!xml.contains("{{"), "{name}");
    }
    let relations = part(bytes, "word/_rels/document.xml.rels");
    let document = part(bytes, "word/document.xml");
    let known: HashSet<&str> = values(&relations, " Id=\"").collect();
    for used in values(&document, " r:id=\"") {
        assert!(known.contains(used), "{used}");
    }
    for target in values(&relations, " Target=\"") {
        let inside = names.contains(&format!("word/{target}"));
        assert!(inside || target.starts_with("http"), "{target}");
    }
    for named in values(&part(bytes, "[Content_Types].xml"), " PartName=\"/") {
        assert!(names.iter().any(|name| name == named), "{named}");
    }
    let styles = part(bytes, "word/styles.xml");
    let styles: HashSet<&str> = values(&styles, " w:styleId=\"").collect();
    for element in ["pStyle", "rStyle", "tblStyle"] {
        for style in values(&document, &format!("<w:{element} w:val=\"")) {
            assert!(styles.contains(style), "{style}");
        }
    }
    let numbering = part(bytes, "word/numbering.xml");
    let lists: HashSet<&str> = values(&numbering, "<w:num w:numId=\"").collect();
    for list in values(&document, "<w:numId w:val=\"") {
        assert!(lists.contains(list), "{list}");
    }
    let ranges = |element: &str| -> Vec<String> {
        values(&document, &format!("<w:{element} w:id=\""))
            .map(str::to_owned)
            .collect()
    };
    let begun = ranges("commentRangeStart");
    assert_eq!(begun, ranges("commentReference"));
    assert_eq!(begun.len(), ranges("commentRangeEnd").len());
    if !begun.is_empty() {
        let comments = part(bytes, "word/comments.xml");
        let made: Vec<&str> = values(&comments, "<w:comment w:id=\"").collect();
        assert_eq!(begun, made);
    }
}

/// The texts between `before` and the next quotation mark, at all its places.
fn values<'x>(xml: &'x str, before: &str) -> impl Iterator<Item = &'x str> {
    let parts: Vec<&str> = xml.split(before).skip(1).collect();
    parts.into_iter().filter_map(|part| part.split('"').next())
}

/// The blocks that our own reader finds in the document.
fn blocks(bytes: &[u8]) -> Vec<(BlockKind, String)> {
    read_bytes(bytes.to_vec(), Path::new("x.docx"), None)
        .unwrap()
        .blocks
        .into_iter()
        .map(|block| (block.kind, block.text.replace('\u{a0}', " ")))
        .collect()
}

#[test]
fn both_texts_are_read_back_in_the_order_of_rows() {
    let (source, target) = (read(CHINESE, Language::Zh), read(ENGLISH, Language::En));
    let bitext = beside(&source, &target);
    for layout in [Layout::Columns, Layout::Interleaved] {
        let options = EditionOptions {
            layout: Some(layout),
            ..EditionOptions::default()
        };
        let edition = Edition::new(&source, &target, &bitext, options);
        let bytes = written(&edition);
        assert_sound(&bytes);
        assert_eq!(bytes, written(&edition));
        let all: String = blocks(&bytes)
            .into_iter()
            .map(|(_, text)| text + "\n")
            .collect();
        let mut at = 0;
        for row in edition.rows() {
            for side in [SideName::Source, SideName::Target] {
                for view in edition.blocks(row, side) {
                    let place = all[at..].find(view.block.text.as_str());
                    at += place.unwrap_or_else(|| panic!("{} in {all}", view.block.text));
                }
            }
        }
        assert!(all.contains("没有译文。 [untranslated]"), "{all}");
        let tables = part(&bytes, "word/document.xml").matches("<w:tbl>").count();
        assert_eq!(tables, if layout == Layout::Columns { 2 } else { 0 });
    }
}

#[test]
fn headings_lists_and_marks_are_what_they_were() {
    let (source, target) = (read(CHINESE, Language::Zh), read(ENGLISH, Language::En));
    let bitext = beside(&source, &target);
    let options = EditionOptions {
        layout: Some(Layout::Interleaved),
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &bitext, options);
    let bytes = written(&edition);
    let document = read_bytes(bytes.clone(), Path::new("x.docx"), None).unwrap();
    let find = |text: &str| {
        let found = document.blocks.iter().find(|b| b.text.contains(text));
        found.unwrap_or_else(|| panic!("{text}"))
    };
    assert!(find("后记").kind.is_heading() && find("Afterword").kind.is_heading());
    assert_eq!(find("桥是人修的").kind, BlockKind::Quotation);
    for (text, ordinal) in [
        ("第一件", Some(3)),
        ("One.", Some(3)),
        ("第二件", Some(4)),
        ("Two.", Some(4)),
        ("灯", None),
    ] {
        let item = document
            .blocks
            .iter()
            .find(|b| b.kind == BlockKind::ListItem && b.text.starts_with(text));
        assert_eq!(item.unwrap().ordinal, ordinal, "{text}");
    }
    let marked = |text: &str, kind: MarkKind| {
        document.blocks.iter().any(|block| {
            let mut marks = block.marks.iter();
            marks.any(|mark| mark.kind == kind && &block.text[mark.over.range()] == text)
        })
    };
    for (text, kind) in [
        ("桥", MarkKind::Strong),
        ("bridge", MarkKind::Strong),
        ("修", MarkKind::Emphasis),
        ("Mend", MarkKind::Emphasis),
        ("站", MarkKind::Link("https://e.org/".into())),
        ("it", MarkKind::Link("https://e.org/".into())),
    ] {
        assert!(marked(text, kind), "{text}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</w:t><script>alert(1)</script> \"'& {{han}} \u{1}]]> 左";
    let mut source = read("占位。", Language::Zh);
    source.document.blocks[0].text = hostile.into();
    source.segments[0].place = TextSpan::new(0, hostile.len());
    source.segments[0].text = hostile.into();
    let link = |url: &str, start, end| Mark {
        kind: MarkKind::Link(url.into()),
        over: TextSpan::new(start, end),
    };
    source.document.blocks[0].marks = vec![
        link("javascript:alert(3)", 0, 6),
        link("https://e.org/\"onclick=\"x", 6, 14),
    ];
    let mut target = read("A word, and a word.", Language::En);
    target.document.blocks[0].text = "A \u{202E}drow, and a word.".into();
    target.segments[0].text = target.document.blocks[0].text.clone();
    let length = target.segments[0].text.len();
    target.segments[0].place = TextSpan::new(0, length);
    let bitext = beside(&source, &target);
    let term = |over| TermMark {
        side: SideName::Target,
        segment: 0,
        over,
        tip: "<i>\"&\u{2}".into(),
    };
    let options = EditionOptions {
        data: BookData::titled("</w:t><script>x\u{202E}"),
        source_language: "zh-\"><script>".into(),
        terms: vec![term(0..1), term(length - 5..length - 1)],
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &bitext, options);
    let bytes = written(&edition);
    let document = part(&bytes, "word/document.xml");
    let comments = part(&bytes, "word/comments.xml");
    for xml in [&document, &comments, &part(&bytes, "docProps/core.xml")] {
        assert!(!xml.contains("<script") && !xml.contains("<i>"), "{xml}");
        assert!(!xml.contains(|c: char| c.is_control() && c != '\n'));
        assert!(!xml.contains('\u{202E}'));
    }
    assert!(!part(&bytes, "word/styles.xml").contains("script"));
    assert!(!part(&bytes, "word/_rels/document.xml.rels").contains("javascript"));
    // A term that occurs again in a row is only underlined.
    assert_eq!(comments.matches("<w:comment ").count(), 1);
    let read = blocks(&bytes);
    let seen = hostile.replace('\u{1}', "\u{FFFD}");
    assert!(
        read.iter().any(|(_, text)| text.contains(&seen)),
        "{read:?}"
    );
    assert!(document.contains("{{han}}"));
}

#[test]
fn an_empty_edition_is_a_document() {
    let (source, target) = (read("", Language::Zh), read("", Language::En));
    let bitext = Bitext::default();
    let edition = Edition::new(&source, &target, &bitext, EditionOptions::default());
    let bytes = written(&edition);
    assert_sound(&bytes);
    assert!(blocks(&bytes).is_empty());
}

/// Checks the table with python-docx, an independent reader, if `DUIZHAO_PYTHON_DOCUMENTS` names a Python
/// that has it.
#[test]
fn python_docx_reads_the_table() {
    let Some(python) = std::env::var_os("DUIZHAO_PYTHON_DOCUMENTS").filter(|name| !name.is_empty())
    else {
        skipped::skipped("DUIZHAO_PYTHON_DOCUMENTS does not name a Python that has python-docx");
        return;
    };
    let (source, target) = (read(CHINESE, Language::Zh), read(ENGLISH, Language::En));
    let bitext = beside(&source, &target);
    let edition = Edition::new(&source, &target, &bitext, EditionOptions::default());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("edition.docx");
    std::fs::write(&path, written(&edition)).unwrap();
    let program = "import sys, docx\n\
        d = docx.Document(sys.argv[1])\n\
        sys.stdout.reconfigure(encoding='utf-8')\n\
        print(d.core_properties.title)\n\
        for p in d.paragraphs: print(p.style.name, p.text, sep='|')\n\
        for t in d.tables:\n  for r in t.rows: print(*(c.text for c in r.cells), sep='|')\n";
    let output = Command::new(python)
        .args(["-c", program])
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    for line in [
        "桥与灯",
        "Heading 1|Bridge and Lamp",
        "Heading 2|后记",
        "中文|English",
        "桥是人修的。|Bridges are built by people.",
        "第二件。|Two.",
    ] {
        assert!(
            said.lines().any(|said| said == line),
            "{line}: {said}{error}"
        );
    }
}
