//! Carrying decisions over to changed texts: a person's decision stays wherever its sentences are still
//! there, and so do the undecided beads away from the changes.

use std::collections::HashMap;
use std::ops::Range;

use super::counterparts::counterparts;
use super::model::{Bead, BeadState, Bitext, Lost, Status, UnknownKeys, Why};
use super::span::BeadSpan;
use crate::text::chain;

/// The distance from a change, in sentences, within which an undecided bead is aligned anew.
const NEAR: usize = 2;
/// The weight of a decided bead against 1 for an undecided one, when not all can stay in order. It is
/// low because a decided bead out of order stays, too, as a moved one, while the beads in order fix
/// where everything between them belongs.
const DECIDED: u64 = 3;
/// The least confidence with which an undecided bead out of order stays, too: its words are the same on both
/// sides, so that a link which was sure is as sure where it stands now.
const SURE: f32 = 0.6;

/// A bead that is carried over, in the sentence numbers of the new texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// Its sentences. An empty side may stand anywhere.
    pub span: BeadSpan,
    /// The aligner's confidence, 0..=1.
    pub confidence: f32,
    /// The decision on it: the aligner's or a person's.
    pub status: Status,
    /// The number of its moved group.
    pub moved: Option<u32>,
    /// A person's remark.
    pub note: Option<String>,
    /// What the bead keeps besides.
    pub state: Option<Box<BeadState>>,
}

/// The policy of carrying over: which beads stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarryPolicy {
    /// Decided beads, and undecided ones away from the changes.
    Unchanged,
    /// Decided beads only.
    Decided,
}

impl Bead {
    /// Whether a person has decided on the bead or left a remark on it.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.status != Status::Auto || self.note.is_some() || self.state.is_some()
    }
}

impl Bitext {
    /// Carries the bitext over to changed texts, given sentence by sentence as `source` and `target`.
    /// Returns the beads that stay, in the order of the source, and the decisions that cannot stay.
    /// Beads outside moved groups are in the order of the target, too.
    #[must_use]
    pub fn carry(
        &self,
        source: &[&str],
        target: &[&str],
        which: CarryPolicy,
    ) -> (Vec<Carried>, Vec<Lost>) {
        let sources = counterparts(&self.source.texts(), source);
        let targets = counterparts(&self.target.texts(), target);
        let mut carried = Vec::new();
        let mut lost = Vec::new();
        for bead in &self.beads {
            match (
                followed(&sources, &bead.source),
                followed(&targets, &bead.target),
            ) {
                (Ok(source), Ok(target)) => carried.push(Carried {
                    span: BeadSpan::new(source, target),
                    confidence: bead.confidence,
                    status: bead.status,
                    moved: bead.moved,
                    note: bead.note.clone(),
                    state: bead.state.clone(),
                }),
                (source, target) if bead.is_decided() => lost.push(Lost {
                    id: bead.id.clone(),
                    source: self.source_text(bead),
                    target: self.target_text(bead),
                    status: bead.status,
                    note: bead.note.clone(),
                    why: match (source, target) {
                        (Err(NotFollowed::Gone), Err(NotFollowed::Gone)) => Why::Both,
                        (Err(NotFollowed::Gone), _) => Why::Source,
                        (_, Err(NotFollowed::Gone)) => Why::Target,
                        _ => Why::Apart,
                    },
                    desk: bead.desk(),
                    other: UnknownKeys::new(),
                }),
                _ => {}
            }
        }
        let sizes = (source.len(), target.len());
        (settled(carried, sizes, which), lost)
    }

    /// Gives carried beads their status and remark back.
    pub fn restore(&mut self, carried: &[Carried]) {
        // An empty side has no place of its own.
        let key = |span: BeadSpan| {
            let whole = |range: Range<usize>| (!range.is_empty()).then_some(range);
            (whole(span.source), whole(span.target))
        };
        let decided: HashMap<_, &Carried> = carried
            .iter()
            .map(|bead| (key(bead.span.clone()), bead))
            .collect();
        for bead in &mut self.beads {
            if let Some(kept) = decided.get(&key(bead.span())) {
                bead.status = kept.status;
                bead.note.clone_from(&kept.note);
                bead.state.clone_from(&kept.state);
            }
        }
    }
}

impl Carried {
    /// Whether a person has said something about it.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.status != Status::Auto || self.note.is_some() || self.state.is_some()
    }
}

/// The reason why a bead's sentences cannot be followed into the new text.
enum NotFollowed {
    /// One of them is gone.
    Gone,
    /// They no longer follow one another.
    Apart,
}

/// The new range of a bead's sentences, if they all remain and still follow one another.
fn followed(
    counterparts: &[Option<usize>],
    range: &Range<usize>,
) -> Result<Range<usize>, NotFollowed> {
    if range.is_empty() {
        return Ok(0..0);
    }
    let now: Option<Vec<usize>> = counterparts[range.clone()].iter().copied().collect();
    let now = now.ok_or(NotFollowed::Gone)?;
    if now.windows(2).any(|pair| pair[1] != pair[0] + 1) {
        return Err(NotFollowed::Apart);
    }
    Ok(now[0]..now[0] + now.len())
}

