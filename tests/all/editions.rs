//! EPUB files made by the command, validated by EPUBCheck if it is installed; the books of projects of many
//! texts, EPUB and Word, with what leads from one text to another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::common::ace;
use crate::common::epubcheck::{epubcheck, judged};
use crate::common::tower::tower;
use crate::common::{command, done, duizhao, folder_with, root, skipped, stderr};
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

#[test]
fn epubcheck_finds_nothing_in_our_books() {
    let path = |name: &str| root().join(name).display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let judge = epubcheck();
    if judge.is_none() {
        skipped("epubcheck is not on the PATH: the books are only read back");
    }
    let glossary = path("glossary/interview.csv");
    for (name, zh, en) in [
        (
            "interview",
            "fixtures/interview/zh.md",
            "fixtures/interview/en.md",
        ),
        ("story", "fixtures/story/zh.txt", "fixtures/story/en.txt"),
        ("tables", "fixtures/tables/zh.md", "fixtures/tables/en.md"),
    ] {
        for layout in ["columns", "interleaved", "hover"] {
            for more in [&[][..], &["--terms", "--pinyin"], &["--proof"]] {
                let (zh, en) = (path(zh), path(en));
                let out = format!("{name}-{layout}{}", more.concat());
                let mut arguments = vec!["build", &zh, &en, "--to", "epub", "-o", &out];
                arguments.extend(["--layout", layout, "--glossary", &glossary]);
                arguments.extend(more);
                done(folder.path(), &arguments);
                let book = format!("{out}/edition.epub");
                let read = done(folder.path(), &["segment", &book]);
                assert!(!read.is_empty(), "{book}");
                if let Some(judge) = &judge {
                    judged(judge, folder.path(), &book);
                }
            }
        }
    }
}

/// The text files of an archive by name; those of the same archive twice are an error.
fn members(path: &Path) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut members = BTreeMap::new();
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        if let Ok(text) = String::from_utf8(bytes) {
            assert!(members.insert(name, text).is_none());
        }
    }
    members
}

/// The elements of an XML file with their attributes; it has to be well-formed.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut elements = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return elements,
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (
                        attribute.key.as_ref().to_owned(),
                        attribute.value.to_string(),
                    )
                });
                elements.push((start.name().as_ref().to_owned(), attributes.collect()));
            }
            _ => {}
        }
    }
}

/// The text of XML without its elements.
fn words(xml: &str) -> String {
    let mut text = String::new();
    for part in xml.split('<') {
        text += part.split_once('>').map_or(part, |(_, text)| text);
    }
    text.trim().to_owned()
}

#[test]
fn a_project_is_one_book_whose_links_all_resolve() {
    let folder = tower();
    let judge = epubcheck();
    if judge.is_none() {
        skipped("epubcheck is not on the PATH: only our own reading judges the book");
    }
    for layout in ["columns", "interleaved", "hover"] {
        done(
            folder.path(),
            &[
                "build", "--to", "epub", "--layout", layout, "-o", layout, "--terms",
            ],
        );
        let book = format!("{layout}/edition.epub");
        let members = members(&folder.path().join(&book));
        let pages = || members.iter().filter(|(name, _)| name.ends_with(".xhtml"));
        let mut ids = BTreeSet::new();
        let mut places: BTreeSet<String> = BTreeSet::new();
        for (name, page) in pages() {
            places.insert(name.clone());
            for (_, attributes) in elements(page) {
                if let Some(id) = attributes.get("id") {
                    assert!(ids.insert(id.clone()), "{id} is there twice");
                    places.insert(format!("{name}#{id}"));
                }
            }
        }
        let mut across = 0;
        for (name, page) in pages() {
            for (_, attributes) in elements(page) {
                let Some(href) = attributes.get("href") else {
                    continue;
                };
                if href.contains(':') || href == "style.css" {
                    continue;
                }
                let to = match href.strip_prefix('#') {
                    Some(_) => format!("{name}{href}"),
                    None => format!("EPUB/{href}"),
                };
                assert!(places.contains(&to), "{name}: {href} leads nowhere");
                across += usize::from(name.contains("text-") && !href.starts_with('#'));
            }
        }
        assert!(across >= 9, "{layout}: {across}");
        if let Some(judge) = &judge {
            judged(judge, folder.path(), &book);
        }
        let text = done(folder.path(), &["segment", &book]);
        assert!(text.contains("桥断了。"), "{text}");
    }
}

