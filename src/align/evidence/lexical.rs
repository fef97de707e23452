//! Words: how well the Chinese of a bead explains its English, word by word, and how much of the
//! Chinese the English covers.
//!
//! Explanation of an English token e by the Chinese tokens z of a bead is
//! `ln(1 - L + L * sum(t(e|z)/p(e)) / n^0.9)`, with n the number of Chinese tokens and L the share
//! of tokens of e's class that have a counterpart at all: IBM model 1 against a background. It adds
//! up over English sentences. Coverage adds up over Chinese sentences: for each token the strongest
//! counterpart in the English of the bead. So both are computed row by row, for all stretches that end
//! there ([`LexicalRows`]), and beads take differences and sums.

use super::partners::{Distinct, Partners};
use super::{Evidence, prefixed};
use crate::align::association::{Association, Link};
use crate::align::band::Band;
use crate::align::bead::{Edge, MAX_SOURCE, MAX_TARGET};
use crate::align::elementary::ln;
use crate::align::token::{Class, Tokens, TypeId};

/// Share of the English tokens of each class that have a counterpart.
const TRANSLATED: [f32; Class::COUNT] = [0.40, 0.35, 0.35, 0.50];
/// The most that one token can say: e^4.
const MAX_GAIN: f32 = 54.598_15;
/// Exponent of the number of Chinese tokens.
const DILUTION: f32 = 0.9;
/// Tokens of one class whose explanations are multiplied before the logarithm is taken: fewer logarithms, and at
/// most e^16.
const GROUP: usize = 4;

/// The tokens of the target by class, in groups of four of one class; what is missing in a group explains itself.
#[derive(Debug)]
pub(crate) struct Groups {
    /// For each sentence the index of its first group, and in the end their number.
    start: Vec<u32>,
    /// The type of each token of a group, one past the last type where there is none.
    types: Vec<TypeId>,
    /// What a token without counterpart is worth, and the weight of its ratio.
    background: Vec<f32>,
    share: Vec<f32>,
    /// The class of each group.
    classes: Vec<u8>,
    /// The types of each sentence.
    distinct: Distinct,
}

impl Groups {
    /// Groups the tokens of the target.
    #[must_use]
    pub(crate) fn new(target: &Tokens) -> Groups {
        let none = target.types.len() as TypeId;
        let mut groups = Groups {
            start: vec![0],
            types: Vec::with_capacity(target.total() * 3 / 2),
            background: Vec::new(),
            share: Vec::new(),
            classes: Vec::new(),
            distinct: Distinct::new(target, 0..target.sentences()),
        };
        let mut by_class: [Vec<TypeId>; Class::COUNT] = Default::default();
        for j in 0..target.sentences() {
            for &e in target.of(j) {
                by_class[target.types[e as usize].class.index()].push(e);
            }
            for (class, types) in by_class.iter_mut().enumerate() {
                for part in types.chunks(GROUP) {
                    groups.classes.push(class as u8);
                    for k in 0..GROUP {
                        let kind = part.get(k).copied();
                        let share = kind.map_or(0.0, |_| TRANSLATED[class]);
                        groups.types.push(kind.unwrap_or(none));
                        groups.background.push(1.0 - share);
                        groups.share.push(share);
                    }
                }
                types.clear();
            }
            groups.start.push(groups.classes.len() as u32);
        }
        groups
    }

    fn start(&self, j: usize) -> usize {
        self.start[j] as usize
    }
}

/// What the lexical evidence of a pair is computed from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'t> {
    pub(crate) source: &'t Tokens,
    pub(crate) target: &'t Tokens,
    /// The groups of the target.
    pub(crate) groups: &'t Groups,
    pub(crate) association: &'t Association,
    /// Whether coverage is looked for, too.
    pub(crate) with_coverage: bool,
}

