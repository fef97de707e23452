//! English without a place in its text yet: sentences that no English sentence of their paragraph stands beside
//! get a block of their own, of the kind of their Chinese block, behind the English of the Chinese before it.

use super::Project;
use crate::bitext::Side;
use crate::document::write::block_like;
use crate::document::{Block, BlockKind, Document, Syntax};
use crate::error::Result;
use crate::segment::SegmentedDocument;
use crate::text::spaces;

/// The most that is escaped.
const MOST_CARE: u8 = 2;
/// So many blocks are tried one after the other when not all can be put in together.
const MOST_ALONE: usize = 50;

/// A block that is to be put in.
#[derive(Clone, Debug)]
pub(super) struct NewBlock {
    /// Its words.
    pub(super) words: String,
    /// Where it goes.
    pub(super) place: BlockPlace,
}

/// Where a block goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BlockPlace {
    /// The block of the English text behind which it goes.
    pub(super) behind: usize,
    /// The block of the Chinese text whose kind and markup it has; none for a plain paragraph.
    pub(super) like: Option<usize>,
    /// What stands between it and what is before it: line ends, and the marker of an item.
    pub(super) gap: String,
}

/// A text with new blocks.
pub(super) struct WithBlocks {
    pub(super) document: Document,
    /// Where each block of the text is in it.
    pub(super) places: Vec<usize>,
    /// Which of the new blocks are in it.
    pub(super) is_in: Vec<bool>,
}

/// Both texts, for the place of a block.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    /// The Chinese; none where its file is not at hand or says something else.
    pub(super) chinese: Option<&'a SegmentedDocument>,
    pub(super) english: &'a SegmentedDocument,
}

impl<'a> Texts<'a> {
    /// The Chinese, where its blocks can be written in the English text.
    fn alike(self) -> Option<&'a Document> {
        let chinese = self.chinese.map(|text| &text.document);
        chinese.filter(|own| own.format == "md" && self.english.document.format == "md")
    }

    /// The place for the English of Chinese block `like`. The nearest English before it is in block `behind`, and
    /// translates Chinese block `before`; between the two there are new blocks for the Chinese blocks `new`.
    pub(super) fn place(
        self,
        like: Option<usize>,
        (before, behind): (Option<usize>, usize),
        new: &[usize],
    ) -> Option<BlockPlace> {
        let english = &self.english.document;
        let (Some(chinese), Some(like)) = (self.alike(), like) else {
            let is_plain =
                is_plain(&english.blocks[behind]) && matches!(english.format, "md" | "txt");
            return is_plain.then(|| BlockPlace {
                behind,
                like: None,
                gap: "\n\n".to_owned(),
            });
        };
        if !can_stand_alone(chinese, like) {
            return None;
        }
        let between = before.map_or(like..like, |before| (before + 1).min(like)..like);
        let is_opaque = |block: &Block| block.kind == BlockKind::Opaque;
        let wanted = between.clone().filter(|&at| is_opaque(&chinese.blocks[at]));
        let wanted = wanted.count();
        // A row of a table is left whole.
        let mut at = behind;
        if english.blocks[at].cell.is_some() {
            let cells = english.blocks[at + 1..].iter();
            at += cells.take_while(|block| block.cell.is_some()).count();
        }
        let opaque = english.blocks[at + 1..].iter().take(wanted);
        let found = opaque.take_while(|block| is_opaque(block)).count();
        at += found;
        // The gap is that of the Chinese, where the same stands before it.
        let is_known = |at: usize| {
            Some(at) == before
                || new.contains(&at)
                || is_opaque(&chinese.blocks[at]) && found == wanted
        };
        let marker = marker(chinese, like);
        let gap = like
            .checked_sub(1)
            .filter(|&last| is_known(last))
            .and_then(|last| gap(chinese, last, like));
        Some(BlockPlace {
            behind: at,
            like: Some(like),
            gap: gap.unwrap_or_else(|| "\n\n".to_owned()) + marker,
        })
    }
}

/// What stands before a block in its line: the indent and marker of an item or a quotation.
fn marker(document: &Document, at: usize) -> &str {
    let source = &document.source.text[..document.blocks[at].span.start];
    &source[source.rfind('\n').map_or(0, |at| at + 1)..]
}

/// The line ends between a block and the line of the next one; none where something else stands there.
fn gap(document: &Document, last: usize, next: usize) -> Option<String> {
    let [last, start] = [&document.blocks[last], &document.blocks[next]].map(|block| block.span);
    let source = &document.source.text;
    let line = source[..start.start].rfind('\n').map_or(0, |at| at + 1);
    let gap = source.get(last.end..line)?;
    let gap = &gap[gap.find('\n')?..];
    gap.chars().all(char::is_whitespace).then(|| gap.to_owned())
}

fn is_plain(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph
        && block.depth == 0
        && block.cell.is_none()
        && matches!(block.syntax, Syntax::Own)
}

