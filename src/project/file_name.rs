//! What a file is called by who stands in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::files::straight;

/// The same file without steps back in its path; where a link makes them lead elsewhere, the path as it is.
pub(super) fn straightened(path: &Path) -> PathBuf {
    let straight = straight(path);
    let is_same = straight.as_os_str() == path.as_os_str()
        || match (fs::canonicalize(path), fs::canonicalize(&straight)) {
            (Ok(one), Ok(other)) => one == other,
            (Err(_), Err(_)) => true,
            _ => false,
        };
    if is_same { straight } else { path.to_owned() }
}

/// A file as it is called where the reader of a message stands; its own name where that is not known.
pub(super) fn named(path: &Path, here: Option<&Path>) -> String {
    let name = path.display().to_string();
    match here {
        Some(here) => name_from(&name, here),
        None => name,
    }
}

/// A file as it is called in the folder `here`; files elsewhere keep their name.
pub(super) fn name_from(file: &str, here: &Path) -> String {
    Path::new(file)
        .strip_prefix(here)
        .map_or_else(|_| file.to_owned(), |inside| inside.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_inside_lose_the_folder() {
        let here = Path::new("book");
        assert_eq!(name_from("book/zh/1.md", here), "zh/1.md");
        assert_eq!(name_from("bookshelf/1.md", here), "bookshelf/1.md");
        assert_eq!(name_from("1.md", here), "1.md");
    }
}
