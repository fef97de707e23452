//! Sentence vectors: how close the meanings of both sides of a bead are, as a multilingual encoder
//! sees them, and whether a sentence would be better off in the bead beside it.
//!
//! Vectors are centred: the mean over all sentences of a side says what language and text it is, not
//! what a sentence means. A stretch's vector is the sum of its sentences' by length.

use super::{Evidence, prefixed};
use crate::align::bead::Edge;

/// The names of the features.
pub(crate) const NAMES: &[&str] = &[
    "vectors.cosine",
    "vectors.cosine-by-size",
    "vectors.source-better-shorter",
    "vectors.target-better-shorter",
    "vectors.source-better-longer",
    "vectors.target-better-longer",
    "vectors.neighbours",
    "vectors.source-least",
    "vectors.target-least",
    "vectors.source-better-outside",
    "vectors.target-better-outside",
    "vectors.source-better-inside",
    "vectors.target-better-inside",
    "vectors.better-split",
    "vectors.omitted-beside",
    "vectors.added-beside",
];

/// One side's vectors, weighted by length; empty where a sentence was not asked for.
#[derive(Debug, Default)]
struct Side {
    vectors: Vec<Vec<f32>>,
    lengths: Vec<f32>,
}

/// Vectors of both sides.
#[derive(Debug)]
pub(crate) struct VectorEvidence {
    source: Side,
    target: Side,
}

impl Side {
    fn new(vectors: Vec<Option<Vec<f32>>>, lengths: &[usize]) -> Side {
        let known = vectors.iter().flatten().count();
        let width = vectors.iter().flatten().map(Vec::len).next().unwrap_or(0);
        let mut mean = vec![0.0f32; width];
        for vector in vectors.iter().flatten() {
            for (sum, x) in mean.iter_mut().zip(vector) {
                *sum += x / known as f32;
            }
        }
        let all: usize = lengths.iter().sum();
        let average = all as f32 / lengths.len().max(1) as f32;
        Side {
            vectors: vectors
                .into_iter()
                .map(|vector| {
                    let mut vector = vector.unwrap_or_default();
                    // With a single sentence there is nothing to centre on.
                    if known > 1 {
                        for (x, mean) in vector.iter_mut().zip(&mean) {
                            *x -= mean;
                        }
                    }
                    normalise(&mut vector);
                    vector
                })
                .collect(),
            lengths: lengths
                .iter()
                .map(|&length| length as f32 / average.max(1.0))
                .collect(),
        }
    }

    fn known(&self, from: usize, to: usize) -> bool {
        self.vectors[from..to]
            .iter()
            .all(|vector| !vector.is_empty())
    }

    /// The vector of a stretch.
    fn stretch(&self, from: usize, to: usize) -> Vec<f32> {
        if to == from + 1 {
            return self.vectors[from].clone();
        }
        let mut sum = vec![0.0; self.vectors[from].len()];
        for k in from..to {
            for (sum, x) in sum.iter_mut().zip(&self.vectors[k]) {
                *sum += x * self.lengths[k];
            }
        }
        normalise(&mut sum);
        sum
    }

    /// The cosine of a vector with one sentence's; nothing beyond the ends or where none is known.
    fn cosine(&self, k: Option<usize>, vector: &[f32]) -> Option<f32> {
        let other = self.vectors.get(k?)?;
        (!other.is_empty()).then(|| dot(other, vector))
    }
}

