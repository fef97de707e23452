//! Lengths: Gale and Church's idea with a heavy tail, in characters.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;
use crate::align::elementary::ln;
use crate::align::weights::WeightVector;
use crate::text::script::is_han;

/// English characters for a Chinese one, in novels; mixed half and half with the pair's own ratio.
const USUAL_RATIO: f32 = 3.6;
/// The length of a character of Chinese text that is not Han, in Han characters.
const OTHER_CHARACTER: f32 = 0.35;
/// Variance for a character, relative to the ratio.
const VARIANCE: f32 = 0.6;

/// Beyond this many standard deviations all lengths are alike.
const FARTHEST: f32 = 24.0;

/// The evidence of lengths: how well those of both sides fit.
#[derive(Debug)]
pub(crate) struct LengthEvidence {
    /// Running sums over the sentences.
    source: Vec<f32>,
    target: Vec<f32>,
    ratio: f32,
}

impl LengthEvidence {
    /// Measures the sentences of both sides.
    #[must_use]
    pub(crate) fn new<S: AsRef<str>, T: AsRef<str>>(source: &[S], target: &[T]) -> Self {
        let sums = |lengths: &mut dyn Iterator<Item = f32>| {
            let mut sums = vec![0.0];
            let mut sum = 0.0;
            for length in lengths {
                sum += length;
                sums.push(sum);
            }
            sums
        };
        let source = sums(&mut source.iter().map(|text| source_length(text.as_ref())));
        let target = sums(&mut target.iter().map(|text| target_length(text.as_ref())));
        let (all_source, all_target) = (source[source.len() - 1], target[target.len() - 1]);
        let ratio = if all_source > 0.0 && all_target > 0.0 {
            // A text with much missing on one side must not bend the ratio out of shape.
            f32::midpoint(USUAL_RATIO, (all_target / all_source).clamp(2.0, 6.0))
        } else {
            USUAL_RATIO
        };
        LengthEvidence {
            source,
            target,
            ratio,
        }
    }

    /// The lengths of some sentences alone, by the ratio of all.
    #[must_use]
    pub(crate) fn part(&self, sources: &[usize], targets: &[usize]) -> Self {
        let sums = |all: &[f32], kept: &[usize]| {
            let mut sums = vec![0.0];
            let mut sum = 0.0;
            for &k in kept {
                sum += all[k + 1] - all[k];
                sums.push(sum);
            }
            sums
        };
        LengthEvidence {
            source: sums(&self.source, sources),
            target: sums(&self.target, targets),
            ratio: self.ratio,
        }
    }

    /// Length of source sentences `i0..i1`, in Han characters.
    #[must_use]
    pub(crate) fn source(&self, i0: usize, i1: usize) -> f32 {
        self.source[i1] - self.source[i0]
    }

    /// Length of target sentences `j0..j1`, in characters.
    #[must_use]
    pub(crate) fn target(&self, j0: usize, j1: usize) -> f32 {
        self.target[j1] - self.target[j0]
    }

    /// The distance of the target's length from the one expected of the source's, in standard deviations.
    #[must_use]
    pub(crate) fn deviation(&self, edge: Edge) -> f32 {
        let expected = self.ratio * self.source(edge.i0, edge.i1);
        deviation(
            expected,
            self.target(edge.j0, edge.j1),
            VARIANCE * self.ratio,
        )
    }

    /// Adds the weighted features to the scores of links: those of source sentences `stretch.0..stretch.1` with the
    /// `targets` sentences before each end from `from` on.
    pub(crate) fn add(
        &self,
        weights: &WeightVector,
        stretch: (usize, usize),
        targets: usize,
        from: usize,
        scores: &mut [f32],
    ) {
        let expected = self.ratio * self.source(stretch.0, stretch.1);
        let variance = VARIANCE * self.ratio;
        let (tail, signed, square) = (weights.at(0), weights.at(1), weights.at(2));
        let highs = &self.target[from..][..scores.len()];
        let lows = &self.target[from - targets..][..scores.len()];
        for ((score, high), low) in scores.iter_mut().zip(highs).zip(lows) {
            let [t, d, s] = features(deviation(expected, high - low, variance));
            *score += tail * t + signed * d + square * s;
        }
    }
}

#[inline(always)]
fn deviation(expected: f32, target: f32, variance: f32) -> f32 {
    (target - expected) / (variance * (expected + target + 12.0)).sqrt()
}

/// The features of a deviation.
#[inline(always)]
fn features(d: f32) -> [f32; 3] {
    let least = |a: f32, b: f32| if a < b { a } else { b };
    let square = d * d;
    let signed = least(if d > -3.0 { d } else { -3.0 }, 3.0);
    [
        -ln(1.0 + least(square, FARTHEST * FARTHEST)),
        signed,
        -least(square, 9.0),
    ]
}

fn source_length(text: &str) -> f32 {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if is_han(c) { 1.0 } else { OTHER_CHARACTER })
        .sum()
}

fn target_length(text: &str) -> f32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as f32
}

/// The names of the features.
pub(crate) const NAMES: &[&str] = &["length.tail", "length.signed", "length.square"];

impl Evidence for LengthEvidence {
    fn names(&self) -> Vec<String> {
        prefixed("", NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        if edge.is_null() {
            return;
        }
        features.copy_from_slice(&self::features(self.deviation(edge)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_measured_by_the_ratio_of_all() {
        let source = ["一二三", "四五六七八", "九十"];
        let target = ["one two three", "and so it goes on", "nine"];
        let all = LengthEvidence::new(&source, &target);
        let part = all.part(&[0, 2], &[1, 2]);
        let edge = |i0, j0| Edge {
            i0,
            i1: i0 + 1,
            j0,
            j1: j0 + 1,
        };
        assert_eq!(part.deviation(edge(0, 0)), all.deviation(edge(0, 1)));
        assert_eq!(part.deviation(edge(1, 1)), all.deviation(edge(2, 2)));
        let anew = LengthEvidence::new(&["一二三", "九十"], &target[1..]);
        assert_ne!(part.deviation(edge(0, 0)), anew.deviation(edge(0, 0)));
    }
    use crate::align::testing::edge;

    #[test]
    fn what_the_ratio_lets_expect_measures_nothing() {
        let evidence = LengthEvidence::new(&["一二三四五"], &["a".repeat(18)]);
        let mut features = [1.0; 3];
        evidence.measure(edge(0, 1, 0, 1), &mut features);
        assert_eq!(features, [0.0; 3]);
        assert!((evidence.source(0, 1) - 5.0).abs() < 1e-6);
        assert!((source_length("一 a") - 1.35).abs() < 1e-6);
        assert!((target_length("a b\n") - 2.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_too_short_is_told_in_deviations() {
        let texts = ["a".repeat(18), "a".repeat(36)];
        let evidence = LengthEvidence::new(&["一二三四五", "一二三四五"], &texts);
        // The pair has 5.4 characters for one, which is halved with the usual 3.6.
        let deviation = (18.0 - 22.5) / (0.6f32 * 4.5 * (22.5 + 18.0 + 12.0)).sqrt();
        assert!((evidence.deviation(edge(0, 1, 0, 1)) - deviation).abs() < 1e-5);
        let mut features = [0.0; 3];
        evidence.measure(edge(0, 1, 0, 1), &mut features);
        let tail = (deviation * deviation).ln_1p();
        assert!((features[0] + tail).abs() < 1e-5, "{features:?}");
        assert!((features[1] - deviation).abs() < 1e-5);
        assert!((features[2] + deviation * deviation).abs() < 1e-5);
    }
}
