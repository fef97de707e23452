//! `duizhao align --batch`: many pairs in one run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::{command, duizhao, fixture};
use serde_json::Value;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder with the texts of the fixtures under `books/`, and their list.
fn shelf(list: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (from, ends) in [("interview", "md"), ("story", "txt")] {
        let to = folder.path().join("books").join(from);
        fs::create_dir_all(&to).unwrap();
        for side in ["zh", "en"] {
            let name = format!("{side}.{ends}");
            fs::copy(fixture(from).join(&name), to.join(&name)).unwrap();
        }
    }
    fs::write(folder.path().join("books/broken.docx"), "no archive").unwrap();
    fs::write(folder.path().join("books/list.tsv"), list).unwrap();
    folder
}

const GOOD: &str = "source\ttarget\toutput\ninterview/zh.md\tinterview/en.md\t\n\
                    story/zh.txt\tstory/en.txt\t\nstory/en.txt\tstory/zh.txt\tback\n";

fn batch<'a>(output: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["align", "--batch", "books/list.tsv", "-o", output];
    arguments.extend(more);
    arguments
}

/// Every file of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(&path).unwrap())
        })
        .collect()
}

#[test]
fn results_are_those_of_single_runs_whatever_the_number_of_threads() {
    let shelf = shelf(GOOD);
    let one = duizhao(shelf.path(), &batch("one", &["--jobs", "1"]));
    let four = duizhao(shelf.path(), &batch("four", &["--jobs", "4"]));
    assert_eq!(one.status.code(), Some(0), "{}", text(&one.stderr));
    assert_eq!(text(&one.stdout), text(&four.stdout));
    let made = files(&shelf.path().join("one"));
    assert_eq!(made, files(&shelf.path().join("four")));
    let names: Vec<&str> = made.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "back.bitext.jsonl",
            "batch.jsonl",
            "interview-zh.bitext.jsonl",
            "story-zh.bitext.jsonl"
        ]
    );
    let single = duizhao(
        shelf.path(),
        &["align", "books/story/zh.txt", "books/story/en.txt"],
    );
    // The header names the files from the folder of the bitext.
    let beads = |file: &[u8]| {
        text(file)
            .split_once('\n')
            .map(|(_, beads)| beads.to_owned())
    };
    assert_eq!(beads(&single.stdout), beads(&made["story-zh.bitext.jsonl"]));
    // Both directions of the same pair have the same counts; only the order of the beads differs.
    let table = text(&one.stdout);
    let row = |name: &str| -> Vec<String> {
        let line = table.lines().find(|line| line.trim().starts_with(name));
        let cells = line.unwrap().split_whitespace().skip(1);
        cells.map(str::to_owned).collect()
    };
    assert_eq!(row("back"), row("story-zh"));
}

#[test]
fn a_pair_that_fails_is_listed_and_the_others_go_on() {
    let list = "source,target\nstory/missing.txt,story/en.txt\nbroken.docx,story/en.txt\n\
                story/zh.txt,story/en.txt\n";
    let shelf = shelf(list);
    let output = duizhao(shelf.path(), &batch("out", &["--summary", "json"]));
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&summary["failed"], &summary["skipped"]),
        (&2.into(), &0.into())
    );
    let pairs = summary["pairs"].as_array().unwrap();
    let error = |at: usize| pairs[at]["result"]["error"].as_str().unwrap_or_default();
    assert!(error(0).contains("missing.txt"), "{summary}");
    assert!(error(1).contains("broken.docx"), "{summary}");
    assert_eq!(pairs[2]["result"]["error"], Value::Null);
    assert!(shelf.path().join("out/zh.bitext.jsonl").is_file());

    // A failed pair is tried again, a finished one is not; the table contains the reason, too.
    fs::copy(
        shelf.path().join("books/story/zh.txt"),
        shelf.path().join("books/story/missing.txt"),
    )
    .unwrap();
    let output = duizhao(shelf.path(), &batch("out", &[]));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("zh: nothing has changed"));
    assert!(text(&output.stdout).contains("broken: books/broken.docx"));
    assert!(shelf.path().join("out/missing.bitext.jsonl").is_file());
}

