//! Following a bitext into texts that have changed since it was written: the words of a text live in its
//! file, links and decisions in the bitext. A sentence reworded in its place keeps its bead; English that a
//! person wrote and that is not in the file yet stays with its bead, and where the file was changed, too, it
//! is a conflict; Chinese that changed under its English is remembered.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::carry::{Carried, CarryPolicy, settled};
use super::counterparts::{Became, follow};
use super::edit;
use super::model::{Bead, Bitext, Lost, Pending, Side, Status, Why};
use super::span::BeadSpan;
use super::state::joined;
use crate::segment::Earlier;
use crate::text::spaces;

/// So many sentences of the file are looked at for the one that an edit had replaced.
const MOST_FALLEN_BACK: usize = 32;

/// What both files say, sentence by sentence; and which words a file may fall back to by mistake.
pub struct Now<'a> {
    /// The Chinese.
    pub source: &'a [&'a str],
    /// The English.
    pub target: &'a [&'a str],
    /// Whether English words stood where other ones stand now, and were replaced by them with this
    /// program: `(words, by)`.
    pub was_replaced: &'a dyn Fn(&str, &str) -> bool,
}

/// What changed in the files since the bitext was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Chinese sentences that are new, other, or gone.
    pub source: usize,
    /// English sentences that are new, other, or gone.
    pub target: usize,
    /// Links that were made anew.
    pub relinked: usize,
    /// Decisions whose sentences are gone, found now.
    pub lost: usize,
    /// The files are the same, and other words of them are taken for text.
    pub is_anew: bool,
}

impl Difference {
    /// Whether both files say what the bitext says.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Difference::default()
    }
}

/// What of a bitext goes over into the texts as they are.
#[derive(Debug, Default)]
pub struct Followed {
    /// The beads that stay, in sentence numbers of the files.
    pub carried: Vec<Carried>,
    /// What was changed; links are counted when they are made.
    pub difference: Difference,
    /// English that waits to be written, by the bead that it belongs to.
    waiting: Vec<(BeadSpan, Vec<String>)>,
    /// The Chinese that English was made of whose bead did not stay, by an English sentence.
    was: Vec<(usize, String)>,
    lost: Vec<Lost>,
}

/// A side of a bead, followed.
enum Place {
    /// Here; `true` if a sentence was reworded or taken out.
    Here(Range<usize>, bool),
    Gone,
    Apart,
}

/// The sentences of the English file as the bitext copies them, with the bead of each.
struct Copied<'b> {
    texts: Vec<&'b str>,
    blocks: Vec<usize>,
    /// The sentences of each bead.
    of_beads: Vec<Range<usize>>,
}