/// What one source sentence finds in the target sentences in reach.
#[derive(Debug, Default)]
struct Found {
    /// The first target sentence in reach.
    first: usize,
    /// The sum of the ratios at each token of the groups from there on.
    ratios: Vec<f32>,
    /// The first end of the stretches below.
    ends: usize,
    /// How much of the sentence is covered by the stretch of so many target sentences that ends there.
    covered: [Vec<f32>; MAX_TARGET],
}

/// Lexical evidence by rows: for the source sentences up to a row, what the stretches that end with it explain and
/// how far they are covered. Rows are entered in order, from any one on; see [`LexicalRows::start`].
///
/// `W` is the number of sums: the gain of a token of each class is multiplied by the class's weights and added up.
#[derive(Debug)]
pub(crate) struct LexicalRows<'t, const W: usize> {
    words: &'t Words<'t>,
    band: &'t Band,
    longest: usize,
    weights: [[f32; W]; Class::COUNT],
    /// The last sentences, the present one first.
    recent: Vec<Found>,
    /// For each length of a stretch, the sums up to each target sentence of the row where it begins.
    explained: [Vec<[f32; W]>; MAX_SOURCE],
    /// Ratio sums by target type.
    dense: Vec<f32>,
    /// The tokens of the sentence that each target type goes with.
    partners: Partners<'t>,
    touched: Vec<TypeId>,
    /// The strongest counterpart of each token in each target sentence in reach.
    strongest: Vec<f32>,
    best: Vec<f32>,
    /// The types of the sentence, and how often each occurs.
    kinds: Vec<(TypeId, f32)>,
    sums: Vec<f32>,
    logs: Vec<f32>,
    dilutions: Vec<f32>,
}

impl<'t, const W: usize> LexicalRows<'t, W> {
    /// Rows over a band, for stretches of up to `longest` sentences, with the weights of each class.
    #[must_use]
    pub(crate) fn new(
        words: &'t Words<'t>,
        band: &'t Band,
        longest: usize,
        weights: [[f32; W]; Class::COUNT],
    ) -> Self {
        let types = words.target.types.len();
        LexicalRows {
            words,
            band,
            longest,
            weights,
            recent: (0..MAX_SOURCE).map(|_| Found::default()).collect(),
            explained: std::array::from_fn(|_| Vec::new()),
            dense: vec![0.0; types + 1],
            partners: Partners::new(words.target),
            touched: Vec::new(),
            strongest: Vec::new(),
            best: Vec::new(),
            kinds: Vec::new(),
            sums: Vec::new(),
            logs: Vec::new(),
            dilutions: Vec::new(),
        }
    }

    /// Prepares for rows from `i` on: the sentences that their stretches reach back to.
    pub(crate) fn start(&mut self, i: usize) {
        for sentence in i.saturating_sub(MAX_SOURCE)..i.saturating_sub(1) {
            self.find(sentence);
        }
    }

    /// Goes on to row `i`, the one after the last or the one started with.
    pub(crate) fn enter(&mut self, i: usize) {
        if i > 0 {
            self.find(i - 1);
            self.explain(i);
        }
    }

    /// For the stretch of `length` source sentences that ends with the row: the sums up to each target sentence, from
    /// the first one of the band's row where the stretch begins.
    pub(crate) fn explained(&self, length: usize) -> &[[f32; W]] {
        &self.explained[length - 1]
    }

    /// How much of the source sentence `back` sentences before the row is covered by the `targets` sentences before
    /// each end, from target `from` on.
    pub(crate) fn covered(&self, back: usize, targets: usize, from: usize) -> &[f32] {
        let found = &self.recent[back - 1];
        &found.covered[targets - 1][from - found.ends..]
    }

