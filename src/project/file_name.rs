//! What a file is called by who stands in a folder.

use std::path::Path;

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