#[test]
fn the_contents_of_a_book_are_nested_by_part() {
    let folder = tower();
    done(folder.path(), &["build", "--to", "epub", "--terms"]);
    let members = members(&folder.path().join("edition/edition.epub"));
    let mut depth = 0;
    let mut lines = Vec::new();
    let (contents, _) = members["EPUB/nav.xhtml"].split_once("</nav>").unwrap();
    for line in contents.lines() {
        if let Some((_, link)) = line.split_once("<li><a ") {
            let words = words(&format!("<a {link}"));
            lines.push(format!("{}{words}", "  ".repeat(depth)));
        }
        depth += line.matches("<ol>").count();
        depth -= line.matches("</ol>").count();
    }
    assert_eq!(
        lines,
        [
            "  序",
            "  第一部 塔",
            "    第一章 塔 The Tower",
            "      塔的门 The Door of the Tower",
            "    第二章 河 The River",
            "      河岸 The Bank",
            "  第二部 河",
            "    第三章 桥 The Bridge",
            "    第四章 船",
            "  Glossary",
        ]
    );
    let ncx = elements(&members["EPUB/toc.ncx"]);
    let points = ncx.iter().filter(|(name, _)| name == "navPoint").count();
    assert_eq!(points, lines.len());
    let package = &members["EPUB/package.opf"];
    let spine: Vec<&str> = package
        .lines()
        .filter_map(|line| line.strip_prefix("<itemref idref=\"")?.split('"').next())
        .collect();
    assert_eq!(
        spine,
        [
            "title-xhtml",
            "nav-xhtml",
            "text-001-xhtml",
            "part-002-xhtml",
            "text-002-xhtml",
            "text-003-xhtml",
            "part-004-xhtml",
            "text-004-xhtml",
            "text-005-xhtml",
            "glossary-xhtml",
            "colophon-xhtml",
        ]
    );
    // One picture in two texts is one file.
    assert_eq!(package.matches("image/gif").count(), 1);
}

/// A picture of one pixel.
const PIXEL: [u8; 42] = *b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x01\x44\0\x3b";

/// A folder with a text that has all that a published book has: its data, a cover, pictures, notes, terms, a table,
/// a poem, code; and a sentence without English and one without Chinese.
fn published() -> tempfile::TempDir {
    let settings = "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\nglossary = [\"terms.csv\"]\n\n\
        [edition]\ntitle = { zh = \"渡口\", en = \"The Ferry\" }\n\
        subtitle = { zh = \"河边的故事\", en = \"Stories of a river\" }\n\
        author = { zh = \"沈舟\", en = \"Shen Zhou\" }\ntranslator = [\"Ada Orr\", \"Max Orr\"]\neditor = \"Lu Ping\"\n\
        publisher = \"Harbour Books\"\ndate = \"2026-11\"\nrights = \"© 2026 Shen Zhou & Ada Orr\"\n\
        identifier = \"978-3-16-148410-0\"\ndescription = { zh = \"两个摆渡人。\", en = \"Two ferrymen.\" }\n\
        cover = \"images/cover.gif\"\n";
    let zh = "# 渡口\n\n## 早晨\n\n摆渡人起得很早。他先看水，再看天。[^1]这一句没有译文。\n\n\
        ![河上的渡船](images/boat.svg)\n\n- 一根竹篙\n- 一盏灯\n\n\
        ## 晚上\n\n水\\\n月\\\n风\n\n| 船 | 人 |\n| --- | --- |\n| 小船 | 三个 |\n\n```sh\nrow --slow\n```\n\n\
        灯亮了。![灯](images/lamp.gif)还有[远处的塔](https://example.org/tower)。\n\n[^1]: 老人说，水比天先变。\n";
    let en = "# The Ferry\n\n## Morning\n\nThe ferryman gets up early. He looks at the water first, then at the sky.[^1]\n\n\
        ![A ferry on the river](images/boat.svg)\n\n- A bamboo pole\n- A lamp\n\n\
        ## Evening\n\nWater\\\nMoon\\\nWind\n\n| Boat | People |\n| --- | --- |\n| A small boat | Three |\n\n```sh\nrow --slow\n```\n\n\
        The lamp is lit. ![A lamp](images/lamp.gif) There is [a tower far away](https://example.org/tower), too.\n\n\
        [^1]: The old man says that the water changes before the sky does.\n";
    let boat = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><path d=\"M2 10h36l-6 8H8z\"/></svg>";
    folder_with(&[
        ("duizhao.toml", settings.as_bytes()),
        ("terms.csv", "source,target\n摆渡人,ferryman\n".as_bytes()),
        ("zh.md", zh.as_bytes()),
        ("en.md", en.as_bytes()),
        ("images/cover.gif", &PIXEL),
        ("images/lamp.gif", &PIXEL),
        ("images/boat.svg", boat.as_bytes()),
    ])
}

