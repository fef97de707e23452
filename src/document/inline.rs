//! The inside of a block of a markup format: text, marks, white space that collapses, line breaks that
//! are verse or only layout.

use super::builder::BlockBuilder;
use super::model::{Block, BlockKind, MarkKind};
use crate::text::SourceSpan;
use crate::text::script::is_han;

/// Lines of verse are no longer than this, in Han characters or half as many columns.
const VERSE_WIDTH: usize = 44;
/// Fewer lines are no verse.
const VERSE_LINES: usize = 3;

/// A piece of a block.
pub(super) enum Op {
    /// Text as it stands in the source.
    Text(String, SourceSpan),
    /// Text that stands for something else: an entity.
    Decoded(String, SourceSpan),
    /// White space that stays one space wherever it stands: a tab.
    Tab(SourceSpan),
    /// White space that collapses; whether it is one plain space.
    Space(SourceSpan, bool),
    Open(MarkKind),
    Close,
    /// A line ends here.
    Break {
        /// Whether it was set as a line: the end of a page or column is none.
        set: bool,
    },
    /// The sign of the note of this name.
    Note(String),
    Image {
        url: String,
        alt: String,
        span: SourceSpan,
    },
}

/// What markup calls white space; ideographic and no-break spaces are text.
pub(super) const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Cuts raw text, whose first byte is byte `base` of the source, into text, entities (as `decode`
/// understands them) and white space.
pub(super) fn split(
    raw: &str,
    base: usize,
    decode: impl Fn(&str) -> Option<String>,
    ops: &mut Vec<Op>,
) {
    let mut at = 0;
    let mut plain = 0;
    let push_plain = |from: usize, to: usize, ops: &mut Vec<Op>| {
        if from < to {
            let span = SourceSpan::new(base + from, base + to);
            ops.push(Op::Text(raw[from..to].to_owned(), span));
        }
    };
    while let Some(c) = raw[at..].chars().next() {
        if is_space(c) {
            let length = raw[at..].len() - raw[at..].trim_start_matches(is_space).len();
            push_plain(plain, at, ops);
            let span = SourceSpan::new(base + at, base + at + length);
            ops.push(Op::Space(span, &raw[at..at + length] == " "));
            at += length;
            plain = at;
        } else if c == '&'
            && let Some(length) = entity(&raw[at..])
            && let Some(decoded) = decode(&raw[at..at + length])
        {
            push_plain(plain, at, ops);
            let span = SourceSpan::new(base + at, base + at + length);
            ops.push(Op::Decoded(decoded, span));
            at += length;
            plain = at;
        } else {
            at += c.len_utf8();
        }
    }
    push_plain(plain, at, ops);
}

/// The length of what looks like an entity, its `;` included.
pub(super) fn entity(text: &str) -> Option<usize> {
    let end = text.bytes().take(34).position(|b| b == b';')?;
    let name = &text[1..end];
    (!name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'#' | b'-' | b'_' | b'.')))
    .then_some(end + 1)
}

impl Op {
    fn span(&self) -> Option<SourceSpan> {
        match self {
            Op::Text(_, span) | Op::Decoded(_, span) | Op::Image { span, .. } => Some(*span),
            Op::Tab(_)
            | Op::Space(..)
            | Op::Open(..)
            | Op::Close
            | Op::Break { .. }
            | Op::Note(_) => None,
        }
    }

    /// Whether a reader sees something of it.
    pub(super) fn is_seen(&self) -> bool {
        matches!(self, Op::Text(text, _) | Op::Decoded(text, _) if !text.trim().is_empty())
    }

    fn width(&self) -> usize {
        match self {
            Op::Text(text, _) | Op::Decoded(text, _) => {
                text.chars().map(|c| if is_han(c) { 2 } else { 1 }).sum()
            }
            _ => 0,
        }
    }
}

/// A line of an element, and whether the break before it was set.
type Line<'o> = (bool, &'o [Op]);

