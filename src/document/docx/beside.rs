//! Parts beside the text: what is in them is not read, and listed; those that are named and missing are told.

use super::super::left_out::LeftOut;
use super::super::model::Document;
use super::super::xml::{Xml, XmlEvent};
use super::package::{Package, Relation};
use super::stories::NOTES;
use crate::error::{Error, Result};

/// The kinds of parts with text that is not read, and how it is called.
const UNREAD: [(&str, &str); 4] = [
    ("header", "header"),
    ("footer", "footer"),
    ("comments", "comment"),
    ("glossaryDocument", "building blocks"),
];
/// The kinds of parts that are read besides.
const READ: [&str; 2] = ["styles", "numbering"];

/// Lists the text of the parts that are not read, and tells of those that are missing.
pub(super) fn look(package: &mut Package<'_>, relations: &[Relation], document: &mut Document) {
    for relation in relations.iter().filter(|relation| !relation.is_external) {
        let (kind, member) = (relation.kind.as_str(), relation.target.as_str());
        let unread = UNREAD.iter().find(|(unread, _)| *unread == kind);
        if unread.is_none() && !READ.contains(&kind) && !NOTES.contains(&kind) {
            continue;
        }
        if !package.archive.has(member) {
            document.warnings.push(format!(
                "{member}: the document names it, and it is missing"
            ));
            continue;
        }
        let Some((_, what)) = unread else { continue };
        // It may be read as a label.
        if document.source.parts.iter().any(|part| part.member == member) {
            continue;
        }
        match words(package, member) {
            Ok(text) => document
                .left_out
                .extend(LeftOut::in_member(*what, member, &text)),
            Err(Error::Input { what, .. }) => document.warnings.push(what),
            Err(error) => document.warnings.push(error.to_string()),
        }
    }
}

/// The text of a part.
fn words(package: &mut Package<'_>, member: &str) -> Result<String> {
    let Some(text) = package.archive.text(member)? else {
        return Ok(String::new());
    };
    let xml = Xml {
        path: package.path,
        member,
        text: &text,
    };
    let mut words = String::new();
    let mut open: Vec<bool> = Vec::new();
    xml.walk(|event, _| match event {
        XmlEvent::Start(tag) => open.push(tag.name == "t"),
        XmlEvent::End => {
            open.pop();
        }
        XmlEvent::Text(text) => {
            if open.last() == Some(&true) {
                words.push_str(text);
            }
        }
        XmlEvent::Resolved(c) => {
            if open.last() == Some(&true) {
                words.push(c);
            }
        }
    })?;
    Ok(words)
}
