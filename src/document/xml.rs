//! XML from outside, read event by event with its bytes. Harmful documents are refused: those that
//! define entities, and those with elements nested too deeply.

use std::path::Path;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use crate::error::{Error, Place, Result};
use crate::text::SourceSpan;

/// The deepest nesting of elements that is accepted.
const DEEPEST: usize = 256;

/// The start tag of an element.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// The namespace; empty where there is none.
    pub(crate) space: String,
    /// The name without prefix.
    pub(crate) name: String,
    /// Attributes in order, names without prefix.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute; empty without one.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The value of an attribute; `None` without one.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An event of an XML document.
pub(crate) enum XmlEvent<'t> {
    /// An element begins; an empty element ends at once.
    Start(Tag),
    /// The innermost element ends.
    End,
    /// Text in its literal form.
    Text(&'t str),
    /// The character that a reference stands for.
    Resolved(char),
}

/// An XML document with its origin.
#[derive(Clone, Copy)]
pub(crate) struct Xml<'t> {
    /// The path of the archive, or of the file itself.
    pub(crate) path: &'t Path,
    /// The name of the member in the archive.
    pub(crate) member: &'t str,
    /// The XML text.
    pub(crate) text: &'t str,
}

impl<'t> Xml<'t> {
    /// Calls `on_event` for every event, in order, with its bytes.
    ///
    /// # Errors
    /// [`Error::Input`] with member, line and column: malformed XML, an entity that is not predefined in
    /// XML, elements nested deeper than 256.
    pub(crate) fn walk(self, mut on_event: impl FnMut(XmlEvent<'t>, SourceSpan)) -> Result<()> {
        // The XML reader skips a byte order mark and does not count it.
        let text = self.text.trim_start_matches('\u{feff}');
        let marks = self.text.len() - text.len();
        let offset = |position: u64| marks + usize::try_from(position).unwrap_or(text.len());
        let mut reader = NsReader::from_str(text);
        let mut depth = 0;
        loop {
            let from = offset(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = offset(reader.error_position());
                    return Err(self.fail(at, &format!("broken XML: {error}")));
                }
            };
            let span = SourceSpan::new(from, offset(reader.buffer_position()));
            match event {
                Event::Eof => break,
                Event::Start(start) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(self.fail(from, "elements are nested too deeply"));
                    }
                    on_event(XmlEvent::Start(self.tag(&reader, &start, from)?), span);
                }
                Event::Empty(start) => {
                    on_event(XmlEvent::Start(self.tag(&reader, &start, from)?), span);
                    on_event(XmlEvent::End, span);
                }
                Event::End(_) => {
                    depth -= 1;
                    on_event(XmlEvent::End, span);
                }
                Event::Text(_) => on_event(XmlEvent::Text(span.of(self.text)), span),
                Event::CData(_) => {
                    let inner = SourceSpan::new(from + "<![CDATA[".len(), span.end - "]]>".len());
                    on_event(XmlEvent::Text(inner.of(self.text)), inner);
                }
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c),
                        Ok(None) => resolve_predefined_entity(&reference)
                            .and_then(|text| text.chars().next()),
                        Err(_) => None,
                    };
                    let Some(c) = resolved else {
                        let what = format!("the reference &{}; means nothing", &*reference);
                        return Err(self.fail(from, &what));
                    };
                    on_event(XmlEvent::Resolved(c), span);
                }
                Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                    return Err(self.fail(from, "the document declares entities"));
                }
                _ => {}
            }
        }
        if depth > 0 {
            let what = "broken XML: it ends inside an element";
            return Err(self.fail(self.text.len(), what));
        }
        Ok(())
    }

    /// Every start tag, in order.
    ///
    /// # Errors
    /// As [`Xml::walk`].
    pub(crate) fn tags(self) -> Result<Vec<Tag>> {
        let mut tags = Vec::new();
        self.walk(|event, _| {
            if let XmlEvent::Start(tag) = event {
                tags.push(tag);
            }
        })?;
        Ok(tags)
    }

    fn tag(self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>, from: usize) -> Result<Tag> {
        let (space, local) = reader.resolver().resolve_element(start.name());
        let space = match space {
            ResolveResult::Bound(Namespace(space)) => space.to_owned(),
            _ => String::new(),
        };
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let broken = |error: &dyn std::fmt::Display| {
                self.fail(from, &format!("broken XML: an attribute: {error}"))
            };
            let attribute = attribute.map_err(|error| broken(&error))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| broken(&error))?;
            let name = attribute.key.local_name().as_ref().to_owned();
            attributes.push((name, value.into_owned()));
        }
        Ok(Tag {
            space,
            name: local.as_ref().to_owned(),
            attributes,
        })
    }

    fn fail(self, at: usize, what: &str) -> Error {
        let (line, column) = crate::text::line_column(self.text, at);
        Error::input(
            Place::file(self.path),
            format!("{}:{line}:{column}: {what}", self.member),
            "the file is damaged; save or fetch it again",
        )
    }
}
