//! The way back into an archive: the members that changed with their new text, and all others as they are.
//!
//! The source of such a document is the texts of its members, or stretches of them in the order in which a
//! reader sees them, with U+0000 between two.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::archive::real_name;
use super::encode::{Unencodable, spliced_xml};
use super::encoding::decode;
use super::packed::BETWEEN;
use super::source::{Part, SourceText, by_member};

/// The text of each member as the pieces of a source have it.
fn members<'s>(text: &str, parts: &'s [Part]) -> Option<BTreeMap<&'s str, String>> {
    let pieces: Vec<&str> = text.split(BETWEEN).collect();
    if pieces.len() != parts.len() {
        return None;
    }
    let members = by_member(parts).into_iter();
    Some(
        members
            .map(|(member, order)| {
                let whole = order.into_iter().map(|number| pieces[number]).collect();
                (member, whole)
            })
            .collect(),
    )
}

/// The archive with another text: members that changed are encoded as they were, their unchanged bytes
/// copied.
///
/// # Errors
/// [`Unencodable`] where the text is not made of the same parts, or the archive cannot be read again.
pub(super) fn repacked(
    source: &SourceText,
    original: &[u8],
    new_text: &str,
) -> Result<Vec<u8>, Unencodable> {
    let old = members(&source.text, &source.parts).ok_or(Unencodable::ReadsOtherwise)?;
    let new = members(new_text, &source.parts).ok_or(Unencodable::ReadsOtherwise)?;
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    for (member, text) in new {
        if old.get(member) != Some(&text) {
            changed.insert(member, text);
        }
    }
    if changed.is_empty() {
        return Ok(original.to_vec());
    }
    with_members(original, &changed)
}

/// The archive with other texts in some members. What did not change in them keeps its bytes; a character
/// that the member's encoding lacks is written as a reference.
///
/// # Errors
/// [`Unencodable`] where the archive cannot be read again or lacks a member.
pub(super) fn with_members(
    original: &[u8],
    changed: &BTreeMap<&str, String>,
) -> Result<Vec<u8>, Unencodable> {
    let pack = || -> Result<Option<Vec<u8>>, ZipError> {
        let mut old = ZipArchive::new(Cursor::new(original))?;
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len())));
        out.set_raw_comment(old.comment().to_vec().into_boxed_slice())?;
        for number in 0..old.len() {
            let file = old.by_index_raw(number)?;
            let Some(text) = file.name().ok().and_then(|name| changed.get(&*name)) else {
                out.raw_copy_file(file)?;
                continue;
            };
            let name = real_name(file.name_raw(), &file.name()?).into_owned();
            let mut options = SimpleFileOptions::default()
                .compression_method(match file.compression() {
                    CompressionMethod::Stored => CompressionMethod::Stored,
                    _ => CompressionMethod::Deflated,
                })
                .last_modified_time(file.last_modified().unwrap_or_default());
            if let Some(mode) = file.unix_mode() {
                options = options.unix_permissions(mode);
            }
            drop(file);
            let mut bytes = Vec::new();
            std::io::copy(&mut old.by_index(number)?, &mut bytes)?;
            let Some(bytes) = member_bytes(&bytes, text) else {
                return Ok(None);
            };
            out.start_file(name, options)?;
            out.write_all(&bytes)?;
        }
        Ok(Some(out.finish()?.into_inner()))
    };
    match pack() {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) | Err(_) => Err(Unencodable::ReadsOtherwise),
    }
}

