//! The English of a bitext in the shape of the Chinese document: a book, a Word document or subtitles come back
//! out of what a translator's program sends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::pair::Reading;
use super::{Parallel, Project};
use crate::bitext::{Bead, Bitext, Status};
use crate::document::file_bytes::encode_translation;
use crate::document::write::{Edit, contents, write_back};
use crate::document::{Document, Format};
use crate::error::{Error, Place, Result};
use crate::text::named::Named;
use crate::text::{Language, TextSpan};

/// So many bytes ahead a sentence is looked for that may stand anywhere.
const NEAR: usize = 4000;
/// From so many bytes on a sentence is looked for in the whole rest of the document.
const LONG: usize = 36;

/// The letters of a document without white space, each with its place.
struct Letters {
    text: String,
    /// For each letter: where it stands in `text`, its block, and where it stands in that.
    places: Vec<(usize, usize, usize)>,
}

/// What could not be written as the bitext has it.
#[derive(Default)]
struct Told {
    /// Links whose Chinese is not in the document.
    elsewhere: usize,
    /// Links without English.
    untranslated: usize,
    /// English stands before the first Chinese.
    before: bool,
    /// Pieces of markup that have no place in the English.
    dropped: usize,
}

impl Project {
    /// The English of a bitext as the bytes of a file like `like`: every sentence in the place and the markup of its
    /// Chinese. Chinese without English stays, unless somebody decided that it has none.
    ///
    /// # Errors
    /// A document that cannot be read or written back, or that has nothing of the bitext.
    pub(super) fn in_shape_of(&self, bitext: &Bitext, like: &Path) -> Result<Vec<u8>> {
        let reading = Reading::default();
        let document = self.read_document(like, reading, Language::Zh)?;
        self.tell(&document);
        let contents = contents(&document)?;
        let mut told = Told::default();
        let mut edits: Vec<Edit> = Vec::new();
        let places = places(bitext, &document);
        let mut number = 0;
        // English that has no Chinese goes behind the sentence before it.
        let mut behind = String::new();
        for bead in bitext.beads.iter().rev() {
            let words = bitext.target_text(bead);
            if bead.source.is_empty() {
                behind = joined(&words, &behind);
                continue;
            }
            let stretches = stretches(&places, bead);
            if stretches.is_empty() {
                told.elsewhere += 1;
                continue;
            }
            number += 1;
            if words.is_empty() && bead.status != Status::Locked {
                told.untranslated += 1;
                continue;
            }
            let mut words = joined(&words, &std::mem::take(&mut behind));
            for (&block, &(start, end)) in &stretches {
                let place = TextSpan::new(start, end);
                let Some(Some(content)) = contents.get(block) else {
                    continue;
                };
                let other = content.part(place).with_words(&std::mem::take(&mut words));
                told.dropped += other.dropped;
                edits.push(Edit {
                    block,
                    place,
                    words: other.coded,
                });
            }
        }
        told.before = !behind.is_empty();
        if number == 0 {
            return Err(Error::input(
                Place::file(like),
                "it has none of the Chinese sentences of this bitext",
                "name with --like the document that the bitext was made from",
            ));
        }
        edits.sort_by_key(|edit| (edit.block, edit.place.start));
        edits.dedup_by(|next, one| next.block == one.block && next.place.start < one.place.end);
        let written = write_back(&document, &edits)?;
        self.tell_shaped(&told, written.kept.len(), like);
        let language = match bitext.target.language.as_str() {
            "" => self.languages().1,
            told => told,
        };
        let file = encode_translation(&document, &written.text, language).map_err(|why| {
            Error::input(
                Place::file(like),
                format!("the English cannot be written into a copy of it: {why}"),
                "write it as .txt or .md",
            )
        })?;
        for remark in &file.remarks {
            self.note(remark);
        }
        Ok(file.bytes)
    }

