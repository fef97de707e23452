//! The history of a project's texts: the commits that changed them, and what each file was called before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::repository::{Repository, path_of};
use crate::error::Result;

/// Up to so many files are asked for by name; of more, their folders.
const NAMED: usize = 16;

/// The state of a file at a commit: its name then, and the id of its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Past {
    pub(super) name: PathBuf,
    pub(super) id: String,
}

/// The commit that last changed a side of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastChange {
    /// This commit.
    Commit {
        /// Its id.
        id: String,
        /// When it was made, as ISO 8601 has it.
        date: String,
        /// Who wrote it.
        author: String,
    },
    /// It is changed and not committed yet, or git does not keep it.
    Uncommitted,
    /// The history of a shallow clone ends before.
    Unknown,
}

/// A commit that changed files of the project.
pub(super) struct Commit {
    id: String,
    date: String,
    author: String,
    /// The numbers of the commits before it, of those that changed files of the project.
    pub(super) parents: Vec<usize>,
    /// What differs from each of its parents; of a first commit, from nothing.
    changes: Vec<HashMap<PathBuf, Ids>>,
    /// For each parent the names before it of the files that were renamed.
    renamed: Vec<HashMap<PathBuf, Past>>,
    /// Whether a shallow clone does not have its parents.
    pub(super) is_border: bool,
}

/// The ids of a file's content before and after, where it was and is there.
type Ids = (Option<String>, Option<String>);

/// The history of the texts of a project, read once: from the work tree back to where the clone ends.
pub struct History {
    pub(super) repository: Repository,
    /// The newest first; each before its parents.
    pub(super) commits: Vec<Commit>,
    /// What the newest commit has.
    head: HashMap<PathBuf, String>,
    /// Files of the work tree that differ from the newest commit.
    uncommitted: HashSet<PathBuf>,
    /// Names at the newest commit of files that the work tree has under another one.
    renamed: HashMap<PathBuf, PathBuf>,
    /// The files that it was read for.
    asked: BTreeSet<PathBuf>,
}

impl History {
    /// Reads the history of files; `None` where they are in no repository, or before its first commit.
    ///
    /// # Errors
    /// Those of git.
    pub fn read(folder: &Path, files: &[&Path]) -> Result<Option<History>> {
        let Some(repository) = Repository::find(folder)? else {
            return Ok(None);
        };
        if repository.commit("HEAD").is_err() {
            return Ok(None);
        }
        let names: BTreeSet<PathBuf> = files
            .iter()
            .filter_map(|file| repository.name(file))
            .collect();
        let mut history = History {
            commits: Vec::new(),
            head: HashMap::new(),
            uncommitted: HashSet::new(),
            renamed: HashMap::new(),
            asked: names.clone(),
            repository,
        };
        history.read_work_tree(&names)?;
        let mut known: BTreeSet<PathBuf> = names;
        known.extend(history.renamed.values().cloned());
        let mut scope = scope(&known);
        history.read_commits(&scope)?;
        // A file that begins in a commit may have had another name before it, also outside of the scope.
        let mut asked: HashSet<(usize, PathBuf)> = HashSet::new();
        loop {
            let begun = history.beginnings(&known, &mut asked);
            if begun.is_empty() {
                break;
            }
            let before = history.read_renames(&begun, &known)?;
            known.extend(before);
            let wider = self::scope(&known);
            if wider.iter().any(|path| !is_within(path, &scope)) {
                scope = wider;
                asked.clear();
                history.read_commits(&scope)?;
            }
        }
        history.read_head(&scope)?;
        Ok(Some(history))
    }

    fn read_work_tree(&mut self, names: &BTreeSet<PathBuf>) -> Result<()> {
        let mut arguments = vec!["diff", "--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff"];
        arguments.extend([
            "--no-textconv",
            "--ignore-submodules",
            "--no-relative",
            "HEAD",
            "--",
        ]);
        for change in raw(&self.repository.ask(&arguments)?) {
            if let Raw::Change(change) = change {
                if let Some(before) = change.before
                    && names.contains(&change.name)
                {
                    self.renamed.insert(change.name.clone(), before);
                }
                self.uncommitted.insert(change.name);
            }
        }
        Ok(())
    }

