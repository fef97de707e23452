//! Translation probabilities t(e|z) of Chinese and English token types, from the lexicon, and the ratios
//! that the evidence is made of.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::token::{Class, Kind, Tokens, Type, TypeId};
use crate::lexicon::format::WORD_COST_SCALE;
use crate::lexicon::{Lexicon, StemId, WordId};
use crate::threads::side_by_side;

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
/// Links with smaller ratios in both directions say less than chance, and are dropped.
const LEAST_RATIO: f32 = 1.0;
/// t(e|z) of a name's reading.
const NAME: f32 = 0.5;

/// The ratio at which a counterpart counts as half certain.
const HALF: f32 = 30.0;

/// A ratio as a strength.
#[must_use]
pub(crate) fn saturated(back_ratio: f32) -> f32 {
    back_ratio / (back_ratio + HALF)
}

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
    /// That as a number from 0 for no counterpart to 1 for a certain one.
    pub(crate) strength: f32,
}

/// Rows of t(e|z), one a Chinese type, English types ascending.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    ends: Vec<usize>,
    pairs: Vec<(TypeId, f32)>,
}

impl Rows {
    /// Continues the present row.
    pub(crate) fn extend(&mut self, pairs: impl IntoIterator<Item = (TypeId, f32)>) {
        self.pairs.extend(pairs);
    }

    /// Ends the present row.
    pub(crate) fn end(&mut self) {
        self.ends.push(self.pairs.len());
    }

    /// Rows one after the other.
    fn joined(parts: Vec<Rows>) -> Rows {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            let shift = all.pairs.len();
            all.ends.extend(part.ends.iter().map(|end| end + shift));
            all.pairs.extend(part.pairs);
        }
        all
    }

    fn iter(&self) -> impl Iterator<Item = &[(TypeId, f32)]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.pairs[start..end])
    }
}

