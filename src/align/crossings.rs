//! Crossings: single sentences that stand elsewhere in the translation, two neighbours that changed places.
//!
//! A path knows no crossing. It leaves such a sentence unlinked on both sides, or pulls it and its neighbours
//! into beads that are none. So the sentences that a path is not sure of (`suspects`) are held against each
//! other out of order. A pair is taken when the bead of the two, and all paths through the neighbourhood without
//! them, outweigh all paths with them by more than the price of a move. The neighbourhood is then decoded
//! without the pair, which repairs what it had pulled along.
//!
//! Either way the confidences are those of both readings, by how probable each is: a bead that stands only while
//! nothing crosses it loses what the crossing has.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Mutex;

use super::bead::Edge;
use super::decode::Aligned;
use super::passes::Passes;
use super::search::next;
use super::suspects::{self, Pair};
use super::weights::Weights;

/// The price of a move, in the model's units (natural logarithms of odds), as that of gaps. In 25,000 links of
/// novels, scripture and documentation hardly a pair that does not belong together gains as much.
const PRICE: f64 = 3.0;
/// So many sentences have one move as a rule; a text in which more were found has yet more.
const USUAL: f64 = 400.0;
/// The most that a price falls for that.
const MOST_CHEAPER: f64 = 1.0;
/// What each further power of e of its distance in beads adds to it.
const FARTHER: f64 = 0.7;
/// A less probable crossing leaves confidences as they are.
const LEAST_PROBABLE: f64 = 0.05;
/// ln of the odds of a pair from which on its neighbours are tried with it.
const LEAST_GROWN: f64 = -4.0;
/// A neighbourhood reaches on both sides to the first bead as sure as this...
const SURE: f32 = 0.9;
/// ...but over no more beads than these.
const MOST_AROUND: usize = 5;
/// Two places with fewer beads between them are one neighbourhood.
const ONE_PLACE: usize = 8;
/// The most pairs that are tried for each thousand sentences, and for a shorter text.
const MOST_TRIES: usize = 100;

/// An alignment with crossings.
struct Draft<'p, 'a> {
    passes: &'p Passes<'a>,
    weights: &'p Weights,
    fixed: (&'p [bool], &'p [bool]),
    /// The beads in order, of all sentences but those of `moved`.
    beads: Vec<Aligned>,
    moved: Vec<Aligned>,
}

/// A stretch of beads and its sentences, without those that have moved.
struct Part {
    beads: Range<usize>,
    sources: Vec<usize>,
    targets: Vec<usize>,
    /// Where it ends on both sides.
    end: (usize, usize),
}

/// A crossing that was weighed.
struct Crossing {
    edge: Edge,
    /// ln of its odds.
    odds: f64,
    /// The beads of each place decoded without its sentences.
    places: Vec<(Part, Vec<Aligned>)>,
    /// The posteriors of the beads there when nothing crosses, and when the bead does.
    straight: BTreeMap<Edge, f64>,
    crossed: BTreeMap<Edge, f64>,
}

