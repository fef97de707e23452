//! Growth of time with the length of the text, for align, check and diff, compared with a peer: a
//! table, and a plot with `-- --svg FILE`.
//!
//! `cargo bench --bench growth`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod plot;
#[path = "../shared/mod.rs"]
mod shared;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use duizhao::bitext::format::jsonl;
use duizhao::glossary::format::csv;
use plot::{Line, Panel};
use shared::{Table, beside_python, corpora, cost, grouped, made, program, python, seconds};

const RUNS: usize = 3;
/// The time in seconds of a peer's run above which it is not run at the next length.
const PATIENCE: f64 = 20.0;
const STEPS: [usize; 5] = [1, 2, 4, 8, 16];
const TERMS: usize = 1000;

type Make<'a> = &'a dyn Fn(&Path) -> Command;

/// Measures programs at increasing lengths.
struct Growth {
    panel: Panel,
    folder: tempfile::TempDir,
}

impl Growth {
    fn new(title: &str, names: &[&str]) -> Growth {
        let lines = names.iter().map(|name| Line::new(name)).collect();
        Growth {
            panel: Panel::new(title, lines),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn at(&mut self, length: usize, commands: &[Option<Make<'_>>]) {
        let lines = self.panel.lines.iter_mut().zip(commands);
        for (at, (line, command)) in lines.enumerate() {
            let last = line.points.last();
            let tired = at > 0 && last.is_some_and(|last| last.seconds * RUNS as f64 > PATIENCE);
            if let (Some(command), false) = (command, tired) {
                let cost = cost(RUNS, || command(self.folder.path()));
                line.points.push(plot::Point {
                    length: length as f64,
                    seconds: cost.seconds,
                    megabytes: cost.megabytes,
                });
            }
        }
    }
}

fn main() {
    let panels: Vec<Panel> = [align(), Some(check()), Some(diff())]
        .into_iter()
        .flatten()
        .collect();
    let mut table = Table::new(["", "segments", "s", "MB", "s for twice as many"]);
    for panel in &panels {
        for line in &panel.lines {
            for (at, point) in line.points.iter().enumerate() {
                let times = at.checked_sub(1).map(|before| {
                    format!("{:.1} times", point.seconds / line.points[before].seconds)
                });
                table.row([
                    if at == 0 {
                        format!("{}: {}", panel.title, line.name)
                    } else {
                        String::new()
                    },
                    grouped(point.length as u64),
                    seconds(point.seconds),
                    point.megabytes.to_string(),
                    times.unwrap_or_default(),
                ]);
            }
        }
    }
    println!("{table}");
    let mut arguments = std::env::args().skip_while(|argument| argument != "--svg");
    if let Some(path) = arguments.nth(1) {
        fs::write(path, plot::svg(&panels)).unwrap();
    }
}

/// A Bible, repeated.
fn align() -> Option<Panel> {
    const GALECHURCH: &str = "
import sys, galechurch
read = lambda path: open(path, encoding='utf-8').read().splitlines()
galechurch.align(read('en'), read('zh'), max_block_size=10**9)
";
    let bible = corpora()?.join("bible");
    let read = |name: &str| fs::read_to_string(bible.join(name)).unwrap();
    let (zh, en) = (read("001.zh"), read("001.en"));
    let mut growth = Growth::new("align", &["duizhao", "galechurch"]);
    for times in STEPS {
        let folder = growth.folder.path();
        fs::write(folder.join("zh"), zh.repeat(times)).unwrap();
        fs::write(folder.join("en"), en.repeat(times)).unwrap();
        let peer: Make<'_> = &|folder| {
            let mut command = Command::new(python().unwrap());
            command.current_dir(folder).args(["-c", GALECHURCH]);
            command
        };
        growth.at(
            zh.lines().count() * times,
            &[
                Some(&|folder| {
                    let mut command = shared::duizhao();
                    command
                        .current_dir(folder)
                        .args(["align", "-q", "--lines", "--fresh", "zh", "en"])
                        .args(["--format", "links", "-o", "links"]);
                    command
                }),
                python().map(|_| peer),
            ],
        );
    }
    Some(growth.panel)
}

/// All rules with a thousand terms; pofilter with all of its own rules, none of which is about terms.
fn check() -> Panel {
    let termbase = made::terms(TERMS);
    let pofilter: Option<PathBuf> = beside_python("pofilter");
    let mut growth = Growth::new("check", &["duizhao", "pofilter"]);
    for times in STEPS {
        let length = 12_500 * times;
        let folder = growth.folder.path();
        let pairs = made::pairs(length, &termbase);
        let mut bytes = Vec::new();
        jsonl::write(&made::bitext(&pairs), &mut bytes).unwrap();
        fs::write(folder.join("long.bitext.jsonl"), bytes).unwrap();
        fs::write(folder.join("long.po"), made::po(&pairs)).unwrap();
        let mut bytes = Vec::new();
        csv::write(&termbase, &mut bytes, b',').unwrap();
        fs::write(folder.join("terms.csv"), bytes).unwrap();
        let peer: Make<'_> = &|folder| {
            let mut command = Command::new(pofilter.as_ref().unwrap());
            command.current_dir(folder).args([
                "--language=en",
                "--progress=none",
                "-i",
                "long.po",
                "-o",
                "found.po",
            ]);
            command
        };
        growth.at(
            length,
            &[
                Some(&|folder| {
                    let mut command = shared::duizhao();
                    command
                        .current_dir(folder)
                        .args(["check", "-q", "long.bitext.jsonl"])
                        .args(["--glossary", "terms.csv", "--format", "json"]);
                    command
                }),
                pofilter.as_ref().map(|_| peer),
            ],
        );
    }
    growth.panel
}

/// Two editions with edits in two of a hundred segments, and one chapter in five moved.
fn diff() -> Panel {
    let git = program("git");
    let mut growth = Growth::new("diff", &["duizhao", "git diff --word-diff"]);
    for times in STEPS {
        let chapters = 12 * times;
        made::editions(chapters, growth.folder.path());
        let peer: Make<'_> = &|folder| {
            let mut command = Command::new(git.as_ref().unwrap());
            command.current_dir(folder).args([
                "diff",
                "--no-index",
                "--word-diff",
                "old.md",
                "new.md",
            ]);
            command
        };
        growth.at(
            chapters * 1000,
            &[
                Some(&|folder| {
                    let mut command = shared::duizhao();
                    command
                        .current_dir(folder)
                        .args(["diff", "-q", "--format", "json"])
                        .args(["old.bitext.jsonl", "new.bitext.jsonl"]);
                    command
                }),
                git.as_ref().map(|_| peer),
            ],
        );
    }
    growth.panel
}
