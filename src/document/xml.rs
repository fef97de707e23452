//! XML from outside, read event by event with its bytes. Harmful documents are refused: those that
//! define entities, and those with elements nested too deeply.

use std::fmt::Display;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};

use crate::error::{Error, Place, Result};
use crate::text::SourceSpan;
use crate::text::xml::{self, Fault, MarkupEvent};

/// The deepest nesting of elements that is accepted.
const DEEPEST: usize = 256;

/// What is said of a document whose document type declares entities: they can be made to grow without end.
const ENTITIES: &str = "its document type declares entities, which are not read";
/// What helps against it.
const WITHOUT_ENTITIES: &str =
    "write out what the entities stand for, and leave out their declarations";

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
    /// The name of the member in the archive; empty where the file is no archive.
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
        let mut spaces = NamespaceResolver::default();
        let mut depth = 0;
        let walked = xml::walk(self.text, |event, span| {
            match event {
                MarkupEvent::Start(start) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err("elements are nested too deeply".to_owned());
                    }
                    spaces.push(start).map_err(broken)?;
                    on_event(XmlEvent::Start(tag(&spaces, start)?), span);
                }
                MarkupEvent::End(_) => {
                    depth -= 1;
                    spaces.pop();
                    on_event(XmlEvent::End, span);
                }
                MarkupEvent::Text(_) => on_event(XmlEvent::Text(span.of(self.text)), span),
                MarkupEvent::Resolved(c) => on_event(XmlEvent::Resolved(c), span),
                MarkupEvent::DocType(doctype) if doctype.contains("<!ENTITY") => {
                    return Err(ENTITIES.to_owned());
                }
                MarkupEvent::DocType(_) => {}
            }
            Ok(())
        });
        walked.map_err(|(at, fault)| {
            let what = match fault {
                Fault::Broken(what) => broken(what),
                Fault::Unfinished => broken("it ends inside an element"),
                Fault::Entity(written) | Fault::Character(written, _) => {
                    format!("the reference &{written}; means nothing")
                }
                Fault::Told(what) => what,
            };
            self.fail(at, &what)
        })
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

    /// An error at a byte: of a member of an archive, or of a file by itself.
    fn fail(self, at: usize, what: &str) -> Error {
        let (line, column) = crate::text::line_column(self.text, at);
        let help = if what == ENTITIES {
            WITHOUT_ENTITIES
        } else {
            "the file is damaged; save or fetch it again"
        };
        if self.member.is_empty() {
            return Error::input(Place::at(self.path, line, column), what, help);
        }
        Error::input(
            Place::file(self.path),
            format!("{}:{line}:{column}: {what}", self.member),
            help,
        )
    }
}

fn broken(what: impl Display) -> String {
    format!("broken XML: {what}")
}

fn tag(spaces: &NamespaceResolver, start: &BytesStart<'_>) -> Result<Tag, String> {
    let (space, local) = spaces.resolve_element(start.name());
    let space = match space {
        ResolveResult::Bound(Namespace(space)) => space.to_owned(),
        _ => String::new(),
    };
    let of_attribute = |what: &dyn Display| broken(format_args!("an attribute: {what}"));
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| of_attribute(&error))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| of_attribute(&error))?;
        let name = attribute.key.local_name().as_ref().to_owned();
        attributes.push((name, value.into_owned()));
    }
    Ok(Tag {
        space,
        name: local.as_ref().to_owned(),
        attributes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(member: &str, text: &str) -> String {
        let path = Path::new("a.x");
        match (Xml { path, member, text }).tags() {
            Ok(tags) => format!("{} tags", tags.len()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn faults_are_told_with_their_place() {
        assert!(said("", "<a>\n<b></a>").starts_with("a.x:2:4: broken XML"));
        assert!(said("m.xml", "<a>\n<b></a>").starts_with("a.x: m.xml:2:4: broken XML"));
    }

    #[test]
    fn a_document_type_is_no_damage() {
        assert_eq!(said("", "<!DOCTYPE a SYSTEM \"a.dtd\"><a/>"), "1 tags");
        let declared = said("", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>");
        assert!(declared.starts_with("a.x:1:1: its document type declares entities"));
        assert!(declared.contains("help: write out") && !declared.contains("damaged"));
    }
}
