//! The bytes of a file whose text was changed.

use encoding_rs::UTF_8;

pub use super::encode::Unencodable;
use super::encode::{encode, splice_text, spliced_xml};
use super::model::Document;
use super::repack::{repacked, with_members};
use super::source::SourceText;
use super::{epub, language_marks};

/// The bytes of a file with another text. `original` are the bytes that `source` was decoded from. What did
/// not change is copied from them, the rest is in the file's encoding, and the next reading gives the new text. Of an
/// archive, the members that changed are written so, and all others are copied.
///
/// # Errors
/// [`Unencodable`] when the encoding lacks a character, or the new bytes do not lead back to the text.
pub fn splice(
    source: &SourceText,
    original: &[u8],
    new_text: &str,
) -> Result<Vec<u8>, Unencodable> {
    if source.archive.is_none() {
        return splice_text(source, original, new_text);
    }
    match epub::changed(source, new_text, None) {
        Some(changed) => rebound(original, &changed),
        None => repacked(source, original, new_text),
    }
}

/// A file in another language than its original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslatedFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was changed besides the words that a person should know of.
    pub remarks: Vec<String>,
}

/// The bytes of a document's translation, as [`encode_new`] has them. Where at least one word is another, a page
/// or a book that says it is Chinese says that it is in `language` (a tag of RFC 5646), and the tables of contents
/// and the title of a book say what its headings do.
///
/// # Errors
/// As [`encode_new`].
pub fn encode_translation(
    document: &Document,
    new_text: &str,
    language: &str,
) -> Result<TranslatedFile, Unencodable> {
    let source = &document.source;
    let plain = |bytes| TranslatedFile {
        bytes,
        remarks: Vec::new(),
    };
    if let Some(archive) = &source.archive
        && let Some(changed) = epub::changed(source, new_text, Some(language))
    {
        return Ok(TranslatedFile {
            bytes: rebound(archive.as_ref(), &changed)?,
            remarks: changed.remarks,
        });
    }
    if document.format == "html"
        && new_text != source.text
        && let Some(marked) = language_marks::marked(new_text, language)
    {
        return encode_new(source, &marked).map(plain);
    }
    encode_new(source, new_text).map(plain)
}

/// A book with other texts in some members.
fn rebound(original: &[u8], changed: &epub::Changed) -> Result<Vec<u8>, Unencodable> {
    if changed.members.is_empty() {
        return Ok(original.to_vec());
    }
    let members = changed.members.iter();
    let members = members.map(|(name, text)| (name.as_str(), text.clone()));
    with_members(original, &members.collect())
}

/// The bytes of a new file in the place of a source whose words were replaced, as by a translation. A text that
/// did not change keeps its bytes, a byte order mark stays, a page that names its encoding keeps it, and an archive
/// its other members; anything else becomes UTF-8.
///
/// # Errors
/// [`Unencodable`] where an archive cannot be taken apart as it was.
pub fn encode_new(source: &SourceText, new_text: &str) -> Result<Vec<u8>, Unencodable> {
    if let Some(archive) = &source.archive {
        return repacked(source, archive.as_ref(), new_text);
    }
    if let Some(bytes) = source.offsets.recoded_bytes()
        && (source.label.is_some() || source.text == new_text)
    {
        return spliced_xml(source, bytes, new_text);
    }
    let mark = source.offsets.in_file(0) > 0;
    let encoding = if mark { source.encoding } else { UTF_8.name() };
    encode(new_text, encoding, mark).map_err(|character| Unencodable::Lacks {
        character,
        encoding: source.encoding,
    })
}
