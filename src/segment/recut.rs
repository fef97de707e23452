//! Cutting a document as an earlier copy of its words was cut.
//!
//! Where sentences end is kept with the links between them. It must not change because a later segmenter or
//! other settings would cut otherwise, nor because a word was mended in another sentence of the paragraph.
//! Blocks whose words are those of the copy keep its ends; in the others the words are compared piece by
//! piece, and only what is new is cut by the rules of today.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Segment, SegmentIds, SegmentOptions, SegmentedDocument, piece, segment};
use crate::document::Document;
use crate::text::Language;
use crate::text::chain;
use crate::text::common::Common;
use crate::text::piece::{is_mark, pieces};

/// The most pieces of one side that are compared piece by piece between two unchanged sentences. Longer
/// stretches have so little in common that they are cut anew.
const COMPARED: usize = 20_000;

/// A sentence of an earlier copy of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier<'a> {
    /// Its visible words. White space does not count.
    pub text: &'a str,
    /// The number of the block that it stood in: sentences that follow each other with one number share a
    /// block.
    pub block: usize,
}

/// Cuts a document as `earlier`, the sentences of an earlier copy of it in order, was cut.
///
/// - Today's cut stands if it gives the earlier sentences.
/// - A block whose words are those of an earlier block is cut where that one was.
/// - In other blocks there is a cut between two words that followed each other in the copy if there was
///   one, also where a word behind the first was mended or taken out, and between others if [`segment`]
///   makes one. Two sentences of the copy whose common end was lost are still cut.
///
/// The end of a block ends a sentence, and every word is in one.
#[must_use]
pub fn segment_like(
    document: Document,
    language: Language,
    options: &SegmentOptions,
    earlier: &[Earlier<'_>],
) -> SegmentedDocument {
    let today = segment(document, language, options);
    let mut pairs = today.segments.iter().zip(earlier);
    if today.segments.len() == earlier.len()
        && pairs.all(|(now, earlier)| same_words(&now.text, earlier.text))
    {
        return today;
    }
    let ends = ends(&today, earlier);
    let SegmentedDocument {
        document, segments, ..
    } = today;
    let mut ids = SegmentIds::new();
    let mut recut = Vec::with_capacity(segments.len());
    let mut segments = segments.into_iter().peekable();
    for (number, (block, ends)) in document.blocks.iter().zip(&ends).enumerate() {
        while let Some(mut segment) = segments.next_if(|segment| segment.block == number) {
            if ends.is_none() {
                segment.id = ids.next(&segment.text);
                recut.push(segment);
            }
        }
        let mut from = 0;
        for &end in ends.iter().flatten() {
            recut.push(piece(block, number, from..end, &mut ids));
            from = end;
        }
    }
    SegmentedDocument {
        language,
        document,
        segments: recut,
    }
}

/// For each block the ends of its sentences in its text; none where today's cut stands.
fn ends(today: &SegmentedDocument, earlier: &[Earlier<'_>]) -> Vec<Option<Vec<usize>>> {
    let blocks = &today.document.blocks;
    let earlier: Vec<Earlier<'_>> = earlier
        .iter()
        .copied()
        .filter(|sentence| !sentence.text.trim().is_empty())
        .collect();
    // The blocks with words, and the blocks of the copy: each with its sentences.
    let present = runs(&today.segments, |segment| segment.block);
    let before = runs(&earlier, |sentence| sentence.block);
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut number = |words: String| {
        let next = numbers.len();
        *numbers.entry(words).or_insert(next)
    };
    let before_words: Vec<usize> = before
        .iter()
        .map(|run| number(visible(earlier[run.clone()].iter().map(|one| one.text))))
        .collect();
    let block = |run: &Range<usize>| today.segments[run.start].block;
    let present_words: Vec<usize> = present
        .iter()
        .map(|run| number(visible([blocks[block(run)].text.as_str()])))
        .collect();
    drop(numbers);

    let common = Common::of(&before_words, &present_words);
    let mut ends = vec![None; blocks.len()];
    for (run, at) in before.iter().zip(&common.found) {
        if let Some(at) = *at {
            let block = block(&present[at]);
            ends[block] = Some(same_ends(&blocks[block].text, &earlier[run.clone()]));
        }
    }
    let taken = common.taken();
    for (old, new) in common.stretches() {
        let sentences: Vec<&str> = old
            .filter(|&at| common.found[at].is_none())
            .flat_map(|at| before[at].clone())
            .map(|at| earlier[at].text)
            .collect();
        let blocks: Vec<(usize, &str, &[Segment])> = new
            .filter(|&at| !taken[at])
            .map(|at| {
                let number = block(&present[at]);
                let segments = &today.segments[present[at].clone()];
                (number, blocks[number].text.as_str(), segments)
            })
            .collect();
        if !sentences.is_empty() && !blocks.is_empty() {
            for (block, found) in Stretch::new(&sentences, &blocks).ends() {
                ends[block].get_or_insert_with(Vec::new).push(found);
            }
        }
    }
    ends
}

/// Runs of neighbours with the same block.
fn runs<T>(items: &[T], block: impl Fn(&T) -> usize) -> Vec<Range<usize>> {
    let mut from = 0;
    items
        .chunk_by(|one, next| block(one) == block(next))
        .map(|run| {
            let start = from;
            from += run.len();
            start..from
        })
        .collect()
}

/// Whether two texts are the same but for white space.
fn same_words(one: &str, other: &str) -> bool {
    fn visible(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| !c.is_whitespace())
    }
    one == other || visible(one).eq(visible(other))
}

/// Texts as one, without white space.
fn visible<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let characters = texts.into_iter().flat_map(str::chars);
    characters.filter(|c| !c.is_whitespace()).collect()
}