    /// Looks for the counterparts of a source sentence.
    fn find(&mut self, sentence: usize) {
        let Words {
            source,
            association,
            groups,
            with_coverage,
            ..
        } = *self.words;
        let n = self.band.sources();
        let mut found = self.recent.pop().unwrap_or_default();
        // Target sentences that a bead with this sentence can hold.
        let first = self.band.low((sentence + 1).saturating_sub(MAX_SOURCE));
        let last = self.band.high((sentence + MAX_SOURCE).min(n));
        found.first = first;
        self.kinds.clear();
        self.kinds
            .extend(source.of(sentence).iter().map(|&z| (z, 1.0)));
        self.kinds.sort_unstable_by_key(|&(z, _)| z);
        self.kinds.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self.partners.reach(first..last);
        let (dense, touched) = (&mut self.dense, &mut self.touched);
        let mut add = |link: &Link, count: f32| {
            let slot = &mut dense[link.to as usize];
            if *slot == 0.0 {
                touched.push(link.to);
            }
            *slot += link.ratio * count;
        };
        let mut informative = 0;
        for &(z, count) in &self.kinds {
            if with_coverage && association.weight_chinese[z as usize] != 0.0 {
                self.partners
                    .add(association, z, informative, |link| add(link, count));
                informative += 1;
            } else {
                let links = association.links_to(z, |to| self.partners.is_near(to));
                links.for_each(|link| add(link, count));
            }
        }
        let slots = groups.start(first) * GROUP..groups.start(last) * GROUP;
        found.ratios.clear();
        let dense = &self.dense;
        found
            .ratios
            .extend(groups.types[slots].iter().map(|&e| dense[e as usize]));
        for e in self.touched.drain(..) {
            self.dense[e as usize] = 0.0;
        }
        if with_coverage {
            let width = last - first;
            self.strongest.clear();
            self.strongest.resize(informative as usize * width, 0.0);
            let (partners, strongest) = (&self.partners, &mut self.strongest[..]);
            for j in first..last {
                for &e in groups.distinct.of(j) {
                    for (token, strength) in partners.of(e) {
                        let slot = &mut strongest[token as usize * width + j - first];
                        if strength > *slot {
                            *slot = strength;
                        }
                    }
                }
            }
            self.partners.clear();
            found.ends = self.band.low(sentence + 1);
            let weights = self.kinds.iter();
            let weights = weights.map(|&(z, count)| association.weight_chinese[z as usize] * count);
            let weights = weights.filter(|&weight| weight != 0.0);
            cover(
                &mut found,
                &self.strongest,
                weights,
                first..last,
                &mut self.best,
            );
        }
        self.recent.insert(0, found);
    }

    /// Adds up what all stretches that end with the row explain.
    fn explain(&mut self, i: usize) {
        let groups = &self.words.groups;
        let widest = self.band.low(i.saturating_sub(MAX_SOURCE));
        let end = self.band.high(i);
        let origin = groups.start(widest);
        let slots = origin * GROUP..groups.start(end) * GROUP;
        self.sums.clear();
        self.sums.resize(slots.len(), 0.0);
        let mut tokens = 0;
        for length in 1..=self.longest.min(i) {
            tokens += self.words.source.of(i - length).len();
            let found = &self.recent[length - 1];
            let from = (origin - groups.start(found.first)) * GROUP;
            for (sum, ratio) in self.sums.iter_mut().zip(&found.ratios[from..]) {
                *sum += ratio;
            }
            while self.dilutions.len() <= tokens {
                let count = self.dilutions.len().max(1) as f32;
                self.dilutions.push(1.0 / count.powf(DILUTION));
            }
            let thinned = self.dilutions[tokens];
            let first = self.band.low(i - length);
            let skipped = (groups.start(first) - origin) * GROUP;
            self.logs.clear();
            let sums = self.sums[skipped..].chunks_exact(GROUP);
            let slots = slots.start + skipped..slots.end;
            let background = groups.background[slots.clone()].chunks_exact(GROUP);
            let share = groups.share[slots].chunks_exact(GROUP);
            self.logs.extend(
                sums.zip(background)
                    .zip(share)
                    .map(|((sums, background), share)| {
                        let gain = |k: usize| {
                            let gain = background[k] + share[k] * thinned * sums[k];
                            if gain < MAX_GAIN { gain } else { MAX_GAIN }
                        };
                        (gain(0) * gain(1)) * (gain(2) * gain(3))
                    }),
            );
            for value in &mut self.logs {
                *value = ln(*value);
            }
            let explained = &mut self.explained[length - 1];
            explained.clear();
            let mut running = [0.0f32; W];
            explained.push(running);
            let start = groups.start(first);
            for j in first..end {
                let of = groups.start(j)..groups.start(j + 1);
                let logs = &self.logs[of.start - start..of.end - start];
                for (&class, &log) in groups.classes[of].iter().zip(logs) {
                    let weights = self.weights[usize::from(class & 3)];
                    for (sum, weight) in running.iter_mut().zip(weights) {
                        *sum += weight * log;
                    }
                }
                explained.push(running);
            }
        }
    }
}

