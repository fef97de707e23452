//! Asking the provider, and its fallback for the sentences that it could not translate.

use std::sync::Arc;

use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::{Error, Result};
use crate::translate::{
    AnswerCache, BatchJobs, Caps, Engine, Item, Job, Masked, Outcome, Progress, Stop, Usage, cost,
    translate,
};

/// A provider and the cache of its answers.
pub struct Server {
    /// The provider with its settings.
    pub engine: Engine,
    /// Its answers so far.
    pub answers: AnswerCache,
    /// The batches of the project whose answers are not in yet.
    pub batches: BatchJobs,
}

impl Server {
    /// A provider whose answers are kept in `cache`.
    #[must_use]
    pub fn new(engine: Engine, cache: Arc<Cache>) -> Server {
        Server {
            answers: AnswerCache::new(cache.clone(), engine.key()),
            batches: BatchJobs::new(cache),
            engine,
        }
    }
}

/// The outcome of asking one or two providers.
pub struct Answered {
    /// For each sentence its translation, or the reason why there is none.
    pub texts: Vec<std::result::Result<Coded, String>>,
    /// For each sentence whether it is under way in a batch, and not translated otherwise.
    pub under_way: Vec<bool>,
    /// The number of sentences that were answered before.
    pub known: usize,
    /// Requests, tokens and characters, and what they cost.
    pub used: (Usage, f64),
    /// The failure that ended the run before its time.
    pub ended_by: Option<Error>,
}

/// Sentences with their masks, and which of them are asked for again.
type Asked<'a> = (&'a [Item], &'a [Masked], &'a [bool]);

/// Asks for sentences; `progress` hears of the server that answers and how far it is. Those that are under way in
/// a batch are paid for, and asked for only in the cache.
pub(super) fn ask(
    (first, second): (&Server, Option<&Server>),
    (offline, caps): (bool, Caps),
    sentences: Asked<'_>,
    stop: &Stop,
    progress: &mut dyn FnMut(&Engine, Progress<'_>),
) -> Result<Answered> {
    let (items, masked, _) = sentences;
    let batches = under_way((first, second), items)?;
    let servers = (first, second);
    let mut answered = if batches.iter().all(Option::is_none) {
        ask_free(servers, (offline, caps), sentences, stop, progress)?
    } else {
        let places = |waits: bool| -> Vec<usize> {
            let all = batches.iter().enumerate();
            all.filter(|(_, batch)| batch.is_some() == waits)
                .map(|(at, _)| at)
                .collect()
        };
        let (free, waiting) = (places(false), places(true));
        let mut one = |places: &[usize], offline: bool| {
            let some = some(sentences, places);
            let mut mapped = |engine: &Engine, done: Progress<'_>| {
                let translated = done.translated.iter();
                let translated: Vec<usize> = translated.map(|&at| places[at]).collect();
                let all = items.len();
                progress(
                    engine,
                    Progress {
                        translated: &translated,
                        all,
                        ..done
                    },
                );
            };
            let asked = (some.0.as_slice(), some.1.as_slice(), some.2.as_slice());
            ask_free(servers, (offline, caps), asked, stop, &mut mapped)
        };
        let waits = one(&waiting, true)?;
        let rest = one(&free, offline)?;
        let mut merged = Answered {
            texts: vec![Err(String::new()); items.len()],
            known: waits.known + rest.known,
            under_way: vec![false; items.len()],
            ..rest
        };
        for (at, text) in free.into_iter().zip(rest.texts) {
            merged.texts[at] = text;
        }
        for (at, text) in waiting.into_iter().zip(waits.texts) {
            let batch = batches[at].as_deref().unwrap_or_default();
            merged.under_way[at] = text.is_err() && masked[at].is_chinese();
            merged.texts[at] = text.map_err(|_| format!("under way in batch {batch}"));
        }
        merged
    };
    if offline && answered.texts.iter().any(std::result::Result::is_err) {
        // What nobody was asked for now may have been asked for in a batch.
        let reasons = first.batches.reasons(&first.answers, items)?;
        for ((text, under_way), reason) in answered
            .texts
            .iter_mut()
            .zip(&answered.under_way)
            .zip(reasons)
        {
            if let (Err(why), false, Some(reason)) = (text, under_way, reason) {
                *why = reason;
            }
        }
    }
    Ok(answered)
}

/// For each sentence the batch in which it is under way.
fn under_way(
    (first, second): (&Server, Option<&Server>),
    items: &[Item],
) -> Result<Vec<Option<String>>> {
    let mut batches = first.batches.under_way(&first.answers, items)?;
    if let Some(second) = second {
        let more = second.batches.under_way(&second.answers, items)?;
        for (batch, other) in batches.iter_mut().zip(more) {
            if batch.is_none() {
                *batch = other;
            }
        }
    }
    Ok(batches)
}

/// Asks for sentences of which none is under way.
fn ask_free(
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
        under_way: vec![false; sentences.0.len()],
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

pub(super) fn some(
    (items, masked, refresh): Asked<'_>,
    at: &[usize],
) -> (Vec<Item>, Vec<Masked>, Vec<bool>) {
    let items = at.iter().map(|&at| items[at].clone()).collect();
    let masked = at.iter().map(|&at| masked[at].clone()).collect();
    (items, masked, at.iter().map(|&at| refresh[at]).collect())
}

fn answered(outcome: Outcome, spent: f64) -> Answered {
    Answered {
        under_way: vec![false; outcome.texts.len()],
        texts: outcome.texts,
        known: outcome.known,
        used: (outcome.usage, spent),
        ended_by: outcome.ended_by,
    }
}