/// The ends of the sentences in a block with the same words.
fn same_ends(text: &str, sentences: &[Earlier<'_>]) -> Vec<usize> {
    let mut characters = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    let ends = sentences.iter().filter_map(|sentence| {
        let count = sentence.text.chars().filter(|c| !c.is_whitespace()).count();
        let (at, last) = characters.nth(count.checked_sub(1)?)?;
        Some(at + last.len_utf8())
    });
    ends.collect()
}

/// A piece of the copy.
struct Old {
    /// The number of its letters.
    name: u32,
    /// Its sentence.
    sentence: usize,
    /// Whether the sentence begins with it.
    first: bool,
    /// Whether no word of the sentence stands before it: its opening marks and its first word.
    opens: bool,
    /// Whether it is a mark.
    mark: bool,
}

/// A piece of the present text.
struct New {
    /// The number of its letters.
    name: u32,
    /// Its block in the document.
    block: usize,
    /// The byte of the block's text behind it.
    end: usize,
    /// Whether today's cut ends a sentence with it, as always with the last one of a block.
    cut: bool,
    /// Whether it is a mark.
    mark: bool,
}

/// What is compared as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// A sentence of the copy and one of today's cut.
    Sentence,
    /// What stands between two marks.
    Clause,
    /// A word, a character, a mark.
    Piece,
}

/// A changed stretch: sentences of the copy and the blocks that stand there now.
struct Stretch {
    old: Vec<Old>,
    new: Vec<New>,
    /// For each new piece, the old one that it is.
    found: Vec<Option<usize>>,
}

