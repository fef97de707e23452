//! Other words in subtitles. Numbers, times, settings, places on the screen and the bytes of every cue that keeps
//! its words stay; a sentence that is said in several cues is parted over them as it was.
//!
//! What is written is read again: a paragraph whose cues do not say what was meant keeps its words.

use super::bits::{self, Bit};
use super::cue::{Cue, Part, Track};
use super::{Kind, lay, track};
use crate::document::codes::{Around, Code, Coded, Content, Inline};
use crate::document::edits::{Edit, Rewrite, Rewritten, Written};
use crate::document::model::{Block, CodeKind, Document};
use crate::document::rewrite_changes::{Change, Side, changes};
use crate::document::rewrite_kept::Kept;
use crate::text::script::is_cjk_wide;
use crate::text::{SourceSpan, TextSpan};

/// So often a file is read again at most before all is left as it was.
const MOST_READINGS: usize = 30;

/// Longer sentences, in bytes, are not compared word by word with what stands in their place.
const MOST_COMPARED: usize = 20_000;

/// Writes words of subtitles in one line.
pub(super) struct SubtitleInline {
    pub(super) kind: Kind,
}

impl Inline for SubtitleInline {
    fn write(&self, words: &Coded, _: &Block, _: Around, out: &mut String) {
        for bit in bits::of_words(words, self.kind) {
            push(&bit, out);
        }
    }
}

fn push(bit: &Bit, out: &mut String) {
    if let Bit::Char(_, bytes, _) | Bit::Code(_, bytes, _) = bit {
        out.push_str(bytes);
    }
}

/// The document with other words in some sentences: `edits` in order, none overlapping another.
pub(super) fn write_back(document: &Document, edits: &[Edit]) -> Option<Written> {
    let mut writer = Writer::new(document, edits)?;
    writer.prove();
    let kept = writer.plans.iter().filter(|plan| plan.is_kept);
    Some(Written {
        kept: kept.map(|plan| plan.block).collect(),
        text: writer.text(),
    })
}

/// The document with other words in some sentences, the markup in them carried over.
pub(super) fn rewrite(document: &Document, rewrites: &[Rewrite]) -> Option<Rewritten> {
    Kind::by_id(document.format)?;
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    let mut order: Vec<usize> = (0..rewrites.len()).collect();
    order.sort_by_key(|&at| (rewrites[at].block, rewrites[at].place.start));
    let mut edits: Vec<(usize, Edit)> = Vec::new();
    for at in order {
        let rewrite = &rewrites[at];
        let block = document.blocks.get(rewrite.block);
        let stands = block.and_then(|block| block.text.get(rewrite.place.range()));
        let is_free = edits.last().is_none_or(|(_, before)| {
            before.block != rewrite.block || before.place.end <= rewrite.place.start
        });
        let (Some(block), true) = (
            block,
            is_free && stands.is_some_and(|text| !text.is_empty()),
        ) else {
            kept.push((at, Kept::NoPlace));
            continue;
        };
        let content = Content::of(block, &document.source);
        let (words, gone) = carried(block, &content, rewrite.place, rewrite.text.trim());
        dropped.extend(gone.into_iter().map(|markup| (at, markup)));
        edits.push((
            at,
            Edit {
                block: rewrite.block,
                place: rewrite.place,
                words,
            },
        ));
    }
    let list: Vec<Edit> = edits.iter().map(|(_, edit)| edit.clone()).collect();
    let written = write_back(document, &list)?;
    for (at, edit) in &edits {
        if written.kept.contains(&edit.block) {
            kept.push((*at, Kept::Markup));
        }
    }
    kept.sort_by_key(|&(at, _)| at);
    dropped.retain(|(at, _)| !kept.iter().any(|(other, _)| other == at));
    dropped.sort();
    Some(Rewritten {
        text: written.text,
        kept,
        dropped,
    })
}

/// New words with the markup of those in their place, and the markup whose words are gone.
fn carried(block: &Block, content: &Content, place: TextSpan, new: &str) -> (Coded, Vec<String>) {
    let part = content.part(place);
    if new.is_empty() {
        let gone = part.codes.into_iter().map(|code| code.markup).collect();
        return (Coded::default(), gone);
    }
    let moves = Moves::new(&block.text, place, new);
    let mut codes: Vec<Code> = part
        .codes
        .into_iter()
        .map(|code| {
            let behind = !matches!(code.kind, CodeKind::Open(_));
            let at = moves.place(place.start + code.at, behind).min(new.len());
            Code { at, ..code }
        })
        .collect();
    let mut gone = Vec::new();
    let empty: Vec<CodeKind> = codes
        .iter()
        .filter_map(|code| {
            let CodeKind::Open(number) = code.kind else {
                return None;
            };
            let close = CodeKind::Close(number);
            let end = codes.iter().find(|other| other.kind == close)?;
            new.get(code.at..end.at)
                .is_none_or(|text| text.trim().is_empty())
                .then_some(code.kind)
        })
        .collect();
    codes.retain(|code| {
        let own = match code.kind {
            CodeKind::Close(number) => CodeKind::Open(number),
            kind => kind,
        };
        if own == code.kind && empty.contains(&own) {
            gone.push(code.markup.clone());
        }
        !empty.contains(&own)
    });
    codes.sort_by_key(|code| code.at);
    let text = new.to_owned();
    (Coded { text, codes }, gone)
}

