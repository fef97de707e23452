//! Merging three versions of a bitext file.

use std::path::Path;

use crate::bitext::format::BitextFormat;
use crate::bitext::merge::{Merged, Version, merge};
use crate::error::{Error, Place, Result};
use crate::files;

/// The files of a merge.
#[derive(Clone, Copy, Debug)]
pub struct MergeFiles<'a> {
    /// The common ancestor.
    pub base: &'a Path,
    /// Our version.
    pub ours: &'a Path,
    /// Their version.
    pub theirs: &'a Path,
    /// Whether git calls: its files have names of their own, which tell no format and nobody knows.
    pub by_git: bool,
}

impl MergeFiles<'_> {
    /// Merges what was changed from the ancestor to both versions; nothing is written.
    ///
    /// # Errors
    /// A file that cannot be read or is no `.bitext.jsonl`, and changes that do not go together (see
    /// [`merge`]).
    pub fn merge(&self) -> Result<Merged> {
        let read = |path: &Path| -> Result<Vec<u8>> {
            if !self.by_git && BitextFormat::by_path(path)?.id != "jsonl" {
                return Err(Error::input(
                    Place::file(path),
                    "only .bitext.jsonl files are merged: other formats do not keep the names of sentences",
                    "duizhao convert makes one of other bitexts",
                ));
            }
            files::read(path)
        };
        let (base, ours, theirs) = (read(self.base)?, read(self.ours)?, read(self.theirs)?);
        merge(
            self.version(&base, self.base, "the common ancestor"),
            self.version(&ours, self.ours, "our version"),
            self.version(&theirs, self.theirs, "their version"),
        )
    }

    /// A version under its own name, or under that of its role where git calls.
    fn version<'v>(&self, bytes: &'v [u8], path: &'v Path, role: &'static str) -> Version<'v> {
        Version {
            bytes,
            path: if self.by_git { Path::new(role) } else { path },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn versions_of_git_are_called_by_their_roles() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".merge_file_a1");
        fs::write(&path, "no bitext").unwrap();
        let files = MergeFiles {
            base: &path,
            ours: &path,
            theirs: &path,
            by_git: true,
        };
        let said = files.merge().unwrap_err().to_string();
        assert!(said.contains("the common ancestor"), "{said}");
    }

    #[test]
    fn other_formats_are_refused() {
        let path = Path::new("book.tmx");
        let files = MergeFiles {
            base: path,
            ours: path,
            theirs: path,
            by_git: false,
        };
        let said = files.merge().unwrap_err().to_string();
        assert!(said.contains("only .bitext.jsonl files"), "{said}");
    }
}
