//! The git repository that a folder is in, as far as a project asks it something.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::error::{Error, Result};
use crate::files::real_folder;

/// Where git has the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// At a commit.
    Commit(String),
    /// Staged for the next one.
    Index,
}

/// A repository with its work tree.
#[derive(Debug)]
pub struct Repository {
    /// The top of the work tree, without symbolic links.
    root: PathBuf,
    /// Whether the environment speaks of another repository.
    is_other: bool,
    /// The real folders of folders that were asked for.
    folders: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
}

impl Repository {
    /// The repository that a folder is in; `None` where it is in none, and where there is no git.
    ///
    /// # Errors
    /// [`Error::Usage`] where git refuses to look at it, with git's reason.
    pub fn find(folder: &Path) -> Result<Option<Repository>> {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let Ok(real) = fs::canonicalize(folder) else {
            return Ok(None);
        };
        // A hook gets the repository by GIT_DIR: then git takes any folder that it is called in for the top.
        let marked = real.ancestors().find(|above| above.join(".git").exists());
        let Some(top) = marked else {
            return Ok(match top_of(&real, false)? {
                Top::Is(root, _) => Some(Repository::at(root, false)),
                Top::None | Top::NoGit => None,
            });
        };
        let own = top.join(".git");
        // And it may be called for a repository that this one is inside of.
        let is_other = match top_of(top, false)? {
            Top::NoGit => return Ok(None),
            Top::None => true,
            Top::Is(root, repository) => root != top || !leads_to(&own, &repository),
        };
        if !is_other {
            return Ok(Some(Repository::at(top.to_owned(), false)));
        }
        Ok(match top_of(top, true)? {
            Top::Is(root, _) => Some(Repository::at(root, true)),
            Top::None | Top::NoGit => None,
        })
    }

    /// The repository that a folder is in.
    ///
    /// # Errors
    /// As [`Repository::find`]; no repository is one, too.
    pub fn of(folder: &Path) -> Result<Repository> {
        Repository::find(folder)?.ok_or_else(|| {
            Error::usage(
                "this folder is in no git repository, or git is not installed",
                "what changed since a revision is known to git alone",
            )
        })
    }

    fn at(root: PathBuf, is_other: bool) -> Repository {
        Repository {
            root,
            is_other,
            folders: Mutex::default(),
        }
    }

