//! Properties of bitexts, as files and under editing operations.

use std::path::Path;

use duizhao::bitext::Bitext;
use duizhao::bitext::edit::{History, Operation};
use duizhao::bitext::format::jsonl;
use duizhao::bitext::format::{BitextFormat, intertext, links, moses, read_bytes};
use duizhao::text::named::Named;
use duizhao::{Error, Place};
use serde_json::Value;

/// The bitext on which the fuzzer's operations are made: headings, paragraphs, an omission, an addition
/// and a moved bead.
const TEXT: &str = include_str!("text.bitext.jsonl");

/// A bitext that was read is valid, and stays the same when it is written and read again.
pub(super) fn file(data: &[u8], id: &str) {
    let Ok(bitext) = read_bytes(data, Path::new("input"), id) else {
        return;
    };
    kept(&bitext);
    let Ok(format) = BitextFormat::by_id(id) else {
        panic!("{id} is no format");
    };
    let mut out = Vec::new();
    let written = format.write_stream(&bitext, &mut out).expect("memory");
    match read_bytes(&out, Path::new("input"), id) {
        Ok(again) => {
            again
                .validate()
                .expect("what was written keeps its promises");
            assert_eq!(written.left_out + again.beads.len(), bitext.beads.len());
        }
        // A file without beads may be empty, and is then refused.
        Err(error) => assert!(written.beads == 0, "it cannot be read back: {error}"),
    }
}

/// The project file keeps everything but the decimals of a confidence beyond the third.
fn kept(bitext: &Bitext) {
    bitext.validate().expect("what was read keeps its promises");
    let written = in_project(bitext);
    let again = jsonl::read(&written, Path::new("input")).expect("what was written is read");
    let mut rounded = again.clone();
    for (bead, was) in rounded.beads.iter_mut().zip(&bitext.beads) {
        assert!((bead.confidence - was.confidence).abs() < 0.001);
        bead.confidence = was.confidence;
        // An empty side may be at any place.
        if bead.source.is_empty() && was.source.is_empty() {
            bead.source = was.source.clone();
        }
        if bead.target.is_empty() && was.target.is_empty() {
            bead.target = was.target.clone();
        }
    }
    assert_eq!(rounded, *bitext, "it reads back as another one");
    assert_eq!(in_project(&again), written, "it is written differently");
}

fn in_project(bitext: &Bitext) -> Vec<u8> {
    let mut out = Vec::new();
    jsonl::write(bitext, &mut out).expect("memory");
    out
}

/// Links that were read are written unchanged.
pub(super) fn link_file(data: &[u8]) {
    let Ok(read) = links::parse(data, Path::new("input")) else {
        return;
    };
    let text: String = read
        .iter()
        .map(|(source, target)| format!("{source:?}:{target:?}\n"))
        .collect();
    let again = links::parse(text.as_bytes(), Path::new("input")).expect("it is written so");
    assert_eq!(read, again);
}

/// An InterText alignment and its two texts, separated by zero bytes.
pub(super) fn intertext_files(data: &[u8]) {
    let parts: Vec<&[u8]> = data.split(|&byte| byte == 0).collect();
    let load = |path: &Path| {
        let name = path.to_string_lossy();
        let part = if name.contains(".en") { 2 } else { 1 };
        let bytes = parts.get(part).map(|bytes| bytes.to_vec());
        bytes.ok_or_else(|| Error::input(Place::file(path), "it is not there", ""))
    };
    if let Ok(read) = intertext::read(parts[0], Path::new("a.zh.en.intertext.xml"), &load) {
        kept(&read.bitext);
    }
}

/// A Moses corpus of two texts separated by zero bytes: a written file reads back the same.
pub(super) fn moses_files(data: &[u8]) {
    let parts: Vec<&[u8]> = data.split(|&byte| byte == 0).collect();
    let load = |path: &Path| {
        let bytes = parts.get(1).map(|bytes| bytes.to_vec());
        bytes.ok_or_else(|| Error::input(Place::file(path), "it is not there", ""))
    };
    let Ok(read) = moses::read(parts[0], Path::new("a.zh"), &load) else {
        return;
    };
    let bitext = read.bitext;
    kept(&bitext);
    let (written, files) = moses::write(&bitext, Path::new("a.zh")).expect("memory");
    let load = |path: &Path| {
        let file = files.iter().find(|(name, _)| name == path);
        let bytes = file.map(|(_, bytes)| bytes.clone());
        bytes.ok_or_else(|| Error::input(Place::file(path), "it is not there", ""))
    };
    let source = load(Path::new("a.zh")).expect("it was written");
    let again = moses::read(&source, Path::new("a.zh"), &load).expect("it can be read back");
    assert_eq!(again.bitext.beads.len(), written.beads);
    assert_eq!(written.beads + written.left_out, bitext.beads.len());
}

/// Operations, one a line, in which numbers stand for existing beads. Each is made or refused, keeps
/// the bitext valid, and can be undone and redone.
pub(super) fn operations(data: &[u8]) {
    let first = jsonl::read(TEXT.as_bytes(), Path::new("text")).expect("a text of ours");
    let mut bitext = first.clone();
    let mut history = History::default();
    for line in String::from_utf8_lossy(data).lines().take(50) {
        let Some(operation) = operation(line, &bitext) else {
            continue;
        };
        let before = bitext.clone();
        let Ok(step) = bitext.edit(&operation) else {
            assert_eq!(bitext, before, "refused, and something has changed");
            continue;
        };
        let after = bitext.clone();
        let step = step.revert(&mut bitext);
        assert_eq!(bitext, before, "taken back, and it is another one");
        let step = step.revert(&mut bitext);
        assert_eq!(bitext, after, "done again, and it is another one");
        kept(&bitext);
        history.push(step, None);
    }
    while history.undo(&mut bitext).is_some() {}
    assert_eq!(bitext, first, "all taken back, and it is another one");
}

fn operation(line: &str, bitext: &Bitext) -> Option<Operation> {
    let mut value: Value = serde_json::from_str(line).ok()?;
    for name in ["bead", "first", "last", "source", "target"] {
        let Some(Value::String(id)) = value.get_mut(name) else {
            continue;
        };
        if let Ok(number) = id.parse::<usize>() {
            *id = bitext.beads[number % bitext.beads.len().max(1)]
                .id
                .0
                .to_string();
        }
    }
    serde_json::from_value(value).ok()
}
