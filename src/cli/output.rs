//! Writing results: to standard output, or to a file that is whole or not there.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use duizhao::bitext::Bitext;
use duizhao::bitext::format::{BitextFormat, Written};
use duizhao::files::write_atomically;
use duizhao::project::Project;
use duizhao::words::Words;
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

/// Writes lines for a person to standard output, or to a file: what arose in English is told in the person's
/// language.
pub(super) fn write_told(
    words: &Words,
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    write_to(path, |out| {
        let mut english = Vec::new();
        write(&mut english)?;
        match str::from_utf8(&english) {
            Ok(text) => out.write_all(words.tell(text).as_bytes()),
            Err(_) => out.write_all(&english),
        }
    })
}

/// Writes a bitext to a file, with those that belong to it beside it, or to standard output.
pub(super) fn write_bitext(
    project: &Project,
    format: &BitextFormat,
    mut bitext: Bitext,
    path: Option<&Path>,
) -> Result<Written> {
    if format.id == "jsonl" {
        project.named_beside(&mut bitext, path.unwrap_or(Path::new("-")));
    }
    let bitext = &bitext;
    match (path.filter(|path| *path != Path::new("-")), format.writer()) {
        (Some(path), _) => format.write_file(bitext, path),
        (None, Some(write)) => {
            let mut written = Written::default();
            write_to(None, |out| {
                written = write(bitext, out)?;
                Ok(())
            })?;
            Ok(written)
        }
        (None, None) => Err(streamless(format)),
    }
}

/// Sees to it, before the work, that a bitext can be written where it shall go.
pub(super) fn writable(format: &BitextFormat, path: Option<&Path>) -> Result<()> {
    let stream = path.is_none_or(|path| path == Path::new("-"));
    if stream && format.is_several() {
        return Err(streamless(format));
    }
    Ok(())
}

fn streamless(format: &BitextFormat) -> Error {
    let ends = format.extensions.first().copied().unwrap_or_default();
    Error::usage(
        format!(
            "{} takes several files, and standard output is only one",
            format.name
        ),
        format!("name a file to write to: NAME.{ends}"),
    )
}
