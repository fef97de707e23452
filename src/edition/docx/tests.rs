use crate::edition::BookData;
use std::collections::HashSet;
use std::io::{Cursor, Read as _};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use zip::ZipArchive;

use super::write_docx;
use crate::bitext::{Bead, BeadSpan, Bitext, SideName};
use crate::document::{BlockKind, Mark, MarkKind, read_bytes};
use crate::edition::{
    Edition, EditionOptions, FindingMark, InBoth, Layout, Margins, Names, PageSize, Picture,
    Pictures, Print, TermMark,
};
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::{Language, TextSpan};

const CHINESE: &str = "# 桥与灯\n\n记者：这座**桥**能站多少年？“一百年。”*修*它。\n\n\
    > 桥是人修的。\n\n3. 第一件。\n4. 第二件。\n\n- 灯\n\n## 后记\n\n见[站](https://e.org/)。没有译文。\n\n\
    ![灯](lamp.png)\n\n* * *\n";
const ENGLISH: &str = "# Bridge and Lamp\n\nReporter: How long can this **bridge** stand? “A century.” *Mend* it.\n\n\
    > Bridges are built by people.\n\n3. One.\n4. Two.\n\n- Lamp\n\n## Afterword\n\nSee [it](https://e.org/).\n\n\
    ![Lamp](lamp.png)\n\n* * *\n";

pub(super) fn read(text: &str, language: Language) -> SegmentedDocument {
    let document = read_bytes(text.as_bytes().to_vec(), Path::new("x.md"), None).unwrap();
    segment(document, language, &SegmentOptions::default())
}

/// A bitext of 1-1 beads, as far as both texts have sentences.
pub(super) fn beside(source: &SegmentedDocument, target: &SegmentedDocument) -> Bitext {
    let (n, m) = (source.segments.len(), target.segments.len());
    let beads = (0..n.max(m)).map(|at| {
        let side = |count: usize| at.min(count)..(at + 1).min(count);
        Bead::automatic(BeadSpan::new(side(n), side(m)), 0.9, None)
    });
    Bitext::assemble(source, target, ("zh-CN", "en"), beads)
}

pub(super) fn written(edition: &Edition<'_>) -> Vec<u8> {
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
    for name in names.iter().filter(|name| !name.contains("/media/")) {
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
    let document = part(bytes, "word/document.xml");
    let footnotes = part(bytes, "word/footnotes.xml");
    for (name, xml) in [("document", &document), ("footnotes", &footnotes)] {
        let relations = format!("word/_rels/{name}.xml.rels");
        let relations = match names.contains(&relations) {
            true => part(bytes, &relations),
            false => String::new(),
        };
        let known: HashSet<&str> = values(&relations, " Id=\"").collect();
        for used in [" r:id=\"", " r:embed=\""].map(|used| values(xml, used)) {
            for used in used {
                assert!(known.contains(used), "{name}: {used}");
            }
        }
        for target in values(&relations, " Target=\"") {
            let inside = names.contains(&format!("word/{target}"));
            assert!(inside || target.starts_with("http"), "{target}");
        }
    }
    let both = [document.as_str(), &footnotes].concat();
    for (element, of) in [
        ("<wp:docPr id=\"", &both),
        ("<w:bookmarkStart w:id=\"", &document),
        ("<w:footnoteReference w:id=\"", &document),
    ] {
        let mut seen = HashSet::new();
        assert!(values(of, element).all(|id| seen.insert(id)), "{element}");
    }
    let made: Vec<&str> = values(&footnotes, "<w:footnote w:id=\"").collect();
    let signs: Vec<&str> = values(&document, "<w:footnoteReference w:id=\"").collect();
    assert_eq!(made, signs);
    let bookmarks: HashSet<&str> = values(&document, " w:name=\"").collect();
    for anchor in values(&both, " w:anchor=\"") {
        assert!(bookmarks.contains(anchor), "{anchor}");
    }
    for named in values(&part(bytes, "[Content_Types].xml"), " PartName=\"/") {
        assert!(names.iter().any(|name| name == named), "{named}");
    }
    let styles = part(bytes, "word/styles.xml");
    let styles: HashSet<&str> = values(&styles, " w:styleId=\"").collect();
    for element in ["pStyle", "rStyle", "tblStyle"] {
        for style in values(&both, &format!("<w:{element} w:val=\"")) {
            assert!(styles.contains(style), "{style}");
        }
    }
    let numbering = part(bytes, "word/numbering.xml");
    let lists: HashSet<&str> = values(&numbering, "<w:num w:numId=\"").collect();
    for list in values(&both, "<w:numId w:val=\"") {
        assert!(lists.contains(list), "{list}");
    }
    let ranges = |element: &str| -> Vec<&str> {
        let mut ids: Vec<&str> = values(&document, &format!("<w:{element} w:id=\"")).collect();
        ids.sort_by_key(|id| id.parse::<usize>().unwrap());
        ids
    };
    let begun = ranges("commentRangeStart");
    // A comment may be inside of another.
    assert_eq!(begun, ranges("commentReference"));
    assert_eq!(begun, ranges("commentRangeEnd"));
    assert!(!footnotes.contains("<w:comment"));
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
            proof: true,
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
        proof: true,
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
    assert!(!part(&bytes, "word/styles.xml").contains("><script"));
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
    let said: Vec<String> = blocks(&bytes).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        said,
        [
            "版本：中英对照本",
            "Edition: Parallel edition in Chinese and English"
        ]
    );
}

