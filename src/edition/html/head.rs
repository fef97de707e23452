//! What the head of a page tells machines of the book: names in `meta`, Open Graph, and schema.org as JSON-LD.

use serde_json::{Map, Value, json};

use super::page::Looks;
use crate::edition::book_data::{BookData, InBoth, Names};
use crate::edition::label::Label;
use crate::edition::markup::escape;

/// What a page is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds<'l> {
    /// The whole edition, which is a book.
    Book,
    /// The whole edition, which is one text.
    Text,
    /// A text of a book of this title.
    Part(&'l Label),
}

/// The lines of the head about a page with this title.
pub(super) fn about(data: &BookData, looks: &Looks, title: &Label, holds: Holds<'_>) -> String {
    let mut lines = String::new();
    let mut meta = |key: &str, name: &str, content: &str| {
        if !content.is_empty() {
            lines += &format!(
                "<meta {key}=\"{name}\" content=\"{}\" />\n",
                escape(content)
            );
        }
    };
    let line = title.line();
    let description = data.description.label().line();
    for author in &data.author.0 {
        meta("name", "author", &author.label().line());
    }
    meta("name", "description", &description);
    meta("name", "date", data.date.as_deref().unwrap_or_default());
    if line.is_empty() {
        return lines;
    }
    let kind = match holds {
        Holds::Text if !data.is_told() => "article",
        Holds::Part(_) => "article",
        Holds::Text | Holds::Book => "book",
    };
    meta("property", "og:title", &line);
    meta("property", "og:type", kind);
    meta("property", "og:locale", &locale(&looks.source));
    meta("property", "og:locale:alternate", &locale(&looks.target));
    meta("property", "og:description", &description);
    let told = match holds {
        Holds::Part(of) => {
            let mut part = named("Chapter", title, looks);
            part.insert(
                "isPartOf".into(),
                Value::Object(book(data, looks, of, "Book")),
            );
            part
        }
        _ if kind == "book" => book(data, looks, title, "Book"),
        _ => book(data, looks, title, "Article"),
    };
    let mut told = told;
    told.insert("@context".into(), json!("https://schema.org"));
    lines
        + &format!(
            "<script type=\"application/ld+json\">{}</script>\n",
            in_xml(&Value::Object(told).to_string())
        )
}

/// JSON that may stand in an element of XML: only strings can hold these characters.
fn in_xml(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// A thing with a name in both languages.
fn named(kind: &str, title: &Label, looks: &Looks) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("@type".into(), json!(kind));
    told.insert(
        "inLanguage".into(),
        json!([looks.source.as_str(), looks.target.as_str()]),
    );
    let names: Vec<&str> = [&title.target, &title.source]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if let Some(name) = names.first() {
        told.insert("name".into(), json!(name));
    }
    if let Some(other) = names.get(1).filter(|other| names.first() != Some(other)) {
        told.insert("alternateName".into(), json!(other));
    }
    told
}

fn book(data: &BookData, looks: &Looks, title: &Label, kind: &str) -> Map<String, Value> {
    let mut told = named(kind, title, looks);
    let mut tell = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            told.insert(name.into(), value);
        }
    };
    let words = |said: &InBoth| said.english().map(|words| json!(words));
    tell("alternativeHeadline", words(&data.subtitle));
    tell("author", people(&data.author));
    tell("translator", people(&data.translator));
    tell("editor", people(&data.editor));
    let publisher = data.publisher.english();
    tell(
        "publisher",
        publisher.map(|name| json!({"@type": "Organization", "name": name})),
    );
    tell("datePublished", data.date.as_ref().map(|date| json!(date)));
    tell("copyrightNotice", words(&data.rights));
    tell("description", words(&data.description));
    if let Some(identifier) = &data.identifier {
        match isbn(identifier) {
            Some(isbn) => tell("isbn", Some(json!(isbn))),
            None => tell("identifier", Some(json!(identifier))),
        }
    }
    if let Some(original) = &title.source {
        let mut of = Map::new();
        of.insert("@type".into(), json!(kind));
        of.insert("name".into(), json!(original));
        of.insert("inLanguage".into(), json!(looks.source.as_str()));
        if let Some(author) = people(&data.author) {
            of.insert("author".into(), author);
        }
        tell("translationOfWork", Some(Value::Object(of)));
    }
    told
}

