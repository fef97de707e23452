//! Sentences that need not be asked for, because a person left their English in the output or the translation
//! memory has them word for word; and for the others the unit of the memory that is most like them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::Result;
use crate::translate::{AnswerCache, FuzzyIndex, Masked, TranslationMemory, TranslationUnit};

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
    /// The unit most like an open sentence, with its likeness from 0 to 1, by the number of the sentence.
    pub similar: BTreeMap<usize, (TranslationUnit, f64)>,
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
        let from_memory = take_exact(&units, &work.masked, &work.refresh, &mut texts)?;
        let mut known = Known {
            similar: BTreeMap::new(),
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
        let similar = SimilarUnits::new(units, own, least);
        for at in self.open() {
            if work.masked[at].is_chinese() {
                let best = similar.best(&work.masked[at].own().text);
                self.similar.extend(best.map(|best| (at, best)));
            }
        }
    }

    /// The number of open sentences that have a unit like them, by bands of likeness.
    #[must_use]
    pub fn bands(&self) -> Vec<(String, usize)> {
        bands(self.similar.values())
    }

    /// The unit that is most like a sentence, in words for people.
    #[must_use]
    pub fn hint(&self, at: usize) -> Option<String> {
        self.similar.get(&at).map(hint)
    }
}

/// The number of similar units by bands of likeness.
pub(super) fn bands<'s>(similar: impl Iterator<Item = &'s Similar>) -> Vec<(String, usize)> {
    let scores: Vec<u32> = similar.map(|(_, score)| percent(*score)).collect();
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

/// Takes the English of sentences that the memory has word for word, and that have none yet; gives back of how
/// many.
pub(super) fn take_exact(
    units: &TranslationMemory,
    masked: &[Masked],
    refresh: &[bool],
    texts: &mut [Option<Coded>],
) -> Result<usize> {
    let sources: Vec<&str> = masked.iter().map(|one| one.own().text.as_str()).collect();
    let mut taken = 0;
    for (at, english) in units.exact(&sources)?.into_iter().enumerate() {
        // The memory does not know where codes go.
        let fits = texts[at].is_none() && !refresh[at] && !masked[at].has_tokens();
        if let Some(english) = english.filter(|_| fits && masked[at].is_chinese()) {
            let mut coded = Coded::plain(english);
            masked[at].put_around(&mut coded);
            texts[at] = Some(coded);
            taken += 1;
        }
    }
    Ok(taken)
}

/// A unit that is like a sentence, with its likeness from 0 to 1.
pub(super) type Similar = (TranslationUnit, f64);

/// Units, to find those that are like a sentence. The first `own` of them are people's, the others answers of
/// servers.
pub(super) struct SimilarUnits<'u> {
    units: &'u [TranslationUnit],
    own: usize,
    least: f64,
    index: FuzzyIndex<'u>,
}

impl<'u> SimilarUnits<'u> {
    pub(super) fn new(units: &'u [TranslationUnit], own: usize, least: f64) -> SimilarUnits<'u> {
        SimilarUnits {
            units,
            own,
            least,
            index: FuzzyIndex::new(units),
        }
    }

    /// The unit that is most like a sentence.
    pub(super) fn best(&self, source: &str) -> Option<Similar> {
        let mut found = self.index.best(source, self.least, 5).into_iter();
        let found = found.find(|found| {
            // The answer to this very sentence is known, or is not wanted.
            let is_own = self.units[..self.own].contains(found.unit);
            is_own || found.unit.source != source
        });
        found.map(|found| (found.unit.clone(), found.score))
    }
}

/// A similar unit in words for people.
pub(super) fn hint((unit, score): &Similar) -> String {
    let score = percent(*score);
    format!("{score}% like {} → {}", unit.source, unit.target)
}

/// A score of a person's kind; only what is the same is 100.
fn percent(score: f64) -> u32 {
    (score * 100.0).floor() as u32
}
