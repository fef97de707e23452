//! `duizhao merge`

use std::path::Path;
use std::process::ExitCode;

use duizhao::Result;
use duizhao::project::MergeFiles;

use super::Context;
use super::args::Merge;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Merge) -> Result<ExitCode> {
    let files = MergeFiles {
        base: &options.base,
        ours: &options.ours,
        theirs: &options.theirs,
        by_git: options.git_driver,
    };
    let (bytes, conflicts) = if options.text {
        let merged = context
            .project
            .merge_texts(&files, options.name.as_deref())?;
        (merged.bytes, merged.conflicts)
    } else {
        let merged = files.merge()?;
        (merged.bytes, merged.conflicts)
    };
    let output = if options.git_driver {
        Some(options.ours.as_path())
    } else {
        options.output.as_deref()
    };
    write_to(output, |out| out.write_all(&bytes))?;
    if conflicts == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let name = options
        .name
        .as_deref()
        .or(output)
        .unwrap_or(Path::new("the result"));
    context.talk.warn(format!(
        "{}: {conflicts} conflicts, between <<<<<<< and >>>>>>>; keep one of both versions of each, and delete the marker lines",
        name.display(),
    ));
    Ok(ExitCode::from(1))
}
