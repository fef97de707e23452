use proptest::prelude::*;

use super::*;
use crate::bitext::format::jsonl;
use crate::bitext::testing::{bead, side};

const CHINESE: [&str; 6] = ["一。", "二。", "三。", "四。", "五。", "六。"];
const ENGLISH: [&str; 6] = ["One.", "Two.", "Three.", "Four.", "Five.", "Six."];

type Pair = (usize, usize);

fn bitext(ranges: &[(Pair, Pair)]) -> Bitext {
    let mut bitext = Bitext {
        source: side("zh-CN", &CHINESE),
        target: side("en-US", &ENGLISH),
        beads: ranges
            .iter()
            .map(|((a, b), (c, d))| bead(*a..*b, *c..*d))
            .collect(),
        ..Bitext::default()
    };
    bitext.name_beads();
    bitext.validate().unwrap();
    bitext
}

/// A bitext of 1-1 beads, an omission and an addition.
fn usual() -> Bitext {
    bitext(&[
        ((0, 1), (0, 1)),
        ((1, 2), (1, 2)),
        ((2, 3), (2, 2)),
        ((3, 3), (2, 3)),
        ((3, 4), (3, 4)),
        ((4, 6), (4, 6)),
    ])
}

fn shapes(bitext: &Bitext) -> String {
    let shape = |bead: &crate::bitext::Bead| {
        let side = |range: &std::ops::Range<usize>| -> String {
            range.clone().map(|at| (at + 1).to_string()).collect()
        };
        let moved = if bead.moved.is_some() { "~" } else { "" };
        format!("{}:{}{moved}", side(&bead.source), side(&bead.target))
    };
    bitext.beads.iter().map(shape).collect::<Vec<_>>().join(" ")
}

fn id(bitext: &Bitext, at: usize) -> BeadId {
    bitext.beads[at].id.clone()
}

fn written(bitext: &Bitext) -> Vec<u8> {
    let mut out = Vec::new();
    jsonl::write(bitext, &mut out).unwrap();
    out
}

#[test]
fn beads_are_split_merged_and_shifted() {
    let mut text = usual();
    let before = text.clone();
    let split = Operation::Split {
        bead: id(&text, 5),
        source: 1,
        target: 1,
    };
    let one = text.edit(&split).unwrap();
    assert_eq!(shapes(&text), "1:1 2:2 3: :3 4:4 5:5 6:6");
    assert_eq!(text.beads[5].status, Status::Locked);
    let merge = Operation::Merge {
        first: id(&text, 2),
        last: id(&text, 3),
    };
    let two = text.edit(&merge).unwrap();
    assert_eq!(shapes(&text), "1:1 2:2 3:3 4:4 5:5 6:6");
    let shift = Operation::Shift {
        bead: id(&text, 1),
        side: SideName::Target,
        to: Neighbour::Next,
        count: 1,
    };
    let three = text.edit(&shift).unwrap();
    assert_eq!(shapes(&text), "1:1 2: 3:23 4:4 5:5 6:6");
    let back = Operation::Shift {
        bead: id(&text, 2),
        side: SideName::Source,
        to: Neighbour::Previous,
        count: 1,
    };
    let four = text.edit(&back).unwrap();
    assert_eq!(shapes(&text), "1:1 23: :23 4:4 5:5 6:6");
    text.validate().unwrap();
    for step in [four, three, two, one] {
        let _ = step.revert(&mut text);
    }
    assert_eq!(text, before);
}

#[test]
fn a_bead_that_gave_everything_is_gone() {
    let mut text = usual();
    let shift = Operation::Shift {
        bead: id(&text, 3),
        side: SideName::Target,
        to: Neighbour::Previous,
        count: 1,
    };
    let step = text.edit(&shift).unwrap();
    assert_eq!(shapes(&text), "1:1 2:2 3:3 4:4 56:56");
    assert_eq!(
        step.patches(),
        [Patch {
            at: 2,
            removed: 2,
            inserted: 1
        }]
    );
}

#[test]
fn what_stands_elsewhere_is_a_moved_bead() {
    let mut text = bitext(&[
        ((0, 1), (0, 0)),
        ((1, 2), (0, 1)),
        ((2, 3), (1, 2)),
        ((3, 3), (2, 3)),
        ((3, 6), (3, 6)),
    ]);
    let before = text.clone();
    let link = Operation::Link {
        source: id(&text, 0),
        target: id(&text, 3),
    };
    let linked = text.edit(&link).unwrap();
    text.validate().unwrap();
    assert_eq!(shapes(&text), "1:3~ 2:1 3:2 456:456");
    let read = jsonl::read(&written(&text), std::path::Path::new("a.jsonl")).unwrap();
    assert_eq!(read, text);
    let unlink = Operation::Unlink { bead: id(&text, 0) };
    let unlinked = text.edit(&unlink).unwrap();
    text.validate().unwrap();
    assert_eq!(shapes(&text), shapes(&before));
    let _ = unlinked.revert(&mut text);
    assert_eq!(shapes(&text), "1:3~ 2:1 3:2 456:456");
    let _ = linked.revert(&mut text);
    assert_eq!(text, before);
}