    /// The top of the work tree.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The name of a file in the repository: the path from its top. `None` for files elsewhere. The file need
    /// not be there.
    #[must_use]
    pub fn name(&self, path: &Path) -> Option<PathBuf> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let real = folders
            .entry(folder.to_owned())
            .or_insert_with(|| real_folder(folder));
        let inside = real.as_ref()?.strip_prefix(&self.root).ok()?;
        match path.components().next_back() {
            Some(Component::Normal(name)) => Some(inside.join(name)),
            // The folder itself.
            _ => fs::canonicalize(path)
                .ok()?
                .strip_prefix(&self.root)
                .ok()
                .map(Path::to_owned),
        }
    }

    /// Runs git at the top of the work tree.
    pub(super) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Output> {
        git(&self.root, self.is_other)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| cannot_run(&error))
    }

    /// Runs git to a good end, and gives what it says.
    pub(super) fn ask<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>> {
        let output = self.run(arguments)?;
        good(output, arguments.first().map(AsRef::as_ref))
    }

    /// Runs git with something to read, to a good end.
    pub(super) fn ask_with<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let output = Repository::speak(git(&self.root, self.is_other).args(arguments), input)?;
        good(output, arguments.first().map(AsRef::as_ref))
    }

    /// Of these files of the repository those that it ignores.
    pub(super) fn ignored(&self, names: &[PathBuf]) -> Result<HashSet<PathBuf>> {
        if names.is_empty() {
            return Ok(HashSet::new());
        }
        let mut input = Vec::new();
        for name in names {
            input.extend(bytes_of(name));
            input.push(0);
        }
        let mut command = git(&self.root, self.is_other);
        command
            .env_remove("GIT_LITERAL_PATHSPECS")
            .args(["check-ignore", "-z", "--stdin"]);
        // Where it ignores none of them, it ends with 1.
        let output = Repository::speak(&mut command, input)?;
        Ok(names_in(&output.stdout).collect())
    }

    fn speak(command: &mut Command, input: Vec<u8>) -> Result<Output> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| cannot_run(&error))?;
        let to_git = child.stdin.take();
        // Git answers while it reads.
        let writer = thread::spawn(move || to_git.map(|mut to_git| to_git.write_all(&input)));
        let output = child
            .wait_with_output()
            .map_err(|error| cannot_run(&error))?;
        let _ = writer.join();
        Ok(output)
    }

    /// A command of git at the top of the work tree, to be spoken with.
    pub(super) fn command(&self) -> Command {
        git(&self.root, self.is_other)
    }

    /// Whether the clone has a part of the history only.
    pub(super) fn is_shallow(&self) -> bool {
        self.ask(&["rev-parse", "--is-shallow-repository"])
            .is_ok_and(|said| said.starts_with(b"true"))
    }

    /// The commits whose parents a shallow clone does not have.
    pub(super) fn borders(&self) -> Result<Vec<String>> {
        if !self.is_shallow() {
            return Ok(Vec::new());
        }
        let said = self.ask(&["rev-parse", "--git-path", "shallow"])?;
        let path = self.root.join(path_of(said.trim_ascii_end()));
        let text = fs::read_to_string(&path).map_err(|source| Error::Read { path, source })?;
        // A clone may end at the very first commit: then nothing is missing.
        let has_parents = |id: &str| {
            let said = self.ask(&["cat-file", "commit", id]);
            said.is_ok_and(|said| {
                let mut lines = said.split(|&byte| byte == b'\n');
                let mut head = lines.by_ref().take_while(|line| !line.is_empty());
                head.any(|line| line.starts_with(b"parent "))
            })
        };
        let ids = text.lines().map(str::trim);
        Ok(ids
            .filter(|id| has_parents(id))
            .map(str::to_owned)
            .collect())
    }

    /// The id of the commit of a name.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name that git does not know, with how to fetch it where the clone is shallow.
    pub fn commit(&self, name: &str) -> Result<String> {
        let unknown = |why: &str, help: String| {
            Err(Error::usage(
                format!("{}: {why}", if name.is_empty() { "\"\"" } else { name }),
                help,
            ))
        };
        if name.starts_with('-') {
            return unknown(
                "it begins with a dash",
                "name a commit, a branch or a tag".into(),
            );
        }
        let wanted = format!("{name}^{{commit}}");
        let found = self.run(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ])?;
        if found.status.success() {
            return Ok(String::from_utf8_lossy(&found.stdout).trim().to_owned());
        }
        if self.is_shallow() {
            return unknown(
                "this clone is shallow, and does not have it",
                format!(
                    "{}; in GitHub Actions: actions/checkout with fetch-depth: 0",
                    fetch_help(name)
                ),
            );
        }
        unknown(
            "git knows no such commit here",
            "name a commit, a branch or a tag; `git fetch` gets those of others, `git log --oneline` lists commits".into(),
        )
    }

    /// The commit from which a revision and `HEAD` went different ways.
    ///
    /// # Errors
    /// As [`Repository::commit`]; two that have nothing in common, and a shallow clone whose history ends before
    /// that commit.
    pub fn merge_base(&self, revision: &str) -> Result<String> {
        self.base_of(revision, "HEAD")
    }

    /// The commit from which two went different ways.
    pub(in crate::project) fn base_of(&self, one: &str, other: &str) -> Result<String> {
        let found = self.run(&["merge-base", &self.commit(one)?, &self.commit(other)?])?;
        let base = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if found.status.success() && !base.is_empty() {
            return Ok(base);
        }
        if self.is_shallow() {
            return Err(Error::usage(
                format!(
                    "{one}: this clone is shallow, and does not have the commit from which {one} and {other} went different ways"
                ),
                format!(
                    "{}; in GitHub Actions: actions/checkout with fetch-depth: 0",
                    fetch_help(one)
                ),
            ));
        }
        Err(Error::usage(
            format!("{one}: it has no commit in common with {other}"),
            "name a revision that this branch was made from",
        ))
    }

    /// The files that have other names in the newer version (without one: in the work tree), with the names that
    /// they had.
    pub(in crate::project) fn renamed_between(
        &self,
        old: &Tree,
        new: Option<&Tree>,
    ) -> Result<HashMap<PathBuf, PathBuf>> {
        let mut arguments = vec![
            "diff",
            "--name-status",
            "-z",
            "-M",
            "-l3000",
            "--no-ext-diff",
        ];
        arguments.extend(["--diff-filter=R", "--ignore-submodules", "--no-relative"]);
        let one = match old {
            Tree::Commit(id) => id.as_str(),
            Tree::Index => "HEAD",
        };
        match new {
            Some(Tree::Index) => arguments.extend(["--cached", one]),
            Some(Tree::Commit(id)) => arguments.extend([one, id]),
            None => arguments.push(one),
        }
        arguments.push("--");
        let said = self.ask(&arguments)?;
        let mut parts = names_in(&said);
        let mut renamed = HashMap::new();
        // Status, the name before, the name after.
        while let (Some(_), Some(before), Some(now)) = (parts.next(), parts.next(), parts.next()) {
            renamed.insert(now, before);
        }
        Ok(renamed)
    }
}