/// The beads that stay, in order: decided ones, and undecided ones away from sentences that no bead holds.
/// `sizes` are the numbers of sentences of both sides.
pub(super) fn settled(
    mut carried: Vec<Carried>,
    sizes: (usize, usize),
    which: CarryPolicy,
) -> Vec<Carried> {
    let loose = (
        loose(sizes.0, carried.iter().map(|bead| &bead.span.source)),
        loose(sizes.1, carried.iter().map(|bead| &bead.span.target)),
    );
    carried.sort_by_key(|bead| (bead.span.source.start, bead.span.target.start));
    let mut carried = in_order(carried, sizes.1);
    carried.retain(|bead| {
        bead.is_decided()
            || which == CarryPolicy::Unchanged
                && !near(&loose.0, &bead.span.source)
                && !near(&loose.1, &bead.span.target)
    });
    carried
}

/// Marks the sentences that no bead holds.
fn loose<'a>(count: usize, held: impl Iterator<Item = &'a Range<usize>>) -> Vec<bool> {
    let mut loose = vec![true; count];
    for range in held {
        loose[range.clone()].fill(false);
    }
    loose
}

fn near(loose: &[bool], range: &Range<usize>) -> bool {
    if range.is_empty() {
        return false;
    }
    let to = (range.end + NEAR).min(loose.len());
    loose[range.start.saturating_sub(NEAR)..to]
        .iter()
        .any(|&loose| loose)
}

