//! What is no text in a page though it stands where text stands: the signs of notes, what is hidden, code.

use html5gum::emitters::default::StartTag;

use super::html_events::{Event, attribute};

/// Whether an element is not shown.
pub(super) fn is_hidden(tag: &StartTag<usize>) -> bool {
    attribute(tag, "hidden").is_some()
        || attribute(tag, "aria-hidden").as_deref() == Some("true")
        || attribute(tag, "style").is_some_and(|style| {
            style
                .replace(' ', "")
                .to_ascii_lowercase()
                .contains("display:none")
        })
}

/// Whether an element holds a note, which is part of the text wherever it stands.
pub(super) fn is_note(tag: &StartTag<usize>) -> bool {
    attribute(tag, "epub:type").is_some_and(|kind| kind.contains("note"))
        || attribute(tag, "role").is_some_and(|role| role.contains("note"))
}

/// Words in the class of a `pre` that say that it holds code.
const CODE_CLASSES: &[&str] = &[
    "brush",
    "code",
    "console",
    "highlight",
    "hljs",
    "lang-",
    "language-",
    "listing",
    "literal-block",
    "prettyprint",
    "prism",
    "screen",
    "shell",
    "sourcecode",
    "syntax",
    "terminal",
];

/// Whether a `pre` holds code and no poem: it says so, or has a class or parts in colours and the signs of code.
pub(super) fn is_code(tag: &StartTag<usize>, after: &[Event], text: &str) -> bool {
    let inside = || {
        after
            .iter()
            .take_while(|event| !matches!(event, Event::End(name) if name == "pre"))
    };
    let has = |wanted: &[&[u8]]| {
        inside().any(
            |event| matches!(event, Event::Start(tag) if wanted.contains(&tag.name.as_slice())),
        )
    };
    if has(&[b"code", b"samp", b"kbd"]) {
        return true;
    }
    let class = attribute(tag, "class").map(|class| class.to_ascii_lowercase());
    let named = |class: &String| CODE_CLASSES.iter().any(|word| class.contains(word));
    if class.as_ref().is_some_and(named) {
        return true;
    }
    (class.is_some() || has(&[b"span"])) && has_signs_of_code(inside(), text)
}

/// Whether the text among some events has more than one sign of code in thirty characters.
fn has_signs_of_code<'e>(events: impl Iterator<Item = &'e Event>, text: &str) -> bool {
    let (mut signs, mut all) = (0usize, 0usize);
    for event in events {
        let (Event::Text(span) | Event::Literal(span)) = event else {
            continue;
        };
        for c in span.of(text).chars().filter(|c| !c.is_whitespace()) {
            all += 1;
            signs += usize::from(matches!(
                c,
                '{' | '}'
                    | '['
                    | ']'
                    | '<'
                    | '>'
                    | '='
                    | '_'
                    | '/'
                    | '\\'
                    | '|'
                    | '$'
                    | '#'
                    | '@'
                    | '+'
                    | '*'
                    | '%'
                    | '^'
            ));
        }
    }
    signs * 30 > all
}

/// Figures as they stand high in plain text.
pub(super) fn raised(text: &str) -> String {
    let raised = text.chars().map(|c| match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '-' | '−' => '⁻',
        '+' => '⁺',
        _ => c
            .to_digit(10)
            .and_then(|digit| char::from_u32(0x2070 + digit))
            .unwrap_or(c),
    });
    raised.collect()
}

/// Whether text can be nothing but the sign of a note: `〔4〕`, `[2]`, `*`, `↩`.
fn is_sign(text: &str) -> bool {
    let bare = text.trim();
    let inside = bare.trim_matches([
        '[', ']', '〔', '〕', '(', ')', '（', '）', '【', '】', '［', '］',
    ]);
    let number = !inside.is_empty()
        && inside.chars().count() <= 4
        && inside
            .chars()
            .all(|c| c.is_ascii_digit() || ('①'..='⑳').contains(&c));
    let circled = inside.chars().all(|c| ('①'..='⑳').contains(&c));
    let marks = !bare.is_empty()
        && bare.chars().count() <= 3
        && bare.chars().all(|c| {
            matches!(
                c,
                '*' | '†' | '‡' | '§' | '¶' | '※' | '↩' | '↑' | '^' | '\u{fe0e}' | '\u{fe0f}'
            )
        });
    number && (inside.len() < bare.len() || circled) || marks
}

/// Where the sign of a note leads.
pub(super) struct NoteTarget {
    /// The address.
    pub(super) href: String,
    /// Whether the sign says outright that it leads to a note.
    pub(super) is_named: bool,
}

/// Words in the class of a link that leads from a note back to its sign.
const BACK_CLASSES: &[&str] = &["backlink", "backref", "footnote-back", "reversefootnote"];

