//! The files of a folder, for globs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// The most files that are looked at below a folder; a glob over a whole disk is a slip.
const MOST_FILES: usize = 200_000;

/// The files below `folder`, which has the name `name` (with `/`; empty for the project's folder), by name.
/// Hidden files and folders, and those that `skip` names, are left out; a link to a folder is not followed.
///
/// # Errors
/// A folder that cannot be read; more files than anybody means.
pub(in crate::project) fn files(
    folder: &Path,
    name: &str,
    skip: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![(folder.to_owned(), name.to_owned())];
    while let Some((folder, name)) = folders.pop() {
        let failed = |source| Error::Read {
            path: folder.clone(),
            source,
        };
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let Some(own) = entry.file_name().to_str().map(str::to_owned) else {
                continue;
            };
            if own.starts_with('.') {
                continue;
            }
            let path = match name.as_str() {
                "" => own,
                "/" => format!("/{own}"),
                _ => format!("{name}/{own}"),
            };
            if skip(&path) {
                continue;
            }
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                folders.push((entry.path(), path));
            } else if kind.is_file() || entry.path().is_file() {
                found.insert(path);
            }
            if found.len() > MOST_FILES {
                return Err(Error::usage(
                    format!(
                        "there are more than {MOST_FILES} files below {}",
                        folder.display()
                    ),
                    "begin the pattern with the folder of the texts, as in zh/**/*.md",
                ));
            }
        }
    }
    Ok(found.into_iter().collect())
}