/// All associations of a pair of texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Association {
    /// For each Chinese type the index of its first link in `links`, and in the end their number.
    start: Vec<u32>,
    /// Associations of each Chinese type, by English type.
    links: Vec<Link>,
    /// The English type of each link: most links are passed over by it.
    targets: Vec<TypeId>,
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
        Kind::Number(_) | Kind::Name(_) | Kind::Term(_) => 1e-5,
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
    /// Associations as they are given, for each Chinese type; every type weighs 1.
    #[cfg(test)]
    pub(crate) fn of_links(rows: impl Iterator<Item = Vec<Link>>, targets: usize) -> Association {
        let mut association = Association {
            start: vec![0],
            ..Association::default()
        };
        for row in rows {
            association.targets.extend(row.iter().map(|link| link.to));
            association.links.extend(row);
            association.start.push(association.links.len() as u32);
        }
        let sources = association.start.len() - 1;
        Association {
            p_english: vec![0.001; targets],
            p_chinese: vec![0.001; sources],
            weight_chinese: vec![1.0; sources],
            weight_english: vec![1.0; targets],
            ..association
        }
    }

    /// The associations of a Chinese type, by English type.
    #[must_use]
    pub(crate) fn links(&self, z: TypeId) -> &[Link] {
        let at = z as usize;
        &self.links[self.start[at] as usize..self.start[at + 1] as usize]
    }

    /// The associations of a Chinese type with the English types that are asked for.
    #[inline]
    pub(crate) fn links_to(
        &self,
        z: TypeId,
        is_asked: impl Fn(TypeId) -> bool,
    ) -> impl Iterator<Item = &Link> {
        let at = z as usize;
        let range = self.start[at] as usize..self.start[at + 1] as usize;
        let targets = self.targets[range.clone()].iter();
        let links = targets.zip(&self.links[range]);
        links.filter_map(move |(&to, link)| is_asked(to).then_some(link))
    }

    /// The associations of each Chinese type in turn.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[Link]> {
        let starts = self.start.windows(2);
        starts.map(|ends| &self.links[ends[0] as usize..ends[1] as usize])
    }

    /// The associations of some Chinese types with some English ones, both in order.
    #[must_use]
    pub(crate) fn part(&self, chinese: &[TypeId], english: &[TypeId]) -> Association {
        let numbers = |all: &[f32], kept: &[TypeId]| -> Vec<f32> {
            kept.iter().map(|&id| all[id as usize]).collect()
        };
        let mut part = Association {
            start: vec![0],
            p_english: numbers(&self.p_english, english),
            p_chinese: numbers(&self.p_chinese, chinese),
            weight_chinese: numbers(&self.weight_chinese, chinese),
            weight_english: numbers(&self.weight_english, english),
            ..Association::default()
        };
        for &id in chinese {
            part.links.extend(self.links(id).iter().filter_map(|link| {
                let to = english.binary_search(&link.to).ok()? as TypeId;
                Some(Link { to, ..*link })
            }));
            part.start.push(part.links.len() as u32);
        }
        part.targets = part.links.iter().map(|link| link.to).collect();
        part
    }

    /// The associations of the lexicon alone.
    #[must_use]
    pub(crate) fn from_lexicon(
        chinese: &Tokens,
        english: &Tokens,
        lexicon: &Lexicon,
        jobs: usize,
    ) -> Association {
        let mut by_stem: Vec<Option<TypeId>> = vec![None; lexicon.stem_count()];
        let mut by_kind: HashMap<&Kind, TypeId> = HashMap::new();
        let mut by_name: HashMap<&str, TypeId> = HashMap::new();
        let mut terms: Vec<(&[u32], TypeId)> = Vec::new();
        for (id, kind) in (0u32..).zip(&english.types) {
            match &kind.kind {
                Kind::Stem(name, stem) => {
                    if let Some(stem) = stem {
                        by_stem[usize::from(stem.0)] = Some(id);
                    }
                    by_name.insert(name, id);
                }
                Kind::Term(concepts) => terms.push((concepts, id)),
                kind => {
                    by_kind.insert(kind, id);
                }
            }
        }
        let renderings = side_by_side(&chinese.types, jobs, |types| {
            let mut renderings = Renderings::new(lexicon);
            types
                .iter()
                .map(|kind| match &kind.kind {
                    Kind::Word(word) => renderings.of(*word),
                    _ => Vec::new(),
                })
                .collect::<Vec<_>>()
        });
        let mut asked: Vec<StemId> = Vec::new();
        let mut is_asked = vec![false; lexicon.stem_count()];
        for &(stem, _) in renderings.iter().flatten().flatten() {
            if !std::mem::replace(&mut is_asked[usize::from(stem.0)], true) {
                asked.push(stem);
            }
        }
        let content =
            |&(id, _): &(TypeId, StemId)| english.types[id as usize].class != Class::Function;
        let stems = (0u16..).map(StemId).zip(&by_stem);
        let content: Vec<(TypeId, StemId)> = stems
            .filter_map(|(stem, id)| Some(((*id)?, stem)))
            .filter(content)
            .collect();
        let synonyms = Synonyms::new(lexicon, &asked, &content, jobs);
        let words: Vec<(&Type, Vec<(StemId, f32)>)> = chinese
            .types
            .iter()
            .zip(renderings.into_iter().flatten())
            .collect();
        let rows = side_by_side(&words, jobs, |words| {
            let mut sums = SparseSums::new(english.types.len());
            let mut rows = Rows::default();
            for (kind, renderings) in words {
                match &kind.kind {
                    Kind::Word(_) => {
                        for &(stem, t) in renderings {
                            if let Some(id) = by_stem[usize::from(stem.0)] {
                                sums.add(id, t);
                            }
                            for &(other, relatedness) in synonyms.of(stem) {
                                let product = t * relatedness;
                                if product > PIVOT_LEAST_PRODUCT {
                                    sums.add(other, PIVOT * product);
                                }
                            }
                        }
                        rows.extend(sums.take());
                    }
                    Kind::Character(_) => {}
                    Kind::Stem(name, _) => {
                        rows.extend(by_name.get(name.as_str()).map(|&id| (id, 1.0)));
                    }
                    Kind::Name(name) => {
                        rows.extend(by_name.get(name.as_str()).map(|&id| (id, NAME)));
                    }
                    Kind::Term(concepts) => rows.extend(
                        terms
                            .iter()
                            .filter(|(others, _)| others.iter().any(|one| concepts.contains(one)))
                            .map(|&(_, id)| (id, 1.0)),
                    ),
                    same @ (Kind::Number(_) | Kind::Mark(_)) => {
                        rows.extend(by_kind.get(same).map(|&id| (id, 1.0)));
                    }
                }
                rows.end();
            }
            rows
        });
        let rows = Rows::joined(rows);
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
        let mut rows = Rows::default();
        for kind in &translation.types {
            rows.extend(by_kind.get(&kind.kind).map(|&id| (id, 1.0)));
            rows.end();
        }
        Association::from_rows(&rows, translation, english, lexicon)
    }

    /// The associations of two sets of source types, one after the other.
    #[must_use]
    pub(crate) fn joined(&self, other: &Association) -> Association {
        let chain = |a: &[f32], b: &[f32]| a.iter().chain(b).copied().collect();
        Association {
            start: {
                let shift = self.links.len() as u32;
                let others = other.start.iter().skip(1).map(|at| at + shift);
                self.start.iter().copied().chain(others).collect()
            },
            links: self.links.iter().chain(&other.links).copied().collect(),
            targets: self.targets.iter().chain(&other.targets).copied().collect(),
            p_english: self.p_english.clone(),
            p_chinese: chain(&self.p_chinese, &other.p_chinese),
            weight_chinese: chain(&self.weight_chinese, &other.weight_chinese),
            weight_english: self.weight_english.clone(),
        }
    }

    /// The associations with these rows of t(e|z), English types ascending.
    #[must_use]
    pub(crate) fn from_rows(
        rows: &Rows,
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
        let mut start = Vec::with_capacity(rows.ends.len() + 1);
        let mut links = Vec::with_capacity(rows.pairs.len());
        start.push(0);
        for row in rows.iter() {
            let row = row.iter().map(|&(to, t)| {
                let e = to as usize;
                let back_ratio = t / (p_english[e] * accounted[e]).sqrt().max(1e-12);
                Link {
                    to,
                    t,
                    ratio: (t / p_english[e]).min(MAX_RATIO),
                    back_ratio,
                    strength: saturated(back_ratio),
                }
            });
            links.extend(row.filter(|link| link.ratio.max(link.back_ratio) >= LEAST_RATIO));
            start.push(links.len() as u32);
        }
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
            start,
            targets: links.iter().map(|link| link.to).collect(),
            links,
            weight_chinese: informative(chinese, &p_chinese),
            weight_english: informative(english, &p_english),
            p_english,
            p_chinese,
        }
    }
}

