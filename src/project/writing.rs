//! Writing the English of a working pair: what was edited goes into the text, sentence by sentence, and the
//! copy of the words into the bitext, both or neither. What cannot be written waits in the bitext, with the
//! reason.

use std::path::Path;

use super::markup_of_new::{MarkedSentences, WrittenText};
use super::new_blocks::{BlockPlace, NewBlock, Texts};
use super::saved::{RawWords, Saved, raw_span};
use super::working::{name_of, private_folder};
use super::{Parallel, Project};
use crate::bitext::format::jsonl;
use crate::bitext::{BeadId, Became, Bitext, Pending, Side, follow, restore};
use crate::document::file_bytes::splice;
use crate::document::rewrite::{Rewrite, rewrite};
use crate::error::{Error, Result};
#[cfg(feature = "net")]
use crate::files::FOLDER_NAME;
use crate::files::pair_lock::PairLock;
use crate::files::pair_swap::{PairSwap, Put};
use crate::files::written_log::{Written, append};
use crate::segment::{Earlier, SegmentedDocument};
use crate::text::Language;
use crate::text::named::Named;
use crate::text::spaces;

/// So often what was written is tried with fewer sentences, when it is not read as it was meant.
const MOST_TRIES: usize = 8;

/// The reason why words wait that the proof of a save refused.
const READ_OTHERWISE: &str = "the text would be read otherwise than it is meant";

/// What a save does besides: puts the source of earlier words back, and tells what is about to be written.
#[derive(Default)]
pub struct Manners<'a> {
    /// Where words come back that stood there before, so does their source.
    pub known: &'a [RawWords],
    /// New English that has markup.
    pub marked: Option<&'a MarkedSentences>,
    /// Called with the new bitext, and the new text where there is one, before either is replaced.
    pub before: Option<BeforeWriting<'a>>,
}

/// Is told the bytes of the bitext and of the text that are about to be written.
pub(crate) type BeforeWriting<'a> = &'a mut dyn FnMut(&[u8], Option<&[u8]>) -> Result<()>;

/// How a save ended.
#[derive(Debug)]
pub enum Saving {
    /// Both files are written.
    Done(Box<Saved>),
    /// A file is not what was read: open it anew. Nothing was written.
    Changed,
}

/// A stretch of the English: a sentence of the file, and what the bitext says in its place.
#[derive(Clone, Debug)]
struct Stretch {
    /// The sentence of the file; none where there is no place of its own.
    file: Option<usize>,
    /// The sentences of the bitext.
    words: std::ops::Range<usize>,
    /// Why it is not written.
    kept: Option<String>,
    /// The block that it goes into, where it has no place of its own; new blocks are counted from the end of the
    /// text on.
    block: Option<usize>,
}

/// The English as it is meant, sentence by sentence.
struct Meant {
    texts: Vec<String>,
    /// The bead of each.
    owners: Vec<usize>,
    /// The block of the bitext that it stands in.
    blocks: Vec<usize>,
}

impl Meant {
    fn sentences(&self) -> Vec<Earlier<'_>> {
        let sentences = self.texts.iter().zip(&self.blocks);
        sentences
            .map(|(text, &block)| Earlier { text, block })
            .collect()
    }

    fn beads<'b>(&self, bitext: &'b Bitext) -> Vec<&'b BeadId> {
        let owners = self.owners.iter();
        owners.map(|&owner| &bitext.beads[owner].id).collect()
    }
}

impl Project {
    /// Writes the English and the bitext of a pair that is worked on.
    ///
    /// # Errors
    /// Files that cannot be written; a bitext that a newer reader made.
    pub fn save(&self, parallel: &Parallel) -> Result<Saving> {
        let (Some(path), Some(files)) = (&parallel.path, &parallel.files) else {
            return Err(Error::usage(
                "this bitext has no file of its own",
                "convert it to .bitext.jsonl first",
            ));
        };
        self.save_as(parallel, path, files.bitext_on_disk())
    }

    /// Writes the English, and the bitext at `path`, whatever is there; tries again where a file changed
    /// meanwhile.
    ///
    /// # Errors
    /// As [`Project::save`]; files that change all the time.
    pub fn save_to(&self, parallel: &Parallel, path: &Path) -> Result<Saved> {
        let on_disk = if path.exists() {
            Some(crate::files::read(path)?)
        } else {
            None
        };
        match self.save_as(parallel, path, on_disk.as_deref())? {
            Saving::Done(saved) => {
                self.tell_saved(&saved, parallel);
                Ok(*saved)
            }
            Saving::Changed => Err(changed_meanwhile(parallel)),
        }
    }

    /// Says what was written into the text, and what waits.
    pub fn tell_saved(&self, saved: &Saved, parallel: &Parallel) {
        let file = &parallel.bitext.target.file;
        if !saved.sentences.is_empty() {
            let number = saved.sentences.len();
            let what = if number == 1 { "sentence" } else { "sentences" };
            self.note(format_args!("{file}: {number} {what} written"));
        }
        self.tell_waiting(saved, parallel);
    }

