//! Editions on paper: the source for Typst, and the PDF that the typst command makes of it, read back page by page.
//!
//! `DUIZHAO_TYPST` names the command, `DUIZHAO_PYMUPDF` a Python that has PyMuPDF; without them what needs them is
//! skipped.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{book, command, copy, done, duizhao, fixture, folder_with, installed, stderr};
use tempfile::TempDir;

/// The commands that the tests need.
struct Tools {
    typst: PathBuf,
    python: PathBuf,
}

fn tools() -> Option<Tools> {
    Some(Tools {
        typst: installed("DUIZHAO_TYPST", "the typst command")?,
        python: installed("DUIZHAO_PYMUPDF", "a Python that has PyMuPDF")?,
    })
}

/// A page as a reader of PDFs finds it.
#[derive(Debug)]
struct Page {
    /// Its width and height in points.
    size: (f64, f64),
    text: String,
    images: usize,
    links: usize,
}

const READ: &str = "
import json, sys, pymupdf
document = pymupdf.open(sys.argv[1])
pages = [{'width': p.rect.width, 'height': p.rect.height, 'text': p.get_text(),
          'images': len(p.get_images()), 'links': len(p.get_links())} for p in document]
print(json.dumps({'pages': pages, 'about': document.metadata, 'contents': document.get_toc()}))
";

/// What a PDF holds, and what it says of itself.
fn read(tools: &Tools, pdf: &Path) -> (Vec<Page>, serde_json::Value) {
    let output = Command::new(&tools.python)
        .args(["-c", READ])
        .arg(pdf)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let pages = read["pages"].as_array().unwrap().iter();
    let count = |number: &serde_json::Value| usize::try_from(number.as_u64().unwrap()).unwrap();
    let pages = pages.map(|page| Page {
        size: (
            page["width"].as_f64().unwrap(),
            page["height"].as_f64().unwrap(),
        ),
        text: page["text"].as_str().unwrap().to_owned(),
        images: count(&page["images"]),
        links: count(&page["links"]),
    });
    (pages.collect(), read)
}

/// A project of a pair, with these lines under `[edition]`.
fn project(tools: &Tools, zh: &str, en: &str, edition: &str) -> TempDir {
    let command = tools.typst.display().to_string();
    let settings = format!(
        "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\n[edition]\npdf-command = {command:?}\n{edition}\n"
    );
    folder_with(&[("zh.md", zh), ("en.md", en), ("duizhao.toml", &settings)])
}

/// The pages of the PDF of a pair.
fn built(tools: &Tools, zh: &str, en: &str, edition: &str) -> Vec<Page> {
    let folder = project(tools, zh, en, edition);
    done(folder.path(), &["build", "--to", "pdf"]);
    read(tools, &folder.path().join("edition/edition.pdf")).0
}

/// The numbers of the buoys that a page names. No other number of the texts is that large.
fn buoys(page: &Page) -> BTreeSet<u32> {
    let digits = page.text.split(|c: char| !c.is_ascii_digit());
    let numbers = digits.filter_map(|digits| digits.parse().ok());
    numbers.filter(|number| *number >= 10_000).collect()
}

