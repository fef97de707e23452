//! The inline codes of Markdown: emphasis, links, code; images, marks of notes and inline HTML as
//! points.

use super::codes::{Coded, Content, Inline, Pair, Point};
use super::model::{Block, BlockKind, MarkKind};
use super::source::SourceText;
use crate::text::SourceSpan;

/// Writes Markdown's text and inline marks.
pub(super) struct MarkdownInline;

impl Inline for MarkdownInline {
    fn content(&self, block: &Block, source: &SourceText) -> Content {
        let text = &source.text;
        let first = block
            .runs
            .first()
            .map_or(block.span.start, |run| run.source.start);
        let last = block
            .runs
            .last()
            .map_or(block.span.end, |run| run.source.end);
        let start = first - leading(block, &text[block.span.start..first]);
        let end = last + trailing(block, &text[last..block.span.end.max(last)]);
        let mut coded = Coded::plain(block.text.as_str());
        for mark in &block.marks {
            let (open, close) = match &mark.kind {
                MarkKind::Strong => ("**".to_owned(), "**".to_owned()),
                MarkKind::Emphasis => ("*".to_owned(), "*".to_owned()),
                MarkKind::Strikethrough => ("~~".to_owned(), "~~".to_owned()),
                MarkKind::Code => {
                    let fence = "`".repeat(ticks(mark.over.of(&block.text)) + 1);
                    (fence.clone(), fence)
                }
                MarkKind::Link(url) => ("[".to_owned(), format!("]({})", destination(url))),
                MarkKind::Image { .. } => continue,
            };
            coded.pairs.push(Pair {
                over: mark.over,
                open,
                close,
            });
        }
        let mut at = start;
        for run in &block.runs {
            points(
                text,
                SourceSpan::new(at, run.source.start.max(at)),
                run.text.start,
                &mut coded,
            );
            at = run.source.end;
        }
        points(
            text,
            SourceSpan::new(at.min(end), end),
            block.text.len(),
            &mut coded,
        );
        Content {
            span: SourceSpan::new(start, end),
            coded,
        }
    }

    fn escape(&self, text: &str, block: &Block, first: bool, code: bool, out: &mut String) {
        if code {
            return out.push_str(text);
        }
        if first && begins_a_block(text) {
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            out.push_str(&text[..digits]);
            out.push('\\');
            let rest = &text[digits..];
            let mark = rest.chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..mark]);
            return escape_inline(&rest[mark..], block, out);
        }
        escape_inline(text, block, out);
    }
}

fn escape_inline(text: &str, block: &Block, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let special = match c {
            '*' | '_' | '[' | ']' | '`' | '\\' | '~' | '<' => true,
            '&' => chars
                .peek()
                .is_some_and(|next| next.is_ascii_alphanumeric() || *next == '#'),
            '|' => block.kind == BlockKind::TableCell,
            '#' => block.kind.is_heading(),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
}

/// Whether text at the beginning of a block would begin another one: a heading, an item, a quotation.
fn begins_a_block(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match text.chars().next() {
        Some('#' | '>' | '+' | '-' | '=' | '|' | ':') => true,
        Some(c) if c.is_ascii_digit() => rest.starts_with(['.', ')']),
        _ => false,
    }
}

/// How many backticks stand in a row at most.
fn ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A link's address; one with spaces or brackets stands in angle brackets.
fn destination(url: &str) -> String {
    if url.is_empty() || url.contains([' ', '(', ')', '<']) {
        format!("<{}>", url.replace('<', "%3C").replace('>', "%3E"))
    } else {
        url.to_owned()
    }
}

/// How many of the bytes before the text are inline codes, and not the marker of a heading, an item...
fn leading(block: &Block, before: &str) -> usize {
    let image = |mark: &super::model::Mark| {
        mark.over.start == 0 && matches!(mark.kind, MarkKind::Image { .. })
    };
    let mut kept = before;
    if block.marks.iter().any(image)
        && let Some(at) = before.find("![")
    {
        kept = &before[..at];
    }
    loop {
        let opens = block.marks.iter().any(|mark| mark.over.start == 0);
        let shorter = if opens {
            kept.trim_end_matches(['*', '_', '~', '['])
        } else {
            kept
        };
        let shorter = match shorter.rfind('<') {
            Some(at) if shorter.ends_with('>') => &shorter[..at],
            _ => shorter,
        };
        if shorter.len() == kept.len() {
            return before.len() - kept.len();
        }
        kept = shorter;
    }
}

/// How many of the bytes behind the text are inline codes.
fn trailing(block: &Block, behind: &str) -> usize {
    let line = behind.split(['\n', '\r']).next().unwrap_or_default();
    let line = match block.kind {
        kind if kind.is_heading() => line.split(" #").next().unwrap_or_default(),
        BlockKind::TableCell => line.split('|').next().unwrap_or_default(),
        _ => line,
    };
    line.trim_end().len()
}

/// The points in a stretch of markup.
fn points(text: &str, within: SourceSpan, at: usize, coded: &mut Coded) {
    let markup = within.of(text);
    let mut from = 0;
    while let Some(next) = markup[from..].find(['!', '[', '<', ']']) {
        let start = from + next;
        let rest = &markup[start..];
        if rest.starts_with("](") {
            // The address of a link.
            from = start + 1 + image_length(&rest[1..]).unwrap_or(0);
            continue;
        }
        let length = if rest.starts_with("![") {
            image_length(rest)
        } else if rest.starts_with("[^") {
            rest.find(']').map(|end| end + 1)
        } else if rest.starts_with('<') {
            rest.find('>').map(|end| end + 1)
        } else {
            None
        };
        match length {
            Some(length) => {
                coded.points.push(Point {
                    at,
                    markup: rest[..length].to_owned(),
                });
                from = start + length;
            }
            None => from = start + 1,
        }
    }
}

/// The length of the image that `rest` begins with.
fn image_length(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    let mut bracket = None;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' | '(' => depth += 1,
            ']' | ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    let goes_on = c == ']' && rest[at + 1..].starts_with(['(', '[']);
                    if !goes_on {
                        return Some(at + 1);
                    }
                    bracket = Some(at);
                }
            }
            _ => {}
        }
    }
    bracket.map(|at| at + 1)
}