#[test]
fn english_is_rewritten_put_in_and_taken_out() {
    let mut text = usual();
    let before = text.clone();
    let translate = |bead: BeadId, texts: &[&str]| Operation::Translate {
        bead,
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        was: None,
        by_rule: false,
    };
    // An omission is translated with the text of another sentence.
    let steps = vec![
        text.edit(&translate(id(&text, 2), &[" Two. ", "", "And\n more."]))
            .unwrap(),
    ];
    text.validate().unwrap();
    assert_eq!(
        text.target.texts(),
        [
            "One.",
            "Two.",
            "Two.",
            "And more.",
            "Three.",
            "Four.",
            "Five.",
            "Six."
        ]
    );
    assert!(text.target.sentences[2].id.0.ends_with(".2"));
    assert_eq!(shapes(&text), "1:1 2:2 3:34 :5 4:6 56:78");
    // An unchanged sentence keeps its id.
    let name = text.target.sentences[7].id.clone();
    let mut steps = steps;
    steps.push(
        text.edit(&translate(id(&text, 5), &["Fifth.", "Really.", "Six."]))
            .unwrap(),
    );
    assert_eq!(text.target.sentences[8].id, name);
    // An addition whose text is removed leaves no bead.
    steps.push(text.edit(&translate(id(&text, 3), &[])).unwrap());
    assert_eq!(shapes(&text), "1:1 2:2 3:34 4:5 56:678");
    // A bead without English stays as an omission.
    steps.push(text.edit(&translate(id(&text, 0), &[])).unwrap());
    assert_eq!(shapes(&text), "1: 2:1 3:23 4:4 56:567");
    text.validate().unwrap();
    for step in steps.into_iter().rev() {
        let _ = step.revert(&mut text);
    }
    assert_eq!(text, before);
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let mut text = usual();
    let before = text.clone();
    let some = id(&text, 0);
    for operation in [
        Operation::Split {
            bead: some.clone(),
            source: 1,
            target: 1,
        },
        Operation::Split {
            bead: some.clone(),
            source: 2,
            target: 0,
        },
        Operation::Merge {
            first: some.clone(),
            last: some.clone(),
        },
        Operation::Shift {
            bead: some.clone(),
            side: SideName::Source,
            to: Neighbour::Previous,
            count: 1,
        },
        Operation::Shift {
            bead: some.clone(),
            side: SideName::Source,
            to: Neighbour::Next,
            count: 2,
        },
        Operation::Unlink { bead: id(&text, 2) },
        Operation::Link {
            source: some.clone(),
            target: id(&text, 3),
        },
        Operation::Unlink {
            bead: BeadId("nobody".into()),
        },
    ] {
        text.edit(&operation).unwrap_err();
        assert_eq!(text, before, "{operation:?}");
    }
}

#[test]
fn typing_is_one_step() {
    let mut text = usual();
    let before = text.clone();
    let mut history = History::default();
    for typed in ["O", "On", "Once."] {
        let bead = id(&text, 0);
        let step = text
            .edit(&Operation::Translate {
                bead: bead.clone(),
                texts: vec![typed.into()],
                was: None,
                by_rule: false,
            })
            .unwrap();
        let joined = history.push(step, Some(bead));
        assert_eq!(joined, typed != "O");
    }
    let bead = id(&text, 0);
    let step = text
        .edit(&Operation::Status {
            bead,
            status: Status::Locked,
        })
        .unwrap();
    assert!(!history.push(step, None));
    let after = text.clone();
    assert_eq!(history.undo(&mut text).unwrap().said, "locked");
    assert_eq!(history.undo(&mut text).unwrap().said, "edited");
    assert_eq!(text, before);
    assert!(history.undo(&mut text).is_none());
    while history.redo(&mut text).is_some() {}
    assert_eq!(text, after);
}