fn people(names: &Names) -> Option<Value> {
    let person = |name: &InBoth| {
        let mut person = Map::new();
        person.insert("@type".into(), json!("Person"));
        person.insert("name".into(), json!(name.english().unwrap_or_default()));
        if let Some(chinese) = name.chinese().filter(|own| Some(*own) != name.english()) {
            person.insert("alternateName".into(), json!(chinese));
        }
        Value::Object(person)
    };
    let people: Vec<Value> = names.0.iter().map(person).collect();
    (!people.is_empty()).then_some(Value::Array(people))
}

/// The digits of an ISBN.
fn isbn(identifier: &str) -> Option<String> {
    let lower = identifier.to_ascii_lowercase();
    let bare = lower.strip_prefix("urn:").unwrap_or(&lower);
    let bare = bare.strip_prefix("isbn").unwrap_or(bare);
    let digits: String = bare
        .trim_start_matches([':', ' '])
        .chars()
        .filter(|c| !matches!(c, '-' | ' '))
        .collect();
    let last = digits.len().checked_sub(1)?;
    let sound = digits
        .char_indices()
        .all(|(at, c)| c.is_ascii_digit() || c == 'x' && at == last);
    (sound && matches!(digits.len(), 10 | 13)).then(|| digits.to_uppercase())
}

/// A language tag as Open Graph has it: with a country.
fn locale(tag: &str) -> String {
    match tag {
        "en" => "en_US".to_owned(),
        "zh" | "zh-Hans" => "zh_CN".to_owned(),
        "zh-Hant" => "zh_TW".to_owned(),
        tag => tag.replace('-', "_"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::model::EditionOptions;

    #[test]
    fn an_isbn_is_told_from_other_identifiers() {
        for (written, isbn_of) in [
            ("urn:isbn:978-7-5321-0000-1", Some("9787532100001")),
            ("ISBN 0-19-852663-X", Some("019852663X")),
            ("doi:10.1000/182", None),
            ("", None),
            ("x978753210000", None),
        ] {
            assert_eq!(isbn(written).as_deref(), isbn_of, "{written}");
        }
    }

    #[test]
    fn the_data_of_a_book_are_json_that_a_page_may_hold() {
        let person = |zh: &str, en: &str| InBoth {
            source: Some(zh.into()),
            target: Some(en.into()),
        };
        let data = BookData {
            title: person("闻溪", "Wen Xi"),
            author: Names(vec![person("某甲", "Jia </script> & Co")]),
            identifier: Some("urn:isbn:9787532100001".into()),
            date: Some("2026-05".into()),
            ..BookData::default()
        };
        let looks = Looks::of(&EditionOptions::default());
        let lines = about(&data, &looks, &data.title.label(), Holds::Book);
        let (meta, json) = lines
            .split_once("<script type=\"application/ld+json\">")
            .unwrap();
        let json = json.strip_suffix("</script>\n").unwrap();
        assert!(!json.contains(['<', '&']), "{json}");
        let told: Value = serde_json::from_str(json).unwrap();
        assert_eq!(told["@type"], "Book");
        assert_eq!(told["name"], "Wen Xi");
        assert_eq!(told["translationOfWork"]["name"], "闻溪");
        assert_eq!(told["author"][0]["name"], "Jia </script> & Co");
        assert_eq!(told["isbn"], "9787532100001");
        assert_eq!(told["inLanguage"], json!(["zh-CN", "en"]));
        for line in [
            "<meta name=\"author\" content=\"某甲 · Jia &lt;/script&gt; &amp; Co\" />",
            "<meta name=\"date\" content=\"2026-05\" />",
            "<meta property=\"og:type\" content=\"book\" />",
            "<meta property=\"og:locale\" content=\"zh_CN\" />",
            "<meta property=\"og:locale:alternate\" content=\"en_US\" />",
        ] {
            assert!(meta.contains(line), "{line}\n{meta}");
        }
    }
}
