//! A document in which every sentence is answered with itself is the document, byte for byte; with
//! other words it is the same document with other words.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use duizhao::document::write::{Edit, contents, write_back};
use duizhao::document::{Document, read_bytes};
use duizhao::segment::{SegmentOptions, segment};
use duizhao::text::Language;
use duizhao::translate::Masked;

/// Every sentence as it travels, answered by `answer`.
fn edits(document: &Document, answer: impl Fn(&str) -> String) -> Vec<Edit> {
    let contents = contents(document).unwrap();
    let options = SegmentOptions::default();
    let text = segment(document.clone(), Language::Zh, &options);
    let sentences = text.segments.iter();
    sentences
        .map(|sentence| {
            let content = contents[sentence.block].as_ref().unwrap();
            let masked = Masked::of(&content.part(sentence.place));
            Edit {
                block: sentence.block,
                place: sentence.place,
                words: masked.unmask(&answer(&masked.text)).unwrap(),
            }
        })
        .collect()
}

fn check(source: &str, format: &str, name: &str) {
    let document = read_bytes(source.as_bytes().to_vec(), Path::new("x"), Some(format)).unwrap();
    let own = edits(&document, str::to_owned);
    let written = write_back(&document, &own).unwrap();
    assert!(written.kept.is_empty());
    if written.text != document.source.text {
        let pairs = written.text.lines().zip(document.source.text.lines());
        let different = pairs.into_iter().find(|(new, old)| new != old);
        panic!("{name}: {different:?}");
    }
}

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, endings, found);
        } else if path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| endings.contains(&ending))
        {
            found.push(path);
        }
    }
}

#[test]
fn documents_in_their_own_words_are_themselves() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("fixtures"), &["md", "html", "xhtml"], &mut found);
    files(&root.join("docs"), &["md"], &mut found);
    assert!(found.len() > 10);
    let shared = root.join("../shared/corpora/docs");
    let others = std::env::var_os("DUIZHAO_DOCUMENTS").map_or(shared, PathBuf::from);
    if !others.is_dir() {
        eprintln!(
            "{} is not there: its documents are not read",
            others.display()
        );
    }
    files(&others, &["md", "html"], &mut found);
    for path in found {
        let format = if path.extension().is_some_and(|end| end == "md") {
            "md"
        } else {
            "html"
        };
        let Ok(source) = std::fs::read_to_string(&path) else {
            continue;
        };
        let source = source.trim_start_matches('\u{feff}');
        check(source, format, &path.display().to_string());
    }
}
