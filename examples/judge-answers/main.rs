//! How well false answers of a translation server are found, on texts with gold alignments.
//!
//! ```text
//! cargo run --release --example judge-answers -- ../shared/corpora [--size 20] [--step 1] [--list]
//! cargo run --release --example judge-answers -- ../shared/corpora --learn
//! ```
//!
//! The sentences of a gold alignment with their English are the sound answers of a server, `--size` of them a batch;
//! those of `mac-dev` once more with their machine translations. Every kind of fault is made at every position
//! (every `--step`th), and judged as in a run. A fault is found when one of its wrong answers is doubted. `--list`
//! prints the sound answers that are doubted. With `--learn` the weights of `src/align/fit.rs` are printed.

#![allow(clippy::print_stdout)]

mod faults;
mod learn;
mod texts;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use duizhao::translate::measure;
use faults::faults;
use texts::{Text, read};

const USAGE: &str = "usage: judge-answers CORPORA [--size N] [--step N] [--list] | CORPORA --learn";
/// The Chinese sentences around a batch that the judgement sees.
const AROUND: usize = 2;

/// What was found of one kind of fault.
#[derive(Clone, Copy, Default)]
struct Count {
    faults: usize,
    found: usize,
    wrong: usize,
    doubted: usize,
}

/// The batches of one corpus.
#[derive(Default)]
struct Tally {
    batches: usize,
    refused: usize,
    sentences: usize,
    doubted: usize,
    surely: usize,
    time: Duration,
    kinds: BTreeMap<&'static str, Count>,
    list: String,
}

#[derive(Clone, Copy)]
struct Options {
    size: usize,
    step: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options { size: 20, step: 1 };
    let (mut list, mut learning, mut folder) = (false, false, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<usize, Box<dyn Error>> {
            Ok(arguments.next().ok_or(USAGE)?.parse::<usize>()?.max(1))
        };
        match argument.as_str() {
            "--size" => options.size = number()?,
            "--step" => options.step = number()?,
            "--list" => list = true,
            "--learn" => learning = true,
            _ => folder = Some(argument),
        }
    }
    let folder = folder.ok_or(USAGE)?;
    let texts = read(Path::new(&folder))?;
    if learning {
        println!("{}", learn::learned(&texts));
        return Ok(());
    }
    let jobs: Vec<(&Text, usize)> = texts
        .iter()
        .flat_map(|text| {
            (0..text.chinese.len())
                .step_by(options.size)
                .map(move |from| (text, from))
        })
        .collect();
    let tallies: Mutex<BTreeMap<&str, Tally>> = Mutex::default();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(&(text, from)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = batch(text, from, options);
                    if let Ok(mut tallies) = tallies.lock() {
                        tallies.entry(&text.corpus).or_default().add(one);
                    }
                }
            });
        }
    });
    for (corpus, tally) in tallies.into_inner().unwrap_or_default() {
        print!("{}", tally.shown(corpus));
        if list {
            print!("{}", tally.list);
        }
    }
    Ok(())
}

/// Judges one batch: as it is, and with every fault.
fn batch(text: &Text, from: usize, options: Options) -> Tally {
    let to = (from + options.size).min(text.chinese.len());
    let slice = |from: usize, to: usize| -> Vec<&str> {
        text.chinese[from..to].iter().map(String::as_str).collect()
    };
    let before = slice(from.saturating_sub(AROUND), from);
    let chinese = slice(from, to);
    let after = slice(to, (to + AROUND).min(text.chinese.len()));
    let english: Vec<&str> = text.english[from..to].iter().map(String::as_str).collect();
    let judged = |answers: &[Option<&str>]| measure((&before, &chinese, &after), answers);
    let sound: Vec<Option<&str>> = english.iter().map(|text| Some(*text)).collect();
    let started = Instant::now();
    let (doubts, own) = judged(&sound);
    let mut tally = Tally {
        batches: 1,
        refused: usize::from(!doubts.is_empty()),
        sentences: english.len(),
        doubted: doubts.len(),
        surely: doubts.iter().filter(|(.., surely)| *surely).count(),
        time: started.elapsed(),
        ..Tally::default()
    };
    for (at, what, surely) in &doubts {
        let sure = if *surely { "surely " } else { "" };
        tally.list.push_str(&format!(
            "  {sure}{what} ({:.1})\n    {}\n    {}\n",
            own[*at].unwrap_or_default(),
            chinese[*at],
            english[*at]
        ));
    }
    for k in (0..english.len()).step_by(options.step) {
        for fault in faults(&chinese, &english, k, from * 7 + k * 13) {
            let answers: Vec<Option<&str>> = fault.answers.iter().map(Option::as_deref).collect();
            let (doubts, _) = judged(&answers);
            let doubted = |k: &&usize| doubts.iter().any(|(at, ..)| at == *k);
            let found = fault.wrong.iter().filter(doubted).count();
            let count = tally.kinds.entry(fault.kind).or_default();
            count.faults += 1;
            count.found += usize::from(found > 0);
            count.wrong += fault.wrong.len();
            count.doubted += found;
        }
    }
    tally
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.batches += other.batches;
        self.refused += other.refused;
        self.sentences += other.sentences;
        self.doubted += other.doubted;
        self.surely += other.surely;
        self.time += other.time;
        self.list.push_str(&other.list);
        for (kind, other) in other.kinds {
            let count = self.kinds.entry(kind).or_default();
            count.faults += other.faults;
            count.found += other.found;
            count.wrong += other.wrong;
            count.doubted += other.doubted;
        }
    }

    /// The tally as a Markdown table.
    fn shown(&self, corpus: &str) -> String {
        let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
        let mut shown = format!(
            "\n### {corpus}\n\n{} of {} sound batches doubted ({:.4}), {} of {} sentences, {} surely; {:.2} ms a sentence\n\n\
             | fault | made | found | wrong answers | doubted |\n| --- | --- | --- | --- | --- |\n",
            self.refused,
            self.batches,
            share(self.refused, self.batches),
            self.doubted,
            self.sentences,
            self.surely,
            self.time.as_secs_f64() * 1000.0 / self.sentences.max(1) as f64,
        );
        let mut all = Count::default();
        for (kind, count) in &self.kinds {
            shown.push_str(&row(kind, *count));
            all.faults += count.faults;
            all.found += count.found;
            all.wrong += count.wrong;
            all.doubted += count.doubted;
        }
        shown + &row("all", all)
    }
}

fn row(kind: &str, count: Count) -> String {
    let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    format!(
        "| {kind} | {} | {:.3} | {} | {:.3} |\n",
        count.faults,
        share(count.found, count.faults),
        count.wrong,
        share(count.doubted, count.wrong)
    )
}
