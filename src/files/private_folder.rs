//! The private folder `.duizhao` beside the project: what is in it belongs to this checkout alone, and git
//! ignores it.

use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};

use super::atomic::{folder_of, write_atomically};
use crate::error::Result;

/// The name of the folder, beside `duizhao.toml`, for files that can be fetched or computed again and for
/// the records of a running command.
pub const FOLDER_NAME: &str = ".duizhao";

/// Writes a `.gitignore` into the folder that excludes all of it: nothing in it is the user's work.
pub(crate) fn keep_out_of_git(folder: &Path) -> Result<()> {
    let ignored = folder.join(".gitignore");
    if ignored.exists() {
        return Ok(());
    }
    write_atomically(&ignored, |out| out.write_all(b"*\n"))
}

/// The name by which records in the private folder know a file: its path from the folder's parent, with
/// `/`, links followed; of a file elsewhere, the whole path. The file need not exist.
#[must_use]
pub fn name_in(folder: &Path, file: &Path) -> String {
    let root = canonical(folder_of(folder));
    let file = canonical(file);
    let name = file.strip_prefix(&root).unwrap_or(&file);
    name.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/")
}

fn canonical(path: &Path) -> PathBuf {
    if let Ok(whole) = fs::canonicalize(path) {
        return whole;
    }
    match (path.file_name(), fs::canonicalize(folder_of(path))) {
        (Some(name), Ok(folder)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// Makes the private folder if it is missing.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if is_read_only(folder_of(folder)) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    fs::create_dir_all(folder)?;
    // Without it git shows the folder, which is no reason to end here.
    let _ = keep_out_of_git(folder);
    Ok(())
}

/// Whether nobody has permission to write a file, or to make files in a folder. A file that is not there
/// is not read-only.
pub(super) fn is_read_only(path: &Path) -> bool {
    let Ok(metadata) = fs::metadata(path) else {
        return false;
    };
    // On Windows the attribute of a folder says nothing about the files in it.
    metadata.permissions().readonly() && (cfg!(unix) || metadata.is_file())
}

/// Whether the system refused to write where it does not let us write at all.
pub(super) fn is_denied(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_path_from_the_project() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER_NAME);
        fs::create_dir(root.path().join("en")).unwrap();
        let text = root.path().join("en").join("ch1.md");
        assert_eq!(name_in(&folder, &text), "en/ch1.md", "before it exists");
        fs::write(&text, "x").unwrap();
        assert_eq!(name_in(&folder, &text), "en/ch1.md");
        let around = root.path().join("en").join("..").join("en").join("ch1.md");
        assert_eq!(name_in(&folder, &around), "en/ch1.md");
        let other = tempfile::tempdir().unwrap();
        let name = name_in(&folder, &other.path().join("en.md"));
        assert!(name.ends_with("/en.md") && name.len() > 6, "{name}");
    }

    #[test]
    fn the_folder_is_made_with_what_git_ignores() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER_NAME);
        make(&folder).unwrap();
        make(&folder).unwrap();
        let ignored = fs::read_to_string(folder.join(".gitignore")).unwrap();
        assert_eq!(ignored, "*\n");
    }
}
