//! DOCX (ECMA-376, part 1): the body of the document, then its footnotes and endnotes, as a reader sees
//! them with all tracked changes accepted. Comments, headers and footers are left out. Spans count in
//! the XML of these parts, one after another.

mod body;
mod boxes;
mod fields;
mod styles;

use std::collections::HashMap;
use std::path::Path;

use super::archive::{Archive, resolve};
use super::model::Document;
use super::packed::BETWEEN;
use super::source::SourceText;
use super::speaker::{find_bold_headings, find_speakers};
use super::xml::Xml;
use super::{ReadOptions, Reader};
use crate::error::{Error, Place, Result};
use body::Body;
use styles::{Numbering, Styles};

/// Reads DOCX.
#[derive(Clone, Copy, Debug)]
pub(super) struct Docx;

impl Reader for Docx {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let (Some(packed), [first, ..]) = (&source.archive, source.parts.as_slice()) else {
            return Err(Error::input(
                Place::file(&source.path),
                "this is a text, not a DOCX document",
                "name its format with --from",
            ));
        };
        let path = source.path.clone();
        let mut package = Package {
            archive: Archive::again(packed.clone(), &path)?,
            path: &path,
        };
        let main = first.member.clone();
        let relations = package.relations(&main)?;
        let styles = Styles::read(package.part(&relations, "styles")?.as_ref(), &path)?;
        let mut numbering =
            Numbering::read(package.part(&relations, "numbering")?.as_ref(), &path)?;
        let read = options.settled(&source.text);
        let chinese = read.is_chinese();
        let mut blocks = Vec::new();
        for parts in source.parts.chunk_by(|one, next| one.member == next.member) {
            let start = parts[0].at;
            let next = source
                .parts
                .iter()
                .find(|part| part.at > parts[parts.len() - 1].at);
            let end = next.map_or(source.text.len(), |next| next.at - BETWEEN.len_utf8());
            // Targets of links in notes are not looked up; only the text of the notes is needed.
            let of_main: &[Relation] = if parts[0].member == main {
                &relations
            } else {
                &[]
            };
            let links = links(of_main);
            let mut body = Body::new(start, chinese, &styles, &mut numbering, &links, &mut blocks);
            let part = Xml {
                path: &path,
                member: &parts[0].member,
                text: &source.text[start..end],
            };
            part.walk(|event, span| body.on_event(event, span))?;
        }
        find_speakers(&mut blocks);
        find_bold_headings(&mut blocks);
        Ok(Document::new(source, "docx", read, blocks))
    }

    fn read_file(&self, bytes: Vec<u8>, path: &Path, options: &ReadOptions) -> Result<Document> {
        let mut package = Package {
            archive: Archive::open(bytes, path)?,
            path,
        };
        let main = package
            .relations("")?
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map_or_else(
                || "word/document.xml".to_owned(),
                |relation| relation.target,
            );
        let Some(document) = package.archive.text(&main)? else {
            return Err(package
                .archive
                .fail(&main, "is missing", "this is not a DOCX document"));
        };
        let relations = package.relations(&main)?;
        let mut members = vec![(main, document)];
        for kind in ["footnotes", "endnotes"] {
            members.extend(package.part(&relations, kind)?);
        }
        let mut text = String::new();
        let mut parts = Vec::new();
        for (member, xml) in &members {
            boxes::put_behind(
                Xml {
                    path,
                    member,
                    text: xml,
                },
                &mut text,
                &mut parts,
            )?;
        }
        let mut source = SourceText::from_utf8(path, text);
        source.parts = parts;
        source.archive = Some(package.archive.packed());
        self.read(source, options)
    }
}

/// A relationship of one part to another (ECMA-376, part 2, section 6.5).
struct Relation {
    id: String,
    /// The kind: the last segment of the type's address.
    kind: String,
    target: String,
}

/// The targets of relationships by their ids.
fn links(relations: &[Relation]) -> HashMap<&str, &str> {
    relations
        .iter()
        .map(|relation| (relation.id.as_str(), relation.target.as_str()))
        .collect()
}

/// The archive, seen as parts with relationships.
struct Package<'p> {
    archive: Archive<'p>,
    path: &'p Path,
}

impl Package<'_> {
    /// The relationships of a part; for an empty name, those of the whole package.
    fn relations(&mut self, part: &str) -> Result<Vec<Relation>> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let member = resolve(&format!("{folder}/_rels/{name}.rels"), "");
        let Some(text) = self.archive.text(&member)? else {
            return Ok(Vec::new());
        };
        let xml = Xml {
            path: self.path,
            member: &member,
            text: &text,
        };
        let tags = xml.tags()?;
        Ok(tags
            .iter()
            .filter(|tag| tag.name == "Relationship")
            .map(|tag| {
                let target = tag.get("Target");
                Relation {
                    id: tag.get("Id").to_owned(),
                    kind: tag
                        .get("Type")
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    target: if tag.get("TargetMode") == "External" {
                        target.to_owned()
                    } else {
                        resolve(target, part)
                    },
                }
            })
            .collect())
    }

    /// The first part of this kind among `relations`: its name and text.
    fn part(&mut self, relations: &[Relation], kind: &str) -> Result<Option<(String, String)>> {
        let Some(relation) = relations.iter().find(|relation| relation.kind == kind) else {
            return Ok(None);
        };
        let text = self.archive.text(&relation.target)?;
        Ok(text.map(|text| (relation.target.clone(), text)))
    }
}

/// Whether a namespace is that of word processing, transitional or strict.
fn is_word(space: &str) -> bool {
    space.ends_with("wordprocessingml/2006/main") || space.ends_with("wordprocessingml/main")
}

/// Whether a property that is present is switched on (`ST_OnOff`).
fn is_on(tag: &super::xml::Tag) -> bool {
    !matches!(tag.get("val"), "0" | "false" | "off" | "none")
}

#[cfg(test)]
mod tests;
