//! The use cases by themselves, without a process.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::shelf::{AlignTexts, Earlier, read_list};
use super::*;
use crate::bitext::Status;
use crate::bitext::format::BitextFormat;
use crate::glossary::Termbase;
use crate::text::named::Named as _;

/// Keeps what a use case remarks, each with its kind before it.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn add(&self, kind: &str, what: &dyn Display) {
        let mut heard = self.0.lock().expect("nobody panicked");
        heard.push(format!("{kind}: {what}"));
    }

    fn has(&self, part: &str) -> bool {
        let heard = self.0.lock().expect("nobody panicked");
        heard.iter().any(|line| line.contains(part))
    }
}

impl Reporter for Heard {
    fn warn(&self, what: &dyn Display) {
        self.add("warning", what);
    }

    fn note(&self, what: &dyn Display) {
        self.add("note", what);
    }

    fn progress(&self, _: &dyn Display) {}
}

const ZH: &str = "灯塔在岛的东边。\n\n看守人每天晚上点灯，早上再把它熄掉。\n";
const EN: &str = "The lighthouse stands in the east of the island.\n\nThe keeper lights the lamp every evening and puts it out in the morning.\n";

fn project() -> (Project, Arc<Heard>) {
    let heard = Arc::new(Heard::default());
    (Project::default().reporting(heard.clone()), heard)
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn pair(project: &Project, zh: &str, en: &str) -> Parallel {
    let pair = project
        .parse_pair(("zh.md", zh), ("en.md", en))
        .expect("two texts");
    project.align(pair, HintFiles::default()).expect("aligned")
}

#[test]
fn an_order_that_is_clearly_wrong_is_set_right() {
    let (project, heard) = project();
    let pair = project
        .parse_pair(("a.md", EN), ("b.md", ZH))
        .expect("two texts");
    assert!(pair.swapped);
    assert!(pair.chinese.document.source.text.contains("灯塔"));
    assert!(heard.has("note: a.md is the English text and b.md the Chinese one"));
}

#[test]
fn markup_and_code_say_nothing_of_the_language() {
    let (project, heard) = project();
    let code = "    tower.switch_on(\"east\");\n".repeat(40);
    let zh = format!("# 安装\n\n先打开灯塔。\n\n```rust\n{code}```\n");
    let html = format!(
        "<html lang=\"zh-CN\"><head><style>{}</style></head><body><p>先打开灯塔，再关上门。</p></body></html>",
        ".tower { color: rebeccapurple; }\n".repeat(80)
    );
    for (name, text) in [("zh.md", zh.as_str()), ("zh.html", html.as_str())] {
        let pair = project
            .parse_pair((name, text), ("en.md", EN))
            .expect("two texts");
        assert!(!pair.swapped, "{name}");
    }
    assert!(!heard.has("look"), "no remark on the language");
}

#[test]
fn two_texts_of_one_language_are_a_warning_that_names_what_was_seen() {
    let (project, heard) = project();
    let parallel = pair(&project, EN, EN);
    assert_eq!(parallel.bitext.source.sentences.len(), 2);
    assert!(heard.has("warning: both texts look English: zh.md has 0 Han characters and "));
}

#[test]
fn sentences_of_a_side_are_segments_of_its_text_also_when_it_changed() {
    let (project, _) = project();
    let folder = folder(&[("zh.md", ZH), ("en.md", EN)]);
    let at = |name: &str| folder.path().join(name);
    let (zh, en) = (at("zh.md"), at("en.md"));
    let inputs = Inputs {
        source: Some(&zh),
        target: Some(&en),
        ..Inputs::default()
    };
    let opened = project.open(inputs).expect("opened");
    let text = opened.english().expect("the text just read");
    for (segment, sentence) in text.segments.iter().zip(&opened.bitext.target.sentences) {
        assert_eq!(segment.text, sentence.text);
    }
    let path = at("pair.bitext.jsonl");
    let format = BitextFormat::by_id("jsonl").expect("a format");
    format.write_file(&opened.bitext, &path).expect("written");
    fs::write(&en, EN.replace("every evening", "at dusk")).expect("written");
    let again = project.open_bitext(&path).expect("opened");
    assert!(again.chinese().is_some(), "the Chinese says the same");
    assert!(
        again.english().is_some(),
        "the words are those of the English file"
    );
    assert_eq!((again.difference.source, again.difference.target), (0, 1));
    let (_, english) = again.texts();
    assert!(english.segments[1].text.contains("at dusk"));
}

#[test]
fn one_text_alone_is_no_pair() {
    let (project, _) = project();
    let folder = folder(&[("zh.md", ZH)]);
    let path = folder.path().join("zh.md");
    let inputs = Inputs {
        source: Some(&path),
        ..Inputs::default()
    };
    let error = project.open(inputs).expect_err("one text");
    assert!(error.to_string().contains("one text alone"), "{error}");
    let error = project
        .read_pair(&path, &folder.path().join("./zh.md"), Reading::default())
        .expect_err("one file by two names");
    assert!(error.to_string().contains("given twice"), "{error}");
}

#[test]
fn anchors_that_cross_or_lead_nowhere_are_named() {
    let (project, _) = project();
    let folder = folder(&[
        ("cross.links", "[0]:[1]\n[1]:[0]\n"),
        ("far.links", "[7]:[0]\n"),
    ]);
    let pair = project
        .parse_pair(("zh.md", ZH), ("en.md", EN))
        .expect("two texts");
    for (name, part) in [
        ("cross.links", "anchors 1 and 2 cross"),
        ("far.links", "there is no Chinese sentence 7, the last is 1"),
    ] {
        let path = folder.path().join(name);
        let files = HintFiles {
            anchors: Some(&path),
            ..HintFiles::default()
        };
        let error = OwnedHints::read(&project, files, &pair)
            .err()
            .expect("refused");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_lock_against_an_anchor_is_a_contradiction_and_a_link_gives_way() {
    let (project, _) = project();
    let mut parallel = pair(&project, ZH, EN);
    let folder = folder(&[("anchors.links", "[0, 1]:[0]\n")]);
    let (old, anchors) = (
        folder.path().join("old.bitext.jsonl"),
        folder.path().join("anchors.links"),
    );
    let format = BitextFormat::by_id("jsonl").expect("a format");
    let files = HintFiles {
        anchors: Some(&anchors),
        onto: Some(&old),
        ..HintFiles::default()
    };
    let texts = project
        .parse_pair(("zh.md", ZH), ("en.md", EN))
        .expect("two texts");
    format.write_file(&parallel.bitext, &old).expect("written");
    let hints = OwnedHints::read(&project, files, &texts).expect("links give way");
    assert!(
        hints.carried.is_empty(),
        "both beads stand against the anchor"
    );
    parallel.bitext.beads[1].status = Status::Locked;
    format.write_file(&parallel.bitext, &old).expect("written");
    let error = OwnedHints::read(&project, files, &texts)
        .err()
        .expect("refused");
    assert!(error.to_string().contains("contradicts"), "{error}");
}

#[test]
fn languages_are_those_of_the_settings() {
    let mut project = Project::default();
    project.config.project.source_language = "zh-TW".into();
    project.config.project.target_language = "en-GB".into();
    let parallel = pair(&project, ZH, EN);
    assert_eq!(parallel.bitext.source.language, "zh-TW");
    assert_eq!(parallel.bitext.target.language, "en-GB");
}

#[test]
fn an_edition_is_written_whole_and_its_files_are_named() {
    let (project, heard) = project();
    let folder = tempfile::tempdir().expect("a folder");
    let wishes = Build {
        to: vec!["html".into(), "tmx".into()],
        output: Some(folder.path().join("edition")),
        ..Build::default()
    };
    let makings = project.makings(&wishes).expect("known");
    let mut parallel = pair(&project, ZH, EN);
    let files = project
        .build(&mut parallel, &Termbase::default(), &makings, &wishes)
        .expect("written");
    let names: Vec<&str> = files
        .iter()
        .filter_map(|path| path.file_name()?.to_str())
        .collect();
    assert_eq!(names, ["edition.html", "edition.tmx"]);
    assert!(files.iter().all(|path| path.is_file()));
    assert!(heard.has("2 Chinese and 2 English sentences in 2 links"));
    let error = Making::by_id("rtf").err().expect("no such format");
    assert!(error.to_string().contains("rtf"));
}

#[test]
fn a_list_of_operations_is_done_whole_or_not_at_all() {
    let (project, _) = project();
    let mut parallel = pair(&project, ZH, EN);
    let id = parallel.bitext.beads[0].id.0.clone();
    let before = parallel.bitext.clone();
    let good = format!("{{\"do\":\"status\",\"bead\":\"{id}\",\"status\":\"locked\"}}\n");
    let bad = format!("{good}\n{{\"do\":\"dance\"}}\n");
    let list = Path::new("operations.jsonl");
    let error = project
        .edit(&mut parallel.bitext, &bad, list)
        .expect_err("no such operation");
    assert!(error.to_string().contains("operations.jsonl:3"), "{error}");
    assert_eq!(parallel.bitext, before);
    let number = project.edit(&mut parallel.bitext, &good, list);
    assert_eq!(number.expect("done"), 1);
    assert_eq!(parallel.bitext.beads[0].status, Status::Locked);
}

#[test]
fn two_versions_with_their_chinese_say_what_changed() {
    let (project, heard) = project();
    let blob = |name: &str, text: &str| Blob {
        path: PathBuf::from(name),
        bytes: text.as_bytes().to_vec(),
    };
    let versions = Versions {
        old: blob("old.md", EN),
        new: blob("en.md", &EN.replace("every evening", "every night")),
        old_source: None,
        new_source: Some(blob("zh.md", ZH)),
    };
    let compared = project
        .compare(versions, Comparison::default())
        .expect("compared");
    let revision = compared
        .revise(&Termbase::default(), None, 1)
        .expect("revised");
    let loud = revision
        .changes
        .iter()
        .filter(|change| !change.kind.is_quiet());
    assert_eq!(loud.count(), 1);
    let mixed = Versions {
        old: blob("old.bitext.jsonl", ""),
        new: blob("en.md", EN),
        old_source: None,
        new_source: None,
    };
    let error = project.compare(mixed, Comparison::default()).err();
    assert!(
        error
            .expect("refused")
            .to_string()
            .contains("this is a text")
    );
    assert!(!heard.has("look"));
}

#[test]
fn a_shelf_is_resumed_and_a_pair_that_fails_stops_nobody() {
    let (project, heard) = project();
    let folder = folder(&[
        ("zh.md", ZH),
        ("en.md", EN),
        ("list.tsv", "source\ttarget\nzh.md\ten.md\ngone.md\ten.md\n"),
    ]);
    let (list, out) = (folder.path().join("list.tsv"), folder.path().join("out"));
    let texts = read_list(&list, &out, "bitext.jsonl").expect("a list");
    let wishes = AlignTexts {
        texts: &texts,
        record: &out.join("batch.jsonl"),
        format: BitextFormat::by_id("jsonl").expect("a format"),
        reading: Reading::default(),
        earlier: Earlier::Decisions,
    };
    let first = project.align_texts(wishes).expect("done");
    let failed: Vec<bool> = first.iter().map(|(done, _)| done.error.is_some()).collect();
    assert_eq!(failed, [false, true]);
    assert!(heard.has("warning: 2/2 gone"));
    let second = project.align_texts(wishes).expect("done");
    let known: Vec<bool> = second.iter().map(|(_, known)| *known).collect();
    assert_eq!(
        known,
        [true, false],
        "what was done is left, what failed is tried again"
    );
}
