//! The files of a bitext's sides: where they are, how they were read, and what they say now.

use std::path::{Path, PathBuf};

use super::Project;
use super::file_name::{named, straightened};
use crate::bitext::{Bitext, Side};
use crate::document::{Document, READER_VERSION, read_bytes_with};
use crate::error::{Error, Place, Result};
use crate::files;
use crate::segment::{Earlier, SegmentedDocument, segment, segment_like};
use crate::text::{Language, digest};

/// The text of a side as its file has it now.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// The file, whether it is there or not; none where the side came from no file.
    pub(super) path: Option<PathBuf>,
    /// Its bytes.
    pub(super) bytes: Option<Vec<u8>>,
    /// What it says, cut as the bitext cuts it.
    pub(super) text: Option<SegmentedDocument>,
}

impl Origin {
    /// The sentences of the file.
    pub(super) fn sentences(&self) -> Option<Vec<&str>> {
        let text = self.text.as_ref()?;
        Some(text.segments.iter().map(|one| one.text.as_str()).collect())
    }
}

/// The id of the format of texts with a sentence a line.
const LINES: &str = "lines";

impl Project {
    /// The file of a side of the bitext at `beside`, read as the bitext says and cut as `earlier` was.
    pub(super) fn origin(
        &self,
        side: &Side,
        beside: &Path,
        language: Language,
        earlier: &[Earlier<'_>],
        given: Option<&Path>,
    ) -> Result<Origin> {
        let language = language_of(side, language);
        if let Some(path) = given {
            let (bytes, text) = self.read_origin(path, side, language, earlier)?;
            return Ok(Origin {
                path: Some(path.to_owned()),
                bytes: Some(bytes),
                text: Some(text),
            });
        }
        if side.file.is_empty() || side.file == "-" {
            return Ok(Origin::default());
        }
        let near = straightened(&beside.parent().unwrap_or(Path::new("")).join(&side.file));
        if side.reading.is_some() {
            let mut origin = Origin {
                path: Some(near.clone()),
                ..Origin::default()
            };
            if near.is_file() {
                let (bytes, text) = self.read_origin(&near, side, language, earlier)?;
                (origin.bytes, origin.text) = (Some(bytes), Some(text));
            }
            return Ok(origin);
        }
        // Version 1 names files from wherever it was made: one is believed that says half of it.
        for path in [near, PathBuf::from(&side.file)] {
            if !path.is_file() {
                continue;
            }
            let Ok((bytes, text)) = self.read_origin(&path, side, language, earlier) else {
                continue;
            };
            let there: std::collections::HashSet<&str> =
                text.segments.iter().map(|one| one.text.as_str()).collect();
            let known = earlier.iter().filter(|one| there.contains(one.text));
            if known.count() * 2 >= earlier.len() {
                return Ok(Origin {
                    path: Some(path),
                    bytes: Some(bytes),
                    text: Some(text),
                });
            }
        }
        Ok(Origin::default())
    }

    fn read_origin(
        &self,
        path: &Path,
        side: &Side,
        language: Language,
        earlier: &[Earlier<'_>],
    ) -> Result<(Vec<u8>, SegmentedDocument)> {
        let bytes = files::read(path)?;
        let text = self.cut_as(&bytes, path, side, language, earlier)?;
        self.tell(&text.document);
        Ok((bytes, text))
    }

    /// The text of a side that has these bytes, cut as `earlier` was.
    ///
    /// # Errors
    /// Bytes that its format refuses, conflict markers of git.
    pub(super) fn cut_as(
        &self,
        bytes: &[u8],
        path: &Path,
        side: &Side,
        language: Language,
        earlier: &[Earlier<'_>],
    ) -> Result<SegmentedDocument> {
        let document = self.document_as(bytes, path, side, language)?;
        super::pair::refuse_conflict(&document)?;
        if is_lines(side) {
            return Ok(SegmentedDocument::from_lines(document.source, language));
        }
        if self.recut {
            return Ok(segment(document, language, &self.config.segment));
        }
        Ok(segment_like(
            document,
            language,
            &self.config.segment,
            earlier,
        ))
    }

    /// These bytes as a document, read as the side says.
    pub(super) fn document_as(
        &self,
        bytes: &[u8],
        path: &Path,
        side: &Side,
        language: Language,
    ) -> Result<Document> {
        let format = side.reading.as_ref().map(|reading| reading.format.as_str());
        let from = if is_lines(side) { Some("txt") } else { format };
        let wishes = self.config.read.of(language);
        read_bytes_with(bytes.to_vec(), path, from, &wishes)
    }

    /// A file as it is called where the user stands.
    pub fn name_here(&self, path: &Path) -> String {
        named(path, self.here.as_deref())
    }

    /// A hash of the settings that decide where sentences end.
    pub(super) fn cut_digest(&self) -> String {
        let settings = serde_json::to_vec(&self.config.segment).unwrap_or_default();
        digest::hex(&digest::sha256(&settings)[..8])
    }

    /// Refuses to write a bitext that a newer reader made: this one would take other words for text.
    pub(super) fn may_write(&self, bitext: &Bitext, path: &Path) -> Result<()> {
        let newest = [&bitext.source, &bitext.target]
            .into_iter()
            .filter_map(|side| side.reading.as_ref())
            .map(|reading| reading.reader)
            .max();
        match newest {
            Some(newest) if newest > READER_VERSION => Err(Error::input(
                Place::file(path),
                format!(
                    "its texts were read by a newer reader ({newest}; this one is {READER_VERSION})"
                ),
                "update duizhao",
            )),
            _ => Ok(()),
        }
    }
}

/// Whether a side is a text with a sentence a line.
fn is_lines(side: &Side) -> bool {
    let reading = side.reading.as_ref();
    reading.is_some_and(|reading| reading.format == LINES)
}

/// The language of a side: its tag says so where the English stands first.
pub(super) fn language_of(side: &Side, usual: Language) -> Language {
    let tag = side.language.to_ascii_lowercase();
    if tag.starts_with("zh") {
        Language::Zh
    } else if tag.starts_with("en") {
        Language::En
    } else {
        usual
    }
}