impl Stretch {
    /// Compares sentences of the copy with blocks, each given by number, text and today's sentences.
    fn new(sentences: &[&str], blocks: &[(usize, &str, &[Segment])]) -> Stretch {
        let mut names: HashMap<&str, u32> = HashMap::new();
        let mut next = 0;
        let mut old = Vec::new();
        let mut new = Vec::new();
        for (sentence, text) in sentences.iter().enumerate() {
            let mut opens = true;
            for (k, (_, letters)) in pieces(text).enumerate() {
                let mark = is_mark(letters);
                old.push(Old {
                    name: named(&mut names, &mut next, letters),
                    sentence,
                    first: k == 0,
                    opens,
                    mark,
                });
                opens &= mark;
            }
        }
        for &(block, text, segments) in blocks {
            let mut segments = segments.iter().peekable();
            for (start, letters) in pieces(text) {
                let end = start + letters.len();
                let mut cut = false;
                while segments
                    .next_if(|segment| segment.place.end <= end)
                    .is_some()
                {
                    cut = true;
                }
                new.push(New {
                    name: named(&mut names, &mut next, letters),
                    block,
                    end,
                    cut,
                    mark: is_mark(letters),
                });
            }
        }
        let found = vec![None; new.len()];
        let mut stretch = Stretch { old, new, found };
        let (old, new) = (0..stretch.old.len(), 0..stretch.new.len());
        stretch.compare(old, new, Unit::Sentence);
        stretch
    }

    /// Finds the pieces that are still there: those that both ends have in common, and then those of units
    /// that occur once, with the finer ones between them.
    fn compare(&mut self, old: Range<usize>, new: Range<usize>, unit: Unit) {
        let (old, new) = self.trim(old, new);
        if old.is_empty() || new.is_empty() {
            return;
        }
        let is_short = old.len().max(new.len()) <= COMPARED;
        let finer = match unit {
            Unit::Sentence if !is_short => Unit::Clause,
            Unit::Sentence | Unit::Clause => Unit::Piece,
            Unit::Piece if is_short => return self.compare_pieces(&old, &new),
            Unit::Piece => return,
        };
        let mut from = (old.start, new.start);
        for (there, here) in self.anchors(&old, &new, unit) {
            self.compare(from.0..there.start, from.1..here.start, finer);
            for (i, j) in there.clone().zip(here.clone()) {
                self.found[j] = Some(i);
            }
            from = (there.end, here.end);
        }
        self.compare(from.0..old.end, from.1..new.end, finer);
    }

    /// Pairs what both ends have in common, and returns what is left.
    fn trim(
        &mut self,
        mut old: Range<usize>,
        mut new: Range<usize>,
    ) -> (Range<usize>, Range<usize>) {
        let same = |i: usize, j: usize| self.old[i].name == self.new[j].name;
        while !old.is_empty() && !new.is_empty() && same(old.start, new.start) {
            self.found[new.start] = Some(old.start);
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        while !old.is_empty() && !new.is_empty() && same(old.end - 1, new.end - 1) {
            (old.end, new.end) = (old.end - 1, new.end - 1);
            self.found[new.end] = Some(old.end);
        }
        (old, new)
    }

    /// The units that occur once in the copy and once now, in order, by their pieces.
    fn anchors(
        &self,
        old: &Range<usize>,
        new: &Range<usize>,
        unit: Unit,
    ) -> Vec<(Range<usize>, Range<usize>)> {
        let (there, here) = if unit == Unit::Sentence {
            let begins = |at: usize| self.old.get(at).is_none_or(|piece| piece.first);
            (
                units(old, begins),
                units(new, |at| at == 0 || self.new[at - 1].cut),
            )
        } else {
            // A mark with no mark behind it ends a clause, whatever the cut.
            let ends = |marks: [Option<bool>; 2]| {
                matches!(marks, [Some(true), Some(false)] | [None, _] | [_, None])
            };
            let then = |at: usize| self.old.get(at).map(|piece| piece.mark);
            let now = |at: usize| self.new.get(at).map(|piece| piece.mark);
            (
                units(old, |at| at == 0 || ends([then(at - 1), then(at)])),
                units(new, |at| at == 0 || ends([now(at - 1), now(at)])),
            )
        };
        let mut known: HashMap<Vec<u32>, (usize, usize, usize)> = HashMap::new();
        for (k, range) in here.iter().enumerate() {
            let words = self.new[range.clone()].iter().map(|piece| piece.name);
            known.entry(words.collect()).or_insert((0, 0, k)).1 += 1;
        }
        let words = |range: &Range<usize>| -> Vec<u32> {
            self.old[range.clone()]
                .iter()
                .map(|piece| piece.name)
                .collect()
        };
        for range in &there {
            if let Some(entry) = known.get_mut(&words(range)) {
                entry.0 += 1;
            }
        }
        let candidates: Vec<Option<usize>> = there
            .iter()
            .map(|range| match known.get(&words(range)) {
                Some(&(1, 1, k)) => Some(k),
                _ => None,
            })
            .collect();
        let items = candidates
            .iter()
            .zip(&there)
            .map(|(at, range)| at.map(|at| (at..at + 1, range.len() as u64)));
        let stays = chain::heaviest(items, here.len());
        let pairs = there.into_iter().zip(candidates).zip(stays);
        pairs
            .filter(|(_, stays)| *stays)
            .filter_map(|((there, at), _)| Some((there, here[at?].clone())))
            .collect()
    }

    /// Pairs pieces along the longest common order.
    fn compare_pieces(&mut self, old: &Range<usize>, new: &Range<usize>) {
        let there: Vec<u32> = self.old[old.clone()].iter().map(|one| one.name).collect();
        let here: Vec<u32> = self.new[new.clone()].iter().map(|one| one.name).collect();
        for op in capture_diff_slices(Algorithm::Myers, &there, &here) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            {
                for k in 0..len {
                    self.found[new.start + new_index + k] = Some(old.start + old_index + k);
                }
            }
        }
    }

