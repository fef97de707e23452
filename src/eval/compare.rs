//! An alignment against gold, for a person who tunes an aligner or judges one: scores by shape, what
//! was left unlinked, whether confidence means what it says, and every error in its surroundings.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Link, Score};

/// A kind of bead that is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// 1-1
    OneToOne,
    /// 1-2
    OneToTwo,
    /// 1-3 and more
    OneToMany,
    /// 2-1
    TwoToOne,
    /// 3-1 and more
    ManyToOne,
    /// At least two on both sides.
    ManyToMany,
    /// Without target.
    Omission,
    /// Without source.
    Addition,
}

impl Shape {
    /// Of a link.
    #[must_use]
    pub fn of(link: &Link) -> Shape {
        match (link.0.len(), link.1.len()) {
            (_, 0) => Shape::Omission,
            (0, _) => Shape::Addition,
            (1, 1) => Shape::OneToOne,
            (1, 2) => Shape::OneToTwo,
            (1, _) => Shape::OneToMany,
            (2, 1) => Shape::TwoToOne,
            (_, 1) => Shape::ManyToOne,
            _ => Shape::ManyToMany,
        }
    }

    /// As people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Shape::OneToOne => "1-1",
            Shape::OneToTwo => "1-2",
            Shape::OneToMany => "1-3+",
            Shape::TwoToOne => "2-1",
            Shape::ManyToOne => "3+-1",
            Shape::ManyToMany => "n-m",
            Shape::Omission => "1-0",
            Shape::Addition => "0-1",
        }
    }
}

/// The number of beads of a shape, and of those that the other side has exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In gold.
    pub gold: usize,
    /// Of those, found.
    pub found: usize,
    /// In the automatic alignment.
    pub automatic: usize,
    /// Of those, right.
    pub right: usize,
}

/// Unlinked sentences of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlinked {
    /// In gold.
    pub gold: usize,
    /// Of those, left unlinked.
    pub found: usize,
    /// Left unlinked, but linked in gold.
    pub falsely: usize,
}

/// The fault of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A sentence is in the bead beside its own.
    Shifted,
    /// Gold has one bead where the automatic alignment has several.
    GoldMerges,
    /// Gold has several beads where the automatic alignment has one.
    GoldSplits,
    /// A sentence is linked that has no counterpart.
    UnlinkedMissed,
    /// A sentence is not linked that has a counterpart.
    FalselyUnlinked,
    /// Several of these.
    Mixed,
}

impl Fault {
    /// Every fault, in the order in which reports count them.
    pub const ALL: [Fault; 6] = [
        Fault::Shifted,
        Fault::GoldMerges,
        Fault::GoldSplits,
        Fault::UnlinkedMissed,
        Fault::FalselyUnlinked,
        Fault::Mixed,
    ];

    /// As reports call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Fault::Shifted => "boundary shifted",
            Fault::GoldMerges => "gold merges",
            Fault::GoldSplits => "gold splits",
            Fault::UnlinkedMissed => "unlinked missed",
            Fault::FalselyUnlinked => "falsely unlinked",
            Fault::Mixed => "mixed",
        }
    }
}

/// A stretch in which the two alignments differ; before and after it they meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The fault.
    pub fault: Fault,
    /// Gold's beads in it.
    pub gold: Vec<Link>,
    /// The automatic ones.
    pub automatic: Vec<Link>,
}

/// An alignment compared with gold.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Strict and lax scores of the linked beads.
    pub score: Score,
    /// By shape.
    pub shapes: BTreeMap<Shape, Counts>,
    /// Of the source.
    pub source: Unlinked,
    /// Of the target.
    pub target: Unlinked,
    /// Beads by tenth of their confidence (9 is 0.9 and above), and how many of them are right; empty
    /// where there are no confidences.
    pub reliability: BTreeMap<u8, (usize, usize)>,
    /// The stretches in which they differ, in order.
    pub regions: Vec<Region>,
}

impl Comparison {
    /// The number of regions with this fault.
    #[must_use]
    pub fn count(&self, fault: Fault) -> usize {
        let regions = self.regions.iter();
        regions.filter(|region| region.fault == fault).count()
    }