    /// Reads the commits that changed files of the scope, and what each changed.
    fn read_commits(&mut self, scope: &BTreeSet<PathBuf>) -> Result<()> {
        let with_scope = |arguments: &[&str]| {
            let mut arguments: Vec<_> = arguments.iter().map(std::ffi::OsString::from).collect();
            arguments.push("--".into());
            arguments.extend(scope.iter().map(|path| path.clone().into_os_string()));
            arguments
        };
        let borders: HashSet<String> = self.repository.borders()?.into_iter().collect();
        let list = self.repository.ask(&with_scope(&[
            "rev-list",
            "--topo-order",
            "--parents",
            "--format=%cI%x00%aN",
            "HEAD",
        ]))?;
        let list = String::from_utf8_lossy(&list);
        let mut lines = list.lines();
        let mut parents: Vec<Vec<String>> = Vec::new();
        self.commits.clear();
        while let (Some(ids), Some(about)) = (lines.next(), lines.next()) {
            let mut ids = ids.split(' ').skip(1).map(str::to_owned);
            let id = ids.next().unwrap_or_default();
            let (date, author) = about.split_once('\0').unwrap_or((about, ""));
            parents.push(ids.collect());
            self.commits.push(Commit {
                is_border: borders.contains(&id),
                id,
                date: date.to_owned(),
                author: author.to_owned(),
                parents: Vec::new(),
                changes: Vec::new(),
                renamed: Vec::new(),
            });
        }
        let numbers: HashMap<String, usize> = self
            .commits
            .iter()
            .enumerate()
            .map(|(number, commit)| (commit.id.clone(), number))
            .collect();
        let mut questions = String::new();
        let mut asked: Vec<usize> = Vec::new();
        for (number, parents) in parents.iter().enumerate() {
            let commit = &mut self.commits[number];
            commit.parents = parents
                .iter()
                .filter_map(|parent| numbers.get(parent).copied())
                .collect();
            for _ in 0..commit.parents.len().max(1) {
                commit.changes.push(HashMap::new());
                commit.renamed.push(HashMap::new());
            }
            if commit.parents.is_empty() {
                questions += &format!("{}\n", commit.id);
                asked.push(number);
            }
            for parent in parents {
                questions += &format!("{} {parent}\n", commit.id);
                asked.push(number);
            }
        }
        let answers = self.repository.ask_with(
            &with_scope(&[
                "diff-tree",
                "--stdin",
                "-r",
                "--raw",
                "-z",
                "--no-abbrev",
                "--no-renames",
                "--root",
                "--always",
            ]),
            questions.into_bytes(),
        )?;
        let mut at = Answers::new(&asked);
        for line in raw(&answers) {
            match line {
                Raw::Commit => at.next(),
                Raw::Change(change) => {
                    if let Some((number, parent)) = at.place
                        && let Some(changes) = self.commits[number].changes.get_mut(parent)
                    {
                        changes.insert(change.name, change.ids);
                    }
                }
            }
        }
        Ok(())
    }

    /// The commits in which a known file begins, each with the number of the parent that is asked for an
    /// earlier name.
    fn beginnings(
        &self,
        known: &BTreeSet<PathBuf>,
        asked: &mut HashSet<(usize, PathBuf)>,
    ) -> Vec<(usize, usize)> {
        let mut begun = BTreeSet::new();
        for (number, commit) in self.commits.iter().enumerate() {
            if commit.parents.is_empty() && commit.is_border {
                continue;
            }
            let Some(first) = commit.changes.first() else {
                continue;
            };
            for (name, ids) in first {
                if ids.0.is_some() || ids.1.is_none() || !known.contains(name) {
                    continue;
                }
                let is_new = commit.changes.iter().all(|changes| {
                    changes
                        .get(name)
                        .is_some_and(|ids| ids.0.is_none() && ids.1.is_some())
                });
                if is_new && asked.insert((number, name.clone())) {
                    begun.extend((0..commit.changes.len()).map(|parent| (number, parent)));
                }
            }
        }
        begun.into_iter().collect()
    }

