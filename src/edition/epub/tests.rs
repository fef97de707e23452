//! The book as a reading system sees it: every file named exists, every link has its target, every page
//! is well-formed XML, every sentence occurs once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::{CompressionMethod, ZipArchive};

use super::super::tests::{H1, H2, P, bitext, small, text};
use super::super::{
    BookData, EditionOptions, FindingMark, Layout, Names, Picture, Pictures, TermMark,
};
use super::contents::Contents;
use super::*;
use crate::bitext::{Bitext, SideName};
use crate::document::{BlockKind, FORMATS, Mark, MarkKind};
use crate::segment::SegmentedDocument;
use crate::text::{Language, TextSpan};

const LAYOUTS: [Layout; 3] = [Layout::Columns, Layout::Interleaved, Layout::Hover];
/// A GIF of one pixel.
const PIXEL: &str =
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

fn book(edition: &Edition<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    write_epub(edition, &mut out).unwrap();
    out
}

/// An element: its name and its attributes.
type Element = (String, BTreeMap<String, String>);

/// Parses an XML file, which has to be well-formed; returns its elements and the text that is read (not
/// `rt`, not `title`).
fn parse(xml: &str) -> (Vec<Element>, String) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut elements, mut text, mut aside) = (Vec::new(), String::new(), false);
    let mut open = 0;
    let element = |start: &BytesStart<'_>| -> Element {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let key = attribute.key.as_ref().to_owned();
            (key, attribute.value.to_string())
        });
        (start.name().as_ref().to_owned(), attributes.collect())
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(start) => {
                open += 1;
                aside = matches!(start.name().as_ref(), "rt" | "title");
                elements.push(element(&start));
            }
            Event::Empty(start) => elements.push(element(&start)),
            Event::End(_) => {
                open -= 1;
                aside = false;
            }
            Event::Text(more) if !aside => text.push_str(&more),
            Event::GeneralRef(reference) => text.push(match &*reference {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "#39" => '\'',
                other => panic!("{other}"),
            }),
            _ => {}
        }
    }
    assert_eq!(open, 0);
    (elements, text)
}

/// Checks the structure of a book; returns the text of its pages, but not of those around the text.
fn read(book: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(Cursor::new(book)).unwrap();
    {
        let first = zip.by_index(0).unwrap();
        assert_eq!(first.name().unwrap(), "mimetype");
        assert_eq!(first.compression(), CompressionMethod::Stored);
        assert_eq!(first.extra_data().map_or(0, |data| data.len()), 0);
    }
    assert_eq!(&book[30..58], b"mimetypeapplication/epub+zip");
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(
            files
                .insert(file.name().unwrap().into_owned(), bytes)
                .is_none()
        );
    }
    let get = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let (container, _) = parse(&get("META-INF/container.xml"));
    let root = container.iter().find(|(name, _)| name == "rootfile");
    let (package, _) = parse(&get(&root.unwrap().1["full-path"]));
    let all = |wanted: &'static str| package.iter().filter(move |(name, _)| name == wanted);

    // The archive and the manifest list the same files.
    let manifest: BTreeMap<&str, &str> = all("item")
        .map(|(_, item)| (item["id"].as_str(), item["href"].as_str()))
        .collect();
    let listed: BTreeSet<String> = manifest
        .values()
        .map(|href| format!("EPUB/{href}"))
        .collect();
    let about = ["mimetype", "META-INF/container.xml", package::PATH];
    let there: BTreeSet<String> = files
        .keys()
        .filter(|name| !about.contains(&name.as_str()))
        .cloned()
        .collect();
    assert_eq!(listed, there);
    let spine: Vec<&str> = all("itemref")
        .map(|(_, item)| manifest[item["idref"].as_str()])
        .collect();
    assert!(!spine.is_empty());
    assert_eq!(
        all("item")
            .filter(|(_, item)| item.get("properties").is_some_and(|p| p == "nav"))
            .count(),
        1
    );

    // Every page is XML with unique ids, and every link leads to one of them.
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    let mut texts = BTreeMap::new();
    for href in manifest
        .values()
        .filter(|href| href.ends_with(".xhtml") || href.ends_with(".ncx"))
    {
        let page = get(&format!("EPUB/{href}"));
        let (elements, text) = parse(&page);
        ids.insert((*href).to_owned());
        for (_, attributes) in &elements {
            if let Some(id) = attributes.get("id") {
                assert!(
                    ids.insert(format!("{href}#{id}")),
                    "{href}#{id} is there twice"
                );
            }
            for key in ["href", "src"] {
                if let Some(to) = attributes.get(key).filter(|to| !to.contains(':')) {
                    links.push(if to.starts_with('#') {
                        format!("{href}{to}")
                    } else {
                        to.clone()
                    });
                }
            }
            assert_eq!(attributes.get("lang"), attributes.get("xml:lang"));
        }
        let around = ["nav.xhtml", front::COVER, front::TITLE, front::COLOPHON];
        assert!(spine.contains(href) || !href.ends_with(".xhtml"));
        if spine.contains(href) && !around.contains(href) {
            texts.insert((*href).to_owned(), text);
        }
    }
    ids.extend(
        manifest
            .values()
            .filter(|href| !href.ends_with("html"))
            .map(|href| (*href).to_owned()),
    );
    for link in links {
        assert!(ids.contains(&link), "{link} leads to nothing");
    }
    texts
}

