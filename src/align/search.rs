//! Exact search in a band: every bead scored, the best path, and what each bead's share of all paths
//! is.

use super::band::Band;
use super::bead::{Edge, SHAPES};
use super::evidence::Evidence;
use super::fixed::Fixed;
use super::weights::WeightVector;

/// What no path takes.
const IMPOSSIBLE: f32 = f32::NEG_INFINITY;

/// All beads of a band with their scores.
#[derive(Debug)]
pub struct Lattice<'b> {
    band: &'b Band,
    /// Score of the bead of each shape that ends at each node.
    scores: Vec<f32>,
}

/// The bead of a shape that ends at (i, j), when it begins inside the band.
fn edge_into(band: &Band, i: usize, j: usize, shape: usize) -> Option<(Edge, usize)> {
    let shape = SHAPES[shape];
    let i0 = i.checked_sub(usize::from(shape.source))?;
    let j0 = j.checked_sub(usize::from(shape.target))?;
    let from = band.node(i0, j0)?;
    Some((
        Edge {
            i0,
            i1: i,
            j0,
            j1: j,
        },
        from,
    ))
}

impl<'b> Lattice<'b> {
    /// Scores every bead of the band, on as many threads as given. The result does not depend on
    /// their number: each score is computed by itself.
    #[must_use]
    pub fn score(
        band: &'b Band,
        evidence: &[&(dyn Evidence + Sync)],
        weights: &WeightVector,
        fixed: &Fixed,
        jobs: usize,
    ) -> Lattice<'b> {
        let mut scores = vec![IMPOSSIBLE; band.nodes() * SHAPES.len()];
        let rows = band.sources() + 1;
        let chunk = rows.div_ceil(jobs.max(1)).max(1);
        let fill = |rows: std::ops::Range<usize>, out: &mut [f32]| {
            let mut features = vec![0.0f32; weights.len()];
            let widths = widths(evidence);
            let mut slots = out.chunks_exact_mut(SHAPES.len());
            for i in rows {
                for j in band.low(i)..=band.high(i) {
                    let Some(slot) = slots.next() else { return };
                    for (shape, score) in slot.iter_mut().enumerate() {
                        if let Some((edge, _)) = edge_into(band, i, j, shape)
                            && fixed.allows(edge)
                        {
                            measure(evidence, &widths, edge, &mut features);
                            *score = weights.dot(&features);
                        }
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            let mut rest = scores.as_mut_slice();
            let mut first = 0;
            while first < rows {
                let last = (first + chunk).min(rows);
                let nodes: usize = (first..last).map(|i| band.high(i) - band.low(i) + 1).sum();
                let (mine, others) = rest.split_at_mut(nodes * SHAPES.len());
                rest = others;
                if jobs > 1 {
                    scope.spawn(move || fill(first..last, mine));
                } else {
                    fill(first..last, mine);
                }
                first = last;
            }
        });
        Lattice { band, scores }
    }

    /// The path with the greatest sum of scores, in order. Ties go to the shape listed first.
    #[must_use]
    pub fn best_path(&self) -> Vec<Edge> {
        self.best_by(|at| self.scores[at])
    }

    fn best_by(&self, value: impl Fn(usize) -> f32) -> Vec<Edge> {
        let band = self.band;
        let mut best = vec![IMPOSSIBLE; band.nodes()];
        let mut taken = vec![u8::MAX; band.nodes()];
        let mut node = 0;
        for i in 0..=band.sources() {
            for j in band.low(i)..=band.high(i) {
                if node == 0 {
                    best[0] = 0.0;
                }
                for shape in 0..SHAPES.len() {
                    if let Some((_, from)) = edge_into(band, i, j, shape) {
                        let score = best[from] + value(node * SHAPES.len() + shape);
                        if score > best[node] {
                            best[node] = score;
                            taken[node] = shape as u8;
                        }
                    }
                }
                node += 1;
            }
        }
        let mut path = Vec::new();
        let (mut i, mut j) = (band.sources(), band.targets());
        while i > 0 || j > 0 {
            let Some((edge, _)) = band
                .node(i, j)
                .map(|node| usize::from(taken[node]))
                .filter(|&shape| shape < SHAPES.len())
                .and_then(|shape| edge_into(band, i, j, shape))
            else {
                // Bands connect their corners by 1-0 and 0-1 beads: not reached.
                break;
            };
            path.push(edge);
            (i, j) = (edge.i0, edge.j0);
        }
        path.reverse();
        path
    }

    /// Beads whose share of all paths is at least `least`, with that share and their score, by end.
    /// Where nothing tells one path from another nearly all beads would do; then the bar is raised
    /// until no more than `most` are left.
    #[must_use]
    pub fn likely(&self, least: f64, most: usize) -> Vec<(Edge, f64, f32)> {
        let band = self.band;
        let nodes = band.nodes();
        let mut forward = vec![f64::NEG_INFINITY; nodes];
        let mut terms: Vec<f64> = Vec::with_capacity(SHAPES.len());
        let mut node = 0;
        for i in 0..=band.sources() {
            for j in band.low(i)..=band.high(i) {
                if node == 0 {
                    forward[0] = 0.0;
                } else {
                    terms.clear();
                    for shape in 0..SHAPES.len() {
                        if let Some((_, from)) = edge_into(band, i, j, shape) {
                            terms.push(
                                forward[from] + f64::from(self.scores[node * SHAPES.len() + shape]),
                            );
                        }
                    }
                    forward[node] = log_sum(&terms);
                }
                node += 1;
            }
        }
        let total = forward[nodes - 1];
        let mut backward = vec![f64::NEG_INFINITY; nodes];
        backward[nodes - 1] = 0.0;
        let mut found: Vec<(Edge, f64, f32)> = Vec::new();
        let mut least = least;
        let mut node = nodes;
        for i in (0..=band.sources()).rev() {
            for j in (band.low(i)..=band.high(i)).rev() {
                node -= 1;
                let after = backward[node];
                if after == f64::NEG_INFINITY {
                    continue;
                }
                for shape in 0..SHAPES.len() {
                    if let Some((edge, from)) = edge_into(band, i, j, shape) {
                        let score = self.scores[node * SHAPES.len() + shape];
                        let here = after + f64::from(score);
                        backward[from] = log_sum(&[backward[from], here]);
                        let share = (forward[from] + here - total).exp();
                        if share >= least {
                            found.push((edge, share, score));
                            while found.len() > most && least < 0.1 {
                                least *= 10.0;
                                found.retain(|&(_, share, _)| share >= least);
                            }
                        }
                    }
                }
            }
        }
        found.sort_unstable_by_key(|&(edge, _, _)| (edge.i1, edge.j1, edge.i0, edge.j0));
        found
    }
}

/// Measures all evidence on a bead, side by side; `widths` are the numbers of features of each kind.
pub fn measure(
    evidence: &[&(dyn Evidence + Sync)],
    widths: &[usize],
    edge: Edge,
    features: &mut [f32],
) {
    features.fill(0.0);
    let mut at = 0;
    for (kind, width) in evidence.iter().zip(widths) {
        kind.measure(edge, &mut features[at..at + width]);
        at += width;
    }
}

/// How many features each kind of evidence has.
#[must_use]
pub fn widths(evidence: &[&(dyn Evidence + Sync)]) -> Vec<usize> {
    evidence.iter().map(|kind| kind.names().len()).collect()
}

/// ln of the sum of exponentials.
#[must_use]
pub fn log_sum(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + terms
        .iter()
        .map(|term| (term - most).exp())
        .sum::<f64>()
        .ln()
}