/// Where the places of old words are in the new ones.
struct Moves {
    place: TextSpan,
    changes: Vec<Change>,
}

impl Moves {
    fn new(text: &str, place: TextSpan, new: &str) -> Moves {
        let is_long = place.len().max(new.len()) > MOST_COMPARED;
        let changes = if is_long {
            vec![Change {
                old: place,
                new: new.to_owned(),
                side: Side::Neither,
                of: 0,
            }]
        } else {
            changes(text, place, new, &[], &[], 0)
        };
        Moves { place, changes }
    }

    /// Whether most of the old words are still there.
    fn is_alike(&self) -> bool {
        let gone: usize = self.changes.iter().map(|change| change.old.len()).sum();
        gone * 2 < self.place.len()
    }

    /// The byte of the new words for a byte of the block's; of new characters at that place, `behind` is
    /// behind them.
    fn place(&self, at: usize, behind: bool) -> usize {
        let mut moved = at.saturating_sub(self.place.start);
        for change in &self.changes {
            let beside = change.old.end == at && (behind || change.old.start < at);
            if change.old.end < at || beside {
                moved = moved + change.new.len() - change.old.len().min(moved + change.new.len());
            } else if change.old.start < at {
                let begin = moved.saturating_sub(at - change.old.start);
                return begin
                    + change.new.len() * (at - change.old.start) / change.old.len().max(1);
            }
        }
        moved
    }
}

/// A paragraph with other words.
struct Plan {
    block: usize,
    /// Its cues: their bytes, what is written for them where it is something else, and what that says.
    cues: Vec<(SourceSpan, Option<(String, String)>)>,
    is_kept: bool,
}

struct Writer<'d> {
    document: &'d Document,
    kind: Kind,
    old: Track,
    plans: Vec<Plan>,
}

