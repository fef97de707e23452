//! Reading a file that the user names; `-` is standard input.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Place, Result};

/// Whether a path stands for standard input (or, of a result, for standard output).
#[must_use]
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// All bytes of a file.
///
/// # Errors
/// [`Error::Input`] for a folder, [`Error::Read`] for what the system refuses.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if is_standard_input(path) {
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        refuse_folder(path)?;
        fs::read(path)
    };
    read.map_err(|source| refused(path, source))
}

/// A file that is UTF-8.
///
/// # Errors
/// As [`read`]; [`Error::Read`] for bytes that are no UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?)
        .map_err(|error| refused(path, io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// A file to be read piece by piece.
///
/// # Errors
/// As [`read`].
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    if is_standard_input(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    refuse_folder(path)?;
    let file = File::open(path).map_err(|source| refused(path, source))?;
    Ok(Box::new(file))
}

fn refuse_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(Error::input(
            Place::file(path),
            "this is a folder",
            "name a file in it",
        ));
    }
    Ok(())
}

fn refused(path: &Path, source: io::Error) -> Error {
    Error::Read {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_and_piece_by_piece() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "灯塔").unwrap();
        assert_eq!(read(&path).unwrap(), "灯塔".as_bytes());
        let mut first = [0; 3];
        open(&path).unwrap().read_exact(&mut first).unwrap();
        assert_eq!(first, "灯".as_bytes());
    }

    #[test]
    fn a_text_has_to_be_utf8() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "灯塔").unwrap();
        assert_eq!(read_text(&path).unwrap(), "灯塔");
        fs::write(&path, [0xb5, 0xc6]).unwrap();
        assert!(matches!(read_text(&path), Err(Error::Read { .. })));
    }

    #[test]
    fn a_folder_and_a_missing_file_are_refused_in_their_own_words() {
        let folder = tempfile::tempdir().unwrap();
        let said = read(folder.path()).unwrap_err().to_string();
        assert!(said.contains("this is a folder"), "{said}");
        assert!(open(folder.path()).is_err());
        let missing = folder.path().join("none");
        assert!(matches!(read(&missing), Err(Error::Read { .. })));
        assert!(matches!(open(&missing), Err(Error::Read { .. })));
    }
}
