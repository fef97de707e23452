//! The aligner's guarantees, on the project's own texts cut and combined in other ways.

use crate::common::fixture;
use std::ops::Range;

use duizhao::align::{Aligner, Hints};
use duizhao::bitext::{Bead, BeadSpan, Bitext, Carried, Status};
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
fn gold(name: &str) -> Vec<BeadSpan> {
    let range = |text: &str| -> Option<Range<usize>> {
        let numbers: Vec<usize> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().unwrap())
            .collect();
        Some(*numbers.first()?..*numbers.last()? + 1)
    };
    lines(&format!("{name}/gold.align"))
        .iter()
        .filter_map(|line| {
            let (zh, en) = line.split_once("]:[")?;
            Some(BeadSpan::new(range(zh)?, range(en)?))
        })
        .collect()
}

fn aligned(zh: &[String], en: &[String], hints: Hints<'_>, jobs: usize) -> Bitext {
    let aligner = Aligner::of_sentences(zh, en).hints(hints).jobs(jobs);
    aligner.run().unwrap()
}

fn align(zh: &[String], en: &[String]) -> Vec<Bead> {
    aligned(zh, en, Hints::default(), 2).beads
}

/// Every sentence once, in the order of the source, and of the target outside moved groups.
fn assert_whole(beads: &[Bead], sources: usize, targets: usize) {
    let mut i = 0;
    let mut owned = vec![0; targets];
    let mut j = 0;
    for bead in beads {
        if !bead.source.is_empty() {
            assert_eq!(bead.source.start, i, "{beads:?}");
            i = bead.source.end;
        }
        for slot in &mut owned[bead.target.clone()] {
            *slot += 1;
        }
        if bead.moved.is_none() && !bead.target.is_empty() {
            assert!(bead.target.start >= j, "{beads:?}");
            j = bead.target.end;
        }
        assert!((0.0..=1.0).contains(&bead.confidence));
    }
    assert_eq!(i, sources);
    assert!(owned.iter().all(|&times| times == 1), "{owned:?}");
}

/// The number of the given pairs that are among the beads.
fn found(pairs: &[BeadSpan], beads: &[Bead]) -> usize {
    pairs
        .iter()
        .filter(|pair| beads.iter().any(|bead| bead.span() == **pair))
        .count()
}

fn shifted(pairs: &[BeadSpan], i: usize, j: usize) -> Vec<BeadSpan> {
    let by = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
    pairs
        .iter()
        .map(|pair| BeadSpan::new(by(&pair.source, i), by(&pair.target, j)))
        .collect()
}

