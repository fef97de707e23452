//! A text and its bitext, by the command: the words of a text live in its file, decisions in the bitext, and
//! neither is lost whatever a person does to one of them.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::common::git::{commit, git, git_done, repository};
use crate::common::{command, done, duizhao, folder_with, stderr, stdout};
use serde_json::{Value, json};
use tempfile::TempDir;

const ZH: &str = "# 灯塔\n\n灯塔在岛的东边。看守人每天晚上点灯。早上他再把它熄掉。\n\n没有人知道船什么时候回来。渔夫在码头上等了一夜。\n";
const EN: &str = "# The lighthouse\n\nThe lighthouse stands in the east of the island. The keeper lights the lamp every evening. In the morning he puts it out again.\n\nNobody knows when the ship comes back. The fisherman waited on the quay all night.\n";

const BITEXT: &str = "book.bitext.jsonl";
const ALIGN: &[&str] = &["align", "zh.md", "en.md", "-o", BITEXT];

/// Two texts and their bitext in a folder.
struct Pair {
    folder: TempDir,
}

impl Pair {
    fn new() -> Pair {
        Pair::of(ZH, EN)
    }

    fn of<T: AsRef<[u8]>>(zh: &str, en: T) -> Pair {
        let folder = folder_with(&[("zh.md", zh.as_bytes()), ("en.md", en.as_ref())]);
        done(folder.path(), ALIGN);
        Pair { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        duizhao(self.path(), arguments)
    }

    fn done(&self, arguments: &[&str]) -> String {
        done(self.path(), arguments)
    }

    /// Runs to a good end, and gives what was said on standard error.
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            stderr(&output)
        );
        stderr(&output)
    }

    fn align(&self) -> String {
        self.said(ALIGN)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn english(&self) -> String {
        self.read("en.md")
    }

    /// Somebody changes a file in an editor.
    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        self.write(name, text.replace(from, to));
    }

    /// The lines of the bitext behind the header.
    fn lines(&self) -> Vec<Value> {
        let text = self.read(BITEXT);
        let lines = text.lines().skip(1);
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The link with these words on either side.
    fn bead(&self, words: &str) -> Value {
        let lines = self.lines();
        let mut has = lines.iter().filter(|line| {
            let sentences = ["source", "target"].map(|side| line[side].as_array());
            let mut sentences = sentences.into_iter().flatten().flatten();
            sentences.any(|one| one["text"].as_str().unwrap().contains(words))
        });
        let found = has.next();
        assert!(has.next().is_none(), "several links have {words}");
        found
            .unwrap_or_else(|| panic!("no link has {words}: {lines:#?}"))
            .clone()
    }

    fn id(&self, words: &str) -> String {
        self.bead(words)["id"].as_str().unwrap().to_owned()
    }

    fn edit_with(&self, operations: &[Value], more: &[&str]) -> Output {
        let list: Vec<String> = operations.iter().map(ToString::to_string).collect();
        self.write("operations.jsonl", list.join("\n"));
        let arguments = [&["edit", BITEXT, "operations.jsonl"], more].concat();
        self.run(&arguments)
    }

    /// Makes operations to a good end, and gives what was said.
    fn edit(&self, operations: &[Value]) -> String {
        let output = self.edit_with(operations, &[]);
        assert!(
            output.status.success(),
            "{operations:?}: {}",
            stderr(&output)
        );
        stderr(&output)
    }

    /// Rewrites the English of the link with these words.
    fn translate(&self, words: &str, new: &str) -> String {
        self.edit(&[json!({"do": "translate", "bead": self.id(words), "texts": [new]})])
    }

    fn lock_and_note(&self, words: &str, note: &str) {
        let id = self.id(words);
        self.edit(&[
            json!({"do": "status", "bead": id, "status": "locked"}),
            json!({"do": "note", "bead": id, "note": note}),
        ]);
    }

    /// The status, and whether it is clean.
    fn status(&self) -> (Value, bool) {
        let output = self.run(&["status", BITEXT, "--format", "json"]);
        let code = output.status.code().unwrap();
        assert!(code < 2, "{}", stderr(&output));
        (serde_json::from_str(&stdout(&output)).unwrap(), code == 0)
    }

    /// The items of a kind in the status.
    fn items(&self, kind: &str) -> Vec<Value> {
        let (status, is_clean) = self.status();
        let items = status["items"].as_array().unwrap().iter();
        let items: Vec<Value> = items.filter(|item| item["kind"] == kind).cloned().collect();
        assert!(items.is_empty() || !is_clean);
        items
    }

    fn one_item(&self, kind: &str) -> Value {
        let items = self.items(kind);
        assert_eq!(items.len(), 1, "{kind}: {:#}", self.status().0);
        items[0].clone()
    }

    #[track_caller]
    fn is_clean(&self) {
        let (status, is_clean) = self.status();
        assert!(is_clean, "{status:#}\n{}", self.read(BITEXT));
    }

    fn read_only(&self, is_read_only: bool) {
        let path = self.path().join("en.md");
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            permissions.set_mode(if is_read_only { 0o444 } else { 0o644 });
        }
        #[cfg(not(unix))]
        permissions.set_readonly(is_read_only);
        fs::set_permissions(path, permissions).unwrap();
    }

    /// A conflict: an edit of a text that must not be written, which then was changed otherwise.
    fn in_conflict() -> Pair {
        let pair = Pair::new();
        pair.read_only(true);
        pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
        pair.read_only(false);
        pair.replace("en.md", "Nobody knows when", "Nobody ever knows when");
        pair
    }
}