/// Keeps the heaviest chain of beads that are in order on both sides. A decided or sure bead outside it becomes
/// a moved one; another one is dropped, to be aligned anew.
fn in_order(mut beads: Vec<Carried>, targets: usize) -> Vec<Carried> {
    let straight = |bead: &Carried| bead.span.is_linked() && bead.moved.is_none();
    let in_order = chain::heaviest(
        beads.iter().map(|bead| {
            let weight = if bead.is_decided() { DECIDED } else { 1 };
            straight(bead).then(|| (bead.span.target.clone(), weight))
        }),
        targets,
    );
    let mut group = beads
        .iter()
        .filter_map(|bead| bead.moved)
        .max()
        .unwrap_or(0);
    let mut last: Option<BeadSpan> = None;
    let mut keep = Vec::with_capacity(beads.len());
    for (bead, &in_order) in beads.iter_mut().zip(&in_order) {
        let out_of_order = straight(bead) && !in_order;
        let stays = bead.is_decided() || bead.confidence >= SURE;
        keep.push(!out_of_order || stays);
        if out_of_order && stays {
            // Neighbours that moved together are one group.
            let goes_on = last.as_ref().is_some_and(|last| {
                last.source.end == bead.span.source.start
                    && last.target.end == bead.span.target.start
            });
            group += u32::from(!goes_on);
            bead.moved = Some(group);
            last = Some(bead.span.clone());
        }
    }
    let mut keep = keep.into_iter();
    beads.retain(|_| keep.next().unwrap_or(false));
    beads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    fn bitext() -> Bitext {
        let mut bitext = Bitext {
            source: side(
                "zh-CN",
                &["一。", "二。", "三。", "四。", "五。", "六。", "七。"],
            ),
            target: side("en-US", &["A.", "B.", "C.", "D.", "E.", "F.", "G."]),
            beads: (0..7).map(|k| bead(k..k + 1, k..k + 1)).collect(),
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext
    }

    fn places(carried: &[Carried]) -> Vec<(usize, usize)> {
        carried
            .iter()
            .map(|bead| (bead.span.source.start, bead.span.target.start))
            .collect()
    }

    #[test]
    fn nothing_changed_everything_stays() {
        let bitext = bitext();
        let (source, target) = (bitext.source.texts(), bitext.target.texts());
        let (carried, lost) = bitext.carry(&source, &target, CarryPolicy::Unchanged);
        assert_eq!(places(&carried), (0..7).map(|k| (k, k)).collect::<Vec<_>>());
        assert!(lost.is_empty());
        assert!(
            bitext
                .carry(&source, &target, CarryPolicy::Decided)
                .0
                .is_empty()
        );
    }

    #[test]
    fn only_the_changed_stretch_is_done_again() {
        let mut bitext = bitext();
        bitext.beads[1].status = Status::Locked;
        bitext.beads[5].note = Some("see the first edition".into());
        // The first English sentence is reworded; everything within two sentences of it is open.
        let target = ["Anew.", "B.", "C.", "D.", "E.", "F.", "G."];
        let (carried, lost) = bitext.carry(&bitext.source.texts(), &target, CarryPolicy::Unchanged);
        assert_eq!(places(&carried), [(1, 1), (3, 3), (4, 4), (5, 5), (6, 6)]);
        assert_eq!(carried[0].status, Status::Locked);
        assert_eq!(carried[3].note.as_deref(), Some("see the first edition"));
        assert!(lost.is_empty());
    }

    #[test]
    fn lost_decisions_are_named_with_their_reason() {
        let mut bitext = bitext();
        bitext.beads = vec![bead(0..1, 0..1), bead(1..3, 1..2), bead(3..7, 2..7)];
        for bead in &mut bitext.beads {
            bead.status = Status::Locked;
        }
        let source = [
            "一!", "二。", "新。", "三。", "四。", "五。", "六。", "七。",
        ];
        let target = ["A.", "B.", "C.", "D.", "E.", "F.", "Gg."];
        let (carried, lost) = bitext.carry(&source, &target, CarryPolicy::Unchanged);
        assert!(carried.is_empty());
        let whys: Vec<Why> = lost.iter().map(|lost| lost.why).collect();
        assert_eq!(whys, [Why::Source, Why::Apart, Why::Target]);
        assert_eq!(
            (lost[0].source.as_str(), lost[0].target.as_str()),
            ("一。", "A.")
        );
    }

    #[test]
    fn a_locked_bead_whose_source_moved_becomes_a_moved_bead() {
        let mut bitext = bitext();
        bitext.beads[0].status = Status::Locked;
        let source = ["二。", "三。", "四。", "五。", "六。", "七。", "一。"];
        let target = bitext.target.texts();
        let (carried, lost) = bitext.carry(&source, &target, CarryPolicy::Unchanged);
        let moved: Vec<_> = carried.iter().filter(|bead| bead.moved.is_some()).collect();
        assert_eq!(moved.len(), 1);
        assert_eq!(
            (moved[0].span.source.start, moved[0].span.target.start),
            (6, 0)
        );
        assert!(lost.is_empty());
    }

    #[test]
    fn a_sure_bead_whose_english_moved_becomes_a_moved_bead() {
        let mut bitext = bitext();
        bitext.beads[1].confidence = SURE;
        bitext.beads[5].confidence = SURE - 0.1;
        // The second English sentence stands in front of the fifth, the sixth at the beginning.
        let target = ["F.", "A.", "C.", "D.", "B.", "E.", "G."];
        let (carried, lost) = bitext.carry(&bitext.source.texts(), &target, CarryPolicy::Unchanged);
        let found: Vec<_> = carried
            .iter()
            .map(|bead| (bead.span.source.start, bead.span.target.start, bead.moved))
            .collect();
        assert_eq!(
            found,
            [
                (0, 1, None),
                (1, 4, Some(1)),
                (2, 2, None),
                (3, 3, None),
                (4, 5, None),
                (6, 6, None),
            ]
        );
        assert!(lost.is_empty());
    }

    #[test]
    fn what_moved_together_is_one_group_and_what_moved_apart_is_not() {
        let bitext = bitext();
        let target = ["C.", "A.", "D.", "F.", "G.", "B.", "E."];
        let groups = |target: &[&str]| -> Vec<(usize, Option<u32>)> {
            let (carried, _) = bitext.carry(&bitext.source.texts(), target, CarryPolicy::Unchanged);
            let moved = carried.iter().filter(|bead| bead.moved.is_some());
            moved
                .map(|bead| (bead.span.source.start, bead.moved))
                .collect()
        };
        let apart = groups(&target);
        let numbers: std::collections::BTreeSet<_> =
            apart.iter().map(|&(_, group)| group).collect();
        assert_eq!(numbers.len(), apart.len(), "{apart:?}");
        let together = groups(&["D.", "E.", "A.", "B.", "C.", "F.", "G."]);
        assert_eq!(together, [(3, Some(1)), (4, Some(1))]);
    }

    #[test]
    fn repeated_sentences_are_followed_by_their_place() {
        let mut bitext = bitext();
        bitext.source = side(
            "zh-CN",
            &["好。", "一。", "好。", "二。", "好。", "三。", "四。"],
        );
        bitext.beads[4].status = Status::Locked;
        let source = [
            "好。", "好。", "一。", "好。", "二。", "好。", "三。", "四。",
        ];
        let (carried, _) = bitext.carry(&source, &bitext.target.texts(), CarryPolicy::Decided);
        assert_eq!(places(&carried), [(5, 4)]);
    }

    #[test]
    fn statuses_come_back() {
        let mut old = bitext();
        old.beads[2].status = Status::Rejected;
        let (source, target) = (old.source.texts(), old.target.texts());
        let (carried, _) = old.carry(&source, &target, CarryPolicy::Unchanged);
        let mut new = bitext();
        new.restore(&carried);
        assert_eq!(new.beads[2].status, Status::Rejected);
        assert_eq!(new.beads[3].status, Status::Auto);
    }
}
