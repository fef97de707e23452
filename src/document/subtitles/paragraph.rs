//! The words of some turns as a block. What stands before the first word of a cue and behind its last one (a
//! place on the screen, italics over all of it) belongs to the cue and not to its words: it stays whatever the
//! words become.

use super::cue::{Part, Tag};
use super::turns::Turn;
use crate::document::builder::BlockBuilder;
use crate::document::model::{Block, BlockKind, CodeKind};
use crate::text::SourceSpan;

/// A piece of a turn.
#[derive(Clone, Copy)]
enum Piece<'c> {
    Part(&'c Part),
    /// The end of a line and the beginning of the next one.
    Line,
}

/// A piece with its bytes, and the other half of its pair.
#[derive(Clone, Copy)]
struct Element<'c> {
    piece: Piece<'c>,
    span: SourceSpan,
    partner: Option<usize>,
}

impl Element<'_> {
    const fn tag(&self) -> Option<&Tag> {
        match self.piece {
            Piece::Part(Part::Code(tag, _)) => Some(tag),
            _ => None,
        }
    }

    const fn is_line(&self) -> bool {
        matches!(self.piece, Piece::Line)
    }

    /// Markup that is no half of a pair, or the end of a line.
    const fn is_loose(&self) -> bool {
        self.partner.is_none() && (self.tag().is_some() || self.is_line())
    }
}

/// The words of some turns as a paragraph; nothing where they have none.
pub(super) fn block(turns: &[Turn<'_>], source: &str, chinese: bool) -> Option<Block> {
    let mut builder = BlockBuilder::new(BlockKind::Paragraph, chinese);
    let mut span: Option<SourceSpan> = None;
    let mut pairs = 0_u32;
    for turn in turns {
        let elements = elements(turn, source);
        let frame = frame(&elements);
        let inner = &elements[frame.clone()];
        let (Some(first), Some(last)) = (inner.first(), inner.last()) else {
            continue;
        };
        if let Some(before) = span {
            let gap = SourceSpan::new(before.end, first.span.start);
            builder.gap(gap);
            builder.code(CodeKind::Break, gap);
        }
        let start = span.map_or(first.span.start, |span| span.start);
        span = Some(SourceSpan::new(start, last.span.end));
        // The codes that open a pair, by their element.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (at, element) in frame.zip(inner) {
            match element.piece {
                Piece::Line => builder.gap(element.span),
                Piece::Part(Part::Words(_)) => {
                    builder.text(element.span.of(source), element.span, true);
                }
                Piece::Part(Part::Character(text, _)) => builder.text(text, element.span, false),
                Piece::Part(Part::Code(..)) => {
                    let number = builder.codes();
                    builder.code(CodeKind::Point, element.span);
                    let opened = open
                        .iter()
                        .find(|(other, _)| element.partner == Some(*other));
                    if let Some(&(_, first)) = opened {
                        pairs += 1;
                        builder.pair_codes(first, number, pairs);
                    } else {
                        open.push((at, number));
                    }
                }
            }
        }
    }
    let block = builder.finish_literal(span?);
    (!block.text.trim().is_empty()).then_some(block)
}

/// The pieces of a turn. Where each line has a pair of its own with the same tag, all of them have one.
fn elements<'c>(turn: &Turn<'c>, source: &str) -> Vec<Element<'c>> {
    let mut found: Vec<Element<'c>> = Vec::new();
    let mut reached = None;
    for line in turn.lines {
        if let Some(before) = reached {
            found.push(Element {
                piece: Piece::Line,
                span: SourceSpan::new(before, line.span.start),
                partner: None,
            });
        }
        found.extend(line.parts.iter().map(|part| Element {
            piece: Piece::Part(part),
            span: part.span(),
            partner: None,
        }));
        reached = Some(line.span.end);
    }
    pair(&mut found);
    while let Some(at) = (1..found.len().saturating_sub(1)).find(|&at| is_fold(&found, at, source))
    {
        found[at].span = SourceSpan::new(found[at - 1].span.start, found[at + 1].span.end);
        found.remove(at + 1);
        found.remove(at - 1);
        pair(&mut found);
    }
    found
}

/// Whether a pair closes before the end of a line and the same one opens behind it.
fn is_fold(elements: &[Element<'_>], at: usize, source: &str) -> bool {
    let (before, behind) = (&elements[at - 1], &elements[at + 1]);
    let closes = matches!(before.tag(), Some(Tag::Close(_)));
    let opens = matches!(behind.tag(), Some(Tag::Open(_))) && behind.partner.is_some();
    let first = before.partner.map(|first| elements[first].span.of(source));
    elements[at].is_line() && closes && opens && first == Some(behind.span.of(source))
}

/// Finds the halves of pairs.
fn pair(elements: &mut [Element<'_>]) {
    let mut open: Vec<(usize, &str)> = Vec::new();
    for at in 0..elements.len() {
        elements[at].partner = None;
        let Piece::Part(Part::Code(tag, _)) = elements[at].piece else {
            continue;
        };
        match tag {
            Tag::Open(name) => open.push((at, name)),
            Tag::Close(name) => {
                if let Some(found) = open.iter().rposition(|(_, own)| own == name) {
                    let first = open[found].0;
                    open.truncate(found);
                    elements[first].partner = Some(at);
                    elements[at].partner = Some(first);
                }
            }
            Tag::Point => {}
        }
    }
}

/// The elements without those that belong to the cue.
fn frame(elements: &[Element<'_>]) -> std::ops::Range<usize> {
    let (mut from, mut to) = (0, elements.len());
    while from < to {
        if elements[from].is_loose() {
            from += 1;
        } else if elements[to - 1].is_loose() {
            to -= 1;
        } else if elements[from].tag().is_some() && elements[from].partner == Some(to - 1) {
            from += 1;
            to -= 1;
        } else {
            break;
        }
    }
    from..to.max(from)
}
