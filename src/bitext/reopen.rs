//! Restores a segmented text from a side of a bitext. If the file that the side came from is available,
//! the levels of headings, the images and the marks are taken from it, also where sentences have been
//! rewritten since; a rewritten sentence keeps the marks whose words it still has.

use std::ops::Range;
use std::path::Path;

use super::model::{Bitext, Sentence, Side};
use crate::document::{
    Block, Document, Mark, MarkKind, ReadOptions, Run, SourceText, read_file_with,
};
use crate::segment::{Segment, SegmentOptions, SegmentedDocument, segment};
use crate::text::spaces::Joint;
use crate::text::{Language, SourceSpan, TextSpan};

/// The text that a side was read from, if its file is available: at the path that the side names, or
/// beside the bitext.
#[must_use]
pub fn original(
    side: &Side,
    beside: &Path,
    language: Language,
    (read, options): (&ReadOptions, &SegmentOptions),
) -> Option<SegmentedDocument> {
    let named = Path::new(&side.file);
    let near = beside.parent().unwrap_or(Path::new("")).join(named);
    let file = [named.to_owned(), near]
        .into_iter()
        .find(|file| file.is_file())?;
    let document = read_file_with(&file, None, &read.of(language)).ok()?;
    Some(segment(document, language, options))
}

/// Both sides of a bitext as texts. Their files are looked for beside `path`, the path of the bitext.
#[must_use]
pub fn texts(
    bitext: &Bitext,
    path: &Path,
    options: (&ReadOptions, &SegmentOptions),
) -> (SegmentedDocument, SegmentedDocument) {
    let text = |side: &Side, language| {
        restore(
            side,
            language,
            original(side, path, language, options).as_ref(),
        )
    };
    (
        text(&bitext.source, Language::Zh),
        text(&bitext.target, Language::En),
    )
}

/// The text of a side. Segment `i` of it is sentence `i` of the side.
#[must_use]
pub fn restore(
    side: &Side,
    language: Language,
    original: Option<&SegmentedDocument>,
) -> SegmentedDocument {
    if let Some(text) = original {
        let segments = text.segments.iter().map(|segment| &segment.text);
        if segments.eq(side.sentences.iter().map(|sentence| &sentence.text)) {
            return text.clone();
        }
    }
    let mut making = Making {
        original,
        held: held(original),
        source: String::new(),
        blocks: Vec::new(),
        segments: Vec::new(),
        next: 0,
    };
    let mut at = 0;
    while at < side.sentences.len() {
        let block = side.sentences[at].block;
        let same = side.sentences[at..]
            .iter()
            .take_while(|sentence| sentence.block == block)
            .count();
        making.block(&side.sentences[at..at + same], block);
        at += same;
    }
    making.without_words(usize::MAX);
    SegmentedDocument {
        language,
        document: Document::new(
            SourceText::from_utf8(side.file.as_ref(), making.source),
            original.map_or("txt", |text| text.document.format),
            original
                .map_or_else(ReadOptions::default, |text| text.document.read.clone())
                .of(language),
            making.blocks,
        ),
        segments: making.segments,
    }
}

/// The segments of each block.
fn held(original: Option<&SegmentedDocument>) -> Vec<Range<usize>> {
    let Some(text) = original else {
        return Vec::new();
    };
    let mut held = vec![0..0; text.document.blocks.len()];
    for (number, segment) in text.segments.iter().enumerate() {
        let range = &mut held[segment.block];
        if range.start == range.end {
            *range = number..number;
        }
        range.end = number + 1;
    }
    held
}

struct Making<'t> {
    original: Option<&'t SegmentedDocument>,
    held: Vec<Range<usize>>,
    source: String,
    blocks: Vec<Block>,
    segments: Vec<Segment>,
    /// The first block of the original that has not been taken over yet.
    next: usize,
}

impl<'t> Making<'t> {
    /// Takes over the blocks without sentences (images, rules, code) that precede block `before` of the
    /// original.
    fn without_words(&mut self, before: usize) {
        let Some(text) = self.original else { return };
        let blocks = &text.document.blocks;
        while self.next < before.min(blocks.len()) {
            let block = &blocks[self.next];
            if self.held[self.next].is_empty() {
                let raw = text.document.source.text.get(block.span.range());
                let span = self.put(raw.unwrap_or_default());
                self.blocks.push(Block {
                    span,
                    runs: Vec::new(),
                    ..block.clone()
                });
            }
            self.next += 1;
        }
    }

    fn put(&mut self, words: &str) -> SourceSpan {
        if !self.source.is_empty() {
            self.source.push_str("\n\n");
        }
        let start = self.source.len();
        self.source.push_str(words);
        SourceSpan::new(start, self.source.len())
    }

