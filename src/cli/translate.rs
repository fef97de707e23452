//! `duizhao translate`

mod ask;
mod settled;
mod show;
mod target;
mod work;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use duizhao::cache::Cache;
use duizhao::translate::{Engine, Plan, ProviderConfig, Stop};
use duizhao::{Error, Result};

use super::Context;
use super::args::Translate;
use ask::Server;
use settled::Settled;
use target::Target;
use work::Work;

/// The exit code of a run that was interrupted.
const INTERRUPTED: u8 = 130;
/// How many untranslated sentences are listed.
const MOST_LISTED: usize = 20;

pub(super) fn run(context: &Context, options: &Translate) -> Result<ExitCode> {
    let mut work = Work::new(context, options)?;
    let cache = Arc::new(Cache::open(&Cache::path_in(&context.config.folder))?);
    let settings = context.config.provider(options.provider.as_deref())?;
    let server = server(context, options, settings, &cache)?;
    let fallback = match settings.fallback.as_deref() {
        Some(name) => {
            let settings = context.config.provider(Some(name))?;
            Some(self::server(context, options, settings, &cache)?)
        }
        None => None,
    };
    let target = Target::new(
        options.output.as_deref(),
        &work.text,
        cache.clone(),
        options.force,
    )?;
    let mut settled = Settled::new(&work, &target, &cache, options.tm)?;
    for (item, similar) in work.items.iter_mut().zip(&settled.similar) {
        let similar = similar.as_ref();
        item.similar = similar.map(|(unit, _)| (unit.source.clone(), unit.target.clone()));
    }
    let open = settled.open();
    let (items, masked, refresh) = work.some(&open);
    if options.dry_run {
        let plan = Plan::new(&server.engine, &server.memory, &items, &masked, &refresh)?;
        return show::plan(&server.engine, &plan, &settled).map(|()| ExitCode::SUCCESS);
    }
    tell(context, &settled);
    let started = Instant::now();
    let stop = stop_on_interrupt(context);
    let outcome = ask::all(
        context,
        (&server, fallback.as_ref()),
        options,
        (&items, &masked, &refresh),
        &stop,
    )?;
    let count = work.text.segments.len();
    let known = count - open.len() + outcome.known;
    let done = count - outcome.texts.iter().filter(|text| text.is_err()).count();
    show::report(context, (done, count), known, outcome.used, started);
    if let Some(error) = outcome.ended_by {
        return Err(error);
    }
    let mut missing = Vec::new();
    for (at, result) in open.into_iter().zip(outcome.texts) {
        match result {
            Ok(coded) => settled.texts[at] = Some(coded),
            Err(why) => missing.push((at, why)),
        }
    }
    if stop.is_asked() && !missing.is_empty() {
        context
            .talk
            .warn("interrupted; what was received is kept, run again to go on");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    list(context, &work, &settled, &missing);
    if options.offline && missing.len() == count && count > 0 {
        return Err(Error::usage(
            "nothing of this text was translated before",
            "run without --offline",
        ));
    }
    let saved = target.save_orphans(&work)?;
    let kept = target.write(&work, &settled)?;
    if kept > 0 {
        context.talk.warn(format!(
            "{kept} paragraphs stayed Chinese: their English would have been read as markup"
        ));
    }
    if saved > 0 {
        context.talk.note(format!(
            "{saved} sentences that a person had translated are no longer in the Chinese; they are kept in the translation memory"
        ));
    }
    let partial = !missing.is_empty() && !options.allow_partial;
    Ok(ExitCode::from(u8::from(partial)))
}

fn server(
    context: &Context,
    options: &Translate,
    settings: &ProviderConfig,
    cache: &Arc<Cache>,
) -> Result<Server> {
    // Without a key nothing can be asked, but planned.
    let asks = !options.dry_run && !options.offline;
    let key = match asks {
        true => settings.key(|variable| std::env::var(variable).ok())?,
        false => None,
    };
    let engine = Engine::new(settings, key)?.about(&context.config.translate.summary);
    Ok(Server::new(engine, cache.clone()))
}

fn tell(context: &Context, settled: &Settled) {
    let (by_person, from_memory) = (settled.by_person, settled.from_memory);
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

/// Names what stays Chinese.
fn list(context: &Context, work: &Work, settled: &Settled, missing: &[(usize, String)]) {
    let source = &work.text.document.source;
    for (at, why) in missing.iter().take(MOST_LISTED) {
        let place = &work.text.segments[*at];
        let (line, column) = source.line_column(place.source.start);
        let hint = settled.hint(*at);
        let hint = hint.map_or_else(String::new, |hint| format!("\n  {hint}"));
        context.talk.warn(format!(
            "{}:{line}:{column}: untranslated ({why}): {}{hint}",
            source.path.display(),
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
    // Where signals cannot be caught, they end the process; what was received is on disk all the same.
    let _ = ctrlc::set_handler(move || {
        if asked.is_asked() {
            std::process::exit(INTERRUPTED.into());
        }
        asked.ask();
        talk.warn("what was asked is waited for, as it is paid for; Ctrl-C again ends at once");
    });
    stop
}

/// The name of a path for the records of what was written.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
