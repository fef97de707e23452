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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::document::read_bytes;

    /// The texts of a page's blocks, and what is left out.
    fn read(page: &str) -> (Vec<String>, Vec<String>) {
        let document = read_bytes(page.into(), Path::new("p.html"), None).unwrap();
        let blocks = document.blocks.iter();
        let texts = blocks.map(|block| block.text.clone());
        let left = document.left_out_by_kind();
        let left = left
            .iter()
            .map(|kind| format!("{} {}", kind.what, kind.letters));
        (texts.collect(), left.collect())
    }

    #[test]
    fn titles_before_the_text_are_text() {
        for (page, texts, left) in [
            (
                "<header><h3>灯</h3></header><main>海</main>",
                &["灯", "海"][..],
                &[][..],
            ),
            (
                "<header><h1>站</h1><nav>页</nav></header><h1>灯</h1><article>海</article><footer>脚</footer>",
                &["灯", "海"],
                &["outside of article 2", "nav 1"],
            ),
            // The article has its own title.
            (
                "<h1>站</h1><article><h1>灯</h1>海</article>",
                &["灯", "海"],
                &["outside of article 1"],
            ),
            (
                "<aside><h1>站</h1></aside><div><h2>灯</h2></div><article>海</article>",
                &["灯", "海"],
                &["outside of article 1"],
            ),
        ] {
            let (said, left_out) = read(page);
            assert_eq!(said, texts, "{page}");
            assert_eq!(left_out, left, "{page}");
        }
    }

    #[test]
    fn a_main_that_is_hidden_or_empty_is_not_the_text() {
        for (page, texts) in [
            ("<main hidden>甲</main><main>乙</main>", &["乙"][..]),
            ("<main>甲</main><p>丙</p><main>乙</main>", &["甲", "乙"]),
            ("<main id=\"top\"></main><p>乙</p>", &["乙"]),
            ("<body style=\"display: none\"><p>乙</p></body>", &["乙"]),
        ] {
            assert_eq!(read(page).0, texts, "{page}");
        }
    }
}
