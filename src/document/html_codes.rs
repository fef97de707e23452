//! The inline codes of HTML: every inline element with its attributes.

use super::codes::{Coded, Content, Inline, Pair, Point};
use super::html::{BLOCKS, VOID};
use super::model::Block;
use super::source::SourceText;
use crate::text::xml::{Escape, Quotes};
use crate::text::{SourceSpan, TextSpan};

/// Writes HTML's text and inline elements.
pub(super) struct HtmlInline;

/// Readings beside characters mean nothing beside a translation.
const DROPPED: &[&str] = &["ruby", "rb", "rt", "rp", "rtc", "wbr"];

/// A tag, or a comment, in the source.
struct Tag<'s> {
    span: SourceSpan,
    /// Empty for comments.
    name: &'s str,
    end: bool,
    /// It has no content: `<br>`, `<i/>`.
    void: bool,
}

impl Inline for HtmlInline {
    fn content(&self, block: &Block, source: &SourceText) -> Content {
        let text = &source.text;
        let span = with_inline_tags(block.span, text);
        let mut reader = Codes::new(text, block);
        let mut at = span.start;
        for run in &block.runs {
            reader.markup(
                SourceSpan::new(at, run.source.start.max(at)),
                run.text.start,
            );
            // White space may have swallowed the tags in it.
            if !run.verbatim && run.source.of(text).contains('<') {
                reader.markup(run.source, run.text.start);
            }
            at = run.source.end;
        }
        reader.markup(
            SourceSpan::new(at.min(span.end), span.end),
            block.text.len(),
        );
        Content {
            span,
            coded: reader.finish(),
        }
    }

    fn escape(&self, text: &str, _: &Block, _: bool, _: bool, out: &mut String) {
        const CONTENT: Escape = Escape {
            quotes: Quotes::Kept,
            ..Escape::MARKUP
        };
        CONTENT.append(text, out);
    }
}

/// The block with the inline tags that stand directly around its text.
fn with_inline_tags(span: SourceSpan, text: &str) -> SourceSpan {
    let SourceSpan {
        mut start, mut end, ..
    } = span;
    while text[..start].ends_with('>') {
        let Some(from) = text[..start].rfind('<') else {
            break;
        };
        match tags(text, SourceSpan::new(from, start)).as_slice() {
            [tag] if tag.span.end == start && !tag.end && !tag.void && is_inline(tag.name) => {
                start = from;
            }
            _ => break,
        }
    }
    while text[end..].starts_with("</") {
        let Some(length) = text[end..].find('>') else {
            break;
        };
        let to = end + length + 1;
        match tags(text, SourceSpan::new(end, to)).as_slice() {
            [tag] if tag.end && is_inline(tag.name) => end = to,
            _ => break,
        }
    }
    SourceSpan::new(start, end)
}

fn is_inline(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.is_empty() && !BLOCKS.contains(&name.as_str())
}

/// The tags and comments that lie wholly in a stretch of the source.
fn tags(text: &str, within: SourceSpan) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(from) = text[at..within.end].find('<') {
        let start = at + from;
        let rest = &text[start..within.end];
        let length = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            tag_length(rest)
        };
        let Some(length) = length else { break };
        let inside = rest[..length].trim_matches(['<', '>']);
        let end = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let name = inside
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        let name = if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name
        } else {
            ""
        };
        found.push(Tag {
            span: SourceSpan::new(start, start + length),
            name,
            end,
            void: name.is_empty()
                || inside.ends_with('/')
                || VOID.contains(&name.to_ascii_lowercase().as_str()),
        });
        at = start + length;
    }
    found
}

/// The length of the tag that `rest` begins with; a `>` in quotes does not end it.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (c, quote) {
            ('>', None) => return Some(at + 1),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// An element that is open.
struct Open {
    name: String,
    span: SourceSpan,
    at: usize,
    /// How many points there were when it opened.
    points: usize,
    /// How many pairs.
    pairs: usize,
}

/// The codes of a block, being gathered.
struct Codes<'s> {
    source: &'s str,
    open: Vec<Open>,
    coded: Coded,
}

impl<'s> Codes<'s> {
    fn new(source: &'s str, block: &Block) -> Self {
        Codes {
            source,
            open: Vec::new(),
            coded: Coded::plain(block.text.as_str()),
        }
    }

    /// Markup that stands before byte `at` of the block's text.
    fn markup(&mut self, span: SourceSpan, at: usize) {
        for tag in tags(self.source, span) {
            let name = tag.name.to_ascii_lowercase();
            if tag.end {
                self.close(&name, &tag, at);
            } else if tag.void {
                if !name.is_empty() && !DROPPED.contains(&name.as_str()) {
                    self.point(tag.span, at);
                }
            } else {
                self.open.push(Open {
                    name,
                    span: tag.span,
                    at,
                    points: self.coded.points.len(),
                    pairs: self.coded.pairs.len(),
                });
            }
        }
    }

    fn point(&mut self, span: SourceSpan, at: usize) {
        self.coded.points.push(Point {
            at,
            markup: span.of(self.source).to_owned(),
        });
    }

    fn close(&mut self, name: &str, tag: &Tag<'_>, at: usize) {
        let Some(found) = self.open.iter().rposition(|open| open.name == name) else {
            // Opened before the block: it has to close in it.
            return self.point(tag.span, at);
        };
        // What was opened in it and never closed.
        let unclosed: Vec<Open> = self.open.drain(found + 1..).collect();
        for open in unclosed {
            self.point(open.span, open.at);
        }
        let Some(open) = self.open.pop() else { return };
        if DROPPED.contains(&name) {
            if open.at == at {
                self.coded.points.truncate(open.points);
            }
        } else if open.at == at {
            // Nothing visible in it: one point, whatever it holds.
            self.coded.points.truncate(open.points);
            self.coded.pairs.truncate(open.pairs);
            self.point(SourceSpan::new(open.span.start, tag.span.end), at);
        } else {
            self.coded.pairs.push(Pair {
                over: TextSpan::new(open.at, at),
                open: open.span.of(self.source).to_owned(),
                close: tag.span.of(self.source).to_owned(),
            });
        }
    }

    fn finish(mut self) -> Coded {
        for open in std::mem::take(&mut self.open) {
            self.point(open.span, open.at);
        }
        // The sorts are stable: of pairs over the same text the one closed last is the outer.
        self.coded.pairs.reverse();
        self.coded
            .pairs
            .sort_by_key(|pair| (pair.over.start, std::cmp::Reverse(pair.over.end)));
        self.coded.points.sort_by_key(|point| point.at);
        self.coded
    }
}
