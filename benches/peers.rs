//! The aligner beside its peers, in one run: accuracy, time and peak memory, and how time grows with
//! length. Prints Markdown.
//!
//! ```text
//! python3 -m venv peers && peers/bin/pip install galechurch==0.1.0
//! DUIZHAO_PEERS_PYTHON=peers/bin/python cargo bench --bench peers
//! ```
//!
//! Corpora are looked for beside the project (`../shared/corpora`). A peer that is not there is left
//! out, and said to be: galechurch wants the variable above, hunalign a program of that name.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use duizhao::align::score::Score;
use duizhao::bitext::format::links;

const GALECHURCH: &str = "
import sys, galechurch
read = lambda path: open(path, encoding='utf-8').read().splitlines()
result = galechurch.align(read(sys.argv[1]), read(sys.argv[2]), max_block_size=10**9)
open(sys.argv[3], 'w').write('\\n'.join(result.to_pharaoh_lines()) + '\\n')
";

/// An aligner as a command: source, target and output file to the program and its arguments.
struct Peer {
    name: &'static str,
    command: fn(&Path, &Path, &Path) -> Option<Command>,
    /// What it writes are hunalign's ladders, not links.
    ladder: bool,
}

fn duizhao(source: &Path, target: &Path, out: &Path) -> Option<Command> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duizhao"));
    command
        .args(["align", "-q", "--lines", "--fresh", "--format", "links"])
        .args([source, target, Path::new("-o"), out]);
    Some(command)
}

fn galechurch(source: &Path, target: &Path, out: &Path) -> Option<Command> {
    let mut command = Command::new(std::env::var_os("DUIZHAO_PEERS_PYTHON")?);
    command.args(["-c", GALECHURCH]).args([source, target, out]);
    Some(command)
}

fn hunalign(source: &Path, target: &Path, out: &Path) -> Option<Command> {
    let program = std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join("hunalign"))
        .find(|path| path.is_file())?;
    let none = out.with_extension("dic");
    std::fs::write(&none, "").ok()?;
    // Without -onebyteencoding lengths are counted in characters, and nothing fits.
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "\"$1\" -onebyteencoding \"$2\" \"$3\" \"$4\" > \"$5\"",
            "sh",
        ])
        .args([program.as_path(), &none, source, target, out]);
    Some(command)
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "duizhao",
        command: duizhao,
        ladder: false,
    },
    Peer {
        name: "galechurch",
        command: galechurch,
        ladder: false,
    },
    Peer {
        name: "hunalign, no dictionary",
        command: hunalign,
        ladder: true,
    },
];

/// Seconds (median of three) and peak memory in MB, where the system can tell.
fn run(peer: &Peer, source: &Path, target: &Path, out: &Path) -> Option<(f64, Option<u64>)> {
    let mut times = Vec::new();
    let mut memory = None;
    for _ in 0..3 {
        let inner = (peer.command)(source, target, out)?;
        let time = Path::new("/usr/bin/time");
        let report = out.with_extension("memory");
        let mut command = if time.is_file() {
            let mut command = Command::new(time);
            command
                .args([OsStr::new("-f"), OsStr::new("%M"), OsStr::new("-o")])
                .arg(&report)
                .arg(inner.get_program())
                .args(inner.get_args());
            command
        } else {
            inner
        };
        let start = Instant::now();
        let output = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .ok()?;
        times.push(start.elapsed().as_secs_f64());
        assert!(
            output.status.success(),
            "{}: {}",
            peer.name,
            String::from_utf8_lossy(&output.stderr)
        );
        memory = std::fs::read_to_string(&report)
            .ok()
            .and_then(|text| text.trim().parse::<u64>().ok())
            .map(|kilobytes| kilobytes / 1024);
    }
    times.sort_by(f64::total_cmp);
    if peer.ladder {
        let text = std::fs::read_to_string(out).ok()?;
        std::fs::write(out, ladder(&text)).ok()?;
    }
    Some((times[1], memory))
}