    /// Says what a save left out, and what waits.
    pub(super) fn tell_waiting(&self, saved: &Saved, parallel: &Parallel) {
        let file = &parallel.bitext.target.file;
        for markup in &saved.dropped {
            self.warn(format_args!(
                "{file}: {markup} was left out, as its words are gone"
            ));
        }
        let waits = saved.bitext.waiting().filter_map(|bead| {
            let pending = bead.pending().filter(|pending| !pending.is_conflict())?;
            Some((saved.bitext.target_text(bead), pending.why.clone()))
        });
        for (words, why) in waits {
            self.warn(format_args!(
                "{file}: \"{words}\" is not written yet: {why}"
            ));
        }
    }

    /// As [`Project::save`], with these manners.
    pub fn save_with(&self, parallel: &Parallel, manners: Manners<'_>) -> Result<Saving> {
        let (Some(path), Some(files)) = (&parallel.path, &parallel.files) else {
            return self.save(parallel);
        };
        self.save_mannerly(parallel, path, files.bitext_on_disk(), manners)
    }

    /// Writes the English of a pair that has no bitext file. What cannot be written waits in the bitext that is
    /// given back, and nowhere else.
    #[cfg(feature = "net")]
    pub(super) fn save_text(&self, parallel: &Parallel, manners: &Manners<'_>) -> Result<Saving> {
        let files = parallel.files.clone().unwrap_or_default();
        let (Some(path), Some(old)) = (&files.english.path, &files.english.bytes) else {
            return Ok(Saving::Changed);
        };
        let _lock = PairLock::take(&self.config.folder.join(FOLDER_NAME), path)?;
        let saved = self.written(parallel, Some(old), (manners.known, manners.marked))?;
        if crate::files::read(path).ok().as_ref() != Some(old) {
            return Ok(Saving::Changed);
        }
        if let Some((_, new)) = saved.english.as_ref().filter(|(_, new)| new != old) {
            crate::files::write_atomically(path, |out| out.write_all(new))?;
        }
        Ok(Saving::Done(Box::new(saved)))
    }

    /// As [`Project::save`], into the bitext at `path`, which has the bytes `on_disk`; none where it is new.
    pub(super) fn save_as(
        &self,
        parallel: &Parallel,
        path: &Path,
        on_disk: Option<&[u8]>,
    ) -> Result<Saving> {
        self.save_mannerly(parallel, path, on_disk, Manners::default())
    }