    fn block(&mut self, sentences: &[Sentence], number: usize) {
        if number >= self.next {
            self.without_words(number);
            self.next = self.next.max(number.saturating_add(1));
        }
        let like: Option<&'t Block> = self
            .original
            .and_then(|text| text.document.blocks.get(number))
            .filter(|block| block.kind == sentences[0].kind);
        let old: &[Segment] = match (self.original, self.held.get(number)) {
            (Some(text), Some(held)) if like.is_some() => &text.segments[held.clone()],
            _ => &[],
        };
        let mut text = String::new();
        let mut marks: Vec<Mark> = Vec::new();
        let mut places = Vec::new();
        let mut passed = 0;
        for sentence in sentences {
            let found = old[passed..]
                .iter()
                .position(|segment| segment.text == sentence.text)
                .map(|offset| passed + offset);
            // The bytes as they stood in the file, with their white space; or the sentence as it is
            // written now.
            let raw = found
                .zip(like)
                .map(|(at, block)| old[at].place.of(&block.text));
            let words = raw.unwrap_or(&sentence.text);
            if Joint::Written.is_space(&text, words) {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(words);
            places.push(start..text.len());
            if let Some(block) = like {
                match found {
                    Some(at) => {
                        marks.extend(shifted(block, old[at].place.range(), start));
                        passed = at + 1;
                    }
                    None => {
                        if let Some(segment) = old.get(passed) {
                            let was = segment.place.range();
                            marks.extend(kept(block, was, &sentence.text, start));
                            // The sentence was rewritten, unless it follows later.
                            let stays = sentences.iter().any(|s| s.text == segment.text);
                            passed += usize::from(!stays);
                        }
                    }
                }
            }
        }
        marks.sort_by_key(|mark| (mark.over.start, std::cmp::Reverse(mark.over.end)));
        let speaker = like.and_then(|block| {
            let label = block.speaker?.of(&block.text);
            text.starts_with(label)
                .then(|| TextSpan::new(0, label.len()))
        });
        let span = self.put(&text);
        for (sentence, place) in sentences.iter().zip(places) {
            self.segments.push(Segment {
                id: sentence.id.clone(),
                block: self.blocks.len(),
                source: SourceSpan::new(span.start + place.start, span.start + place.end),
                place: TextSpan::new(place.start, place.end),
                text: sentence.text.to_string(),
            });
        }
        self.blocks.push(Block {
            kind: sentences[0].kind,
            span,
            runs: vec![Run {
                text: TextSpan::new(0, text.len()),
                source: span,
                verbatim: true,
            }],
            marks,
            speaker,
            depth: like.map_or(0, |block| block.depth),
            ordinal: like.and_then(|block| block.ordinal),
            codes: Vec::new(),
            cell: like.and_then(|block| block.cell),
            syntax: crate::document::model::Syntax::Own,
            note: like.and_then(|block| block.note.clone()),
            text,
        });
    }
}

/// The marks of a range of a block, shifted to where the range stands now.
fn shifted(block: &Block, was: Range<usize>, start: usize) -> impl Iterator<Item = Mark> + '_ {
    block.marks.iter().filter_map(move |mark| {
        let over = mark.over.range();
        let (from, to) = (over.start.max(was.start), over.end.min(was.end));
        let inside = match mark.kind {
            // What two sentences have between them is the first one's.
            MarkKind::Note(_) | MarkKind::Break => is_behind(over.start, &was),
            MarkKind::Image { .. } => was.start <= over.start && over.start <= was.end,
            _ => from < to,
        };
        inside.then(|| Mark {
            kind: mark.kind.clone(),
            over: TextSpan::new(start + from - was.start, start + to.max(from) - was.start),
        })
    })
}

/// Whether a place belongs to what stands before it in such a sentence of a block.
fn is_behind(at: usize, sentence: &Range<usize>) -> bool {
    sentence.start < at && at <= sentence.end || at == 0 && sentence.start == 0
}

/// Where the sign of a note stands in a rewritten sentence: behind the words that it stood behind, else at the end.
fn sign_in(before: &str, text: &str) -> usize {
    let before = before.trim_end();
    for (at, first) in before.char_indices().rev() {
        let words = &before[at..];
        // Two characters of Chinese, or a whole word of English.
        let inside = |c: char| c.is_ascii_alphanumeric();
        let in_word = inside(first) && before[..at].ends_with(inside);
        if in_word || words.chars().count() < 2 {
            continue;
        }
        match text.matches(words).count() {
            0 => break,
            1 => return text.find(words).map_or(text.len(), |at| at + words.len()),
            _ => {}
        }
    }
    text.len()
}

