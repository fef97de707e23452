//! Accuracy and speed of segmentation on the development corpora beside the project.
//!
//! `cargo bench --bench segment`; with `-- --errors` it lists the differences from gold.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use duizhao::document::read_bytes;
use duizhao::segment::{SegmentOptions, boundaries, explain, segment};
use duizhao::text::Language;
use serde_json::Value;
use shared::{Table, corpora, cost, score, seconds};

/// The size in bytes of a long file, about the largest that a person would use.
const LONG: usize = 200_000_000;

fn main() {
    let Some(folder) = corpora().map(|corpora| corpora.join("segmentation")) else {
        return;
    };
    let errors = std::env::args().any(|argument| argument == "--errors");
    let mut table = Table::new(["text", "P", "R", "F1", "exact", "MB/s, one core"]);
    for (name, file, language) in [
        ("hard cases", "dev.jsonl", None),
        (
            "Chinese chapters as running text",
            "mac-dev-zh.jsonl",
            Some(Language::Zh),
        ),
        (
            "English chapters as running text",
            "mac-dev-en.jsonl",
            Some(Language::En),
        ),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let (mut hit, mut predicted, mut gold_count, mut exact, mut items) = (0, 0, 0, 0, 0);
        let mut all = String::new();
        for line in text.lines() {
            let item: Value = serde_json::from_str(line).unwrap();
            let text = item["text"].as_str().unwrap();
            all.push_str(text);
            let language = language.unwrap_or(if item["lang"] == "zh" {
                Language::Zh
            } else {
                Language::En
            });
            let found = ends_of(text, item["format"].as_str(), language);
            let gold = gold(&item, text);
            items += 1;
            hit += gold.iter().filter(|end| found.contains(end)).count();
            predicted += found.len();
            gold_count += gold.len();
            exact += usize::from(found == gold);
            if errors {
                list(text, &found, &gold, language);
            }
        }
        let (p, r) = (
            hit as f64 / predicted as f64,
            hit as f64 / gold_count as f64,
        );
        table.row([
            name.to_owned(),
            score(p),
            score(r),
            score(2.0 * p * r / (p + r)),
            format!("{exact} of {items}"),
            format!("{:.0}", speed(&all, language.unwrap_or(Language::Zh))),
        ]);
    }
    println!("{table}");
    long_file();
}

/// Measures the command itself on a file of [`LONG`] bytes.
fn long_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut chapter = String::new();
    for n in 0..2000 {
        let _ = write!(
            chapter,
            "第{n}天，灯还亮着。他问：“船什么时候来？”没有人回答他……海上起了风！\n\n"
        );
    }
    let text = chapter.repeat(LONG / chapter.len());
    std::fs::write(folder.path().join("long.txt"), &text).unwrap();
    drop(text);
    let cost = cost(3, || {
        let mut command = shared::duizhao();
        command
            .current_dir(folder.path())
            .args(["segment", "-q", "long.txt"]);
        command
    });
    println!(
        "`duizhao segment` of {} MB of plain text, reading and writing included: {} s and {} MB of memory, however long the file.",
        LONG / 1_000_000,
        seconds(cost.seconds),
        cost.megabytes
    );
}

/// The ends of sentences inside the text, as counts of characters that are not white space.
fn ends_of(text: &str, format: Option<&str>, language: Language) -> Vec<usize> {
    let options = SegmentOptions::default();
    let mut ends = Vec::new();
    let mut count = 0;
    if let Some(format) = format {
        let document = read_bytes(text.as_bytes().to_vec(), Path::new("x"), Some(format)).unwrap();
        for segment in segment(document, language, &options).segments {
            count += visible(&segment.text);
            ends.push(count);
        }
    } else {
        let mut from = 0;
        for boundary in boundaries(text, language, &options) {
            count += visible(&text[from..boundary.at]);
            from = boundary.at;
            ends.push(count);
        }
    }
    ends.pop();
    ends
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

fn gold(item: &Value, text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = if let Some(offsets) = item["ends"].as_array() {
        let chars: Vec<char> = text.chars().collect();
        offsets
            .iter()
            .map(|end| {
                let end = end.as_u64().unwrap() as usize;
                chars[..end].iter().filter(|c| !c.is_whitespace()).count()
            })
            .collect()
    } else {
        let mut count = 0;
        item["sentences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|sentence| {
                count += visible(sentence.as_str().unwrap());
                count
            })
            .collect()
    };
    ends.pop();
    ends
}

fn list(text: &str, found: &[usize], gold: &[usize], language: Language) {
    let decisions = explain(text, language, &SegmentOptions::default());
    let chars: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .collect();
    for (kind, these, those) in [("missed", gold, found), ("false ", found, gold)] {
        for &end in these.iter().filter(|end| !those.contains(end)) {
            let from = end.saturating_sub(14);
            let left: String = chars[from..end].iter().map(|(_, c)| c).collect();
            let right: String = chars[end..].iter().take(14).map(|(_, c)| c).collect();
            let at = chars[end - 1].0 + chars[end - 1].1.len_utf8();
            let rule = decisions
                .iter()
                .find(|decision| decision.at.abs_diff(at) < 4)
                .map_or("-", |decision| decision.rule);
            println!("  {kind} {left} | {right}   [{rule}]");
        }
    }
}

fn speed(text: &str, language: Language) -> f64 {
    let long = text.repeat(1 + 4_000_000 / text.len().max(1));
    let options = SegmentOptions::default();
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(boundaries(&long, language, &options));
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    long.len() as f64 / 1e6 / times[2]
}