    /// The ends of sentences, each with its block, in order.
    fn ends(&self) -> Vec<(usize, usize)> {
        let mut cut = vec![false; self.new.len()];
        let mut next = None;
        for at in (0..self.new.len()).rev() {
            cut[at] = self.is_cut(at, next);
            next = self.found[at].map(|_| at).or(next);
        }
        // How many pieces of each earlier sentence are there, and how many are still.
        let mut counts = vec![(0_usize, 0_usize); self.old.last().map_or(0, |o| o.sentence + 1)];
        for piece in &self.old {
            counts[piece.sentence].0 += 1;
        }
        for &at in self.found.iter().flatten() {
            counts[self.old[at].sentence].1 += 1;
        }
        // The last piece of the copy since the last cut: its places then and now.
        let mut open: Option<(usize, usize)> = None;
        for at in 0..self.new.len() {
            if let Some(then) = self.found[at] {
                if let Some((before, place)) = open
                    && self.is_glued(before, then, place + 1 == at, &counts)
                {
                    let ended = self.old[before].mark && self.old[before + 1].first;
                    cut[if ended { place } else { at - 1 }] = true;
                }
                open = Some((then, at));
            }
            if cut[at] {
                open = None;
            }
        }
        let ends = self.new.iter().zip(cut).filter(|(_, cut)| *cut);
        ends.map(|(piece, _)| (piece.block, piece.end)).collect()
    }

    /// Whether a sentence ends with the new piece `at`, where the next one of the copy is `next`: by the copy
    /// if that piece is of it, too, with the one before it, and no more stands between the two than did;
    /// else by today's cut.
    fn is_cut(&self, at: usize, next: Option<usize>) -> bool {
        let block = self.new[at].block;
        if self.new.get(at + 1).is_none_or(|new| new.block != block) {
            return true;
        }
        let known = self.found[at].zip(next).and_then(|(one, next)| {
            let then = self.found[next]?;
            let adjacent = (one + 1, at + 1) == (then, next);
            // A mark alone may be the same by chance.
            let sure = || at > 0 && one > 0 && self.found[at - 1] == Some(one - 1);
            if self.new[next].block != block || next - at > then - one || !(adjacent || sure()) {
                None
            } else if self.old[one + 1].first {
                Some(true)
            } else {
                let same = self.old[one].sentence == self.old[then].sentence;
                same.then_some(false)
            }
        });
        known.unwrap_or(self.new[at].cut)
    }

