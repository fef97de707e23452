use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::bitext::testing::{bead, side};

fn written(bitext: &Bitext) -> String {
    let mut out = Vec::new();
    write(bitext, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_str(text: &str) -> Result<Bitext> {
    read(text.as_bytes(), Path::new("a.bitext.jsonl"))
}

fn small() -> Bitext {
    let mut bitext = Bitext {
        source: side("zh-CN", &["一。", "二。", "三。"]),
        target: side("en-US", &["One.", "Two.", "Three."]),
        beads: vec![bead(0..1, 1..2), bead(1..2, 0..1), bead(2..3, 2..3)],
        ..Bitext::default()
    };
    bitext.beads[0].moved = Some(1);
    bitext.beads[1].status = Status::Locked;
    bitext.beads[1].confidence = 0.123_456;
    bitext.beads[2].note = Some("eh?".into());
    for (at, sentence) in bitext.source.sentences.iter_mut().enumerate() {
        sentence.block = 2 * at;
        sentence.at = Some((3 * at + 1, 1));
        sentence.bytes = Some((10 * at, 10 * at + 6));
    }
    bitext.name_beads();
    bitext
}

const HEADER: &str = r#"{"duizhao":"bitext","version":2,"source":{"language":"zh-CN","file":"zh-CN.md"},"target":{"language":"en-US","file":"en-US.md"}}"#;

#[test]
fn the_file_looks_as_documented() {
    let bitext = small();
    let text = written(&bitext);
    let zh: Vec<_> = bitext.source.sentences.iter().map(|s| &s.id.0).collect();
    let en: Vec<_> = bitext.target.sentences.iter().map(|s| &s.id.0).collect();
    let id: Vec<_> = bitext.beads.iter().map(|bead| &bead.id.0).collect();
    let expected = [
        HEADER.to_owned(),
        format!(
            r#"{{"id":"{}","confidence":1.0,"source":[{{"id":"{}","text":"一。","at":[1,1],"bytes":[0,6]}}],"target":[{{"id":"{}","text":"Two."}}],"moved":1,"after":"{}"}}"#,
            id[0], zh[0], en[1], en[0]
        ),
        format!(
            r#"{{"id":"{}","status":"locked","confidence":0.123,"source":[{{"id":"{}","text":"二。","block":2,"at":[3,1],"bytes":[4,6]}}],"target":[{{"id":"{}","text":"One."}}]}}"#,
            id[1], zh[1], en[0]
        ),
        format!(
            r#"{{"id":"{}","confidence":1.0,"source":[{{"id":"{}","text":"三。","block":2,"at":[3,1],"bytes":[4,6]}}],"target":[{{"id":"{}","text":"Three."}}],"note":"eh?"}}"#,
            id[2], zh[2], en[2]
        ),
    ];
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    assert!(text.ends_with('\n'));
}

#[test]
fn a_paragraph_more_changes_two_lines() {
    let old = small();
    let mut new = small();
    new.source.sentences.insert(
        1,
        Sentence {
            id: SegmentId("new".into()),
            text: "新。".into(),
            bytes: Some((10, 17)),
            at: Some((4, 1)),
            block: 2,
            kind: BlockKind::Paragraph,
        },
    );
    for sentence in &mut new.source.sentences[2..] {
        sentence.block += 2;
        sentence.at = sentence.at.map(|(line, column)| (line + 3, column));
        sentence.bytes = sentence.bytes.map(|(start, end)| (start + 11, end + 11));
    }
    for bead in &mut new.beads[1..] {
        bead.source = bead.source.start + 1..bead.source.end + 1;
    }
    new.beads.insert(1, bead(1..2, 0..0));
    new.name_beads();
    let (old, new) = (written(&old), written(&new));
    let fresh = new.lines().filter(|line| !old.lines().any(|o| o == *line));
    assert_eq!(fresh.count(), 1, "{old}\n{new}");
}

#[test]
fn what_was_written_is_read() {
    let bitext = small();
    let again = read_str(&written(&bitext)).unwrap();
    assert!((again.beads[1].confidence - 0.123).abs() < 1e-6);
    assert_eq!(again.target, bitext.target);
    assert_eq!(written(&again), written(&bitext));
}

#[test]
fn byte_order_mark_and_carriage_returns_do_no_harm() {
    let text = written(&small()).replace('\n', "\r\n");
    assert_eq!(
        read_str(&format!("\u{feff}{text}\r\n")).unwrap(),
        read_str(&written(&small())).unwrap()
    );
}

#[test]
fn keys_of_a_newer_version_are_written_back() {
    let text = written(&small())
        .replacen("}}\n", "},\"team\":\"north\"}\n", 1)
        .replace(
            "\"note\":\"eh?\"}",
            "\"note\":\"eh?\",\"reviewer\":{\"name\":\"W\"}}",
        )
        .replace("\"text\":\"Two.\"}", "\"text\":\"Two.\",\"tone\":[1,2]}");
    let lost = "{\"lost\":{\"id\":\"x\",\"source\":\"甲\",\"target\":\"A.\",\"status\":\"locked\",\"why\":\"both\",\"by\":\"W\"}}\n";
    let text = format!("{text}{lost}");
    assert!(text.contains("team") && text.contains("reviewer") && text.contains("tone"));
    assert_eq!(written(&read_str(&text).unwrap()), text);
}

#[test]
fn what_waits_is_written_and_read() {
    let mut bitext = small();
    let state = bitext.beads[1].state_mut();
    state.changed = true;
    state.was = Some("旧。".into());
    state.pending = Some(crate::bitext::Pending {
        base: vec!["Old.".into()],
        file: Some(vec!["Other.".into()]),
        why: String::new(),
    });
    let text = written(&bitext);
    assert!(
        text.contains(
            r#""changed":true,"was":"旧。","pending":{"base":["Old."],"file":["Other."]}}"#
        )
    );
    assert_eq!(read_str(&text).unwrap(), {
        let mut bitext = bitext;
        bitext.beads[1].confidence = 0.123;
        bitext
    });
}

#[test]
fn errors_say_where_and_what() {
    let sentence = r#"[{"id":"a","text":"甲"}]"#;
    let cases: &[(String, &str)] = &[
        (String::new(), "it is empty"),
        ("{\"a\":1}".into(), "jsonl:1:1: this is not a bitext file"),
        ("source\ttarget".into(), "jsonl:1:1: not a line"),
        (
            HEADER.replace("\"version\":2", "\"version\":4"),
            "version 4, and this program reads up to 3",
        ),
        (HEADER.replace("\"version\":2", "\"v\":2"), "no version"),
        (
            format!("{HEADER}\n{{\"id\":\"甲乙\",\"status\":\"maybe\"}}"),
            "jsonl:2:27: not a line of a bitext file: unknown variant",
        ),
        (
            format!("{HEADER}\n<<<<<<< HEAD\n{{}}\n"),
            "jsonl:2:1: git left a conflict",
        ),
        (format!("{HEADER}\n\n=======\n"), "jsonl:3:1: git left"),
        (format!("{HEADER}\n{{\"id\":\"x\"}}"), "holds no sentence"),
        (
            format!("{HEADER}\n{{\"id\":\"x\",\"confidence\":2,\"source\":{sentence}}}"),
            "jsonl:2:1: the confidence is 2",
        ),
        (
            format!(
                "{HEADER}\n{{\"id\":\"x\",\"source\":{sentence}}}\n{{\"id\":\"y\",\"source\":{sentence}}}"
            ),
            "jsonl:3:1: the sentence id \"a\" stands in line 2",
        ),
        (
            format!("{HEADER}\n{{\"id\":\"x\",\"target\":{sentence},\"moved\":1,\"after\":\"b\"}}"),
            "no target sentence has that id",
        ),
        (
            format!("{HEADER}\n{{\"id\":\"x\",\"target\":{sentence},\"moved\":1,\"after\":\"a\"}}"),
            "jsonl:2:1: the moved bead stands after a sentence that stands after it",
        ),
        (
            format!(
                "{HEADER}\n{{\"id\":\"x\",\"target\":[{{\"id\":\"a\",\"text\":\"\",\"bytes\":[-1,0]}}]}}"
            ),
            "leads out of its file",
        ),
    ];
    for (text, says) in cases {
        let said = read_str(text).unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
    }
    let said = read(b"{\"a\"}\n\xff", Path::new("b"))
        .unwrap_err()
        .to_string();
    assert!(said.contains("b:2:1"), "{said}");
}

#[test]
fn a_bitext_that_breaks_its_promises_is_not_written() {
    let mut bitext = small();
    bitext.beads.pop();
    let error = write(&bitext, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("in no bead"), "{error}");
}

/// The shapes of beads: the number of sentences on either side.
fn shapes() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec(
        (0usize..4, 0usize..4).prop_filter("not both empty", |(s, t)| s + t > 0),
        0..24,
    )
}

type Decision = (Status, u32, Option<String>, bool);

fn decisions() -> impl Strategy<Value = Decision> {
    (
        prop_oneof![
            Just(Status::Auto),
            Just(Status::Locked),
            Just(Status::Rejected)
        ],
        0u32..=1000,
        prop::option::of("\\PC{0,12}|[\u{0}-\u{20}\u{2028}\u{feff}\"\\\\]{0,4}"),
        prop::bool::weighted(0.25),
    )
}

type Facts = (
    String,
    Option<(usize, usize)>,
    Option<(usize, usize)>,
    usize,
    usize,
);

fn facts() -> impl Strategy<Value = Facts> {
    (
        "[\u{0}-\u{2ff}\u{2028}\u{3000}-\u{30ff}\u{4e00}-\u{4e20}\u{1f600}-\u{1f610}\u{202e}\u{feff}\u{fffd}]{0,8}",
        prop::option::of((0usize..1_000_000, 0usize..1_000_000)),
        prop::option::of((0usize..1_000_000, 0usize..1_000_000)),
        0usize..1000,
        0usize..BlockKind::ALL.len(),
    )
}

fn build_side(language: &str, count: usize, facts: &[Facts]) -> Side {
    let mut side = side(language, &[]);
    let mut namer = crate::segment::SegmentIds::new();
    for at in 0..count {
        let (text, bytes, line, block, kind) = &facts[at % facts.len()];
        side.sentences.push(Sentence {
            id: namer.next(text),
            text: text.as_str().into(),
            bytes: *bytes,
            at: *line,
            block: *block,
            kind: BlockKind::ALL[*kind],
        });
    }
    side
}

proptest! {
    #[test]
    fn any_bitext_survives(
        shapes in shapes(),
        decisions in prop::collection::vec(decisions(), 24),
        facts in prop::collection::vec(facts(), 1..20),
        keys in prop::collection::vec(any::<u32>(), 24),
    ) {
        // Moved beads are put anywhere among the others on the target side.
        let count = shapes.len();
        let is_moved = |at: usize| decisions[at].3 && shapes[at].1 > 0;
        let mut order: Vec<usize> = (0..count).filter(|&at| !is_moved(at)).collect();
        for at in (0..count).filter(|&at| is_moved(at)) {
            order.insert(keys[at] as usize % (order.len() + 1), at);
        }
        let mut targets = vec![0..0; count];
        let mut next = 0;
        for at in order {
            targets[at] = next..next + shapes[at].1;
            next += shapes[at].1;
        }
        let mut beads = Vec::new();
        let (mut source, mut reached) = (0, 0);
        for (at, target) in targets.into_iter().enumerate() {
            let (status, confidence, note, _) = decisions[at].clone();
            let target = if target.is_empty() { reached..reached } else { target };
            if !is_moved(at) {
                reached = target.end;
            }
            beads.push(Bead {
                status,
                #[allow(clippy::cast_precision_loss)]
                confidence: (f64::from(confidence) / 1000.0) as f32,
                moved: is_moved(at).then_some(keys[at] % 7),
                note,
                ..bead(source..source + shapes[at].0, target)
            });
            source += shapes[at].0;
        }
        let mut bitext = Bitext {
            source: build_side("zh-CN", source, &facts),
            target: build_side("en-US", next, &facts),
            beads, ..Bitext::default() };
        bitext.name_beads();
        prop_assert_eq!(bitext.validate(), Ok(()));
        let text = written(&bitext);
        prop_assert_eq!(text.lines().count(), bitext.beads.len() + 1);
        prop_assert_eq!(read_str(&text).unwrap(), bitext);
    }

    #[test]
    fn no_input_panics(text in "\\PC{0,200}", cut in 0usize..400, with in any::<u8>()) {
        let _ = read_str(&text);
        let mut bytes = written(&small()).into_bytes();
        let at = cut % bytes.len();
        bytes[at] = with;
        let _ = read(&bytes, Path::new("a"));
        let _ = read(&bytes[..at], Path::new("a"));
    }
}

#[test]
fn the_documented_example_is_read() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bitext-format.md");
    let page = std::fs::read_to_string(page).unwrap();
    let example = page.split("```json\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let bitext = read_str(example).unwrap();
    assert_eq!(written(&bitext), example);
    assert_eq!(bitext.source.sentences[1].bytes, Some((10, 25)));
}