/// The commands that fetch what a shallow clone lacks.
fn fetch_help(name: &str) -> String {
    match name.split_once('/') {
        Some((remote, branch))
            if !remote.is_empty() && !branch.is_empty() && !name.contains(['~', '^', ':', '@']) =>
        {
            format!(
                "fetch it: `git fetch --unshallow {remote} {branch}`, or `git fetch --deepen=100 {remote} {branch}`"
            )
        }
        _ => "fetch it: `git fetch --unshallow`, or `git fetch --deepen=100`".to_owned(),
    }
}

/// What git says of a folder.
enum Top {
    /// The top of its work tree, and the repository.
    Is(PathBuf, PathBuf),
    /// It is in no repository, or in one without work tree.
    None,
    /// There is no git.
    NoGit,
}

/// Whether the `.git` of a work tree, a folder or a file that names one, is this repository.
fn leads_to(own: &Path, repository: &Path) -> bool {
    let named = fs::read_to_string(own).ok();
    let named = named
        .as_deref()
        .and_then(|text| text.strip_prefix("gitdir:"));
    let own = match (named, own.parent()) {
        (Some(named), Some(folder)) => folder.join(named.trim()),
        _ => own.to_owned(),
    };
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(&own).is_some_and(|own| real(repository) == Some(own))
}

fn top_of(folder: &Path, is_other: bool) -> Result<Top> {
    let output = git(folder, is_other)
        .args(["rev-parse", "--show-toplevel", "--absolute-git-dir"])
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Top::NoGit),
        Err(error) => return Err(cannot_run(&error)),
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("dubious ownership") {
            let first = said.lines().next().unwrap_or_default();
            return Err(Error::usage(
                format!("git does not trust this repository: {first}"),
                "the folder belongs to another user: `git config --global --add safe.directory FOLDER`",
            ));
        }
        return Ok(Top::None);
    }
    let mut lines = output.stdout.split(|&byte| byte == b'\n');
    let mut next = || path_of(lines.next().unwrap_or_default());
    let (top, repository) = (next(), next());
    let Ok(top) = fs::canonicalize(&top) else {
        return Ok(Top::None);
    };
    Ok(Top::Is(top, repository))
}

/// The mark of a folder that is a copy and no checkout.
pub(super) const COPY_MARK: &str = ".duizhao-copy";

fn git(folder: &Path, is_other: bool) -> Command {
    let mut command = Command::new("git");
    if is_other || folder.join(COPY_MARK).exists() {
        // What a hook is told of its repository is of another folder.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(variable);
        }
    }
    command
        .arg("-C")
        .arg(folder)
        // What git says is read here.
        .env("LC_ALL", "C")
        // Names are names, and no patterns.
        .env("GIT_LITERAL_PATHSPECS", "1")
        .args(["-c", "core.quotePath=false", "--no-optional-locks"]);
    command
}

fn good(output: Output, what: Option<&OsStr>) -> Result<Vec<u8>> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let what = what.map(OsStr::to_string_lossy).unwrap_or_default();
    Err(Error::usage(format!("git {what}: {}", said.trim()), ""))
}

fn cannot_run(error: &std::io::Error) -> Error {
    Error::usage(
        format!("git could not be run: {error}"),
        "versions are read through git: install it",
    )
}

/// A path as git writes it.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path as git writes it.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The names in a list that git ends by zeros.
pub(super) fn names_in(list: &[u8]) -> impl Iterator<Item = PathBuf> + '_ {
    list.split(|&byte| byte == 0)
        .filter(|name| !name.is_empty())
        .map(path_of)
}

/// A path as git reads it.
pub(super) fn bytes_of(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_vec()
    }
    #[cfg(not(unix))]
    {
        path.to_string_lossy().replace('\\', "/").into_bytes()
    }
}
