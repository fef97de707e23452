//! Segmentation: from a [`Document`] to its sentences, a [`SegmentedDocument`].
//!
//! One scan finds the marks and pairs quotes and brackets (`scan`); one pass over the marks asks
//! at each run of end marks whether a sentence ends there (`machine`, with the rules of each
//! language). Every decision carries the name of its [`Rule`].

mod chinese;
mod class;
mod end_marks;
mod english;
mod headings;
mod id;
mod machine;
pub mod merge;
mod notes;
mod options;
mod points;
mod record;
mod recut;
mod rules;
mod scan;
mod words;

pub use id::SegmentIds;
pub use options::{QuotationPolicy, SegmentOptions};
pub use record::SegmentRecord;
pub use recut::{Earlier, segment_like};
pub use rules::{RULES, Rule};

use std::ops::Range;

use ecow::EcoString;

use crate::document::{Block, Document, Syntax};
use crate::text::spaces;
use crate::text::{Language, SourceSpan, TextSpan};

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its stable id: see [`SegmentId`].
    pub id: SegmentId,
    /// Index of its block in the document.
    pub block: usize,
    /// Its bytes in the block's visible text, without white space at the ends.
    pub place: TextSpan,
    /// The bytes of the source that it came from, first character to last.
    pub source: SourceSpan,
    /// The visible text, runs of white space folded to one space.
    pub text: String,
}

/// The id of a sentence, made of its text and its occurrence, so that inserting a paragraph renames no
/// other sentence: 10 hex digits of the hash of the normalised text, then `.2`, `.3`... for repetitions.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct SegmentId(pub EcoString);

/// A document cut into sentences. Segments stand in order; each block with text has at least one;
/// segments and the gaps between them (white space, markup) are the block.
#[derive(Clone, Debug)]
pub struct SegmentedDocument {
    /// Its language.
    pub language: Language,
    /// The document.
    pub document: Document,
    /// Its sentences.
    pub segments: Vec<Segment>,
}

/// The end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// Byte offset of the end, before the white space that follows.
    pub at: usize,
    /// Name of the rule that decided.
    pub rule: &'static str,
}

/// A decision for or against the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Byte offset of the decision: the end of the marks and of all that closes with them.
    pub at: usize,
    /// Whether a sentence ends there.
    pub split: bool,
    /// Name of the rule that decided.
    pub rule: &'static str,
    /// The rule in a sentence.
    pub about: &'static str,
}

/// The ends of the sentences of `text`, in order. The last sentence ends with the last character that is
/// not white space; a text of only white space has none. Takes time linear in the length of the text.
#[must_use]
pub fn boundaries(text: &str, language: Language, options: &SegmentOptions) -> Vec<Boundary> {
    let mut found = Vec::new();
    machine::run(text, language, options, |at, split, rule| {
        if split {
            found.push(Boundary {
                at,
                rule: rule.name,
            });
        }
    });
    found
}

/// Every decision about `text`, in order.
#[must_use]
pub fn explain(text: &str, language: Language, options: &SegmentOptions) -> Vec<Decision> {
    let mut found = Vec::new();
    machine::run(text, language, options, |at, split, rule| {
        found.push(Decision {
            at,
            split,
            rule: rule.name,
            about: rule.about,
        });
    });
    found
}

/// Cuts a document into sentences.
#[must_use]
pub fn segment(
    document: Document,
    language: Language,
    options: &SegmentOptions,
) -> SegmentedDocument {
    let mut ids = SegmentIds::new();
    let mut segments = Vec::new();
    cut(
        &document.blocks,
        0,
        language,
        options,
        &mut ids,
        |segment| {
            segments.push(segment);
        },
    );
    segments.shrink_to_fit();
    SegmentedDocument {
        language,
        document,
        segments,
    }
}

/// Cuts blocks into sentences, one by one; `first` is the number of the first block in its document.
pub fn cut(
    blocks: &[Block],
    first: usize,
    language: Language,
    options: &SegmentOptions,
    ids: &mut SegmentIds,
    mut give: impl FnMut(Segment),
) {
    for (index, block) in blocks.iter().enumerate() {
        let mut from = 0;
        for boundary in boundaries(&without_opaque(block), language, options) {
            give(piece(block, first + index, from..boundary.at, ids));
            from = boundary.at;
        }
    }
}

/// The sentence in a stretch of a block's text, which ends with it; `number` is the block's.
fn piece(block: &Block, number: usize, stretch: Range<usize>, ids: &mut SegmentIds) -> Segment {
    let start = stretch.end - block.text[stretch.clone()].trim_start().len();
    let place = TextSpan::new(start, stretch.end);
    let text = spaces::fold(place.of(&block.text));
    Segment {
        id: ids.next(&text),
        block: number,
        place,
        source: block.source_span(place),
        text,
    }
}

impl SegmentedDocument {
    /// The document without the labels of a book, which stand behind everything else.
    #[must_use]
    pub fn without_labels(&self) -> SegmentedDocument {
        let blocks = &self.document.blocks;
        let is_text = |block: &Block| block.syntax != Syntax::Label;
        let count = blocks.iter().take_while(|block| is_text(block)).count();
        let mut text = self.clone();
        text.document.blocks.truncate(count);
        text.segments.retain(|segment| segment.block < count);
        text
    }

    /// A document whose sentences are the lines of a file, blank ones included: nothing is cut or
    /// joined, and sentence `i` is line `i`.
    #[must_use]
    pub fn from_lines(
        source: crate::document::SourceText,
        language: Language,
    ) -> SegmentedDocument {
        use crate::document::{BlockKind, Run};
        let mut ids = SegmentIds::new();
        let mut blocks = Vec::new();
        let mut segments = Vec::new();
        let mut at = 0;
        for raw in source.text.split_inclusive('\n') {
            let line = raw.trim_end_matches(['\n', '\r']);
            let span = SourceSpan::new(at, at + line.len());
            at += raw.len();
            let whole = TextSpan::new(0, line.len());
            let text = spaces::fold(line.trim());
            segments.push(Segment {
                id: ids.next(&text),
                block: blocks.len(),
                place: whole,
                source: span,
                text,
            });
            blocks.push(Block {
                kind: BlockKind::Paragraph,
                span,
                text: line.to_owned(),
                runs: vec![Run {
                    text: whole,
                    source: span,
                    verbatim: true,
                }],
                marks: Vec::new(),
                speaker: None,
                depth: 0,
                ordinal: None,
                note: None,
                codes: Vec::new(),
                cell: None,
                syntax: crate::document::model::Syntax::Own,
            });
        }
        SegmentedDocument {
            language,
            document: Document::new(
                source,
                "lines",
                crate::document::ReadOptions::default().of(language),
                blocks,
            ),
            segments,
        }
    }
}

/// The text of a block with letters in the place of code and formulas, which have no sentences.
fn without_opaque(block: &Block) -> std::borrow::Cow<'_, str> {
    let mut text = std::borrow::Cow::Borrowed(block.text.as_str());
    for span in block.opaque() {
        let letters: String = span
            .of(&block.text)
            .bytes()
            .map(|byte| match byte {
                b if b.is_ascii_alphanumeric() => char::from(b),
                _ => 'x',
            })
            .collect();
        text.to_mut().replace_range(span.range(), &letters);
    }
    text
}
