//! A look at a whole translation memory: which of its pairs seem to be no translations. The order of the texts that
//! they came from is not known here. So each pair whose sides do not fit well is held against the other sentences of
//! the memory that have the words of its English.

use std::collections::HashMap;

use serde::Serialize;

use super::Item;
use super::answers::AnswerCache;
use super::counterpart::{Counterparts, Instead, Sentences};
use super::fuzzy::TranslationUnit;
use super::mask::{Masked, without_tokens};
use super::verify;
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::Result;
use crate::lexicon::{Lexicon, StemId};
use crate::text::english::{is_function_stem, stem, words};

/// Pairs that are judged together.
const TOGETHER: usize = 20;
/// A pair with a higher score (a logarithm of odds) is held against no other sentence.
const FITS: f32 = 3.0;
/// The number of other sentences that a pair is held against.
const OTHERS: usize = 8;
/// The least weight of a rendering of a Chinese word that is looked for.
const RENDERING: f32 = 0.2;
/// A stem that more sentences suggest tells none of them from the others.
const MOST_SENTENCES: usize = 2000;

/// A pair of the memory that seems to be no translation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoubtfulPair {
    /// The Chinese.
    pub source: String,
    /// What is kept as its English.
    pub target: String,
    /// Where it is from: a file, or `a server`.
    pub origin: String,
    /// Why it is doubted.
    pub why: String,
}

/// The doubts about pairs, by the index of each.
#[must_use]
pub fn doubtful(pairs: &[TranslationUnit]) -> Vec<(usize, DoubtfulPair)> {
    let plain: Vec<(String, String)> = pairs
        .iter()
        .map(|pair| (without_tokens(&pair.source), without_tokens(&pair.target)))
        .collect();
    let index = SourcesByStem::new(&plain);
    let mut found = Vec::new();
    let mut doubt = |at: usize, why: String| {
        let TranslationUnit {
            source,
            target,
            origin,
        } = pairs[at].clone();
        let pair = DoubtfulPair {
            source,
            target,
            origin,
            why,
        };
        found.push((at, pair));
    };
    let is_chinese = |text: &str| text.chars().any(crate::text::script::is_han);
    let all: Vec<usize> = (0..pairs.len())
        .filter(|&at| is_chinese(&plain[at].0))
        .collect();
    for some in all.chunks(TOGETHER) {
        let chinese: Vec<&str> = some.iter().map(|&at| plain[at].0.as_str()).collect();
        let english: Vec<Option<&str>> =
            some.iter().map(|&at| Some(plain[at].1.as_str())).collect();
        let sentences = Sentences {
            before: &[],
            batch: &chinese,
            after: &[],
        };
        let together = Counterparts::new(sentences, &english);
        let mut why: Vec<Option<String>> = some.iter().map(|&at| fault(&plain[at])).collect();
        for one in together.doubts() {
            let told = match one.instead {
                // Who stands beside whom here is chance.
                Instead::Another(_) | Instead::Both(_) => None,
                _ => Some(together.what(&one)),
            };
            let slot = &mut why[one.at];
            *slot = slot.take().or(told);
        }
        for (k, (&at, why)) in some.iter().zip(why).enumerate() {
            let why = why.or_else(|| {
                let fits = together.own(k).is_none_or(|own| own > FITS);
                if fits {
                    None
                } else {
                    another(&plain, at, &index)
                }
            });
            if let Some(why) = why {
                doubt(at, why);
            }
        }
    }
    found
}

/// What is wrong with a pair by itself.
fn fault((source, target): &(String, String)) -> Option<String> {
    let item = Item {
        text: source.clone(),
        ..Item::default()
    };
    let masked = Masked::of(&Coded::plain(source));
    // An address travels as a token, which stands in no pair.
    if masked.has_tokens() {
        return None;
    }
    let fault = verify::check(&item, &masked, Some(target)).err()?;
    fault.hard.then_some(fault.what)
}

/// The other sentence of the memory that the English of a pair translates.
fn another(pairs: &[(String, String)], at: usize, index: &SourcesByStem) -> Option<String> {
    let (source, target) = &pairs[at];
    let others: Vec<&str> = index
        .like(target)
        .into_iter()
        .map(|other| pairs[other].0.as_str())
        .filter(|other| other != source)
        .collect();
    let (batch, answers) = ([source.as_str()], [Some(target.as_str())]);
    let sentences = Sentences {
        before: &others,
        batch: &batch,
        after: &[],
    };
    let counterparts = Counterparts::new(sentences, &answers);
    let doubts = counterparts.doubts();
    let by = doubts.iter().find_map(|doubt| match doubt.instead {
        Instead::Another(by) => Some(by),
        _ => None,
    })?;
    let other = others.get(others.len().checked_add_signed(by)?)?;
    Some(format!(
        "it is the translation of another sentence ({other})"
    ))
}

/// The sentences whose words may be rendered by each English stem.
struct SourcesByStem {
    sources: HashMap<StemId, Vec<usize>>,
}

impl SourcesByStem {
    fn new(pairs: &[(String, String)]) -> SourcesByStem {
        let lexicon = Lexicon::get();
        let mut sources: HashMap<StemId, Vec<usize>> = HashMap::new();
        for (at, (source, _)) in pairs.iter().enumerate() {
            for word in lexicon
                .words_of(source)
                .into_iter()
                .filter_map(|(_, word)| word)
            {
                for (stem, weight) in lexicon.renderings(word) {
                    if weight < RENDERING {
                        continue;
                    }
                    let places = sources.entry(stem).or_default();
                    if places.last() != Some(&at) {
                        places.push(at);
                    }
                }
            }
        }
        SourcesByStem { sources }
    }

    /// The sentences that share most with an English one, rare stems counting more.
    fn like(&self, english: &str) -> Vec<usize> {
        let lexicon = Lexicon::get();
        let mut shared: HashMap<usize, f32> = HashMap::new();
        for word in words(english) {
            let stem = stem(&word.lower);
            if is_function_stem(&stem) {
                continue;
            }
            let places = lexicon
                .find_stem(&stem)
                .and_then(|id| self.sources.get(&id));
            for &at in places
                .filter(|all| all.len() <= MOST_SENTENCES)
                .into_iter()
                .flatten()
            {
                let all = places.map_or(1, Vec::len);
                *shared.entry(at).or_default() += 1.0 / (all as f32).sqrt();
            }
        }
        let mut shared: Vec<(usize, f32)> = shared.into_iter().collect();
        shared.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
        shared.truncate(OTHERS);
        shared.into_iter().map(|(at, _)| at).collect()
    }
}

/// The answers of servers in a cache.
pub struct Answers<'c> {
    cache: &'c Cache,
    keys: Vec<Vec<u8>>,
    /// Each with its Chinese.
    pub pairs: Vec<TranslationUnit>,
}

impl<'c> Answers<'c> {
    /// Reads them.
    ///
    /// # Errors
    /// As [`Cache::all`].
    pub fn of(cache: &'c Cache) -> Result<Answers<'c>> {
        let (keys, pairs) = AnswerCache::all(cache)?.into_iter().unzip();
        Ok(Answers { cache, keys, pairs })
    }

    /// Lets go of some, given by their indices: they are asked for again. That a server gave them stays known.
    ///
    /// # Errors
    /// As [`Cache::put`].
    pub fn refuse(&self, some: &[usize]) -> Result<()> {
        let keys: Vec<Vec<u8>> = some.iter().map(|&at| self.keys[at].clone()).collect();
        AnswerCache::refuse(self.cache, &keys)
    }
}
