//! `duizhao check` as a user runs it: reports, exit codes, baseline, suppressions, fixes; and the
//! commands of `docs/ci.md` exactly as they stand there.

use std::path::Path;
use std::process::{Command, Output};

use crate::common::{
    command, done, duizhao, folder_with, installed, root, shared, stderr as said, stdout as out,
};
use serde_json::Value;

const ZH: &str = "# 灯塔\n\n灯塔在海边。守塔人每晚点灯。\n\n全岛有320人，都认得他。\n\n谁来接他的班？没有人知道。\n";
const EN: &str = "# The Lighthouse\n\nThe light tower is by the **sea**. Every night the keeper lights the lamp.\n\nThere are 3,200 people on the island ,and all know him.\n\nWho will follow him? Nobody knows.\n";
const GLOSSARY: &str = "source,target,forbidden\n灯塔,lighthouse,light tower\n";
const SETTINGS: &str =
    "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\nglossary = [\"terms.csv\"]\n";

fn project() -> tempfile::TempDir {
    folder_with(&[
        ("zh.md", ZH),
        ("en.md", EN),
        ("terms.csv", GLOSSARY),
        ("duizhao.toml", SETTINGS),
    ])
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    duizhao(folder, &[&["check"], arguments].concat())
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = check(folder, &[&["--format", "json"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

/// The rule and the state of every finding.
fn states(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|f| (text(&f["rule"]), text(&f["state"])))
        .collect()
}

#[test]
fn reports_link_to_the_commit_that_is_checked() {
    let folder = project();
    for (format, wanted) in [
        (
            "markdown",
            "[en.md:3](https://forge.example/o/r/blob/c0ffee/en.md?plain=1#L3)",
        ),
        (
            "html",
            "<a href=\"https://forge.example/o/r/blob/c0ffee/en.md?plain=1#L3\">en.md:3:5</a>",
        ),
    ] {
        let output = command(folder.path(), &["check", "--format", format])
            .env("GITHUB_SERVER_URL", "https://forge.example")
            .env("GITHUB_REPOSITORY", "o/r")
            .env("GITHUB_SHA", "c0ffee")
            .output()
            .unwrap();
        assert!(out(&output).contains(wanted), "{}", out(&output));
        let alone = out(&check(folder.path(), &["--format", format]));
        assert!(
            !alone.contains("forge") && alone.contains("en.md#L3"),
            "{alone}"
        );
    }
}

#[test]
fn findings_have_their_places_in_the_files() {
    let folder = project();
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    for says in [
        "error[term-forbidden]: 灯塔 is rendered \"light tower\"",
        "--> en.md:3:5  zh.md:3:1",
        "   en │ The light tower is by the sea.\n      │     ^^^^^^^^^^^",
        "   zh │ 灯塔在海边。\n      │ ^^^^",
        "= write \"lighthouse\"",
        "error[number]: 320 is not in the English",
        "2 errors, 0 warnings, 2 notes",
    ] {
        assert!(
            out(&output).contains(says),
            "{says:?} is not in\n{}",
            out(&output)
        );
    }
    let report = json(folder.path(), &[]);
    let term = &report["findings"][0];
    assert_eq!(term["target"]["span"], serde_json::json!([4, 15]));
    assert_eq!(
        term["target"]["place"],
        serde_json::json!({"file": "en.md", "line": 3, "column": 5, "endLine": 3, "endColumn": 16})
    );
    let github = out(&check(folder.path(), &["--format", "github"]));
    assert!(
        github.starts_with(
            "::error file=en.md,line=3,endLine=3,col=5,endColumn=16,title=term-forbidden::"
        ),
        "{github}"
    );
    let junit = out(&check(folder.path(), &["--format", "junit"]));
    assert!(
        junit.contains("failures=\"2\"") && junit.contains("en.md:3:5: 灯塔"),
        "{junit}"
    );
    let html = out(&check(folder.path(), &["--format", "html"]));
    assert!(
        html.contains("The <mark>light tower</mark> is by the sea."),
        "{html}"
    );
    assert!(
        !html.contains("http"),
        "the page asks the network for something"
    );
    // The same with the bitext, and with fewer rules.
    let align = ["align", "zh.md", "en.md", "-o", "b.bitext.jsonl"];
    done(folder.path(), &align);
    let of_bitext = json(folder.path(), &["b.bitext.jsonl"]);
    assert_eq!(of_bitext["findings"], report["findings"]);
    let only = json(folder.path(), &["--only", "number"]);
    assert_eq!(states(&only), [("number".to_owned(), "new".to_owned())]);
    let wrong = check(folder.path(), &["--only", "nubmer"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        said(&wrong).contains("did you mean \"number\"?"),
        "{}",
        said(&wrong)
    );
}

#[test]
fn known_findings_do_not_count_and_new_ones_do() {
    let folder = project();
    let written = check(folder.path(), &["--write-baseline", "known.json"]);
    assert_eq!(written.status.code(), Some(0), "{}", said(&written));
    let known = check(folder.path(), &["--baseline", "known.json"]);
    assert_eq!(known.status.code(), Some(0), "{}", out(&known));
    assert!(
        out(&known).contains("(known)") && out(&known).contains("4 known"),
        "{}",
        out(&known)
    );
    // Lines move and other sentences change: known findings stay known.
    let zh = ZH.replace("全岛", "海很大，风也很大。\n\n全岛");
    let moved = EN
        .replace(
            "There are",
            "The sea is wide, and so is the wind.\n\nThere are",
        )
        .replace("Nobody knows", "Nobody knows it");
    std::fs::write(folder.path().join("zh.md"), zh).unwrap();
    std::fs::write(folder.path().join("en.md"), moved).unwrap();
    let report = json(folder.path(), &["--baseline", "known.json"]);
    let count = states(&report)
        .iter()
        .filter(|(_, state)| state == "known")
        .count();
    assert_eq!(count, 4, "{report}");
    // Fixed sentences are reported.
    std::fs::write(folder.path().join("zh.md"), ZH).unwrap();
    std::fs::write(
        folder.path().join("en.md"),
        EN.replace("light tower", "lighthouse"),
    )
    .unwrap();
    let output = check(folder.path(), &["--baseline", "known.json"]);
    assert!(
        out(&output).contains("no longer found: term-forbidden"),
        "{}",
        out(&output)
    );
    let broken = check(folder.path(), &["--baseline", "terms.csv"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(said(&broken).contains("terms.csv:1:1"), "{}", said(&broken));
}

#[test]
fn suppressions_hide_and_say_why() {
    let folder = project();
    let hidden = EN
        .replace(
            "There are 3,200",
            "<!-- duizhao-ignore: number: as in the census -->\nThere are 3,200",
        )
        .replace(
            "# The",
            "<!-- duizhao-ignore: markup: nothing here -->\n# The",
        );
    std::fs::write(folder.path().join("en.md"), hidden).unwrap();
    let more = "\n[check]\nfail-on = \"error\"\n[[check.ignore]]\nrule = \"term-forbidden\"\nsubject = \"灯塔\"\nreason = \"as the poet has it\"\n";
    std::fs::write(
        folder.path().join("duizhao.toml"),
        format!("{SETTINGS}{more}"),
    )
    .unwrap();
    let report = json(folder.path(), &[]);
    let reasons: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| &f["reason"])
        .collect();
    assert!(
        reasons.contains(&&Value::from("as in the census")),
        "{report}"
    );
    assert!(
        reasons.contains(&&Value::from("as the poet has it")),
        "{report}"
    );
    assert_eq!(report["unused"][0]["place"], "en.md:1");
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(!out(&output).contains("320 is not"), "{}", out(&output));
    let sarif: Value =
        serde_json::from_slice(&check(folder.path(), &["--format", "sarif"]).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let kinds: Vec<&Value> = results
        .iter()
        .map(|r| &r["suppressions"][0]["kind"])
        .collect();
    assert!(
        kinds.contains(&&Value::from("inSource")) && kinds.contains(&&Value::from("external")),
        "{sarif}"
    );
}

#[test]
fn safe_replacements_are_made_and_shown() {
    let folder = project();
    let output = check(folder.path(), &["--fix"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        out(&output).contains("-The light tower is by the **sea**."),
        "{}",
        out(&output)
    );
    let mended = std::fs::read_to_string(folder.path().join("en.md")).unwrap();
    assert!(
        mended.contains("The lighthouse is by the **sea**."),
        "{mended}"
    );
    assert!(
        mended.contains("on the island,and") || mended.contains("on the island, and"),
        "{mended}"
    );
    let rest = states(&json(folder.path(), &[]));
    assert!(
        !rest.iter().any(|(rule, _)| rule == "term-forbidden"),
        "{rest:?}"
    );
}

/// A dry run shows the lines and their words, as text and as JSON, ends as the check does, and writes nothing.
#[test]
fn a_dry_run_shows_what_would_change() {
    let folder = project();
    let before = std::fs::read(folder.path().join("en.md")).unwrap();
    let output = check(folder.path(), &["--fix", "--dry-run"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let shown = out(&output);
    assert!(
        shown.contains(
            "term-forbidden: \"light tower\" -> \"lighthouse\"\n-The light tower is by the **sea**."
        ) && shown.contains("\n+The lighthouse is by the **sea**."),
        "{shown}"
    );
    assert!(shown.contains("nothing was written"), "{shown}");
    let output = check(
        folder.path(),
        &[
            "--fix",
            "--dry-run",
            "--color",
            "always",
            "--fail-on",
            "off",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        out(&output).contains("\u{1b}[1;7;31mlight tower\u{1b}[0m"),
        "{}",
        out(&output)
    );
    let output = check(folder.path(), &["--fix", "--dry-run", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["format"], "duizhao-fixes");
    let fixes = report["texts"][0]["fixes"].as_array().unwrap();
    let of_rule = fixes
        .iter()
        .find(|fix| fix["rule"] == "term-forbidden")
        .unwrap();
    assert_eq!(
        (&of_rule["was"], &of_rule["with"]),
        (&Value::from("light tower"), &Value::from("lighthouse"))
    );
    assert_eq!(
        report["summary"]["made"],
        fixes.iter().filter(|fix| fix["made"] == true).count()
    );
    assert_eq!(std::fs::read(folder.path().join("en.md")).unwrap(), before);
    let output = check(folder.path(), &["--fix", "--dry-run", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
}

/// `check --fix BITEXT` writes the words and the ids that follow from them, in every sentence of a bead; what it
/// leaves has a reason.
#[test]
fn a_bitext_is_mended_and_its_ids_follow_the_words() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("zh.txt", "灯塔在海边，灯塔很高。\n他笑了。\n");
    write(
        "en.txt",
        "The light tower is by the sea . It is a tall light tower.\nHe  smiled.\n",
    );
    write("terms.csv", GLOSSARY);
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_duizhao"))
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap()
    };
    let aligned = run(&["align", "zh.txt", "en.txt", "-o", "b.bitext.jsonl"]);
    assert!(aligned.status.success(), "{}", said(&aligned));
    let beads = || -> Vec<Value> {
        let text = std::fs::read_to_string(folder.path().join("b.bitext.jsonl")).unwrap();
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let before = beads();
    assert_eq!(
        before[1]["target"].as_array().unwrap().len(),
        2,
        "{before:?}"
    );
    let report = json(
        folder.path(),
        &["b.bitext.jsonl", "--glossary", "terms.csv"],
    );
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.len() >= 4, "{report}");
    for finding in findings {
        let of = |bead: &&Value| bead["id"] == finding["bead"];
        assert!(before.iter().any(|bead| of(&bead)), "{finding}");
    }
    let files = || {
        ["en.txt", "b.bitext.jsonl"].map(|name| std::fs::read(folder.path().join(name)).unwrap())
    };
    let untouched = files();
    let dry = run(&[
        "check",
        "b.bitext.jsonl",
        "--fix",
        "--dry-run",
        "--glossary",
        "terms.csv",
    ]);
    assert_eq!(dry.status.code(), Some(1), "{}", said(&dry));
    assert!(
        out(&dry).contains("-The light tower is by the sea .\n+The lighthouse is by the sea.\n"),
        "{}",
        out(&dry)
    );
    assert!(
        out(&dry).contains("not made: only the text has these"),
        "{}",
        out(&dry)
    );
    assert_eq!(files(), untouched);
    let fixed = run(&[
        "check",
        "b.bitext.jsonl",
        "--fix",
        "--glossary",
        "terms.csv",
    ]);
    assert_eq!(fixed.status.code(), Some(0), "{}", said(&fixed));
    assert!(said(&fixed).contains("3 places mended"), "{}", said(&fixed));
    assert!(
        said(&fixed).contains("en.txt:2:3: double-space is not mended: only the text has these"),
        "{}",
        said(&fixed)
    );
    assert_eq!(
        out(&fixed),
        "-The light tower is by the sea .\n+The lighthouse is by the sea.\n\
         -It is a tall light tower.\n+It is a tall lighthouse.\n"
    );
    let after = beads();
    let text = after[1]["target"][0]["text"].as_str().unwrap();
    assert_eq!(text, "The lighthouse is by the sea.");
    assert_ne!(after[1]["target"][0]["id"], before[1]["target"][0]["id"]);
    assert_eq!(after[1]["id"], before[1]["id"]);
    assert_eq!(after[2], before[2]);
    // The words have the id that they would have had from the beginning.
    write(
        "en.txt",
        "The lighthouse is by the sea. It is a tall lighthouse.\nHe  smiled.\n",
    );
    run(&["align", "zh.txt", "en.txt", "-o", "b.bitext.jsonl"]);
    let anew = beads();
    for at in 0..2 {
        assert_eq!(anew[1]["target"][at]["id"], after[1]["target"][at]["id"]);
    }
}

/// Validates against the schema of the SARIF standard with Python's `jsonschema`;
/// `DUIZHAO_SARIF_SCHEMA` names the schema, and `DUIZHAO_JSONSCHEMA` a Python that has the package.
#[test]
fn sarif_is_valid() {
    let (Some(schema), Some(python)) = (
        installed("DUIZHAO_SARIF_SCHEMA", "the schema of SARIF"),
        installed("DUIZHAO_JSONSCHEMA", "a Python that has jsonschema"),
    ) else {
        return;
    };
    let folder = project();
    check(folder.path(), &["--write-baseline", "known.json"]);
    for arguments in [
        &["--format", "sarif", "-o", "a.sarif"][..],
        &[
            "--format",
            "sarif",
            "-o",
            "a.sarif",
            "--baseline",
            "known.json",
        ],
    ] {
        check(folder.path(), arguments);
        let program = "import json, sys, jsonschema; jsonschema.validate(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])))";
        let valid = Command::new(&python)
            .args(["-c", program])
            .arg(&schema)
            .arg(folder.path().join("a.sarif"))
            .output()
            .unwrap();
        assert!(valid.status.success(), "{}", said(&valid));
    }
}

/// The code blocks of a page in a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let opening = format!("```{language}\n");
    text.split(opening.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// Runs a script in a folder, with `duizhao` on its PATH.
fn shell(folder: &Path, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_duizhao")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    Command::new("sh")
        .current_dir(folder)
        .args(["-e", "-c", script])
        .env("PATH", path)
        .output()
        .unwrap()
}

#[test]
#[cfg(unix)]
fn what_docs_say_of_ci_works() {
    let folder = project();
    // The step of the workflow fails, and leaves its report all the same.
    let workflow = &blocks("docs/ci.md", "yaml")[0];
    let step: String = workflow
        .lines()
        .skip_while(|line| !line.contains("run: |"))
        .skip(1)
        .take_while(|line| line.starts_with("          "))
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    assert!(step.contains("duizhao check"), "{step}");
    let run = shell(folder.path(), &step);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(out(&run).contains("::error file=en.md"), "{}", out(&run));
    assert!(folder.path().join("check.sarif").exists());
    let scripts = blocks("docs/ci.md", "sh");
    // The hook refuses the commit, and lets one pass that touches no text.
    let git = "git init -q . && git config user.email a@example.org && git config user.name A";
    assert!(shell(folder.path(), git).status.success());
    let settings = "git add duizhao.toml *.csv zh.md && git commit -q -m settings";
    assert!(shell(folder.path(), settings).status.success());
    let hook = folder.path().join(".git/hooks/pre-commit");
    std::fs::write(&hook, &scripts[0]).unwrap();
    assert!(
        shell(folder.path(), "chmod +x .git/hooks/pre-commit")
            .status
            .success()
    );
    let refused = shell(folder.path(), "git add en.md && git commit -q -m texts");
    assert!(!refused.status.success(), "{}", said(&refused));
    let other = "git reset -q; echo x > x.rs; git add x.rs && git commit -q -m other";
    let passed = shell(folder.path(), other);
    assert!(passed.status.success(), "{}", said(&passed));
    let known = scripts
        .iter()
        .find(|script| script.contains("--write-baseline"));
    let baseline = shell(folder.path(), known.unwrap());
    assert!(baseline.status.success(), "{}", out(&baseline));
}

#[test]
fn planted_slips_of_a_real_interview_are_found_and_no_others() {
    let Some(corpus) = shared("corpora/interview") else {
        return;
    };
    let text = |name: &str| std::fs::read_to_string(corpus.join(name)).unwrap();
    let sentences = text("zh.sents.txt");
    let sentences: Vec<&str> = sentences.lines().collect();
    let term_findings = |english: &str| -> Vec<(String, String)> {
        let report = json(&corpus, &["zh.md", english, "--glossary", "glossary.csv"]);
        let findings = report["findings"].as_array().unwrap().iter();
        let of_terms = findings.filter(|f| f["rule"].as_str().unwrap().starts_with("term"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        of_terms
            .map(|f| (text(&f["subject"]), text(&f["source"]["text"])))
            .collect()
    };
    let mut found = term_findings("en.rev2.md");
    for line in text("violations.jsonl").lines() {
        let planted: Value = serde_json::from_str(line).unwrap();
        let sentence = sentences[usize::try_from(planted["zh_sent"].as_u64().unwrap()).unwrap()];
        let is_it = |(term, source): &(String, String)| {
            planted["term"] == **term && source.contains(sentence)
        };
        assert!(found.iter().any(is_it), "{planted} is not among {found:?}");
        found.retain(|one| !is_it(one));
    }
    assert!(found.len() <= 2, "{found:?}");
    let clean = term_findings("en.md");
    assert!(clean.len() <= 2, "{clean:?}");
}
