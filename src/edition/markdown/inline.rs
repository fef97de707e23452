//! The words of a block with their marks.

use super::escape::{escape, longest_run, without_slots};
use super::notes::{is_at_the_end, label};
use crate::bitext::SideName;
use crate::edition::model::{BlockView, Edition, Event, ImageView, LinkState, Style};
use crate::edition::slots::Slot;

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a paragraph.
    Paragraph,
    /// In a heading, which is one line.
    Heading,
    /// In the cell of a table, where every bar is escaped, in code and addresses too.
    Cell,
}

/// A part of a line, before it is known how its marks can be written.
enum InlinePart<'a> {
    Open(usize, Style<'a>),
    Close(usize, Style<'a>),
    Text(&'a str),
    Image(&'a str, &'a str),
    Remark(&'static str),
    Sign(String),
    Break,
}

/// The text of a block with its marks and notes, at such a place.
pub(super) fn written(edition: &Edition<'_>, view: &BlockView<'_>, place: Place) -> String {
    let cell = place == Place::Cell;
    let parts = parts(edition, view);
    // The closing delimiter of each open mark.
    let mut open: Vec<String> = Vec::new();
    let mut code = 0usize;
    let mut line = String::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            InlinePart::Text(text) if code > 0 && cell => {
                line.push_str(&without_slots(text).replace('|', "\\|"));
            }
            InlinePart::Text(text) if code > 0 => line.push_str(&without_slots(text)),
            InlinePart::Text(text) => {
                let start = !cell && (line.is_empty() || line.ends_with('\n'));
                line.push_str(&escape(text, start));
            }
            InlinePart::Image(url, alt) => {
                line.push_str(&image(edition, (view.side, url), alt, place));
            }
            InlinePart::Sign(label) => line.push_str(label),
            InlinePart::Break if place == Place::Paragraph => line.push_str("\\\n"),
            InlinePart::Break => line.push_str("<br>"),
            InlinePart::Remark(note) => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
                line.push_str(&format!("*[{note}]*"));
                let space = matches!(parts.get(at + 1), Some(InlinePart::Text(text)) if text.starts_with(char::is_whitespace));
                if !space && at + 1 < parts.len() {
                    line.push(' ');
                }
            }
            InlinePart::Open(id, style) => {
                let (opening, closing) = delimiters(&parts, at, *id, *style, place);
                code += usize::from(*style == Style::Code && opening.starts_with('`'));
                line.push_str(&opening);
                open.push(closing);
            }
            InlinePart::Close(_, style) => {
                code = code.saturating_sub(usize::from(*style == Style::Code));
                line.push_str(&open.pop().unwrap_or_default());
            }
        }
    }
    line
}

/// The events of a block as parts; marks that were split between sentences are joined again.
fn parts<'v>(edition: &Edition<'_>, view: &'v BlockView<'_>) -> Vec<InlinePart<'v>> {
    let mut parts: Vec<InlinePart<'v>> = Vec::new();
    for piece in &view.pieces {
        for event in &piece.events {
            match *event {
                Event::Open(_, Style::Term(_) | Style::Speaker)
                | Event::Close(_, Style::Term(_) | Style::Speaker) => {}
                Event::Open(id, style) => {
                    if matches!(parts.last(), Some(InlinePart::Close(last, _)) if *last == id) {
                        parts.pop();
                    } else {
                        parts.push(InlinePart::Open(id, style));
                    }
                }
                Event::Close(id, style) => parts.push(InlinePart::Close(id, style)),
                Event::Text(text) => parts.push(InlinePart::Text(text)),
                Event::Image { url, alt } => parts.push(InlinePart::Image(url, alt)),
                Event::Break => parts.push(InlinePart::Break),
                Event::Note { number, .. } => {
                    let note = edition.notes(view.side).get(number - 1);
                    if note.is_some_and(is_at_the_end) {
                        parts.push(InlinePart::Sign(label(view.side, number)));
                    }
                }
            }
        }
        let told = piece.sentence.filter(|_| edition.options.proof);
        let remark = told.and_then(|sentence| match sentence.state {
            LinkState::Omission => Some("untranslated"),
            LinkState::Addition => Some("added"),
            _ => None,
        });
        parts.extend(remark.map(InlinePart::Remark));
    }
    parts
}

