//! Markup without text to translate, as a reader sees it: images, a rule, code, or nothing.

use super::html_events::{Event, Markup, attribute, events};
use super::html_signs::is_hidden;
use super::inline::{self, Op};

/// What a piece of markup without text to translate shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawMarkup {
    /// Nothing: a comment, a script, a style.
    Nothing,
    /// A thematic break.
    Rule,
    /// Images: the address and the alternative text of each.
    Images(Vec<(String, String)>),
    /// Code.
    Code {
        /// Its lines, as a reader sees them.
        code: String,
        /// The language that it is written in, as its class calls it.
        language: Option<String>,
    },
    /// Words that are none of these.
    Words,
}

/// Elements of which nobody sees anything here.
const UNSEEN: &[&str] = &[
    "head", "noscript", "object", "script", "style", "svg", "template", "title",
];
/// What stands before the name of the language in a class.
const LANGUAGE_CLASSES: &[&str] = &[
    "language-",
    "lang-",
    "highlight-source-",
    "highlight-",
    "brush:",
];

/// What a piece of (X)HTML without text to translate shows.
#[must_use]
pub fn raw_markup(raw: &str) -> RawMarkup {
    let (events, entities) = events(raw, Markup::Fragment);
    let mut unseen: Vec<String> = Vec::new();
    let (mut images, mut rule, mut words) = (Vec::new(), false, false);
    let (mut code, mut language, mut in_code) = (String::new(), None, 0usize);
    for event in &events {
        match event {
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !unseen.is_empty() || UNSEEN.contains(&name.as_str()) || is_hidden(tag) {
                    if !tag.self_closing && !super::html_elements::VOID.contains(&name.as_str()) {
                        unseen.push(name);
                    }
                    continue;
                }
                language = language.or_else(|| language_of(&attribute(tag, "class")?));
                match name.as_str() {
                    "img" => images.push((
                        attribute(tag, "src").unwrap_or_default(),
                        attribute(tag, "alt").unwrap_or_default(),
                    )),
                    "hr" => rule = true,
                    "br" if in_code > 0 => code.push('\n'),
                    "pre" => in_code += 1,
                    _ => {}
                }
            }
            Event::End(name) => {
                if let Some(at) = unseen.iter().rposition(|open| open == name) {
                    unseen.truncate(at);
                } else if name == "pre" {
                    in_code = in_code.saturating_sub(1);
                }
            }
            Event::Text(span) | Event::Literal(span) if unseen.is_empty() => {
                let text = resolved(span.of(raw), |entity| entities.decode(entity));
                if in_code > 0 {
                    code.push_str(&text);
                } else {
                    words |= text.chars().any(|c| !c.is_whitespace());
                }
            }
            Event::Text(_) | Event::Literal(_) => {}
        }
    }
    let code = code.trim_matches(['\n', '\r']).trim_end();
    match (words, code.is_empty(), images.is_empty()) {
        (true, ..) => RawMarkup::Words,
        (false, false, _) => RawMarkup::Code {
            code: code.to_owned(),
            language,
        },
        (false, true, false) => RawMarkup::Images(images),
        (false, true, true) if rule => RawMarkup::Rule,
        (false, true, true) => RawMarkup::Nothing,
    }
}

/// Text with its entities resolved.
fn resolved(raw: &str, decode: impl Fn(&str) -> Option<String>) -> String {
    let mut ops = Vec::new();
    inline::split(raw, 0, decode, &mut ops);
    let mut text = String::with_capacity(raw.len());
    for op in &ops {
        match op {
            Op::Text(said, _) | Op::Decoded(said, _) => text.push_str(said),
            Op::Space(span, _) => text.push_str(span.of(raw)),
            _ => {}
        }
    }
    text
}

/// The language that a class names.
fn language_of(class: &str) -> Option<String> {
    let mut names = class.split_whitespace().filter_map(|word| {
        let prefix = LANGUAGE_CLASSES
            .iter()
            .find(|prefix| word.starts_with(**prefix))?;
        Some(word[prefix.len()..].trim_end_matches(';'))
    });
    let name = names.find(|name| !name.is_empty())?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_shows_what_a_reader_sees() {
        let code = |code: &str, language: Option<&str>| RawMarkup::Code {
            code: code.to_owned(),
            language: language.map(str::to_owned),
        };
        let image = |url: &str, alt: &str| (url.to_owned(), alt.to_owned());
        for (raw, shown) in [
            ("<!-- 灯 -->", RawMarkup::Nothing),
            ("<script>let a = '灯';</script>", RawMarkup::Nothing),
            ("<svg><text>灯</text></svg>&nbsp;", RawMarkup::Nothing),
            ("<br/>", RawMarkup::Nothing),
            ("<div><hr></div>", RawMarkup::Rule),
            (
                "<p><img src=\"a.png\" alt=\"甲\">\n<img src='b.png'></p><hr>",
                RawMarkup::Images(vec![image("a.png", "甲"), image("b.png", "")]),
            ),
            (
                "<pre class=\"hljs lang-rs\">\nlet a = 1 &lt; 2;\n  b();\n</pre>",
                code("let a = 1 < 2;\n  b();", Some("rs")),
            ),
            (
                "<div class=\"highlight-python notranslate\"><pre><span>x</span> = 1</pre></div>",
                code("x = 1", Some("python")),
            ),
            ("<pre><code>灯</code></pre>", code("灯", None)),
            ("<math><mi>x</mi></math>", RawMarkup::Words),
        ] {
            assert_eq!(raw_markup(raw), shown, "{raw}");
        }
    }
}
