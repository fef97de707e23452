//! What a save wrote.

use crate::bitext::Bitext;
use crate::segment::SegmentedDocument;

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
