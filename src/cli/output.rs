//! Where results go: standard output, or a file that is whole or not there.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use duizhao::output::write_atomically;
use duizhao::{Error, Result};

/// Writes to a file, or to standard output where none is named (or `-`).
pub(super) fn write_to(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    match path {
        Some(path) if path != Path::new("-") => write_atomically(path, write),
        _ => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(&mut out)
                .and_then(|()| out.flush())
                .map_err(|source| Error::Write {
                    path: PathBuf::from("standard output"),
                    source,
                })
        }
    }
}