impl Bitext {
    /// The sentences that the Chinese file had when the bitext was written.
    #[must_use]
    pub fn source_in_file(&self) -> Vec<Earlier<'_>> {
        let sentences = self.source.sentences.iter();
        sentences
            .map(|sentence| Earlier {
                text: &sentence.text,
                block: sentence.block,
            })
            .collect()
    }

    /// The sentences that the English file had when the bitext was written: of English that waits to be
    /// written, those that it replaces.
    #[must_use]
    pub fn target_in_file(&self) -> Vec<Earlier<'_>> {
        let copied = self.copied();
        let pairs = copied.texts.into_iter().zip(copied.blocks);
        pairs.map(|(text, block)| Earlier { text, block }).collect()
    }

    /// Whether the English sentences are those of the file, none waiting.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.waiting().next().is_none()
    }

    fn copied(&self) -> Copied<'_> {
        let mut order: Vec<usize> = (0..self.beads.len()).collect();
        order.sort_by_key(|&at| (self.beads[at].target.start, self.beads[at].target.end));
        let mut copied = Copied {
            texts: Vec::with_capacity(self.target.sentences.len()),
            blocks: Vec::with_capacity(self.target.sentences.len()),
            of_beads: vec![0..0; self.beads.len()],
        };
        for at in order {
            let bead = &self.beads[at];
            let start = copied.texts.len();
            let own = self.target.slice(&bead.target);
            match bead.pending() {
                Some(pending) => {
                    let before = bead.target.start.checked_sub(1);
                    let near = own.first().or_else(|| self.target.sentences.get(before?));
                    let block = near.map_or(0, |sentence| sentence.block);
                    for text in pending.in_file() {
                        copied.texts.push(text);
                        copied.blocks.push(block);
                    }
                }
                None => {
                    copied.texts.extend(own.iter().map(|one| one.text.as_str()));
                    copied.blocks.extend(own.iter().map(|one| one.block));
                }
            }
            copied.of_beads[at] = start..copied.texts.len();
        }
        copied
    }

    /// Follows the bitext into the files as they are.
    #[must_use]
    pub fn follow(&self, now: &Now<'_>) -> Followed {
        let copied = self.copied();
        let sources = follow(&self.source.texts(), now.source);
        let mut targets = followed_back(&copied.texts, now);
        fallen_back(&copied, now, &mut targets);
        let mut followed = Followed {
            difference: Difference {
                source: changed(&sources, now.source.len()),
                target: changed(&targets, now.target.len()),
                ..Difference::default()
            },
            ..Followed::default()
        };
        let mut staying: Vec<Staying> = Vec::new();
        for (at, (bead, of_file)) in self.beads.iter().zip(&copied.of_beads).enumerate() {
            let source = place(&sources, &bead.source);
            let target = place(&targets, of_file);
            let english = &copied.texts[of_file.clone()];
            match (&source, &target) {
                (Place::Here(source, source_changed), Place::Here(target, target_changed)) => {
                    let source = (source.clone(), *source_changed);
                    let target = (target.clone(), *target_changed);
                    staying.push(self.stays(at, english, source, target, now));
                }
                (Place::Here(source, _), Place::Gone) if bead.pending().is_some() => {
                    // The person's words stay; the file has none by now.
                    let mut one = carried_as(bead, BeadSpan::new(source.clone(), 0..0));
                    let words = self.target_words(bead);
                    if let Some(pending) = one.state.as_mut().and_then(|s| s.pending.as_mut()) {
                        pending.file = (!pending.base.is_empty()).then(Vec::new);
                    }
                    staying.push(Staying {
                        carried: one,
                        words: Some(words),
                        bead: at,
                    });
                }
                _ => {
                    self.goes(bead, (&source, &target), &mut followed);
                }
            }
        }
        let mut beads = Vec::with_capacity(staying.len());
        for one in self.joined_where_shared(staying, &mut followed) {
            let span = one.carried.span.clone();
            followed
                .waiting
                .extend(one.words.map(|words| (span, words)));
            beads.push(one.carried);
        }
        let sizes = (now.source.len(), now.target.len());
        followed.carried = settled(beads, sizes, CarryPolicy::Unchanged);
        followed.difference.lost = followed.lost.len();
        followed
    }

    /// A bead whose sentences are all or partly there.
    fn stays(
        &self,
        at: usize,
        english: &[&str],
        (source, source_changed): (Range<usize>, bool),
        (target, target_changed): (Range<usize>, bool),
        now: &Now<'_>,
    ) -> Staying {
        let bead = &self.beads[at];
        let mut after = bead.clone();
        let file: Vec<String> = now.target[target.clone()]
            .iter()
            .map(|text| spaces::fold(text))
            .collect();
        let words = self.target_words(bead);
        let mut waiting = None;
        if let Some(pending) = bead.pending() {
            let same = |texts: &[String]| {
                let texts = texts.iter().map(|text| spaces::fold(text));
                texts.eq(file.iter().cloned())
            };
            if same(&words) {
                after.state_mut().pending = None;
            } else {
                let mut pending = pending.clone();
                if !same(pending.in_file()) {
                    pending.file = (!same(&pending.base)).then(|| file.clone());
                }
                after.state_mut().pending = Some(pending);
                waiting = Some(words);
            }
        } else if target_changed && is_fallen_back(english, &file, now) {
            after.state_mut().pending = Some(Pending {
                base: words.clone(),
                file: Some(file),
                why: String::new(),
            });
            waiting = Some(words);
        }
        let is_waiting = waiting.is_some();
        if source_changed && !target_changed && bead.is_linked() {
            let was = bead.was().map(str::to_owned);
            let was = was.unwrap_or_else(|| self.source_text(bead));
            after.state_mut().was = Some(was);
        } else if target_changed && !is_waiting {
            // Somebody wrote the English anew.
            if let Some(state) = &mut after.state {
                state.was = None;
            }
        }
        if (source_changed || target_changed) && !is_waiting {
            after.reworded();
        }
        after.tidy();
        Staying {
            carried: carried_as(&after, BeadSpan::new(source, target)),
            words: waiting,
            bead: at,
        }
    }

    /// A bead of which a side is gone, or whose sentences are no longer together.
    fn goes(&self, bead: &Bead, places: (&Place, &Place), followed: &mut Followed) {
        if let (true, Place::Here(english, false)) = (bead.is_linked(), places.1) {
            let was = bead.was().map(str::to_owned);
            let was = was.unwrap_or_else(|| self.source_text(bead));
            followed.was.push((english.start, was));
        }
        if !bead.is_decided() {
            return;
        }
        let why = match places {
            (Place::Gone, Place::Gone) => Why::Both,
            (Place::Gone, _) => Why::Source,
            (_, Place::Gone) => Why::Target,
            _ => Why::Apart,
        };
        followed.lost.push(self.lost_bead(bead, why));
    }

    fn lost_bead(&self, bead: &Bead, why: Why) -> Lost {
        Lost {
            id: bead.id.clone(),
            source: self.source_text(bead),
            target: self.target_text(bead),
            status: bead.status,
            note: bead.note.clone(),
            why,
            desk: bead.desk(),
            other: bead
                .state
                .as_ref()
                .map(|state| state.other.clone())
                .unwrap_or_default(),
        }
    }

    /// Beads that came to share a sentence are one bead.
    fn joined_where_shared(
        &self,
        mut staying: Vec<Staying>,
        followed: &mut Followed,
    ) -> Vec<Staying> {
        staying.sort_by_key(|one| (one.carried.span.source.start, one.carried.span.target.start));
        let mut result: Vec<Staying> = Vec::with_capacity(staying.len());
        let mut holder: HashMap<usize, usize> = HashMap::new();
        for one in staying {
            let span = one.carried.span.clone();
            let by_target = span.target.clone().find_map(|at| holder.get(&at).copied());
            let sharing = by_target.or_else(|| {
                let last = result.len().checked_sub(1)?;
                meet(&result[last].carried.span.source, &span.source).then_some(last)
            });
            let at = match sharing {
                None => {
                    result.push(one);
                    result.len() - 1
                }
                Some(at) => {
                    if let Err(one) = result[at].join(one) {
                        let bead = &self.beads[one.bead];
                        if bead.is_decided() {
                            followed.lost.push(self.lost_bead(bead, Why::Apart));
                        }
                        continue;
                    }
                    at
                }
            };
            for sentence in result[at].carried.span.target.clone() {
                holder.insert(sentence, at);
            }
        }
        result
    }
}

