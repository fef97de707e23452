//! Orphans: beads with one side only. The aligner found nothing sure between them, but a Chinese sentence
//! without English next to English without Chinese mostly is its free translation; and where the lexicon finds one
//! in the other, however far apart they stand, a translator has changed their order: they moved. Rules look at
//! such orphans as one bead; what they find is told of the beads that the user has.
//!
//! One sentence in another place can also have pulled its neighbours out of theirs: beads beside an orphan that are
//! doubtful and share no word are linked anew where the lexicon finds a counterpart for each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::evidence::{ChineseWord, chinese_words, english_words, likeness};
use super::rules::{bare, typical_ratio};
use super::weight::weight;
use crate::bitext::{Bead, BeadId, Bitext, Status};
use crate::document::BlockKind;

/// English characters for a Chinese one that a translation may have, at least and at most, as multiples
/// of what is usual.
const FITTING: (f64, f64) = (0.45, 2.2);
/// The most orphans of a side that are read as one bead by their lengths alone, where the other side has more than
/// one, too: longer passages may well be different ones.
const FREELY: usize = 2;
/// The least likeness of longer passages that are read as one.
const PASSAGE: f64 = 0.2;

/// The bitext with orphans that seem to translate each other as one bead. Its confidence is that of the
/// least sure among them, its id empty.
pub(crate) fn link_orphans(bitext: &Bitext) -> Cow<'_, Bitext> {
    if !bitext.beads.iter().any(is_orphan) {
        return Cow::Borrowed(bitext);
    }
    let ratio = typical_ratio(bitext);
    let linking = Linking { bitext, ratio };
    let mut beads: Vec<Bead> = Vec::with_capacity(bitext.beads.len());
    let mut at = 0;
    while at < bitext.beads.len() {
        let run = bitext.beads[at..].iter().take_while(|bead| is_loose(bead));
        let run = run.count();
        if run < 2 {
            beads.push(bitext.beads[at].clone());
            at += 1;
            continue;
        }
        linking.run(&bitext.beads[at..at + run], &mut beads);
        at += run;
    }
    linking.moved(&mut beads);
    Cow::Owned(Bitext {
        source: bitext.source.clone(),
        target: bitext.target.clone(),
        beads,
        ..Bitext::default()
    })
}

/// Whether a bead is an orphan: it has one side only, nobody has said that this is right, and it did not move.
fn is_orphan(bead: &Bead) -> bool {
    bead.source.is_empty() != bead.target.is_empty()
        && bead.status == Status::Auto
        && bead.moved.is_none()
}

/// The confidence below which a bead beside orphans may be wrong.
const DOUBTFUL: f32 = 0.65;

/// Whether a bead is an orphan, or may be wrong beside one.
fn is_loose(bead: &Bead) -> bool {
    is_orphan(bead)
        || bead.is_linked()
            && bead.status == Status::Auto
            && bead.moved.is_none()
            && bead.confidence < DOUBTFUL
            && bead.source.len() == 1
            && bead.target.len() == 1
}

/// The least likeness of sentences of one gap that are linked in its order, and of such as changed their order.
const IN_ORDER: f64 = 0.3;
const MOVED: f64 = 0.36;
/// The same for sentences that stand far apart.
const FAR: f64 = 0.5;
/// Words that sentences have to share, in one gap and far apart.
const SHARED: usize = 2;
const SHARED_FAR: usize = 4;
/// Distance in beads from which on they stand far apart.
const APART: usize = 6;
/// How much better a counterpart far away has to be than the next best.
const BETTER: f64 = 0.75;
/// The most pairs of sentences of a gap that are compared.
const MOST_PAIRS: usize = 2500;
/// Words that more sentences than this have say nothing about where one belongs.
const COMMON: usize = 30;
/// The most sentences, by the number of words shared, that a sentence is compared with.
const CLOSEST: usize = 6;

/// Some sentences of a side, with their words.
struct Unit<W> {
    range: Range<usize>,
    words: Vec<W>,
}

struct Linking<'a> {
    bitext: &'a Bitext,
    /// English characters for a Chinese one, in this text.
    ratio: f64,
}

