//! The edition of a project of many texts as a site and as one page: every link resolves, every text is found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::tower::tower;
use crate::common::{done, duizhao, shared, skipped, stderr};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// A page as a crawler sees it.
#[derive(Default)]
struct Page {
    ids: BTreeSet<String>,
    /// The addresses of all links, styles and scripts.
    links: Vec<String>,
    /// The relations of the links that have one, with the address.
    ways: BTreeMap<String, String>,
    text: String,
}

/// Reads a page, which has to be well-formed and may have no id twice.
fn page(html: &str) -> Page {
    let mut reader = Reader::from_str(html);
    reader.config_mut().check_end_names = true;
    let mut page = Page::default();
    let mut hidden = 0;
    loop {
        let event = reader.read_event().unwrap();
        let (start, is_open) = match &event {
            Event::Eof => return page,
            Event::Start(start) => (start, true),
            Event::Empty(start) => (start, false),
            Event::Text(text) if hidden == 0 => {
                page.text.push_str(text);
                continue;
            }
            Event::End(end) if matches!(end.name().as_ref(), "script" | "style" | "title") => {
                hidden -= 1;
                continue;
            }
            _ => continue,
        };
        hidden +=
            i32::from(is_open && matches!(start.name().as_ref(), "script" | "style" | "title"));
        let attributes: BTreeMap<String, String> = start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.unwrap();
                let value = attribute.value.to_string();
                (
                    attribute.key.as_ref().to_owned(),
                    value.replace("&amp;", "&"),
                )
            })
            .collect();
        if let Some(id) = attributes.get("id") {
            assert!(page.ids.insert(id.clone()), "{id} is there twice");
        }
        for key in ["href", "src"] {
            if let Some(address) = attributes.get(key) {
                page.links.push(address.clone());
                if let Some(way) = attributes.get("rel") {
                    page.ways.insert(way.clone(), address.clone());
                }
            }
        }
    }
}

