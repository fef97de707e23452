//! What of a text is translated already, and what is still to be asked for.

use std::collections::HashMap;

use super::Item;
use super::mask::Masked;
use super::memory::{Address, Memory};
use crate::document::codes::Coded;
use crate::error::Result;

/// How the sentences of a text stand.
pub(super) struct Standing {
    /// Where the memory has, or will have, the translation of each.
    pub(super) addresses: Vec<Address>,
    /// The translations that are known.
    pub(super) known: Vec<Option<Coded>>,
    /// The sentences to be asked for, in order: of several with the same words and terms the first.
    pub(super) wanted: Vec<usize>,
    /// The sentence that is asked for, by its address.
    pub(super) first: HashMap<Address, usize>,
}

impl Standing {
    /// Looks every sentence up. Without Chinese in it, a sentence is its own translation; where
    /// `refresh` says so the memory is not asked.
    pub(super) fn of(
        memory: &Memory,
        items: &[Item],
        masked: &[Masked],
        refresh: &[bool],
    ) -> Result<Standing> {
        let addresses: Vec<Address> = items.iter().map(|item| memory.address(item)).collect();
        let mut known = Vec::with_capacity(items.len());
        for (at, kept) in memory.get(&addresses)?.into_iter().enumerate() {
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
        Ok(Standing {
            addresses,
            known,
            wanted,
            first,
        })
    }
}