/// The bytes of a member with another text.
fn member_bytes(old: &[u8], text: &str) -> Option<Vec<u8>> {
    let source = decode(old.to_vec(), std::path::Path::new("")).ok()?;
    // Byte order marks behind the first were taken for no text.
    let marks = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let text = format!("{}{text}", &source.text[..marks]);
    spliced_xml(&source, old, &text).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::path::Path;

    use super::*;
    use crate::document::codes::Coded;
    use crate::document::file_bytes::splice;
    use crate::document::source::parts_of;
    use crate::document::{read_bytes, write};
    use crate::text::TextSpan;

    const CONTAINER: &str =
        "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>";
    const PACKAGE: &str = "<package><manifest>\
        <item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/>\
        <item id=\"b\" href=\"b.xhtml\" media-type=\"application/xhtml+xml\"/>\
        </manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";

    /// A book whose first page is in GB18030, with a picture that no reader looks at.
    fn book() -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let deflated = SimpleFileOptions::default();
        let page = "<?xml version='1.0' encoding='gb18030'?><html><body><p>海上有灯，<b>灯亮了</b>。</p><p>船来了。</p></body></html>";
        let page = encoding_rs::GB18030.encode(page).0.into_owned();
        let second = "\u{feff}<html><body><p>风停了。</p></body></html>";
        for (name, options, bytes) in [
            ("mimetype", stored, &b"application/epub+zip"[..]),
            ("META-INF/container.xml", deflated, CONTAINER.as_bytes()),
            ("b.opf", deflated, PACKAGE.as_bytes()),
            ("a.xhtml", deflated, &page),
            ("b.xhtml", stored, second.as_bytes()),
            ("灯.png", stored, &[0, 1, 2, 255]),
        ] {
            zip.start_file(name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.set_comment("of the sea").unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn members_of(bytes: &[u8]) -> Vec<(String, CompressionMethod, Vec<u8>)> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..zip.len())
            .map(|at| {
                let mut file = zip.by_index(at).unwrap();
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                (file.name().unwrap().into_owned(), file.compression(), bytes)
            })
            .collect()
    }

    #[test]
    fn a_text_that_is_the_same_is_the_same_archive() {
        let bytes = book();
        let document = read_bytes(bytes.clone(), Path::new("b.epub"), None).unwrap();
        assert_eq!(document.blocks.len(), 3);
        let again = splice(&document.source, &bytes, &document.source.text).unwrap();
        assert_eq!(again, bytes);
    }

    #[test]
    fn only_the_member_that_changed_changes() {
        let bytes = book();
        let document = read_bytes(bytes.clone(), Path::new("b.epub"), None).unwrap();
        let mut words = Coded::plain("船 came — 𠮷.");
        words.codes.clear();
        let edit = write::Edit {
            block: 1,
            place: TextSpan::new(0, document.blocks[1].text.len()),
            words,
        };
        let written = write::write_back(&document, &[edit]).unwrap();
        let again = splice(&document.source, &bytes, &written.text).unwrap();
        let (old, new) = (members_of(&bytes), members_of(&again));
        assert_eq!(old.len(), new.len());
        for (old, new) in old.iter().zip(&new) {
            assert_eq!((&old.0, old.1), (&new.0, new.1));
            assert_eq!(old.2 == new.2, old.0 != "a.xhtml", "{}", old.0);
        }
        let read = read_bytes(again.clone(), Path::new("b.epub"), None).unwrap();
        let texts: Vec<&str> = read.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(texts, ["海上有灯，灯亮了。", "船 came — 𠮷.", "风停了。"]);
        let zip = ZipArchive::new(Cursor::new(&again[..])).unwrap();
        assert_eq!(zip.comment(), b"of the sea");
    }

    #[test]
    fn stretches_find_back_to_their_places() {
        let part = |at, in_member| Part {
            at,
            member: "m".to_owned(),
            in_member,
        };
        // The second stretch of the member stands last.
        let old = [part(0, 0), part(3, 4), part(6, 2)];
        let new = parts_of("abcd\0EFG\0x", &old).unwrap();
        assert_eq!(new, [part(0, 0), part(5, 5), part(9, 4)]);
        let whole = members("abcd\0EFG\0x", &old).unwrap();
        assert_eq!(whole["m"], "abcdxEFG");
        assert!(parts_of("abcd\0EFG", &old).is_none());
        assert!(parts_of("a\0b\0c\0d", &old).is_none());
    }
}
