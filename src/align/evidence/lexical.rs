//! Words: how well the Chinese of a bead explains its English, word by word, and how much of the
//! Chinese the English covers.
//!
//! Explanation of an English token e by the Chinese tokens z of a bead is
//! `ln(1 - L + L * sum(t(e|z)/p(e)) / n^0.9)`, with n the number of Chinese tokens and L the share
//! of tokens of e's class that have a counterpart at all: IBM model 1 against a background. It adds
//! up over English sentences, so it is tabulated for each end of a Chinese stretch and its length;
//! coverage the other way round.

use super::{Evidence, prefixed};
use crate::align::association::Association;
use crate::align::band::Band;
use crate::align::bead::{Edge, MAX_SOURCE, MAX_TARGET};
use crate::align::token::{Class, Tokens, TypeId};

/// Share of the English tokens of each class that have a counterpart.
const TRANSLATED: [f32; Class::COUNT] = [0.40, 0.35, 0.35, 0.50];
/// The most that one token can say.
const MAX_GAIN: f32 = 4.0;
/// Exponent of the number of Chinese tokens.
const DILUTION: f32 = 0.9;
/// The ratio at which a Chinese token counts as half covered.
const HALF_COVERED: f32 = 30.0;

/// A table over stretches of one side times single sentences of the other: running sums along the
/// other side, so that any stretch of it is a difference of two entries.
#[derive(Debug)]
struct Sums<T> {
    /// For each (end, length): where its row begins in `values`, and the first sentence of the
    /// other side it knows.
    rows: Vec<(usize, usize)>,
    lengths: usize,
    values: Vec<T>,
}

impl<T: Copy> Sums<T> {
    fn at(&self, end: usize, length: usize, other: usize) -> T {
        let (start, first) = self.rows[end * self.lengths + length - 1];
        self.values[start + other - first]
    }
}

/// Lexical evidence over a band.
#[derive(Debug)]
pub(crate) struct LexicalEvidence {
    /// Set before the names of the features.
    prefix: &'static str,
    explained: Sums<[f32; Class::COUNT]>,
    /// Absent in the first pass, which does without.
    covered: Option<Sums<f32>>,
}

impl LexicalEvidence {
    /// Tabulates the band, coverage too where asked for. With more than one job, both at once.
    #[must_use]
    pub(crate) fn new(
        prefix: &'static str,
        source: &Tokens,
        target: &Tokens,
        association: &Association,
        band: &Band,
        with_coverage: bool,
        jobs: usize,
    ) -> Self {
        let covered = || with_coverage.then(|| coverage(source, target, association, band));
        let explained = || explanation(source, target, association, band);
        if jobs > 1 && with_coverage {
            std::thread::scope(|scope| {
                let covered = scope.spawn(covered);
                LexicalEvidence {
                    prefix,
                    explained: explained(),
                    covered: covered
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                }
            })
        } else {
            LexicalEvidence {
                prefix,
                explained: explained(),
                covered: covered(),
            }
        }
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
        let a = edge.sources();
        let high = self.explained.at(edge.i1, a, edge.j1);
        let low = self.explained.at(edge.i1, a, edge.j0);
        for class in 0..Class::COUNT {
            features[class] = high[class] - low[class];
        }
        if let Some(covered) = &self.covered {
            let b = edge.targets();
            features[4] = covered.at(edge.j1, b, edge.i1) - covered.at(edge.j1, b, edge.i0);
        }
    }
}

/// A stretch of numbers, one for each token position from `start` on.
#[derive(Default)]
struct Stretch {
    start: usize,
    values: Vec<f32>,
}

impl Stretch {
    fn at(&self, position: usize) -> f32 {
        position
            .checked_sub(self.start)
            .and_then(|at| self.values.get(at))
            .copied()
            .unwrap_or(0.0)
    }
}

