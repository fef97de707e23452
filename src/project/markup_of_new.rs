//! The markup of sentences that were translated: their words are written as any other edit, and then the
//! emphasis, links and notes of the Chinese stand where the translation has them.

use std::collections::HashMap;

use super::Project;
use crate::bitext::{BeadId, Side};
use crate::document::codes::Coded;
use crate::document::encode::splice;
use crate::document::write::{Edit, contents, write_back};
use crate::error::Result;
use crate::segment::{Earlier, SegmentedDocument};
use crate::text::spaces;

/// English sentences with their markup, by the bead that they belong to, in order.
pub type MarkedSentences = HashMap<BeadId, Vec<Coded>>;

/// So often a text is tried with fewer marked sentences when it is not read as it was meant.
const MOST_TRIES: usize = 40;

/// A text as it was written, with the bead of each of its sentences.
pub(super) struct WrittenText<'a> {
    pub(super) text: &'a SegmentedDocument,
    /// The text as it was read, and its bytes.
    pub(super) read: (&'a SegmentedDocument, &'a [u8]),
    pub(super) side: &'a Side,
    pub(super) beads: &'a [&'a BeadId],
    /// The sentences as they are meant.
    pub(super) meant: &'a [Earlier<'a>],
}

impl WrittenText<'_> {
    /// The sentences that get markup.
    fn edits(&self, marked: &MarkedSentences) -> Vec<Edit> {
        let Ok(contents) = contents(&self.text.document) else {
            return Vec::new();
        };
        let mut edits = Vec::new();
        let mut number = 0;
        for (at, segment) in self.text.segments.iter().enumerate() {
            let bead = self.beads[at];
            number = match at.checked_sub(1) {
                Some(before) if self.beads[before] == bead => number + 1,
                _ => 0,
            };
            let Some(coded) = marked.get(bead).and_then(|all| all.get(number)) else {
                continue;
            };
            let is_same = |content: &crate::document::codes::Content| {
                content.part(segment.place).codes == coded.codes
            };
            let is_other = contents[segment.block].as_ref().is_some_and(|one| !is_same(one));
            if is_other && !coded.codes.is_empty() && spaces::fold(&coded.text) == segment.text {
                edits.push(Edit {
                    block: segment.block,
                    place: segment.place,
                    words: coded.clone(),
                });
            }
        }
        edits
    }
}

impl Project {
    /// The text with the markup of these sentences, its bytes, and the edits that were made; none where there is
    /// nothing to be done. Whatever would change a word is left out.
    pub(super) fn with_markup(
        &self,
        written: &WrittenText<'_>,
        marked: &MarkedSentences,
    ) -> Result<Option<(SegmentedDocument, Vec<u8>, Vec<Edit>)>> {
        let edits = written.edits(marked);
        if edits.is_empty() {
            return Ok(None);
        }
        if let Some((text, bytes)) = self.marked(written, &edits)? {
            return Ok(Some((text, bytes, edits)));
        }
        let mut best = None;
        let mut made: Vec<Edit> = Vec::new();
        for edit in edits.into_iter().take(MOST_TRIES) {
            made.push(edit);
            match self.marked(written, &made)? {
                Some(found) => best = Some(found),
                None => drop(made.pop()),
            }
        }
        Ok(best.map(|(text, bytes)| (text, bytes, made)))
    }

    /// The text with these edits, where every sentence says what it said.
    fn marked(
        &self,
        written: &WrittenText<'_>,
        edits: &[Edit],
    ) -> Result<Option<(SegmentedDocument, Vec<u8>)>> {
        let source = write_back(&written.text.document, edits)?.text;
        let (read, bytes) = written.read;
        let Ok(bytes) = splice(&read.document.source, bytes, &source) else {
            return Ok(None);
        };
        let path = &read.document.source.path;
        let text = self.cut_as(&bytes, path, written.side, read.language, written.meant)?;
        let is_meant = text.segments.len() == written.meant.len()
            && text
                .segments
                .iter()
                .zip(written.meant)
                .all(|(one, meant)| one.text == meant.text);
        Ok(is_meant.then_some((text, bytes)))
    }
}
