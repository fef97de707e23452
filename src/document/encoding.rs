//! Decoding files: UTF-8, UTF-16, GB18030 (GBK, GB2312), Big5, and Windows-1252 for English.
//!
//! A byte order mark decides; else valid UTF-8 is UTF-8; else a detector chooses among the Chinese
//! encodings (WHATWG Encoding Standard). Invalid bytes are not silently replaced: they are an error with
//! their offset.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::source::{FileOffsets, SourceText, character_length};
use super::unread::UnreadFormat;
use crate::error::{Error, Place, Result};

/// Decodes a file.
///
/// # Errors
/// [`Error::Input`] for binary files; for invalid bytes with line, offset and remedy.
pub fn decode(bytes: Vec<u8>, path: &Path) -> Result<SourceText> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding == UTF_8 {
            return utf8(bytes, mark, path);
        }
        return recode(bytes, encoding, mark, path);
    }
    if let Some(format) = UnreadFormat::by_magic(&bytes) {
        return Err(format.refused(path));
    }
    if bytes.contains(&0) {
        return match utf16_without_mark(&bytes) {
            Some(encoding) => recode(bytes, encoding, 0, path),
            None => {
                let at = bytes.iter().position(|&byte| byte == 0).unwrap_or(0);
                Err(Error::input(
                    Place::file(path),
                    format!("a NUL byte at offset {at}: this is a binary file, not a text"),
                    "give the text itself; `duizhao formats` lists what can be read",
                ))
            }
        };
    }
    if std::str::from_utf8(&bytes).is_ok() || is_damaged_utf8(&bytes) {
        return utf8(bytes, 0, path);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let chinese = guess == BIG5 || guess == GBK || guess == GB18030;
    let encoding = if !chinese && is_mostly_ascii(&bytes) {
        WINDOWS_1252
    } else if common_share(&bytes, is_common_big5) > common_share(&bytes, is_common_gb) {
        BIG5
    } else {
        GB18030
    };
    // Decoding without an error is the best evidence for an encoding.
    let other = if encoding == BIG5 { GB18030 } else { BIG5 };
    let faultless = |encoding| decodes(&bytes, encoding);
    let encoding = if encoding != WINDOWS_1252 && !faultless(encoding) && faultless(other) {
        other
    } else {
        encoding
    };
    recode(bytes, encoding, 0, path)
}

/// Decodes a file that names its own encoding by a label of the WHATWG Encoding Standard. The label
/// counts unless the bytes contradict it.
///
/// # Errors
/// As [`decode`].
pub fn decode_labelled(bytes: Vec<u8>, label: &[u8], path: &Path) -> Result<SourceText> {
    let encoding = match Encoding::for_label(label) {
        Some(encoding) if encoding == GBK => GB18030,
        Some(encoding) => encoding,
        None => return decode(bytes, path),
    };
    let known = encoding == GB18030 || encoding == BIG5 || encoding == WINDOWS_1252;
    let otherwise = std::str::from_utf8(&bytes).is_ok()
        || bytes.contains(&0)
        || Encoding::for_bom(&bytes).is_some()
        || UnreadFormat::by_magic(&bytes).is_some()
        || is_damaged_utf8(&bytes);
    if known && !otherwise && decodes(&bytes, encoding) {
        let mut source = recode(bytes, encoding, 0, path)?;
        source.label = Some(label.to_owned());
        return Ok(source);
    }
    decode(bytes, path)
}

/// Whether bytes decode without an error.
fn decodes(bytes: &[u8], encoding: &'static Encoding) -> bool {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .is_some()
}

fn utf8(mut bytes: Vec<u8>, mark: usize, path: &Path) -> Result<SourceText> {
    bytes.drain(..mark);
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceText::decoded(
            path,
            text,
            UTF_8,
            FileOffsets::identity(mark),
        )),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(undecodable(error.as_bytes(), at, mark, "UTF-8", path))
        }
    }
}

fn undecodable(bytes: &[u8], at: usize, mark: usize, encoding: &str, path: &Path) -> Error {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or(0);
    Error::input(
        Place {
            file: path.to_owned(),
            at: None,
        },
        format!(
            "the byte 0x{byte:02X} at offset {} (line {line}) is no {encoding}",
            at + mark
        ),
        format!(
            "save the file as UTF-8, or convert it: iconv -f {encoding} -t UTF-8 -c {}",
            path.display()
        ),
    )
}

fn recode(
    bytes: Vec<u8>,
    encoding: &'static Encoding,
    mark: usize,
    path: &Path,
) -> Result<SourceText> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut lines = vec![(0, mark)];
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    let mut from = mark;
    // Decoded line by line: a line feed is never part of a longer character in these encodings.
    while from < bytes.len() {
        let to = line_end(&bytes, from, wide, encoding == UTF_16BE);
        match encoding.decode_without_bom_handling_and_without_replacement(&bytes[from..to]) {
            Some(line) => text.push_str(&line),
            None => {
                let mut at = from;
                while at < to {
                    let length = character_length(encoding, &bytes[at..to]);
                    if encoding
                        .decode_without_bom_handling_and_without_replacement(
                            &bytes[at..at + length],
                        )
                        .is_none()
                    {
                        break;
                    }
                    at += length;
                }
                return Err(undecodable(
                    &bytes,
                    at.min(bytes.len() - 1),
                    0,
                    encoding.name(),
                    path,
                ));
            }
        }
        lines.push((text.len(), to));
        from = to;
    }
    let offsets = FileOffsets::recoded(mark, (bytes, encoding, lines));
    Ok(SourceText::decoded(path, text, encoding, offsets))
}

