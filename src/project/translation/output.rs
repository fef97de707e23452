//! The file that a translation is written to, and the work of a person that stands in it already.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bitext::format::{self, BitextFormat};
use crate::bitext::{Bead, BeadId, Bitext, Sentence, Status};
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::document::file_bytes::{TranslatedFile, encode_translation};
use crate::document::{BlockKind, ReadOptions, write};
use crate::error::{Error, Place, Result};
use crate::files::write_atomically;
use crate::segment::{SegmentIds, SegmentedDocument};
use crate::text::Language;
use crate::text::digest::sha256;
use crate::text::spaces;
use crate::translate::{AnswerCache, TranslationMemory, TranslationUnit};

use super::sentences::Sentences;

/// The table of the cache that knows the written files: the hash of each, and, while one is being replaced,
/// also the hash of its former content.
const TABLE: &str = "written";

/// The form that the result is written in.
enum Shape {
    /// In the structure of the Chinese document.
    Structure,
    /// A paragraph for each block.
    Plain,
    Bitext(&'static BitextFormat),
}

/// The outcome of writing a translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The bytes, where there is no file to write them to.
    pub bytes: Option<Vec<u8>>,
    /// How many paragraphs stayed Chinese because their English would have been read as markup.
    pub kept: usize,
    /// How many sentences of a person went to the translation memory, as the Chinese no longer has them.
    pub saved: usize,
    /// What was changed besides the words that the user should know of.
    pub remarks: Vec<String>,
}

/// A whole text in English.
pub(super) struct English {
    pub(super) bytes: Vec<u8>,
    /// How many paragraphs stayed Chinese because their English would have been read as markup.
    pub(super) kept: usize,
    /// What was changed besides the words that the user should know of.
    pub(super) remarks: Vec<String>,
}

/// The output of a translation.
pub struct Target {
    languages: (String, String),
    path: Option<PathBuf>,
    shape: Shape,
    cache: Arc<Cache>,
    /// The bitext that is there already.
    old: Option<Bitext>,
}

impl Target {
    /// Opens the output, so that what cannot be written is known before anything is paid for.
    ///
    /// # Errors
    /// An output that cannot be written from this text, or that a person has changed; with `force` it is replaced.
    pub fn new(
        path: Option<&Path>,
        text: &SegmentedDocument,
        languages: (&str, &str),
        cache: Arc<Cache>,
        force: bool,
    ) -> Result<Target> {
        let path = path.filter(|path| *path != Path::new("-"));
        let back = write::contents(&text.document).is_ok();
        let shape = match path {
            Some(path) => match BitextFormat::by_path(path) {
                // A text may well be called `chapter.en`.
                Ok(format) if !format.is_several() => Shape::Bitext(format),
                _ if back && same_format(path, text.document.format) => Shape::Structure,
                _ if extension(path) == "txt" => Shape::Plain,
                _ => {
                    return Err(Error::usage(
                        format!(
                            "{} cannot be written from {}",
                            path.display(),
                            text.document.source.path.display()
                        ),
                        if back {
                            "give the output the extension of the Chinese text, .txt, or that of a bitext (.bitext.jsonl, .tmx)"
                        } else {
                            "give the output the extension .txt, or that of a bitext (.bitext.jsonl, .tmx)"
                        },
                    ));
                }
            },
            // A terminal cannot show an archive.
            None if back && text.document.source.archive.is_none() => Shape::Structure,
            None => Shape::Plain,
        };
        let mut target = Target {
            languages: (languages.0.to_owned(), languages.1.to_owned()),
            path: path.map(Path::to_owned),
            shape,
            cache,
            old: None,
        };
        let Some(path) = path.filter(|path| path.exists()) else {
            return Ok(target);
        };
        if let Shape::Bitext(format) = target.shape {
            if format.can_read() && !force {
                target.old = Some(format::read(path)?);
            }
        } else if !force && target.is_changed(path)? {
            return Err(Error::input(
                Place::file(path),
                "somebody has changed this file since it was written, or wrote it",
                "write to another file; or to a bitext (.bitext.jsonl), where changed sentences are kept; --force replaces it",
            ));
        }
        Ok(target)
    }

