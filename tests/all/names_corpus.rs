//! Names found in real translations. `cargo test --release --test all names_corpus:: -- --nocapture` prints them, to be
//! judged by eye; where the corpora are absent there is nothing to do.

#![allow(clippy::print_stdout)] // a test may, and what is found is for people

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::common::shared;
use duizhao::bitext::format::links;
use duizhao::glossary::format;
use duizhao::translate::{Name, Names};

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The two sides of the links of a gold alignment.
fn linked(folder: &Path, [zh, en, gold]: [&str; 3]) -> Vec<(String, String)> {
    let (zh, en) = (lines(&folder.join(zh)), lines(&folder.join(en)));
    let path = folder.join(gold);
    let links = links::parse(&fs::read(&path).unwrap(), &path).unwrap();
    let mut pairs = Vec::new();
    for (source, target) in links {
        let source: Vec<&str> = source.iter().map(|&at| zh[at].as_str()).collect();
        let target: Vec<&str> = target.iter().map(|&at| en[at].as_str()).collect();
        if !source.is_empty() && !target.is_empty() {
            pairs.push((source.concat(), target.join(" ")));
        }
    }
    pairs
}

/// What is found in these pairs, printed with the time.
fn found(what: &str, pairs: &[(String, String)]) -> Vec<Name> {
    let names = Names::new(Vec::new(), Vec::new());
    let from: Arc<str> = Arc::from(what);
    let started = Instant::now();
    for (zh, en) in pairs {
        names.learn(zh, en, &from);
    }
    let learnt = started.elapsed();
    let found = names.found_at_last();
    println!(
        "{what}: {} names in {} pairs, {:.1} µs a pair, {:.0} ms in all",
        found.len(),
        pairs.len(),
        learnt.as_secs_f64() * 1e6 / pairs.len().max(1) as f64,
        started.elapsed().as_secs_f64() * 1e3
    );
    for name in &found {
        let all = pairs.iter().filter(|(zh, _)| zh.contains(&name.chinese));
        println!("  {}\t{}\t{}", name.chinese, name.english, all.count());
    }
    found
}

#[test]
fn names_of_novels() {
    let Some(folder) = shared("corpora/mac-dev") else {
        return;
    };
    for number in 1..=6 {
        let files = ["zh", "en", "align"].map(|ending| format!("{number:03}.{ending}"));
        let pairs = linked(&folder, files.each_ref().map(String::as_str));
        let mut all = found(&format!("{number:03}"), &pairs);
        // The same by a machine, a line each.
        let zh = lines(&folder.join(&files[0]));
        let mt = lines(&folder.join(format!("{number:03}.zh.mt")));
        let pairs: Vec<(String, String)> = zh.into_iter().zip(mt).collect();
        all.extend(found(&format!("{number:03}, by a machine"), &pairs));
        for name in &all {
            // No single character, which would be found inside of anything.
            assert!(name.chinese.chars().count() > 1, "{name:?}");
            assert!(name.english.contains(char::is_uppercase), "{name:?}");
        }
    }
}

/// No name contradicts the glossary that the editors of this text keep.
#[test]
fn names_of_an_interview() {
    let Some(folder) = shared("corpora/interview") else {
        return;
    };
    let pairs = linked(&folder, ["zh.sents.txt", "en.sents.txt", "gold.align"]);
    let found = found("interview", &pairs);
    let (termbase, _) = format::read(&folder.join("glossary.csv")).unwrap();
    for name in &found {
        let concept = termbase
            .concepts
            .iter()
            .find(|one| one.source == name.chinese);
        let Some(concept) = concept else { continue };
        let mut agreed = concept.variants.iter().chain([&concept.target]);
        assert!(
            agreed.any(|agreed| *agreed == name.english),
            "{name:?}, not {concept:?}"
        );
    }
}

#[test]
fn names_of_a_long_text() {
    let Some(folder) = shared("corpora/bible") else {
        return;
    };
    let pairs = linked(&folder, ["001.en", "001.zh", "001.align"]);
    let pairs: Vec<(String, String)> = pairs.into_iter().map(|(en, zh)| (zh, en)).collect();
    found("bible", &pairs);
}
