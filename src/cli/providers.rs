//! `duizhao providers`

use duizhao::Result;
use duizhao::project::translation::TRIAL_SENTENCE;
use duizhao::translate::{PROTOCOLS, Schema};

use super::Context;
use super::args::{Providers, ProvidersAction};
use super::output::write_told;

pub(super) fn run(context: &Context, options: &Providers) -> Result<()> {
    match &options.action {
        Some(ProvidersAction::Check { name }) => check(context, name),
        None => list(context),
    }
}

fn list(context: &Context) -> Result<()> {
    write_told(context.talk.words, None, |out| {
        writeln!(out, "Protocols (`protocol` in a [provider.NAME] table):")?;
        for info in PROTOCOLS {
            let about = context.talk.words.tell(info.about);
            writeln!(out, "  {:<15} {about}", info.id)?;
        }
        if !context.project.config.providers.is_empty() {
            writeln!(out)?;
            writeln!(out, "Providers of this project:")?;
        }
        for (name, provider) in &context.project.config.providers {
            let model = provider.model.as_deref().unwrap_or("");
            writeln!(out, "  {name:<15} {} {model}", provider.protocol)?;
        }
        Ok(())
    })
}

/// Sends two tiny requests, and prints how they were answered.
fn check(context: &Context, name: &str) -> Result<()> {
    let trial = context.project.try_provider(name)?;
    write_told(context.talk.words, None, |out| {
        match &trial.answer {
            Ok(text) => writeln!(out, "{name} works: {TRIAL_SENTENCE} → {text}")?,
            Err(why) => writeln!(out, "{name} answers, but not with a translation: {why}")?,
        }
        match &trial.schema {
            None => {}
            Some(Schema::Enforced) => {
                writeln!(out, "answers are held to a schema: no sentence gets lost")?;
            }
            Some(Schema::Ignored) => writeln!(
                out,
                "a schema is taken and not kept to: every answer is checked all the same; smaller batches help"
            )?,
            Some(Schema::Refused(why)) => writeln!(
                out,
                "a schema is refused, so JSON is asked for without one: {why}"
            )?,
        }
        let with_key = if trial.with_key {
            "with a key"
        } else {
            "without a key"
        };
        writeln!(
            out,
            "asked {with_key}, {} requests, {:.1} s, {} tokens read, {} written",
            trial.usage.requests,
            trial.time.as_secs_f64(),
            trial.usage.input_tokens,
            trial.usage.output_tokens
        )
    })
}
