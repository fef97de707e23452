//! `duizhao edit`

use std::io::Read;
use std::path::Path;

use duizhao::bitext::format::{self, BitextFormat};
use duizhao::files::write_atomically;
use duizhao::{Error, Result};

use super::Context;
use super::args::Edit;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Edit) -> Result<()> {
    let format = BitextFormat::by_path(options.output.as_ref().unwrap_or(&options.bitext))?;
    let Some(write) = format.writer() else {
        return Err(Error::usage(
            format!("{} cannot be written", format.name),
            "edit a .bitext.jsonl",
        ));
    };
    let mut bitext = format::read(&options.bitext)?;
    let list = operations(&options.operations)?;
    let number = context
        .project
        .edit(&mut bitext, &list, &options.operations)?;
    match &options.output {
        Some(output) => write_to(Some(output), |out| write(&bitext, out).map(drop))?,
        None => write_atomically(&options.bitext, |out| write(&bitext, out).map(drop))?,
    }
    context.talk.note(format!("{number} operations done"));
    Ok(())
}

fn operations(path: &Path) -> Result<String> {
    let read = || -> std::io::Result<String> {
        if path == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Ok(text)
        } else {
            std::fs::read_to_string(path)
        }
    };
    read().map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })
}
