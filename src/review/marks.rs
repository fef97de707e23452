//! The markup of an English sentence as its file has it: what the page shows, and what new words would drop.

use std::ops::Range;

use serde::Serialize;
use serde_json::{Value, json};

use crate::bitext::Sentence;
use crate::document::CodeKind;
use crate::document::rewrite::{Rewrite, rewrite};
use crate::error::Result;
use crate::segment::SegmentedDocument;

/// A piece of markup in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct SentenceMark {
    /// Where its words begin, in UTF-16 units of the sentence.
    pub(super) from: usize,
    /// Where they end; the same place for what has no words, a note or an image.
    pub(super) to: usize,
    /// What it is: `strong`, `emphasis`, `strike`, `link`, `code`, `note`, `image`, or `other`.
    pub(super) kind: &'static str,
    /// How it is written; of a pair, how it opens.
    pub(super) markup: String,
}

/// The segment of the text that a sentence of the bitext was read from.
fn segment_of(text: &SegmentedDocument, sentence: &Sentence) -> Option<usize> {
    let (from, _) = sentence.bytes?;
    let source = &text.document.source;
    let at = text
        .segments
        .partition_point(|segment| source.portable(segment.source.start) < from);
    let segment = text.segments.get(at)?;
    (source.portable(segment.source.start) == from).then_some(at)
}

/// The markup of a sentence as its file has it, and whether the file says these words.
pub(super) fn marks(text: &SegmentedDocument, sentence: &Sentence) -> (Vec<SentenceMark>, bool) {
    match segment_of(text, sentence) {
        Some(at) => (
            of_segment(text, at),
            text.segments[at].text == sentence.text,
        ),
        None => (Vec::new(), false),
    }
}

fn of_segment(text: &SegmentedDocument, at: usize) -> Vec<SentenceMark> {
    let segment = &text.segments[at];
    let block = &text.document.blocks[segment.block];
    let source = &text.document.source.text;
    let place = segment.place.range();
    let units = |range: Range<usize>| {
        let unit = |to: usize| units_to(&block.text[place.clone()], to - place.start);
        (unit(range.start), unit(range.end))
    };
    let mut marks = Vec::new();
    for (number, code) in block.codes.iter().enumerate() {
        let range = match code.kind {
            CodeKind::Open(of) => {
                let closes = block.codes[number..]
                    .iter()
                    .find(|one| one.kind == CodeKind::Close(of));
                let Some(closes) = closes else { continue };
                code.at.max(place.start)..closes.at.min(place.end)
            }
            CodeKind::Opaque(length) => code.at.max(place.start)..(code.at + length).min(place.end),
            CodeKind::Point => code.at..code.at,
            CodeKind::Close(_) | CodeKind::Break => continue,
        };
        let is_point = code.kind == CodeKind::Point;
        let is_here = if is_point {
            place.start <= code.at && code.at <= place.end
        } else {
            range.start < range.end
        };
        if !is_here {
            continue;
        }
        let markup = code.source.of(source);
        let (from, to) = units(range);
        marks.push(SentenceMark {
            from,
            to,
            kind: kind(markup, code.kind),
            markup: markup.to_owned(),
        });
    }
    marks
}

/// How many UTF-16 units a sentence has up to a byte of the block's text: runs of white space are one space.
fn units_to(text: &str, to: usize) -> usize {
    let mut units = 0;
    let mut was_space = false;
    for (at, c) in text.char_indices() {
        if at >= to {
            break;
        }
        let is_space = c.is_whitespace();
        if !(is_space && was_space) {
            units += c.len_utf16();
        }
        was_space = is_space;
    }
    units
}

fn kind(markup: &str, of: CodeKind) -> &'static str {
    let lower = markup.to_ascii_lowercase();
    let tag = lower.strip_prefix('<').map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        &rest[..end.unwrap_or(rest.len())]
    });
    match (of, tag) {
        (_, Some("b" | "strong")) => "strong",
        (_, Some("i" | "em")) => "emphasis",
        (_, Some("s" | "del")) => "strike",
        (_, Some("a")) => "link",
        (_, Some("img")) => "image",
        (_, Some("code" | "kbd")) | (CodeKind::Opaque(_), _) => "code",
        (CodeKind::Point, _) if markup.starts_with("[^") => "note",
        (CodeKind::Point, _) if markup.starts_with("![") => "image",
        (CodeKind::Open(_), None) if markup.starts_with("**") || markup.starts_with("__") => {
            "strong"
        }
        (CodeKind::Open(_), None) if markup.starts_with(['*', '_']) => "emphasis",
        (CodeKind::Open(_), None) if markup.starts_with('~') => "strike",
        (CodeKind::Open(_), None) if markup.starts_with('[') => "link",
        _ => "other",
    }
}

/// The markup of a sentence as its file has it, and what of it would be left out with these words.
pub(super) fn preview(text: &SegmentedDocument, sentence: &Sentence, words: &str) -> Result<Value> {
    let Some(at) = segment_of(text, sentence) else {
        return Ok(json!({"marks": [], "dropped": []}));
    };
    let marks = of_segment(text, at);
    let segment = &text.segments[at];
    let words = crate::text::spaces::fold(words);
    if marks.is_empty() || words == segment.text {
        return Ok(json!({"marks": marks, "dropped": []}));
    }
    let asked = Rewrite {
        block: segment.block,
        place: segment.place,
        text: words,
    };
    let rewritten = rewrite(&text.document, &[asked])?;
    let dropped: Vec<String> = rewritten.dropped.into_iter().map(|(_, one)| one).collect();
    let why = rewritten.kept.first().map(|(_, why)| why.to_string());
    Ok(json!({"marks": marks, "dropped": dropped, "why": why}))
}
