//! DOCX as a format that is written back.

use super::super::codes::{Content, Inline};
use super::super::edits::{Edit, Rewrite, Rewritten, WriteBack, Written};
use super::super::model::Document;
use super::rewritten::rewrite;
use super::write::{contents, write_back};
use crate::error::Result;

/// Writes words into runs. Where these stand in a paragraph is not told by the block alone.
pub(in crate::document) struct DocxWriter;

impl WriteBack for DocxWriter {
    fn inline(&self) -> Option<&'static dyn Inline> {
        None
    }

    fn contents(&self, document: &Document) -> Result<Vec<Option<Content>>> {
        contents(document)
    }

    fn write_back(&self, document: &Document, edits: &[Edit]) -> Result<Written> {
        write_back(document, edits)
    }

    fn rewrite(&self, document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten> {
        rewrite(document, rewrites)
    }
}