    /// Whether a file has changed since it was written here.
    fn is_changed(&self, path: &Path) -> Result<bool> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let name = absolute(path).to_string_lossy().into_owned();
        let known = self.cache.get(TABLE, &[name])?.remove(0);
        let hash = sha256(&bytes);
        Ok(known.is_none_or(|known| !known.chunks(hash.len()).any(|one| one == hash.as_slice())))
    }

    /// For each sentence the English that a person has locked or written: it is not asked for.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn kept(&self, work: &Sentences) -> Result<Vec<Option<Coded>>> {
        let mut kept: Vec<Option<Coded>> = vec![None; work.text.segments.len()];
        let Some(old) = &self.old else {
            return Ok(kept);
        };
        let said = AnswerCache::said(&self.cache)?;
        let sources: Vec<&str> = work
            .masked
            .iter()
            .map(|one| one.own().text.as_str())
            .collect();
        let exact = TranslationMemory::new(self.cache.clone()).exact(&sources)?;
        let places = places(&work.text);
        for bead in &old.beads {
            let [sentence] = old.bead_source(bead) else {
                continue;
            };
            let Some(&at) = places.get(sentence.id.0.as_str()) else {
                continue;
            };
            let english = old.target_text(bead);
            let answers = said.get(&work.items[at].text).into_iter().flatten();
            let mut plain = answers.filter_map(|answer| work.masked[at].unmask(answer).ok());
            let is_ours = plain.any(|coded| spaces::fold(&coded.text) == spaces::fold(&english))
                || exact[at]
                    .as_deref()
                    .is_some_and(|text| text == spaces::fold(&english));
            if bead.status == Status::Locked || !english.is_empty() && !is_ours {
                let mut coded = Coded::plain(english);
                work.masked[at].put_around(&mut coded);
                kept[at] = Some(coded);
            }
        }
        Ok(kept)
    }

    /// The units of the bitext that is there already.
    #[must_use]
    pub fn units(&self) -> Vec<TranslationUnit> {
        let Some(old) = &self.old else {
            return Vec::new();
        };
        let beads = old.beads.iter();
        beads.filter_map(|bead| self.unit(old, bead)).collect()
    }

    fn unit(&self, old: &Bitext, bead: &Bead) -> Option<TranslationUnit> {
        let unit = TranslationUnit {
            source: old.source_text(bead),
            target: old.target_text(bead),
            origin: self.path.as_ref()?.display().to_string(),
        };
        (!unit.source.is_empty() && !unit.target.is_empty()).then_some(unit)
    }

    /// Keeps in the memory what a person wrote for sentences that the Chinese no longer has, before the
    /// output is replaced without them; gives back how many.
    ///
    /// # Errors
    /// Those of the cache.
    pub fn save_orphans(&self, work: &Sentences) -> Result<usize> {
        let Some(old) = &self.old else {
            return Ok(0);
        };
        let places = places(&work.text);
        let said: HashSet<(String, String)> = AnswerCache::said(&self.cache)?
            .into_iter()
            .flat_map(|(source, answers)| {
                let source = without_tokens(&source);
                let answers = answers.into_iter();
                answers.map(move |answer| (source.clone(), without_tokens(&answer)))
            })
            .collect();
        let units = TranslationMemory::new(self.cache.clone());
        let orphans = old.beads.iter().filter(|bead| {
            let sentences = old.bead_source(bead);
            !sentences
                .iter()
                .any(|s| places.contains_key(s.id.0.as_str()))
        });
        let mut wanted: Vec<TranslationUnit> = orphans
            .filter_map(|bead| self.unit(old, bead))
            .filter(|unit| {
                !said.contains(&(spaces::fold(&unit.source), spaces::fold(&unit.target)))
            })
            .collect();
        let sources: Vec<&str> = wanted.iter().map(|unit| unit.source.as_str()).collect();
        let mut known = units.exact(&sources)?.into_iter();
        wanted
            .retain(|unit| known.next().flatten().as_deref() != Some(&spaces::fold(&unit.target)));
        if wanted.is_empty() {
            return Ok(0);
        }
        units.keep(wanted)
    }

    /// Writes the sentences that are translated; the others stay Chinese, and in a bitext without counterpart.
    /// Without a file the bytes are given back.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(
        &self,
        work: &Sentences,
        texts: Vec<Option<Coded>>,
        hint: &dyn Fn(usize) -> Option<String>,
    ) -> Result<Written> {
        let text = &work.text;
        if let Shape::Bitext(format) = self.shape {
            let mut bitext = self.bitext(text, &texts, hint);
            return match &self.path {
                Some(path) => {
                    if format.id == "jsonl" {
                        crate::project::Project::default().named_beside(&mut bitext, path);
                    }
                    format.write_file(&bitext, path).map(|_| Written::default())
                }
                None => {
                    let mut bytes = Vec::new();
                    format.write_stream(&bitext, &mut bytes)?;
                    Ok(Written {
                        bytes: Some(bytes),
                        ..Written::default()
                    })
                }
            };
        }
        let English {
            bytes: written,
            kept,
            remarks,
        } = self.english(work, texts)?;
        let Some(path) = &self.path else {
            return Ok(Written {
                bytes: Some(written),
                kept,
                remarks,
                ..Written::default()
            });
        };
        // The hash is recorded before the file is there: a run that ends between the two must not take the
        // file for a person's the next time. Until then the former hash stays recorded, too.
        let name = absolute(path).to_string_lossy().into_owned();
        let hash = sha256(&written).to_vec();
        let mut both = hash.clone();
        both.extend(
            self.cache
                .get(TABLE, &[&name])?
                .remove(0)
                .unwrap_or_default(),
        );
        self.cache.put(TABLE, &[(&name, both)])?;
        write_atomically(path, |out| out.write_all(&written))?;
        self.cache.put(TABLE, &[(&name, hash)])?;
        Ok(Written {
            kept,
            remarks,
            ..Written::default()
        })
    }

    /// The output as a file.
    pub(super) fn english(&self, work: &Sentences, texts: Vec<Option<Coded>>) -> Result<English> {
        let text = &work.text;
        if !matches!(self.shape, Shape::Structure) {
            return Ok(English {
                bytes: plain(text, &blocks(text, &texts)).into_bytes(),
                kept: 0,
                remarks: Vec::new(),
            });
        }
        let written = write::write_back(&text.document, &edits(text, texts))?;
        let file = encode_translation(&text.document, &written.text, &self.languages.1);
        let TranslatedFile { bytes, remarks } = file.map_err(|why| {
            Error::input(
                Place::file(&text.document.source.path),
                format!("its translation cannot be written into a copy of it: {why}"),
                "have the translation as a bitext, or as .txt",
            )
        })?;
        Ok(English {
            bytes,
            kept: written.kept.len(),
            remarks,
        })
    }

    /// A bead for each sentence; what a person decided stays.
    fn bitext(
        &self,
        text: &SegmentedDocument,
        texts: &[Option<Coded>],
        hint: &dyn Fn(usize) -> Option<String>,
    ) -> Bitext {
        let empty = SegmentedDocument {
            language: Language::En,
            document: crate::document::Document::new(
                crate::document::SourceText::from_utf8(Path::new(""), String::new()),
                "lines",
                ReadOptions::default().of(Language::En),
                Vec::new(),
            ),
            segments: Vec::new(),
        };
        let mut bitext = Bitext::assemble(text, &empty, (&self.languages.0, &self.languages.1), []);
        // Decisions of a person, by the source sentence; the first of several beads counts.
        let mut decided: HashMap<&str, (Status, Option<String>)> = HashMap::new();
        if let Some(old) = &self.old {
            for bead in &old.beads {
                if let [sentence] = old.bead_source(bead) {
                    decided
                        .entry(&sentence.id.0)
                        .or_insert_with(|| (bead.status, bead.note.clone()));
                }
            }
        }
        decided.retain(|_, (status, _)| *status != Status::Auto);
        let mut ids = SegmentIds::new();
        for (at, english) in texts.iter().enumerate() {
            let from = bitext.target.sentences.len();
            let block = text.segments[at].block;
            if let Some(english) = english
                .as_ref()
                .filter(|coded| !coded.text.trim().is_empty())
            {
                let english = spaces::fold(&english.text);
                bitext.target.sentences.push(Sentence {
                    id: ids.next(&english),
                    text: english.into(),
                    bytes: None,
                    at: None,
                    block,
                    kind: text.document.blocks[block].kind,
                });
            }
            let source = bitext.source.sentences[at].id.0.as_str();
            let old = decided.get(source).cloned();
            let (status, note) = old.unwrap_or_default();
            let hint = if english.is_none() { hint(at) } else { None };
            let note = note.or(hint);
            bitext.beads.push(Bead {
                id: BeadId::default(),
                source: at..at + 1,
                target: from..bitext.target.sentences.len(),
                confidence: 1.0,
                status,
                moved: None,
                note,
                state: None,
            });
        }
        bitext.name_beads();
        bitext
    }
}