/// Finds sentences that stand elsewhere: beads with a moved group, in the order of the source. `fixed` are
/// the sentences of both sides that stay where they are, `groups` the number of moved groups there are already.
#[must_use]
pub(crate) fn find(
    passes: &Passes<'_>,
    weights: &Weights,
    beads: Vec<Aligned>,
    fixed: (&[bool], &[bool]),
    groups: u32,
    jobs: usize,
) -> Vec<Aligned> {
    let mut draft = Draft {
        passes,
        weights,
        fixed,
        beads,
        moved: Vec::new(),
    };
    let sentences: usize = draft.beads.iter().map(|bead| bead.edge.sources()).sum();
    let mut tries = MOST_TRIES * sentences.div_ceil(1000);
    let mut open = suspects::pairs(passes, &draft.beads, fixed);
    while !open.is_empty() && tries > 0 {
        open.truncate(tries);
        tries -= open.len();
        let mut weighed = draft.all_weighed(&open, jobs);
        weighed.retain(|crossing| crossing.probability() >= LEAST_PROBABLE);
        weighed.sort_by(|one, two| two.odds.total_cmp(&one.odds).then(one.edge.cmp(&two.edge)));
        // The surest first. What shares a neighbourhood with it is looked at again as it is then.
        let mut taken: Vec<Crossing> = Vec::new();
        let mut again: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut doubted = Vec::new();
        for crossing in weighed {
            if taken.iter().any(|other| other.meets(&crossing)) {
                again.insert((crossing.edge.i0, crossing.edge.j0));
            } else if crossing.odds >= 0.0 {
                taken.push(crossing);
            } else {
                doubted.push(crossing);
            }
        }
        for crossing in &doubted {
            draft.doubt(crossing);
            // Among more moves it may be one.
            again.insert((crossing.edge.i0, crossing.edge.j0));
        }
        let changed = draft.take(taken);
        open = if changed.is_empty() {
            Vec::new()
        } else {
            suspects::pairs(passes, &draft.beads, fixed)
        };
        open.retain(|pair| {
            let Edge { i0, j0, .. } = pair.edge;
            let is_in = |stretch: &Edge| {
                (stretch.i0..stretch.i1).contains(&i0) || (stretch.j0..stretch.j1).contains(&j0)
            };
            again.contains(&(i0, j0)) || changed.iter().any(is_in)
        });
    }
    draft.laid_out(groups)
}

