//! A text of a project that has no English yet: its whole English file is written, and with it the bitext, in
//! which each sentence is linked to its translation, as nobody has to guess here.

use std::path::Path;

use crate::bitext::{Bead, BeadSpan, Bitext, Side};
use crate::document::codes::Coded;
use crate::error::Result;
use crate::files::make_folder_of;
use crate::files::pair_lock::PairLock;
use crate::files::pair_swap::{PairSwap, Put};
use crate::project::Project;
use crate::project::working::private_folder;
use crate::segment::{Earlier, SegmentedDocument};
use crate::text::{Language, spaces};

/// The English of a new text.
pub(super) struct NewText<'a> {
    /// The Chinese.
    pub(super) chinese: &'a SegmentedDocument,
    /// For each of its sentences what stands for it.
    pub(super) said: Vec<&'a Coded>,
    /// The whole English text.
    pub(super) english: Vec<u8>,
}

impl Project {
    /// Writes a new text, and its bitext if it is to have one. `old` is what stands in the English file, which has
    /// no words.
    ///
    /// # Errors
    /// Files that cannot be written.
    pub(super) fn write_new(
        &self,
        new: &NewText<'_>,
        target: &Path,
        bitext: Option<&Path>,
        old: Option<&[u8]>,
    ) -> Result<Put> {
        for path in [Some(target), bitext].into_iter().flatten() {
            make_folder_of(path)?;
        }
        let bytes = new.english.as_slice();
        let Some(path) = bitext else {
            let folder = self.config.folder.join(crate::files::FOLDER_NAME);
            let _lock = PairLock::take(&folder, target)?;
            if std::fs::read(target).ok().as_deref() != old {
                return Ok(Put::Changed);
            }
            crate::files::write_atomically(target, |out| out.write_all(bytes))?;
            return Ok(Put::Done);
        };
        let side = Side {
            language: self.languages().1.to_owned(),
            ..Side::default()
        };
        let english = self.cut_as(bytes, target, &side, Language::En, &new.sentences())?;
        let linked = self.linked_new(new, &english)?;
        let record = self.bitext_bytes(&linked, path)?;
        let folder = private_folder(path);
        let _lock = PairLock::take(&folder, target)?;
        let swap = PairSwap {
            text: target,
            bitext: path,
            folder: &folder,
        };
        swap.put(old, Some(bytes), None, Some(&record))
    }

    /// The bitext of a new text: by what was written for each sentence, and where the text is not read so, by the
    /// aligner.
    fn linked_new(&self, new: &NewText<'_>, english: &SegmentedDocument) -> Result<Bitext> {
        let languages = self.languages();
        if let Some(beads) = new.beads(english) {
            return Ok(Bitext::assemble(new.chinese, english, languages, beads));
        }
        crate::align::Aligner::new(new.chinese, english)
            .languages(languages.0, languages.1)
            .jobs(self.jobs)
            .run()
    }
}

impl NewText<'_> {
    /// The English sentences as the Chinese ones end.
    fn sentences(&self) -> Vec<Earlier<'_>> {
        let sentences = self.said.iter().zip(&self.chinese.segments);
        sentences
            .map(|(said, segment)| Earlier {
                text: &said.text,
                block: segment.block,
            })
            .filter(|one| !one.text.trim().is_empty())
            .collect()
    }

    /// A bead for each Chinese sentence with the English sentences that stand for it, paragraph by paragraph; none
    /// where the paragraphs are others.
    fn beads(&self, english: &SegmentedDocument) -> Option<Vec<Bead>> {
        let has_words = |at: &usize| !self.said[*at].text.trim().is_empty();
        let all: Vec<usize> = (0..self.said.len()).collect();
        let with_words: Vec<usize> = all.iter().copied().filter(has_words).collect();
        let of_chinese: Vec<&[usize]> = with_words
            .chunk_by(|&one, &next| self.block(one) == self.block(next))
            .collect();
        let of_english: Vec<usize> = english
            .segments
            .chunk_by(|one, next| one.block == next.block)
            .map(<[_]>::len)
            .collect();
        if of_chinese.len() != of_english.len() {
            return None;
        }
        let mut beads: Vec<Bead> = Vec::with_capacity(self.said.len());
        let (mut reached, mut at) = (0, 0);
        let mut link = |source: std::ops::Range<usize>, target: std::ops::Range<usize>| {
            beads.extend((reached..source.start).map(|alone| {
                let none = target.start..target.start;
                Bead::automatic(BeadSpan::new(alone..alone + 1, none), 1.0, None)
            }));
            reached = source.end;
            beads.push(Bead::automatic(BeadSpan::new(source, target), 1.0, None));
        };
        for (chinese, count) in of_chinese.into_iter().zip(of_english) {
            let target = at..at + count;
            at += count;
            match self.shares(chinese, english, target.clone()) {
                Some(ends) => {
                    let mut from = target.start;
                    for (&source, end) in chinese.iter().zip(ends) {
                        link(source..source + 1, from..end);
                        from = end;
                    }
                }
                None => link(chinese[0]..chinese[chinese.len() - 1] + 1, target),
            }
        }
        let end = english.segments.len();
        beads
            .extend((reached..self.said.len()).map(|alone| {
                Bead::automatic(BeadSpan::new(alone..alone + 1, end..end), 1.0, None)
            }));
        Some(beads)
    }

    fn block(&self, sentence: usize) -> usize {
        self.chinese.segments[sentence].block
    }

    /// Where the English of each of these sentences ends among those of a paragraph; none where other words stand
    /// there.
    fn shares(
        &self,
        chinese: &[usize],
        english: &SegmentedDocument,
        target: std::ops::Range<usize>,
    ) -> Option<Vec<usize>> {
        let tight = |text: &str| -> String { spaces::fold(text).replace(' ', "") };
        let mut at = target.start;
        let mut ends = Vec::with_capacity(chinese.len());
        for &sentence in chinese {
            let wanted = tight(&self.said[sentence].text);
            let mut found = String::new();
            while found.len() < wanted.len() && at < target.end {
                found.push_str(&tight(&english.segments[at].text));
                at += 1;
            }
            if found != wanted {
                return None;
            }
            ends.push(at);
        }
        (at == target.end).then_some(ends)
    }
}