/// The delimiters of the mark that opens at `at`. Delimiters like `**` only work beside certain
/// characters (CommonMark, flanking); elsewhere, between Chinese characters and punctuation, HTML tags
/// are used.
fn delimiters(
    parts: &[InlinePart<'_>],
    at: usize,
    id: usize,
    style: Style<'_>,
    place: Place,
) -> (String, String) {
    let end = parts[at..]
        .iter()
        .position(|part| matches!(part, InlinePart::Close(closed, _) if *closed == id))
        .map_or(parts.len(), |length| at + length);
    let inside = &parts[(at + 1).min(end)..end];
    let (sign, tag) = match style {
        Style::Strong => ("**", "strong"),
        Style::Emphasis => ("*", "em"),
        Style::Strikethrough => ("~~", "s"),
        Style::Code => {
            let code: String = inside
                .iter()
                .filter_map(|part| match part {
                    InlinePart::Text(text) => Some(*text),
                    _ => None,
                })
                .collect();
            // Nothing between backticks tells such a bar from one that a backslash escapes.
            if place == Place::Cell && code.contains("\\|") {
                return ("<code>".to_owned(), "</code>".to_owned());
            }
            let ticks = "`".repeat(longest_run(&code, '`') + 1);
            let pad = code.starts_with('`')
                || code.ends_with('`')
                || (code.starts_with(' ') && code.ends_with(' '));
            let pad = if pad { " " } else { "" };
            return (format!("{ticks}{pad}"), format!("{pad}{ticks}"));
        }
        Style::Link(url) => return ("[".to_owned(), format!("]({})", destination(url, place))),
        Style::Speaker | Style::Term(_) => return (String::new(), String::new()),
    };
    let first = match inside.first() {
        Some(InlinePart::Text(text)) => text.chars().next(),
        _ => None,
    };
    let last = match inside.last() {
        Some(InlinePart::Text(text)) => text.chars().next_back(),
        _ => None,
    };
    let before = match at.checked_sub(1).and_then(|before| parts.get(before)) {
        Some(InlinePart::Text(text)) => text.chars().next_back(),
        Some(InlinePart::Open(..) | InlinePart::Close(..)) => Some('x'),
        _ => None,
    };
    let after = match parts.get(end + 1) {
        Some(InlinePart::Text(text)) => text.chars().next(),
        Some(InlinePart::Open(..) | InlinePart::Close(..)) => Some('x'),
        _ => None,
    };
    let beside = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(|inner| {
            inner.is_alphanumeric()
                || (!inner.is_whitespace() && outer.is_none_or(char::is_whitespace))
        })
    };
    if beside(first, before) && beside(last, after) {
        (sign.to_owned(), sign.to_owned())
    } else {
        (format!("<{tag}>"), format!("</{tag}>"))
    }
}

/// An image with its alternative texts.
pub(super) fn shown_image(edition: &Edition<'_>, shown: &ImageView, place: Place) -> String {
    image(
        edition,
        (shown.side, &shown.url),
        &shown.alternative(),
        place,
    )
}

/// An image that a text of this side names; one that the edition has lies beside it.
fn image(edition: &Edition<'_>, (side, url): (SideName, &str), alt: &str, place: Place) -> String {
    let address = match edition.picture(side, url) {
        Some((number, _)) => format!("<{}>", Slot::Picture(number)),
        None => destination(url, place),
    };
    format!("![{}]({address})", escape(alt, false))
}

fn destination(url: &str, place: Place) -> String {
    let mut written = String::from("<");
    for c in url.chars() {
        match c {
            '<' => written.push_str("%3C"),
            '>' => written.push_str("%3E"),
            '\\' => written.push_str("%5C"),
            '|' if place == Place::Cell => written.push_str("\\|"),
            c if c.is_control() => {}
            c => written.push(c),
        }
    }
    written.push('>');
    written
}