fn normalise(vector: &mut [f32]) {
    let norm = dot(vector, vector).sqrt().max(1e-9);
    for x in vector {
        *x /= norm;
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

impl VectorEvidence {
    /// Takes the vectors of the sentences of both sides, and the length of each in characters.
    #[must_use]
    pub(crate) fn new(
        source: (Vec<Option<Vec<f32>>>, &[usize]),
        target: (Vec<Option<Vec<f32>>>, &[usize]),
    ) -> VectorEvidence {
        VectorEvidence {
            source: Side::new(source.0, source.1),
            target: Side::new(target.0, target.1),
        }
    }

    /// The cosine of the two sides of a stretch.
    fn cosine(&self, edge: Edge) -> f32 {
        dot(
            &self.source.stretch(edge.i0, edge.i1),
            &self.target.stretch(edge.j0, edge.j1),
        )
    }
}

/// The change of likeness when an edge sentence of one side goes, or one more comes.
struct Shift {
    shorter: f32,
    longer: f32,
}

fn shift(side: &Side, from: usize, to: usize, other: &[f32], cosine: f32) -> Shift {
    let with = |from: usize, to: usize| {
        if side.known(from, to) {
            (dot(&side.stretch(from, to), other) - cosine).max(0.0)
        } else {
            0.0
        }
    };
    Shift {
        shorter: if to - from > 1 {
            with(from + 1, to) + with(from, to - 1)
        } else {
            0.0
        },
        longer: from.checked_sub(1).map_or(0.0, |before| with(before, to))
            + if to < side.vectors.len() {
                with(from, to + 1)
            } else {
                0.0
            },
    }
}

/// Each sentence of one side against the sentences of the other, inside and just outside: the least
/// best cosine, and sums of what is better outside and what is better inside.
fn each(
    side: &Side,
    range: std::ops::Range<usize>,
    other: &Side,
    inside: std::ops::Range<usize>,
) -> [f32; 3] {
    let mut sums = [1.0f32, 0.0, 0.0];
    for k in range {
        let vector = &side.vectors[k];
        let best = inside
            .clone()
            .filter_map(|o| other.cosine(Some(o), vector))
            .fold(-1.0, f32::max);
        let outside = other
            .cosine(inside.start.checked_sub(1), vector)
            .into_iter()
            .chain(other.cosine(Some(inside.end), vector))
            .fold(-1.0, f32::max);
        let weight = side.lengths[k].min(3.0);
        sums[0] = sums[0].min(best);
        sums[1] += weight * (outside - best).max(0.0);
        sums[2] += weight * (best - outside).clamp(0.0, 1.0);
    }
    sums
}

impl Evidence for VectorEvidence {
    fn names(&self) -> Vec<String> {
        prefixed("", NAMES)
    }

    fn measure(&self, edge: Edge, features: &mut [f32]) {
        let (source, target) = (&self.source, &self.target);
        if edge.is_null() {
            let (vector, other, at, slot) = if edge.j0 == edge.j1 {
                (&source.vectors[edge.i0], target, edge.j0, 14)
            } else {
                (&target.vectors[edge.j0], source, edge.i0, 15)
            };
            if !vector.is_empty() {
                features[slot] = other
                    .cosine(at.checked_sub(1), vector)
                    .into_iter()
                    .chain(other.cosine(Some(at), vector))
                    .fold(0.0, f32::max);
            }
            return;
        }
        if !source.known(edge.i0, edge.i1) || !target.known(edge.j0, edge.j1) {
            return;
        }
        let z = source.stretch(edge.i0, edge.i1);
        let e = target.stretch(edge.j0, edge.j1);
        let cosine = dot(&z, &e);
        features[0] = cosine;
        features[1] = cosine * (edge.sources() + edge.targets()) as f32 / 2.0;
        let sources = shift(source, edge.i0, edge.i1, &e, cosine);
        let targets = shift(target, edge.j0, edge.j1, &z, cosine);
        features[2] = sources.shorter;
        features[3] = targets.shorter;
        features[4] = sources.longer;
        features[5] = targets.longer;
        features[6] = [
            source.cosine(edge.i0.checked_sub(1), &e),
            source.cosine(Some(edge.i1), &e),
            target.cosine(edge.j0.checked_sub(1), &z),
            target.cosine(Some(edge.j1), &z),
        ]
        .into_iter()
        .flatten()
        .sum::<f32>()
            / 4.0;
        let [least, outside, inside] = each(source, edge.i0..edge.i1, target, edge.j0..edge.j1);
        (features[7], features[9], features[11]) = (least, outside, inside);
        let [least, outside, inside] = each(target, edge.j0..edge.j1, source, edge.i0..edge.i1);
        (features[8], features[10], features[12]) = (least, outside, inside);
        if edge.sources() > 1 && edge.targets() > 1 {
            let mut best = f32::NEG_INFINITY;
            for i in edge.i0 + 1..edge.i1 {
                for j in edge.j0 + 1..edge.j1 {
                    let upper = Edge {
                        i1: i,
                        j1: j,
                        ..edge
                    };
                    let lower = Edge {
                        i0: i,
                        j0: j,
                        ..edge
                    };
                    best = best.max(f32::midpoint(self.cosine(upper), self.cosine(lower)));
                }
            }
            features[13] = (best - cosine).max(0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    fn evidence() -> VectorEvidence {
        let side = || vec![Some(vec![1.0, 0.0]), Some(vec![0.0, 1.0])];
        VectorEvidence::new((side(), &[5, 5]), (side(), &[5, 5]))
    }

    fn measured(evidence: &VectorEvidence, edge: Edge) -> [f32; 16] {
        let mut features = [0.0; 16];
        evidence.measure(edge, &mut features);
        features
    }

    fn close(found: f32, expected: f32) -> bool {
        (found - expected).abs() < 1e-5
    }

    #[test]
    fn centred_vectors_tell_right_from_wrong() {
        // Centred, the two sentences of a side are opposite.
        let right = measured(&evidence(), edge(0, 1, 0, 1));
        assert!(close(right[0], 1.0) && close(right[1], 1.0), "{right:?}");
        assert!(close(right[9], 0.0) && close(right[11], 1.0), "{right:?}");
        let wrong = measured(&evidence(), edge(0, 1, 1, 2));
        assert!(close(wrong[0], -1.0) && close(wrong[7], -1.0), "{wrong:?}");
        assert!(close(wrong[9], 2.0) && close(wrong[11], 0.0), "{wrong:?}");
        // Its counterpart stands beside the omitted sentence.
        assert!(close(measured(&evidence(), edge(0, 1, 0, 0))[14], 1.0));
        assert!(close(measured(&evidence(), edge(2, 2, 1, 2))[15], 1.0));
    }

    #[test]
    fn sentences_without_vector_say_nothing() {
        let evidence = VectorEvidence::new(
            (vec![None, Some(vec![1.0, 0.0])], &[5, 5]),
            (vec![Some(vec![3.0, 0.0]), None], &[5, 5]),
        );
        assert_eq!(measured(&evidence, edge(0, 1, 0, 1)), [0.0; 16]);
        assert!(
            close(measured(&evidence, edge(1, 2, 0, 1))[0], 1.0),
            "L2-normalised"
        );
    }
}
