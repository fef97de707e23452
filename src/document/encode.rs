//! The way back from a decoded file to bytes: new words in the encoding of the file, and every byte that
//! did not change as it was.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::encoding::{decode, decode_labelled};
use super::source::SourceText;

/// Why a text cannot be written into a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unencodable {
    /// The file's encoding lacks a character.
    #[error("{encoding} has no {character:?} (U+{:04X})", u32::from(*character))]
    Lacks {
        /// The first character that it lacks.
        character: char,
        /// The encoding, as WHATWG spells it.
        encoding: &'static str,
    },
    /// The new bytes would be read as another text or in another encoding, as happens when a short file
    /// does not name its encoding; an archive cannot be taken apart as it was.
    #[error("read again, the new bytes would be another text")]
    ReadsOtherwise,
}

/// The bytes of a text in an encoding, which is named as in [`SourceText::encoding`] or by another label of
/// the WHATWG Encoding Standard (a name that it lacks is UTF-8). `with_mark` puts a byte order mark before
/// the text, in the encodings that have one.
///
/// # Errors
/// The first character that the encoding lacks.
pub fn encode(text: &str, encoding: &str, with_mark: bool) -> Result<Vec<u8>, char> {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
    let mark = if with_mark { mark_of(encoding) } else { b"" };
    let mut bytes = mark.to_vec();
    encode_into(&mut bytes, text, encoding)?;
    Ok(bytes)
}

