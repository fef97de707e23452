//! LibreOffice, where it is installed.

use std::path::PathBuf;

use super::skipped::skipped;

/// The office program; without it the test is skipped, and says what is `not_done`.
pub(crate) fn office(not_done: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&paths)
        .flat_map(|folder| ["soffice", "libreoffice"].map(|name| folder.join(name)))
        .find(|program| program.is_file());
    if found.is_none() {
        skipped(&format!("there is no LibreOffice: {not_done}"));
    }
    found
}
