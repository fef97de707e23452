//! The decoded file, and the ways back from it: to bytes of the file, members of an archive, lines.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::packed::{BETWEEN, Packed};
use crate::text::LineIndex;

/// The decoded file.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// The path as the user named it, `-` for standard input.
    pub path: PathBuf,
    /// The file as UTF-8, without a byte order mark. All [`crate::text::SourceSpan`]s count in this.
    pub text: String,
    /// Name of the encoding the file was in, as WHATWG spells it (`UTF-8`, `gb18030`, `Big5`...).
    pub encoding: &'static str,
    /// The label by which the file names its encoding, where it was believed.
    pub(super) label: Option<Vec<u8>>,
    /// Leads from offsets in `text` back to offsets in the file.
    pub offsets: FileOffsets,
    /// For archives: the members that `text` is made of, in the order of `text`, with U+0000 between two. Else
    /// empty.
    pub parts: Vec<Part>,
    /// For archives: their bytes.
    pub archive: Option<Packed>,
    /// Made when a line is first asked for: the text does not change after that.
    lines: OnceLock<LineIndex>,
    /// Where the line ends of two characters stand; made when first asked for.
    returns: OnceLock<Vec<usize>>,
}

/// A stretch of a [`SourceText`] that came out of a member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it begins in the text; it goes to the U+0000 before the next one.
    pub at: usize,
    /// The member's name.
    pub member: String,
    /// Where it begins in the member, as UTF-8.
    pub in_member: usize,
}

impl SourceText {
    /// A text that never was a file in another encoding.
    #[must_use]
    pub fn from_utf8(path: &Path, text: String) -> Self {
        SourceText::decoded(path, text, UTF_8, FileOffsets::identity(0))
    }

    /// The same source with another text. An archive's parts begin behind each U+0000; where these are not as
    /// many as before, it has no parts, and no reader takes it.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        let mut source = SourceText::from_utf8(&self.path, text);
        source.parts = parts_of(&source.text, &self.parts).unwrap_or_default();
        source.archive.clone_from(&self.archive);
        source
    }

    /// The texts of an archive's parts, in order.
    pub(super) fn part_texts(&self) -> impl Iterator<Item = (&Part, &str)> {
        self.parts.iter().zip(self.text.split(BETWEEN))
    }

    /// A text as it was decoded.
    pub(super) fn decoded(
        path: &Path,
        text: String,
        encoding: &'static Encoding,
        offsets: FileOffsets,
    ) -> Self {
        SourceText {
            path: path.to_owned(),
            text,
            encoding: encoding.name(),
            label: None,
            offsets,
            parts: Vec::new(),
            archive: None,
            lines: OnceLock::new(),
            returns: OnceLock::new(),
        }
    }

    /// Name of the encoding for new words: [`SourceText::encoding`], but GBK where the file calls itself
    /// `gbk` or `gb2312`. We read such a file as GB18030, which has every character; other programs do not.
    #[must_use]
    pub fn encoding_to_write(&self) -> &'static str {
        let label = self.label.as_deref();
        match label.and_then(Encoding::for_label) {
            Some(named) if named == GBK && self.encoding == GB18030.name() => GBK.name(),
            _ => self.encoding,
        }
    }

    /// The member of an archive that a byte of the text came from, and where in it; nothing where the
    /// file is no archive.
    #[must_use]
    pub fn in_member(&self, offset: usize) -> Option<(&str, usize)> {
        let after = self.parts.partition_point(|part| part.at <= offset);
        let part = self.parts.get(after.checked_sub(1)?)?;
        Some((&part.member, part.in_member + offset - part.at))
    }

    /// The bytes of the file that a stretch of the text was decoded from.
    pub(crate) fn in_file(&self, of: Range<usize>) -> &[u8] {
        match &self.offsets.recoded {
            Some((bytes, _, _)) => {
                let file = self.offsets.in_file(of.start)..self.offsets.in_file(of.end);
                bytes.get(file).unwrap_or_default()
            }
            None => self.text.as_bytes().get(of).unwrap_or_default(),
        }
    }

    /// A byte of the text as it is counted in files that are kept in git: as if the file were UTF-8 without a
    /// byte order mark, its lines ended by one character, whatever a checkout made of it.
    #[must_use]
    pub fn portable(&self, offset: usize) -> usize {
        let returns = self.returns.get_or_init(|| {
            let found = self.text.match_indices("\r\n");
            found.map(|(at, _)| at).collect()
        });
        offset - returns.partition_point(|&at| at < offset)
    }

    /// The byte of the text that [`SourceText::portable`] counts as `offset`.
    #[must_use]
    pub fn from_portable(&self, offset: usize) -> usize {
        let _ = self.portable(0);
        let returns = self.returns.get().map_or(&[][..], Vec::as_slice);
        // Of the `k`th line end (from 0) the second character is counted as its place less `k`.
        let (mut low, mut high) = (0, returns.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if returns[middle] - middle < offset {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        offset + low
    }

    /// The place of a byte as a person looks it up: `3:1` (line and column), the member of an archive before it
    /// where that is whole in the text, else the member alone.
    #[must_use]
    pub fn place(&self, offset: usize) -> String {
        let after = self.parts.partition_point(|part| part.at <= offset);
        let Some(part) = after.checked_sub(1).map(|at| &self.parts[at]) else {
            let (line, column) = self.line_column(offset);
            return format!("{line}:{column}");
        };
        let others = self
            .parts
            .iter()
            .filter(|other| other.member == part.member);
        if others.count() > 1 {
            return part.member.clone();
        }
        let rest = &self.text[part.at..];
        let (line, column) = crate::text::line_column(rest, offset - part.at);
        format!("{}:{line}:{column}", part.member)
    }

    /// Line and column (from 1, the column in characters) of a byte of the text.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| LineIndex::new(&self.text));
        lines.line_column(&self.text, offset)
    }
}

