//! A page of (X)HTML as tags and text, each with its bytes.

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{Span, Tokenizer};

use super::html_doctype::{self, Entities};
use super::html_elements::CDATA;
use crate::text::SourceSpan;

/// Something in the page, with its bytes.
pub(super) enum Event {
    Start(StartTag<usize>),
    End(String),
    Text(SourceSpan),
    /// Text without entities.
    Literal(SourceSpan),
}

/// In which syntax a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// After `<title>`, `<script>` and their like comes text until they end.
    Html,
    /// `<title/>` is over at once, and what is in a script is markup unless marked as text.
    Xhtml,
    /// An image that is a page of a book.
    Svg,
    /// The table of contents of a book: its menus are what it says.
    Navigation,
    /// A piece of HTML in a text of another format.
    Fragment,
}

impl Markup {
    /// Whether it is XML.
    const fn is_xml(self) -> bool {
        matches!(self, Markup::Xhtml | Markup::Svg | Markup::Navigation)
    }
}

/// The events of a page and the entities that its document type declares. In XML text may stand in CDATA
/// sections.
pub(super) fn events(text: &str, markup: Markup) -> (Vec<Event>, Entities) {
    let mut events = Vec::new();
    let mut entities = Entities::default();
    let mut at = 0;
    if markup.is_xml() {
        (at, entities) = html_doctype::read(text);
        while let Some(start) = text[at..].find(CDATA.0).map(|start| at + start) {
            let from = start + CDATA.0.len();
            let to = text[from..]
                .find(CDATA.1)
                .map_or(text.len(), |end| from + end);
            tokens(&text[at..start], at, markup, &mut events);
            events.push(Event::Literal(SourceSpan::new(from, to)));
            at = (to + CDATA.1.len()).min(text.len());
        }
    }
    tokens(&text[at..], at, markup, &mut events);
    (events, entities)
}

fn tokens(text: &str, base: usize, markup: Markup, events: &mut Vec<Event>) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(!markup.is_xml());
    let span = |span: Span<usize>| {
        // A span that cuts a character in two would be the tokenizer's mistake, and not a panic.
        let inside = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            base + at
        };
        SourceSpan::new(inside(span.start), inside(span.end.max(span.start)))
    };
    for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
        match token {
            Token::StartTag(mut tag) => {
                tag.span.start += base;
                tag.span.end += base;
                events.push(Event::Start(tag));
            }
            Token::EndTag(tag) => events.push(Event::End(name(&tag.name))),
            Token::String(string) => events.push(Event::Text(span(string.span))),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

/// A name or value as text.
pub(super) fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of an attribute.
pub(super) fn attribute(tag: &StartTag<usize>, key: &str) -> Option<String> {
    tag.attributes
        .get(key.as_bytes())
        .map(|value| name(&value.value))
}

/// One past the event that ends the element which begins at `from`.
pub(super) fn end_of(events: &[Event], from: usize) -> usize {
    let Event::Start(first) = &events[from] else {
        return from + 1;
    };
    let opened = name(&first.name);
    let mut depth = 0usize;
    for (at, event) in events.iter().enumerate().skip(from) {
        match event {
            Event::Start(tag) if tag.name.as_slice() == opened.as_bytes() => depth += 1,
            Event::End(closed) if *closed == opened => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    events.len()
}
