//! The inline codes of HTML: every inline element with its attributes.

use super::codes::{Around, Coded, Inline};
use super::html_elements::{BLOCKS, CDATA, VOID};
use super::model::{Block, CodeKind, Markup, Quote, Syntax};
use crate::text::SourceSpan;

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

/// What stands in these is no language.
const OPAQUE: &[&str] = &["code", "kbd", "samp", "tt", "math"];

impl Inline for HtmlInline {
    fn write(&self, words: &Coded, block: &Block, _: Around, out: &mut String) {
        if let Syntax::Attribute(quote) = block.syntax {
            return value(&words.text, quote, out);
        }
        let mut at = 0;
        for code in &words.codes {
            let to = code.at.clamp(at, words.text.len());
            escape(&words.text[at..to], out);
            at = to;
            out.push_str(&code.markup);
            if let CodeKind::Opaque(length) = code.kind {
                at = (at + length).min(words.text.len());
            }
        }
        escape(&words.text[at..], out);
    }
}

/// The value of an attribute, which its own quotation mark would end.
fn value(text: &str, quote: Quote, out: &mut String) {
    for c in text.chars() {
        match (c, quote) {
            ('&', _) => out.push_str("&amp;"),
            ('<', _) => out.push_str("&lt;"),
            ('"', Quote::Double | Quote::Bracket) => out.push_str("&quot;"),
            ('\'', Quote::Single | Quote::Bracket) => out.push_str("&#39;"),
            ('\n' | '\r', _) => out.push(' '),
            _ => out.push(c),
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
}

/// Elements whose words are readings.
const READINGS: &[&str] = &["rt", "rp", "rtc"];

/// A stretch of words with what is dropped where they are replaced and stands directly around them: what begins a
/// ruby or a CDATA section before them, and readings and what ends it behind them. It does not begin before byte
/// `floor`.
pub(super) fn with_dropped(source: &str, span: SourceSpan, floor: usize) -> SourceSpan {
    let SourceSpan {
        mut start, mut end, ..
    } = span;
    while let Some(before) = source.get(floor..start).map(str::trim_end) {
        let from = if before.ends_with(CDATA.0) {
            before.len() - CDATA.0.len()
        } else {
            let Some(from) = before.rfind('<') else { break };
            let tag = SourceSpan::new(floor + from, floor + before.len());
            match tags(source, tag).as_slice() {
                [one] if one.span == tag && !one.end && is(one, &["ruby", "rb"]) => from,
                _ => break,
            }
        };
        start = floor + from;
    }
    loop {
        let rest = &source[end..];
        let at = end + rest.len() - rest.trim_start().len();
        let rest = &source[at..];
        if rest.starts_with(CDATA.1) {
            end = at + CDATA.1.len();
            continue;
        }
        let Some(length) = rest.starts_with('<').then(|| tag_length(rest)).flatten() else {
            break;
        };
        let tag = SourceSpan::new(at, at + length);
        end = match tags(source, tag).as_slice() {
            [one] if one.end && is(one, DROPPED) => tag.end,
            [one] if !one.end && !one.void && is(one, READINGS) => {
                // The reading ends with its tag, or with the ruby.
                let inside = &source[tag.end..];
                let close = inside.find("</").map(|close| tag.end + close);
                match close {
                    Some(close) => close,
                    None => break,
                }
            }
            _ => break,
        };
    }
    SourceSpan::new(start, end)
}

fn is(tag: &Tag<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| tag.name.eq_ignore_ascii_case(name))
}

/// Markup before or behind words without what is dropped where they are replaced.
pub(super) fn without_dropped(source: &str, span: SourceSpan) -> String {
    let mut kept = String::new();
    let mut at = span.start;
    let mut readings = 0usize;
    for tag in tags(source, span) {
        if readings == 0 {
            kept.push_str(&source[at..tag.span.start]);
        }
        at = tag.span.end;
        if is(&tag, READINGS) && !tag.void {
            readings = if tag.end {
                readings.saturating_sub(1)
            } else {
                readings + 1
            };
        } else if is(&tag, DROPPED) {
            readings = 0;
        } else if readings == 0 {
            kept.push_str(tag.span.of(source));
        }
    }
    if readings == 0 {
        kept.push_str(&source[at..span.end.max(at)]);
    }
    kept.replace(CDATA.0, "").replace(CDATA.1, "")
}

/// Whether words stand in a section of CDATA.
pub(super) fn has_sections(source: &str, span: SourceSpan) -> bool {
    span.of(source).contains(CDATA.0)
}

/// Finds the inline elements in the blocks of a page.
pub(super) fn find(blocks: &mut [Block], text: &str) {
    for block in blocks {
        if !block.text.is_empty() {
            block.codes = codes(block, text);
        }
    }
}

fn codes(block: &Block, text: &str) -> Vec<Markup> {
    let span = with_inline_tags(block.span, text);
    let mut reader = Codes::new(text, &block.text);
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
    reader.codes
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
        // Mostly it is the block's own tag.
        if !is_inline(name_at(&text[from + 1..])) {
            break;
        }
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
        if !is_inline(name_at(&text[end + 2..])) {
            break;
        }
        match tags(text, SourceSpan::new(end, to)).as_slice() {
            [tag] if tag.end && is_inline(tag.name) => end = to,
            _ => break,
        }
    }
    SourceSpan::new(start, end)
}

