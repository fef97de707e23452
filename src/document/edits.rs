//! Other words for a document, and how a format takes them.

use super::codes::{Coded, Content, Inline};
use super::model::Document;
use super::rewrite_kept::Kept;
use crate::error::Result;
use crate::text::TextSpan;

/// New words for a stretch of a block: a sentence, or several that became one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which block.
    pub block: usize,
    /// The stretch of its visible text that they replace.
    pub place: TextSpan,
    /// The words with their codes; without any, the stretch is left out.
    pub words: Coded,
}

/// A document with other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// All of it.
    pub text: String,
    /// The blocks that kept their words, because the new ones would have been read as markup.
    pub kept: Vec<usize>,
}

/// New words for one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Which block of the document.
    pub block: usize,
    /// The bytes of the sentence in the block's visible text.
    pub place: TextSpan,
    /// The new visible words; empty takes the sentence out.
    pub text: String,
}

/// A document with other words in some of its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The whole decoded source.
    pub text: String,
    /// The rewrites (by their number) that were not written, with the reason.
    pub kept: Vec<(usize, Kept)>,
    /// Markup that was left out because all of its words are gone: how it opens, or the address of a
    /// link; with the number of the rewrite that took the words.
    pub dropped: Vec<(usize, String)>,
}

/// How other words go into the files of a format. A format that has it is written back.
pub trait WriteBack: Sync {
    /// How words are written into a block by themselves; nothing where that is not told by the block alone.
    fn inline(&self) -> Option<&'static dyn Inline>;

    /// The parts of a document that can be replaced: one for each block that has text.
    ///
    /// # Errors
    /// A source that cannot be read again.
    fn contents(&self, document: &Document) -> Result<Vec<Option<Content>>>;

    /// The document with other words and codes in some sentences: `edits` in order, none overlapping another.
    /// Where they are those that stand there, the bytes are, too.
    ///
    /// # Errors
    /// A source that cannot be read again.
    fn write_back(&self, document: &Document, edits: &[Edit]) -> Result<Written>;

    /// The document with other words in some sentences, the markup in them kept as far as its words are.
    /// Rewrites may come in any order.
    ///
    /// # Errors
    /// When the document's own format does not read the new text.
    fn rewrite(&self, document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten>;
}
