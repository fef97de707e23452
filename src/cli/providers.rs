//! `duizhao providers`

use std::sync::Arc;

use duizhao::Result;
use duizhao::cache::Cache;
use duizhao::document::codes::Coded;
use duizhao::translate::{
    AnswerCache, Engine, Item, Job, Masked, PROTOCOLS, Schema, Stop, translate,
};

use super::Context;
use super::args::{Providers, ProvidersAction};
use super::output::write_to;

/// What a provider is asked for.
const SENTENCE: &str = "灯塔在海边。";

pub(super) fn run(context: &Context, options: &Providers) -> Result<()> {
    match &options.action {
        Some(ProvidersAction::Check { name }) => check(context, name),
        None => list(context),
    }
}

fn list(context: &Context) -> Result<()> {
    write_to(None, |out| {
        writeln!(out, "Protocols (`protocol` in a [provider.NAME] table):")?;
        for info in PROTOCOLS {
            writeln!(out, "  {:<15} {}", info.id, info.about)?;
        }
        if !context.project.config.providers.is_empty() {
            writeln!(out, "\nProviders of this project:")?;
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
    let settings = context.project.config.provider(Some(name))?;
    let key = settings.key(|variable| std::env::var(variable).ok())?;
    let with_key = if key.is_some() {
        "with a key"
    } else {
        "without a key"
    };
    let engine = Engine::new(settings, key)?;
    // In a place of its own: the answer shall come from the server.
    let folder = tempfile::tempdir().map_err(|source| duizhao::Error::Write {
        path: std::env::temp_dir(),
        source,
    })?;
    let memory = AnswerCache::new(
        Arc::new(Cache::open(&Cache::path_in(folder.path()))?),
        engine.key(),
    );
    let items = [Item {
        text: SENTENCE.to_owned(),
        ..Item::default()
    }];
    let masked = [Masked::of(&Coded::plain(SENTENCE))];
    let job = Job {
        items: &items,
        masked: &masked,
        refresh: &[],
        offline: false,
        caps: duizhao::translate::Caps::default(),
    };
    let started = std::time::Instant::now();
    let outcome = translate(&engine, &memory, job, &Stop::default(), &mut |_| {})?;
    if let Some(error) = outcome.ended_by {
        return Err(error);
    }
    let seconds = started.elapsed().as_secs_f64();
    let schema = engine.probe()?;
    write_to(None, |out| {
        match &outcome.texts[0] {
            Ok(coded) => writeln!(out, "{name} works: {SENTENCE} → {}", coded.text)?,
            Err(why) => writeln!(out, "{name} answers, but not with a translation: {why}")?,
        }
        match &schema {
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
        writeln!(
            out,
            "asked {with_key}, {} requests, {seconds:.1} s, {} tokens read, {} written",
            outcome.usage.requests, outcome.usage.input_tokens, outcome.usage.output_tokens
        )
    })
}
