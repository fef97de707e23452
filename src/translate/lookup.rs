//! The first step of a run: which sentences have a translation already, and which are to be asked for.

use std::collections::HashMap;

use super::Item;
use super::answers::{Address, AnswerCache};
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
        let mut known = Vec::with_capacity(items.len());
        for (at, kept) in cache.get(&addresses)?.into_iter().enumerate() {
            let again = refresh.get(at).copied().unwrap_or(false);
            let answer = if masked[at].is_chinese() {
                kept.filter(|_| !again)
            } else {
                Some(items[at].text.clone())
            };
            known.push(answer.and_then(|answer| masked[at].unmask(&answer).ok()));
        }
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
