//! A version of a text cut into the pieces that are merged.

use std::ops::Range;

use crate::document::{CodeKind, Document};
use crate::segment::{Segment, SegmentedDocument};

/// A piece of a text: a sentence with the markup that opens and closes with it, or a line of what stands between
/// sentences (white space, markup, code, front matter).
#[derive(Clone, Debug)]
pub(super) struct TextPiece {
    /// Its bytes in the decoded file.
    pub(super) range: Range<usize>,
    /// The words of its sentences, mostly one; none for what stands between.
    pub(super) sentences: Vec<String>,
}

impl TextPiece {
    pub(super) fn is_gap(&self) -> bool {
        self.sentences.is_empty()
    }
}

/// Cuts a text into pieces; one behind the other they are the text.
pub(super) fn pieces(text: &SegmentedDocument) -> Vec<TextPiece> {
    let source = &text.document.source.text;
    let mut found: Vec<TextPiece> = Vec::new();
    let mut at = 0;
    for segment in &text.segments {
        let whole = with_markup(&text.document, segment);
        // A place inside the sentence before belongs to that one.
        let start = whole.start.max(at);
        if start >= whole.end {
            match found.last_mut() {
                Some(last) if !last.is_gap() => last.sentences.push(segment.text.clone()),
                _ => {}
            }
            continue;
        }
        gap(source, at..start, &mut found);
        found.push(TextPiece {
            range: start..whole.end,
            sentences: vec![segment.text.clone()],
        });
        at = whole.end;
    }
    gap(source, at..source.len(), &mut found);
    found
}

/// The bytes of a sentence with the markup that begins right before it and ends right behind it.
fn with_markup(document: &Document, segment: &Segment) -> Range<usize> {
    let mut whole = segment.source.range();
    let Some(block) = document.blocks.get(segment.block) else {
        return whole;
    };
    for code in block.codes.iter().rev() {
        let opens = matches!(code.kind, CodeKind::Open(_) | CodeKind::Point);
        if opens && code.source.end == whole.start {
            whole.start = code.source.start;
        }
    }
    for code in &block.codes {
        let closes = matches!(code.kind, CodeKind::Close(_) | CodeKind::Point);
        if closes && code.source.start == whole.end {
            whole.end = code.source.end;
        }
    }
    whole
}

/// Adds what stands between two sentences, line by line.
fn gap(source: &str, between: Range<usize>, found: &mut Vec<TextPiece>) {
    let mut at = between.start;
    for line in source
        .get(between)
        .unwrap_or_default()
        .split_inclusive('\n')
    {
        found.push(TextPiece {
            range: at..at + line.len(),
            sentences: Vec::new(),
        });
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;
    use crate::segment::{SegmentOptions, segment};
    use crate::text::Language;

    #[test]
    fn pieces_are_the_text() {
        let text = "---\ntitle: Tide\n---\n\n# Tide\n\n**It is late.** See [this](a.md). End.[^1]\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| One. Two. | Three |\n";
        let document = read_bytes(text.into(), Path::new("en.md"), None).unwrap();
        let cut = pieces(&segment(document, Language::En, &SegmentOptions::default()));
        let joined: String = cut.iter().map(|piece| &text[piece.range.clone()]).collect();
        assert_eq!(joined, text);
        let sentences: Vec<&str> = cut
            .iter()
            .filter(|piece| !piece.is_gap())
            .map(|piece| &text[piece.range.clone()])
            .collect();
        assert!(sentences.contains(&"**It is late.**"), "{sentences:?}");
        assert!(sentences.contains(&"See [this](a.md)."), "{sentences:?}");
        assert!(
            cut.iter()
                .any(|piece| &text[piece.range.clone()] == "code\n")
        );
    }
}
