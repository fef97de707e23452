//! Every command over a book of eight texts, as a person reads it; and runs that are ended at any moment.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::common::{self, book, command, duizhao, fixture, stderr, stdout};

/// What a command says: its output, then its messages, then its exit code.
fn told(folder: &Path, arguments: &[&str]) -> String {
    let output = duizhao(folder, arguments);
    let mut said = format!("$ duizhao {}\n{}", arguments.join(" "), stdout(&output));
    let messages = stderr(&output);
    if !messages.is_empty() {
        said.push_str(&format!("--- messages\n{messages}"));
    }
    let here = folder.display().to_string();
    let whole = fs::canonicalize(folder).unwrap().display().to_string();
    let said = said.replace(&whole, "BOOK").replace(&here, "BOOK");
    format!("{said}--- exit {}\n", output.status.code().unwrap())
}

/// Compares with what a person has read: a file of the fixtures. `DUIZHAO_SNAPSHOTS=write` writes it.
fn is_as_read(name: &str, text: &str) {
    let path = fixture("book/expected").join(name);
    if std::env::var_os("DUIZHAO_SNAPSHOTS").is_some_and(|value| value == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let read = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, read, "{name} is other than it was read");
}

#[test]
fn every_command_over_the_book_is_as_it_was_read() {
    let temporary = book::repository();
    let folder = temporary.path();
    for (name, arguments) in [
        ("status.txt", &["status"][..]),
        ("status.md", &["status", "--format", "markdown"]),
        ("badge.json", &["status", "--format", "badge"]),
        ("status-one.txt", &["status", "zh/sea/02-fog.md"]),
        ("check.txt", &["check", "--locked"]),
        (
            "check-changed.txt",
            &["check", "--locked", "--changed", "HEAD~1"],
        ),
        ("check-part.txt", &["check", "zh/sea"]),
        ("diff.txt", &["diff", "--git", "HEAD~2..HEAD"]),
        (
            "diff.md",
            &["diff", "--git", "HEAD~2..HEAD", "--format", "markdown"],
        ),
        ("terms.txt", &["terms", "--least", "2"]),
        ("align-again.txt", &["align"]),
        ("build.txt", &["build"]),
        (
            "convert.txt",
            &["convert", "--to", "tmx", "-o", "memory", "zh/shore"],
        ),
        ("no-text.txt", &["check", "zh/shore/05-letter.md"]),
    ] {
        let told = told(folder, arguments);
        is_as_read(name, &told);
        if !matches!(name, "align-again.txt" | "build.txt" | "check.txt") {
            let alone = self::told(folder, &[&["--jobs", "1"], arguments].concat());
            let again = alone.replacen("duizhao --jobs 1 ", "duizhao ", 1);
            assert_eq!(told, again, "{name}: the number of threads changes nothing");
        }
    }
}

#[test]
fn a_first_run_without_bitexts_finds_what_is_stale_by_history() {
    let temporary = book::repository();
    let folder = temporary.path();
    fs::remove_dir_all(folder.join("bitext")).unwrap();
    let settings = fs::read_to_string(folder.join("duizhao.toml")).unwrap();
    let without: Vec<&str> = settings
        .lines()
        .filter(|line| !line.starts_with("bitext"))
        .collect();
    fs::write(folder.join("duizhao.toml"), without.join("\n")).unwrap();
    let report = stdout(&duizhao(folder, &["check", "--only", "stale"]));
    assert_eq!(report.matches("stale").count(), 1, "{report}");
    assert!(report.contains("en/sea/02-fog.md"), "{report}");
    // Nothing that only moved, or whose file has another name, is stale.
    for file in ["04-market", "05-letters", "06-school"] {
        assert!(!report.contains(file), "{report}");
    }
}

#[test]
fn english_that_was_not_renamed_is_named() {
    let temporary = book::repository();
    let folder = temporary.path();
    fs::rename(
        folder.join("zh/sea/03-boat.md"),
        folder.join("zh/sea/03-supply.md"),
    )
    .unwrap();
    book::replace(folder, "zh/SUMMARY.md", "03-boat.md", "03-supply.md");
    let status = stdout(&duizhao(folder, &["status"]));
    assert!(
        status.contains("git mv") && status.contains("en/sea/03-boat.md"),
        "{status}"
    );
    fs::rename(
        folder.join("en/sea/03-boat.md"),
        folder.join("en/sea/03-supply.md"),
    )
    .unwrap();
    let aligned = duizhao(folder, &["align"]);
    assert!(
        stderr(&aligned).contains("its bitext was"),
        "{}",
        stderr(&aligned)
    );
    assert!(
        folder
            .join("bitext/sea/03-supply.md.bitext.jsonl")
            .is_file()
    );
    assert!(!folder.join("bitext/sea/03-boat.md.bitext.jsonl").exists());
}

