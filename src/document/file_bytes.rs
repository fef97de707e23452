//! The bytes of a file whose text was changed.

use encoding_rs::UTF_8;

pub use super::encode::Unencodable;
use super::encode::{encode, splice_text, spliced_xml};
use super::repack::repacked;
use super::source::SourceText;

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
    if source.archive.is_some() {
        return repacked(source, original, new_text);
    }
    splice_text(source, original, new_text)
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
