//! Hard cases of segmentation. `fixtures/segmentation/LANGUAGE.txt` has one case a line, under headings
//! that name the topic: `¦` stands between two sentences, `⏎` for the end of a line.

use std::path::Path;

use crate::common::fixture;
use duizhao::document::read_bytes;
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;

fn check(file: &str, language: Language) {
    let cases = std::fs::read_to_string(fixture("segmentation").join(file)).unwrap();
    let (mut seen, mut wrong) = (0, Vec::new());
    for (number, case) in cases.lines().enumerate() {
        if case.is_empty() || case.starts_with("# ") {
            continue;
        }
        let text = case.replace('¦', "").replace('⏎', "\n");
        let document = read_bytes(text.into_bytes(), Path::new("case.txt"), None).unwrap();
        let found: Vec<String> = segment(document, language, &SegmentOptions::default())
            .segments
            .into_iter()
            .map(|segment| segment.text)
            .collect();
        let join = if language == Language::Zh { "" } else { " " };
        let wanted: Vec<String> = case
            .split('¦')
            .map(|sentence| sentence.replace('⏎', join).trim().to_owned())
            .collect();
        seen += 1;
        if found != wanted {
            wrong.push(format!("line {}: {}", number + 1, found.join("¦")));
        }
    }
    assert!(seen > 90, "{seen} cases");
    assert!(
        wrong.is_empty(),
        "{} of {seen}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn chinese() {
    check("zh.txt", Language::Zh);
}

#[test]
fn english() {
    check("en.txt", Language::En);
}
