//! XML from outside, read event by event with its bytes. Documents with elements nested too deeply are refused.

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
    /// The name of the member in the archive; empty for a file by itself.
    pub(crate) member: &'t str,
    /// The XML text.
    pub(crate) text: &'t str,
}

impl<'t> Xml<'t> {
    /// Calls `on_event` for every event, in order, with its bytes.
    ///
    /// # Errors
    /// [`Error::Input`] with member, line and column: malformed XML, an entity that is no text that the document
    /// declares, elements nested deeper than 256.
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
                MarkupEvent::Entity(text) => {
                    // The bytes of the reference belong to its first character.
                    let mut span = span;
                    for c in text.chars() {
                        on_event(XmlEvent::Resolved(c), span);
                        span.start = span.end;
                    }
                }
            }
            Ok(())
        });
        walked.map_err(|(at, fault)| {
            let (what, help) = match fault {
                Fault::Broken(what) => (broken(what), DAMAGED),
                Fault::Unfinished => (broken("it ends inside an element"), DAMAGED),
                Fault::Character(written, _) => {
                    (format!("the reference &{written}; means nothing"), DAMAGED)
                }
                Fault::Entity(name) => (
                    format!(
                        "the reference &{name}; means nothing: no text is declared under that name"
                    ),
                    "write the character itself",
                ),
                Fault::Endless => (
                    "the entities of its document type stand for too much text".to_owned(),
                    "write the text itself, or leave the file alone if you do not know who made it",
                ),
                Fault::Told(what) => (what, DAMAGED),
            };
            self.fail(at, &what, help)
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

    fn fail(self, at: usize, what: &str, help: &str) -> Error {
        let (line, column) = crate::text::line_column(self.text, at);
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

/// The help for what no program writes.
const DAMAGED: &str = "the file is damaged; save or fetch it again";

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

    fn xml<'t>(member: &'t str, text: &'t str) -> Xml<'t> {
        Xml {
            path: Path::new("a.epub"),
            member,
            text,
        }
    }

    #[test]
    fn an_entity_is_its_characters_and_its_bytes_are_those_of_the_first() {
        let text = "<!DOCTYPE a [<!ENTITY x '灯塔'>]><a>&x;</a>";
        let mut found = Vec::new();
        let walked = xml("a.opf", text).walk(|event, span| {
            if let XmlEvent::Resolved(c) = event {
                found.push((c, span.of(text).to_owned()));
            }
        });
        walked.expect("good XML");
        assert_eq!(found, [('灯', "&x;".to_owned()), ('塔', String::new())]);
    }

    #[test]
    fn a_place_is_in_its_member_or_in_the_file_itself() {
        for (member, text, says) in [
            (
                "a.opf",
                "<a>\n&x;</a>",
                "a.epub: a.opf:2:1: the reference &x; means nothing",
            ),
            ("", "<a>\n<b></a>", "a.epub:2:4: broken XML"),
            (
                "a.opf",
                "<!DOCTYPE a [<!ENTITY x '&x;'>]><a>&x;</a>",
                "a.epub: a.opf:1:36: the entities of its document type",
            ),
        ] {
            let said = xml(member, text).tags().unwrap_err().to_string();
            assert!(said.starts_with(says), "{said}");
        }
    }
}