/// Sums by number, of which few are not zero.
struct SparseSums {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl SparseSums {
    fn new(numbers: usize) -> SparseSums {
        SparseSums {
            sums: vec![0.0; numbers],
            touched: Vec::new(),
        }
    }

    /// The sum of a number, to be changed to more than zero.
    fn slot(&mut self, number: u32) -> &mut f32 {
        let slot = &mut self.sums[number as usize];
        if *slot == 0.0 {
            self.touched.push(number);
        }
        slot
    }

    fn add(&mut self, number: u32, term: f32) {
        *self.slot(number) += term;
    }

    /// The sums that are not zero, by number; all are zero afterwards.
    fn take(&mut self) -> Vec<(u32, f32)> {
        self.touched.sort_unstable();
        self.touched.dedup();
        let sums = &mut self.sums;
        let touched = self.touched.drain(..);
        touched
            .map(|number| (number, std::mem::take(&mut sums[number as usize])))
            .collect()
    }
}

/// Renderings of the lexicon's words as probabilities.
struct Renderings<'a> {
    lexicon: &'a Lexicon,
    most: SparseSums,
}

impl<'a> Renderings<'a> {
    fn new(lexicon: &'a Lexicon) -> Renderings<'a> {
        Renderings {
            lexicon,
            most: SparseSums::new(lexicon.stem_count()),
        }
    }

    /// A word's own renderings, those of the words and characters in it mixed in, by stem.
    fn of(&mut self, word: WordId) -> Vec<(StemId, f32)> {
        let lexicon = self.lexicon;
        let chars: Vec<char> = lexicon.word(word).chars().collect();
        self.join(word, 1.0);
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
                self.join(part, SUBWORD);
            }
            for &c in &chars {
                if let Some(part) = lexicon.find(&[c]) {
                    self.join(part, character);
                }
            }
        }
        let row = self.most.take();
        let sum: f32 = row.iter().map(|&(_, t)| t).sum();
        let share = |t: f32| t / sum.max(1e-9);
        row.into_iter()
            .map(|(stem, t)| (StemId(stem as u16), share(t)))
            .collect()
    }

    /// Mixes a word's renderings in, with a weight: the greatest of each counts.
    fn join(&mut self, word: WordId, weight: f32) {
        let flat = |weight: f32| FLATTENED[(weight * 255.0).round() as usize & 255];
        let all = || self.lexicon.renderings(word);
        let sum: f32 = all().map(|(_, weight)| flat(weight)).sum();
        let scale = weight / sum.max(1e-9);
        for (stem, t) in all() {
            let slot = self.most.slot(u32::from(stem.0));
            *slot = slot.max(scale * flat(t));
        }
    }
}