/// An image of so many pixels. Only its head is one.
fn png(width: u32, height: u32, name: &str) -> Picture {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    let bytes = [head, &width.to_be_bytes(), &height.to_be_bytes()].concat();
    Picture::new(bytes, name).unwrap()
}

fn term(segment: usize, over: std::ops::Range<usize>, tip: &str) -> TermMark {
    TermMark {
        side: SideName::Source,
        segment,
        over,
        tip: tip.into(),
    }
}

#[test]
fn readers_see_no_states_and_no_comments_and_proofs_see_findings() {
    let (source, target) = (read(CHINESE, Language::Zh), read(ENGLISH, Language::En));
    let bitext = beside(&source, &target);
    let finding = |segment| FindingMark {
        side: SideName::Source,
        segment,
        rule: "numbers".into(),
        severity: "warning",
        message: "A <century> is missing.".into(),
        suggestion: Some("a century".into()),
    };
    let options = |proof| EditionOptions {
        proof,
        low_confidence: 0.95,
        terms: vec![term(0, 0..3, "bridge"), term(0, 6..9, "lamp: a light")],
        findings: vec![finding(1), finding(1), finding(0)],
        ..EditionOptions::default()
    };
    let reader = Edition::new(&source, &target, &bitext, options(false));
    let bytes = written(&reader);
    assert_sound(&bytes);
    let document = part(&bytes, "word/document.xml");
    for mark in [
        "[untranslated]",
        "[added]",
        "[?]",
        "dotted",
        "w:comment",
        "Marker",
        "中文对",
    ] {
        assert!(!document.contains(mark), "{mark}");
    }
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert!(archive.by_name("word/comments.xml").is_err());
    let glossary = &document[document.find(">Glossary<").unwrap()..];
    assert!(
        glossary.contains(">桥<") && glossary.contains(">lamp: a light<"),
        "{glossary}"
    );

    let proof = Edition::new(&source, &target, &bitext, options(true));
    let bytes = written(&proof);
    assert_sound(&bytes);
    let document = part(&bytes, "word/document.xml");
    assert!(document.contains("[untranslated]") && document.contains("[?]"));
    let comments = part(&bytes, "word/comments.xml");
    assert!(!comments.contains("w:date"));
    let said: Vec<&str> = comments
        .matches("numbers (warning): A &lt;century&gt; is missing.")
        .collect();
    assert_eq!(said.len(), 3);
    assert_eq!(comments.matches("→ a century").count(), 3);
    assert_eq!(comments.matches("<w:comment ").count(), 5);
}

