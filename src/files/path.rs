//! Paths: without steps back, without links, and the folder of a file to be made.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};

/// A path without `.` and without steps back that can be taken by name (`bitext/../en/1.md` is `en/1.md`). Where a
/// folder on the way is a link, that may be another file.
pub(crate) fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match (part, straight.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                straight.pop();
            }
            // There is nothing above the root.
            (Component::ParentDir, Some(Component::RootDir | Component::Prefix(_))) => {}
            (part, _) => straight.push(part),
        }
    }
    straight
}

/// A folder without symbolic links; where it is not there, as far as it is. `None` for a path whose steps back
/// cannot be taken.
pub(crate) fn real_folder(folder: &Path) -> Option<PathBuf> {
    let mut missing: Vec<OsString> = Vec::new();
    let mut at = folder.to_owned();
    loop {
        let there = if at.as_os_str().is_empty() {
            Path::new(".")
        } else {
            at.as_path()
        };
        if let Ok(real) = fs::canonicalize(there) {
            return Some(
                missing
                    .iter()
                    .rev()
                    .fold(real, |real, name| real.join(name)),
            );
        }
        missing.push(at.file_name()?.to_owned());
        if !at.pop() {
            return None;
        }
    }
}

/// Makes a folder, and those above it, where they are not there.
///
/// # Errors
/// [`Error::Write`].
pub fn make_folder(folder: &Path) -> Result<()> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|source| Error::Write {
        path: folder.to_owned(),
        source,
    })
}

/// Makes the folder of a file.
///
/// # Errors
/// As [`make_folder`].
pub fn make_folder_of(file: &Path) -> Result<()> {
    make_folder(file.parent().unwrap_or(Path::new("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_back_are_taken() {
        for (path, is) in [
            ("bitext/sea/../../en/1.md", "en/1.md"),
            ("../en/1.md", "../en/1.md"),
            ("../../a", "../../a"),
            ("./a/../../b", "../b"),
            ("/x/../y", "/y"),
            ("/../y", "/y"),
        ] {
            assert_eq!(straight(Path::new(path)), Path::new(is), "{path}");
        }
    }

    #[test]
    fn a_folder_is_real_as_far_as_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(folder.path()).unwrap();
        make_folder_of(&folder.path().join("a/b/file")).unwrap();
        assert_eq!(
            real_folder(&folder.path().join("a/b")),
            Some(real.join("a/b"))
        );
        assert_eq!(
            real_folder(&folder.path().join("a/b/c/d")),
            Some(real.join("a/b/c/d"))
        );
        assert_eq!(real_folder(&folder.path().join("no/..")), None);
    }
}