impl Draft<'_, '_> {
    /// Weighs pairs on several threads, in their order.
    fn all_weighed(&self, pairs: &[Pair], jobs: usize) -> Vec<Crossing> {
        let mut results: Vec<Option<Crossing>> = pairs.iter().map(|_| None).collect();
        let threads = jobs.min(pairs.len());
        let work = Mutex::new(pairs.iter().zip(&mut results));
        let weigh = || {
            while let Some((&pair, result)) = next(&work) {
                *result = self.weighed(pair);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(weigh);
            }
            weigh();
        });
        results.into_iter().flatten().collect()
    }

    /// Weighs a pair of sentences against the path; then the two with a neighbour, which may have moved along.
    fn weighed(&self, pair: Pair) -> Option<Crossing> {
        let mut best = self.crossing(pair.edge)?;
        if best.odds < LEAST_GROWN {
            return Some(best);
        }
        let Edge { i0, i1, j0, j1 } = pair.edge;
        let (sources, targets) = self.passes.sizes();
        let grown = [
            (i0.checked_sub(1), Some(i1), Some(j0), Some(j1)),
            (
                Some(i0),
                (i1 < sources).then_some(i1 + 1),
                Some(j0),
                Some(j1),
            ),
            (Some(i0), Some(i1), j0.checked_sub(1), Some(j1)),
            (
                Some(i0),
                Some(i1),
                Some(j0),
                (j1 < targets).then_some(j1 + 1),
            ),
        ];
        for (i0, i1, j0, j1) in grown {
            if let (Some(i0), Some(i1), Some(j0), Some(j1)) = (i0, i1, j0, j1)
                && let Some(other) = self.crossing(Edge { i0, i1, j0, j1 })
                && other.odds > best.odds
            {
                best = other;
            }
        }
        Some(best)
    }

    /// Weighs a bead out of order against the path, on both sides.
    fn crossing(&self, edge: Edge) -> Option<Crossing> {
        if !self.passes.may_move(edge) {
            return None;
        }
        let (sources, targets) = (
            self.holding(|bead| (bead.i0, bead.i1), edge.i0..edge.i1)?,
            self.holding(|bead| (bead.j0, bead.j1), edge.j0..edge.j1)?,
        );
        let fixed = &self.fixed;
        if fixed.0[edge.i0..edge.i1].contains(&true) || fixed.1[edge.j0..edge.j1].contains(&true) {
            return None;
        }
        let distance = sources.start.abs_diff(targets.start).max(1);
        let (first, last) = if sources.start < targets.start {
            (sources, targets)
        } else {
            (targets, sources)
        };
        let (before, behind) = (self.around(first.clone()), self.around(last.clone()));
        let around = if before.end < behind.start && distance >= ONE_PLACE {
            vec![before, behind]
        } else {
            let both = before.start..before.end.max(behind.end);
            vec![both]
        };
        let mut crossing = Crossing {
            edge,
            odds: 0.0,
            places: Vec::new(),
            straight: BTreeMap::new(),
            crossed: BTreeMap::new(),
        };
        let mut gain = self.worth(edge);
        for beads in around {
            let straight = self.part(beads.clone(), None);
            let (total, _, posteriors) = self.decoded(&straight);
            gain -= total;
            crossing.straight.extend(posteriors);
            let crossed = self.part(beads, Some(edge));
            let (total, path, posteriors) = self.decoded(&crossed);
            gain += total;
            crossing.crossed.extend(posteriors);
            crossing.places.push((crossed, path));
        }
        crossing.odds = gain - self.price() - FARTHER * (distance as f64).ln();
        Some(crossing)
    }

    /// The price of a move in this text, by the moves that were found (a gamma prior on their rate).
    fn price(&self) -> f64 {
        let found = self.moved.len() as f64;
        let more = USUAL * (1.0 + found) / (USUAL + self.passes.sizes().0 as f64);
        PRICE - more.ln().clamp(0.0, MOST_CHEAPER)
    }

    /// The beads that hold these sentences of a side, if they are neighbours.
    fn holding(
        &self,
        side: impl Fn(&Edge) -> (usize, usize),
        sentences: Range<usize>,
    ) -> Option<Range<usize>> {
        let first = self
            .beads
            .partition_point(|bead| side(&bead.edge).1 <= sentences.start);
        let end = self
            .beads
            .partition_point(|bead| side(&bead.edge).0 < sentences.end);
        let held = first..end.max(first);
        let sentences_held = self.beads[held.clone()].iter().map(|bead| {
            let (from, to) = side(&bead.edge);
            to.min(sentences.end)
                .saturating_sub(from.max(sentences.start))
        });
        (!held.is_empty() && sentences_held.sum::<usize>() == sentences.len()).then_some(held)
    }

    /// The beads around some beads, up to sure ones.
    fn around(&self, beads: Range<usize>) -> Range<usize> {
        let is_sure = |bead: &Aligned| !bead.edge.is_null() && bead.confidence >= SURE;
        let reach = |beads: &mut dyn Iterator<Item = &Aligned>| {
            let mut count = 0;
            for bead in beads.take(MOST_AROUND) {
                count += 1;
                if is_sure(bead) {
                    break;
                }
            }
            count
        };
        let before = reach(&mut self.beads[..beads.start].iter().rev());
        let behind = reach(&mut self.beads[beads.end..].iter());
        beads.start - before..beads.end + behind
    }

    /// The sentences of some beads but those of `without`.
    fn part(&self, beads: Range<usize>, without: Option<Edge>) -> Part {
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        let mut end = (0, 0);
        for Aligned { edge, .. } in &self.beads[beads.clone()] {
            sources.extend(edge.i0..edge.i1);
            targets.extend(edge.j0..edge.j1);
            end = (edge.i1, edge.j1);
        }
        if let Some(edge) = without {
            sources.retain(|i| !(edge.i0..edge.i1).contains(i));
            targets.retain(|j| !(edge.j0..edge.j1).contains(j));
        }
        Part {
            beads,
            sources,
            targets,
            end,
        }
    }

    /// ln of the sum over all paths of a part, its beads decoded, and the posteriors of beads.
    fn decoded(&self, part: &Part) -> (f64, Vec<Aligned>, BTreeMap<Edge, f64>) {
        let now = |kept: &[usize], at: usize| kept.partition_point(|&k| k < at);
        let mut nodes = vec![(0, 0)];
        nodes.extend(self.beads[part.beads.clone()].iter().map(|bead| {
            (
                now(&part.sources, bead.edge.i1),
                now(&part.targets, bead.edge.j1),
            )
        }));
        nodes.dedup();
        let passes = self.passes.part(&part.sources, &part.targets, self.weights);
        let weighed = passes.weigh(&nodes, self.weights);
        let path = weighed.path.iter().map(|bead| Aligned {
            edge: part.whole(bead.edge),
            ..*bead
        });
        let posteriors = weighed.posteriors.iter();
        (
            weighed.total,
            path.collect(),
            posteriors
                .map(|(&edge, &posterior)| (part.whole(edge), posterior))
                .collect(),
        )
    }

    /// The score of a bead among the neighbours of its sentences.
    fn worth(&self, edge: Edge) -> f64 {
        let beside = |from: usize, to: usize, count: usize| -> Vec<usize> {
            (from.saturating_sub(1)..(to + 1).min(count)).collect()
        };
        let (sources, targets) = self.passes.sizes();
        let sources = beside(edge.i0, edge.i1, sources);
        let targets = beside(edge.j0, edge.j1, targets);
        let (i0, j0) = (edge.i0 - sources[0], edge.j0 - targets[0]);
        let inside = Edge {
            i0,
            i1: i0 + edge.sources(),
            j0,
            j1: j0 + edge.targets(),
        };
        self.passes
            .part(&sources, &targets, self.weights)
            .worth(inside, self.weights)
    }

    /// Takes crossings that do not meet. Returns the stretches of sentences that have other beads now.
    fn take(&mut self, crossings: Vec<Crossing>) -> Vec<Edge> {
        let mut places = Vec::new();
        for mut crossing in crossings {
            for (part, mut path) in std::mem::take(&mut crossing.places) {
                for bead in &mut path {
                    bead.confidence = crossing.confidence(bead.edge);
                }
                places.push((part.beads, path));
            }
            self.moved.push(Aligned {
                edge: crossing.edge,
                confidence: crossing.probability() as f32,
                moved: None,
            });
        }
        // From the end, so that the places before keep their numbers.
        places.sort_by_key(|(beads, _)| std::cmp::Reverse(beads.start));
        let mut changed = Vec::new();
        for (beads, path) in places {
            let held = &self.beads[beads.clone()];
            if let (Some(first), Some(last)) = (held.first(), held.last()) {
                changed.push(Edge {
                    i0: first.edge.i0,
                    i1: last.edge.i1,
                    j0: first.edge.j0,
                    j1: last.edge.j1,
                });
            }
            self.beads.splice(beads, path);
        }
        changed
    }

    /// Lets the beads that a crossing speaks against know it.
    fn doubt(&mut self, crossing: &Crossing) {
        for bead in &mut self.beads {
            let is_known = crossing.straight.contains_key(&bead.edge);
            if is_known {
                bead.confidence = bead.confidence.min(crossing.confidence(bead.edge));
            }
        }
    }

    /// All beads in the order of the source, moved ones in groups.
    fn laid_out(mut self, groups: u32) -> Vec<Aligned> {
        self.moved.sort_by_key(|bead| bead.edge.i0);
        let mut group = groups;
        let mut last: Option<Edge> = None;
        for bead in &mut self.moved {
            let goes_on =
                last.is_some_and(|last| last.i1 == bead.edge.i0 && last.j1 == bead.edge.j0);
            group += u32::from(!goes_on);
            bead.moved = Some(group);
            last = Some(bead.edge);
        }
        let mut moved = self.moved.into_iter().peekable();
        let mut found = Vec::with_capacity(self.beads.len());
        for bead in self.beads {
            if bead.edge.sources() > 0 {
                while let Some(next) = moved.next_if(|next| next.edge.i0 < bead.edge.i0) {
                    found.push(next);
                }
            }
            found.push(bead);
        }
        found.extend(moved);
        found
    }
}