    fn save_mannerly(
        &self,
        parallel: &Parallel,
        path: &Path,
        on_disk: Option<&[u8]>,
        mut manners: Manners<'_>,
    ) -> Result<Saving> {
        let files = parallel.files.clone().unwrap_or_default();
        self.may_write(&parallel.bitext, path)?;
        let folder = private_folder(path);
        let text_path = files.english.path.clone();
        let _lock = match &text_path {
            Some(text) => Some(PairLock::take(&folder, text)?),
            None => None,
        };
        let english = files.english.bytes.as_deref();
        let mut saved = self.written(parallel, english, (manners.known, manners.marked))?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let bytes = self.bitext_bytes(&saved.bitext, path)?;
            let new_text = saved.english.as_ref().map(|(_, bytes)| bytes.as_slice());
            let Some(text) = &text_path else {
                // A bitext that is its own truth.
                if on_disk.is_some_and(|old| std::fs::read(path).ok().as_deref() != Some(old)) {
                    return Ok(Saving::Changed);
                }
                if let Some(before) = &mut manners.before {
                    before(&bytes, None)?;
                }
                crate::files::write_atomically(path, |out| out.write_all(&bytes))?;
                saved.bitext_bytes = bytes;
                return Ok(Saving::Done(Box::new(saved)));
            };
            let old_text = files.english.bytes.as_deref();
            // Where the log cannot be written the files mostly cannot either, and say so better.
            let mut logged = Ok(());
            if !saved.sentences.is_empty() {
                let name = name_of(&folder, text);
                let log: Vec<Written> = saved
                    .sentences
                    .iter()
                    .map(|(before, after)| Written {
                        file: name.clone(),
                        before: before.clone(),
                        after: after.clone(),
                    })
                    .collect();
                logged = append(&folder, &log);
            }
            let swap = PairSwap {
                text,
                bitext: path,
                folder: &folder,
            };
            if let Some(before) = &mut manners.before {
                before(&bytes, new_text.or(old_text))?;
            }
            match swap.put(old_text, new_text, on_disk, Some(&bytes))? {
                Put::Done => {
                    if let Err(error) = logged {
                        self.warn(error);
                    }
                    saved.bitext_bytes = bytes;
                    return Ok(Saving::Done(Box::new(saved)));
                }
                Put::Changed => return Ok(Saving::Changed),
                Put::ReadOnly(which) if which == *path || attempt > 1 => {
                    return Err(Error::Write {
                        path: which,
                        source: std::io::Error::new(
                            std::io::ErrorKind::PermissionDenied,
                            "it must not be written",
                        ),
                    });
                }
                Put::ReadOnly(_) => {
                    let why = format!("{} must not be written", parallel.bitext.target.file);
                    saved = self.all_wait(parallel, &why);
                    saved.english = parallel
                        .english_file()
                        .cloned()
                        .zip(files.english.bytes.clone());
                }
            }
        }
    }

    /// The English of a pair as a text: the file's own with the words that wait, where the formats are the
    /// same; else, for plain text and Markdown, block by block.
    ///
    /// # Errors
    /// A format that cannot be written.
    pub(crate) fn english_out(&self, parallel: &Parallel, output: &Path) -> Result<Vec<u8>> {
        let format = crate::document::Format::by_ending(output).map_or("txt", |format| format.id);
        let bytes = parallel
            .files
            .as_ref()
            .and_then(|files| files.english.bytes.as_deref());
        let is_same = parallel
            .english_file()
            .is_some_and(|text| text.document.format == format);
        if let (Some(bytes), true) = (bytes, is_same) {
            let saved = self.written(parallel, Some(bytes), (&[], None))?;
            if saved.bitext.waiting().next().is_some() {
                self.tell_saved(&saved, parallel);
            }
            if let Some((_, bytes)) = saved.english {
                return Ok(bytes);
            }
        }
        if !matches!(format, "txt" | "md") {
            return Err(Error::input(
                crate::error::Place::file(output),
                format!(
                    "the English can be written as {format} only in the shape of a text that is {format}, and neither its own nor the Chinese is one that is at hand"
                ),
                "name a Chinese document with --like, or write it as .txt or .md",
            ));
        }
        let english = parallel.texts().1.document;
        let mut source = if english.format == format || english.format == "txt" {
            english.source.text
        } else {
            // The markup of another format is no text.
            restore(&parallel.bitext.target, Language::En, None)
                .document
                .source
                .text
        };
        source.push('\n');
        Ok(source.into_bytes())
    }

    /// The bytes of a bitext file at `path`: its files are named from its folder.
    pub(super) fn bitext_bytes(&self, bitext: &Bitext, path: &Path) -> Result<Vec<u8>> {
        let mut bitext = bitext.clone();
        self.named_beside(&mut bitext, path);
        let mut bytes = Vec::new();
        jsonl::write(&bitext, &mut bytes).map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })?;
        Ok(bytes)
    }

    /// Names the files of a bitext from the folder that it is written into.
    pub fn named_beside(&self, bitext: &mut Bitext, path: &Path) {
        let folder = path.parent().unwrap_or(Path::new(""));
        let cut = self.cut_digest();
        for side in [&mut bitext.source, &mut bitext.target] {
            if side.file.is_empty() || side.file == "-" || side.reading.is_none() {
                continue;
            }
            side.file = relative(Path::new(&side.file), folder);
            if let Some(reading) = &mut side.reading
                && reading.cut.is_empty()
            {
                reading.cut.clone_from(&cut);
            }
        }
    }

    /// The English text with the words of the bitext, as far as they can be written.
    fn written(
        &self,
        parallel: &Parallel,
        bytes: Option<&[u8]>,
        (known, marked): (&[RawWords], Option<&MarkedSentences>),
    ) -> Result<Saved> {
        let (Some(text), Some(bytes)) = (parallel.english_file(), bytes) else {
            let why = match parallel
                .files
                .as_ref()
                .and_then(|files| files.english.path.as_ref())
            {
                Some(path) => format!("{} is not there", path.display()),
                None => {
                    return Ok(Saved {
                        bitext: without_waiting(&parallel.bitext),
                        ..Saved::default()
                    });
                }
            };
            return Ok(self.all_wait(parallel, &why));
        };
        let bitext = &parallel.bitext;
        let words = Words::of(bitext);
        let restored = self.restored(text, bytes, bitext, &words, known)?;
        let mut before = Vec::new();
        let mut raw_back = Vec::new();
        let (text, bytes) = match &restored {
            Some(restored) => {
                before.clone_from(&restored.sentences);
                raw_back.clone_from(&restored.raw);
                (&restored.text, restored.bytes.as_slice())
            }
            None => (text, bytes),
        };
        let mut stretches = stretches(&words, &now_texts(text));
        for _ in 0..MOST_TRIES {
            let (new_source, mut dropped) =
                self.new_text(parallel, text, &mut stretches, &words)?;
            let is_same = new_source == text.document.source.text;
            let (mut new_bytes, mut new_text) = if is_same {
                (bytes.to_vec(), text.clone())
            } else {
                match splice(&text.document.source, bytes, &new_source) {
                    Ok(new_bytes) => {
                        let meant = meant(bitext, text, &stretches, &words);
                        let earlier = meant.sentences();
                        let path = &text.document.source.path;
                        let read =
                            self.cut_as(&new_bytes, path, &bitext.target, text.language, &earlier)?;
                        (new_bytes, read)
                    }
                    Err(why) => {
                        keep_all(&mut stretches, &format!("{why}; convert the file to UTF-8"));
                        continue;
                    }
                }
            };
            let meant = meant(bitext, text, &stretches, &words);
            let read = new_text.segments.iter().map(|one| one.text.as_str());
            if read.eq(meant.texts.iter().map(String::as_str)) {
                if let Some(marked) = marked {
                    let written = WrittenText {
                        text: &new_text,
                        read: (text, bytes),
                        side: &bitext.target,
                        beads: &meant.beads(bitext),
                        meant: &meant.sentences(),
                    };
                    if let Some(((text, bytes), edits)) = self.with_markup(&written, marked)? {
                        let codes = edits.iter().flat_map(|edit| &edit.words.codes);
                        let markup: Vec<&str> = codes.map(|code| code.markup.as_str()).collect();
                        dropped.retain(|gone| !markup.iter().any(|one| one.contains(gone)));
                        (new_text, new_bytes) = (text, bytes);
                    }
                }
                let mut sentences = before;
                sentences.extend(changed_sentences(text, &stretches, &words));
                let mut raw = raw_back;
                raw.extend(raw_words(text, &new_text, &stretches, &words));
                let saved = saved_bitext(bitext, &new_text, &stretches, &words, &meant);
                return Ok(Saved {
                    bitext: saved,
                    bitext_bytes: Vec::new(),
                    english: Some((new_text, new_bytes)),
                    sentences,
                    dropped,
                    raw,
                });
            }
            // What is read otherwise waits; the sentence before the first difference may be to blame, too.
            let first = new_text
                .segments
                .iter()
                .map(|one| one.text.as_str())
                .zip(&meant.texts)
                .position(|(read, meant)| read != meant)
                .unwrap_or(meant.texts.len());
            keep_near(&mut stretches, first);
        }
        let mut saved = self.all_wait(parallel, READ_OTHERWISE);
        saved.english = Some((text.clone(), bytes.to_vec()));
        Ok(saved)
    }

    /// The text with the source of earlier words put back where these words come back; none where there are
    /// none, or where it would be read otherwise.
    fn restored(
        &self,
        text: &SegmentedDocument,
        bytes: &[u8],
        bitext: &Bitext,
        words: &Words,
        known: &[RawWords],
    ) -> Result<Option<Restored>> {
        if known.is_empty() {
            return Ok(None);
        }
        let source = &text.document.source.text;
        let mut new_source = String::with_capacity(source.len());
        let mut restored = Vec::new();
        let mut raw = Vec::new();
        let mut reached = 0;
        let mut meant: Vec<Earlier<'_>> = text
            .segments
            .iter()
            .map(|one| Earlier {
                text: &one.text,
                block: one.block,
            })
            .collect();
        for stretch in stretches(words, &now_texts(text)) {
            let Some(file) = stretch.file else { continue };
            let segment = &text.segments[file];
            let wanted = words.joined(&stretch.words);
            if wanted == segment.text || wanted.is_empty() {
                continue;
            }
            let span = raw_span(text, file);
            let stands = span.of(source);
            let was = known.iter().rev().find(|one| {
                one.before == wanted && one.after == segment.text && one.raw_after == stands
            });
            let Some(was) = was.filter(|_| span.start >= reached) else {
                continue;
            };
            new_source.push_str(&source[reached..span.start]);
            new_source.push_str(&was.raw_before);
            reached = span.end;
            meant[file].text = &was.before;
            restored.push((was.after.clone(), was.before.clone()));
            raw.push(RawWords {
                before: was.after.clone(),
                raw_before: was.raw_after.clone(),
                after: was.before.clone(),
                raw_after: was.raw_before.clone(),
            });
        }
        if restored.is_empty() {
            return Ok(None);
        }
        new_source.push_str(&source[reached..]);
        let Ok(bytes) = splice(&text.document.source, bytes, &new_source) else {
            return Ok(None);
        };
        let path = &text.document.source.path;
        let read = self.cut_as(&bytes, path, &bitext.target, text.language, &meant)?;
        let is_meant = now_texts(&read)
            .into_iter()
            .eq(meant.iter().map(|one| one.text));
        Ok(is_meant.then_some(Restored {
            text: read,
            bytes,
            sentences: restored,
            raw,
        }))
    }

    /// Nothing goes into the text: every link whose English differs from it waits.
    pub(super) fn all_wait(&self, parallel: &Parallel, why: &str) -> Saved {
        let bitext = &parallel.bitext;
        let copy = parallel.english_copy();
        let file: Vec<&str> = copy.iter().map(String::as_str).collect();
        let words = Words::of(bitext);
        let mut stretches = stretches(&words, &file);
        keep_all(&mut stretches, why);
        let waits = reasons(bitext, &stretches, &words);
        let mut bases = bases(bitext, &stretches, &words, &file);
        let mut saved = bitext.clone();
        for (at, waits) in waits.iter().enumerate() {
            if saved.beads[at].is_conflict() {
                continue;
            }
            let base = waits.map(|_| std::mem::take(&mut bases[at]));
            set_pending(&mut saved, at, base, why);
        }
        Saved {
            bitext: saved,
            ..Saved::default()
        }
    }
}