#[test]
fn a_published_book_passes_its_checkers_in_both_editions_and_every_layout() {
    let folder = published();
    let (judge, ace) = (epubcheck(), ace::ace());
    if judge.is_none() {
        skipped("epubcheck is not on the PATH: the published book is only read back");
    }
    for layout in [None, Some("columns"), Some("hover")] {
        for more in [&["--terms"][..], &["--proof"]] {
            let out = format!("{}{}", layout.unwrap_or("usual"), more.concat());
            let mut arguments = vec!["build", "--to", "epub", "-o", &out];
            arguments.extend(more);
            arguments.extend(layout.iter().flat_map(|layout| ["--layout", layout]));
            done(folder.path(), &arguments);
            let book = format!("{out}/edition.epub");
            if let Some(judge) = &judge {
                judged(judge, folder.path(), &book);
            }
            if let Some(ace) = &ace {
                let violations = ace::violations(ace, folder.path(), &book);
                assert!(violations.is_empty(), "{book}: {violations:#?}");
            }
            let members = members(&folder.path().join(&book));
            let package = &members["EPUB/package.opf"];
            for line in [
                "urn:isbn:9783161484100",
                "property=\"alternate-script\" xml:lang=\"en-US\">The Ferry<",
                ">Max Orr</dc:contributor>",
                "property=\"source-of\">pagination<",
                "properties=\"cover-image\"",
                "href=\"image-1.svg\" media-type=\"image/svg+xml\"",
            ] {
                assert!(package.contains(line), "{line}: {package}");
            }
            // The picture of the lamp is that of the cover, and in both texts.
            assert_eq!(package.matches("media-type=\"image/").count(), 2);
            let chapters: String = members
                .iter()
                .filter(|(name, _)| name.contains("chapter-"))
                .map(|(_, page)| page.as_str())
                .collect();
            let alt = "alt=\"河上的渡船 / A ferry on the river\"";
            assert_eq!(chapters.matches(alt).count(), 1, "{chapters}");
            assert!(chapters.contains("<code class=\"language-sh\">"));
            let proof = more.contains(&"--proof");
            assert_eq!(chapters.contains("(untranslated)"), proof, "{book}");
            assert!(members.contains_key("EPUB/glossary.xhtml"), "{book}");
        }
    }
}

#[test]
fn a_book_for_readers_has_no_word_of_a_proof_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| root().join(name).display().to_string();
    let (zh, en) = (
        path("fixtures/interview/zh.md"),
        path("fixtures/interview/en.md"),
    );
    for layout in ["columns", "interleaved", "hover"] {
        let arguments = ["build", &zh, &en, "--to", "epub", "--layout", layout];
        done(folder.path(), &arguments);
        let members = members(&folder.path().join("edition/edition.epub"));
        for (name, page) in members.iter().filter(|(name, _)| name.starts_with("EPUB/")) {
            for word in [
                "untranslated",
                "omission",
                "addition",
                "(added)",
                "(moved)",
                "(?)",
                "confidence",
                "findings",
                "class=\"t\"",
                "class=\"s\"",
                "class=\"s ",
            ] {
                assert!(!page.contains(word), "{name}: {word}");
            }
        }
        // Interleaved where nothing else is said.
        done(
            folder.path(),
            &["build", &zh, &en, "--to", "epub", "-o", "usual"],
        );
        let same = |name: &str| fs::read(folder.path().join(name).join("edition.epub")).unwrap();
        assert_eq!(same("edition") == same("usual"), layout == "interleaved");
    }
}

