//! What a save wrote.

use crate::bitext::Bitext;
use crate::document::CodeKind;
use crate::segment::SegmentedDocument;
use crate::text::SourceSpan;

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// The bitext as its file has it now.
    pub bitext: Bitext,
    /// The bytes of the bitext.
    pub bitext_bytes: Vec<u8>,
    /// The text as its file has it now, and its bytes; none where there is no file.
    pub english: Option<(SegmentedDocument, Vec<u8>)>,
    /// The sentences that were written into the text, as they were and as they are.
    pub sentences: Vec<(String, String)>,
    /// Markup that was left out with its words.
    pub dropped: Vec<String>,
    /// The source of each sentence that was written, before and after.
    pub raw: Vec<RawWords>,
}

/// The bytes that a sentence was written in, before other words took their place and since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawWords {
    /// The visible words that stood there.
    pub before: String,
    /// Their source, with the markup that opens and closes with them.
    pub raw_before: String,
    /// The visible words that stand there.
    pub after: String,
    /// Their source.
    pub raw_after: String,
}

/// The bytes of a sentence in the source, with the markup that opens right before and closes right behind.
pub(super) fn raw_span(text: &SegmentedDocument, at: usize) -> SourceSpan {
    let segment = &text.segments[at];
    let block = &text.document.blocks[segment.block];
    let mut span = segment.source;
    for code in block.codes.iter().rev() {
        let opens = matches!(code.kind, CodeKind::Open(_)) && code.at == segment.place.start;
        if opens && code.source.end == span.start {
            span = SourceSpan::new(code.source.start, span.end);
        }
    }
    for code in &block.codes {
        let closes = matches!(code.kind, CodeKind::Close(_)) && code.at == segment.place.end;
        if closes && code.source.start == span.end {
            span = SourceSpan::new(span.start, code.source.end);
        }
    }
    span
}
