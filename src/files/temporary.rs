//! Temporary files beside the files that they will replace, and the clearing of those that killed runs
//! left.
//!
//! A process holds the lock of its temporary file, and the system releases it however the process ends:
//! a file that can be locked is left over, and is removed. Where files cannot be locked, none is
//! removed.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

const PREFIX: &str = ".duizhao-";
const SUFFIX: &str = ".tmp";
/// The number of characters that `tempfile` puts between prefix and suffix.
const BETWEEN: usize = 6;
/// The number of files that are made before one stays. Another process may remove a new one before it is
/// locked, but each clears a folder only once: so the second would do, unless many begin in the same
/// moment.
const TRIES: usize = 100;

/// Whether locks are advisory. Elsewhere a lock keeps others from reading, too, and they could not read
/// the new file between its rename and its closing.
const LOCKS_ARE_ADVICE: bool = cfg!(unix);

/// A new temporary file in `folder`. Files that killed runs left there are removed first.
pub(crate) fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(BETWEEN);
    let fresh = fresh_permissions();
    if let Some(permissions) = &fresh {
        builder.permissions(permissions.clone());
    }
    clear_left(folder);
    for _ in 0..TRIES {
        let temporary = builder.tempfile_in(folder)?;
        if !LOCKS_ARE_ADVICE || is_held(&temporary) {
            return Ok(temporary);
        }
    }
    Err(io::Error::other(
        "its temporary files are removed as soon as they are made",
    ))
}

/// The permissions of a new file before the user's umask applies; temporary files would otherwise be
/// readable by their owner only.
#[cfg(unix)]
fn fresh_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn fresh_permissions() -> Option<Permissions> {
    None
}

/// Locks a new file. Before it is locked, another run may take it for left over: then it is locked by
/// that run, or gone.
fn is_held(temporary: &NamedTempFile) -> bool {
    match temporary.as_file().try_lock() {
        Err(TryLockError::WouldBlock) => false,
        // A file that cannot be locked here cannot be locked by others either, and they leave it.
        Ok(()) | Err(TryLockError::Error(_)) => fs::symlink_metadata(temporary.path()).is_ok(),
    }
}

/// Removes the files that killed runs left in `folder`, once in a process: the folder may be large, and
/// a batch writes many files into it.
pub(crate) fn clear_left(folder: &Path) {
    if LOCKS_ARE_ADVICE && is_first_in(folder) {
        clear(folder);
    }
}

/// Whether this process has not cleared the folder yet.
fn is_first_in(folder: &Path) -> bool {
    static KNOWN: Mutex<Option<HashSet<PathBuf>>> = Mutex::new(None);
    let Ok(folder) = fs::canonicalize(folder) else {
        return false;
    };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().insert(folder)
}

/// Removes temporary files that no process has locked. A file that cannot be opened or removed stays.
fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        // A pipe would block when opened, and a link leads elsewhere.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_ours(&entry.file_name()) {
            clear_one(&entry.path());
        }
    }
}

fn clear_one(path: &Path) {
    // Network file systems lock only files that are open for writing.
    let Ok(file) = File::options().read(true).write(true).open(path) else {
        return;
    };
    if file.try_lock().is_ok() {
        // When renamed meanwhile, it is no longer there under this name. Else the lock is held until the
        // file is gone.
        let _ = fs::remove_file(path);
    }
}

fn is_ours(name: &OsStr) -> bool {
    let name = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    let between = name.and_then(|name| name.strip_suffix(SUFFIX));
    between.is_some_and(|between| {
        between.len() == BETWEEN && between.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::files::atomic::tests::names;

    #[test]
    fn what_was_left_is_cleared_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let others = [
            ".duizhao-.tmp",
            ".duizhao-abcdef",
            ".duizhao-abcdef.tmp.bak",
            ".duizhao-my-own.tmp",
            "a.duizhao-abcdef.tmp",
        ];
        for name in others {
            fs::write(path(name), "mine").unwrap();
        }
        fs::create_dir(path(".duizhao-folder.tmp")).unwrap();
        std::os::unix::fs::symlink("elsewhere", path(".duizhao-linked.tmp")).unwrap();
        fs::write(path(".duizhao-killed.tmp"), "half").unwrap();
        let temporary = temporary_in(folder.path()).unwrap();
        let mut wanted = others.map(str::to_owned).to_vec();
        wanted.extend([".duizhao-folder.tmp", ".duizhao-linked.tmp"].map(str::to_owned));
        wanted.push(
            temporary
                .path()
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .into(),
        );
        wanted.sort();
        assert_eq!(names(folder.path()), wanted);
    }

    #[test]
    fn what_is_being_written_stays_until_its_writer_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let temporary = temporary_in(folder.path()).unwrap();
        clear(folder.path());
        assert!(temporary.path().exists());
        // As when a process is killed: the file is closed, and stays.
        let (file, path) = temporary.into_parts();
        let path = path.keep().unwrap();
        drop(file);
        // A process that another test starts may keep it open until it runs.
        for _ in 0..500 {
            clear(folder.path());
            if !path.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("it is still there");
    }

    #[test]
    fn a_new_one_that_another_run_has_taken_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let other = |temporary: &NamedTempFile| File::open(temporary.path()).unwrap();
        let temporary = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        let taken = other(&temporary);
        taken.lock().unwrap();
        assert!(!is_held(&temporary), "it is about to be removed");
        fs::remove_file(temporary.path()).unwrap();
        drop(taken);
        assert!(!is_held(&temporary), "it was removed");
    }

    #[test]
    fn of_many_at_once_each_keeps_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    for _ in 0..200 {
                        clear(folder);
                    }
                });
                threads.spawn(|| {
                    for number in 0..200 {
                        let target = folder.join("text");
                        let temporary = temporary_in(folder).unwrap();
                        fs::write(temporary.path(), number.to_string()).unwrap();
                        temporary.persist(target).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(folder), ["text"]);
    }
}
