//! Two versions of duizhao in one run, one after the other and again: what the aligner takes of processor and time.
//!
//! `DUIZHAO_OLD=PATH cargo bench --bench versions`, where PATH is the program of the other version. Medians of seven
//! runs; the ratio is what the other version takes for each of what this one takes.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use duizhao::bitext::format::links;
use shared::{Table, corpora, seconds};

const RUNS: usize = 7;

/// Runs the program behind it with its input from a file, and says what processor it took.
const TIMED: &str = "input=$1; shift; \"$@\" < \"$input\" > /dev/null 2> /dev/null; times";

fn main() {
    let Some(corpora) = corpora() else { return };
    let Some(old) = std::env::var_os("DUIZHAO_OLD").map(PathBuf::from) else {
        println!(
            "DUIZHAO_OLD does not say where the program of the other version is: nothing is measured"
        );
        return;
    };
    let new = PathBuf::from(env!("CARGO_BIN_EXE_duizhao"));
    let folder = tempfile::tempdir().unwrap();
    let bible = corpora.join("bible");
    let mut cases: Vec<(String, Vec<PathBuf>, PathBuf)> = vec![(
        "Bible, 6,301 by 5,000 sentences".to_owned(),
        vec![bible.join("001.zh"), bible.join("001.en")],
        PathBuf::from("/dev/null"),
    )];
    let pairs = pairs(&corpora.join("mac-dev"));
    let (zh, en) = &stretches(&pairs, 100)[0];
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let hundred = vec![file("zh", &lines(zh)), file("en", &lines(en))];
    cases.push((
        "100 sentences, start-up included".to_owned(),
        hundred,
        PathBuf::from("/dev/null"),
    ));
    for size in [5, 25, 100] {
        let stretches = stretches(&pairs, size);
        let input: Vec<String> = stretches
            .iter()
            .enumerate()
            .map(|(id, (zh, en))| {
                let (source, target) = (zh.join("\n"), en.join("\n"));
                serde_json::json!({"id": id, "source": source, "target": target}).to_string()
            })
            .collect();
        cases.push((
            format!("filter, {} pairs of {size} sentences", input.len()),
            Vec::new(),
            file(&format!("{size}.jsonl"), &lines(&input)),
        ));
    }
    let mut table = Table::new(["", "before: CPU", "s", "now: CPU", "s", "CPU", "time"]);
    for (name, files, input) in cases {
        let mut costs = [Vec::new(), Vec::new()];
        for _ in 0..RUNS {
            for (costs, program) in costs.iter_mut().zip([&old, &new]) {
                costs.push(timed(program, &files, &input));
            }
        }
        let [before, now] = costs.map(|costs| {
            let median = |of: fn(&(f64, f64)) -> f64| {
                let mut all: Vec<f64> = costs.iter().map(of).collect();
                all.sort_by(f64::total_cmp);
                all[RUNS / 2]
            };
            (median(|cost| cost.0), median(|cost| cost.1))
        });
        let times = |ratio: f64| format!("{ratio:.1} times");
        table.row([
            name,
            seconds(before.0),
            seconds(before.1),
            seconds(now.0),
            seconds(now.1),
            times(before.0 / now.0),
            times(before.1 / now.1),
        ]);
    }
    println!("{table}");
}

/// The time on processors, and the time that passed, of one run.
fn timed(program: &Path, files: &[PathBuf], input: &Path) -> (f64, f64) {
    let started = Instant::now();
    let mut command = Command::new("sh");
    command.args(["-c", TIMED, "sh"]).arg(input).arg(program);
    if files.is_empty() {
        command.args(["pipe", "align"]);
    } else {
        command
            .args(["align", "--lines", "--format", "jsonl"])
            .args(files);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let passed = started.elapsed().as_secs_f64();
    let text = String::from_utf8(output.stdout).unwrap();
    // The second line is that of the shell's children: `0m1.250s 0m0.030s`.
    let of = |time: &str| -> f64 {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    (
        text.lines().nth(1).unwrap().split(' ').map(of).sum(),
        passed,
    )
}

/// The sentences of the beads of the chapters, in order.
fn pairs(folder: &Path) -> Vec<(Vec<String>, Vec<String>)> {
    let mut pairs = Vec::new();
    for number in 1..=6 {
        let file = |end: &str| folder.join(format!("{number:03}.{end}"));
        let read = |path: PathBuf| -> Vec<String> {
            fs::read_to_string(path)
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect()
        };
        let (zh, en, gold) = (read(file("zh")), read(file("en")), file("align"));
        let side = |list: &[usize], sentences: &[String]| -> Vec<String> {
            list.iter().map(|&at| sentences[at].clone()).collect()
        };
        for (source, target) in links::parse(&fs::read(&gold).unwrap(), &gold).unwrap() {
            pairs.push((side(&source, &zh), side(&target, &en)));
        }
    }
    pairs
}

/// Stretches of at least so many Chinese sentences.
fn stretches(pairs: &[(Vec<String>, Vec<String>)], size: usize) -> Vec<(Vec<String>, Vec<String>)> {
    let mut all = vec![(Vec::new(), Vec::new())];
    for (zh, en) in pairs {
        if all
            .last()
            .is_some_and(|(sentences, _)| sentences.len() >= size)
        {
            all.push((Vec::new(), Vec::new()));
        }
        if let Some((source, target)) = all.last_mut() {
            source.extend_from_slice(zh);
            target.extend_from_slice(en);
        }
    }
    all
}

fn lines(list: &[String]) -> String {
    list.iter().map(|line| format!("{line}\n")).collect()
}