/// Checks that each sentence occurs once in the book.
fn assert_complete(
    source: &SegmentedDocument,
    target: &SegmentedDocument,
    texts: &BTreeMap<String, String>,
) {
    let all: String = texts
        .iter()
        .filter(|(name, _)| *name != glossary::FILE)
        .map(|(_, text)| text.as_str())
        .collect();
    for segment in source.segments.iter().chain(&target.segments) {
        assert_eq!(all.matches(&segment.text).count(), 1, "{:?}", segment.text);
    }
}

#[test]
fn a_book_is_whole_in_every_layout() {
    let (source, target, beads) = small();
    for layout in LAYOUTS {
        for pinyin in [false, true] {
            let options = EditionOptions {
                proof: true,
                layout: Some(layout),
                pinyin,
                terms: vec![TermMark {
                    side: SideName::Source,
                    segment: 1,
                    over: 6..12,
                    tip: "moon & light".into(),
                }],
                ..EditionOptions::default()
            };
            let edition = Edition::new(&source, &target, &beads, options);
            let book = book(&edition);
            assert_eq!(book, self::book(&edition));
            let texts = read(&book);
            assert_complete(&source, &target, &texts);
            let chapter = &texts["chapter-001.xhtml"];
            assert_eq!(chapter.matches("(untranslated)").count(), 1);
            assert_eq!(chapter.matches("(added)").count(), 1);
            assert!(texts[glossary::FILE].contains("moon & light"));
            // Our own reader can read the book.
            let format = FORMATS.iter().find(|format| format.id == "epub").unwrap();
            let read = format
                .reader
                .read_file(
                    book,
                    Path::new("x.epub"),
                    &crate::document::ReadOptions::default(),
                )
                .unwrap();
            let has = |part: &str| read.blocks.iter().any(|block| block.text.contains(part));
            assert!(has("举头望明月。") && has("it might be frost."));
        }
    }
}

#[test]
fn an_empty_edition_is_a_book() {
    let (source, target) = (text(Language::Zh, &[]), text(Language::En, &[]));
    let beads = Bitext::default();
    for layout in LAYOUTS {
        let options = EditionOptions {
            layout: Some(layout),
            ..EditionOptions::default()
        };
        let texts = read(&book(&Edition::new(&source, &target, &beads, options)));
        assert_eq!(texts.len(), 1);
    }
}

/// A text of headings, each with a number of paragraphs that contain their numbers.
fn divided(language: Language, headings: &[(BlockKind, usize)]) -> SegmentedDocument {
    let names: Vec<(BlockKind, String)> = headings
        .iter()
        .enumerate()
        .flat_map(|(at, (kind, paragraphs))| {
            let body = (0..*paragraphs).map(move |p| (P, format!("<{at}.{p}>")));
            std::iter::once((*kind, format!("[{at}]"))).chain(body)
        })
        .collect();
    let blocks: Vec<(BlockKind, &str)> = names
        .iter()
        .map(|(kind, text)| (*kind, text.as_str()))
        .collect();
    text(language, &blocks)
}

/// Two identical texts, linked sentence by sentence.
fn twins(headings: &[(BlockKind, usize)]) -> (SegmentedDocument, SegmentedDocument, Bitext) {
    let source = divided(Language::Zh, headings);
    let target = divided(Language::En, headings);
    let count = source.segments.len();
    let beads: Vec<_> = (0..count).map(|n| (n..n + 1, n..n + 1)).collect();
    let beads = bitext(&source, &target, &beads);
    (source, target, beads)
}

