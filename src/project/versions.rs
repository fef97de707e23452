//! Versions of a file that git keeps.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::history::Repository;
use crate::error::{Error, Result};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// A commit, or what else git has a name for.
    Revision(String),
    /// The file as it is now.
    WorkTree,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Version::Revision(revision) => {
                write!(f, "revision {}", &revision[..revision.len().min(10)])
            }
            Version::WorkTree => f.write_str("the working tree"),
        }
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Output> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            Error::usage(
                format!("git could not be run: {error}"),
                "--git reads versions through git; install it, or name two files",
            )
        })
}

fn folder_and_name(path: &Path) -> (PathBuf, String) {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    (folder, name)
}

/// Two versions of a repository, and what they are called.
pub(super) struct Span {
    pub(super) old: Version,
    pub(super) new: Version,
    pub(super) old_name: String,
    pub(super) new_name: String,
}

/// The two versions that `A..B`, `A...B`, `A..`, `..B` or `A` name.
pub(super) fn span(repository: &Repository, range: &str) -> Result<Span> {
    let named = |name: &str| -> Result<(String, String)> {
        let name = if name.is_empty() { "HEAD" } else { name };
        Ok((repository.commit(name)?, name.to_owned()))
    };
    if let Some((one, other)) = range.split_once("...") {
        let ((_, one), (new, other)) = (named(one)?, named(other)?);
        return Ok(Span {
            old: Version::Revision(repository.base_of(&one, &other)?),
            new: Version::Revision(new),
            old_name: format!("the base of {one} and {other}"),
            new_name: other,
        });
    }
    let ((old, old_name), new) = match range.split_once("..") {
        Some((one, other)) => (named(one)?, Some(named(other)?)),
        None => (named(range)?, None),
    };
    let (new, new_name) = match new {
        Some((id, name)) => (Version::Revision(id), name),
        None => (Version::WorkTree, "the work tree".to_owned()),
    };
    Ok(Span {
        old: Version::Revision(old),
        new,
        old_name,
        new_name,
    })
}

/// The two versions that `A..B`, `A...B`, `A..`, `..B` or `A` name, in the repository of a file.
///
/// # Errors
/// Git is missing, the folder is in no repository, or a revision is not known.
pub fn versions(range: &str, path: &Path) -> Result<(Version, Version)> {
    let (folder, _) = folder_and_name(path);
    let span = span(&Repository::of(&folder)?, range)?;
    Ok((span.old, span.new))
}

/// The bytes of a version, as a checkout writes them; `None` where it does not hold the file.
///
/// # Errors
/// The file cannot be read, or git cannot be run.
pub fn read(version: &Version, path: &Path) -> Result<Option<Vec<u8>>> {
    match version {
        Version::WorkTree => match std::fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Read {
                path: path.to_owned(),
                source,
            }),
        },
        Version::Revision(revision) => {
            let (folder, name) = folder_and_name(path);
            let found = git(
                &folder,
                &["cat-file", "--filters", &format!("{revision}:./{name}")],
            )?;
            Ok(found.status.success().then_some(found.stdout))
        }
    }
}

/// Whether git calls a file `unmerged`: a merge left it for a person to resolve. Where git cannot be asked, or
/// knows nothing of the file, it is not.
#[must_use]
pub fn is_unmerged(path: &Path) -> bool {
    let (folder, name) = folder_and_name(path);
    git(
        &folder,
        &["ls-files", "-u", "--", &format!(":(literal){name}")],
    )
    .is_ok_and(|found| found.status.success() && !found.stdout.is_empty())
}
