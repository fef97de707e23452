//! Commands over what git says of a project: `--changed`, `--staged` (also in a hook), English that history says is
//! stale.

#![allow(clippy::print_stderr)]

use std::fs;
use std::path::Path;

use crate::common::git::{commit, git, git_done};
use crate::common::{command, done, duizhao, replace, root, stderr, stdout};
use serde_json::Value;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Four chapters in a repository, without findings, in the folder `book` of it; the glossary beside it.
fn book() -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    write(
        folder,
        "book/duizhao.toml",
        "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nglossary = [\"../terms.csv\"]\n[check]\nbaseline = \"known.json\"\n",
    );
    write(folder, "terms.csv", "source,target\n灯塔,lighthouse\n");
    write(
        folder,
        "book/known.json",
        "{\"version\":1,\"findings\":[]}\n",
    );
    write(folder, ".gitignore", ".duizhao/\n");
    for (number, count) in [(1, 320), (2, 450), (3, 560), (4, 670)] {
        write(
            folder,
            &format!("book/zh/{number}.md"),
            &format!("# 第{number}章\n\n灯塔在海边。\n\n全岛有{count}人，都认得他。\n"),
        );
        write(
            folder,
            &format!("book/en/{number}.md"),
            &format!(
                "# Chapter {number}\n\nThe lighthouse is by the sea.\n\nThere are {count} people on the island, and all know him.\n"
            ),
        );
    }
    git_done(folder, &["init", "-q", "-b", "main"]);
    commit(folder, "first");
    temporary
}

/// The findings of a check, as `rule file:line`, the exit code, and what was said besides.
fn check(folder: &Path, arguments: &[&str]) -> (Vec<String>, i32, String) {
    let output = duizhao(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
    );
    let said = stderr(&output);
    let code = output.status.code().unwrap();
    if output.stdout.is_empty() {
        return (Vec::new(), code, said);
    }
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let rule = finding["rule"].as_str().unwrap();
            let place = &finding["target"]["place"];
            match place["file"].as_str() {
                Some(file) => format!("{rule} {file}:{}", place["line"]),
                None => format!("{rule} {}", finding["text"].as_str().unwrap()),
            }
        })
        .collect();
    found.sort();
    (found, code, said)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn only_texts_that_changed_are_checked() {
    let temporary = book();
    let top = temporary.path();
    let folder = &top.join("book");
    replace(folder, "en/1.md", "320 people", "32 people");
    commit(top, "wrong on main");
    git_done(top, &["checkout", "-q", "-b", "work"]);
    let (found, code, said) = check(folder, &["--changed", "main"]);
    assert_eq!((found, code), (vec![], 0), "{said}");
    assert!(said.contains("0 of 4 texts changed since main"), "{said}");
    replace(folder, "en/2.md", "450 people", "45 people");
    commit(top, "wrong here");
    replace(folder, "en/3.md", "560 people", "56 people");
    let (found, code, said) = check(folder, &["--changed", "main"]);
    assert_eq!(
        found,
        names(&["number en/2.md:5", "number en/3.md:5"]),
        "{said}"
    );
    assert_eq!(code, 1);
    assert!(said.contains("2 of 4 texts changed since main"), "{said}");
    // Of the texts that are named.
    let (found, ..) = check(folder, &["zh/1.md", "zh/2.md", "--changed", "main"]);
    assert_eq!(found, names(&["number en/2.md:5"]));
    // From any folder, and against a commit before.
    let (found, ..) = check(&folder.join("zh"), &["--changed", "main~1"]);
    assert_eq!(found.len(), 3, "{found:?}");
    // What is of all texts.
    let all = ["number en/1.md:5", "number en/2.md:5", "number en/3.md:5"];
    for (file, text) in [
        ("../terms.csv", "source,target\n灯塔,lighthouse\n海,sea\n"),
        ("known.json", "{\"version\": 1, \"findings\": []}\n"),
    ] {
        let before = fs::read_to_string(folder.join(file)).unwrap();
        write(folder, file, text);
        let (found, _, said) = check(folder, &["--changed", "main"]);
        assert_eq!(found, names(&all), "{file}");
        assert!(said.contains("it is of all texts"), "{said}");
        write(folder, file, &before);
    }
    write(folder, "other.csv", "source,target\n海,sea\n");
    let (found, ..) = check(folder, &["--changed", "main", "--glossary", "other.csv"]);
    assert_eq!(found, names(&all));
    let (_, code, said) = check(folder, &["--changed", "nowhere"]);
    assert_eq!(code, 2);
    assert!(said.contains("nowhere: git knows no such commit"), "{said}");
}

