//! Orphans: beads with one side only. The aligner found nothing sure between them, but a Chinese sentence
//! without English next to English without Chinese mostly is its free translation; and where both stand a
//! little apart and the lexicon finds one in the other, a translator has changed their order. Rules look at
//! such orphans as one bead; what they find is told of the beads that the user has.

use std::borrow::Cow;

use super::evidence::{coverage, stems};
use crate::bitext::{Bead, BeadId, Bitext, Status};

/// English characters for a Chinese one that a translation may have, at least and at most, as multiples
/// of what is usual.
const FITTING: (f64, f64) = (0.45, 2.2);

/// The bitext with neighbouring orphans as one bead where their lengths fit. Its confidence is that of the
/// least sure among them, its id empty.
pub(crate) fn link_orphans(bitext: &Bitext) -> Cow<'_, Bitext> {
    if !bitext.beads.iter().any(is_orphan) {
        return Cow::Borrowed(bitext);
    }
    let ratio = super::rules::typical_ratio(bitext);
    let mut beads: Vec<Bead> = Vec::with_capacity(bitext.beads.len());
    let mut at = 0;
    while at < bitext.beads.len() {
        let run = bitext.beads[at..]
            .iter()
            .take_while(|bead| is_orphan(bead))
            .count();
        if run < 2 {
            beads.push(bitext.beads[at].clone());
            at += 1;
            continue;
        }
        let part = &bitext.beads[at..at + run];
        match as_one(bitext, part, ratio) {
            Some(bead) => beads.push(bead),
            None => beads.extend_from_slice(part),
        }
        at += run;
    }
    link_moved(bitext, &mut beads, ratio);
    Cow::Owned(Bitext {
        source: bitext.source.clone(),
        target: bitext.target.clone(),
        beads,
        ..Bitext::default()
    })
}

/// Distance in beads within which a moved orphan is looked for.
const APART: usize = 4;
/// Share of the words of the Chinese that the English has to have.
const RENDERED: f64 = 0.4;
/// Words that the Chinese has to have, so that their share says something.
const WORDS: usize = 5;

/// Links Chinese without English to English without Chinese nearby that has its words.
fn link_moved(bitext: &Bitext, beads: &mut Vec<Bead>, ratio: f64) {
    let mut gone = vec![false; beads.len()];
    for at in 0..beads.len() {
        if !is_orphan(&beads[at]) || beads[at].source.is_empty() {
            continue;
        }
        let source = bitext.source_text(&beads[at]);
        let near = at.saturating_sub(APART)..(at + APART + 1).min(beads.len());
        let best = near
            .filter(|&other| {
                !gone[other] && is_orphan(&beads[other]) && beads[other].source.is_empty()
            })
            .filter_map(|other| {
                let target = bitext.target_text(&beads[other]);
                let says = super::rules::weight(&source).max(1) as f64;
                let share = target.chars().count() as f64 / (says * ratio);
                let (words, rendered) = coverage(&source, &stems(&target));
                let rendered = rendered as f64 / words.max(1) as f64;
                let fits = (FITTING.0..=FITTING.1).contains(&share) && words >= WORDS;
                (fits && rendered >= RENDERED).then_some((rendered, other))
            })
            .max_by(|one, two| one.0.total_cmp(&two.0).then(two.1.cmp(&one.1)));
        if let Some((_, other)) = best {
            beads[at].target = beads[other].target.clone();
            beads[at].confidence = beads[at].confidence.min(beads[other].confidence);
            gone[other] = true;
        }
    }
    let mut gone = gone.into_iter();
    beads.retain(|_| !gone.next().unwrap_or(false));
}

/// Whether a bead is an orphan: it has one side only, nobody has said that this is right, and it did not move.
fn is_orphan(bead: &Bead) -> bool {
    bead.source.is_empty() != bead.target.is_empty()
        && bead.status == Status::Auto
        && bead.moved.is_none()
}

/// The bead that a run of orphans makes, where their sentences adjoin and their lengths fit.
fn as_one(bitext: &Bitext, part: &[Bead], ratio: f64) -> Option<Bead> {
    let sides = |range: fn(&Bead) -> &std::ops::Range<usize>| {
        let mut ranges = part.iter().map(range).filter(|range| !range.is_empty());
        let first = ranges.next()?.clone();
        // The sentences of a side have to adjoin.
        ranges.try_fold(first, |so_far, next| {
            (so_far.end == next.start).then_some(so_far.start..next.end)
        })
    };
    let (source, target) = (sides(|bead| &bead.source)?, sides(|bead| &bead.target)?);
    let bead = Bead {
        id: BeadId(String::new()),
        source,
        target,
        confidence: part.iter().map(|bead| bead.confidence).fold(1.0, f32::min),
        status: Status::Auto,
        moved: None,
        note: None,
        // That its English is stale stays known.
        state: part
            .iter()
            .find(|bead| bead.was().is_some())
            .and_then(|bead| bead.state.clone()),
    };
    let says = super::rules::weight(&bitext.source_text(&bead)).max(1) as f64;
    let share = bitext.target_text(&bead).chars().count() as f64 / (says * ratio);
    (FITTING.0..=FITTING.1).contains(&share).then_some(bead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    #[test]
    fn neighbours_that_fit_become_one() {
        let bitext = Bitext {
            source: side(
                "zh",
                &["灯塔在海边。", "守塔人每天晚上都要点灯。", "他笑了。"],
            ),
            target: side(
                "en",
                &[
                    "The lighthouse.",
                    "Every night he lights it up there.",
                    "He smiled.",
                ],
            ),
            beads: vec![
                bead(0..1, 0..1),
                bead(1..2, 1..1),
                bead(2..2, 1..2),
                bead(2..3, 2..3),
            ],
            ..Bitext::default()
        };
        let linked = link_orphans(&bitext);
        let shapes: Vec<String> = linked.beads.iter().map(Bead::kind_label).collect();
        assert_eq!(shapes, ["1-1", "1-1", "1-1"]);
        let mut lone = bitext;
        lone.beads.remove(1);
        lone.beads[1].source = 2..2;
        assert_eq!(link_orphans(&lone).beads.len(), 3);
    }
}
