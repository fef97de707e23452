//! The tests of the command and of the library from outside, in one program: it is linked once, and its slow tests
//! run beside each other. `cargo test --test all NAME::` runs those of one file.
#![allow(clippy::unwrap_used)]

mod aligner;
mod batch;
mod book;
mod browser;
mod cache;
mod check_command;
mod check_texts;
mod checks;
mod commands;
mod common;
mod dependencies;
mod diff;
mod diff_project;
mod documents;
mod editions;
mod encoder;
mod exchange;
#[cfg(target_os = "linux")]
mod faults;
mod formats;
mod fuzz_inputs;
mod git_commands;
mod git_history;
mod glossary_corpus;
#[cfg(unix)]
mod guide;
mod images;
mod in_shape;
mod layers;
mod names_corpus;
mod network;
mod odd_documents;
mod one_account;
mod one_truth;
mod one_truth_property;
mod page_words;
mod pipe;
mod print;
mod properties;
mod review;
mod review_replace;
mod review_stages;
mod review_texts;
mod rewrite_words;
mod segmentation;
mod servers;
mod sheets;
mod shells;
mod site;
mod subtitles;
mod tables;
mod text_merge;
mod translate;
mod translate_batches;
mod translate_book;
mod translate_consistency;
mod translate_docx;
mod translate_review;
mod translate_texts;
mod word;
mod words;
mod workbench;
mod write_back;
mod write_docx;
mod write_words;
mod xliff_schema;

/// A file that nobody names is not compiled, and its tests would be missed by nobody.
#[test]
fn every_file_belongs_to_the_program() {
    fn look(folder: &std::path::Path, of: &str) {
        let names = std::fs::read_to_string(folder.join(of)).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            let has_code = path.extension().is_some_and(|end| end == "rs") && !path.ends_with(of);
            if has_code || path.join("mod.rs").exists() {
                let is_named = names.lines().any(|line| {
                    let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
                    line == format!("mod {name};")
                });
                assert!(is_named, "{} is in no program", path.display());
            }
            if path.is_dir() && path.join("mod.rs").exists() {
                look(&path, "mod.rs");
            }
        }
    }
    look(&common::root().join("tests/all"), "main.rs");
}
