//! Values that are text though they stand in markup: attributes of tags such as `alt` and `title`, and the
//! alternative texts and titles of Markdown.
//!
//! Each is a small block of its own. Blocks do not overlap, so a value inside the words of another block
//! stays what it is there: markup.

use super::builder::BlockBuilder;
use super::html_elements::decode;
use super::inline;
use super::model::{Block, BlockKind, Quote, Syntax};
use crate::text::SourceSpan;

/// A text that may begin inside a larger one.
pub(super) struct Origin<'s> {
    pub(super) text: &'s str,
    /// The byte of the larger text at which it begins.
    pub(super) base: usize,
}

/// The values of the attributes called `names` in the tag that stands at `tag`.
pub(super) fn of_tag(
    source: &Origin<'_>,
    tag: SourceSpan,
    names: &[String],
    chinese: bool,
    values: &mut Vec<Block>,
) {
    if names.is_empty() {
        return;
    }
    let raw = tag.of(source.text);
    for (name, from, value, quote) in attributes(raw) {
        let is_template = value.contains("{{") || value.contains("{%") || value.contains("<%");
        if is_template || !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        let start = source.base + tag.start + from;
        let mut ops = Vec::new();
        inline::split(value, start, decode, &mut ops);
        let before = values.len();
        let builder = || BlockBuilder::new(BlockKind::Caption, chinese);
        inline::build(&ops, builder, BlockKind::Caption, values);
        for block in &mut values[before..] {
            block.syntax = Syntax::Attribute(quote);
        }
    }
    values.retain(|block| !block.text.is_empty());
}

/// The attributes of a tag whose values stand in quotes: name, first byte of the value, value. Expressions in braces are passed over.
fn attributes(tag: &str) -> Vec<(&str, usize, &str, Quote)> {
    let mut found = Vec::new();
    let name_end = |text: &str| {
        text.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '{' | '"' | '\''))
            .unwrap_or(text.len())
    };
    let mut rest = tag.trim_start_matches('<');
    rest = &rest[name_end(rest)..];
    while let Some(first) = rest.chars().next() {
        if first == '{' {
            rest = &rest[braces(rest)..];
            continue;
        }
        let length = name_end(rest);
        if length == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let name = &rest[..length];
        rest = rest[length..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            continue;
        };
        rest = value.trim_start();
        let quote = match rest.chars().next() {
            Some('"') => ('"', Quote::Double),
            Some('\'') => ('\'', Quote::Single),
            Some('{') => {
                rest = &rest[braces(rest)..];
                continue;
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || c == '>');
                rest = &rest[end.unwrap_or(rest.len())..];
                continue;
            }
        };
        let Some(end) = rest[1..].find(quote.0) else {
            break;
        };
        let from = tag.len() - rest.len() + 1;
        found.push((name, from, &rest[1..=end], quote.1));
        rest = &rest[end + 2..];
    }
    found
}

/// The length of the expression in braces that a text begins with; strings in it may hold braces.
fn braces(text: &str) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'' | '`', None) => quote = Some(c),
            ('{', None) => depth += 1,
            ('}', None) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// A value of Markdown that stands at `span` and says `text`, where it is written without other markup
/// than escapes and entities.
pub(super) fn of_markdown(
    source: &str,
    span: SourceSpan,
    text: &str,
    syntax: Syntax,
    chinese: bool,
) -> Option<Block> {
    let raw = span.of(source);
    if raw.trim().is_empty() || raw.trim() != raw || raw.contains('\n') {
        return None;
    }
    let mut builder = BlockBuilder::new(BlockKind::Caption, chinese);
    let mut said = String::new();
    let mut at = 0;
    while let Some(c) = raw[at..].chars().next() {
        let rest = &raw[at..];
        let (length, value) = match c {
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                (2, rest[1..2].to_owned())
            }
            '&' => {
                let end = rest.find(';').filter(|&end| end < 34);
                match end.and_then(|end| Some((end + 1, decode(&rest[..=end])?))) {
                    Some(entity) => entity,
                    None => (1, "&".to_owned()),
                }
            }
            c => (c.len_utf8(), c.to_string()),
        };
        let place = SourceSpan::new(span.start + at, span.start + at + length);
        builder.text(&value, place, value == rest[..length]);
        said.push_str(&value);
        at += length;
    }
    let mut block = builder.finish_literal(span);
    block.syntax = syntax;
    (said == text && block.text == text).then_some(block)
}

