//! XML: text as markup may hold it (XML 1.0 and HTML, element content and attributes in double quotes), and
//! a document event by event.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::span::SourceSpan;

/// The treatment of quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// They stay: the text stands in element content.
    Kept,
    /// Double ones are escaped.
    Double,
    /// Both kinds are escaped.
    Both,
}

/// The treatment of control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Controls {
    /// They stay.
    Kept,
    /// Those that no XML 1.0 document may hold become U+FFFD; a carriage return becomes a reference, or a
    /// parser would take it for a line break (section 2.11).
    AsXml,
    /// All but line feeds and tabs become U+FFFD, and so do U+FFFE and U+FFFF.
    Replaced,
    /// The same, and line feeds become references: a parser makes spaces of them in attributes.
    OneLine,
}

/// The treatment of marks that turn the direction of writing round (U+202A to U+202E, U+2066 to U+2069): one
/// that is never ended turns what stands behind it as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turns {
    /// They stay.
    Kept,
    /// They are left out.
    LeftOut,
    /// They become U+FFFD, so that it is seen that there was one.
    Replaced,
}

/// A way to escape text. `&`, `<` and `>` always are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Escape {
    /// Quotation marks.
    pub(crate) quotes: Quotes,
    /// Control characters.
    pub(crate) controls: Controls,
    /// Marks of direction.
    pub(crate) turns: Turns,
}

impl Escape {
    /// As it is, but for what would be markup in content or in double quotes.
    pub(crate) const MARKUP: Escape = Escape {
        quotes: Quotes::Double,
        controls: Controls::Kept,
        turns: Turns::Kept,
    };
    /// As XML that is read back, character by character.
    pub(crate) const XML: Escape = Escape {
        controls: Controls::AsXml,
        ..Escape::MARKUP
    };

    /// Appends text.
    pub(crate) fn append(self, text: &str, out: &mut String) {
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' if self.quotes != Quotes::Kept => out.push_str("&quot;"),
                '\'' if self.quotes == Quotes::Both => out.push_str("&#39;"),
                '\r' if self.controls == Controls::AsXml => out.push_str("&#13;"),
                '\n' if self.controls == Controls::OneLine => out.push_str("&#10;"),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => match self.turns {
                    Turns::Kept => out.push(c),
                    Turns::LeftOut => {}
                    Turns::Replaced => out.push('\u{fffd}'),
                },
                c if self.is_replaced(c) => out.push('\u{fffd}'),
                c => out.push(c),
            }
        }
    }

    /// Text escaped.
    pub(crate) fn text(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        self.append(text, &mut out);
        out
    }

    fn is_replaced(self, c: char) -> bool {
        match self.controls {
            Controls::Kept => false,
            Controls::AsXml => is_unknown(c),
            Controls::Replaced | Controls::OneLine => {
                is_unknown(c) || c.is_control() && !matches!(c, '\n' | '\t')
            }
        }
    }
}

/// Whether no XML 1.0 document may hold a character (section 2.2), though a lenient parser lets it pass.
pub(crate) fn is_unknown(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// An event: the next thing that stands in a document.
#[derive(Debug)]
pub(crate) enum MarkupEvent<'e> {
    /// An element begins; an empty one ends at once.
    Start(&'e BytesStart<'e>),
    /// The innermost element ends; its name without prefix.
    End(&'e str),
    /// Text or a CDATA section, its line ends line feeds.
    Text(Cow<'e, str>),
    /// The character that a reference stands for.
    Resolved(char),
    /// The text that an entity of the document type stands for.
    Entity(&'e str),
}

/// Why a document is read no further.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault<E> {
    /// It is no XML; what the parser says.
    Broken(String),
    /// It ends inside an element.
    Unfinished,
    /// The name of an entity that neither XML nor the document type has as text: it is not declared, it is in
    /// another file, or there is markup in it.
    Entity(String),
    /// The entities of the document type stand for too much text.
    Endless,
    /// A character reference that stands for none: what is written, and what the parser says.
    Character(String, String),
    /// The error that the listener gave back.
    Told(E),
}

/// Tells `listen` everything that stands in a document, in order, with its bytes (those of the content
/// for a CDATA section). Of a document type only the entities that are text count. No external file is ever read.
///
/// # Errors
/// The fault and the byte it was found at.
pub(crate) fn walk<E>(
    text: &str,
    mut listen: impl FnMut(MarkupEvent<'_>, SourceSpan) -> Result<(), E>,
) -> Result<(), (usize, Fault<E>)> {
    // The reader passes over a byte order mark and does not count it.
    let body = text.trim_start_matches('\u{feff}');
    let marks = text.len() - body.len();
    let offset = |position: u64| marks + usize::try_from(position).unwrap_or(body.len());
    let mut reader = Reader::from_str(body);
    let mut depth = 0usize;
    let mut entities = Entities::default();
    loop {
        let from = offset(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = offset(reader.error_position());
                return Err((at, Fault::Broken(error.to_string())));
            }
        };
        let span = SourceSpan::new(from, offset(reader.buffer_position()));
        let mut tell = |event: MarkupEvent<'_>, span| {
            listen(event, span).map_err(|said| (from, Fault::Told(said)))
        };
        match event {
            Event::Eof => break,
            Event::Start(start) => {
                depth += 1;
                tell(MarkupEvent::Start(&start), span)?;
            }
            Event::Empty(start) => {
                tell(MarkupEvent::Start(&start), span)?;
                tell(MarkupEvent::End(start.local_name().as_ref()), span)?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                tell(MarkupEvent::End(end.local_name().as_ref()), span)?;
            }
            Event::Text(content) => tell(MarkupEvent::Text(content.xml10_content()), span)?,
            Event::CData(content) => {
                let inner = SourceSpan::new(from + "<![CDATA[".len(), span.end - "]]>".len());
                tell(MarkupEvent::Text(content.xml10_content()), inner)?;
            }
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => tell(MarkupEvent::Resolved(c), span)?,
                Ok(None) => match predefined(&reference) {
                    Some(c) => tell(MarkupEvent::Resolved(c), span)?,
                    None => {
                        let text = entities.text(&reference).map_err(|fault| (from, fault))?;
                        tell(MarkupEvent::Entity(&text), span)?;
                    }
                },
                Err(error) => {
                    let written = (*reference).to_owned();
                    return Err((from, Fault::Character(written, error.to_string())));
                }
            },
            Event::DocType(doctype) => entities.declare(&doctype),
            _ => {}
        }
    }
    if depth > 0 {
        return Err((text.len(), Fault::Unfinished));
    }
    Ok(())
}

