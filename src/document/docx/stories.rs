//! Which parts of a document have a text of their own: the main text and its notes; and, as labels, the headers and
//! footers of its pages and its title, which are no running text, but are translated with it.

use std::collections::HashMap;

use super::super::archive::Archive;
use super::super::model::{Block, BlockKind, Syntax};
use super::super::source::SourceText;
use super::package::{Package, Relation};
use crate::error::Result;
use crate::text::script::is_han;

/// What the text of a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Story {
    /// Text of the document.
    Text,
    /// A header or footer.
    Label,
    /// The properties of the document, with its title.
    Properties,
}

/// The kinds of parts that hold notes.
pub(super) const NOTES: [&str; 2] = ["footnotes", "endnotes"];
/// The kinds of parts that stand at the edges of pages.
pub(super) const EDGES: [&str; 2] = ["header", "footer"];

/// The parts with a text of their own, by name.
///
/// # Errors
/// Relationships that cannot be read.
pub(super) fn stories_of(
    package: &mut Package<'_>,
    main: &str,
    relations: &[Relation],
) -> Result<HashMap<String, Story>> {
    let labels = labelled(package, relations)?;
    let properties = properties(package)?;
    let labels = labels.into_iter().map(|member| {
        let story = if Some(&member) == properties.as_ref() {
            Story::Properties
        } else {
            Story::Label
        };
        (member, story)
    });
    let notes = relations.iter();
    let notes = notes.filter(|relation| NOTES.contains(&relation.kind.as_str()));
    let notes = notes.map(|relation| (relation.target.clone(), Story::Text));
    Ok(labels
        .chain(notes)
        .chain([(main.to_owned(), Story::Text)])
        .collect())
}

/// The same for a source.
///
/// # Errors
/// An archive that cannot be read any more.
pub(super) fn stories(source: &SourceText) -> Result<HashMap<String, Story>> {
    let (Some(packed), [first, ..]) = (&source.archive, source.parts.as_slice()) else {
        return Ok(HashMap::new());
    };
    let mut package = Package {
        archive: Archive::again(packed.clone(), &source.path)?,
        path: &source.path,
    };
    let relations = package.relations(&first.member)?;
    stories_of(&mut package, &first.member, &relations)
}

/// The part with the properties of a document (ECMA-376, part 2, section 8).
///
/// # Errors
/// Relationships that cannot be read.
pub(super) fn properties(package: &mut Package<'_>) -> Result<Option<String>> {
    let relations = package.relations("")?.into_iter();
    let mut properties = relations.filter(|relation| relation.kind == "core-properties");
    Ok(properties.next().map(|relation| relation.target))
}

/// The parts with labels: headers and footers in the order in which the document names them, each once, then the
/// properties.
///
/// # Errors
/// Relationships that cannot be read.
pub(super) fn labelled(package: &mut Package<'_>, relations: &[Relation]) -> Result<Vec<String>> {
    let mut members: Vec<String> = Vec::new();
    let edges = relations.iter().filter(|relation| {
        EDGES.contains(&relation.kind.as_str()) && !relation.is_external
    });
    for relation in edges {
        if !members.contains(&relation.target) {
            members.push(relation.target.clone());
        }
    }
    members.extend(properties(package)?);
    Ok(members)
}

/// Blocks as labels, as far as they are Chinese.
pub(super) fn as_labels(blocks: Vec<Block>) -> impl Iterator<Item = Block> {
    let blocks = blocks.into_iter();
    blocks
        .filter(|block| block.text.chars().any(is_han))
        .map(|mut block| {
            block.kind = BlockKind::Caption;
            block.syntax = Syntax::Label;
            block
        })
}
