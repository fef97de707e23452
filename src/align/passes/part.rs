//! A part of a pair: some of its sentences by themselves, weighed by all that the passes over the whole
//! pair have learned. What a sentence is worth where it does not stand is asked this way.

use std::collections::BTreeMap;

use super::{LARGEST, LEAST_POSTERIOR, MOST_LIKELY, Passes, SECOND_RADIUS, Translation};
use crate::align::association::Association;
use crate::align::band::Band;
use crate::align::bead::Edge;
use crate::align::decode::{self, Aligned};
use crate::align::evidence::counts::CountEvidence;
use crate::align::evidence::lexical::Groups;
use crate::align::evidence::marks::MarkEvidence;
use crate::align::evidence::shape::ShapeEvidence;
use crate::align::pruned::PrunedLattice;
use crate::align::tables::TablePairs;
use crate::align::token::Tokens;
use crate::align::weights::Weights;

/// What the paths through a part say.
pub(crate) struct Weighed {
    /// ln of the sum over all paths.
    pub(crate) total: f64,
    /// The path with the greatest expected number of right beads.
    pub(crate) path: Vec<Aligned>,
    /// The posterior of each bead that is still probable.
    pub(crate) posteriors: BTreeMap<Edge, f64>,
}

impl<'a> Passes<'a> {
    /// Some sentences of both sides, in order. Sentence vectors are left behind.
    #[must_use]
    pub(crate) fn part(
        &self,
        sources: &[usize],
        targets: &[usize],
        weights: &Weights,
    ) -> Passes<'a> {
        let source: Vec<&'a str> = sources.iter().map(|&i| self.source[i]).collect();
        let target: Vec<&'a str> = targets.iter().map(|&j| self.target[j]).collect();
        let (source_tokens, chinese) = self.source_tokens.part(sources);
        let (target_tokens, english) = self.target_tokens.part(targets);
        let translation = self.translation.as_ref().map(|translation| {
            let (tokens, types) = translation.tokens.part(sources);
            Translation {
                told: sources.iter().map(|&i| translation.told[i]).collect(),
                association: translation.association.part(&types, &english),
                tokens,
            }
        });
        Passes {
            prior: Association::default(),
            learned: Some(self.association().part(&chinese, &english)),
            translation,
            vectors: None,
            groups: Groups::new(&target_tokens),
            source_tokens,
            target_tokens,
            shape: ShapeEvidence::new(&weights.shape_shares()),
            length: self.length.part(sources, targets),
            marks: MarkEvidence::new(&source, &target),
            counts: CountEvidence::new(&source, &target),
            structure: self.structure.part(sources, targets),
            tables: TablePairs::default(),
            constraints: self.constraints.part(sources, targets),
            source,
            target,
        }
    }

    /// The number of sentences of both sides.
    #[must_use]
    pub(crate) const fn sizes(&self) -> (usize, usize) {
        (self.source.len(), self.target.len())
    }

    /// Whether the sentences of a bead may be linked out of order.
    #[must_use]
    pub(crate) fn may_move(&self, edge: Edge) -> bool {
        self.constraints.allows_moved(edge)
    }

    /// Weighs all paths near the given nodes, which are in order and hold both ends.
    #[must_use]
    pub(crate) fn weigh(&self, nodes: &[(usize, usize)], weights: &Weights) -> Weighed {
        let (sources, targets) = (self.source.len(), self.target.len());
        let band = Band::around(nodes, SECOND_RADIUS, sources, targets);
        let (mut edges, likely) = self.search_in(&band, &weights.second, LARGEST, 1, |lattice| {
            lattice.likely(LEAST_POSTERIOR, MOST_LIKELY * (sources + targets))
        });
        edges.extend(likely.into_iter().map(|(edge, _, _)| edge));
        let pruned = PrunedLattice::new(edges, sources, targets);
        let posteriors = pruned.posteriors(&self.scores(&pruned, weights, 1));
        let whole = posteriors.whole();
        Weighed {
            total: posteriors.total,
            path: decode::path(&pruned, &whole),
            posteriors: pruned.edges.iter().copied().zip(whole).collect(),
        }
    }

    /// The score of one bead under all evidence.
    #[must_use]
    pub(crate) fn worth(&self, edge: Edge, weights: &Weights) -> f64 {
        let alone = PrunedLattice::new(vec![edge], self.source.len(), self.target.len());
        self.scores(&alone, weights, 1).iter().sum()
    }

    /// How much of a stretch of the source a stretch of the target covers, and the other way round: the
    /// share of its words by their weight, 0..=1.
    #[must_use]
    pub(crate) fn covered(&self, edge: Edge) -> (f32, f32) {
        let association = self.association();
        let types = |tokens: &Tokens, from: usize, to: usize| -> Vec<u32> {
            (from..to).flat_map(|k| tokens.of(k)).copied().collect()
        };
        let chinese = types(&self.source_tokens, edge.i0, edge.i1);
        let english = types(&self.target_tokens, edge.j0, edge.j1);
        let mut sorted = english.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let mut ratios = vec![0.0f32; sorted.len()];
        let (mut covered, mut all) = (0.0, 0.0);
        for &z in &chinese {
            let mut best = 0.0f32;
            for link in association.links(z) {
                if let Ok(at) = sorted.binary_search(&link.to) {
                    best = best.max(link.back_ratio);
                    ratios[at] = ratios[at].max(link.ratio);
                }
            }
            let weight = association.weight_chinese[z as usize];
            covered += weight * half(best);
            all += weight;
        }
        let (mut back, mut others) = (0.0, 0.0);
        for e in &english {
            let weight = association.weight_english[*e as usize];
            let ratio = sorted.binary_search(e).map_or(0.0, |at| ratios[at]);
            back += weight * half(ratio);
            others += weight;
        }
        let share = |part: f32, all: f32| if all > 0.0 { part / all } else { 0.0 };
        (share(covered, all), share(back, others))
    }
}

