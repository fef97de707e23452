//! Translations on disk: what was answered and found right once is not asked again.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Item;
use super::fuzzy::Unit;
use crate::cache::Cache;
use crate::error::Result;
use crate::text::digest;

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
    /// The Chinese, codes as tokens.
    #[serde(default)]
    source: String,
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
        digest::of_parts(parts.into_iter().chain(terms.map(String::as_str)))
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

    /// Keeps translations, each with its place and its Chinese: all of them, or none where this fails.
    pub(super) fn put(&self, entries: &[(Address, &str, &str)]) -> Result<()> {
        let entries: Vec<(Address, Vec<u8>)> = entries
            .iter()
            .map(|&(address, source, text)| {
                let kept = Kept {
                    source: source.to_owned(),
                    text: text.to_owned(),
                };
                (address, serde_json::to_vec(&kept).unwrap_or_default())
            })
            .collect();
        self.cache.put(TABLE, &entries)
    }

    /// What any server ever answered in this project, by what was asked, tokens and all.
    ///
    /// # Errors
    /// What is wrong with the cache.
    pub fn said(cache: &Cache) -> Result<HashMap<String, Vec<String>>> {
        let mut said: HashMap<String, Vec<String>> = HashMap::new();
        for (_, value) in cache.all(TABLE)? {
            if let Ok(kept) = serde_json::from_slice::<Kept>(&value) {
                said.entry(kept.source).or_default().push(kept.text);
            }
        }
        Ok(said)
    }

    /// The same as units, in order, without what has tokens in it.
    ///
    /// # Errors
    /// What is wrong with the cache.
    pub fn answers(cache: &Cache) -> Result<Vec<Unit>> {
        let mut answers: Vec<Unit> = cache
            .all(TABLE)?
            .iter()
            .filter_map(|(_, value)| serde_json::from_slice::<Kept>(value).ok())
            .filter(|kept| !kept.source.is_empty() && !super::mask::has_tokens(&kept.source))
            .map(|kept| Unit {
                source: kept.source,
                target: kept.text,
                origin: "translated before".to_owned(),
            })
            .collect();
        answers.sort();
        answers.dedup();
        Ok(answers)
    }
}
