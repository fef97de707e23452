//! Reading one of the two texts.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use quick_xml::events::BytesStart;

use super::super::inline::{Words, is_break_kind};
use super::super::losses::LossCounter;
use super::super::xml::{self, Problem, attribute, language};
use super::super::{Loss, LossKind};
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
    /// Elements with words of their own that are no sentences.
    pub(super) losses: Vec<Loss>,
}

/// An element with words outside of sentences.
const ELEMENT: LossKind = LossKind::text("element", "");

struct OpenBlock {
    kind: BlockKind,
    name: String,
    /// Where it begins.
    at: usize,
    /// Whether it has words that are in no sentence.
    has_words: bool,
}

struct Reader<'l> {
    /// The ids that the alignment uses: an element with one of them is a sentence, whatever its name.
    linked: &'l HashSet<&'l str>,
    /// The open blocks.
    open: Vec<OpenBlock>,
    /// The number of open elements inside the sentence, itself included.
    inside: usize,
    id: String,
    words: Words,
    losses: LossCounter,
    preserve: bool,
    namer: SegmentIds,
    /// Whether an element outside of sentences began or ended since the last sentence: a new block
    /// begins.
    fresh: bool,
    blocks: usize,
    read: TextFile,
}

/// Reads a text: every `<s>`, and every element that is linked. Elements inside a sentence are dropped
/// and their text is kept; `<lb/>` and its like keep the words on their sides apart.
pub(super) fn read(text: &str, path: &Path, linked: &HashSet<&str>) -> Result<TextFile> {
    let mut reader = Reader {
        linked,
        open: Vec::new(),
        inside: 0,
        id: String::new(),
        words: Words::default(),
        losses: LossCounter::default(),
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
            losses: Vec::new(),
        },
    };
    xml::walk(text, path, &mut reader)?;
    let losses = reader.losses.finish(text);
    Ok(TextFile {
        losses,
        ..reader.read
    })
}

impl xml::Visitor for Reader<'_> {
    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Problem> {
        let name = start.local_name();
        let name = name.as_ref();
        if self.inside > 0 {
            self.inside += 1;
            if is_break_kind(name) {
                self.words.apart();
            }
            return Ok(());
        }
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
            self.words = Words::default();
            self.inside = 1;
            return Ok(());
        }
        self.fresh = true;
        let said = attribute(start, "type")?.and_then(|kind| BlockKind::try_from(kind).ok());
        let kind = said.unwrap_or(match name {
            "head" => BlockKind::Heading(Level::H1),
            _ => BlockKind::Paragraph,
        });
        self.open.push(OpenBlock {
            kind,
            name: name.to_owned(),
            at,
            has_words: false,
        });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.inside > 0 {
            self.words.push(text);
        } else if let Some(block) = self.open.last_mut() {
            block.has_words |= text.contains(char::is_alphanumeric);
        }
    }

    fn close(&mut self, _: &str) {
        if self.inside == 0 {
            self.fresh = true;
            if let Some(block) = self.open.pop().filter(|block| block.has_words) {
                let which = format!("<{}> with words outside of sentences", block.name);
                self.losses.add(ELEMENT.of(which), block.at);
            }
            return;
        }
        self.inside -= 1;
        if self.inside > 0 {
            return;
        }
        let text = if self.preserve {
            self.words.as_str().trim().to_owned()
        } else {
            spaces::fold(self.words.as_str())
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
            text: text.into(),
            bytes: None,
            at: None,
            block: self.blocks,
            kind: self
                .open
                .last()
                .map_or(BlockKind::Paragraph, |block| block.kind),
        });
    }
}