fn mark_of(encoding: &'static Encoding) -> &'static [u8] {
    if encoding == UTF_8 {
        b"\xEF\xBB\xBF"
    } else if encoding == UTF_16LE {
        b"\xFF\xFE"
    } else if encoding == UTF_16BE {
        b"\xFE\xFF"
    } else {
        b""
    }
}

fn encode_into(bytes: &mut Vec<u8>, text: &str, encoding: &'static Encoding) -> Result<(), char> {
    // The Encoding Standard has no encoder for UTF-16; asked for one it gives UTF-8.
    if encoding == UTF_16LE {
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        return Ok(());
    }
    if encoding == UTF_16BE {
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        return Ok(());
    }
    let (encoded, _, lacks) = encoding.encode(text);
    if lacks {
        // Not found only if the encoder refused a text whose every character it takes.
        let character = text
            .chars()
            .find(|c| encoding.encode(c.encode_utf8(&mut [0; 4])).2);
        return Err(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    bytes.extend_from_slice(&encoded);
    Ok(())
}

/// The bytes of a file with another text. `original` are the bytes that `source` was decoded from. What both
/// texts have in common is copied from them; the rest is encoded as [`SourceText::encoding_to_write`] says.
/// The result is then decoded as the next reading would.
///
/// # Errors
/// [`Unencodable`] when the encoding lacks a character, or the new bytes do not lead back to the text.
pub(super) fn splice_text(
    source: &SourceText,
    original: &[u8],
    new_text: &str,
) -> Result<Vec<u8>, Unencodable> {
    let bytes = spliced(source, original, new_text, Lacking::Refused)?;
    let again = match &source.label {
        Some(label) => decode_labelled(bytes.clone(), label, &source.path),
        None => decode(bytes.clone(), &source.path),
    };
    let Ok(again) = again else {
        return Err(Unencodable::ReadsOtherwise);
    };
    // ASCII is read as UTF-8, whatever it was written as.
    let is_same = again.encoding == source.encoding || bytes.is_ascii();
    if again.text == new_text && is_same {
        Ok(bytes)
    } else {
        Err(Unencodable::ReadsOtherwise)
    }
}

/// What becomes of a character that the encoding lacks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacking {
    Refused,
    /// It is written as a reference: `&#28783;`.
    Referenced,
}

/// The bytes of XML with another text, as [`splice`] makes them. What the encoding lacks is written as
/// references.
///
/// # Errors
/// [`Unencodable`] when the bytes do not belong to the source.
pub(super) fn spliced_xml(
    source: &SourceText,
    original: &[u8],
    new_text: &str,
) -> Result<Vec<u8>, Unencodable> {
    spliced(source, original, new_text, Lacking::Referenced)
}

fn spliced(
    source: &SourceText,
    original: &[u8],
    new_text: &str,
    lacking: Lacking,
) -> Result<Vec<u8>, Unencodable> {
    let name = source.encoding_to_write();
    let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8);
    let mut out = Vec::with_capacity(original.len() + new_text.len() / 8);
    // The byte order mark.
    let copied = |out: &mut Vec<u8>, old: Range<usize>| {
        let old = source.offsets.in_file(old.start)..source.offsets.in_file(old.end);
        match original.get(old) {
            Some(bytes) => out.extend_from_slice(bytes),
            None => return Err(Unencodable::ReadsOtherwise),
        }
        Ok(())
    };
    let mark = original.get(..source.offsets.in_file(0));
    out.extend_from_slice(mark.unwrap_or_default());
    for (old, new) in changes(&source.text, new_text) {
        let [front, back] = ends(source, old.clone(), &new_text[new.clone()]);
        copied(&mut out, old.start..old.start + front)?;
        let middle = &new_text[new.start + front..new.end - back];
        let before = out.len();
        if let Err(character) = encode_into(&mut out, middle, encoding) {
            if lacking == Lacking::Refused {
                return Err(Unencodable::Lacks {
                    character,
                    encoding: name,
                });
            }
            // The Encoding Standard's encoders write references for what they lack.
            out.truncate(before);
            out.extend_from_slice(&encoding.encode(middle).0);
        }
        copied(&mut out, old.end - back..old.end)?;
    }
    Ok(out)
}

/// Cuts two texts into stretches that take each other's place, equal or not, in order and without gaps.
fn changes(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let [old_lines, new_lines] =
        [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let [old_ends, new_ends] = [&old_lines, &new_lines].map(|lines| {
        let mut ends = vec![0];
        for line in lines {
            ends.push(ends[ends.len() - 1] + line.len());
        }
        ends
    });
    capture_diff_slices(Algorithm::Patience, &old_lines, &new_lines)
        .into_iter()
        .map(|op: DiffOp| {
            let (old, new) = (op.old_range(), op.new_range());
            (
                old_ends[old.start]..old_ends[old.end],
                new_ends[new.start]..new_ends[new.end],
            )
        })
        .collect()
}

/// The lengths of what a stretch of the old text and its new words have in common at the front and at the
/// back, as far as that begins and ends between two characters of the file.
fn ends(source: &SourceText, old: Range<usize>, new: &str) -> [usize; 2] {
    let text = &source.text[old.clone()];
    if text == new {
        return [text.len(), 0];
    }
    let common = |a: char, b: char| if a == b { a.len_utf8() } else { 0 };
    let mut front = 0;
    for (a, b) in text.chars().zip(new.chars()) {
        match common(a, b) {
            0 => break,
            length => front += length,
        }
    }
    while front > 0 && !is_between(source, old.start + front) {
        front -= text[..front].chars().next_back().map_or(0, char::len_utf8);
    }
    let mut back = 0;
    for (a, b) in text[front..].chars().rev().zip(new[front..].chars().rev()) {
        match common(a, b) {
            0 => break,
            length => back += length,
        }
    }
    while back > 0 && !is_between(source, old.end - back) {
        let first = text[text.len() - back..].chars().next();
        back -= first.map_or(0, char::len_utf8);
    }
    [front, back]
}

/// Whether a byte of the text is the beginning of a character of the file: in Big5 a few are two characters
/// of the text.
fn is_between(source: &SourceText, offset: usize) -> bool {
    let Some(before) = source.text[..offset].chars().next_back() else {
        return true;
    };
    let before = offset - before.len_utf8();
    source.offsets.in_file(before) < source.offsets.in_file(offset)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    // No character whose number ends in 00: without a mark such a one hides UTF-16.
    const OLD: &str = "会谈到很晚。\r\n没有人想先走。\r\n雨下了整夜。\r\nThe end.\r\n";
    const NEW: &str =
        "会谈到半夜。\r\n没有人想先走。\r\n又有两行。\r\n雨下了整夜。\r\nThe end!\r\n";

    fn source(bytes: &[u8]) -> SourceText {
        decode(bytes.to_vec(), Path::new("x.txt")).unwrap()
    }

    #[test]
    fn every_encoding_is_written_as_it_is_read() {
        let cases = [
            ("UTF-8", false),
            ("UTF-8", true),
            ("UTF-16LE", true),
            ("UTF-16BE", true),
            ("UTF-16LE", false),
            ("gb18030", false),
        ];
        for (name, mark) in cases {
            // A plane beyond the first: two units of UTF-16, four bytes of GB18030.
            let (old, new) = (OLD.replace('雨', "𠮷"), NEW.replace('雨', "𠮷"));
            let bytes = encode(&old, name, mark).unwrap();
            let read = source(&bytes);
            assert_eq!((read.encoding, &read.text), (name, &old));
            let spliced = splice_text(&read, &bytes, &new).unwrap();
            assert_eq!(spliced, encode(&new, name, mark).unwrap(), "{name} {mark}");
            assert_eq!(splice_text(&read, &bytes, &old).unwrap(), bytes);
        }
        let (old, new) = (
            "會議開到很晚。\n沒有人想先走，門還開著，風從窗外吹進來。\n",
            "會議開到半夜。\n沒有人想先走，門還開著，風從窗外吹進來了。\n",
        );
        let bytes = encode(old, "Big5", false).unwrap();
        let spliced = splice_text(&source(&bytes), &bytes, new).unwrap();
        assert_eq!(spliced, encode(new, "Big5", false).unwrap());
    }

    #[test]
    fn bytes_of_utf16_are_those_of_the_standard() {
        let bytes = |name| encode("a灯𠮷", name, true).unwrap();
        let little = [0xFF, 0xFE, 0x61, 0, 0x6F, 0x70, 0x42, 0xD8, 0xB7, 0xDF];
        assert_eq!(bytes("UTF-16LE"), little);
        let big = [0xFE, 0xFF, 0, 0x61, 0x70, 0x6F, 0xD8, 0x42, 0xDF, 0xB7];
        assert_eq!(bytes("UTF-16BE"), big);
        assert_eq!(bytes("UTF-8"), "\u{feff}a灯𠮷".as_bytes());
    }

    #[test]
    fn untouched_bytes_are_copied_and_not_encoded_again() {
        // A euro sign in one byte, as programs for GBK write it; we write two.
        let front = encode("夜里，灯亮了。票价", "gbk", false).unwrap();
        let back = encode("，船开了。\n天亮了。\n", "gbk", false).unwrap();
        let bytes = [&front[..], &[0x80], &back].concat();
        let read = decode_labelled(bytes.clone(), b"gbk", Path::new("x.html")).unwrap();
        assert!(read.text.contains("票价€，船"), "{}", read.text);
        let at = read.text.find("船").unwrap();
        assert_eq!(read.offsets.in_file(at), front.len() + 3);
        let new = read.text.replace("船开", "船来").replace("天亮", "天黑");
        let spliced = splice_text(&read, &bytes, &new).unwrap();
        assert_eq!(spliced.len(), bytes.len());
        assert_eq!(spliced[front.len()], 0x80);
        let touched = read.text.replace('€', "€5").replace('价', "钱");
        let spliced = splice_text(&read, &bytes, &touched).unwrap();
        assert_eq!(spliced, encode(&touched, "gbk", false).unwrap());
    }

    #[test]
    fn characters_of_the_file_that_are_two_of_the_text_stay_whole() {
        let line = "會議開到很晚。沒有人想先走，門還開著。\n";
        let mut bytes = encode(line, "Big5", false).unwrap();
        // In the Encoding Standard's Big5 this is E with circumflex and a combining macron.
        bytes.extend([0x88, 0x62]);
        bytes.extend(encode("，風從窗外吹進來。\n", "Big5", false).unwrap());
        let read = source(&bytes);
        assert!(read.text.contains("\u{ca}\u{304}"), "{}", read.text);
        let new = read.text.replace("風", "雨");
        let spliced = splice_text(&read, &bytes, &new).unwrap();
        assert!(spliced.windows(2).any(|window| window == [0x88, 0x62]));
        // Neither half of it can be written: the encoder leaves out what Hong Kong added.
        for (away, lacks) in [("\u{304}", '\u{ca}'), ("\u{ca}", '\u{304}')] {
            let refused = splice_text(&read, &bytes, &read.text.replace(away, "。"));
            let lacks = Unencodable::Lacks {
                character: lacks,
                encoding: "Big5",
            };
            assert_eq!(refused, Err(lacks));
        }
    }

    #[test]
    fn a_label_says_what_new_words_are_written_in() {
        let html = |label: &str, words: &str| {
            format!("<meta charset=\"{label}\">\r\n<p>夜里，灯亮了。海上有船。{words}</p>\r\n")
        };
        for (label, written, lacks) in [
            ("gb2312", "GBK", true),
            ("gbk", "GBK", true),
            ("gb18030", "gb18030", false),
        ] {
            let bytes = encode(&html(label, ""), "gb18030", false).unwrap();
            let read = decode_labelled(bytes.clone(), label.as_bytes(), Path::new("x.html"));
            let read = read.unwrap();
            assert_eq!(read.encoding, "gb18030");
            assert_eq!(read.encoding_to_write(), written);
            let spliced = splice_text(&read, &bytes, &html(label, "风停了。")).unwrap();
            assert_eq!(
                spliced,
                encode(&html(label, "风停了。"), "gbk", false).unwrap()
            );
            let refused = splice_text(&read, &bytes, &html(label, "𠮷"));
            assert_eq!(refused.is_err(), lacks, "{label}");
        }
    }

    #[test]
    fn what_cannot_be_written_or_read_again_is_said() {
        assert_eq!(encode("ab灯c塔", "windows-1252", false), Err('灯'));
        let english = encode("Nobody left – it was late.\n", "windows-1252", false).unwrap();
        let read = source(&english);
        assert_eq!(read.encoding, "windows-1252");
        let refused = splice_text(&read, &english, "Nobody left → it was late.\n").unwrap_err();
        let lacks = Unencodable::Lacks {
            character: '→',
            encoding: "windows-1252",
        };
        assert_eq!(refused, lacks);
        assert!(refused.to_string().contains("windows-1252 has no"));
        // Without its dash the file is plain ASCII, which is the same in UTF-8.
        let ascii = splice_text(&read, &english, "Nobody left. It was late.\n");
        assert_eq!(ascii.unwrap(), b"Nobody left. It was late.\n");
        // With little else than dashes it would be taken for a Chinese encoding.
        let guessed = splice_text(&read, &english, "–—–—–—–—–—\n");
        assert_eq!(guessed, Err(Unencodable::ReadsOtherwise));
        // A mark that was no part of the file would be taken for its byte order mark.
        let plain = source(b"abc\n");
        let refused = splice_text(&plain, b"abc\n", "\u{feff}abc\n");
        assert_eq!(refused, Err(Unencodable::ReadsOtherwise));
    }
}
