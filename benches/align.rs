//! The aligner compared with its peers, in one run: accuracy, time and memory.
//!
//! `cargo bench --bench align`. The peers are those that [`benchmarks`](../examples/benchmarks/main.rs)
//! names, and hunalign if a program of that name is on the PATH. The scores are strict and lax F1 over
//! links that are not null (Thompson and Koehn 2019).

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use duizhao::bitext::format::links;
use duizhao::eval::Score;
use shared::{Cost, Table, corpora, cost, program, python, score, seconds};

const RUNS: usize = 3;

const GALECHURCH: &str = "
import sys, galechurch
read = lambda path: open(path, encoding='utf-8').read().splitlines()
result = galechurch.align(read(sys.argv[1]), read(sys.argv[2]), max_block_size=10**9)
open(sys.argv[3], 'w').write('\\n'.join(result.to_pharaoh_lines()) + '\\n')
";

/// The program for NLTK's aligner. It prints pairs of sentences; pairs that share a sentence are one
/// link.
const NLTK: &str = "
import sys
from nltk.translate.gale_church import align_blocks
lengths = lambda path: [len(line) for line in open(path, encoding='utf-8').read().splitlines()]
links = []
for s, t in align_blocks(lengths(sys.argv[1]), lengths(sys.argv[2])):
    if links and (s in links[-1][0] or t in links[-1][1]):
        links[-1][0].add(s), links[-1][1].add(t)
    else:
        links.append(({s}, {t}))
line = lambda link: ':'.join('[' + ', '.join(map(str, sorted(side))) + ']' for side in link)
open(sys.argv[3], 'w').write('\\n'.join(map(line, links)) + '\\n')
";

/// An aligner as a command: from the source, target and output files to the program and its arguments.
struct Peer {
    name: &'static str,
    command: fn(&Path, &Path, &Path) -> Option<Command>,
    /// Whether it writes ladders, the format of hunalign, instead of links.
    ladder: bool,
    /// Whether it is fast enough to align a whole Bible.
    long: bool,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "duizhao",
        command: duizhao,
        ladder: false,
        long: true,
    },
    Peer {
        name: "galechurch",
        command: |source, target, out| in_python(GALECHURCH, source, target, out),
        ladder: false,
        long: true,
    },
    Peer {
        name: "NLTK's gale_church",
        command: |source, target, out| in_python(NLTK, source, target, out),
        ladder: false,
        long: false,
    },
    Peer {
        name: "hunalign, no dictionary",
        command: hunalign,
        ladder: true,
        long: true,
    },
];

fn duizhao(source: &Path, target: &Path, out: &Path) -> Option<Command> {
    let mut command = shared::duizhao();
    command
        .args(["align", "-q", "--lines", "--fresh", "--format", "links"])
        .args([source, target, Path::new("-o"), out]);
    Some(command)
}

fn in_python(script: &str, source: &Path, target: &Path, out: &Path) -> Option<Command> {
    let mut command = Command::new(python()?);
    command.args(["-c", script]).args([source, target, out]);
    Some(command)
}

fn hunalign(source: &Path, target: &Path, out: &Path) -> Option<Command> {
    let none = out.with_extension("dic");
    fs::write(&none, "").ok()?;
    // Without -onebyteencoding lengths are counted in characters, and the texts do not fit.
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "exec \"$1\" -onebyteencoding \"$2\" \"$3\" \"$4\" > \"$5\"",
            "sh",
        ])
        .args([program("hunalign")?.as_path(), &none, source, target, out]);
    Some(command)
}

fn run(peer: &Peer, source: &Path, target: &Path, out: &Path) -> Option<Cost> {
    (peer.command)(source, target, out)?;
    let cost = cost(RUNS, || (peer.command)(source, target, out).unwrap());
    if peer.ladder {
        let text = fs::read_to_string(out).ok()?;
        fs::write(out, ladder(&text)).ok()?;
    }
    Some(cost)
}

/// Converts hunalign's ladder, whose rungs are pairs of a source and a target position, to links.
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

fn main() {
    let Some(corpora) = corpora() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("links");
    let mut table = Table::new([
        "aligner",
        "chapters strict",
        "chapters lax",
        "chapters s",
        "chapters MB",
        "Bible strict",
        "Bible lax",
        "Bible s",
        "Bible MB",
    ]);
    for peer in &PEERS {
        let [chapters, bible] = match chapters(peer, &corpora.join("mac-dev"), &out) {
            Some(chapters) if peer.long => [chapters, bible(peer, &corpora, &out)],
            Some(chapters) => [chapters, ["", "", "not asked", ""].map(str::to_owned)],
            None => [["not installed", "", "", ""], [""; 4]].map(|cells| cells.map(str::to_owned)),
        };
        let [a, b, c, d] = chapters;
        let [e, f, g, h] = bible;
        table.row([peer.name.to_owned(), a, b, c, d, e, f, g, h]);
    }
    println!("{table}");
    interview(&corpora.join("interview"), &out);
}

fn scored(out: &Path, gold: &Path) -> Score {
    let read = |path: &Path| links::parse(&fs::read(path).unwrap(), path).unwrap();
    Score::of(&read(gold), &read(out))
}

fn chapters(peer: &Peer, folder: &Path, out: &Path) -> Option<[String; 4]> {
    let (mut sum, mut time, mut most) = (Score::default(), 0.0, 0);
    for number in 1..=6 {
        let file = |end: &str| folder.join(format!("{number:03}.{end}"));
        let cost = run(peer, &file("zh"), &file("en"), out)?;
        time += cost.seconds;
        most = most.max(cost.megabytes);
        sum += scored(out, &file("align"));
    }
    Some([
        score(sum.strict().f1),
        score(sum.lax().f1),
        seconds(time),
        most.to_string(),
    ])
}

/// English first, as in the verse gold.
fn bible(peer: &Peer, corpora: &Path, out: &Path) -> [String; 4] {
    let folder = corpora.join("bible");
    let cost = run(peer, &folder.join("001.en"), &folder.join("001.zh"), out).unwrap();
    let scored = Command::new("python3")
        .arg(corpora.join("../tools/score_bible.py"))
        .arg(out)
        .arg(&folder)
        .output();
    let scored = scored.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    let f1 = |name: &str| {
        let line = scored.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
        value.map_or_else(|| "?".to_owned(), score)
    };
    [
        f1("strict"),
        f1("lax"),
        seconds(cost.seconds),
        cost.megabytes.to_string(),
    ]
}

fn interview(folder: &Path, out: &Path) {
    let file = |name: &str| folder.join(name);
    run(&PEERS[0], &file("zh.sents.txt"), &file("en.sents.txt"), out);
    let found = scored(out, &file("gold.align"));
    println!(
        "The magazine interview, sentences given: strict {}, lax {}.",
        score(found.strict().f1),
        score(found.lax().f1)
    );
}
