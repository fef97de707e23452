//! Asking the provider, and for what it could not translate the one behind it.

use std::sync::Arc;

use duizhao::cache::Cache;
use duizhao::document::codes::Coded;
use duizhao::translate::{
    AnswerCache, Caps, Engine, Item, Job, Masked, Outcome, Stop, Usage, cost, translate,
};
use duizhao::{Error, Result};

use super::show;
use crate::cli::Context;
use crate::cli::args::Translate;

/// A provider and what it answered before.
pub(super) struct Server {
    pub(super) engine: Engine,
    pub(super) memory: AnswerCache,
}

impl Server {
    pub(super) fn new(engine: Engine, cache: Arc<Cache>) -> Server {
        let memory = AnswerCache::new(cache, engine.key());
        Server { engine, memory }
    }
}

/// What came of asking.
pub(super) struct Answered {
    pub(super) texts: Vec<std::result::Result<Coded, String>>,
    /// How many were answered before.
    pub(super) known: usize,
    /// What was used, and what it cost.
    pub(super) used: (Usage, f64),
    pub(super) ended_by: Option<Error>,
}

/// Sentences as a run wants them: with their masks, and which to ask for again.
type Sentences<'a> = (&'a [Item], &'a [Masked], &'a [bool]);

/// Asks for sentences.
pub(super) fn all(
    context: &Context,
    (first, second): (&Server, Option<&Server>),
    options: &Translate,
    sentences: Sentences<'_>,
    stop: &Stop,
) -> Result<Answered> {
    let caps = Caps {
        requests: options.max_requests,
        characters: options.max_chars,
        cost: options.max_cost,
    };
    let bar = show::bar(context, sentences.0.len());
    let ask = |server: &Server, sentences: Sentences<'_>, offline: bool, caps: Caps| {
        let (items, masked, refresh) = sentences;
        let job = Job {
            items,
            masked,
            refresh,
            offline,
            caps,
        };
        let outcome = translate(&server.engine, &server.memory, job, stop, &mut |progress| {
            show::advance(&bar, &server.engine, progress);
        });
        outcome.map(|outcome| (cost(server.engine.config(), outcome.usage), outcome))
    };
    let Some(second) = second else {
        let (spent, outcome) = ask(first, sentences, options.offline, caps)?;
        bar.finish_and_clear();
        return Ok(answered(outcome, spent));
    };
    // What the second answered before is not asked of the first again.
    let (_, of_first) = ask(first, sentences, true, caps)?;
    let (_, of_second) = ask(second, sentences, true, caps)?;
    let is_open = |at: &usize| of_first.texts[*at].is_err() && of_second.texts[*at].is_err();
    let open: Vec<usize> = (0..sentences.0.len()).filter(is_open).collect();
    let mut merged = Answered {
        known: sentences.0.len() - open.len(),
        texts: of_first
            .texts
            .into_iter()
            .zip(of_second.texts)
            .map(|(one, two)| one.or(two))
            .collect(),
        used: (Usage::default(), 0.0),
        ended_by: None,
    };
    let mut left = open;
    for server in [first, second] {
        let over = left.is_empty() || options.offline || stop.is_asked();
        if over || merged.ended_by.is_some() {
            break;
        }
        let some = some(sentences, &left);
        let (used, spent) = merged.used;
        let rest = Caps {
            requests: caps.requests.map(|most| most.saturating_sub(used.requests)),
            characters: caps
                .characters
                .map(|most| most.saturating_sub(used.characters)),
            cost: caps.cost.map(|most| most - spent),
        };
        let (more, outcome) = ask(server, (&some.0, &some.1, &some.2), false, rest)?;
        merged.used.0 += outcome.usage;
        merged.used.1 += more;
        merged.ended_by = outcome.ended_by;
        for (&at, text) in left.iter().zip(outcome.texts) {
            merged.texts[at] = text;
        }
        left.retain(|&at| merged.texts[at].is_err());
    }
    bar.finish_and_clear();
    Ok(merged)
}

fn some(
    (items, masked, refresh): Sentences<'_>,
    at: &[usize],
) -> (Vec<Item>, Vec<Masked>, Vec<bool>) {
    let items = at.iter().map(|&at| items[at].clone()).collect();
    let masked = at.iter().map(|&at| masked[at].clone()).collect();
    (items, masked, at.iter().map(|&at| refresh[at]).collect())
}

fn answered(outcome: Outcome, spent: f64) -> Answered {
    Answered {
        texts: outcome.texts,
        known: outcome.known,
        used: (outcome.usage, spent),
        ended_by: outcome.ended_by,
    }
}