/// Adds up the coverage of a sentence by each stretch: for each token the strongest counterpart in it.
fn cover(
    found: &mut Found,
    strongest: &[f32],
    weights: impl Iterator<Item = f32>,
    reach: std::ops::Range<usize>,
    best: &mut Vec<f32>,
) {
    let width = reach.len();
    // Ends from the first that is asked for to the last in reach; `skipped` sentences stand before the first.
    let skipped = found.ends.saturating_sub(reach.start);
    let ends = width + 1 - skipped;
    for covered in &mut found.covered {
        covered.clear();
        covered.resize(ends, 0.0);
    }
    best.clear();
    best.resize(width, 0.0);
    for (row, weight) in strongest.chunks_exact(width.max(1)).zip(weights) {
        if row.iter().all(|&strength| strength == 0.0) {
            continue;
        }
        best.copy_from_slice(row);
        for (targets, covered) in found.covered.iter_mut().enumerate() {
            // The stretch of `targets + 1` sentences that ends with sentence k, which is end k + 1.
            if targets > 0 && targets < width {
                for (best, &further) in best[targets..].iter_mut().zip(row) {
                    *best = if further > *best { further } else { *best };
                }
            }
            let (from, to) = match skipped.checked_sub(1) {
                Some(from) => (from, 0),
                None => (0, 1),
            };
            for (sum, &strength) in covered[to..].iter_mut().zip(&best[from..]) {
                *sum += weight * strength;
            }
        }
    }
}

/// Lexical evidence on single beads, in whatever order: the rows of a part of the band, kept.
#[derive(Debug)]
pub(crate) struct LexicalEvidence {
    /// Set before the names of the features.
    prefix: &'static str,
    /// The first row that is kept.
    first: usize,
    /// For each row and length of a source stretch: where its sums begin, and the target sentence that they begin at.
    explained: Vec<(usize, usize)>,
    sums: Vec<[f32; Class::COUNT]>,
    /// For each row the first end of its last sentence's coverage, where that begins and how many ends there are;
    /// empty without coverage.
    covered: Vec<(usize, usize, usize)>,
    coverage: Vec<f32>,
}

impl LexicalEvidence {
    /// Keeps some rows of a band, for beads that end in them. The sentences of the beads must end in them, too, for
    /// coverage: the rows begin where the first bead does, or earlier.
    #[must_use]
    pub(crate) fn new(
        prefix: &'static str,
        words: &Words<'_>,
        band: &Band,
        rows: std::ops::Range<usize>,
    ) -> Self {
        let mut each_class = [[0.0; Class::COUNT]; Class::COUNT];
        for (class, weights) in each_class.iter_mut().enumerate() {
            weights[class] = 1.0;
        }
        let mut found = LexicalRows::new(words, band, MAX_SOURCE, each_class);
        let mut kept = LexicalEvidence {
            prefix,
            first: rows.start,
            explained: Vec::with_capacity(rows.len() * MAX_SOURCE),
            sums: Vec::new(),
            covered: Vec::new(),
            coverage: Vec::new(),
        };
        found.start(rows.start);
        for i in rows {
            found.enter(i);
            for length in 1..=MAX_SOURCE {
                let begins = i.checked_sub(length).map_or(0, |i0| band.low(i0));
                kept.explained.push((kept.sums.len(), begins));
                if length <= i {
                    kept.sums.extend_from_slice(found.explained(length));
                }
            }
            if words.with_coverage {
                let sentence = &found.recent[0];
                let ends = if i > 0 { sentence.covered[0].len() } else { 0 };
                kept.covered
                    .push((sentence.ends, kept.coverage.len(), ends));
                if i > 0 {
                    for covered in &sentence.covered {
                        kept.coverage.extend_from_slice(covered);
                    }
                }
            }
        }
        kept
    }
}

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "lexical.function",
    "lexical.content",
    "lexical.name",
    "lexical.mark",
    "lexical.coverage",
];