#[test]
fn steps_go_over_to_a_bitext_that_was_changed_outside() {
    let translate = |text: &Bitext, at: usize, texts: &[&str]| Operation::Translate {
        bead: id(text, at),
        texts: texts.iter().map(|&text| text.to_owned()).collect(),
        was: None,
        by_rule: false,
    };
    let mut text = usual();
    let last = text.beads.len() - 1;
    let before = text.clone();
    let mut history = History::default();
    for operation in [
        translate(&text, last, &["One.", "Two."]),
        translate(&text, 0, &["First."]),
        Operation::Note {
            bead: id(&text, last),
            note: "a note".into(),
        },
    ] {
        let step = text.edit(&operation).unwrap();
        history.push(step, None);
    }
    // Outside, the first bead gets more sentences, so that all behind it stand elsewhere.
    let outside = |text: &Bitext| {
        let mut other = text.clone();
        other
            .edit(&translate(text, 0, &["Here.", "There.", "Everywhere."]))
            .unwrap();
        other
    };
    let now = outside(&text);
    assert!(history.follow(&Outside::between(&text, &now)));
    text = now;
    assert!(history.take_gone(false).is_none());
    assert!(history.undo(&mut text).is_some());
    assert_eq!(text.beads[last].note, None);
    assert!(history.take_gone(false).is_some(), "the first bead");
    assert!(history.undo(&mut text).is_some());
    assert_eq!(text, outside(&before));
    assert!(history.undo(&mut text).is_none());
    while history.redo(&mut text).is_some() {}
    assert_eq!(text.beads[last].note.as_deref(), Some("a note"));
    assert_eq!(text.target_text(&text.beads[last]), "One. Two.");
    text.validate().unwrap();
}

