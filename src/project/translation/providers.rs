//! Asking the provider, and its fallback for the sentences that it could not translate.

use std::sync::Arc;

use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::{Error, Result};
use crate::translate::{
    AnswerCache, Caps, Engine, Item, Job, Masked, Outcome, Progress, Stop, Usage, cost, translate,
};

/// A provider and the cache of its answers.
pub struct Server {
    /// The provider with its settings.
    pub engine: Engine,
    /// Its answers so far.
    pub answers: AnswerCache,
}

impl Server {
    /// A provider whose answers are kept in `cache`.
    #[must_use]
    pub fn new(engine: Engine, cache: Arc<Cache>) -> Server {
        let answers = AnswerCache::new(cache, engine.key());
        Server { engine, answers }
    }
}

/// The outcome of asking one or two providers.
pub struct Answered {
    /// For each sentence its translation, or the reason why there is none.
    pub texts: Vec<std::result::Result<Coded, String>>,
    /// The number of sentences that were answered before.
    pub known: usize,
    /// Requests, tokens and characters, and what they cost.
    pub used: (Usage, f64),
    /// The failure that ended the run before its time.
    pub ended_by: Option<Error>,
}

/// Sentences with their masks, and which of them are asked for again.
type Asked<'a> = (&'a [Item], &'a [Masked], &'a [bool]);

/// Asks for sentences; `progress` hears of the server that answers and how far it is.
pub(super) fn ask(
    (first, second): (&Server, Option<&Server>),
    (offline, caps): (bool, Caps),
    sentences: Asked<'_>,
    stop: &Stop,
    progress: &mut dyn FnMut(&Engine, Progress<'_>),
) -> Result<Answered> {
    let mut ask = |server: &Server,
                   sentences: Asked<'_>,
                   offline: bool,
                   caps: Caps,
                   places: Option<&[usize]>| {
        let (items, masked, refresh) = sentences;
        let job = Job {
            items,
            masked,
            refresh,
            offline,
            caps,
        };
        let outcome = translate(&server.engine, &server.answers, job, stop, &mut |done| {
            let translated = places.map(|places| {
                let translated = done.translated.iter();
                translated.map(|&at| places[at]).collect::<Vec<_>>()
            });
            let translated = translated.as_deref().unwrap_or(done.translated);
            progress(&server.engine, Progress { translated, ..done });
        });
        outcome.map(|outcome| (cost(server.engine.config(), outcome.usage), outcome))
    };
    let Some(second) = second else {
        let (spent, outcome) = ask(first, sentences, offline, caps, None)?;
        return Ok(answered(outcome, spent));
    };
    // Sentences that the second provider answered before are not asked of the first again.
    let (_, of_first) = ask(first, sentences, true, caps, None)?;
    let (_, of_second) = ask(second, sentences, true, caps, None)?;
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
        let over = left.is_empty() || offline || stop.is_asked();
        if over || merged.ended_by.is_some() {
            break;
        }
        let some = some(sentences, &left);
        let rest = caps.after(merged.used);
        let (more, outcome) = ask(
            server,
            (&some.0, &some.1, &some.2),
            false,
            rest,
            Some(&left),
        )?;
        merged.used.0 += outcome.usage;
        merged.used.1 += more;
        merged.ended_by = outcome.ended_by;
        for (&at, text) in left.iter().zip(outcome.texts) {
            merged.texts[at] = text;
        }
        left.retain(|&at| merged.texts[at].is_err());
    }
    Ok(merged)
}

fn some((items, masked, refresh): Asked<'_>, at: &[usize]) -> (Vec<Item>, Vec<Masked>, Vec<bool>) {
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
