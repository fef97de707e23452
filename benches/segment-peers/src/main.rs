//! Segmentation compared with other libraries on the development corpora beside the project: F1 of the
//! boundaries, and speed, in one run on one core.
//!
//! `cargo run --release --manifest-path benches/segment-peers/Cargo.toml`; pySBD is included if the
//! Python that `DUIZHAO_PEERS_PYTHON` names (or python3) has it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use duizhao::segment::{SegmentOptions, boundaries};
use duizhao::text::Language;
use icu_segmenter::SentenceSegmenter;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation as _;

/// A segmenter: returns the end of each sentence, one past its last byte.
type Ends = fn(&str, Language) -> Vec<usize>;

const PEERS: [(&str, Ends); 4] = [
    ("duizhao", duizhao_ends),
    ("sentencex", sentencex_ends),
    ("icu_segmenter", icu_ends),
    ("unicode-segmentation", unicode_ends),
];

fn duizhao_ends(text: &str, language: Language) -> Vec<usize> {
    boundaries(text, language, &SegmentOptions::default())
        .iter()
        .map(|boundary| boundary.at)
        .collect()
}

fn sentencex_ends(text: &str, language: Language) -> Vec<usize> {
    ends_of(text, sentencex::segment(language.code(), text))
}

fn icu_ends(text: &str, _: Language) -> Vec<usize> {
    let segmenter = SentenceSegmenter::new(Default::default());
    segmenter.segment_str(text).skip(1).collect()
}

fn unicode_ends(text: &str, _: Language) -> Vec<usize> {
    ends_of(text, text.split_sentence_bounds())
}

fn ends_of<S: AsRef<str>>(text: &str, sentences: impl IntoIterator<Item = S>) -> Vec<usize> {
    let mut at = 0;
    let mut ends = Vec::new();
    for sentence in sentences {
        let sentence = sentence.as_ref().trim();
        if let Some(from) = text[at..].find(sentence) {
            at += from + sentence.len();
            ends.push(at);
        }
    }
    ends
}

/// Converts ends to counts of characters that are not white space; the end of the text is left out.
fn visible(text: &str, ends: &[usize]) -> Vec<usize> {
    let mut counted = Vec::new();
    let (mut count, mut at) = (0, 0);
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    for &end in ends {
        count += text[at..end].chars().filter(|c| !c.is_whitespace()).count();
        at = end;
        if count < all && count > 0 && counted.last() != Some(&count) {
            counted.push(count);
        }
    }
    counted
}

fn gold(item: &Value, text: &str) -> Vec<usize> {
    let bytes: Vec<usize> = if let Some(ends) = item["ends"].as_array() {
        let starts: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        ends.iter()
            .map(|end| starts[end.as_u64().unwrap() as usize])
            .collect()
    } else {
        let sentences = item["sentences"].as_array().unwrap();
        ends_of(
            text,
            sentences.iter().map(|sentence| sentence.as_str().unwrap()),
        )
    };
    visible(text, &bytes)
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/segmentation");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let mut columns: Vec<Vec<String>> = Vec::new();
    let names = PEERS.map(|(name, _)| name).into_iter().chain(["pySBD"]);
    for (file, language) in [
        ("mac-dev-zh.jsonl", Language::Zh),
        ("mac-dev-en.jsonl", Language::En),
    ] {
        let lines = std::fs::read_to_string(folder.join(file)).unwrap();
        let items: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let texts: Vec<&str> = items
            .iter()
            .map(|item| item["text"].as_str().unwrap())
            .collect();
        let golds: Vec<Vec<usize>> = items
            .iter()
            .zip(&texts)
            .map(|(item, text)| gold(item, text))
            .collect();
        let megabytes = texts.iter().map(|text| text.len()).sum::<usize>() as f64 / 1e6;
        let mut column = Vec::new();
        for (_, peer) in PEERS {
            let found: Vec<Vec<usize>> = texts
                .iter()
                .map(|text| visible(text, &peer(text, language)))
                .collect();
            let mut times: Vec<f64> = (0..9)
                .map(|_| {
                    let begin = Instant::now();
                    for text in &texts {
                        std::hint::black_box(peer(text, language));
                    }
                    begin.elapsed().as_secs_f64()
                })
                .collect();
            times.sort_by(f64::total_cmp);
            column.push(cells(&found, &golds, megabytes / times[4]));
        }
        column.push(pysbd(&texts, language).map_or_else(
            || "not installed | ".to_owned(),
            |(found, seconds)| cells(&found, &golds, megabytes / seconds),
        ));
        columns.push(column);
    }
    println!("| | Chinese F1 | Chinese MB/s | English F1 | English MB/s |\n| --- | --- | --- | --- | --- |");
    for (at, name) in names.enumerate() {
        println!("| {name} | {} | {} |", columns[0][at], columns[1][at]);
    }
}

/// The table cells: F1 of the boundaries, and speed.
fn cells(found: &[Vec<usize>], golds: &[Vec<usize>], speed: f64) -> String {
    let (mut hit, mut predicted, mut wanted) = (0, 0, 0);
    for (found, gold) in found.iter().zip(golds) {
        hit += gold
            .iter()
            .filter(|end| found.binary_search(end).is_ok())
            .count();
        predicted += found.len();
        wanted += gold.len();
    }
    let (p, r) = (hit as f64 / predicted as f64, hit as f64 / wanted as f64);
    let f1 = format!("{:.3}", 2.0 * p * r / (p + r));
    let digits = usize::from(speed < 10.0);
    format!("{} | {speed:.digits$}", f1.trim_start_matches('0'))
}

fn pysbd(texts: &[&str], language: Language) -> Option<(Vec<Vec<usize>>, f64)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("pysbd_ends.py");
    let python = std::env::var("DUIZHAO_PEERS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(python)
        .arg(script)
        .arg(language.code())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    let lines: Vec<String> = texts
        .iter()
        .filter_map(|text| serde_json::to_string(text).ok())
        .collect();
    // The questions are written by a thread of their own, because the answers are read at the same
    // time.
    let writer = std::thread::spawn(move || {
        for line in lines {
            if writeln!(input, "{line}").is_err() {
                break;
            }
        }
    });
    let output = child
        .wait_with_output()
        .ok()
        .filter(|output| output.status.success())?;
    writer.join().ok()?;
    let mut seconds = 0.0;
    let mut found = Vec::new();
    for (line, text) in String::from_utf8(output.stdout).ok()?.lines().zip(texts) {
        let answer: Value = serde_json::from_str(line).ok()?;
        seconds += answer[1].as_f64()?;
        let sentences = answer[0].as_array()?;
        let ends = ends_of(text, sentences.iter().filter_map(Value::as_str));
        found.push(visible(text, &ends));
    }
    (found.len() == texts.len()).then_some((found, seconds))
}
