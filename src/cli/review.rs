//! `duizhao review`

use duizhao::Result;
use duizhao::review::{CompareWith, Desk, Settings, serve};

use super::Context;
use super::args::Review;
use super::chosen::chosen;
use super::output::write_to;

pub(super) fn run(context: &Context, options: &Review) -> Result<()> {
    let project = &context.project;
    let texts = chosen(context, &options.chosen)?.texts;
    let what = match texts.as_slice() {
        [text] => text.bitext_for_review().display().to_string(),
        texts => format!("a project of {} texts", texts.len()),
    };
    let set = project.workbench_options(&options.glossary)?;
    let config = &project.config;
    let settings = Settings {
        glossary: (project.termbase_of(&set.glossaries)?, set.new_terms),
        check: config.check.clone(),
        settings: set.settings,
        project: project.clone(),
        low_confidence: config.align.low_confidence,
        words: context.talk.words,
    };
    let compare = CompareWith {
        other: options.against.clone(),
        revision: options.git.clone(),
    };
    let desk = Desk::open(settings, texts, compare)?;
    serve(&desk, options.port, |address| {
        // The address is the result: it goes to standard output even if notes are off.
        let shown = write_to(None, |out| writeln!(out, "{address}"));
        context.talk.note(format!(
            "{what} is open at this address, on this machine alone; Ctrl-C ends it, everything is saved"
        ));
        if options.open && open::that_detached(address).is_err() {
            context
                .talk
                .warn("no browser could be opened: open the address yourself");
        }
        drop(shown);
    })?;
    context.talk.note(format!("{what} is saved"));
    Ok(())
}
