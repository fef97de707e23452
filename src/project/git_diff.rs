//! The arguments that git gives to an external diff.

use std::path::{Path, PathBuf};

use super::Blob;
use crate::error::{Error, Result};

/// What git asks an external diff to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitDiff {
    /// A path that is not merged: there are no two versions of it.
    Unmerged(PathBuf),
    /// Two versions of a file.
    Files(GitFiles),
}

/// Two versions of a file, each under the name that it has in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitFiles {
    /// The name of the old version.
    pub old_name: PathBuf,
    /// The name of the new version: another one if the file was renamed.
    pub new_name: PathBuf,
    old: PathBuf,
    new: PathBuf,
}

impl GitDiff {
    /// Reads git's arguments: path, old file, hash, mode, new file, hash, mode, and for renamed files the
    /// new name and what git says of it; of a path that is not merged, the path alone.
    ///
    /// # Errors
    /// [`Error::Usage`] for fewer arguments.
    pub fn parse(arguments: &[PathBuf]) -> Result<GitDiff> {
        match arguments {
            [path] => Ok(GitDiff::Unmerged(path.clone())),
            [name, old, _, _, new, rest @ ..] => Ok(GitDiff::Files(GitFiles {
                old_name: name.clone(),
                new_name: rest.get(2).unwrap_or(name).clone(),
                old: old.clone(),
                new: new.clone(),
            })),
            _ => Err(Error::usage(
                "git gave other arguments than an external diff has",
                "docs/git.md shows the settings",
            )),
        }
    }
}

impl GitFiles {
    /// Reads both versions; `None` where the file is not there.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(&self) -> Result<(Option<Blob>, Option<Blob>)> {
        Ok((
            blob(&self.old, &self.old_name)?,
            blob(&self.new, &self.new_name)?,
        ))
    }
}

/// The file at `path`, under its name in the repository.
fn blob(path: &Path, name: &Path) -> Result<Option<Blob>> {
    if path == Path::new("/dev/null") {
        return Ok(None);
    }
    let blob = Blob::read(path)?;
    Ok(Some(Blob {
        path: name.to_owned(),
        ..blob
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<GitDiff> {
        let arguments: Vec<PathBuf> = arguments.iter().map(PathBuf::from).collect();
        GitDiff::parse(&arguments)
    }

    #[test]
    fn files_have_their_names_in_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join("blob");
        std::fs::write(&old, "words").unwrap();
        let old = old.to_str().unwrap();
        let plain = ["en.md", old, "1f", "100644", "/dev/null", ".", "."];
        let GitDiff::Files(files) = parse(&plain).unwrap() else {
            panic!("it has two versions");
        };
        assert_eq!(files.new_name, Path::new("en.md"));
        let (old_blob, new_blob) = files.read().unwrap();
        let old_blob = old_blob.unwrap();
        assert_eq!(old_blob.path, Path::new("en.md"));
        assert_eq!(old_blob.bytes, b"words");
        assert!(new_blob.is_none());
        let renamed = [
            "a.md", old, "1f", "100644", old, "2e", "100644", "b.md", "similar",
        ];
        let GitDiff::Files(files) = parse(&renamed).unwrap() else {
            panic!("it has two versions");
        };
        assert_eq!(files.old_name, Path::new("a.md"));
        assert_eq!(files.new_name, Path::new("b.md"));
    }

    #[test]
    fn a_conflict_has_no_versions_and_fewer_arguments_are_refused() {
        let unmerged = GitDiff::Unmerged("en.md".into());
        assert_eq!(parse(&["en.md"]).unwrap(), unmerged);
        assert!(parse(&[]).is_err());
        assert!(parse(&["en.md", "old", "1f", "100644"]).is_err());
    }
}