impl Parallel {
    /// The English sentences of the file; where it is not at hand, those that it had.
    fn english_copy(&self) -> Vec<String> {
        if let Some(text) = self.english_file() {
            return text.segments.iter().map(|one| one.text.clone()).collect();
        }
        if let Some(files) = &self.files
            && let Ok(copy) = jsonl::read(&files.bitext, Path::new(""))
        {
            let sentences = copy.target_in_file();
            return sentences.iter().map(|one| one.text.to_owned()).collect();
        }
        let sentences = self.bitext.target_in_file();
        sentences.iter().map(|one| one.text.to_owned()).collect()
    }
}

/// The error of a save that found other files than were read.
pub(super) fn changed_meanwhile(parallel: &Parallel) -> Error {
    let file = &parallel.bitext.target.file;
    Error::usage(
        format!(
            "{file} or its bitext was changed by another program at this moment; nothing was written"
        ),
        "do it again",
    )
}

/// A path as it is called in a folder, with `/`.
fn relative(path: &Path, folder: &Path) -> String {
    use std::path::Component;
    let real = |path: &Path| {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
    };
    let tidy = |path: &Path| {
        let mut parts: Vec<String> = Vec::new();
        for part in path.components() {
            match part {
                Component::ParentDir => {
                    parts.pop();
                }
                Component::CurDir => {}
                other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
            }
        }
        parts
    };
    let (path, folder) = (tidy(&real(path)), tidy(&real(folder)));
    let common = path.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    let mut parts = vec!["..".to_owned(); folder.len() - common];
    parts.extend_from_slice(&path[common..]);
    parts.join("/")
}

