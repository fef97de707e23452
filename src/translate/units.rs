//! Translation units that people made, kept beside the answers of servers: what was imported from
//! bitexts, and the work of an editor whose sentence is no longer in the Chinese.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fuzzy::Unit;
use crate::bitext::Bitext;
use crate::cache::Cache;
use crate::error::Result;
use crate::text::digest;
use crate::text::spaces;

/// The table of the cache that units are in.
const TABLE: &str = "units";
/// The language of the sources, in case there will be others.
const LANGUAGE: &str = "zh";

/// The units of a project.
#[derive(Clone, Debug)]
pub struct Units {
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

impl Units {
    /// The units in `cache`.
    #[must_use]
    pub fn new(cache: Arc<Cache>) -> Units {
        Units { cache }
    }

    /// Keeps the beads of a bitext that have both sides; gives back how many.
    ///
    /// # Errors
    /// What is wrong with the cache: then nothing was kept.
    pub fn import(&self, bitext: &Bitext, origin: &str) -> Result<usize> {
        let units = bitext.beads.iter().map(|bead| Unit {
            source: bitext.source_text(bead),
            target: bitext.target_text(bead),
            origin: origin.to_owned(),
        });
        self.keep(units)
    }

    /// Keeps units; gives back how many. A source that is there already has one more translation,
    /// and the one that came last counts as the newest.
    ///
    /// # Errors
    /// What is wrong with the cache: then nothing was kept.
    pub fn keep(&self, units: impl IntoIterator<Item = Unit>) -> Result<usize> {
        let units: Vec<Unit> = units
            .into_iter()
            .filter(|unit| !unit.source.trim().is_empty() && !unit.target.trim().is_empty())
            .collect();
        let mut sources: Vec<String> = units
            .iter()
            .map(|unit| spaces::fold(&unit.source))
            .collect();
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
            if let Ok(at) = sources.binary_search(&spaces::fold(&unit.source)) {
                let targets = &mut kept[at].targets;
                let text = spaces::fold(&unit.target);
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

    /// The newest translation of each sentence that is there word for word.
    ///
    /// # Errors
    /// What is wrong with the cache.
    pub fn exact(&self, sources: &[&str]) -> Result<Vec<Option<String>>> {
        let sources: Vec<String> = sources.iter().map(|source| spaces::fold(source)).collect();
        let found = self.read(&sources)?;
        Ok(found
            .into_iter()
            .map(|kept| Some(kept?.targets.pop()?.text))
            .collect())
    }

    /// Every unit, by source, the newest translation of each first.
    ///
    /// # Errors
    /// What is wrong with the cache.
    pub fn all(&self) -> Result<Vec<Unit>> {
        let mut all: Vec<Unit> = Vec::new();
        let mut kept: Vec<Kept> = self
            .cache
            .all(TABLE)?
            .iter()
            .filter_map(|(_, value)| serde_json::from_slice(value).ok())
            .collect();
        kept.sort_by(|one, two| one.source.cmp(&two.source));
        for Kept { source, targets } in kept {
            all.extend(targets.into_iter().rev().map(|target| Unit {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_translation_counts() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
        let units = Units::new(cache);
        let unit = |source: &str, target: &str| Unit {
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
