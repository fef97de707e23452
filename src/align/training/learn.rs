//! Learning weights from gold alignments: a conditional random field over beads (semi-Markov), its
//! likelihood maximised with L-BFGS. Deterministic.

use crate::align::pruned::PrunedLattice;

/// One pair of texts to learn from: the beads that are in question, what the evidence says of each,
/// and which of them are right.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// The beads.
    pub(crate) lattice: PrunedLattice,
    /// Features of all beads, one after another.
    pub(crate) features: Vec<f32>,
    /// Whether each bead is gold; where gold is not known bead by bead, whether it may be.
    pub(crate) gold: Vec<bool>,
    /// The beads that may be gold, and the paths through them, where gold is not known bead by bead: then it is one of
    /// these paths, and the field is partially observed.
    pub(crate) held: Option<PrunedLattice>,
}

impl Example {
    /// What gold is worth under these scores, in parts that add up to ln of the sum over its paths, and the share of
    /// each bead in it.
    fn gold(&self, scores: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let of_gold = self.gold.iter().zip(scores).filter(|&(&gold, _)| gold);
        let worth: Vec<f64> = of_gold.map(|(_, &score)| score).collect();
        let Some(held) = &self.held else {
            let whole = self.gold.iter().map(|&gold| f64::from(u8::from(gold)));
            return (worth, whole.collect());
        };
        // Both lattices list their beads in the same order.
        let posteriors = held.posteriors(&worth);
        let mut shares = posteriors.text.into_iter();
        let share = |&gold: &bool| if gold { shares.next() } else { None }.unwrap_or(0.0);
        (
            vec![posteriors.total],
            self.gold.iter().map(share).collect(),
        )
    }
}

/// Weights that are to be found, and the others, which stay as they are.
struct Free<'f> {
    /// What each weight is, in raw weights, where it is not to be found.
    fixed: &'f [Option<f64>],
    /// The deviation of each feature.
    scale: Vec<f64>,
    penalty: f64,
}

/// Minus the log-likelihood of gold plus the penalty, and its gradient, in standardised weights.
fn loss(examples: &[&Example], weights: &[f64], free: &Free<'_>) -> (f64, Vec<f64>) {
    let Free {
        fixed,
        scale,
        penalty,
    } = free;
    let width = weights.len();
    let mut value = 0.0;
    let mut gradient = vec![0.0; width];
    for (w, g) in weights.iter().zip(&mut gradient) {
        value += 0.5 * penalty * w * w;
        *g = penalty * w;
    }
    let raw: Vec<f64> = raw(weights, free);
    for example in examples {
        let scores: Vec<f64> = example
            .features
            .chunks_exact(width)
            .map(|features| {
                features
                    .iter()
                    .zip(&raw)
                    .map(|(&f, w)| f64::from(f) * w)
                    .sum()
            })
            .collect();
        // Only beads of running text have features; the posteriors know the gaps as well.
        let posteriors = example.lattice.posteriors(&scores);
        value += posteriors.total;
        let (worth, gold) = example.gold(&scores);
        for part in worth {
            value -= part;
        }
        for (features, (&posterior, &gold)) in example
            .features
            .chunks_exact(width)
            .zip(posteriors.text.iter().zip(&gold))
        {
            let excess = posterior - gold;
            if excess.abs() > 1e-12 {
                for ((g, &f), s) in gradient.iter_mut().zip(features).zip(scale) {
                    *g += excess * f64::from(f) / s;
                }
            }
        }
    }
    for (g, fixed) in gradient.iter_mut().zip(*fixed) {
        if fixed.is_some() {
            *g = 0.0;
        }
    }
    (value, gradient)
}

/// Standardised weights as they are used, and those that stay.
fn raw(weights: &[f64], free: &Free<'_>) -> Vec<f64> {
    let learned = weights.iter().zip(&free.scale).map(|(w, s)| w / s);
    (learned.zip(free.fixed))
        .map(|(learned, fixed)| fixed.unwrap_or(learned))
        .collect()
}

/// Weights, in the order of the features, that make gold most likely; `penalty` holds them small
/// (it acts on features scaled to unit deviation over the gold beads).
#[must_use]
pub(crate) fn fit(examples: &[&Example], width: usize, penalty: f64) -> Vec<f32> {
    fit_some(examples, &vec![None; width], penalty)
}