/// Hunalign's rungs (source position, target position) as links.
fn ladder(text: &str) -> String {
    let rungs: Vec<(usize, usize)> = text
        .lines()
        .filter_map(|line| {
            let mut fields = line.split('\t');
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        })
        .collect();
    let mut links = String::new();
    for pair in rungs.windows(2) {
        let list = |from: usize, to: usize| {
            let numbers: Vec<String> = (from..to).map(|k| k.to_string()).collect();
            numbers.join(", ")
        };
        let _ = writeln!(
            links,
            "[{}]:[{}]",
            list(pair[0].0, pair[1].0),
            list(pair[0].1, pair[1].1)
        );
    }
    links
}

fn shown(memory: Option<u64>) -> String {
    memory.map_or_else(|| "?".into(), |megabytes| megabytes.to_string())
}

fn main() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if !corpora.exists() {
        println!("skipped: {} is not there", corpora.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("links");
    println!(
        "| aligner | mac-dev strict | lax | s for 6 chapters | MB | Bible strict | lax | s | MB |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for peer in &PEERS {
        match chapters(peer, &corpora.join("mac-dev"), &out) {
            Some(chapters) => {
                let bible = bible(peer, &corpora, &out);
                println!("| {} | {chapters} | {bible} |", peer.name);
            }
            None => println!("| {} | not installed | | | | | | | |", peer.name),
        }
    }
    println!("\n| length | duizhao s | MB | galechurch s | MB |");
    println!("| --- | --- | --- | --- | --- |");
    growth(&corpora.join("bible"), folder.path());
}

fn chapters(peer: &Peer, folder: &Path, out: &Path) -> Option<String> {
    let (mut score, mut seconds, mut most) = (Score::default(), 0.0, None);
    for number in 1..=6 {
        let file = |end: &str| folder.join(format!("{number:03}.{end}"));
        let (time, memory) = run(peer, &file("zh"), &file("en"), out)?;
        seconds += time;
        most = most.max(memory);
        let gold = file("align");
        let gold = links::parse(&std::fs::read(&gold).unwrap(), &gold).unwrap();
        let found = links::parse(&std::fs::read(out).unwrap(), out).unwrap();
        score += Score::of(&gold, &found);
    }
    Some(format!(
        "{:.3} | {:.3} | {seconds:.2} | {}",
        score.strict().f1,
        score.lax().f1,
        shown(most)
    ))
}

/// English first, as the verse gold has it.
fn bible(peer: &Peer, corpora: &Path, out: &Path) -> String {
    let folder = corpora.join("bible");
    let Some((seconds, memory)) = run(peer, &folder.join("001.en"), &folder.join("001.zh"), out)
    else {
        return "| | |".into();
    };
    let scorer = corpora.join("../tools/score_bible.py");
    let scored = Command::new("python3")
        .arg(scorer)
        .arg(out)
        .arg(&folder)
        .output();
    let scored = scored.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    let f1 = |name: &str| {
        scored
            .lines()
            .find(|line| line.starts_with(name))
            .and_then(|line| line.rsplit(' ').next())
            .unwrap_or("?")
            .to_owned()
    };
    format!(
        "{} | {} | {seconds:.2} | {}",
        f1("strict"),
        f1("lax"),
        shown(memory)
    )
}

/// The Bible once, twice, four and eight times over.
fn growth(bible: &Path, folder: &Path) {
    for times in [1, 2, 4, 8] {
        let repeat = |name: &str| -> PathBuf {
            let text = std::fs::read_to_string(bible.join(name)).unwrap();
            let path = folder.join(name);
            std::fs::write(&path, text.repeat(times)).unwrap();
            path
        };
        let (en, zh) = (repeat("001.en"), repeat("001.zh"));
        let out = folder.join("links");
        let mut row = format!("| {} x {} |", 6301 * times, 5000 * times);
        for peer in &PEERS[..2] {
            // A quadratic peer is spared the long ones.
            let found = (peer.name == "duizhao" || times == 1)
                .then(|| run(peer, &en, &zh, &out))
                .flatten();
            match found {
                Some((seconds, memory)) => {
                    let _ = write!(row, " {seconds:.2} | {} |", shown(memory));
                }
                None => row.push_str(" | |"),
            }
        }
        println!("{row}");
    }
}
