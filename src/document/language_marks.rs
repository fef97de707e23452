//! The language that a page says it is in: `lang` and `xml:lang` of its outermost elements.

use super::html_events::{Event, Markup, events, name};

/// The elements whose language is that of the whole page.
const WHOLE: &[&str] = &["html", "body", "ncx"];

/// Whether a language tag (RFC 5646) says Chinese.
pub(super) fn is_chinese(tag: &str) -> bool {
    let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
    ["zh", "zho", "chi", "cmn"]
        .iter()
        .any(|chinese| first.eq_ignore_ascii_case(chinese))
}

/// The page marked as one in another language, where it says that it is Chinese; nothing where it does not.
pub(super) fn marked(text: &str, language: &str) -> Option<String> {
    let mut out = text.to_owned();
    let (events, _) = events(text, Markup::Xhtml);
    for event in events.iter().rev() {
        let Event::Start(tag) = event else { continue };
        let (from, to) = (tag.span.start, tag.span.end);
        if WHOLE.contains(&name(&tag.name).as_str())
            && let Some(raw) = text.get(from..to)
        {
            for (start, end) in languages(raw).into_iter().rev() {
                if is_chinese(&raw[start..end]) {
                    out.replace_range(from + start..from + end, language);
                }
            }
        }
    }
    (out != text).then_some(out)
}

/// Where the values of `lang` and `xml:lang` stand in a tag.
fn languages(tag: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            (c, None) if c.is_whitespace() => {
                let name = tag[at..].trim_start();
                let name = name.strip_prefix("xml:").unwrap_or(name);
                let is_named = name
                    .get(..4)
                    .is_some_and(|word| word.eq_ignore_ascii_case("lang"));
                let value = is_named.then(|| name[4..].trim_start().strip_prefix('='));
                if let Some(value) = value.flatten() {
                    let value = value.trim_start();
                    let (value, end) = match value.chars().next() {
                        Some(open @ ('"' | '\'')) => (&value[1..], value[1..].find(open)),
                        _ => (
                            value,
                            value.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')),
                        ),
                    };
                    let start = tag.len() - value.len();
                    found.push((start, start + end.unwrap_or(value.len())));
                }
            }
            _ => {}
        }
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_in_chinese_becomes_one_in_english() {
        for (chinese, english) in [
            (
                "<html xmlns=\"x\" xml:lang=\"zh-Hant-TW\"\n lang='ZH'><body lang=zh><p lang=\"zh\">a</p></body></html>",
                "<html xmlns=\"x\" xml:lang=\"en\"\n lang='en'><body lang=en><p lang=\"zh\">a</p></body></html>",
            ),
            (
                "<html title=' lang=\"zh\"' lang = \"zh_CN\">",
                "<html title=' lang=\"zh\"' lang = \"en\">",
            ),
            ("<ncx xml:lang=\"cmn\"/>", "<ncx xml:lang=\"en\"/>"),
        ] {
            assert_eq!(marked(chinese, "en").as_deref(), Some(english));
        }
        for other in [
            "<html lang=\"ja\">",
            "<html lang=\"\">",
            "<html hreflang=\"zh\" lang>",
            "<html data-lang=\"zh\">",
            "<p lang=\"zh\">",
            "zh",
        ] {
            assert_eq!(marked(other, "en"), None, "{other}");
        }
    }
}