    /// Whether the old piece `then` opens a sentence, which would be glued to that of the piece `before`
    /// without a cut. A single word may be the same by chance: much of the sentence must be there, or
    /// nothing but marks have gone from between the two, which are `next` to each other now.
    fn is_glued(&self, before: usize, then: usize, next: bool, counts: &[(usize, usize)]) -> bool {
        let sentence = self.old[then].sentence;
        let (all, still) = counts[sentence];
        let only_marks = || self.old[before + 1..then].iter().all(|piece| piece.mark);
        self.old[then].opens
            && sentence != self.old[before].sentence
            && (2 * still >= all || next && only_marks())
    }
}

/// The number of a piece's letters.
fn named<'a>(names: &mut HashMap<&'a str, u32>, next: &mut u32, letters: &'a str) -> u32 {
    *names.entry(letters).or_insert_with(|| {
        *next += 1;
        *next
    })
}

/// The units that lie wholly in a range, where `begins` knows whether one begins at a place.
fn units(range: &Range<usize>, begins: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let starts: Vec<usize> = (range.start..=range.end).filter(|&at| begins(at)).collect();
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        read_bytes(text.as_bytes().to_vec(), Path::new("text.md"), Some("md")).unwrap()
    }

    /// The sentences of a copy: `|` between two, `¶` between blocks.
    fn copy(text: &str) -> Vec<Earlier<'_>> {
        let blocks = text.split('¶').enumerate();
        blocks
            .flat_map(|(block, text)| text.split('|').map(move |text| Earlier { text, block }))
            .collect()
    }

    fn said(cut: &SegmentedDocument) -> String {
        let mut said = String::new();
        for (k, segment) in cut.segments.iter().enumerate() {
            if k > 0 {
                let same = cut.segments[k - 1].block == segment.block;
                said.push(if same { '|' } else { '¶' });
            }
            said.push_str(&segment.text);
        }
        said
    }

    fn recut(text: &str, options: &SegmentOptions, earlier: &[Earlier<'_>]) -> SegmentedDocument {
        let language = Language::detect(text).unwrap();
        let recut = segment_like(document(text), language, options, earlier);
        // Ids, places and sources are those of any sentences.
        let mut ids = SegmentIds::new();
        for segment in &recut.segments {
            let block = &recut.document.blocks[segment.block];
            assert_eq!(segment.id, ids.next(&segment.text));
            assert_eq!(
                segment.text,
                crate::text::spaces::fold(segment.place.of(&block.text))
            );
            assert_eq!(
                segment.place.of(&block.text).trim().len(),
                segment.place.len()
            );
            assert_eq!(segment.source, block.source_span(segment.place));
        }
        recut
    }

    #[test]
    fn each_rule() {
        let long = "He left.|She stayed.|Rain fell; the lamp went out.";
        for (about, earlier, now, wanted) in [
            (
                "nothing changed",
                long,
                "He left. She stayed. Rain fell; the lamp went out.",
                long,
            ),
            (
                "the copy's ends stay",
                "He left. She stayed.|Rain fell;|the lamp went out.",
                "He left. She stayed. Rain fell; the lamp went out.",
                "He left. She stayed.|Rain fell;|the lamp went out.",
            ),
            (
                "in each block",
                "One. Two.¶Three.|Four.",
                "One. Two.\n\nThree. Four.",
                "One. Two.¶Three.|Four.",
            ),
            (
                "a lost full stop",
                "He left.|She stayed.",
                "He left She stayed.",
                "He left|She stayed.",
            ),
            (
                "and in Chinese",
                "他走了。|我留下。",
                "他走了我留下。",
                "他走了|我留下。",
            ),
            (
                "a lost full stop, and another word",
                "He left.|She stayed.",
                "He left She remained.",
                "He left|She remained.",
            ),
            (
                "a comma mended in a third sentence",
                "He left. She stayed.|Rain fell;|it was night, all slept.",
                "He left. She stayed. Rain fell; it was night and all slept.",
                "He left. She stayed.|Rain fell;|it was night and all slept.",
            ),
            (
                "two in the place of one",
                "He left.|She stayed.",
                "He left. She sat. She read. She stayed.",
                "He left.|She sat.|She read.|She stayed.",
            ),
            (
                "words put before a sentence",
                "灯亮了。|他走了。",
                "灯亮了。昨天他走了。",
                "灯亮了。|昨天他走了。",
            ),
            (
                "at the start of a block",
                "他走了。|灯亮了。",
                "昨天他走了。灯亮了。",
                "昨天他走了。|灯亮了。",
            ),
            (
                "two joined by a person",
                "He left.|She stayed.",
                "He left, and she stayed.",
                "He left, and she stayed.",
            ),
            (
                "a full stop put in",
                "He left and she stayed.",
                "He left. She stayed.",
                "He left.|She stayed.",
            ),
            (
                "one taken out",
                "He left. And so on.|Then.|She stayed.",
                "He left. And so on. She stayed.",
                "He left. And so on.|She stayed.",
            ),
            (
                "a block in two",
                "One. Two.|Three. Four.",
                "One. Two.\n\nThree. Four.",
                "One. Two.¶Three. Four.",
            ),
            (
                "a block in two inside a sentence",
                "One. Two.|Three.",
                "One.\n\nTwo. Three.",
                "One.¶Two.|Three.",
            ),
            (
                "two blocks in one",
                "One. Two.¶Three Four¶Five.",
                "One. Two. Three Four\n\nFive.",
                "One. Two.|Three Four¶Five.",
            ),
            (
                "a block that moved",
                "One. Two.¶Three.¶Four. Five.¶Six.",
                "Four. Five.\n\nOne. Two.\n\nThree.\n\nSix!",
                "Four. Five.¶One. Two.¶Three.¶Six!",
            ),
            (
                "a block put in",
                "One. Two.¶Three.",
                "One. Two.\n\nNew. Newer.\n\nThree.",
                "One. Two.¶New.|Newer.¶Three.",
            ),
            (
                "other numbers and empty sentences",
                "¶One. Two.| ¶Three.",
                "One. Two.\n\nThree.",
                "One. Two.¶Three.",
            ),
            ("a copy without words", "", "One. Two.", "One.|Two."),
            (
                "other white space",
                "灯 亮了。船来了。|完。",
                "灯亮了。\n船来了。 完。",
                "灯亮了。船来了。|完。",
            ),
            (
                "all new",
                "He left. She stayed.",
                "Fog came in. Boats waited.",
                "Fog came in.|Boats waited.",
            ),
            (
                "a word that is the same by chance",
                "海鸥飞过港口。|我喜欢夏天的早晨。",
                "海鸥飞过港口，像我小时候见过的那样。",
                "海鸥飞过港口，像我小时候见过的那样。",
            ),
            (
                "a quotation without its marks",
                "He left.|“She stayed.”",
                "He left She stayed.",
                "He left|She stayed.",
            ),
            (
                "a word mended behind an end that the copy did not cut",
                "He left. She stayed.|Then.",
                "He left. They stayed. Then.",
                "He left. They stayed.|Then.",
            ),
            (
                "two new ones behind such an end",
                "He left. She stayed.|Then.",
                "He left. The boat was late. Nobody stayed. Then.",
                "He left.|The boat was late.|Nobody stayed.|Then.",
            ),
            (
                "a word mended and one taken out behind the copy's own ends",
                "Rain fell;|the lamp went out;|all the boats hid.",
                "Rain fell; one lamp went out; the boats hid.",
                "Rain fell;|one lamp went out;|the boats hid.",
            ),
            (
                "a block that is gone",
                "One. Two.¶Three. Four.|Five.¶Six. Seven.",
                "One. Two.\n\nSix. Seven.",
                "One. Two.¶Six. Seven.",
            ),
            (
                "new words in front of a lost end",
                "他走了。|我留下。",
                "他走了昨天我留下。",
                "他走了昨天|我留下。",
            ),
            (
                "markup",
                "One. Two. a.b|Three.",
                "**One. Two.** `a.b` Three.",
                "One. Two. a.b|Three.",
            ),
        ] {
            let recut = recut(now, &SegmentOptions::default(), &copy(earlier));
            assert_eq!(said(&recut), wanted, "{about}");
        }
    }

    #[test]
    fn other_settings_cut_only_what_is_new() {
        let semicolon = SegmentOptions {
            semicolon: true,
            ..SegmentOptions::default()
        };
        let earlier = copy("Rain fell; nobody spoke.|It was late; all slept.¶Day came; all woke.");
        let now = "Rain fell; nobody spoke. It was late; they slept. Fog rose; boats hid.\n\nDay came; all woke.";
        assert_eq!(
            said(&recut(now, &semicolon, &earlier)),
            "Rain fell; nobody spoke.|It was late; they slept.|Fog rose;|boats hid.¶Day came; all woke."
        );
    }

    #[test]
    fn a_long_text_in_one_block_is_compared_between_unchanged_sentences() {
        let sentence = |k: usize| format!("Boat {k} left; pier {k} was dark.");
        let cut: Vec<String> = (0..20_000).map(sentence).collect();
        let mut now = cut.clone();
        now[7] = "Boat 7 left late; pier 7 was dark.".into();
        now[19_990] = "Boat 19990 left late; pier 19990 was dark.".into();
        let earlier: Vec<Earlier<'_>> = cut
            .chunks(2)
            .enumerate()
            .map(|(k, pair)| Earlier {
                text: pair.join(" ").leak(),
                block: k / 9000,
            })
            .collect();
        let recut = recut(&now.join(" "), &SegmentOptions::default(), &earlier);
        let wanted: Vec<String> = now.chunks(2).map(|pair| pair.join(" ")).collect();
        let texts: Vec<&str> = recut
            .segments
            .iter()
            .map(|segment| segment.text.as_str())
            .collect();
        for (found, wanted) in texts.iter().zip(&wanted) {
            assert_eq!(found, wanted);
        }
        assert_eq!(texts.len(), wanted.len());
    }

    /// Paragraphs of short sentences, many of them twice.
    fn text() -> impl Strategy<Value = Vec<Vec<String>>> {
        let sentence = prop_oneof![
            "[A-C][a-c]{0,2}( [a-c]{1,2}){0,3}[.!?;,]",
            "[灯船潮]{1,3}[。！，]"
        ];
        prop::collection::vec(prop::collection::vec(sentence, 1..6), 1..8)
    }

    fn written(text: &[Vec<String>]) -> String {
        let blocks: Vec<String> = text.iter().map(|block| block.join(" ")).collect();
        blocks.join("\n\n")
    }

    proptest! {
        #[test]
        fn any_grouping_comes_back(text in text(), joins in prop::collection::vec(any::<bool>(), 64), shift in 0usize..3) {
            let text = written(&text);
            let options = SegmentOptions::default();
            let today = segment(document(&text), Language::En, &options);
            let mut groups: Vec<(String, usize)> = Vec::new();
            for (segment, join) in today.segments.iter().zip(joins.iter().cycle()) {
                match groups.last_mut() {
                    Some((words, block)) if *join && *block == segment.block => {
                        words.push(' ');
                        words.push_str(&segment.text);
                    }
                    _ => groups.push((segment.text.clone(), segment.block)),
                }
            }
            let earlier: Vec<Earlier<'_>> = groups
                .iter()
                .map(|(text, block)| Earlier { text, block: block + shift })
                .collect();
            let recut = segment_like(document(&text), Language::En, &options, &earlier);
            let found: Vec<(&str, usize)> = recut.segments.iter().map(|s| (s.text.as_str(), s.block + shift)).collect();
            let wanted: Vec<(&str, usize)> = earlier.iter().map(|e| (e.text, e.block)).collect();
            prop_assert_eq!(found.len(), wanted.len());
            for (found, wanted) in found.iter().zip(&wanted) {
                prop_assert_eq!(found.1, wanted.1);
                prop_assert!(same_words(found.0, wanted.0));
            }
        }

        #[test]
        fn cut_alike_nothing_changes(text in text()) {
            let text = written(&text);
            let options = SegmentOptions::default();
            let today = segment(document(&text), Language::En, &options);
            let earlier: Vec<Earlier<'_>> =
                today.segments.iter().map(|s| Earlier { text: &s.text, block: s.block }).collect();
            let again = segment_like(document(&text), Language::En, &options, &earlier);
            prop_assert_eq!(&again.segments, &today.segments);
            // Nor where the blocks are compared, as one more earlier block asks for.
            let mut more = earlier.clone();
            more.push(Earlier { text: "Gone.", block: usize::MAX });
            let again = segment_like(document(&text), Language::En, &options, &more);
            prop_assert_eq!(&again.segments, &today.segments);
        }

        #[test]
        fn mended_words_move_no_end(
            lengths in prop::collection::vec((2usize..6, 0usize..4), 2..24),
            mended in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        ) {
            // Sentences of words that occur once, which end as today's cut ends sentences, or not; by 0 a
            // new block.
            let mut word = 0;
            let mut cut: Vec<(Vec<String>, usize)> = Vec::new();
            for (length, end) in &lengths {
                let mut words: Vec<String> = (word..word + length).map(|k| format!("Boat{k}")).collect();
                word += length;
                words[length - 1].push_str([".", ";", ",", ". No!"][*end]);
                let block = cut.last().map_or(0, |(_, block)| block + usize::from(*end == 0));
                cut.push((words, block));
            }
            let mut now = cut.clone();
            for (k, index) in mended.iter().enumerate() {
                let (words, _) = &mut now[index.index(cut.len())];
                // The last word stays: with the first one of the next sentence gone, too, the mark between
                // them would be by chance.
                let at = index.index(words.len() - 1);
                words[at] = format!("Lamp{k}");
            }
            let sentences: Vec<(String, usize)> =
                cut.iter().map(|(words, block)| (words.join(" "), *block)).collect();
            let earlier: Vec<Earlier<'_>> =
                sentences.iter().map(|(text, block)| Earlier { text, block: *block }).collect();
            let mut text = String::new();
            for (k, (words, block)) in now.iter().enumerate() {
                if k > 0 {
                    text.push_str(if now[k - 1].1 == *block { " " } else { "\n\n" });
                }
                text.push_str(&words.join(" "));
            }
            let recut = segment_like(document(&text), Language::En, &SegmentOptions::default(), &earlier);
            let found: Vec<(&str, usize)> =
                recut.segments.iter().map(|s| (s.text.as_str(), s.block)).collect();
            let now: Vec<(String, usize)> =
                now.iter().map(|(words, block)| (words.join(" "), *block)).collect();
            let wanted: Vec<(&str, usize)> = now.iter().map(|(text, block)| (text.as_str(), *block)).collect();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn every_word_is_in_one_sentence(now in text(), before in text()) {
            let text = written(&now);
            let earlier: Vec<Earlier<'_>> = before
                .iter()
                .enumerate()
                .flat_map(|(block, cut)| cut.iter().map(move |text| Earlier { text, block }))
                .collect();
            let options = SegmentOptions::default();
            let recut = segment_like(document(&text), Language::En, &options, &earlier);
            for (number, block) in recut.document.blocks.iter().enumerate() {
                let texts = recut.segments.iter().filter(|s| s.block == number).map(|s| s.text.as_str());
                prop_assert_eq!(visible(texts), visible([block.text.as_str()]));
            }
            let blocks: Vec<usize> = recut.segments.iter().map(|s| s.block).collect();
            prop_assert!(blocks.is_sorted());
            prop_assert!(recut.segments.iter().all(|s| !s.text.is_empty()));
        }
    }
}
