//! Ace, the checker of the accessibility of books, where it is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{installed, skipped};

const SCRIPT: &str = include_str!("ace.js");

/// The programs that Ace is made of.
pub(crate) struct Ace {
    packages: PathBuf,
    chromium: PathBuf,
}

/// Ace, whose packages are in the folder that `DUIZHAO_ACE` names, and the browser that it reads pages with.
pub(crate) fn ace() -> Option<Ace> {
    let packages = installed("DUIZHAO_ACE", "the node_modules of Ace")?;
    let path = std::env::var_os("PATH")?;
    let chromium = std::env::split_paths(&path)
        .map(|folder| folder.join("chromium"))
        .find(|file| file.is_file());
    if chromium.is_none() {
        skipped("chromium is not on the PATH: Ace reads no pages");
    }
    Some(Ace {
        packages,
        chromium: chromium?,
    })
}

/// What Ace has to say of a book: for each violation its impact, its rule and its place.
pub(crate) fn violations(ace: &Ace, folder: &Path, book: &str) -> Vec<String> {
    let run = Command::new("node")
        .args(["-e", SCRIPT, "--", book])
        .current_dir(folder)
        .env("NODE_PATH", &ace.packages)
        .env("PUPPETEER_EXECUTABLE_PATH", &ace.chromium)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        said.lines().any(|line| line.starts_with("DONE")),
        "{book}: {said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let lines = said
        .lines()
        .filter_map(|line| line.strip_prefix("VIOLATION "));
    lines.map(str::to_owned).collect()
}
