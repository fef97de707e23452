//! Terms of a real glossary in a real translation: every source term is rendered as agreed, and in the
//! revised translation exactly the planted violations are found.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::shared;
use duizhao::bitext::format::links;
use duizhao::glossary::{Rendering, TermMatcher, format, longest};

fn corpus() -> Option<PathBuf> {
    shared("corpora/interview")
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The terms whose bead has a forbidden rendering or no allowed one, with the bead's source sentences.
fn violations(folder: &Path, english: &str, gold: &str) -> Vec<(Vec<usize>, String)> {
    let (termbase, _) = format::read(&folder.join("glossary.csv")).unwrap();
    let matcher = TermMatcher::new(&termbase);
    let zh = lines(&folder.join("zh.sents.txt"));
    let en = lines(&folder.join(english));
    let path = folder.join(gold);
    let links = links::parse(&fs::read(&path).unwrap(), &path).unwrap();
    let mut found = Vec::new();
    for (source, target) in links {
        let text: String = source.iter().map(|&at| zh[at].as_str()).collect();
        let rendered: Vec<_> = target.iter().map(|&at| en[at].as_str()).collect();
        let terms: BTreeSet<usize> = matcher
            .in_source(&text)
            .iter()
            .map(|hit| hit.concept)
            .collect();
        let mut hits = matcher.in_target(&rendered.join(" "));
        hits.retain(|hit| terms.contains(&hit.concept));
        let hits = longest(hits);
        for term in terms {
            let mut of_term = hits.iter().filter(|hit| hit.concept == term).peekable();
            let missing = of_term.peek().is_none();
            if missing || of_term.any(|hit| matches!(hit.rendering, Rendering::Forbidden(_))) {
                found.push((source.clone(), termbase.concepts[term].source.clone()));
            }
        }
    }
    found
}

#[test]
fn a_clean_translation_is_clean() {
    let Some(folder) = corpus() else { return };
    let found = violations(&folder, "en.sents.txt", "gold.align");
    // The one sentence of this edition that has "it" for the term is among the planted ones, too.
    let planted = planted(&folder);
    assert!(found.len() <= 1, "{found:?}");
    assert!(found.iter().all(|found| is_among(found, &planted)));
}

#[test]
fn planted_violations_are_found_and_no_others() {
    let Some(folder) = corpus() else { return };
    let found = violations(&folder, "en.rev2.sents.txt", "rev2.align");
    let planted = planted(&folder);
    for one in &found {
        assert!(is_among(one, &planted), "{one:?} is a false alarm");
    }
    assert_eq!(found.len(), planted.len(), "{found:?}");
}

fn planted(folder: &Path) -> BTreeSet<(usize, String)> {
    lines(&folder.join("violations.jsonl"))
        .iter()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let sentence = usize::try_from(line["zh_sent"].as_u64().unwrap()).unwrap();
            (sentence, line["term"].as_str().unwrap().to_owned())
        })
        .collect()
}

fn is_among(found: &(Vec<usize>, String), planted: &BTreeSet<(usize, String)>) -> bool {
    let (sentences, term) = found;
    sentences
        .iter()
        .any(|&sentence| planted.contains(&(sentence, term.clone())))
}