impl<'d> Writer<'d> {
    fn new(document: &'d Document, edits: &[Edit]) -> Option<Writer<'d>> {
        let kind = Kind::by_id(document.format)?;
        let source = &document.source.text;
        let style = Style {
            kind,
            limit: document.read.subtitle_width.max(1),
            line: line_end(source, kind),
        };
        let plans = edits
            .chunk_by(|one, next| one.block == next.block)
            .filter_map(|edits| {
                let number = edits.first()?.block;
                let block = document.blocks.get(number)?;
                let content = Content::of(block, &document.source);
                Some(Plan {
                    block: number,
                    cues: style.cues(block, &content, source, edits),
                    is_kept: false,
                })
            })
            .collect();
        Some(Writer {
            document,
            kind,
            old: track(source, kind),
            plans,
        })
    }

    /// The stretches that get other bytes, in the order of the file: which, by what, and what that says; with the
    /// number of the plan.
    fn replaced(&self) -> Vec<(SourceSpan, &str, &str, usize)> {
        let mut found = Vec::new();
        for (number, plan) in self.plans.iter().enumerate() {
            if plan.is_kept {
                continue;
            }
            for (span, new) in &plan.cues {
                if let Some((bytes, said)) = new {
                    found.push((*span, bytes.as_str(), said.as_str(), number));
                }
            }
        }
        found.sort_by_key(|(span, ..)| span.start);
        found
    }

    fn text(&self) -> String {
        let source = &self.document.source.text;
        let mut out = String::with_capacity(source.len());
        let mut at = 0;
        for (span, bytes, ..) in self.replaced() {
            out.push_str(&source[at..span.start.max(at)]);
            out.push_str(bytes);
            at = span.end.max(at);
        }
        out.push_str(&source[at..]);
        out
    }

    /// Reads what would be written; paragraphs that say something else keep their words.
    fn prove(&mut self) {
        for _ in 0..MOST_READINGS {
            let wrong = self.wrong();
            if wrong.is_empty() {
                return;
            }
            for number in wrong {
                self.plans[number].is_kept = true;
            }
        }
        for plan in &mut self.plans {
            plan.is_kept = true;
        }
    }

    /// The plans whose cues say something else than was meant.
    fn wrong(&self) -> Vec<usize> {
        let replaced = self.replaced();
        if replaced.is_empty() {
            return Vec::new();
        }
        let source = &self.document.source.text;
        let text = self.text();
        let new = track(&text, self.kind);
        let same_count = new.cues.len() == self.old.cues.len();
        let mut wrong = Vec::new();
        let mut next = 0;
        for (number, cue) in self.old.cues.iter().enumerate() {
            let from = next;
            let end = self
                .old
                .cues
                .get(number + 1)
                .map_or(usize::MAX, |cue| cue.at);
            while replaced
                .get(next)
                .is_some_and(|(span, ..)| span.start < end)
            {
                next += 1;
            }
            let own = &replaced[from..next];
            let is_right = new.cues.get(number).is_some_and(|read| {
                read.times == cue.times && said(read, &text, &[]) == said(cue, source, own)
            });
            if is_right {
                continue;
            }
            let near = |at: usize| replaced.get(at).map(|(.., plan)| *plan);
            if own.is_empty() {
                wrong.extend(from.checked_sub(1).and_then(near).or_else(|| near(next)));
            }
            wrong.extend(own.iter().map(|(.., plan)| *plan));
            if !same_count {
                // What comes behind it tells nothing.
                break;
            }
        }
        if wrong.is_empty() && !same_count {
            wrong.extend(replaced.last().map(|(.., plan)| *plan));
        }
        wrong.sort_unstable();
        wrong.dedup();
        wrong
    }
}

/// What a cue says, without white space, with other words in some stretches.
fn said(cue: &Cue, source: &str, replaced: &[(SourceSpan, &str, &str, usize)]) -> String {
    let mut words = String::new();
    let mut next = replaced.iter().peekable();
    let mut inside = SourceSpan::new(0, 0);
    for part in cue.lines.iter().flat_map(|line| &line.parts) {
        let span = part.span();
        while let Some((stretch, _, new, _)) = next.next_if(|(one, ..)| one.start <= span.start) {
            words.push_str(new);
            inside = *stretch;
        }
        if inside.start <= span.start && span.end <= inside.end {
            continue;
        }
        match part {
            Part::Words(span) => words.push_str(span.of(source)),
            Part::Character(text, _) => words.push_str(text),
            Part::Code(..) => {}
        }
    }
    words.retain(bits::is_said);
    words
}

/// How lines end in a file.
fn line_end(source: &str, kind: Kind) -> &'static str {
    if kind == Kind::SubStation {
        return "\\N";
    }
    match source.find(['\n', '\r']).map(|at| &source[at..]) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// How cues are written.
struct Style {
    kind: Kind,
    /// The most columns of a line.
    limit: usize,
    /// Between two lines.
    line: &'static str,
}

impl Style {
    /// The cues of a paragraph with other words.
    fn cues(
        &self,
        block: &Block,
        content: &Content,
        source: &str,
        edits: &[Edit],
    ) -> Vec<(SourceSpan, Option<(String, String)>)> {
        let old = bits::of_block(block, source);
        let mut new: Vec<Bit> = Vec::with_capacity(old.len());
        let mut touched: Vec<std::ops::RangeInclusive<usize>> = Vec::new();
        let mut at = 0;
        let is_cue = |bit: &&Bit| matches!(bit, Bit::Cue(..));
        let mut before_is_new = false;
        for edit in edits {
            let is_same = content.part(edit.place) == edit.words;
            let Some(region) = region(&old, content, edit.place).filter(|_| !is_same) else {
                continue;
            };
            let region = region.start.max(at)..region.end.max(at);
            if before_is_new && at < region.start {
                space(&mut new, &old[at..region.start]);
            }
            new.extend_from_slice(&old[at..region.start]);
            let cue = |to: usize| old[..to].iter().filter(is_cue).count();
            touched.push(cue(region.start)..=cue(region.end));
            let words = self.words(block, &old[region.clone()], edit);
            if edit.words.text.trim().is_empty() {
                while new.last().is_some_and(Bit::is_space) {
                    new.pop();
                }
            } else {
                space(&mut new, &words);
            }
            new.extend(words);
            at = region.end;
            before_is_new = !edit.words.text.trim().is_empty();
        }
        if before_is_new {
            space(&mut new, &old[at..]);
        }
        new.extend_from_slice(&old[at..]);
        self.written(block, &new, &touched)
    }

