//! A sentence with its marks, as an editor shows it: pieces of its visible text in order, each with the
//! marks over it, and the note signs, images and tags between them.

use super::codes::Content;
use super::model::{Block, CodeKind, MarkKind};
use super::source::SourceText;
use crate::text::TextSpan;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its visible text; empty for what stands between two characters.
    pub text: String,
    /// The names of the marks over it, the outer first: `strong`, `emphasis`, `strikethrough`, `link`, `code`,
    /// `math`, `html`; of an empty piece `note`, `image`, `break` or `html`.
    pub marks: Vec<&'static str>,
    /// The address of the link that it is part of, or of the image that it is.
    pub href: Option<String>,
    /// The bytes of the markup of an empty piece.
    pub markup: Option<String>,
}

/// The pieces of a sentence; `place` counts in the block's visible text.
#[must_use]
pub fn mark_stretches(source: &SourceText, block: &Block, place: TextSpan) -> Vec<Stretch> {
    if block.text.get(place.range()).is_none() {
        return Vec::new();
    }
    let part = Content::of(block, source).part(place);
    let mut edges = vec![place.start, place.end];
    let inside = |at: usize| place.start < at && at < place.end;
    let seen = block
        .marks
        .iter()
        .filter(|mark| !matches!(mark.kind, MarkKind::Note(_) | MarkKind::Break));
    for mark in seen {
        edges.extend(
            [mark.over.start, mark.over.end]
                .into_iter()
                .filter(|&at| inside(at)),
        );
    }
    for code in &part.codes {
        let at = place.start + code.at;
        let end = match code.kind {
            CodeKind::Opaque(length) => at + length,
            _ => at,
        };
        edges.extend([at, end].into_iter().filter(|&at| inside(at)));
    }
    edges.sort_unstable();
    edges.dedup();
    let tags = tag_pairs(source, block);
    let mut found = Vec::new();
    for (number, &from) in edges.iter().enumerate() {
        let points = part.codes.iter().filter(|code| {
            code.kind == CodeKind::Point && place.start + code.at == from && code.markup != "**"
        });
        found.extend(points.map(|code| point(block, from, &code.markup)));
        let Some(&to) = edges.get(number + 1).filter(|&&to| to > from) else {
            continue;
        };
        let over = TextSpan::new(from, to);
        found.push(stretch(source, block, over, &tags));
    }
    found
}

fn stretch(source: &SourceText, block: &Block, over: TextSpan, tags: &[TextSpan]) -> Stretch {
    let mut marks: Vec<(usize, &'static str)> = Vec::new();
    let mut href = None;
    for mark in block.marks.iter().filter(|mark| mark.over.contains(&over)) {
        let name = match &mark.kind {
            MarkKind::Strong => "strong",
            MarkKind::Emphasis => "emphasis",
            MarkKind::Strikethrough => "strikethrough",
            MarkKind::Code => "code",
            MarkKind::Link(url) => {
                href = Some(url.clone());
                "link"
            }
            MarkKind::Image { .. } | MarkKind::Note(_) | MarkKind::Break => continue,
        };
        marks.push((mark.over.len(), name));
    }
    for tag in tags.iter().filter(|tag| tag.contains(&over)) {
        if !block.marks.iter().any(|mark| mark.over == *tag) {
            marks.push((tag.len(), "html"));
        }
    }
    for code in &block.codes {
        let CodeKind::Opaque(length) = code.kind else {
            continue;
        };
        let span = TextSpan::new(code.at, code.at + length);
        let written = code.source.of(&source.text);
        if !span.contains(&over)
            || marks
                .iter()
                .any(|(_, name)| matches!(*name, "code" | "link"))
        {
            continue;
        }
        let math = written.starts_with(['$', '\\']) || written.starts_with("<math");
        marks.push((length, if math { "math" } else { "code" }));
    }
    marks.sort_by_key(|&(length, _)| std::cmp::Reverse(length));
    Stretch {
        text: over.of(&block.text).to_owned(),
        marks: marks.into_iter().map(|(_, name)| name).collect(),
        href,
        markup: None,
    }
}

fn point(block: &Block, at: usize, markup: &str) -> Stretch {
    let lower = markup.trim_start().to_ascii_lowercase();
    let image = lower.starts_with("![") || lower.starts_with("<img");
    let kind = if lower.starts_with("[^") {
        "note"
    } else if image {
        "image"
    } else if lower.starts_with("<br") || markup.contains('\n') {
        "break"
    } else {
        "html"
    };
    let href = block.marks.iter().find_map(|mark| match &mark.kind {
        MarkKind::Image { url, .. } if image && mark.over.start == at => Some(url.clone()),
        _ => None,
    });
    Stretch {
        text: String::new(),
        marks: vec![kind],
        href,
        markup: Some(markup.to_owned()),
    }
}

/// The stretches between pairs of tags.
fn tag_pairs(source: &SourceText, block: &Block) -> Vec<TextSpan> {
    let mut pairs = Vec::new();
    for open in &block.codes {
        let CodeKind::Open(number) = open.kind else {
            continue;
        };
        if !open.source.of(&source.text).starts_with('<') {
            continue;
        }
        let close = block
            .codes
            .iter()
            .find(|code| code.kind == CodeKind::Close(number));
        pairs.extend(close.map(|close| TextSpan::new(open.at, close.at)));
    }
    pairs
}