/// Offset after the line feed that ends the line beginning at `from`.
fn line_end(bytes: &[u8], from: usize, wide: bool, big: bool) -> usize {
    if !wide {
        return bytes[from..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(bytes.len(), |at| from + at + 1);
    }
    let feed = if big { [0, b'\n'] } else { [b'\n', 0] };
    bytes[from..]
        .chunks_exact(2)
        .position(|unit| unit == feed)
        .map_or(bytes.len(), |at| from + 2 * at + 2)
}

/// Whether the beginning of a file is text in UTF-8, of which more may follow. It must have more than
/// ASCII, as bytes of any encoding may follow ASCII.
pub(super) fn begins_as_utf8(bytes: &[u8]) -> bool {
    let good = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return false,
    };
    UnreadFormat::by_magic(bytes).is_none() && !bytes.contains(&0) && !bytes[..good].is_ascii()
}

/// Whether invalid UTF-8 is UTF-8 with a few bad bytes rather than another encoding: at most one bad
/// stretch for every four characters beyond ASCII.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad
}

/// Share of the two-byte characters that are frequent ones. The detector needs a page to tell Big5 from
/// GBK; with the frequent characters a line is enough.
fn common_share(bytes: &[u8], is_common: fn(u8, u8) -> bool) -> f64 {
    let (mut common, mut all) = (0usize, 0usize);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or(0);
        all += 1;
        common += usize::from(is_common(bytes[at], trail));
        at += if trail.is_ascii_digit() { 4 } else { 2 };
    }
    common as f64 / all.max(1) as f64
}

/// Whether a character is frequent in GB 2312: punctuation and level 1.
const fn is_common_gb(lead: u8, trail: u8) -> bool {
    matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7) && trail >= 0xA1
}

/// Whether a character is frequent in Big5: punctuation and level 1.
const fn is_common_big5(lead: u8, trail: u8) -> bool {
    matches!(lead, 0xA1..=0xC6) && matches!(trail, 0x40..=0x7E | 0xA1..=0xFE)
}

/// Whether less than a tenth of the bytes are not ASCII.
fn is_mostly_ascii(bytes: &[u8]) -> bool {
    bytes.iter().filter(|byte| !byte.is_ascii()).count() * 10 < bytes.len()
}

/// UTF-16 without a byte order mark has NUL bytes at only one end of its units.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (mut even, mut odd) = (0usize, 0usize);
    for unit in bytes.chunks_exact(2) {
        even += usize::from(unit[0] == 0);
        odd += usize::from(unit[1] == 0);
    }
    let units = bytes.len() / 2;
    match (even, odd) {
        (0, odd) if odd * 50 >= units => Some(UTF_16LE),
        (even, 0) if even * 50 >= units => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "会议开到很晚。\r\n没有人想先走，𠮷田也是。\nThe end.\n";

    fn check(encoding: &'static Encoding, bytes: &[u8], text: &str) {
        let source = decode(bytes.to_vec(), Path::new("x")).expect("decodes");
        assert_eq!(source.text, text);
        assert_eq!(source.encoding, encoding.name());
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for pair in ends.windows(2) {
            let (a, b) = (
                source.offsets.in_file(pair[0]),
                source.offsets.in_file(pair[1]),
            );
            let (decoded, _) = encoding.decode_without_bom_handling(&bytes[a..b]);
            assert_eq!(decoded, &text[pair[0]..pair[1]]);
        }
    }

    #[test]
    fn a_label_is_believed_unless_the_bytes_say_otherwise() {
        let read = |bytes: &[u8], label: &str| {
            let source = decode_labelled(bytes.to_vec(), label.as_bytes(), Path::new("x"));
            source.map(|source| (source.encoding, source.text)).unwrap()
        };
        // The bytes of a word in Big5 are another word in GB18030.
        let (bytes, _, _) = BIG5.encode("燈塔");
        assert_eq!(read(&bytes, "big5"), ("Big5", "燈塔".to_owned()));
        assert_eq!(read("灯塔".as_bytes(), "gbk"), ("UTF-8", "灯塔".to_owned()));
        let (bytes, _, _) = GB18030.encode("夜里，灯亮了。海上有船。");
        for label in ["gb2312", "shift_jis", "nonsense"] {
            assert_eq!(read(&bytes, label).0, "gb18030", "{label}");
        }
    }

    #[test]
    fn every_encoding_leads_back() {
        check(GB18030, &GB18030.encode(TEXT).0, TEXT);
        let traditional = "會議開到很晚。\n沒有人想先走，門還開著，風從窗外吹進來。\n";
        check(BIG5, &BIG5.encode(traditional).0, traditional);
        let units = |big: bool| -> Vec<u8> {
            "\u{feff}"
                .encode_utf16()
                .chain(TEXT.encode_utf16())
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        check(UTF_16LE, &units(false), TEXT);
        check(UTF_16BE, &units(true), TEXT);
        let mut marked = b"\xEF\xBB\xBF".to_vec();
        marked.extend(TEXT.bytes());
        check(UTF_8, &marked, TEXT);
        let source = decode(marked, Path::new("x")).expect("decodes");
        assert_eq!(source.offsets.in_file(0), 3);
    }

    #[test]
    fn bad_bytes_are_named() {
        let mut bytes = "一二三四五六七八。\n二".as_bytes().to_vec();
        let at = bytes.len();
        bytes.extend([0xFF, 0xFE]);
        bytes.extend("三四五".bytes());
        let error = decode(bytes, Path::new("x.md"))
            .expect_err("bad")
            .to_string();
        assert!(error.contains(&format!("offset {at} (line 2)")), "{error}");
        let error = decode(b"%PDF-1.7 ...".to_vec(), Path::new("x")).expect_err("bad");
        assert!(error.to_string().contains("a PDF"));
        assert!(decode(vec![1, 0, 0, 7, 9], Path::new("x")).is_err());
    }
}