    /// Compares. Sentences that no link names are unlinked. `confidences` are those of `automatic`,
    /// or none.
    #[must_use]
    pub fn of(gold: &[Link], automatic: &[Link], confidences: &[f32]) -> Comparison {
        let sources = extent(gold, automatic, |link| &link.0);
        let targets = extent(gold, automatic, |link| &link.1);
        let mut reliability: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
        let known: HashSet<&Link> = gold.iter().collect();
        let unlinked_gold = unlinked(gold, sources, targets);
        for (link, &confidence) in automatic.iter().zip(confidences) {
            let right = match Shape::of(link) {
                Shape::Omission => link.0.iter().all(|i| unlinked_gold.0.contains(i)),
                Shape::Addition => link.1.iter().all(|j| unlinked_gold.1.contains(j)),
                _ => known.contains(link),
            };
            let slot = reliability
                .entry(((confidence * 10.0) as u8).min(9))
                .or_default();
            slot.0 += 1;
            slot.1 += usize::from(right);
        }
        let (whole_gold, whole_automatic) = (
            whole(gold, sources, targets),
            whole(automatic, sources, targets),
        );
        let mut shapes: BTreeMap<Shape, Counts> = BTreeMap::new();
        let (in_gold, in_automatic): (HashSet<&Link>, HashSet<&Link>) = (
            whole_gold.iter().collect(),
            whole_automatic.iter().collect(),
        );
        for link in &whole_gold {
            let counts = shapes.entry(Shape::of(link)).or_default();
            counts.gold += 1;
            counts.found += usize::from(in_automatic.contains(link));
        }
        for link in &whole_automatic {
            let counts = shapes.entry(Shape::of(link)).or_default();
            counts.automatic += 1;
            counts.right += usize::from(in_gold.contains(link));
        }
        let unlinked_automatic = unlinked(automatic, sources, targets);
        let side = |gold: &BTreeSet<usize>, automatic: &BTreeSet<usize>| Unlinked {
            gold: gold.len(),
            found: gold.intersection(automatic).count(),
            falsely: automatic.difference(gold).count(),
        };
        Comparison {
            score: Score::of(gold, automatic),
            shapes,
            source: side(&unlinked_gold.0, &unlinked_automatic.0),
            target: side(&unlinked_gold.1, &unlinked_automatic.1),
            reliability,
            regions: regions(&whole_gold, &whole_automatic),
        }
    }
}

fn extent(gold: &[Link], automatic: &[Link], side: impl Fn(&Link) -> &Vec<usize>) -> usize {
    gold.iter()
        .chain(automatic)
        .flat_map(|link| side(link).iter())
        .max()
        .map_or(0, |last| last + 1)
}

/// Sentences of both sides that no link with two sides names.
fn unlinked(links: &[Link], sources: usize, targets: usize) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut source, mut target): (BTreeSet<usize>, BTreeSet<usize>) =
        ((0..sources).collect(), (0..targets).collect());
    for link in links {
        if !link.0.is_empty() && !link.1.is_empty() {
            for i in &link.0 {
                source.remove(i);
            }
            for j in &link.1 {
                target.remove(j);
            }
        }
    }
    (source, target)
}

/// The links with two sides, and every other sentence by itself, in order.
fn whole(links: &[Link], sources: usize, targets: usize) -> Vec<Link> {
    let (source, target) = unlinked(links, sources, targets);
    let mut linked: Vec<&Link> = links
        .iter()
        .filter(|link| !link.0.is_empty() && !link.1.is_empty())
        .collect();
    linked.sort();
    let mut result = Vec::with_capacity(linked.len() + source.len() + target.len());
    let (mut source, mut target) = (source.into_iter().peekable(), target.into_iter().peekable());
    for link in linked {
        let (first, first_target) = (link.0.iter().min(), link.1.iter().min());
        while let Some(i) = source.next_if(|i| Some(i) < first) {
            result.push((vec![i], vec![]));
        }
        while let Some(j) = target.next_if(|j| Some(j) < first_target) {
            result.push((vec![], vec![j]));
        }
        result.push(link.clone());
    }
    result.extend(source.map(|i| (vec![i], vec![])));
    result.extend(target.map(|j| (vec![], vec![j])));
    result
}

/// The stretches between places where both alignments have dealt with the same sentences.
fn regions(gold: &[Link], automatic: &[Link]) -> Vec<Region> {
    let mut found = Vec::new();
    let (mut g, mut a) = (0, 0);
    while g < gold.len() || a < automatic.len() {
        let (g0, a0) = (g, a);
        // Sentences that only one of the two has dealt with.
        let (mut source, mut target): (BTreeSet<usize>, BTreeSet<usize>) = Default::default();
        let toggle = |set: &mut BTreeSet<usize>, sentences: &[usize]| {
            for &sentence in sentences {
                if !set.remove(&sentence) {
                    set.insert(sentence);
                }
            }
        };
        loop {
            // The alignment that has dealt with less takes the next step.
            let key = |link: Option<&Link>| {
                link.map_or((usize::MAX, usize::MAX), |link| {
                    (
                        link.0.last().copied().unwrap_or(0),
                        link.1.last().copied().unwrap_or(0),
                    )
                })
            };
            let done = |links: &[Link], at: usize, from: usize| {
                let sum: usize = links[from..at].iter().map(|l| l.0.len() + l.1.len()).sum();
                sum
            };
            let gold_first = match (g < gold.len(), a < automatic.len()) {
                (true, true) => {
                    let (mine, theirs) = (done(gold, g, g0), done(automatic, a, a0));
                    mine < theirs || mine == theirs && key(gold.get(g)) <= key(automatic.get(a))
                }
                (is, _) => is,
            };
            let link = if gold_first {
                g += 1;
                &gold[g - 1]
            } else if a < automatic.len() {
                a += 1;
                &automatic[a - 1]
            } else {
                break;
            };
            toggle(&mut source, &link.0);
            toggle(&mut target, &link.1);
            if source.is_empty() && target.is_empty() {
                break;
            }
        }
        let (ours, theirs) = (&gold[g0..g], &automatic[a0..a]);
        if ours != theirs {
            found.push(Region {
                fault: fault(ours, theirs),
                gold: ours.to_vec(),
                automatic: theirs.to_vec(),
            });
        }
    }
    found
}

