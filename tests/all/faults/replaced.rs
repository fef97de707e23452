//! A file is replaced while it is read, as when an editor saves it.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::desk::{done, lay_out, run};

const RUNS: usize = 8;

#[test]
fn what_is_read_is_one_version_or_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_out(folder);
    done(
        folder,
        &["convert", "ours.bitext.jsonl", "text.bitext.jsonl"],
    );
    let text = fs::read_to_string(folder.join("en.txt")).unwrap();
    let bitext = fs::read_to_string(folder.join("text.bitext.jsonl")).unwrap();
    replaced(
        folder,
        "en.txt",
        [&text, &text.repeat(3).replace("six", "seven")],
        &[
            &["align", "zh.txt", "en.txt"],
            &["check", "zh.txt", "en.txt"],
        ],
    );
    replaced(
        folder,
        "text.bitext.jsonl",
        [&bitext, &bitext.replace("six", "seven")],
        &[&["check", "text.bitext.jsonl"]],
    );
}

/// Runs the commands while a file alternates between two versions.
fn replaced(folder: &Path, name: &str, versions: [&str; 2], commands: &[&[&str]]) {
    let is = folder.join(name);
    let next = folder.join("next");
    let show = |version: &str| {
        fs::write(&next, version).unwrap();
        fs::rename(&next, &is).unwrap();
    };
    let expected: Vec<[Vec<u8>; 2]> = commands
        .iter()
        .map(|arguments| {
            versions.map(|version| {
                show(version);
                run(folder, arguments).stdout
            })
        })
        .collect();
    let over = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                versions.iter().for_each(|version| show(version));
            }
        });
        let results: Vec<_> = commands
            .iter()
            .flat_map(|arguments| (0..RUNS).map(|_| run(folder, arguments)))
            .collect();
        over.store(true, Ordering::Relaxed);
        for (at, output) in results.iter().enumerate() {
            let said = String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(0 | 1) => assert!(
                    expected[at / RUNS].contains(&output.stdout),
                    "{:?}: neither version",
                    commands[at / RUNS]
                ),
                Some(2) => assert!(said.contains(name), "{said}"),
                code => panic!("{code:?}: {said}"),
            }
        }
    });
}
