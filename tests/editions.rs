//! EPUB files made by the command, validated by EPUBCheck if it is installed.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};

use common::{done, root, skipped};

/// The command that runs EPUBCheck: Debian's is a Java archive that only some systems run directly.
fn epubcheck() -> Option<Vec<String>> {
    let path = std::env::var_os("PATH")?;
    let file = std::env::split_paths(&path)
        .map(|folder| folder.join("epubcheck"))
        .find(|file| file.is_file())?;
    let mut start = [0; 2];
    File::open(&file).ok()?.read_exact(&mut start).ok()?;
    let file = file.display().to_string();
    Some(match &start {
        b"PK" => vec!["java".to_owned(), "-jar".to_owned(), file],
        _ => vec![file],
    })
}

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
            for pinyin in [false, true] {
                let (zh, en) = (path(zh), path(en));
                let out = format!("{name}-{layout}-{pinyin}");
                let mut arguments = vec!["build", &zh, &en, "--to", "epub", "-o", &out];
                arguments.extend(["--layout", layout, "--glossary", &glossary]);
                if pinyin {
                    arguments.push("--pinyin");
                }
                done(folder.path(), &arguments);
                let book = format!("{out}/edition.epub");
                let read = done(folder.path(), &["segment", &book]);
                assert!(!read.is_empty(), "{book}");
                if let Some([program, first @ ..]) = judge.as_deref() {
                    let mut arguments: Vec<&str> = first.iter().map(String::as_str).collect();
                    arguments.extend(["--failonwarnings", &book]);
                    let judged = Command::new(program)
                        .args(arguments)
                        .current_dir(folder.path())
                        .stdin(Stdio::null())
                        .output()
                        .unwrap();
                    let said = [judged.stdout, judged.stderr].concat();
                    let said = String::from_utf8_lossy(&said);
                    assert!(judged.status.success(), "{book}: {said}");
                }
            }
        }
    }
}