impl Crossing {
    /// Whether the neighbourhoods of two crossings share beads.
    fn meets(&self, other: &Crossing) -> bool {
        self.places.iter().any(|(mine, _)| {
            let overlap = |theirs: &Range<usize>| {
                mine.beads.start < theirs.end && theirs.start < mine.beads.end
            };
            other.places.iter().any(|(part, _)| overlap(&part.beads))
        })
    }

    /// How probable it is.
    fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.odds).exp())
    }

    /// The posterior of a bead over both readings.
    fn confidence(&self, edge: Edge) -> f32 {
        let of = |posteriors: &BTreeMap<Edge, f64>| posteriors.get(&edge).copied().unwrap_or(0.0);
        let probability = self.probability();
        let both = probability * of(&self.crossed) + (1.0 - probability) * of(&self.straight);
        both.min(1.0) as f32
    }
}

impl Part {
    /// A bead of the part by the numbers that its sentences have in the whole.
    fn whole(&self, edge: Edge) -> Edge {
        let side = |kept: &[usize], from: usize, to: usize, end: usize| {
            let first = kept.get(from).copied().unwrap_or(end);
            (first, if from < to { kept[to - 1] + 1 } else { first })
        };
        let (i0, i1) = side(&self.sources, edge.i0, edge.i1, self.end.0);
        let (j0, j1) = side(&self.targets, edge.j0, edge.j1, self.end.1);
        Edge { i0, i1, j0, j1 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::testing::edge;
    use crate::align::{Aligner, Hints};
    use crate::bitext::{BeadSpan, Bitext, Carried, Status};

    const PAIRS: [(&str, &str); 10] = [
        ("渡船停在码头旁边。", "The ferry lay beside the pier."),
        ("老师在黑板上写字。", "The teacher wrote on the blackboard."),
        ("邮差明天送信。", "The postman delivers letters tomorrow."),
        ("狗在桥上叫。", "The dog barked on the bridge."),
        ("屋顶上的雪化了。", "The snow on the roof melted."),
        ("面包师烤了蛋糕。", "The baker baked cakes."),
        ("医生丢了雨伞。", "The doctor lost his umbrella."),
        ("火车今天晚点。", "The train was late today."),
        (
            "孩子们在花园里捉蝴蝶。",
            "The children caught butterflies in the garden.",
        ),
        ("风吹开了窗户。", "The wind blew the window open."),
    ];

    /// Aligns the pairs in order with the English of some of them in this order.
    fn aligned(order: &[usize], hints: Hints<'_>) -> Bitext {
        let zh = PAIRS.map(|(chinese, _)| chinese);
        let en: Vec<&str> = order.iter().map(|&k| PAIRS[k].1).collect();
        let bitext = Aligner::of_sentences(&zh, &en).hints(hints).run().unwrap();
        bitext.validate().unwrap();
        bitext
    }

    /// The pairs that are linked with each other, and those of them that are marked as moved.
    fn right(bitext: &Bitext, order: &[usize]) -> (usize, Vec<usize>) {
        let is_right = |bead: &&crate::bitext::Bead| {
            bead.source.len() == 1
                && bead.target.len() == 1
                && order[bead.target.start] == bead.source.start
        };
        let right = bitext.beads.iter().filter(is_right);
        let moved = right.clone().filter(|bead| bead.moved.is_some());
        let moved = moved.map(|bead| bead.source.start).collect();
        (right.count(), moved)
    }

    /// The English in order, but with one sentence elsewhere.
    fn with_moved(from: usize, to: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..PAIRS.len()).collect();
        let sentence = order.remove(from);
        order.insert(to, sentence);
        order
    }

    #[test]
    fn what_is_in_order_has_not_moved() {
        let order: Vec<usize> = (0..PAIRS.len()).collect();
        assert_eq!(
            right(&aligned(&order, Hints::default()), &order),
            (10, vec![])
        );
        for gone in 0..PAIRS.len() {
            let mut order = order.clone();
            order.remove(gone);
            let (count, moved) = right(&aligned(&order, Hints::default()), &order);
            assert!(count >= 8 && moved.is_empty(), "without {gone}: {moved:?}");
        }
    }

    #[test]
    fn neighbours_that_change_places_are_linked() {
        for at in 0..PAIRS.len() - 1 {
            let order = with_moved(at, at + 1);
            let (count, moved) = right(&aligned(&order, Hints::default()), &order);
            assert_eq!(count, 10, "{at}");
            assert_eq!(moved.len(), 1, "{at}");
            assert!(moved[0] == at || moved[0] == at + 1);
        }
    }

    #[test]
    fn a_sentence_three_further_on_is_linked() {
        for at in 0..PAIRS.len() - 3 {
            let order = with_moved(at, at + 3);
            let found = right(&aligned(&order, Hints::default()), &order);
            assert_eq!(found, (10, vec![at]));
        }
    }

    #[test]
    fn one_at_the_front_does_not_pull_along_what_stands_beside_an_omission() {
        for gone in 1..8 {
            let mut order = with_moved(8, 0);
            order.retain(|&k| k != gone);
            let bitext = aligned(&order, Hints::default());
            let (count, moved) = right(&bitext, &order);
            assert_eq!(moved, [8], "without {gone}");
            assert!(count >= 8, "without {gone}");
            let is_wrong = |bead: &&crate::bitext::Bead| {
                bead.is_linked() && !bead.source.contains(&order[bead.target.start])
            };
            let wrong = bitext.beads.iter().filter(is_wrong).count();
            assert_eq!(wrong, 0, "without {gone}");
        }
    }

    #[test]
    fn each_move_has_a_group_and_what_moved_together_shares_one() {
        let groups = |order: &[usize]| -> Vec<u32> {
            let bitext = aligned(order, Hints::default());
            assert_eq!(right(&bitext, order).0, 10);
            bitext.beads.iter().filter_map(|bead| bead.moved).collect()
        };
        assert_eq!(groups(&[1, 0, 2, 3, 4, 5, 7, 6, 8, 9]), [1, 2]);
        assert_eq!(groups(&[2, 3, 4, 5, 6, 0, 1, 7, 8, 9]), [1, 1]);
    }

    #[test]
    fn an_anchor_and_a_lock_are_not_crossed_out() {
        let order = with_moved(2, 5);
        // The sentence that moved is said to belong to what stands in its place.
        let anchor = BeadSpan::new(2..3, 2..3);
        let bitext = aligned(
            &order,
            Hints {
                anchors: std::slice::from_ref(&anchor),
                ..Hints::default()
            },
        );
        let held = bitext.beads.iter().find(|bead| bead.source.contains(&2));
        assert!(held.unwrap().target.contains(&2));
        let locked = Carried {
            span: BeadSpan::new(3..4, 2..3),
            confidence: 1.0,
            status: Status::Locked,
            moved: None,
            note: None,
            state: None,
        };
        let bitext = aligned(
            &order,
            Hints {
                locked: std::slice::from_ref(&locked),
                ..Hints::default()
            },
        );
        assert_eq!(right(&bitext, &order), (10, vec![2]), "past a locked link");
    }

    #[test]
    fn a_bead_is_as_sure_as_both_readings_make_it() {
        let bead = edge(0, 1, 0, 1);
        let crossing = |odds: f64| Crossing {
            edge: edge(0, 1, 1, 2),
            odds,
            places: Vec::new(),
            straight: BTreeMap::from([(bead, 0.8)]),
            crossed: BTreeMap::from([(edge(1, 2, 0, 1), 0.9)]),
        };
        let about = |is: f32, should: f32| assert!((is - should).abs() < 1e-3, "{is} {should}");
        about(crossing(0.0).confidence(bead), 0.4);
        about(crossing(0.0).confidence(edge(1, 2, 0, 1)), 0.45);
        about(crossing(-9.0).confidence(bead), 0.8);
        about(crossing(9.0).confidence(bead), 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the order and whatever is left out or there twice.
        #[test]
        fn every_sentence_is_in_one_bead(order in proptest::collection::vec(0usize..10, 0..14)) {
            let bitext = aligned(&order, Hints::default());
            let mut seen = vec![0; order.len()];
            for bead in &bitext.beads {
                for target in bead.target.clone() {
                    seen[target] += 1;
                }
            }
            prop_assert!(seen.iter().all(|&count| count == 1));
            prop_assert_eq!(bitext.beads.iter().map(|bead| bead.source.len()).sum::<usize>(), 10);
        }
    }
}
