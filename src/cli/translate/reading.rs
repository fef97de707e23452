//! The second reader: what it would take, its progress, and what it says.

use duizhao::Result;
use duizhao::project::translation::{SecondPlan, SecondRead};
use duizhao::translate::second_reader::ReadingProgress;
use duizhao::translate::{Engine, Estimate, cost};
use duizhao::words::Words;
use indicatif::ProgressBar;

use super::{ENDPOINT, INTERRUPTED};
use crate::cli::Context;
use crate::cli::columns::{at_right, filled};
use crate::cli::output::write_to;

/// Shows what a reading would take and cost.
pub(super) fn plan(words: &Words, plan: Option<SecondPlan<'_>>) -> Result<()> {
    let Some(SecondPlan { reader, plan }) = plan else {
        return Ok(());
    };
    write_to(None, |out| {
        let name = |english: &str| filled(&words.tell(english), 22);
        writeln!(out, "\n{}{:>12}", name("second reader"), reader.name())?;
        for (english, number) in [
            ("pairs", plan.pairs),
            ("read before", plan.known),
            ("requests", plan.requests),
            ("characters", plan.characters),
        ] {
            writeln!(out, "{}{number:>12}", name(english))?;
        }
        let heads = ["low", "likely", "high"].map(|head| at_right(&words.tell(head), 12));
        writeln!(out, "\n{:<22}{}", "", heads.concat())?;
        let mut row = |english: &str, of: fn(&Estimate) -> String| {
            let figures = plan.estimates.each_ref().map(of);
            writeln!(out, "{}{}", name(english), figures.concat())
        };
        row("tokens read", |e| format!("{:>12.0}", e.input_tokens))?;
        row("tokens written", |e| format!("{:>12.0}", e.output_tokens))?;
        let config = reader.engine().config();
        if config.price_input + config.price_output + config.price_characters > 0.0 {
            row("cost", |e| format!("{:>12.4}", e.cost))
        } else {
            let unknown = words.tell("unknown: give prices in duizhao.toml");
            writeln!(out, "{}{unknown}", name("cost"))
        }
    })
}

/// Shows how far a reading is.
pub(super) fn advance(
    words: &Words,
    bar: &ProgressBar,
    engine: Option<&Engine>,
    progress: ReadingProgress,
) {
    bar.set_length(progress.all as u64);
    bar.set_position(progress.done as u64);
    bar.set_prefix(words.word("progress-second-reader"));
    let spent = engine.map_or(0.0, |engine| cost(engine.config(), progress.usage));
    if spent > 0.0 {
        bar.set_message(words.say("progress-spent", &[("spent", format!("{spent:.4}").into())]));
    }
}

/// Says what came of a reading; whether it was not finished.
pub(super) fn tell(context: &Context, read: SecondRead) -> bool {
    let SecondRead {
        reader,
        outcome,
        spent,
    } = read;
    let many = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    };
    let mut said = format!(
        "second reader {reader}: {} read, {} of them before; {}; {} besides",
        many(outcome.read, "pair"),
        outcome.known,
        many(outcome.doubts, "doubt"),
        many(outcome.usage.requests as usize, "request"),
    );
    if spent > 0.0 {
        said += &format!(", {spent:.4} spent");
    }
    if outcome.doubts > 0 {
        said += "; `duizhao check --only review` shows what it doubts";
    }
    context.talk.note(said);
    let (unread, why) = outcome.unread;
    if unread > 0 {
        context.talk.warn(format!(
            "the second reader did not read {}: {why}",
            many(unread, "pair")
        ));
    }
    match outcome.ended_by {
        Some(error) => {
            context.talk.warn(format!(
                "the translation is complete, the second reading is not: {error}"
            ));
            true
        }
        None => false,
    }
}

/// The exit code of a run whose texts are translated: whether the reader failed, and whether the run was interrupted.
pub(super) fn code(context: &Context, is_unread: bool, is_interrupted: bool) -> u8 {
    if is_interrupted {
        context
            .talk
            .warn("interrupted; what was received is kept, run again to go on");
        INTERRUPTED
    } else if is_unread {
        ENDPOINT
    } else {
        0
    }
}
