//! What readers have said of pairs, by the words of the pair: each reader's reading is kept, and the newest one counts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::judge::Reading;
use crate::bitext::PairKey;
use crate::cache::{Cache, Entry};
use crate::check::{Doubt, Doubts};
use crate::error::Result;
use crate::text::digest;

pub(super) const TABLE: &str = "reviews";

/// The readings of one server in the cache.
#[derive(Debug)]
pub(super) struct Reviews {
    cache: Arc<Cache>,
    /// A hash of the key of the server.
    by: String,
}

/// What is kept of a pair.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The readings, the newest last; one of each server.
    readings: Vec<KeptReading>,
}

#[derive(Serialize, Deserialize)]
struct KeptReading {
    by: String,
    reader: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    doubt: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    proposal: String,
}

impl KeptReading {
    fn reading(&self) -> Reading {
        Reading {
            doubt: self.doubt.clone(),
            proposal: Some(self.proposal.clone()).filter(|text| !text.is_empty()),
        }
    }
}

impl Reviews {
    /// The readings in `cache` by the server with this key.
    pub(super) fn new(cache: Arc<Cache>, engine: &str) -> Reviews {
        let by = digest::hex(&digest::sha256(engine.as_bytes())[..8]);
        Reviews { cache, by }
    }

    /// What the server has said of each pair; `None` where it has not read it.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub(super) fn get(&self, pairs: &[PairKey]) -> Result<Vec<Option<Reading>>> {
        let found = self.read(pairs)?.into_iter();
        Ok(found
            .map(|kept| {
                let own = kept.readings.iter().find(|one| one.by == self.by);
                own.map(KeptReading::reading)
            })
            .collect())
    }

    /// Keeps what the server, called `reader`, says of pairs.
    ///
    /// # Errors
    /// As [`Cache::put`].
    pub(super) fn put(&self, reader: &str, readings: &[(PairKey, Reading)]) -> Result<()> {
        let keys: Vec<PairKey> = readings.iter().map(|(key, _)| *key).collect();
        let before = self.read(&keys)?.into_iter();
        let entries: Vec<(PairKey, Vec<u8>)> = before
            .zip(readings)
            .map(|(mut kept, (key, reading))| {
                kept.readings.retain(|one| one.by != self.by);
                kept.readings.push(KeptReading {
                    by: self.by.clone(),
                    reader: reader.to_owned(),
                    doubt: reading.doubt.clone(),
                    proposal: reading.proposal.clone().unwrap_or_default(),
                });
                (*key, serde_json::to_vec(&kept).unwrap_or_default())
            })
            .collect();
        self.cache.put(TABLE, &entries)
    }

    fn read(&self, pairs: &[PairKey]) -> Result<Vec<Kept>> {
        let found = self.cache.get(TABLE, pairs)?.into_iter();
        let read = |value: Option<Vec<u8>>| serde_json::from_slice(&value?).ok();
        Ok(found.map(|value| read(value).unwrap_or_default()).collect())
    }
}

/// The doubts among entries of the table.
pub(super) fn doubts(entries: &[Entry]) -> Doubts {
    let doubt = |(key, value): &Entry| {
        let key: PairKey = key.as_slice().try_into().ok()?;
        let kept: Kept = serde_json::from_slice(value).ok()?;
        let newest = kept.readings.last().filter(|one| !one.doubt.is_empty())?;
        let Reading { doubt, proposal } = newest.reading();
        let doubt = Doubt {
            reader: newest.reader.clone(),
            reason: doubt,
            proposal,
        };
        Some((key, doubt))
    };
    entries.iter().filter_map(doubt).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::pair_key;

    #[test]
    fn the_newest_reading_counts_and_no_server_reads_twice() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
        let key = pair_key("他没有不去。", "He did not go.");
        let doubted = Reading {
            doubt: "it says the opposite".to_owned(),
            proposal: Some("He did go.".to_owned()),
        };
        let one = Reviews::new(cache.clone(), "one");
        let other = Reviews::new(cache.clone(), "other");
        one.put("first", &[(key, doubted.clone())]).unwrap();
        assert_eq!(one.get(&[key]).unwrap(), [Some(doubted.clone())]);
        assert_eq!(other.get(&[key]).unwrap(), [None]);
        let found = doubts(&cache.all(TABLE).unwrap());
        let doubt = found.about("他没有不去。", " He did  not go.").unwrap();
        assert_eq!(doubt.reader, "first");
        assert_eq!(doubt.proposal, doubted.proposal);
        assert_eq!(found.about("他没有不去。", "He did go."), None);
        other.put("second", &[(key, Reading::default())]).unwrap();
        assert!(doubts(&cache.all(TABLE).unwrap()).is_empty());
        assert_eq!(one.get(&[key]).unwrap(), [Some(doubted)]);
    }
}
