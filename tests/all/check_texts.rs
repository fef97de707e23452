//! `duizhao check` over the texts of a project: one report, places compared over all texts, the baseline by text,
//! what is kept between two runs, and what is shown when only some texts are wanted.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use crate::common::git::{commit, repository};
use crate::common::{done, duizhao, folder_with, shared, stderr as said, stdout as out};
use duizhao::config::Config;
use duizhao::project::{Check, Project};
use duizhao::report::Report;
use serde_json::{Value, json};

const SETTINGS: &str =
    "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nglossary = [\"terms.csv\"]\n";
const GLOSSARY: &str = "source,target,variants,forbidden\n灯塔,lighthouse,,light tower\n";

/// A project of four chapters: the term drifts in the third, a sentence comes again in other words, a name turns
/// round, and one number is wrong.
const BOOK: &[(&str, &str)] = &[
    ("duizhao.toml", SETTINGS),
    ("terms.csv", GLOSSARY),
    (
        "zh/ch1.md",
        "# 一\n\n灯塔在海边的岩石上。\n\n张亚勤来了。\n\n全岛有320人。\n",
    ),
    (
        "en/ch1.md",
        "# One\n\nThe lighthouse stands on the rocks by the sea.\n\nZhang Yaqin came.\n\nThere are 320 people on the island.\n",
    ),
    (
        "zh/ch2.md",
        "# 二\n\n灯塔在海边的岩石上。\n\n张亚勤笑了。\n\n海很大，风也很大。\n",
    ),
    (
        "en/ch2.md",
        "# Two\n\nThe lighthouse stands on the rocks by the sea.\n\nZhang Yaqin laughed.\n\nThe sea is wide, and so is the wind.\n",
    ),
    (
        "zh/ch3.md",
        "# 三\n\n灯塔在海边的岩石上。\n\n张亚勤走了。\n\n桥断了，谁也过不去。\n",
    ),
    (
        "en/ch3.md",
        "# Three\n\nThe beacon was built upon the cliffs.\n\nYaqin Zhang left.\n\nThe sea is wide, and so is the wind.\n",
    ),
    ("zh/ch4.md", "# 四\n\n全岛有210人。\n"),
    (
        "en/ch4.md",
        "# Four\n\nThere are 200 people on the island.\n",
    ),
];

fn check(folder: &Path, arguments: &[&str]) -> Output {
    duizhao(folder, &[&["check"], arguments].concat())
}

