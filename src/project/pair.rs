//! Reading the two texts of a pair.

use std::path::Path;

use super::Project;
use super::versions::is_unmerged;
use crate::document::conflict::{conflict_marker, first_marker};
use crate::document::{Document, ReadOptions, read_bytes_with, read_file_with};
use crate::error::{Error, Place, Result};
use crate::files::is_standard_input as is_stream;
use crate::segment::{SegmentedDocument, segment};
use crate::text::Language;

/// The way to read the files of a pair.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// Each line is one sentence.
    pub lines: bool,
    /// The id of the format; by the file's name where there is none.
    pub from: Option<&'a str>,
}

/// A pair of texts, the Chinese first.
#[derive(Clone, Debug)]
pub struct TextPair {
    /// The Chinese text.
    pub chinese: SegmentedDocument,
    /// Its English translation.
    pub english: SegmentedDocument,
    /// The user gave the English first.
    pub swapped: bool,
}

impl Project {
    /// Reads a Chinese text and its translation. The order is believed, unless both texts clearly say that it
    /// is the other way round.
    ///
    /// # Errors
    /// One file given twice, a file that cannot be read, a text without words.
    pub fn read_pair(&self, first: &Path, second: &Path, reading: Reading<'_>) -> Result<TextPair> {
        if is_same_file(first, second) {
            return Err(Error::usage(
                format!("{} was given twice", first.display()),
                "name the Chinese text and its English translation",
            ));
        }
        let read = |path: &Path, language| self.read_document(path, reading, language);
        let pair = self.pair_of((first, second), reading.lines, &read)?;
        for text in [&pair.chinese, &pair.english] {
            if text.segments.iter().all(|segment| segment.text.is_empty()) {
                return Err(Error::input(
                    Place::file(&text.document.source.path),
                    "there is no text in this file",
                    "an edition needs both a Chinese text and its translation",
                ));
            }
        }
        Ok(pair)
    }

    /// A pair of two texts in memory, each with the name that tells its format (`zh.md`).
    ///
    /// # Errors
    /// A text that its format refuses.
    pub fn parse_pair(&self, first: (&str, &str), second: (&str, &str)) -> Result<TextPair> {
        let texts = [first, second];
        let read = |path: &Path, language| {
            let text = texts.iter().find(|(name, _)| Path::new(name) == path);
            let bytes = text.map_or_else(Vec::new, |(_, text)| text.as_bytes().to_vec());
            read_bytes_with(bytes, path, None, &self.config.read.of(language))
        };
        self.pair_of((Path::new(first.0), Path::new(second.0)), false, &read)
    }

    /// Reads a document, and says so where it was in another encoding than UTF-8.
    ///
    /// # Errors
    /// As [`read_file`](crate::document::read_file); a text with a conflict that git left in it.
    pub(super) fn read_document(
        &self,
        path: &Path,
        reading: Reading<'_>,
        language: Language,
    ) -> Result<Document> {
        self.read_document_by(path, reading, &self.config.read.of(language))
    }

    /// The same by other wishes than those of the settings.
    fn read_document_by(
        &self,
        path: &Path,
        reading: Reading<'_>,
        options: &ReadOptions,
    ) -> Result<Document> {
        let from = if reading.lines {
            Some("txt")
        } else {
            reading.from
        };
        let mut document = read_file_with(path, from, options)?;
        refuse_conflict(&document)?;
        if reading.lines {
            document.blocks.clear();
        }
        let encoding = document.source.encoding;
        if encoding != "UTF-8" {
            self.note(format_args!("{}: read as {encoding}", path.display()));
        }
        Ok(document)
    }

    /// Reads one text and cuts it into sentences.
    ///
    /// # Errors
    /// As [`Project::read_document`].
    pub(super) fn read_alone(
        &self,
        path: &Path,
        reading: Reading<'_>,
        language: Language,
    ) -> Result<SegmentedDocument> {
        self.read_alone_by(path, reading, &self.config.read.of(language), language)
    }

    /// The same by other wishes than those of the settings.
    ///
    /// # Errors
    /// As [`Project::read_document`].
    pub(super) fn read_alone_by(
        &self,
        path: &Path,
        reading: Reading<'_>,
        options: &ReadOptions,
        language: Language,
    ) -> Result<SegmentedDocument> {
        let document = self.read_document_by(path, reading, options)?;
        self.tell(&document);
        Ok(self.cut(document, reading.lines, language))
    }

    /// Says what its reader met that the user should know.
    pub(super) fn tell(&self, document: &Document) {
        for warning in &document.warnings {
            self.warn(format_args!(
                "{}: {warning}",
                document.source.path.display()
            ));
        }
    }

    fn cut(&self, document: Document, lines: bool, language: Language) -> SegmentedDocument {
        if lines {
            SegmentedDocument::from_lines(document.source, language)
        } else {
            segment(document, language, &self.config.segment)
        }
    }

    /// Reads both texts in the order given, and the other way round where that is clearly right: a reader is told
    /// its language.
    fn pair_of(
        &self,
        (first, second): (&Path, &Path),
        lines: bool,
        read: &dyn Fn(&Path, Language) -> Result<Document>,
    ) -> Result<TextPair> {
        let (mut chinese, mut english) = (read(first, Language::Zh)?, read(second, Language::En)?);
        let swapped = self.swapped(&chinese, &english);
        if swapped {
            self.note(format_args!(
                "{} is the English text and {} the Chinese one",
                first.display(),
                second.display()
            ));
            (chinese, english) = if is_stream(first) || is_stream(second) {
                // Standard input is read once.
                (english, chinese)
            } else {
                (read(second, Language::Zh)?, read(first, Language::En)?)
            };
        }
        self.tell(&chinese);
        self.tell(&english);
        let pair = TextPair {
            chinese: self.cut(chinese, lines, Language::Zh),
            english: self.cut(english, lines, Language::En),
            swapped,
        };
        self.progress(format_args!(
            "read {} Chinese and {} English sentences",
            pair.chinese.segments.len(),
            pair.english.segments.len()
        ));
        Ok(pair)
    }
}

/// Refuses a text with git's conflict markers. In a text about git they may stand in code, and one of them may
/// stand alone, unless git calls the file unmerged; git is asked only where such a line is.
pub(super) fn refuse_conflict(document: &Document) -> Result<()> {
    let source = &document.source;
    let refused = |line: usize, help: &str| {
        Err(Error::input(
            Place::at(&source.path, line, 1),
            "git left a conflict here that is not resolved",
            help,
        ))
    };
    if let Some(line) = conflict_marker(document) {
        return refused(
            line,
            "keep one of both versions, and delete the marker lines",
        );
    }
    if source.parts.is_empty()
        && !is_stream(&source.path)
        && let Some(line) = first_marker(&source.text)
        && is_unmerged(&source.path)
    {
        return refused(
            line,
            "keep one of both versions, delete the marker lines, and tell git by `git add`",
        );
    }
    Ok(())
}

/// Whether two names lead to one file. Standard input is no file.
fn is_same_file(first: &Path, second: &Path) -> bool {
    if first == Path::new("-") {
        return false;
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    first == second || real(first).is_some_and(|first| real(second) == Some(first))
}
