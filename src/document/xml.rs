//! XML from outside, event by event with its bytes. What a document could do harm with is refused:
//! entities of its own, and elements nested without end.

use std::fmt::Display;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};

use crate::error::{Error, Place, Result};
use crate::text::SourceSpan;
use crate::text::xml::{self, Fault, XmlEvent};

/// The deepest nesting.
const DEEPEST: usize = 256;

/// An element that begins.
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
    /// The value of an attribute; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The value of an attribute.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What happens in a document.
pub(crate) enum Happening<'t> {
    /// An element begins; an empty one ends at once.
    Start(Tag),
    /// The innermost element ends.
    End,
    /// Text as it stands in the document.
    Text(&'t str),
    /// What a reference stands for.
    Resolved(char),
}

/// A document: where it comes from and its text.
#[derive(Clone, Copy)]
pub(crate) struct Xml<'t> {
    /// The archive.
    pub(crate) path: &'t Path,
    /// Its member.
    pub(crate) member: &'t str,
    /// The member's text.
    pub(crate) text: &'t str,
}

impl<'t> Xml<'t> {
    /// Tells `hear` everything that happens, in order, with the bytes it happens in.
    ///
    /// # Errors
    /// Broken XML, an entity that is not XML's own, nesting deeper than 256: with member, line and
    /// column.
    pub(crate) fn walk(self, mut hear: impl FnMut(Happening<'t>, SourceSpan)) -> Result<()> {
        let mut spaces = NamespaceResolver::default();
        let mut depth = 0;
        let walked = xml::walk(self.text, |event, span| {
            match event {
                XmlEvent::Start(start) => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err("elements are nested too deeply".to_owned());
                    }
                    spaces.push(start).map_err(broken)?;
                    hear(Happening::Start(tag(&spaces, start)?), span);
                }
                XmlEvent::End(_) => {
                    depth -= 1;
                    spaces.pop();
                    hear(Happening::End, span);
                }
                XmlEvent::Text(_) => hear(Happening::Text(span.of(self.text)), span),
                XmlEvent::Resolved(c) => hear(Happening::Resolved(c), span),
                XmlEvent::DocType(doctype) if doctype.contains("<!ENTITY") => {
                    return Err("the document declares entities".to_owned());
                }
                XmlEvent::DocType(_) => {}
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

    /// Every element that begins, in order.
    ///
    /// # Errors
    /// As [`Xml::walk`].
    pub(crate) fn tags(self) -> Result<Vec<Tag>> {
        let mut tags = Vec::new();
        self.walk(|happening, _| {
            if let Happening::Start(tag) = happening {
                tags.push(tag);
            }
        })?;
        Ok(tags)
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