/// The character that a name of XML's own stands for.
fn predefined(name: &str) -> Option<char> {
    resolve_predefined_entity(name)?.chars().next()
}

/// The entities that a document type declares (XML 1.0, section 4.2), as far as they are text of the document itself.
#[derive(Default)]
struct Entities {
    /// The text of each, as it is written but for character references.
    declared: HashMap<String, String>,
    /// What was told of them so far, in bytes, and a byte for each reference.
    told: usize,
}

impl Entities {
    /// The most that the entities of a document may stand for, in bytes.
    const MOST: usize = 1 << 20;
    /// The deepest that they may stand in one another.
    const DEEPEST: usize = 16;

    /// Takes over the entities of a document type. The first of several of a name counts, as the specification says.
    fn declare(&mut self, doctype: &str) {
        let Some((_, mut rest)) = doctype.split_once('[') else {
            return;
        };
        while let Some(at) = rest.find("<!") {
            rest = &rest[at + 2..];
            if let Some(comment) = rest.strip_prefix("--") {
                rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            let Some(entity) = rest.strip_prefix("ENTITY") else {
                continue;
            };
            let entity = entity.trim_start();
            let name = entity.split(char::is_whitespace).next().unwrap_or_default();
            let value = entity[name.len()..].trim_start();
            let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                // One of another file, or one for document types.
                continue;
            };
            let Some((value, behind)) = value[1..].split_once(quote) else {
                return;
            };
            rest = behind;
            if let Some(value) = characters(value) {
                self.declared.entry(name.to_owned()).or_insert(value);
            }
        }
    }

    /// The text that a name stands for.
    fn text<E>(&mut self, name: &str) -> Result<String, Fault<E>> {
        let mut text = String::new();
        self.append(name, 0, &mut text)?;
        Ok(text)
    }

    fn append<E>(&mut self, name: &str, depth: usize, to: &mut String) -> Result<(), Fault<E>> {
        let unknown = || Fault::Entity(name.to_owned());
        let value = self.declared.get(name).ok_or_else(unknown)?.clone();
        self.told += 1 + value.len();
        if self.told > Self::MOST || depth > Self::DEEPEST {
            return Err(Fault::Endless);
        }
        let mut rest = value.as_str();
        while let Some(at) = rest.find(['&', '<']) {
            to.push_str(&rest[..at]);
            let inner = rest[at..].strip_prefix('&');
            let (inner, behind) = inner
                .and_then(|inner| inner.split_once(';'))
                .ok_or_else(unknown)?;
            rest = behind;
            match predefined(inner).or_else(|| character(inner)) {
                Some(c) => to.push(c),
                None => self.append(inner, depth + 1, to)?,
            }
        }
        to.push_str(rest);
        Ok(())
    }
}

/// The character of a reference by number: `#233`, `#xE9`.
fn character(reference: &str) -> Option<char> {
    let number = reference.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).filter(|&c| c != '\0')
}

