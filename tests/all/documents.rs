//! Every file of `fixtures/documents` gives the blocks in the file beside it, one line each: kind and
//! text. Zipped formats are stored as folders (`NAME.docx.d`), so that a person can read them.
//!
//! `UPDATE_FIXTURES=1 cargo test --test all documents::` writes the expected blocks anew; read them before
//! you keep them.

use std::io::{Cursor, Write as _};
use std::path::Path;

use crate::common::fixture;
use duizhao::document::{Document, read_bytes, read_file};
use zip::write::{SimpleFileOptions, ZipWriter};

fn shown(document: &Document) -> String {
    document
        .blocks
        .iter()
        .map(|block| {
            let mut line = format!("{}\t{}", block.kind.name(), block.text);
            if let Some(number) = block.ordinal {
                line += &format!("\tnumber {number}");
            }
            if block.depth > 0 {
                line += &format!("\tdepth {}", block.depth);
            }
            if let Some(note) = &block.note {
                line += &format!("\tnote {note}");
            }
            for mark in &block.marks {
                let over = &block.text[mark.over.start..mark.over.end];
                line += &format!("\t{:?} {over:?}", mark.kind);
            }
            line + "\n"
        })
        .collect()
}

/// The folder as an archive in the format that its name, without `.d`, says.
fn packed(folder: &Path) -> Vec<u8> {
    fn add(zip: &mut ZipWriter<Cursor<Vec<u8>>>, root: &Path, folder: &Path) {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                add(zip, root, &path);
                continue;
            }
            let parts: Vec<&str> = path
                .strip_prefix(root)
                .unwrap()
                .iter()
                .map(|part| part.to_str().unwrap())
                .collect();
            zip.start_file(parts.join("/"), SimpleFileOptions::default())
                .unwrap();
            zip.write_all(&std::fs::read(&path).unwrap()).unwrap();
        }
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut zip, folder, folder);
    zip.finish().unwrap().into_inner()
}

/// Asserts that every run marked as verbatim is, and that blocks are in order and do not overlap.
fn check_spans(document: &Document) {
    let mut at = 0;
    for block in &document.blocks {
        assert!(block.span.start >= at, "{}", block.text);
        at = block.span.end;
        for run in &block.runs {
            assert!(block.span.contains(&run.source), "{}", block.text);
            if run.verbatim {
                let (text, source) = (run.text.of(&block.text), &document.source.text);
                assert_eq!(run.source.of(source), text);
            }
        }
    }
}

#[test]
fn every_document_gives_its_blocks() {
    let folder = fixture("documents");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "blocks") {
            continue;
        }
        let document = if path.is_dir() {
            read_bytes(packed(&path), &path.with_extension(""), None).unwrap()
        } else {
            read_file(&path, None).unwrap()
        };
        check_spans(&document);
        let found = shown(&document);
        let mut expected = path.clone().into_os_string();
        if path.is_dir() {
            expected = path.with_extension("").into_os_string();
        }
        expected.push(".blocks");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap();
        assert_eq!(found, wanted, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 5);
}

/// One paragraph of more lines than are looked at together.
#[test]
fn a_paragraph_of_many_megabytes_is_read() {
    let line =
        "no end of this sentence is in sight for as long as anybody goes on reading the lines";
    let mut text = format!("{line}\n").repeat(40_000);
    text.push_str("The end.\n");
    let document = read_bytes(text.clone().into_bytes(), Path::new("long.txt"), None).unwrap();
    let words: usize = document
        .blocks
        .iter()
        .map(|block| block.text.split_whitespace().count())
        .sum();
    assert_eq!(words, text.split_whitespace().count());
}
