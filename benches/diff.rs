//! Time and memory of `duizhao diff` on two editions of a hundred thousand segments with two thousand
//! edits and twenty moved chapters between them, compared with `git diff --word-diff`, `wdiff`,
//! `dwdiff` and `similar` on the raw text; and the share of a real revision's changes that is reported
//! correctly.
//!
//! `cargo bench --bench diff`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use shared::{Table, corpora, cost, made, program, seconds};
use similar::TextDiff;

const CHAPTERS: usize = 100;
const RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    made::editions(CHAPTERS, folder.path());
    let mut table = Table::new(["what", "s", "MB"]);
    let mut measured = |name: &str, program: &Path, arguments: &[&str], suffix: &str| {
        let cost = cost(RUNS, || {
            let mut command = Command::new(program);
            command
                .current_dir(folder.path())
                .args(arguments)
                .args([format!("old{suffix}"), format!("new{suffix}")]);
            command
        });
        table.row([
            name.to_owned(),
            seconds(cost.seconds),
            cost.megabytes.to_string(),
        ]);
    };
    let duizhao = Path::new(env!("CARGO_BIN_EXE_duizhao"));
    let json = ["diff", "--format", "json"];
    let quiet = ["diff", "--format", "json", "--no-findings"];
    measured(
        "`duizhao diff`, bitexts, with check findings",
        duizhao,
        &json,
        ".bitext.jsonl",
    );
    measured(
        "the same without findings",
        duizhao,
        &quiet,
        ".bitext.jsonl",
    );
    measured("`duizhao diff`, the English alone", duizhao, &json, ".md");
    let peers: [(&str, &str, &[&str]); 3] = [
        (
            "git diff --word-diff",
            "git",
            &["diff", "--no-index", "--word-diff"],
        ),
        ("wdiff", "wdiff", &[]),
        ("dwdiff", "dwdiff", &[]),
    ];
    for (called, name, arguments) in peers {
        match program(name) {
            Some(program) => measured(
                &format!("`{called}`, the English alone"),
                &program,
                arguments,
                ".md",
            ),
            None => println!("{name} is not installed.\n"),
        }
    }
    let (took, given_up) = similar(folder.path());
    let said = if given_up {
        ", given up after that"
    } else {
        ""
    };
    table.row([
        format!("`similar`, words of the English alone{said}"),
        seconds(took),
        String::new(),
    ]);
    println!("{table}");
    if let Some(corpora) = corpora() {
        interview(&corpora.join("interview"));
    }
}

fn similar(folder: &Path) -> (f64, bool) {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (old, new) = (read("old.md"), read("new.md"));
    let limit = Duration::from_secs(60);
    let started = Instant::now();
    let diff = TextDiff::configure()
        .timeout(limit)
        .diff_words(old.as_str(), new.as_str());
    std::hint::black_box(diff.ops().len());
    (started.elapsed().as_secs_f64(), started.elapsed() >= limit)
}

/// A magazine interview and its revision: counts the planted changes that are reported, and with the
/// right kind.
fn interview(folder: &Path) {
    let output = shared::duizhao()
        .current_dir(folder)
        .args(["diff", "-q", "--format", "json", "en.md", "en.rev2.md"])
        .args(["--source", "zh.md", "--glossary", "glossary.csv"])
        .output()
        .unwrap();
    let revision: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut told: Vec<(&str, String, String)> = revision["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let text = |side: &str| {
                let texts = change[side]["texts"].as_array().into_iter().flatten();
                texts
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            (change["kind"].as_str().unwrap(), text("old"), text("new"))
        })
        .collect();
    let (mut made, mut right) = (0, 0);
    for line in fs::read_to_string(folder.join("rev2.changes.jsonl"))
        .unwrap()
        .lines()
    {
        let change: Value = serde_json::from_str(line).unwrap();
        let kind = match change["kind"].as_str().unwrap() {
            "omission_restored" => "restored",
            "sentences_reordered" => "moved",
            // The sentence it names is in neither version.
            "addition_cut" => continue,
            _ => "edited",
        };
        // A sentence's text contains no markup.
        let plain = |name: &str| change[name].as_str().unwrap().replace('*', "");
        let (before, after) = (plain("before"), plain("after"));
        made += 1;
        let found = told.iter().position(|(told, old, new)| {
            *told == kind
                && match kind {
                    // Either of two neighbours may count as the moved one.
                    "moved" => before.contains(old) && after.contains(new),
                    _ => old.contains(&before) && new.contains(&after),
                }
        });
        if let Some(found) = found {
            told.remove(found);
            right += 1;
        }
    }
    println!(
        "A revised magazine interview: {right} of its {made} changes are told with the right kind, and {} others.",
        told.len()
    );
}
