//! EPUB files made by the command, validated by EPUBCheck if it is installed.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(program: &str, arguments: &[&str], folder: &Path) -> std::io::Result<Output> {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .stdin(Stdio::null())
        .output()
}

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

fn duizhao(arguments: &[&str], folder: &Path) -> Output {
    let output = run(env!("CARGO_BIN_EXE_duizhao"), arguments, folder).expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    output
}

#[test]
#[allow(clippy::print_stderr)]
fn epubcheck_finds_nothing_in_our_books() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = |name: &str| root.join(name).display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let judge = epubcheck();
    if judge.is_none() {
        eprintln!("SKIPPED: epubcheck is not on the PATH, the books are only read back");
    }
    let glossary = path("glossary/interview.csv");
    for (name, zh, en) in [
        (
            "interview",
            "fixtures/interview/zh.md",
            "fixtures/interview/en.md",
        ),
        ("story", "fixtures/story/zh.txt", "fixtures/story/en.txt"),
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
                duizhao(&arguments, folder.path());
                let book = format!("{out}/edition.epub");
                let read = duizhao(&["segment", &book], folder.path());
                assert!(!read.stdout.is_empty(), "{book}");
                if let Some([program, first @ ..]) = judge.as_deref() {
                    let mut arguments: Vec<&str> = first.iter().map(String::as_str).collect();
                    arguments.extend(["--failonwarnings", &book]);
                    let judged = run(program, &arguments, folder.path()).expect("runs");
                    let said = [judged.stdout, judged.stderr].concat();
                    let said = String::from_utf8_lossy(&said);
                    assert!(judged.status.success(), "{book}: {said}");
                }
            }
        }
    }
}
