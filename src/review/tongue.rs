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
const SAID: [&str; 13] = [
    "about", "conflict", "error", "failure", "help", "loses", "message", "notices", "redo", "said",
    "undo", "what", "why",
];
/// What is said by the program only beside another key.
const SAID_BESIDE: [(&str, &str); 3] = [
    // What happened to a sentence; the title of a text is its own.
    ("pieces", "title"),
    // Formats have names.
    ("loses", "name"),
    // What was told last; what is last in a list is the name of a text.
    ("number", "last"),
];

/// Tells what the program says in an answer, in the language of the person.
pub(super) fn tell(words: &Words, answer: &mut Value) {
    match answer {
        Value::Array(list) => list.iter_mut().for_each(|one| tell(words, one)),
        Value::Object(map) => {
            let named = SAID_BESIDE.map(|(beside, key)| map.contains_key(beside).then_some(key));
            for (key, value) in map {
                // A version has a name of its own, or is told in some words.
                let is_version =
                    key == "against" && value.as_str().is_some_and(|said| said.contains(' '));
                if SAID.contains(&key.as_str()) || named.contains(&Some(key)) || is_version {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_says_is_told_and_names_stay() {
        let words = Words::of(Locale::Chinese);
        let mut answer = json!({
            "said": "merged both", "last": "notes", "against": "notes", "text": "merged both",
            "told": {"number": 1, "last": "merged both"},
            "beads": [{"note": "merged both", "findings": [{"message": "merged both"}]}],
            "exports": [{"name": "English text", "loses": ["notes"]}],
            "texts": [{"title": "notes", "name": "notes"}],
        });
        tell(words, &mut answer);
        let merged = words.tell("merged both").into_owned();
        assert_ne!(merged, "merged both");
        assert_eq!(answer["said"], merged.as_str());
        assert_eq!(answer["told"]["last"], merged.as_str());
        assert_eq!(
            answer["beads"][0]["findings"][0]["message"],
            merged.as_str()
        );
        assert_eq!(answer["beads"][0]["note"], "merged both");
        assert_eq!(answer["text"], "merged both");
        assert_eq!(
            (&answer["last"], &answer["against"]),
            (&json!("notes"), &json!("notes"))
        );
        assert_eq!(
            answer["texts"][0],
            json!({"title": "notes", "name": "notes"})
        );
        assert_ne!(answer["exports"][0]["loses"][0], "notes");
        let mut same = json!({"said": "merged both"});
        tell(Words::of(Locale::English), &mut same);
        assert_eq!(same["said"], "merged both");
    }

    #[test]
    fn documents_have_their_texts_and_their_language() {
        let html = "<html lang=\"en\"><p class=\"a\" data-say=\"w-undo\"></p><i data-say-title=\"w-save\">x</i>";
        assert_eq!(
            filled(html, Words::of(Locale::Chinese)),
            "<html lang=\"zh-CN\"><p class=\"a\">撤销</p><i title=\"保存\">x</i>"
        );
        // What is no document is passed through.
        assert_eq!(filled("a < b", Words::of(Locale::English)), "a < b");
        assert_eq!(
            filled("<p data-say=\"w-undo", Words::of(Locale::English)),
            "<p data-say=\"w-undo"
        );
    }
}