/// The weights of renderings, flattened; the lexicon has them in steps of 1/255.
static FLATTENED: LazyLock<[f32; 256]> =
    LazyLock::new(|| std::array::from_fn(|step| (step as f32 / 255.0).powf(FLATTEN)));

/// What the stems of the lexicon have to do with each other, through the Chinese words that they render.
struct RelatedStems {
    lexicon: &'static Lexicon,
    /// For each stem the index of its first word in `words`; one entry more than stems.
    start: Vec<u32>,
    /// The words of each stem.
    words: Vec<WordId>,
    /// For each stem one over the sum of its weights among all words, by the rarity of each; 0 for stems with so many
    /// words that they say nothing about synonyms.
    shares: Vec<f32>,
    /// What was found for the stems that were asked for.
    found: RwLock<HashMap<StemId, Related>>,
}

/// Stems related to a stem, and how closely.
type Related = Arc<[(StemId, f32)]>;

static RELATED_STEMS: LazyLock<RelatedStems> = LazyLock::new(|| RelatedStems::of(Lexicon::get()));

/// Makes the tables of the lexicon that associations are made from, which takes some milliseconds the first time.
pub(crate) fn prepare() {
    LazyLock::force(&RELATED_STEMS);
    LazyLock::force(&FLATTENED);
}

