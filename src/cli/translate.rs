//! `duizhao translate`

mod target;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use duizhao::cache::Cache;
use duizhao::document::codes::Coded;
use duizhao::document::{read_file, write};
use duizhao::glossary::matcher::TermMatcher;
use duizhao::segment::{Text, segment};
use duizhao::text::Language;
use duizhao::translate::{
    Caps, Engine, Item, Job, Masked, Memory, Outcome, Plan, Progress, Stop, cost, translate,
};
use duizhao::{Error, Place, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Context;
use super::args::Translate;
use super::build::termbase;
use target::Target;

/// The exit code of a run that was interrupted.
const INTERRUPTED: u8 = 130;
/// How many untranslated sentences are listed.
const MOST_LISTED: usize = 20;

pub(super) fn run(context: &Context, options: &Translate) -> Result<ExitCode> {
    let text = read(context, options)?;
    let sentences = sentences(&text);
    let settings = context.config.provider(options.provider.as_deref())?;
    let masked: Vec<Masked> = sentences.iter().map(Masked::of).collect();
    let items = items(context, options, &sentences, &masked)?;
    // Without a key nothing can be asked, but planned.
    let asks = !options.dry_run && !options.offline;
    let key = match asks {
        true => settings.key(|variable| std::env::var(variable).ok())?,
        false => None,
    };
    let engine = Engine::new(settings, key)?;
    let cache = Arc::new(Cache::open(&Cache::path_in(&context.config.folder))?);
    let memory = Memory::new(cache.clone(), engine.key());
    let refresh = refresh(&text, &options.refresh)?;
    if options.dry_run {
        let plan = Plan::new(&engine, &memory, &items, &masked, &refresh)?;
        return show(&engine, &plan).map(|()| ExitCode::SUCCESS);
    }
    let target = Target::new(options.output.as_deref(), &text, cache, options.force)?;
    let kept = target.kept(&text, &masked, &items, &memory)?;
    let asked: Vec<usize> = (0..items.len()).filter(|at| kept[*at].is_none()).collect();
    if asked.len() < items.len() {
        let number = items.len() - asked.len();
        context
            .talk
            .note(format!("{number} sentences are kept as a person left them"));
    }
    let mine = |at: &usize| (items[*at].clone(), masked[*at].clone());
    let (some_items, some_masked): (Vec<Item>, Vec<Masked>) = asked.iter().map(mine).unzip();
    let some_refresh: Vec<bool> = asked.iter().map(|at| refresh[*at]).collect();
    let stop = stop_on_interrupt();
    let job = Job {
        items: &some_items,
        masked: &some_masked,
        refresh: &some_refresh,
        offline: options.offline,
        caps: Caps {
            requests: options.max_requests,
            characters: options.max_chars,
            cost: options.max_cost,
        },
    };
    let bar = bar(context, some_items.len());
    let started = Instant::now();
    let mut outcome = translate(&engine, &memory, job, &stop, &mut |progress| {
        advance(&bar, &engine, progress);
    })?;
    bar.finish_and_clear();
    report(context, &engine, &outcome, started);
    if let Some(error) = outcome.ended_by.take() {
        return Err(error);
    }
    let mut texts: Vec<Option<Coded>> = kept;
    let mut missing = Vec::new();
    for (at, result) in asked.into_iter().zip(outcome.texts) {
        match result {
            Ok(coded) => texts[at] = Some(coded),
            Err(why) => missing.push((at, why)),
        }
    }
    if stop.is_asked() && !missing.is_empty() {
        context
            .talk
            .warn("interrupted; what was received is kept, run again to go on");
        return Ok(ExitCode::from(INTERRUPTED));
    }
    for (at, why) in missing.iter().take(MOST_LISTED) {
        let place = &text.segments[*at];
        let (line, column) = text.document.source.line_column(place.source.start);
        let file = text.document.source.path.display();
        context.talk.warn(format!(
            "{file}:{line}:{column}: untranslated ({why}): {}",
            place.text
        ));
    }
    if missing.len() > MOST_LISTED {
        let more = missing.len() - MOST_LISTED;
        context.talk.warn(format!("{more} more are untranslated"));
    }
    if options.offline && missing.len() == items.len() && !items.is_empty() {
        return Err(Error::usage(
            "nothing of this text was translated before",
            "run without --offline",
        ));
    }
    target.write(&text, &sentences, &texts)?;
    let partial = !missing.is_empty() && !options.allow_partial;
    Ok(ExitCode::from(u8::from(partial)))
}

fn read(context: &Context, options: &Translate) -> Result<Text> {
    let document = read_file(&options.file, options.from.as_deref())?;
    let source = &document.source;
    if source.encoding != "UTF-8" {
        let (file, encoding) = (options.file.display(), source.encoding);
        context.talk.note(format!("{file}: read as {encoding}"));
    }
    if Language::detect(&source.text) == Some(Language::En) {
        return Err(Error::input(
            Place::file(&options.file),
            "this text is English",
            "name the Chinese text",
        ));
    }
    if options.output.as_deref() == Some(options.file.as_path()) {
        return Err(Error::usage(
            "the translation would replace the Chinese text",
            "name another file with -o",
        ));
    }
    Ok(segment(document, Language::Zh, &context.config.segment))
}

/// Every sentence with the inline codes in it.
fn sentences(text: &Text) -> Vec<Coded> {
    let contents = write::contents(&text.document).ok();
    text.segments
        .iter()
        .map(|segment| {
            let block = &text.document.blocks[segment.block];
            let content = contents
                .as_ref()
                .and_then(|contents| contents[segment.block].as_ref());
            match content {
                Some(content) => content.coded.part(segment.place),
                None => Coded::plain(segment.place.of(&block.text)),
            }
        })
        .collect()
}

/// Every sentence as it travels.
fn items(
    context: &Context,
    options: &Translate,
    sentences: &[Coded],
    masked: &[Masked],
) -> Result<Vec<Item>> {
    let paths: &[PathBuf] = if options.glossary.is_empty() {
        &context.config.project.glossary
    } else {
        &options.glossary
    };
    let termbase = termbase(context, paths)?;
    let matcher = TermMatcher::new(&termbase)?;
    Ok(sentences
        .iter()
        .zip(masked)
        .map(|(coded, masked)| {
            let mut terms: Vec<(String, String)> = matcher
                .in_source(&coded.text)
                .iter()
                .map(|hit| &termbase.concepts[hit.concept])
                .map(|concept| (concept.source.clone(), concept.target.clone()))
                .collect();
            terms.sort();
            terms.dedup();
            Item {
                text: masked.text.clone(),
                terms,
            }
        })
        .collect())
}

/// Which sentences are asked for again.
fn refresh(text: &Text, ids: &[String]) -> Result<Vec<bool>> {
    for id in ids {
        if !text.segments.iter().any(|segment| segment.id.0 == *id) {
            return Err(Error::usage(
                format!("no sentence has the id {id}"),
                "`duizhao segment --format jsonl` lists them",
            ));
        }
    }
    let segments = text.segments.iter();
    Ok(segments
        .map(|segment| ids.contains(&segment.id.0))
        .collect())
}

/// What a run would take.
fn show(engine: &Engine, plan: &Plan) -> Result<()> {
    super::output::write_to(None, |out| {
        writeln!(out, "sentences     {:>12}", plan.sentences)?;
        writeln!(out, "known already {:>12}", plan.known)?;
        writeln!(out, "requests      {:>12}", plan.requests)?;
        writeln!(out, "characters    {:>12}", plan.characters)?;
        let [low, likely, high] = plan.estimates;
        writeln!(
            out,
            "\n{:<14}{:>12}{:>12}{:>12}",
            "", "low", "likely", "high"
        )?;
        if engine.is_chat() {
            let row = |name: &str, of: fn(&duizhao::translate::Estimate) -> f64| {
                format!(
                    "{name:<14}{:>12.0}{:>12.0}{:>12.0}",
                    of(&low),
                    of(&likely),
                    of(&high)
                )
            };
            writeln!(out, "{}", row("tokens read", |e| e.input_tokens))?;
            writeln!(out, "{}", row("written", |e| e.output_tokens))?;
        }
        let config = engine.config();
        if config.price_input + config.price_output + config.price_characters > 0.0 {
            writeln!(
                out,
                "{:<14}{:>12.4}{:>12.4}{:>12.4}",
                "cost", low.cost, likely.cost, high.cost
            )
        } else {
            writeln!(out, "cost           unknown: give prices in duizhao.toml")
        }
    })
}

/// The first Ctrl-C ends the run in order, the second at once.
fn stop_on_interrupt() -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    // Where signals cannot be caught, they end the process; what was received is on disk all the same.
    let _ = ctrlc::set_handler(move || {
        if asked.is_asked() {
            std::process::exit(INTERRUPTED.into());
        }
        asked.ask();
    });
    stop
}

