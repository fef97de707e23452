//! Where a translation goes, and what of a person's work is there already.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use duizhao::bitext::format::BitextFormat;
use duizhao::bitext::{Bead, BeadId, Bitext, Sentence, Status};
use duizhao::cache::Cache;
use duizhao::document::codes::Coded;
use duizhao::document::{BlockKind, write};
use duizhao::output::write_atomically;
use duizhao::segment::{SegmentIds, Text};
use duizhao::translate::{Memory, Unit, Units};
use duizhao::{Error, Place, Result};
use sha2::{Digest, Sha256};

use super::absolute;
use super::settled::Settled;
use super::work::Work;
use crate::cli::output::{write_bitext, write_to};

/// The table of the cache that says what was written where: the hash of the file, and, while it is
/// being replaced, of what it may still be.
const TABLE: &str = "written";

/// How the result is written.
enum Shape {
    /// In the structure of the Chinese document.
    Structure,
    /// A paragraph for each block.
    Plain,
    Bitext(&'static BitextFormat),
}

/// The output.
pub(super) struct Target {
    path: Option<PathBuf>,
    shape: Shape,
    cache: Arc<Cache>,
    /// The bitext that is there already.
    old: Option<Bitext>,
}

impl Target {
    /// Sees to it that the output can be written before anything is paid for.
    pub(super) fn new(
        path: Option<&Path>,
        text: &Text,
        cache: Arc<Cache>,
        force: bool,
    ) -> Result<Target> {
        let path = path.filter(|path| *path != Path::new("-"));
        let back = write::contents(&text.document).is_ok();
        let shape = match path {
            Some(path) => match BitextFormat::by_path(path) {
                // A text may well be called `chapter.en`.
                Ok(format) if format.write.is_some() => Shape::Bitext(format),
                _ if back && same_format(path, text.document.format) => Shape::Structure,
                _ if extension(path) == "txt" => Shape::Plain,
                _ => {
                    return Err(Error::usage(
                        format!(
                            "{} cannot be written from {}",
                            path.display(),
                            text.document.source.path.display()
                        ),
                        "give the output the extension of the Chinese text (Markdown, HTML), .txt, or that of a bitext (.bitext.jsonl, .tmx)",
                    ));
                }
            },
            None if back => Shape::Structure,
            None => Shape::Plain,
        };
        let mut target = Target {
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
                target.old = Some(duizhao::bitext::format::read(path)?);
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

    /// Whether a file is not as it was written here.
    fn is_changed(&self, path: &Path) -> Result<bool> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let name = absolute(path).to_string_lossy().into_owned();
        let known = self.cache.get(TABLE, &[name])?.remove(0);
        let hash = Sha256::digest(&bytes);
        Ok(known.is_none_or(|known| !known.chunks(hash.len()).any(|one| one == hash.as_slice())))
    }

    /// For each sentence the English that a person has locked or written: it is not asked for.
    pub(super) fn kept(&self, work: &Work) -> Result<Vec<Option<Coded>>> {
        let mut kept: Vec<Option<Coded>> = vec![None; work.text.segments.len()];
        let Some(old) = &self.old else {
            return Ok(kept);
        };
        let said = Memory::said(&self.cache)?;
        let sources: Vec<&str> = work.sentences.iter().map(|s| s.text.as_str()).collect();
        let exact = Units::new(self.cache.clone()).exact(&sources)?;
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
            let is_ours = plain.any(|coded| folded(&coded.text) == folded(&english))
                || exact[at]
                    .as_deref()
                    .is_some_and(|text| text == folded(&english));
            if bead.status == Status::Locked || !english.is_empty() && !is_ours {
                let mut coded = Coded::plain(english);
                work.masked[at].put_around(&mut coded);
                kept[at] = Some(coded);
            }
        }
        Ok(kept)
    }

    /// What is in the bitext already.
    pub(super) fn units(&self) -> Vec<Unit> {
        let Some(old) = &self.old else {
            return Vec::new();
        };
        let beads = old.beads.iter();
        beads.filter_map(|bead| self.unit(old, bead)).collect()
    }

    fn unit(&self, old: &Bitext, bead: &Bead) -> Option<Unit> {
        let unit = Unit {
            source: old.source_text(bead),
            target: old.target_text(bead),
            origin: self.path.as_ref()?.display().to_string(),
        };
        (!unit.source.is_empty() && !unit.target.is_empty()).then_some(unit)
    }

    /// Keeps in the memory what a person wrote for sentences that the Chinese no longer has, before the
    /// output is replaced without them; gives back how many.
    pub(super) fn save_orphans(&self, work: &Work) -> Result<usize> {
        let Some(old) = &self.old else {
            return Ok(0);
        };
        let places = places(&work.text);
        let said: HashSet<(String, String)> = Memory::said(&self.cache)?
            .into_iter()
            .flat_map(|(source, answers)| {
                let source = without_tokens(&source);
                let answers = answers.into_iter();
                answers.map(move |answer| (source.clone(), without_tokens(&answer)))
            })
            .collect();
        let units = Units::new(self.cache.clone());
        let orphans = old.beads.iter().filter(|bead| {
            let sentences = old.bead_source(bead);
            !sentences
                .iter()
                .any(|s| places.contains_key(s.id.0.as_str()))
        });
        let mut wanted: Vec<Unit> = orphans
            .filter_map(|bead| self.unit(old, bead))
            .filter(|unit| !said.contains(&(folded(&unit.source), folded(&unit.target))))
            .collect();
        let sources: Vec<&str> = wanted.iter().map(|unit| unit.source.as_str()).collect();
        let mut known = units.exact(&sources)?.into_iter();
        wanted.retain(|unit| known.next().flatten().as_deref() != Some(&folded(&unit.target)));
        if wanted.is_empty() {
            return Ok(0);
        }
        units.keep(wanted)
    }

