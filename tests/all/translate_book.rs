//! A Chinese book translated into a book: nothing but its words, the labels that name its chapters, and the
//! language that it says it is in are changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common::epub::{Members, book, members, packed};
use crate::common::epubcheck::{epubcheck, judged};
use crate::common::{self, duizhao, fixture, skipped, stderr};
use crate::translate::chat::{completion, project, server};
use duizhao::document::codes::Coded;
use duizhao::document::file_bytes::{encode_translation, splice};
use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Document, ReadOptions, read_bytes_with};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::script::is_han;
use duizhao::text::{Language, TextSpan};
use duizhao::translate::Masked;
use quick_xml::Reader;
use quick_xml::events::Event;

const CSS: &str = "p.first { text-indent: 2em }\n";
const VERTICAL: &str = "html { -epub-writing-mode: vertical-rl; writing-mode: vertical-rl }\n";

/// The tags of a page with their attributes, in order, and its words.
fn tags_and_words(xml: &[u8]) -> (Vec<String>, String) {
    let text = std::str::from_utf8(xml).unwrap();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut tags, mut words) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return (tags, words),
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    format!("{}={}", attribute.key.as_ref(), attribute.value)
                });
                let attributes: Vec<String> = attributes.collect();
                tags.push(format!("{name} {}", attributes.join(" ")));
            }
            Event::Text(said) => words.push_str(&said),
            _ => {}
        }
    }
}

/// A text whose white space is single spaces.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pages of a book, by the names of their members.
fn pages(all: &Members) -> BTreeMap<&str, &[u8]> {
    let pages = all.iter().filter(|(name, _)| name.ends_with(".xhtml"));
    pages
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}

fn text_of<'m>(all: &'m Members, name: &str) -> &'m str {
    let found = all.iter().find(|(own, _)| own == name);
    std::str::from_utf8(&found.unwrap().1).unwrap()
}

/// Asserts that every link within a book leads to an id that is there.
fn every_link_leads_somewhere(all: &Members) {
    let mut places = BTreeSet::new();
    let mut links = Vec::new();
    for (name, page) in pages(all) {
        for tag in tags_and_words(page).0 {
            for part in tag.split(' ') {
                if let Some(id) = part.strip_prefix("id=") {
                    places.insert(format!("{name}#{id}"));
                } else if let Some(href) =
                    part.strip_prefix("href=").filter(|href| href.contains('#'))
                {
                    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let mut parts: Vec<&str> = folder.split('/').collect();
                    for step in href.split('/') {
                        match step {
                            ".." => {
                                parts.pop();
                            }
                            step => parts.push(step),
                        }
                    }
                    links.push(parts.join("/"));
                }
            }
        }
    }
    assert!(links.len() > 3);
    for link in links {
        assert!(places.contains(&link), "{link} leads nowhere");
    }
}