impl Linking<'_> {
    /// Links what it can among loose beads that follow each other.
    fn run(&self, part: &[Bead], beads: &mut Vec<Bead>) {
        if let Some(anew) = self.anew(part) {
            beads.extend(anew);
            return;
        }
        let mut at = 0;
        while at < part.len() {
            let orphans = part[at..].iter().take_while(|bead| is_orphan(bead)).count();
            if orphans < 2 {
                beads.push(part[at].clone());
                at += 1;
                continue;
            }
            let gap = &part[at..at + orphans];
            match self.as_one(gap) {
                Some(bead) => beads.push(bead),
                None => beads.extend(self.in_order(gap).unwrap_or_else(|| gap.to_vec())),
            }
            at += orphans;
        }
    }

    /// The bead that a run of orphans makes, where their sentences adjoin and their lengths fit.
    fn as_one(&self, part: &[Bead]) -> Option<Bead> {
        let sides = |range: fn(&Bead) -> &Range<usize>| {
            let mut ranges = part.iter().map(range).filter(|range| !range.is_empty());
            let first = ranges.next()?.clone();
            // The sentences of a side have to adjoin.
            ranges.try_fold(first, |so_far, next| {
                (so_far.end == next.start).then_some(so_far.start..next.end)
            })
        };
        let (source, target) = (sides(|bead| &bead.source)?, sides(|bead| &bead.target)?);
        let bead = linked(part, source, target);
        if !self.fits(&bead.source, &bead.target) {
            return None;
        }
        let is_long = bead.source.len().max(bead.target.len()) > FREELY
            && bead.source.len().min(bead.target.len()) > 1;
        let alike = || {
            let (words, english) = (self.chinese(&bead.source), self.english(&bead.target));
            likeness(&words.words, &english.words).0 >= PASSAGE
        };
        (!is_long || alike()).then_some(bead)
    }

    /// Orphans of one gap linked in its order where the lexicon finds one in the other; nothing where it finds none.
    fn in_order(&self, part: &[Bead]) -> Option<Vec<Bead>> {
        let (sources, targets) = self.units(part);
        let likely = self.likely(&sources, &targets, IN_ORDER)?;
        let pairs = best_in_order(&likely);
        (!pairs.is_empty()).then(|| self.laid_out(part, &sources, &targets, &pairs))
    }

    /// Doubtful beads and orphans linked anew, where the doubtful ones share no word and there are as many links
    /// that do.
    fn anew(&self, part: &[Bead]) -> Option<Vec<Bead>> {
        let doubtful: Vec<&Bead> = part.iter().filter(|bead| bead.is_linked()).collect();
        if doubtful.is_empty() || doubtful.len() == part.len() {
            return None;
        }
        let is_wrong = |bead: &&Bead| {
            let (words, english) = (self.chinese(&bead.source), self.english(&bead.target));
            let (_, shared) = likeness(&words.words, &english.words);
            shared == 0 && words.words.len() >= SHARED && english.words.len() >= SHARED
        };
        if !doubtful.iter().all(is_wrong) {
            return None;
        }
        let (sources, targets) = self.units(part);
        let mut likely = self.likely(&sources, &targets, IN_ORDER)?;
        let mut pairs = best_in_order(&likely);
        let mut crossing = 0;
        for (source, target) in &pairs {
            for row in &mut likely {
                row[*target] = 0.0;
            }
            likely[*source].fill(0.0);
        }
        // What is left over and has a counterpart elsewhere in the run has moved, and is linked with it later.
        for row in &likely {
            crossing += usize::from(row.iter().any(|&alike| alike >= MOVED));
        }
        if pairs.is_empty() || pairs.len() + crossing < doubtful.len() {
            return None;
        }
        pairs.sort_unstable();
        Some(self.laid_out(part, &sources, &targets, &pairs))
    }

    /// The sentences of both sides of some beads, a unit for each bead and side.
    fn units(&self, part: &[Bead]) -> (Vec<Unit<ChineseWord>>, Vec<Unit<String>>) {
        let of = |range: fn(&Bead) -> &Range<usize>| {
            part.iter().map(range).filter(|range| !range.is_empty())
        };
        (
            of(|bead| &bead.source)
                .map(|range| self.chinese(range))
                .collect(),
            of(|bead| &bead.target)
                .map(|range| self.english(range))
                .collect(),
        )
    }

    fn chinese(&self, range: &Range<usize>) -> Unit<ChineseWord> {
        Unit {
            range: range.clone(),
            words: chinese_words(&self.source_text(range)),
        }
    }

    fn english(&self, range: &Range<usize>) -> Unit<String> {
        Unit {
            range: range.clone(),
            words: english_words(&self.target_text(range)),
        }
    }

    fn source_text(&self, range: &Range<usize>) -> String {
        crate::bitext::join_source(self.bitext.source.slice(range))
    }

    fn target_text(&self, range: &Range<usize>) -> String {
        crate::bitext::join_target(self.bitext.target.slice(range))
    }

    /// Whether the lengths of some sentences are those of a translation.
    fn fits(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        let says = weight(&self.source_text(source)).max(1) as f64;
        let share = self.target_text(target).chars().count() as f64 / (says * self.ratio);
        (FITTING.0..=FITTING.1).contains(&share)
    }

    /// The likeness of each source unit with each target unit, 0 below `least`; nothing where there are too many.
    fn likely(
        &self,
        sources: &[Unit<ChineseWord>],
        targets: &[Unit<String>],
        least: f64,
    ) -> Option<Vec<Vec<f64>>> {
        let compared = sources.len() * targets.len();
        if compared == 0 || compared > MOST_PAIRS {
            return None;
        }
        let alike = |source: &Unit<ChineseWord>, target: &Unit<String>| {
            let (alike, shared) = likeness(&source.words, &target.words);
            let fits =
                alike >= least && shared >= SHARED && self.fits(&source.range, &target.range);
            if fits { alike } else { 0.0 }
        };
        let rows = sources
            .iter()
            .map(|source| targets.iter().map(|target| alike(source, target)).collect());
        Some(rows.collect())
    }

    /// Beads for the units of a run, of which the `pairs` are linked, in the order of the text.
    fn laid_out(
        &self,
        part: &[Bead],
        sources: &[Unit<ChineseWord>],
        targets: &[Unit<String>],
        pairs: &[(usize, usize)],
    ) -> Vec<Bead> {
        let mut beads = Vec::new();
        // An orphan stays the bead that it was, with what is known of it.
        let own = |side: fn(&Bead) -> &Range<usize>, range: &Range<usize>| {
            let own = part
                .iter()
                .find(|bead| is_orphan(bead) && side(bead) == range);
            own.cloned()
        };
        let (mut source, mut target) = (0, 0);
        for &(i, j) in pairs.iter().chain([&(sources.len(), targets.len())]) {
            while source < i {
                let range = sources[source].range.clone();
                let bead = own(|bead| &bead.source, &range);
                beads.push(bead.unwrap_or_else(|| linked(part, range, 0..0)));
                source += 1;
            }
            while target < j {
                let range = targets[target].range.clone();
                let bead = own(|bead| &bead.target, &range);
                beads.push(bead.unwrap_or_else(|| linked(part, 0..0, range)));
                target += 1;
            }
            if i < sources.len() {
                let (one, other) = (sources[i].range.clone(), targets[j].range.clone());
                beads.push(linked(part, one, other));
                (source, target) = (i + 1, j + 1);
            }
        }
        beads
    }

    /// Links Chinese without English to English without Chinese elsewhere that has its words.
    fn moved(&self, beads: &mut Vec<Bead>) {
        let orphans = |beads: &[Bead], is_source: bool| -> Vec<usize> {
            let of_side = |at: &usize| {
                let bead = &beads[*at];
                is_orphan(bead) && bead.target.is_empty() == is_source
            };
            (0..beads.len()).filter(of_side).collect()
        };
        let (sources, targets) = (orphans(beads, true), orphans(beads, false));
        if sources.is_empty() || targets.is_empty() {
            return;
        }
        let english: Vec<Unit<String>> = targets
            .iter()
            .map(|&at| self.english(&beads[at].target))
            .collect();
        let mut having: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, unit) in english.iter().enumerate() {
            for word in &unit.words {
                let all = having.entry(word).or_default();
                if all.last() != Some(&number) {
                    all.push(number);
                }
            }
        }
        let mut fitting: Vec<(f64, usize, usize)> = Vec::new();
        for &at in &sources {
            let chinese = self.chinese(&beads[at].source);
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for word in &chinese.words {
                for stem in &word.stems {
                    let all = having.get(stem.as_ref()).map_or(&[][..], Vec::as_slice);
                    if all.len() <= COMMON {
                        for &number in all {
                            *shared.entry(number).or_default() += 1;
                        }
                    }
                }
            }
            // A number or a name in a cell is the same in both languages, and shares no word.
            let same = bare(&self.source_text(&beads[at].source));
            let same = (0..targets.len()).find(|&number| {
                at.abs_diff(targets[number]) <= APART
                    && !same.is_empty()
                    && bare(&self.target_text(&english[number].range)) == same
            });
            if let Some(number) = same {
                fitting.push((1.0, at, targets[number]));
                continue;
            }
            let mut closest: Vec<(usize, usize)> = shared.into_iter().collect();
            closest.sort_by_key(|&(number, count)| (std::cmp::Reverse(count), number));
            closest.truncate(CLOSEST);
            let mut found: Vec<(f64, usize, usize)> = closest
                .into_iter()
                .filter_map(|(number, _)| {
                    let (alike, shared) = likeness(&chinese.words, &english[number].words);
                    let fits = self.fits(&beads[at].source, &english[number].range);
                    fits.then_some((alike, shared, number))
                })
                .collect();
            found.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.2.cmp(&two.2)));
            let Some(&(alike, shared, number)) = found.first() else {
                continue;
            };
            let next = found.get(1).map_or(0.0, |next| next.0);
            let is_near = at.abs_diff(targets[number]) <= APART;
            let is_counterpart = if is_near {
                alike >= MOVED && shared >= SHARED
            } else {
                alike >= FAR && shared >= SHARED_FAR && next < alike * BETTER
            };
            if is_counterpart {
                fitting.push((alike, at, targets[number]));
            }
        }
        fitting.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        let mut gone = vec![false; beads.len()];
        let mut pairs: Vec<usize> = Vec::new();
        for (_, at, other) in fitting {
            if !gone[other] {
                gone[other] = true;
                beads[at].target = beads[other].target.clone();
                beads[at].confidence = beads[at].confidence.min(beads[other].confidence);
                pairs.push(at);
            }
        }
        for &at in &sources {
            if pairs.contains(&at) {
                continue;
            }
            if let Some(other) = self.swapped(beads, at).filter(|&other| !gone[other]) {
                gone[other] = true;
                beads[at].target = beads[other].target.clone();
                beads[at].confidence = beads[at].confidence.min(beads[other].confidence);
                pairs.push(at);
            }
        }
        pairs.sort_unstable();
        self.number_groups(beads, &pairs);
        let mut gone = gone.into_iter();
        beads.retain(|_| !gone.next().unwrap_or(false));
    }

    /// The English orphan on the other side of the link beside a Chinese one, if it is its translation: two
    /// neighbours that changed places leave such a pair behind. So little else does that a word in common is enough.
    fn swapped(&self, beads: &[Bead], at: usize) -> Option<usize> {
        let chinese = &beads[at].source;
        let words = self.chinese(chinese).words;
        let beside = [at.checked_sub(2), Some(at + 2)].into_iter().flatten();
        let likely = beside.filter_map(|other| {
            let english = beads.get(other)?;
            // One that has moved already stands between nothing.
            let between = &beads[at.min(other) + 1];
            let is_between = between.is_linked() && between.moved.is_none();
            let is_alone = is_orphan(english) && english.source.is_empty();
            if !is_between || !is_alone || !self.fits(chinese, &english.target) {
                return None;
            }
            let (alike, shared) = likeness(&words, &self.english(&english.target).words);
            (shared >= 1).then_some((alike, other))
        });
        let best = likely.max_by(|one, two| one.0.total_cmp(&two.0));
        best.map(|(_, other)| other)
    }

    /// Marks those of the `pairs` that changed their order with other beads as moved; those that adjoin on both
    /// sides are one group.
    fn number_groups(&self, beads: &mut [Bead], pairs: &[usize]) {
        let mut group = beads
            .iter()
            .filter_map(|bead| bead.moved)
            .max()
            .unwrap_or(0);
        // Of the beads in order: the greatest end of a target before each, and the least start behind it.
        let mut before = vec![0; beads.len() + 1];
        let mut behind = vec![usize::MAX; beads.len() + 1];
        let in_order = |at: usize, bead: &Bead| {
            bead.is_linked() && bead.moved.is_none() && pairs.binary_search(&at).is_err()
        };
        for (at, bead) in beads.iter().enumerate() {
            before[at + 1] = before[at];
            if in_order(at, bead) {
                before[at + 1] = before[at].max(bead.target.end);
            }
        }
        for (at, bead) in beads.iter().enumerate().rev() {
            behind[at] = behind[at + 1];
            if in_order(at, bead) {
                behind[at] = behind[at].min(bead.target.start);
            }
        }
        let mut last: Option<(usize, usize)> = None;
        for &at in pairs {
            let (source, target) = (beads[at].source.clone(), beads[at].target.clone());
            let is_moved = target.start < before[at] || target.end > behind[at + 1];
            // The order of cells is that of the columns: one was linked with another column's.
            let is_cell = self.bitext.source.sentences[source.start].kind == BlockKind::TableCell;
            if !is_moved || is_cell {
                continue;
            }
            if last != Some((source.start, target.start)) {
                group += 1;
            }
            beads[at].moved = Some(group);
            last = Some((source.end, target.end));
        }
    }
}

