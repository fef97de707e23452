//! Translation probabilities t(e|z) of Chinese and English token types, from the lexicon, and the ratios
//! that the evidence is made of.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::token::{Class, Kind, Tokens, Type, TypeId};
use crate::lexicon::{Lexicon, StemId, WordId};

/// Exponent that flattens a word's rendering weights.
const FLATTEN: f32 = 0.7;
/// Weight of the renderings of a word inside the word.
const SUBWORD: f32 = 0.35;
/// Weight of the renderings of a character of the word; halved beside sub-words.
const CHARACTER: f32 = 0.12;
/// Weight of synonyms found through other Chinese words.
const PIVOT: f32 = 0.3;
/// Stems with more words than this say nothing about synonyms.
const PIVOT_MAX_WORDS: usize = 1500;
/// Synonyms kept of a stem.
const PIVOT_TOP: usize = 25;
/// The least relatedness kept.
const PIVOT_LEAST: f32 = 0.004;
/// The least product of rendering and relatedness kept.
const PIVOT_LEAST_PRODUCT: f32 = 0.002;
/// Exponent of a Chinese word's frequency in p(z|e).
const PIVOT_FREQUENCY: f32 = 0.4;
/// The weight of the background frequencies, in tokens.
const BACKGROUND_MASS: f32 = 2000.0;
/// The largest ratio t(e|z)/p(e): rarer words than this give no more.
pub(crate) const MAX_RATIO: f32 = 3000.0;
/// t(e|z) of a name's reading.
const NAME: f32 = 0.5;

/// One association of a Chinese type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    /// The English type.
    pub(crate) to: TypeId,
    /// t(e|z), the probability of the English type given the Chinese one.
    pub(crate) t: f32,
    /// t(e|z)/p(e), at most [`MAX_RATIO`].
    pub(crate) ratio: f32,
    /// The same seen from the English side, for coverage.
    pub(crate) back_ratio: f32,
}

/// All associations of a pair of texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Association {
    /// Associations of each Chinese type, by English type.
    pub(crate) rows: Vec<Vec<Link>>,
    /// Relative frequency of each English type, smoothed with the background.
    pub(crate) p_english: Vec<f32>,
    /// Relative frequency of each Chinese type, smoothed with the background.
    pub(crate) p_chinese: Vec<f32>,
    /// The weight of each Chinese type, 0..=1: 0 for the most frequent, 1 for rare ones.
    pub(crate) weight_chinese: Vec<f32>,
    /// The same for English types.
    pub(crate) weight_english: Vec<f32>,
}

fn background(kind: &Type, lexicon: &Lexicon) -> f32 {
    match &kind.kind {
        Kind::Word(word) => (-lexicon.word_cost(*word)).exp(),
        Kind::Stem(_, Some(stem)) => (-lexicon.stem_cost(*stem)).exp(),
        Kind::Stem(_, None) | Kind::Character(_) => 1e-7,
        Kind::Number(_) | Kind::Name(_) => 1e-5,
        Kind::Mark(_) => 5e-3,
    }
}

fn frequencies(tokens: &Tokens, lexicon: &Lexicon) -> Vec<f32> {
    let total = tokens.total() as f32 + BACKGROUND_MASS;
    tokens
        .types
        .iter()
        .map(|kind| (kind.count as f32 + BACKGROUND_MASS * background(kind, lexicon)) / total)
        .collect()
}

/// The weight of a type by its frequency: 0 above 1.8 % of the text, 1 at one in 22,000 and below.
fn information(p: f32) -> f32 {
    ((-p.ln() - 4.0) / 6.0).clamp(0.0, 1.0)
}

impl Association {
    /// The associations of some Chinese types with some English ones, both in order.
    #[must_use]
    pub(crate) fn part(&self, chinese: &[TypeId], english: &[TypeId]) -> Association {
        let numbers = |all: &[f32], kept: &[TypeId]| -> Vec<f32> {
            kept.iter().map(|&id| all[id as usize]).collect()
        };
        let row = |&id: &TypeId| -> Vec<Link> {
            let kept = |link: &Link| {
                let to = english.binary_search(&link.to).ok()? as TypeId;
                Some(Link { to, ..*link })
            };
            self.rows[id as usize].iter().filter_map(kept).collect()
        };
        Association {
            rows: chinese.iter().map(row).collect(),
            p_english: numbers(&self.p_english, english),
            p_chinese: numbers(&self.p_chinese, chinese),
            weight_chinese: numbers(&self.weight_chinese, chinese),
            weight_english: numbers(&self.weight_english, english),
        }
    }

