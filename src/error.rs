//! The errors of the library: each tells what was wrong, where, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A place in a file, for people: line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: PathBuf,
    /// Line and column, where the place is more exact than the whole file.
    pub at: Option<(usize, usize)>,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Place {
            file: path.to_owned(),
            at: None,
        }
    }

    /// A line (from 1) and column (from 1, in characters) of a file.
    #[must_use]
    pub fn at(path: &Path, line: usize, column: usize) -> Self {
        Place {
            file: path.to_owned(),
            at: Some((line, column)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        Ok(())
    }
}

/// All errors of the library. Findings of a check are data, not errors.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file could not be written; nothing was left half-written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// An input is not as it should be.
    #[error("{place}: {what}{}", help_line(help))]
    Input {
        /// The place in the input.
        place: Place,
        /// The fault.
        what: String,
        /// The remedy; empty when there is nothing to add.
        help: String,
    },
    /// The request itself is wrong: options, settings, or values that do not go together.
    #[error("{what}{}", help_line(help))]
    Usage {
        /// The fault.
        what: String,
        /// The remedy; empty when there is nothing to add.
        help: String,
    },
    /// A server did not give the answer it should. There is no secret in here.
    #[error("{url}: {what}{}", help_line(help))]
    Endpoint {
        /// The address of the server.
        url: String,
        /// The fault.
        what: String,
        /// The remedy; empty when there is nothing to add.
        help: String,
    },
    /// The cache cannot be used.
    #[error("{}: {what}{}", path.display(), help_line(help))]
    Cache {
        /// The file of the cache.
        path: PathBuf,
        /// The fault.
        what: String,
        /// The remedy; empty when there is nothing to add.
        help: String,
    },
}

fn help_line(help: &str) -> String {
    if help.is_empty() {
        String::new()
    } else {
        format!("\n  help: {help}")
    }
}

impl Error {
    /// An error about an input, at a place.
    pub fn input(place: Place, what: impl Into<String>, help: impl Into<String>) -> Self {
        Error::Input {
            place,
            what: what.into(),
            help: help.into(),
        }
    }

    /// An error about the request itself.
    pub fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        Error::Usage {
            what: what.into(),
            help: help.into(),
        }
    }
}
