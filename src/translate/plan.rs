//! What a translation will take, before anything is asked.

use super::engine::{Engine, Question};
use super::mask::Masked;
use super::memory::Memory;
use super::options::ProviderConfig;
use super::prompt::Around;
use super::run::batches;
use super::standing::Standing;
use super::{Item, Usage};
use crate::error::Result;

/// Tokens for a Chinese character read and written: what the tokenizers of current models make of
/// mixed prose at least, mostly, and at most.
const READ: [f64; 3] = [0.7, 0.9, 1.2];
const WRITTEN: [f64; 3] = [0.85, 0.95, 1.2];
/// Tokens of key and quotes of a sentence.
const AROUND: f64 = 9.0;
/// The share that is asked for a second time.
const AGAIN: [f64; 3] = [1.0, 1.05, 1.15];

/// What is expected of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Tokens that will be read; for servers that count them.
    pub input_tokens: f64,
    /// Tokens that will be written.
    pub output_tokens: f64,
    /// What it will cost, at the prices of the settings.
    pub cost: f64,
}

/// A run that was not begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Sentences.
    pub sentences: usize,
    /// Those whose translation is in the memory, or that have no Chinese in them.
    pub known: usize,
    /// Requests without those that are asked again.
    pub requests: usize,
    /// Characters of Chinese in them.
    pub characters: usize,
    /// At least, probably, at most.
    pub estimates: [Estimate; 3],
}

impl Plan {
    /// Plans the run that [`super::translate`] would be.
    ///
    /// # Errors
    /// What is wrong with the memory.
    pub fn new(
        engine: &Engine,
        memory: &Memory,
        items: &[Item],
        masked: &[Masked],
        refresh: &[bool],
    ) -> Result<Plan> {
        let standing = Standing::of(memory, items, masked, refresh)?;
        let known = standing.known.iter().flatten().count();
        let wanted = standing.wanted;
        let batches = batches(engine, items, &wanted);
        let characters: usize = wanted
            .iter()
            .map(|&at| items[at].text.chars().count())
            .sum();
        let mut overhead = 0;
        if engine.is_chat() {
            for batch in &batches {
                let items: Vec<&Item> = batch.iter().map(|&at| &items[at]).collect();
                let prompt = engine.prompt(Question {
                    items: &items,
                    around: Around::default(),
                    reason: None,
                    plain: false,
                });
                overhead += prompt.system.chars().count() / 4;
            }
        }
        let context = f64::from(engine.config().context) * 2.0 * batches.len() as f64;
        let mean = characters as f64 / wanted.len().max(1) as f64;
        let mut estimates = [Estimate::default(); 3];
        for (n, estimate) in estimates.iter_mut().enumerate() {
            let sentences = wanted.len() as f64 * AROUND;
            if engine.is_chat() {
                let read = (characters as f64 + context * mean) * READ[n];
                estimate.input_tokens = (read + sentences + overhead as f64) * AGAIN[n];
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

/// What something has cost, at the prices of the settings.
#[must_use]
pub fn cost(config: &ProviderConfig, used: Usage) -> f64 {
    (used.input_tokens as f64 * config.price_input
        + used.output_tokens as f64 * config.price_output
        + used.characters as f64 * config.price_characters)
        / 1e6
}
