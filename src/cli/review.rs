//! `duizhao review`

use duizhao::Result;
use duizhao::review::{Setup, Workbench, serve};

use super::Context;
use super::args::Review;
use super::chosen::chosen;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Review) -> Result<()> {
    let project = &context.project;
    let chosen = chosen(context, &options.chosen)?;
    let path = project.bitext_to_review(chosen.only()?)?;
    let set = project.workbench_options(&options.glossary)?;
    let against =
        project.version_to_compare(&path, options.against.as_deref(), options.git.as_deref())?;
    let config = &project.config;
    let workbench = Workbench::open(Setup {
        against,
        glossary: (project.termbase_of(&set.glossaries)?, set.new_terms),
        check: config.check.clone(),
        settings: set.settings,
        project: project.clone(),
        edition: set.edition,
        low_confidence: config.align.low_confidence,
        path: path.clone(),
    })?;
    serve(&workbench, options.port, |address| {
        // The address is the result: it goes to standard output even if notes are off.
        let shown = write_to(None, |out| writeln!(out, "{address}"));
        context.talk.note(format!(
            "{} is open at this address, on this machine alone; Ctrl-C ends it, everything is saved",
            path.display()
        ));
        if options.open && open::that_detached(address).is_err() {
            context
                .talk
                .warn("no browser could be opened: open the address yourself");
        }
        drop(shown);
    })?;
    context.talk.note(format!("{} is saved", path.display()));
    Ok(())
}
