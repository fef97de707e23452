//! Time from two files to a finished edition, with the start of the process; and time of a repeated
//! alignment.
//!
//! `cargo bench --bench build`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::path::Path;
use std::process::Command;

use shared::{Table, corpora, cost, seconds};

const RUNS: usize = 9;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut table = Table::new(["task", "seconds", "MB"]);
    let mut measured = |name: &str, runs: usize, command: &dyn Fn() -> Command| {
        let cost = cost(runs, command);
        table.row([
            name.to_owned(),
            seconds(cost.seconds),
            cost.megabytes.to_string(),
        ]);
    };
    let build = |texts: &Path| {
        let mut command = shared::duizhao();
        command
            .args(["build", "-q", "-o"])
            .arg(&out)
            .args([texts.join("zh.md"), texts.join("en.md")]);
        command
    };
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/interview");
    measured(
        "the interview of the fixtures to a page, start-up included",
        RUNS,
        &|| build(&fixture),
    );
    if let Some(corpora) = corpora() {
        let interview = corpora.join("interview");
        measured(
            "a magazine interview (106 and 115 sentences)",
            RUNS,
            &|| build(&interview),
        );
        let bible = corpora.join("bible");
        let links = folder.path().join("bible.bitext.jsonl");
        let align = || {
            let mut command = shared::duizhao();
            command
                .args(["align", "-q", "--lines"])
                .args([bible.join("001.zh"), bible.join("001.en")])
                .arg("-o")
                .arg(&links);
            command
        };
        measured("align 6,301 by 5,000 sentences", 1, &align);
        measured("again, onto the result, nothing changed", RUNS, &align);
    }
    println!("{table}");
}
