//! Advanced SubStation Alpha and its older form SSA: the events of the section `[Events]`, a line each, in
//! the columns that its line `Format:` names.

use super::cue::{Cue, Line, Other, Part, Tag, Track, until};
use super::time::{self, Times};
use crate::text::SourceSpan;

/// The columns where no line names them.
const COLUMNS: &[&str] = &[
    "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text",
];

/// Reads the events in the order of the file.
pub(super) fn read(source: &str) -> Track {
    let mut track = Track::default();
    let mut section = String::new();
    let mut columns: Vec<String> = COLUMNS.iter().map(|&name| name.to_owned()).collect();
    let mut at = 0;
    for raw in source.split_inclusive(['\n', '\r']) {
        let start = at;
        at += raw.len();
        let line = raw.trim_end_matches(['\n', '\r']);
        let trimmed = line.trim();
        if trimmed.starts_with('[') && trimmed.ends_with(']') {
            section = trimmed.to_ascii_lowercase();
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value_at = start + line.len() - value.len();
        match (section.as_str(), key.trim().to_ascii_lowercase().as_str()) {
            ("[script info]", "title") => {
                let words = value.trim();
                let from = value_at + value.len() - value.trim_start().len();
                track.others.push(Other {
                    what: "title",
                    span: SourceSpan::new(from, from + words.len()),
                });
            }
            ("[events]", "format") => {
                columns = value
                    .split(',')
                    .map(|name| name.trim().to_ascii_lowercase())
                    .collect();
            }
            ("[events]", "dialogue") => {
                event(value, value_at, &columns, &mut track);
            }
            ("[events]", "comment") => {
                if let Some(text) = fields(value, columns.len()).pop() {
                    let from = value_at + value.len() - text.len();
                    track.others.push(Other {
                        what: "comment",
                        span: SourceSpan::new(from, from + text.len()),
                    });
                }
            }
            _ => {}
        }
    }
    track.others.retain(|other| !other.span.is_empty());
    track
}

/// The columns of a line; the last one may have commas.
fn fields(value: &str, columns: usize) -> Vec<&str> {
    value.splitn(columns.max(1), ',').collect()
}

fn event(value: &str, start: usize, columns: &[String], track: &mut Track) {
    let fields = fields(value, columns.len());
    let column = |name: &str| {
        let at = columns.iter().position(|column| column == name)?;
        fields.get(at).map(|field| field.trim())
    };
    let (Some(text), true) = (fields.last(), fields.len() == columns.len()) else {
        track.unclear.push(start);
        return;
    };
    let time = |name| column(name).and_then(|text| time::time(text, false));
    let (Some(from), Some(to)) = (time("start"), time("end")) else {
        track.unclear.push(start);
        return;
    };
    let text_at = start + value.len() - text.len();
    let name = column("name").or_else(|| column("actor"));
    let (lines, is_placed) = lines(text, text_at, &mut track.others);
    let style = column("style").unwrap_or_default();
    track.cues.push(Cue {
        at: start,
        times: Times { from, to },
        lines,
        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
        // What has a place of its own is no part of what is said around it.
        style: Some(if is_placed {
            format!("{style} {text_at}")
        } else {
            style.to_owned()
        }),
    });
}

/// The lines of an event, and whether it says where on the screen it stands.
fn lines(text: &str, start: usize, others: &mut Vec<Other>) -> (Vec<Line>, bool) {
    let mut found = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut is_placed = false;
    let mut drawing = false;
    let mut from = 0;
    let mut at = 0;
    let span = |from: usize, to: usize| SourceSpan::new(start + from, start + to);
    let bytes = text.as_bytes();
    let words = |from: usize, to: usize, drawing: bool, parts: &mut Vec<Part>| {
        if from < to {
            parts.push(if drawing {
                Part::Code(Tag::Point, span(from, to))
            } else {
                Part::Words(span(from, to))
            });
        }
    };
    while at < text.len() {
        match bytes[at] {
            b'{' => {
                let Some(length) = until(&text[at..], "}") else {
                    at += 1;
                    continue;
                };
                words(from, at, drawing, &mut parts);
                let block = &text[at + 1..at + length - 1];
                for tag in block.split('\\').skip(1) {
                    let tag = tag.trim();
                    let placed = ["pos(", "move(", "org(", "clip(", "iclip("];
                    is_placed |= placed.iter().any(|name| tag.starts_with(name));
                    if let Some(scale) = tag.strip_prefix('p').filter(|scale| is_figures(scale)) {
                        drawing = scale.bytes().any(|b| b != b'0');
                    }
                }
                // Words in braces without any command are a comment.
                if !block.contains('\\') && block.contains(char::is_alphanumeric) {
                    others.push(Other {
                        what: "comment",
                        span: span(at + 1, at + length - 1),
                    });
                }
                parts.push(Part::Code(override_tag(block), span(at, at + length)));
                at += length;
                from = at;
            }
            b'\\' if !drawing && matches!(bytes.get(at + 1), Some(b'N' | b'n')) => {
                words(from, at, drawing, &mut parts);
                found.extend(Line::of(std::mem::take(&mut parts), text, start));
                at += 2;
                from = at;
            }
            b'\\' if !drawing && bytes.get(at + 1) == Some(&b'h') => {
                words(from, at, drawing, &mut parts);
                let space = "\u{a0}".to_owned();
                parts.push(Part::Character(space, span(at, at + 2)));
                at += 2;
                from = at;
            }
            b'\\' if !drawing && matches!(bytes.get(at + 1), Some(b'{' | b'}')) => {
                words(from, at, drawing, &mut parts);
                let brace = text[at + 1..at + 2].to_owned();
                parts.push(Part::Character(brace, span(at, at + 2)));
                at += 2;
                from = at;
            }
            _ => at += 1,
        }
    }
    words(from, text.len(), drawing, &mut parts);
    found.extend(Line::of(std::mem::take(&mut parts), text, start));
    (found, is_placed)
}

/// What an override block does: one switch alone is half of a pair.
fn override_tag(block: &str) -> Tag {
    let Some(tag) = block.strip_prefix('\\') else {
        return Tag::Point;
    };
    match tag.as_bytes() {
        [name @ (b'i' | b'b' | b'u' | b's'), b'1'] => Tag::Open(char::from(*name).to_string()),
        [name @ (b'i' | b'b' | b'u' | b's'), b'0'] => Tag::Close(char::from(*name).to_string()),
        _ => Tag::Point,
    }
}

fn is_figures(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
