//! Scoring all beads of a band, row by row: the evidence of [`Passes::evidence`](super::passes::Passes::evidence),
//! weighted, for all beads of a shape that end in a row at once. It is the sum over `measure`, computed in plain loops
//! over the target.

use super::band::Band;
use super::bead::{Edge, MAX_SOURCE, MAX_TARGET, SHAPES};
use super::constraints::Constraints;
use super::evidence::Evidence;
use super::evidence::length::LengthEvidence;
use super::evidence::lexical::{self, LexicalRows, Words};
use super::evidence::marks::{MarkEvidence, MarkScores};
use super::evidence::shape::ShapeEvidence;
use super::token::Class;
use super::weights::{Named, WeightVector};

/// The score of a bead that no path takes.
pub(crate) const IMPOSSIBLE: f32 = f32::NEG_INFINITY;

/// For each number of source and target sentences the index of the shape in [`SHAPES`].
const NUMBERS: [[Option<usize>; MAX_TARGET + 1]; MAX_SOURCE + 1] = {
    let mut numbers = [[None; MAX_TARGET + 1]; MAX_SOURCE + 1];
    let mut at = 0;
    while at < SHAPES.len() {
        numbers[SHAPES[at].source as usize][SHAPES[at].target as usize] = Some(at);
        at += 1;
    }
    numbers
};

/// The evidence that all beads of a band are scored by.
#[derive(Clone, Copy)]
pub(crate) struct Scoring<'a> {
    pub(crate) band: &'a Band,
    pub(crate) words: &'a Words<'a>,
    pub(crate) length: &'a LengthEvidence,
    pub(crate) shape: &'a ShapeEvidence,
    pub(crate) marks: &'a MarkEvidence,
    pub(crate) weights: &'a Named,
    pub(crate) constraints: &'a Constraints,
    /// The most source and target sentences of a bead; larger ones are impossible.
    pub(crate) largest: (usize, usize),
}

impl<'a> Scoring<'a> {
    /// A scorer of rows from `first` on.
    #[must_use]
    pub(crate) fn rows(&self, first: usize) -> RowScorer<'a> {
        let of =
            |names: &[&str]| WeightVector::of(self.weights, &super::evidence::prefixed("", names));
        let words = of(lexical::NAMES);
        let mut classes = [[0.0]; Class::COUNT];
        for (class, weights) in classes.iter_mut().enumerate() {
            weights[0] = words.at(class);
        }
        let mut lexical = LexicalRows::new(self.words, self.band, self.largest.0, classes);
        lexical.start(first);
        let shapes = of(super::evidence::shape::NAMES);
        let mut features = vec![0.0; shapes.len()];
        RowScorer {
            scoring: *self,
            lexical,
            coverage: words.at(Class::COUNT),
            length: of(super::evidence::length::NAMES),
            shapes: SHAPES.map(|shape| {
                let edge = Edge {
                    i0: 0,
                    i1: usize::from(shape.source),
                    j0: 0,
                    j1: usize::from(shape.target),
                };
                features.fill(0.0);
                self.shape.measure(edge, &mut features);
                shapes.dot(&features)
            }),
            marks: self.marks.weighted(&of(super::evidence::marks::NAMES)),
            line: Vec::new(),
            covered: std::array::from_fn(|_| Vec::new()),
        }
    }
}

/// Scores the beads of one row after another.
pub(crate) struct RowScorer<'a> {
    scoring: Scoring<'a>,
    lexical: LexicalRows<'a, 1>,
    coverage: f32,
    length: WeightVector,
    shapes: [f32; SHAPES.len()],
    marks: MarkScores<'a>,
    line: Vec<f32>,
    /// The weighted coverage by so many target sentences, at each end of the row.
    covered: [Vec<f32>; MAX_TARGET],
}

