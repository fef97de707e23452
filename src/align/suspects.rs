//! Suspects: sentences that a path leaves unlinked or is not sure of, and the pairs of them that cover each other
//! better than what they are linked with.

use super::bead::Edge;
use super::decode::Aligned;
use super::moves::LEAST_RUN;
use super::passes::Passes;

/// A link that is less sure may be none.
const WEAK: f32 = 0.9;
/// A sentence of which its link covers less may be linked wrongly, however sure the link is, if a suspect fits it.
const BARE: f32 = 0.4;
/// The distance, in beads, within which sentences are compared of which one is linked.
const REACH: usize = 10;
/// The distance within which unlinked sentences are compared.
const FAR: usize = 400;
/// The least share of both sentences that the other one covers.
const LEAST_COVERED: f32 = 0.1;
/// How much more a pair covers of both sentences together than what they are linked with.
const BETTER: f32 = 0.25;
/// The most pairs of a sentence that are weighed.
const MOST_LIKELY: usize = 2;

/// Two sentences out of order that may belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    /// The bead of the two.
    pub(crate) edge: Edge,
    /// How much better they cover each other than what they are linked with.
    pub(crate) alike: f32,
}

/// A sentence that the path may have wrong.
struct Suspect {
    sentence: usize,
    /// The bead it is in.
    at: usize,
    is_linked: bool,
    /// It is unlinked, in a link that is not sure, or in one with others of its side.
    is_weak: bool,
    /// How much of it its bead covers.
    covered: f32,
}

/// Pairs of suspects out of order, the likeliest first.
#[must_use]
pub(crate) fn pairs(
    passes: &Passes<'_>,
    beads: &[Aligned],
    fixed: (&[bool], &[bool]),
) -> Vec<Pair> {
    let (sources, targets) = suspects(passes, beads, fixed);
    let mut found: Vec<Pair> = Vec::new();
    for source in &sources {
        let first = targets.partition_point(|target| target.at + FAR < source.at);
        let mut mine: Vec<Pair> = Vec::new();
        for target in targets[first..]
            .iter()
            .take_while(|target| target.at <= source.at + FAR)
        {
            let distance = source.at.abs_diff(target.at);
            let is_near = distance <= REACH;
            let is_suspect = source.is_weak || target.is_weak;
            let is_open = !source.is_linked && !target.is_linked;
            if distance == 0 || !is_suspect || !is_near && !is_open {
                continue;
            }
            let edge = Edge {
                i0: source.sentence,
                i1: source.sentence + 1,
                j0: target.sentence,
                j1: target.sentence + 1,
            };
            let (forth, back) = passes.covered(edge);
            let alike = forth + back - source.covered - target.covered;
            if forth >= LEAST_COVERED && back >= LEAST_COVERED && alike >= BETTER {
                mine.push(Pair { edge, alike });
            }
        }
        mine.sort_by(|one, two| {
            two.alike
                .total_cmp(&one.alike)
                .then(one.edge.cmp(&two.edge))
        });
        mine.truncate(MOST_LIKELY);
        found.extend(mine);
    }
    for bead in beads {
        found.extend(inside(passes, bead.edge, fixed));
    }
    found.sort_by(|one, two| {
        two.alike
            .total_cmp(&one.alike)
            .then(one.edge.cmp(&two.edge))
    });
    found
}

/// The pairs at the two crossing corners of a bead of several sentences on both sides: it may hold a crossing.
fn inside(passes: &Passes<'_>, bead: Edge, fixed: (&[bool], &[bool])) -> Vec<Pair> {
    if bead.sources() < 2 || bead.targets() < 2 {
        return Vec::new();
    }
    let Edge { i0, i1, j0, j1 } = bead;
    let corners = [
        // The pair, then its source with the other targets, then its target with the other sources.
        [
            (i0, i0 + 1, j1 - 1, j1),
            (i0, i0 + 1, j0, j1 - 1),
            (i0 + 1, i1, j1 - 1, j1),
        ],
        [
            (i1 - 1, i1, j0, j0 + 1),
            (i1 - 1, i1, j0 + 1, j1),
            (i0, i1 - 1, j0, j0 + 1),
        ],
    ];
    let edge = |(i0, i1, j0, j1)| Edge { i0, i1, j0, j1 };
    let pair = |[pair, source, target]: [(usize, usize, usize, usize); 3]| {
        let pair = edge(pair);
        let (forth, back) = passes.covered(pair);
        let alike = forth + back - passes.covered(edge(source)).0 - passes.covered(edge(target)).1;
        let is_fixed = fixed.0[pair.i0] || fixed.1[pair.j0];
        let is_likely = forth >= LEAST_COVERED && back >= LEAST_COVERED && alike >= BETTER;
        (is_likely && !is_fixed).then_some(Pair { edge: pair, alike })
    };
    corners.into_iter().filter_map(pair).collect()
}

