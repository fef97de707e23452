//! The plan of a run, its progress, and its outcome, for people.

use std::time::Instant;

use duizhao::Result;
use duizhao::project::translation::{NamesAdded, TextsPlan, TextsTranslation, Translation};
use duizhao::translate::{Engine, Estimate, Plan, Progress, Usage, cost};
use duizhao::words::Words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Context;
use crate::cli::columns::{at_right, filled};
use crate::cli::output::write_to;

/// Shows the requests that a run would make, and what they would cost.
pub(super) fn plan(words: &Words, translation: &Translation<'_>) -> Result<()> {
    let known = &translation.known;
    let (plan, waits) = translation.plan()?;
    let mut rows = vec![
        ("sentences".to_owned(), known.texts.len()),
        ("kept from a person".to_owned(), known.by_person),
        ("translation memory".to_owned(), known.from_memory),
        ("answered before".to_owned(), plan.known),
    ];
    rows.extend(known.bands());
    rows.extend(under_way(waits));
    let by = (translation.engine(), translation.provider.as_str());
    estimate(words, by, &plan, &rows)
}

/// Shows what a run over texts would take and cost.
pub(super) fn texts_plan(words: &Words, translation: &TextsTranslation<'_>) -> Result<()> {
    let TextsPlan {
        counts,
        texts: (texts, needing),
        plan,
        bands,
        under_way: waits,
    } = translation.plan()?;
    let mut rows = vec![
        ("texts".to_owned(), texts),
        ("  to be translated".to_owned(), needing),
        ("sentences".to_owned(), counts.sentences),
        ("  untranslated".to_owned(), counts.untranslated),
        ("  stale".to_owned(), counts.stale),
        ("translation memory".to_owned(), counts.from_memory),
        ("answered before".to_owned(), plan.known),
    ];
    rows.extend(bands);
    rows.extend(under_way(waits));
    let provider = translation.provider();
    estimate(words, (translation.engine(), &provider), &plan, &rows)
}

/// The sentences that are under way in a batch.
fn under_way(number: usize) -> Option<(String, usize)> {
    (number > 0).then(|| ("under way in a batch".to_owned(), number))
}

fn estimate(
    words: &Words,
    (engine, provider): (&Engine, &str),
    plan: &Plan,
    rows: &[(String, usize)],
) -> Result<()> {
    write_to(None, |out| {
        let config = engine.config();
        let name = |english: &str| filled(&words.tell(english), 22);
        writeln!(
            out,
            "{}{provider} ({}, {})",
            name("provider"),
            config.protocol,
            engine.url()
        )?;
        if let Some(model) = &config.model {
            writeln!(out, "{}{model}", name("model"))?;
        }
        writeln!(out)?;
        let mut row = |english: &str, number: usize| writeln!(out, "{}{number:>12}", name(english));
        for (name, number) in rows {
            row(name, *number)?;
        }
        row("requests", plan.requests)?;
        row("characters", plan.characters)?;
        let [low, likely, high] = plan.estimates;
        let heads = ["low", "likely", "high"].map(|head| at_right(&words.tell(head), 12));
        writeln!(out, "\n{:<22}{}", "", heads.concat())?;
        if engine.is_chat() {
            let mut row = |english: &str, of: fn(&Estimate) -> f64| {
                let figures = [low, likely, high].map(|e| format!("{:>12.0}", of(&e)));
                writeln!(out, "{}{}", name(english), figures.concat())
            };
            row("tokens read", |e| e.input_tokens)?;
            row("tokens written", |e| e.output_tokens)?;
        }
        if config.price_input + config.price_output + config.price_characters > 0.0 {
            let mut row = |english: &str, part: f64| {
                let figures = [low, likely, high].map(|e| format!("{:>12.4}", e.cost * part));
                writeln!(out, "{}{}", name(english), figures.concat())
            };
            row("cost", 1.0)?;
            if engine.has_batches() {
                row("cost with --batch", 1.0 - config.batch_discount)?;
            }
            Ok(())
        } else {
            let unknown = words.tell("unknown: give prices in duizhao.toml");
            writeln!(out, "{}{unknown}", name("cost"))
        }
    })
}

pub(super) fn bar(context: &Context, all: usize) -> ProgressBar {
    let target = if context.talk.is_quiet() {
        ProgressDrawTarget::hidden()
    } else {
        // Draws on terminals only.
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template(&context.talk.words.word("progress-sentences"));
    let bar = ProgressBar::with_draw_target(Some(all as u64), target);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

pub(super) fn advance(words: &Words, bar: &ProgressBar, engine: &Engine, progress: Progress<'_>) {
    bar.set_position(progress.done as u64);
    let spent = cost(engine.config(), progress.usage);
    if spent > 0.0 {
        bar.set_message(words.say("progress-spent", &[("spent", format!("{spent:.4}").into())]));
    }
}

/// Shows the outcome: how many of all sentences are translated, and how many of them without a request.
pub(super) fn report(
    context: &Context,
    (done, all): (usize, usize),
    known: usize,
    (usage, spent): (Usage, f64),
    started: Instant,
) {
    let mut said = format!(
        "{done} of {all} sentences translated, {known} of them known before; {} requests in {:.1} s",
        usage.requests,
        started.elapsed().as_secs_f64()
    );
    said += &used(usage, spent);
    context.talk.note(said);
}

/// What a run has spent, and how much of what the server read was in its cache; for the end of a line.
pub(super) fn used(usage: Usage, spent: f64) -> String {
    let mut said = String::new();
    if spent > 0.0 {
        said += &format!(", {spent:.4} spent");
    }
    if usage.cached_tokens > 0 {
        said += &format!(
            "; of {} tokens read {} from the server's cache",
            grouped(usage.input_tokens),
            grouped(usage.cached_tokens)
        );
    }
    said
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Says which names were added to the list.
pub(super) fn names(context: &Context, added: &NamesAdded) {
    const MOST_NAMED: usize = 5;
    if added.names.is_empty() {
        return;
    }
    let named: Vec<String> = added
        .names
        .iter()
        .take(MOST_NAMED)
        .map(|(chinese, english)| format!("{chinese} {english}"))
        .collect();
    let more = added.names.len().saturating_sub(MOST_NAMED);
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let count = added.names.len();
    context.talk.note(format!(
        "{count} {} found and added to {}: {}{more}; what you change there is kept to",
        if count == 1 { "name was" } else { "names were" },
        context.project.name_here(&added.file),
        named.join(", ")
    ));
}

/// A number of things in words.
pub(super) fn many(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    }
}