fn contents_of(headings: &[(BlockKind, usize)]) -> Contents {
    let (source, target, beads) = twins(headings);
    let edition = Edition::new(&source, &target, &beads, EditionOptions::default());
    read(&book(&edition));
    Contents::new(&edition)
}

#[test]
fn a_book_is_divided_where_its_headings_divide_it() {
    let rows = |contents: &Contents| -> Vec<usize> {
        contents
            .chapters
            .iter()
            .map(|chapter| chapter.rows.len())
            .collect()
    };
    let depths = |contents: &Contents| -> Vec<usize> {
        contents.entries.iter().map(|entry| entry.depth).collect()
    };
    let parts = contents_of(&[(H1, 1), (H2, 1), (H2, 0), (H1, 2)]);
    assert_eq!(rows(&parts), [5, 3]);
    assert_eq!(depths(&parts), [0, 1, 1, 0]);
    assert_eq!(parts.entries[1].place, (0, Some(2)));

    let titled = contents_of(&[(H1, 1), (H2, 1), (H2, 0)]);
    assert_eq!(rows(&titled), [2, 2, 1]);
    assert_eq!(depths(&titled), [0, 1, 1]);

    // A title alone stands above the first chapter.
    let bare = contents_of(&[(H1, 0), (H2, 1), (H2, 1)]);
    assert_eq!(rows(&bare), [3, 2]);
    assert_eq!(depths(&bare), [0, 1, 1]);
    assert_eq!(bare.entries[1].place, (0, Some(1)));

    let opening = contents_of(&[(P, 1), (H2, 1), (H2, 1)]);
    assert_eq!(rows(&opening), [2, 2, 2]);
    assert_eq!(depths(&opening), [0, 0, 0]);

    let plain = contents_of(&[(P, 3)]);
    assert_eq!(rows(&plain), [4]);
    assert_eq!(depths(&plain), [0]);
}

#[test]
fn a_long_chapter_is_cut_into_parts() {
    let contents = contents_of(&[(H1, 4_500), (H1, 1)]);
    let rows: Vec<usize> = contents
        .chapters
        .iter()
        .map(|chapter| chapter.rows.len())
        .collect();
    assert_eq!(rows, [1500, 1500, 1501, 2]);
    let lines: Vec<String> = contents
        .entries
        .iter()
        .map(|entry| entry.label.line())
        .collect();
    assert_eq!(lines, ["[0]", "[0] (2)", "[0] (3)", "[1]"]);
    assert_eq!(contents.chapters[0].label.line(), "[0] (1)");
}

#[test]
fn what_is_moved_is_noted_where_its_chinese_stands() {
    let source = text(
        Language::Zh,
        &[(H1, "甲"), (P, "一。"), (H1, "乙"), (P, "二。")],
    );
    let target = text(
        Language::En,
        &[(H1, "A"), (P, "Two."), (H1, "B"), (P, "One.")],
    );
    let mut beads = bitext(
        &source,
        &target,
        &[(0..1, 0..1), (1..2, 3..4), (2..3, 2..3), (3..4, 1..2)],
    );
    beads.beads[1].moved = Some(0);
    beads.beads[3].moved = Some(0);
    for layout in LAYOUTS {
        let options = EditionOptions {
            layout: Some(layout),
            ..EditionOptions::default()
        };
        let texts = read(&book(&Edition::new(&source, &target, &beads, options)));
        let all: String = texts.into_values().collect();
        for sentence in ["一。", "二。", "One.", "Two."] {
            assert_eq!(all.matches(sentence).count(), 1, "{layout:?} {sentence}");
        }
    }
}