/// A bead that stays, with the index that it had, and the English that waits to be written.
struct Staying {
    carried: Carried,
    words: Option<Vec<String>>,
    bead: usize,
}

impl Staying {
    /// Takes the sentences of another bead in; gives it back where something lies between them.
    fn join(&mut self, other: Staying) -> Result<(), Box<Staying>> {
        let first = &mut self.carried;
        let source = union(&first.span.source, &other.carried.span.source);
        let target = union(&first.span.target, &other.carried.span.target);
        let (Some(source), Some(target)) = (source, target) else {
            return Err(Box::new(other));
        };
        let second = other.carried;
        first.span = BeadSpan::new(source, target);
        let notes = [first.note.take(), second.note];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        first.note = (!notes.is_empty()).then(|| notes.join("; "));
        let states = [first.state.take(), second.state];
        let pending = states
            .iter()
            .flatten()
            .find_map(|state| state.pending.clone());
        first.state = joined(&[states[0].as_deref(), states[1].as_deref()]);
        if pending.is_some() {
            first.state.get_or_insert_with(Box::default).pending = pending;
        }
        if [first.status, second.status].contains(&Status::Locked) {
            first.state.get_or_insert_with(Box::default).changed = true;
        }
        first.status = Status::Auto;
        first.confidence = first.confidence.min(second.confidence);
        if let Some(words) = other.words {
            self.words.get_or_insert_with(Vec::new).extend(words);
        }
        Ok(())
    }
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The union of ranges that touch.
fn union(a: &Range<usize>, b: &Range<usize>) -> Option<Range<usize>> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => Some(b.clone()),
        (_, true) => Some(a.clone()),
        _ if a.start <= b.end && b.start <= a.end => Some(a.start.min(b.start)..a.end.max(b.end)),
        _ => None,
    }
}

