//! Three-way merge of a text, sentence by sentence.
//!
//! Each version is cut into pieces: its sentences with their markup, and the lines of what stands between them
//! (`pieces`). Changes of different pieces merge; changes that meet are a conflict (`edits`), which is written on
//! whole lines between git's markers (`lines`). What was merged is read again: where it does not consist of the
//! sentences that were put together, those are a conflict, too. Every byte that nobody changed stays.

mod edits;
mod lines;
mod pieces;

use std::ops::Range;
use std::path::Path;

use edits::{Stretch, Version, stretches};
use lines::{Part, Unit};
use pieces::{TextPiece, pieces};

use super::{SegmentOptions, SegmentedDocument, segment};
use crate::document::{ReadOptions, SourceText, read_bytes_with};
use crate::error::{Error, Place, Result};
use crate::text::Language;

/// How often what cannot be read as it was meant becomes a conflict, before all of the changes become one.
const MOST_CONFLICTS_BY_READING: usize = 16;

/// How the three versions are read.
#[derive(Clone, Copy, Debug)]
pub struct TextMerge<'a> {
    /// The id of their format.
    pub format: &'a str,
    /// The wishes for reading them; without a language, the letters of the longest version decide, else they are
    /// English.
    pub read: &'a ReadOptions,
    /// The rules by which they are cut into sentences.
    pub segment: &'a SegmentOptions,
}

/// One of the three versions of a text.
#[derive(Clone, Copy, Debug)]
pub struct TextVersion<'a> {
    /// The content of the file.
    pub bytes: &'a [u8],
    /// Its name in messages.
    pub path: &'a Path,
}

/// The result of a merge.
#[derive(Clone, Debug)]
pub struct MergedText {
    /// The merged file, with conflict markers where there are conflicts.
    pub bytes: Vec<u8>,
    /// The number of conflicts.
    pub conflicts: usize,
}

impl TextMerge<'_> {
    /// Merges what was changed from `base` to `ours` and from `base` to `theirs`.
    ///
    /// # Errors
    /// A version that cannot be read, that is in another encoding than the others, or that is an archive.
    pub fn merge(
        &self,
        base: TextVersion<'_>,
        ours: TextVersion<'_>,
        theirs: TextVersion<'_>,
    ) -> Result<MergedText> {
        let versions = [base, ours, theirs];
        let longest = versions.iter().max_by_key(|version| version.bytes.len());
        let language = match (self.read.language, longest) {
            (Some(language), _) => language,
            (None, Some(version)) => self.language(version)?,
            (None, None) => Language::En,
        };
        let cut = |version: TextVersion<'_>| -> Result<SegmentedDocument> {
            self.cut(version.bytes.to_vec(), version.path, language)
        };
        let texts = [cut(base)?, cut(ours)?, cut(theirs)?];
        let sources: [&SourceText; 3] = std::array::from_fn(|at| &texts[at].document.source);
        check(&sources)?;
        let cut: [Vec<TextPiece>; 3] = std::array::from_fn(|at| pieces(&texts[at]));
        let by_piece: [Version<'_>; 3] = std::array::from_fn(|at| {
            let text = &sources[at].text;
            let words = |piece: &TextPiece| &text[piece.range.clone()];
            Version {
                pieces: cut[at].iter().map(words).collect(),
                is_gap: cut[at].iter().map(TextPiece::is_gap).collect(),
            }
        });
        let mut forced: Vec<Range<usize>> = Vec::new();
        let found = loop {
            let found = stretches(&by_piece, &forced);
            let mut wrong = None;
            for choice in [1, 2] {
                let reading = Reading {
                    stretches: &found,
                    cut: &cut,
                    choice,
                };
                let again = self.cut(
                    reading.text(&sources).into_bytes(),
                    sources[1].path.as_path(),
                    language,
                )?;
                wrong = wrong.or_else(|| reading.misread(&again));
            }
            let Some(wrong) = wrong else {
                break found;
            };
            let all = 0..cut[0].len();
            if forced == [all.clone()] {
                break found;
            }
            if forced.len() < MOST_CONFLICTS_BY_READING {
                force(&mut forced, wrong);
            } else {
                forced = vec![all];
            }
        };
        let units: Vec<Unit> = found.iter().map(|stretch| unit(stretch, &cut)).collect();
        let mark = three(versions.map(mark));
        let (bytes, conflicts) = lines::write(&units, &sources, mark);
        Ok(MergedText { bytes, conflicts })
    }

    /// The language of a version by its letters.
    fn language(&self, version: &TextVersion<'_>) -> Result<Language> {
        let bytes = version.bytes.to_vec();
        let document = read_bytes_with(bytes, version.path, Some(self.format), self.read)?;
        Ok(document.read.language.unwrap_or(Language::En))
    }

    fn cut(&self, bytes: Vec<u8>, path: &Path, language: Language) -> Result<SegmentedDocument> {
        let read = self.read.of(language);
        let document = read_bytes_with(bytes, path, Some(self.format), &read)?;
        Ok(segment(document, language, self.segment))
    }
}

/// Refuses versions that cannot be put together byte by byte.
fn check(sources: &[&SourceText; 3]) -> Result<()> {
    for source in sources {
        if !source.parts.is_empty() {
            return Err(Error::input(
                Place::file(&source.path),
                "this is an archive; only texts are merged sentence by sentence",
                "keep one of both versions",
            ));
        }
    }
    // ASCII is the same in every encoding but UTF-16.
    let encoding = |source: &SourceText| (!source.text.is_ascii()).then_some(source.encoding);
    let mut known: Option<&SourceText> = None;
    for source in sources {
        let wide = source.encoding.starts_with("UTF-16");
        if encoding(source).is_none() && !wide {
            continue;
        }
        match known {
            Some(first) if first.encoding != source.encoding => {
                return Err(other_encoding(source, first));
            }
            _ => known = Some(source),
        }
    }
    if let Some(wide) = known.filter(|source| source.encoding.starts_with("UTF-16"))
        && let Some(other) = sources
            .iter()
            .find(|source| source.encoding != wide.encoding && !source.text.is_empty())
    {
        return Err(other_encoding(other, wide));
    }
    Ok(())
}