#[test]
fn images_are_in_the_document_once_and_no_larger_than_their_room() {
    let zh = "![灯](lamp.png)\n\n灯亮了。这里![桥](b/bridge.png)有桥。\n\n![图](pic.webp)\n";
    let en = "![Lamp](lamp.png)\n\nThe lamp is lit. Here ![bridge](b/bridge.png) is a bridge.\n\n![picture](https://e.org/other.webp)\n";
    let (source, target) = (read(zh, Language::Zh), read(en, Language::En));
    let bitext = beside(&source, &target);
    let mut pictures = Pictures::default();
    for side in [SideName::Source, SideName::Target] {
        pictures.add(side, "lamp.png", png(4000, 1000, "lamp.png"));
        pictures.add(side, "b/bridge.png", png(4000, 1000, "lamp.png"));
    }
    let webp = Picture::new(b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "pic.webp").unwrap();
    pictures.add(SideName::Source, "pic.webp", webp);
    let options = EditionOptions {
        pictures,
        data: BookData {
            cover: Some(png(10, 20, "cover.png")),
            ..BookData::titled("灯")
        },
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &bitext, options);
    let bytes = written(&edition);
    assert_sound(&bytes);
    let document = part(&bytes, "word/document.xml");
    let told: Vec<&str> = values(&document, " descr=\"").collect();
    assert_eq!(told, ["灯", "灯 / Lamp", "桥", "bridge"]);
    let used: Vec<&str> = values(&document, " r:embed=\"").collect();
    assert_eq!(used, ["image1", "image2", "image2", "image2"]);
    let wide: Vec<usize> = values(&document, "<wp:extent cx=\"")
        .map(|wide| wide.parse().unwrap())
        .collect();
    let page = (11906 - 2 * 1020) * 635;
    assert_eq!(wide[..2], [95_250, page]);
    assert!(wide[2] == wide[3] && wide[2] < page / 2 && wide[2] > page / 3);
    // The one over both columns stands before the table.
    assert!(document.find("灯 / Lamp").unwrap() < document.find("<w:tbl>").unwrap());
    assert!(document.contains("[image: 图]") && document.contains("[image: picture]"));
    // The one on a server is a link.
    assert!(part(&bytes, "word/_rels/document.xml.rels").contains("https://e.org/other.webp"));
    let media = |name: &str| {
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut found = Vec::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_end(&mut found)
            .unwrap();
        found
    };
    assert_eq!(media("word/media/image2.png"), *png(4000, 1000, "x").bytes);
    assert!(part(&bytes, "[Content_Types].xml").contains("Extension=\"png\""));
}

/// Makes a block the words of a note, and puts its sign behind words of other blocks.
pub(super) fn note(text: &mut SegmentedDocument, words: &str, signs: &[&str]) {
    let of = |text: &SegmentedDocument, words: &str| {
        let blocks = &text.document.blocks;
        let found = blocks.iter().position(|block| block.text.contains(words));
        found.unwrap_or_else(|| panic!("{words}"))
    };
    let at = of(text, words);
    text.document.blocks[at].note = Some(words.to_owned());
    for sign in signs {
        let at = of(text, sign);
        let block = &mut text.document.blocks[at];
        let end = block.text.find(sign).unwrap() + sign.len();
        block.marks.push(Mark {
            kind: MarkKind::Note(words.to_owned()),
            over: TextSpan::new(end, end),
        });
        block.marks.sort_by_key(|mark| mark.over.start);
    }
}