#[test]
fn the_bytes_of_a_book_follow_from_its_texts_and_from_the_time_that_is_set() {
    let folder = tower();
    let arguments = ["build", "--to", "epub,docx"];
    let made = |time: Option<&str>| {
        let mut command = command(folder.path(), &arguments);
        if let Some(time) = time {
            command.env("SOURCE_DATE_EPOCH", time);
        }
        assert!(command.output().unwrap().status.success());
        ["epub", "docx"]
            .map(|kind| fs::read(folder.path().join(format!("edition/edition.{kind}"))).unwrap())
    };
    let first = made(None);
    assert!(made(None) == first);
    let dated = made(Some("86400"));
    assert!(dated[0] != first[0] && dated[1] != first[1]);
    let package = &members(&folder.path().join("edition/edition.epub"))["EPUB/package.opf"];
    assert!(package.contains("1970-01-02T00:00:00Z"), "{package}");
}

#[test]
fn a_word_document_of_a_project_leads_to_its_texts() {
    let folder = tower();
    done(folder.path(), &["build", "--to", "docx", "--proof"]);
    let members = members(&folder.path().join("edition/edition.docx"));
    let document = &members["word/document.xml"];
    let mut bookmarks = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    let mut anchors = Vec::new();
    let mut comments = Vec::new();
    for (name, attributes) in elements(document) {
        match name.as_str() {
            "w:bookmarkStart" => {
                assert!(bookmarks.insert(attributes["w:name"].clone()));
                assert!(numbers.insert(attributes["w:id"].clone()));
            }
            "w:hyperlink" => anchors.extend(attributes.get("w:anchor").cloned()),
            "w:commentReference" => comments.push(attributes["w:id"].clone()),
            _ => {}
        }
    }
    for anchor in &anchors {
        assert!(bookmarks.contains(anchor), "{anchor}");
    }
    // Parts and texts in the contents, then the links of the texts.
    assert_eq!(
        anchors,
        [
            "t1", "p2", "t2", "t3", "p4", "t4", "t5", "glossary", // contents
            "t3r2", "t5", "t3r2", "t5", "t2r0", "t2r0", // 塔
            "t2r3", "t2r3", // 河
            "t2", "t2",   // 桥
            "t4r1", // 船
        ]
    );
    let all: Vec<String> = (0..comments.len()).map(|id| id.to_string()).collect();
    assert_eq!(comments, all);
    assert_eq!(
        members["word/comments.xml"].matches("<w:comment ").count(),
        all.len()
    );
    let headings: Vec<String> = document
        .split("<w:p>")
        .filter_map(|paragraph| {
            let (_, style) = paragraph.split_once("<w:pStyle w:val=\"")?;
            let (style, rest) = style.split_once('"')?;
            let shown =
                style.starts_with("Heading") || style.starts_with("TOC") || style == "Title";
            let (rest, _) = rest.split_once("</w:p>")?;
            let rest = rest.replace(" TOC \\o \"1-2\" \\n \\h ", "");
            shown.then(|| format!("{style}: {}", words(&format!("<{rest}"))))
        })
        .collect();
    assert_eq!(
        headings,
        [
            "Title: 塔与河 The Tower and the River",
            "TOCHeading: Contents",
            "TOC1: 序",
            "TOC1: 第一部 塔",
            "TOC2: 第一章 塔 · The Tower",
            "TOC2: 第二章 河 · The River",
            "TOC1: 第二部 河",
            "TOC2: 第三章 桥 · The Bridge",
            "TOC2: 第四章 船",
            "TOC1: Glossary",
            "Heading1: 序",
            "Heading1: 第一部 塔",
            "Heading2: 塔",
            "Heading2: The Tower",
            "Heading3: 塔的门",
            "Heading3: The Door of the Tower",
            "Heading2: 河",
            "Heading2: The River",
            "Heading3: 河岸",
            "Heading3: The Bank",
            "Heading1: 第二部 河",
            "Heading2: 桥",
            "Heading2: The Bridge",
            "Heading2: 船",
            "Heading1: Glossary",
        ]
    );
    // It is a document that our own reader takes.
    let text = done(folder.path(), &["segment", "edition/edition.docx"]);
    assert!(
        text.contains("老人住在塔里。") && text.contains("Not translated yet"),
        "{text}"
    );
}

