//! The files of the pair that is being edited: the bitext and its two texts. One process at a time can have
//! them open; what other programs write is noticed.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::error::{Error, Place, Result};
use crate::files::{FOLDER_NAME, keep_out_of_git};
use crate::project::Parallel;
use crate::text::digest;

/// How long no file may have changed until a change is taken up.
const CALM: Duration = Duration::from_secs(1);

/// The files, with what they were when they were last read or written.
#[derive(Debug)]
pub(super) struct PairWatch {
    path: PathBuf,
    files: Vec<Watched>,
    /// The files as they were seen last, while they change, and since when they are so.
    seen: Option<(Vec<Option<Stamp>>, Instant)>,
    /// What git has checked out.
    head: Option<String>,
    /// The lock, held as long as this value lives; the system releases it however the process ends.
    _lock: File,
}

/// What a look at the files shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// They are what was read or written.
    Same,
    /// One has changed, perhaps not for the last time.
    Changing,
    /// One has changed, and nothing has for a second.
    Changed,
}

#[derive(Debug)]
struct Watched {
    path: PathBuf,
    stamp: Option<Stamp>,
    digest: String,
}

/// The metadata by which a rewritten file is recognised without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    written: Option<SystemTime>,
    inode: u64,
    is_read_only: bool,
}

impl Stamp {
    /// The stamp of a file; `None` where there is none.
    pub(super) fn of(path: &Path) -> Option<Stamp> {
        let metadata = fs::metadata(path).ok()?;
        Some(Stamp {
            length: metadata.len(),
            written: metadata.modified().ok(),
            inode: inode(&metadata),
            is_read_only: metadata.permissions().readonly(),
        })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// The hash that identifies a file's content.
pub(super) fn digest(bytes: &[u8]) -> String {
    digest::hex(&digest::sha256(bytes)[..16])
}

/// The folder beside a bitext for the workbench's own files; created if missing.
pub(super) fn folder(path: &Path) -> Result<PathBuf> {
    let outer = path.parent().unwrap_or(Path::new("")).join(FOLDER_NAME);
    let folder = outer.join("review");
    let written = |source| Error::Write {
        path: folder.clone(),
        source,
    };
    fs::create_dir_all(&folder).map_err(written)?;
    keep_out_of_git(&outer)?;
    Ok(folder)
}

/// The path of one of the workbench's own files for a bitext.
pub(super) fn beside(path: &Path, ending: &str) -> Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder(path)?.join(format!("{name}.{ending}")))
}

/// The digests of the bitext and of its English, as they were read or written last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digests {
    pub(super) bitext: String,
    pub(super) text: Option<String>,
}

impl Digests {
    pub(super) fn of_bytes(bitext: &[u8], text: Option<&[u8]>) -> Digests {
        Digests {
            bitext: digest(bitext),
            text: text.map(digest),
        }
    }

    pub(super) fn of(parallel: &Parallel) -> Digests {
        Digests {
            bitext: digest(parallel.bitext_bytes()),
            text: parallel.english_bytes().map(|(_, bytes)| digest(bytes)),
        }
    }
}

/// Takes the lock of a bitext.
///
/// # Errors
/// [`Error::Input`] when another workbench has the file open.
pub(super) fn lock(path: &Path) -> Result<File> {
    let lock_path = beside(path, "lock")?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(|source| Error::Write {
            path: lock_path.clone(),
            source,
        })?;
    if lock.try_lock().is_err() {
        return Err(Error::input(
            Place::file(path),
            "another workbench has this file open",
            "use that one, or end it with Ctrl-C in its terminal",
        ));
    }
    Ok(lock)
}

impl PairWatch {
    /// Watches the files of a pair that was opened while the lock was held.
    pub(super) fn new(path: &Path, lock: File, parallel: &Parallel) -> PairWatch {
        let mut watch = PairWatch {
            path: path.to_owned(),
            files: Vec::new(),
            seen: None,
            head: None,
            _lock: lock,
        };
        watch.renew(parallel);
        watch
    }