#[test]
fn notes_are_footnotes_and_their_words_stand_nowhere_else() {
    let zh = "灯亮了。桥也亮了。\n\n船来了。\n\n注一：[灯](https://e.org/)是油灯。\n\n注二：没有人看。\n\n注三：见注一。\n";
    let en = "The lamp is lit. So is the bridge.\n\nA boat comes.\n\nNote one: an oil lamp.\n";
    let (mut source, mut target) = (read(zh, Language::Zh), read(en, Language::En));
    note(&mut source, "注一", &["灯亮了", "船来了"]);
    // A note without a sign, and one that only a note has a sign of.
    note(&mut source, "注二", &[]);
    note(&mut source, "注三", &["是油灯"]);
    note(&mut target, "Note one", &["lit."]);
    let end = target.document.blocks[0].text.find(" So").unwrap();
    target.document.blocks[0].marks.push(Mark {
        kind: MarkKind::Break,
        over: TextSpan::new(end, end),
    });
    let bitext = beside(&source, &target);
    let note_sentence = source
        .segments
        .iter()
        .position(|s| s.text.contains("油灯"))
        .unwrap();
    for (layout, proof) in [(Layout::Columns, false), (Layout::Interleaved, true)] {
        let options = EditionOptions {
            layout: Some(layout),
            proof,
            findings: vec![FindingMark {
                side: SideName::Source,
                segment: note_sentence,
                rule: "terms".into(),
                severity: "note",
                message: "oil".into(),
                suggestion: None,
            }],
            ..EditionOptions::default()
        };
        let edition = Edition::new(&source, &target, &bitext, options);
        let bytes = written(&edition);
        assert_sound(&bytes);
        let document = part(&bytes, "word/document.xml");
        let footnotes = part(&bytes, "word/footnotes.xml");
        assert_eq!(document.matches("<w:footnoteReference ").count(), 2);
        assert_eq!(footnotes.matches("<w:footnoteRef/>").count(), 2);
        assert!(footnotes.contains("是油灯") && footnotes.contains("an oil lamp"));
        assert!(!document.contains("是油灯") && !document.contains("an oil lamp"));
        assert!(document.contains("没有人看") && document.contains("见注一"));
        // The second sign leads to the first.
        let field = document.split(" NOTEREF ").nth(1).unwrap();
        let name = field.split(' ').next().unwrap();
        assert!(document.contains(&format!("w:name=\"{name}\"")), "{name}");
        assert!(field.contains("<w:t>1</w:t>"));
        let relations = part(&bytes, "word/_rels/footnotes.xml.rels");
        assert!(relations.contains("https://e.org/"));
        assert!(document.contains("<w:br/>"));
        let found = match proof {
            true => part(&bytes, "word/comments.xml").matches("oil").count(),
            false => 0,
        };
        assert_eq!(found, usize::from(proof));
    }
}

#[test]
fn headings_in_a_row_with_other_blocks_stand_between_tables() {
    let zh = "# 桥\n\n序。\n\n## 一\n\n灯亮了。\n\n## 二\n\n船来了。\n\n## 三\n\n人走了。\n";
    let en = "# Bridge\n\nPreface.\n\n## One\n\nThe lamp is lit.\n\n## Two\n\nA boat comes.\n\n## Three\n\nThey left.\n";
    let (source, target) = (read(zh, Language::Zh), read(en, Language::En));
    let n = source.segments.len();
    // All that follows the title is one link, and so one row.
    let beads =
        [(0..1, 0..1), (1..n, 1..n)].map(|(s, t)| Bead::automatic(BeadSpan::new(s, t), 0.9, None));
    let bitext = Bitext::assemble(&source, &target, ("zh-CN", "en"), beads);
    let edition = Edition::new(&source, &target, &bitext, EditionOptions::default());
    assert_eq!(edition.rows().len(), 2);
    let bytes = written(&edition);
    assert_sound(&bytes);
    let document = part(&bytes, "word/document.xml");
    for table in document.split("<w:tbl>").skip(1) {
        let table = table.split("</w:tbl>").next().unwrap();
        assert!(!table.contains("Heading"), "{table}");
    }
    assert_eq!(document.matches("<w:tbl>").count(), 4);
    let order: Vec<usize> = ["灯亮了", "lit.", ">二<", ">Two<", "船来了", "boat"]
        .map(|words| document.rfind(words).unwrap())
        .into();
    assert!(order.is_sorted(), "{order:?}");
    // The contents list them, without the title, and lead to them.
    let listed: Vec<&str> = values(&document, "<w:pStyle w:val=\"TOC").collect();
    assert_eq!(listed, ["Heading", "2", "2", "2"]);
    assert!(document.contains(" TOC \\o \"2-2\" \\n \\h ") && document.contains("一 · One"));
    let header = part(&bytes, "word/header.xml");
    assert!(
        header.contains("STYLEREF \"heading 2\"") && header.contains("桥"),
        "{header}"
    );
    assert!(!document.contains("w:type=\"first\""));
}