fn has_han(page: &Page) -> bool {
    page.text
        .chars()
        .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn has_english(page: &Page) -> bool {
    page.text.contains("buoy") || page.text.contains(" the ")
}

/// A text in which every sentence has a number, so that each page tells what stands on it. Paragraphs are short,
/// long, and in one case longer than a page; there are headings, a list and a table, too.
fn numbered(chapters: u32, paragraphs: u32) -> (String, String) {
    let (mut zh, mut en) = (
        "# 浮标志\n\n".to_owned(),
        "# The Book of Buoys\n\n".to_owned(),
    );
    let mut number = 10_000;
    let mut sentence = |zh: &mut String, en: &mut String, kind: u32| {
        number += 1;
        let (said, told) = match kind % 4 {
            0 => (
                format!("{number}号浮标在夜里亮着。"),
                format!("The buoy {number} is lit at night. "),
            ),
            1 => (
                format!(
                    "守塔人划船去看{number}号浮标，带着一盏灯和一卷绳子，回来的时候天已经快亮了。"
                ),
                format!(
                    "The keeper rows out to the buoy {number} with a lamp and a coil of rope, and when he comes back it is almost day. "
                ),
            ),
            2 => (
                format!(
                    "没有人知道是谁把{number}号浮标放在那里的，只知道潮水退去以后，它总在原来的地方，像一个守约的人。"
                ),
                format!(
                    "Nobody knows who put the buoy {number} there; all they know is that when the tide has gone out it is where it always was, like someone who keeps a promise, whatever the wind did during the night. "
                ),
            ),
            _ => (
                format!("他记下{number}号浮标的水深。"),
                format!("He writes down how deep the water is at the buoy {number}. "),
            ),
        };
        zh.push_str(&said);
        en.push_str(told.as_str());
    };
    for chapter in 0..chapters {
        let _ = write!(zh, "## 第{}段航路\n\n", chapter + 1);
        let _ = write!(en, "## Channel {}\n\n", chapter + 1);
        for paragraph in 0..paragraphs {
            let sentences = match (chapter, paragraph) {
                (1, 2) => 90,
                (_, paragraph) => 1 + (paragraph * 7 + chapter) % 9,
            };
            for one in 0..sentences {
                sentence(&mut zh, &mut en, one + paragraph + chapter);
            }
            zh.push_str("\n\n");
            en.push_str("\n\n");
        }
        for kind in [0, 3] {
            zh.push_str("- ");
            en.push_str("- ");
            sentence(&mut zh, &mut en, kind);
            zh.push('\n');
            en.push('\n');
        }
        zh.push_str("\n| 浮标 | 记事 |\n| --- | --- |\n");
        en.push_str("\n| Buoy | Log |\n| --- | --- |\n");
        for row in 0..if chapter == 2 { 60 } else { 4 } {
            let _ = write!(zh, "| 第{row}行 | ");
            let _ = write!(en, "| Row {row} | ");
            sentence(&mut zh, &mut en, row);
            zh.push_str(" |\n");
            en.push_str(" |\n");
        }
        zh.push('\n');
        en.push('\n');
    }
    (zh, en)
}

#[test]
fn facing_pages_hold_the_same_sentences() {
    let Some(tools) = tools() else {
        return;
    };
    let (zh, en) = numbered(6, 34);
    let pages = built(&tools, &zh, &en, "layout = \"facing\"");
    // The title page, the contents and the colophon have no sentences.
    let first = pages
        .iter()
        .position(|page| !buoys(page).is_empty())
        .unwrap();
    assert_eq!(
        first % 2,
        1,
        "the text begins on a left page, which has an even number"
    );
    let last = pages
        .iter()
        .rposition(|page| !buoys(page).is_empty())
        .unwrap();
    assert!(last - first + 1 >= 40, "{} pages", last - first + 1);
    let mut seen = BTreeSet::new();
    for number in (first..=last).step_by(2) {
        let (left, right) = (&pages[number], &pages[number + 1]);
        assert_eq!(
            buoys(left),
            buoys(right),
            "pages {} and {}",
            number + 1,
            number + 2
        );
        assert!(!buoys(left).is_empty(), "page {}", number + 1);
        for buoy in buoys(left) {
            assert!(seen.insert(buoy), "{buoy} stands on two pages");
        }
        assert!(has_han(left) && !has_english(left), "{}", left.text);
        // The running heads are in both languages.
        let body: Vec<&str> = right
            .text
            .lines()
            .filter(|line| line.contains("buoy"))
            .collect();
        let han = body
            .concat()
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(!han && has_english(right), "{}", right.text);
        for (page, side) in [(number + 1, left), (number + 2, right)] {
            let mut lines = side.text.lines();
            assert!(
                lines.any(|line| line.trim() == page.to_string()),
                "{}",
                side.text
            );
        }
    }
    let all = zh.matches("号浮标").count();
    assert_eq!(seen.len(), all, "every sentence is on a page");
    // What is beside each other is kept level, and pages are used: all but a chapter's last are mostly full.
    let filled = seen.len() / ((last - first).div_ceil(2));
    assert!(filled >= 15, "{filled} sentences on a page");
}

#[test]
fn columns_stay_columns_on_every_size_of_page() {
    let Some(tools) = tools() else {
        return;
    };
    let (zh, en) = numbered(3, 20);
    for (size, width, height) in [
        ("A4", 595.3, 841.9),
        ("Letter", 612.0, 792.0),
        ("6x9in", 432.0, 648.0),
    ] {
        let pages = built(&tools, &zh, &en, &format!("page-size = \"{size}\""));
        assert!(pages.len() > 3, "{size}: {} pages", pages.len());
        for (number, page) in pages.iter().enumerate() {
            let near = |a: f64, b: f64| (a - b).abs() < 0.5;
            assert!(
                near(page.size.0, width) && near(page.size.1, height),
                "{:?}",
                page.size
            );
            // Each sentence is on the page in both languages, but for those that go over its end.
            let of = |mark: fn(&str) -> bool| page.text.lines().any(mark);
            let han = of(|line| line.contains('浮') || line.contains('标'));
            assert!(
                han && has_english(page),
                "{size}, page {}: {}",
                number + 1,
                page.text
            );
            let numbered = (number + 1).to_string();
            assert!(
                of(|line| !line.is_empty())
                    && page.text.lines().any(|line| line.trim() == numbered)
            );
            for word in ["untranslated", "added", "moved", "confidence"] {
                assert!(!page.text.contains(word), "{size}: {word}");
            }
        }
        let found: BTreeSet<u32> = pages.iter().flat_map(buoys).collect();
        assert_eq!(found.len(), zh.matches("号浮标").count(), "{size}");
    }
}

const DATA: &str = "title = { zh = \"浮标志\", en = \"The Book of Buoys\" }\n\
    author = { zh = \"乔木白\", en = \"Qiao Mubai\" }\ntranslator = \"Anna Reed\"\n\
    publisher = \"Ferry Press\"\ndate = \"2024-02-29\"\nidentifier = \"978-7-00-000000-0\"\n\
    cover = \"cover.svg\"";
const COVER: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"90\"><rect width=\"60\" height=\"90\" fill=\"#246\"/></svg>";

#[test]
fn a_book_says_what_it_is_and_comes_out_the_same_twice() {
    let Some(tools) = tools() else {
        return;
    };
    let (zh, en) = numbered(2, 4);
    let folder = project(&tools, &zh, &en, DATA);
    fs::write(folder.path().join("cover.svg"), COVER).unwrap();
    let made = |output: &str| {
        done(folder.path(), &["build", "--to", "pdf,typst", "-o", output]);
        let read = |name: &str| fs::read(folder.path().join(output).join(name)).unwrap();
        (read("edition.pdf"), read("edition.typ"))
    };
    let once = made("one");
    assert!(once == made("two"), "the same input gives the same bytes");
    assert!(folder.path().join("one/images/cover.svg").is_file());
    let (pages, all) = read(&tools, &folder.path().join("one/edition.pdf"));
    let about = &all["about"];
    assert_eq!(about["title"], "浮标志 · The Book of Buoys");
    assert_eq!(about["author"], "乔木白, Qiao Mubai");
    assert!(
        about["creationDate"]
            .as_str()
            .unwrap()
            .starts_with("D:20240229"),
        "{about}"
    );
    let front: String = pages
        .iter()
        .take(5)
        .map(|page| page.text.as_str())
        .collect();
    for said in [
        "浮标志",
        "The Book of Buoys",
        "译者",
        "Translator",
        "Anna Reed",
        "Ferry Press",
        "978-7-00-000000-0",
        "中英对照本",
        "目录",
        "Channel 2",
    ] {
        assert!(front.contains(said), "{said}: {front}");
    }
    let contents = all["contents"].to_string();
    assert!(contents.contains("第2段航路 · Channel 2"), "{contents}");
}

#[test]
fn words_that_are_markup_to_typst_are_words() {
    let Some(tools) = tools() else {
        return;
    };
    let hostile = "#panic(1) $x^2$ @ref <label> \\\\#{ } ] [ *a \"q\" // c /* d \\u{41} = h";
    let mark = |text: &str| text.split_whitespace().collect::<String>();
    let zh = format!("# 标题\n\n他说：`{hostile}`，就走了。\n");
    let en = format!("# Heading\n\nHe said `{hostile}` and left.\n");
    for layout in ["columns", "interleaved", "facing"] {
        let pages = built(&tools, &zh, &en, &format!("layout = \"{layout}\""));
        let all: String = pages.iter().map(|page| mark(&page.text)).collect();
        assert_eq!(all.matches(&mark(hostile)).count(), 2, "{layout}: {all}");
    }
}

#[test]
fn images_code_tables_and_poems_are_set_as_such() {
    let Some(tools) = tools() else {
        return;
    };
    let zh = "# 灯\n\n![塔](a.svg)\n\n```python\nlight(1)\n```\n\n图标![点](b.svg)亮着。\n\n> 潮来了。\n\n1. 一\n";
    let en = "# Lamp\n\n![Tower](a.svg)\n\n```python\nlight(1)\n```\n\nThe icon ![dot](b.svg) is lit.\n\n> The tide came.\n\n1. One\n";
    for (layout, code) in [("columns", 1), ("interleaved", 1), ("facing", 2)] {
        let folder = project(&tools, zh, en, &format!("layout = \"{layout}\""));
        fs::write(folder.path().join("a.svg"), COVER).unwrap();
        fs::write(folder.path().join("b.svg"), COVER.replace("246", "f00")).unwrap();
        done(folder.path(), &["build", "--to", "typst,pdf"]);
        let edition = folder.path().join("edition");
        let source = fs::read_to_string(edition.join("edition.typ")).unwrap();
        assert!(
            source.contains("pic(\"images/a.svg\", \"塔 / Tower\")"),
            "once, with both"
        );
        assert!(edition.join("images/a.svg").is_file() && edition.join("images/b.svg").is_file());
        let (pages, _) = read(&tools, &edition.join("edition.pdf"));
        let all: String = pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(all.matches("light(1)").count(), code, "{layout}: {all}");
        for said in ["1.", "潮来了。", "The tide came.", "亮着。"] {
            assert!(all.contains(said), "{layout}: {said} in {all}");
        }
    }
}

#[test]
fn a_proof_sheet_says_what_is_missing() {
    let Some(tools) = tools() else {
        return;
    };
    let zh = "# 灯塔\n\n风停了。守塔人在第十二级台阶上坐下来，读他父亲留下的日记。\n\n海很静。\n";
    let en = "# The Lighthouse\n\nThe wind stopped.\n\nThe sea was quiet.\n";
    let folder = project(&tools, zh, en, "");
    let pdf = folder.path().join("edition/edition.pdf");
    for (arguments, shown) in [
        (&["build", "--to", "pdf"][..], false),
        (&["build", "--to", "pdf", "--proof"], true),
    ] {
        done(folder.path(), arguments);
        let (pages, _) = read(&tools, &pdf);
        let all: String = pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(all.contains("untranslated"), shown, "{all}");
        assert_eq!(all.contains("Proof sheet"), shown, "{all}");
        assert!(all.contains("第十二级"), "{all}");
    }
}

#[test]
fn several_texts_are_one_book_with_parts_and_links() {
    let Some(tools) = tools() else {
        return;
    };
    let temporary = book::repository();
    let folder = temporary.path();
    let command = tools.typst.display().to_string();
    let mut settings = fs::read_to_string(folder.join("duizhao.toml")).unwrap();
    let line = format!("pdf-command = {command:?}\n");
    match settings.contains("[edition]\n") {
        true => settings = settings.replace("[edition]\n", &format!("[edition]\n{line}")),
        false => settings += &format!("\n[edition]\n{line}"),
    }
    fs::write(folder.join("duizhao.toml"), settings).unwrap();
    for layout in ["columns", "facing"] {
        done(
            folder,
            &["build", "--to", "pdf", "--layout", layout, "-o", layout],
        );
        let (pages, all) = read(&tools, &folder.join(layout).join("edition.pdf"));
        let contents = all["contents"].as_array().unwrap();
        assert!(contents.len() >= 8, "{layout}: {contents:?}");
        let links: usize = pages.iter().map(|page| page.links).sum();
        assert!(
            links >= contents.len(),
            "{layout}: the contents lead to the chapters"
        );
    }
    done(
        folder,
        &[
            "build",
            "--to",
            "pdf",
            "--per-text",
            "-o",
            "alone",
            "zh/sea",
        ],
    );
    let mut found = Vec::new();
    let mut folders = vec![folder.join("alone")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    assert!(found.len() >= 2, "{found:?}");
    assert!(
        found
            .iter()
            .all(|path| path.extension().is_some_and(|e| e == "pdf")),
        "{found:?}"
    );
}

#[test]
fn a_font_that_is_not_there_is_said() {
    let Some(tools) = tools() else {
        return;
    };
    let folder = project(
        &tools,
        "# 灯\n",
        "# Lamp\n",
        "english-font = \"No Such Serif\"",
    );
    let output = duizhao(folder.path(), &["build", "--to", "pdf"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("\"No Such Serif\" (english-font under [edition])"),
        "{said}"
    );
    assert_eq!(
        said.matches("is not there").count(),
        1,
        "the usual fonts are no warning: {said}"
    );
}

/// Builds a PDF by such a command, which is to fail; gives what was said.
fn refused(command_line: &str) -> String {
    let settings = format!(
        "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\n[edition]\npdf-command = {command_line:?}\n"
    );
    let folder = folder_with(&[
        ("zh.md", "# 灯\n"),
        ("en.md", "# Lamp\n"),
        ("duizhao.toml", &settings),
        (
            "fails",
            "#!/bin/sh\nif [ $1 = compile ]; then echo 'x.typ:1:1: error: no room' >&2; exit 3; fi\n",
        ),
        (
            "dies",
            "#!/bin/sh\nif [ $1 = compile ]; then kill -9 $$; fi\n",
        ),
        ("lies", "#!/bin/sh\nexit 0\n"),
    ]);
    #[cfg(unix)]
    for script in ["fails", "dies", "lies"] {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.path().join(script);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let edition = folder.path().join("edition/edition.pdf");
    fs::create_dir_all(edition.parent().unwrap()).unwrap();
    fs::write(&edition, "as before").unwrap();
    let output = command(folder.path(), &["build", "--to", "pdf"])
        .output()
        .unwrap();
    assert!(!output.status.success(), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&edition).unwrap(), "as before");
    stderr(&output)
}

#[test]
fn a_command_that_is_not_there_says_how_to_get_it() {
    let said = refused("no-such-typst");
    for part in [
        "no-such-typst, which is not there",
        "install Typst",
        "pdf-command",
        "--to typst",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_says_why_and_leaves_what_was_there() {
    let said = refused("./fails");
    assert!(said.contains("(exit 3): no room"), "{said}");
    let said = refused("./dies");
    assert!(
        said.contains("./dies was ended before it had made the PDF"),
        "{said}"
    );
    let said = refused("./lies");
    assert!(said.contains("./lies made no PDF"), "{said}");
}

#[test]
fn the_interview_has_both_columns_on_every_page() {
    let Some(tools) = tools() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture("interview"), folder.path());
    let settings = format!(
        "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\n[edition]\npdf-command = {:?}\n",
        tools.typst.display().to_string()
    );
    fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    done(folder.path(), &["build", "--to", "pdf"]);
    let (pages, _) = read(&tools, &folder.path().join("edition/edition.pdf"));
    assert!(pages.len() >= 3, "{} pages", pages.len());
    let images: usize = pages.iter().map(|page| page.images).sum();
    assert_eq!(images, 1, "the drawing once, for both texts");
    for page in &pages {
        assert!(has_han(page) && has_english(page), "{}", page.text);
        assert!(!page.text.contains("untranslated"), "{}", page.text);
    }
}

#[test]
fn notes_stand_at_the_foot_of_their_page() {
    let Some(tools) = tools() else {
        return;
    };
    let zh = "# 灯\n\n潮来了[^a]。风停了[^a]。\n\n末段。\n\n[^a]: 海水上涨。\n";
    let en =
        "# Lamp\n\nThe tide came[^a]. The wind stopped[^a].\n\nThe end.\n\n[^a]: The sea rises.\n";
    for layout in ["columns", "interleaved", "facing"] {
        let pages = built(&tools, zh, en, &format!("layout = \"{layout}\""));
        for (note, last) in [("海水上涨", "末段"), ("The sea rises", "The end")] {
            let with: Vec<&Page> = pages
                .iter()
                .filter(|page| page.text.contains(note))
                .collect();
            let [page] = with.as_slice() else {
                panic!("{layout}: {note} stands on {} pages", with.len());
            };
            let text = &page.text;
            assert_eq!(text.matches(note).count(), 1, "{layout}: {text}");
            assert!(text.find(last) < text.find(note), "{layout}: {text}");
            assert!(
                page.links >= 2,
                "{layout}: signs and notes lead to each other"
            );
        }
    }
}
