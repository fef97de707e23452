//! The markup of sentences that were translated: their words are written as any other edit, and then the
//! emphasis, links and notes of the Chinese stand where the translation has them.

use std::collections::HashMap;

use super::Project;
use super::saved::raw_span;
use crate::bitext::{BeadId, Side};
use crate::document::codes::Coded;
use crate::document::file_bytes::splice;
use crate::document::write::{Edit, contents, write_back};
use crate::error::Result;
use crate::segment::{Earlier, SegmentedDocument};
use crate::text::script::is_cjk_wide;
use crate::text::spaces;

/// English sentences with their markup, by the bead that they belong to, in order.
pub type MarkedSentences = HashMap<BeadId, Vec<Coded>>;

/// So often a text is tried with fewer marked sentences when it is not read as it was meant.
const MOST_TRIES: usize = 40;

/// A text and the bytes of its file.
type TextAndBytes = (SegmentedDocument, Vec<u8>);

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
            let is_other = contents[segment.block]
                .as_ref()
                .is_some_and(|one| !is_same(one));
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
    /// The text with the markup of these sentences, and the edits that were made; none where there is nothing to be
    /// done. Whatever would change a word is left out.
    pub(super) fn with_markup(
        &self,
        written: &WrittenText<'_>,
        marked: &MarkedSentences,
    ) -> Result<Option<(TextAndBytes, Vec<Edit>)>> {
        let (best, made) = self.marked(written, written.edits(marked))?;
        let text = best.as_ref().map_or(written.text, |(text, _)| text);
        let is_new = |at: usize| marked.contains_key(written.beads[at]);
        let spaced = match spaced(text, &is_new) {
            Some(source) => self.proven(written, &source)?,
            None => None,
        };
        Ok(spaced.or(best).map(|found| (found, made)))
    }

    /// The text with as many of these edits as can be made, and those.
    fn marked(
        &self,
        written: &WrittenText<'_>,
        edits: Vec<Edit>,
    ) -> Result<(Option<TextAndBytes>, Vec<Edit>)> {
        if edits.is_empty() {
            return Ok((None, edits));
        }
        let document = &written.text.document;
        let all = write_back(document, &edits)?.text;
        if let Some(found) = self.proven(written, &all)? {
            return Ok((Some(found), edits));
        }
        let mut best = None;
        let mut made: Vec<Edit> = Vec::new();
        for edit in edits.into_iter().take(MOST_TRIES) {
            made.push(edit);
            match self.proven(written, &write_back(document, &made)?.text)? {
                Some(found) => best = Some(found),
                None => drop(made.pop()),
            }
        }
        Ok((best, made))
    }

    /// The text with this source, where every sentence says what it is meant to say.
    fn proven(&self, written: &WrittenText<'_>, source: &str) -> Result<Option<TextAndBytes>> {
        let (read, bytes) = written.read;
        let Ok(bytes) = splice(&read.document.source, bytes, source) else {
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

/// The source with a space between English sentences that follow each other without any, as Chinese ones did in
/// their place; none where there are none.
fn spaced(text: &SegmentedDocument, is_new: &dyn Fn(usize) -> bool) -> Option<String> {
    let source = &text.document.source.text;
    let is_latin = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_cjk_wide(c));
    let mut spaced = String::new();
    let mut reached = 0;
    for (at, pair) in text.segments.windows(2).enumerate() {
        let [one, next] = pair else { continue };
        if one.block != next.block || !is_new(at) && !is_new(at + 1) {
            continue;
        }
        let (end, start) = (raw_span(text, at).end, raw_span(text, at + 1).start);
        let meet = is_latin(one.text.chars().next_back()) && is_latin(next.text.chars().next());
        if end == start && meet && end > reached {
            spaced.push_str(&source[reached..end]);
            spaced.push(' ');
            reached = end;
        }
    }
    (reached > 0).then(|| spaced + &source[reached..])
}
