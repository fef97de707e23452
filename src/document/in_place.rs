//! Formats that are written back block by block: what a block has in it tells where its words stand.

use super::codes::{Content, Inline};
use super::edits::{Edit, Rewrite, Rewritten, WriteBack, Written};
use super::model::Document;
use super::rewrite::rewrite_in_place;
use super::write::{contents_in_place, write_in_place};
use crate::error::Result;

/// Writes words into the places of others.
pub(super) struct InPlace {
    /// How they are written.
    pub(super) inline: &'static dyn Inline,
    /// Whether words could be taken for markup, so that what was written has to be read again.
    pub(super) proves: bool,
}

impl WriteBack for InPlace {
    fn inline(&self) -> Option<&'static dyn Inline> {
        Some(self.inline)
    }

    fn contents(&self, document: &Document) -> Result<Vec<Option<Content>>> {
        Ok(contents_in_place(document))
    }

    fn write_back(&self, document: &Document, edits: &[Edit]) -> Result<Written> {
        Ok(write_in_place(document, edits, self.proves))
    }

    fn rewrite(&self, document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten> {
        rewrite_in_place(document, rewrites)
    }
}