impl RowScorer<'_> {
    /// Scores the beads that end in row `i`, the one after the last: for each shape in turn those at each node of the
    /// row. Beads that begin outside the band are impossible.
    pub(crate) fn score(&mut self, i: usize, scores: &mut [f32]) {
        let band = self.scoring.band;
        let (low, high) = (band.low(i), band.high(i));
        let width = high - low + 1;
        self.lexical.enter(i);
        scores.fill(IMPOSSIBLE);
        for covered in &mut self.covered {
            covered.clear();
            covered.resize(width, 0.0);
        }
        let (sources, targets) = self.scoring.largest;
        for (a, numbers) in NUMBERS.iter().enumerate().take(sources.min(i) + 1) {
            let i0 = i - a;
            if a > 0 {
                self.enter_stretch(a, low, width);
            }
            for (b, shape) in numbers.iter().enumerate().take(targets + 1) {
                let &Some(shape) = shape else { continue };
                let from = low.max(band.low(i0) + b);
                let to = high.min(band.high(i0) + b);
                if from > to {
                    continue;
                }
                let start = shape * width + from - low;
                let scores = &mut scores[start..=start + to - from];
                scores.fill(self.shapes[shape]);
                if a > 0 && b > 0 {
                    self.add(i, a, b, from, scores);
                }
                if !self.scoring.constraints.is_empty() {
                    for (j, score) in (from..).zip(scores) {
                        let edge = Edge {
                            i0,
                            i1: i,
                            j0: j - b,
                            j1: j,
                        };
                        if !self.scoring.constraints.allows(edge) {
                            *score = IMPOSSIBLE;
                        }
                    }
                }
            }
        }
    }

    /// Prepares what the beads of the stretch of `a` sentences share.
    fn enter_stretch(&mut self, a: usize, low: usize, width: usize) {
        self.line.clear();
        self.line
            .extend(self.lexical.explained(a).iter().map(|&[sum]| sum));
        if self.coverage != 0.0 && self.scoring.words.with_coverage {
            for (targets, sums) in self.covered.iter_mut().enumerate() {
                let further = self.lexical.covered(a, targets + 1, low);
                for (sum, covered) in sums.iter_mut().zip(&further[..width]) {
                    *sum += self.coverage * covered;
                }
            }
        }
    }

    /// Adds the evidence on the links of a shape that end at the nodes from (i, `from`) on.
    fn add(&self, i: usize, a: usize, b: usize, from: usize, scores: &mut [f32]) {
        let band = self.scoring.band;
        let count = scores.len();
        let first = band.low(i - a);
        let (high, low) = (
            &self.line[from - first..][..count],
            &self.line[from - b - first..][..count],
        );
        let covered = &self.covered[b - 1][from - band.low(i)..][..count];
        let ends = &self.marks.ends(i - 1)[from - 1..][..count];
        let opens = &self.marks.openings(i - a)[from - b..][..count];
        for k in 0..count {
            scores[k] += (high[k] - low[k]) + covered[k] + (ends[k] + opens[k]);
        }
        self.scoring
            .length
            .add(&self.length, (i - a, i), b, from, scores);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::search;
    use crate::align::testing::{equal_words, tokens};
    use crate::align::weights::Weights;

    /// Row by row, from any row on, the scores are the weighted sums of what is measured bead by bead.
    #[test]
    fn a_row_is_the_sum_of_its_measures() {
        let source = [
            "blirp，snorg？",
            "“quazz”",
            "blirp snorg",
            "vrelm！",
            "quazz",
            "snorg",
            "blirp",
        ];
        let target = [
            "Blirp, snorg?",
            "“Quazz”",
            "snorg blirp",
            "vrelm!",
            "the quazz",
            "x",
            "blirp",
            "snorg 12",
        ];
        let (zh, en) = tokens(&source, &target);
        let association = equal_words(&zh, &en, 50.0);
        let groups = lexical::Groups::new(&en);
        let weights = Weights::get().unwrap();
        let length = LengthEvidence::new(&source, &target);
        let shape = ShapeEvidence::new(&weights.shape_shares());
        let marks = MarkEvidence::new(&source, &target);
        let (n, m) = (source.len(), target.len());
        let low = (0..=n).map(|i| i.saturating_sub(3)).collect();
        let high = (0..=n).map(|i| (i + 4).min(m)).collect();
        for band in [Band::full(n, m), Band::new(low, high, m)] {
            for (with_coverage, weights) in [(false, &weights.first), (true, &weights.second)] {
                let words = Words {
                    source: &zh,
                    target: &en,
                    groups: &groups,
                    association: &association,
                    with_coverage,
                };
                let lexical = lexical::LexicalEvidence::new("", &words, &band, 0..n + 1);
                let evidence: Vec<&(dyn Evidence + Sync)> = vec![&lexical, &length, &shape, &marks];
                let vector = WeightVector::new(weights, &evidence);
                let widths = search::widths(&evidence);
                let mut features = vec![0.0; vector.len()];
                let scoring = Scoring {
                    band: &band,
                    words: &words,
                    length: &length,
                    shape: &shape,
                    marks: &marks,
                    weights,
                    constraints: &Constraints::default(),
                    largest: (MAX_SOURCE, MAX_TARGET),
                };
                for start in [0, 3] {
                    let mut rows = scoring.rows(start);
                    for i in start..=n {
                        let width = band.high(i) - band.low(i) + 1;
                        let mut scores = vec![0.0; width * SHAPES.len()];
                        rows.score(i, &mut scores);
                        for (at, &score) in scores.iter().enumerate() {
                            let (shape, j) = (SHAPES[at / width], band.low(i) + at % width);
                            let begin = i
                                .checked_sub(usize::from(shape.source))
                                .zip(j.checked_sub(usize::from(shape.target)));
                            let Some((i0, j0)) =
                                begin.filter(|&(i0, j0)| band.node(i0, j0).is_some())
                            else {
                                assert_eq!(score, IMPOSSIBLE);
                                continue;
                            };
                            let edge = Edge {
                                i0,
                                i1: i,
                                j0,
                                j1: j,
                            };
                            search::measure(&evidence, &widths, edge, &mut features);
                            let sum = vector.dot(&features);
                            assert!((score - sum).abs() < 1e-4, "{edge:?}: {score}, not {sum}");
                        }
                    }
                }
            }
        }
    }
}