/// The value of an entity with the characters that its references by number stand for; `None` where one stands for
/// none.
fn characters(value: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = value;
    while let Some(at) = rest.find("&#") {
        text.push_str(&rest[..at]);
        let (reference, behind) = rest[at + 1..].split_once(';')?;
        text.push(character(reference)?);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a<b>&\"c\"'\u{0}\u{b}\u{fffe}\r\n\t\u{85}\u{202e}𝄞";

    #[test]
    fn each_policy_does_what_it_says() {
        let with = |controls, quotes, turns| Escape {
            quotes,
            controls,
            turns,
        };
        for (escape, escaped) in [
            (
                Escape::MARKUP,
                "a&lt;b&gt;&amp;&quot;c&quot;'\u{0}\u{b}\u{fffe}\r\n\t\u{85}\u{202e}𝄞",
            ),
            (
                Escape::XML,
                "a&lt;b&gt;&amp;&quot;c&quot;'\u{fffd}\u{fffd}\u{fffd}&#13;\n\t\u{85}\u{202e}𝄞",
            ),
            (
                with(Controls::Replaced, Quotes::Both, Turns::LeftOut),
                "a&lt;b&gt;&amp;&quot;c&quot;&#39;\u{fffd}\u{fffd}\u{fffd}\u{fffd}\n\t\u{fffd}𝄞",
            ),
            (
                with(Controls::OneLine, Quotes::Kept, Turns::Replaced),
                "a&lt;b&gt;&amp;\"c\"'\u{fffd}\u{fffd}\u{fffd}\u{fffd}&#10;\t\u{fffd}\u{fffd}𝄞",
            ),
        ] {
            assert_eq!(escape.text(HOSTILE), escaped);
        }
    }

    /// Events as text, each with its bytes of the document.
    type Told = Vec<(String, String)>;

    /// The events of a document.
    fn told(text: &str) -> Result<Told, (usize, Fault<()>)> {
        let mut told = Vec::new();
        walk(text, |event, span| {
            let said = match event {
                MarkupEvent::Start(start) => format!("<{}", start.local_name().into_inner()),
                MarkupEvent::End(name) => format!("{name}>"),
                MarkupEvent::Text(text) => text.into_owned(),
                MarkupEvent::Resolved(c) => format!("&{c}"),
                MarkupEvent::Entity(text) => format!("&{text}"),
            };
            told.push((said, span.of(text).to_owned()));
            Ok(())
        })?;
        Ok(told)
    }

    #[test]
    fn a_document_is_told_in_order_with_its_bytes() {
        let text = "\u{feff}<x:a><b/>灯\r\n<![CDATA[<塔>]]>&amp;&#x706f;</x:a>";
        let told = told(text).expect("good XML");
        let pairs: Vec<_> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("<a", "<x:a>"),
                ("<b", "<b/>"),
                ("b>", "<b/>"),
                ("灯\n", "灯\r\n"),
                ("<塔>", "<塔>"),
                ("&&", "&amp;"),
                ("&灯", "&#x706f;"),
                ("a>", "</x:a>"),
            ]
        );
    }

    #[test]
    fn an_entity_of_the_document_is_its_text() {
        let text = "<!DOCTYPE a SYSTEM \"a.dtd\" [<!-- <!ENTITY x 'no'> --><!ELEMENT a ANY>\
                    <!ENTITY lamp '灯&#22612;'> <!ENTITY  both \"&lamp; &amp; 'sea'\"><!ENTITY lamp 'no'>\
                    <!ENTITY % p 'no'>]><a>&both;</a>";
        let told = told(text).expect("good XML");
        assert_eq!(told[1], ("&灯塔 & 'sea'".into(), "&both;".into()));
    }

    #[test]
    fn an_entity_that_is_no_text_of_the_document_is_told() {
        let with = |declared: &str| format!("<!DOCTYPE a [{declared}]><a>&x;</a>");
        for declared in [
            "",
            "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
            "<!ENTITY x '<b/>'>",
            "<!ENTITY x '&#60;b/>'>",
            "<!ENTITY x '&y'>",
            "<!ENTITY % x 'y'>",
        ] {
            let text = with(declared);
            let at = text.find("&x;").expect("it is there");
            assert_eq!(told(&text), Err((at, Fault::Entity("x".into()))), "{text}");
        }
        let mut bomb = "<!ENTITY a0 'lamp'>".to_owned();
        for n in 0..12 {
            let inner = format!("&a{n};").repeat(10);
            bomb.push_str(&format!("<!ENTITY a{} '{inner}'>", n + 1));
        }
        bomb.push_str("<!ENTITY x '&a12;'>");
        for declared in [
            bomb.as_str(),
            "<!ENTITY x '&x;'>",
            "<!ENTITY x '&y;'><!ENTITY y '&x;'>",
        ] {
            assert!(matches!(told(&with(declared)), Err((_, Fault::Endless))));
        }
    }

    #[test]
    fn faults_have_their_places() {
        assert_eq!(told("<a>灯"), Err((6, Fault::Unfinished)));
        assert_eq!(
            told("<a>&lamp;</a>"),
            Err((3, Fault::Entity("lamp".into())))
        );
        let Err((3, Fault::Character(written, _))) = told("<a>&#xffffff;</a>") else {
            panic!("there is no such character");
        };
        assert_eq!(written, "#xffffff");
        assert!(matches!(told("<a></b>"), Err((_, Fault::Broken(_)))));
        let stopped = walk("<a><b/></a>", |event, _| match event {
            MarkupEvent::End(_) => Err("enough"),
            _ => Ok(()),
        });
        assert_eq!(stopped, Err((3, Fault::Told("enough"))));
    }
}
