//! A project as it was at a commit, or as it is in the index: its files written into a private folder, where
//! it is opened like any other.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use super::blobs::Blobs;
use super::repository::{COPY_MARK, Repository, Tree, names_in, path_of};
use crate::bitext::format::FORMATS as BITEXT_FORMATS;
use crate::document::FORMATS;
use crate::error::{Error, Place, Result};

/// Endings of what a project reads besides texts and bitexts: settings, glossaries, orders, baselines.
const OTHERS: &[&str] = &[
    "toml", "csv", "tsv", "tbx", "json", "yml", "yaml", "xlsx", "txt",
];

/// The files below a folder of a repository, in a private folder that is gone in the end.
#[derive(Debug)]
pub struct ProjectCopy {
    folder: TempDir,
    /// The real path of the private folder: names in messages are made from it.
    root: PathBuf,
    /// The id of each file's content, by its name in the repository.
    ids: BTreeMap<PathBuf, String>,
}

impl ProjectCopy {
    /// Writes the files below `folder`, as a checkout would, into a private folder: texts, bitexts, settings,
    /// glossaries; and `others`, which may stand elsewhere in the repository.
    ///
    /// # Errors
    /// Files that a merge left unmerged; what git cannot give; a folder that cannot be written.
    pub fn of(
        repository: &Repository,
        tree: &Tree,
        folder: &Path,
        others: &[&Path],
    ) -> Result<ProjectCopy> {
        let below = repository.name(folder).unwrap_or_default();
        let entries = match tree {
            Tree::Commit(id) => {
                let said = repository.ask(&["ls-tree", "-r", "-z", "--full-tree", id])?;
                entries(&said, false)?
            }
            Tree::Index => {
                let said = repository.ask(&["ls-files", "-s", "-z"])?;
                let mut entries = entries(&said, true)?;
                // Files that are only meant to be added have no content yet.
                let meant = ["diff-files", "--name-only", "--diff-filter=A", "-z"];
                let meant: HashSet<PathBuf> = names_in(&repository.ask(&meant)?).collect();
                entries.retain(|entry| !meant.contains(&entry.name));
                entries
            }
        };
        let endings = endings();
        let others: HashSet<PathBuf> = others
            .iter()
            .filter_map(|path| repository.name(path))
            .collect();
        let is_wanted = |entry: &Entry| {
            let is_read = entry
                .name
                .extension()
                .is_some_and(|ending| endings.contains(&*ending.to_string_lossy().to_lowercase()));
            entry.name.starts_with(&below) && is_read || others.contains(&entry.name)
        };
        let failed = |path: &Path, source: std::io::Error| Error::Write {
            path: path.to_owned(),
            source,
        };
        let temporary = std::env::temp_dir();
        let private = tempfile::Builder::new()
            .prefix("duizhao-")
            .tempdir()
            .map_err(|source| failed(&temporary, source))?;
        let root = fs::canonicalize(private.path()).unwrap_or_else(|_| private.path().to_owned());
        let mut blobs = Blobs::of(repository)?;
        let mut ids = BTreeMap::new();
        let own = root.join(&below);
        fs::create_dir_all(&own).map_err(|source| failed(&own, source))?;
        for entry in entries {
            let is_inside = entry
                .name
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            if !is_wanted(&entry) || !is_inside {
                continue;
            }
            let Some(content) = blobs.read(&entry.id, &entry.name)? else {
                return Err(Error::input(
                    Place::file(&entry.name),
                    "git does not have its content",
                    "`git fetch` gets what a partial clone left out",
                ));
            };
            let path = root.join(&entry.name);
            let parent = path.parent().unwrap_or(&root);
            fs::create_dir_all(parent)
                .and_then(|()| {
                    if entry.is_link {
                        link(&content, &path)
                    } else {
                        fs::write(&path, content)
                    }
                })
                .map_err(|source| failed(&path, source))?;
            ids.insert(entry.name, entry.id);
        }
        Ok(ProjectCopy {
            folder: private,
            root,
            ids,
        })
    }

    /// The private folder, which stands for the top of the repository.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Lets git take the copy for a work tree of the repository: history and attributes are found from there, too.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(super) fn join(&self, repository: &Repository) -> Result<()> {
        let said = repository.ask(&["rev-parse", "--absolute-git-dir"])?;
        let mut link = b"gitdir: ".to_vec();
        link.extend(said);
        for (name, content) in [(".git", link.as_slice()), (COPY_MARK, b"")] {
            let path = self.root.join(name);
            fs::write(&path, content).map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }

    /// Where the copy of a file or folder of the repository is, whether it is there or not.
    #[must_use]
    pub fn path_of(&self, repository: &Repository, path: &Path) -> Option<PathBuf> {
        Some(self.root.join(repository.name(path)?))
    }

    /// The name in the repository of a path in the private folder.
    #[must_use]
    pub fn name<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(&self.root)
            .or_else(|_| path.strip_prefix(self.folder.path()))
            .ok()
    }

    /// The files that were written, by their names in the repository, with the id of the content of each.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<PathBuf, String> {
        &self.ids
    }
}

/// A file that git has.
struct Entry {
    name: PathBuf,
    id: String,
    is_link: bool,
}

/// Reads the lists of `ls-tree` (mode, kind, id, name) and of `ls-files -s` (mode, id, stage, name).
fn entries(list: &[u8], is_index: bool) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for line in list.split(|&byte| byte == 0) {
        let Some(tab) = line.iter().position(|&byte| byte == b'\t') else {
            continue;
        };
        let name = path_of(&line[tab + 1..]);
        let head = String::from_utf8_lossy(&line[..tab]).into_owned();
        let mut words = head.split_whitespace();
        let mode = words.next().unwrap_or_default();
        let (one, two) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let (id, stage) = if is_index { (one, two) } else { (two, "0") };
        if stage != "0" {
            return Err(Error::input(
                Place::file(&name),
                "a merge left this file for a person to resolve",
                "resolve it, and tell git by `git add`",
            ));
        }
        // Of other repositories (submodules) there is nothing to write.
        if mode == "160000" {
            continue;
        }
        entries.push(Entry {
            name,
            id: id.to_owned(),
            is_link: mode == "120000",
        });
    }
    Ok(entries)
}

/// The endings of files that a project reads.
fn endings() -> HashSet<&'static str> {
    let documents = FORMATS.iter().flat_map(|format| format.extensions);
    let bitexts = BITEXT_FORMATS.iter().flat_map(|format| format.extensions);
    let of = |name: &&'static str| name.rsplit('.').next().unwrap_or(name);
    documents
        .chain(bitexts)
        .map(of)
        .chain(OTHERS.iter().copied())
        .collect()
}

/// Writes a symbolic link: a relative one leads to the copy of the file.
#[cfg(unix)]
fn link(content: &[u8], path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(path_of(content), path)
}

/// Where there are no symbolic links git writes a file with the name.
#[cfg(not(unix))]
fn link(content: &[u8], path: &Path) -> std::io::Result<()> {
    fs::write(path, content)
}
