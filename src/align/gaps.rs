//! Gaps: a chapter that one side lacks. Between thousands of sentences without counterpart a search
//! bead by bead still links a few by chance; seen as a whole the stretch is one gap.
//!
//! The path is read with a state machine of two states, text and gap. In a gap an unlinked sentence
//! costs less, a linked pair is not allowed, and going in and out costs something; the cheapest
//! reading (Viterbi) says which beads stand in a gap and dissolve.

use super::Aligned;
use super::bead::Edge;
use super::fixed::Fixed;

/// What going into a gap costs, and out of it, in the model's units (natural logarithms of odds): one
/// gap in some four hundred sentences.
const SWITCH: f64 = 6.0;
/// What a gap takes off the price of an unlinked sentence: ten of them pay for the gap.
const RELIEF: f64 = 1.3;
/// Fewer unlinked sentences in all make no gap.
pub(super) const LEAST: usize = 10;
/// How sure a dissolved bead's sentences can be at most.
const MOST_SURE: f32 = 0.9;

/// What a bead is worth as it is, and what its sentences are worth unlinked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worth {
    pub(super) linked: f64,
    pub(super) dissolved: f64,
}

/// The sentences of a bead, each by itself.
pub(super) fn dissolved(edge: Edge) -> impl Iterator<Item = Edge> {
    let sources = (edge.i0..edge.i1).map(move |i| Edge {
        i0: i,
        i1: i + 1,
        j0: edge.j0,
        j1: edge.j0,
    });
    let targets = (edge.j0..edge.j1).map(move |j| Edge {
        i0: edge.i1,
        i1: edge.i1,
        j0: j,
        j1: j + 1,
    });
    sources.chain(targets)
}

/// Which beads stand in a gap.
fn in_gap(beads: &[Aligned], worths: &[Worth], fixed: &Fixed) -> Vec<bool> {
    // Best value of a reading that ends in text and in a gap, and where each came from.
    let (mut text, mut gap) = (0.0, -SWITCH);
    let mut came: Vec<[bool; 2]> = Vec::with_capacity(beads.len());
    for (bead, worth) in beads.iter().zip(worths) {
        let sentences = bead.edge.sources() + bead.edge.targets();
        let inside = if fixed.holds(bead.edge) {
            f64::NEG_INFINITY
        } else {
            worth.dissolved + RELIEF * sentences as f64
        };
        let (from_gap, from_text) = (gap - SWITCH, text - SWITCH);
        came.push([from_gap > text, gap >= from_text]);
        text = text.max(from_gap) + worth.linked;
        gap = gap.max(from_text) + inside;
    }
    let mut inside = gap - SWITCH > text;
    let mut found = vec![false; beads.len()];
    for (found, came) in found.iter_mut().zip(&came).rev() {
        *found = inside;
        inside = came[usize::from(inside)];
    }
    found
}

/// Dissolves beads that stand in a gap. `worths` are one a bead.
pub(super) fn dissolve(beads: &[Aligned], worths: &[Worth], fixed: &Fixed) -> Vec<Aligned> {
    let inside = in_gap(beads, worths, fixed);
    let mut result = Vec::with_capacity(beads.len());
    let mut at = 0;
    while at < beads.len() {
        if !inside[at] {
            result.push(beads[at]);
            at += 1;
            continue;
        }
        let end = at + inside[at..].iter().take_while(|&&inside| inside).count();
        // The source sentences of a gap first, then the target's: one omission, one addition.
        let whole = Edge {
            i0: beads[at].edge.i0,
            i1: beads[end - 1].edge.i1,
            j0: beads[at].edge.j0,
            j1: beads[end - 1].edge.j1,
        };
        let mut sure = vec![MOST_SURE; whole.sources() + whole.targets()];
        for bead in beads[at..end].iter().filter(|bead| bead.edge.is_null()) {
            let edge = bead.edge;
            let slot = if edge.i0 < edge.i1 {
                edge.i0 - whole.i0
            } else {
                whole.sources() + edge.j0 - whole.j0
            };
            sure[slot] = bead.confidence;
        }
        result.extend(
            dissolved(whole)
                .zip(sure)
                .map(|(edge, confidence)| Aligned {
                    edge,
                    confidence,
                    moved: None,
                }),
        );
        at = end;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(i0: usize, a: usize, j0: usize, b: usize) -> Aligned {
        Aligned {
            edge: Edge {
                i0,
                i1: i0 + a,
                j0,
                j1: j0 + b,
            },
            confidence: 0.5,
            moved: None,
        }
    }

    /// Twenty omitted sentences with a linked pair in their midst, and pairs on both sides.
    fn path() -> Vec<Aligned> {
        let mut beads = vec![bead(0, 1, 0, 1)];
        beads.extend((1..11).map(|i| bead(i, 1, 1, 0)));
        beads.push(bead(11, 1, 1, 1));
        beads.extend((12..22).map(|i| bead(i, 1, 2, 0)));
        beads.push(bead(22, 1, 2, 1));
        beads
    }

    fn worths(chance: f64) -> Vec<Worth> {
        path()
            .iter()
            .enumerate()
            .map(|(at, bead)| match (bead.edge.is_null(), at) {
                (true, _) => Worth {
                    linked: -1.3,
                    dissolved: -1.3,
                },
                (false, 11) => Worth {
                    linked: chance,
                    dissolved: -3.0,
                },
                (false, _) => Worth {
                    linked: 4.0,
                    dissolved: -9.0,
                },
            })
            .collect()
    }

    #[test]
    fn a_chance_link_in_a_gap_dissolves() {
        let found = dissolve(&path(), &worths(2.0), &Fixed::default());
        assert_eq!(found.len(), 24);
        let linked = found.iter().filter(|bead| !bead.edge.is_null()).count();
        assert_eq!(linked, 2);
        // One omission, then the sentence that was linked by chance.
        assert!(found[1..22].iter().all(|bead| bead.edge.j0 == bead.edge.j1));
        assert_eq!(found[22].edge, bead(22, 0, 1, 1).edge);
    }

    #[test]
    fn a_good_link_between_two_gaps_stays() {
        let found = dissolve(&path(), &worths(20.0), &Fixed::default());
        assert_eq!(found, path());
    }

    #[test]
    fn what_a_person_put_together_stays() {
        let mut fixed = Fixed::default();
        fixed.keep_together(bead(11, 1, 1, 1).edge);
        assert_eq!(dissolve(&path(), &worths(2.0), &fixed), path());
    }
}
