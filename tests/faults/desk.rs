//! A folder with a small project, and commands that write in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What is to be in some files; nothing where there is to be none.
pub(crate) type Files = BTreeMap<String, Option<Vec<u8>>>;

const CHINESE: &str =
    "第一章\n\n桥断了。镇上的人等了六年！闻溪坐在渡口。\n\n闻溪说：“明天修桥。”没有人相信闻溪。";
const ENGLISH: &str = "Chapter One\n\nThe bridge broke.  For six years，the town waited! Wen Xi sat at the ferry.\n\nWen Xi said: “Tomorrow we mend  the bridge.” Nobody believed Wen Xi.";
const OPERATIONS: &str = "{\"do\":\"note\",\"bead\":\"ID\",\"note\":\"look again\"}\n";

/// The command, in a folder.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duizhao"));
    command.args(arguments).current_dir(folder);
    command
}

/// Runs it to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Runs it to a good end.
pub(crate) fn done(folder: &Path, arguments: &[&str]) {
    let output = run(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{arguments:?}: {said}"
    );
}

/// A project with everything that the commands of [`cases`] read.
pub(crate) fn lay_out(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("duizhao.toml", "[project]\n");
    write("zh.txt", CHINESE);
    write("en.txt", ENGLISH);
    write("later.txt", &ENGLISH.replace("six years", "a long time"));
    done(
        folder,
        &["align", "zh.txt", "en.txt", "-o", "base.bitext.jsonl"],
    );
    let base = fs::read_to_string(folder.join("base.bitext.jsonl")).unwrap();
    let ids: Vec<&str> = base
        .lines()
        .skip(1)
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    for (name, id) in [("ours", ids[0]), ("theirs", ids[ids.len() - 1])] {
        write("operations", &OPERATIONS.replace("ID", id));
        let output = format!("{name}.bitext.jsonl");
        done(
            folder,
            &["edit", "base.bitext.jsonl", "operations", "-o", &output],
        );
    }
    done(folder, &["convert", "base.bitext.jsonl", "base.tmx"]);
}

/// A command that writes, its outputs and what is in them before.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<&'static str>,
    pub(crate) old: Files,
}

/// Every command that writes files, over a project of [`lay_out`].
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let read = |name: &str| Some(fs::read(folder.join(name)).unwrap());
    let some = || Some(b"what was here before\n".to_vec());
    let case = |name, arguments: &[&'static str], old: Vec<(&str, Option<Vec<u8>>)>| Case {
        name,
        arguments: arguments.to_vec(),
        old: old
            .into_iter()
            .map(|(name, bytes)| (name.to_owned(), bytes))
            .collect(),
    };
    vec![
        case(
            "align",
            &["align", "zh.txt", "en.txt", "-o", "new.bitext.jsonl"],
            vec![("new.bitext.jsonl", None)],
        ),
        case(
            "align onto",
            &["align", "zh.txt", "later.txt", "-o", "onto.bitext.jsonl"],
            vec![("onto.bitext.jsonl", read("ours.bitext.jsonl"))],
        ),
        case(
            "build",
            &[
                "build",
                "base.bitext.jsonl",
                "--to",
                "html,md,tmx,tsv,epub,docx",
                "-o",
                "out",
            ],
            vec![
                ("out/edition.html", some()),
                ("out/edition.md", some()),
                ("out/edition.tmx", some()),
                ("out/edition.tsv", some()),
                ("out/edition.epub", some()),
                ("out/edition.docx", some()),
            ],
        ),
        case(
            "convert",
            &["convert", "base.bitext.jsonl", "text.intertext.xml"],
            vec![
                ("text.intertext.xml", some()),
                ("text.zh.xml", some()),
                ("text.en.xml", None),
            ],
        ),
        case(
            "check --fix, a text",
            &["check", "zh.txt", "en.txt", "--fix"],
            vec![("en.txt", read("en.txt"))],
        ),
        case(
            "check --fix, a bitext",
            &["check", "base.bitext.jsonl", "--fix"],
            vec![("base.bitext.jsonl", read("base.bitext.jsonl"))],
        ),
        case(
            "check --write-baseline",
            &[
                "check",
                "base.bitext.jsonl",
                "--write-baseline",
                "baseline.json",
            ],
            vec![("baseline.json", some())],
        ),
        case(
            "edit",
            &["edit", "base.bitext.jsonl", "operations"],
            vec![("base.bitext.jsonl", read("base.bitext.jsonl"))],
        ),
        case(
            "merge",
            &[
                "merge",
                "base.bitext.jsonl",
                "ours.bitext.jsonl",
                "theirs.bitext.jsonl",
                "-o",
                "merged.bitext.jsonl",
            ],
            vec![("merged.bitext.jsonl", some())],
        ),
        case(
            "segment",
            &["segment", "zh.txt", "-o", "zh.sents.txt"],
            vec![("zh.sents.txt", some())],
        ),
        case(
            "terms",
            &[
                "terms",
                "zh.txt",
                "en.txt",
                "--least",
                "2",
                "-o",
                "found.csv",
            ],
            vec![("found.csv", some())],
        ),
        case("tm import", &["tm", "import", "base.tmx"], vec![]),
    ]
}

/// Puts files as they are to be.
pub(crate) fn put(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        match bytes {
            Some(bytes) => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            None => {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// What is in the files of these names.
pub(crate) fn look(folder: &Path, names: &Files) -> Files {
    names
        .keys()
        .map(|name| (name.clone(), fs::read(folder.join(name)).ok()))
        .collect()
}

/// Everything that is in a folder, by path.
pub(crate) fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}