#[test]
fn hostile_text_stays_text_and_only_what_is_in_the_book_is_shown() {
    let hostile = "</span><script>alert(1)</script> \"'& \u{1}]]> 图";
    let mut source = text(Language::Zh, &[(H1, hostile)]);
    let mark = |kind, from, to| Mark {
        kind,
        over: TextSpan::new(from, to),
    };
    let image = |url: &str| MarkKind::Image {
        url: url.into(),
        alt: "\"><b>".into(),
    };
    source.document.blocks[0].marks = vec![
        mark(MarkKind::Link("javascript:alert(2)".into()), 0, 7),
        mark(MarkKind::Link("notes.md".into()), 7, 9),
        mark(MarkKind::Link("https://e.org/\"x y".into()), 9, 12),
        mark(image("https://e.org/a.png"), 10, 10),
        mark(image(PIXEL), 12, 12),
        mark(image(PIXEL), 13, 13),
    ];
    let target = text(Language::En, &[(P, "x")]);
    let beads = bitext(&source, &target, &[(0..1, 0..1)]);
    for layout in LAYOUTS {
        let options = EditionOptions {
            layout: Some(layout),
            source_language: "zh\"><script>".into(),
            terms: vec![TermMark {
                side: SideName::Target,
                segment: 0,
                over: 0..1,
                tip: "<i>\"&".into(),
            }],
            ..EditionOptions::default()
        };
        let book = book(&Edition::new(&source, &target, &beads, options));
        let texts = read(&book);
        assert!(texts["chapter-001.xhtml"].contains("alert(1)</script>"));
        let mut zip = ZipArchive::new(Cursor::new(&book)).unwrap();
        assert!(zip.by_name("EPUB/image-1.gif").is_ok());
        assert!(zip.by_name("EPUB/image-2.gif").is_err());
        let mut page = String::new();
        zip.by_name("EPUB/chapter-001.xhtml")
            .unwrap()
            .read_to_string(&mut page)
            .unwrap();
        assert!(!page.contains("<script"));
        assert!(!page.contains("javascript:") && !page.contains("notes.md"));
        assert_eq!(page.matches("https:").count(), 1);
        assert!(page.contains("href=\"https://e.org/%22x%20y\""));
        assert_eq!(page.matches("src=\"image-1.gif\"").count(), 2);
    }
}

#[test]
fn pinyin_stands_over_the_chinese_alone() {
    let source = text(Language::Zh, &[(P, "银行在A座。")]);
    let target = text(Language::En, &[(P, "银行 is a bank.")]);
    let beads = bitext(&source, &target, &[(0..1, 0..1)]);
    let page = |pinyin| {
        let options = EditionOptions {
            pinyin,
            ..EditionOptions::default()
        };
        let book = book(&Edition::new(&source, &target, &beads, options));
        let mut page = String::new();
        let mut zip = ZipArchive::new(Cursor::new(&book)).unwrap();
        zip.by_name("EPUB/chapter-001.xhtml")
            .unwrap()
            .read_to_string(&mut page)
            .unwrap();
        page
    };
    assert!(!page(false).contains("<ruby>"));
    let page = page(true);
    assert!(
        page.contains("<ruby>银<rt>yín</rt>行<rt>háng</rt></ruby><ruby>在<rt>zài</rt></ruby>A")
    );
    assert_eq!(page.matches("háng").count(), 1);
}

#[test]
fn the_identifier_follows_from_the_contents() {
    let (source, target, beads) = small();
    let identifier = |layout, modified| {
        let options = EditionOptions {
            layout: Some(layout),
            modified,
            ..EditionOptions::default()
        };
        let book = book(&Edition::new(&source, &target, &beads, options));
        let mut package = String::new();
        let mut zip = ZipArchive::new(Cursor::new(&book)).unwrap();
        zip.by_name(package::PATH)
            .unwrap()
            .read_to_string(&mut package)
            .unwrap();
        let at = package.find("urn:uuid:").unwrap();
        package[at..at + 45].to_owned()
    };
    let one = identifier(Layout::Columns, None);
    assert_eq!(one, identifier(Layout::Columns, Some(1)));
    assert_ne!(one, identifier(Layout::Hover, None));
    assert_eq!((&one[23..24], one.len()), ("8", 45));
}

/// The files of a book that are text, by their names in the package folder.
fn files(book: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().replace("EPUB/", "");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if let Ok(text) = String::from_utf8(bytes) {
            files.insert(name, text);
        }
    }
    files
}