    /// Writes what there is of the translation; what there is not stays Chinese, and in a bitext
    /// without counterpart. Gives back how many paragraphs stayed Chinese because their English would
    /// have been read as markup.
    pub(super) fn write(&self, work: &Work, settled: &Settled) -> Result<usize> {
        let text = &work.text;
        if let Shape::Bitext(format) = self.shape {
            let bitext = self.bitext(text, settled);
            write_bitext(format, &bitext, self.path.as_deref())?;
            return Ok(0);
        }
        let (written, kept) = match self.shape {
            Shape::Structure => {
                let written = write::write_back(&text.document, &edits(text, settled))?;
                (written.text, written.kept.len())
            }
            _ => (
                plain(text, &blocks(text, &work.sentences, &settled.texts)),
                0,
            ),
        };
        let Some(path) = &self.path else {
            write_to(None, |out| out.write_all(written.as_bytes()))?;
            return Ok(kept);
        };
        // Known before it is there: a run that ends between the two must not take the file for a
        // person's the next time. Until it is there, what was there before is known, too.
        let name = absolute(path).to_string_lossy().into_owned();
        let hash = Sha256::digest(written.as_bytes()).to_vec();
        let mut both = hash.clone();
        both.extend(
            self.cache
                .get(TABLE, &[&name])?
                .remove(0)
                .unwrap_or_default(),
        );
        self.cache.put(TABLE, &[(&name, both)])?;
        write_atomically(path, |out| out.write_all(written.as_bytes()))?;
        self.cache.put(TABLE, &[(&name, hash)])?;
        Ok(kept)
    }

    /// A bead for each sentence; what a person decided stays.
    fn bitext(&self, text: &Text, settled: &Settled) -> Bitext {
        let empty = Text {
            language: duizhao::text::Language::En,
            document: duizhao::document::Document {
                source: duizhao::document::SourceText::from_utf8(Path::new(""), String::new()),
                format: "lines",
                blocks: Vec::new(),
            },
            segments: Vec::new(),
        };
        let mut bitext = Bitext::assemble(text, &empty, crate::cli::LANGUAGES, []);
        // What a person decided, by the source sentence; the first of several beads counts.
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
        for (at, english) in settled.texts.iter().enumerate() {
            let from = bitext.target.sentences.len();
            let block = text.segments[at].block;
            if let Some(english) = english
                .as_ref()
                .filter(|coded| !coded.text.trim().is_empty())
            {
                let english = folded(&english.text);
                bitext.target.sentences.push(Sentence {
                    id: ids.next(&english),
                    text: english,
                    bytes: None,
                    at: None,
                    block,
                    kind: text.document.blocks[block].kind,
                });
            }
            let source = bitext.source.sentences[at].id.0.as_str();
            let old = decided.get(source).cloned();
            let (status, note) = old.unwrap_or_default();
            let hint = if english.is_none() {
                settled.hint(at)
            } else {
                None
            };
            let note = note.or(hint);
            bitext.beads.push(Bead {
                id: BeadId(String::new()),
                source: at..at + 1,
                target: from..bitext.target.sentences.len(),
                confidence: 1.0,
                status,
                moved: None,
                note,
            });
        }
        bitext.name_beads();
        bitext
    }
}

fn extension(path: &Path) -> String {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase()
}

fn same_format(path: &Path, format: &str) -> bool {
    let extension = extension(path);
    duizhao::document::FORMATS
        .iter()
        .any(|known| known.id == format && known.extensions.contains(&extension.as_str()))
}

/// The sentences of a text by their ids.
fn places(text: &Text) -> HashMap<&str, usize> {
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
    folded(&parts.collect::<String>())
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The English of each sentence that has one.
fn edits(text: &Text, settled: &Settled) -> Vec<write::Edit> {
    let segments = text.segments.iter().zip(&settled.texts);
    segments
        .filter_map(|(segment, english)| {
            Some(write::Edit {
                block: segment.block,
                place: segment.place,
                words: english.clone()?,
            })
        })
        .collect()
}

/// The English of each block: its sentences with a space between them, Chinese where there is none.
fn blocks(text: &Text, sentences: &[Coded], texts: &[Option<Coded>]) -> Vec<Option<String>> {
    let mut blocks: Vec<Option<String>> = vec![None; text.document.blocks.len()];
    for (at, segment) in text.segments.iter().enumerate() {
        let words = texts[at].as_ref().unwrap_or(&sentences[at]);
        match &mut blocks[segment.block] {
            Some(block) => {
                block.push(' ');
                block.push_str(&words.text);
            }
            empty => *empty = Some(words.text.clone()),
        }
    }
    blocks
}

/// A paragraph for each block, verse line under line.
fn plain(text: &Text, blocks: &[Option<String>]) -> String {
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
