//! Translating texts of a project.

use std::process::ExitCode;
use std::time::Instant;

use duizhao::Result;
use duizhao::project::translation::{
    Missing, TextOutcome, TextsProgress, TextsTranslated, TextsTranslation, TranslationOptions,
};
use duizhao::project::{Chosen, Presence, ProjectText};
use duizhao::translate::Stop;

use super::show::many;
use super::{INTERRUPTED, MOST_LISTED, batches, reading, show};
use crate::cli::Context;
use crate::cli::args::Translate;

/// Translates what of these texts is not translated, or shows what it would take.
pub(super) fn run(
    context: &Context,
    chosen: Chosen,
    (options, wishes): (&Translate, &TranslationOptions),
    stop: &Stop,
) -> Result<ExitCode> {
    let project = &context.project;
    let (texts, absent): (Vec<ProjectText>, Vec<ProjectText>) = chosen
        .texts
        .into_iter()
        .partition(|text| text.presence != Presence::NoSource);
    for text in absent {
        context
            .talk
            .warn(format!("{} is listed, and is not there", text.name));
    }
    let renamed = match &chosen.list {
        Some(list) => project.renamed_texts(list)?,
        None => Vec::new(),
    };
    let translation = project.translate_texts(&texts, &renamed, wishes)?;
    for (text, error) in translation.failed() {
        context.talk.error(&format_args!("{}: {error}", text.name));
    }
    let failed = translation.failed().count();
    if wishes.dry_run {
        show::texts_plan(context.talk.words, &translation)?;
        reading::plan(context.talk.words, translation.reading_plan()?)?;
        return Ok(ExitCode::from(if failed > 0 { 2 } else { 0 }));
    }
    begin(context, &translation, wishes);
    if options.batch {
        let code = batches::submitted(context, translation.submit(stop)?, stop)?;
        return Ok(if failed > 0 { ExitCode::from(2) } else { code });
    }
    let (total, _) = translation.text_counts();
    let started = Instant::now();
    let bar = show::bar(context, translation.open());
    let mut listed = 0;
    let done = translation.run(stop, &mut |news| match news {
        TextsProgress::Asked {
            engine,
            progress,
            text: (number, name),
        } => {
            show::advance(context.talk.words, &bar, engine, progress);
            bar.set_prefix(format!("{number}/{total} {name} "));
        }
        TextsProgress::Done(text, outcome) => {
            bar.suspend(|| tell(context, text, outcome, &mut listed));
        }
    })?;
    bar.finish_and_clear();
    report(context, total, &done, started);
    show::names(context, &done.names);
    let bar = show::bar(context, 0);
    let read = translation.second_reading(&done, stop, &mut |progress| {
        reading::advance(context.talk.words, &bar, translation.reader(), progress);
    })?;
    bar.finish_and_clear();
    let is_interrupted = stop.is_asked() && translation.reader().is_some();
    let is_unread = read.is_some_and(|read| reading::tell(context, read));
    let code = end(context, done, stop.is_asked(), options.allow_partial)?;
    Ok(match code {
        ExitCode::SUCCESS => ExitCode::from(reading::code(context, is_unread, is_interrupted)),
        code => code,
    })
}

/// Says what is to be done.
fn begin(context: &Context, translation: &TextsTranslation<'_>, wishes: &TranslationOptions) {
    let (texts, needing) = translation.text_counts();
    let counts = translation.counts();
    if needing > 0 {
        context.talk.note(format!(
            "{} to translate in {needing} of {}",
            many(translation.open() + counts.from_memory, "sentence"),
            many(texts, "text")
        ));
    }
    if counts.from_memory > 0 {
        context.talk.note(format!(
            "{} are out of the translation memory",
            many(counts.from_memory, "sentence")
        ));
    }
    if counts.stale > 0 && !wishes.stale {
        context.talk.note(format!(
            "{} changed after their English did: --stale translates them anew",
            many(counts.stale, "Chinese sentence")
        ));
    }
}

/// Says what became of a text.
fn tell(context: &Context, text: &ProjectText, outcome: &Result<TextOutcome>, listed: &mut usize) {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            context.talk.error(&format_args!("{}: {error}", text.name));
            return;
        }
    };
    let mut said = format!(
        "{}: {} translated",
        text.name,
        many(outcome.translated, "sentence")
    );
    if outcome.counts.is_new && outcome.translated > 0 {
        said += &format!("; {} is new", context.project.name_here(&text.target));
    }
    if !outcome.missing.is_empty() {
        said += &format!("; {} not", outcome.missing.len());
    }
    context.talk.note(said);
    if outcome.kept > 0 {
        context.talk.warn(format!(
            "{}: {} stayed Chinese: their English would have been read as markup",
            text.name,
            many(outcome.kept, "paragraph")
        ));
    }
    for one in &outcome.missing {
        if *listed < MOST_LISTED {
            context.talk.warn(line(one));
        }
        *listed += 1;
    }
}

fn line(one: &Missing) -> String {
    let (line, column) = one.at;
    let hint = one.hint.as_deref();
    let hint = hint.map_or_else(String::new, |hint| format!("\n  {hint}"));
    format!(
        "{}:{line}:{column}: untranslated ({}): {}{hint}",
        one.file.display(),
        one.why,
        one.text
    )
}

fn report(context: &Context, texts: usize, done: &TextsTranslated, started: Instant) {
    let texts = many(texts, "text");
    let (usage, spent) = done.used;
    if done.translated == 0 && done.missing == 0 && done.failed == 0 && done.unfinished == 0 {
        context
            .talk
            .note(format!("{texts}: nothing is left to translate"));
        return;
    }
    let mut said = format!(
        "{texts}: {} translated, {} of them known before; {} in {:.1} s",
        many(done.translated, "sentence"),
        done.known.min(done.translated),
        many(usage.requests as usize, "request"),
        started.elapsed().as_secs_f64()
    );
    said += &show::used(usage, spent);
    context.talk.note(said);
    let shown = done.missing.min(MOST_LISTED);
    if done.missing > shown {
        context
            .talk
            .warn(format!("{} more are untranslated", done.missing - shown));
    }
}

/// The end of a run, the worst of what happened.
fn end(
    context: &Context,
    done: TextsTranslated,
    is_interrupted: bool,
    allow_partial: bool,
) -> Result<ExitCode> {
    if done.under_way > 0 {
        batches::tell_under_way(context, done.under_way);
    }
    let is_early = done.ended_by.is_some() || is_interrupted || done.under_way == 0;
    if done.unfinished > 0 && is_early {
        context.talk.warn(format!(
            "{} as before; what was received is kept, run again to go on",
            match done.unfinished {
                1 => "1 text is".to_owned(),
                number => format!("{number} texts are"),
            }
        ));
    }
    if let Some(error) = done.ended_by {
        return Err(error);
    }
    let is_partial = done.missing + done.waiting + done.under_way > 0 && !allow_partial;
    Ok(ExitCode::from(if is_interrupted && done.unfinished > 0 {
        INTERRUPTED
    } else if done.failed > 0 {
        2
    } else {
        u8::from(is_partial)
    }))
}
