//! Translations on disk: what was answered and found right once is not asked again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Item;
use crate::cache::Cache;
use crate::error::Result;

/// The table of the cache that translations are in.
const TABLE: &str = "translations";
/// Goes up when the same key or value would mean something else.
const SCHEMA: &str = "1";

/// The key of a translation: a hash of everything that it depends on.
pub(super) type Address = [u8; 32];

/// The translations of one engine.
#[derive(Debug)]
pub struct Memory {
    cache: Arc<Cache>,
    engine: String,
}

/// A translation as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The answer, codes as tokens.
    text: String,
}

impl Memory {
    /// The translations in `cache` by the engine with this key (see [`super::Engine::key`]).
    #[must_use]
    pub fn new(cache: Arc<Cache>, engine: String) -> Memory {
        Memory { cache, engine }
    }

    /// Where the translation of a sentence is kept: by its text, its terms, and the engine.
    pub(super) fn address(&self, item: &Item) -> Address {
        let parts = [SCHEMA, self.engine.as_str(), item.text.as_str()];
        let terms = item
            .terms
            .iter()
            .flat_map(|(source, target)| [source, target]);
        crate::cache::address(parts.into_iter().chain(terms.map(String::as_str)))
    }

    /// The answer that is kept for each sentence, codes as tokens.
    ///
    /// # Errors
    /// What is wrong with the cache.
    pub fn known(&self, items: &[Item]) -> Result<Vec<Option<String>>> {
        let addresses: Vec<Address> = items.iter().map(|item| self.address(item)).collect();
        self.get(&addresses)
    }

    /// What is kept at each address.
    pub(super) fn get(&self, addresses: &[Address]) -> Result<Vec<Option<String>>> {
        let found = self.cache.get(TABLE, addresses)?;
        Ok(found
            .into_iter()
            .map(|value| {
                let kept: Kept = serde_json::from_slice(&value?).ok()?;
                Some(kept.text)
            })
            .collect())
    }

    /// Keeps translations: all of them, or none where this fails.
    pub(super) fn put(&self, entries: &[(Address, &str)]) -> Result<()> {
        let entries: Vec<(Address, Vec<u8>)> = entries
            .iter()
            .map(|(address, text)| {
                let kept = Kept {
                    text: (*text).to_owned(),
                };
                (*address, serde_json::to_vec(&kept).unwrap_or_default())
            })
            .collect();
        self.cache.put(TABLE, &entries)
    }
}