/// The suspects of both sides, in the order of the beads.
fn suspects(
    passes: &Passes<'_>,
    beads: &[Aligned],
    fixed: (&[bool], &[bool]),
) -> (Vec<Suspect>, Vec<Suspect>) {
    let (mut sources, mut targets) = (Vec::new(), Vec::new());
    for (at, bead) in beads.iter().enumerate() {
        let edge = bead.edge;
        let is_linked = !edge.is_null();
        if !is_linked && in_gap(beads, at) {
            continue;
        }
        let is_weak = !is_linked || bead.confidence < WEAK;
        let mut suspect = |sentence: usize, many: usize, own: Edge, is_source: bool| {
            let (forth, back) = passes.covered(own);
            let covered = if is_source { forth } else { back };
            let is_weak = is_weak || many > 1;
            if is_weak || covered < BARE {
                let side = if is_source {
                    &mut sources
                } else {
                    &mut targets
                };
                side.push(Suspect {
                    sentence,
                    at,
                    is_linked,
                    is_weak,
                    covered,
                });
            }
        };
        for i in (edge.i0..edge.i1).filter(|&i| !fixed.0[i]) {
            let own = Edge {
                i0: i,
                i1: i + 1,
                ..edge
            };
            suspect(i, edge.sources(), own, true);
        }
        for j in (edge.j0..edge.j1).filter(|&j| !fixed.1[j]) {
            let own = Edge {
                j0: j,
                j1: j + 1,
                ..edge
            };
            suspect(j, edge.targets(), own, false);
        }
    }
    (sources, targets)
}

/// Whether a bead is in a run of unlinked sentences of one side that is long enough to be a passage.
fn in_gap(beads: &[Aligned], at: usize) -> bool {
    let is_omission = beads[at].edge.targets() == 0;
    let alike = |bead: &&Aligned| bead.edge.is_null() && (bead.edge.targets() == 0) == is_omission;
    let before = beads[..at].iter().rev().take(LEAST_RUN).take_while(alike);
    let behind = beads[at..].iter().take(LEAST_RUN).take_while(alike);
    before.count() + behind.count() >= LEAST_RUN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::testing::edge;
    use crate::align::weights::Weights;

    const ZH: [&str; 3] = ["船停在港口。", "狗在桥上叫。", "医生丢了雨伞。"];
    const EN: [&str; 3] = [
        "The dog barked on the bridge.",
        "The ship lay in the harbour.",
        "The doctor lost his umbrella.",
    ];

    fn found(beads: &[(Edge, f32)], fixed: &[bool]) -> Vec<Edge> {
        let passes = Passes::new(&ZH, &EN, &Default::default(), Weights::get().unwrap(), 1);
        let beads: Vec<Aligned> = beads
            .iter()
            .map(|&(edge, confidence)| Aligned {
                edge,
                confidence,
                moved: None,
            })
            .collect();
        let pairs = pairs(&passes, &beads, (fixed, &[false; 3]));
        pairs.iter().map(|pair| pair.edge).collect()
    }

    #[test]
    fn unlinked_sentences_are_held_against_each_other() {
        let beads = [
            (edge(0, 0, 0, 1), 0.9),
            (edge(0, 1, 1, 2), 0.99),
            (edge(1, 2, 2, 2), 0.9),
            (edge(2, 3, 2, 3), 0.99),
        ];
        assert_eq!(found(&beads, &[false; 3]), [edge(1, 2, 0, 1)]);
        assert_eq!(found(&beads, &[true; 3]), []);
    }

    #[test]
    fn a_bead_of_several_sentences_may_hold_a_crossing() {
        let beads = [(edge(0, 2, 0, 2), 0.99), (edge(2, 3, 2, 3), 0.99)];
        let mut pairs = found(&beads, &[false; 3]);
        pairs.sort_unstable();
        assert_eq!(pairs, [edge(0, 1, 1, 2), edge(1, 2, 0, 1)]);
    }

    #[test]
    fn sure_links_are_no_suspects() {
        let wrong = |confidence| {
            let beads = [
                (edge(0, 1, 0, 1), confidence),
                (edge(1, 2, 1, 2), confidence),
                (edge(2, 3, 2, 3), 0.99),
            ];
            found(&beads, &[false; 3]).len()
        };
        assert_eq!((wrong(0.5), wrong(0.99)), (2, 0));
    }

    #[test]
    fn a_long_gap_is_no_place_for_single_sentences() {
        let bead = |at: usize, targets: usize| Aligned {
            edge: edge(at, at + 1, 0, targets),
            confidence: 1.0,
            moved: None,
        };
        let mut beads: Vec<Aligned> = (0..LEAST_RUN).map(|at| bead(at, 0)).collect();
        assert!((0..LEAST_RUN).all(|at| in_gap(&beads, at)));
        beads[3] = bead(3, 1);
        assert!(!(0..LEAST_RUN).any(|at| in_gap(&beads, at)));
    }
}