fn other_encoding(one: &SourceText, other: &SourceText) -> Error {
    Error::input(
        Place::file(&one.path),
        format!(
            "this version is {}, and {} is {}",
            one.encoding,
            other.path.display(),
            other.encoding
        ),
        "bring all of them into one encoding, then merge again",
    )
}

/// The byte order mark of a version.
fn mark(version: TextVersion<'_>) -> &[u8] {
    let length = encoding_rs::Encoding::for_bom(version.bytes).map_or(0, |(_, length)| length);
    &version.bytes[..length]
}

/// What a version has that only one of them changed, else ours.
fn three([base, ours, theirs]: [&[u8]; 3]) -> &[u8] {
    if ours == base { theirs } else { ours }
}

/// Adds a stretch in which everything is one conflict, and puts it together with those that it touches.
fn force(forced: &mut Vec<Range<usize>>, mut new: Range<usize>) {
    forced.retain(|old| {
        let apart = old.end < new.start || new.end < old.start;
        if !apart {
            new = old.start.min(new.start)..old.end.max(new.end);
        }
        apart
    });
    forced.push(new);
}

fn unit(stretch: &Stretch, cut: &[Vec<TextPiece>; 3]) -> Unit {
    let part = |version: usize, which: &Range<usize>| Part::of(version, &cut[version], which);
    match stretch {
        Stretch::Kept(base) => Unit::Merged {
            base: part(0, base),
            now: part(0, base),
        },
        Stretch::Ours(edit) => Unit::Merged {
            base: part(0, &edit.base),
            now: part(1, &edit.new),
        },
        Stretch::Theirs(edit) => Unit::Merged {
            base: part(0, &edit.base),
            now: part(2, &edit.new),
        },
        Stretch::Conflict([base, ours, theirs]) => {
            Unit::Conflict([part(0, base), part(1, ours), part(2, theirs)])
        }
    }
}

/// The merged text when of every conflict one version is kept.
struct Reading<'a> {
    stretches: &'a [Stretch],
    cut: &'a [Vec<TextPiece>; 3],
    /// Which version: 1 is ours, 2 theirs.
    choice: usize,
}

impl Reading<'_> {
    /// The pieces of a stretch.
    fn pieces(&self, stretch: &Stretch) -> (usize, &[TextPiece]) {
        let (version, which) = match stretch {
            Stretch::Kept(base) => (0, base),
            Stretch::Ours(edit) => (1, &edit.new),
            Stretch::Theirs(edit) => (2, &edit.new),
            Stretch::Conflict(parts) => (self.choice, &parts[self.choice]),
        };
        (version, &self.cut[version][which.clone()])
    }

    fn text(&self, sources: &[&SourceText; 3]) -> String {
        let mut text = String::new();
        for stretch in self.stretches {
            let (version, pieces) = self.pieces(stretch);
            for piece in pieces {
                text.push_str(&sources[version].text[piece.range.clone()]);
            }
        }
        text
    }

    /// Where the text is not read as the sentences that it was made of: the pieces of the ancestor from there to
    /// the nearest changes of both sides. Nothing where one side changed nothing, as its text then is the other's.
    fn misread(&self, again: &SegmentedDocument) -> Option<Range<usize>> {
        let mut meant: Vec<(&str, usize)> = Vec::new();
        for (at, stretch) in self.stretches.iter().enumerate() {
            let (_, pieces) = self.pieces(stretch);
            let sentences = pieces.iter().flat_map(|piece| &piece.sentences);
            meant.extend(sentences.map(|sentence| (sentence.as_str(), at)));
        }
        let read: Vec<&str> = again.segments.iter().map(|s| s.text.as_str()).collect();
        let same = |(a, b): &(&(&str, usize), &&str)| a.0 == **b;
        let before = meant.iter().zip(&read).take_while(same).count();
        if before == meant.len() && before == read.len() {
            return None;
        }
        let least = meant.len().min(read.len()) - before;
        let backwards = meant.iter().rev().zip(read.iter().rev());
        let behind = backwards.take(least).take_while(same).count();
        let stretch_of = |sentence: usize| meant.get(sentence).map(|&(_, stretch)| stretch);
        let last = self.stretches.len().checked_sub(1)?;
        let mut from = stretch_of(before).unwrap_or(last);
        let mut to =
            stretch_of((meant.len() - behind).saturating_sub(1).max(before)).unwrap_or(last);
        // One sentence too many or too few may come of what stands before it.
        from = from.saturating_sub(1);
        to = (to + 1).min(last);
        for wanted in [
            |stretch: &Stretch| matches!(stretch, Stretch::Ours(_) | Stretch::Conflict(_)),
            |stretch: &Stretch| matches!(stretch, Stretch::Theirs(_) | Stretch::Conflict(_)),
        ] {
            if self.stretches[from..=to].iter().any(wanted) {
                continue;
            }
            let nearest = (0..=last)
                .filter(|&at| wanted(&self.stretches[at]))
                .min_by_key(|&at| if at < from { from - at } else { at - to })?;
            from = from.min(nearest);
            to = to.max(nearest);
        }
        Some(self.stretches[from].base().start..self.stretches[to].base().end)
    }
}

#[cfg(test)]
mod tests;