/// The one line about a text that was changed.
fn line_of_change(said: &str) -> &str {
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("en.md") && line.contains("changed"))
        .collect();
    assert_eq!(lines.len(), 1, "{said}");
    lines[0]
}

#[test]
fn every_command_goes_on_with_the_words_of_the_file_and_says_so_once() {
    let pair = Pair::new();
    pair.replace("en.md", "all night", "until dawn");
    let before = (pair.english(), pair.read(BITEXT));
    let commands: &[&[&str]] = &[
        &["check", BITEXT, "--format", "json"],
        &["build", BITEXT, "--to", "md,tsv", "-o", "edition"],
        &["terms", BITEXT],
        &["convert", BITEXT, "book.tsv"],
        &["convert", BITEXT, "out.md"],
        &["convert", BITEXT, "book.tmx"],
    ];
    for arguments in commands {
        let output = pair.run(arguments);
        let code = output.status.code().unwrap();
        assert!(code < 2, "{arguments:?}: {}", stderr(&output));
        let said = stderr(&output);
        let line = line_of_change(&said);
        assert!(
            line.contains("en.md: 1 sentence changed since"),
            "{arguments:?}: {said}"
        );
        let locked = pair.run(&[*arguments, &["--locked"]].concat());
        assert_eq!(
            locked.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&locked)
        );
        assert!(
            stderr(&locked).contains("1 sentence changed"),
            "{arguments:?}"
        );
    }
    for name in [
        "edition/edition.md",
        "edition/edition.tsv",
        "book.tsv",
        "out.md",
        "book.tmx",
    ] {
        let path = match pair.path().join(name).exists() {
            true => pair.path().join(name),
            false => {
                let ending = name.rsplit('.').next().unwrap();
                let files = fs::read_dir(pair.path().join("edition")).unwrap();
                let mut files = files.map(|file| file.unwrap().path());
                files
                    .find(|path| path.extension().is_some_and(|found| found == ending))
                    .unwrap()
            }
        };
        let text = fs::read_to_string(path).unwrap();
        assert!(
            text.contains("until dawn") && !text.contains("all night"),
            "{name}: {text}"
        );
    }
    assert_eq!(pair.read("out.md"), pair.english());
    let (status, is_clean) = pair.status();
    assert!(!is_clean);
    assert_eq!(status["target"]["changed"], 1);
    assert_eq!(status["source"]["changed"], 0);
    let locked = pair.run(&["status", BITEXT, "--locked"]);
    assert_eq!(locked.status.code(), Some(2));
    // Nobody but align writes the bitext.
    assert_eq!((pair.english(), pair.read(BITEXT)), before);
    pair.align();
    pair.is_clean();
    assert!(pair.read(BITEXT).contains("until dawn"));
    for arguments in commands {
        let locked = pair.run(&[*arguments, &["--locked"]].concat());
        assert!(
            locked.status.code().unwrap() < 2,
            "{arguments:?}: {}",
            stderr(&locked)
        );
    }
}

