//! A million pairs against ten thousand terms: how many pairs a second are checked, by the rules about
//! terms and by all of them, and how much memory that takes beside the bitext.
//!
//! `cargo bench --bench check`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use duizhao::bitext::Bitext;
use duizhao::check::{CheckConfig, Checker, RULES, Severity};
use duizhao::glossary::{Concept, Termbase};

const PAIRS: usize = 1_000_000;
const TERMS: usize = 10_000;

fn main() {
    let mut random = fastrand::Rng::with_seed(5);
    // As uneven as characters of a language are.
    let mut han = |length: usize| -> String {
        (0..length)
            .filter_map(|_| char::from_u32(0x4e00 + (random.f64().powi(3) * 4000.0) as u32))
            .collect()
    };
    let termbase = |count: usize, han: &mut dyn FnMut(usize) -> String| Termbase {
        concepts: (0..count)
            .map(|n| Concept {
                source: han(3 + n % 3),
                target: format!("{} {}", word(n), word(n / 7 + 3)),
                variants: vec![word(n * 3 + 1)],
                forbidden: vec![format!("{} of {}", word(n + 11), word(n * 5))],
                ..Concept::default()
            })
            .collect(),
    };
    let large = termbase(TERMS, &mut han);
    let small = Termbase {
        concepts: large.concepts[..10].to_vec(),
    };
    let mut pairs = Vec::with_capacity(PAIRS);
    for n in 0..PAIRS {
        let term = &large.concepts[n * 7919 % TERMS];
        let chinese = format!(
            "{}，{}{}，共{}年。",
            han(6),
            term.source,
            han(8),
            n % 90 + 10
        );
        // Every hundredth lacks its term.
        let rendering = if n % 100 == 0 {
            "thing"
        } else {
            term.target.as_str()
        };
        let english = format!(
            "The {} {} was {} by the {rendering}, in {} years.",
            word(n),
            word(n / 3),
            word(n * 11),
            n % 90 + 10
        );
        pairs.push((chinese, english));
    }
    let all = pairs.iter().map(|(zh, en)| (zh.as_str(), en.as_str()));
    let bitext = Bitext::of_pairs(all, ("zh-CN", "en-US"));
    drop(pairs);
    let before = resident();
    let terms_only = CheckConfig {
        rules: RULES
            .iter()
            .filter(|rule| !rule.id.starts_with("term"))
            .map(|rule| (rule.id.to_owned(), Severity::Off))
            .collect(),
        ..CheckConfig::default()
    };
    let all_rules = CheckConfig::default();
    for (name, settings, termbase) in [
        ("terms, 10 of them", &terms_only, &small),
        ("terms, 10,000 of them", &terms_only, &large),
        ("all rules, 10,000 terms", &all_rules, &large),
    ] {
        let checker = Checker::new(termbase, settings).unwrap();
        let start = Instant::now();
        let found = checker.check(&bitext, None, 2);
        let took = start.elapsed().as_secs_f64();
        if std::env::args().any(|argument| argument == "--by-rule") {
            for rule in RULES {
                let count = found
                    .iter()
                    .filter(|finding| finding.rule == rule.id)
                    .count();
                println!("    {}: {count}", rule.id);
            }
        }
        println!(
            "{name}: {:.0} pairs a second on 2 threads ({} findings)",
            PAIRS as f64 / took,
            found.len()
        );
    }
    println!(
        "memory: the bitext {} MB, at most {} MB in all",
        before / 1024,
        peak() / 1024
    );
}

/// An English word that no rule knows, by its number.
fn word(n: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "con", "der", "fal", "gri", "hom", "kel", "lor", "min", "nop", "pas", "quil", "ros",
        "tam", "ver", "wen",
    ];
    let syllable = |shift: usize| SYLLABLES[n >> shift & 15];
    format!(
        "{}{}{}{}",
        syllable(0),
        syllable(4),
        syllable(8),
        syllable(12)
    )
}

fn resident() -> u64 {
    status("VmRSS")
}

fn peak() -> u64 {
    status("VmHWM")
}

/// Memory of this process in KiB, where the system tells.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
