//! Every format of reports on one small bitext, and the places of its findings in the files.

use std::path::Path;

use serde_json::{Value, json};

use super::markdown::comment;
use super::{FileLinks, Judging, Looked, REPORTS, Report, Terminal};
use crate::bitext::{Bead, BeadSpan, Bitext};
use crate::check::{
    Baseline, CheckConfig, Checker, Files, Ignore, JudgedFinding, Place, State, Suppressions,
    TextResult,
};
use crate::glossary::{Concept, Termbase};
use crate::segment::{SegmentOptions, SegmentedDocument, segment};
use crate::text::Language;

const CHINESE: &str = "灯塔在海边。他笑了。\n\n全岛有320人。\n\n好，走吧。\n";
const ENGLISH: &str = "The light\ntower is by the *sea*. He smiled.\n\nThere are 40 people on the island.\n\nAll right， let's go.\n";

fn text(name: &str, text: &str, language: Language) -> SegmentedDocument {
    let document =
        crate::document::read_bytes(text.as_bytes().to_vec(), Path::new(name), Some("md")).unwrap();
    segment(document, language, &SegmentOptions::default())
}

struct Checked {
    chinese: SegmentedDocument,
    english: SegmentedDocument,
    bitext: Bitext,
    settings: CheckConfig,
}

impl Checked {
    fn new(english: &str) -> Checked {
        let chinese = text("zh.md", CHINESE, Language::Zh);
        let english = text("en: 1.md", english, Language::En);
        let links =
            (0..4).map(|at| Bead::automatic(BeadSpan::new(at..at + 1, at..at + 1), 1.0, None));
        let bitext = Bitext::assemble(&chinese, &english, ("zh", "en"), links);
        Checked {
            chinese,
            english,
            bitext,
            settings: CheckConfig::default(),
        }
    }

    fn report(&self, with_files: bool, baseline: Option<&Baseline>) -> Report {
        let termbase = Termbase {
            concepts: vec![Concept {
                source: "灯塔".to_owned(),
                target: "lighthouse".to_owned(),
                forbidden: vec!["light tower".to_owned()],
                ..Concept::default()
            }],
        };
        let checker = Checker::new(&termbase, &self.settings).unwrap();
        let mut suppressions = Suppressions::default();
        suppressions.read(&self.english.document.source);
        let mut files = Files::default();
        if with_files {
            files.chinese = Some(&self.chinese);
            files.english = Some(&self.english);
        }
        let look = checker.look(&self.bitext, None, 1);
        let told = look.compared(files).into_iter().map(|placed| (0, placed));
        let text = Looked {
            name: "zh.md".to_owned(),
            result: TextResult {
                found: look.found(files),
                facts: look.facts().clone(),
                account: look.account(),
                files: ("zh.md".to_owned(), "en: 1.md".to_owned()),
                comments: suppressions,
            },
            ..Looked::default()
        };
        let judging = Judging {
            ignore: &self.settings.ignore,
            baseline: baseline.cloned(),
            ..Judging::default()
        };
        Report::of(vec![text], told.collect(), &judging).0
    }
}