fn now_texts(text: &SegmentedDocument) -> Vec<&str> {
    text.segments.iter().map(|one| one.text.as_str()).collect()
}

fn without_waiting(bitext: &Bitext) -> Bitext {
    let mut bitext = bitext.clone();
    for bead in &mut bitext.beads {
        if let Some(state) = &mut bead.state {
            state.pending = None;
        }
        bead.tidy();
    }
    bitext
}

/// The English that the bitext wants the text to say: of links in conflict, what the text says.
struct Words {
    texts: Vec<String>,
    owners: Vec<usize>,
    blocks: Vec<usize>,
}

impl Words {
    fn of(bitext: &Bitext) -> Words {
        let mut order: Vec<usize> = (0..bitext.beads.len()).collect();
        order.sort_by_key(|&at| (bitext.beads[at].target.start, bitext.beads[at].target.end));
        let mut words = Words {
            texts: Vec::new(),
            owners: Vec::new(),
            blocks: Vec::new(),
        };
        for at in order {
            let bead = &bitext.beads[at];
            let own = bitext.target.slice(&bead.target);
            let near = bead.target.start.checked_sub(1);
            let near = near.and_then(|at| bitext.target.sentences.get(at));
            let block = own.first().or(near).map_or(0, |one| one.block);
            match bead.pending().filter(|pending| pending.is_conflict()) {
                Some(pending) => {
                    for text in pending.in_file() {
                        words.push(spaces::fold(text), at, block);
                    }
                }
                None => {
                    for sentence in own {
                        words.push(sentence.text.to_string(), at, sentence.block);
                    }
                }
            }
        }
        words
    }

    fn push(&mut self, text: String, owner: usize, block: usize) {
        self.texts.push(text);
        self.owners.push(owner);
        self.blocks.push(block);
    }

    fn joined(&self, range: &std::ops::Range<usize>) -> String {
        self.texts[range.clone()].join(" ")
    }

    /// The bead that a stretch belongs to. Words that were taken out belong to the bead that is empty there,
    /// else to the one before.
    fn owner(&self, bitext: &Bitext, range: &std::ops::Range<usize>) -> Option<usize> {
        if !range.is_empty() {
            return self.owners.get(range.start).copied();
        }
        let before = range
            .start
            .checked_sub(1)
            .and_then(|at| self.owners.get(at))
            .copied();
        let behind = self.owners.get(range.start).copied();
        let span = before.map_or(0, |at| at + 1)..behind.unwrap_or(bitext.beads.len());
        let mut empty = span.filter(|&at| bitext.beads[at].target.is_empty());
        empty.next().or(before).or(behind)
    }
}

/// The sentences of the file beside those that the bitext has in their place, in order.
fn stretches(words: &Words, file: &[&str]) -> Vec<Stretch> {
    let now: Vec<&str> = words.texts.iter().map(String::as_str).collect();
    let became = follow(file, &now);
    let mut result: Vec<Stretch> = Vec::new();
    let (mut at_file, mut at_words) = (0, 0);
    let mut number = 0;
    while number < became.len() {
        let range = match &became[number] {
            Became::Same(at) => Some(*at..at + 1),
            Became::Reworded(range) => Some(range.clone()),
            Became::Gone => None,
        };
        match range {
            // Words that moved are not followed: the order of the text is that of the bitext.
            Some(range) if range.start >= at_words => {
                between(&mut result, at_file..number, at_words..range.start);
                result.push(Stretch {
                    file: Some(number),
                    words: range.clone(),
                    kept: None,
                    block: None,
                });
                at_words = range.end;
                at_file = number + 1;
            }
            _ => {}
        }
        number += 1;
    }
    between(&mut result, at_file..became.len(), at_words..now.len());
    result
}

/// Pairs what nothing pairs, in order; what is more on either side stands alone.
fn between(result: &mut Vec<Stretch>, file: std::ops::Range<usize>, words: std::ops::Range<usize>) {
    let pairs = file.len().min(words.len());
    for k in 0..pairs {
        let last = k + 1 == pairs;
        let end = if last && file.len() == pairs {
            words.end
        } else {
            words.start + k + 1
        };
        result.push(Stretch {
            file: Some(file.start + k),
            words: words.start + k..end,
            kept: None,
            block: None,
        });
    }
    for at in file.start + pairs..file.end {
        let here = words.start + pairs.min(words.len());
        result.push(Stretch {
            file: Some(at),
            words: here..here,
            kept: None,
            block: None,
        });
    }
    if pairs == 0 && !words.is_empty() {
        for at in words {
            result.push(Stretch {
                file: None,
                words: at..at + 1,
                kept: None,
                block: None,
            });
        }
    }
}