/// Where an element leads that is the mark of a note; nothing for one that leads back, or nowhere.
pub(super) fn note_target(
    name: &str,
    tag: &StartTag<usize>,
    after: &[Event],
    text: &str,
) -> Option<NoteTarget> {
    let inside = || {
        let inside = after
            .iter()
            .take_while(|event| !matches!(event, Event::End(end) if end == name));
        inside.take(12)
    };
    let leads_back = |said: &str| said.contains(['↩', '↑', '^']);
    let arrows = inside().any(|event| match event {
        Event::Text(span) | Event::Literal(span) => leads_back(span.of(text)),
        _ => false,
    });
    if arrows {
        return None;
    }
    let (mut href, mut is_named) = (None, false);
    let starts = inside().filter_map(|event| match event {
        Event::Start(inner) => Some(inner),
        _ => None,
    });
    for tag in std::iter::once(tag).chain(starts) {
        let said = |key: &str| attribute(tag, key).unwrap_or_default();
        let (kind, role, class) = (said("epub:type"), said("role"), said("class"));
        let back = BACK_CLASSES.iter().any(|word| class.contains(word));
        if back || kind.contains("backlink") || role == "doc-backlink" {
            return None;
        }
        is_named |= kind.contains("noteref") || role == "doc-noteref";
        if tag.name.as_slice() == b"a" && href.is_none() {
            href = attribute(tag, "href").filter(|href| href.contains('#'));
        }
    }
    href.map(|href| NoteTarget { href, is_named })
}

/// Whether an element is the mark of a note, which is no part of the text: in any nesting of links and
/// raised figures.
pub(super) fn is_note_mark(name: &str, tag: &StartTag<usize>, after: &[Event], text: &str) -> bool {
    if !matches!(name, "a" | "sup") {
        return false;
    }
    let refers = |tag: &StartTag<usize>| {
        let kind = attribute(tag, "epub:type");
        let role = attribute(tag, "role");
        kind.is_some_and(|kind| kind.contains("noteref") || kind.contains("backlink"))
            || role.is_some_and(|role| role == "doc-noteref" || role == "doc-backlink")
    };
    let leads = |tag: &StartTag<usize>| {
        tag.name.as_slice() == b"a" && attribute(tag, "href").is_some_and(|href| href.contains('#'))
    };
    let inside: Vec<&Event> = after
        .iter()
        .take_while(|event| !matches!(event, Event::End(end) if end == name))
        .take(12)
        .collect();
    let starts = || {
        inside.iter().filter_map(|event| match event {
            Event::Start(inner) => Some(inner),
            _ => None,
        })
    };
    if refers(tag) || name == "sup" && starts().any(refers) {
        return true;
    }
    let said: String = inside
        .iter()
        .map(|event| match event {
            Event::Text(span) | Event::Literal(span) => span.of(text),
            _ => "",
        })
        .collect();
    if name == "sup" {
        return starts().any(leads) || is_sign(&said);
    }
    let high = starts().any(|inner| inner.name.as_slice() == b"sup");
    leads(tag) && (is_sign(&said) || high && said.trim().chars().count() <= 4)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::document::read_bytes;

    fn texts(page: &str) -> Vec<String> {
        let document = read_bytes(page.into(), Path::new("p.html"), None).unwrap();
        document
            .blocks
            .into_iter()
            .map(|block| block.text)
            .collect()
    }

    #[test]
    fn poems_are_told_from_code() {
        for (pre, is_text) in [
            ("<pre class=\"poem\">海上生明月\n天涯共此时</pre>", true),
            (
                "<pre class=\"calibre3\">The sea, the sea,\nand a light.</pre>",
                true,
            ),
            (
                "<pre><span>海上生明月</span>\n<span>天涯共此时</span></pre>",
                true,
            ),
            ("<pre class=\"sourceCode\">海上生明月</pre>", false),
            ("<pre class=\"language-c\">灯</pre>", false),
            (
                "<pre class=\"a1\">if (a[i] == 0) { 灯 += 1; } // 灯</pre>",
                false,
            ),
            (
                "<pre><span class=\"k\">let</span> x = &amp;y[0];\nz</pre>",
                false,
            ),
            ("<pre><code>灯</code></pre>", false),
        ] {
            assert_eq!(!texts(pre).concat().is_empty(), is_text, "{pre}");
        }
    }

    #[test]
    fn notes_that_are_hidden_are_text() {
        let page = "<p>甲。</p><aside epub:type=\"footnote\" style=\"display:none\"><p>乙。</p></aside><p hidden>丙。</p>";
        assert_eq!(texts(page), ["甲。", "乙。"]);
    }
}