impl RelatedStems {
    fn of(lexicon: &'static Lexicon) -> RelatedStems {
        let stems = lexicon.stem_count();
        let mut start = vec![0u32; stems + 1];
        let mut shares = vec![0.0f32; stems];
        let all = || (0..u32::try_from(lexicon.word_count()).unwrap_or(0)).map(WordId);
        for word in all() {
            let rarity = rarity(lexicon, word);
            for (stem, weight) in lexicon.renderings(word) {
                shares[usize::from(stem.0)] += weight * rarity;
                start[usize::from(stem.0) + 1] += 1;
            }
        }
        for (share, &count) in shares.iter_mut().zip(&start[1..]) {
            let is_known = count as usize <= PIVOT_MAX_WORDS && *share > 0.0;
            *share = if is_known { 1.0 / *share } else { 0.0 };
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut next = start.clone();
        let mut words = vec![WordId(0); start.last().copied().unwrap_or(0) as usize];
        for word in all() {
            for (stem, _) in lexicon.renderings(word) {
                let at = &mut next[usize::from(stem.0)];
                words[*at as usize] = word;
                *at += 1;
            }
        }
        RelatedStems {
            lexicon,
            start,
            words,
            shares,
            found: RwLock::default(),
        }
    }

    /// The stems e1 that a stem e2 is related to, with rel(e2|e1) = sum over z of p(z|e1) p(e2|z). `sums` has a place
    /// for each stem.
    fn of_stem(&self, own: StemId, sums: &mut SparseSums) -> Related {
        let known = self.found.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(related) = known.get(&own) {
            return Arc::clone(related);
        }
        drop(known);
        let at = usize::from(own.0);
        for &word in &self.words[self.start[at] as usize..self.start[at + 1] as usize] {
            let all = || self.lexicon.renderings(word);
            let total: f32 = all().map(|(_, weight)| weight).sum();
            let mine = all().find(|&(stem, _)| stem == own);
            let factor = mine.map_or(0.0, |(_, weight)| weight) / total;
            let factor = factor * rarity(self.lexicon, word);
            for (stem, weight) in all() {
                let share = self.shares[usize::from(stem.0)];
                if stem != own && share > 0.0 {
                    sums.add(u32::from(stem.0), weight * share * factor);
                }
            }
        }
        let SparseSums { sums, touched } = sums;
        let related: Related = touched
            .drain(..)
            .map(|stem| {
                let relatedness = std::mem::take(&mut sums[stem as usize]);
                (StemId(stem as u16), relatedness)
            })
            .filter(|&(_, relatedness)| relatedness > PIVOT_LEAST)
            .collect();
        let mut known = self.found.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(own).or_insert(related))
    }
}

/// A factor for a word that is smaller for rare ones.
fn rarity(lexicon: &Lexicon, word: WordId) -> f32 {
    RARITIES[usize::from(lexicon.word_cost_steps(word))]
}

/// That factor for each step of a word's cost.
static RARITIES: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|steps| (-PIVOT_FREQUENCY * steps as f32 / WORD_COST_SCALE).exp())
});

/// English types related to the stems that are asked for, through the Chinese words that both render.
struct Synonyms {
    /// The number of each stem that is asked for, [`UNASKED`] for all others.
    numbers: Vec<u16>,
    /// For each stem that is asked for the index of its first related type in `related`, and in the end their number.
    start: Vec<u32>,
    related: Vec<(TypeId, f32)>,
}

/// No stem that is asked for.
const UNASKED: u16 = u16::MAX;