/// The same with those weights found only that are not given.
#[must_use]
pub(crate) fn fit_some(examples: &[&Example], fixed: &[Option<f64>], penalty: f64) -> Vec<f32> {
    let free = Free {
        fixed,
        scale: deviations(examples, fixed.len()),
        penalty,
    };
    let mut weights = vec![0.0; fixed.len()];
    let (mut value, mut gradient) = loss(examples, &weights, &free);
    // L-BFGS with ten remembered steps (Nocedal and Wright, algorithm 7.4) and backtracking.
    let mut memory: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
    for _ in 0..300 {
        let mut direction = gradient.clone();
        let mut factors = Vec::new();
        for (s, y, rho) in memory.iter().rev() {
            let factor = rho * dot(s, &direction);
            for (d, y) in direction.iter_mut().zip(y) {
                *d -= factor * y;
            }
            factors.push(factor);
        }
        if let Some((s, y, _)) = memory.last() {
            let first = dot(s, y) / dot(y, y);
            direction.iter_mut().for_each(|d| *d *= first);
        }
        for ((s, y, rho), factor) in memory.iter().zip(factors.into_iter().rev()) {
            let back = rho * dot(y, &direction);
            for (d, s) in direction.iter_mut().zip(s) {
                *d += (factor - back) * s;
            }
        }
        let slope = dot(&gradient, &direction);
        let mut step = if memory.is_empty() {
            1.0 / dot(&gradient, &gradient).sqrt().max(1.0)
        } else {
            1.0
        };
        let mut moved = None;
        for _ in 0..30 {
            let next: Vec<f64> = weights
                .iter()
                .zip(&direction)
                .map(|(w, d)| w - step * d)
                .collect();
            let (next_value, next_gradient) = loss(examples, &next, &free);
            if next_value <= value - 1e-4 * step * slope {
                moved = Some((next, next_value, next_gradient));
                break;
            }
            step *= 0.5;
        }
        let Some((next, next_value, next_gradient)) = moved else {
            break;
        };
        let s: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = next_gradient
            .iter()
            .zip(&gradient)
            .map(|(a, b)| a - b)
            .collect();
        let curvature = dot(&s, &y);
        if curvature > 1e-10 {
            memory.push((s, y, 1.0 / curvature));
            if memory.len() > 10 {
                memory.remove(0);
            }
        }
        let gain = value - next_value;
        (weights, value, gradient) = (next, next_value, next_gradient);
        if gain < 1e-7 * value.abs() {
            break;
        }
    }
    raw(&weights, &free)
        .into_iter()
        .map(|weight| weight as f32)
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Deviation of each feature over the gold beads, but no less than a fifth of that over all.
fn deviations(examples: &[&Example], width: usize) -> Vec<f64> {
    let of = |gold_only: bool| {
        let (mut sum, mut squares) = (vec![0.0; width], vec![0.0; width]);
        let mut n = 0.0;
        for example in examples {
            for (features, &gold) in example.features.chunks_exact(width).zip(&example.gold) {
                if gold || !gold_only {
                    n += 1.0;
                    for ((sum, square), &f) in sum.iter_mut().zip(&mut squares).zip(features) {
                        *sum += f64::from(f);
                        *square += f64::from(f) * f64::from(f);
                    }
                }
            }
        }
        sum.iter()
            .zip(&squares)
            .map(|(sum, square): (&f64, &f64)| {
                let mean: f64 = sum / f64::max(n, 1.0);
                f64::max(square / f64::max(n, 1.0) - mean * mean, 0.0).sqrt()
            })
            .collect::<Vec<f64>>()
    };
    of(true)
        .into_iter()
        .zip(of(false))
        .map(|(gold, all)| f64::max(gold, 0.2 * all).max(1e-6))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::bead::Edge;
    use crate::align::testing::edge;

    /// A link, or its two sentences unlinked; one feature, on the link alone.
    fn example(feature: f32, linked: bool) -> Example {
        let edges = vec![edge(0, 1, 0, 1), edge(0, 1, 0, 0), edge(1, 1, 0, 1)];
        let lattice = PrunedLattice::new(edges, 1, 1);
        let nulls = lattice.edges.iter().map(Edge::is_null);
        Example {
            features: nulls
                .clone()
                .map(|null| if null { 0.0 } else { feature })
                .collect(),
            gold: nulls.map(|null| null != linked).collect(),
            held: None,
            lattice,
        }
    }

    #[test]
    fn weights_follow_gold_and_the_penalty_holds_them() {
        let examples = [example(1.0, true), example(-1.0, false)];
        let examples: Vec<&Example> = examples.iter().collect();
        let loose = fit(&examples, 1, 0.01)[0];
        let held = fit(&examples, 1, 1.0)[0];
        assert!(0.0 < held && held < loose, "{held} {loose}");
        let wrong = [example(1.0, false), example(-1.0, true)];
        let wrong: Vec<&Example> = wrong.iter().collect();
        assert!((fit(&wrong, 1, 1.0)[0] + held).abs() < 1e-3);
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let examples = [example(0.7, true), example(0.4, false)];
        let examples: Vec<&Example> = examples.iter().collect();
        let slopes = |examples: &[&Example]| {
            let free = Free {
                fixed: &[None],
                scale: vec![1.0],
                penalty: 0.3,
            };
            let at = |w: f64| loss(examples, &[w], &free);
            let step = 1e-5;
            let slope = (at(0.5 + step).0 - at(0.5 - step).0) / (2.0 * step);
            assert!((at(0.5).1[0] - slope).abs() < 1e-6);
        };
        slopes(&examples);
        // Of two sentences against two, any path through the first two links may be gold.
        let edges = vec![
            edge(0, 1, 0, 1),
            edge(1, 2, 1, 2),
            edge(0, 2, 0, 2),
            edge(1, 2, 1, 1),
            edge(2, 2, 1, 2),
        ];
        let lattice = PrunedLattice::new(edges, 2, 2);
        let gold: Vec<bool> = lattice
            .edges
            .iter()
            .map(|edge| edge.i0 + edge.i1 != 2 || edge.i0 == 1)
            .collect();
        let held = lattice.edges.iter().zip(&gold).filter(|&(_, &gold)| gold);
        let partial = Example {
            features: lattice.edges.iter().map(|edge| edge.i1 as f32).collect(),
            held: Some(PrunedLattice::new(
                held.map(|(&edge, _)| edge).collect(),
                2,
                2,
            )),
            gold,
            lattice,
        };
        slopes(&[&partial]);
        assert!(
            partial.gold.contains(&false),
            "a path that is none of gold's"
        );
    }

    #[test]
    fn weights_that_are_given_stay() {
        let example = example(1.0, true);
        let two = Example {
            features: example.features.iter().flat_map(|&f| [f, f]).collect(),
            ..example
        };
        let found = fit_some(&[&two], &[Some(-0.25), None], 0.1);
        assert!(
            (found[0] + 0.25).abs() < 1e-6 && found[1] > 0.25,
            "{found:?}"
        );
    }
}
