//! The title of a document, among its properties (ECMA-376, part 2, section 8.3).

use std::path::Path;

use super::super::builder::BlockBuilder;
use super::super::inline::{self, Op};
use super::super::model::{Block, BlockKind};
use super::super::xml::XmlEvent;
use super::walk::{Step, Walk};
use crate::error::Result;

/// The title as a block, in the part with the properties.
///
/// # Errors
/// As [`super::super::xml::Xml::walk`].
pub(super) fn title(properties: &Walk<'_>, path: &Path) -> Result<Vec<Block>> {
    let mut ops: Vec<Op> = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    properties.each(path, |step| {
        let Step::Event(event, span) = step else {
            return Ok(());
        };
        let inside = open.last() == Some(&true);
        match event {
            XmlEvent::Start(tag) => {
                open.push(tag.name == "title" && tag.space.contains("purl.org/dc/elements"));
            }
            XmlEvent::End => {
                open.pop();
            }
            XmlEvent::Text(text) if inside => inline::split(text, span.start, |_| None, &mut ops),
            XmlEvent::Resolved(c) if inside => ops.push(Op::Decoded(c.to_string(), span)),
            _ => {}
        }
        Ok(())
    })?;
    let mut blocks = Vec::new();
    let start = || BlockBuilder::new(BlockKind::Caption, false);
    inline::build(&ops, start, BlockKind::Caption, &mut blocks);
    blocks.retain(|block| !block.text.is_empty());
    // What is no single piece of text cannot be replaced as one.
    blocks.truncate(usize::from(blocks.len() == 1));
    Ok(blocks)
}
