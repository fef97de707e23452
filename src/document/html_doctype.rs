//! The document type of an XHTML page: where it ends, and the entities that it declares in its internal subset
//! (XML 1.0, section 2.8). Nothing is ever fetched from elsewhere.

use std::cell::Cell;
use std::collections::HashMap;

use super::html_codes::tag_length;
use super::html_elements::decode;
use super::inline;

/// The longest text that an entity may stand for, in bytes.
const LONGEST: usize = 1024;
/// The most bytes that the entities of a page may stand for, all their references together: a few references
/// that are written again and again must not become a text without end.
const MOST: usize = 1 << 20;
/// So deep an entity may be named in another.
const DEEPEST: usize = 4;

/// The entities that a page declares.
#[derive(Default)]
pub(super) struct Entities {
    texts: HashMap<String, String>,
    said: Cell<usize>,
}

impl Entities {
    /// The text of an entity with its `&` and `;`: of one that is declared, or one that HTML knows. Nothing for
    /// what is none.
    pub(super) fn decode(&self, entity: &str) -> Option<String> {
        let name = entity.trim_start_matches('&').trim_end_matches(';');
        let Some(text) = self.texts.get(name) else {
            return decode(entity);
        };
        let said = self.said.get() + text.len();
        if said > MOST {
            return None;
        }
        self.said.set(said);
        Some(text.clone())
    }
}

/// Where the page goes on behind a document type that declares something, and what entities it declares. Byte 0
/// where there is none.
pub(super) fn read(text: &str) -> (usize, Entities) {
    let mut entities = Entities::default();
    let Some(start) = begins(text) else {
        return (0, entities);
    };
    let Some(subset) = subset_begins(text, start) else {
        return (0, entities);
    };
    let (end, declared) = declarations(text, subset);
    let declared: HashMap<&str, &str> = declared.into_iter().rev().collect();
    for (name, value) in &declared {
        if let Some(text) = expanded(value, &declared, 0) {
            entities.texts.insert((*name).to_owned(), text);
        }
    }
    (end, entities)
}

/// Where the document type begins: before the first element.
fn begins(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        let rest = &text[at..];
        if rest
            .get(..9)
            .is_some_and(|word| word.eq_ignore_ascii_case("<!doctype"))
        {
            return Some(at);
        }
        at += if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else {
            return None;
        };
    }
}

/// Where the declarations begin behind `[`; nothing where the document type ends without any.
fn subset_begins(text: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text[start..].char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('[', None) => return Some(start + at + 1),
            ('>', None) => return None,
            _ => {}
        }
    }
    None
}

/// The entities declared from byte `from` on, and one past the `>` that ends the document type. One that does
/// not end is over where the first element begins.
fn declarations(text: &str, from: usize) -> (usize, Vec<(&str, &str)>) {
    let mut declared = Vec::new();
    let mut at = from;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c == ']' {
            let close = rest.find('>').map_or(rest.len(), |close| close + 1);
            return (at + close, declared);
        }
        let length = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|end| end + 2)
        } else if rest.starts_with("<!") {
            let length = tag_length(rest);
            if let Some(length) = length {
                declared.extend(entity(&rest[..length]));
            }
            length
        } else if c == '<' {
            return (at, declared);
        } else {
            Some(c.len_utf8())
        };
        let Some(length) = length else { break };
        at += length;
    }
    (text.len(), declared)
}

/// Name and value of a general entity that is declared with its text.
fn entity(declaration: &str) -> Option<(&str, &str)> {
    let rest = declaration.strip_prefix("<!ENTITY")?.trim_start();
    let (name, rest) = rest.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = rest[1..].find(quote)?;
    Some((name, &rest[1..=end]))
}