impl Synonyms {
    /// Looks for the synonyms of stems, all different, among the English types with a stem of the lexicon.
    ///
    /// They are found from the types: those of a text are few beside the stems that its words could be rendered by.
    fn new(
        lexicon: &Lexicon,
        asked: &[StemId],
        types: &[(TypeId, StemId)],
        jobs: usize,
    ) -> Synonyms {
        let stems = &*RELATED_STEMS;
        let mut numbers = vec![UNASKED; lexicon.stem_count()];
        for (number, stem) in (0..UNASKED).zip(asked) {
            numbers[usize::from(stem.0)] = number;
        }
        let count = asked.len().min(usize::from(UNASKED));
        let found = side_by_side(types, jobs, |types| {
            let mut sums = SparseSums::new(lexicon.stem_count());
            let mut found: Vec<(u16, TypeId, f32)> = Vec::new();
            for &(id, own) in types {
                for &(stem, relatedness) in stems.of_stem(own, &mut sums).iter() {
                    let number = numbers[usize::from(stem.0)];
                    if number != UNASKED {
                        found.push((number, id, relatedness));
                    }
                }
            }
            found
        });
        let mut start = vec![0u32; count + 1];
        for &(number, _, _) in found.iter().flatten() {
            start[usize::from(number) + 1] += 1;
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut next = start.clone();
        let mut all = vec![(0, 0.0); start.last().copied().unwrap_or(0) as usize];
        for &(number, id, relatedness) in found.iter().flatten() {
            let at = &mut next[usize::from(number)];
            all[*at as usize] = (id, relatedness);
            *at += 1;
        }
        let mut synonyms = Synonyms {
            numbers,
            start: vec![0],
            related: Vec::new(),
        };
        for ends in start.windows(2) {
            let related = &mut all[ends[0] as usize..ends[1] as usize];
            related.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let most = related.len().min(PIVOT_TOP);
            synonyms.related.extend_from_slice(&related[..most]);
            synonyms.start.push(synonyms.related.len() as u32);
        }
        synonyms
    }

    /// The types related to a stem that was asked for, the nearest first.
    fn of(&self, stem: StemId) -> &[(TypeId, f32)] {
        let number = usize::from(self.numbers[usize::from(stem.0)]);
        match self.start.get(number..number + 2) {
            Some(ends) => &self.related[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::terms::Term;
    use crate::align::testing::{equal_words, tokens};
    use crate::align::token;

    /// The only link there is.
    fn one_row(t: f32) -> Rows {
        let mut rows = Rows::default();
        rows.extend([(0, t)]);
        rows.end();
        rows
    }

    #[test]
    fn equal_words_numbers_and_lexicon_words_are_associated() {
        let (zh, en) = tokens(&["blirp三千", "灯塔"], &["blirp 3,000", "lighthouse"]);
        let association = Association::from_lexicon(&zh, &en, Lexicon::get(), 1);
        let linked = |sentence: usize, word: usize| -> Vec<(TypeId, f32)> {
            let row = association.links(zh.of(sentence)[word]);
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
    fn terms_that_can_be_the_same_concept_are_associated() {
        let lexicon = Lexicon::get();
        let term = |concepts: &[u32], at| {
            let concepts = concepts.to_vec();
            vec![Term { concepts, at }]
        };
        let terms = [term(&[3], 4), term(&[1, 2], 0)];
        let en = token::english_with_terms(&["A snorg.", "Blirps!"], &terms, lexicon, 1);
        let terms = [term(&[2], 0), term(&[5], 0)];
        let zh = token::chinese_with_terms(&["鼇鼴，好。", "鼇。"], &terms, &en, lexicon, 1);
        let of = |tokens: &Tokens, sentence: usize| -> TypeId {
            let is_term = |&&id: &&TypeId| matches!(tokens.types[id as usize].kind, Kind::Term(_));
            *tokens.of(sentence).iter().find(is_term).unwrap()
        };
        let association = Association::from_lexicon(&zh, &en, lexicon, 1);
        let row = |sentence: usize| -> Vec<(TypeId, f32)> {
            let row = association.links(of(&zh, sentence));
            row.iter().map(|link| (link.to, link.t)).collect()
        };
        assert_eq!(row(0), [(of(&en, 1), 1.0)]);
        assert_eq!(row(1), []);
    }

    #[test]
    fn ratios_are_held_against_frequencies() {
        let (zh, en) = tokens(&["blirp"], &["blirp"]);
        let half = Association::from_rows(&one_row(0.5), &zh, &en, Lexicon::get());
        let p = half.p_english[0];
        // One token and its background of 1e-7, among one token and a mass of two thousand.
        assert!((p - 1.0002 / 2001.0).abs() < 1e-7, "{p}");
        let link = half.links(0)[0];
        assert!((link.ratio - 0.5 / p).abs() < 0.01);
        // All that the Chinese accounts for is half of the English word.
        assert!((link.back_ratio - 0.5 / (p * 0.5 * p).sqrt()).abs() < 0.01);
        let most = Association::from_rows(&one_row(2.0), &zh, &en, Lexicon::get());
        assert_eq!(most.links(0)[0].ratio, MAX_RATIO);
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
        let ratios: Vec<f32> = joined.rows().map(|row| row[0].ratio).collect();
        assert_eq!(ratios, [10.0, 20.0]);
        assert_eq!(
            (joined.p_english.len(), joined.weight_chinese.len()),
            (1, 2)
        );
    }
}
