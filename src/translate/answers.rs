//! The cache of answers: a translation that a server gave and that was found right is not asked for
//! again.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Item;
use super::fuzzy::TranslationUnit;
use super::judge;
use crate::cache::Cache;
use crate::error::Result;

/// The table of the cache that translations are in.
const TABLE: &str = "translations";
/// The version of keys and values; it goes up when the same key or value would mean something else.
const SCHEMA: &str = "1";

/// The number of answers that are read out of the cache at once.
const READ_AT_ONCE: usize = 1000;

/// The key of a translation: a hash of everything that it depends on.
pub(super) type Address = [u8; 32];

/// The translations of one engine.
#[derive(Debug)]
pub struct AnswerCache {
    cache: Arc<Cache>,
    engine: String,
}

/// A translation as it is kept.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The Chinese, codes as tokens.
    #[serde(default)]
    source: String,
    /// The answer, codes as tokens; empty where there is none any more.
    text: String,
    /// The version of the judgement that it passed ([`judge::VERSION`]); 0 is one without neighbours.
    #[serde(default, skip_serializing_if = "is_zero")]
    checks: u32,
    /// Earlier answers that were refused since. Texts that were written with one are known by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    was: Vec<String>,
}

// The signature is serde's.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(checks: &u32) -> bool {
    *checks == 0
}

/// An answer out of the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The answer, codes as tokens.
    pub(super) text: String,
    /// Whether it passed the judgement of today.
    pub(super) is_judged: bool,
}

impl Kept {
    fn read(value: &[u8]) -> Option<Kept> {
        serde_json::from_slice(value).ok()
    }

    const fn is_judged(&self) -> bool {
        self.checks >= judge::VERSION && !self.text.is_empty()
    }

    /// It with another answer, which passed the judgement of today; none when it was refused.
    fn with(mut self, text: Option<&str>) -> Kept {
        let text = text.unwrap_or_default().to_owned();
        let earlier = std::mem::replace(&mut self.text, text);
        self.was.retain(|one| *one != self.text);
        if !earlier.is_empty() && earlier != self.text && !self.was.contains(&earlier) {
            self.was.push(earlier);
        }
        self.checks = judge::VERSION;
        self
    }
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

    /// The answer kept at each address, `None` where there is none.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub(super) fn get(&self, addresses: &[Address]) -> Result<Vec<Option<Known>>> {
        let mut known = Vec::with_capacity(addresses.len());
        // What is kept of an answer is more than the answer: so not of all at once.
        for addresses in addresses.chunks(READ_AT_ONCE) {
            let found = self.cache.get(TABLE, addresses)?.into_iter();
            known.extend(found.map(|value| {
                let kept = Kept::read(&value?).filter(|kept| !kept.text.is_empty())?;
                Some(Known {
                    is_judged: kept.is_judged(),
                    text: kept.text,
                })
            }));
        }
        Ok(known)
    }

    /// Keeps answers that passed the judgement, each with its address and its Chinese: all of them or, where this
    /// fails, none. An answer that they replace is still known to have been one.
    ///
    /// # Errors
    /// As [`Cache::put`].
    pub(super) fn put(&self, entries: &[(Address, &str, &str)]) -> Result<()> {
        let addresses: Vec<Address> = entries.iter().map(|&(address, ..)| address).collect();
        let earlier = self.cache.get(TABLE, &addresses)?;
        let entries: Vec<(Address, Vec<u8>)> = entries
            .iter()
            .zip(earlier)
            .map(|(&(address, source, text), earlier)| {
                let mut kept = earlier
                    .and_then(|value| Kept::read(&value))
                    .unwrap_or_default()
                    .with(Some(text));
                source.clone_into(&mut kept.source);
                (address, serde_json::to_vec(&kept).unwrap_or_default())
            })
            .collect();
        self.cache.put(TABLE, &entries)
    }

    /// Every answer of any engine that is kept, by its key in the cache, with its Chinese; in no order that says
    /// anything.
    ///
    /// # Errors
    /// As [`Cache::all`].
    pub(super) fn all(cache: &Cache) -> Result<Vec<(Vec<u8>, TranslationUnit)>> {
        let all = cache.all(TABLE)?.into_iter();
        Ok(all
            .filter_map(|(key, value)| {
                let kept = Kept::read(&value).filter(|kept| !kept.text.is_empty())?;
                let unit = TranslationUnit {
                    source: kept.source,
                    target: kept.text,
                    origin: "a server".to_owned(),
                };
                Some((key, unit))
            })
            .collect())
    }

    /// Lets go of answers, given by their keys in the cache: they are asked for again. That they were given stays
    /// known.
    ///
    /// # Errors
    /// As [`Cache::put`].
    pub(super) fn refuse(cache: &Cache, keys: &[Vec<u8>]) -> Result<()> {
        let found = cache.get(TABLE, keys)?;
        let entries: Vec<(&Vec<u8>, Vec<u8>)> = keys
            .iter()
            .zip(found)
            .filter_map(|(key, value)| {
                let kept = Kept::read(&value?)?.with(None);
                Some((key, serde_json::to_vec(&kept).unwrap_or_default()))
            })
            .collect();
        cache.put(TABLE, &entries)
    }

    /// All answers of any engine in this project, also those that were refused later, by the Chinese that was sent
    /// (codes as tokens): English that is among them was written by no person.
    ///
    /// # Errors
    /// As [`Cache::all`].
    pub fn said(cache: &Cache) -> Result<HashMap<String, Vec<String>>> {
        let mut said: HashMap<String, Vec<String>> = HashMap::new();
        for (_, value) in cache.all(TABLE)? {
            if let Some(kept) = Kept::read(&value) {
                let texts = kept.was.into_iter().chain([kept.text]);
                said.entry(kept.source)
                    .or_default()
                    .extend(texts.filter(|text| !text.is_empty()));
            }
        }
        Ok(said)
    }

    /// The answers that passed the judgement of today as translation units, sorted, without those whose Chinese has
    /// tokens in it.
    ///
    /// # Errors
    /// As [`Cache::all`].
    pub fn answers(cache: &Cache) -> Result<Vec<TranslationUnit>> {
        let mut answers: Vec<TranslationUnit> = cache
            .all(TABLE)?
            .iter()
            .filter_map(|(_, value)| Kept::read(value))
            .filter(|kept| {
                kept.is_judged()
                    && !kept.source.is_empty()
                    && !super::mask::has_tokens(&kept.source)
            })
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
