//! The folder that the edition of several texts is written to: what is the same already is left alone, and pages
//! of texts that are gone go.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::files::{make_folder, write_atomically};

/// The list of the pages that were made, so that later ones know which files are duizhao's.
const PAGES: &str = "duizhao/pages.txt";
/// Bytes at the beginning of a page in which the mark of its generator is.
const HEAD: usize = 4096;
/// The mark of pages that were made here.
const GENERATOR: &[u8] = b"<meta name=\"generator\" content=\"duizhao\" />";

/// The files of an edition while they are written.
pub(super) struct EditionFolder {
    folder: PathBuf,
    /// The paths below the folder.
    written: Vec<String>,
    changed: usize,
}

impl EditionFolder {
    /// The folder, which is made where it is not there.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub(super) fn new(folder: PathBuf) -> Result<EditionFolder> {
        make_folder(&folder)?;
        Ok(EditionFolder {
            folder,
            written: Vec::new(),
            changed: 0,
        })
    }

    /// The path of a file.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file, unless it says that already. It is whole or as before.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.path(name);
        self.written.push(name.to_owned());
        let same = fs::metadata(&path).is_ok_and(|about| about.len() == content.len() as u64)
            && fs::read(&path).is_ok_and(|there| there == content);
        if same {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        self.changed += 1;
        write_atomically(&path, |out| out.write_all(content))
    }

    /// How many files were written, and how many of them are others than before.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.written.len(), self.changed)
    }

    /// The first of the files that were written since there were so many, with the number of the others.
    pub(super) fn since(&self, before: usize) -> Option<(PathBuf, usize)> {
        let name = self
            .written
            .last()
            .filter(|_| self.written.len() > before)?;
        Some((self.path(name), self.written.len() - before - 1))
    }

    /// Remembers these pages of a site, beside those that were made earlier.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn remember(&mut self, pages: &BTreeSet<String>) -> Result<()> {
        let mut all = self.remembered();
        all.extend(pages.iter().cloned());
        self.put(&all)
    }

    /// Removes the pages that were made earlier and are not among these; gives back how many. Only what still has
    /// the mark of its generator goes.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub(super) fn forget_others(&mut self, pages: &BTreeSet<String>) -> Result<usize> {
        let mut removed = 0;
        for page in self.remembered().difference(pages) {
            let path = self.path(page);
            if is_ours(&path) {
                fs::remove_file(&path).map_err(|source| Error::Write {
                    path: path.clone(),
                    source,
                })?;
                removed += 1;
                // Folders that are empty now go as well; the others refuse.
                let above = path.ancestors().skip(1);
                for folder in above.take_while(|folder| *folder != self.folder) {
                    if fs::remove_dir(folder).is_err() {
                        break;
                    }
                }
            }
        }
        self.put(pages)?;
        Ok(removed)
    }

    fn remembered(&self) -> BTreeSet<String> {
        let list = fs::read_to_string(self.path(PAGES)).unwrap_or_default();
        let inside = |line: &&str| {
            let mut steps = Path::new(line).components();
            steps.all(|step| matches!(step, Component::Normal(_)))
        };
        let lines = list.lines().filter(inside);
        lines.map(str::to_owned).collect()
    }

    fn put(&mut self, pages: &BTreeSet<String>) -> Result<()> {
        let mut list = String::new();
        for page in pages {
            list += page;
            list.push('\n');
        }
        let count = self.written.len();
        self.write(PAGES, list.as_bytes())?;
        self.written.truncate(count);
        Ok(())
    }
}

/// Whether a file is a page that was made here.
fn is_ours(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    read.is_ok()
        && head
            .windows(GENERATOR.len())
            .any(|window| window == GENERATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_were_made_here_go() {
        let root = tempfile::tempdir().unwrap();
        let page = "<!DOCTYPE html><meta name=\"generator\" content=\"duizhao\" />";
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut folder = EditionFolder::new(root.path().join("e")).unwrap();
        for name in ["a.html", "b/c.html", "d.html"] {
            folder.write(name, page.as_bytes()).unwrap();
        }
        folder
            .remember(&set(&["a.html", "b/c.html", "d.html"]))
            .unwrap();
        // One that a person wrote over, one that was never listed, and a list that leads elsewhere.
        fs::write(folder.path("d.html"), "mine").unwrap();
        fs::write(folder.path("other.html"), page).unwrap();
        fs::write(root.path().join("out.html"), page).unwrap();
        let list = fs::read_to_string(folder.path(PAGES)).unwrap();
        fs::write(folder.path(PAGES), list + "../out.html\n").unwrap();
        assert_eq!(folder.forget_others(&set(&["a.html"])).unwrap(), 1);
        assert!(!folder.path("b").exists());
        for kept in ["a.html", "d.html", "other.html", "../out.html"] {
            assert!(folder.path(kept).exists(), "{kept}");
        }
        assert_eq!(fs::read_to_string(folder.path(PAGES)).unwrap(), "a.html\n");
    }

    #[test]
    fn what_is_the_same_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let mut folder = EditionFolder::new(root.path().to_owned()).unwrap();
        folder.write("a", b"one").unwrap();
        folder.write("a", b"one").unwrap();
        assert_eq!(folder.counts(), (2, 1));
        folder.write("a", b"two").unwrap();
        assert_eq!(folder.counts(), (3, 2));
    }
}