    /// The path of the bitext.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The files are what the pair was read from, or written to.
    pub(super) fn renew(&mut self, parallel: &Parallel) {
        let mut files = vec![Watched {
            path: self.path.clone(),
            stamp: Stamp::of(&self.path),
            digest: digest(parallel.bitext_bytes()),
        }];
        if let Some((path, bytes)) = parallel.english_bytes() {
            files.push(Watched {
                path: path.to_owned(),
                stamp: Stamp::of(path),
                digest: digest(bytes),
            });
        }
        if let Some(text) = parallel.chinese_file() {
            let path = text.document.source.path.clone();
            // The bytes are not kept; between reading and now it has hardly changed.
            let known = self.files.iter().find(|file| file.path == path);
            let stamp = Stamp::of(&path);
            let digest = match known {
                Some(known) if known.stamp == stamp => known.digest.clone(),
                _ => fs::read(&path).map_or(String::new(), |bytes| digest(&bytes)),
            };
            files.push(Watched {
                path,
                stamp,
                digest,
            });
        }
        self.files = files;
        self.seen = None;
        self.head = head(&self.path);
    }

    /// Whether git has another revision or branch checked out than when the files were read.
    pub(super) fn is_elsewhere(&self) -> bool {
        head(&self.path) != self.head
    }

    /// Whether the English cannot be written.
    pub(super) fn is_read_only(&self) -> bool {
        let stamps = self.files.get(1).and_then(|file| Stamp::of(&file.path));
        stamps.is_some_and(|stamp| stamp.is_read_only)
    }

    /// Looks whether another program has changed a file. One that was deleted does not count: it is away for
    /// a moment, or written again.
    pub(super) fn look(&mut self) -> Look {
        let now: Vec<Option<Stamp>> = self
            .files
            .iter()
            .map(|file| Stamp::of(&file.path))
            .collect();
        let is_other = self.files.iter().zip(&now).any(|(file, now)| {
            let is_there = now.is_some();
            is_there && file.stamp != *now
        });
        if !is_other {
            self.seen = None;
            return Look::Same;
        }
        let mut is_changed = false;
        for (file, now) in self.files.iter_mut().zip(&now) {
            if now.is_none() || file.stamp == *now {
                continue;
            }
            match fs::read(&file.path) {
                Ok(bytes) if digest(&bytes) == file.digest => file.stamp.clone_from(now),
                // An unreadable file is looked at again later.
                Err(_) => {}
                Ok(_) => is_changed = true,
            }
        }
        if !is_changed {
            self.seen = None;
            self.head = head(&self.path);
            return Look::Same;
        }
        match &self.seen {
            Some((seen, since)) if *seen == now => {
                if since.elapsed() >= CALM && !is_git_busy(&self.path) {
                    Look::Changed
                } else {
                    Look::Changing
                }
            }
            _ => {
                self.seen = Some((now, Instant::now()));
                Look::Changing
            }
        }
    }
}

/// Git's folder of the tree that a file is in.
fn git_folder(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let found = path
        .ancestors()
        .skip(1)
        .map(|folder| folder.join(".git"))
        .find(|git| git.exists())?;
    if found.is_dir() {
        return Some(found);
    }
    // Of a linked work tree.
    let said = fs::read_to_string(&found).ok()?;
    let named = said.strip_prefix("gitdir:")?.trim();
    Some(found.parent()?.join(named))
}

fn is_git_busy(path: &Path) -> bool {
    git_folder(path).is_some_and(|git| git.join("index.lock").exists())
}

/// What git has checked out: the branch and its commit.
fn head(path: &Path) -> Option<String> {
    let git = git_folder(path)?;
    let head = fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(name) = head.strip_prefix("ref:").map(str::trim) else {
        return Some(head);
    };
    let common = fs::read_to_string(git.join("commondir")).ok();
    let common = common.map_or_else(|| git.clone(), |common| git.join(common.trim()));
    let at = [git.join(name), common.join(name)]
        .iter()
        .find_map(|path| fs::read_to_string(path).ok());
    let at = at.or_else(|| {
        let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
        let line = packed.lines().find(|line| line.ends_with(name))?;
        Some(line.to_owned())
    });
    Some(format!("{head}{}", at.unwrap_or_default()))
}
