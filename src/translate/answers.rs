//! The cache of answers: a translation that a server gave and that was found right is not asked for
//! again.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Item;
use super::fuzzy::TranslationUnit;
use crate::cache::Cache;
use crate::error::Result;

/// The table of the cache that translations are in.
const TABLE: &str = "translations";
/// The version of keys and values; it goes up when the same key or value would mean something else.
const SCHEMA: &str = "1";

/// The key of a translation: a hash of everything that it depends on.
pub(super) type Address = [u8; 32];

/// The translations of one engine.
#[derive(Debug)]
pub struct AnswerCache {
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

impl AnswerCache {
    /// The cache of the answers in `cache` by the engine with this key (see [`super::Engine::key`]).
    #[must_use]
    pub fn new(cache: Arc<Cache>, engine: String) -> AnswerCache {
        AnswerCache { cache, engine }
    }

    /// The key under which the translation of a sentence is kept: a hash of its text, its terms, its names on which
    /// a person decided, what it was before its Chinese changed, and the engine.
    pub(super) fn address(&self, item: &Item) -> Address {
        let parts = [SCHEMA, self.engine.as_str(), item.text.as_str()];
        let terms = item
            .terms
            .iter()
            .flat_map(|(source, target)| [source, target]);
        let old = item.old.as_deref();
        let old = old.map(|old| ["was", &old.chinese, &old.english]);
        let parts = parts.into_iter().chain(terms.map(String::as_str));
        let names = item.names.iter();
        let names = names.flat_map(|(chinese, english)| ["name", chinese, english]);
        crate::text::digest::of_parts(parts.chain(names).chain(old.into_iter().flatten()))
    }

    /// The translation kept at each address, `None` where there is none.
    ///
    /// # Errors
    /// As [`Cache::get`].
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

    /// Keeps translations, each with its address and its Chinese: all of them or, where this fails,
    /// none.
    ///
    /// # Errors
    /// As [`Cache::put`].
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

    /// All answers of any engine in this project, by the Chinese that was sent (codes as tokens).
    ///
    /// # Errors
    /// As [`Cache::all`].
    pub fn said(cache: &Cache) -> Result<HashMap<String, Vec<String>>> {
        let mut said: HashMap<String, Vec<String>> = HashMap::new();
        for (_, value) in cache.all(TABLE)? {
            if let Ok(kept) = serde_json::from_slice::<Kept>(&value) {
                said.entry(kept.source).or_default().push(kept.text);
            }
        }
        Ok(said)
    }

    /// The same answers as translation units, sorted, without those whose Chinese has tokens in it.
    ///
    /// # Errors
    /// As [`Cache::all`].
    pub fn answers(cache: &Cache) -> Result<Vec<TranslationUnit>> {
        let mut answers: Vec<TranslationUnit> = cache
            .all(TABLE)?
            .iter()
            .filter_map(|(_, value)| serde_json::from_slice::<Kept>(value).ok())
            .filter(|kept| !kept.source.is_empty() && !super::mask::has_tokens(&kept.source))
            .map(|kept| TranslationUnit {
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
