//! Exact search in a band: every bead scored, the best path, and the posterior of each bead, which is
//! its share of all paths.

use super::band::Band;
use super::bead::{Edge, SHAPES};
use super::constraints::Constraints;
use super::evidence::Evidence;
use super::gaps::{All, Backward, Best, Forward, Role, Semiring};
use super::weights::WeightVector;

/// Indices of 1-0 and 0-1 in [`SHAPES`].
const OMISSION: usize = 0;
const ADDITION: usize = 1;
/// The score of a bead that no path takes.
const IMPOSSIBLE: f32 = f32::NEG_INFINITY;

/// All beads of a band with their scores.
#[derive(Debug)]
pub(crate) struct Lattice<'b> {
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
    pub(crate) fn score(
        band: &'b Band,
        evidence: &[&(dyn Evidence + Sync)],
        weights: &WeightVector,
        fixed: &Constraints,
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

    /// The bead of a shape that ends at a node, its score and the node it comes from.
    fn bead_into(
        &self,
        i: usize,
        j: usize,
        node: usize,
        shape: usize,
    ) -> Option<(Edge, usize, f32)> {
        let (edge, from) = edge_into(self.band, i, j, shape)?;
        Some((edge, from, self.scores[node * SHAPES.len() + shape]))
    }

    /// The ways from the beginning to each node.
    fn forward<S: Semiring>(&self) -> Forward<S>
    where
        S::Value: From<f32>,
    {
        let band = self.band;
        let mut forward = Forward::new(band.nodes());
        let mut ways: Vec<S::Value> = Vec::with_capacity(SHAPES.len());
        let mut node = 0;
        for i in 0..=band.sources() {
            for j in band.low(i)..=band.high(i) {
                if node > 0 {
                    ways.clear();
                    for shape in 0..SHAPES.len() {
                        if let Some((edge, from, score)) = self.bead_into(i, j, node, shape) {
                            S::gather(&mut ways, S::then(forward.text[from], score.into()));
                            if score > IMPOSSIBLE && edge.is_null() {
                                forward.unlinked(Role::of(edge), from, node);
                            }
                        }
                    }
                    forward.arrive(node, &ways);
                }
                node += 1;
            }
        }
        forward
    }

    /// The path with the greatest sum of scores, in order. Ties go to the shape listed first.
    #[must_use]
    pub(crate) fn best_path(&self) -> Vec<Edge> {
        self.trace(&self.forward::<Best>())
    }

    /// Goes back over the best ways. What was chosen is found by computing it once more.
    #[allow(clippy::float_cmp)] // the very same computation
    fn trace(&self, best: &Forward<Best>) -> Vec<Edge> {
        #[derive(Clone, Copy)]
        enum State {
            Arrived,
            Text,
            Omitting,
            Adding,
        }
        let band = self.band;
        let mut path = Vec::new();
        let (mut i, mut j) = (band.sources(), band.targets());
        let mut state = State::Text;
        while let Some(node) = band.node(i, j) {
            let into = |shape: usize| self.bead_into(i, j, node, shape);
            let taken = match state {
                State::Text => {
                    state = if best.text[node] == best.arrived[node] {
                        State::Arrived
                    } else if best.adding[node] > best.omitting[node] {
                        State::Adding
                    } else {
                        State::Omitting
                    };
                    continue;
                }
                State::Arrived => (0..SHAPES.len())
                    .filter_map(into)
                    .find(|&(_, from, score)| {
                        let way = Best::then(best.text[from], score);
                        way > IMPOSSIBLE && way == best.arrived[node]
                    }),
                State::Omitting => into(OMISSION),
                State::Adding => into(ADDITION),
            };
            // Bands connect their corners by 1-0 and 0-1 beads: only the beginning is not arrived at.
            let Some((edge, from, _)) = taken else {
                break;
            };
            path.push(edge);
            (i, j) = (edge.i0, edge.j0);
            let (entering, replacing) = (best.entering(from), best.replacing(from));
            state = match state {
                State::Omitting if best.omitting[from] >= entering => State::Omitting,
                State::Adding
                    if best.adding[from] >= entering && best.adding[from] >= replacing =>
                {
                    State::Adding
                }
                State::Adding if replacing >= entering => State::Omitting,
                State::Omitting | State::Adding => State::Arrived,
                State::Arrived | State::Text => State::Text,
            };
        }
        path.reverse();
        path
    }

    /// Beads whose posterior is at least `least`, with it and their score, by end. If the scores tell no path
    /// from another, nearly all beads pass; then the bar is raised until no more than `most` are left.
    #[must_use]
    pub(crate) fn likely(&self, least: f64, most: usize) -> Vec<(Edge, f64, f32)> {
        let band = self.band;
        let nodes = band.nodes();
        let forward = self.forward::<All>();
        let total = forward.text[nodes - 1];
        let mut backward: Backward<All> = Backward::new(nodes);
        let mut found: Vec<(Edge, f64, f32)> = Vec::new();
        let mut least = least;
        let mut node = nodes;
        for i in (0..=band.sources()).rev() {
            for j in (band.low(i)..=band.high(i)).rev() {
                node -= 1;
                let after = backward.after(node);
                for shape in 0..SHAPES.len() {
                    let Some((edge, from, score)) = self.bead_into(i, j, node, shape) else {
                        continue;
                    };
                    if score == IMPOSSIBLE {
                        continue;
                    }
                    let here = All::then(after.text, score.into());
                    let mut posterior = (forward.text[from] + here - total).exp();
                    backward.link(from, here);
                    if edge.is_null() {
                        let role = Role::of(edge);
                        let onward = backward.unlinked(role, from, after);
                        posterior += (forward.before(role, from) + onward - total).exp();
                    }
                    if posterior >= least {
                        found.push((edge, posterior, score));
                        while found.len() > most && least < 0.1 {
                            least *= 10.0;
                            found.retain(|&(_, posterior, _)| posterior >= least);
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
pub(crate) fn measure(
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

/// The number of features of each kind of evidence.
#[must_use]
pub(crate) fn widths(evidence: &[&(dyn Evidence + Sync)]) -> Vec<usize> {
    evidence.iter().map(|kind| kind.names().len()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::align::gaps;
    use crate::align::pruned::PrunedLattice;

    /// The state of a path: in running text, or in a gap that omits or adds.
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

        /// The best path is the best of all, and posteriors are shares of the sum over all, in the
        /// band and in the pruned lattice alike.
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
            let mut posteriors: HashMap<Edge, f64> = HashMap::new();
            for (path, score) in &ways {
                for &edge in path {
                    *posteriors.entry(edge).or_default() += (score - most).exp() / total;
                }
            }
            let likely = lattice.likely(0.0, usize::MAX);
            for (edge, posterior, _) in &likely {
                prop_assert!((posterior - posteriors[edge]).abs() < 1e-4, "{:?}: {} instead of {}", edge, posterior, posteriors[edge]);
            }
            let pruned = PrunedLattice::new(likely.iter().map(|l| l.0).collect(), sources, targets);
            let values: HashMap<Edge, f64> = likely.iter().map(|l| (l.0, f64::from(l.2))).collect();
            let scores: Vec<f64> = pruned.edges.iter().map(|edge| values[edge]).collect();
            let found = pruned.posteriors(&scores);
            for (at, edge) in pruned.edges.iter().enumerate() {
                let posterior = found.text[at] + found.gap[at];
                prop_assert!((posterior - posteriors[edge]).abs() < 1e-4, "{:?}: {} instead of {}", edge, posterior, posteriors[edge]);
            }
            prop_assert!((found.total - most - total.ln()).abs() < 1e-4);
        }
    }
}
