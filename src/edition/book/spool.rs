//! Texts that were set, kept in a file until the book is whole: a book is larger than what has to be in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// A file without a name that goes with its owner. Where none can be made, memory takes its place.
#[derive(Debug, Default)]
pub(crate) struct Spool {
    file: Option<File>,
    memory: Vec<u8>,
    end: u64,
}

/// A text in the spool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spooled {
    at: u64,
    length: usize,
}

impl Spool {
    /// An empty one.
    pub(crate) fn new() -> Spool {
        Spool {
            file: tempfile::tempfile().ok(),
            ..Spool::default()
        }
    }

    /// Puts a text away.
    ///
    /// # Errors
    /// The error of the file.
    pub(crate) fn put(&mut self, text: &str) -> io::Result<Spooled> {
        let put = Spooled {
            at: self.end,
            length: text.len(),
        };
        match &mut self.file {
            Some(file) => {
                file.seek(SeekFrom::Start(self.end))?;
                file.write_all(text.as_bytes())?;
            }
            None => self.memory.extend_from_slice(text.as_bytes()),
        }
        self.end += text.len() as u64;
        Ok(put)
    }

    /// Gets it back.
    ///
    /// # Errors
    /// The error of the file.
    pub(crate) fn get(&mut self, put: Spooled) -> io::Result<String> {
        let mut bytes = vec![0; put.length];
        match &mut self.file {
            Some(file) => {
                file.seek(SeekFrom::Start(put.at))?;
                file.read_exact(&mut bytes)?;
            }
            None => {
                let at = usize::try_from(put.at).map_err(io::Error::other)?;
                bytes.copy_from_slice(&self.memory[at..at + put.length]);
            }
        }
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}
