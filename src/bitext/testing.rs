//! Small bitexts for tests.

use std::ops::Range;
use std::path::Path;

use proptest::prelude::*;

use super::format::jsonl;
use super::model::{Bead, BeadId, Bitext, Sentence, Side, Status};
use crate::document::BlockKind;
use crate::segment::SegmentId;
use crate::segment::SegmentIds;

/// A sentence of a paragraph, without a place in a file.
pub(crate) fn sentence(id: &str, text: &str) -> Sentence {
    Sentence {
        id: SegmentId(id.into()),
        text: text.into(),
        bytes: None,
        at: None,
        block: 0,
        kind: BlockKind::Paragraph,
    }
}

/// A side of these sentences, each with its text as id.
pub(crate) fn side(language: &str, texts: &[&str]) -> Side {
    let mut namer = SegmentIds::new();
    Side {
        language: language.into(),
        file: format!("{language}.md"),
        sentences: texts
            .iter()
            .map(|text| sentence(&namer.next(text).0, text))
            .collect(),
        reading: None,
    }
}

/// An automatic bead without an id, with confidence 1.
pub(crate) fn bead(source: Range<usize>, target: Range<usize>) -> Bead {
    Bead {
        id: BeadId::default(),
        source,
        target,
        confidence: 1.0,
        status: Status::Auto,
        moved: None,
        note: None,
        state: None,
    }
}

/// An arbitrary valid bitext: beads of every shape, moved ones, decisions and notes, hostile text, in
/// the form that reading a project file gives. `text` is the pattern of the sentences' texts.
pub(crate) fn any_bitext(text: &'static str) -> impl Strategy<Value = Bitext> {
    let sentence = (text, 0usize..2, 0usize..BlockKind::ALL.len() - 1);
    let side = || prop::collection::vec(sentence.clone(), 0..3);
    let bead = (
        side(),
        side(),
        0u16..=1000,
        0u8..3,
        prop::option::of("[a-z<&>\"']{1,6}"),
        prop::option::of(0usize..8),
    );
    prop::collection::vec(bead, 1..8).prop_map(build)
}

type Spoken = (String, usize, usize);
type Told = (
    Vec<Spoken>,
    Vec<Spoken>,
    u16,
    u8,
    Option<String>,
    Option<usize>,
);

fn build(beads: Vec<Told>) -> Bitext {
    let mut beads: Vec<Told> = beads
        .into_iter()
        .filter(|bead| !bead.0.is_empty() || !bead.1.is_empty())
        .collect();
    let mut order: Vec<usize> = Vec::new();
    for (at, bead) in beads.iter_mut().enumerate() {
        match bead.5.filter(|_| !bead.1.is_empty()) {
            Some(to) => order.insert(to.min(order.len()), at),
            None => order.push(at),
        }
    }
    // The beads that were pushed stay in order among themselves; those put in between are moved.
    let mut namers = [SegmentIds::new(), SegmentIds::new()];
    let mut sides = [side("zh-CN", &[]), side("en-US", &[])];
    let mut ranges = vec![[0..0, 0..0]; beads.len()];
    for (which, order) in [(0, (0..beads.len()).collect()), (1, order)] {
        let mut block = 0;
        for at in order {
            let spoken = [&beads[at].0, &beads[at].1][which];
            let start = sides[which].sentences.len();
            for (text, further, kind) in spoken {
                block += further;
                let text = format!("{}.", text.trim());
                sides[which].sentences.push(Sentence {
                    block,
                    kind: BlockKind::ALL[*kind],
                    ..sentence(&namers[which].next(&text).0, &text)
                });
            }
            ranges[at][which] = start..sides[which].sentences.len();
        }
    }
    let [source, target] = sides;
    let mut bitext = Bitext {
        source,
        target,
        beads: Vec::new(),
        ..Bitext::default()
    };
    for (at, (told, [source, target])) in beads.into_iter().zip(ranges).enumerate() {
        bitext.beads.push(Bead {
            confidence: f32::from(told.2) / 1000.0,
            status: [Status::Auto, Status::Locked, Status::Rejected][usize::from(told.3)],
            moved: told.5.and(u32::try_from(at).ok()),
            note: told.4,
            ..bead(source, target)
        });
    }
    bitext.name_beads();
    let mut out = Vec::new();
    jsonl::write(&bitext, &mut out).unwrap();
    jsonl::read(&out, Path::new("a")).unwrap()
}
