//! The aligner's guarantees, on the project's own texts cut and combined in other ways.

#![allow(clippy::unwrap_used)]

mod common;

use common::fixture;
use duizhao::align::bead::Edge;
use duizhao::align::weights::Weights;
use duizhao::align::{Aligned, Given, Locked, align, align_given};
use proptest::prelude::*;

fn lines(path: &str) -> Vec<String> {
    let path = fixture(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    text.lines().map(str::to_owned).collect()
}

/// The two texts of a fixture, one sentence an item.
fn texts(name: &str) -> (Vec<String>, Vec<String>) {
    (
        lines(&format!("{name}/zh.sents.txt")),
        lines(&format!("{name}/en.sents.txt")),
    )
}

/// The linked pairs of a fixture's gold.
fn gold(name: &str) -> Vec<Edge> {
    let range = |text: &str| -> Option<(usize, usize)> {
        let numbers: Vec<usize> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().unwrap())
            .collect();
        Some((*numbers.first()?, *numbers.last()? + 1))
    };
    lines(&format!("{name}/gold.align"))
        .iter()
        .filter_map(|line| {
            let (zh, en) = line.split_once("]:[")?;
            let ((i0, i1), (j0, j1)) = (range(zh)?, range(en)?);
            Some(Edge { i0, i1, j0, j1 })
        })
        .collect()
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Asserts that every sentence is in exactly one bead, in the order of the source, and of the target
/// outside moved groups.
fn assert_whole(beads: &[Aligned], sources: usize, targets: usize) {
    let mut i = 0;
    let mut owned = vec![0; targets];
    let mut j = 0;
    for bead in beads {
        let edge = bead.edge;
        if edge.i0 < edge.i1 {
            assert_eq!(edge.i0, i, "{beads:?}");
            i = edge.i1;
        }
        for slot in &mut owned[edge.j0..edge.j1] {
            *slot += 1;
        }
        if bead.moved.is_none() && edge.j0 < edge.j1 {
            assert!(edge.j0 >= j, "{beads:?}");
            j = edge.j1;
        }
        assert!((0.0..=1.0).contains(&bead.confidence));
    }
    assert_eq!(i, sources);
    assert!(owned.iter().all(|&times| times == 1), "{owned:?}");
}

/// The number of the given pairs that are among the beads.
fn found(pairs: &[Edge], beads: &[Aligned]) -> usize {
    pairs
        .iter()
        .filter(|pair| beads.iter().any(|bead| bead.edge == **pair))
        .count()
}

fn shifted(pairs: &[Edge], i: usize, j: usize) -> Vec<Edge> {
    pairs
        .iter()
        .map(|pair| Edge {
            i0: pair.i0 + i,
            i1: pair.i1 + i,
            j0: pair.j0 + j,
            j1: pair.j1 + j,
        })
        .collect()
}

#[test]
fn a_missing_chapter_is_one_omission() {
    let ((a, x), (b, _), (c, y)) = (texts("interview"), texts("story"), texts("interview"));
    // The Chinese continues with a story that the English lacks, then with the interview's second half.
    let (zh_cut, en_cut) = (
        40,
        gold("interview").iter().find(|p| p.i0 >= 40).unwrap().j0,
    );
    let zh = [&a[..zh_cut], &b[..], &c[zh_cut..]].concat();
    let en = [&x[..en_cut], &y[en_cut..]].concat();
    let beads = align(&refs(&zh), &refs(&en), 2);
    assert_whole(&beads, zh.len(), en.len());
    let omitted: Vec<usize> = beads
        .iter()
        .filter(|bead| bead.edge.j0 == bead.edge.j1)
        .map(|bead| bead.edge.i0)
        .collect();
    let inside = |i: &&usize| (zh_cut..zh_cut + b.len()).contains(*i);
    assert!(
        omitted.iter().filter(inside).count() * 10 >= b.len() * 9,
        "{omitted:?}"
    );
    assert!(omitted.len() <= b.len() + 4, "{omitted:?}");
}

#[test]
fn front_matter_of_one_side_is_an_addition() {
    let ((zh, x), (_, front)) = (texts("interview"), texts("story"));
    let en = [&front[..], &x[..]].concat();
    let beads = align(&refs(&zh), &refs(&en), 2);
    assert_whole(&beads, zh.len(), en.len());
    let added = beads
        .iter()
        .filter(|bead| bead.edge.i0 == bead.edge.i1 && bead.edge.j0 < front.len())
        .count();
    assert!(added >= front.len() - 1, "{added} of {}", front.len());
    let pairs = shifted(&gold("interview"), 0, front.len());
    assert!(found(&pairs, &beads) * 100 >= pairs.len() * 90);
}

#[test]
fn swapped_chapters_are_linked_and_marked_as_moved() {
    let ((a, x), (b, y)) = (texts("interview"), texts("story"));
    let zh = [&a[..], &b[..]].concat();
    let en = [&y[..], &x[..]].concat();
    let beads = align(&refs(&zh), &refs(&en), 2);
    assert_whole(&beads, zh.len(), en.len());
    let first = shifted(&gold("interview"), 0, y.len());
    let second = shifted(&gold("story"), a.len(), 0);
    assert!(found(&first, &beads) * 100 >= first.len() * 85);
    assert!(found(&second, &beads) * 100 >= second.len() * 75);
    let moved = |pairs: &[Edge]| {
        let moved: Vec<Aligned> = beads
            .iter()
            .filter(|b| b.moved.is_some())
            .copied()
            .collect();
        found(pairs, &moved)
    };
    // The shorter one counts as moved past the longer one.
    assert_eq!(moved(&first), 0);
    assert!(moved(&second) * 100 >= second.len() * 75);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for name in ["interview", "story"] {
        let (zh, en) = texts(name);
        let one = align(&refs(&zh), &refs(&en), 1);
        for jobs in [2, 3, 7, 64] {
            assert_eq!(align(&refs(&zh), &refs(&en), jobs), one, "{jobs} threads");
        }
    }
}

#[test]
fn a_machine_translation_helps_where_the_lexicon_knows_nothing() {
    // Rare characters that no lexicon holds, in sentences of one length.
    let zh: Vec<String> = (0..12).map(|_| "龘靐齉爩籱灪龖厵。".to_owned()).collect();
    let words = [
        "blirp", "snorg", "quazz", "trundel", "frobble", "wexim", "dorgle", "plinth", "vasker",
        "mogrin", "helvet", "jaspin", "kibble", "norfer",
    ];
    let en: Vec<String> = words
        .iter()
        .map(|word| format!("The {word} went to the {word} again."))
        .collect();
    // The third and the eighth English sentence are additions.
    let kept: Vec<usize> = (0..14).filter(|k| ![2, 7].contains(k)).collect();
    let mt: Vec<String> = kept
        .iter()
        .map(|&k| format!("A {} and a {}.", words[k], words[k]))
        .collect();
    let given = Given {
        translation: Some(&mt),
        ..Given::default()
    };
    let beads = align_given(&refs(&zh), &refs(&en), &given, Weights::get(), 1).unwrap();
    assert_whole(&beads, 12, 14);
    let right = beads
        .iter()
        .filter(|bead| {
            bead.edge.sources() == 1 && (bead.edge.j0..bead.edge.j1).contains(&kept[bead.edge.i0])
        })
        .count();
    assert_eq!(right, 12, "{beads:?}");
}

/// Locked beads in order, given by the numbers of sentences that are skipped and taken on each side.
fn locks(steps: &[(usize, usize, usize, usize)], sources: usize, targets: usize) -> Vec<Locked> {
    let (mut i, mut j) = (0, 0);
    let mut locked = Vec::new();
    for &(skip_i, skip_j, a, b) in steps {
        let (i0, j0) = (i + skip_i, j + skip_j);
        if i0 + a > sources || j0 + b > targets || a + b == 0 {
            break;
        }
        let edge = Edge {
            i0,
            i1: i0 + a,
            j0,
            j1: j0 + b,
        };
        locked.push(Locked {
            edge,
            confidence: 0.5,
            moved: None,
        });
        (i, j) = (edge.i1, edge.j1);
    }
    locked
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Locked beads are kept, however absurd, and all other sentences are aligned.
    #[test]
    fn locked_beads_are_never_broken(
        steps in proptest::collection::vec((0usize..8, 0usize..8, 0usize..4, 0usize..4), 1..8),
        moved in proptest::option::of((0usize..36, 0usize..40)),
        blank in 0usize..36,
    ) {
        let (mut zh, en) = texts("story");
        zh[blank].clear();
        let mut locked = locks(&steps, zh.len(), en.len());
        if let Some((i, j)) = moved {
            let free = locked.iter().all(|lock| {
                !(lock.edge.i0..lock.edge.i1).contains(&i) && !(lock.edge.j0..lock.edge.j1).contains(&j)
            });
            if free {
                locked.push(Locked {
                    edge: Edge { i0: i, i1: i + 1, j0: j, j1: j + 1 },
                    confidence: 0.25,
                    moved: Some(1),
                });
                locked.sort_by_key(|lock| lock.edge.i0);
            }
        }
        let given = Given { locked: locked.clone(), ..Given::default() };
        let beads = align_given(&refs(&zh), &refs(&en), &given, Weights::get(), 1).unwrap();
        assert_whole(&beads, zh.len(), en.len());
        for lock in &locked {
            let edge = lock.edge;
            let kept = beads.iter().any(|bead| {
                // An empty side may be at any place.
                let same = |a: (usize, usize), b: (usize, usize)| a == b || a.0 == a.1 && b.0 == b.1;
                same((bead.edge.i0, bead.edge.i1), (edge.i0, edge.i1))
                    && same((bead.edge.j0, bead.edge.j1), (edge.j0, edge.j1))
                    && bead.moved == lock.moved
            });
            prop_assert!(kept, "{:?} is not in {:?}", lock, beads);
        }
    }

    /// Sentences joined by an anchor are in one bead.
    #[test]
    fn anchors_hold(steps in proptest::collection::vec((0usize..6, 0usize..6, 1usize..4, 1usize..4), 1..8)) {
        let (zh, en) = texts("story");
        let anchors: Vec<Edge> = locks(&steps, zh.len(), en.len()).iter().map(|lock| lock.edge).collect();
        let given = Given { anchors: anchors.clone(), ..Given::default() };
        let beads = align_given(&refs(&zh), &refs(&en), &given, Weights::get(), 1).unwrap();
        assert_whole(&beads, zh.len(), en.len());
        for anchor in &anchors {
            let holds = |edge: &Edge| {
                edge.i0 <= anchor.i0 && anchor.i1 <= edge.i1 && edge.j0 <= anchor.j0 && anchor.j1 <= edge.j1
            };
            prop_assert!(beads.iter().any(|bead| holds(&bead.edge)), "{:?} in {:?}", anchor, beads);
        }
    }
}