#[test]
fn a_book_for_readers_shows_no_states_and_a_proof_sheet_shows_findings() {
    let (source, target, beads) = small();
    for layout in LAYOUTS {
        let options = |proof| EditionOptions {
            proof,
            layout: Some(layout),
            findings: vec![FindingMark {
                side: SideName::Target,
                segment: 2,
                rule: "number.missing".into(),
                severity: "error",
                message: "<3> is missing".into(),
                suggestion: Some("three".into()),
            }],
            ..EditionOptions::default()
        };
        let book = |proof| book(&Edition::new(&source, &target, &beads, options(proof)));
        assert_complete(&source, &target, &read(&book(false)));
        let reader: String = files(&book(false)).into_values().collect();
        for word in [
            "(untranslated)",
            "(added)",
            "(moved)",
            "omission",
            "addition",
            "low\"",
            ".low",
            "found",
            "number.missing",
            "(?)",
            "class=\"s",
        ] {
            let at = reader.find(word);
            let shown = reader[at.unwrap_or(0)..]
                .chars()
                .take(60)
                .collect::<String>();
            assert_eq!(at, None, "{shown}");
        }
        assert!(reader.contains("Parallel edition in Chinese and English"));
        let proof = book(true);
        read(&proof);
        let proof: String = files(&proof).into_values().collect();
        assert!(proof.contains("Proof sheet, with"));
        let finding =
            "<li><strong>error</strong> number.missing, English: &lt;3&gt; is missing → three</li>";
        assert_eq!(proof.matches(finding).count(), 1, "{layout:?}");
    }
}

#[test]
fn notes_stand_in_the_chapter_of_their_first_sign_and_lead_back() {
    let note = |name: &str, at| Mark {
        kind: MarkKind::Note(name.into()),
        over: TextSpan::new(at, at),
    };
    let mut source = text(
        Language::Zh,
        &[
            (H1, "甲"),
            (P, "一句。"),
            (H1, "乙"),
            (P, "二句。"),
            (P, "注一。"),
            (P, "注二。"),
            (P, "无人指。"),
        ],
    );
    let blocks = &mut source.document.blocks;
    // The first note has a sign in each chapter and one of the second, which is nowhere else; a third has no words.
    blocks[1].marks = vec![note("a", 9), note("none", 9)];
    blocks[3].marks = vec![note("a", 9)];
    blocks[4].marks = vec![note("b", 9)];
    blocks[4].note = Some("a".into());
    blocks[5].note = Some("b".into());
    blocks[6].note = Some("c".into());
    let mut target = text(
        Language::En,
        &[
            (H1, "A"),
            (P, "One."),
            (H1, "B"),
            (P, "Two."),
            (P, "Note one."),
        ],
    );
    target.document.blocks[3].marks = vec![note("x", 4)];
    target.document.blocks[4].note = Some("x".into());
    let links: Vec<_> = (0..5).map(|at| (at..at + 1, at..at + 1)).collect();
    let beads = bitext(&source, &target, &links);
    for layout in LAYOUTS {
        let options = EditionOptions {
            layout: Some(layout),
            ..EditionOptions::default()
        };
        let book = book(&Edition::new(&source, &target, &beads, options));
        let texts = read(&book);
        assert_complete(&source, &target, &texts);
        assert!(texts["chapter-001.xhtml"].contains("注一。"), "{layout:?}");
        assert!(texts["chapter-001.xhtml"].contains("注二。"));
        assert!(texts["chapter-002.xhtml"].contains("Note one."));
        assert!(texts["chapter-002.xhtml"].contains("无人指。"));
        let files = files(&book);
        let (first, second) = (&files["chapter-001.xhtml"], &files["chapter-002.xhtml"]);
        let sign = |id: &str, href: &str, words: &str| {
            format!(
                "epub:type=\"noteref\" role=\"doc-noteref\" id=\"{id}\" href=\"{href}\">{words}</a>"
            )
        };
        assert!(
            first.contains(&sign("sign-s0", "#note-s1", "[1]")),
            "{first}"
        );
        assert!(first.contains("<sup class=\"sign\">[2]</sup>"));
        assert!(second.contains(&sign("sign-s2", "chapter-001.xhtml#note-s1", "[1]")));
        assert!(second.contains(&sign("sign-t0", "#note-t1", "[1]")));
        for back in [
            "#sign-s0\">[1]",
            "chapter-002.xhtml#sign-s2\">↩",
            "#sign-s3\">[3]",
        ] {
            let back = format!("role=\"doc-backlink\" href=\"{back}</a>");
            assert!(first.contains(&back), "{back}: {first}");
        }
        assert_eq!(
            first.matches("epub:type=\"footnote\"").count()
                - usize::from(layout == Layout::Hover) * 2,
            2
        );
    }
}

