//! Which parts of a page are its text.

use html5gum::emitters::default::StartTag;

use super::html_events::{Event, attribute, end_of};
use super::html_signs::is_hidden;
use crate::text::SourceSpan;

/// The parts of a page that are its text, and what the page calls them.
pub(super) struct Regions {
    /// The first event of each and one past its last.
    pub(super) within: Vec<(usize, usize)>,
    /// As the words around them are called that are left out.
    pub(super) outside: &'static str,
}

/// The page's text: its `main`, else its articles, and before them its headings. Nothing where the page marks
/// neither, or where there are no words in them.
pub(super) fn find(events: &[Event], text: &str) -> Option<Regions> {
    let (regions, outside) = match elements(events, "main", events.len()) {
        none if none.is_empty() => (
            elements(events, "article", events.len()),
            "outside of article",
        ),
        some => (some, "outside of main"),
    };
    let has_words = |&(from, to): &(usize, usize)| {
        events[from..to].iter().any(|event| match event {
            Event::Text(span) | Event::Literal(span) => has_letters(*span, text),
            _ => false,
        })
    };
    let &(first, _) = regions.first().filter(|_| regions.iter().any(has_words))?;
    let mut within = headings(events, first, &regions);
    within.extend(regions);
    Some(Regions { within, outside })
}

fn has_letters(span: SourceSpan, text: &str) -> bool {
    span.of(text).chars().any(char::is_alphanumeric)
}

/// The elements called `wanted` before event `until` that stand in no other of these and are shown.
fn elements(events: &[Event], wanted: &str, until: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, event) in events.iter().enumerate().take(until) {
        let inside = found.last().is_some_and(|&(_, end)| at < end);
        let Event::Start(tag) = event else { continue };
        if !inside && opens(tag, wanted) && (wanted != "main" || !is_hidden(tag)) {
            found.push((at, end_of(events, at)));
        }
    }
    found
}

/// Whether a tag opens the element `wanted`.
fn opens(tag: &StartTag<usize>, wanted: &str) -> bool {
    tag.name.as_slice() == wanted.as_bytes()
        || wanted == "main" && attribute(tag, "role").as_deref() == Some("main")
}

fn is_heading(event: &Event, most: u8) -> bool {
    match event {
        Event::Start(tag) => {
            matches!(tag.name.as_slice(), [b'h', level] if (b'1'..=most).contains(level))
        }
        _ => false,
    }
}

/// The headers before event `first` that hold a heading; where there is none and the text has no title of its
/// own, the titles that stand before it.
fn headings(events: &[Event], first: usize, regions: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut headers = elements(events, "header", first);
    headers.retain(|&(from, to)| {
        let inside = || events[from..to].iter();
        let is_menu =
            |event: &Event| matches!(event, Event::Start(tag) if tag.name.as_slice() == b"nav");
        to <= first && inside().any(|event| is_heading(event, b'6')) && !inside().any(is_menu)
    });
    let titled =
        |&(from, to): &(usize, usize)| events[from..to].iter().any(|event| is_heading(event, b'1'));
    if !headers.is_empty() || regions.iter().any(titled) {
        return headers;
    }
    let mut around = Vec::new();
    for menu in ["nav", "aside", "footer", "header"] {
        around.extend(elements(events, menu, first));
    }
    let bare = |at: usize| !around.iter().any(|&(from, to)| from <= at && at < to);
    events
        .iter()
        .enumerate()
        .take(first)
        .filter(|(at, event)| is_heading(event, b'2') && bare(*at))
        .map(|(at, _)| (at, end_of(events, at)))
        .filter(|&(_, to)| to <= first)
        .collect()
}