/// The ratio at which a word counts as half covered: as in the lexical evidence.
const HALF_COVERED: f32 = 30.0;

fn half(ratio: f32) -> f32 {
    ratio / (ratio + HALF_COVERED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;

    const ZH: [&str; 4] = ["船停在港口。", "狗在桥上叫。", "雪化了。", "医生丢了雨伞。"];
    const EN: [&str; 4] = [
        "The ship lay in the harbour.",
        "The dog barked on the bridge.",
        "The snow melted.",
        "The doctor lost his umbrella.",
    ];

    #[test]
    fn a_bead_is_worth_the_same_in_a_part_with_its_neighbours() {
        let weights = Weights::get().unwrap();
        let mut whole = Passes::new(&ZH, &EN, &Default::default(), weights, 1);
        let decided = whole.decide(weights, None, 1).unwrap();
        assert_eq!(decided.len(), 4);
        let all = [0, 1, 2, 3];
        let part = whole.part(&all, &all, weights);
        let bead = edge(2, 3, 2, 3);
        let worth = whole.worth(bead, weights);
        assert!((part.worth(bead, weights) - worth).abs() < 1e-4);
        let fewer = whole.part(&[1, 2, 3], &[1, 2, 3], weights);
        assert!((fewer.worth(edge(1, 2, 1, 2), weights) - worth).abs() < 1e-4);
        assert!(fewer.worth(edge(1, 2, 0, 1), weights) < worth - 2.0);
        let nodes = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)];
        let weighed = part.weigh(&nodes, weights);
        for (one, other) in weighed.path.iter().zip(&decided) {
            assert_eq!(one.edge, other.edge);
            assert!((one.confidence - other.confidence).abs() < 1e-3);
            let posterior = weighed.posteriors[&one.edge];
            assert!((posterior.min(1.0) - f64::from(one.confidence)).abs() < 1e-6);
        }
    }

    #[test]
    fn sentences_cover_what_translates_them() {
        let weights = Weights::get().unwrap();
        let passes = Passes::new(&ZH, &EN, &Default::default(), weights, 1);
        let (forth, back) = passes.covered(edge(1, 2, 1, 2));
        assert!(forth > 0.5 && back > 0.5, "{forth} {back}");
        let (forth, back) = passes.covered(edge(1, 2, 3, 4));
        assert!(forth < 0.3 && back < 0.3, "{forth} {back}");
        assert_eq!(passes.covered(edge(1, 1, 3, 4)), (0.0, 0.0));
    }
}