#[test]
fn a_book_says_who_made_it() {
    let (source, target, beads) = small();
    let both = |zh: &str, en: &str| InBoth {
        source: Some(zh.into()),
        target: Some(en.into()),
    };
    let data = BookData {
        title: both("静夜", "A Quiet Night"),
        subtitle: both("两种文字", "In <two> scripts"),
        author: Names(vec![both("李白", "Li Bai")]),
        translator: Names(vec![InBoth::same("Ada Orr"), InBoth::same("Max Orr")]),
        editor: Names(vec![InBoth::same("Lu")]),
        publisher: both("港湾书局", "Harbour Books"),
        date: Some("2026-11".into()),
        rights: InBoth::same("© 2026"),
        identifier: Some("ISBN 978-3-16-148410-0".into()),
        description: both("一首诗。", "A poem."),
        cover: Picture::of_address(PIXEL),
    };
    let options = EditionOptions {
        data,
        ..EditionOptions::default()
    };
    let book = book(&Edition::new(&source, &target, &beads, options));
    assert_complete(&source, &target, &read(&book));
    let files = files(&book);
    let package = &files["package.opf"];
    for line in [
        "<dc:identifier id=\"id\">urn:isbn:9783161484100</dc:identifier>",
        "<meta refines=\"#id\" property=\"identifier-type\" scheme=\"onix:codelist5\">15</meta>",
        "<dc:title id=\"title\" xml:lang=\"zh-CN\">静夜</dc:title>",
        "<meta refines=\"#title\" property=\"title-type\">main</meta>",
        "<meta refines=\"#title\" property=\"alternate-script\" xml:lang=\"en\">A Quiet Night</meta>",
        "<meta refines=\"#subtitle\" property=\"alternate-script\" xml:lang=\"en\">In &lt;two&gt; scripts</meta>",
        "<dc:creator id=\"author-1\" xml:lang=\"zh-CN\">李白</dc:creator>",
        "<meta refines=\"#author-1\" property=\"role\" scheme=\"marc:relators\">aut</meta>",
        "<meta refines=\"#author-1\" property=\"alternate-script\" xml:lang=\"en\">Li Bai</meta>",
        "<meta refines=\"#translator-2\" property=\"role\" scheme=\"marc:relators\">trl</meta>",
        "<meta refines=\"#editor-1\" property=\"role\" scheme=\"marc:relators\">edt</meta>",
        "<dc:language>zh-CN</dc:language>",
        "<dc:language>en</dc:language>",
        "<dc:date>2026-11</dc:date>",
        "<dc:description xml:lang=\"zh-CN\">一首诗。</dc:description>",
        "<dc:description xml:lang=\"en\">A poem.</dc:description>",
        "<dc:rights xml:lang=\"zh-CN\">© 2026</dc:rights>",
        "<meta name=\"cover\" content=\"cover-gif\" />",
        "<item id=\"cover-gif\" href=\"cover.gif\" media-type=\"image/gif\" properties=\"cover-image\" />",
        "<meta refines=\"#pages\" property=\"source-of\">pagination</meta>",
        "<meta property=\"schema:accessModeSufficient\">textual</meta>",
    ] {
        assert!(package.lines().any(|own| own == line), "{line}\n{package}");
    }
    let (_, title) = parse(&files[front::TITLE]);
    for words in [
        "静夜",
        "In <two> scripts",
        "作者：李白",
        "Translator: Ada Orr, Max Orr",
    ] {
        assert!(title.contains(words), "{words}: {title}");
    }
    let (_, colophon) = parse(&files[front::COLOPHON]);
    for words in [
        "标识：ISBN 978-3-16-148410-0",
        "Publisher: Harbour Books",
        "© 2026",
    ] {
        assert!(colophon.contains(words), "{words}: {colophon}");
    }
    let kinds: Vec<&str> = files["nav.xhtml"]
        .split("<a epub:type=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(
        kinds,
        ["cover", "titlepage", "toc", "bodymatter", "colophon"]
    );
    // The book of a text alone begins with its cover, then comes the title.
    let spine: Vec<&str> = package
        .lines()
        .filter_map(|line| line.strip_prefix("<itemref idref=\""))
        .collect();
    assert_eq!(
        spine[..4],
        [
            "cover-xhtml\" />",
            "title-xhtml\" />",
            "nav-xhtml\" linear=\"no\" />",
            "chapter-001-xhtml\" />"
        ]
    );
}

