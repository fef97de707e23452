//! The fit of a stretch of English with a stretch of Chinese, each measured by itself: what the aligner knows of a
//! bead, without its neighbours. It is for pairs that are given, such as a sentence and a server's answer, where the
//! order of neither side can be relied on.
//!
//! Both sides are given in pieces (clauses, sentences); a stretch is a range of them.

use std::ops::Range;

use super::association::Association;
use super::bead::Edge;
use super::evidence::Evidence;
use super::evidence::counts::CountEvidence;
use super::evidence::length::LengthEvidence;
use super::evidence::marks::MarkEvidence;
use super::token::{self, Class, Kind, Tokens, TypeId};
use crate::lexicon::Lexicon;

/// Share of the English tokens of each class that have a counterpart.
const TRANSLATED: [f32; Class::COUNT] = [0.40, 0.35, 0.35, 0.50];
/// The most that one token can say.
const MAX_GAIN: f32 = 4.0;
/// Exponent of the number of Chinese tokens.
const DILUTION: f32 = 0.9;
/// The ratio at which a token counts as half covered.
const HALF_COVERED: f32 = 30.0;

/// So many words tell whether an English stretch has to do with a Chinese one.
pub const TELLING: usize = 3;

/// The number of features of a pair.
pub const FEATURES: usize = WEIGHTS.len();

/// The features of a pair with their weights: those of a logistic regression that tells the sentences' own
/// translations from those of the other sentences of a batch of twenty (`cargo run --release --example
/// judge-answers -- CORPUS --learn`).
const WEIGHTS: [(&str, f32); 26] = [
    ("lexical.function", -0.0708),
    ("lexical.content", 0.0494),
    ("lexical.name", -0.0991),
    ("lexical.mark", 0.1653),
    ("english.covered", 1.1767),
    ("english.bare", -0.4406),
    ("chinese.covered", 1.4085),
    ("chinese.bare", -0.7303),
    ("english.share", 2.8903),
    ("chinese.share", 3.4827),
    ("length.tail", 0.0668),
    ("length.signed", -0.3203),
    ("length.square", 0.2935),
    ("marks.same-end", 0.9571),
    ("marks.other-end", -0.5994),
    ("marks.opening-quote", 1.5503),
    ("marks.closing-quote", -2.2415),
    ("counts.question", -0.4842),
    ("counts.exclamation", 1.1903),
    ("counts.opening", -1.4823),
    ("counts.closing", -0.0482),
    ("counts.colon", 0.3404),
    ("counts.ellipsis", -0.2076),
    ("counts.dash", 0.3671),
    ("counts.digits", -1.2785),
    ("counts.one-side-quoted", 0.3),
];
/// What a score is when no feature says anything.
const CONSTANT: f32 = 0.0238;

/// Two lists of pieces, of which any two stretches can be compared.
pub struct Fit {
    source: Tokens,
    target: Tokens,
    /// For each Chinese piece the English types that it suggests, ascending: the sum of the ratios, and the largest.
    suggested: Vec<Vec<(TypeId, f32, f32)>>,
    /// For each English piece the Chinese types that suggest it, ascending, each with its largest back ratio.
    suggesting: Vec<Vec<(TypeId, f32)>>,
    association: Association,
    length: LengthEvidence,
    marks: MarkEvidence,
    counts: CountEvidence,
}

impl Fit {
    /// Reads the pieces of both sides.
    #[must_use]
    pub fn new(chinese: &[&str], english: &[&str]) -> Fit {
        let lexicon = Lexicon::get();
        let target = token::english(english, lexicon, 1);
        let source = token::chinese(chinese, &target, lexicon, 1);
        let association = Association::from_lexicon(&source, &target, lexicon, 1);
        let mut sums = vec![(0.0f32, 0.0f32); target.types.len()];
        let mut touched: Vec<TypeId> = Vec::new();
        let suggested = (0..source.sentences())
            .map(|i| {
                for &z in source.of(i) {
                    for link in association.links(z) {
                        let slot = &mut sums[link.to as usize];
                        if slot.0 == 0.0 {
                            touched.push(link.to);
                        }
                        slot.0 += link.ratio;
                        slot.1 = slot.1.max(link.ratio);
                    }
                }
                touched.sort_unstable();
                touched
                    .drain(..)
                    .map(|e| {
                        let (sum, most) = std::mem::take(&mut sums[e as usize]);
                        (e, sum, most)
                    })
                    .collect()
            })
            .collect();
        let mut by_target: Vec<Vec<(TypeId, f32)>> = vec![Vec::new(); target.types.len()];
        for (z, row) in (0u32..).zip(association.rows()) {
            for link in row {
                by_target[link.to as usize].push((z, link.back_ratio));
            }
        }
        let mut most = vec![0.0f32; source.types.len()];
        let suggesting = (0..target.sentences())
            .map(|j| {
                for &e in target.of(j) {
                    for &(z, ratio) in &by_target[e as usize] {
                        let slot = &mut most[z as usize];
                        if *slot == 0.0 {
                            touched.push(z);
                        }
                        *slot = slot.max(ratio);
                    }
                }
                touched.sort_unstable();
                touched
                    .drain(..)
                    .map(|z| (z, std::mem::take(&mut most[z as usize])))
                    .collect()
            })
            .collect();
        Fit {
            suggested,
            suggesting,
            association,
            length: LengthEvidence::new(chinese, english),
            marks: MarkEvidence::new(chinese, english),
            counts: CountEvidence::new(chinese, english),
            source,
            target,
        }
    }