/// The marks of a rewritten sentence that can be kept: those whose words occur in it exactly once, and the signs
/// of notes.
fn kept(block: &Block, was: Range<usize>, text: &str, start: usize) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::new();
    for mark in &block.marks {
        let over = mark.over.range();
        if matches!(mark.kind, MarkKind::Note(_)) {
            if is_behind(over.start, &was) {
                let at = match over.start == was.end {
                    true => text.len(),
                    false => sign_in(&block.text[was.start..over.start], text),
                };
                kept.push(Mark {
                    kind: mark.kind.clone(),
                    over: TextSpan::new(start + at, start + at),
                });
            }
            continue;
        }
        let words = &block.text
            [over.start.max(was.start)..over.end.min(was.end).max(over.start.max(was.start))];
        if words.trim().is_empty() || text.matches(words).count() != 1 {
            continue;
        }
        let Some(at) = text.find(words) else { continue };
        let over = TextSpan::new(start + at, start + at + words.len());
        let crosses = |other: &Mark| {
            let (a, b) = (other.over.range(), over.range());
            let apart = a.end <= b.start || b.end <= a.start;
            let within =
                (a.start <= b.start && b.end <= a.end) || (b.start <= a.start && a.end <= b.end);
            !apart && !within
        };
        if !kept.iter().any(crosses) {
            kept.push(Mark {
                kind: mark.kind.clone(),
                over,
            });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read_bytes;

    fn read(markdown: &str) -> (SegmentedDocument, Side) {
        let document = read_bytes(markdown.into(), Path::new("en.md"), None).unwrap();
        let text = segment(document, Language::En, &SegmentOptions::default());
        let side = Bitext::without_source(&text, "en-US").target;
        (text, side)
    }

    const PAGE: &str = "# The *Lighthouse*\n\n![a map](map.png)\n\n**Zhang:** I came **late**. The [tower](t.html) was dark.\n\n* * *\n\n- One.\n- Two.\n";

    #[test]
    fn what_did_not_change_is_the_file_itself() {
        let (text, side) = read(PAGE);
        let restored = restore(&side, Language::En, Some(&text));
        assert_eq!(restored.document.source.text, PAGE);
    }

    #[test]
    fn rewritten_sentences_keep_the_marks_whose_words_they_have() {
        let (text, mut side) = read(PAGE);
        let at = side
            .sentences
            .iter()
            .position(|s| s.text.contains("tower"))
            .unwrap();
        side.sentences[at].text = "In the dark stood the tower.".into();
        let restored = restore(&side, Language::En, Some(&text));
        let block = &restored.document.blocks[2];
        assert_eq!(
            block.text,
            "Zhang: I came late. In the dark stood the tower."
        );
        let marked: Vec<_> = block
            .marks
            .iter()
            .map(|mark| mark.over.of(&block.text))
            .collect();
        assert_eq!(marked, ["Zhang:", "late", "tower"]);
        assert_eq!(
            block.speaker.map(|label| label.of(&block.text)),
            Some("Zhang:")
        );
        let kinds: Vec<_> = restored
            .document
            .blocks
            .iter()
            .map(|b| b.kind.name())
            .collect();
        let before: Vec<_> = text.document.blocks.iter().map(|b| b.kind.name()).collect();
        assert_eq!(kinds, before);
        for (segment, sentence) in restored.segments.iter().zip(&side.sentences) {
            let block = &restored.document.blocks[segment.block];
            assert_eq!(segment.place.of(&block.text), sentence.text);
        }
    }

    #[test]
    fn signs_of_notes_stay_behind_their_words_and_are_told_once() {
        let page =
            "The lamp[^a] is lit.[^b] The tide is out.\\\nFog.\n\n[^a]: One.\n\n[^b]: Two.\n";
        let (text, mut side) = read(page);
        let told = |side: &Side| {
            let restored = restore(side, Language::En, Some(&text));
            let block = &restored.document.blocks[0];
            let mut told = block.text.clone();
            for mark in block.marks.iter().rev() {
                match &mark.kind {
                    MarkKind::Note(name) => told.insert_str(mark.over.start, name),
                    MarkKind::Break => told.insert(mark.over.start, '/'),
                    _ => {}
                }
            }
            let note = restored.document.blocks[2].note.clone();
            (told, note)
        };
        // Something else changed, so that all is put together anew.
        side.sentences[4].text = "2.".into();
        let b = Some("b".to_owned());
        let same = "The lampa is lit.b The tide is out./ Fog.".to_owned();
        assert_eq!(told(&side), (same, b.clone()));
        side.sentences[0].text = "Somebody lit the lamp at last.".into();
        let other = "Somebody lit the lampa at last.b The tide is out./ Fog.".to_owned();
        assert_eq!(told(&side), (other, b));
    }

    #[test]
    fn without_the_file_there_are_blocks_all_the_same() {
        let (_, mut side) = read(PAGE);
        side.sentences.remove(1);
        let restored = restore(&side, Language::En, None);
        assert_eq!(restored.segments.len(), side.sentences.len());
        assert_eq!(restored.document.blocks[1].kind.name(), "paragraph");
        assert_eq!(restored.document.blocks[0].text, "The Lighthouse");
    }

    #[test]
    fn a_rewritten_cell_stays_in_its_table() {
        let (text, mut side) = read("| Lamp | Light |\n|---|---|\n| pier | red |\n");
        side.sentences[3].text = "green".into();
        let restored = restore(&side, Language::En, Some(&text));
        assert_eq!(restored.document.blocks[3].text, "green");
        let tables = crate::document::tables(&restored.document.blocks);
        assert_eq!(tables.len(), 1);
        assert_eq!((tables[0].blocks.clone(), tables[0].columns), (0..4, 2));
    }
}
