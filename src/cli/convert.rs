//! `duizhao convert`

use std::path::Path;
use std::process::ExitCode;

use duizhao::bitext::format::BitextFormat;
use duizhao::project::{Conversion, Converted};
use duizhao::text::named::Named;
use duizhao::{Error, Result};

use super::Context;
use super::args::Convert;
use super::chosen::translated;
use super::output::{writable, write_bitext, write_to};

pub(super) fn run(context: &Context, options: &Convert) -> Result<ExitCode> {
    if let Some(folder) = &options.output {
        return texts(context, options, folder);
    }
    let [input, output] = options.names.as_slice() else {
        return Err(Error::usage(
            "a file to convert and a file to make of it are needed",
            "name both; or, for texts of the project, a format and a folder: --to tmx -o DIR",
        ));
    };
    one(context, options, input, output).map(|()| ExitCode::SUCCESS)
}

/// Converts the bitexts of the project's texts into a folder.
fn texts(context: &Context, options: &Convert, folder: &Path) -> Result<ExitCode> {
    let Some(to) = options.to.as_deref() else {
        return Err(Error::usage(
            "nothing says which format the texts go to",
            "name one, such as --to tmx; duizhao formats lists them",
        ));
    };
    let format = BitextFormat::by_id(to)?;
    let chosen = context.project.chosen(&options.names)?;
    let mut failed = 0;
    context.project.convert_texts(
        &translated(context, &chosen),
        format,
        folder,
        |text, written| {
            match written {
                Ok(path) => context.talk.note(format!("wrote {}", path.display())),
                Err(error) => {
                    failed += 1;
                    context.talk.failed(&text.name, &error);
                }
            }
            Ok(())
        },
    )?;
    Ok(ExitCode::from(if failed > 0 { 2 } else { 0 }))
}

/// Converts one file.
fn one(context: &Context, options: &Convert, input: &Path, output: &Path) -> Result<()> {
    let conversion = Conversion {
        input,
        output,
        from: options.from.as_deref(),
        to: options.to.as_deref(),
        like: options.like.as_deref(),
    };
    let read = context
        .project
        .convert(conversion, |format| writable(format, Some(output)))?;
    match read {
        Converted::Glossary(termbase, format) => {
            write_to(Some(output), |out| (format.write)(&termbase, out))?;
        }
        Converted::English(bytes) => {
            write_to(Some(output), |out| out.write_all(&bytes))?;
        }
        Converted::Bitext(bitext, format) => {
            write_bitext(&context.project, format, *bitext, Some(output))?;
        }
    }
    Ok(())
}
