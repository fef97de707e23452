//! The cache of sentence vectors: a vector that a server gave is not asked for again.

use std::collections::HashMap;
use std::sync::Arc;

use super::gather::gather;
use super::{Batch, Encoder, reply};
use crate::cache::Cache;
use crate::error::Result;
use crate::text::digest;

/// The table of the cache that vectors are in.
const TABLE: &str = "vectors";
/// The version of keys and values; it goes up when the same key or value would mean something else.
const SCHEMA: &str = "1";

/// An encoder that asks an inner one only for vectors that are not in the cache, and for equal texts
/// once. Every batch is cached as soon as it arrives, so that an interrupted run continues where it was.
#[derive(Debug)]
pub struct CachedEncoder<E> {
    inner: E,
    cache: Arc<Cache>,
}

impl<E: Encoder> CachedEncoder<E> {
    /// Keeps the vectors of `inner` in `cache`.
    pub fn new(inner: E, cache: Arc<Cache>) -> Self {
        CachedEncoder { inner, cache }
    }
}

impl<E: Encoder> Encoder for CachedEncoder<E> {
    fn key(&self) -> String {
        self.inner.key()
    }

    fn encode(&self, texts: &[String]) -> Result<Vec<Vec<f32>>> {
        gather(self, texts)
    }

    fn encode_each(
        &self,
        texts: &[String],
        accept: &mut dyn FnMut(Batch) -> Result<()>,
    ) -> Result<()> {
        let distinct = Distinct::of(texts);
        let encoder = self.inner.key();
        let keys: Vec<_> = (distinct.texts.iter())
            .map(|text| address(&encoder, text))
            .collect();
        let mut missing = Vec::new();
        let mut known = Batch::new();
        for (index, value) in self.cache.get(TABLE, &keys)?.into_iter().enumerate() {
            match value.and_then(|bytes| vector(&bytes)) {
                Some(vector) => known.push((index, vector)),
                None => missing.push(index),
            }
        }
        accept(distinct.spread(known))?;
        if missing.is_empty() {
            return Ok(());
        }
        let asked: Vec<_> = (missing.iter())
            .map(|&index| distinct.texts[index].to_owned())
            .collect();
        self.inner.encode_each(&asked, &mut |batch| {
            let batch: Batch = (batch.into_iter())
                .map(|(index, vector)| (missing[index], vector))
                .collect();
            let entries: Vec<_> = (batch.iter())
                .map(|(index, vector)| (keys[*index], bytes(vector)))
                .collect();
            self.cache.put(TABLE, &entries)?;
            accept(distinct.spread(batch))
        })
    }
}

/// The distinct texts of a list, each with the indices where it stands.
struct Distinct<'a> {
    texts: Vec<&'a str>,
    places: Vec<Vec<usize>>,
}

impl<'a> Distinct<'a> {
    fn of(all: &'a [String]) -> Self {
        let mut seen = HashMap::new();
        let mut distinct = Distinct {
            texts: Vec::new(),
            places: Vec::new(),
        };
        for (place, text) in all.iter().enumerate() {
            let index = *seen.entry(text.as_str()).or_insert_with(|| {
                distinct.texts.push(text);
                distinct.places.push(Vec::new());
                distinct.texts.len() - 1
            });
            distinct.places[index].push(place);
        }
        distinct
    }

    /// The vectors of distinct texts, repeated for every index where the text stands.
    fn spread(&self, batch: Batch) -> Batch {
        let mut all = Batch::new();
        for (index, vector) in batch {
            if let [first, more @ ..] = self.places[index].as_slice() {
                all.extend(more.iter().map(|&place| (place, vector.clone())));
                all.push((*first, vector));
            }
        }
        all
    }
}

/// The cache key of a vector: a hash of the encoder's key and the text.
fn address(encoder: &str, text: &str) -> [u8; 32] {
    digest::of_parts([SCHEMA, encoder, text])
}

/// A vector as bytes, each number little-endian.
fn bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|x| x.to_le_bytes()).collect()
}

/// A vector from its bytes; `None` for damaged bytes, whose text is then asked for again.
fn vector(bytes: &[u8]) -> Option<Vec<f32>> {
    reply::floats(bytes).filter(|vector| !vector.is_empty() && vector.iter().all(|x| x.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Stub, texts};
    use super::*;

    fn open(folder: &tempfile::TempDir) -> Arc<Cache> {
        Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap())
    }

    #[test]
    fn nothing_is_asked_twice() {
        let folder = tempfile::tempdir().unwrap();
        let asked = texts(&["b", "a", "", "b", "c"]);
        let fresh = {
            let encoder = CachedEncoder::new(Stub::new("one"), open(&folder));
            let fresh = encoder.encode(&asked).unwrap();
            assert_eq!(encoder.inner.asked(), ["b", "a", "c"]);
            assert_eq!(encoder.encode(&asked).unwrap(), fresh);
            assert_eq!(encoder.encode(&texts(&["d", "a"])).unwrap()[1], fresh[1]);
            assert_eq!(encoder.inner.asked(), ["b", "a", "c", "d"]);
            fresh
        };
        assert_eq!(fresh[0], Stub::vector("b"));
        assert_eq!(fresh[2], [0.0; 3]);
        assert_eq!(fresh[3], fresh[0]);
        let encoder = CachedEncoder::new(Stub::new("one"), open(&folder));
        assert_eq!(encoder.encode(&asked).unwrap(), fresh);
        assert!(encoder.inner.asked().is_empty());
    }

    #[test]
    fn another_encoder_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let cache = open(&folder);
        for key in ["one", "two"] {
            let encoder = CachedEncoder::new(Stub::new(key), cache.clone());
            assert_eq!(encoder.key(), key);
            encoder.encode(&texts(&["a"])).unwrap();
            assert_eq!(encoder.inner.asked(), ["a"], "{key}");
        }
    }

    #[test]
    fn what_arrived_before_a_failure_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = open(&folder);
        let encoder = CachedEncoder::new(Stub::new("one"), cache.clone());
        assert!(encoder.encode(&texts(&["a", "b", "!", "c"])).is_err());
        let encoder = CachedEncoder::new(Stub::new("one"), cache);
        encoder.encode(&texts(&["a", "b", "c"])).unwrap();
        assert_eq!(encoder.inner.asked(), ["c"]);
    }

    #[test]
    fn a_value_that_is_no_vector_is_asked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let cache = open(&folder);
        let nan = f32::NAN.to_le_bytes();
        for (text, value) in [("a", &b"abc"[..]), ("b", b""), ("c", &nan)] {
            cache.put(TABLE, &[(address("one", text), value)]).unwrap();
        }
        let encoder = CachedEncoder::new(Stub::new("one"), cache);
        encoder.encode(&texts(&["a", "b", "c"])).unwrap();
        assert_eq!(encoder.inner.asked(), ["a", "b", "c"]);
    }

    #[test]
    fn vectors_of_two_lengths_tell_of_a_changed_model() {
        let folder = tempfile::tempdir().unwrap();
        let cache = open(&folder);
        let old = bytes(&[1.0, 0.0]);
        cache.put(TABLE, &[(address("one", "a"), old)]).unwrap();
        let encoder = CachedEncoder::new(Stub::new("one"), cache);
        let said = encoder.encode(&texts(&["a", "b"])).unwrap_err();
        assert!(said.to_string().contains("2 and of 3 dimensions"), "{said}");
    }

    #[test]
    fn addresses_tell_parts_apart() {
        assert_ne!(address("ab", "c"), address("a", "bc"));
        assert_eq!(address("ab", "c"), address("ab", "c"));
    }
}