#[test]
fn check_reports_places_in_the_file_as_it_is() {
    let pair = Pair::new();
    pair.write(
        "terms.csv",
        "source,target,variants,forbidden,note\n渔夫,fisherman,,,\n",
    );
    pair.write(
        "en.md",
        EN.replace("The fisherman waited", "The sailor waited")
            .replace("# The", "A word before.\n\n# The"),
    );
    let output = pair.run(&[
        "check",
        BITEXT,
        "--glossary",
        "terms.csv",
        "--only",
        "term-missing",
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report:#}");
    assert_eq!(findings[0]["target"]["place"]["line"], 7);
}

#[test]
fn a_project_without_its_bitext_is_an_error_when_locked() {
    let pair = Pair::new();
    pair.write(
        "duizhao.toml",
        format!("[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\nbitext = \"{BITEXT}\"\n"),
    );
    assert!(pair.run(&["check", "--locked"]).status.code().unwrap() < 2);
    fs::remove_file(pair.path().join(BITEXT)).unwrap();
    for command in ["check", "build", "status"] {
        let output = pair.run(&[command, "--locked"]);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{command}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn versions_are_read_alone() {
    let pair = Pair::new();
    fs::copy(
        pair.path().join(BITEXT),
        pair.path().join("old.bitext.jsonl"),
    )
    .unwrap();
    pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
    fs::copy(
        pair.path().join(BITEXT),
        pair.path().join("new.bitext.jsonl"),
    )
    .unwrap();
    pair.replace("en.md", "all night", "until dawn");
    let output = pair.run(&[
        "diff",
        "old.bitext.jsonl",
        "new.bitext.jsonl",
        "--format",
        "json",
    ]);
    let diff = stdout(&output);
    assert!(diff.contains("can tell"), "{diff}{}", stderr(&output));
    assert!(!diff.contains("until dawn"), "{diff}");
}

#[test]
fn an_edit_is_in_both_files_and_stays_when_aligned_again() {
    for is_locked in [false, true] {
        let pair = Pair::new();
        if is_locked {
            pair.lock_and_note("Nobody knows", "ask the author");
        }
        pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
        assert_eq!(
            pair.english(),
            EN.replace("Nobody knows", "Nobody can tell")
        );
        pair.is_clean();
        let bitext = pair.read(BITEXT);
        pair.align();
        assert_eq!(pair.read(BITEXT), bitext);
        assert_eq!(
            pair.english(),
            EN.replace("Nobody knows", "Nobody can tell")
        );
        let bead = pair.bead("Nobody can tell");
        if is_locked {
            assert_eq!(
                (&bead["status"], &bead["note"]),
                (&json!("locked"), &json!("ask the author"))
            );
        }
    }
}

#[test]
fn an_edit_into_another_bitext_leaves_the_text_alone() {
    let pair = Pair::new();
    let before = pair.read(BITEXT);
    let operation =
        json!({"do": "translate", "bead": pair.id("Nobody"), "texts": ["Nobody can tell."]});
    let output = pair.edit_with(&[operation], &["-o", "mine.bitext.jsonl"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!((pair.english(), pair.read(BITEXT)), (EN.to_owned(), before));
    assert!(pair.read("mine.bitext.jsonl").contains("Nobody can tell."));
}

#[test]
fn a_typo_mended_outside_keeps_link_and_note_and_changes_the_lock() {
    let pair = Pair::new();
    let id = pair.id("Nobody knows");
    pair.lock_and_note("Nobody knows", "ask the author");
    pair.replace("en.md", "Nobody", "No one");
    let said = pair.align();
    assert!(!said.contains("lost"), "{said}");
    let bead = pair.bead("No one knows");
    assert_eq!(bead["id"].as_str(), Some(id.as_str()));
    assert_eq!(bead["note"], "ask the author");
    assert_eq!(bead["changed"], true);
    assert_eq!(bead.get("status"), None);
    let item = pair.one_item("changed");
    assert_eq!(
        (&item["note"], &item["line"]),
        (&json!("ask the author"), &json!(5))
    );
    assert!(pair.items("lost").is_empty());
    // Locked again, nothing waits.
    pair.edit(&[json!({"do": "status", "bead": id, "status": "locked"})]);
    pair.is_clean();
}

#[test]
fn what_both_changed_is_a_conflict_refused_with_its_place_and_resolved_either_way() {
    for (take, wanted) in [
        ("edit", "Nobody can tell when"),
        ("file", "Nobody ever knows when"),
    ] {
        let pair = Pair::in_conflict();
        for command in ["check", "build", "terms"] {
            let output = pair.run(&[command, BITEXT]);
            assert_eq!(
                output.status.code(),
                Some(2),
                "{command}: {}",
                stderr(&output)
            );
            assert!(
                stderr(&output).contains("en.md:5:1"),
                "{command}: {}",
                stderr(&output)
            );
        }
        let output = pair.run(&["convert", BITEXT, "book.tmx"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        let item = pair.one_item("conflict");
        assert_eq!(item["target"], "Nobody can tell when the ship comes back.");
        assert_eq!(item["other"], "Nobody ever knows when the ship comes back.");
        // Aligning keeps it, twice.
        let text = pair.english();
        pair.align();
        pair.align();
        assert_eq!(pair.english(), text);
        assert_eq!(pair.one_item("conflict"), item);
        let id = item["bead"].as_str().unwrap();
        pair.edit(&[json!({"do": "resolve", "bead": id, "take": take})]);
        pair.is_clean();
        assert_eq!(pair.english(), EN.replace("Nobody knows when", wanted));
        pair.bead(wanted);
    }
}

#[test]
fn different_sentences_changed_by_an_edit_and_outside_are_no_conflict() {
    let pair = Pair::new();
    pair.read_only(true);
    pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
    pair.read_only(false);
    pair.replace("en.md", "all night", "until dawn");
    assert!(pair.items("conflict").is_empty());
    pair.align();
    pair.is_clean();
    let wanted = EN
        .replace("Nobody knows", "Nobody can tell")
        .replace("all night", "until dawn");
    assert_eq!(pair.english(), wanted);
}

#[test]
fn a_read_only_text_has_the_edit_wait_named_by_commands_and_used_by_them() {
    let pair = Pair::new();
    pair.read_only(true);
    let said = pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
    assert!(said.contains("is not written yet"), "{said}");
    assert_eq!(pair.english(), EN);
    let item = pair.one_item("pending");
    assert_eq!(item["other"], "Nobody knows when the ship comes back.");
    assert!(item["why"].as_str().unwrap().contains("en.md"), "{item}");
    let said = pair.said(&["convert", BITEXT, "book.tsv"]);
    assert!(said.contains("1 link waits"), "{said}");
    assert!(pair.read("book.tsv").contains("Nobody can tell"));
    let locked = pair.run(&["check", BITEXT, "--locked"]);
    assert_eq!(locked.status.code(), Some(2));
    // Aligned while it must not be written: it waits on.
    pair.align();
    assert_eq!(pair.english(), EN);
    pair.one_item("pending");
    pair.read_only(false);
    pair.align();
    pair.is_clean();
    assert_eq!(
        pair.english(),
        EN.replace("Nobody knows", "Nobody can tell")
    );
}

#[test]
fn a_text_that_was_away_while_edited_gets_the_edit() {
    let pair = Pair::new();
    let (there, away) = (pair.path().join("en.md"), pair.path().join("en.away"));
    fs::rename(&there, &away).unwrap();
    let said = pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
    assert!(said.contains("not there"), "{said}");
    assert!(!there.exists());
    pair.one_item("pending");
    let said = pair.said(&["convert", BITEXT, "book.tsv"]);
    assert!(said.contains("en.md is not there"), "{said}");
    assert!(pair.read("book.tsv").contains("Nobody can tell"));
    // And edited once more.
    pair.translate("Nobody can tell", "Who can tell when the ship comes back?");
    fs::rename(&away, &there).unwrap();
    assert!(pair.items("conflict").is_empty());
    pair.align();
    pair.is_clean();
    assert_eq!(
        pair.english(),
        EN.replace(
            "Nobody knows when the ship comes back.",
            "Who can tell when the ship comes back?"
        )
    );
}

/// A rewritten sentence, and that nothing else in the text is another byte.
#[track_caller]
fn only_changes(en: &[u8], words: &str, new: &str, from: &str, to: &str) {
    let zh =
        "灯塔在岛的东边。看守人每天晚上点灯。早上他再把它熄掉。\n\n没有人知道船什么时候回来。\n";
    let pair = Pair::of(zh, en);
    pair.translate(words, new);
    let wanted = String::from_utf8_lossy(en);
    assert_eq!(wanted.matches(from).count(), 1);
    let wanted = wanted.replace(from, to);
    let text = fs::read(pair.path().join("en.md")).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&text),
        wanted,
        "{:#}",
        pair.status().0
    );
    pair.is_clean();
}

#[test]
fn bytes_around_and_inside_a_rewritten_sentence_stay() {
    let text = |second: &str, behind: &str| {
        format!(
            "The __lighthouse__ stands in the east of the island. {second} In the *morning* he puts `it` out\nagain.\n\nNobody knows when the ship comes back.\n{behind}"
        )
    };
    let lamp = "The keeper lights the lamp every night.";
    for (second, behind, from, to) in [
        (
            "The **keeper** lights the lamp every evening.",
            "",
            "evening",
            "night",
        ),
        (
            "The __keeper__ lights the lamp every evening.",
            "",
            "evening",
            "night",
        ),
        (
            "The [keeper](k.html \"His page\") lights the lamp every evening.",
            "",
            "evening",
            "night",
        ),
        (
            "The [keeper][k] lights the lamp every evening.",
            "\n[k]: k.html \"His page\"\n",
            "evening",
            "night",
        ),
        (
            "The keeper lights the lamp[^1] every evening.",
            "\n[^1]: *Oil*.\n",
            "evening",
            "night",
        ),
        (
            "The keeper lights\nthe lamp every evening.",
            "",
            "evening",
            "night",
        ),
        (
            "The keeper lights the lamp every evening.",
            "\n***\n\n* * *\n",
            "evening",
            "night",
        ),
        (
            "The <b>keeper</b> lights the lamp every evening.",
            "",
            "evening",
            "night",
        ),
    ] {
        let en = text(second, behind);
        let crlf = en.replace('\n', "\r\n");
        for en in [
            en.clone(),
            crlf.clone(),
            format!("\u{feff}{en}"),
            format!("\u{feff}{crlf}"),
            en.trim_end().to_owned(),
        ] {
            only_changes(en.as_bytes(), "点灯", lamp, from, to);
        }
    }
    let en = text(
        "The keeper sets snake_case and `lamp_on` every evening.",
        "",
    );
    only_changes(
        en.as_bytes(),
        "点灯",
        "The keeper sets snake_case and lamp_on every night.",
        "evening",
        "night",
    );
}

#[test]
fn a_sentence_that_would_be_read_otherwise_waits_or_is_escaped() {
    for new in [
        "- The keeper lights the lamp.",
        "# The keeper lights the lamp.",
        "1. The keeper lights the lamp.",
        "The keeper | the lamp.",
        "> The keeper lights the lamp.",
        "The keeper lights *two* lamps.",
        "The keeper lights the lamp",
        "Mr.",
    ] {
        let en = "The lighthouse stands in the east of the island.\nThe keeper lights the lamp every evening.\nIn the morning he puts it out again.\n\nNobody knows when the ship comes back.\n";
        let zh = "灯塔在岛的东边。\n看守人每天晚上点灯。\n早上他再把它熄掉。\n\n没有人知道船什么时候回来。\n";
        let pair = Pair::of(zh, en);
        pair.translate("点灯", new);
        let (status, is_clean) = pair.status();
        let kinds: Vec<&Value> = status["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| &item["kind"])
            .collect();
        assert!(is_clean || kinds == ["pending"], "{new}: {status:#}");
        let bead = pair.bead("点灯");
        assert_eq!(
            bead["target"][0]["text"],
            new,
            "{:#}\n{}",
            status,
            pair.english()
        );
        assert_eq!(bead["target"].as_array().unwrap().len(), 1);
        for words in ["stands in the east", "In the morning", "Nobody knows"] {
            assert_eq!(
                pair.bead(words)["target"].as_array().unwrap().len(),
                1,
                "{new}"
            );
        }
        // It is so when everything is read anew.
        let bitext = pair.read(BITEXT);
        pair.align();
        assert_eq!(pair.read(BITEXT), bitext, "{new}");
    }
}

#[test]
fn a_stale_buffer_saved_over_an_edit_is_a_conflict() {
    let pair = Pair::new();
    // The editor has the text open.
    let buffer = pair.english();
    pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
    pair.write("en.md", buffer.replace("all night", "until dawn"));
    let item = pair.one_item("conflict");
    assert_eq!(item["target"], "Nobody can tell when the ship comes back.");
    pair.align();
    let item = pair.one_item("conflict");
    let id = item["bead"].as_str().unwrap();
    pair.edit(&[json!({"do": "resolve", "bead": id, "take": "edit"})]);
    pair.is_clean();
    assert_eq!(
        pair.english(),
        EN.replace("Nobody knows", "Nobody can tell")
            .replace("all night", "until dawn")
    );
}

#[test]
fn neighbours_rewritten_from_end_to_end_are_conflicts_when_a_stale_buffer_is_saved() {
    let pair = Pair::new();
    pair.translate("lighthouse stands", "Rocks rise east of here.");
    pair.translate("keeper lights", "An old man works at dusk.");
    pair.write("en.md", EN);
    let items = pair.items("conflict");
    assert_eq!(items.len(), 2, "{:#}", pair.status().0);
    assert_eq!(items[0]["target"], "Rocks rise east of here.");
    assert_eq!(items[1]["target"], "An old man works at dusk.");
}

#[test]
fn an_edit_that_did_not_see_what_stands_there_is_merged_or_a_conflict() {
    let pair = Pair::new();
    pair.replace("en.md", "Nobody knows", "Nobody ever knows");
    let id = pair.id("没有人知道");
    let was = ["Nobody knows when the ship comes back."];
    pair.edit(&[json!({"do": "translate", "bead": id, "texts": ["Nobody can tell."], "was": was})]);
    let item = pair.one_item("conflict");
    assert_eq!(item["other"], "Nobody ever knows when the ship comes back.");
    assert!(pair.english().contains("Nobody ever knows"));
}

#[test]
fn english_of_changed_chinese_is_stale_until_a_person_says_otherwise() {
    for is_edited in [true, false] {
        let pair = Pair::new();
        pair.replace("zh.md", "没有人知道船", "没有人知道大船");
        let item = pair.one_item("stale");
        assert_eq!(item["other"], "没有人知道船什么时候回来。");
        pair.align();
        assert_eq!(pair.bead("大船")["was"], "没有人知道船什么时候回来。");
        // A change elsewhere, and another of the Chinese, leave the Chinese that the English was made of.
        pair.replace("en.md", "all night", "until dawn");
        pair.replace("zh.md", "没有人知道大船", "没有人知道大帆船");
        pair.align();
        let item = pair.one_item("stale");
        assert_eq!(item["other"], "没有人知道船什么时候回来。");
        let id = item["bead"].as_str().unwrap();
        if is_edited {
            pair.translate("大帆船", "Nobody knows when the big ship comes back.");
        } else {
            pair.edit(&[json!({"do": "holds", "bead": id})]);
        }
        pair.is_clean();
        pair.align();
        pair.is_clean();
    }
}

#[test]
fn stale_is_inherited_by_links_made_by_a_person() {
    let pair = Pair::new();
    pair.replace("zh.md", "没有人知道船", "没有人知道大船");
    pair.align();
    let (first, last) = (pair.id("大船"), pair.id("渔夫"));
    pair.edit(&[json!({"do": "merge", "first": first, "last": last})]);
    let item = pair.one_item("stale");
    assert!(
        item["other"]
            .as_str()
            .unwrap()
            .contains("没有人知道船什么时候回来。"),
        "{item}"
    );
    // A repetition put in above changes no words.
    let pair = Pair::of(
        "好。\n\n灯塔在岛的东边。\n",
        "Good.\n\nThe lighthouse stands in the east of the island.\n",
    );
    pair.write("zh.md", "好。\n\n好。\n\n灯塔在岛的东边。\n");
    pair.align();
    assert!(pair.items("stale").is_empty());
}

#[test]
fn a_decision_whose_sentence_is_gone_is_kept_until_it_is_dismissed() {
    let pair = Pair::new();
    let id = pair.id("渔夫");
    pair.lock_and_note("渔夫", "ask the author");
    pair.replace("en.md", " The fisherman waited on the quay all night.", "");
    pair.align();
    let lost = pair
        .lines()
        .into_iter()
        .filter(|line| line.get("lost").is_some())
        .collect::<Vec<_>>();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0]["lost"]["note"], "ask the author");
    let item = pair.one_item("lost");
    assert_eq!(
        (&item["bead"], &item["note"]),
        (&json!(id), &json!("ask the author"))
    );
    // Other work leaves it.
    pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
    pair.align();
    pair.one_item("lost");
    pair.edit(&[json!({"do": "dismiss", "lost": id})]);
    assert!(pair.items("lost").is_empty());
    assert!(!pair.read(BITEXT).contains("\"lost\""));
}

#[test]
fn keys_of_a_newer_version_survive() {
    let pair = Pair::new();
    let text = pair.read(BITEXT);
    let mut lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    lines[0]["x-header"] = json!({"a": 1});
    let at = lines
        .iter()
        .position(|line| line.to_string().contains("Nobody"))
        .unwrap();
    lines[at]["x-bead"] = json!(["one"]);
    lines[at]["target"][0]["x-sentence"] = json!("two");
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    pair.write(BITEXT, lines.join("\n") + "\n");
    let has = |what: &[&str]| {
        let text = pair.read(BITEXT);
        for key in what {
            assert!(text.contains(key), "{key} is gone: {text}");
        }
    };
    let all = [
        "\"x-header\":{\"a\":1}",
        "\"x-bead\":[\"one\"]",
        "\"x-sentence\":\"two\"",
    ];
    pair.align();
    has(&all);
    pair.replace("en.md", "all night", "until dawn");
    pair.align();
    has(&all);
    pair.translate("keeper", "The keeper lights the lamp at dusk.");
    has(&all);
    pair.replace("en.md", "Nobody knows", "No one knows");
    pair.align();
    has(&all[..2]);
    pair.translate("No one knows", "Nobody can tell when the ship comes back.");
    has(&all[..2]);
}

/// Makes the bitext one of version 1.
fn make_old(pair: &Pair) {
    let text = pair.read(BITEXT);
    let (header, rest) = text.split_once('\n').unwrap();
    let mut header: Value = serde_json::from_str(header).unwrap();
    header["version"] = json!(1);
    for side in ["source", "target"] {
        header[side].as_object_mut().unwrap().remove("read");
    }
    pair.write(BITEXT, format!("{header}\n{rest}"));
}

#[test]
fn a_bitext_of_version_1_with_the_words_of_its_texts_opens() {
    let pair = Pair::new();
    pair.lock_and_note("Nobody knows", "ask the author");
    make_old(&pair);
    let output = pair.run(&["check", BITEXT]);
    assert!(output.status.code().unwrap() < 2, "{}", stderr(&output));
    pair.is_clean();
    pair.align();
    assert!(pair.read(BITEXT).contains("\"version\":2"));
    assert_eq!(pair.bead("Nobody knows")["note"], "ask the author");
    pair.is_clean();
}

#[test]
fn a_bitext_of_version_1_with_other_words_asks_whose_stand() {
    for (take, wanted) in [("file", "Nobody ever knows"), ("bitext", "Nobody knows")] {
        let pair = Pair::new();
        pair.lock_and_note("Nobody knows", "ask the author");
        make_old(&pair);
        pair.replace("en.md", "Nobody knows", "Nobody ever knows");
        let before = (pair.english(), pair.read(BITEXT));
        for command in ["check", "build", "terms", "status"] {
            let output = pair.run(&[command, BITEXT]);
            assert_eq!(
                output.status.code(),
                Some(2),
                "{command}: {}",
                stderr(&output)
            );
            assert!(stderr(&output).contains("--take"), "{}", stderr(&output));
        }
        assert_eq!(pair.run(ALIGN).status.code(), Some(2));
        assert_eq!((pair.english(), pair.read(BITEXT)), before);
        pair.said(&[ALIGN, &["--take", take]].concat());
        assert_eq!(
            pair.english(),
            EN.replace("Nobody knows", wanted),
            "--take {take}"
        );
        assert_eq!(pair.bead("没有人知道")["note"], "ask the author");
        let (status, _) = pair.status();
        assert_eq!(status["target"]["changed"], 0);
        assert!(pair.items("pending").is_empty(), "{status:#}");
    }
}

#[test]
fn other_settings_of_segmentation_change_nothing_until_asked() {
    let zh = "灯塔在东边；看守人每天晚上点灯。\n\n没有人知道船什么时候回来。\n";
    let en = "The lighthouse stands in the east; the keeper lights the lamp every evening.\n\nNobody knows when the ship comes back.\n";
    let pair = Pair::of(zh, en);
    pair.lock_and_note("灯塔", "ask the author");
    let links = pair.lines();
    pair.write("duizhao.toml", "[segment]\nsemicolon = true\n");
    pair.is_clean();
    let output = pair.run(&["check", BITEXT, "--locked"]);
    assert!(output.status.code().unwrap() < 2, "{}", stderr(&output));
    pair.align();
    assert_eq!(pair.lines(), links);
    // A change elsewhere cuts nothing else anew.
    pair.replace("en.md", "Nobody knows", "No one knows");
    pair.align();
    assert_eq!(pair.lines()[0], links[0]);
    pair.said(&[ALIGN, &["--recut"]].concat());
    assert!(
        pair.lines().len() > links.len()
            || pair.lines()[0]["source"].as_array().unwrap().len() == 2
    );
    assert!(pair.read(BITEXT).contains("ask the author"));
}

#[test]
fn texts_are_those_beside_the_bitext_and_not_those_of_the_current_folder() {
    let home = folder_with(&[
        ("one/zh.md", ZH.to_owned()),
        ("one/en.md", EN.replace("all night", "in the other chapter")),
        ("two/zh.md", ZH.to_owned()),
        ("two/en.md", EN.to_owned()),
    ]);
    let (one, two) = (home.path().join("one"), home.path().join("two"));
    done(&two, ALIGN);
    let id = {
        let text = fs::read_to_string(two.join(BITEXT)).unwrap();
        let line = text.lines().find(|line| line.contains("Nobody")).unwrap();
        serde_json::from_str::<Value>(line).unwrap()["id"].clone()
    };
    let bitext = format!("../two/{BITEXT}");
    let output = duizhao(&one, &["status", &bitext]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let list = json!({"do": "translate", "bead": id, "texts": ["Nobody can tell."]}).to_string();
    fs::write(one.join("operations.jsonl"), list).unwrap();
    done(&one, &["edit", &bitext, "operations.jsonl"]);
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    assert!(read(&two.join("en.md")).contains("Nobody can tell."));
    assert!(!read(&one.join("en.md")).contains("Nobody can tell."));
    // Made from elsewhere, the names are the same.
    let made = read(&two.join(BITEXT));
    fs::remove_file(two.join(BITEXT)).unwrap();
    done(
        home.path(),
        &[
            "align",
            "two/zh.md",
            "two/en.md",
            "-o",
            &format!("two/{BITEXT}"),
        ],
    );
    assert_eq!(read(&two.join(BITEXT)).lines().next(), made.lines().next());
    // All moved to another place.
    let three = home.path().join("three");
    fs::rename(&two, &three).unwrap();
    let output = duizhao(home.path(), &["status", &format!("three/{BITEXT}")]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn a_side_is_read_as_it_was_when_it_was_made() {
    let folder = folder_with(&[
        (
            "zh.txt",
            "灯塔在岛的东边。看守人每天晚上点灯。\n没有人知道。\n",
        ),
        (
            "en.txt",
            "The lighthouse stands in the east of the island. The keeper lights the lamp every evening.\nNobody knows.\n",
        ),
    ]);
    done(
        folder.path(),
        &["align", "--lines", "zh.txt", "en.txt", "-o", BITEXT],
    );
    let output = duizhao(folder.path(), &["status", BITEXT]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let output = duizhao(
        folder.path(),
        &["check", BITEXT, "--locked", "--from", "md"],
    );
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let output = duizhao(folder.path(), &["check", BITEXT, "--locked"]);
    assert!(output.status.code().unwrap() < 2, "{}", stderr(&output));
}

#[test]
fn fixes_are_written_into_both_files() {
    let pair = Pair::of(ZH, EN.replace("evening.", "evening ."));
    let output = pair.run(&["check", BITEXT, "--fix"]);
    assert!(output.status.code().unwrap() < 2, "{}", stderr(&output));
    assert_eq!(pair.english(), EN);
    pair.is_clean();
    assert!(pair.read(BITEXT).contains("every evening."));
}

/// Branches, each changed by `change`, merged by git with the drivers of the guide.
fn merged(ours: impl Fn(&Pair), theirs: impl Fn(&Pair)) -> (Pair, bool) {
    let pair = Pair::new();
    let folder = pair.path().to_owned();
    repository(&folder);
    git_done(&folder, &["checkout", "-q", "-b", "theirs"]);
    theirs(&pair);
    commit(&folder, "theirs");
    git_done(&folder, &["checkout", "-q", "main"]);
    ours(&pair);
    commit(&folder, "ours");
    let is_clean = git(&folder, &["merge", "-q", "--no-edit", "theirs"])
        .status
        .success();
    (pair, is_clean)
}

fn remove_list(pair: &Pair) {
    let _ = fs::remove_file(pair.path().join("operations.jsonl"));
}

#[test]
fn two_branches_of_texts_and_bitexts_merge() {
    let (pair, is_clean) = merged(
        |pair| {
            pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
            pair.lock_and_note("keeper", "ask the author");
            remove_list(pair);
        },
        |pair| {
            pair.translate("fisherman", "The fisherman waited until dawn.");
            pair.lock_and_note("In the morning", "checked");
            remove_list(pair);
        },
    );
    assert!(is_clean);
    let wanted = EN
        .replace("Nobody knows", "Nobody can tell")
        .replace("waited on the quay all night", "waited until dawn");
    assert_eq!(pair.english(), wanted);
    pair.is_clean();
    assert_eq!(pair.bead("keeper")["note"], "ask the author");
    assert_eq!(pair.bead("In the morning")["status"], "locked");
    pair.align();
    assert_eq!(pair.english(), wanted);
    pair.is_clean();
}

#[test]
fn a_text_changed_on_one_branch_and_locked_on_the_other_merges() {
    let (pair, is_clean) = merged(
        |pair| {
            pair.lock_and_note("Nobody knows", "ask the author");
            remove_list(pair);
        },
        |pair| pair.replace("en.md", "Nobody knows", "No one knows"),
    );
    assert!(is_clean);
    pair.align();
    let bead = pair.bead("No one knows");
    assert_eq!(
        (&bead["note"], &bead["changed"]),
        (&json!("ask the author"), &json!(true))
    );
}

#[test]
fn a_bitext_that_git_could_not_merge_is_opened_by_align_alone() {
    let (pair, is_clean) = merged(
        |pair| {
            pair.translate("Nobody knows", "Nobody can tell when the ship comes back.");
            pair.lock_and_note("keeper", "ask the author");
            remove_list(pair);
        },
        |pair| {
            pair.translate("Nobody knows", "Who knows when the ship comes back?");
            pair.lock_and_note("fisherman", "checked");
            remove_list(pair);
        },
    );
    assert!(!is_clean);
    // The text is resolved by hand.
    assert!(pair.english().contains("<<<<<<<"));
    pair.write("en.md", EN.replace("Nobody knows", "Nobody can tell"));
    assert!(pair.read(BITEXT).contains("<<<<<<<"));
    let output = pair.run(&["check", BITEXT]);
    assert_eq!(output.status.code(), Some(2));
    git_done(pair.path(), &["add", "en.md"]);
    pair.align();
    assert_eq!(
        pair.english(),
        EN.replace("Nobody knows", "Nobody can tell")
    );
    assert_eq!(pair.bead("keeper")["note"], "ask the author");
    assert_eq!(pair.bead("fisherman")["note"], "checked");
}

/// The English sentences of the bitext.
fn copied(pair: &Pair) -> Vec<String> {
    let lines = pair.lines();
    let sentences = lines
        .iter()
        .flat_map(|line| line["target"].as_array().unwrap());
    sentences
        .map(|one| one["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_kill_at_any_moment_leaves_both_files_old_or_both_new() {
    let pair = Pair::new();
    let ids = (pair.id("Nobody"), pair.id("fisherman"));
    let texts = |number: u32| {
        (
            format!("Nobody knows when ship {number} comes back."),
            format!("The fisherman waited {number} nights."),
        )
    };
    let write = |number: u32| {
        let (one, two) = texts(number);
        let list = [(&ids.0, one), (&ids.1, two)]
            .map(|(id, text)| json!({"do": "translate", "bead": id, "texts": [text]}).to_string());
        pair.write("operations.jsonl", list.join("\n"));
    };
    write(0);
    let began = Instant::now();
    pair.done(&["edit", BITEXT, "operations.jsonl"]);
    let whole = began.elapsed();
    let private = pair.path().join(".duizhao");
    let mut random = fastrand::Rng::with_seed(7);
    let (mut last, mut kept, mut made, mut between) = (0, 0, 0, 0);
    for number in 1..=100 {
        write(number);
        let before = fs::read(pair.path().join("en.md")).unwrap();
        let mut child = command(pair.path(), &["edit", BITEXT, "operations.jsonl"])
            .spawn()
            .unwrap();
        if number % 3 == 0 {
            sleep(whole.mul_f64(random.f64() * 1.2));
        } else {
            // Near the moment at which files are replaced.
            let began = Instant::now();
            let is_near = || {
                let has_record = fs::read_dir(&private).unwrap().any(|entry| {
                    let name = entry.unwrap().file_name();
                    name.to_string_lossy().contains(".swap")
                });
                has_record || began.elapsed() > whole * 3
            };
            while !is_near() && child.try_wait().unwrap().is_none() {}
            sleep(Duration::from_micros(random.u64(..1500)));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let is_written = fs::read(pair.path().join("en.md")).unwrap() != before;
        let is_copied = pair.read(BITEXT).contains(&texts(number).0);
        between += u32::from(is_written != is_copied);
        pair.is_clean();
        let english = pair.english();
        let now = if english.contains(&texts(number).0) {
            number
        } else {
            last
        };
        let (one, two) = texts(now);
        let copy = copied(&pair);
        for text in [&one, &two] {
            assert!(english.contains(text.as_str()), "{number}: {english}");
            assert!(copy.contains(text), "{number}: {copy:?}");
        }
        assert_eq!(copy.len(), 6);
        if now == number {
            made += 1;
        } else {
            kept += 1;
        }
        last = now;
    }
    assert!(
        kept > 0 && made > 0,
        "no kill came in time, or all did: {kept} {made} {between}"
    );
    let left: Vec<String> = fs::read_dir(pair.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.len() < 120, "{left:?}");
}
