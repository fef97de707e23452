//! Long plain text, read piece by piece: the memory needed does not grow with the file. The blocks are
//! the same as when the file is read whole.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::encoding;
use super::model::Document;
use super::source::SourceText;
use super::{Format, ReadOptions, plain};
use crate::error::{Error, Place, Result};
use crate::files;
use crate::text::Language;

/// The number of bytes that are read at once. A shorter file is read whole.
const WINDOW: usize = 4 << 20;

/// A file of which only the blocks are needed.
pub enum Pieces {
    /// A file that was read whole.
    Whole(Option<Box<Document>>),
    /// Long plain text, read in pieces.
    Long(Box<LongText>),
}

/// A piece of a file.
#[derive(Debug)]
pub struct Piece {
    /// Its blocks; spans count in the piece's own text.
    pub document: Document,
    /// Number of bytes of the decoded file before it.
    pub before: usize,
    /// Number of blocks of the file before it.
    pub blocks_before: usize,
}

/// Opens a file; `-` is standard input. The format is chosen as in [`super::read_file`].
///
/// # Errors
/// As [`super::read_file`], as far as the beginning of the file shows it.
pub fn open(path: &Path, from: Option<&str>) -> Result<Pieces> {
    open_with(path, from, &ReadOptions::default())
}

/// The same with wishes for reading it.
///
/// # Errors
/// As [`open()`].
pub fn open_with(path: &Path, from: Option<&str>, options: &ReadOptions) -> Result<Pieces> {
    let fail = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let plain = Format::choose(path, from)?.id == plain::ID;
    if !plain || path.is_dir() {
        return Ok(Pieces::Whole(Some(Box::new(super::read_file_with(
            path, from, options,
        )?))));
    }
    let mut input = files::open(path)?;
    let mut bytes = Vec::new();
    let read = |input: &mut dyn Read, most: u64, bytes: &mut Vec<u8>| {
        input.take(most).read_to_end(bytes).map_err(fail)
    };
    read(&mut *input, WINDOW as u64, &mut bytes)?;
    let mark = if bytes.starts_with("\u{feff}".as_bytes()) {
        3
    } else {
        0
    };
    let streams = bytes.len() == WINDOW && encoding::begins_as_utf8(&bytes);
    if !streams {
        read(&mut *input, u64::MAX, &mut bytes)?;
        return Ok(Pieces::Whole(Some(Box::new(super::read_bytes_with(
            bytes, path, from, options,
        )?))));
    }
    let mut long = LongText {
        path: path.to_owned(),
        input,
        text: String::new(),
        rest: bytes.split_off(mark),
        language: None,
        before: mark,
        blocks: 0,
        ended: false,
    };
    long.decode()?;
    long.language = Language::detect(&long.text);
    Ok(Pieces::Long(Box::new(long)))
}

