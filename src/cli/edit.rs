//! `duizhao edit`

use duizhao::bitext::format::BitextFormat;
use duizhao::files::{read_text, write_atomically};
use duizhao::{Error, Result};

use super::Context;
use super::args::Edit;
use super::output::write_bitext;

pub(super) fn run(context: &Context, options: &Edit) -> Result<()> {
    let project = &context.project;
    let format = BitextFormat::by_path(options.output.as_ref().unwrap_or(&options.bitext))?;
    let Some(write) = format.writer() else {
        return Err(Error::usage(
            format!("{} cannot be written", format.name),
            "edit a .bitext.jsonl",
        ));
    };
    let list = read_text(&options.operations)?;
    let number = if BitextFormat::by_path(&options.bitext)?.id == "jsonl" {
        match &options.output {
            Some(output) => {
                let (bitext, number) =
                    project.edited_apart(&options.bitext, &list, &options.operations)?;
                write_bitext(project, format, bitext, Some(output))?;
                number
            }
            None => project.edit_pair(&options.bitext, &list, &options.operations)?,
        }
    } else {
        let mut bitext = project.import(&options.bitext)?;
        let number = project.edit(&mut bitext, &list, &options.operations)?;
        match &options.output {
            Some(output) => write_bitext(project, format, bitext, Some(output)).map(drop)?,
            None => write_atomically(&options.bitext, |out| write(&bitext, out).map(drop))?,
        }
        number
    };
    context.talk.note(format!("{number} operations done"));
    Ok(())
}
