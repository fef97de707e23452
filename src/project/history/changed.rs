//! Which texts of a project changed since a revision, or are staged for the next commit.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::repository::{Repository, names_in};
use crate::error::Result;

/// The files of a text.
#[derive(Clone, Copy, Debug)]
pub struct TextFiles<'a> {
    /// The Chinese.
    pub source: &'a Path,
    /// The English, whether it is there or not.
    pub target: &'a Path,
    /// The bitext, likewise.
    pub bitext: Option<&'a Path>,
}

/// The files that differ.
#[derive(Clone, Debug, Default)]
pub struct ChangedFiles {
    /// Their names in the repository: other, new, gone; of a renamed one both names.
    names: HashSet<PathBuf>,
    /// All files that git keeps; only asked for where files of the work tree are meant.
    kept: Option<HashSet<PathBuf>>,
}

/// The texts that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedTexts {
    /// The texts with these numbers in the list that was asked for.
    Some(Vec<usize>),
    /// Every text, because of this file: a glossary, the settings, the baseline, the order of the texts.
    All(PathBuf),
}

impl ChangedTexts {
    /// The numbers of the changed texts, of so many.
    #[must_use]
    pub fn numbers(&self, texts: usize) -> Vec<usize> {
        match self {
            ChangedTexts::Some(numbers) => numbers.clone(),
            ChangedTexts::All(_) => (0..texts).collect(),
        }
    }
}

impl Repository {
    /// The files of the work tree that differ from the commit in which a revision and `HEAD` went different
    /// ways: what this branch and the work tree changed, and nothing that the revision changed since. What is
    /// not staged counts, and so do files that git does not keep yet.
    ///
    /// # Errors
    /// As [`Repository::merge_base`].
    pub fn changed_since(&self, revision: &str) -> Result<ChangedFiles> {
        let base = self.merge_base(revision)?;
        let names = self.differing(&[&base])?;
        let kept = self.ask(&["ls-files", "-z"])?;
        Ok(ChangedFiles {
            names,
            kept: Some(names_in(&kept).collect()),
        })
    }

    /// The files that are staged for the next commit.
    ///
    /// # Errors
    /// Those of git.
    pub fn staged(&self) -> Result<ChangedFiles> {
        // Before the first commit everything is.
        let names = if self.commit("HEAD").is_ok() {
            self.differing(&["--cached", "HEAD"])?
        } else {
            names_in(&self.ask(&["ls-files", "-z"])?).collect()
        };
        Ok(ChangedFiles { names, kept: None })
    }

    fn differing(&self, what: &[&str]) -> Result<HashSet<PathBuf>> {
        let mut arguments = vec!["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff"];
        arguments.extend(["--no-textconv", "--ignore-submodules", "--no-relative"]);
        arguments.extend(what);
        arguments.push("--");
        Ok(names_in(&self.ask(&arguments)?).collect())
    }

    /// The texts of which a file changed. A file of `common` (settings, glossaries, baseline, order) that
    /// changed makes every text one. A file that git does not keep counts as changed, as nobody can tell; only
    /// of a bitext that git ignores the texts decide.
    ///
    /// # Errors
    /// Those of git.
    pub fn texts_with(
        &self,
        changed: &ChangedFiles,
        texts: &[TextFiles<'_>],
        common: &[&Path],
    ) -> Result<ChangedTexts> {
        let differs = |path: &Path| self.differs(changed, path);
        if let Some(path) = common.iter().find(|path| differs(path)) {
            return Ok(ChangedTexts::All((*path).to_owned()));
        }
        let bitexts = texts.iter().filter_map(|text| text.bitext);
        let unknown: Vec<PathBuf> = bitexts
            .filter(|bitext| differs(bitext))
            .filter_map(|bitext| self.name(bitext))
            .filter(|name| !changed.names.contains(name))
            .collect();
        let ignored = self.ignored(&unknown)?;
        let is_changed = |text: &TextFiles<'_>| {
            let of_bitext = |path: &Path| {
                differs(path) && self.name(path).is_none_or(|name| !ignored.contains(&name))
            };
            differs(text.source) || differs(text.target) || text.bitext.is_some_and(of_bitext)
        };
        let texts = texts.iter().enumerate();
        Ok(ChangedTexts::Some(
            texts
                .filter(|(_, text)| is_changed(text))
                .map(|(number, _)| number)
                .collect(),
        ))
    }

    fn differs(&self, changed: &ChangedFiles, path: &Path) -> bool {
        let is_changed = |path: &Path| match self.name(path) {
            Some(name) if changed.names.contains(&name) => true,
            Some(name) => {
                let is_kept = changed
                    .kept
                    .as_ref()
                    .is_none_or(|kept| kept.contains(&name));
                !is_kept && path.exists()
            }
            // Another folder's files are no part of what is staged here.
            None => changed.kept.is_some() && path.exists(),
        };
        if is_changed(path) {
            return true;
        }
        // A symbolic link stays as it is when the file it leads to changes.
        path.is_symlink() && std::fs::canonicalize(path).is_ok_and(|real| is_changed(&real))
    }
}
