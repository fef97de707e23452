//! Pairs checked per second with ten thousand terms, the memory needed besides the bitext, and the
//! share of planted slips that is found; compared with pofilter of the Translate Toolkit.
//!
//! `cargo bench --bench check`; with `-- --by-rule` it lists the number of findings of each rule.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use duizhao::bitext::format::jsonl;
use duizhao::check::{CheckConfig, Checker, RULES, Severity};
use duizhao::glossary::Termbase;
use serde_json::Value;
use shared::made::{self, Slip};
use shared::{Table, beside_python, corpora, cost, grouped, rounded, seconds};

const PAIRS: usize = 1_000_000;
const TERMS: usize = 10_000;
/// The number of pairs that a slow peer can check in reasonable time.
const FEW: usize = 20_000;

fn main() {
    let large = made::terms(TERMS);
    speed(&large);
    println!();
    beside_pofilter(&large);
    println!();
    interview();
}

/// Settings with only the rules that `wanted` names.
fn only(wanted: impl Fn(&str) -> bool) -> CheckConfig {
    let others = RULES.iter().filter(|rule| !wanted(rule.id));
    CheckConfig {
        rules: others
            .map(|rule| (rule.id.to_owned(), Severity::Off))
            .collect(),
        ..CheckConfig::default()
    }
}

fn speed(large: &Termbase) {
    let small = Termbase {
        concepts: large.concepts[..10].to_vec(),
    };
    let bitext = made::bitext(&made::pairs(PAIRS, large));
    let before = shared::status("self", "VmRSS");
    let by_rule = std::env::args().any(|argument| argument == "--by-rule");
    let terms_only = only(|rule| rule.starts_with("term"));
    let all_rules = CheckConfig::default();
    let mut table = Table::new(["rules", "pairs a second, two threads", "findings"]);
    for (name, settings, termbase) in [
        ("about terms, 10 of them", &terms_only, &small),
        ("about terms, 10,000 of them", &terms_only, large),
        ("all, 10,000 terms", &all_rules, large),
    ] {
        let checker = Checker::new(termbase, settings).unwrap();
        let start = Instant::now();
        let found = checker.check(&bitext, None, 2);
        let took = start.elapsed().as_secs_f64();
        for rule in RULES.iter().filter(|_| by_rule) {
            let of_rule = found.iter().filter(|finding| finding.rule == rule.id);
            println!("    {}: {}", rule.id, of_rule.count());
        }
        table.row([
            name.to_owned(),
            rounded(PAIRS as f64 / took),
            grouped(found.len() as u64),
        ]);
    }
    println!("{} pairs:\n\n{table}", grouped(PAIRS as u64));
    let most = shared::peak("self");
    println!(
        "The bitext takes {} MB, checking it {} MB more.",
        before / 1024,
        most.saturating_sub(before) / 1024
    );
}

