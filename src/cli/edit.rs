//! `duizhao edit`

use duizhao::bitext::format::{self, BitextFormat};
use duizhao::files::{read_text, write_atomically};
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
    let list = read_text(&options.operations)?;
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
