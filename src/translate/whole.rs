//! Whether an answer translates its whole sentence and nothing else: three judgements of one answer among the others of
//! its batch, from how it fits its sentence and from its length, held against theirs.

use crate::align::fit::FEATURES;

/// What is measured of an answer: the features of the pair, then those of its length, then its score.
pub(super) const MEASURES: usize = FEATURES + 7;
/// Sentences of fewer characters say nothing about the usual length.
const SHORT: f32 = 6.0;
/// Fewer answers do not tell what length is usual.
const FEW: usize = 7;
/// The spread of lengths that is expected, and the number of answers that it counts as much as.
const EXPECTED: (f32, f32) = (0.3, 2.0);
/// The usual spread of lengths, where answers do not differ; and what a short sentence adds to it.
const SPREAD: (f32, f32) = (0.02, 0.8);

/// The weights of a judgement, the constant last.
type Weights = [f32; MEASURES + 1];

/// Logistic regressions that tell sound answers from those with one kind of fault (`examples/judge-answers`: `left
/// out` and `split`, `merged`, `invented`).
const PART: Weights = [
    0.0704, 0.0451, 0.1084, 0.3008, 0.7902, 0.4217, -0.0198, -0.1080, -8.6781, 7.4597, -0.6539,
    0.2944, 0.0621, 0.6674, -0.4330, 0.4366, -0.9048, 0.1110, 0.9543, -0.3140, -0.5714, 0.2832,
    1.1226, 0.3428, -0.1904, -0.6879, 1.5000, 0.1452, -1.4839, 1.1203, 5.9477, -2.4519, 0.0791,
    9.1253,
];
const MORE: Weights = [
    -0.0896, -0.0548, -0.0710, -0.1392, -0.0567, -0.1631, 0.0188, -0.0201, 7.6383, -3.3768,
    -0.4929, 0.3678, 0.0764, 0.1739, -0.3743, -0.7531, -1.5719, -0.9261, -0.0735, 0.3684, -1.3317,
    0.4625, -0.5221, 0.0356, -0.0023, -0.6930, -2.1536, -0.0030, -1.1437, -0.2194, -0.5321,
    -0.6998, 0.0302, 5.3588,
];
const UNRELATED: Weights = [
    -0.2379, -0.1177, 0.3811, 0.3095, 0.4450, -1.9155, 1.3303, -0.0361, 0.0053, 12.0493, 0.5322,
    1.7434, -0.1424, 4.1314, -0.6680, 0.3117, -1.7287, 1.1359, 2.0613, -0.5389, -1.2735, 0.5733,
    0.3128, 0.6572, 0.5874, -1.1222, -0.6528, -0.0846, -0.6360, -0.4358, -2.3607, 3.0038, 0.2715,
    -2.8531,
];

/// The judgements of an answer, as logarithms of odds: the lower, the surer it is that it is false.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Whole {
    /// That nothing of its sentence is left out.
    pub(super) no_part: f32,
    /// That it says nothing of another sentence.
    pub(super) no_more: f32,
    /// That it is about its sentence at all.
    pub(super) related: f32,
}

/// The usual length of answers in proportion to their sentences, as a logarithm, and half the width of the middle half.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    usual: f32,
    spread: f32,
}

impl Lengths {
    /// Those of pairs of a sentence and its answer.
    pub(super) fn of<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Lengths> {
        let ratios = pairs
            .map(|(zh, en)| (length(zh), length(en)))
            .filter(|&(zh, en)| zh >= SHORT && en > 0.0);
        let mut ratios: Vec<f32> = ratios.map(|(zh, en)| (en / zh).ln()).collect();
        if ratios.len() < FEW {
            return None;
        }
        let usual = middle(&mut ratios)?;
        let mut distances: Vec<f32> = ratios.iter().map(|ratio| (ratio - usual).abs()).collect();
        let (expected, weight) = EXPECTED;
        let all = distances.len() as f32;
        let spread = (middle(&mut distances)? * all + expected * weight) / (all + weight);
        Some(Lengths { usual, spread })
    }

    /// Judges an answer by the features of the pair and their score.
    pub(super) fn judge(
        self,
        (zh, en): (&str, &str),
        features: &[f32; FEATURES],
        score: f32,
    ) -> Whole {
        let (zh, en) = (length(zh).max(1.0), length(en).max(1.0));
        let variance = (1.2 * self.spread).powi(2) + SPREAD.0 + SPREAD.1 / zh;
        let off = ((en / zh).ln() - self.usual) / variance.sqrt();
        let mut measures = [0.0; MEASURES];
        measures[..FEATURES].copy_from_slice(features);
        measures[FEATURES..].copy_from_slice(&[
            off,
            (off * off).min(16.0),
            off.abs(),
            (-off - 1.5).max(0.0),
            (off - 1.5).max(0.0),
            zh.ln(),
            score,
        ]);
        let judged = |weights: &Weights| {
            let weighted = measures
                .iter()
                .zip(weights)
                .map(|(one, weight)| one * weight);
            weighted.sum::<f32>() + weights[MEASURES]
        };
        Whole {
            no_part: judged(&PART),
            no_more: judged(&MORE),
            related: judged(&UNRELATED),
        }
    }
}

/// The length of a text in characters, without white space.
fn length(text: &str) -> f32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as f32
}

/// The middle one of some numbers, which are sorted.
fn middle(numbers: &mut [f32]) -> Option<f32> {
    numbers.sort_by(f32::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_answer_is_more_likely_a_part() {
        let pairs = [(
            "一二三四五六七八九十",
            "abcdefghijklmnopqrstuvwxyzabcdefghij",
        ); 8];
        let lengths = Lengths::of(pairs.into_iter()).unwrap();
        let features = [0.0; FEATURES];
        let whole = lengths.judge(pairs[0], &features, 0.0);
        let half = lengths.judge((pairs[0].0, &pairs[0].1[..18]), &features, 0.0);
        assert!(half.no_part < whole.no_part - 2.0, "{half:?} {whole:?}");
        assert!(Lengths::of([("好。", "Fine.")].into_iter()).is_none());
    }
}