/// The letters and figures that a text begins with, as a tag does behind its bracket.
fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
    &text[..end.unwrap_or(text.len())]
}

fn is_inline(name: &str) -> bool {
    let is_block = BLOCKS.iter().any(|known| known.eq_ignore_ascii_case(name));
    !name.is_empty() && !is_block
}

/// The tags and comments that lie wholly in a stretch of the source.
fn tags(text: &str, within: SourceSpan) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(from) = text[at..within.end].find('<') {
        let start = at + from;
        let rest = &text[start..within.end];
        if rest.starts_with(CDATA.0) {
            // Words are written without it.
            at = start + CDATA.0.len();
            continue;
        }
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

/// The length of the tag or declaration that `rest` begins with; a `>` in quotes does not end it.
pub(super) fn tag_length(rest: &str) -> Option<usize> {
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

/// Whether a character is a raised figure or sign.
fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁻')
}

/// An element that is open.
struct Open {
    name: String,
    /// Which code opens it; nothing for what is dropped.
    code: Option<usize>,
    /// How many codes there were before it.
    codes: usize,
    at: usize,
}

/// The codes of a block, being gathered.
struct Codes<'s> {
    source: &'s str,
    /// The visible text of the block.
    text: &'s str,
    open: Vec<Open>,
    codes: Vec<Markup>,
    pairs: u32,
}

impl<'s> Codes<'s> {
    fn new(source: &'s str, text: &'s str) -> Self {
        Codes {
            source,
            text,
            open: Vec::new(),
            codes: Vec::new(),
            pairs: 0,
        }
    }

    /// Markup that stands before byte `at` of the block's text.
    fn markup(&mut self, span: SourceSpan, at: usize) {
        for tag in tags(self.source, span) {
            let name = tag.name.to_ascii_lowercase();
            let dropped = DROPPED.contains(&name.as_str());
            if tag.end {
                self.close(&name, &tag, at);
            } else if tag.void {
                if !dropped {
                    self.point(tag.span, at);
                }
            } else {
                let codes = self.codes.len();
                if !dropped {
                    self.point(tag.span, at);
                }
                self.open.push(Open {
                    name,
                    code: (!dropped).then_some(codes),
                    codes,
                    at,
                });
            }
        }
    }

    fn point(&mut self, source: SourceSpan, at: usize) {
        self.codes.push(Markup {
            kind: CodeKind::Point,
            at,
            source,
        });
    }

    fn close(&mut self, name: &str, tag: &Tag<'_>, at: usize) {
        let Some(found) = self.open.iter().rposition(|open| open.name == name) else {
            // Opened before the block: it has to close in it.
            return self.point(tag.span, at);
        };
        // What was opened in it and never closed stays as it is.
        self.open.truncate(found + 1);
        let Some(open) = self.open.pop() else { return };
        let Some(code) = open.code else {
            if open.at == at {
                self.codes.truncate(open.codes);
            }
            return;
        };
        let whole = SourceSpan::new(self.codes[code].source.start, tag.span.end);
        let power = name == "sup" && self.text[open.at..at].chars().all(is_raised);
        if open.at == at || power || OPAQUE.contains(&name) {
            // One code, whatever it holds: nothing visible is in it, or nothing that is language.
            self.codes.truncate(code);
            self.codes.push(Markup {
                kind: match at - open.at {
                    0 => CodeKind::Point,
                    length => CodeKind::Opaque(length),
                },
                at: open.at,
                source: whole,
            });
            return;
        }
        self.pairs += 1;
        self.codes[code].kind = CodeKind::Open(self.pairs);
        self.codes.push(Markup {
            kind: CodeKind::Close(self.pairs),
            at,
            source: tag.span,
        });
    }
}

/// The paragraph or heading whose whole content a stretch is, from its opening tag to its closing one.
pub(super) fn element_around(text: &str, content: SourceSpan) -> Option<SourceSpan> {
    let content = with_inline_tags(content, text);
    let before = text[..content.start].trim_end();
    let from = before.rfind('<')?;
    let opening = tags(text, SourceSpan::new(from, before.len()));
    let [open] = opening.as_slice() else {
        return None;
    };
    let rest = &text[content.end..];
    let start = content.end + rest.len() - rest.trim_start().len();
    let end = start + text[start..].find('>')? + 1;
    let closing = tags(text, SourceSpan::new(start, end));
    let [close] = closing.as_slice() else {
        return None;
    };
    let known = ["p", "h1", "h2", "h3", "h4", "h5", "h6"];
    let fits = open.span.end == before.len()
        && close.span == SourceSpan::new(start, end)
        && !open.end
        && close.end
        && open.name.eq_ignore_ascii_case(close.name)
        && known
            .iter()
            .any(|name| open.name.eq_ignore_ascii_case(name));
    fits.then(|| SourceSpan::new(from, end))
}
