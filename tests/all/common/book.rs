//! The book of `fixtures/book` in a repository of its own: eight texts in two parts, the last of them without English;
//! three commits. In the second a text is renamed and an English sentence edited, in the third the Chinese of a
//! sentence changes under its English and a passage moves from one text to another.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{copy, done, fixture, git::git_done};

/// The book as its first commit has it, without bitexts and without a repository.
pub(crate) fn texts() -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    copy(&fixture("book"), temporary.path());
    for name in ["expected", "README.md"] {
        let path = temporary.path().join(name);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else if path.exists() {
            fs::remove_file(path).unwrap();
        }
    }
    temporary
}

/// The whole repository.
pub(crate) fn repository() -> tempfile::TempDir {
    let temporary = texts();
    let folder = temporary.path();
    fs::write(folder.join(".gitignore"), "/.duizhao/\n/edition/\n").unwrap();
    git_done(folder, &["init", "-q", "-b", "main"]);
    align(folder);
    lock_first(folder, "bitext/sea/01-lamp.md.bitext.jsonl");
    commit(folder, "The book", 1);

    for side in ["zh", "en"] {
        let (from, to) = (
            format!("{side}/shore/05-letter.md"),
            format!("{side}/shore/05-letters.md"),
        );
        git_done(folder, &["mv", &from, &to]);
        replace(
            folder,
            &format!("{side}/sea/03-boat.md"),
            "05-letter.md",
            "05-letters.md",
        );
    }
    replace(folder, "zh/SUMMARY.md", "05-letter.md", "05-letters.md");
    replace(
        folder,
        "en/sea/01-lamp.md",
        "mended nets",
        "mended his nets",
    );
    align(folder);
    commit(folder, "A better name", 2);

    replace(
        folder,
        "zh/sea/02-fog.md",
        "最长的一场雾有五天，他五天没有睡觉。",
        "最长的一场雾有七天，他七天没有睡觉。",
    );
    move_passage(folder);
    align(folder);
    commit(folder, "Seven days of fog", 3);
    temporary
}

/// Moves the last passage of one text to the end of another, on both sides.
pub(crate) fn move_passage(folder: &Path) {
    for (side, passage) in [
        ("zh", "集市上的孩子跟在他后面，学雾笛的声音。"),
        (
            "en",
            "The children of the market walked behind him and made the sound of the fog signal.",
        ),
    ] {
        replace(
            folder,
            &format!("{side}/shore/04-market.md"),
            &format!("\n{passage}\n"),
            "",
        );
        let path = folder.join(format!("{side}/shore/06-school.md"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}\n{passage}\n")).unwrap();
    }
}

/// Aligns every text that has both sides.
fn align(folder: &Path) {
    let output = super::duizhao(folder, &["align", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", super::stderr(&output));
}

/// A person locks the first link with a sentence on both sides.
fn lock_first(folder: &Path, bitext: &str) {
    let text = fs::read_to_string(folder.join(bitext)).unwrap();
    let line = text.lines().nth(2).unwrap();
    let bead: serde_json::Value = serde_json::from_str(line).unwrap();
    let operation = serde_json::json!({"do": "status", "bead": bead["id"], "status": "locked"});
    let operations = folder.join("operations.jsonl");
    fs::write(&operations, format!("{operation}\n")).unwrap();
    done(folder, &["edit", bitext, "operations.jsonl"]);
    fs::remove_file(operations).unwrap();
}

/// Writes other words in the one place of a file that has them.
pub(crate) fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
    super::replace(folder, file, from, to);
}

/// Commits everything on a day of its own.
fn commit(folder: &Path, message: &str, day: usize) {
    git_done(folder, &["add", "-A"]);
    let date = format!("2026-03-0{day}T12:00:00+00:00");
    let status = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(["commit", "-q", "-m", message])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .env_remove("GIT_DIR")
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}
