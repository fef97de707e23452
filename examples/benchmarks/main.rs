//! Updates `docs/benchmarks.md`: runs every benchmark and writes its output between its marks on the
//! page. Text outside the marks stays as it is.
//!
//! ```text
//! python3 -m venv peers && peers/bin/pip install -r benches/peers.txt
//! DUIZHAO_PEERS_PYTHON=peers/bin/python cargo run --release --example benchmarks
//! ```
//!
//! Names behind `--` select benchmarks; `rivals` alone runs none, and writes only the table of all rivals
//! from what is on the page. Without the variable, and without the programs that the page names, the
//! peers are left out.
//!
//! Each part's figures are printed beside those of the last commit, where they differ.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod compare;
mod figures;
mod page;
mod rivals;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use compare::{Comparison, told};
use page::{region, with_region};

const PAGE: &str = "docs/benchmarks.md";
const PLOT: &str = "docs/images/growth.svg";

/// The region of the table of all rivals, which no benchmark of its own fills.
const RIVALS: &str = "rivals";

/// A region of the page, and the arguments of cargo for the benchmark that fills it.
const PARTS: [(&str, &[&str]); 12] = [
    ("segment", &["bench", "--bench", "segment"]),
    ("documents", &["bench", "--bench", "documents"]),
    (
        "segment-peers",
        &[
            "run",
            "--release",
            "--manifest-path",
            "benches/segment-peers/Cargo.toml",
        ],
    ),
    ("align", &["bench", "--bench", "align"]),
    (
        "aligner",
        &[
            "run",
            "--release",
            "--features",
            "training",
            "--example",
            "train-aligner",
            "--",
            "../shared/corpora/mac-dev",
        ],
    ),
    ("build", &["bench", "--bench", "build"]),
    ("editions", &["bench", "--bench", "editions"]),
    ("translate", &["bench", "--bench", "translate"]),
    ("check", &["bench", "--bench", "check"]),
    ("diff", &["bench", "--bench", "diff"]),
    ("review", &["bench", "--bench", "review"]),
    (
        "growth",
        &["bench", "--bench", "growth", "--", "--svg", PLOT],
    ),
];

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), Box<dyn Error>> {
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR"))?;
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut names = PARTS.iter().map(|(name, _)| *name).chain([RIVALS]);
    if let Some(unknown) = wanted
        .iter()
        .find(|name| !names.clone().any(|one| one == *name))
    {
        return Err(format!("there is no benchmark {unknown}").into());
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    let runs = names.any(|name| name != RIVALS && is_wanted(name));
    if runs && !Path::new("../shared/corpora").exists() {
        return Err("the corpora are not beside the project: the page is left as it is".into());
    }
    let before = committed()?;
    let mut comparisons = Vec::new();
    for (name, arguments) in PARTS {
        if !is_wanted(name) {
            continue;
        }
        let start = Instant::now();
        eprintln!("{name} …");
        let output = cargo().args(arguments).output()?;
        if !output.status.success() {
            return Err(format!("{name} came to a bad end: {}", output.status).into());
        }
        // The page is written after each part, so that a later failure loses nothing.
        let now = String::from_utf8(output.stdout)?;
        put(name, &now)?;
        eprintln!("{name}: {:.0} s", start.elapsed().as_secs_f64());
        let comparison = Comparison::new(name, region(&before, name).unwrap_or_default(), &now);
        println!("{}", told(std::slice::from_ref(&comparison)));
        comparisons.push(comparison);
    }
    if wanted.is_empty() {
        put("machine", &machine())?;
    }
    put(RIVALS, &rivals::rivals(&fs::read_to_string(PAGE)?))?;
    if comparisons.len() > 1 {
        println!("All parts:\n\n{}", told(&comparisons));
    }
    Ok(())
}

/// The page of the last commit, whose figures are those to compare with, however often the program was
/// run since; the page as it is where git does not have it.
fn committed() -> Result<String, Box<dyn Error>> {
    let show = ["show", &format!("HEAD:./{PAGE}")];
    let output = Command::new("git").args(show).output();
    match output.ok().filter(|output| output.status.success()) {
        Some(output) => Ok(String::from_utf8(output.stdout)?),
        None => Ok(fs::read_to_string(PAGE)?),
    }
}

/// A cargo command without the package variables that this program got from its own cargo: build
/// scripts that depend on them would run again, and everything that depends on those would be rebuilt.
fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.stderr(Stdio::inherit());
    for (name, _) in std::env::vars_os() {
        let told = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if told
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Replaces the text between the marks of a region.
fn put(name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let page = with_region(&fs::read_to_string(PAGE)?, name, text)?;
    let draft = format!("{PAGE}.tmp");
    fs::write(&draft, page)?;
    fs::rename(draft, PAGE)?;
    Ok(())
}

/// A description of the measured versions and of the machine.
fn machine() -> String {
    let field = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()))
    };
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "a processor".into());
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|total| total.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(String::new, |kilobytes| {
            format!(", {:.0} GB", kilobytes / 1024.0 / 1024.0)
        });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut lines = vec![
        format!(
            "- {processor}, {cores} cores{memory}, {} {}",
            std::env::consts::OS,
            std::env::consts::ARCH
        ),
        format!(
            "- duizhao {}, release profile; {}",
            env!("CARGO_PKG_VERSION"),
            said("rustc", &["--version"])
        ),
    ];
    let mut peers = Vec::new();
    for (program, what) in [("git", "git"), ("wdiff", "wdiff"), ("dwdiff", "dwdiff")] {
        let version = said(program, &["--version"]);
        if let Some(number) = version
            .split_whitespace()
            .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        {
            peers.push(format!("{what} {number}"));
        }
    }
    if let Ok(python) = std::env::var("DUIZHAO_PEERS_PYTHON") {
        let requirements = fs::read_to_string("benches/peers.txt").unwrap_or_default();
        let names = requirements
            .lines()
            .filter_map(|line| line.split_once("=="))
            .map(|(name, _)| name);
        for name in names {
            let script = format!("import importlib.metadata as m; print(m.version('{name}'))");
            let version = said(&python, &["-c", &script]);
            if !version.is_empty() {
                peers.push(format!("{name} {version}"));
            }
        }
    }
    let lock = fs::read_to_string("benches/segment-peers/Cargo.lock").unwrap_or_default();
    for name in [
        "icu_segmenter",
        "sentencex",
        "unicode-segmentation",
        "similar",
    ] {
        let version = lock
            .split_once(&format!("name = \"{name}\"\nversion = \""))
            .and_then(|(_, rest)| rest.split_once('"'));
        if let Some((version, _)) = version {
            peers.push(format!("{name} {version}"));
        }
    }
    peers.sort();
    lines.push(format!("- peers: {}", peers.join(", ")));
    lines.join("\n")
}

/// The first line that a program prints; empty if the program is not there.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.unwrap_or_default()
        .lines()
        .next()
        .unwrap_or("")
        .to_owned()
}