fn explanation(
    source: &Tokens,
    target: &Tokens,
    association: &Association,
    band: &Band,
) -> Sums<[f32; Class::COUNT]> {
    let n = source.sentences();
    let mut table = Sums {
        rows: vec![(0, 0); (n + 1) * MAX_SOURCE],
        lengths: MAX_SOURCE,
        values: Vec::new(),
    };
    let nothing: [f32; Class::COUNT] = TRANSLATED.map(|share| (1.0 - share).ln());
    // Ratio sums of one Chinese sentence, by English type, and which types it touched.
    let mut dense = vec![0.0f32; target.types.len()];
    let mut touched: Vec<TypeId> = Vec::new();
    // The last sentences' ratio sums at the English token positions in reach.
    let mut recent: std::collections::VecDeque<Stretch> = std::collections::VecDeque::new();
    let mut sums: Vec<f32> = Vec::new();
    for i in 1..=n {
        // English sentences that a bead with Chinese sentence i-1 can hold.
        let first = band.low(i.saturating_sub(MAX_SOURCE));
        let last = band.high((i + MAX_SOURCE - 1).min(n));
        for &z in source.of(i - 1) {
            for link in &association.rows[z as usize] {
                let slot = &mut dense[link.to as usize];
                if *slot == 0.0 {
                    touched.push(link.to);
                }
                *slot += link.ratio;
            }
        }
        let positions = target.position(first)..target.position(last);
        recent.push_front(Stretch {
            start: positions.start,
            values: target.ids()[positions]
                .iter()
                .map(|&e| dense[e as usize])
                .collect(),
        });
        recent.truncate(MAX_SOURCE);
        for e in touched.drain(..) {
            dense[e as usize] = 0.0;
        }
        let mut tokens = 0;
        for a in 1..=MAX_SOURCE.min(i) {
            tokens += source.of(i - a).len();
            let (first, last) = (band.low(i - a), band.high(i));
            let start = target.position(first);
            let end = target.position(last);
            if a == 1 {
                sums.clear();
                sums.resize(end - start, 0.0);
            } else if sums.len() < end - start {
                // A longer stretch reaches further back.
                let wider = end - start - sums.len();
                sums.splice(0..0, std::iter::repeat_n(0.0, wider));
                for (k, sum) in sums.iter_mut().take(wider).enumerate() {
                    *sum = (0..a - 1).map(|back| recent[back].at(start + k)).sum();
                }
            }
            let row = &recent[a - 1];
            for (k, sum) in sums.iter_mut().enumerate() {
                *sum += row.at(start + k);
            }
            let dilution = (tokens.max(1) as f32).powf(DILUTION);
            table.rows[i * MAX_SOURCE + a - 1] = (table.values.len(), first);
            let mut running = [0.0f32; Class::COUNT];
            table.values.push(running);
            let mut k = 0;
            for j in first..last {
                for &e in target.of(j) {
                    let class = target.types[e as usize].class.index();
                    running[class] += if sums[k] > 0.0 {
                        let share = TRANSLATED[class];
                        (1.0 - share + share * sums[k] / dilution)
                            .ln()
                            .min(MAX_GAIN)
                    } else {
                        nothing[class]
                    };
                    k += 1;
                }
                table.values.push(running);
            }
        }
    }
    table
}

fn coverage(source: &Tokens, target: &Tokens, association: &Association, band: &Band) -> Sums<f32> {
    let m = target.sentences();
    let columns = band.columns();
    let mut table = Sums {
        rows: vec![(0, 0); (m + 1) * MAX_TARGET],
        lengths: MAX_TARGET,
        values: Vec::new(),
    };
    // The associations by English type.
    let mut by_target: Vec<Vec<(TypeId, f32)>> = vec![Vec::new(); target.types.len()];
    for (z, row) in (0u32..).zip(&association.rows) {
        for link in row {
            by_target[link.to as usize].push((z, link.back_ratio));
        }
    }
    let mut dense = vec![0.0f32; source.types.len()];
    let mut touched: Vec<TypeId> = Vec::new();
    let mut recent: std::collections::VecDeque<Stretch> = std::collections::VecDeque::new();
    let mut best: Vec<f32> = Vec::new();
    for j in 1..=m {
        let first = columns[j.saturating_sub(MAX_TARGET)].0;
        let last = columns[(j + MAX_TARGET - 1).min(m)].1;
        for &e in target.of(j - 1) {
            for &(z, ratio) in &by_target[e as usize] {
                let slot = &mut dense[z as usize];
                if *slot == 0.0 {
                    touched.push(z);
                }
                *slot = slot.max(ratio);
            }
        }
        let positions = source.position(first)..source.position(last);
        recent.push_front(Stretch {
            start: positions.start,
            values: source.ids()[positions]
                .iter()
                .map(|&z| dense[z as usize])
                .collect(),
        });
        recent.truncate(MAX_TARGET);
        for z in touched.drain(..) {
            dense[z as usize] = 0.0;
        }
        for b in 1..=MAX_TARGET.min(j) {
            let (first, last) = (columns[j - b].0, columns[j].1);
            let start = source.position(first);
            let end = source.position(last);
            if b == 1 {
                best.clear();
                best.resize(end - start, 0.0);
            } else if best.len() < end - start {
                let wider = end - start - best.len();
                best.splice(0..0, std::iter::repeat_n(0.0, wider));
                for (k, best) in best.iter_mut().take(wider).enumerate() {
                    *best = (0..b - 1)
                        .map(|back| recent[back].at(start + k))
                        .fold(0.0, f32::max);
                }
            }
            let row = &recent[b - 1];
            for (k, best) in best.iter_mut().enumerate() {
                *best = best.max(row.at(start + k));
            }
            table.rows[j * MAX_TARGET + b - 1] = (table.values.len(), first);
            let mut running = 0.0;
            table.values.push(running);
            let mut k = 0;
            for i in first..last {
                for &z in source.of(i) {
                    if best[k] > 0.0 {
                        running += association.weight_chinese[z as usize] * best[k]
                            / (best[k] + HALF_COVERED);
                    }
                    k += 1;
                }
                table.values.push(running);
            }
        }
    }
    table
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
        for jobs in [1, 2] {
            let evidence = LexicalEvidence::new("", &zh, &en, &association, &band, true, jobs);
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
            assert_eq!(measured(&evidence, edge(0, 1, 0, 0)), [0.0; 2]);
        }
    }

    #[test]
    fn one_word_says_so_much_and_no_more() {
        let (zh, en) = tokens(&["blirp"], &["blirp"]);
        let association = equal_words(&zh, &en, 1e6);
        let band = Band::full(1, 1);
        let evidence = LexicalEvidence::new("", &zh, &en, &association, &band, false, 1);
        assert_eq!(measured(&evidence, edge(0, 1, 0, 1)), [MAX_GAIN, 0.0]);
    }
}