fn fault(gold: &[Link], automatic: &[Link]) -> Fault {
    let nulls = |links: &[Link]| -> BTreeSet<(bool, usize)> {
        links
            .iter()
            .filter(|link| link.0.is_empty() || link.1.is_empty())
            .flat_map(|link| {
                let source = link.0.iter().map(|&i| (true, i));
                source
                    .chain(link.1.iter().map(|&j| (false, j)))
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let (ours, theirs) = (nulls(gold), nulls(automatic));
    match (
        ours.difference(&theirs).next().is_some(),
        theirs.difference(&ours).next().is_some(),
    ) {
        (true, true) => return Fault::Mixed,
        (true, false) => return Fault::UnlinkedMissed,
        (false, true) => return Fault::FalselyUnlinked,
        (false, false) => {}
    }
    let within = |small: &[Link], large: &[Link]| {
        small.iter().all(|link| {
            large.iter().any(|other| {
                link.0.iter().all(|i| other.0.contains(i))
                    && link.1.iter().all(|j| other.1.contains(j))
            })
        })
    };
    if within(automatic, gold) {
        Fault::GoldMerges
    } else if within(gold, automatic) {
        Fault::GoldSplits
    } else {
        Fault::Shifted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<Link> {
        text.split_whitespace()
            .map(|link| {
                let numbers = |side: &str| -> Vec<usize> {
                    side.split(',')
                        .filter(|number| !number.is_empty())
                        .map(|number| number.parse().unwrap())
                        .collect()
                };
                let (source, target) = link.split_once(':').unwrap();
                (numbers(source), numbers(target))
            })
            .collect()
    }

    fn faults(gold: &str, automatic: &str) -> Vec<&'static str> {
        let compared = Comparison::of(&links(gold), &links(automatic), &[]);
        compared.regions.iter().map(|r| r.fault.name()).collect()
    }

    #[test]
    fn each_fault_is_named() {
        for (gold, automatic, fault) in [
            ("0:0 1:1,2 2:3", "0:0 1:1 2:2,3", "boundary shifted"),
            ("0:0 1,2:1,2 3:3", "0:0 1:1 2:2 3:3", "gold merges"),
            ("0:0 1:1 2:2 3:3", "0:0 1,2:1,2 3:3", "gold splits"),
            ("0:0 1: 2:1", "0:0 1,2:1", "unlinked missed"),
            ("0:0 1:1,2 2:3", "0:0 1:1 :2 2:3", "falsely unlinked"),
            ("0:0 1: 2:1 3:2", "0:0 1:1 2: 3:2", "mixed"),
        ] {
            assert_eq!(faults(gold, automatic), [fault], "{gold} | {automatic}");
        }
        assert!(faults("0:0 1: 2:1", "2:1 0:0").is_empty());
        assert_eq!(
            faults("0,1:0 2:1 3:2", "0:0 1:1 2: 3:2").len(),
            1,
            "one region until both meet again"
        );
        assert_eq!(faults("0:0 1:1", "0:1 1:0").len(), 1, "crossed");
    }

    #[test]
    fn counts() {
        let gold = links("0:0 1:1,2 2: 3:3 4,5:4,5");
        let automatic = links("0:0 1:1 :2 2: 3:3 4:4 5:5");
        let compared = Comparison::of(&gold, &automatic, &[0.95, 0.5, 0.4, 0.9, 1.0, 0.7, 0.2]);
        let of = |shape| compared.shapes.get(&shape).copied().unwrap_or_default();
        assert_eq!(
            of(Shape::OneToOne),
            Counts {
                gold: 2,
                found: 2,
                automatic: 5,
                right: 2
            }
        );
        assert_eq!(of(Shape::ManyToMany).found, 0);
        assert_eq!(of(Shape::Omission).right, 1);
        assert_eq!(
            compared.source,
            Unlinked {
                gold: 1,
                found: 1,
                falsely: 0
            }
        );
        assert_eq!(
            compared.target,
            Unlinked {
                gold: 0,
                found: 0,
                falsely: 1
            }
        );
        assert_eq!(compared.reliability[&9], (3, 3));
        assert_eq!(compared.reliability[&5], (1, 0));
        assert_eq!(compared.regions.len(), 2);
    }

    #[test]
    fn nothing_against_nothing() {
        let compared = Comparison::of(&[], &[], &[]);
        assert!(compared.regions.is_empty() && compared.shapes.is_empty());
    }
}
