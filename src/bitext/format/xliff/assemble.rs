//! From the units of an XLIFF file to a bitext.

use super::extra::OURS;
use super::order;
use super::units::{UnitNote, UnitSentence, XliffUnit};
use crate::bitext::format::moves;
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Side};
use crate::segment::SegmentIds;

/// The bitext of the units: the sentences of both sides in their order, and the beads over them. Units
/// without text are dropped.
pub(super) fn assemble(mut units: Vec<XliffUnit>, (source, target): (Side, Side)) -> Bitext {
    let order = order::of_targets(&units);
    let mut bitext = Bitext {
        source,
        target,
        beads: Vec::new(),
        ..Bitext::default()
    };
    let mut namers = [SegmentIds::new(), SegmentIds::new()];
    let mut targets = vec![0..0; units.len()];
    for at in order {
        let pieces = std::mem::take(&mut units[at].target);
        targets[at] = append(&mut bitext.target, &mut namers[1], pieces);
    }
    for (unit, target) in units.into_iter().zip(targets) {
        let source = append(&mut bitext.source, &mut namers[0], unit.source);
        if source.is_empty() && target.is_empty() {
            continue;
        }
        bitext.beads.push(Bead {
            id: BeadId::default(),
            source,
            target,
            confidence: unit.confidence.unwrap_or(1.0),
            status: unit.status,
            moved: unit.moved,
            note: note(&unit.notes),
            state: None,
        });
    }
    moves::mark(&mut bitext);
    bitext.name_beads();
    bitext
}

/// The remark on a unit: its notes but for those that a sheet has of other things.
fn note(notes: &[UnitNote]) -> Option<String> {
    let notes = notes.iter().filter(|note| !note.category.starts_with(OURS));
    let notes: Vec<&str> = notes.map(|note| note.text.as_str()).collect();
    (!notes.is_empty()).then(|| notes.join("\n"))
}

fn append(
    side: &mut Side,
    namer: &mut SegmentIds,
    pieces: Vec<UnitSentence>,
) -> std::ops::Range<usize> {
    let start = side.sentences.len();
    side.sentences
        .extend(pieces.into_iter().map(|piece| Sentence {
            id: namer.next(&piece.text),
            text: piece.text.into(),
            bytes: None,
            at: None,
            block: piece.block,
            kind: piece.kind,
        }));
    start..side.sentences.len()
}
