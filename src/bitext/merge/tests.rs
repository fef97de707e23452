use super::super::model::{Bitext, Status};
use super::super::testing::{bead, side};
use super::*;

const ZH: [&str; 4] = ["一。", "二。", "三。", "四。"];
const EN: [&str; 4] = ["One.", "Two.", "Three.", "Four."];

fn bitext(zh: &[&str], en: &[&str]) -> Bitext {
    let mut bitext = Bitext {
        source: side("zh-CN", zh),
        target: side("en-US", en),
        beads: (0..zh.len())
            .map(|at| bead(at..at + 1, at..at + 1))
            .collect(),
        ..Bitext::default()
    };
    bitext.name_beads();
    bitext
}

fn file(bitext: &Bitext) -> Vec<u8> {
    let mut bytes = Vec::new();
    jsonl::write(bitext, &mut bytes).expect("a good bitext");
    bytes
}

fn merged(base: &Bitext, ours: &Bitext, theirs: &Bitext) -> Merged {
    let (base, ours, theirs) = (file(base), file(ours), file(theirs));
    let version = |bytes| Version {
        bytes,
        path: Path::new("some.bitext.jsonl"),
    };
    merge(version(&base), version(&ours), version(&theirs)).expect("versions that can be read")
}

fn good(merged: &Merged) -> Bitext {
    assert_eq!(
        merged.conflicts,
        0,
        "{}",
        String::from_utf8_lossy(&merged.bytes)
    );
    jsonl::read(&merged.bytes, Path::new("merged")).expect("a good bitext")
}

#[test]
fn changes_of_two_people_come_together() {
    let base = bitext(&ZH, &EN);
    let mut ours = bitext(&ZH, &["One!", "Two.", "Three.", "Four."]);
    ours.beads[2].note = Some("looked at".into());
    let mut theirs = bitext(&ZH, &["One.", "Two.", "Three.", "The fourth."]);
    theirs.beads[2].status = Status::Locked;
    let together = good(&merged(&base, &ours, &theirs));
    assert_eq!(
        together.target.texts(),
        ["One!", "Two.", "Three.", "The fourth."]
    );
    assert_eq!(together.beads[2].note.as_deref(), Some("looked at"));
    assert_eq!(together.beads[2].status, Status::Locked);
    // The result is the same with ours and theirs exchanged.
    assert_eq!(together, good(&merged(&base, &theirs, &ours)));
    // Only one side changed anything; then both made the same change.
    assert_eq!(good(&merged(&base, &base, &theirs)), theirs);
    assert_eq!(good(&merged(&base, &theirs, &theirs)), theirs);
}

#[test]
fn what_is_put_in_twice_has_two_names() {
    let base = bitext(&ZH, &EN);
    let ours = bitext(
        &["一。", "一。", "二。", "三。", "四。"],
        &["One.", "One.", "Two.", "Three.", "Four."],
    );
    let theirs = bitext(
        &["一。", "二。", "三。", "四。", "一。"],
        &["One.", "Two.", "Three.", "Four.", "One."],
    );
    let together = good(&merged(&base, &ours, &theirs));
    assert_eq!(together.source.texts().concat(), "一。一。二。三。四。一。");
    together.validate().expect("names of their own");
}

#[test]
fn contradictions_are_conflicts_that_nothing_reads() {
    let base = bitext(&ZH, &EN);
    let ours = bitext(&ZH, &["One.", "Both.", "Three.", "Four!"]);
    let theirs = bitext(&ZH, &["One.", "A pair.", "Three.", "Four."]);
    let result = merged(&base, &ours, &theirs);
    assert_eq!(result.conflicts, 1);
    let text = String::from_utf8_lossy(&result.bytes).into_owned();
    for mark in [
        "<<<<<<< ours\n",
        "||||||| base\n",
        "=======\n",
        ">>>>>>> theirs\n",
    ] {
        assert!(text.contains(mark), "{text}");
    }
    assert!(text.contains("Four!"), "what does not contradict is merged");
    let refused = jsonl::read(&result.bytes, Path::new("merged")).expect_err("markers");
    assert!(refused.to_string().contains("conflict"), "{refused}");
    // Resolving every conflict to one side gives a valid file again.
    let mut keep = true;
    let resolved: String = text
        .lines()
        .filter(|line| {
            if line.starts_with("|||||||") {
                keep = false;
            }
            let marker = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
                .iter()
                .any(|m| line.starts_with(m));
            let kept = keep && !marker;
            if line.starts_with(">>>>>>>") {
                keep = true;
            }
            kept
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let resolved = jsonl::read(resolved.as_bytes(), Path::new("resolved")).expect("whole again");
    assert_eq!(
        resolved.target.texts(),
        ["One.", "Both.", "Three.", "Four!"]
    );
}

#[test]
fn regrouped_beads_are_whose_regrouped_them() {
    let base = bitext(&ZH, &EN);
    let mut ours = base.clone();
    ours.beads[1].source = 1..3;
    ours.beads[1].target = 1..3;
    ours.beads.remove(2);
    ours.name_beads();
    let theirs = bitext(&ZH, &["One!", "Two.", "Three.", "Four."]);
    let together = good(&merged(&base, &ours, &theirs));
    assert_eq!(together.beads.len(), 3);
    assert_eq!(together.target.texts()[0], "One!");
    // One joined two beads that the other changed.
    let theirs = bitext(&ZH, &["One.", "Two!", "Three.", "Four."]);
    assert_eq!(merged(&base, &ours, &theirs).conflicts, 1);
}

#[test]
fn moves_of_both_keep_apart() {
    let base = bitext(&ZH, &EN);
    let moved = |from: usize, to: usize| {
        let mut texts = EN.to_vec();
        let text = texts.remove(from);
        texts.insert(to, text);
        let mut bitext = bitext(&ZH, &texts);
        let order: Vec<usize> = EN
            .iter()
            .map(|t| texts.iter().position(|o| o == t).unwrap_or(0))
            .collect();
        for (bead, at) in bitext.beads.iter_mut().zip(order) {
            bead.target = at..at + 1;
        }
        bitext.beads[from].moved = Some(1);
        bitext.name_beads();
        bitext
    };
    let (ours, theirs) = (moved(0, 1), moved(3, 2));
    ours.validate().expect("a move");
    let together = good(&merged(&base, &ours, &theirs));
    assert_eq!(together.target.texts(), ["Two.", "One.", "Four.", "Three."]);
    assert_ne!(together.beads[0].moved, together.beads[3].moved);
}