/// Whether a block can be put in by itself: what stands in a table, a caption or a note belongs to something else.
fn can_stand_alone(document: &Document, at: usize) -> bool {
    let Some(block) = document.blocks.get(at) else {
        return false;
    };
    let is_known = matches!(
        block.kind,
        BlockKind::Paragraph
            | BlockKind::Heading(_)
            | BlockKind::ListItem
            | BlockKind::Quotation
            | BlockKind::VerseLine
    );
    let is_own = block.cell.is_none() && matches!(block.syntax, Syntax::Own);
    is_known && is_own && !marker(document, at).starts_with("[^")
}

impl Project {
    /// Puts new blocks into a text, as far as each is read as the block that it is meant to be, and everything else
    /// as before.
    pub(super) fn with_blocks(
        &self,
        texts: Texts<'_>,
        side: &Side,
        blocks: &[NewBlock],
    ) -> Result<WithBlocks> {
        let mut is_in = vec![true; blocks.len()];
        if let Some(document) = self.put_in(texts, side, blocks, &is_in, 0)? {
            let places = places(texts.english, blocks, &is_in);
            return Ok(WithBlocks {
                document,
                places,
                is_in,
            });
        }
        is_in.fill(false);
        let mut document = texts.english.document.clone();
        for at in 0..blocks.len().min(MOST_ALONE) {
            is_in[at] = true;
            let mut found = None;
            for care in 0..=MOST_CARE {
                found = self.put_in(texts, side, blocks, &is_in, care)?;
                if found.is_some() {
                    break;
                }
            }
            match found {
                Some(found) => document = found,
                None => is_in[at] = false,
            }
        }
        let places = places(texts.english, blocks, &is_in);
        Ok(WithBlocks {
            document,
            places,
            is_in,
        })
    }

    /// The text with those of the blocks that are to be in it; none where it is read otherwise.
    fn put_in(
        &self,
        texts: Texts<'_>,
        side: &Side,
        blocks: &[NewBlock],
        is_in: &[bool],
        care: u8,
    ) -> Result<Option<Document>> {
        let english = &texts.english.document;
        let old = &english.source.text;
        let newline = if old.contains("\r\n") { "\r\n" } else { "\n" };
        let mut source = String::with_capacity(old.len());
        let mut reached = 0;
        for (block, _) in blocks.iter().zip(is_in).filter(|(_, is_in)| **is_in) {
            let end = english.blocks[block.place.behind].span.end;
            let end = old[end..].find('\n').map_or(old.len(), |at| end + at);
            let end = if old[..end].ends_with('\r') {
                end - 1
            } else {
                end
            };
            source.push_str(&old[reached..end.max(reached)]);
            reached = end.max(reached);
            let like = block.place.like.zip(texts.alike());
            let written = match like {
                Some((like, chinese)) => block_like(chinese, like, &block.words, care),
                None => Some(block.words.clone()),
            };
            let Some(written) = written else {
                return Ok(None);
            };
            source.push_str(&block.place.gap.replace("\r\n", "\n").replace('\n', newline));
            source.push_str(&written);
        }
        source.push_str(&old[reached..]);
        let path = &english.source.path;
        let language = texts.english.language;
        let document = self.document_as(source.as_bytes(), path, side, language)?;
        Ok(is_meant(texts, blocks, is_in, &document).then_some(document))
    }
}

/// Whether a document says block for block what the text says, with the new blocks in it.
fn is_meant(texts: Texts<'_>, blocks: &[NewBlock], is_in: &[bool], document: &Document) -> bool {
    let places = places(texts.english, blocks, is_in);
    let count = places.len() + is_in.iter().filter(|is_in| **is_in).count();
    if document.blocks.len() != count {
        return false;
    }
    let old = &texts.english.document.blocks;
    let same = |one: &Block, other: &Block| {
        (one.kind, one.depth, &one.text) == (other.kind, other.depth, &other.text)
    };
    let is_old_same = places
        .iter()
        .zip(old)
        .all(|(&at, block)| same(&document.blocks[at], block));
    let taken: std::collections::HashSet<usize> = places.into_iter().collect();
    let mut new = (0..count).filter(|at| !taken.contains(at));
    is_old_same
        && blocks
            .iter()
            .zip(is_in)
            .filter(|(_, is_in)| **is_in)
            .all(|(block, _)| {
                let Some(at) = new.next() else { return false };
                let read = &document.blocks[at];
                let like = block.place.like.zip(texts.alike());
                let is_of_kind = match like {
                    Some((like, chinese)) => {
                        let like = &chinese.blocks[like];
                        (read.kind, read.depth) == (like.kind, like.depth)
                    }
                    None => is_plain(read),
                };
                is_of_kind && spaces::fold(&read.text) == block.words
            })
}

/// Where each block of the text is when new ones are put in.
fn places(text: &SegmentedDocument, blocks: &[NewBlock], is_in: &[bool]) -> Vec<usize> {
    let count = text.document.blocks.len();
    let mut more = vec![0; count + 1];
    for (block, _) in blocks.iter().zip(is_in).filter(|(_, is_in)| **is_in) {
        more[block.place.behind + 1] += 1;
    }
    let mut shift = 0;
    (0..count)
        .map(|at| {
            shift += more[at];
            at + shift
        })
        .collect()
}