/// Compares with pofilter on the slips that both have a rule for.
fn beside_pofilter(termbase: &Termbase) {
    const RULE: [(Slip, &str, &str); 3] = [
        (Slip::Number, "number", "numbers"),
        (Slip::RepeatedWord, "repeated-word", "doublewords"),
        (Slip::EndMark, "end-missing", "endpunc"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let pairs = made::pairs(FEW, termbase);
    let bitext = made::bitext(&pairs);
    let mut bytes = Vec::new();
    jsonl::write(&bitext, &mut bytes).unwrap();
    fs::write(file("few.bitext.jsonl"), bytes).unwrap();
    fs::write(file("few.po"), made::po(&pairs)).unwrap();

    let mut table = Table::new(["checker", "s", "MB", "planted slips found", "falsely"]);
    let mut row = |name: &str, command: &dyn Fn() -> Command, found: &dyn Fn() -> Found| {
        let cost = cost(3, command);
        let found = found();
        let planted = RULE.map(|(slip, ..)| {
            let pairs = pairs.iter().enumerate();
            pairs
                .filter(|(_, pair)| pair.2 == Some(slip))
                .map(move |(at, _)| (at, slip))
                .collect::<Vec<_>>()
        });
        let planted: Found = planted.into_iter().flatten().collect();
        table.row([
            name.to_owned(),
            seconds(cost.seconds),
            cost.megabytes.to_string(),
            format!(
                "{} of {}",
                found.intersection(&planted).count(),
                planted.len()
            ),
            found.difference(&planted).count().to_string(),
        ]);
    };
    row(
        "duizhao",
        &|| {
            let mut command = shared::duizhao();
            let rules = RULE.map(|(_, rule, _)| rule).join(",");
            command
                .args(["check", "-q", "--only", &rules])
                .arg(file("few.bitext.jsonl"));
            command
        },
        &|| {
            let settings = only(|id| RULE.iter().any(|(_, rule, _)| *rule == id));
            let none = Termbase::default();
            let found = Checker::new(&none, &settings).unwrap();
            let found = found.check(&bitext, None, 2);
            let slip = |id: &str| RULE.iter().find(|(_, rule, _)| *rule == id).unwrap().0;
            found
                .iter()
                .map(|finding| (finding.bead, slip(finding.rule)))
                .collect()
        },
    );
    if let Some(pofilter) = beside_python("pofilter") {
        let out = file("found.po");
        row(
            "pofilter",
            &|| {
                let mut command = Command::new(&pofilter);
                command.args(["--language=en", "--progress=none"]);
                for (_, _, test) in RULE {
                    command.args(["-t", test]);
                }
                command.arg("-i").arg(file("few.po")).arg("-o").arg(&out);
                command
            },
            &|| po_found(&out, &RULE.map(|(slip, _, test)| (test, slip))),
        );
    }
    println!("{} pairs, three rules:\n\n{table}", grouped(FEW as u64));
}

/// The number of a pair, and the slip that is reported in it.
type Found = BTreeSet<(usize, Slip)>;

fn po_found(path: &Path, tests: &[(&str, Slip)]) -> Found {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut found = Found::new();
    for unit in text.split("\n\n") {
        let Some(at) = unit
            .lines()
            .find_map(|line| line.strip_prefix("#: ")?.parse().ok())
        else {
            continue;
        };
        for (test, slip) in tests {
            if unit.contains(&format!("(pofilter) {test}:")) {
                found.insert((at, *slip));
            }
        }
    }
    found
}

/// A magazine interview with its glossary; in the revision another term was planted in eleven
/// sentences.
fn interview() {
    let Some(folder) = corpora().map(|corpora| corpora.join("interview")) else {
        return;
    };
    let report = |english: &str| -> Vec<Value> {
        let output = shared::duizhao()
            .current_dir(&folder)
            .args([
                "check",
                "-q",
                "--format",
                "json",
                "--glossary",
                "glossary.csv",
            ])
            .args(["zh.md", english])
            .output()
            .unwrap();
        let mut report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["findings"].as_array_mut().map(std::mem::take);
        findings.unwrap_or_default()
    };
    let of_terms = |findings: &[Value]| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        findings
            .iter()
            .filter(|finding| text(&finding["rule"]).starts_with("term"))
            .map(|finding| (text(&finding["subject"]), text(&finding["source"]["text"])))
            .collect()
    };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let sentences = read("zh.sents.txt");
    let sentences: Vec<&str> = sentences.lines().collect();
    let mut found = of_terms(&report("en.rev2.md"));
    let (mut planted, mut met) = (0, 0);
    for line in read("violations.jsonl").lines() {
        let slip: Value = serde_json::from_str(line).unwrap();
        let sentence = sentences[slip["zh_sent"].as_u64().unwrap() as usize];
        let before = found.len();
        found.retain(|(term, source)| !(slip["term"] == **term && source.contains(sentence)));
        planted += 1;
        met += usize::from(found.len() < before);
    }
    println!(
        "A magazine interview with its glossary: {met} of {planted} planted slips are found, {} other findings are about terms; \
         of the text without them, {}.",
        found.len(),
        of_terms(&report("en.md")).len()
    );
}
