//! The binding of a book: texts that were set become files.

use std::io;

use super::SetText;
use crate::error::{Error, Result};

/// Binds the texts of a book.
pub trait Binder {
    /// Takes a text, by its number in the book. Texts may come in any order, each once; those that do not come
    /// are not in the edition.
    ///
    /// # Errors
    /// The file in which texts wait.
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()>;

    /// Writes the book.
    ///
    /// # Errors
    /// The error of a file.
    fn finish(self: Box<Self>, bound: &mut Bound<'_>) -> Result<()>;
}

/// The files of a book as they are made, each with its path below the folder of the edition, with `/`.
pub struct Bound<'f> {
    write: &'f mut dyn FnMut(&str, &[u8]) -> Result<()>,
}

impl<'f> Bound<'f> {
    /// Files that `write` takes.
    pub fn new(write: &'f mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Bound<'f> {
        Bound { write }
    }

    /// A file.
    ///
    /// # Errors
    /// That of its writer.
    pub fn file(&mut self, path: &str, content: &[u8]) -> Result<()> {
        (self.write)(path, content)
    }

    /// A file that could perhaps not be made.
    ///
    /// # Errors
    /// Why it was not made; that of its writer.
    pub fn made(&mut self, path: &str, content: io::Result<Vec<u8>>) -> Result<()> {
        let content = content.map_err(|source| Error::Write {
            path: path.into(),
            source,
        })?;
        (self.write)(path, &content)
    }
}
