//! XML: text as markup may hold it (XML 1.0 and HTML, element content and attributes in double quotes), and
//! a document event by event.

use std::borrow::Cow;

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
    /// A document type, as it is written. It is not acted upon.
    DocType(&'e str),
}

/// Why a document is read no further.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault<E> {
    /// It is no XML; what the parser says.
    Broken(String),
    /// It ends inside an element.
    Unfinished,
    /// The name of an entity that XML itself does not have.
    Entity(String),
    /// A character reference that stands for none: what is written, and what the parser says.
    Character(String, String),
    /// The error that the listener gave back.
    Told(E),
}

/// Tells `listen` everything that stands in a document, in order, with its bytes (those of the content
/// for a CDATA section). No external file is ever read and no entity of its own is ever expanded.
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
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c,
                    Ok(None) => resolve_predefined_entity(&reference)
                        .and_then(|text| text.chars().next())
                        .ok_or_else(|| (from, Fault::Entity((*reference).to_owned())))?,
                    Err(error) => {
                        let written = (*reference).to_owned();
                        return Err((from, Fault::Character(written, error.to_string())));
                    }
                };
                tell(MarkupEvent::Resolved(c), span)?;
            }
            Event::DocType(doctype) => tell(MarkupEvent::DocType(&doctype), span)?,
            _ => {}
        }
    }
    if depth > 0 {
        return Err((text.len(), Fault::Unfinished));
    }
    Ok(())
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
                MarkupEvent::DocType(_) => "!".to_owned(),
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