/// The text of an entity, without the markup in it; nothing for one that is too long, or named in itself.
fn expanded(value: &str, declared: &HashMap<&str, &str>, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    let value = with_characters(value);
    let mut text = String::new();
    let mut at = 0;
    while let Some(c) = value[at..].chars().next() {
        let rest = &value[at..];
        let mut length = c.len_utf8();
        match c {
            '<' => length = rest.find('>').map_or(rest.len(), |end| end + 1),
            '&' => match inline::entity(rest) {
                Some(whole) => {
                    length = whole;
                    let name = &rest[1..whole - 1];
                    match declared.get(name) {
                        Some(inner) => text.push_str(&expanded(inner, declared, depth + 1)?),
                        None => text.push_str(&decode(&rest[..whole])?),
                    }
                }
                None => text.push(c),
            },
            c => text.push(c),
        }
        if text.len() > LONGEST {
            return None;
        }
        at += length;
    }
    Some(text)
}

/// The value with its references to characters resolved, which happens where it is declared (section 4.4.5).
fn with_characters(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    while let Some(found) = value[at..].find("&#").map(|found| at + found) {
        out.push_str(&value[at..found]);
        let rest = &value[found..];
        let reference = inline::entity(rest).and_then(|length| {
            let said = decode(&rest[..length])?;
            Some((length, said))
        });
        let (length, said) = reference.unwrap_or_else(|| (2, "&#".to_owned()));
        out.push_str(&said);
        at = found + length;
    }
    out.push_str(&value[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_declared_in_the_document_type() {
        let page = "<?xml version=\"1.0\"?><!-- <!DOCTYPE a [ -->\n<!DOCTYPE html PUBLIC \"-//a [\" 'b>' [\n<!-- ]> <!ENTITY no \"x\"> --><!ENTITY dash \"&#8212;\">\
            <!ENTITY who '老]舍>'>\n<!ENTITY both \"&who;&dash;<b>书</b>\"><!ENTITY who 'later'><!ENTITY % p 'q'><!ENTITY less \"&#38;#60;\">\
            <!ENTITY file SYSTEM \"a.xml\"><!ENTITY loop \"&loop;\"><!ELEMENT a (b)>\n] ><p>&both;</p>";
        let (end, entities) = read(page);
        assert_eq!(&page[end..], "<p>&both;</p>");
        let said = |entity: &str| entities.decode(entity);
        assert_eq!(said("&dash;").as_deref(), Some("—"));
        assert_eq!(said("&both;").as_deref(), Some("老]舍>—书"));
        assert_eq!(said("&who;").as_deref(), Some("老]舍>"));
        assert_eq!(said("&less;").as_deref(), Some("<"));
        assert_eq!(said("&hellip;").as_deref(), Some("…"));
        for none in ["&loop;", "&file;", "&no;", "&p;", "&unknown;"] {
            assert_eq!(said(none), None, "{none}");
        }
    }

    #[test]
    fn a_document_type_without_declarations_is_none() {
        for page in [
            "<!DOCTYPE html><p>[</p>",
            "<p><!DOCTYPE html [</p>",
            "",
            "<!DOCTYPE",
            "甲 ]>",
        ] {
            assert_eq!(read(page).0, 0, "{page}");
        }
        let page = "<!DOCTYPE html [ <!ENTITY a \"b\"> <html>";
        assert_eq!(&page[read(page).0..], "<html>");
    }

    #[test]
    fn entities_cannot_grow_without_end() {
        let mut page = String::from("<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\">");
        for pair in ["ab", "bc", "cd", "de"] {
            let (inner, outer) = pair.split_at(1);
            let value = format!("&{inner};").repeat(10);
            page.push_str(&format!("<!ENTITY {outer} \"{value}\">"));
        }
        page.push_str("]>");
        let (_, entities) = read(&page);
        assert_eq!(entities.decode("&c;").map(|text| text.len()), Some(1000));
        assert_eq!(entities.decode("&d;"), None);
        let said = (0..5000).filter_map(|_| entities.decode("&c;")).count();
        assert!(said * 1000 <= MOST, "{said}");
    }
}
