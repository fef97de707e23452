//! Time from start to a finished edition, process start included, and alignment of long texts.
//!
//! `cargo bench --bench build`. Corpora are looked for beside the project; without them the fixtures
//! are used.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpora = root.join("../shared/corpora");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let time = |name: &str, arguments: &[&Path]| {
        let mut times: Vec<f64> = (0..9)
            .map(|_| {
                let start = Instant::now();
                let status = Command::new(env!("CARGO_BIN_EXE_duizhao"))
                    .arg("-q")
                    .args(arguments)
                    .status()
                    .unwrap();
                assert!(status.success());
                start.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(
            "{name}: median {:.3} s of 9 runs ({:.3} to {:.3})",
            times[4], times[0], times[8]
        );
    };
    let p = Path::new;
    let fixture = root.join("fixtures/interview");
    time(
        "build, the fixture interview",
        &[
            p("build"),
            &fixture.join("zh.md"),
            &fixture.join("en.md"),
            p("-o"),
            &out,
        ],
    );
    if !corpora.exists() {
        println!("skipped the rest: {} is not there", corpora.display());
        return;
    }
    let interview = corpora.join("interview");
    time(
        "build, the development interview",
        &[
            p("build"),
            &interview.join("zh.md"),
            &interview.join("en.md"),
            p("-o"),
            &out,
        ],
    );
    let bible = corpora.join("bible");
    let links = folder.path().join("links.align");
    time(
        "align, 6,301 by 5,000 sentences",
        &[
            p("align"),
            p("--lines"),
            &bible.join("001.zh"),
            &bible.join("001.en"),
            p("-o"),
            &links,
        ],
    );
    let (zh, en) = (
        std::fs::read_to_string(bible.join("001.zh")).unwrap(),
        std::fs::read_to_string(bible.join("001.en")).unwrap(),
    );
    for times in [2, 4, 8] {
        let (long_zh, long_en) = (folder.path().join("long.zh"), folder.path().join("long.en"));
        std::fs::write(&long_zh, zh.repeat(times)).unwrap();
        std::fs::write(&long_en, en.repeat(times)).unwrap();
        let start = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_duizhao"))
            .args(["-q", "align", "--lines"])
            .args([&long_zh, &long_en])
            .arg("-o")
            .arg(&links)
            .status()
            .unwrap();
        assert!(status.success());
        println!(
            "align, {times} times that length: {:.2} s",
            start.elapsed().as_secs_f64()
        );
    }
}
