//! The estimate of a run before anything is asked: requests, characters, tokens and cost.

use super::answers::AnswerCache;
use super::batches::batches;
use super::engine::{Engine, Question};
use super::lookup::CacheLookup;
use super::mask::Masked;
use super::options::ProviderConfig;
use super::prompt::Shown;
use super::question;
use super::{Item, Usage};
use crate::error::Result;

/// Tokens for each Chinese character that is read, and for each that is translated: the least, the usual
/// and the most that tokenizers of current models make of prose mixed with English words.
const READ: [f64; 3] = [0.7, 0.9, 1.2];
const WRITTEN: [f64; 3] = [0.85, 0.95, 1.2];
/// Tokens of the key and the quotes around one sentence.
const AROUND: f64 = 9.0;
/// Factor for sentences that are asked for a second time: at least, usually, at most.
const AGAIN: [f64; 3] = [1.0, 1.05, 1.15];

/// The price of a token that a server takes into its cache, by that of a token read: Anthropic alone counts
/// them, and takes a quarter more.
const CACHE_WRITE: f64 = 1.25;

/// The expected usage of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Tokens read; 0 for servers that do not count tokens.
    pub input_tokens: f64,
    /// Tokens written.
    pub output_tokens: f64,
    /// Cost at the prices of the settings.
    pub cost: f64,
}

/// The plan of a run that was not begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Number of sentences.
    pub sentences: usize,
    /// Number of sentences whose translation is known: from the cache, or without Chinese.
    pub known: usize,
    /// Number of requests, repeated ones not counted.
    pub requests: usize,
    /// Characters of Chinese in them.
    pub characters: usize,
    /// The estimates: at least, probably, at most.
    pub estimates: [Estimate; 3],
}

impl Plan {
    /// Plans a run of [`super::translate`] with the same arguments.
    ///
    /// # Errors
    /// As [`Cache::get`](crate::cache::Cache::get) when the cache cannot be read.
    pub fn new(
        engine: &Engine,
        cache: &AnswerCache,
        items: &[Item],
        masked: &[Masked],
        refresh: &[bool],
    ) -> Result<Plan> {
        let lookup = CacheLookup::of(cache, items, masked, refresh)?;
        let known = lookup.known.iter().flatten().count();
        let wanted = lookup.wanted;
        let batches = batches(engine, items, &wanted);
        let characters: usize = wanted
            .iter()
            .map(|&at| items[at].text.chars().count())
            .sum();
        let mean = mean(items, &wanted);
        let mut estimates = [Estimate::default(); 3];
        for (number, batch) in batches.iter().enumerate() {
            let shown = question::around(engine, items, batch);
            // Before the first request no answers are there to be shown.
            let pairs = if number > 0 {
                question::most_pairs(engine)
            } else {
                0
            };
            for (sum, one) in (estimates.iter_mut()).zip(of_request(engine, &shown, mean, pairs)) {
                sum.input_tokens += one.input_tokens;
                sum.output_tokens += one.output_tokens;
                sum.cost += one.cost;
            }
        }
        Ok(Plan {
            sentences: items.len(),
            known,
            requests: batches.len(),
            characters,
            estimates,
        })
    }
}

/// The mean number of characters of these sentences, which those around them are taken to have.
pub(super) fn mean(items: &[Item], wanted: &[usize]) -> f64 {
    let characters: usize = wanted
        .iter()
        .map(|&at| items[at].text.chars().count())
        .sum();
    characters as f64 / wanted.len().max(1) as f64
}

/// What a request is expected to use; `mean` is the length of a sentence around its own, and `pairs` the number of
/// those that are shown with their English.
pub(super) fn of_request(
    engine: &Engine,
    shown: &Shown<'_>,
    mean: f64,
    pairs: usize,
) -> [Estimate; 3] {
    let items = &shown.items;
    let characters: usize = items.iter().map(|item| item.text.chars().count()).sum();
    let characters = characters as f64;
    let overhead = if engine.is_chat() {
        let prompt = engine.prompt(Question {
            shown,
            reason: None,
            plain: false,
        });
        (prompt.system.chars().count() / 4) as f64
    } else {
        0.0
    };
    let config = engine.config();
    let context = f64::from(config.context) * 2.0;
    let sentences = items.len() as f64 * AROUND;
    let mut estimates = [Estimate::default(); 3];
    for (n, estimate) in estimates.iter_mut().enumerate() {
        if engine.is_chat() {
            let read = (characters + context * mean) * READ[n];
            let before = pairs as f64 * (mean * (READ[n] + WRITTEN[n]) + AROUND);
            let before = before.min(engine.tokens_left() as f64);
            estimate.input_tokens = (read + before + sentences + overhead) * AGAIN[n];
            estimate.output_tokens = (characters * WRITTEN[n] + sentences) * AGAIN[n];
        }
        estimate.cost = (estimate.input_tokens * config.price_input
            + estimate.output_tokens * config.price_output
            + characters * AGAIN[n] * config.price_characters)
            / 1e6;
    }
    estimates
}

/// The cost of `used` at the prices of the settings: tokens out of the server's cache at `price-cached`, those
/// that it took into its cache at `price-cache-write`.
#[must_use]
pub fn cost(config: &ProviderConfig, used: Usage) -> f64 {
    let cached = used.cached_tokens.min(used.input_tokens);
    let written = used.cache_written_tokens.min(used.input_tokens - cached);
    let fresh = used.input_tokens - cached - written;
    let price_cached = config.price_cached.unwrap_or(config.price_input);
    let price_write = config
        .price_cache_write
        .unwrap_or(config.price_input * CACHE_WRITE);
    (fresh as f64 * config.price_input
        + cached as f64 * price_cached
        + written as f64 * price_write
        + used.output_tokens as f64 * config.price_output
        + used.characters as f64 * config.price_characters)
        / 1e6
}

/// The cost of `used` in a batch.
#[must_use]
pub fn batch_cost(config: &ProviderConfig, used: Usage) -> f64 {
    cost(config, used) * (1.0 - config.batch_discount)
}
