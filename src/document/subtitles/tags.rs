//! Markup inside the lines of SubRip and WebVTT: tags, positions in braces, character references.

use super::cue::{Line, Other, Part, Tag, until};
use crate::document::html_elements::decode;
use crate::text::SourceSpan;

/// The tags that players know. What else stands in `<>` is words: `I <3 you`.
const KNOWN: &[&str] = &[
    "b", "i", "u", "s", "font", "c", "v", "lang", "ruby", "rt", "br",
];

/// The longest character reference that is looked for, in bytes.
const LONGEST_REFERENCE: usize = 34;

/// A line of a cue; `start` is where it begins in the file. Nothing visible gives no line. Readings above
/// characters go to `others`.
pub(super) fn lines(text: &str, start: usize, webvtt: bool, others: &mut Vec<Other>) -> Vec<Line> {
    let mut found = Vec::new();
    let mut parts = Vec::new();
    let mut voice = None;
    let mut from = 0;
    let mut at = 0;
    let words = |from: usize, to: usize, parts: &mut Vec<Part>| {
        if from < to {
            parts.push(Part::Words(SourceSpan::new(start + from, start + to)));
        }
    };
    let line = |parts: &mut Vec<Part>, voice: &mut Option<String>| {
        let line = Line::of(std::mem::take(parts), text, start)?;
        let voice = voice.take();
        Some(Line { voice, ..line })
    };
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let markup = match c {
            '<' => tag(rest, webvtt),
            '{' => position(rest),
            '&' if webvtt => reference(rest),
            _ => None,
        };
        let Some(markup) = markup else {
            at += c.len_utf8();
            continue;
        };
        words(from, at, &mut parts);
        let span = SourceSpan::new(start + at, start + at + markup.length());
        at += markup.length();
        from = at;
        match markup {
            Markup::Break(_) => {
                found.extend(line(&mut parts, &mut voice));
            }
            Markup::Reference(_, text) => parts.push(Part::Character(text, span)),
            Markup::Reading(_) => {
                others.push(Other {
                    what: "reading",
                    span,
                });
                parts.push(Part::Code(Tag::Point, span));
            }
            Markup::Tag(_, tag, name) => {
                let first = parts.iter().all(|part| matches!(part, Part::Code(..)));
                voice = voice.or(name.filter(|_| first));
                parts.push(Part::Code(tag, span));
            }
        }
    }
    words(from, text.len(), &mut parts);
    found.extend(line(&mut parts, &mut voice));
    found
}

enum Markup {
    /// `<br>`, with its length.
    Break(usize),
    /// A reading: `<rt>` to `</rt>`.
    Reading(usize),
    /// A tag, what it does, and the name of the voice that it brings.
    Tag(usize, Tag, Option<String>),
    /// A reference, and what it stands for.
    Reference(usize, String),
}

impl Markup {
    const fn length(&self) -> usize {
        match self {
            Markup::Break(length)
            | Markup::Reading(length)
            | Markup::Tag(length, ..)
            | Markup::Reference(length, _) => *length,
        }
    }
}

/// The tag that `rest` begins with.
fn tag(rest: &str, webvtt: bool) -> Option<Markup> {
    let length = until(rest, ">")?;
    let inside = &rest[1..length - 1];
    if inside.contains('<') {
        return None;
    }
    let end = inside.starts_with('/');
    let inside = inside.trim_start_matches('/');
    let cut = |c: char| c.is_whitespace() || matches!(c, '.' | '/' | '=');
    let name = inside.split(cut).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    if webvtt && (is_time(inside) || inside.is_empty() && end) {
        return Some(Markup::Tag(length, Tag::Point, None));
    }
    if !KNOWN.contains(&name.as_str()) {
        return None;
    }
    match name.as_str() {
        "br" => return Some(Markup::Break(length)),
        "rt" if !end => {
            let ruby = || Some(until(rest, "</ruby>")? - "</ruby>".len());
            let to = until(rest, "</rt>").or_else(ruby).unwrap_or(length);
            return Some(Markup::Reading(to.max(length)));
        }
        _ => {}
    }
    let voice = || {
        let name = inside.split_once(char::is_whitespace)?.1.trim();
        (!name.is_empty()).then(|| name.to_owned())
    };
    let voice = if name == "v" && !end { voice() } else { None };
    let tag = if end {
        Tag::Close(name)
    } else {
        Tag::Open(name)
    };
    Some(Markup::Tag(length, tag, voice))
}

/// A time inside a cue of WebVTT: `00:02.000`.
fn is_time(inside: &str) -> bool {
    inside.contains(':')
        && inside
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
}

/// `{\an8}`, as SubRip has it from other formats.
fn position(rest: &str) -> Option<Markup> {
    if !rest.starts_with("{\\") {
        return None;
    }
    let length = until(rest, "}")?;
    Some(Markup::Tag(length, Tag::Point, None))
}

/// A character reference of WebVTT, which has those of HTML.
fn reference(rest: &str) -> Option<Markup> {
    let near = rest
        .char_indices()
        .take_while(|&(at, _)| at < LONGEST_REFERENCE)
        .find(|&(_, c)| c == ';');
    let length = near?.0 + 1;
    let written = &rest[..length];
    let inside = &written[1..length - 1];
    let known = |c: char| c.is_ascii_alphanumeric() || c == '#';
    if inside.is_empty() || !inside.chars().all(known) {
        return None;
    }
    Some(Markup::Reference(length, decode(written)?))
}
