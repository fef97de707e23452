//! Every file of `fixtures/documents` gives the blocks that stand beside it, a line each: kind, text.
//!
//! `UPDATE_FIXTURES=1 cargo test --test documents` writes them anew, to be read before they are kept.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use duizhao::document::{Document, read_file};

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
            for mark in &block.marks {
                let over = &block.text[mark.over.start..mark.over.end];
                line += &format!("\t{:?} {over:?}", mark.kind);
            }
            line + "\n"
        })
        .collect()
}

#[test]
fn every_document_gives_its_blocks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "blocks") {
            continue;
        }
        let document = read_file(&path, None).unwrap();
        let found = shown(&document);
        let expected = path.with_extension(format!(
            "{}.blocks",
            path.extension().unwrap().to_str().unwrap()
        ));
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap();
        assert_eq!(found, wanted, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 3);
}
