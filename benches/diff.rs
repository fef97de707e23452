//! Two editions of a hundred thousand segments, two thousand edits and twenty moved chapters between them: time and
//! memory of `duizhao diff`, beside `git diff --word-diff` and `similar` on the raw text.
//!
//! `cargo bench --bench diff`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use duizhao::bitext::{Bitext, project};
use similar::TextDiff;

const CHAPTERS: usize = 100;
const SEGMENTS: usize = 1000;
const EDITS: usize = 2000;
const MOVED: usize = 20;
const RUNS: usize = 5;

fn main() {
    let mut random = fastrand::Rng::with_seed(6);
    let mut sentence = |chapter: usize, n: usize| -> (String, String) {
        let length = random.usize(6..26);
        let words: Vec<String> = (0..length)
            .map(|_| word((random.f64().powi(3) * 8000.0) as usize))
            .collect();
        let chinese: String = (0..length + 4)
            .filter_map(|_| char::from_u32(0x4e00 + (random.f64().powi(3) * 4000.0) as u32))
            .collect();
        if n == 0 {
            return (
                format!("第{}章", chapter + 1),
                format!("Chapter {}", chapter + 1),
            );
        }
        (format!("{chinese}。"), format!("The {}.", words.join(" ")))
    };
    let old: Vec<Vec<(String, String)>> = (0..CHAPTERS)
        .map(|chapter| (0..SEGMENTS).map(|n| sentence(chapter, n)).collect())
        .collect();
    let mut new = old.clone();
    let mut random = fastrand::Rng::with_seed(7);
    for n in 0..EDITS {
        let segment = &mut new[random.usize(0..CHAPTERS)][random.usize(1..SEGMENTS)];
        let mut words: Vec<&str> = segment.1.split(' ').collect();
        let at = random.usize(1..words.len());
        let with = word(9000 + n);
        match n % 3 {
            0 => words[at] = &with,
            1 => words.insert(at, &with),
            _ => {
                words.remove(at.min(words.len() - 2));
            }
        }
        segment.1 = words.join(" ");
    }
    for _ in 0..MOVED {
        let chapter = new.remove(random.usize(0..CHAPTERS));
        new.insert(random.usize(0..CHAPTERS), chapter);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, edition) in [("old", &old), ("new", &new)] {
        let pairs = edition.iter().flatten();
        let bitext = Bitext::of_pairs(
            pairs.map(|(zh, en)| (zh.as_str(), en.as_str())),
            ("zh-CN", "en-US"),
        );
        let mut file = fs::File::create(path(&format!("{name}.bitext.jsonl"))).unwrap();
        let mut bytes = Vec::new();
        project::write(&bitext, &mut bytes).unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        let text: String = edition
            .iter()
            .map(|chapter| {
                let lines: Vec<&str> = chapter.iter().map(|(_, en)| en.as_str()).collect();
                format!("# {}\n\n{}\n\n", lines[0], lines[1..].join("\n"))
            })
            .collect();
        fs::write(path(&format!("{name}.md")), text).unwrap();
    }
    println!(
        "{} segments, {EDITS} edits, {MOVED} moved chapters",
        CHAPTERS * SEGMENTS
    );
    let duizhao = env!("CARGO_BIN_EXE_duizhao");
    let of = |program: &str, arguments: &[&str], suffix: &str| {
        let mut command = Command::new(program);
        command.current_dir(folder.path()).args(arguments);
        command.args([format!("old{suffix}"), format!("new{suffix}")]);
        command
    };
    measured("duizhao diff, bitexts", || {
        of(duizhao, &["diff", "--format", "json"], ".bitext.jsonl")
    });
    measured("duizhao diff, bitexts, no findings", || {
        of(
            duizhao,
            &["diff", "--format", "json", "--no-findings"],
            ".bitext.jsonl",
        )
    });
    measured("duizhao diff, English alone", || {
        of(duizhao, &["diff", "--format", "json"], ".md")
    });
    measured("git diff --word-diff", || {
        of("git", &["diff", "--no-index", "--word-diff"], ".md")
    });
    let (old, new) = (read(&path("old.md")), read(&path("new.md")));
    let started = Instant::now();
    let limit = Duration::from_secs(60);
    let diff = TextDiff::configure()
        .timeout(limit)
        .diff_words(old.as_str(), new.as_str());
    let said = if started.elapsed() >= limit {
        ", given up after that"
    } else {
        ""
    };
    println!(
        "similar, words of the raw text: {:.2} s, {} stretches differ{said}",
        started.elapsed().as_secs_f64(),
        diff.ops().len() / 2
    );
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Median time and most memory of some runs.
fn measured(name: &str, command: impl Fn() -> Command) {
    let mut runs: Vec<(f64, u64)> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let mut child = command()
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut most = 0;
            loop {
                most = most.max(resident(child.id()));
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            (started.elapsed().as_secs_f64(), most)
        })
        .collect();
    runs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let most = runs.iter().map(|run| run.1).max().unwrap_or(0);
    println!("{name}: {:.2} s, {} MB", runs[RUNS / 2].0, most / 1024);
}

/// The most kilobytes that a process has held so far.
fn resident(process: u32) -> u64 {
    fs::read_to_string(format!("/proc/{process}/status"))
        .ok()
        .and_then(|status| {
            let line = status
                .lines()
                .find(|line| line.starts_with("VmHWM"))?
                .to_owned();
            line.split_whitespace().nth(1)?.parse().ok()
        })
        .unwrap_or(0)
}

/// A word for a number.
fn word(mut n: usize) -> String {
    let mut word = String::new();
    loop {
        word.push(['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't'][n % 12]);
        n /= 12;
        word.push(['a', 'e', 'i', 'o', 'u'][n % 5]);
        n /= 5;
        if n == 0 {
            return word;
        }
    }
}