fn bar(context: &Context, all: usize) -> ProgressBar {
    let target = if context.talk.is_quiet() {
        ProgressDrawTarget::hidden()
    } else {
        // Draws on terminals only.
        ProgressDrawTarget::stderr()
    };
    let style =
        ProgressStyle::with_template("{bar:24} {pos}/{len} sentences, {per_sec}, {eta} left{msg}");
    let bar = ProgressBar::with_draw_target(Some(all as u64), target);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn advance(bar: &ProgressBar, engine: &Engine, progress: Progress) {
    bar.set_position(progress.done as u64);
    let spent = cost(engine.config(), progress.usage);
    if spent > 0.0 {
        bar.set_message(format!(", {spent:.4} spent"));
    }
}

fn report(context: &Context, engine: &Engine, outcome: &Outcome, started: Instant) {
    let done = outcome.texts.iter().filter(|text| text.is_ok()).count();
    let mut said = format!(
        "{done} of {} sentences translated, {} of them known before; {} requests in {:.1} s",
        outcome.texts.len(),
        outcome.known,
        outcome.usage.requests,
        started.elapsed().as_secs_f64()
    );
    let spent = cost(engine.config(), outcome.usage);
    if spent > 0.0 {
        said += &format!(", {spent:.4} spent");
    }
    context.talk.note(said);
}

/// The name of a path for the records of what was written.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