impl Followed {
    /// Completes the bitext that was linked with [`Followed::carried`] kept: what waits to be written, the
    /// Chinese that English was made of, and what is lost. `earlier` is the bitext that was followed.
    pub fn complete(mut self, bitext: &mut Bitext, earlier: &Bitext) -> Difference {
        let key = |span: &BeadSpan| {
            let whole = |range: &Range<usize>| (!range.is_empty()).then(|| range.clone());
            (whole(&span.source), whole(&span.target))
        };
        let kept: HashMap<_, ()> = self
            .carried
            .iter()
            .map(|bead| (key(&bead.span), ()))
            .collect();
        self.difference.relinked = bitext
            .beads
            .iter()
            .filter(|bead| !kept.contains_key(&key(&bead.span())))
            .count();
        let mut holder = vec![None; bitext.target.sentences.len()];
        for (at, bead) in bitext.beads.iter().enumerate() {
            holder[bead.target.clone()].fill(Some(at));
        }
        for (english, was) in self.was {
            let Some(&Some(at)) = holder.get(english) else {
                continue;
            };
            let bead = &bitext.beads[at];
            let is_other = spaces::fold(&bitext.source_text(bead)) != spaces::fold(&was);
            if bead.is_linked() && bead.was().is_none() && is_other {
                bitext.beads[at].state_mut().was = Some(was);
            }
        }
        let places: HashMap<_, usize> = bitext
            .beads
            .iter()
            .enumerate()
            .map(|(at, bead)| (key(&bead.span()), at))
            .collect();
        for (span, words) in self.waiting {
            let Some(&at) = places.get(&key(&span)) else {
                continue;
            };
            edit::put_words(bitext, at, &words);
        }
        bitext.lost.clone_from(&earlier.lost);
        bitext.lost.extend(self.lost);
        bitext.other.clone_from(&earlier.other);
        self.difference
    }
}

fn carried_as(bead: &Bead, span: BeadSpan) -> Carried {
    Carried {
        span,
        confidence: bead.confidence,
        status: bead.status,
        moved: bead.moved,
        note: bead.note.clone(),
        state: bead.state.clone(),
    }
}

/// What became of the English sentences. One that stands again as it was before it was replaced here is known
/// by that first: other sentences may be more like it.
fn followed_back(copy: &[&str], now: &Now<'_>) -> Vec<Became> {
    let in_file: HashSet<String> = now.target.iter().map(|text| spaces::fold(text)).collect();
    let in_copy: HashSet<String> = copy.iter().map(|text| spaces::fold(text)).collect();
    let is_new = |text: &&&str| !in_copy.contains(&spaces::fold(text));
    let mut fresh: Vec<&str> = now.target.iter().filter(is_new).copied().collect();
    let mut fallen = vec![false; copy.len()];
    let mut earlier = copy.to_vec();
    for (at, text) in copy.iter().enumerate() {
        if in_file.contains(&spaces::fold(text)) {
            continue;
        }
        if let Some(found) = fresh.iter().position(|file| (now.was_replaced)(file, text)) {
            earlier[at] = fresh.remove(found);
            fallen[at] = true;
        }
    }
    let mut became = follow(&earlier, now.target);
    for (became, fallen) in became.iter_mut().zip(fallen) {
        if let (Became::Same(at), true) = (&became, fallen) {
            *became = Became::Reworded(*at..*at + 1);
        }
    }
    became
}

