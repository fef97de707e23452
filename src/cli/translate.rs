//! `duizhao translate`

mod batches;
mod reading;
mod show;
mod texts;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use duizhao::bitext::format::BitextFormat;
use duizhao::files::is_standard_input;
use duizhao::project::Chosen;
use duizhao::project::translation::{Translation, TranslationOptions};
use duizhao::translate::{Caps, Stop};
use duizhao::{Error, Result};

use super::Context;
use super::args::Translate;
use super::output::write_to;

/// The exit code of a run that was interrupted.
const INTERRUPTED: u8 = 130;
/// The exit code of a run whose server failed or whose limits were reached, though its text is translated.
const ENDPOINT: u8 = 3;
/// The most untranslated sentences that are listed.
const MOST_LISTED: usize = 20;

pub(super) fn run(context: &Context, options: &Translate) -> Result<ExitCode> {
    if options.batches {
        return batches::list(context);
    }
    if let Some(name) = &options.cancel {
        return batches::cancel(context, name, options.force);
    }
    let stop = stop_on_interrupt(context);
    if options.collect {
        let waits = batches::collect(context, options.wait, &stop)?;
        let has_texts = !options.chosen.names.is_empty() || context.project.has_texts();
        if stop.is_asked() {
            return Ok(ExitCode::from(INTERRUPTED));
        }
        if !has_texts {
            // Without texts to write the answers are in the cache, and that is all.
            return Ok(ExitCode::from(u8::from(waits && !options.allow_partial)));
        }
    }
    if let Some(chosen) = chosen(context, options)? {
        let wishes = wishes(options, PathBuf::new());
        if options.force {
            return Err(Error::usage(
                "--force replaces a file, and a text of a project is edited",
                "delete the English file and its bitext to have it translated anew",
            ));
        }
        return texts::run(context, chosen, (options, &wishes), &stop);
    }
    let [file] = options.chosen.names.as_slice() else {
        return Err(Error::usage(
            "this takes one Chinese text",
            "without a project, one text is translated at a time",
        ));
    };
    let wishes = wishes(options, file.clone());
    let mut translation = context.project.translation(&wishes)?;
    if options.dry_run {
        show::plan(context.talk.words, &translation)?;
        return reading::plan(context.talk.words, translation.reading_plan()?)
            .map(|()| ExitCode::SUCCESS);
    }
    tell(context, &translation);
    let started = Instant::now();
    if options.batch {
        return batches::submitted(context, translation.submit(&stop)?, &stop);
    }
    let bar = show::bar(context, translation.open());
    let done = translation.run(&stop, &mut |engine, progress| {
        show::advance(context.talk.words, &bar, engine, progress);
    })?;
    bar.finish_and_clear();
    let count = translation.sentences.text.segments.len();
    let missing = &done.missing;
    show::report(
        context,
        (count - missing.len(), count),
        done.known,
        done.used,
        started,
    );
    show::names(context, &done.names);
    if let Some(error) = done.ended_by {
        return Err(error);
    }
    if stop.is_asked() && !missing.is_empty() {
        context
            .talk
            .warn("interrupted; what was received is kept, run again to go on");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    if done.under_way > 0 && !options.allow_partial {
        batches::tell_under_way(context, done.under_way);
        context
            .talk
            .warn("nothing was written: --allow-partial writes what there is");
        return Ok(ExitCode::from(1));
    }
    list(context, &translation, missing);
    if options.collect && missing.len() == count && count > 0 {
        context
            .talk
            .warn("nothing was written: no sentence has a translation");
        return Ok(ExitCode::from(1));
    }
    if options.offline && missing.len() == count && count > 0 {
        return Err(Error::usage(
            "nothing of this text was translated before",
            "run without --offline",
        ));
    }
    let second = translation.second_reading(&done);
    let written = translation.write()?;
    if let Some(bytes) = written.bytes {
        write_to(None, |out| out.write_all(&bytes))?;
    }
    if written.kept > 0 {
        context.talk.warn(format!(
            "{} paragraphs stayed Chinese: their English would have been read as markup",
            written.kept
        ));
    }
    for remark in &written.remarks {
        context.talk.note(remark);
    }
    let saved = written.saved;
    if saved > 0 {
        context.talk.note(format!(
            "{saved} sentences that a person had translated are no longer in the Chinese; they are kept in the translation memory"
        ));
    }
    let partial = !missing.is_empty() && !options.allow_partial;
    let mut code = u8::from(partial);
    if let Some(second) = second.filter(|second| second.pairs() > 0) {
        let bar = show::bar(context, second.pairs());
        let read = second.run(&stop, &mut |progress| {
            reading::advance(context.talk.words, &bar, Some(second.engine()), progress);
        })?;
        bar.finish_and_clear();
        let is_unread = reading::tell(context, read);
        if code == 0 {
            code = reading::code(context, is_unread, stop.is_asked());
        }
    }
    Ok(ExitCode::from(code))
}

/// The texts of the project that are meant; none where a text is translated by itself.
fn chosen(context: &Context, options: &Translate) -> Result<Option<Chosen>> {
    let project = &context.project;
    let names = options.chosen.names.as_slice();
    let is_filtered = options.chosen.changed.is_some() || options.chosen.staged;
    if let Some(output) = &options.output {
        let [name] = names else {
            return Err(Error::usage(
                "-o is for one text",
                "texts of a project are written where duizhao.toml says",
            ));
        };
        if is_filtered {
            return Err(Error::usage(
                "--changed and --staged choose among texts of the project",
                "leave -o out: they are written where duizhao.toml says",
            ));
        }
        // The two files of a text of the project are that text.
        let both = project.chosen(&[name.clone(), output.clone()]);
        let is_text = |chosen: &Chosen| chosen.list.is_some() && chosen.texts.len() == 1;
        return Ok(both.ok().filter(is_text));
    }
    let [name] = names else {
        if names.len() > 1 && !is_filtered {
            // Two names are not one text and its translation here.
            let list = project.text_list()?;
            let texts = project.texts_by_names(&list, names)?;
            return Ok(Some(Chosen {
                texts,
                list: Some(list),
                is_all: false,
                ..Chosen::default()
            }));
        }
        return super::chosen::chosen(context, &options.chosen).map(Some);
    };
    let is_bitext = BitextFormat::by_path(name).is_ok_and(|format| format.id == "jsonl");
    match super::chosen::chosen(context, &options.chosen) {
        Ok(chosen) if chosen.list.is_some() || is_bitext => Ok(Some(chosen)),
        // A Chinese text of no project.
        _ if !is_filtered && (name.is_file() && !is_bitext || is_standard_input(name)) => Ok(None),
        Err(_) if !is_filtered && !project.has_texts() => Ok(None),
        Ok(chosen) => Ok(Some(chosen)),
        Err(error) => Err(error),
    }
}

fn wishes(options: &Translate, file: PathBuf) -> TranslationOptions {
    TranslationOptions {
        file,
        stale: options.stale,
        output: options.output.clone().filter(|path| path != Path::new("-")),
        provider: options.provider.clone(),
        from: options.from.clone(),
        glossary: options.glossary.clone(),
        tm: options.tm,
        dry_run: options.dry_run,
        offline: options.offline || options.collect,
        refresh: options.refresh.clone(),
        caps: Caps {
            requests: options.max_requests,
            characters: options.max_chars,
            cost: options.max_cost,
        },
        force: options.force,
    }
}

fn tell(context: &Context, translation: &Translation<'_>) {
    let known = &translation.known;
    let (by_person, from_memory) = (known.by_person, known.from_memory);
    if by_person > 0 {
        context.talk.note(format!(
            "{by_person} sentences are kept as a person left them"
        ));
    }
    if from_memory > 0 {
        context.talk.note(format!(
            "{from_memory} sentences are out of the translation memory"
        ));
    }
}

/// Names the sentences that stay Chinese.
fn list(context: &Context, translation: &Translation<'_>, missing: &[(usize, String)]) {
    let text = &translation.sentences.text;
    let source = &text.document.source;
    for (at, why) in missing.iter().take(MOST_LISTED) {
        let place = &text.segments[*at];
        let hint = translation.known.hint(*at);
        let hint = hint.map_or_else(String::new, |hint| format!("\n  {hint}"));
        context.talk.warn(format!(
            "{}:{}: untranslated ({why}): {}{hint}",
            source.path.display(),
            source.place(place.source.start),
            place.text
        ));
    }
    if missing.len() > MOST_LISTED {
        let more = missing.len() - MOST_LISTED;
        context.talk.warn(format!("{more} more are untranslated"));
    }
}

/// The first Ctrl-C ends the run in order, the second at once.
fn stop_on_interrupt(context: &Context) -> Stop {
    let stop = Stop::default();
    let (asked, talk) = (stop.clone(), context.talk.clone());
    // Without a handler signals end the process; the answers received so far are on disk all the same.
    let _ = ctrlc::set_handler(move || {
        if asked.is_asked() {
            std::process::exit(INTERRUPTED.into());
        }
        asked.ask();
        talk.warn("what was asked is waited for, as it is paid for; Ctrl-C again ends at once");
    });
    stop
}