fn written(report: &Report, id: &str) -> String {
    let format = REPORTS.iter().find(|format| format.id == id).unwrap();
    let mut out = Vec::new();
    let terminal = Terminal {
        color: false,
        width: 80,
        ..Terminal::default()
    };
    (format.write)(report, terminal, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn items(report: &Report) -> Vec<&JudgedFinding> {
    report.items().collect()
}

fn json_of(report: &Report) -> Value {
    serde_json::from_str(&written(report, "json")).unwrap()
}

/// A baseline of these findings, as a file has it.
fn baseline(report: &Report) -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.json");
    let mut file = std::fs::File::create(&path).unwrap();
    report.baseline().write(&mut file).unwrap();
    Baseline::read(&path).unwrap()
}

#[test]
fn places_lead_to_lines_and_bytes_of_the_files() {
    let checked = Checked::new(ENGLISH);
    let report = checked.report(true, None);
    let rules: Vec<&str> = report.items().map(|item| item.finding.rule).collect();
    assert_eq!(rules, ["term-forbidden", "number", "full-width"]);
    // The words are on two lines in the file, and in one sentence here.
    let term = items(&report)[0];
    assert_eq!(
        term.target,
        Some(Place {
            file: "en: 1.md".to_owned(),
            line: 1,
            column: 5,
            end_line: 2,
            end_column: 6,
            bytes: Some(4..15),
        })
    );
    let source = term.source.as_ref().unwrap();
    assert_eq!((source.line, source.column, source.end_column), (1, 1, 3));
    let number = items(&report)[1].source.as_ref().unwrap();
    assert_eq!(number.bytes, Some(41..44));
    assert_eq!(&CHINESE[41..44], "320");
    // Without the files there are the places of the sentences.
    let report = checked.report(false, None);
    let wide = items(&report)[2].target.as_ref().unwrap();
    assert_eq!((wide.line, wide.column, wide.bytes.clone()), (6, 1, None));
}

#[test]
fn text_shows_the_sentences_and_underlines_the_place() {
    let text = written(&Checked::new(ENGLISH).report(true, None), "text");
    assert!(
        text.starts_with(
            "error[term-forbidden]: 灯塔 is rendered \"light tower\", which the glossary forbids: write \"lighthouse\"\n\
             \x20 --> en: 1.md:1:5  zh.md:1:1\n\
             \x20  zh │ 灯塔在海边。\n      │ ^^^^\n\
             \x20  en │ The light tower is by the sea.\n      │     ^^^^^^^^^^^\n\
             \x20   = write \"lighthouse\"\n"
        ),
        "{text}"
    );
    assert!(text.ends_with("in 4 links\n"), "{text}");
    // A narrow terminal has what is around the place.
    let long = format!("{} tower is by the sea， is it?", "very ".repeat(40));
    let checked = Checked::new(&ENGLISH.replace("All right， let's go.", &long));
    let text = written(&checked.report(true, None), "text");
    let line = text
        .lines()
        .find(|line| line.contains("sea，"))
        .unwrap_or_else(|| panic!("{text}"));
    assert!(line.contains("│ …") && line.chars().count() <= 80, "{line}");
}

#[test]
fn json_has_the_bead_that_the_file_has() {
    let checked = Checked::new(ENGLISH);
    let report = json_of(&checked.report(true, None));
    assert_eq!(report["format"], "duizhao-check");
    assert_eq!(report["summary"]["beads"], 4);
    let finding = &report["findings"][2];
    assert_eq!(
        *finding,
        json!({
            "rule": "full-width", "severity": "warning",
            "message": "\"，\" is of Chinese typesetting: write \",\"",
            "subject": "，", "fingerprint": finding["fingerprint"], "state": "new", "reason": null,
            "bead": checked.bitext.beads[3].id.0,
            "source": {"text": "好，走吧。", "span": null,
                "place": {"file": "zh.md", "line": 5, "column": 1, "endLine": 5, "endColumn": 6}},
            "target": {"text": "All right， let's go.", "span": [9, 10],
                "place": {"file": "en: 1.md", "line": 6, "column": 10, "endLine": 6, "endColumn": 11}},
            "replacement": {"text": ",", "safe": true},
        })
    );
}

#[test]
fn known_and_suppressed_findings_are_told_apart_everywhere() {
    let comment = "<!-- duizhao-ignore: number: as the <census> has it -->\n<!-- duizhao-ignore: markup: nothing -->\nThere are";
    let mut checked = Checked::new(&ENGLISH.replace("There are", comment));
    checked.settings.ignore.push(Ignore {
        rule: "full-width".to_owned(),
        fingerprint: None,
        subject: Some("，".to_owned()),
        reason: "the printer's".to_owned(),
    });
    let known = baseline(&checked.report(true, None));
    let report = checked.report(true, Some(&known));
    let states: Vec<&State> = report.items().map(|item| &item.state).collect();
    let census = State::Suppressed("as the <census> has it".to_owned(), true);
    let printer = State::Suppressed("the printer's".to_owned(), false);
    assert_eq!(states, [&State::Known, &census, &printer]);
    assert_eq!(report.new_items().count(), 0);
    let unused: Vec<&str> = report.all_unused().map(|one| one.place.as_str()).collect();
    assert_eq!(unused, ["en: 1.md:5"]);

    let text = written(&report, "text");
    assert!(text.contains("\"lighthouse\" (known)\n"), "{text}");
    assert!(
        !text.contains("[number]") && text.ends_with("; 1 known; 2 suppressed\n"),
        "{text}"
    );
    let json = json_of(&report);
    assert_eq!(json["findings"][1]["reason"], "as the <census> has it");
    assert_eq!(json["summary"]["suppressed"], 2);

    let github = written(&report, "github");
    assert_eq!(
        github.lines().collect::<Vec<_>>(),
        [
            "::notice file=en%3A 1.md,line=1,endLine=2,title=term-forbidden::灯塔 is rendered \"light tower\", which the glossary forbids: write \"lighthouse\" (known)",
            "::notice title=unused::en: 1.md:5: this comment hides nothing: markup",
        ]
    );

    let sarif: Value = serde_json::from_str(&written(&report, "sarif")).unwrap();
    let results = &sarif["runs"][0]["results"];
    assert_eq!(results[0]["baselineState"], "unchanged");
    assert_eq!(results[0]["suppressions"], json!([]));
    assert_eq!(results[1]["suppressions"][0]["kind"], "inSource");
    assert_eq!(results[2]["suppressions"][0]["kind"], "external");
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"],
        json!({"artifactLocation": {"uri": "en%3A%201.md"},
            "region": {"startLine": 1, "startColumn": 5, "endLine": 2, "endColumn": 6}})
    );
    assert_eq!(
        results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
        "lighthouse"
    );
    let rule = usize::try_from(results[1]["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][rule]["id"],
        "number"
    );

    let junit = written(&report, "junit");
    assert!(junit.contains("failures=\"0\""), "{junit}");
    assert!(
        junit.contains("(suppressed: as the &lt;census&gt; has it)"),
        "{junit}"
    );

    let html = written(&report, "html");
    assert!(
        html.contains("The <mark>light tower</mark> is by the sea."),
        "{html}"
    );
    assert!(html.contains("as the &lt;census&gt; has it"), "{html}");
    assert!(!html.contains("<census>"), "{html}");
}

#[test]
fn what_counts_fails_and_is_in_every_report() {
    let report = Checked::new(ENGLISH).report(true, None);
    assert!(report.fails(crate::check::Severity::Error));
    assert!(!report.fails(crate::check::Severity::Off));
    let github = written(&report, "github");
    assert!(
        github.contains(
            "::error file=en%3A 1.md,line=4,endLine=4,col=11,endColumn=13,title=number::"
        ),
        "{github}"
    );
    let junit = written(&report, "junit");
    assert!(
        junit.contains("failures=\"3\"")
            && junit.contains("<failure type=\"number\" message=\"1 findings: "),
        "{junit}"
    );
    // A known finding that is mended is reported.
    let known = baseline(&report);
    let mended = Checked::new(&ENGLISH.replace("light\ntower", "lighthouse"));
    let report = mended.report(true, Some(&known));
    assert_eq!(report.unused.len(), 1);
    assert!(
        report.unused[0]
            .what
            .starts_with("no longer found: term-forbidden: ")
    );
}

/// A warning stands before the second error in the text.
const MIXED: &str = "The light\ntower is by the *sea*， far out. He smiled.\n\nThere are 40 people on the island.\n\nAll right, let's go.\n";

/// The places of these strings in a text, which has each of them.
fn places(text: &str, wanted: &[&str]) -> Vec<usize> {
    let place = |part: &&str| text.find(*part).unwrap_or_else(|| panic!("{part}: {text}"));
    wanted.iter().map(place).collect()
}

#[test]
fn people_read_the_worst_first_and_programs_the_order_of_the_text() {
    let report = Checked::new(MIXED).report(true, None);
    let rules: Vec<&str> = report.items().map(|item| item.finding.rule).collect();
    let at = |rule: &str| rules.iter().position(|one| *one == rule).unwrap();
    assert!(at("full-width") < at("number"), "{rules:?}");
    let worst = ["term-forbidden", "number", "full-width"];
    for (id, wanted) in [
        ("text", worst.map(|rule| format!("[{rule}]"))),
        ("github", worst.map(|rule| format!("title={rule}::"))),
        ("markdown", worst.map(|rule| format!("- `{rule}`"))),
        ("html", worst.map(|rule| format!("<h3>{rule}: "))),
    ] {
        let text = written(&report, id);
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        assert!(places(&text, &wanted).is_sorted(), "{id}: {text}");
    }
    let json = json_of(&report);
    let in_json: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    assert_eq!(in_json, rules);
}

#[test]
fn the_comment_leads_with_what_matters_and_links_to_the_lines() {
    let mut checked = Checked::new(MIXED);
    let note = ("full-width".to_owned(), crate::check::Severity::Note);
    checked.settings.rules = [note].into();
    let mut report = checked.report(true, None);
    let links = FileLinks::github("https://forge.example", "o/r", "c0ffee");
    report.links = Some(links);
    report.folder = Some("docs".to_owned());
    let comment = written(&report, "markdown");
    let wanted = [
        "### duizhao check: 2 errors, 0 warnings, 1 note in 4 links\n",
        "#### Errors\n",
        "- `term-forbidden` ",
        "[en: 1.md:1](https://forge.example/o/r/blob/c0ffee/docs/en%3A%201.md?plain=1#L1-L2) [zh.md:1](",
        "  > <b>灯塔</b>在海边。\\\n  > The <b>light tower</b> is by the sea",
        "\n  Write: lighthouse\n",
        "- `number` ",
        "<details><summary>1 note</summary>\n",
        "- `full-width` ",
        "</details>",
    ];
    assert!(places(&comment, &wanted).is_sorted(), "{comment}");
    assert!(!comment.contains("#### Warnings"), "{comment}");
    let html = written(&report, "html");
    let wanted = [
        "<a href=\"https://forge.example/o/r/blob/c0ffee/docs/en%3A%201.md?plain=1#L1-L2\">en: 1.md:1:5</a>",
        "<details><summary>1 note</summary>",
        "<h3>full-width: ",
        "<details><summary>By rule</summary>",
    ];
    assert!(places(&html, &wanted).is_sorted(), "{html}");
}

#[test]
fn a_comment_stays_within_its_limit() {
    let report = Checked::new(MIXED).report(true, None);
    let whole = comment(&report, Terminal::default(), usize::MAX);
    for limit in (500..whole.len() + 500).step_by(50) {
        let shown = comment(&report, Terminal::default(), limit);
        assert!(shown.len() <= limit, "{limit}: {shown}");
        let left = shown.contains("no room here");
        let number = shown.matches("\n- `").count();
        assert_eq!(left, number < 3, "{limit}: {shown}");
    }
    let clean = "The lighthouse is by the sea. He smiled.\n\nThere are 320 people on the island.\n\nAll right, let's go.\n";
    let report = Checked::new(clean).report(true, None);
    let shown = comment(&report, Terminal::default(), 1000);
    assert!(shown.starts_with("### duizhao check: nothing found in 4 links\n"));
}