/// The name of a path for the record of files written.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn extension(path: &Path) -> String {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase()
}

fn same_format(path: &Path, format: &str) -> bool {
    let extension = extension(path);
    crate::document::FORMATS
        .iter()
        .any(|known| known.id == format && known.extensions.contains(&extension.as_str()))
}

/// The sentences of a text by their ids.
fn places(text: &SegmentedDocument) -> HashMap<&str, usize> {
    let segments = text.segments.iter().enumerate();
    segments
        .map(|(at, segment)| (segment.id.0.as_str(), at))
        .collect()
}

/// A text that has travelled, its tokens taken out.
fn without_tokens(text: &str) -> String {
    let parts = text.split('\u{27e6}').enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part.split_once('\u{27e7}').map_or(part, |(_, rest)| rest),
    });
    spaces::fold(&parts.collect::<String>())
}

/// The English of each sentence that has one.
fn edits(text: &SegmentedDocument, texts: Vec<Option<Coded>>) -> Vec<write::Edit> {
    let segments = text.segments.iter().zip(texts);
    segments
        .filter_map(|(segment, english)| {
            Some(write::Edit {
                block: segment.block,
                place: segment.place,
                words: english?,
            })
        })
        .collect()
}

/// The English of each block: its sentences with a space between them, Chinese where there is none.
fn blocks(text: &SegmentedDocument, texts: &[Option<Coded>]) -> Vec<Option<String>> {
    let mut blocks: Vec<Option<String>> = vec![None; text.document.blocks.len()];
    for (at, segment) in text.segments.iter().enumerate() {
        let chinese = || segment.place.of(&text.document.blocks[segment.block].text);
        let words = texts[at]
            .as_ref()
            .map_or_else(chinese, |one| one.text.as_str());
        match &mut blocks[segment.block] {
            Some(block) => {
                block.push(' ');
                block.push_str(words);
            }
            empty => *empty = Some(words.to_owned()),
        }
    }
    blocks
}

/// A paragraph for each block, verse line under line.
fn plain(text: &SegmentedDocument, blocks: &[Option<String>]) -> String {
    let mut out = String::new();
    let mut verse = false;
    for (block, words) in text.document.blocks.iter().zip(blocks) {
        let Some(words) = words else { continue };
        let line = block.kind == BlockKind::VerseLine;
        if !out.is_empty() {
            out.push_str(if verse && line { "\n" } else { "\n\n" });
        }
        out.push_str(words.trim());
        verse = line;
    }
    out.push('\n');
    out
}