    /// The associations of the lexicon alone.
    #[must_use]
    pub(crate) fn from_lexicon(
        chinese: &Tokens,
        english: &Tokens,
        lexicon: &Lexicon,
    ) -> Association {
        let mut by_stem: HashMap<StemId, TypeId> = HashMap::new();
        let mut by_kind: HashMap<&Kind, TypeId> = HashMap::new();
        let mut by_name: HashMap<&str, TypeId> = HashMap::new();
        for (id, kind) in (0u32..).zip(&english.types) {
            match &kind.kind {
                Kind::Stem(name, stem) => {
                    if let Some(stem) = stem {
                        by_stem.insert(*stem, id);
                    }
                    by_name.insert(name, id);
                }
                kind => {
                    by_kind.insert(kind, id);
                }
            }
        }
        let mut synonyms = Synonyms::new(lexicon, english, &by_stem);
        let mut rows = Vec::with_capacity(chinese.types.len());
        for kind in &chinese.types {
            let row: Vec<(TypeId, f32)> = match &kind.kind {
                Kind::Word(word) => {
                    let own = renderings(*word, lexicon);
                    let mut row: HashMap<TypeId, f32> = HashMap::new();
                    for &(stem, t) in &own {
                        if let Some(&id) = by_stem.get(&stem) {
                            *row.entry(id).or_default() += t;
                        }
                    }
                    for &(stem, t) in &own {
                        for &(other, relatedness) in synonyms.of(stem) {
                            let product = t * relatedness;
                            if product > PIVOT_LEAST_PRODUCT {
                                *row.entry(other).or_default() += PIVOT * product;
                            }
                        }
                    }
                    let mut row: Vec<(TypeId, f32)> = row.into_iter().collect();
                    row.sort_unstable_by_key(|&(id, _)| id);
                    row
                }
                Kind::Character(_) => Vec::new(),
                Kind::Stem(name, _) => by_name
                    .get(name.as_str())
                    .map(|&id| (id, 1.0))
                    .into_iter()
                    .collect(),
                Kind::Name(name) => by_name
                    .get(name.as_str())
                    .map(|&id| (id, NAME))
                    .into_iter()
                    .collect(),
                same @ (Kind::Number(_) | Kind::Mark(_)) => {
                    by_kind.get(same).map(|&id| (id, 1.0)).into_iter().collect()
                }
            };
            rows.push(row);
        }
        Association::from_rows(&rows, chinese, english, lexicon)
    }

    /// The associations of a machine translation with the English: equal words. Synonyms would help less than
    /// they hurt: a translation that uses another word has its neighbours' words, too.
    #[must_use]
    pub(crate) fn from_translation(
        translation: &Tokens,
        english: &Tokens,
        lexicon: &Lexicon,
    ) -> Association {
        let by_kind: HashMap<&Kind, TypeId> = (0u32..)
            .zip(&english.types)
            .map(|(id, kind)| (&kind.kind, id))
            .collect();
        let rows: Vec<Vec<(TypeId, f32)>> = translation
            .types
            .iter()
            .map(|kind| {
                by_kind
                    .get(&kind.kind)
                    .map(|&id| (id, 1.0))
                    .into_iter()
                    .collect()
            })
            .collect();
        Association::from_rows(&rows, translation, english, lexicon)
    }

    /// The associations of two sets of source types, one after the other.
    #[must_use]
    pub(crate) fn joined(&self, other: &Association) -> Association {
        let chain = |a: &[f32], b: &[f32]| a.iter().chain(b).copied().collect();
        Association {
            rows: self.rows.iter().chain(&other.rows).cloned().collect(),
            p_english: self.p_english.clone(),
            p_chinese: chain(&self.p_chinese, &other.p_chinese),
            weight_chinese: chain(&self.weight_chinese, &other.weight_chinese),
            weight_english: self.weight_english.clone(),
        }
    }

    /// The associations with these rows of t(e|z), English types ascending.
    #[must_use]
    pub(crate) fn from_rows(
        rows: &[Vec<(TypeId, f32)>],
        chinese: &Tokens,
        english: &Tokens,
        lexicon: &Lexicon,
    ) -> Association {
        let p_english = frequencies(english, lexicon);
        let p_chinese = frequencies(chinese, lexicon);
        // The share of the text's tokens that the Chinese types together account for, by English type.
        let mut accounted = vec![0.0f32; english.types.len()];
        for (row, &p) in rows.iter().zip(&p_chinese) {
            for &(to, t) in row {
                accounted[to as usize] += t * p;
            }
        }
        let rows = rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|&(to, t)| {
                        let e = to as usize;
                        Link {
                            to,
                            t,
                            ratio: (t / p_english[e]).min(MAX_RATIO),
                            back_ratio: t / (p_english[e] * accounted[e]).sqrt().max(1e-12),
                        }
                    })
                    .collect()
            })
            .collect();
        let informative = |tokens: &Tokens, p: &[f32]| -> Vec<f32> {
            tokens
                .types
                .iter()
                .zip(p)
                .map(|(kind, &p)| match kind.class {
                    Class::Mark => 0.0,
                    _ => information(p),
                })
                .collect()
        };
        Association {
            rows,
            weight_chinese: informative(chinese, &p_chinese),
            weight_english: informative(english, &p_english),
            p_english,
            p_chinese,
        }
    }
}

