use proptest::prelude::*;

use super::*;

fn lines(texts: &[&'static str]) -> Lines<'static> {
    Lines::new(texts.to_vec())
}

/// The units that are not plain matches, as `old>new`, with an `m` appended to those that moved.
fn said(old: &[&'static str], new: &[&'static str]) -> Vec<String> {
    let show = |range: &Range<usize>| match range.len() {
        0 => "-".to_owned(),
        1 => range.start.to_string(),
        _ => format!("{}-{}", range.start, range.end - 1),
    };
    compare(&lines(old), &lines(new))
        .iter()
        .filter(|unit| {
            unit.moved.is_some()
                || unit.old.len() != 1
                || unit.new.len() != 1
                || old[unit.old.start] != new[unit.new.start]
        })
        .map(|unit| {
            let moved = if unit.moved.is_some() { "m" } else { "" };
            format!("{}>{}{moved}", show(&unit.old), show(&unit.new))
        })
        .collect()
}

const A: &str = "The keeper climbed the stairs of the old lighthouse.";
const B: &str = "Nobody had come up there since the storm.";
const C: &str = "He lit the lamp and waited for the ship.";
const D: &str = "In the morning the harbour was full of ice.";

#[test]
fn what_is_the_same_says_nothing() {
    assert!(said(&[A, B, C], &[A, B, C]).is_empty());
    assert!(said(&[], &[]).is_empty());
    assert!(said(&["Yes.", "No.", "Yes."], &["Yes.", "No.", "Yes."]).is_empty());
}

#[test]
fn edits_additions_and_what_is_gone() {
    let edited = "The keeper slowly climbed the steps of the old lighthouse.";
    assert_eq!(said(&[A, B], &[edited, B]), ["0>0"]);
    assert_eq!(said(&[A, B], &[A, C, B]), ["->1"]);
    assert_eq!(said(&[A, C, B], &[A, B]), ["1>-"]);
    // A sentence beside an edited one is new, not half of it.
    assert_eq!(said(&[A, B], &[edited, D, B]), ["0>0", "->1"]);
    // Short sentences find their counterparts where they stand.
    assert_eq!(
        said(&["Yes.", A, "Yes."], &["Yes.", "Yes.", A, "Yes."]),
        ["->0"]
    );
}

#[test]
fn splits_and_merges() {
    let whole =
        "He lit the lamp, which had been cold for a week, and waited for the ship from the north.";
    let parts = [
        "He lit the lamp, which had been cold for a week.",
        "Then he waited for the ship from the north.",
    ];
    assert_eq!(said(&[A, whole, D], &[A, parts[0], parts[1], D]), ["1>1-2"]);
    assert_eq!(said(&[A, parts[0], parts[1], D], &[A, whole, D]), ["1-2>1"]);
}

#[test]
fn moves_are_moves() {
    // The lighter part moves; the two that stand together are one move.
    assert_eq!(said(&[A, B, C, D], &[C, D, A, B]).len(), 2);
    assert_eq!(said(&[A, B, C, D], &[B, C, D, A]), ["0>3m"]);
    let units = compare(
        &lines(&[
            A,
            B,
            C,
            D,
            "A fifth, and a long one it is, to hold the order of the others.",
        ]),
        &lines(&[
            "A fifth, and a long one it is, to hold the order of the others.",
            A,
            B,
            C,
            D,
        ]),
    );
    let moves: std::collections::BTreeSet<_> = units.iter().filter_map(|unit| unit.moved).collect();
    assert_eq!(moves.len(), 1);
    // Moved and edited.
    let edited = "The keeper slowly climbed the stairs of the old lighthouse.";
    assert_eq!(said(&[A, B, C, D], &[B, C, D, edited]), ["0>3m"]);
    // A "No." that is gone in one place and new in another has not moved.
    assert_eq!(said(&["No.", A, B], &[A, B, "No."]), ["0>-", "->2"]);
}

#[test]
fn the_chinese_joins_what_has_no_word_in_common() {
    let old = ["One.", "Up he went.", "Two."];
    let new = [
        "One.",
        "New here.",
        "The stairs were climbed by him.",
        "Two.",
    ];
    let old = Lines::new(old.to_vec()).with_passages((0..3).map(|at| (at..at + 1, [at as u32])));
    let new = Lines::new(new.to_vec()).with_passages(
        [0, 7, 1, 2]
            .into_iter()
            .enumerate()
            .map(|(at, p)| (at..at + 1, [p])),
    );
    let units = compare(&old, &new);
    assert!(
        units
            .iter()
            .any(|unit| unit.old == (1..2) && unit.new == (2..3)),
        "{units:?}"
    );
    assert!(
        units
            .iter()
            .any(|unit| unit.old.is_empty() && unit.new == (1..2)),
        "{units:?}"
    );
}

#[test]
fn large_stretches_without_anything_in_common_end() {
    let old: Vec<String> = (0..3000)
        .map(|n| format!("w{n} x{} y{}", n * 7, n % 13))
        .collect();
    let new: Vec<String> = (0..2500)
        .map(|n| format!("v{n} u{} t{}", n * 3, n % 11))
        .collect();
    let of = |texts: &'static [String]| Lines::new(texts.iter().map(String::as_str).collect());
    let units = compare(&of(old.leak()), &of(new.leak()));
    let (olds, news): (usize, usize) = units.iter().fold((0, 0), |(a, b), unit| {
        (a + unit.old.len(), b + unit.new.len())
    });
    assert_eq!((olds, news), (3000, 2500));
}

const WORDS: [&str; 12] = [
    "tide", "keeper", "lamp", "the", "of", "storm", "ship", "ice", "north", "not", "slowly", "潮水",
];

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..9)
        .prop_map(|words| words.join(" ") + ".")
}

proptest! {
    #[test]
    fn every_sentence_is_in_one_unit_and_the_mirror_is_true(
        mut old in prop::collection::vec(sentence(), 0..14),
        edits in prop::collection::vec((0..14usize, 0..14usize, sentence(), 0..4u8), 0..6),
        passages in prop::collection::vec(0..10u32, 40),
        known in any::<bool>(),
    ) {
        let mut new = old.clone();
        for (at, to, text, kind) in edits {
            let at = at.min(new.len().saturating_sub(1));
            match kind {
                0 if !new.is_empty() => { new.remove(at); }
                1 => new.insert(at.min(new.len()), text),
                2 if !new.is_empty() => { let moved = new.remove(at); new.insert(to.min(new.len()), moved); }
                _ if !new.is_empty() => new[at] = format!("{} {text}", new[at]),
                _ => old.push(text),
            }
        }
        let of = |texts: &[String]| {
            let texts: Vec<&'static str> = texts.iter().map(|text| &*text.clone().leak()).collect();
            let count = texts.len();
            let lines = Lines::new(texts);
            if known {
                lines.with_passages((0..count).map(|at| (at..at + 1, [passages[at]])))
            } else {
                lines
            }
        };
        let (old, new) = (of(&old), of(&new));
        let units = compare(&old, &new);
        let mut seen = (vec![0; old.len()], vec![0; new.len()]);
        for unit in &units {
            unit.old.clone().for_each(|at| seen.0[at] += 1);
            unit.new.clone().for_each(|at| seen.1[at] += 1);
        }
        prop_assert!(seen.0.iter().chain(&seen.1).all(|&count| count == 1), "{units:?}");
        let mut back: Vec<_> = compare(&new, &old).into_iter().map(MatchedUnit::mirrored).collect();
        order(&mut back);
        prop_assert_eq!(units, back);
    }
}
