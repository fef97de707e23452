//! Common parts of the tests: the command and its output, the places of the fixtures, and the skipping of
//! tests that lack a tool.

pub(crate) mod ace;
pub(crate) mod book;
pub(crate) mod epub;
pub(crate) mod epubcheck;
pub(crate) mod git;
pub(crate) mod office;
mod skipped;
pub(crate) mod tower;
pub(crate) mod web;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) use skipped::skipped;

/// The folder of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A path in the fixtures.
pub(crate) fn fixture(path: &str) -> PathBuf {
    root().join("fixtures").join(path)
}

/// A path in the corpora beside the package, which no clone has; without it the test is skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let found = root().join("../shared").join(path);
    if !found.exists() {
        skipped(&format!("there is no ../shared/{path}"));
        return None;
    }
    Some(found)
}

/// The value of an environment variable that names something installed; without it the test is skipped.
pub(crate) fn installed(variable: &str, what: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).filter(|named| !named.is_empty());
    if named.is_none() {
        skipped(&format!("{variable} does not name {what}"));
        return None;
    }
    named.map(PathBuf::from)
}

/// The command in a folder, with nothing to read.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duizhao"));
    command
        .current_dir(folder)
        .args(arguments)
        // Whatever the language of the machine is.
        .env("DUIZHAO_LANG", "en")
        .env_remove("GIT_DIR")
        .env_remove("SOURCE_DATE_EPOCH")
        // Reports link to the commit that a run in CI is told of.
        .env_remove("GITHUB_SHA")
        .env_remove("CI_COMMIT_SHA")
        .env_remove("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
        .stdin(Stdio::null());
    command
}

/// Runs the command in a folder to its end.
pub(crate) fn duizhao(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Runs the command in a folder to a good end, and gives what it wrote on standard output.
pub(crate) fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = duizhao(folder, arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The standard output as text; it is UTF-8.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The standard error as text; it is UTF-8.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with files in it, by their names below it; gone in the end.
pub(crate) fn folder_with<T: AsRef<[u8]>>(files: &[(&str, T)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Writes other words into a file that has them.
pub(crate) fn replace(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name}: {from}");
    fs::write(path, text.replace(from, to)).unwrap();
}