fn keep_all(stretches: &mut [Stretch], why: &str) {
    for stretch in stretches {
        stretch.kept.get_or_insert_with(|| why.to_owned());
    }
}

/// Has the changed stretches around the `first`th sentence that is read otherwise wait.
fn keep_near(stretches: &mut [Stretch], first: usize) {
    let mut at = 0;
    let mut kept = false;
    for stretch in stretches.iter_mut() {
        if stretch.kept.is_some() {
            at += usize::from(stretch.file.is_some());
            continue;
        }
        let count = stretch.words.len();
        if at <= first + 1 && at + count + 1 >= first {
            stretch.kept = Some(READ_OTHERWISE.to_owned());
            kept = true;
        }
        at += count;
    }
    if !kept {
        keep_all(stretches, READ_OTHERWISE);
    }
}

impl Project {
    /// The source of the text with the words of the stretches; those that cannot be written are kept.
    fn new_text(
        &self,
        parallel: &Parallel,
        text: &SegmentedDocument,
        stretches: &mut [Stretch],
        words: &Words,
    ) -> Result<(String, Vec<String>)> {
        let bitext = &parallel.bitext;
        // New words without a place join the sentence before that shares their block, or get one of their own.
        let mut rewrites: Vec<(Vec<usize>, Rewrite)> = Vec::new();
        let mut new_blocks: Vec<(Vec<usize>, NewBlock)> = Vec::new();
        // The Chinese blocks that got a block since the last sentence of the file.
        let mut since: Vec<usize> = Vec::new();
        let texts = Texts {
            chinese: parallel.chinese(),
            english: text,
        };
        for number in 0..stretches.len() {
            let stretch = stretches[number].clone();
            if stretch.file.is_some() {
                since.clear();
            }
            if stretch.kept.is_some() {
                continue;
            }
            match stretch.file {
                Some(file) => {
                    let segment = &text.segments[file];
                    let wanted = words.joined(&stretch.words);
                    if wanted != segment.text {
                        let known = rewrites.iter_mut().find(|(_, rewrite)| {
                            rewrite.block == segment.block && rewrite.place == segment.place
                        });
                        if let Some((numbers, rewrite)) = known {
                            // New words stand before it already.
                            let new = rewrite.text.len() - segment.text.len();
                            rewrite.text.truncate(new);
                            rewrite.text.push_str(&wanted);
                            numbers.push(number);
                            continue;
                        }
                        rewrites.push((
                            vec![number],
                            Rewrite {
                                block: segment.block,
                                place: segment.place,
                                text: wanted,
                            },
                        ));
                    }
                }
                None => match place_for(texts, bitext, stretches, number, words, &since) {
                    Place::Block(place) => {
                        let own = words.joined(&stretch.words);
                        let chinese = place.like;
                        match new_blocks.last_mut() {
                            Some((numbers, block))
                                if chinese.is_some() && block.place.like == chinese =>
                            {
                                numbers.push(number);
                                block.words = format!("{} {own}", block.words);
                            }
                            _ => {
                                since.extend(chinese);
                                let block = NewBlock { words: own, place };
                                new_blocks.push((vec![number], block));
                            }
                        }
                        let fresh = text.document.blocks.len();
                        stretches[number].block = Some(fresh + new_blocks.len());
                    }
                    Place::With(file, before) => {
                        let segment = &text.segments[file];
                        stretches[number].block = Some(segment.block);
                        let new = words.joined(&stretch.words);
                        let known = rewrites.iter_mut().find(|(_, rewrite)| {
                            rewrite.block == segment.block && rewrite.place == segment.place
                        });
                        match known {
                            Some((numbers, rewrite)) => {
                                rewrite.text = if before {
                                    // Behind other new words, before the sentence.
                                    let own = rewrite.text.len() - segment.text.len();
                                    let (head, tail) = rewrite.text.split_at(own);
                                    format!("{head}{new} {tail}")
                                } else {
                                    format!("{} {new}", rewrite.text)
                                };
                                numbers.push(number);
                            }
                            None => rewrites.push((
                                vec![number],
                                Rewrite {
                                    block: segment.block,
                                    place: segment.place,
                                    text: if before {
                                        format!("{new} {}", segment.text)
                                    } else {
                                        format!("{} {new}", segment.text)
                                    },
                                },
                            )),
                        }
                    }
                    Place::None => {
                        stretches[number].kept =
                            Some("there is no place of its own for it in the text yet".to_owned());
                    }
                },
            }
        }
        if rewrites.is_empty() && new_blocks.is_empty() {
            return Ok((text.document.source.text.clone(), Vec::new()));
        }
        let mut list: Vec<Rewrite> = rewrites
            .iter()
            .map(|(_, rewrite)| rewrite.clone())
            .collect();
        let blocks: Vec<NewBlock> = new_blocks.iter().map(|(_, block)| block.clone()).collect();
        let with_blocks = match blocks.is_empty() {
            true => None,
            false => Some(self.with_blocks(texts, &bitext.target, &blocks)?),
        };
        if let Some(with_blocks) = &with_blocks {
            for ((numbers, _), is_in) in new_blocks.iter().zip(&with_blocks.is_in) {
                for &number in numbers.iter().filter(|_| !is_in) {
                    stretches[number].kept = Some(READ_OTHERWISE.to_owned());
                }
            }
            for rewrite in &mut list {
                rewrite.block = with_blocks.places[rewrite.block];
            }
        }
        let document = with_blocks.as_ref().map(|one| &one.document);
        let rewritten = rewrite(document.unwrap_or(&text.document), &list)?;
        for (at, why) in &rewritten.kept {
            for &number in &rewrites[*at].0 {
                stretches[number].kept = Some(why.to_string());
            }
        }
        let dropped = rewritten.dropped.into_iter();
        let dropped = dropped.map(|(_, markup)| markup).collect();
        Ok((rewritten.text, dropped))
    }
}

