//! Atomic writing of files: a reader sees the old file or the new one, never half of either.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use super::temporary::temporary_in;
use crate::error::{Error, Result};

/// The number of symbolic links after which they count as a ring; the same as in Linux.
const MOST_LINKS: usize = 40;
/// The time between two tries of a refused rename.
const PAUSE: Duration = Duration::from_millis(20);

/// Writes `path` through a temporary file in its folder, which replaces it when `fill` has succeeded and
/// everything is on disk. The permissions of an existing file are kept; where `path` is a symbolic link,
/// the file it leads to is replaced and the link stays. Devices and pipes (`/dev/null`, a named pipe)
/// are written directly.
///
/// # Errors
/// [`Error::Write`] with the error of `fill` or of the system. The old file is then unchanged, and no
/// other file is left beside it.
pub fn write_atomically(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    replace(path, fill).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// Writes files that belong together: none is replaced before all of them are complete and on disk.
///
/// # Errors
/// [`Error::Write`] as [`write_atomically`]. When the system refuses one of the renames at the end,
/// those before it are done.
pub fn write_all_atomically(files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    let told = |path: &PathBuf, source| Error::Write {
        path: path.clone(),
        source,
    };
    let mut whole = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let prepared = prepare(path, |out| out.write_all(bytes));
        whole.push((path, prepared.map_err(|error| told(path, error))?));
    }
    for (path, prepared) in whole {
        prepared.commit().map_err(|error| told(path, error))?;
    }
    Ok(())
}

fn replace(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    prepare(path, fill)?.commit()
}

/// A complete file beside the one that it will replace; `None` when that was written directly.
#[derive(Debug)]
pub(crate) struct Prepared(Option<(NamedTempFile, PathBuf)>);

impl Prepared {
    pub(crate) fn commit(self) -> io::Result<()> {
        self.commit_within(Duration::ZERO)
    }

    /// Renames the file into its place. A refused rename is tried again until `patience` is over: another
    /// program may have the old file open without sharing it, as on Windows.
    pub(crate) fn commit_within(self, patience: Duration) -> io::Result<()> {
        let Some((mut temporary, path)) = self.0 else {
            return Ok(());
        };
        let end = Instant::now() + patience;
        while let Err(refused) = temporary.persist(&path) {
            if Instant::now() >= end {
                return Err(refused.error);
            }
            temporary = refused.file;
            thread::sleep(PAUSE);
        }
        sync_folder(folder_of(&path));
        Ok(())
    }
}

/// The folder of a file; of a bare name, the current one.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The first half of [`write_atomically`], all but the rename: the part that takes time.
pub(crate) fn prepare(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Prepared> {
    let path = follow_links(path)?;
    let existing = match fs::metadata(&path) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    match &existing {
        Some(metadata) if metadata.is_dir() => {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a folder",
            ));
        }
        Some(metadata) if !metadata.is_file() => {
            let mut out = BufWriter::new(OpenOptions::new().write(true).open(&path)?);
            fill(&mut out)?;
            out.flush()?;
            return Ok(Prepared(None));
        }
        _ => {}
    }

    let mut temporary = temporary_in(folder_of(&path))?;
    {
        let mut out = BufWriter::new(temporary.as_file_mut());
        fill(&mut out)?;
        out.flush()?;
    }
    if let Some(metadata) = existing {
        temporary
            .as_file()
            .set_permissions(metadata.permissions())?;
    }
    temporary.as_file().sync_all()?;
    Ok(Prepared(Some((temporary, path))))
}

/// The file at the end of a chain of symbolic links, which need not exist.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
                let target = fs::read_link(&path)?;
                // A relative target starts from the folder of the link; `join` leaves an absolute one as
                // it is.
                path = match path.parent() {
                    Some(parent) => parent.join(target),
                    None => target,
                };
            }
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("its symbolic links form a loop"))
}

/// Makes the rename durable. The file is complete by then in any case, and some file systems refuse to
/// sync a folder, so a failure is ignored.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The names in a folder, sorted.
    pub(crate) fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn writes_and_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_atomically(&path, |out| out.write_all(b"one")).unwrap();
        write_atomically(&path, |out| out.write_all(b"two")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn an_error_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let error = write_atomically(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the pen broke"))
        })
        .unwrap_err();
        assert!(error.to_string().contains("the pen broke"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn of_several_files_all_are_replaced_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        let files = |b: &Path| {
            [
                (a.clone(), b"new".to_vec()),
                (b.to_owned(), b"new".to_vec()),
            ]
        };
        fs::write(&a, "old").unwrap();
        assert!(write_all_atomically(&files(folder.path())).is_err());
        assert_eq!(fs::read(&a).unwrap(), b"old");
        write_all_atomically(&files(&b)).unwrap();
        assert_eq!(fs::read(&a).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a", "b"]);
    }

    #[test]
    fn refuses_a_folder_and_a_missing_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_atomically(folder.path(), |_| Ok(())).is_err());
        assert!(write_atomically(&folder.path().join("no/such"), |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real.txt");
        let link = folder.path().join("link.txt");
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real.txt", &link).unwrap();
        write_atomically(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        let mode = fs::metadata(&real).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nothing_yet_makes_its_target_and_a_ring_is_refused() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        symlink("later.txt", &link).unwrap();
        write_atomically(&link, |out| out.write_all(b"now")).unwrap();
        assert_eq!(fs::read(folder.path().join("later.txt")).unwrap(), b"now");

        let ring = folder.path().join("ring");
        symlink("ring", &ring).unwrap();
        assert!(write_atomically(&ring, |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_written_straight() {
        write_atomically(Path::new("/dev/null"), |out| out.write_all(b"gone")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
