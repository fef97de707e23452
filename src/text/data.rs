//! Data files that are part of the program: a row a line, comments behind `#`.

/// The rows of a file, without comments and empty lines.
pub(crate) fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}