    /// Reads which of the known files got their names in these commits, and gives the names before.
    fn read_renames(
        &mut self,
        begun: &[(usize, usize)],
        known: &BTreeSet<PathBuf>,
    ) -> Result<BTreeSet<PathBuf>> {
        let mut questions = String::new();
        let mut asked = Vec::new();
        for &(number, parent) in begun {
            let commit = &self.commits[number];
            match commit.parents.get(parent) {
                Some(&before) => {
                    questions += &format!("{} {}\n", commit.id, self.commits[before].id);
                }
                // Its parents changed nothing in the scope: the file may come from outside of it.
                None => questions += &format!("{}\n", commit.id),
            }
            asked.push((number, parent));
        }
        let answers = self.repository.ask_with(
            &[
                "diff-tree",
                "--stdin",
                "-r",
                "--raw",
                "-z",
                "--no-abbrev",
                "-M",
                "--diff-filter=R",
                "--always",
            ],
            questions.into_bytes(),
        )?;
        let mut before = BTreeSet::new();
        let mut at = None;
        let mut asked = asked.into_iter();
        for line in raw(&answers) {
            match line {
                Raw::Commit => at = asked.next(),
                Raw::Change(change) => {
                    let (Some((number, parent)), Some(name), Some(id)) =
                        (at, change.before, change.ids.0)
                    else {
                        continue;
                    };
                    if !known.contains(&change.name) {
                        continue;
                    }
                    before.insert(name.clone());
                    self.commits[number].renamed[parent].insert(change.name, Past { name, id });
                }
            }
        }
        Ok(before)
    }

    fn read_head(&mut self, scope: &BTreeSet<PathBuf>) -> Result<()> {
        let mut arguments: Vec<std::ffi::OsString> = vec!["ls-tree".into(), "-r".into()];
        arguments.extend([
            "-z".into(),
            "--full-tree".into(),
            "HEAD".into(),
            "--".into(),
        ]);
        // Here the whole tree is no path, but none.
        let is_all = scope.iter().any(|path| path == Path::new("."));
        if !is_all {
            arguments.extend(scope.iter().map(|path| path.clone().into_os_string()));
        }
        for line in self.repository.ask(&arguments)?.split(|&byte| byte == 0) {
            let Some(tab) = line.iter().position(|&byte| byte == b'\t') else {
                continue;
            };
            let head = String::from_utf8_lossy(&line[..tab]);
            if let Some(id) = head.split(' ').nth(2) {
                self.head.insert(path_of(&line[tab + 1..]), id.to_owned());
            }
        }
        Ok(())
    }

    /// Whether it was read for a file.
    pub(super) fn knows(&self, file: &Path) -> bool {
        self.repository
            .name(file)
            .is_some_and(|name| self.asked.contains(&name))
    }

    /// What decides on the past of two files: the newest commit that changed anything here, their names and
    /// contents in it, and where a shallow clone ends.
    pub(super) fn stamp(&self, files: (&Path, &Path)) -> String {
        let newest = self.commits.first().map(|commit| &commit.id);
        let borders = self.commits.iter().filter(|commit| commit.is_border);
        let borders: Vec<&String> = borders.map(|commit| &commit.id).collect();
        let at = [files.0, files.1].map(|file| self.at_head(file));
        format!("{newest:?} {at:?} {borders:?}")
    }

    /// A file of the work tree as the newest commit has it.
    pub(super) fn at_head(&self, file: &Path) -> Option<Past> {
        let name = self.repository.name(file)?;
        let name = self.renamed.get(&name).cloned().unwrap_or(name);
        let id = self.head.get(&name)?.clone();
        Some(Past { name, id })
    }

    /// Whether a file of the work tree differs from the newest commit.
    pub(super) fn is_uncommitted(&self, file: &Path) -> bool {
        self.repository
            .name(file)
            .is_none_or(|name| self.uncommitted.contains(&name))
    }

    /// A file of a commit as its parent has it.
    pub(super) fn before(&self, number: usize, parent: usize, now: &Past) -> Option<Past> {
        let commit = &self.commits[number];
        if let Some(past) = commit
            .renamed
            .get(parent)
            .and_then(|renamed| renamed.get(&now.name))
        {
            return Some(past.clone());
        }
        match commit
            .changes
            .get(parent)
            .and_then(|changes| changes.get(&now.name))
        {
            Some((before, _)) => before.clone().map(|id| Past {
                name: now.name.clone(),
                id,
            }),
            None => Some(now.clone()),
        }
    }