    fn tell_shaped(&self, told: &Told, kept: usize, like: &Path) {
        let name = self.name_here(like);
        for (count, what) in [
            (
                told.elsewhere,
                "links whose Chinese is not in it are left out",
            ),
            (told.untranslated, "links have no English, and stay Chinese"),
            (
                usize::from(told.before),
                "stretch of English before the first Chinese sentence is left out",
            ),
            (
                kept,
                "blocks stay Chinese: their English would be read as markup",
            ),
        ] {
            if count > 0 {
                self.warn(format_args!("{name}: {count} {what}"));
            }
        }
        if told.dropped > 0 {
            self.note(format_args!(
                "{name}: {} pieces of markup, such as bold words, have no place that is known in the English",
                told.dropped
            ));
        }
    }

    /// The Chinese document that a bitext names, if it is at hand and of the format of `output`.
    pub(super) fn chinese_like(&self, parallel: &Parallel, output: &Path) -> Option<PathBuf> {
        let wanted = Format::by_ending(output)?;
        let folder = parallel.path.as_deref().and_then(Path::parent);
        let named = Path::new(&parallel.bitext.source.file);
        let opened = parallel
            .files
            .as_ref()
            .and_then(|files| files.chinese.clone());
        let near = folder.map(|folder| folder.join(named));
        let found = [opened, near]
            .into_iter()
            .flatten()
            .find(|path| path.is_file())?;
        let format = Format::by_ending(&found)?;
        (format.id == wanted.id && format.writer.is_some()).then_some(found)
    }
}

fn joined(words: &str, behind: &str) -> String {
    match (words.is_empty(), behind.is_empty()) {
        (_, true) => words.to_owned(),
        (true, false) => behind.to_owned(),
        (false, false) => format!("{words} {behind}"),
    }
}

/// For each source sentence the letters of the document that it stands at, as block and bytes of its text: its
/// first and its last place.
type SentencePlaces = Vec<Option<Vec<(usize, usize, usize)>>>;

/// The stretch of each block that the source of a bead takes.
fn stretches(places: &SentencePlaces, bead: &Bead) -> BTreeMap<usize, (usize, usize)> {
    let mut found: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for place in places[bead.source.clone()].iter().flatten().flatten() {
        let &(block, start, end) = place;
        let own = found.entry(block).or_insert((start, end));
        *own = (own.0.min(start), own.1.max(end));
    }
    found
}

/// Finds the sentences of a bitext in a document, in order, by their letters: how either was cut does not matter.
fn places(bitext: &Bitext, document: &Document) -> SentencePlaces {
    let letters = Letters::of(document);
    let mut at = 0;
    bitext
        .source
        .sentences
        .iter()
        .map(|sentence| {
            let wanted: String = sentence.text.split_whitespace().collect();
            let from = letters.find(&wanted, at)?;
            at = from + wanted.len();
            Some(letters.stretches(from, at))
        })
        .collect()
}

impl Letters {
    fn of(document: &Document) -> Letters {
        let mut letters = Letters {
            text: String::new(),
            places: Vec::new(),
        };
        for (number, block) in document.blocks.iter().enumerate() {
            for (at, c) in block.text.char_indices() {
                if !c.is_whitespace() {
                    letters.places.push((letters.text.len(), number, at));
                    letters.text.push(c);
                }
            }
        }
        letters
    }

    /// Where words stand from `at` on: at once, else near, else, if they are long, anywhere.
    fn find(&self, wanted: &str, at: usize) -> Option<usize> {
        if wanted.is_empty() {
            return None;
        }
        let rest = self.text.get(at..)?;
        if rest.starts_with(wanted) {
            return Some(at);
        }
        let mut near = rest.len().min(NEAR + wanted.len());
        while !rest.is_char_boundary(near) {
            near += 1;
        }
        let found = rest[..near].find(wanted);
        let found = found.or_else(|| (wanted.len() >= LONG).then(|| rest.find(wanted))?);
        found.map(|from| at + from)
    }

    /// The stretches of blocks that a stretch of letters is: block, first byte, one past the last byte.
    fn stretches(&self, from: usize, to: usize) -> Vec<(usize, usize, usize)> {
        let first = self.places.partition_point(|place| place.0 < from);
        let last = self.places.partition_point(|place| place.0 < to);
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for &(place, block, at) in &self.places[first..last] {
            let length = self.text[place..].chars().next().map_or(0, char::len_utf8);
            match found.last_mut() {
                Some(stretch) if stretch.0 == block => stretch.2 = at + length,
                _ => found.push((block, at, at + length)),
            }
        }
        found
    }
}