/// How many bytes from byte `from` on stand before the bracket that closes.
pub(super) fn bracketed(raw: &str, from: usize) -> usize {
    let mut depth = 0usize;
    let mut escaped = false;
    let inside = raw.get(from..).unwrap_or_default();
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            _ if escaped => {}
            b'[' => depth += 1,
            b']' if depth == 0 => return at,
            b']' => depth -= 1,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    inside.len()
}

/// The bytes of a title that says `title` in a link, image or definition, and what it stands in: quotes
/// or brackets at its end.
pub(super) fn title_of(source: &str, link: SourceSpan, title: &str) -> Vec<(SourceSpan, Quote)> {
    let raw = link.of(source).trim_end();
    let mut found = Vec::new();
    for inside in [raw.strip_suffix(')').map(str::trim_end), Some(raw)] {
        let Some(inside) = inside else { continue };
        let (open, quote) = match inside.chars().next_back() {
            Some('"') => ('"', Quote::Double),
            Some('\'') => ('\'', Quote::Single),
            Some(')') => ('(', Quote::Bracket),
            _ => continue,
        };
        let end = inside.len() - 1;
        for (at, _) in inside[..end].match_indices(open) {
            let apart = inside[..at].ends_with(char::is_whitespace);
            // An entity is longer than what it says, and never shorter.
            if apart && end - at > title.len() {
                let span = SourceSpan::new(link.start + at + 1, link.start + end);
                found.push((span, quote));
            }
        }
    }
    found
}

/// Puts values among the blocks: those that stand between them, and those in blocks without words, which
/// they take the place of. What stands inside the words of a block is left out.
pub(super) fn place(mut values: Vec<Block>, blocks: &mut Vec<Block>) {
    if values.is_empty() {
        return;
    }
    values.sort_by_key(|value| value.span.start);
    let mut values = values.into_iter().peekable();
    let mut placed: Vec<Block> = Vec::with_capacity(blocks.len() + values.len());
    let mut reached = 0;
    let mut push = |block: Block, placed: &mut Vec<Block>| {
        if block.span.start >= reached {
            reached = extent(&block).end;
            placed.push(block);
        }
    };
    for block in blocks.drain(..) {
        let whole = extent(&block);
        while let Some(value) = values.next_if(|value| value.span.end <= whole.start) {
            push(value, &mut placed);
        }
        let mut inside = Vec::new();
        while let Some(value) = values.next_if(|value| value.span.start < whole.end) {
            inside.push(value);
        }
        inside.retain(|value| value.span.end <= whole.end);
        inside.dedup_by(|next, first| next.span.start < first.span.end);
        if !block.text.is_empty() || inside.is_empty() {
            push(block, &mut placed);
            continue;
        }
        // Together they take all of it, each from where it begins.
        let starts: Vec<usize> = inside.iter().map(|value| value.span.start).collect();
        let Block {
            depth,
            ordinal,
            cell,
            note,
            mut marks,
            ..
        } = block;
        for (at, mut value) in inside.into_iter().enumerate() {
            let start = if at == 0 { whole.start } else { starts[at] };
            let end = starts.get(at + 1).copied().unwrap_or(whole.end);
            value.span = SourceSpan::new(start, end);
            value.depth = depth;
            value.ordinal = ordinal;
            value.cell = cell;
            value.note.clone_from(&note);
            value.marks.append(&mut marks);
            push(value, &mut placed);
        }
    }
    for value in values {
        push(value, &mut placed);
    }
    *blocks = placed;
}

/// The bytes of a block with the markup that belongs to it.
fn extent(block: &Block) -> SourceSpan {
    let codes = block.codes.iter().map(|code| code.source);
    codes.fold(block.span, |all, code| {
        SourceSpan::new(all.start.min(code.start), all.end.max(code.end))
    })
}
