//! The estimate of what a second reader would take, before anything is asked.

use super::super::Estimate;
use super::{Pair, ReadText, SecondReader, prompt};
use crate::error::Result;

/// Tokens for a character of Chinese: the least, the usual and the most.
const CHINESE: [f64; 3] = [0.7, 0.9, 1.2];
/// Tokens for a character of English.
const ENGLISH: [f64; 3] = [0.2, 0.25, 0.35];
/// English characters for a Chinese one, of English that is not there yet.
const RATIO: f64 = 3.6;
/// Tokens of the keys and marks around a pair, read and written.
const AROUND: f64 = 20.0;
/// The share of pairs that are doubted, each with a reason of so many tokens and the English once more.
const DOUBTED: [f64; 3] = [0.0, 0.08, 0.3];
const REASON: f64 = 30.0;
/// Factor for pairs that are asked for a second time.
const AGAIN: [f64; 3] = [1.0, 1.05, 1.2];

/// The plan of a reading that was not begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadingPlan {
    /// The number of pairs.
    pub pairs: usize,
    /// The number of pairs that were read before.
    pub known: usize,
    /// Number of requests, repeated ones not counted.
    pub requests: usize,
    /// Characters of Chinese in them.
    pub characters: usize,
    /// The estimates: at least, probably, at most.
    pub estimates: [Estimate; 3],
}

impl SecondReader {
    /// Plans the reading of these texts, and of sentences whose English is not there yet, by the characters of their
    /// Chinese.
    ///
    /// # Errors
    /// As [`Cache::get`](crate::cache::Cache::get).
    pub fn plan(&self, texts: &[ReadText], to_come: &[usize]) -> Result<ReadingPlan> {
        let wanted = self.wanted(texts)?;
        let limits = self.engine.limits();
        let mut requests = wanted.batches.len();
        let (mut count, mut characters) = (limits.texts, 0);
        for &more in to_come {
            if count >= limits.texts || characters + more > limits.characters {
                requests += 1;
                (count, characters) = (0, 0);
            }
            count += 1;
            characters += more;
        }
        let chinese = |pair: &Pair| pair.source.chars().count();
        let of_pairs: usize = wanted.places.iter().map(|(_, pair)| chinese(pair)).sum();
        let english: usize = wanted
            .places
            .iter()
            .map(|(_, pair)| pair.target.chars().count())
            .sum();
        let coming: usize = to_come.iter().sum();
        let characters = of_pairs + coming;
        let english = english as f64 + coming as f64 * RATIO;
        let pairs = (wanted.places.len() + to_come.len()) as f64;
        let system = prompt::batch(&[], (&[], &[]), self.engine.brief()).system;
        let overhead = requests as f64 * system.chars().count() as f64 / 4.0;
        let config = self.engine.config();
        let mean = characters as f64 / pairs.max(1.0);
        let context = f64::from(config.context) * 2.0 * requests as f64 * mean;
        let mut estimates = [Estimate::default(); 3];
        for (n, estimate) in estimates.iter_mut().enumerate() {
            let read = (characters as f64 + context) * CHINESE[n] + english * ENGLISH[n];
            estimate.input_tokens = (read + pairs * AROUND + overhead) * AGAIN[n];
            let doubts = (pairs * REASON + english * ENGLISH[n]) * DOUBTED[n];
            estimate.output_tokens = (pairs * AROUND + doubts) * AGAIN[n];
            estimate.cost = estimate.input_tokens * config.price_input / 1e6
                + estimate.output_tokens * config.price_output / 1e6
                + characters as f64 * AGAIN[n] * config.price_characters / 1e6;
        }
        let all: usize = texts.iter().map(|text| text.pairs.len()).sum();
        Ok(ReadingPlan {
            pairs: all + to_come.len(),
            known: wanted.known.0,
            requests,
            characters,
            estimates,
        })
    }
}