/// The files of a folder, by their paths below it, with `/`.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What an address means that stands in a page.
fn joined(from: &str, address: &str) -> String {
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in address.split('/') {
        match step {
            ".." => assert!(steps.pop().is_some(), "{from} leads out by {address}"),
            step => steps.push(step),
        }
    }
    let path = steps.join("/");
    percent_encoding::percent_decode_str(&path)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

/// Follows every link of every page; gives back the pages and the number of links inside the site.
fn crawl(folder: &Path) -> (BTreeMap<String, Page>, usize) {
    let files = files(folder);
    let pages: BTreeMap<String, Page> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.clone(), page(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut count = 0;
    let mut reached = BTreeSet::new();
    for (name, page) in &pages {
        for link in &page.links {
            if link.starts_with("https:")
                || link.starts_with("http:")
                || link.starts_with("data:")
                || link.starts_with("mailto:")
            {
                continue;
            }
            count += 1;
            let (address, fragment) = match link.split_once('#') {
                Some((address, fragment)) => (address, Some(fragment)),
                None => (link.as_str(), None),
            };
            let to = match address {
                "" => name.clone(),
                address => joined(name, address),
            };
            assert!(files.contains_key(&to), "{name}: {link} leads to no file");
            reached.insert(to.clone());
            if let Some(fragment) = fragment {
                assert!(
                    pages[&to].ids.contains(fragment),
                    "{name}: {link} leads nowhere"
                );
            }
        }
    }
    for name in pages.keys() {
        assert!(
            reached.contains(name) || pages.len() == 1,
            "nothing leads to {name}"
        );
    }
    (pages, count)
}

/// The words that the search knows: for each page its address and its rows.
fn words(folder: &Path) -> Vec<(String, Vec<Value>)> {
    let script = fs::read_to_string(folder.join("duizhao/words.js")).unwrap();
    let json = script.strip_prefix("window.duizhaoWords = ").unwrap();
    let pages: Vec<Value> = serde_json::from_str(json.trim_end().trim_end_matches(';')).unwrap();
    pages
        .iter()
        .map(|page| {
            let href = page[1].as_str().unwrap().to_owned();
            (href, page[4].as_array().unwrap().clone())
        })
        .collect()
}

#[test]
fn every_link_of_the_site_resolves() {
    let folder = tower();
    done(folder.path(), &["build"]);
    let edition = folder.path().join("edition");
    let made: Vec<String> = files(&edition).into_keys().collect();
    assert_eq!(
        made,
        [
            "ch01.html",
            "ch02.html",
            "duizhao/page.css",
            "duizhao/page.js",
            "duizhao/pages.txt",
            "duizhao/site.js",
            "duizhao/words.js",
            "images/ch01-image.gif",
            "index.html",
            "preface.html",
            "下/ch04.html",
            "下/第三章.html",
        ]
    );
    let (pages, links) = crawl(&edition);
    assert!(links > 50, "{links}");
    let of = |name: &str| -> Vec<&str> {
        let inside = pages[name].links.iter().map(String::as_str);
        inside.filter(|link| link.contains('#')).collect()
    };
    // The table of contents is left out of pages with so few headings.
    assert_eq!(
        of("ch01.html"),
        ["#text", "ch02.html#r2", "ch02.html#r2", "#r0", "#r0"]
    );
    assert_eq!(of("ch02.html"), ["#text", "ch01.html#r3", "ch01.html#r3"]);
    assert_eq!(of("下/ch04.html"), ["#text", "第三章.html#r1"]);
    let text = &pages["ch01.html"].text;
    assert!(text.contains("还有没有的。") && text.contains("what is not."));

    // From the first text to the last, and back.
    let mut way = vec!["preface.html".to_owned()];
    while let Some(next) = pages[way.last().unwrap()].ways.get("next") {
        way.push(joined(way.last().unwrap(), next));
    }
    assert_eq!(
        way,
        [
            "preface.html",
            "ch01.html",
            "ch02.html",
            "下/第三章.html",
            "下/ch04.html"
        ]
    );
    for pair in way.windows(2) {
        let back = &pages[&pair[1]].ways["prev"];
        assert_eq!(joined(&pair[1], back), pair[0]);
        assert_eq!(
            joined(&pair[1], &pages[&pair[1]].ways["contents"]),
            "index.html"
        );
    }
}

#[test]
fn the_contents_name_parts_and_titles_and_in_a_proof_sheet_counts() {
    let folder = tower();
    let lines = |proof: &[&str]| -> Vec<String> {
        done(folder.path(), &[&["build"], proof].concat());
        let (pages, _) = crawl(&folder.path().join("edition"));
        let lines = pages["index.html"].text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        lines(&[]),
        [
            "Skip to the contents",
            "Search all texts",
            "塔与河 The Tower and the River",
            "序",
            "第一部 塔",
            "第一章 塔 The Tower",
            "第二章 河 The River",
            "第二部 河",
            "第三章 桥 The Bridge",
            "第四章 船 Chinese only",
            "书名 Title塔与河 The Tower and the River",
            "版本 Edition中英对照本 Parallel edition in Chinese and English",
        ]
    );
    assert_eq!(
        lines(&["--proof"]),
        [
            "Skip to the contents",
            "Search all texts",
            "Proof sheet",
            "塔与河 The Tower and the River",
            "序 2 sentences",
            "第一部 塔",
            "第一章 塔 The Tower 7 sentences",
            "第二章 河 The River 11 sentences",
            "第二部 河",
            "第三章 桥 The Bridge 3 sentences",
            "第四章 船 3 sentences · not translated yet",
            "5 texts · Chinese 26 sentences · English 23 sentences · 1 text not translated",
            "书名 Title塔与河 The Tower and the River",
            "版本 Edition校样：译文的状态与检查结果列于文旁 Proof sheet, with the state of the translation and the findings of the check",
        ]
    );
    let (pages, _) = crawl(&folder.path().join("edition"));
    assert!(pages["下/ch04.html"].text.contains("Not translated yet"));
}

#[test]
fn readers_are_told_nothing_of_states_and_counts() {
    let folder = tower();
    done(folder.path(), &["build"]);
    done(folder.path(), &["build", "--single-file", "-o", "one"]);
    for edition in ["edition", "one"] {
        for (name, bytes) in files(&folder.path().join(edition)) {
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            for word in [
                "untranslated",
                "omission",
                "addition",
                "confidence",
                "moved",
                "sentences",
                "finding",
                "hide-low",
            ] {
                let found = text
                    .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .any(|one| one == word);
                // The scripts have names of their own.
                assert!(
                    !found || word == "sentences" && (name.ends_with(".js") || edition == "one"),
                    "{name}: {word}"
                );
            }
        }
    }
}

#[test]
fn images_lie_beside_the_site_once_and_in_the_single_page() {
    let folder = tower();
    let gif = b"GIF89a\x02\0\x01\0";
    for name in ["zh/桥.gif", "en/桥.gif", "zh/下/桥.gif", "cover.gif"] {
        let mut bytes = gif.to_vec();
        bytes.extend(name.rsplit('/').next().unwrap().as_bytes());
        if name.contains('下') {
            bytes.push(b'!');
        }
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let append = |name: &str, more: &str| {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text + more).unwrap();
    };
    append("zh/ch02.md", "\n![石桥](桥.gif)\n");
    append("en/ch02.md", "\n![A stone bridge](桥.gif)\n");
    append("zh/下/第三章.md", "\n![木桥](桥.gif)\n");
    let settings = folder.path().join("duizhao.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(
        &settings,
        text + "cover = \"cover.gif\"\nauthor = \"某甲\"\n",
    )
    .unwrap();
    done(folder.path(), &["build"]);
    let edition = folder.path().join("edition");
    let made = files(&edition);
    let images: Vec<&String> = made
        .keys()
        .filter(|name| name.starts_with("images/"))
        .collect();
    assert_eq!(
        images,
        [
            "images/ch01-image.gif",
            "images/ch02-桥.gif",
            "images/cover.gif",
            "images/第三章-桥.gif"
        ]
    );
    assert!(made["images/ch02-桥.gif"].ends_with("桥.gif".as_bytes()));
    assert!(made["images/第三章-桥.gif"].ends_with("桥.gif!".as_bytes()));
    let (pages, _) = crawl(&edition);
    for (page, link) in [
        ("index.html", "images/cover.gif"),
        ("ch02.html", "images/ch02-桥.gif"),
        ("下/第三章.html", "../images/第三章-桥.gif"),
    ] {
        assert!(
            pages[page].links.contains(&link.to_owned()),
            "{page} {:?}",
            pages[page].links
        );
    }
    let page = String::from_utf8(made["ch02.html"].clone()).unwrap();
    assert_eq!(page.matches("images/ch02-桥.gif").count(), 1);
    assert!(page.contains("alt=\"石桥 / A stone bridge\""), "{page}");
    done(folder.path(), &["build", "--single-file", "-o", "one"]);
    let one = fs::read_to_string(folder.path().join("one/edition.html")).unwrap();
    assert_eq!(one.matches("<img ").count(), 4);
    assert_eq!(one.matches("<img src=\"data:image/").count(), 3);
    assert_eq!(
        one.matches("<img class=\"cover\" src=\"data:image/")
            .count(),
        1
    );
}

#[test]
fn the_search_knows_every_sentence_and_its_place() {
    let folder = tower();
    done(folder.path(), &["build"]);
    let edition = folder.path().join("edition");
    let (pages, _) = crawl(&edition);
    let words = words(&edition);
    assert_eq!(words.len(), 5);
    // A sentence is beside its counterpart.
    let (_, first) = &words[1];
    assert_eq!(
        first[2],
        serde_json::json!([1, "他每天看河。", "Every day he watches the river."])
    );
    let mut found = Vec::new();
    for (href, rows) in &words {
        for row in rows {
            let id = format!("r{}", row[0]);
            let page = &pages[&joined("index.html", href)];
            assert!(page.ids.contains(&id), "{href} {id}");
            let said = [row[1].as_str().unwrap(), row[2].as_str().unwrap()];
            for side in said {
                for sentence in side.lines() {
                    assert!(!sentence.trim().is_empty());
                    if sentence.contains("boat") || sentence.contains('船') {
                        found.push(sentence.to_owned());
                    }
                }
            }
        }
    }
    assert_eq!(
        found,
        [
            "见船和外面，还有没有的。",
            "See the boat and outside, and what is not.",
            "他们在等船。",
            "They are waiting for the boat.",
            "船",
            "小船",
            "A small boat",
            "船",
            "船来了。",
            "没有人上船，因为桥断了。",
        ]
    );
}

#[test]
fn one_page_holds_all_texts() {
    let folder = tower();
    done(folder.path(), &["build", "--single-file", "-o", "one"]);
    let one = folder.path().join("one");
    let made: Vec<String> = files(&one).into_keys().collect();
    assert_eq!(made, ["edition.html"]);
    let (pages, _) = crawl(&one);
    let page = &pages["edition.html"];
    let links: Vec<&str> = page
        .links
        .iter()
        .map(String::as_str)
        .filter(|link| !link.starts_with("http") && !link.starts_with("data:"))
        .collect();
    assert_eq!(
        links,
        [
            "#text", "#t1", "#t2-r0", "#t2-r3", "#t3-r0", "#t3-r2", "#t4-r0",
            "#t5-r0", // contents
            "#t3-r2", "#t5", "#t3-r2", "#t5", "#t2-r0", "#t2-r0", // 塔
            "#t2-r3", "#t2-r3", // 河
            "#t2", "#t2",    // 桥
            "#t4-r1", // 船
        ]
    );
    let html = fs::read_to_string(one.join("edition.html")).unwrap();
    assert_eq!(
        html.matches(" tabindex=\"0\"").count(),
        1 + html.matches("class=\"t\" tabindex=\"0\"").count()
    );
    assert!(html.contains("<meta name=\"generator\" content=\"duizhao\" />"));
}

#[test]
fn threads_change_nothing() {
    let folder = tower();
    let mut made = Vec::new();
    for jobs in ["1", "2", "5"] {
        for more in [
            &["--to", "html,epub,docx,md,tmx"][..],
            &["--single-file", "--to", "html,md"],
        ] {
            let out = format!("out-{jobs}-{}", more.len());
            let mut arguments = vec!["build", "--jobs", jobs, "-o", &out];
            arguments.extend(more);
            done(folder.path(), &arguments);
            made.push(files(&folder.path().join(&out)));
        }
    }
    assert!(made[0].contains_key("edition.epub") && made[1].contains_key("edition.md"));
    for (at, files) in made.iter().enumerate() {
        let first = &made[at % 2];
        assert!(files.keys().eq(first.keys()));
        for (name, bytes) in files {
            assert!(
                first[name] == *bytes,
                "{name} is another with other threads"
            );
        }
    }
}

#[test]
fn a_text_that_cannot_be_read_fails_alone() {
    let folder = tower();
    fs::write(
        folder.path().join("en/ch02.md"),
        "<<<<<<< ours\nA.\n=======\nB.\n>>>>>>> theirs\n",
    )
    .unwrap();
    let output = duizhao(folder.path(), &["build", "--to", "html,epub"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("zh/ch02.md is not in the edition"), "{said}");
    let edition = folder.path().join("edition");
    let (pages, _) = crawl(&edition);
    assert!(!pages.contains_key("ch02.html"));
    assert!(
        pages["index.html"]
            .text
            .contains("第二章 河 not in this edition")
    );
    assert_eq!(pages["ch01.html"].ways["next"], "下/第三章.html");
}

#[test]
fn only_what_changed_is_written_and_what_is_gone_goes() {
    let folder = tower();
    done(folder.path(), &["build"]);
    let edition = folder.path().join("edition");
    fs::write(edition.join("notes.html"), "mine").unwrap();
    let before = files(&edition);
    let output = duizhao(folder.path(), &["build"]);
    let said = stderr(&output);
    assert!(said.contains("0 of them new or changed"), "{said}");

    // Another word in one text: its page and the words of the search.
    let path = folder.path().join("en/ch02.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("is clear", "is cold")).unwrap();
    done(folder.path(), &["build"]);
    let after = files(&edition);
    let others: Vec<&String> = after
        .keys()
        .filter(|name| after[*name] != before[*name])
        .collect();
    assert_eq!(others, ["ch02.html", "duizhao/words.js"]);

    // A text less: its page goes, those of its neighbours lead past it.
    fs::remove_file(folder.path().join("zh/ch02.md")).unwrap();
    let list = folder.path().join("zh/SUMMARY.md");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace("- [第二章 河](ch02.md)\n", "")).unwrap();
    let said = stderr(&duizhao(folder.path(), &["build"]));
    assert!(said.contains("removed 1 page"), "{said}");
    assert!(!edition.join("ch02.html").exists());
    assert_eq!(fs::read(edition.join("notes.html")).unwrap(), b"mine");
    fs::remove_file(edition.join("notes.html")).unwrap();
    crawl(&edition);
}

#[test]
fn chosen_texts_are_an_edition_of_their_own() {
    let folder = tower();
    done(folder.path(), &["build"]);
    done(folder.path(), &["build", "zh/ch01.md", "-o", "one"]);
    let one = files(&folder.path().join("one"));
    assert_eq!(one.keys().collect::<Vec<_>>(), ["edition.html"]);
    done(folder.path(), &["build", "zh/下", "-o", "some"]);
    let (pages, _) = crawl(&folder.path().join("some"));
    let names: Vec<&String> = pages.keys().collect();
    assert_eq!(names, ["index.html", "下/ch04.html", "下/第三章.html"]);
}

#[test]
fn a_tree_of_documentation_is_a_site() {
    let Some(corpus) = shared("corpora/docs/antd") else {
        return;
    };
    if cfg!(debug_assertions) {
        skipped("141 pages take too long without optimisation");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let settings = "[project]\nsource = \"*.zh.md\"\ntarget = \"{name}.en.md\"\n";
    fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    done(folder.path(), &["build", "--to", "html,epub"]);
    let (pages, links) = crawl(&folder.path().join("edition"));
    assert_eq!(pages.len(), 142);
    assert!(links > 3_000, "{links}");
}