/// How many sentences are new, other or gone. What stands in the place of one that is gone is counted once.
fn changed(became: &[Became], now: usize) -> usize {
    let same = became
        .iter()
        .filter(|one| matches!(one, Became::Same(_)))
        .count();
    now.saturating_sub(same).max(became.len() - same)
}

fn place(became: &[Became], of: &Range<usize>) -> Place {
    if of.is_empty() {
        return Place::Here(0..0, false);
    }
    let mut whole: Option<Range<usize>> = None;
    let mut is_changed = false;
    for one in &became[of.clone()] {
        let here = match one {
            Became::Same(at) => *at..at + 1,
            Became::Reworded(range) => {
                is_changed = true;
                range.clone()
            }
            Became::Gone => {
                is_changed = true;
                continue;
            }
        };
        whole = Some(match whole {
            None => here,
            Some(before) if here == before || here.start == before.end => {
                before.start..here.end.max(before.end)
            }
            Some(_) => return Place::Apart,
        });
    }
    whole.map_or(Place::Gone, |whole| Place::Here(whole, is_changed))
}

/// Finds sentences again that have nothing in common with the ones in their place, but were replaced by them
/// here before. Neighbours that fall back together are told apart by that alone.
fn fallen_back(copied: &Copied<'_>, now: &Now<'_>, targets: &mut [Became]) {
    let mut is_taken = vec![false; now.target.len()];
    for one in targets.iter() {
        match one {
            Became::Same(at) => is_taken[*at] = true,
            Became::Reworded(range) => is_taken[range.clone()].fill(true),
            Became::Gone => {}
        }
    }
    let mut reached = 0;
    for range in copied.of_beads.iter().filter(|range| !range.is_empty()) {
        let is_gone = |one: &Became| matches!(one, Became::Gone);
        if !targets[range.clone()].iter().all(is_gone) {
            if let Some(Became::Same(at)) = targets[range.clone()].iter().rfind(|one| !is_gone(one))
            {
                reached = at + 1;
            }
            continue;
        }
        let english = copied.texts[range.clone()].join(" ");
        let free = (reached..now.target.len()).filter(|&at| !is_taken[at]);
        let mut near = free.take(MOST_FALLEN_BACK);
        if let Some(at) = near.find(|&at| (now.was_replaced)(now.target[at], &english)) {
            targets[range.clone()].fill(Became::Reworded(at..at + 1));
            is_taken[at] = true;
        }
    }
}

/// Whether every sentence that the file has otherwise than the copy is one that was replaced here before:
/// an old buffer of an editor, or an old version that was checked out.
fn is_fallen_back(copy: &[&str], file: &[String], now: &Now<'_>) -> bool {
    if copy.len() != file.len() {
        return (now.was_replaced)(&file.join(" "), &copy.join(" "));
    }
    let mut others = copy
        .iter()
        .zip(file)
        .filter(|(copy, file)| spaces::fold(copy) != **file)
        .peekable();
    others.peek().is_some() && others.all(|(copy, file)| (now.was_replaced)(file, copy))
}

impl Side {
    /// Whether the sentences of the side are these, white space aside.
    #[must_use]
    pub fn says<'t>(&self, texts: impl ExactSizeIterator<Item = &'t str>) -> bool {
        texts.len() == self.sentences.len()
            && self
                .sentences
                .iter()
                .zip(texts)
                .all(|(sentence, text)| sentence.text == text)
    }
}