/// A word's own renderings as probabilities, those of the words and characters in it mixed in.
fn renderings(word: WordId, lexicon: &Lexicon) -> Vec<(StemId, f32)> {
    let chars: Vec<char> = lexicon.word(word).chars().collect();
    let mut row: HashMap<StemId, f32> = HashMap::new();
    let mut join = |of: WordId, weight: f32| {
        for (stem, t) in own_renderings(of, lexicon) {
            let slot = row.entry(stem).or_default();
            *slot = slot.max(weight * t);
        }
    };
    join(word, 1.0);
    if chars.len() > 1 {
        let mut subwords = Vec::new();
        for start in 0..chars.len() {
            lexicon.prefixes(&chars[start..], |length, part| {
                if length > 1 && length < chars.len() {
                    subwords.push(part);
                }
            });
        }
        let character = if subwords.is_empty() {
            CHARACTER
        } else {
            CHARACTER / 2.0
        };
        for part in subwords {
            join(part, SUBWORD);
        }
        for &c in &chars {
            if let Some(part) = lexicon.find(&[c]) {
                join(part, character);
            }
        }
    }
    let mut row: Vec<(StemId, f32)> = row.into_iter().collect();
    row.sort_unstable_by_key(|&(stem, _)| stem);
    let sum: f32 = row.iter().map(|&(_, t)| t).sum();
    for (_, t) in &mut row {
        *t /= sum.max(1e-9);
    }
    row
}

fn own_renderings(word: WordId, lexicon: &Lexicon) -> Vec<(StemId, f32)> {
    let mut row: Vec<(StemId, f32)> = lexicon
        .renderings(word)
        .map(|(stem, weight)| (stem, weight.powf(FLATTEN)))
        .collect();
    let sum: f32 = row.iter().map(|&(_, t)| t).sum();
    for (_, t) in &mut row {
        *t /= sum.max(1e-9);
    }
    row
}

/// The Chinese words of each stem of the lexicon, with the weight of the stem among the renderings of the word.
struct WordsOfStems {
    /// For each stem the index of its first word in `words`; one entry more than stems.
    start: Vec<u32>,
    words: Vec<(WordId, f32)>,
}

static WORDS_OF_STEMS: LazyLock<WordsOfStems> = LazyLock::new(|| WordsOfStems::of(Lexicon::get()));

impl WordsOfStems {
    fn of(lexicon: &Lexicon) -> WordsOfStems {
        let mut start = vec![0u32; lexicon.stem_count() + 1];
        let all = || (0..u32::try_from(lexicon.word_count()).unwrap_or(0)).map(WordId);
        for word in all() {
            for (stem, _) in lexicon.renderings(word) {
                start[usize::from(stem.0) + 1] += 1;
            }
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut next = start.clone();
        let mut words = vec![(WordId(0), 0.0); start.last().copied().unwrap_or(0) as usize];
        for word in all() {
            for (stem, weight) in lexicon.renderings(word) {
                let at = &mut next[usize::from(stem.0)];
                words[*at as usize] = (word, weight);
                *at += 1;
            }
        }
        WordsOfStems { start, words }
    }
}

/// English stems related through the Chinese words that both render.
struct Synonyms<'a> {
    lexicon: &'a Lexicon,
    by_stem: &'a HashMap<StemId, TypeId>,
    content: Vec<bool>,
    of_stems: &'static WordsOfStems,
    found: HashMap<StemId, Vec<(TypeId, f32)>>,
}