/// Where new words go.
enum Place {
    /// Into a block of their own.
    Block(BlockPlace),
    /// To a sentence of the file: before it (`true`) or behind.
    With(usize, bool),
    None,
}

fn place_for(
    texts: Texts<'_>,
    bitext: &Bitext,
    stretches: &[Stretch],
    number: usize,
    words: &Words,
    since: &[usize],
) -> Place {
    let bead = |stretch: &Stretch| {
        words
            .owner(bitext, &stretch.words)
            .map(|at| &bitext.beads[at])
    };
    // The block of the Chinese that a stretch translates.
    let chinese = |stretch: &Stretch| -> Option<usize> {
        let sentences = bitext.source.slice(&bead(stretch)?.source);
        sentences.first().map(|sentence| sentence.block)
    };
    let own = words.owners[stretches[number].words.start];
    let block = chinese(&stretches[number]);
    let with_file = |one: &&Stretch| one.file.is_some();
    let before = stretches[..number].iter().rev().find(with_file);
    let behind = stretches[number + 1..].iter().find(with_file);
    let is_near = |one: &&Stretch| {
        let same_bead = words.owner(bitext, &one.words) == Some(own);
        same_bead || block.is_none() || chinese(one) == block
    };
    if let Some(file) = before.filter(is_near).and_then(|one| one.file) {
        return Place::With(file, false);
    }
    if let Some(file) = behind.filter(is_near).and_then(|one| one.file) {
        return Place::With(file, true);
    }
    // English that has moved stands elsewhere than its Chinese.
    let is_in_order = |one: &&Stretch| bead(one).is_none_or(|bead| bead.moved.is_none());
    let mut earlier = stretches[..number].iter().rev().filter(with_file);
    let Some(before) = earlier.find(is_in_order) else {
        return Place::None;
    };
    let Some(file) = before.file else {
        return Place::None;
    };
    // The last Chinese block of the link before, as it may hold several.
    let last = bead(before).and_then(|bead| bitext.source.slice(&bead.source).last());
    let translated = last.map(|sentence| sentence.block);
    let behind = texts.english.segments[file].block;
    match texts.place(block, (translated, behind), since) {
        Some(place) => Place::Block(place),
        None => Place::None,
    }
}

/// The English as it is meant, with what waits as the file says it.
fn meant(bitext: &Bitext, text: &SegmentedDocument, stretches: &[Stretch], words: &Words) -> Meant {
    let mut meant = Meant {
        texts: Vec::new(),
        owners: Vec::new(),
        blocks: Vec::new(),
    };
    let fresh = text.document.blocks.len();
    for stretch in stretches {
        let of_file = stretch.file.map(|file| &text.segments[file]);
        if stretch.kept.is_some() {
            if let Some(segment) = of_file {
                let owner = words.owner(bitext, &stretch.words).unwrap_or(0);
                meant.texts.push(segment.text.clone());
                meant.owners.push(owner);
                meant.blocks.push(segment.block);
            }
            continue;
        }
        for at in stretch.words.clone() {
            meant.texts.push(words.texts[at].clone());
            meant.owners.push(words.owners[at]);
            let block = of_file.map(|segment| segment.block).or(stretch.block);
            let block = block.or_else(|| {
                let last = meant.blocks.last().copied();
                last.filter(|&last| last == words.blocks[at])
            });
            meant.blocks.push(block.unwrap_or(fresh));
        }
    }
    meant
}

/// A text with the source of earlier words put back.
struct Restored {
    text: SegmentedDocument,
    bytes: Vec<u8>,
    /// The sentences, as they were and as they are.
    sentences: Vec<(String, String)>,
    raw: Vec<RawWords>,
}

