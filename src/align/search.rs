//! Exact search in a band: every bead scored, the best path, and what each bead's share of all paths
//! is.

use super::band::Band;
use super::bead::{Edge, SHAPES};
use super::evidence::Evidence;
use super::fixed::Fixed;
use super::gaps;
use super::weights::WeightVector;

/// Where [`SHAPES`] lists 1-0 and 0-1.
const OMISSION: usize = 0;
const ADDITION: usize = 1;
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

    /// The score of a null bead into node (i, j) inside a gap; nothing where none is possible.
    fn gap_step(&self, i: usize, j: usize, node: usize, shape: usize) -> Option<usize> {
        let (_, from) = edge_into(self.band, i, j, shape)?;
        (self.scores[node * SHAPES.len() + shape] > IMPOSSIBLE).then_some(from)
    }

    /// The path with the greatest sum of scores, in order. Ties go to the shape listed first.
    #[must_use]
    pub fn best_path(&self) -> Vec<Edge> {
        let band = self.band;
        let (switch, sentence) = (gaps::SWITCH as f32, gaps::SENTENCE as f32);
        let replaced = gaps::REPLACED as f32;
        // Best ways to each node: arriving in text by a bead, standing in text, in the first half of
        // a gap (omissions), in the second half (additions).
        let mut arrived = vec![IMPOSSIBLE; band.nodes()];
        let mut text = vec![IMPOSSIBLE; band.nodes()];
        let mut omitting = vec![IMPOSSIBLE; band.nodes()];
        let mut adding = vec![IMPOSSIBLE; band.nodes()];
        let mut shapes = vec![u8::MAX; band.nodes()];
        let mut node = 0;
        for i in 0..=band.sources() {
            for j in band.low(i)..=band.high(i) {
                if node == 0 {
                    arrived[0] = 0.0;
                }
                for shape in 0..SHAPES.len() {
                    if let Some((_, from)) = edge_into(band, i, j, shape) {
                        let score = text[from] + self.scores[node * SHAPES.len() + shape];
                        if score > arrived[node] {
                            arrived[node] = score;
                            shapes[node] = shape as u8;
                        }
                    }
                }
                if let Some(from) = self.gap_step(i, j, node, OMISSION) {
                    omitting[node] = omitting[from].max(arrived[from] - switch) - sentence;
                }
                if let Some(from) = self.gap_step(i, j, node, ADDITION) {
                    let before = adding[from].max(omitting[from] - replaced);
                    adding[node] = before.max(arrived[from] - switch) - sentence;
                }
                text[node] = arrived[node].max(omitting[node].max(adding[node]) - switch);
                node += 1;
            }
        }
        self.trace(&arrived, &text, &omitting, &adding, &shapes)
    }

    /// Goes back over the best ways. What was chosen is found by computing it once more.
    #[allow(clippy::float_cmp)] // the very same computation
    fn trace(
        &self,
        arrived: &[f32],
        text: &[f32],
        omitting: &[f32],
        adding: &[f32],
        shapes: &[u8],
    ) -> Vec<Edge> {
        #[derive(Clone, Copy)]
        enum State {
            Arrived,
            Text,
            Omitting,
            Adding,
        }
        let band = self.band;
        let switch = gaps::SWITCH as f32;
        let replaced = |node: usize| omitting[node] - gaps::REPLACED as f32;
        let mut path = Vec::new();
        let (mut i, mut j) = (band.sources(), band.targets());
        let mut state = State::Text;
        while let Some(node) = band.node(i, j) {
            let shape = match state {
                State::Text => {
                    state = if text[node] == arrived[node] {
                        State::Arrived
                    } else if adding[node] > omitting[node] {
                        State::Adding
                    } else {
                        State::Omitting
                    };
                    continue;
                }
                State::Arrived => usize::from(shapes[node]),
                State::Omitting => OMISSION,
                State::Adding => ADDITION,
            };
            // Bands connect their corners by 1-0 and 0-1 beads: only the beginning is not arrived at.
            let Some((edge, from)) = (shape < SHAPES.len())
                .then(|| edge_into(band, i, j, shape))
                .flatten()
            else {
                break;
            };
            path.push(edge);
            (i, j) = (edge.i0, edge.j0);
            let entered = arrived[from] - switch;
            state = match state {
                State::Omitting if omitting[from] >= entered => State::Omitting,
                State::Adding if adding[from] >= entered && adding[from] >= replaced(from) => {
                    State::Adding
                }
                State::Adding if replaced(from) >= entered => State::Omitting,
                State::Omitting | State::Adding => State::Arrived,
                State::Arrived | State::Text => State::Text,
            };
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
        let forward = self.forward();
        let total = forward.text[nodes - 1];
        let mut text = vec![f64::NEG_INFINITY; nodes];
        text[nodes - 1] = 0.0;
        // What follows an omission or an addition out of each node, inside a gap.
        let mut omission = vec![f64::NEG_INFINITY; nodes];
        let mut addition = vec![f64::NEG_INFINITY; nodes];
        let mut found: Vec<(Edge, f64, f32)> = Vec::new();
        let mut least = least;
        let mut node = nodes;
        for i in (0..=band.sources()).rev() {
            for j in (band.low(i)..=band.high(i)).rev() {
                node -= 1;
                let out = text[node] - gaps::SWITCH;
                let inside = log_add(omission[node], addition[node]);
                let after = log_add(text[node], inside - gaps::SWITCH);
                let replaced = addition[node] - gaps::REPLACED;
                let omitting = log_add(out, log_add(omission[node], replaced));
                let adding = log_add(out, addition[node]);
                for shape in 0..SHAPES.len() {
                    let Some((edge, from)) = edge_into(band, i, j, shape) else {
                        continue;
                    };
                    let score = self.scores[node * SHAPES.len() + shape];
                    if score == IMPOSSIBLE {
                        continue;
                    }
                    let here = after + f64::from(score);
                    let mut share = (forward.text[from] + here - total).exp();
                    if here > f64::NEG_INFINITY {
                        text[from] = log_add(text[from], here);
                    }
                    if shape == OMISSION {
                        omission[from] = omitting - gaps::SENTENCE;
                        let before =
                            log_add(forward.omitting[from], forward.arrived[from] - gaps::SWITCH);
                        share += (before + omission[from] - total).exp();
                    } else if shape == ADDITION {
                        addition[from] = adding - gaps::SENTENCE;
                        share += (forward.before_addition(from) + addition[from] - total).exp();
                    }
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
        found.sort_unstable_by_key(|&(edge, _, _)| (edge.i1, edge.j1, edge.i0, edge.j0));
        found
    }

    /// Sums over all ways to each node.
    fn forward(&self) -> Forward {
        let band = self.band;
        let nothing = vec![f64::NEG_INFINITY; band.nodes()];
        let mut ways = Forward {
            arrived: nothing.clone(),
            text: nothing.clone(),
            omitting: nothing.clone(),
            adding: nothing,
        };
        let mut terms: Vec<f64> = Vec::with_capacity(SHAPES.len());
        let mut node = 0;
        for i in 0..=band.sources() {
            for j in band.low(i)..=band.high(i) {
                if node == 0 {
                    ways.arrived[0] = 0.0;
                } else {
                    terms.clear();
                    for shape in 0..SHAPES.len() {
                        if let Some((_, from)) = edge_into(band, i, j, shape) {
                            let score = self.scores[node * SHAPES.len() + shape];
                            terms.push(ways.text[from] + f64::from(score));
                        }
                    }
                    ways.arrived[node] = log_sum(&terms);
                    if let Some(from) = self.gap_step(i, j, node, OMISSION) {
                        ways.omitting[node] =
                            log_add(ways.omitting[from], ways.arrived[from] - gaps::SWITCH)
                                - gaps::SENTENCE;
                    }
                    if let Some(from) = self.gap_step(i, j, node, ADDITION) {
                        ways.adding[node] = ways.before_addition(from) - gaps::SENTENCE;
                    }
                }
                let gap = log_add(ways.omitting[node], ways.adding[node]);
                ways.text[node] = log_add(ways.arrived[node], gap - gaps::SWITCH);
                node += 1;
            }
        }
        ways
    }
}

/// ln of the sum over all ways to each node: arriving in text by a bead, standing in text (out of a
/// gap, too), and in the two halves of a gap.
struct Forward {
    arrived: Vec<f64>,
    text: Vec<f64>,
    omitting: Vec<f64>,
    adding: Vec<f64>,
}

impl Forward {
    /// All ways to a node from which an addition in a gap may follow.
    fn before_addition(&self, node: usize) -> f64 {
        log_add(
            log_add(self.adding[node], self.omitting[node] - gaps::REPLACED),
            self.arrived[node] - gaps::SWITCH,
        )
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

/// ln of the sum of two exponentials.
#[must_use]
pub fn log_add(a: f64, b: f64) -> f64 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    if least == f64::NEG_INFINITY {
        most
    } else {
        most + (least - most).exp().ln_1p()
    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::align::sparse::Sparse;

    /// Where a path stands: in running text, or in a gap that omits or adds.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Text,
        Omitting,
        Adding,
    }

    /// All ways from (i, j) to the end, with their score.
    fn all_ways(lattice: &Lattice<'_>) -> Vec<(Vec<Edge>, f64)> {
        fn go(
            lattice: &Lattice<'_>,
            (i, j): (usize, usize),
            state: State,
            fresh: bool,
            path: &mut Vec<Edge>,
            score: f64,
            found: &mut Vec<(Vec<Edge>, f64)>,
        ) {
            let band = lattice.band;
            if state != State::Text {
                // Back into text, from where no gap begins at the same place.
                go(
                    lattice,
                    (i, j),
                    State::Text,
                    false,
                    path,
                    score - gaps::SWITCH,
                    found,
                );
            }
            if (i, j) == (band.sources(), band.targets()) {
                if state == State::Text {
                    found.push((path.clone(), score));
                }
                return;
            }
            for (shape, counts) in SHAPES.iter().enumerate() {
                let (a, b) = (usize::from(counts.source), usize::from(counts.target));
                let Some(node) = (i + a <= band.sources() && j + b <= band.targets())
                    .then(|| band.node(i + a, j + b))
                    .flatten()
                else {
                    continue;
                };
                path.push(Edge {
                    i0: i,
                    i1: i + a,
                    j0: j,
                    j1: j + b,
                });
                if state == State::Text {
                    let worth = f64::from(lattice.scores[node * SHAPES.len() + shape]);
                    go(
                        lattice,
                        (i + a, j + b),
                        State::Text,
                        true,
                        path,
                        score + worth,
                        found,
                    );
                }
                let next = match shape {
                    OMISSION => State::Omitting,
                    ADDITION => State::Adding,
                    _ => State::Text,
                };
                let cost = match (state, next) {
                    (_, State::Text) => None,
                    (State::Text, _) => fresh.then_some(gaps::SWITCH),
                    (State::Omitting, State::Adding) => Some(gaps::REPLACED),
                    (State::Adding, State::Omitting) => None,
                    _ => Some(0.0),
                };
                if let Some(cost) = cost {
                    let score = score - cost - gaps::SENTENCE;
                    go(lattice, (i + a, j + b), next, true, path, score, found);
                }
                path.pop();
            }
        }
        let mut found = Vec::new();
        go(
            lattice,
            (0, 0),
            State::Text,
            true,
            &mut Vec::new(),
            0.0,
            &mut found,
        );
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// The best path is the best of all, and shares are shares of the sum over all, in the band
        /// and in the short list alike.
        #[test]
        fn search_is_exact(
            sources in 1usize..4,
            targets in 1usize..4,
            scores in proptest::collection::vec(-9.0f32..6.0, 16 * SHAPES.len()),
            low in -30.0f32..0.0,
        ) {
            let band = Band::full(sources, targets);
            // Low scores make gaps worth their price.
            let scores = scores[..band.nodes() * SHAPES.len()].iter().map(|s| s + low).collect();
            let lattice = Lattice { band: &band, scores };
            let ways = all_ways(&lattice);
            let most = ways.iter().map(|way| way.1).fold(f64::NEG_INFINITY, f64::max);
            let best = lattice.best_path();
            let reached = ways.iter().filter(|way| way.0 == best).map(|way| way.1).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((reached - most).abs() < 1e-3, "{} instead of {}", reached, most);

            let total: f64 = ways.iter().map(|way| (way.1 - most).exp()).sum();
            let mut shares: HashMap<Edge, f64> = HashMap::new();
            for (path, score) in &ways {
                for &edge in path {
                    *shares.entry(edge).or_default() += (score - most).exp() / total;
                }
            }
            let likely = lattice.likely(0.0, usize::MAX);
            for (edge, share, _) in &likely {
                prop_assert!((share - shares[edge]).abs() < 1e-4, "{:?}: {} instead of {}", edge, share, shares[edge]);
            }
            let sparse = Sparse::new(likely.iter().map(|l| l.0).collect(), sources, targets);
            let values: HashMap<Edge, f64> = likely.iter().map(|l| (l.0, f64::from(l.2))).collect();
            let scores: Vec<f64> = sparse.edges.iter().map(|edge| values[edge]).collect();
            let found = sparse.shares(&scores);
            for (at, edge) in sparse.edges.iter().enumerate() {
                let share = found.text[at] + found.gap[at];
                prop_assert!((share - shares[edge]).abs() < 1e-4, "{:?}: {} instead of {}", edge, share, shares[edge]);
            }
            prop_assert!((found.total - most - total.ln()).abs() < 1e-4);
        }
    }
}
