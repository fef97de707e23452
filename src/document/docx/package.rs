//! The archive of a document: parts, and the relationships that lead from one to the other (ECMA-376, part 2).

use std::collections::HashMap;
use std::path::Path;

use super::super::archive::{Archive, resolve};
use super::super::xml::Xml;
use crate::error::Result;

/// A relationship of one part to another (ECMA-376, part 2, section 6.5).
pub(super) struct Relation {
    /// How the part names it.
    pub(super) id: String,
    /// The kind: the last segment of the type's address.
    pub(super) kind: String,
    /// The name of the other part, or an address outside.
    pub(super) target: String,
    /// Whether it leads out of the archive.
    pub(super) is_external: bool,
}

/// The targets of relationships by their ids.
pub(super) fn links(relations: &[Relation]) -> HashMap<&str, &str> {
    relations
        .iter()
        .map(|relation| (relation.id.as_str(), relation.target.as_str()))
        .collect()
}

/// The archive, seen as parts with relationships.
pub(super) struct Package<'p> {
    /// The archive.
    pub(super) archive: Archive<'p>,
    /// Its file.
    pub(super) path: &'p Path,
}

impl Package<'_> {
    /// The relationships of a part; for an empty name, those of the whole package.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>> {
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
                let is_external = tag.get("TargetMode") == "External";
                Relation {
                    id: tag.get("Id").to_owned(),
                    kind: tag
                        .get("Type")
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    target: if is_external {
                        target.to_owned()
                    } else {
                        resolve(target, part)
                    },
                    is_external,
                }
            })
            .collect())
    }

    /// The first part of this kind among `relations`: its name and text.
    pub(super) fn part(
        &mut self,
        relations: &[Relation],
        kind: &str,
    ) -> Result<Option<(String, String)>> {
        let Some(relation) = relations.iter().find(|relation| relation.kind == kind) else {
            return Ok(None);
        };
        let text = self.archive.text(&relation.target)?;
        Ok(text.map(|text| (relation.target.clone(), text)))
    }
}
