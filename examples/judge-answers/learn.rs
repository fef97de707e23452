//! The weights of a pair's features, by logistic regression.

use duizhao::align::fit::{FEATURES, Fit};

use super::texts::Text;

/// Sentences of so many links are compared with each other.
const BATCH: usize = 20;
/// The weight of a pair that is no translation: there are nineteen for each that is one.
const OTHER: f64 = 0.1;
/// The penalty on squared weights.
const PENALTY: f64 = 0.3;
/// Steps of Newton's method.
const STEPS: usize = 12;
/// Weights, the constant last.
const SIZE: usize = FEATURES + 1;

struct Pair {
    features: [f64; SIZE],
    is_translation: bool,
}

/// Weights learned from all texts but those that are held out, as `src/align/fit.rs` has them.
pub(crate) fn learned(texts: &[Text]) -> String {
    let pairs: Vec<Pair> = texts
        .iter()
        .filter(|text| !text.corpus.contains("held out"))
        .flat_map(pairs)
        .collect();
    let weights = regression(&pairs);
    weights.map(|weight| format!("{weight:.4}")).join("\n")
}

fn pairs(text: &Text) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (zh, en) in text.chinese.chunks(BATCH).zip(text.english.chunks(BATCH)) {
        let chinese: Vec<&str> = zh.iter().map(String::as_str).collect();
        let english: Vec<&str> = en.iter().map(String::as_str).collect();
        let fit = Fit::new(&chinese, &english);
        for i in 0..zh.len() {
            for j in 0..en.len() {
                if i != j && (zh[i] == zh[j] || en[i] == en[j]) {
                    continue;
                }
                let mut features = [1.0; SIZE];
                let measured = fit.features(&(i..i + 1), &(j..j + 1));
                for (slot, feature) in features.iter_mut().zip(measured) {
                    *slot = f64::from(feature);
                }
                pairs.push(Pair {
                    features,
                    is_translation: i == j,
                });
            }
        }
    }
    pairs
}

fn regression(pairs: &[Pair]) -> [f64; SIZE] {
    let mut weights = [0.0; SIZE];
    for _ in 0..STEPS {
        let mut gradient = [0.0; SIZE];
        let mut curvature = vec![[0.0; SIZE]; SIZE];
        for a in 0..FEATURES {
            gradient[a] = PENALTY * weights[a];
            curvature[a][a] = PENALTY;
        }
        for pair in pairs {
            let score: f64 = pair.features.iter().zip(&weights).map(|(f, w)| f * w).sum();
            let share = 1.0 / (1.0 + (-score).exp());
            let (weight, truth) = if pair.is_translation {
                (1.0, 1.0)
            } else {
                (OTHER, 0.0)
            };
            for a in 0..SIZE {
                gradient[a] += weight * (share - truth) * pair.features[a];
                let slope = weight * share * (1.0 - share) * pair.features[a];
                for (slot, feature) in curvature[a].iter_mut().zip(&pair.features) {
                    *slot += slope * feature;
                }
            }
        }
        solve(&mut curvature, &mut gradient);
        for (weight, step) in weights.iter_mut().zip(gradient) {
            *weight -= step;
        }
    }
    weights
}

/// Solves `matrix` x = `values` in place, for a positive definite matrix.
fn solve(matrix: &mut [[f64; SIZE]], values: &mut [f64; SIZE]) {
    for column in 0..SIZE {
        let pivot = matrix[column];
        let value = values[column];
        for row in 0..SIZE {
            if row != column {
                let factor = matrix[row][column] / pivot[column];
                for (slot, one) in matrix[row].iter_mut().zip(&pivot) {
                    *slot -= factor * one;
                }
                values[row] -= factor * value;
            }
        }
    }
    for row in 0..SIZE {
        values[row] /= matrix[row][row];
    }
}