/// The lines of an element.
fn lines(ops: &[Op]) -> Vec<Line<'_>> {
    let breaks = ops.iter().filter_map(|op| match op {
        Op::Break { set } => Some(*set),
        _ => None,
    });
    let before = std::iter::once(false).chain(breaks);
    let lines = ops.split(|op| matches!(op, Op::Break { .. }));
    before.zip(lines).collect()
}

/// Makes the blocks of one element: usually one, one for each part between empty lines, and one for
/// each line where the lines are verse.
pub(super) fn build(
    ops: &[Op],
    start: impl Fn() -> BlockBuilder,
    kind: BlockKind,
    blocks: &mut Vec<Block>,
) {
    let lines = lines(ops);
    let said = |line: &[Op]| line.iter().any(|op| op.span().is_some());
    let widths: Vec<usize> = lines
        .iter()
        .filter(|(_, line)| said(line))
        .map(|(_, line)| line.iter().map(Op::width).sum())
        .collect();
    let verse = kind == BlockKind::Paragraph
        && widths.len() >= VERSE_LINES
        && widths.iter().all(|&width| width <= VERSE_WIDTH);
    // Marks that are open where a block ends go on in the next one.
    let mut open: Vec<MarkKind> = Vec::new();
    let mut parts: Vec<Vec<Line<'_>>> = vec![Vec::new()];
    for line in lines {
        if said(line.1) && !verse {
            if let Some(part) = parts.last_mut() {
                part.push(line);
            }
        } else if verse {
            parts.push(vec![line]);
        } else {
            parts.push(vec![line]);
            parts.push(Vec::new());
        }
    }
    for part in parts {
        let mut builder = start();
        if verse {
            builder.set_kind(BlockKind::VerseLine);
        }
        for kind in &open {
            builder.open_tag(kind.clone());
        }
        let mut span: Option<SourceSpan> = None;
        for (number, (set, line)) in part.iter().enumerate() {
            if number > 0
                && let Some(before) = span
                && let Some(next) = line.iter().find_map(Op::span)
            {
                builder.gap(SourceSpan::new(before.end, next.start));
                if *set {
                    builder.line_break();
                }
            }
            for op in *line {
                add(op, &mut builder, &mut open);
                if let Some(mine) = op.span() {
                    let from = span.map_or(mine.start, |span| span.start);
                    span = Some(SourceSpan::new(from, mine.end));
                }
            }
        }
        if let Some(span) = span {
            blocks.push(builder.finish_markup(span));
        }
    }
}

fn add(op: &Op, builder: &mut BlockBuilder, open: &mut Vec<MarkKind>) {
    match op {
        Op::Text(text, span) => {
            // Paragraphs are indented by hand with ideographic spaces.
            let kept = if builder.is_empty() {
                text.trim_start_matches('\u{3000}')
            } else {
                text
            };
            let skipped = text.len() - kept.len();
            builder.text(kept, SourceSpan::new(span.start + skipped, span.end), true);
        }
        Op::Decoded(text, span) => {
            let blank = text.chars().all(char::is_whitespace);
            if blank && builder.is_empty() {
                return;
            }
            if blank {
                builder.gap(*span);
            } else {
                builder.text(text, *span, false);
            }
        }
        Op::Tab(span) => {
            if !builder.is_empty() && !builder.ends_with_space() {
                builder.text(" ", *span, false);
            }
        }
        Op::Space(span, plain) => {
            if builder.is_empty() {
                return;
            }
            // A single space stays even between Han characters; layout does not.
            if *plain && !builder.ends_with_space() {
                builder.space(*span);
            } else {
                builder.gap(*span);
            }
        }
        Op::Open(kind) => {
            builder.open_tag(kind.clone());
            open.push(kind.clone());
        }
        Op::Close => {
            builder.close_tag();
            open.pop();
        }
        Op::Image { url, alt, .. } => builder.image(url.clone(), alt.clone()),
        Op::Note(name) => builder.note_sign(name.clone()),
        Op::Break { .. } => {}
    }
}
