//! The first step of a run: which sentences have a translation already, and which are to be asked for.

use std::collections::{HashMap, HashSet};

use super::Item;
use super::answers::{Address, AnswerCache, Known};
use super::judge::{self, Leniency};
use super::mask::Masked;
use crate::document::codes::Coded;
use crate::error::Result;

/// The sentences of a text, looked up in the cache.
pub(super) struct CacheLookup {
    /// The cache key of each sentence's translation, whether it is there yet or not.
    pub(super) addresses: Vec<Address>,
    /// The known translation of each sentence.
    pub(super) known: Vec<Option<Coded>>,
    /// Indices of the sentences to ask for, in order. Of several with the same words and terms only the
    /// first is asked for.
    pub(super) wanted: Vec<usize>,
    /// For each address that is asked for, the sentence that is sent for it.
    pub(super) first: HashMap<Address, usize>,
}

impl CacheLookup {
    /// Looks every sentence up. A sentence without Chinese is its own translation; where `refresh` is
    /// set for a sentence, its cached translation is passed over.
    ///
    /// # Errors
    /// As [`AnswerCache::get`].
    pub(super) fn of(
        cache: &AnswerCache,
        items: &[Item],
        masked: &[Masked],
        refresh: &[bool],
    ) -> Result<CacheLookup> {
        let addresses: Vec<Address> = items.iter().map(|item| cache.address(item)).collect();
        let mut answers = cache.get(&addresses)?;
        for (at, answer) in answers.iter_mut().enumerate() {
            if refresh.get(at).copied().unwrap_or(false) || !masked[at].is_chinese() {
                *answer = None;
            }
        }
        judge_again(cache, (items, masked), &addresses, &mut answers)?;
        let known: Vec<Option<Coded>> = answers
            .into_iter()
            .enumerate()
            .map(|(at, answer)| match answer {
                Some(answer) => masked[at].unmask(&answer.text).ok(),
                None if masked[at].is_chinese() => None,
                None => masked[at].unmask(&items[at].text).ok(),
            })
            .collect();
        let mut first = HashMap::new();
        let mut wanted = Vec::new();
        for (at, address) in addresses.iter().enumerate() {
            if known[at].is_none() {
                first.entry(*address).or_insert_with(|| {
                    wanted.push(at);
                    at
                });
            }
        }
        Ok(CacheLookup {
            addresses,
            known,
            wanted,
            first,
        })
    }
}

/// The number of sentences that are judged together.
const TOGETHER: usize = 40;
/// The number of answers that are written at once.
const AT_ONCE: usize = 400;

/// Judges answers that passed an earlier judgement only, each with its neighbours in the text. Those that pass are kept
/// as judged; those that do not are left out, and asked for again.
fn judge_again(
    cache: &AnswerCache,
    given: (&[Item], &[Masked]),
    addresses: &[Address],
    answers: &mut [Option<Known>],
) -> Result<()> {
    let items = given.0;
    let mut refused: HashSet<Address> = HashSet::new();
    let mut passed: Vec<usize> = Vec::new();
    for from in (0..answers.len()).step_by(TOGETHER) {
        let batch: Vec<usize> = (from..(from + TOGETHER).min(answers.len()))
            .filter(|&at| answers[at].is_some())
            .collect();
        let is_open = |at: usize| answers[at].as_ref().is_some_and(|answer| !answer.is_judged);
        if !batch.iter().any(|&at| is_open(at)) {
            continue;
        }
        let found: Vec<Option<String>> = batch
            .iter()
            .map(|&at| Some(answers[at].as_ref()?.text.clone()))
            .collect();
        let (right, wrong) = judge::sort(given, &batch, &found, Leniency::Earlier);
        let open = |at: &usize| is_open(*at);
        passed.extend(right.iter().map(|(at, ..)| *at).filter(open));
        refused.extend(wrong.iter().map(|(at, _)| addresses[*at]));
    }
    // The same words may stand in several places: an answer that is refused in one is taken in none.
    for (answer, address) in answers.iter_mut().zip(addresses) {
        if refused.contains(address) {
            *answer = None;
        }
    }
    let entries: Vec<(Address, &str, &str)> = passed
        .into_iter()
        .filter_map(|at| {
            let text = answers[at].as_ref()?.text.as_str();
            Some((addresses[at], items[at].text.as_str(), text))
        })
        .collect();
    for some in entries.chunks(AT_ONCE) {
        cache.put(some)?;
    }
    Ok(())
}
