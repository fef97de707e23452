//! Writing back: a document's own structure with other words in it. Everything outside the text of
//! the blocks (headings' marks, tables, code, links' addresses, the page around) stays byte for byte.

use super::codes::{Coded, Content, Inline, inline_of};
use super::model::{Block, Document};
use crate::error::{Error, Place, Result};

/// The parts of a document that a translation replaces: one for each block that has text.
///
/// # Errors
/// When the format cannot be written back.
pub fn contents(document: &Document) -> Result<Vec<Option<Content>>> {
    let inline = known(document)?;
    Ok(document
        .blocks
        .iter()
        .map(|block| (!block.text.is_empty()).then(|| inline.content(block, &document.source)))
        .collect())
}

/// The document with the content of its blocks replaced: `words` has one entry for each block, and
/// where it has nothing the block stays as it is.
///
/// # Errors
/// When the format cannot be written back.
pub fn write_back(document: &Document, words: &[Option<Coded>]) -> Result<String> {
    let inline = known(document)?;
    let source = &document.source.text;
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for (block, words) in document.blocks.iter().zip(words) {
        let Some(words) = words.as_ref().filter(|_| !block.text.is_empty()) else {
            continue;
        };
        let content = inline.content(block, &document.source);
        if content.span.start < at {
            continue;
        }
        out.push_str(&source[at..content.span.start]);
        render(inline, block, words, &mut out);
        at = content.span.end;
    }
    out.push_str(&source[at..]);
    Ok(out)
}

fn known(document: &Document) -> Result<&'static dyn Inline> {
    inline_of(document).ok_or_else(|| {
        Error::input(
            Place::file(&document.source.path),
            format!("{} cannot be written back", document.format),
            "Markdown and HTML can; or have the translation as a bitext",
        )
    })
}

/// Text and codes in the order in which they stand.
fn render(inline: &dyn Inline, block: &Block, words: &Coded, out: &mut String) {
    let begin = out.len();
    let mut written = 0;
    let mut open: Vec<usize> = Vec::new();
    let mut points = words.points.iter().peekable();
    let mut pairs = words.pairs.iter().enumerate().peekable();
    loop {
        // The next place where a code stands.
        let closing = open.last().map(|&pair| words.pairs[pair].over.end);
        let opening = pairs.peek().map(|(_, pair)| pair.over.start);
        let point = points.peek().map(|point| point.at);
        let next = [closing, opening, point].into_iter().flatten().min();
        let to = next
            .unwrap_or(words.text.len())
            .clamp(written, words.text.len());
        if to > written {
            let code = open
                .iter()
                .any(|&pair| words.pairs[pair].open.starts_with('`'));
            let first = out.len() == begin;
            inline.escape(&words.text[written..to], block, first, code, out);
            written = to;
        }
        let Some(next) = next else { break };
        if closing == Some(next) {
            if let Some(pair) = open.pop() {
                out.push_str(&words.pairs[pair].close);
            }
        } else if point == Some(next) {
            if let Some(point) = points.next() {
                out.push_str(&point.markup);
            }
        } else if let Some((number, pair)) = pairs.next() {
            if pair.open.starts_with('[') && out[begin..].ends_with('!') {
                out.insert(out.len() - 1, '\\');
            }
            out.push_str(&pair.open);
            open.push(number);
        }
    }
}

#[cfg(test)]
mod tests;