#[test]
fn each_format_has_its_usual_shape_and_the_other_where_it_can() {
    let folder = tower();
    let made = |out: &str, more: &[&str]| -> Vec<String> {
        let mut arguments = vec!["build", "-o", out];
        arguments.extend(more);
        done(folder.path(), &arguments);
        let folder = folder.path().join(out);
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "下")
            .collect();
        names.sort();
        names
    };
    let to = ["--to", "epub,md,tmx,xliff,jsonl,tsv"];
    assert_eq!(
        made("usual", &to),
        [
            "ch01.bitext.jsonl",
            "ch01.md",
            "ch01.tsv",
            "ch02.bitext.jsonl",
            "ch02.md",
            "ch02.tsv",
            "edition.epub",
            "edition.tmx",
            "edition.xlf",
            "images",
            "preface.bitext.jsonl",
            "preface.md",
            "preface.tsv",
        ]
    );
    assert_eq!(
        made("each", &["--to", "epub,tmx", "--per-text"]),
        [
            "ch01.epub",
            "ch01.tmx",
            "ch02.epub",
            "ch02.tmx",
            "preface.epub",
            "preface.tmx"
        ]
    );
    assert_eq!(
        made("one", &["--to", "html,md,xliff12", "--single-file"]),
        [
            "edition.html",
            "edition.md",
            "edition.xliff12.xlf",
            "images"
        ]
    );
    let refused = duizhao(folder.path(), &["build", "--to", "tsv", "--single-file"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("holds one text"),
        "{}",
        stderr(&refused)
    );

    // The title that the list gives is put above a text without one.
    let text = |name: &str| fs::read_to_string(folder.path().join("usual").join(name)).unwrap();
    assert!(text("preface.md").starts_with("# 序\n\n没有标题的序。"));
    assert!(text("ch01.md").starts_with("# 塔\n\n# The Tower\n\n"));

    // What several texts wrote into one file is read back, each under its name.
    let read = |name: &str| {
        let out = format!("{}.tsv", name.replace('/', "-"));
        done(folder.path(), &["convert", name, &out]);
        let table = fs::read_to_string(folder.path().join(out)).unwrap();
        table.lines().count() - 1
    };
    assert_eq!(read("usual/edition.tmx"), 23);
    assert_eq!(read("usual/edition.xlf"), 23);
    assert_eq!(read("one/edition.xliff12.xlf"), 23);
    let tmx = fs::read_to_string(folder.path().join("usual/edition.tmx")).unwrap();
    let of = |name: &str| {
        let prop = format!("<prop type=\"x-text\">{name}</prop>");
        tmx.matches(&prop).count()
    };
    assert_eq!(
        [
            of("zh/preface.md"),
            of("zh/ch01.md"),
            of("zh/ch02.md"),
            of("zh/下/第三章.md")
        ],
        [2, 7, 11, 3]
    );
    let xliff = fs::read_to_string(folder.path().join("usual/edition.xlf")).unwrap();
    assert!(xliff.contains("<file id=\"f2\" original=\"zh/ch01.md\""));
    let md = fs::read_to_string(folder.path().join("one/edition.md")).unwrap();
    let titles: Vec<&str> = md.lines().filter(|line| line.starts_with("# ")).collect();
    assert_eq!(
        titles,
        [
            "# 塔与河 The Tower and the River",
            "# 序",
            "# 第一部 塔",
            "# 塔",
            "# The Tower",
            "# 河",
            "# The River",
            "# 第二部 河",
            "# 桥",
            "# The Bridge",
            "# 船",
        ]
    );
}