    /// The bits of an edit's words, parted over the cues of the bits in whose place they stand.
    fn words(&self, block: &Block, old: &[Bit], edit: &Edit) -> Vec<Bit> {
        let bits = bits::trimmed(&bits::of_words(&edit.words, self.kind));
        let cues = old.split(|bit| matches!(bit, Bit::Cue(..)));
        let weights: Vec<usize> = cues.map(|cue| bits::said(cue).chars().count()).collect();
        let moves = Moves::new(&block.text, edit.place, &edit.words.text);
        let mut ends: Vec<(usize, Bit)> = Vec::new();
        let marks = old
            .iter()
            .filter(|bit| matches!(bit, Bit::Cue(..) | Bit::Line(_)));
        if moves.is_alike() {
            let gaps = bits::gaps(&bits);
            let place = |gap: usize| bits.get(gap).map_or(edit.words.text.len(), Bit::at);
            let mut from = 0;
            for mark in marks {
                let goal = moves.place(mark.at(), false);
                let near = gaps.iter().enumerate().skip(from);
                let near = near.min_by_key(|&(_, &gap)| place(gap).abs_diff(goal));
                match (near, mark) {
                    // White space may stand between the two.
                    (Some((_, &gap)), Bit::Line(_)) if place(gap).abs_diff(goal) > 1 => {}
                    (Some((number, &gap)), _) => {
                        ends.push((gap, mark.clone()));
                        from = number + 1;
                    }
                    (None, Bit::Cue(..)) => ends.push((bits.len(), mark.clone())),
                    (None, _) => {}
                }
            }
        } else {
            let places = lay::parted(&bits, &weights, true);
            let marks = marks.filter(|bit| matches!(bit, Bit::Cue(..)));
            ends.extend(places.into_iter().zip(marks.cloned()));
        }
        let mut found = Vec::with_capacity(bits.len() + ends.len());
        let mut ends = ends.into_iter().peekable();
        for (number, bit) in bits.into_iter().enumerate() {
            while let Some((_, end)) = ends.next_if(|(gap, _)| *gap <= number) {
                found.push(end);
            }
            found.push(bit);
        }
        found.extend(ends.map(|(_, end)| end));
        found
    }

    /// The cues that bits are cut into.
    fn written(
        &self,
        block: &Block,
        bits: &[Bit],
        touched: &[std::ops::RangeInclusive<usize>],
    ) -> Vec<(SourceSpan, Option<(String, String)>)> {
        let mut found = Vec::new();
        let mut open: Vec<Bit> = Vec::new();
        let mut start = block.span.start;
        let mut ends = bits.iter().filter_map(|bit| match bit {
            Bit::Cue(span, _) => Some(*span),
            _ => None,
        });
        for (number, cue) in bits.split(|bit| matches!(bit, Bit::Cue(..))).enumerate() {
            let end = ends.next();
            let span = SourceSpan::new(start, end.map_or(block.span.end, |end| end.start));
            start = end.map_or(start, |end| end.end);
            if !touched.iter().any(|range| range.contains(&number)) {
                found.push((span, None));
                continue;
            }
            let cue = lay::closed(cue, &mut open, bits);
            let lines: Vec<String> = lay::lines(&cue, self.limit)
                .into_iter()
                .map(|line| {
                    let mut written = String::new();
                    line.iter().for_each(|bit| push(bit, &mut written));
                    written
                })
                .collect();
            found.push((span, Some((lines.join(self.line), bits::said(&cue)))));
        }
        found
    }
}

/// The bits that a stretch of the visible text and its markup are.
fn region(bits: &[Bit], content: &Content, place: TextSpan) -> Option<std::ops::Range<usize>> {
    let codes = content.codes_of(place);
    let mut number = 0;
    let mut found: Option<(usize, usize)> = None;
    for (at, bit) in bits.iter().enumerate() {
        let is_own = match bit {
            Bit::Char(_, _, from) => place.start <= *from && *from < place.end,
            Bit::Code(..) => codes.contains(&number),
            Bit::Line(_) | Bit::Cue(..) => false,
        };
        number += usize::from(matches!(bit, Bit::Code(..) | Bit::Cue(..)));
        if is_own {
            found = Some((found.map_or(at, |(from, _)| from), at));
        }
    }
    found.map(|(from, to)| from..to + 1)
}

/// A space between what is there and what comes, unless something parts them already or both are Chinese.
fn space(before: &mut Vec<Bit>, behind: &[Bit]) {
    let parts = |bit: &Bit| match bit {
        Bit::Char(c, ..) => Some(Some(*c)),
        Bit::Line(_) | Bit::Cue(..) => Some(None),
        Bit::Code(..) => None,
    };
    let last = before.iter().rev().find_map(parts).flatten();
    let first = behind.iter().find_map(parts).flatten();
    let (Some(last), Some(first)) = (last, first) else {
        return;
    };
    let chinese = is_cjk_wide(last) && is_cjk_wide(first);
    if !last.is_whitespace() && !first.is_whitespace() && !chinese {
        let at = before.last().map_or(0, Bit::at);
        before.push(Bit::Char(' ', " ".to_owned(), at));
    }
}