#[test]
fn what_is_known_of_the_book_is_said() {
    let both = |zh: &str, en: &str| InBoth {
        source: Some(zh.into()),
        target: Some(en.into()),
    };
    let data = BookData {
        title: both("桥与灯", "Bridge & Lamp"),
        subtitle: both("河边的人", "People of the River"),
        author: Names(vec![both("陆远", "Lu Yuan")]),
        translator: Names(vec![InBoth::same("M. Hale"), InBoth::same("J. Roe")]),
        publisher: InBoth::same("River Press"),
        date: Some("2024-05".into()),
        rights: both("保留所有权利", "All rights reserved"),
        identifier: Some("urn:isbn:1".into()),
        description: InBoth::same("Two <texts>"),
        ..BookData::default()
    };
    let (source, target) = (read(CHINESE, Language::Zh), read(ENGLISH, Language::En));
    let bitext = beside(&source, &target);
    let options = EditionOptions {
        data,
        modified: Some(86_400),
        print: Print {
            page: PageSize::try_from("a5".to_owned()).unwrap(),
            margins: Margins::try_from("20mm 15mm 20mm 25mm".to_owned()).unwrap(),
            chinese_font: Some("Noto Serif CJK SC".into()),
            english_font: Some("Garamond \"{{han}}".into()),
        },
        ..EditionOptions::default()
    };
    let edition = Edition::new(&source, &target, &bitext, options);
    let bytes = written(&edition);
    assert_sound(&bytes);
    let core = part(&bytes, "docProps/core.xml");
    for said in [
        "<dc:title>桥与灯 · Bridge &amp; Lamp</dc:title>",
        "<dc:subject>河边的人 · People of the River</dc:subject>",
        "<dc:creator>陆远 · Lu Yuan</dc:creator>",
        "<dc:description>Two &lt;texts&gt;</dc:description>",
        "<dc:language>zh-CN, en</dc:language>",
        "1970-01-02T00:00:00Z</dcterms:modified>",
    ] {
        assert!(core.contains(said), "{said}: {core}");
    }
    let custom = part(&bytes, "docProps/custom.xml");
    assert!(
        custom.contains("name=\"Translator\"><vt:lpwstr>M. Hale; J. Roe<"),
        "{custom}"
    );
    assert!(custom.contains("All rights reserved") && custom.contains("urn:isbn:1"));
    let said = blocks(&bytes);
    let first: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).take(6).collect();
    assert_eq!(
        first,
        [
            "桥与灯",
            "Bridge & Lamp",
            "河边的人",
            "People of the River",
            "作者：陆远",
            "译者：M. Hale, J. Roe"
        ]
    );
    let last = &said.last().unwrap().1;
    assert_eq!(last, "Edition: Parallel edition in Chinese and English");
    let document = part(&bytes, "word/document.xml");
    assert!(
        document.contains("<w:pgSz w:w=\"8391\" w:h=\"11906\"/>"),
        "{document}"
    );
    assert!(document.contains("w:right=\"850\"") && document.contains("w:left=\"1417\""));
    assert!(part(&bytes, "word/settings.xml").contains("<w:mirrorMargins/>"));
    let styles = part(&bytes, "word/styles.xml");
    assert!(
        styles.contains("w:ascii=\"Garamond &quot;han\"")
            && styles.contains("w:eastAsia=\"Noto Serif CJK SC\"")
    );
}