#[test]
fn a_missing_chapter_is_one_omission() {
    let ((a, x), (b, _), (c, y)) = (texts("interview"), texts("story"), texts("interview"));
    // The Chinese continues with a story that the English lacks, then with the interview's second half.
    let (zh_cut, en_cut) = (
        40,
        gold("interview")
            .iter()
            .find(|p| p.source.start >= 40)
            .unwrap()
            .target
            .start,
    );
    let zh = [&a[..zh_cut], &b[..], &c[zh_cut..]].concat();
    let en = [&x[..en_cut], &y[en_cut..]].concat();
    let beads = align(&zh, &en);
    assert_whole(&beads, zh.len(), en.len());
    let omitted: Vec<usize> = beads
        .iter()
        .filter(|bead| bead.target.is_empty())
        .map(|bead| bead.source.start)
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
    let beads = align(&zh, &en);
    assert_whole(&beads, zh.len(), en.len());
    let added = beads
        .iter()
        .filter(|bead| bead.source.is_empty() && bead.target.start < front.len())
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
    let beads = align(&zh, &en);
    assert_whole(&beads, zh.len(), en.len());
    let first = shifted(&gold("interview"), 0, y.len());
    let second = shifted(&gold("story"), a.len(), 0);
    assert!(found(&first, &beads) * 100 >= first.len() * 85);
    assert!(found(&second, &beads) * 100 >= second.len() * 75);
    let moved = |pairs: &[BeadSpan]| {
        let moved: Vec<Bead> = beads
            .iter()
            .filter(|b| b.moved.is_some())
            .cloned()
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
        let one = aligned(&zh, &en, Hints::default(), 1);
        for jobs in [2, 3, 7, 64] {
            let many = aligned(&zh, &en, Hints::default(), jobs);
            assert_eq!(many, one, "{jobs} threads");
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
    let hints = Hints {
        translation: Some(&mt),
        ..Hints::default()
    };
    let beads = aligned(&zh, &en, hints, 1).beads;
    assert_whole(&beads, 12, 14);
    let right = beads
        .iter()
        .filter(|bead| bead.source.len() == 1 && bead.target.contains(&kept[bead.source.start]))
        .count();
    assert_eq!(right, 12, "{beads:?}");
}

#[test]
fn hints_that_do_not_fit_are_refused() {
    let (zh, en) = (["一。", "二。"], ["One.", "Two."]);
    let refused = |hints: Hints<'_>| {
        let aligner = Aligner::of_sentences(&zh, &en).hints(hints);
        aligner.run().unwrap_err().to_string()
    };
    let anchors = |spans: &[BeadSpan]| {
        refused(Hints {
            anchors: spans,
            ..Hints::default()
        })
    };
    let span = BeadSpan::new;
    for broken in [
        vec![span(0..1, 1..3)],
        vec![span(0..1, 0..0)],
        vec![span(1..2, 0..1), span(0..1, 1..2)],
    ] {
        assert!(anchors(&broken).contains("anchor"), "{broken:?}");
    }
    let locked = [lock(2..3, 0..1, None)];
    let hints = Hints {
        locked: &locked,
        ..Hints::default()
    };
    assert!(refused(hints).contains("2..3"));
    let lines = ["One.".to_owned()];
    let hints = Hints {
        translation: Some(&lines),
        ..Hints::default()
    };
    assert!(refused(hints).contains("1 translations for 2 sentences"));
}

fn lock(source: Range<usize>, target: Range<usize>, moved: Option<u32>) -> Carried {
    Carried {
        span: BeadSpan::new(source, target),
        confidence: 0.5,
        status: Status::Locked,
        moved,
        note: None,
        state: None,
    }
}

/// Locked beads in order, by how many sentences are skipped and taken on each side.
fn locks(steps: &[(usize, usize, usize, usize)], sources: usize, targets: usize) -> Vec<Carried> {
    let (mut i, mut j) = (0, 0);
    let mut locked = Vec::new();
    for &(skip_i, skip_j, a, b) in steps {
        let (i0, j0) = (i + skip_i, j + skip_j);
        if i0 + a > sources || j0 + b > targets || a + b == 0 {
            break;
        }
        locked.push(lock(i0..i0 + a, j0..j0 + b, None));
        (i, j) = (i0 + a, j0 + b);
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
                !lock.span.source.contains(&i) && !lock.span.target.contains(&j)
            });
            if free {
                locked.push(lock(i..i + 1, j..j + 1, Some(1)));
                locked.sort_by_key(|lock| lock.span.source.start);
            }
        }
        let hints = Hints { locked: &locked, ..Hints::default() };
        let beads = aligned(&zh, &en, hints, 1).beads;
        assert_whole(&beads, zh.len(), en.len());
        for lock in &locked {
            let kept = beads.iter().any(|bead| {
                // An empty side stands wherever it stands.
                let same = |a: &Range<usize>, b: &Range<usize>| a == b || a.is_empty() && b.is_empty();
                same(&bead.source, &lock.span.source)
                    && same(&bead.target, &lock.span.target)
                    && bead.moved == lock.moved
                    && bead.status == Status::Locked
            });
            prop_assert!(kept, "{:?} is not in {:?}", lock, beads);
        }
    }

    /// Sentences joined by an anchor are in one bead.
    #[test]
    fn anchors_hold(steps in proptest::collection::vec((0usize..6, 0usize..6, 1usize..4, 1usize..4), 1..8)) {
        let (zh, en) = texts("story");
        let anchors: Vec<BeadSpan> = locks(&steps, zh.len(), en.len()).into_iter().map(|lock| lock.span).collect();
        let hints = Hints { anchors: &anchors, ..Hints::default() };
        let beads = aligned(&zh, &en, hints, 1).beads;
        assert_whole(&beads, zh.len(), en.len());
        for anchor in &anchors {
            let within = |part: &Range<usize>, whole: &Range<usize>| {
                whole.start <= part.start && part.end <= whole.end
            };
            let holds = |bead: &Bead| within(&anchor.source, &bead.source) && within(&anchor.target, &bead.target);
            prop_assert!(beads.iter().any(holds), "{:?} in {:?}", anchor, beads);
        }
    }
}