fn json_of(folder: &Path, arguments: &[&str]) -> Value {
    let output = check(folder, &[&["--format", "json"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

/// Text, rule and state of every finding.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|one| {
            let part = |key: &str| one[key].as_str().unwrap();
            format!("{} {} {}", part("text"), part("rule"), part("state"))
        })
        .collect()
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    write(folder, name, &text.replace(from, to));
}

#[test]
fn one_report_names_the_majority_and_where_it_is() {
    let folder = folder_with(BOOK);
    let output = check(folder.path(), &["--only", ONLY]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(
        out(&output),
        "\
zh/ch3.md | en/ch3.md

warning[name-romanisation]: \"Yaqin Zhang\": 张亚勤 is \"Zhang Yaqin\" in 2 of 3 places (en/ch1.md:5)
  --> en/ch3.md:5:1  zh/ch3.md:5:1
   zh │ 张亚勤走了。
   en │ Yaqin Zhang left.
      │ ^^^^^^^^^^^

warning[same-target]: this English also stands for 海很大，风也很大。 (en/ch2.md:7)
  --> en/ch3.md:7:1  zh/ch3.md:7:1
   zh │ 桥断了，谁也过不去。
   en │ The sea is wide, and so is the wind.

note[term-inconsistent]: 灯塔 is rendered as agreed in 2 places (\"lighthouse\", en/ch1.md:3) and otherwise in 1
  --> en/ch3.md:3:1  zh/ch3.md:3:1
   zh │ 灯塔在海边的岩石上。
   en │ The beacon was built upon the cliffs.

note[same-source]: the same Chinese is \"The lighthouse stands on the rocks by the sea.\" in 2 of 3 places (en/ch1.md:3)
  --> en/ch3.md:3:1  zh/ch3.md:3:1
   zh │ 灯塔在海边的岩石上。
   en │ The beacon was built upon the cliffs.

zh/ch3.md: 0 errors, 2 warnings, 2 notes in 4 links
0 errors, 2 warnings, 2 notes in 14 links of 4 texts
"
    );
    // Alone, the chapter has nothing to be compared with.
    let alone = check(
        folder.path(),
        &[
            "zh/ch3.md",
            "en/ch3.md",
            "--only",
            ONLY,
            "--config",
            "none.toml",
        ],
    );
    assert_eq!(alone.status.code(), Some(2));
    let apart = tempfile::tempdir().unwrap();
    for (name, side) in [("zh.md", "zh/ch3.md"), ("en.md", "en/ch3.md")] {
        fs::copy(folder.path().join(side), apart.path().join(name)).unwrap();
    }
    let alone = check(apart.path(), &["zh.md", "en.md", "--only", ONLY]);
    assert_eq!(out(&alone), "0 errors, 0 warnings, 0 notes in 4 links\n");
}

/// The rules that compare places.
const ONLY: &str = "term-inconsistent,same-source,same-target,name-romanisation";

#[test]
fn json_of_a_project_keeps_the_fields_of_a_pair() {
    let folder = folder_with(BOOK);
    let report = json_of(folder.path(), &["--only", "number,same-source"]);
    assert_eq!(
        (&report["format"], &report["version"]),
        (&json!("duizhao-check"), &json!(2))
    );
    assert_eq!(
        report["summary"],
        json!({"beads": 14, "links": 14, "untranslated": 0, "added": 0, "moved": 0, "errors": 1, "warnings": 0, "notes": 1, "known": 0, "suppressed": 0, "texts": 4, "failed": 0})
    );
    assert_eq!(report["pair"]["stale"], 0);
    assert_eq!(
        report["texts"][3],
        json!({
            "name": "zh/ch4.md", "source": "zh/ch4.md", "target": "en/ch4.md", "pair": report["pair"],
            "summary": {"beads": 2, "links": 2, "untranslated": 0, "added": 0, "moved": 0, "errors": 1, "warnings": 0, "notes": 0, "known": 0, "suppressed": 0},
        })
    );
    assert_eq!(
        found(&report),
        ["zh/ch3.md same-source new", "zh/ch4.md number new"]
    );
    let same = &report["findings"][0];
    assert_eq!(
        same["elsewhere"],
        json!([
            {"text": "zh/ch1.md", "file": "en/ch1.md", "line": 3},
            {"text": "zh/ch2.md", "file": "en/ch2.md", "line": 3},
        ])
    );
    assert_eq!(same["source"]["place"]["file"], "zh/ch3.md");
    // A finding about one place names no other, and has the fields that it always had.
    let number = report["findings"][1].as_object().unwrap();
    assert!(
        !number.contains_key("elsewhere") && number["bead"].is_string(),
        "{number:?}"
    );
}

#[test]
fn every_format_has_every_text_whatever_the_number_of_threads() {
    let folder = folder_with(BOOK);
    for format in [
        "text", "json", "github", "markdown", "sarif", "junit", "html",
    ] {
        let one = check(folder.path(), &["--format", format, "--jobs", "1"]);
        let kept = check(folder.path(), &["--format", format, "--jobs", "1"]);
        assert_eq!(out(&one), out(&kept), "{format}");
        fs::remove_dir_all(folder.path().join(".duizhao")).unwrap();
        let four = check(folder.path(), &["--format", format, "--jobs", "4"]);
        assert_eq!(out(&one), out(&four), "{format}");
        for file in ["ch3.md", "ch4.md"] {
            assert!(out(&one).contains(file), "{format}: {}", out(&one));
        }
    }
    let junit = out(&check(folder.path(), &["--format", "junit"]));
    assert_eq!(junit.matches("<testsuite ").count(), 4, "{junit}");
    assert!(junit.contains("<testsuite name=\"en/ch4.md\""), "{junit}");
    let html = out(&check(folder.path(), &["--format", "html"]));
    let ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let different: BTreeSet<&&str> = ids.iter().collect();
    assert!(ids.len() >= 6 && ids.len() == different.len(), "{ids:?}");
}

#[test]
fn texts_that_have_no_other_side_are_findings() {
    let folder = folder_with(BOOK);
    fs::remove_file(folder.path().join("en/ch2.md")).unwrap();
    write(
        folder.path(),
        "en/ch9.md",
        "# Nine\n\nNobody wrote this in Chinese.\n",
    );
    let report = json_of(folder.path(), &["--only", "text-missing,text-extra"]);
    assert_eq!(
        found(&report),
        ["zh/ch2.md text-missing new", "en/ch9.md text-extra new"]
    );
    let missing = &report["findings"][0];
    assert_eq!(missing["bead"], Value::Null);
    assert_eq!(
        missing["message"],
        "this text has no English: en/ch2.md is not there"
    );
    assert_eq!(missing["source"]["place"]["file"], "zh/ch2.md");
    assert_eq!(missing["target"]["place"], Value::Null);
    let text = out(&check(
        folder.path(),
        &["--only", "text-missing,text-extra"],
    ));
    assert_eq!(
        text,
        "\
zh/ch2.md

warning[text-missing]: this text has no English: en/ch2.md is not there
  --> zh/ch2.md

en/ch9.md

warning[text-extra]: this text is the English of no Chinese text of the project
  --> en/ch9.md

zh/ch2.md: 0 errors, 1 warning, 0 notes in 0 links
en/ch9.md: 0 errors, 1 warning, 0 notes in 0 links
0 errors, 2 warnings, 0 notes in 10 links of 5 texts
"
    );
    for format in ["github", "markdown", "sarif", "junit", "html"] {
        let written = out(&check(folder.path(), &["--format", format]));
        assert!(
            written.contains("en/ch9.md") && written.contains("text-missing"),
            "{format}: {written}"
        );
    }
    // They are rules like others.
    let settings = format!(
        "{SETTINGS}[check.rules]\ntext-missing = \"error\"\ntext-extra = \"off\"\n[[check.ignore]]\nrule = \"text-missing\"\nsubject = \"zh/ch2.md\"\nreason = \"not yet\"\n"
    );
    write(folder.path(), "duizhao.toml", &settings);
    let report = json_of(folder.path(), &[]);
    let of_list: Vec<String> = found(&report)
        .into_iter()
        .filter(|one| one.contains(" text-"))
        .collect();
    assert_eq!(of_list, ["zh/ch2.md text-missing suppressed"]);
}

#[test]
fn a_text_that_cannot_be_read_fails_alone() {
    let folder = folder_with(BOOK);
    let broken = "<<<<<<< HEAD\n# Two\n=======\n# Zwei\n>>>>>>> other\n";
    write(folder.path(), "en/ch2.md", broken);
    let output = check(folder.path(), &["--only", "number"]);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    assert!(
        said(&output).contains("warning: zh/ch2.md is not checked: en/ch2.md:1"),
        "{}",
        said(&output)
    );
    let text = out(&output);
    assert!(
        text.contains("zh/ch2.md | en/ch2.md\n\nnot checked: en/ch2.md:1"),
        "{text}"
    );
    assert!(
        text.ends_with("zh/ch2.md: not checked\nzh/ch4.md: 1 error, 0 warnings, 0 notes in 2 links\n1 error, 0 warnings, 0 notes in 10 links of 3 texts; 1 text not checked\n"),
        "{text}"
    );
    let report = json_of(folder.path(), &[]);
    assert_eq!(report["summary"]["failed"], 1);
    assert!(
        report["texts"][1]["error"]
            .as_str()
            .unwrap()
            .contains("en/ch2.md"),
        "{report}"
    );
    let sarif: Value =
        serde_json::from_str(&out(&check(folder.path(), &["--format", "sarif"]))).unwrap();
    assert_eq!(
        sarif["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    let junit = out(&check(folder.path(), &["--format", "junit"]));
    assert!(
        junit.contains("errors=\"1\"") && junit.contains("<error message=\"en/ch2.md:1"),
        "{junit}"
    );
    let github = out(&check(folder.path(), &["--format", "github"]));
    assert!(
        github.contains("::error file=zh/ch2.md,title=not checked::en/ch2.md:1"),
        "{github}"
    );
    // Without a severity that fails, it fails all the same.
    let output = check(folder.path(), &["--fail-on", "off"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn only_what_has_changed_is_looked_at_again() {
    let folder = folder_with(BOOK);
    let unchanged = |folder: &Path| {
        let output = check(folder, &[]);
        let said = said(&output);
        let note = said.lines().find(|line| line.contains("checked last"));
        note.map(|note| note.split(" texts").next().unwrap().to_owned())
    };
    let first = out(&check(folder.path(), &[]));
    assert_eq!(unchanged(folder.path()).as_deref(), Some("note: 4 of 4"));
    edit(folder.path(), "en/ch4.md", "200", "210");
    assert_eq!(unchanged(folder.path()).as_deref(), Some("note: 3 of 4"));
    assert_ne!(out(&check(folder.path(), &[])), first);
    edit(folder.path(), "en/ch4.md", "210", "200");
    assert_eq!(unchanged(folder.path()).as_deref(), Some("note: 4 of 4"));
    assert_eq!(out(&check(folder.path(), &[])), first);
    // What decides on all of them changes all of them.
    edit(
        folder.path(),
        "terms.csv",
        "light tower",
        "light tower|beacon",
    );
    assert_eq!(unchanged(folder.path()), None);
    let settings = format!("{SETTINGS}[check.rules]\nlength = \"warning\"\n");
    write(folder.path(), "duizhao.toml", &settings);
    assert_eq!(unchanged(folder.path()), None);
    // A store that cannot be used is worked without.
    fs::remove_dir_all(folder.path().join(".duizhao")).unwrap();
    write(folder.path(), ".duizhao", "a file");
    let with = out(&check(folder.path(), &[]));
    assert_eq!(unchanged(folder.path()), None);
    fs::remove_file(folder.path().join(".duizhao")).unwrap();
    assert_eq!(out(&check(folder.path(), &[])), with);
}

#[test]
fn remarks_on_a_text_are_said_again() {
    let folder = folder_with(BOOK);
    edit(
        folder.path(),
        "en/ch4.md",
        "There are",
        "<!-- duizhao-ignore: number -->\nThere are",
    );
    let first = said(&check(folder.path(), &[]));
    assert!(
        first.contains("en/ch4.md:3: this comment gives no reason"),
        "{first}"
    );
    let second = said(&check(folder.path(), &[]));
    assert!(second.starts_with(first.as_str()), "{second}");
}

#[test]
fn known_findings_are_those_of_their_text() {
    let folder = folder_with(BOOK);
    let only = ["--only", "number"];
    let with = |more: &[&str]| json_of(folder.path(), &[&only, more].concat());
    check(
        folder.path(),
        &[&only[..], &["--write-baseline", "known.json"]].concat(),
    );
    let known = fs::read_to_string(folder.path().join("known.json")).unwrap();
    assert!(
        known.contains("\"version\": 2") && known.contains("\"text\":\"zh/ch4.md\""),
        "{known}"
    );
    let baseline = ["--baseline", "known.json"];
    assert_eq!(found(&with(&baseline)), ["zh/ch4.md number known"]);
    // The same sentence with the same fault in another text is new, in the whole and in the part.
    for side in ["zh", "en"] {
        let more = fs::read_to_string(folder.path().join(side).join("ch4.md")).unwrap();
        let path = folder.path().join(side).join("ch1.md");
        let own = fs::read_to_string(&path).unwrap();
        fs::write(path, own + "\n" + more.split("\n\n").nth(1).unwrap()).unwrap();
    }
    let whole = ["zh/ch1.md number new", "zh/ch4.md number known"];
    assert_eq!(found(&with(&baseline)), whole);
    assert_eq!(
        found(&with(&["--baseline", "known.json", "zh/ch1.md"])),
        whole[..1]
    );
    // A renamed text keeps its own, and says so.
    for side in ["zh", "en"] {
        let path = |name: &str| folder.path().join(side).join(name);
        fs::rename(path("ch4.md"), path("ch04.md")).unwrap();
    }
    let renamed = ["zh/ch1.md number new", "zh/ch04.md number known"];
    let mut states = found(&with(&baseline));
    states.sort_by_key(|one| one.contains("ch04"));
    assert_eq!(states, renamed);
    let output = check(folder.path(), &[&only[..], &baseline].concat());
    assert!(
        said(&output).contains("the known findings of zh/ch4.md are those of zh/ch04.md now"),
        "{}",
        said(&output)
    );
    // What is mended is said of the texts that were looked at.
    let again = [&only[..], &["--write-baseline", "known.json"]].concat();
    check(folder.path(), &again);
    edit(folder.path(), "en/ch04.md", "200", "210");
    let gone = |names: &[&str]| {
        let report = with(&[&["--baseline", "known.json"], names].concat());
        report["unused"].as_array().unwrap().len()
    };
    assert_eq!(gone(&[]), 1);
    assert_eq!(gone(&["zh/ch2.md"]), 0);
}

#[test]
fn a_baseline_of_some_texts_leaves_the_others_as_they_were() {
    let folder = folder_with(BOOK);
    let only = [
        "--only",
        "number,same-source",
        "--write-baseline",
        "known.json",
    ];
    check(folder.path(), &only);
    let whole = fs::read_to_string(folder.path().join("known.json")).unwrap();
    edit(folder.path(), "en/ch4.md", "200", "210");
    check(folder.path(), &[&only[..], &["zh/ch4.md"]].concat());
    let part = fs::read_to_string(folder.path().join("known.json")).unwrap();
    assert!(
        whole.contains("zh/ch4.md") && !part.contains("zh/ch4.md"),
        "{part}"
    );
    assert!(part.contains("zh/ch3.md"), "{part}");
}

/// Baselines of version 1 have fingerprints over all the Chinese of a link, and do not name texts.
#[test]
fn a_former_baseline_is_still_accepted() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "zh.txt",
        "灯塔很高。它亮着灯。\n全岛有320人，都认得他。\n",
    );
    write(
        folder.path(),
        "en.txt",
        "The light tower is tall and its lamp is lit there.\nThere are 3,200 people on the island.\n",
    );
    write(folder.path(), "terms.csv", GLOSSARY);
    // As the version before wrote it for these texts, the first link of which has two Chinese sentences.
    write(
        folder.path(),
        "known.json",
        include_str!("../../fixtures/checks/baseline-1.json"),
    );
    let pair = [
        "zh.txt",
        "en.txt",
        "--glossary",
        "terms.csv",
        "--only",
        "number,term-forbidden",
    ];
    let report = json_of(
        folder.path(),
        &[&pair[..], &["--baseline", "known.json"]].concat(),
    );
    let states: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert!(
        states.len() == 2 && states.iter().all(|state| **state == "known"),
        "{report}"
    );
    assert_eq!(report["unused"], json!([]));
}

#[test]
fn fixes_are_made_in_every_text() {
    let folder = folder_with(BOOK);
    edit(
        folder.path(),
        "en/ch1.md",
        "The lighthouse",
        "The light tower",
    );
    edit(folder.path(), "en/ch4.md", "200 people", "200  people");
    let dry = check(folder.path(), &["--fix", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(1), "{}", said(&dry));
    for line in [
        "en/ch1.md:",
        "+The lighthouse stands",
        "en/ch4.md:",
        "double-space",
    ] {
        assert!(out(&dry).contains(line), "{}", out(&dry));
    }
    let now = fs::read_to_string(folder.path().join("en/ch1.md")).unwrap();
    assert!(now.contains("The light tower stands"));
    let output = check(folder.path(), &["--fix"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("2 of 2 safe fixes made in 2 texts"),
        "{}",
        said(&output)
    );
    assert!(
        out(&output).contains("+The lighthouse stands"),
        "{}",
        out(&output)
    );
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(text("en/ch1.md").contains("The lighthouse stands"));
    assert!(text("en/ch4.md").contains("200 people"));
    // Only in those that were named.
    edit(
        folder.path(),
        "en/ch1.md",
        "The lighthouse",
        "The light tower",
    );
    edit(folder.path(), "en/ch4.md", "200 people", "200  people");
    check(folder.path(), &["--fix", "zh/ch4.md"]);
    assert!(text("en/ch1.md").contains("The light tower stands"));
    assert!(text("en/ch4.md").contains("200 people"));
}

#[test]
fn english_of_other_chinese_is_stale() {
    let folder = folder_with(BOOK);
    let settings = format!("{SETTINGS}bitext = \"bitext/{{path}}.bitext.jsonl\"\n");
    let settings = settings.replace("glossary = [\"terms.csv\"]\nbitext", "bitext");
    write(folder.path(), "duizhao.toml", &settings);
    fs::create_dir_all(folder.path().join("bitext/zh")).unwrap();
    fs::create_dir_all(folder.path().join("bitext")).unwrap();
    let bitext = "bitext/ch2.md.bitext.jsonl";
    done(
        folder.path(),
        &["align", "zh/ch2.md", "en/ch2.md", "-o", bitext],
    );
    let stale = ["--only", "stale"];
    assert_eq!(found(&json_of(folder.path(), &stale)), [] as [&str; 0]);
    edit(folder.path(), "zh/ch2.md", "风也很大", "浪也很大");
    let report = json_of(folder.path(), &stale);
    assert_eq!(found(&report), ["zh/ch2.md stale new"]);
    assert_eq!(
        report["findings"][0]["message"],
        "this was made of other Chinese: it was “海很大，风也很大。” and is “海很大，浪也很大。”"
    );
    // What only moved is not stale.
    edit(folder.path(), "zh/ch2.md", "浪也很大", "风也很大");
    edit(folder.path(), "zh/ch2.md", "# 二\n\n", "# 二\n\n\n");
    assert_eq!(found(&json_of(folder.path(), &stale)), [] as [&str; 0]);
}

#[test]
fn paths_of_annotations_are_those_of_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs/book");
    for (name, text) in BOOK {
        let path = docs.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    repository(folder.path());
    let only = ["--only", "number", "--format"];
    let sarif: Value =
        serde_json::from_str(&out(&check(&docs, &[&only[..], &["sarif"]].concat()))).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"],
        json!({"uri": "docs/book/en/ch4.md", "uriBaseId": "%SRCROOT%"}).clone(),
        "{}",
        run["results"]
    );
    assert!(run["originalUriBaseIds"]["%SRCROOT%"].is_object(), "{run}");
    let github = out(&check(&docs, &[&only[..], &["github"]].concat()));
    assert!(
        github.starts_with("::error file=docs/book/en/ch4.md,line=3"),
        "{github}"
    );
    // The same from wherever it is run.
    let config = ["--config", "book/duizhao.toml"];
    let above = check(
        &folder.path().join("docs"),
        &[&only[..], &["github"], &config[..]].concat(),
    );
    assert_eq!(out(&above), github, "{}", said(&above));
}

/// What is said with `--changed` is what the check of everything says of the texts that changed.
#[test]
fn a_change_has_the_findings_that_everything_has_of_it() {
    let folder = folder_with(BOOK);
    let path = folder.path();
    write(path, "zh/ch5.md", "# 五\n\n他笑了。\n");
    write(path, "en/ch5.md", "# Five\n\nHe laughed.\n");
    repository(path);
    let changed = ["--changed", "HEAD"];
    // Nothing changed, and nothing is said, though there is much.
    let output = check(path, &changed);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(
        out(&output),
        "0 errors, 0 warnings, 0 notes in 0 links of 0 texts\n"
    );
    let told = |arguments: &[&str]| {
        let report = json_of(path, &[&["--only", ONLY_OF_TEXTS], arguments].concat());
        (found(&report), report)
    };
    // A change turns what most places say: those that say it no longer are shown, wherever they are.
    edit(
        path,
        "en/ch2.md",
        "The lighthouse stands on the rocks by the sea.",
        "The beacon was built upon the cliffs.",
    );
    let (all, report) = told(&[]);
    assert_eq!(all, ["zh/ch1.md same-source new"]);
    let (some, same) = told(&changed);
    assert_eq!(some, all);
    assert_eq!(same["findings"], report["findings"]);
    assert_eq!(told(&["--changed", "HEAD", "zh/ch1.md"]).0, [] as [&str; 0]);
    // A text whose Chinese went is extra, one that is new is missing.
    fs::remove_file(path.join("zh/ch5.md")).unwrap();
    write(path, "zh/ch6.md", "# 六\n\n她哭了。\n");
    let (all, report) = told(&[]);
    assert_eq!(
        all,
        [
            "zh/ch1.md same-source new",
            "zh/ch6.md text-missing new",
            "en/ch5.md text-extra new"
        ]
    );
    let (some, same) = told(&changed);
    assert_eq!(some, all);
    assert_eq!(same["findings"], report["findings"]);
    commit(path, "the fifth is gone");
    assert_eq!(told(&changed).0, [] as [&str; 0]);
    // What all texts have in common changes all.
    edit(path, "terms.csv", "light tower", "light tower|beacon");
    assert_eq!(told(&changed).0.len(), 3);
}

const ONLY_OF_TEXTS: &str = "same-source,text-missing,text-extra";

/// The sentences of the random projects: some Chinese comes with several Englishes, some English with several
/// Chineses, and the term in several renderings.
const SENTENCES: &[(&str, &str)] = &[
    (
        "灯塔在海边的岩石上。",
        "The lighthouse stands on the rocks by the sea.",
    ),
    (
        "灯塔在海边的岩石上。",
        "The beacon was built upon the cliffs.",
    ),
    (
        "灯塔在海边的岩石上。",
        "A light tower rises above the waves.",
    ),
    ("海很大，风也很大。", "The sea is wide, and so is the wind."),
    (
        "桥断了，谁也过不去。",
        "The sea is wide, and so is the wind.",
    ),
    ("全岛有320人。", "There are 210 people on the island."),
    ("张亚勤来得很晚。", "Zhang Yaqin came very late."),
    ("张亚勤来得很晚。", "Yaqin Zhang was late again."),
    (
        "守塔人每晚点灯。",
        "Every night the keeper lights the lamp.",
    ),
];

/// Everything that is said of a finding.
fn told(report: &Report) -> Vec<String> {
    let texts = report.texts.iter();
    texts
        .flat_map(|text| {
            text.items.iter().map(|item| {
                let elsewhere: Vec<&str> =
                    item.elsewhere.iter().map(|one| one.text.as_str()).collect();
                format!(
                    "{} {} {} {:?} {} {elsewhere:?}",
                    text.name,
                    item.finding.rule,
                    item.finding.fingerprint,
                    item.state,
                    item.finding.message
                )
            })
        })
        .collect()
}

/// A project of random chapters, and of it what `check_texts` says of all and of some texts.
#[test]
fn some_texts_have_the_findings_that_they_have_among_all() {
    let mut random = fastrand::Rng::with_seed(21);
    let mut across = 0;
    for _ in 0..25 {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "duizhao.toml", SETTINGS);
        write(folder.path(), "terms.csv", GLOSSARY);
        let names: Vec<String> = (1..=random.usize(2..7))
            .map(|n| format!("ch{n}.md"))
            .collect();
        for side in ["zh", "en"] {
            fs::create_dir(folder.path().join(side)).unwrap();
        }
        for name in &names {
            let (mut zh, mut en) = (String::new(), String::new());
            for _ in 0..random.usize(1..6) {
                let (one, other) = random.choice(SENTENCES).unwrap();
                write!(zh, "{one}\n\n").unwrap();
                write!(en, "{other}\n\n").unwrap();
            }
            write(folder.path(), &format!("zh/{name}"), &zh);
            write(folder.path(), &format!("en/{name}"), &en);
        }
        let config = Config::load(&folder.path().join("duizhao.toml")).unwrap();
        let project = Project::new(config, random.usize(1..4));
        let list = project.text_list().unwrap();
        // Some of the findings are known.
        let mut wishes = Check {
            here: Some(folder.path().to_owned()),
            ..Check::default()
        };
        let all = project.check_texts(&list, None, &wishes).unwrap().report;
        let mut baseline = duizhao::check::Baseline::default();
        for text in &all.texts {
            for item in text.items.iter().filter(|_| random.bool()) {
                baseline.add(&text.name, &item.finding);
            }
        }
        let path = folder.path().join("known.json");
        baseline
            .write(&mut fs::File::create(&path).unwrap())
            .unwrap();
        wishes.baseline = Some(path);
        let all = project.check_texts(&list, None, &wishes).unwrap().report;
        for _ in 0..6 {
            let chosen = names.iter().filter(|_| random.bool());
            let shown: BTreeSet<String> = chosen.map(|name| format!("zh/{name}")).collect();
            let mut wanted = all.clone();
            for text in &mut wanted.texts {
                let is_shown = shown.contains(&text.name);
                text.items.retain(|item| {
                    is_shown || item.elsewhere.iter().any(|one| shown.contains(&one.text))
                });
                across += usize::from(!is_shown && !text.items.is_empty());
            }
            let some = project
                .check_texts(&list, Some(shown), &wishes)
                .unwrap()
                .report;
            assert_eq!(told(&some), told(&wanted));
            // Nothing is said of known findings that are still there.
            assert!(some.unused.is_empty(), "{:?}", some.unused);
        }
    }
    assert!(
        across > 20,
        "only {across} findings are shown for the places that they name"
    );
}

/// The documentation of a component library: 141 pairs.
#[test]
fn a_documentation_tree_is_checked_and_kept() {
    let Some(corpus) = shared("corpora/docs/antd") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    // A few of them: pages that were written after one pattern.
    let mut names: Vec<_> = fs::read_dir(&corpus)
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    names.sort();
    for path in names
        .iter()
        .filter(|path| path.to_string_lossy().contains("docs_spec_re"))
    {
        fs::copy(path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    write(
        folder.path(),
        "duizhao.toml",
        "[project]\nsource = \"*.zh.md\"\ntarget = \"{name}.en.md\"\n",
    );
    let first = check(folder.path(), &["--format", "json"]);
    let report: Value = serde_json::from_slice(&first.stdout).unwrap();
    let number = report["summary"]["texts"].as_u64().unwrap();
    assert!(
        number > 3 && report["summary"]["failed"] == 0,
        "{}",
        report["summary"]
    );
    assert!(
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| !one["elsewhere"].is_null())
    );
    let second = check(folder.path(), &["--format", "json"]);
    assert!(
        said(&second).contains(&format!("{number} of {number} texts are as")),
        "{}",
        said(&second)
    );
    assert_eq!(first.stdout, second.stdout);
}

/// A term that three chapters call otherwise than the glossary, and one of them in one place as nothing else.
fn book_with_another_word() -> Vec<(&'static str, &'static str)> {
    vec![
        ("duizhao.toml", SETTINGS),
        ("terms.csv", GLOSSARY),
        ("zh/ch1.md", "灯塔在海边。\n\n灯塔很老。\n"),
        (
            "en/ch1.md",
            "The beacon is by the sea.\n\nThe beacon is old.\n",
        ),
        ("zh/ch2.md", "灯塔很高。\n\n海上有船。\n"),
        (
            "en/ch2.md",
            "The beacon is tall.\n\nThere are ships at sea.\n",
        ),
        ("zh/ch3.md", "灯塔很新。\n\n灯塔很冷。\n"),
        ("en/ch3.md", "The beacon is new.\n\nThe gadget is cold.\n"),
    ]
}

#[test]
fn a_term_that_most_places_call_otherwise_is_one_finding_of_the_project() {
    let folder = folder_with(&book_with_another_word());
    let only = ["--only", "term-missing,term-inconsistent"];
    let report = json_of(folder.path(), &only);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 2, "{report:#}");
    let (one, alone) = (&findings[0], &findings[1]);
    assert_eq!(
        one["message"],
        "灯塔: 4 of 5 places say \"beacon\", the glossary says \"lighthouse\""
    );
    assert_eq!(
        (&one["text"], &one["severity"]),
        (&json!("zh/ch1.md"), &json!("error"))
    );
    let listed: Vec<String> = one["elsewhere"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| format!("{}:{}", place["file"].as_str().unwrap(), place["line"]))
        .collect();
    assert_eq!(listed, ["en/ch1.md:3", "en/ch2.md:1", "en/ch3.md:1"]);
    assert_eq!(alone["text"], "zh/ch3.md");
    assert_eq!(alone["message"], "灯塔 is not rendered as \"lighthouse\"");
    // The same from what was kept, and in a check of a part, which names places of the part.
    assert_eq!(json_of(folder.path(), &only), report);
    let part = json_of(folder.path(), &["zh/ch2.md", only[0], only[1]]);
    assert_eq!(part["findings"], json!([one]));
    let text = out(&check(folder.path(), &only));
    let also = "    = also en/ch1.md:3, en/ch2.md:1, en/ch3.md:1\n";
    assert!(text.contains(also), "{text}");
    // It is the same finding when its first place is mended.
    edit(
        folder.path(),
        "en/ch1.md",
        "The beacon is by",
        "The lighthouse is by",
    );
    edit(
        folder.path(),
        "en/ch2.md",
        "There are ships at sea.",
        "Ships are at sea.",
    );
    edit(folder.path(), "en/ch3.md", "gadget", "beacon");
    let later = json_of(folder.path(), &only);
    let later = &later["findings"][0];
    assert_eq!(later["fingerprint"], one["fingerprint"], "{later:#}");
    assert!(
        later["message"].as_str().unwrap().contains("4 of 5"),
        "{later:#}"
    );
}
