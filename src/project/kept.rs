//! Results that can be computed again, kept by what they were made of, so that a second run does only what has
//! changed. Files in the private folder; a store that cannot be read or written is worked without.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use crate::document::READER_VERSION;
use crate::files::FOLDER_NAME;
use crate::text::digest;

/// The folder of the results in the private folder.
const NAME: &str = "kept";
/// Results that nobody has asked for as long as this go.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Bytes of the digest before each result.
const CHECKED: usize = 8;

/// The results of a project.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
}

/// What a result is made of: a hash over all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptKey([u8; 32]);

impl KeptKey {
    /// Of a kind of result, and of everything that decides on it; the program itself is added.
    #[must_use]
    pub fn new(kind: &str, parts: &[&[u8]]) -> KeptKey {
        let reader = READER_VERSION.to_le_bytes();
        let mut all: Vec<&[u8]> = vec![kind.as_bytes(), program().as_bytes(), &reader];
        all.extend(parts);
        KeptKey(digest::of_parts(&all))
    }
}

/// The program that makes the results: its version, and which build of it, because another may make others.
fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let file = std::env::current_exe().and_then(fs::metadata).ok();
        let built = file.and_then(|about| {
            let time = about
                .modified()
                .ok()?
                .duration_since(SystemTime::UNIX_EPOCH);
            Some((about.len(), time.ok()?.as_nanos()))
        });
        format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
    })
}

impl Kept {
    /// The results of the project in this folder.
    #[must_use]
    pub fn new(project: &Path) -> Kept {
        Kept {
            folder: project.join(FOLDER_NAME).join(NAME),
        }
    }

    /// A result; `None` where it is not kept, or damaged.
    #[must_use]
    pub fn get(&self, key: &KeptKey) -> Option<Vec<u8>> {
        let path = self.path(key);
        let mut bytes = fs::read(&path).ok()?;
        let content = bytes.get(CHECKED..)?;
        if digest::sha256(content)[..CHECKED] != bytes[..CHECKED] {
            return None;
        }
        // Its time says when it was used last, to the day.
        let old = fs::metadata(&path).and_then(|about| about.modified()).ok();
        if old.is_some_and(|old| old.elapsed().is_ok_and(|age| age > UNUSED / 30)) {
            let now = SystemTime::now();
            let _ = fs::File::options()
                .append(true)
                .open(&path)
                .and_then(|file| file.set_modified(now));
        }
        bytes.drain(..CHECKED);
        Some(bytes)
    }

    /// Keeps a result. Where that fails, it is computed again the next time.
    pub fn put(&self, key: &KeptKey, content: &[u8]) {
        let path = self.path(key);
        let Some(folder) = path.parent() else { return };
        if fs::create_dir_all(folder).is_err() {
            return;
        }
        if let Some(private) = self.folder.parent() {
            let _ = crate::files::keep_out_of_git(private);
        }
        // Renamed into its place: another process sees all of it, or nothing.
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&digest::sha256(content)[..CHECKED])?;
            file.write_all(content)?;
            file.persist(&path)?;
            Ok(())
        };
        let _ = write();
    }

    /// Removes what was not used for a month; looks at most once a day.
    pub fn clear_old(&self) {
        let mark = self.folder.join("cleared");
        let cleared = fs::metadata(&mark).and_then(|about| about.modified());
        if cleared.is_ok_and(|at| at.elapsed().is_ok_and(|age| age < UNUSED / 30)) {
            return;
        }
        if !self.folder.is_dir() || fs::write(&mark, "").is_err() {
            return;
        }
        for folder in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let used = file.metadata().and_then(|about| about.modified());
                if used.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > UNUSED)) {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }

    fn path(&self, key: &KeptKey) -> PathBuf {
        let name = digest::hex(&key.0);
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::new(folder.path());
        let key = KeptKey::new("links", &[b"one", b"two"]);
        assert_ne!(key, KeptKey::new("links", &[b"onet", b"wo"]));
        assert_eq!(kept.get(&key), None);
        kept.put(&key, b"result");
        assert_eq!(kept.get(&key).as_deref(), Some(&b"result"[..]));
        let path = kept.path(&key);
        fs::write(&path, b"0123456789").unwrap();
        assert_eq!(kept.get(&key), None);
        fs::write(&path, b"012").unwrap();
        assert_eq!(kept.get(&key), None);
        assert!(folder.path().join(".duizhao/.gitignore").is_file());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_worked_without() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FOLDER_NAME), "a file").unwrap();
        let kept = Kept::new(folder.path());
        let key = KeptKey::new("links", &[]);
        kept.put(&key, b"result");
        assert_eq!(kept.get(&key), None);
        kept.clear_old();
    }
}
