//! `duizhao edit`

use std::io::Read;
use std::path::Path;

use duizhao::bitext::edit::Operation;
use duizhao::bitext::format::{self, BitextFormat};
use duizhao::files::write_atomically;
use duizhao::{Error, Place, Result};

use super::Context;
use super::args::Edit;
use super::output::write_to;

/// All operations are done, or none.
pub(super) fn run(context: &Context, options: &Edit) -> Result<()> {
    let format = BitextFormat::by_path(options.output.as_ref().unwrap_or(&options.bitext))?;
    let Some(write) = format.writer() else {
        return Err(Error::usage(
            format!("{} cannot be written", format.name),
            "edit a .bitext.jsonl",
        ));
    };
    let mut bitext = format::read(&options.bitext)?;
    let text = operations(&options.operations)?;
    let mut number = 0;
    for (line, operation) in (1..).zip(text.lines()) {
        if operation.trim().is_empty() {
            continue;
        }
        let place = |column| Place::at(&options.operations, line, column);
        let operation: Operation = serde_json::from_str(operation).map_err(|error| {
            let said = error.to_string();
            let what = said.split(" at line ").next().unwrap_or(&said).to_owned();
            Error::input(
                place(error.column().max(1)),
                what,
                "docs/review.md lists the operations",
            )
        })?;
        let step = bitext.edit(&operation).map_err(|error| match error {
            Error::Usage { what, help } => Error::input(place(1), what, help),
            error => error,
        })?;
        number += 1;
        context.talk.progress(step.said);
    }
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