/// The source of each sentence that has other words now and is one sentence still.
fn raw_words(
    text: &SegmentedDocument,
    new: &SegmentedDocument,
    stretches: &[Stretch],
    words: &Words,
) -> Vec<RawWords> {
    let mut raw = Vec::new();
    let mut at = 0;
    for stretch in stretches {
        if stretch.kept.is_some() {
            at += usize::from(stretch.file.is_some());
            continue;
        }
        if let (Some(file), 1) = (stretch.file, stretch.words.len())
            && at < new.segments.len()
        {
            let before = &text.segments[file].text;
            let after = words.joined(&stretch.words);
            if *before != after {
                raw.push(RawWords {
                    before: before.clone(),
                    raw_before: raw_span(text, file)
                        .of(&text.document.source.text)
                        .to_owned(),
                    after,
                    raw_after: raw_span(new, at).of(&new.document.source.text).to_owned(),
                });
            }
        }
        at += stretch.words.len();
    }
    raw
}

fn changed_sentences(
    text: &SegmentedDocument,
    stretches: &[Stretch],
    words: &Words,
) -> Vec<(String, String)> {
    stretches
        .iter()
        .filter(|stretch| stretch.kept.is_none())
        .filter_map(|stretch| {
            let before = stretch.file.map(|file| text.segments[file].text.clone());
            let before = before.unwrap_or_default();
            let after = words.joined(&stretch.words);
            (before != after).then_some((before, after))
        })
        .collect()
}

/// For each bead, the first reason why something of it is not written; none where all of it is. Words of
/// several beads may stand in the place of one sentence.
fn reasons<'s>(bitext: &Bitext, stretches: &'s [Stretch], words: &Words) -> Vec<Option<&'s str>> {
    let mut reasons = vec![None; bitext.beads.len()];
    for stretch in stretches {
        let Some(why) = stretch.kept.as_deref() else {
            continue;
        };
        let own = words.owners[stretch.words.clone()].iter().copied();
        for bead in own.chain(words.owner(bitext, &stretch.words)) {
            reasons[bead].get_or_insert(why);
        }
    }
    reasons
}

/// For each bead, the sentences of the file that its words stand for.
fn bases(bitext: &Bitext, stretches: &[Stretch], words: &Words, file: &[&str]) -> Vec<Vec<String>> {
    let mut bases = vec![Vec::new(); bitext.beads.len()];
    for stretch in stretches {
        let owner = words.owner(bitext, &stretch.words);
        if let (Some(bead), Some(at)) = (owner, stretch.file) {
            bases[bead].push(file[at].to_owned());
        }
    }
    bases
}

/// Sets what a bead waits for; nothing where its words are in the file.
fn set_pending(bitext: &mut Bitext, at: usize, base: Option<Vec<String>>, why: &str) {
    let now = bitext.target_words(&bitext.beads[at]);
    let bead = &mut bitext.beads[at];
    match base.filter(|base| *base != now) {
        Some(base) => {
            bead.state_mut().pending = Some(Pending {
                base,
                file: None,
                why: why.to_owned(),
            });
        }
        None => {
            if let Some(state) = &mut bead.state {
                state.pending = None;
            }
            bead.tidy();
        }
    }
}

/// The bitext of the text as it was written.
fn saved_bitext(
    bitext: &Bitext,
    text: &SegmentedDocument,
    stretches: &[Stretch],
    words: &Words,
    meant: &Meant,
) -> Bitext {
    let mut saved = bitext.clone();
    let side: Side = Bitext::without_source(text, &bitext.target.language).target;
    let file = saved.target.file.clone();
    let reading = match (&saved.target.reading, side.reading) {
        (Some(old), Some(mut new)) => {
            new.cut.clone_from(&old.cut);
            Some(new)
        }
        (_, new) => new,
    };
    saved.target = Side {
        file,
        reading,
        language: side.language,
        sentences: side.sentences,
    };
    // The sentences of a bead stand together.
    let mut ranges: Vec<Option<std::ops::Range<usize>>> = vec![None; saved.beads.len()];
    for (at, &owner) in meant.owners.iter().enumerate() {
        let range = ranges[owner].get_or_insert(at..at);
        range.end = at + 1;
    }
    let mut order: Vec<usize> = (0..saved.beads.len()).collect();
    order.sort_by_key(|&at| (bitext.beads[at].target.start, bitext.beads[at].target.end));
    let mut reached = 0;
    for at in order {
        let range = ranges[at].clone().unwrap_or(reached..reached);
        reached = reached.max(range.end);
        saved.beads[at].target = range;
    }
    let mut straight = 0;
    for bead in &mut saved.beads {
        if bead.target.is_empty() {
            bead.target = straight..straight;
        } else if bead.moved.is_none() {
            straight = bead.target.end;
        }
    }
    for at in 0..saved.beads.len() {
        let id = saved.derive_id(&saved.beads[at]);
        saved.beads[at].id = id;
    }
    // What waits stands over it.
    for at in 0..saved.beads.len() {
        if !bitext.beads[at].is_conflict() {
            set_pending(&mut saved, at, None, "");
        }
    }
    for (at, why) in reasons(bitext, stretches, words).into_iter().enumerate() {
        if why.is_none() && !bitext.beads[at].is_conflict() {
            continue;
        }
        let texts = bitext.target_words(&bitext.beads[at]);
        let base = saved.target_words(&saved.beads[at]);
        crate::bitext::edit::put_words(&mut saved, at, &texts);
        if !bitext.beads[at].is_conflict() {
            set_pending(&mut saved, at, Some(base), why.unwrap_or_default());
        }
    }
    saved
}