#[test]
fn pages_have_about_the_same_length_and_are_counted_through() {
    let long = "长".repeat(700);
    let blocks: Vec<(BlockKind, &str)> = [(H1, "甲"), (H1, "乙")]
        .into_iter()
        .flat_map(|heading| {
            std::iter::once(heading).chain(std::iter::repeat_n((P, long.as_str()), 6))
        })
        .collect();
    let (source, target) = (text(Language::Zh, &blocks), text(Language::En, &[]));
    let alone: Vec<_> = (0..14).map(|at| (at..at + 1, 0..0)).collect();
    let beads = bitext(&source, &target, &alone);
    let book = book(&Edition::new(
        &source,
        &target,
        &beads,
        EditionOptions::default(),
    ));
    read(&book);
    let files = files(&book);
    let label = "role=\"doc-pagebreak\" id=\"page";
    let pages = |file: &str| files[file].matches(label).count();
    // 1 + 700 x 3 characters reach the length of a page, then 700 x 3.
    assert_eq!(pages("chapter-001.xhtml"), 2);
    assert_eq!(pages("chapter-002.xhtml"), 2);
    assert!(files["chapter-002.xhtml"].contains("id=\"page3\" aria-label=\"4\""));
    let (_, list) = files["nav.xhtml"]
        .split_once("epub:type=\"page-list\"")
        .unwrap();
    assert!(
        list.contains("<a href=\"chapter-002.xhtml#page2\">3</a>"),
        "{list}"
    );
    assert_eq!(list.matches("<li>").count(), 4);
    assert_eq!(files["toc.ncx"].matches("<pageTarget ").count(), 4);
}

#[test]
fn images_are_files_once_and_have_texts_in_both_languages() {
    let png = [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
        &[0, 0, 0, 1, 0, 0, 0, 1],
    ]
    .concat();
    let scripted = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec();
    let mark = |url: &str, alt: &str| Mark {
        kind: MarkKind::Image {
            url: url.into(),
            alt: alt.into(),
        },
        over: TextSpan::new(0, 0),
    };
    let mut source = text(
        Language::Zh,
        &[
            (P, "前。"),
            (BlockKind::Opaque, "-"),
            (P, "后。"),
            (P, "远。"),
        ],
    );
    let mut target = text(
        Language::En,
        &[
            (P, "Before."),
            (BlockKind::Opaque, "-"),
            (P, "After."),
            (P, "Far."),
        ],
    );
    source.document.blocks[1].marks = vec![mark("zh/桥.png", "河上的桥")];
    target.document.blocks[1].marks = vec![mark("en/bridge.png", "A bridge")];
    source.document.blocks[2].marks = vec![mark("bad.svg", "画"), mark("zh/桥.png", "小桥")];
    source.document.blocks[3].marks = vec![mark("https://e.org/far.png", "远山")];
    let beads = bitext(
        &source,
        &target,
        &[(0..1, 0..1), (1..2, 1..2), (2..3, 2..3)],
    );
    let mut pictures = Pictures::default();
    let picture = |bytes: &Vec<u8>| Picture::new(bytes.clone(), "a").unwrap();
    pictures.add(SideName::Source, "zh/桥.png", picture(&png));
    pictures.add(SideName::Target, "en/bridge.png", picture(&png));
    pictures.add(SideName::Source, "bad.svg", picture(&scripted));
    for layout in LAYOUTS {
        let options = EditionOptions {
            layout: Some(layout),
            pictures: pictures.clone(),
            ..EditionOptions::default()
        };
        let book = book(&Edition::new(&source, &target, &beads, options));
        read(&book);
        let files = files(&book);
        let page = &files["chapter-001.xhtml"];
        let shared = "<img src=\"image-1.png\" alt=\"河上的桥 / A bridge\" />";
        assert_eq!(page.matches(shared).count(), 1, "{page}");
        let own = "<img src=\"image-1.png\" alt=\"小桥\" lang=\"zh-CN\" xml:lang=\"zh-CN\" />";
        assert_eq!(page.matches(own).count(), 1);
        assert!(page.contains("▣ 画"));
        assert!(page.contains("<a href=\"https://e.org/far.png\" rel=\"noreferrer\">▣ 远山</a>"));
        let package = &files["package.opf"];
        assert_eq!(
            package.matches("media-type=\"image/").count(),
            1,
            "{package}"
        );
        assert!(package.contains("accessibilityFeature\">alternativeText<"));
    }
}
