//! What a file is called by who stands in a folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The same file without steps back in its path (`bitext/../en/1.md` is `en/1.md`); where a link makes them lead
/// elsewhere, the path as it is.
pub(super) fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir
                if matches!(
                    straight.components().next_back(),
                    Some(Component::Normal(_))
                ) =>
            {
                straight.pop();
            }
            Component::CurDir => {}
            part => straight.push(part),
        }
    }
    let is_same = straight.as_os_str() == path.as_os_str()
        || match (fs::canonicalize(path), fs::canonicalize(&straight)) {
            (Ok(one), Ok(other)) => one == other,
            (Err(_), Err(_)) => true,
            _ => false,
        };
    if is_same { straight } else { path.to_owned() }
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
    fn steps_back_are_taken() {
        for (path, is) in [
            ("bitext/sea/../../en/1.md", "en/1.md"),
            ("../en/1.md", "../en/1.md"),
            ("./a/../../b", "../b"),
            ("/x/../y", "/y"),
        ] {
            assert_eq!(straight(Path::new(path)), Path::new(is), "{path}");
        }
    }

    #[test]
    fn only_files_inside_lose_the_folder() {
        let here = Path::new("book");
        assert_eq!(name_from("book/zh/1.md", here), "zh/1.md");
        assert_eq!(name_from("bookshelf/1.md", here), "bookshelf/1.md");
        assert_eq!(name_from("1.md", here), "1.md");
    }
}