impl<'a> Synonyms<'a> {
    fn new(
        lexicon: &'a Lexicon,
        english: &Tokens,
        by_stem: &'a HashMap<StemId, TypeId>,
    ) -> Synonyms<'a> {
        Synonyms {
            lexicon,
            by_stem,
            content: english
                .types
                .iter()
                .map(|kind| kind.class != Class::Function)
                .collect(),
            of_stems: &WORDS_OF_STEMS,
            found: HashMap::new(),
        }
    }

    /// English types related to `stem`, with rel(e2|e1) = sum over z of p(z|e1) p(e2|z).
    fn of(&mut self, stem: StemId) -> &[(TypeId, f32)] {
        if !self.found.contains_key(&stem) {
            let related = self.find(stem);
            self.found.insert(stem, related);
        }
        self.found.get(&stem).map_or(&[], Vec::as_slice)
    }

    fn find(&self, stem: StemId) -> Vec<(TypeId, f32)> {
        let at = usize::from(stem.0);
        let WordsOfStems { start, words } = self.of_stems;
        let words = &words[start[at] as usize..start[at + 1] as usize];
        if words.len() > PIVOT_MAX_WORDS {
            return Vec::new();
        }
        let weights: Vec<f32> = words
            .iter()
            .map(|&(word, weight)| weight * (-PIVOT_FREQUENCY * self.lexicon.word_cost(word)).exp())
            .collect();
        let sum: f32 = weights.iter().sum();
        let mut related: HashMap<TypeId, f32> = HashMap::new();
        for (&(word, _), &weight) in words.iter().zip(&weights) {
            let total: f32 = self.lexicon.renderings(word).map(|(_, w)| w).sum();
            for (other, w) in self.lexicon.renderings(word) {
                if other != stem
                    && let Some(&id) = self.by_stem.get(&other)
                    && self.content[id as usize]
                {
                    *related.entry(id).or_default() += weight / sum * w / total;
                }
            }
        }
        let mut related: Vec<(TypeId, f32)> = related
            .into_iter()
            .filter(|&(_, relatedness)| relatedness > PIVOT_LEAST)
            .collect();
        related.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        related.truncate(PIVOT_TOP);
        related
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{equal_words, tokens};

    #[test]
    fn equal_words_numbers_and_lexicon_words_are_associated() {
        let (zh, en) = tokens(&["blirp三千", "灯塔"], &["blirp 3,000", "lighthouse"]);
        let association = Association::from_lexicon(&zh, &en, Lexicon::get());
        let linked = |sentence: usize, word: usize| -> Vec<(TypeId, f32)> {
            let row = &association.rows[zh.of(sentence)[word] as usize];
            row.iter().map(|link| (link.to, link.t)).collect()
        };
        for z in 0..2 {
            let found = linked(0, z);
            assert!(found.len() == 1 && found[0].1 == 1.0, "{found:?}");
            let (ours, theirs) = (zh.of(0)[z], found[0].0);
            assert_eq!(zh.types[ours as usize].kind, en.types[theirs as usize].kind);
        }
        let lamp = linked(1, 0);
        assert_eq!(lamp.len(), 1, "{lamp:?}");
        assert!(lamp[0].0 == en.of(1)[0] && lamp[0].1 > 0.1, "{lamp:?}");
    }

    #[test]
    fn ratios_are_held_against_frequencies() {
        let (zh, en) = tokens(&["blirp"], &["blirp"]);
        let half = Association::from_rows(&[vec![(0, 0.5)]], &zh, &en, Lexicon::get());
        let p = half.p_english[0];
        // One token and its background of 1e-7, among one token and a mass of two thousand.
        assert!((p - 1.0002 / 2001.0).abs() < 1e-7, "{p}");
        let link = half.rows[0][0];
        assert!((link.ratio - 0.5 / p).abs() < 0.01);
        // All that the Chinese accounts for is half of the English word.
        assert!((link.back_ratio - 0.5 / (p * 0.5 * p).sqrt()).abs() < 0.01);
        let most = Association::from_rows(&[vec![(0, 2.0)]], &zh, &en, Lexicon::get());
        assert_eq!(most.rows[0][0].ratio, MAX_RATIO);
    }

    #[test]
    fn rare_words_are_informative() {
        assert_eq!(information(0.02), 0.0);
        assert!((information((-7f32).exp()) - 0.5).abs() < 1e-5);
        assert_eq!(information(1e-5), 1.0);
    }

    #[test]
    fn joined_associations_stand_one_after_the_other() {
        let (zh, en) = tokens(&["blirp"], &["blirp"]);
        let (one, two) = (equal_words(&zh, &en, 10.0), equal_words(&zh, &en, 20.0));
        let joined = one.joined(&two);
        let ratios: Vec<f32> = joined.rows.iter().map(|row| row[0].ratio).collect();
        assert_eq!(ratios, [10.0, 20.0]);
        assert_eq!(
            (joined.p_english.len(), joined.weight_chinese.len()),
            (1, 2)
        );
    }
}
