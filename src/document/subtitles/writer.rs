//! Subtitles as a format that is written back.

use super::Kind;
use super::write::{SubtitleInline, rewrite, write_back};
use crate::document::codes::{Content, Inline};
use crate::document::edits::{Edit, Rewrite, Rewritten, WriteBack, Written};
use crate::document::model::Document;
use crate::document::rewrite::rewrite_in_place;
use crate::document::write::{contents_in_place, write_in_place};
use crate::error::Result;

/// Writes words into cues.
pub(in crate::document) struct SubtitleWriter {
    pub(in crate::document) kind: Kind,
}

/// How words are written in one line, by kind.
const INLINES: [&SubtitleInline; 3] = [
    &SubtitleInline { kind: Kind::SubRip },
    &SubtitleInline { kind: Kind::WebVtt },
    &SubtitleInline {
        kind: Kind::SubStation,
    },
];

impl WriteBack for SubtitleWriter {
    fn inline(&self) -> Option<&'static dyn Inline> {
        let inline = INLINES.into_iter().find(|inline| inline.kind == self.kind);
        inline.map(|inline| inline as &dyn Inline)
    }

    fn contents(&self, document: &Document) -> Result<Vec<Option<Content>>> {
        Ok(contents_in_place(document))
    }

    fn write_back(&self, document: &Document, edits: &[Edit]) -> Result<Written> {
        let written = write_back(document, edits);
        Ok(written.unwrap_or_else(|| write_in_place(document, edits, false)))
    }

    fn rewrite(&self, document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten> {
        match rewrite(document, rewrites) {
            Some(rewritten) => Ok(rewritten),
            None => rewrite_in_place(document, rewrites),
        }
    }
}
