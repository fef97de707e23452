//! `duizhao diff` and `duizhao merge` as a user runs them: kinds of changes, properties of any two
//! versions, git.

#![allow(clippy::print_stderr)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{command, duizhao, fixture, root, shared, stderr as said, stdout as out};
use serde_json::Value;

fn diff(folder: &Path, arguments: &[&str]) -> Value {
    let output = duizhao(folder, &[&["diff", "--format", "json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

/// The kind of each change, whether it is edited where the kind does not tell, and the meaning: `edited
/// number`.
fn kinds(revision: &Value) -> Vec<String> {
    let changes = revision["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            let kind = change["kind"].as_str().unwrap();
            let mut words = vec![kind.to_owned()];
            if kind == "moved" && change["edited"] == true {
                words.push("edited".into());
            }
            for sign in change["signs"].as_array().unwrap() {
                let meaning = sign["meaning"].as_str().unwrap().to_owned();
                if meaning != "name" {
                    words.push(meaning);
                }
            }
            words.join(" ")
        })
        .collect()
}

/// The old sentences with the changes applied.
fn applied(revision: &Value, old: &[String]) -> Vec<String> {
    let changes = revision["changes"].as_array().unwrap();
    let range = |value: &Value| {
        let number = |at: usize| usize::try_from(value["sentences"][at].as_u64().unwrap()).unwrap();
        number(0)..number(1)
    };
    let length = usize::try_from(revision["new"]["sentences"].as_u64().unwrap()).unwrap();
    let mut gone = vec![false; old.len()];
    let mut made: Vec<Option<String>> = vec![None; length];
    for change in changes {
        for at in range(&change["old"]) {
            gone[at] = true;
        }
        for (at, text) in range(&change["new"]).zip(change["new"]["texts"].as_array().unwrap()) {
            made[at] = Some(text.as_str().unwrap().to_owned());
        }
        // Applying the word edits gives the new text.
        let text = |side: &Value| {
            let texts = side["texts"].as_array().unwrap().iter();
            texts
                .map(|t| t.as_str().unwrap())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let edits = change["edits"].as_array().unwrap();
        if !edits.is_empty() && change["old"]["texts"] != change["new"]["texts"] {
            let (old, new) = (text(&change["old"]), text(&change["new"]));
            let mut words = String::new();
            let mut at = 0;
            for edit in edits {
                let place = |side: &str, end: usize| {
                    usize::try_from(edit[side][end].as_u64().unwrap()).unwrap()
                };
                words += &old[at..place("old", 0)];
                words += &new[place("new", 0)..place("new", 1)];
                assert_eq!(edit["inserted"], new[place("new", 0)..place("new", 1)]);
                assert_eq!(edit["removed"], old[place("old", 0)..place("old", 1)]);
                at = place("old", 1);
            }
            words += &old[at..];
            assert_eq!(words, new);
        }
    }
    let mut kept = old
        .iter()
        .zip(gone)
        .filter(|(_, gone)| !gone)
        .map(|(text, _)| text);
    made.into_iter()
        .map(|made| made.unwrap_or_else(|| kept.next().cloned().unwrap_or_default()))
        .collect()
}

fn sentences(folder: &Path, file: &str, language: &str) -> Vec<String> {
    let output = duizhao(folder, &["segment", file, "--lang", language]);
    out(&output).lines().map(str::to_owned).collect()
}

#[test]
fn a_sentence_that_moved_stands_beside_its_own_chinese() {
    let pairs = [
        ("渡船停在码头旁边。", "The ferry lay beside the pier."),
        ("老师在黑板上写字。", "The teacher wrote on the blackboard."),
        ("邮差明天送信。", "The postman delivers letters tomorrow."),
        ("狗在桥上叫。", "The dog barked on the bridge."),
        ("屋顶上的雪化了。", "The snow on the roof melted."),
        ("面包师烤了蛋糕。", "The baker baked cakes."),
        ("医生丢了雨伞。", "The doctor lost his umbrella."),
    ];
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write("zh.md", pairs.map(|(chinese, _)| chinese).concat());
    write("old.md", pairs.map(|(_, english)| english).join(" "));
    for (moved, edited) in [
        ("The postman delivers letters tomorrow.", false),
        ("Tomorrow the postman will deliver the letters.", true),
    ] {
        let mut english = pairs.map(|(_, english)| english).to_vec();
        english.remove(2);
        english.insert(5, moved);
        write("new.md", english.join(" "));
        let revision = diff(folder, &["old.md", "new.md", "--source", "zh.md"]);
        let changes = revision["changes"].as_array().unwrap();
        assert_eq!(changes.len(), 1, "{changes:#?}");
        assert_eq!(changes[0]["kind"], "moved");
        assert_eq!(changes[0]["edited"], edited);
        for side in ["source_old", "source_new"] {
            assert_eq!(changes[0][side]["texts"], serde_json::json!([pairs[2].0]));
        }
    }
}

#[test]
fn every_kind_of_change_is_named() {
    #[derive(serde::Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }
    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        zh_old: Option<String>,
        zh: String,
        old: String,
        new: String,
        #[serde(default)]
        all: bool,
        expect: Vec<String>,
    }
    let path = fixture("diff/cases.toml");
    let cases: Cases = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let zh_old = case.zh_old.as_ref().unwrap_or(&case.zh);
        for (name, text) in [
            ("zh.md", &case.zh),
            ("zh_old.md", zh_old),
            ("old.md", &case.old),
            ("new.md", &case.new),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        let mut arguments = vec!["old.md", "new.md", "--source", "zh.md"];
        arguments.extend(["--source-old", "zh_old.md"]);
        if case.all {
            arguments.push("--all");
        }
        let found = kinds(&diff(folder, &arguments));
        if found != case.expect {
            wrong.push(format!(
                "{}: {found:?} and not {:?}",
                case.name, case.expect
            ));
        }
        let all = diff(
            folder,
            &[&arguments[..], &["--all"][..usize::from(!case.all)]].concat(),
        );
        let old = sentences(folder, "old.md", "en");
        assert_eq!(
            applied(&all, &old),
            sentences(folder, "new.md", "en"),
            "{}",
            case.name
        );
        // The other direction has each change, mirrored.
        let back = diff(
            folder,
            &[
                "new.md",
                "old.md",
                "--source",
                "zh_old.md",
                "--source-old",
                "zh.md",
                "--all",
            ],
        );
        let mirrored = |kind: &str| match kind {
            "added" | "restored" => "removed".to_owned(),
            "removed" => "added".to_owned(),
            "split" => "merged".to_owned(),
            "merged" => "split".to_owned(),
            kind => kind.to_owned(),
        };
        let simple = |revision: &Value, mirror: bool| {
            let mut all: Vec<String> = kinds(revision)
                .iter()
                .map(|kind| kind.split(' ').next().unwrap().to_owned())
                .map(|kind| {
                    if mirror {
                        mirrored(&kind)
                    } else {
                        kind.replace("restored", "added")
                    }
                })
                .collect();
            all.sort();
            all
        };
        assert_eq!(simple(&all, true), simple(&back, false), "{}", case.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_revised_interview_has_its_changes_and_no_others() {
    let Some(folder) = shared("corpora/interview") else {
        return;
    };
    let arguments = [
        "en.md",
        "en.rev2.md",
        "--source",
        "zh.md",
        "--glossary",
        "glossary.csv",
    ];
    let revision = diff(&folder, &arguments);
    let expected = fs::read_to_string(folder.join("rev2.changes.jsonl")).unwrap();
    let changes = revision["changes"].as_array().unwrap();
    let text = |side: &Value| {
        let texts = side["texts"].as_array().unwrap().iter();
        texts
            .map(|t| t.as_str().unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut met = vec![false; changes.len()];
    for line in expected.lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let kind = match entry["kind"].as_str().unwrap() {
            "omission_restored" => "restored",
            "sentences_reordered" => "moved",
            // The sentence it names is in neither version.
            "addition_cut" => continue,
            _ => "edited",
        };
        let (before, after) = (
            entry["before"].as_str().unwrap(),
            entry["after"].as_str().unwrap(),
        );
        let found = changes.iter().position(|change| {
            let (old, new) = (text(&change["old"]), text(&change["new"]));
            change["kind"] == kind
                && match kind {
                    // Either of two neighbours may count as the moved one.
                    "moved" => before.contains(&old) && after.contains(&new),
                    // A sentence's text contains no markup.
                    _ => {
                        let plain = |text: &str| text.replace('*', "");
                        old.contains(&plain(before)) && new.contains(&plain(after))
                    }
                }
        });
        assert!(
            found.is_some_and(|at| !std::mem::replace(&mut met[at], true)),
            "{line}"
        );
    }
    let others: Vec<&Value> = changes
        .iter()
        .zip(met)
        .filter(|(_, met)| !met)
        .map(|(c, _)| c)
        .collect();
    assert!(others.is_empty(), "{others:#?}");
    let old = sentences(&folder, "en.md", "en");
    assert_eq!(
        applied(&revision, &old),
        sentences(&folder, "en.rev2.md", "en")
    );
    // The text alone gives the same changes, except that restored sentences cannot be recognised.
    let alone = diff(&folder, &["en.md", "en.rev2.md"]);
    assert_eq!(alone["changes"].as_array().unwrap().len(), changes.len());
    let none = diff(&folder, &["en.md", "en.md", "--source", "zh.md", "--all"]);
    assert_eq!(none["changes"], Value::Array(Vec::new()));
    let loud: Vec<&Value> = changes
        .iter()
        .filter(|c| {
            c["signs"]
                .as_array()
                .unwrap()
                .iter()
                .any(|sign| sign["loud"] == true)
        })
        .collect();
    assert_eq!(loud.len(), 1, "{loud:#?}");
}

#[test]
fn gates_have_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("a.txt"), "There are 320 people. All is well.").unwrap();
    fs::write(folder.join("b.txt"), "There are 3,200 people. All is well.").unwrap();
    fs::write(folder.join("zh.txt"), "岛上有三百二十人。一切都好。").unwrap();
    let code = |arguments: &[&str]| {
        duizhao(folder, &[&["diff"], arguments].concat())
            .status
            .code()
    };
    assert_eq!(code(&["a.txt", "b.txt"]), Some(0));
    assert_eq!(code(&["a.txt", "b.txt", "--exit-code"]), Some(1));
    assert_eq!(code(&["a.txt", "a.txt", "--exit-code"]), Some(0));
    assert_eq!(code(&["a.txt", "b.txt", "--fail-on", "number"]), Some(1));
    assert_eq!(
        code(&["a.txt", "b.txt", "--fail-on", "negation,moved"]),
        Some(0)
    );
    assert_eq!(
        code(&[
            "a.txt",
            "b.txt",
            "--source",
            "zh.txt",
            "--fail-on",
            "finding"
        ]),
        Some(1)
    );
    for wrong in [
        &["a.txt"][..],
        &["a.txt", "none.txt"],
        &["a.txt", "b.txt", "--only", "sideways"],
        &["a.txt", "b.txt", "--fail-on", "sideways"],
        &["a.txt", "b.txt", "--format", "pdf"],
        &["--git", "HEAD", "a.txt"],
    ] {
        assert_eq!(code(wrong), Some(2), "{wrong:?}");
    }
}

#[test]
fn pages_are_safe_and_comments_small() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let line = |n: usize, word: &str| {
        format!("Sentence number {n} of this chapter says <script>alert({n})</script> {word}.\n\n")
    };
    let text = |word: &str| (0..400).map(|n| line(n, word)).collect::<String>();
    fs::write(folder.join("a.txt"), text("before")).unwrap();
    fs::write(folder.join("b.txt"), text("after")).unwrap();
    let page = out(&duizhao(
        folder,
        &["diff", "a.txt", "b.txt", "--format", "html"],
    ));
    assert!(!page.contains("<script>alert"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("<article").count(), 400);
    for outside in ["http://", "https://", "src=", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let comment = duizhao(
        folder,
        &[
            "diff", "a.txt", "b.txt", "--format", "markdown", "--limit", "5000",
        ],
    );
    assert!(comment.stdout.len() <= 5000);
    assert!(out(&comment).contains("more that have no room here"));
    assert!(!out(&comment).contains("<script>"));
    let whole = duizhao(
        folder,
        &[
            "diff", "a.txt", "b.txt", "--format", "markdown", "--limit", "9000000",
        ],
    );
    assert_eq!(out(&whole).matches("**edited**").count(), 400);
    // Terminals of several widths, with and without colour.
    for width in ["10", "60", "160"] {
        let shown = command(folder, &["diff", "a.txt", "b.txt", "--color", "always"])
            .env("COLUMNS", width)
            .output()
            .unwrap();
        assert_eq!(shown.status.code(), Some(0));
        assert!(out(&shown).contains("\x1b["));
    }
    let stat = out(&duizhao(folder, &["diff", "a.txt", "b.txt", "--stat"]));
    assert!(
        stat.lines().count() <= 4 && stat.contains("400 edited"),
        "{stat}"
    );
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .output()
        .unwrap();
    eprintln!("git {arguments:?}: {}{}", out(&output), said(&output));
    output
}

const ZH: &str = "# 灯塔\n\n灯塔在海边。守塔人每晚点灯。\n\n全岛有320人，都认得他。\n\n谁来接他的班？没有人知道。\n";
const EN: &str = "# The Lighthouse\n\nThe lighthouse is by the sea. Every night the keeper lights the lamp.\n\nThere are 320 people on the island, and all know him.\n\nWho will follow him? Nobody knows.\n";

/// A repository with the drivers set up as in docs/git.md.
fn repository() -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let program = env!("CARGO_BIN_EXE_duizhao");
    git(folder, &["init", "-q", "-b", "main"]);
    let page = fs::read_to_string(root().join("docs/git.md")).unwrap();
    let block = |after: &str| -> String {
        let from = page
            .find(after)
            .unwrap_or_else(|| panic!("docs/git.md says {after}"));
        let text = &page[from..];
        let start = text.find('\n').unwrap() + 1;
        text[start..start + text[start..].find("```").unwrap()].to_owned()
    };
    fs::write(folder.join(".gitattributes"), block("```gitattributes")).unwrap();
    for line in block("```sh settings").lines() {
        let arguments: Vec<String> = line
            .trim_start_matches("git ")
            .splitn(3, ' ')
            .map(|part| {
                part.trim_matches('\'')
                    .replace("duizhao ", &format!("{program} "))
            })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert!(git(folder, &arguments).status.success(), "{line}");
    }
    fs::write(folder.join("zh.md"), ZH).unwrap();
    fs::write(folder.join("en.md"), EN).unwrap();
    let made = duizhao(
        folder,
        &["align", "zh.md", "en.md", "-o", "book.bitext.jsonl"],
    );
    assert!(made.status.success(), "{}", said(&made));
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "first"]);
    temporary
}

fn change(folder: &Path, from: &str, to: &str) {
    for name in ["en.md", "book.bitext.jsonl"] {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace(from, to)).unwrap();
    }
}

#[test]
fn git_shows_what_changed() {
    let temporary = repository();
    let folder = temporary.path();
    change(folder, "320 people", "3,200 people");
    let shown = out(&git(folder, &["diff", "--ext-diff", "book.bitext.jsonl"]));
    assert!(shown.contains("number: 320 → 3,200"), "{shown}");
    assert!(shown.contains("全岛有320人"), "{shown}");
    git(folder, &["commit", "-qam", "second"]);
    let log = out(&git(
        folder,
        &["log", "-p", "--ext-diff", "-1", "--", "book.bitext.jsonl"],
    ));
    assert!(log.contains("[-320-]{+3,200+}"), "{log}");
    // A new file and a deleted one.
    let first = out(&git(
        folder,
        &["log", "-p", "--ext-diff", "--", "book.bitext.jsonl"],
    ));
    assert!(first.contains("new file: 6 links"), "{first}");
    // Without the driver: revisions of a text, with the Chinese from git, too.
    for range in ["HEAD~1", "HEAD~1..HEAD", "HEAD~1...HEAD", "HEAD~1.."] {
        let revision = diff(folder, &["--git", range, "en.md", "--source", "zh.md"]);
        assert_eq!(kinds(&revision), ["edited number"], "{range}");
        assert_eq!(
            revision["changes"][0]["source_new"]["texts"][0],
            "全岛有320人，都认得他。"
        );
    }
    let inner = folder.join("inner");
    fs::create_dir(&inner).unwrap();
    assert_eq!(
        kinds(&diff(&inner, &["--git", "HEAD~1", "../en.md"])),
        ["edited number"]
    );
    let bitexts = diff(folder, &["--git", "HEAD~1..HEAD", "book.bitext.jsonl"]);
    assert_eq!(kinds(&bitexts), ["edited number"]);
    for (range, file) in [
        ("nonsense", "en.md"),
        ("HEAD", "other.md"),
        ("--output=x", "en.md"),
    ] {
        let wrong = duizhao(folder, &["diff", &format!("--git={range}"), file]);
        assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
    }
}

#[test]
fn git_merges_beads() {
    let temporary = repository();
    let folder = temporary.path();
    git(folder, &["checkout", "-q", "-b", "other"]);
    change(folder, "by the sea", "by the shore");
    git(folder, &["commit", "-qam", "theirs"]);
    git(folder, &["checkout", "-q", "main"]);
    // Changes in neighbouring lines, which git alone would report as a conflict.
    change(folder, "lights the lamp", "lights his lamp");
    git(folder, &["commit", "-qam", "ours"]);
    let merge = git(folder, &["merge", "-q", "--no-edit", "-X", "ours", "other"]);
    assert!(merge.status.success());
    let merged = fs::read_to_string(folder.join("book.bitext.jsonl")).unwrap();
    assert!(
        merged.contains("by the shore") && merged.contains("lights his lamp"),
        "{merged}"
    );
    // A conflict.
    git(folder, &["checkout", "-q", "-b", "third"]);
    change(folder, "Nobody knows.", "No one knows.");
    git(folder, &["commit", "-qam", "theirs"]);
    git(folder, &["checkout", "-q", "main"]);
    change(folder, "Nobody knows.", "Nobody can tell.");
    git(folder, &["commit", "-qam", "ours"]);
    let merge = git(folder, &["merge", "-q", "--no-edit", "-X", "ours", "third"]);
    assert!(!merge.status.success());
    let text = fs::read_to_string(folder.join("book.bitext.jsonl")).unwrap();
    for mark in ["<<<<<<< ", "||||||| ", "=======", ">>>>>>> "] {
        assert!(text.contains(mark), "{text}");
    }
    let bitext = "book.bitext.jsonl";
    for command in [
        &["check", bitext][..],
        &["diff", bitext, bitext],
        &["convert", bitext, "x.tmx"],
        &["terms", bitext],
        &["merge", bitext, bitext, bitext],
    ] {
        let refused = duizhao(folder, command);
        assert_eq!(refused.status.code(), Some(2), "{command:?}");
        assert!(
            said(&refused).contains("conflict"),
            "{command:?}: {}",
            said(&refused)
        );
    }
}

#[test]
fn merging_by_hand() {
    let temporary = repository();
    let folder = temporary.path();
    let base = fs::read_to_string(folder.join("book.bitext.jsonl")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("ours.bitext.jsonl", &base.replace("by the sea", "at sea"));
    write(
        "theirs.bitext.jsonl",
        &base.replace("by the sea", "on the coast"),
    );
    let names = [
        "merge",
        "book.bitext.jsonl",
        "ours.bitext.jsonl",
        "theirs.bitext.jsonl",
    ];
    let conflict = duizhao(folder, &names);
    assert_eq!(conflict.status.code(), Some(1), "{}", said(&conflict));
    assert!(out(&conflict).contains("<<<<<<< ours"));
    assert!(
        said(&conflict).contains("1 conflict"),
        "{}",
        said(&conflict)
    );
    let nothing = duizhao(
        folder,
        &[
            names[0],
            names[1],
            names[1],
            names[3],
            "-o",
            "new.bitext.jsonl",
        ],
    );
    assert_eq!(nothing.status.code(), Some(0), "{}", said(&nothing));
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(read("new.bitext.jsonl"), read("theirs.bitext.jsonl"));
    let wrong = duizhao(folder, &["merge", "zh.md", "en.md", "en.md"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
}