#[test]
fn what_is_staged_is_checked_and_nothing_else() {
    let temporary = book();
    let top = temporary.path();
    let folder = &top.join("book");
    let nothing = check(folder, &["--staged"]);
    assert_eq!((nothing.0.len(), nothing.1), (0, 0), "{}", nothing.2);
    // Staged wrong, and right in the work tree; and the other way round.
    replace(folder, "en/1.md", "320 people", "32 people");
    replace(folder, "en/2.md", "by the sea", "beside the sea");
    git_done(top, &["add", "-A"]);
    replace(folder, "en/1.md", "32 people", "320 people");
    replace(folder, "en/2.md", "450 people", "45 people");
    replace(folder, "en/3.md", "560 people", "56 people");
    let (found, code, said) = check(folder, &["--staged"]);
    assert_eq!(found, names(&["number en/1.md:5"]), "{said}");
    assert_eq!(code, 1);
    assert!(
        said.contains("2 of 4 texts changed for the next commit"),
        "{said}"
    );
    // Places are those of the index, files are called as they are called here.
    let inner = duizhao(&folder.join("zh"), &["check", "--staged"]);
    assert!(stdout(&inner).contains("| en/1.md"), "{}", stdout(&inner));
    assert!(
        !stdout(&inner).contains("/duizhao-") && !stderr(&inner).contains("/duizhao-"),
        "{}",
        stdout(&inner)
    );
    let (found, _, said) = check(&folder.join("zh"), &["--staged", "2.md"]);
    assert_eq!(found.len(), 0, "{said}");
    let (found, _, said) = check(&folder.join("zh"), &["--staged", "../en/1.md"]);
    assert_eq!(found.len(), 1, "{said}");
    // A report is written where one stands.
    let output = duizhao(
        folder,
        &["check", "--staged", "--format", "json", "-o", "report.json"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        fs::read_to_string(folder.join("report.json"))
            .unwrap()
            .contains("\"number\"")
    );
    // Glossary, settings and baseline are those of the index, too.
    write(top, "terms.csv", "source,target\n灯塔,beacon\n");
    write(folder, "duizhao.toml", "nonsense = 1\n");
    write(folder, "known.json", "nonsense");
    let (found, _, said) = check(folder, &["--staged"]);
    assert_eq!(found, names(&["number en/1.md:5"]), "{said}");
    git_done(top, &["add", "terms.csv"]);
    let (found, _, said) = check(folder, &["--staged"]);
    assert_eq!(found.len(), 2, "{found:?} {said}");
    assert!(
        said.contains("terms.csv changed for the next commit"),
        "{said}"
    );
    assert!(
        found.contains(&"term-missing en/1.md:3".to_owned()),
        "{found:?}"
    );
    git_done(
        top,
        &[
            "checkout",
            "HEAD",
            "--",
            "terms.csv",
            "book/duizhao.toml",
            "book/known.json",
        ],
    );
    for arguments in [
        &["check", "--staged", "--fix"][..],
        &["check", "--staged", "--changed", "main"],
    ] {
        assert_eq!(
            duizhao(folder, arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
    // A text that is there only in the index, and one that is gone there.
    git_done(top, &["rm", "-q", "--cached", "book/en/4.md"]);
    let (found, ..) = check(folder, &["--staged"]);
    assert!(
        found.iter().any(|one| one.starts_with("text-missing")),
        "{found:?}"
    );
    // Two versions of a merge.
    let output = git(top, &["status", "--porcelain"]);
    assert!(
        stdout(&output).contains("D  book/en/4.md"),
        "{}",
        stdout(&output)
    );
    assert!(!folder.join(".git").exists() && !top.join(".duizhao-copy").exists());
}

#[test]
fn settings_that_are_not_staged_are_said() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    git_done(folder, &["init", "-q", "-b", "main"]);
    write(
        folder,
        "duizhao.toml",
        "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\n",
    );
    let (_, code, said) = check(folder, &["--staged"]);
    assert_eq!(code, 2);
    assert!(said.contains("git add duizhao.toml"), "{said}");
    // Before the first commit everything that is staged is new.
    write(folder, "zh.md", "全岛有320人。\n");
    write(folder, "en.md", "There are 32 people on the island.\n");
    git_done(folder, &["add", "-A"]);
    let (found, code, said) = check(folder, &["--staged"]);
    assert_eq!((found, code), (names(&["number en.md:1"]), 1), "{said}");
}

#[test]
#[cfg(unix)]
fn the_hook_of_the_guide_keeps_faults_out() {
    use std::os::unix::fs::PermissionsExt;
    let temporary = book();
    let top = temporary.path();
    let page = fs::read_to_string(root().join("docs/git.md")).unwrap();
    let (_, behind) = page.split_once("```sh hook\n").unwrap();
    let hook = behind.split("```").next().unwrap();
    // The hook stands at the top: the project is in a folder.
    let hook = hook.replace("exec duizhao", "cd book && exec duizhao");
    let install = |git_dir: &Path| {
        let path = git_dir.join("hooks/pre-commit");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &hook).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    install(&top.join(".git"));
    let program = Path::new(env!("CARGO_BIN_EXE_duizhao")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let tree = top.join("../").join(format!(
        "{}-tree",
        top.file_name().unwrap().to_str().unwrap()
    ));
    git_done(
        top,
        &[
            "worktree",
            "add",
            "-q",
            "-b",
            "tree",
            tree.to_str().unwrap(),
        ],
    );
    for folder in [top, &tree] {
        let committed = |arguments: &[&str]| {
            let output = std::process::Command::new("git")
                .current_dir(folder)
                .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
                .args(arguments)
                .env("PATH", &path)
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env_remove("GIT_DIR")
                .output()
                .unwrap();
            (output.status.success(), stderr(&output) + &stdout(&output))
        };
        replace(folder, "book/en/1.md", "320 people", "32 people");
        git_done(folder, &["add", "-A"]);
        let (is_done, said) = committed(&["commit", "-m", "wrong"]);
        assert!(!is_done && said.contains("en/1.md:5:"), "{said}");
        // The work tree does not count, and neither does what is not part of the commit.
        replace(folder, "book/en/1.md", "32 people", "320 people");
        assert!(!committed(&["commit", "-m", "wrong"]).0);
        git_done(folder, &["add", "-A"]);
        replace(folder, "book/en/2.md", "by the sea", "near the sea");
        replace(folder, "book/en/3.md", "560 people", "56 people");
        let (is_done, said) = committed(&["commit", "-m", "right", "book/en/2.md"]);
        assert!(is_done, "{said}");
        let (is_done, said) = committed(&["commit", "-am", "all"]);
        assert!(!is_done && said.contains("en/3.md:5:"), "{said}");
        git_done(folder, &["checkout", "HEAD", "--", "."]);
    }
    fs::remove_dir_all(&tree).unwrap();
}

#[test]
fn english_that_history_says_is_stale() {
    let temporary = book();
    let top = temporary.path();
    let folder = &top.join("book");
    replace(folder, "zh/1.md", "都认得他", "谁都不认得他");
    commit(top, "the Chinese changed");
    replace(folder, "zh/2.md", "灯塔在海边", "灯塔在山上");
    replace(folder, "en/2.md", "by the sea", "on the hill");
    commit(top, "both changed");
    let stale = |found: Vec<String>| -> Vec<String> {
        found
            .into_iter()
            .filter(|one| one.starts_with("stale"))
            .collect()
    };
    let expected = names(&["stale en/1.md:5"]);
    // Twice: the second time it is known.
    for _ in 0..2 {
        let (found, _, said) = check(folder, &[]);
        assert_eq!(stale(found), expected, "{said}");
    }
    let report = stdout(&duizhao(folder, &["status", "--format", "json"]));
    let report: Value = serde_json::from_str(&report).unwrap();
    let counts: Vec<u64> = report["texts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text["counts"]["stale"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [1, 0, 0, 0], "{report}");
    // What is staged has its history, too.
    replace(folder, "zh/3.md", "都认得他", "谁都不认得他");
    git_done(top, &["add", "-A"]);
    replace(folder, "zh/3.md", "谁都不认得他", "都认得他");
    let (found, _, said) = check(folder, &["--staged"]);
    assert_eq!(stale(found), names(&["stale en/3.md:5"]), "{said}");
    git_done(top, &["checkout", "HEAD", "--", "."]);
    // The first bitext begins with it, and keeps it when the history is gone.
    done(
        folder,
        &["align", "zh/1.md", "en/1.md", "-o", "1.bitext.jsonl"],
    );
    let bitext = fs::read_to_string(folder.join("1.bitext.jsonl")).unwrap();
    assert!(
        bitext.contains("\"was\":\"全岛有320人，都认得他。\""),
        "{bitext}"
    );
    fs::remove_file(folder.join("1.bitext.jsonl")).unwrap();
    // A clone that is too shallow to know.
    let clone = top.join("clone");
    let from = format!("file://{}", top.display());
    git_done(
        top,
        &[
            "clone",
            "-q",
            "--depth",
            "1",
            &from,
            clone.to_str().unwrap(),
        ],
    );
    let there = &clone.join("book");
    for _ in 0..2 {
        let (found, code, said) = check(there, &[]);
        assert_eq!((stale(found), code), (vec![], 0), "{said}");
        assert_eq!(said.matches("git fetch --unshallow").count(), 1, "{said}");
    }
    let output = command(there, &["--locked", "check"]).output().unwrap();
    assert_ne!(output.status.code(), Some(0));
    let said = stderr(&output) + &stdout(&output);
    assert!(said.contains("shallow"), "{said}");
    git_done(&clone, &["fetch", "-q", "--unshallow"]);
    let (found, _, said) = check(there, &[]);
    assert_eq!(stale(found), expected, "{said}");
    let output = command(there, &["--locked", "check"]).output().unwrap();
    assert!(!stderr(&output).contains("shallow"), "{}", stderr(&output));
}
