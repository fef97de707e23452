//! Reading one of the two texts.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::xml::{self, Problem, attribute, language};
use crate::bitext::{Sentence, Side};
use crate::document::{BlockKind, Level};
use crate::error::Result;
use crate::segment::SegmentIds;
use crate::text::spaces;

/// The sentences of a text, and for each id the sentence that it names; `None` for an element without
/// text.
pub(super) struct TextFile {
    pub(super) side: Side,
    pub(super) named: HashMap<String, Option<usize>>,
}

struct Reader<'l> {
    /// The ids that the alignment uses: an element with one of them is a sentence, whatever its name.
    linked: &'l HashSet<&'l str>,
    /// The kinds of the open blocks.
    open: Vec<BlockKind>,
    /// The number of open elements inside the sentence, itself included.
    inside: usize,
    id: String,
    words: String,
    preserve: bool,
    namer: SegmentIds,
    /// Whether an element outside of sentences began or ended since the last sentence: a new block
    /// begins.
    fresh: bool,
    blocks: usize,
    read: TextFile,
}

/// Reads a text: every `<s>`, and every element that is linked. Elements inside a sentence are dropped
/// and their text is kept.
pub(super) fn read(text: &str, path: &Path, linked: &HashSet<&str>) -> Result<TextFile> {
    let mut reader = Reader {
        linked,
        open: Vec::new(),
        inside: 0,
        id: String::new(),
        words: String::new(),
        preserve: false,
        namer: SegmentIds::new(),
        fresh: true,
        blocks: 0,
        read: TextFile {
            side: Side {
                file: path.display().to_string(),
                ..Side::default()
            },
            named: HashMap::new(),
        },
    };
    xml::walk(text, path, &mut reader)?;
    Ok(reader.read)
}

impl xml::Visitor for Reader<'_> {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        if self.inside > 0 {
            self.inside += 1;
            return Ok(());
        }
        let name = start.local_name();
        let name = name.as_ref();
        let id = attribute(start, "id")?.unwrap_or_default();
        if self.open.is_empty() {
            self.read.side.language = language(start, "xml:lang")?.unwrap_or_default();
            self.preserve = attribute(start, "xml:space")?.as_deref() == Some("preserve");
        } else if name == "s" || self.linked.contains(id.as_str()) {
            if self.read.named.contains_key(&id) {
                return Err((
                    format!("there are two sentences with the id \"{id}\""),
                    "have InterText number them anew",
                ));
            }
            self.id = id;
            self.words.clear();
            self.inside = 1;
            return Ok(());
        }
        self.fresh = true;
        let said = attribute(start, "type")?.and_then(|kind| BlockKind::try_from(kind).ok());
        let kind = said.unwrap_or(match name {
            "head" => BlockKind::Heading(Level::H1),
            _ => BlockKind::Paragraph,
        });
        self.open.push(kind);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.inside > 0 {
            self.words.push_str(text);
        }
    }

    fn close(&mut self, _: &str) {
        if self.inside == 0 {
            self.fresh = true;
            self.open.pop();
            return;
        }
        self.inside -= 1;
        if self.inside > 0 {
            return;
        }
        let text = if self.preserve {
            self.words.trim().to_owned()
        } else {
            spaces::fold(&self.words)
        };
        let at = (!text.is_empty()).then_some(self.read.side.sentences.len());
        self.read.named.insert(std::mem::take(&mut self.id), at);
        if at.is_none() {
            return;
        }
        if std::mem::take(&mut self.fresh) && !self.read.side.sentences.is_empty() {
            self.blocks += 1;
        }
        self.read.side.sentences.push(Sentence {
            id: self.namer.next(&text),
            text,
            bytes: None,
            at: None,
            block: self.blocks,
            kind: self.open.last().copied().unwrap_or(BlockKind::Paragraph),
        });
    }
}