    /// What speaks for and against English pieces being the translation of Chinese ones.
    #[must_use]
    pub fn features(&self, chinese: &Range<usize>, english: &Range<usize>) -> [f32; FEATURES] {
        let mut features = [0.0f32; FEATURES];
        let tokens: usize = chinese.clone().map(|i| self.source.of(i).len()).sum();
        let dilution = (tokens.max(1) as f32).powf(DILUTION);
        let (mut covered, mut all) = (0.0, 0.0);
        for j in english.clone() {
            for &e in self.target.of(j) {
                let (mut sum, mut most) = (0.0f32, 0.0f32);
                for i in chinese.clone() {
                    let row = &self.suggested[i];
                    if let Ok(at) = row.binary_search_by_key(&e, |&(e, ..)| e) {
                        sum += row[at].1;
                        most = most.max(row[at].2);
                    }
                }
                let class = self.target.types[e as usize].class.index();
                let share = TRANSLATED[class];
                features[class] += (1.0 - share + share * sum / dilution).ln().min(MAX_GAIN);
                let weight = self.association.weight_english[e as usize];
                all += weight;
                covered += weight * most / (most + HALF_COVERED);
            }
        }
        features[4] = covered;
        features[5] = all - covered;
        features[8] = covered / (all + 1.0);
        let (mut covered, mut all) = (0.0, 0.0);
        for i in chinese.clone() {
            for &z in self.source.of(i) {
                let mut most = 0.0f32;
                for j in english.clone() {
                    let row = &self.suggesting[j];
                    if let Ok(at) = row.binary_search_by_key(&z, |&(z, _)| z) {
                        most = most.max(row[at].1);
                    }
                }
                let weight = self.association.weight_chinese[z as usize];
                all += weight;
                covered += weight * most / (most + HALF_COVERED);
            }
        }
        features[6] = covered;
        features[7] = all - covered;
        features[9] = covered / (all + 1.0);
        let edge = Edge {
            i0: chinese.start,
            i1: chinese.end,
            j0: english.start,
            j1: english.end,
        };
        self.length.measure(edge, &mut features[10..13]);
        self.marks.measure(edge, &mut features[13..17]);
        let mut counts = [0.0; 12];
        self.counts.measure(edge, &mut counts);
        // Whether a quotation stays open depends on the order of the sentences.
        features[17..26].copy_from_slice(&counts[..9]);
        features
    }

    /// Whether one of the English words that say something renders a word of the Chinese; `None` for fewer than
    /// [`TELLING`] such words.
    #[must_use]
    pub fn shares_words(&self, chinese: &Range<usize>, english: &Range<usize>) -> Option<bool> {
        let (mut words, mut shares) = (0, false);
        for j in english.clone() {
            for &e in self.target.of(j) {
                let kind = &self.target.types[e as usize];
                let is_word = matches!(kind.kind, Kind::Stem(..)) && kind.class != Class::Function;
                if is_word {
                    words += 1;
                    shares |= chinese.clone().any(|i| {
                        let row = &self.suggested[i];
                        row.binary_search_by_key(&e, |&(e, ..)| e)
                            .is_ok_and(|at| row[at].2 > HALF_COVERED)
                    });
                }
            }
        }
        (words >= TELLING).then_some(shares)
    }

    /// The logarithm of the odds that English pieces are the translation of Chinese ones.
    #[must_use]
    pub fn score(&self, chinese: &Range<usize>, english: &Range<usize>) -> f32 {
        let features = self.features(chinese, english);
        let weighted = features
            .iter()
            .zip(&WEIGHTS)
            .map(|(feature, (_, weight))| feature * weight);
        weighted.sum::<f32>() + CONSTANT
    }
}