    /// The commit that last changed the content of a file.
    #[must_use]
    pub fn last_change(&self, file: &Path) -> LastChange {
        let Some(mut now) = self.at_head(file) else {
            return LastChange::Uncommitted;
        };
        if self.is_uncommitted(file) && !self.is_only_renamed(file) {
            return LastChange::Uncommitted;
        }
        let mut at = 0;
        while let Some(commit) = self.commits.get(at) {
            let unchanged = (0..commit.parents.len()).find_map(|parent| {
                let before = self.before(at, parent, &now)?;
                (before.id == now.id).then_some((commit.parents[parent], before))
            });
            match unchanged {
                Some((parent, before)) => (at, now) = (parent, before),
                None if commit.is_border => return LastChange::Unknown,
                None => {
                    return LastChange::Commit {
                        id: commit.id.clone(),
                        date: commit.date.clone(),
                        author: commit.author.clone(),
                    };
                }
            }
        }
        LastChange::Unknown
    }

    fn is_only_renamed(&self, file: &Path) -> bool {
        let Some(name) = self.repository.name(file) else {
            return false;
        };
        let (Some(before), Ok(bytes)) = (self.renamed.get(&name), std::fs::read(file)) else {
            return false;
        };
        let Some(id) = self.head.get(before) else {
            return false;
        };
        let read =
            super::blobs::Blobs::of(&self.repository).and_then(|mut blobs| blobs.read(id, before));
        read.is_ok_and(|then| then.as_deref() == Some(bytes.as_slice()))
    }
}

/// The answers of git to a list of questions, in order.
struct Answers<'a> {
    asked: std::slice::Iter<'a, usize>,
    /// The commit that is answered for, and the number of the parent.
    place: Option<(usize, usize)>,
}

impl<'a> Answers<'a> {
    fn new(asked: &'a [usize]) -> Answers<'a> {
        Answers {
            asked: asked.iter(),
            place: None,
        }
    }

    fn next(&mut self) {
        let last = self.place;
        self.place = self.asked.next().map(|&number| match last {
            Some((before, parent)) if before == number => (number, parent + 1),
            _ => (number, 0),
        });
    }
}

/// What git is asked about for these files: they themselves, or, of many, the folders that they are in.
fn scope(files: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    if files.len() <= NAMED {
        return files.clone();
    }
    let mut folders = BTreeSet::new();
    // A folder comes before those in it.
    let all: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    for folder in all {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        if !is_within(folder, &folders) {
            folders.insert(folder.to_owned());
        }
    }
    folders
}

fn is_within(path: &Path, scope: &BTreeSet<PathBuf>) -> bool {
    path.ancestors().any(|above| scope.contains(above)) || scope.contains(Path::new("."))
}

/// A line of a raw diff that git ends by zeros.
enum Raw {
    /// The id of the commit whose changes follow.
    Commit,
    Change(RawChange),
}

struct RawChange {
    name: PathBuf,
    /// The name before, where it is another one.
    before: Option<PathBuf>,
    ids: Ids,
}

/// Reads `:mode mode id id status`, then a name, or two of a renamed file; and ids of commits.
fn raw(bytes: &[u8]) -> impl Iterator<Item = Raw> + '_ {
    let mut parts = bytes
        .split(|&byte| byte == 0)
        .filter(|part| !part.is_empty());
    std::iter::from_fn(move || {
        let head = parts.next()?;
        if !head.starts_with(b":") {
            return Some(Raw::Commit);
        }
        let head = String::from_utf8_lossy(&head[1..]).into_owned();
        let words: Vec<&str> = head.split(' ').collect();
        let id = |at: usize| {
            let id = words.get(at).copied().unwrap_or_default();
            id.bytes().any(|digit| digit != b'0').then(|| id.to_owned())
        };
        let ids = (id(2), id(3));
        let first = path_of(parts.next()?);
        let is_renamed = words
            .get(4)
            .is_some_and(|status| status.starts_with(['R', 'C']));
        let (name, before) = if is_renamed {
            (path_of(parts.next()?), Some(first))
        } else {
            (first, None)
        };
        Some(Raw::Change(RawChange { name, before, ids }))
    })
}