#[test]
fn a_book_of_forty_chapters_is_translated_into_a_book() {
    let (url, asked) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "batch = 200");
    let old = book(40, CSS, "");
    std::fs::write(folder.path().join("zh.epub"), packed(&old)).unwrap();
    let done = duizhao(folder.path(), &["translate", "zh.epub", "-o", "en.epub"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let bytes = std::fs::read(folder.path().join("en.epub")).unwrap();
    let new = members(&bytes);
    let names =
        |all: &Members| -> Vec<String> { all.iter().map(|(name, _)| name.clone()).collect() };
    assert_eq!(names(&new), names(&old));
    for ((name, old), (_, new)) in old.iter().zip(&new) {
        if !name.ends_with(".xhtml") && !name.ends_with(".opf") && !name.ends_with(".ncx") {
            assert!(old == new, "{name} was changed");
            continue;
        }
        let (mut tags, _) = tags_and_words(old);
        let (new_tags, words) = tags_and_words(new);
        for tag in &mut tags {
            if tag.starts_with("html ") || tag.starts_with("ncx ") {
                *tag = tag
                    .replace("lang=zh-CN", "lang=en-US")
                    .replace("lang=zh", "lang=en-US");
            }
        }
        assert_eq!(new_tags, tags, "{name}");
        let words = words.replace("海生", "");
        assert!(!words.chars().any(is_han), "{name}: {words}");
    }
    every_link_leads_somewhere(&new);
    let package = text_of(&new, "OPS/book.opf");
    assert!(
        package.contains("<dc:language> en-US </dc:language>\n<dc:language>fr</dc:language>"),
        "{package}"
    );
    assert!(
        package.contains("<dc:title>sea sea sea</dc:title>"),
        "{package}"
    );
    // Entries say what the headings say that they lead to.
    let heading = "sea 7sea sea sea sea sea";
    for (name, entry) in [
        (
            "OPS/text/chapter7.xhtml",
            format!("<title>{heading}</title>"),
        ),
        (
            "OPS/text/chapter7.xhtml",
            format!("<h1 id=\"h7\">{heading}</h1>"),
        ),
        (
            "OPS/nav.xhtml",
            format!("<a href=\"text/chapter7.xhtml#h7\">{heading}</a>"),
        ),
        ("OPS/toc.ncx", format!("<text>{heading}</text>")),
        ("OPS/nav.xhtml", "<h1>sea sea</h1>".to_owned()),
        ("OPS/nav.xhtml", "<title>sea sea</title>".to_owned()),
    ] {
        let text = folded(text_of(&new, name));
        assert!(
            text.contains(&folded(&entry)),
            "{entry} is not in {name}:\n{text}"
        );
    }
    // What the book says elsewhere is asked for once, and what it does not say, too.
    let asked = asked.lock().unwrap();
    assert_eq!(asked.get("目录"), Some(&1));
    assert_eq!(asked.get("路标"), Some(&1));
    assert!(asked.values().all(|&count| count == 1), "{asked:?}");
    match epubcheck() {
        Some(judge) => {
            judged(&judge, folder.path(), "zh.epub");
            judged(&judge, folder.path(), "en.epub");
        }
        None => skipped("epubcheck is not on the PATH: only our own reading judges the book"),
    }
}

#[test]
fn a_book_that_is_read_from_right_to_left_is_turned() {
    let (url, _) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    let old = book(2, VERTICAL, " page-progression-direction=\"rtl\"");
    std::fs::write(folder.path().join("zh.epub"), packed(&old)).unwrap();
    let done = duizhao(folder.path(), &["translate", "zh.epub", "-o", "en.epub"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let new = members(&std::fs::read(folder.path().join("en.epub")).unwrap());
    assert!(text_of(&new, "OPS/book.opf").contains("page-progression-direction=\"ltr\""));
    let css = text_of(&new, "OPS/style/book.css");
    assert_eq!(css, VERTICAL.replace("vertical-rl", "horizontal-tb"));
    let said = stderr(&done);
    assert!(
        said.contains("OPS/book.opf: the pages of the translation turn from left to right"),
        "{said}"
    );
    assert!(
        said.contains("OPS/style/book.css: the lines of the translation run from left to right"),
        "{said}"
    );
}

#[test]
fn a_project_has_the_sentences_of_a_book_without_its_labels() {
    let (url, _) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    common::replace(
        folder.path(),
        "duizhao.toml",
        "[provider.local]",
        "[project]\nsource = \"zh.epub\"\ntarget = \"en.epub\"\nbitext = \"b.bitext.jsonl\"\n\n[provider.local]",
    );
    std::fs::write(folder.path().join("zh.epub"), packed(&book(2, CSS, ""))).unwrap();
    let done = duizhao(folder.path(), &["translate"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let bitext = std::fs::read_to_string(folder.path().join("b.bitext.jsonl")).unwrap();
    assert!(
        bitext.contains("这是注。") && !bitext.contains("路标"),
        "{bitext}"
    );
    let new = members(&std::fs::read(folder.path().join("en.epub")).unwrap());
    assert!(text_of(&new, "OPS/nav.xhtml").contains("<h2>sea sea</h2>"));
    let status = duizhao(folder.path(), &["status"]);
    assert_eq!(status.status.code(), Some(0), "{}", stderr(&status));
}

fn read(bytes: Vec<u8>, labels: bool) -> Document {
    let options = ReadOptions {
        labels,
        ..ReadOptions::default()
    };
    read_bytes_with(bytes, Path::new("b.epub"), None, &options).unwrap()
}

/// Every sentence of a document in its own words.
fn own_words(document: &Document) -> Vec<Edit> {
    words_behind(document, "")
}

/// Every sentence of a document in its own words behind others.
fn words_behind(document: &Document, first: &str) -> Vec<Edit> {
    let contents = contents(document).unwrap();
    let text = segment(document.clone(), Language::Zh, &SegmentOptions::default());
    let sentences = text.segments.iter().map(|sentence| {
        let content = contents[sentence.block].as_ref().unwrap();
        let masked = Masked::of(&content.part(sentence.place));
        Edit {
            block: sentence.block,
            place: sentence.place,
            words: masked
                .unmask(&format!("{first}{}", masked.text))
                .unwrap_or_else(|_| masked.unmask(&masked.text).unwrap()),
        }
    });
    sentences.collect()
}

#[test]
fn a_book_in_its_own_words_is_itself() {
    let odd = "<html lang=\"zh\"><body><h1>一<br/>二</h1><p><![CDATA[甲 < 乙]]>。</p><pre class=\"poem\">月落\n潮平\n灯</pre><p>设<math><mi>x</mi></math>。<ruby>海<rt>hǎi</rt></ruby></p></body></html>";
    let mut strange = book(2, CSS, "");
    strange.push(("OPS/odd.xhtml".to_owned(), odd.as_bytes().to_vec()));
    for (name, bytes) in &mut strange {
        if name == "OPS/book.opf" {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let text = text
                .replace(
                    "</manifest>",
                    "<item id=\"odd\" href=\"odd.xhtml\" media-type=\"text/html\"/></manifest>",
                )
                .replace("</spine>", "<itemref idref=\"odd\"/></spine>");
            *bytes = text.into_bytes();
        } else if name == "OPS/text/chapter1.xhtml" {
            // A page in another encoding keeps it.
            let text = String::from_utf8(bytes.clone())
                .unwrap()
                .replace("utf-8", "gb18030");
            *bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        }
    }
    let mut fixtures = Members::new();
    for name in [
        "META-INF/container.xml",
        "OEBPS/book.opf",
        "OEBPS/nav.xhtml",
        "OEBPS/text/notes.xhtml",
        "OEBPS/text/two.xhtml",
        "OEBPS/text/一.xhtml",
    ] {
        let bytes = std::fs::read(fixture("documents/book.epub.d").join(name)).unwrap();
        fixtures.push((name.to_owned(), bytes));
    }
    for all in [book(40, VERTICAL, ""), strange, fixtures] {
        let bytes = packed(&all);
        for labels in [false, true] {
            let document = read(bytes.clone(), labels);
            assert!(!document.blocks.is_empty());
            let written = write_back(&document, &own_words(&document)).unwrap();
            assert_eq!(written.text, document.source.text);
            let file = encode_translation(&document, &written.text, "en").unwrap();
            assert!(file.bytes == bytes && file.remarks.is_empty());
        }
    }
}

/// The names of the elements of a page, in order; nothing for one that is no well-formed XML. Readings of ruby are
/// dropped where words are new.
fn tag_names(xml: &[u8]) -> Option<Vec<String>> {
    let mut reader = Reader::from_reader(xml);
    let (mut names, mut buffer) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(names),
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                if !matches!(name.as_str(), "ruby" | "rb" | "rt" | "rp" | "wbr") {
                    names.push(name);
                }
            }
            _ => {}
        }
        buffer.clear();
    }
}

/// Books that others wrote are in the folder that `DUIZHAO_DOCUMENTS` names, and in folders below it.
fn books(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            books(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "epub") {
            found.push(path);
        }
    }
}

#[test]
fn books_that_others_wrote_keep_everything_but_their_words() {
    let Some(folder) = common::installed("DUIZHAO_DOCUMENTS", "a folder with documents of others")
    else {
        return;
    };
    let mut found = Vec::new();
    books(&folder, &mut found);
    for path in found {
        let name = path.display();
        let bytes = std::fs::read(&path).unwrap();
        let options = ReadOptions {
            labels: true,
            ..ReadOptions::default()
        };
        let document = match read_bytes_with(bytes.clone(), &path, None, &options) {
            Ok(document) => document,
            Err(error) => {
                eprintln!("{name}: not read: {error}");
                continue;
            }
        };
        for warning in &document.warnings {
            eprintln!("{name}: {warning}");
        }
        let own = own_words(&document);
        let written = write_back(&document, &own).unwrap();
        assert!(written.text == document.source.text, "{name}");
        let file = encode_translation(&document, &written.text, "en").unwrap();
        assert!(file.bytes == bytes, "{name}");
        let other = words_behind(&document, "A ");
        let written = write_back(&document, &other).unwrap();
        let file = encode_translation(&document, &written.text, "en").unwrap();
        let (old, new) = (members(&bytes), members(&file.bytes));
        assert_eq!(old.len(), new.len(), "{name}");
        let mut changed = 0;
        for ((member, old), (now, new)) in old.iter().zip(&new) {
            assert_eq!(member, now);
            if old == new {
                continue;
            }
            changed += 1;
            let Some(before) = tag_names(old) else {
                eprintln!("{name}: {member} is no well-formed XML");
                continue;
            };
            assert_eq!(tag_names(new), Some(before), "{name}: {member}");
        }
        eprintln!(
            "{name}: {} sentences, {changed} of {} members changed",
            other.len(),
            old.len()
        );
    }
}

/// Makes books with ebooklib in a folder; whether it is there.
fn made_by_ebooklib(folder: &Path) -> bool {
    let Some(python) = common::installed("DUIZHAO_PYTHON_DOCUMENTS", "a Python that has ebooklib")
    else {
        return false;
    };
    let made = std::process::Command::new(python)
        .arg(common::root().join("tests/all/translate/odd_books.py"))
        .arg(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    true
}

#[test]
fn books_of_another_program_are_translated() {
    let folder = tempfile::tempdir().unwrap();
    if !made_by_ebooklib(folder.path()) {
        return;
    }
    let (url, _) = server(|_, _, right| completion(&right));
    project(folder.path(), &url, "");
    for name in ["plain", "without-nav-in-spine", "from-right-to-left"] {
        let chinese = format!("{name}.epub");
        let bytes = std::fs::read(folder.path().join(&chinese)).unwrap();
        let document = read(bytes.clone(), true);
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
        let written = write_back(&document, &own_words(&document)).unwrap();
        let file = encode_translation(&document, &written.text, "en").unwrap();
        assert!(file.bytes == bytes, "{name}");
        let done = duizhao(
            folder.path(),
            &["translate", &chinese, "-o", "en.epub", "--force"],
        );
        assert_eq!(done.status.code(), Some(0), "{name}: {}", stderr(&done));
        let english = members(&std::fs::read(folder.path().join("en.epub")).unwrap());
        for (member, bytes) in &english {
            if member.ends_with("xhtml") || member.ends_with("ncx") || member.ends_with("opf") {
                let words = tags_and_words(bytes).1.replace("海生", "");
                assert!(!words.chars().any(is_han), "{name}: {member}: {words}");
            }
        }
        if let Some(judge) = epubcheck() {
            judged(&judge, folder.path(), "en.epub");
        }
    }
}

#[test]
fn labels_follow_a_heading_that_an_editor_changed() {
    let english = |all: Members| -> Members {
        all.into_iter()
            .map(|(name, bytes)| match String::from_utf8(bytes) {
                Ok(text) => {
                    let text = text
                        .replace("守灯的人", "The Keeper")
                        .replace("zh-CN", "en");
                    (name, text.into_bytes())
                }
                Err(error) => (name, error.into_bytes()),
            })
            .collect()
    };
    let old = english(book(3, VERTICAL, " page-progression-direction=\"rtl\""));
    let bytes = packed(&old);
    let document = read(bytes.clone(), false);
    let block = document
        .blocks
        .iter()
        .position(|block| block.text.starts_with("第2章"))
        .unwrap();
    let edit = Edit {
        block,
        place: TextSpan::new(0, document.blocks[block].text.len()),
        words: Coded::plain("Two: Oil & Lamps"),
    };
    let written = write_back(&document, &[edit]).unwrap();
    let new = members(&splice(&document.source, &bytes, &written.text).unwrap());
    let changed: Vec<&str> = old
        .iter()
        .zip(&new)
        .filter(|(old, new)| old != new)
        .map(|(old, _)| old.0.as_str())
        .collect();
    assert_eq!(
        changed,
        ["OPS/nav.xhtml", "OPS/toc.ncx", "OPS/text/chapter2.xhtml"]
    );
    for (name, said) in [
        (
            "OPS/nav.xhtml",
            "<a href=\"text/chapter2.xhtml#h2\">Two: Oil &amp; Lamps</a>",
        ),
        ("OPS/nav.xhtml", "第3章　The Keeper"),
        ("OPS/toc.ncx", "<text>Two: Oil &amp; Lamps</text>"),
        (
            "OPS/text/chapter2.xhtml",
            "<title>Two: Oil &amp; Lamps</title>",
        ),
    ] {
        assert!(
            text_of(&new, name).contains(said),
            "{}",
            text_of(&new, name)
        );
    }
}

#[test]
fn a_page_that_was_translated_says_so() {
    let (url, _) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    let page = "<!DOCTYPE html>\n<html lang=\"zh-Hans\">\n<head><title>题</title></head>\n<body xml:lang='zh'><p lang=\"zh\">海</p></body></html>\n";
    std::fs::write(folder.path().join("zh.html"), page).unwrap();
    let done = duizhao(folder.path(), &["translate", "zh.html", "-o", "en.html"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let english = std::fs::read_to_string(folder.path().join("en.html")).unwrap();
    let wanted = page
        .replace("zh-Hans", "en-US")
        .replace("xml:lang='zh'", "xml:lang='en-US'")
        .replace("海", "sea");
    assert_eq!(english, wanted);
}
