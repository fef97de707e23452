//! EPUBCheck, the conformance checker for EPUB, where it is installed.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A run takes seconds, too short for its second compiler and for threads that collect garbage: without them it takes
/// half the processor time.
const JAVA: [&str; 4] = [
    "java",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-jar",
];

/// The command that runs EPUBCheck: the archive that `DUIZHAO_EPUBCHECK` names, else the one on the PATH. Debian's is
/// a Java archive that only some systems run directly.
pub(crate) fn epubcheck() -> Option<Vec<String>> {
    let java = |archive: String| {
        let command = JAVA.iter().map(|&word| word.to_owned());
        command.chain([archive]).collect()
    };
    if let Some(archive) = std::env::var_os("DUIZHAO_EPUBCHECK").filter(|name| !name.is_empty()) {
        let archive = archive.into_string().ok()?;
        return Some(java(archive));
    }
    let path = std::env::var_os("PATH")?;
    let file = std::env::split_paths(&path)
        .map(|folder| folder.join("epubcheck"))
        .find(|file| file.is_file())?;
    let mut start = [0; 2];
    File::open(&file).ok()?.read_exact(&mut start).ok()?;
    let file = file.display().to_string();
    Some(match &start {
        b"PK" => java(file),
        _ => vec![file],
    })
}

/// Asserts that EPUBCheck has nothing to say of a book.
pub(crate) fn judged(judge: &[String], folder: &Path, book: &str) {
    let judged = Command::new(&judge[0])
        .args(&judge[1..])
        .args(["--failonwarnings", book])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [judged.stdout, judged.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(judged.status.success(), "{book}: {said}");
}
