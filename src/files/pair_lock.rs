//! The lock of a text: whoever changes a text and its bitext holds it from comparing to replacing.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::private_folder::{is_denied, is_read_only, make, name_in};
use crate::error::{Error, Result};
use crate::text::digest;

/// How long another command is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// The time between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(20);
/// The bytes of the hash in the name of a lock.
const NAMED_BY: usize = 8;

/// The lock of a text, held as long as this value lives; the system releases it however the process ends.
#[derive(Debug)]
pub struct PairLock(Option<File>);

impl PairLock {
    /// Takes the lock of the English text `text` in the private folder `folder`, which is made if it is
    /// missing. Another command that holds it is waited for, up to ten seconds. Where the folder cannot be
    /// written there is nothing to lock, and where the file system has no locks none is held.
    ///
    /// # Errors
    /// [`Error::Usage`] when another command has held the lock all the time; [`Error::Write`] when the file
    /// of the lock cannot be made for another reason than missing permission.
    pub fn take(folder: &Path, text: &Path) -> Result<PairLock> {
        PairLock::take_within(PATIENCE, folder, text)
    }

    /// Whether a lock is held: not in a folder that cannot be written.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.0.is_some()
    }

    fn take_within(patience: Duration, folder: &Path, text: &Path) -> Result<PairLock> {
        let hash = digest::sha256(name_in(folder, text).as_bytes());
        let name = format!("{}.lock", digest::hex(&hash[..NAMED_BY]));
        let lock = lock_within(patience, folder, &name).map_err(|source| Error::Write {
            path: folder.join(&name),
            source,
        })?;
        match lock {
            Lock::Held(file) => Ok(PairLock(Some(file))),
            Lock::None => Ok(PairLock(None)),
            Lock::Busy => Err(Error::usage(
                format!("another duizhao is writing {}", text.display()),
                "wait until it has ended, or end it, and try again",
            )),
        }
    }
}

/// What became of a lock that was asked for.
#[derive(Debug)]
pub(super) enum Lock {
    Held(File),
    /// The folder cannot be written, or its file system has no locks.
    None,
    /// Somebody else held it all the time.
    Busy,
}

/// Takes the lock of the file `name` in the private folder. The file stays: if it were removed, two
/// processes could each hold a lock of that name.
pub(super) fn lock_within(patience: Duration, folder: &Path, name: &str) -> io::Result<Lock> {
    let file = match open(folder, name) {
        Err(error) if is_denied(&error) => return Ok(Lock::None),
        opened => opened?,
    };
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock::Held(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Ok(Lock::Busy),
            Err(TryLockError::Error(_)) => return Ok(Lock::None),
        }
    }
}

fn open(folder: &Path, name: &str) -> io::Result<File> {
    make(folder)?;
    let path = folder.join(name);
    if !path.exists() && is_read_only(folder) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut options = File::options();
    match options.create(true).truncate(false).write(true).open(&path) {
        // Another user's: it can be locked all the same.
        Err(error) if is_denied(&error) => File::open(&path).map_err(|_| error),
        opened => opened,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::files::FOLDER_NAME;

    #[test]
    fn one_at_a_time_writes_a_text() {
        let root = tempfile::tempdir().unwrap();
        let (folder, text) = (root.path().join(FOLDER_NAME), root.path().join("en.md"));
        let inside = AtomicU32::new(0);
        let count = root.path().join("count");
        fs::write(&count, "0").unwrap();
        thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    for _ in 0..10 {
                        let lock = PairLock::take(&folder, &text).unwrap();
                        assert!(lock.is_held());
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        let number: u32 = fs::read_to_string(&count).unwrap().parse().unwrap();
                        thread::sleep(Duration::from_millis(1));
                        fs::write(&count, (number + 1).to_string()).unwrap();
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&count).unwrap(), "20");
    }

    #[test]
    fn who_waits_in_vain_is_told_for_what() {
        let root = tempfile::tempdir().unwrap();
        let (folder, text) = (root.path().join(FOLDER_NAME), root.path().join("en.md"));
        let brief = Duration::from_millis(50);
        let held = PairLock::take(&folder, &text).unwrap();
        let other = root.path().join("en2.md");
        assert!(PairLock::take_within(brief, &folder, &other).is_ok());
        // The same file by another path.
        let around = folder.join("..").join("en.md");
        let said = PairLock::take_within(brief, &folder, &around).unwrap_err();
        let said = said.to_string();
        assert!(said.starts_with("another duizhao is writing "), "{said}");
        assert!(said.contains("en.md") && said.contains("help: "), "{said}");
        drop(held);
        assert!(PairLock::take_within(brief, &folder, &text).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn in_a_folder_that_cannot_be_written_there_is_no_lock_and_no_error() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let mode = |mode| fs::set_permissions(root.path(), fs::Permissions::from_mode(mode));
        mode(0o555).unwrap();
        let folder = root.path().join(FOLDER_NAME);
        let lock = PairLock::take(&folder, &root.path().join("en.md"));
        mode(0o755).unwrap();
        assert!(!lock.unwrap().is_held());
        assert!(!folder.exists());
    }

    #[test]
    fn a_folder_whose_place_is_taken_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER_NAME);
        fs::write(&folder, "a file").unwrap();
        let said = PairLock::take(&folder, &root.path().join("en.md")).unwrap_err();
        assert!(matches!(said, Error::Write { .. }), "{said:?}");
    }
}