#[test]
fn a_decision_goes_with_its_passage_to_another_text() {
    let temporary = book::texts();
    let folder = temporary.path();
    duizhao(folder, &["align", "--quiet"]);
    let bitext = "bitext/shore/04-market.md.bitext.jsonl";
    let text = fs::read_to_string(folder.join(bitext)).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let operation = serde_json::json!({"do": "status", "bead": last["id"], "status": "locked"});
    let note = serde_json::json!({"do": "note", "bead": last["id"], "note": "ask her"});
    fs::write(folder.join("operations"), format!("{operation}\n{note}\n")).unwrap();
    common::done(folder, &["edit", bitext, "operations"]);
    book::move_passage(folder);
    let said = stderr(&duizhao(folder, &["align"]));
    assert!(
        said.contains("goes with it to bitext/shore/06-school.md"),
        "{said}"
    );
    let of = |name: &str| fs::read_to_string(folder.join(format!("bitext/shore/{name}"))).unwrap();
    let (before, after) = (
        of("04-market.md.bitext.jsonl"),
        of("06-school.md.bitext.jsonl"),
    );
    assert!(
        !before.contains("lost") && !before.contains("ask her"),
        "{before}"
    );
    assert!(
        after.contains("\"locked\"") && after.contains("ask her"),
        "{after}"
    );
    // Nothing is left to do.
    let said = stderr(&duizhao(folder, &["align"]));
    assert_eq!(said.matches("nothing has changed").count(), 7, "{said}");
}

/// Every file of a folder but those of the private one, by its path.
fn files(folder: &Path, of: &str) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, name: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let own = entry.file_name().into_string().unwrap();
            if own == ".duizhao" {
                continue;
            }
            let name = format!("{name}/{own}");
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &name, found);
            } else {
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&folder.join(of), of, &mut found);
    found
}

/// Ends runs of a command at moments from its start to its end, by `kill -9` and by Ctrl-C in turn: what is there
/// then is whole, and another run makes the same as one that nobody disturbed.
fn ended_at_any_moment(arguments: &[&str], makes: &str, moments: u32) {
    let start = book::texts();
    if makes == "edition" {
        duizhao(start.path(), &["align", "--quiet"]);
    }
    let fresh = || {
        let temporary = tempfile::tempdir().unwrap();
        common::copy(start.path(), temporary.path());
        // A run over a copy is no second run.
        let _ = fs::remove_dir_all(temporary.path().join(".duizhao"));
        temporary
    };
    let whole = fresh();
    let began = Instant::now();
    duizhao(whole.path(), arguments);
    let takes = began.elapsed();
    let expected = files(whole.path(), makes);
    assert!(expected.len() > 6, "{:?}", expected.keys());
    for moment in 0..moments {
        let temporary = fresh();
        let folder = temporary.path();
        let mut child = command(folder, arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(takes * moment / moments + Duration::from_millis(1));
        if moment % 2 == 0 {
            let _ = child.kill();
        } else {
            let pid = child.id().to_string();
            let _ = Command::new("kill").args(["-INT", &pid]).status();
        }
        child.wait().unwrap();
        for (name, bytes) in files(folder, makes) {
            // What is written beside a file first has a name of its own.
            if let Some(expected) = expected.get(&name) {
                assert!(bytes == *expected, "{name} is not whole at moment {moment}");
            }
        }
        duizhao(folder, arguments);
        let after = files(folder, makes);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&after), names(&expected), "moment {moment}");
        assert!(after == expected, "other bytes after moment {moment}");
    }
}

#[test]
fn aligning_may_be_ended_at_any_moment() {
    ended_at_any_moment(&["align", "--quiet"], "bitext", 36);
}

#[test]
fn building_may_be_ended_at_any_moment() {
    ended_at_any_moment(&["build", "--quiet"], "edition", 34);
}

#[test]
fn a_single_page_and_a_file_a_text_hold_the_same_sentences() {
    let temporary = book::texts();
    let folder = temporary.path();
    duizhao(
        folder,
        &["build", "--to", "html", "--single-file", "-o", "one"],
    );
    duizhao(folder, &["build", "--to", "md", "--per-text", "-o", "many"]);
    let page: String = files(folder, "one")
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    let texts: String = files(folder, "many")
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    for sentence in [
        "Fog is a kind of sound.",
        "The teacher said later",
        "Gull Rock is a black stone",
    ] {
        assert!(page.contains(sentence), "{sentence}");
        assert!(texts.contains(sentence), "{sentence}");
    }
}
