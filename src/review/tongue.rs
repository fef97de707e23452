//! The language of the page: the one that it asks for by a cookie, else that of the person at the terminal; and the
//! texts of its documents.

use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use crate::text::xml::Escape;
use crate::words::{Locale, Words};

/// The cookie that the page sets when the person chooses a language.
const COOKIE: &str = "duizhao_lang";
/// The attributes that name a text, and what each becomes; the text of an element has none.
const ATTRIBUTES: [(&str, Option<&str>); 5] = [
    ("data-say", None),
    ("data-say-name", Some("data-name")),
    ("data-say-title", Some("title")),
    ("data-say-label", Some("aria-label")),
    ("data-say-placeholder", Some("placeholder")),
];

/// The words that a request asks for.
pub(super) fn asked(headers: &HeaderMap, usual: &'static Words) -> &'static Words {
    let cookies = headers.get_all(header::COOKIE).iter();
    let cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
    let mut named = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE)
        .filter_map(|(_, tag)| Locale::of_tag(tag));
    named.next().map_or(usual, Words::of)
}

/// The patterns that the script of the page fills.
pub(super) fn patterns(words: &Words) -> Value {
    let languages = Locale::ALL.map(
        |locale| json!({"tag": locale.tag(), "name": Words::of(locale).word("w-language-name")}),
    );
    json!({"language": words.locale().tag(), "languages": languages, "words": words.area("workbench")})
}

/// What of an answer is said by the program and not by a text or a person.
const SAID: [&str; 15] = [
    "about", "conflict", "error", "failure", "help", "last", "loses", "message", "notices", "redo",
    "said", "undo", "what", "why", "against",
];

/// Tells what the program says in an answer, in the language of the person.
pub(super) fn tell(words: &Words, answer: &mut Value) {
    match answer {
        Value::Array(list) => list.iter_mut().for_each(|one| tell(words, one)),
        Value::Object(map) => {
            // The title of a change says what happened to it, that of a text is its own; formats have names.
            let named = [("pieces", "title"), ("loses", "name")];
            let named = named.map(|(beside, key)| map.contains_key(beside).then_some(key));
            for (key, value) in map {
                if SAID.contains(&key.as_str()) || named.contains(&Some(key)) {
                    tell_all(words, value);
                } else {
                    tell(words, value);
                }
            }
        }
        _ => {}
    }
}

/// Tells a text or a list of them.
fn tell_all(words: &Words, value: &mut Value) {
    match value {
        Value::String(said) => *said = told(words, said),
        Value::Array(list) => list.iter_mut().for_each(|one| tell_all(words, one)),
        other => tell(words, other),
    }
}

/// A message, or one with its help behind it.
fn told(words: &Words, said: &str) -> String {
    let parted = said.match_indices(": ").find_map(|(at, parts)| {
        let (what, help) = (&said[..at], &said[at + parts.len()..]);
        let (what_told, help_told) = (words.tell(what), words.tell(help));
        let both = what_told != what && help_told != help;
        both.then(|| {
            words.say(
                "w-and-help",
                &[("what", what_told.into()), ("help", help_told.into())],
            )
        })
    });
    parted.unwrap_or_else(|| words.tell(said).into_owned())
}

/// A document with its texts, and with the language that they are in.
pub(super) fn filled(html: &str, words: &Words) -> String {
    let mut filled = String::with_capacity(html.len() * 2);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..]
            .find('>')
            .map_or(rest.len(), |end| start + end + 1);
        filled.push_str(&rest[..start]);
        fill(&rest[start..end], words, &mut filled);
        rest = &rest[end..];
    }
    filled.push_str(rest);
    filled
}

fn fill(tag: &str, words: &Words, out: &mut String) {
    if tag.starts_with("<html ") {
        out.push_str(&format!("<html lang=\"{}\">", words.locale().tag()));
        return;
    }
    let mut tag = tag.to_owned();
    let mut inside = None;
    for (attribute, becomes) in ATTRIBUTES {
        let opening = format!(" {attribute}=\"");
        let Some(at) = tag.find(&opening) else {
            continue;
        };
        let from = at + opening.len();
        let Some(length) = tag[from..].find('"') else {
            continue;
        };
        let said = words.word(&tag[from..from + length]);
        let mut escaped = String::new();
        Escape::MARKUP.append(&said, &mut escaped);
        let said = escaped;
        let instead = match becomes {
            Some(name) => format!(" {name}=\"{said}\""),
            None => String::new(),
        };
        if becomes.is_none() {
            inside = Some(said);
        }
        tag.replace_range(at..=from + length, &instead);
    }
    out.push_str(&tag);
    out.push_str(inside.as_deref().unwrap_or_default());
}
