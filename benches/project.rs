//! A project of many texts: the first check, a check of what has not changed, the edition; with one thread and with
//! two, in turn. The texts are the documentation pages of the development corpora where they are there, else made.
//!
//! `cargo bench --bench project`

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod shared;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use shared::{Table, corpora, made, seconds, watched};

const RUNS: usize = 5;
/// The number of made texts.
const MADE: usize = 140;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let pages = corpora().map(|corpora| corpora.join("docs/antd"));
    let texts = match pages.filter(|pages| pages.is_dir()) {
        Some(pages) => copied(&pages, folder.path()),
        None => {
            made::pages(MADE, folder.path(), "saw");
            MADE
        }
    };
    let settings = "[project]\nsource = \"*.zh.md\"\ntarget = \"{name}.en.md\"\n";
    fs::write(folder.path().join("duizhao.toml"), settings).unwrap();

    let clean = || {
        let _ = fs::remove_dir_all(folder.path().join(".duizhao"));
        let _ = fs::remove_dir_all(folder.path().join("edition"));
    };
    let run = |jobs: &str, arguments: &[&str]| {
        let mut command = shared::duizhao();
        command
            .current_dir(folder.path())
            .args(["--quiet", "--jobs", jobs])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        watched(&mut command)
    };
    let build: &[&str] = &["build", "--to", "html,epub"];
    let mut rows: Vec<(&str, [Vec<f64>; 2], u64)> = [
        "check, the first time",
        "check again, nothing has changed",
        "build html and epub, nothing kept",
        "build again behind the check",
    ]
    .map(|what| (what, [Vec::new(), Vec::new()], 0))
    .into();
    for _ in 0..RUNS {
        // One thread and two alternate, so that what else the machine does meets both.
        for (at, jobs) in ["1", "2"].into_iter().enumerate() {
            clean();
            let mut cells = vec![run(jobs, &["check"]), run(jobs, &["check"])];
            clean();
            cells.push(run(jobs, build));
            clean();
            run(jobs, &["check"]);
            cells.push(run(jobs, build));
            for (row, run) in rows.iter_mut().zip(cells) {
                row.1[at].push(run.seconds);
                row.2 = row.2.max(run.kilobytes);
            }
        }
    }
    println!("{texts} texts\n");
    let mut table = Table::new(["what", "s, 1 thread", "s, 2 threads", "ratio", "MB"]);
    for (what, mut times, memory) in rows {
        for times in &mut times {
            times.sort_by(f64::total_cmp);
        }
        let [one, two] = times.map(|times| times[times.len() / 2]);
        table.row([
            what.to_owned(),
            seconds(one),
            seconds(two),
            format!("{:.2}", two / one),
            (memory / 1024).to_string(),
        ]);
    }
    println!("{table}");
}

fn copied(from: &Path, to: &Path) -> usize {
    let mut texts = 0;
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_owned();
        texts += usize::from(name.to_string_lossy().ends_with(".zh.md"));
        fs::copy(&path, to.join(name)).unwrap();
    }
    texts
}