impl Pieces {
    /// The language of the text, detected from its beginning.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        match self {
            Pieces::Whole(document) => document
                .as_ref()
                .and_then(|document| document.letters().heavier()),
            Pieces::Long(long) => long.language,
        }
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Input`] for invalid UTF-8, with its offset.
    pub fn next_piece(&mut self) -> Result<Option<Piece>> {
        match self {
            Pieces::Whole(document) => Ok(document.take().map(|document| Piece {
                document: *document,
                before: 0,
                blocks_before: 0,
            })),
            Pieces::Long(long) => long.next_piece(),
        }
    }
}

/// Long plain text in UTF-8.
pub struct LongText {
    path: PathBuf,
    input: Box<dyn Read>,
    /// Decoded text that is in no piece yet.
    text: String,
    /// Bytes at the end that are not decoded yet: the beginning of a character.
    rest: Vec<u8>,
    language: Option<Language>,
    /// Number of bytes of the file before `text`.
    before: usize,
    blocks: usize,
    ended: bool,
}

impl LongText {
    /// Decodes the complete characters of `rest` into `text`.
    fn decode(&mut self) -> Result<()> {
        let (good, cut) = match std::str::from_utf8(&self.rest) {
            Ok(good) => (good.len(), true),
            Err(error) => (
                error.valid_up_to(),
                error.error_len().is_none() && !self.ended,
            ),
        };
        let tail = self.rest.split_off(good);
        if let Ok(good) = std::str::from_utf8(&self.rest) {
            self.text.push_str(good);
        }
        self.rest = tail;
        if self.text.contains('\0') || !cut {
            let at = self.before + self.text.find('\0').unwrap_or(self.text.len());
            return Err(Error::input(
                Place::file(&self.path),
                format!("the bytes at offset {at} are not UTF-8 text, though all before them are"),
                "the file is damaged there, or parts of it come from a file in another encoding",
            ));
        }
        Ok(())
    }

    fn next_piece(&mut self) -> Result<Option<Piece>> {
        loop {
            if !self.ended && self.text.len() < WINDOW / 2 {
                self.more()?;
            }
            if self.ended && self.text.is_empty() {
                return Ok(None);
            }
            let chinese = self.language == Some(Language::Zh);
            let (blocks, used) = plain::blocks(&self.text, chinese, self.ended);
            if used == 0 && !self.ended {
                // The paragraph is longer than all that was read.
                self.more()?;
                continue;
            }
            let tail = self.text.split_off(used);
            let text = std::mem::replace(&mut self.text, tail);
            let piece = Piece {
                before: self.before,
                blocks_before: self.blocks,
                document: Document::new(
                    SourceText::from_utf8(&self.path, text),
                    plain::ID,
                    ReadOptions::default().of(self.language.unwrap_or(Language::En)),
                    blocks,
                ),
            };
            self.before += used;
            self.blocks += piece.document.blocks.len();
            return Ok(Some(piece));
        }
    }

    fn more(&mut self) -> Result<()> {
        let read = (&mut self.input)
            .take(WINDOW as u64)
            .read_to_end(&mut self.rest)
            .map_err(|source| Error::Read {
                path: self.path.clone(),
                source,
            })?;
        self.ended = read == 0;
        self.decode()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::document::read_file;

    /// The blocks of a file that is read in pieces: text and offset in the file.
    fn in_pieces(path: &Path) -> Vec<(String, usize)> {
        let mut pieces = open(path, None).unwrap();
        assert!(matches!(pieces, Pieces::Long(_)));
        let mut found = Vec::new();
        while let Some(piece) = pieces.next_piece().unwrap() {
            assert_eq!(piece.blocks_before, found.len());
            for block in piece.document.blocks {
                found.push((block.text, block.span.start + piece.before));
            }
        }
        found
    }

    fn whole(path: &Path) -> Vec<(String, usize)> {
        let document = read_file(path, None).unwrap();
        let offsets = &document.source.offsets;
        let blocks = document.blocks.iter();
        blocks
            .map(|block| (block.text.clone(), offsets.in_file(block.span.start)))
            .collect()
    }

    #[test]
    fn pieces_are_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.txt");
        let mut random = fastrand::Rng::with_seed(7);
        for blank in [0, 3, 40] {
            let mut text = String::from("\u{feff}");
            while text.len() < 3 * WINDOW {
                let width = random.usize(1..200);
                let _ = writeln!(text, "{}", "海上有灯。".repeat(width / 4));
                if random.usize(0..40) < blank {
                    text.push_str("\r\n  \r\n");
                }
                if random.usize(0..9) == 0 {
                    text.push_str("　　灯亮了，");
                }
            }
            std::fs::write(&path, &text).unwrap();
            assert_eq!(in_pieces(&path), whole(&path), "{blank}");
        }
    }

    #[test]
    fn damage_far_behind_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.txt");
        let mut bytes = "灯亮了。\n".repeat(WINDOW / 8).into_bytes();
        let at = bytes.len();
        bytes.extend(b"\xff\xff");
        std::fs::write(&path, &bytes).unwrap();
        let mut pieces = open(&path, None).unwrap();
        let error = loop {
            match pieces.next_piece() {
                Ok(piece) => assert!(piece.is_some()),
                Err(error) => break error,
            }
        };
        assert!(error.to_string().contains(&at.to_string()), "{error}");
    }
}