impl Evidence for LexicalEvidence {
    fn names(&self) -> Vec<String> {
        prefixed(self.prefix, NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        if edge.is_null() {
            return;
        }
        let row = edge.i1 - self.first;
        let (start, begins) = self.explained[row * MAX_SOURCE + edge.sources() - 1];
        let sums = &self.sums[start..];
        let (high, low) = (sums[edge.j1 - begins], sums[edge.j0 - begins]);
        for class in 0..Class::COUNT {
            features[class] = high[class] - low[class];
        }
        if !self.covered.is_empty() {
            features[4] = (edge.i0 + 1..=edge.i1)
                .rev()
                .map(|row| {
                    let (first, start, ends) = self.covered[row - self.first];
                    self.coverage[start + (edge.targets() - 1) * ends + edge.j1 - first]
                })
                .sum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::{edge, equal_words, tokens};

    fn measured(evidence: &LexicalEvidence, edge: Edge) -> [f32; 2] {
        let mut features = [0.0; 5];
        evidence.measure(edge, &mut features);
        // No word here is a function word, and there are no marks.
        assert_eq!((features[0], features[3]), (0.0, 0.0));
        [features[1] + features[2], features[4]]
    }

    #[test]
    fn equal_words_explain_each_other() {
        let (zh, en) = tokens(&["blirp", "snorg"], &["blirp", "snorg"]);
        let association = equal_words(&zh, &en, 10.0);
        let band = Band::full(2, 2);
        let groups = Groups::new(&en);
        let words = Words {
            source: &zh,
            target: &en,
            groups: &groups,
            association: &association,
            with_coverage: true,
        };
        for rows in [0..3, 1..3] {
            let from_start = rows.start == 0;
            let evidence = LexicalEvidence::new("", &words, &band, rows);
            let share = TRANSLATED[Class::Content.index()];
            for (bead, explained, covered) in [
                (edge(0, 1, 0, 1), 1.0 - share + share * 10.0, 10.0 / 40.0),
                (edge(0, 1, 1, 2), 1.0 - share, 0.0),
                // Two words to choose from dilute.
                (
                    edge(0, 2, 0, 1),
                    1.0 - share + share * 10.0 / 2f32.powf(DILUTION),
                    10.0 / 40.0,
                ),
            ] {
                let [found, coverage] = measured(&evidence, bead);
                assert!((found - explained.ln()).abs() < 1e-5, "{bead:?}: {found}");
                assert!((coverage - covered).abs() < 1e-5, "{bead:?}: {coverage}");
            }
            assert!(!from_start || measured(&evidence, edge(0, 1, 0, 0)) == [0.0; 2]);
        }
    }

    #[test]
    fn one_word_says_so_much_and_no_more() {
        let (zh, en) = tokens(&["blirp"], &["blirp"]);
        let association = equal_words(&zh, &en, 1e6);
        let band = Band::full(1, 1);
        let groups = Groups::new(&en);
        let words = Words {
            source: &zh,
            target: &en,
            groups: &groups,
            association: &association,
            with_coverage: false,
        };
        let evidence = LexicalEvidence::new("", &words, &band, 0..2);
        let [explained, covered] = measured(&evidence, edge(0, 1, 0, 1));
        assert!((explained - 4.0).abs() < 1e-5 && covered == 0.0);
    }
}