#[test]
fn a_wrong_list_is_wrong_input() {
    for list in ["zh\ten\na\tb\n", "source\ttarget\n", "source\ttarget\na\n"] {
        let shelf = shelf(list);
        let output = duizhao(shelf.path(), &batch("out", &[]));
        assert_eq!(output.status.code(), Some(2), "{list:?}");
        assert!(text(&output.stderr).contains("list.tsv"), "{list:?}");
        assert!(!shelf.path().join("out").exists());
    }
    let shelf = shelf(GOOD);
    for arguments in [
        vec!["align", "--batch", "books/list.tsv"],
        vec!["align", "books/story/zh.txt"],
        vec!["align", "a", "b", "--summary", "json"],
        batch("out", &["--format", "moses"]),
        batch("out", &["--gold", "x"]),
    ] {
        let output = duizhao(shelf.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn only_what_has_changed_is_done_again_and_decisions_stay() {
    let shelf = shelf(GOOD);
    let skipped = |more: &[&str]| {
        let mut arguments = batch("out", &["--summary", "json"]);
        arguments.extend(more);
        let output = duizhao(shelf.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        summary["skipped"].as_u64().unwrap()
    };
    assert_eq!(skipped(&[]), 0);
    let first = files(&shelf.path().join("out"));
    assert_eq!(skipped(&[]), 3);
    assert_eq!(first, files(&shelf.path().join("out")));

    // A changed text.
    let path = shelf.path().join("books/interview/en.md");
    let more = fs::read_to_string(&path).unwrap() + "\nOne more sentence.\n";
    fs::write(&path, more).unwrap();
    assert_eq!(skipped(&[]), 2);

    // A person's decision: the pair is done again, and the decision is kept.
    let path = shelf.path().join("out/story-zh.bitext.jsonl");
    let automatic = fs::read_to_string(&path).unwrap();
    let decided = automatic.replacen(
        "\"confidence\":1.0,",
        "\"confidence\":1.0,\"status\":\"locked\",",
        1,
    );
    assert!(automatic != decided);
    fs::write(&path, decided).unwrap();
    assert_eq!(skipped(&[]), 2);
    let again = fs::read_to_string(&path).unwrap();
    assert_eq!(again.matches("\"status\":\"locked\"").count(), 1);
    assert_eq!(skipped(&[]), 3);

    // A lost result; a result in another format; all pairs.
    fs::remove_file(shelf.path().join("out/back.bitext.jsonl")).unwrap();
    assert_eq!(skipped(&[]), 2);
    assert_eq!(skipped(&["--format", "tmx"]), 0);
    assert_eq!(skipped(&["--fresh"]), 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), automatic);
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_was() {
    let mut list = "source\ttarget\toutput\n".to_owned();
    for number in 0..12 {
        list.push_str(&format!("story/zh.txt\tstory/en.txt\tstory{number:02}\n"));
    }
    let shelf = shelf(&list);
    let whole = duizhao(shelf.path(), &batch("whole", &["--jobs", "2"]));
    assert_eq!(whole.status.code(), Some(0), "{}", text(&whole.stderr));

    let mut child = command(shelf.path(), &batch("killed", &["--jobs", "2", "--quiet"]))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let record = shelf.path().join("killed/batch.jsonl");
    let begun = Instant::now();
    while !fs::read(&record).is_ok_and(|bytes| bytes.contains(&b'\n')) {
        assert!(begun.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = text(&fs::read(&record).unwrap()).lines().count();
    // The record as if the run was killed in the middle of a line.
    let mut torn = fs::read(&record).unwrap();
    torn.extend_from_slice(b"{\"source\":\"books/st");
    fs::write(&record, torn).unwrap();

    let rest = duizhao(shelf.path(), &batch("killed", &["--jobs", "2"]));
    assert_eq!(rest.status.code(), Some(0), "{}", text(&rest.stderr));
    let left = text(&rest.stderr).matches("nothing has changed").count();
    assert!(left >= 1 && left <= before, "{left} of {before}");
    assert_eq!(text(&whole.stdout), text(&rest.stdout));
    let mut killed = files(&shelf.path().join("killed"));
    // A killed run leaves the file that it was writing under its temporary name.
    killed.retain(|name, _| !name.starts_with(".duizhao-"));
    assert_eq!(files(&shelf.path().join("whole")), killed);
}