/// The parts of a source whose text was changed: they begin behind each U+0000, and in their members they
/// follow each other as the parts of `old` do. None where these are not as many.
pub(super) fn parts_of(text: &str, old: &[Part]) -> Option<Vec<Part>> {
    let mut parts = Vec::with_capacity(old.len());
    let mut at = 0;
    let mut pieces = text.split(BETWEEN);
    let mut lengths = Vec::with_capacity(old.len());
    for part in old {
        let piece = pieces.next()?;
        parts.push(Part { at, ..part.clone() });
        lengths.push(piece.len());
        at += piece.len() + BETWEEN.len_utf8();
    }
    if pieces.next().is_some() {
        return None;
    }
    for (member, order) in by_member(old) {
        let mut begins = 0;
        for number in order {
            debug_assert_eq!(parts[number].member, member);
            parts[number].in_member = begins;
            begins += lengths[number];
        }
    }
    Some(parts)
}

/// The numbers of the parts of each member, in the order of the member.
pub(super) fn by_member(parts: &[Part]) -> BTreeMap<&str, Vec<usize>> {
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        members.entry(&part.member).or_default().push(number);
    }
    for order in members.values_mut() {
        order.sort_by_key(|&number| parts[number].in_member);
    }
    members
}

/// A file that is not UTF-8.
pub(super) type Recoded = (Vec<u8>, &'static Encoding, Vec<(usize, usize)>);

/// Leads from byte offsets in the decoded text back to byte offsets in the file.
#[derive(Clone, Debug)]
pub struct FileOffsets {
    /// Length of the byte order mark.
    mark: usize,
    /// For files that are not UTF-8: their bytes, their encoding, and (offset in text, offset in
    /// file) of each line.
    recoded: Option<Recoded>,
}

impl FileOffsets {
    /// For a file that is UTF-8 already, after a byte order mark of `mark` bytes.
    #[must_use]
    pub const fn identity(mark: usize) -> Self {
        FileOffsets {
            mark,
            recoded: None,
        }
    }

    /// The bytes of a file in another encoding than UTF-8.
    pub(super) fn recoded_bytes(&self) -> Option<&[u8]> {
        self.recoded.as_ref().map(|(bytes, _, _)| bytes.as_slice())
    }

    /// For a file in another encoding.
    pub(super) const fn recoded(mark: usize, recoded: Recoded) -> Self {
        FileOffsets {
            mark,
            recoded: Some(recoded),
        }
    }

    /// The offset in the file of a byte offset in the decoded text. Inside a character it is that of
    /// the character.
    #[must_use]
    pub fn in_file(&self, offset: usize) -> usize {
        let Some((bytes, encoding, lines)) = &self.recoded else {
            return offset + self.mark;
        };
        let line = lines.partition_point(|&(text, _)| text <= offset) - 1;
        let (mut text, mut file) = lines[line];
        while text < offset && file < bytes.len() {
            let length = character_length(encoding, &bytes[file..]);
            let (decoded, _) = encoding.decode_without_bom_handling(&bytes[file..file + length]);
            if text + decoded.len() > offset {
                break;
            }
            text += decoded.len();
            file += length;
        }
        file
    }
}

/// How many bytes the first character takes.
pub(super) fn character_length(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let length = if encoding == UTF_16LE || encoding == UTF_16BE {
        let high = bytes[usize::from(encoding == UTF_16LE).min(bytes.len() - 1)];
        if (0xD8..0xDC).contains(&high) { 4 } else { 2 }
    } else if encoding == WINDOWS_1252 || bytes[0] <= 0x80 {
        // 0x80 is the euro sign in GBK, and in no other encoding the beginning of a character.
        1
    } else if encoding == GB18030 && bytes.get(1).is_some_and(u8::is_ascii_digit) {
        4
    } else {
        2
    };
    length.min(bytes.len())
}
