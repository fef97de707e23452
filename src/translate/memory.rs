//! The translation memory: units that people made, kept beside the answers of servers. They come from
//! imported bitexts, and from edited translations whose sentence is no longer in the Chinese.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fuzzy::TranslationUnit;
use crate::bitext::Bitext;
use crate::cache::Cache;
use crate::error::Result;
use crate::text::digest;

/// The table of the cache that units are in; its key is a hash of the folded source.
const TABLE: &str = "units";
/// The language of the sources, part of the key.
const LANGUAGE: &str = "zh";

/// The translation memory of a project.
#[derive(Clone, Debug)]
pub struct TranslationMemory {
    cache: Arc<Cache>,
}

/// The translations of one sentence, the newest last.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    source: String,
    targets: Vec<Target>,
}

#[derive(Serialize, Deserialize)]
struct Target {
    text: String,
    origin: String,
}

impl TranslationMemory {
    /// The memory in `cache`.
    #[must_use]
    pub fn new(cache: Arc<Cache>) -> TranslationMemory {
        TranslationMemory { cache }
    }

    /// Keeps the beads of a bitext that have both sides; returns their number.
    ///
    /// # Errors
    /// As [`Cache::get`]; nothing was kept then.
    pub fn import(&self, bitext: &Bitext, origin: &str) -> Result<usize> {
        let units = bitext.beads.iter().map(|bead| TranslationUnit {
            source: bitext.source_text(bead),
            target: bitext.target_text(bead),
            origin: origin.to_owned(),
        });
        self.keep(units)
    }

    /// Keeps units, white space folded and those with a blank side left out; returns their number. A
    /// source that is there already gets one more translation, and the one that came last counts as the
    /// newest.
    ///
    /// # Errors
    /// As [`Cache::get`]; nothing was kept then.
    pub fn keep(&self, units: impl IntoIterator<Item = TranslationUnit>) -> Result<usize> {
        let units: Vec<TranslationUnit> = units
            .into_iter()
            .filter(|unit| !unit.source.trim().is_empty() && !unit.target.trim().is_empty())
            .collect();
        let mut sources: Vec<String> = units.iter().map(|unit| folded(&unit.source)).collect();
        sources.sort();
        sources.dedup();
        let mut kept: Vec<Kept> = self
            .read(&sources)?
            .into_iter()
            .zip(&sources)
            .map(|(kept, source)| Kept {
                source: source.clone(),
                targets: kept.map_or_else(Vec::new, |kept| kept.targets),
            })
            .collect();
        let number = units.len();
        for unit in units {
            if let Ok(at) = sources.binary_search(&folded(&unit.source)) {
                let targets = &mut kept[at].targets;
                let text = folded(&unit.target);
                targets.retain(|target| target.text != text);
                let origin = unit.origin;
                targets.push(Target { text, origin });
            }
        }
        let entries: Vec<([u8; 32], Vec<u8>)> = kept
            .iter()
            .map(|kept| {
                (
                    key(&kept.source),
                    serde_json::to_vec(kept).unwrap_or_default(),
                )
            })
            .collect();
        self.cache.put(TABLE, &entries)?;
        Ok(number)
    }

    /// The newest translation of each sentence whose source is the same word for word.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn exact(&self, sources: &[&str]) -> Result<Vec<Option<String>>> {
        let sources: Vec<String> = sources.iter().map(|source| folded(source)).collect();
        let found = self.read(&sources)?;
        Ok(found
            .into_iter()
            .map(|kept| Some(kept?.targets.pop()?.text))
            .collect())
    }

    /// Every unit, sorted by source, the newest translation of each source first.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn all(&self) -> Result<Vec<TranslationUnit>> {
        let mut all: Vec<TranslationUnit> = Vec::new();
        let mut kept: Vec<Kept> = self
            .cache
            .all(TABLE)?
            .iter()
            .filter_map(|(_, value)| serde_json::from_slice(value).ok())
            .collect();
        kept.sort_by(|one, two| one.source.cmp(&two.source));
        for Kept { source, targets } in kept {
            all.extend(targets.into_iter().rev().map(|target| TranslationUnit {
                source: source.clone(),
                target: target.text,
                origin: target.origin,
            }));
        }
        Ok(all)
    }

    fn read(&self, sources: &[String]) -> Result<Vec<Option<Kept>>> {
        let keys: Vec<[u8; 32]> = sources.iter().map(|source| key(source)).collect();
        let found = self.cache.get(TABLE, &keys)?;
        Ok(found
            .into_iter()
            .map(|value| serde_json::from_slice(&value?).ok())
            .collect())
    }
}

fn key(source: &str) -> [u8; 32] {
    digest::of_parts([LANGUAGE, source])
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_translation_counts() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
        let units = TranslationMemory::new(cache);
        let unit = |source: &str, target: &str| TranslationUnit {
            source: source.to_owned(),
            target: target.to_owned(),
            origin: "a.tmx".to_owned(),
        };
        let three = [
            unit("海。", "Sea."),
            unit("灯 塔。", ""),
            unit("海。", "The sea."),
        ];
        assert_eq!(units.keep(three).unwrap(), 2);
        assert_eq!(units.keep([unit("海。", "Sea.")]).unwrap(), 1);
        assert_eq!(
            units.exact(&["海。", "天。"]).unwrap(),
            [Some("Sea.".to_owned()), None]
        );
        assert_eq!(
            units.all().unwrap(),
            [unit("海。", "Sea."), unit("海。", "The sea.")]
        );
    }
}
