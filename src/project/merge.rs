//! Merging three versions of a file: a bitext by its links, a text by its sentences.

use std::path::Path;

use super::Project;
use crate::bitext::format::BitextFormat;
use crate::bitext::merge::{Merged, Version, merge};
use crate::document::Format;
use crate::error::{Error, Place, Result};
use crate::files;
use crate::segment::merge::{MergedText, TextMerge, TextVersion};
use crate::text::named::Named;

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

    /// The name of a version: its own, or that of its role where git calls.
    fn name<'p>(&self, path: &'p Path, role: &'static str) -> &'p Path {
        if self.by_git { Path::new(role) } else { path }
    }

    /// A version with its name.
    fn version<'v>(&self, bytes: &'v [u8], path: &'v Path, role: &'static str) -> Version<'v> {
        Version {
            bytes,
            path: self.name(path, role),
        }
    }
}

impl Project {
    /// Merges what was changed in a text from the ancestor to both versions, sentence by sentence; nothing is
    /// written. The format is that of `name`, else of our version's.
    ///
    /// # Errors
    /// A version that cannot be read, that is in another encoding than the others, or that is an archive.
    pub fn merge_texts(&self, files: &MergeFiles<'_>, name: Option<&Path>) -> Result<MergedText> {
        let (read, segment) = self.text_options();
        let format = Format::choose(name.unwrap_or(files.ours), None)?.id();
        let merge = TextMerge {
            format,
            read,
            segment,
        };
        let bytes = [files.base, files.ours, files.theirs].map(files::read);
        let [base, ours, theirs] = bytes;
        let (base, ours, theirs) = (base?, ours?, theirs?);
        let version = |bytes, path, role| TextVersion {
            bytes,
            path: files.name(path, role),
        };
        merge.merge(
            version(&base, files.base, "the common ancestor"),
            version(&ours, files.ours, "our version"),
            version(&theirs, files.theirs, "their version"),
        )
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
