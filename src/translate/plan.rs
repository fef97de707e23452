//! The estimate of a run before anything is asked: requests, characters, tokens and cost.

use super::answers::AnswerCache;
use super::batches::batches;
use super::engine::{Engine, Question};
use super::lookup::CacheLookup;
use super::mask::Masked;
use super::options::ProviderConfig;
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
        let mut overhead = 0;
        if engine.is_chat() {
            for batch in &batches {
                let shown = question::around(engine, items, batch);
                let prompt = engine.prompt(Question {
                    shown: &shown,
                    reason: None,
                    plain: false,
                });
                overhead += prompt.system.chars().count() / 4;
            }
        }
        let context = f64::from(engine.config().context) * 2.0 * batches.len() as f64;
        let mean = characters as f64 / wanted.len().max(1) as f64;
        // The pairs before a batch; before the first there are none yet.
        let pairs = question::most_pairs(engine) * batches.len().saturating_sub(1);
        let most_pairs = engine.tokens_left() as f64 * batches.len() as f64;
        let mut estimates = [Estimate::default(); 3];
        for (n, estimate) in estimates.iter_mut().enumerate() {
            let sentences = wanted.len() as f64 * AROUND;
            if engine.is_chat() {
                let read = (characters as f64 + context * mean) * READ[n];
                let before = pairs as f64 * (mean * (READ[n] + WRITTEN[n]) + AROUND);
                let before = before.min(most_pairs);
                estimate.input_tokens = (read + sentences + overhead as f64 + before) * AGAIN[n];
                estimate.output_tokens = (characters as f64 * WRITTEN[n] + sentences) * AGAIN[n];
            }
            let config = engine.config();
            estimate.cost = estimate.input_tokens * config.price_input / 1e6
                + estimate.output_tokens * config.price_output / 1e6
                + characters as f64 * AGAIN[n] * config.price_characters / 1e6;
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

/// The cost of `used` at the prices of the settings.
#[must_use]
pub fn cost(config: &ProviderConfig, used: Usage) -> f64 {
    (used.input_tokens as f64 * config.price_input
        + used.output_tokens as f64 * config.price_output
        + used.characters as f64 * config.price_characters)
        / 1e6
}
