//! Sentences that need not be asked for, because a person left their English in the output or the translation
//! memory has them word for word; and for the others the unit of the memory that is most like them.

use std::sync::Arc;

use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::Result;
use crate::translate::{AnswerCache, FuzzyIndex, TranslationMemory, TranslationUnit};

use super::output::Target;
use super::sentences::Sentences;

/// From these scores up, in per cent, matches are counted together.
const BANDS: [u32; 4] = [95, 85, 75, 50];

/// The English of sentences before a server is asked.
pub struct Known {
    /// For each sentence its English, as far as it is known.
    pub texts: Vec<Option<Coded>>,
    /// The number of sentences whose English a person left.
    pub by_person: usize,
    /// The number of sentences out of the translation memory.
    pub from_memory: usize,
    /// For each open sentence the unit most like it, with its likeness from 0 to 1.
    pub similar: Vec<Option<(TranslationUnit, f64)>>,
}

impl Known {
    /// Looks up every sentence; with `tm`, also those that are like it by so many per cent at least.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn new(
        work: &Sentences,
        target: &Target,
        cache: &Arc<Cache>,
        tm: Option<u32>,
    ) -> Result<Known> {
        let mut texts = target.kept(work)?;
        let by_person = texts.iter().flatten().count();
        let units = TranslationMemory::new(cache.clone());
        let sources: Vec<&str> = work.coded.iter().map(|s| s.text.as_str()).collect();
        let mut from_memory = 0;
        for (at, english) in units.exact(&sources)?.into_iter().enumerate() {
            // The memory does not know where codes go.
            let fits = texts[at].is_none() && !work.refresh[at] && !work.masked[at].has_tokens();
            if let Some(english) = english.filter(|_| fits && work.masked[at].is_chinese()) {
                let mut coded = Coded::plain(english);
                work.masked[at].put_around(&mut coded);
                texts[at] = Some(coded);
                from_memory += 1;
            }
        }
        let mut known = Known {
            similar: vec![None; texts.len()],
            texts,
            by_person,
            from_memory,
        };
        if let Some(least) = tm {
            let mut all = units.all()?;
            all.extend(target.units());
            let own = all.len();
            all.extend(AnswerCache::answers(cache)?);
            known.find_similar(work, &all, own, f64::from(least) / 100.0);
        }
        Ok(known)
    }

    /// The sentences that are to be asked for.
    #[must_use]
    pub fn open(&self) -> Vec<usize> {
        let texts = self.texts.iter().enumerate();
        texts
            .filter(|(_, text)| text.is_none())
            .map(|(at, _)| at)
            .collect()
    }

    /// Finds units like the open sentences. The first `own` of the units are people's, the others answers of
    /// servers.
    fn find_similar(
        &mut self,
        work: &Sentences,
        units: &[TranslationUnit],
        own: usize,
        least: f64,
    ) {
        let index = FuzzyIndex::new(units);
        for at in self.open() {
            let source = work.coded[at].text.as_str();
            if !work.masked[at].is_chinese() {
                continue;
            }
            let found = index.best(source, least, 5).into_iter().find(|found| {
                // The answer to this very sentence is known, or is not wanted.
                let is_own = units[..own].contains(found.unit);
                is_own || found.unit.source != source
            });
            self.similar[at] = found.map(|found| (found.unit.clone(), found.score));
        }
    }

    /// The number of open sentences that have a unit like them, by bands of likeness.
    #[must_use]
    pub fn bands(&self) -> Vec<(String, usize)> {
        let scores: Vec<u32> = self
            .similar
            .iter()
            .flatten()
            .map(|(_, score)| percent(*score))
            .collect();
        let mut below = 101;
        let mut bands = Vec::new();
        for from in BANDS {
            let number = scores.iter().filter(|&&s| s >= from && s < below).count();
            if number > 0 {
                bands.push((format!("  like one by {from}-{}%", below - 1), number));
            }
            below = from;
        }
        bands
    }

    /// The unit that is most like a sentence, in words for people.
    #[must_use]
    pub fn hint(&self, at: usize) -> Option<String> {
        let (unit, score) = self.similar[at].as_ref()?;
        let score = percent(*score);
        Some(format!("{score}% like {} → {}", unit.source, unit.target))
    }
}

/// A score of a person's kind; only what is the same is 100.
fn percent(score: f64) -> u32 {
    (score * 100.0).floor() as u32
}