#[test]
fn operations_are_lines_of_json() {
    let read: Operation =
        serde_json::from_str(r#"{"do":"shift","bead":"b","side":"target","to":"next"}"#).unwrap();
    assert_eq!(
        read,
        Operation::Shift {
            bead: BeadId("b".into()),
            side: SideName::Target,
            to: Neighbour::Next,
            count: 1
        }
    );
    assert!(serde_json::from_str::<Operation>(r#"{"do":"dance","bead":"b"}"#).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Random operations in any order keep the bitext valid, writable and readable; undoing them all
    /// restores the original.
    #[test]
    fn anything_can_be_taken_back(picks in prop::collection::vec((0..8usize, 0..9usize, 0..3usize, 0..3usize), 1..25)) {
        let mut text = usual();
        let before = text.clone();
        let mut history = History::default();
        let mut made = Vec::new();
        for (what, at, one, two) in picks {
            let bead = id(&text, at % text.beads.len());
            let other = id(&text, (at + one) % text.beads.len());
            let side = if one == 0 { SideName::Source } else { SideName::Target };
            let to = if two == 0 { Neighbour::Next } else { Neighbour::Previous };
            let operation = match what {
                0 => Operation::Split { bead, source: one, target: two },
                1 => Operation::Merge { first: bead, last: other },
                2 => Operation::Shift { bead, side, to, count: one },
                3 => Operation::Unlink { bead },
                4 => {
                    let first = |wanted: &dyn Fn(&crate::bitext::Bead) -> bool| text.beads.iter().find(|b| wanted(b)).map(|b| b.id.clone());
                    match (first(&|b| b.target.is_empty()), first(&|b| b.source.is_empty())) {
                        (Some(source), Some(target)) => Operation::Link { source, target },
                        _ => continue,
                    }
                }
                5 => Operation::Note { bead, note: "?".repeat(one) },
                6 => Operation::Status { bead, status: Status::Rejected },
                _ => Operation::Translate { bead, texts: vec![["One.", "Two.", "Anew."][one].into(); two], was: None, by_rule: false, },
            };
            let earlier = text.clone();
            match text.edit(&operation) {
                Ok(step) => {
                    made.push(operation.clone());
                    history.push(step, None);
                }
                Err(_) => prop_assert_eq!(&text, &earlier),
            }
            prop_assert!(text.validate().is_ok(), "{:?} after {:?}", text.validate(), operation);
            let read = jsonl::read(&written(&text), std::path::Path::new("a.jsonl")).unwrap();
            prop_assert_eq!(&read, &text);
        }
        // All of them at once are the same, and are taken back at once.
        let mut together = before.clone();
        let step = together.edit_all(&made).unwrap();
        prop_assert_eq!(&together, &text);
        let _ = step.revert(&mut together);
        prop_assert_eq!(&together, &before);
        let after = text.clone();
        while history.undo(&mut text).is_some() {}
        prop_assert_eq!(&text, &before);
        while history.redo(&mut text).is_some() {}
        prop_assert_eq!(&text, &after);
    }
}

fn signed(by: &str) -> crate::bitext::Signature {
    crate::bitext::Signature {
        by: by.into(),
        at: "2026-03-01T09:30:00Z".into(),
    }
}

#[test]
fn what_people_say_is_kept_in_the_file_and_undone() {
    use crate::bitext::Stage;
    let before = usual();
    let mut text = before.clone();
    let mut steps = Vec::new();
    let bead = id(&text, 1);
    let said = [
        Operation::Comment {
            bead: bead.clone(),
            text: " Is this the tide?\nOr the sea? ".into(),
            signed: signed("Lin"),
            asks: true,
        },
        Operation::Propose {
            bead: bead.clone(),
            texts: vec!["The tide.".into()],
            was: None,
            signed: signed("Ann"),
        },
        Operation::Stage {
            bead: id(&text, 0),
            stage: Stage::Approved,
            signed: signed("Lin"),
        },
    ];
    for operation in &said {
        steps.push(text.edit(operation).unwrap());
    }
    assert_eq!(text.beads[1].stage(), Stage::Query);
    let bytes = written(&text);
    assert!(bytes.starts_with(br#"{"duizhao":"bitext","version":3,"#));
    let again = jsonl::read(&bytes, std::path::Path::new("b.bitext.jsonl")).unwrap();
    assert_eq!(again.beads[1].desk(), text.beads[1].desk());
    assert_eq!(
        again.beads[1].comments()[0].text,
        "Is this the tide?\nOr the sea?"
    );
    // A question stays open when its English is written; what was accepted is no proposal any more.
    steps.push(
        text.edit(&Operation::Accept {
            bead,
            texts: vec!["The tide.".into()],
            signed: signed("Bo"),
        })
        .unwrap(),
    );
    assert_eq!(text.target_text(&text.beads[1]), "The tide.");
    assert_eq!(text.beads[1].stage(), Stage::Query);
    assert!(text.beads[1].proposals().is_empty());
    // Whoever approved the words did not approve other ones.
    let write = Operation::Translate {
        bead: id(&text, 0),
        texts: vec!["Once.".into()],
        was: None,
        by_rule: false,
    };
    steps.push(text.edit(&write).unwrap());
    assert_eq!(text.beads[0].stage(), Stage::Translated);
    for step in steps.into_iter().rev() {
        let _ = step.revert(&mut text);
    }
    assert_eq!(text, before);
    assert!(written(&text).starts_with(br#"{"duizhao":"bitext","version":2,"#));
}

#[test]
fn a_link_without_english_cannot_be_approved_and_a_comment_has_words() {
    use crate::bitext::Stage;
    let mut text = usual();
    let before = text.clone();
    let approve = Operation::Stage {
        bead: id(&text, 2),
        stage: Stage::Approved,
        signed: signed("Lin"),
    };
    assert!(text.edit(&approve).is_err());
    let silent = Operation::Comment {
        bead: id(&text, 0),
        text: " ".into(),
        signed: signed("Lin"),
        asks: false,
    };
    assert!(text.edit(&silent).is_err());
    let refuse = Operation::Refuse {
        bead: id(&text, 0),
        texts: vec!["Nobody said this.".into()],
    };
    assert!(text.edit(&refuse).is_err());
    assert_eq!(text, before);
}

#[test]
fn what_was_said_of_a_part_is_said_of_the_whole_and_of_a_whole_of_one_part() {
    let mut text = usual();
    for at in [0, 1] {
        let comment = Operation::Comment {
            bead: id(&text, at),
            text: format!("of {at}"),
            signed: signed("Lin"),
            asks: false,
        };
        text.edit(&comment).unwrap();
    }
    let merge = Operation::Merge {
        first: id(&text, 0),
        last: id(&text, 1),
    };
    text.edit(&merge).unwrap();
    assert_eq!(text.beads[0].comments().len(), 2);
    let split = Operation::Split {
        bead: id(&text, 0),
        source: 1,
        target: 1,
    };
    text.edit(&split).unwrap();
    assert_eq!(text.beads[0].comments().len(), 2);
    assert!(text.beads[1].comments().is_empty());
}

#[test]
fn of_many_operations_all_are_made_or_none() {
    let mut text = usual();
    let before = text.clone();
    let rewrite = |bead: BeadId, words: &str| Operation::Translate {
        bead,
        texts: vec![words.into()],
        was: None,
        by_rule: true,
    };
    let mut all = vec![
        rewrite(id(&text, 0), "Once."),
        rewrite(id(&text, 1), "Once."),
        rewrite(BeadId("nobody".into()), "Never."),
    ];
    assert!(text.edit_all(&all).is_err());
    assert_eq!(text, before);
    all.pop();
    let step = text.edit_all(&all).unwrap();
    assert_eq!(text.target_text(&text.beads[1]), "Once.");
    assert_ne!(text.target.sentences[0].id, text.target.sentences[1].id);
    text.validate().unwrap();
    let _ = step.revert(&mut text);
    assert_eq!(text, before);
}
