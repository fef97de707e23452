//! `duizhao export`

use std::path::Path;
use std::process::ExitCode;

use duizhao::bitext::format::ending_of_one_tool;
use duizhao::bitext::sheets::SheetFormat;
use duizhao::files::write_atomically;
use duizhao::project::Export;
use duizhao::text::named::Named;
use duizhao::{Error, Result};

use super::Context;
use super::args;
use super::chosen::{chosen, translated};

pub(super) fn run(context: &Context, options: &args::Export) -> Result<ExitCode> {
    let file = options.file.as_path();
    let format = format(options)?;
    if file.exists() && !options.force {
        return Err(Error::usage(
            format!(
                "{} is there already, and somebody may have written into it",
                file.display()
            ),
            "name another file, take it in first (duizhao import), or write over it with --force",
        ));
    }
    let chosen = chosen(context, &options.chosen)?;
    let texts = translated(context, &chosen);
    let title = match texts.as_slice() {
        [text] => text.title.clone().unwrap_or_else(|| text.name.clone()),
        _ => file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    };
    let wanted = Export {
        stages: options.stage.clone(),
        only_marked: options.marked,
        findings: !options.no_findings,
    };
    let sheet = context.project.export_sheet(&texts, &title, &wanted)?;
    let bytes = (format.write)(&sheet).map_err(|source| Error::Write {
        path: file.to_owned(),
        source,
    })?;
    write_atomically(file, |out| out.write_all(&bytes))?;
    let rows = match sheet.rows.len() {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    };
    context.talk.note(format!(
        "wrote {} ({rows}); duizhao import takes it in when it comes back",
        file.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// The format that the file is to have.
fn format(options: &args::Export) -> Result<&'static SheetFormat> {
    if let Some(id) = &options.to {
        return SheetFormat::by_id(id);
    }
    if let Some(ending) = ending_of_one_tool(&options.file) {
        return Err(Error::usage(
            format!(
                "{}: .{ending} is written by its own tool only",
                options.file.display()
            ),
            "such tools take XLIFF: NAME.xlf",
        ));
    }
    SheetFormat::by_ending(Path::new(&options.file)).ok_or_else(|| {
        let ids = SheetFormat::ids(|_| true);
        Error::usage(
            format!(
                "the name {} tells no format to write",
                options.file.display()
            ),
            format!("end it in .docx, .xlsx, .csv, .po or .xlf, or name one of {ids} with --to"),
        )
    })
}
