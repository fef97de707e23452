//! `duizhao merge`

use std::path::Path;
use std::process::ExitCode;

use duizhao::bitext::format::BitextFormat;
use duizhao::bitext::merge::{Version, merge};
use duizhao::{Error, Place, Result};

use super::Context;
use super::args::Merge;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Merge) -> Result<ExitCode> {
    let read = |path: &Path| -> Result<Vec<u8>> {
        // Git gives its versions names of its own.
        if !options.git_driver && BitextFormat::by_path(path)?.id != "jsonl" {
            return Err(Error::input(
                Place::file(path),
                "only .bitext.jsonl files are merged: other formats do not keep the names of sentences",
                "duizhao convert makes one of other bitexts",
            ));
        }
        std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })
    };
    let (base, ours, theirs) = (
        read(&options.base)?,
        read(&options.ours)?,
        read(&options.theirs)?,
    );
    let name = |path: &'static str| -> &Path { Path::new(path) };
    let version = |bytes, path, driven| Version {
        bytes,
        path: if options.git_driver {
            name(driven)
        } else {
            path
        },
    };
    let merged = merge(
        version(&base, options.base.as_path(), "the common ancestor"),
        version(&ours, options.ours.as_path(), "our version"),
        version(&theirs, options.theirs.as_path(), "their version"),
    )?;
    let output = if options.git_driver {
        Some(options.ours.as_path())
    } else {
        options.output.as_deref()
    };
    write_to(output, |out| out.write_all(&merged.bytes))?;
    if merged.conflicts == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let name = options
        .name
        .as_deref()
        .or(output)
        .unwrap_or(Path::new("the result"));
    context.talk.warn(format!(
        "{}: {} conflicts, between <<<<<<< and >>>>>>>; keep one of both versions of each, and delete the marker lines",
        name.display(),
        merged.conflicts
    ));
    Ok(ExitCode::from(1))
}