/// Pairs of units, in the order of both sides, whose likeness adds up to the most.
fn best_in_order(likely: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (rows, columns) = (likely.len(), likely.first().map_or(0, Vec::len));
    let mut best = vec![vec![0.0_f64; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let skip = best[i + 1][j].max(best[i][j + 1]);
            let take = if likely[i][j] > 0.0 {
                likely[i][j] + best[i + 1][j + 1]
            } else {
                0.0
            };
            best[i][j] = skip.max(take);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < rows && j < columns {
        if best[i][j] <= best[i + 1][j] {
            i += 1;
        } else if best[i][j] <= best[i][j + 1] {
            j += 1;
        } else {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        }
    }
    pairs
}

/// A bead of these sentences in the place of some beads.
fn linked(part: &[Bead], source: Range<usize>, target: Range<usize>) -> Bead {
    Bead {
        id: BeadId::default(),
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
    }
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

    #[test]
    fn neighbours_that_changed_places_are_read_as_the_aligner_marks_them() {
        let sides = |moved| {
            let between = Bead {
                moved,
                ..bead(1..2, 0..1)
            };
            let bitext = Bitext {
                source: side("zh", &["狗在桥上叫。", "邮差来了。"]),
                target: side("en", &["The postman came.", "A dog was heard there."]),
                beads: vec![bead(0..1, 0..0), between, bead(2..2, 1..2)],
                ..Bitext::default()
            };
            let linked = link_orphans(&bitext);
            let beads = linked.beads.iter();
            beads
                .map(|bead| (bead.source.clone(), bead.target.clone(), bead.moved))
                .collect::<Vec<_>>()
        };
        assert_eq!(sides(None), [(0..1, 1..2, Some(1)), (1..2, 0..1, None)]);
        // Linked by the aligner, the two are no orphans any more, and a link that moved has nothing to swap with.
        assert_eq!(
            sides(Some(1)),
            [
                (0..1, 0..0, None),
                (1..2, 0..1, Some(1)),
                (2..2, 1..2, None)
            ]
        );
    }

    #[test]
    fn one_sentence_that_moved_does_not_pull_its_neighbours_along() {
        let doubtful = |source, target| Bead {
            confidence: 0.5,
            ..bead(source, target)
        };
        let bitext = Bitext {
            source: side(
                "zh",
                &[
                    "渡船停在码头旁边。",
                    "老师在黑板上写字。",
                    "邮差明天送信。",
                    "狗在桥上叫。",
                    "天黑了。",
                ],
            ),
            target: side(
                "en",
                &[
                    "The dog barked on the bridge.",
                    "The ferry lay by the pier.",
                    "The teacher wrote on the blackboard.",
                    "It grew dark.",
                ],
            ),
            beads: vec![
                bead(0..1, 0..0),
                doubtful(1..2, 0..1),
                doubtful(2..3, 1..2),
                doubtful(3..4, 2..3),
                bead(4..5, 3..4),
            ],
            ..Bitext::default()
        };
        let linked = link_orphans(&bitext);
        let shapes: Vec<_> = linked
            .beads
            .iter()
            .map(|bead| (bead.source.clone(), bead.target.clone(), bead.moved))
            .collect();
        assert_eq!(
            shapes,
            [
                (0..1, 1..2, None),
                (1..2, 2..3, None),
                (2..3, 0..0, None),
                (3..4, 0..1, Some(1)),
                (4..5, 3..4, None),
            ]
        );
    }
}
