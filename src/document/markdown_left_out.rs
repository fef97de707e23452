//! What the reader of Markdown leaves out: code, front matter, comments, alternative texts and titles. Marks,
//! labels, addresses and options are no words, and are not counted.

use super::left_out::LeftOut;
use super::model::{Block, BlockKind, MarkKind, Syntax};
use crate::text::SourceSpan;
use crate::text::script::is_han;

/// The words of a text that are in none of its blocks, in order. `front` is how many bytes its front matter
/// takes.
pub(super) fn left_out(source: &str, blocks: &[Block], front: usize) -> Vec<LeftOut> {
    let mut found = Vec::new();
    let mut at = 0;
    for block in blocks {
        let start = block.span.start.max(at);
        between(source, SourceSpan::new(at, start), front, &mut found);
        at = block.span.end.max(start);
        let span = SourceSpan::new(start, at);
        if block.kind == BlockKind::Opaque {
            let what = if span.start < front {
                Some("front matter")
            } else {
                kind_of(source, span)
            };
            match what {
                Some(what) => found.extend(LeftOut::in_source(what, span, span.of(source))),
                None if block.marks.is_empty() || is_html(source, span) => {
                    markup(source, span, &mut found);
                }
                None => inside(source, block, &mut found),
            }
            continue;
        }
        inside(source, block, &mut found);
    }
    between(source, SourceSpan::new(at, source.len()), front, &mut found);
    found
}

/// Whether a block without text is HTML, whose images are tags.
fn is_html(source: &str, span: SourceSpan) -> bool {
    let block = span.of(source).trim_start_matches([' ', '>']);
    block.starts_with('<') && !block.contains("![")
}

/// What a block without text is; nothing for one whose words are told one by one.
fn kind_of(source: &str, span: SourceSpan) -> Option<&'static str> {
    let line = source[..span.start].rsplit('\n').next().unwrap_or_default();
    let indent = line.trim_start_matches([' ', '\t']).is_empty() && line.len() > 3;
    let block = span.of(source).trim_start_matches([' ', '>']);
    if block.starts_with("```") || block.starts_with("~~~") {
        return Some("code");
    }
    if block.starts_with("$$") || block.starts_with("\\[") || block.starts_with("\\begin") {
        return Some("formula");
    }
    if block.starts_with("![") || block.starts_with('<') || block.starts_with('[') {
        return None;
    }
    if block.starts_with("import ") || block.starts_with("export ") {
        return Some("import");
    }
    Some(if indent || line.contains('\t') {
        "code"
    } else {
        "markup"
    })
}

/// The words of a stretch that is in no block.
fn between(source: &str, span: SourceSpan, front: usize, found: &mut Vec<LeftOut>) {
    if span.is_empty() {
        return;
    }
    if span.start < front {
        let own = SourceSpan::new(span.start, span.end.min(front));
        found.extend(LeftOut::in_source("front matter", own, own.of(source)));
        return between(source, SourceSpan::new(own.end, span.end), front, found);
    }
    markup(source, span, found);
}

/// The words of the markup in a block.
fn inside(source: &str, block: &Block, found: &mut Vec<LeftOut>) {
    let images = block.marks.iter().filter_map(|mark| match &mark.kind {
        MarkKind::Image { alt, .. } => Some(alt),
        _ => None,
    });
    for alt in images {
        let place = block.span.of(source).find(alt.as_str());
        // An image of HTML that stands before the block is told with what stands between blocks.
        let is_told = match block.syntax {
            Syntax::Html => place.is_some(),
            Syntax::Attribute(_) => false,
            _ => true,
        };
        if !is_told {
            continue;
        }
        let start = block.span.start + place.unwrap_or(0);
        let span = SourceSpan::new(start, (start + alt.len()).min(block.span.end));
        found.extend(LeftOut::in_source("alternative text", span, alt));
    }
    for code in &block.codes {
        markup(source, code.source, found);
    }
}

/// The words of comments, of scripts, and of attributes that a reader is shown; and Chinese that stands anywhere
/// else.
fn markup(source: &str, span: SourceSpan, found: &mut Vec<LeftOut>) {
    let text = span.of(source);
    if !text.contains(['<', '"', '\'']) && !text.chars().any(is_han) {
        return;
    }
    let mut at = 0;
    while let Some(from) = text[at..].find('<').map(|from| at + from) {
        plain(
            source,
            SourceSpan::new(span.start + at, span.start + from),
            found,
        );
        let rest = &text[from..];
        let (what, length) = if rest.starts_with("<!--") {
            (
                "comment",
                rest.find("-->").map_or(rest.len(), |end| end + 3),
            )
        } else if let Some(name) = ["script", "style", "template"]
            .into_iter()
            .find(|name| is_tag(rest, name))
        {
            let closing = rest.find(&format!("</{name}"));
            (name, closing.map_or(rest.len(), |end| end))
        } else {
            (
                "attribute",
                rest.find('>').map_or(rest.len(), |end| end + 1),
            )
        };
        let own = SourceSpan::new(span.start + from, span.start + from + length);
        if what == "attribute" {
            attributes(source, own, found);
        } else {
            found.extend(LeftOut::in_source(what, own, own.of(source)));
        }
        at = from + length;
    }
    plain(source, SourceSpan::new(span.start + at, span.end), found);
}

fn is_tag(rest: &str, name: &str) -> bool {
    let named = rest.get(1..=name.len());
    named.is_some_and(|own| own.eq_ignore_ascii_case(name))
        && !rest[name.len() + 1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

/// Attributes whose values a reader is shown or read out.
const SHOWN: [&str; 6] = [
    "alt",
    "title",
    "label",
    "aria-label",
    "placeholder",
    "summary",
];

fn attributes(source: &str, tag: SourceSpan, found: &mut Vec<LeftOut>) {
    let text = tag.of(source);
    for name in SHOWN {
        for quote in ['"', '\''] {
            let opening = format!(" {name}={quote}");
            let Some(from) = text.find(&opening) else {
                continue;
            };
            let from = from + opening.len();
            let Some(length) = text[from..].find(quote) else {
                continue;
            };
            let value = SourceSpan::new(tag.start + from, tag.start + from + length);
            found.extend(LeftOut::in_source(
                format!("attribute {name}"),
                value,
                value.of(source),
            ));
        }
    }
}

/// Titles of links, and Chinese in what is no tag.
fn plain(source: &str, span: SourceSpan, found: &mut Vec<LeftOut>) {
    let text = span.of(source);
    let is_image = text.starts_with("![");
    let is_link = is_image
        || text.starts_with("](")
        || text.trim_start().starts_with('[') && text.contains("]:");
    if is_link && let Some((from, length)) = quoted(text) {
        let title = SourceSpan::new(span.start + from, span.start + from + length);
        found.extend(LeftOut::in_source("title", title, title.of(source)));
        return;
    }
    if is_image {
        // Its words are those of its mark.
        return;
    }
    if text.chars().any(is_han) {
        found.extend(LeftOut::in_source("markup", span, text));
    }
}

/// What stands in quotes at the end of a link.
fn quoted(text: &str) -> Option<(usize, usize)> {
    let end = text.trim_end().trim_end_matches(')').trim_end();
    let quote = end
        .chars()
        .next_back()
        .filter(|c| matches!(c, '"' | '\''))?;
    let inside = &end[..end.len() - quote.len_utf8()];
    let from = inside.find(&format!(" {quote}"))? + 1 + quote.len_utf8();
    Some((from, inside.len() - from))
}
