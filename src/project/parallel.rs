//! A pair that is open: the bitext, and the two documents it was made of as far as they are at hand.

use std::path::{Path, PathBuf};

use super::Saved;
use super::file_name::name_from;
use super::origin::Origin;
use crate::bitext::follow::Difference;
use crate::bitext::{Bitext, Side, SideName, original, restore};
use crate::check::account::as_read;
use crate::document::ReadOptions;
use crate::edition::{Edition, EditionOptions};
use crate::segment::{SegmentOptions, SegmentedDocument};
use crate::text::Language;

/// A bitext with its texts. Where a text says what its side of the bitext says, sentence `i` of the side is
/// segment `i` of the text; that is looked at once, when the pair is opened.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// The links, and a copy of the words.
    pub bitext: Bitext,
    /// The file of the bitext; none where it was made just now.
    pub path: Option<PathBuf>,
    /// What the files say otherwise than the bitext file did; the bitext here has the words of the files.
    pub difference: Difference,
    /// Of how many links nobody can tell whether their English is stale, because the pair has no bitext and the
    /// history of a shallow clone ends too early.
    pub stale_unknown: usize,
    chinese: Original,
    english: Original,
    pub(super) files: Option<PairFiles>,
}

/// The files of a pair that is worked on, as they were read.
#[derive(Clone, Debug, Default)]
pub(super) struct PairFiles {
    /// The bytes of the bitext; none where its file is not there yet.
    pub(super) bitext: Vec<u8>,
    /// Where the English is, and its bytes.
    pub(super) english: Origin,
    /// Where the Chinese is.
    pub(super) chinese: Option<PathBuf>,
}

impl PairFiles {
    /// What the file of the bitext holds, where it is there.
    pub(super) fn bitext_on_disk(&self) -> Option<&[u8]> {
        (!self.bitext.is_empty()).then_some(&self.bitext)
    }
}

/// The text of a side as its file has it now.
#[derive(Clone, Debug, Default)]
struct Original {
    text: Option<SegmentedDocument>,
    /// Whether its segments are the sentences of the side.
    is_same: bool,
}

impl Original {
    fn of(side: &Side, text: Option<SegmentedDocument>) -> Original {
        let is_same = text.as_ref().is_some_and(|text| {
            let segments = text.segments.iter().map(|segment| &segment.text);
            segments.eq(side.sentences.iter().map(|sentence| &sentence.text))
        });
        Original { text, is_same }
    }

    fn same(&self) -> Option<&SegmentedDocument> {
        self.text.as_ref().filter(|_| self.is_same)
    }
}

impl Parallel {
    /// Of texts and of the bitext that was made of them.
    #[must_use]
    pub fn new(chinese: SegmentedDocument, english: SegmentedDocument, bitext: Bitext) -> Parallel {
        Parallel {
            chinese: Original::of(&bitext.source, Some(chinese)),
            english: Original::of(&bitext.target, Some(english)),
            bitext,
            path: None,
            difference: Difference::default(),
            stale_unknown: 0,
            files: None,
        }
    }

    /// Of a bitext that is worked on, with what its files say.
    pub(super) fn working(
        bitext: Bitext,
        path: &Path,
        difference: Difference,
        (chinese, english): (Option<SegmentedDocument>, Option<SegmentedDocument>),
        files: PairFiles,
    ) -> Parallel {
        Parallel {
            chinese: Original::of(&bitext.source, chinese),
            english: Original::of(&bitext.target, english),
            bitext,
            path: Some(path.to_owned()),
            difference,
            stale_unknown: 0,
            files: Some(files),
        }
    }

    /// Two texts that were aligned just now become a pair that is worked on; `bitext` is where its bitext shall
    /// be, if it is to have one. `english` is the bytes of the English file.
    #[cfg(feature = "net")]
    pub(super) fn is_worked_on(
        &mut self,
        bitext: Option<&Path>,
        chinese: &Path,
        target: &Path,
        english: Vec<u8>,
    ) {
        self.path = bitext.map(Path::to_owned);
        self.files = Some(PairFiles {
            bitext: Vec::new(),
            english: Origin {
                path: Some(target.to_owned()),
                bytes: Some(english),
                text: None,
            },
            chinese: Some(chinese.to_owned()),
        });
    }

    /// The same files with another bitext.
    pub fn with_bitext(&self, bitext: Bitext) -> Parallel {
        Parallel {
            chinese: Original::of(&bitext.source, self.chinese.text.clone()),
            english: Original::of(&bitext.target, self.english.text.clone()),
            bitext,
            path: self.path.clone(),
            difference: self.difference,
            stale_unknown: self.stale_unknown,
            files: self.files.clone(),
        }
    }

    /// Goes on with what was written.
    pub fn take_saved(&mut self, saved: Saved) {
        self.difference = Difference::default();
        let files = self.files.get_or_insert_with(PairFiles::default);
        files.bitext = saved.bitext_bytes;
        if let Some((text, bytes)) = saved.english {
            files.english.bytes = Some(bytes);
            self.english.text = Some(text);
        }
        self.chinese = Original::of(&saved.bitext.source, self.chinese.text.take());
        self.english = Original::of(&saved.bitext.target, self.english.text.take());
        self.bitext = saved.bitext;
    }

    /// The bytes of the bitext as they were read or written last.
    pub fn bitext_bytes(&self) -> &[u8] {
        self.files.as_ref().map_or(&[], |files| &files.bitext)
    }

    /// The file of the English, where it is there, and its bytes as they were read or written last.
    pub fn english_bytes(&self) -> Option<(&Path, &[u8])> {
        let english = &self.files.as_ref()?.english;
        Some((english.path.as_deref()?, english.bytes.as_deref()?))
    }

    /// The English text as its file has it, whether or not it is what the bitext says.
    pub(crate) fn english_file(&self) -> Option<&SegmentedDocument> {
        self.english.text.as_ref()
    }

    /// The Chinese text as its file has it.
    pub(crate) fn chinese_file(&self) -> Option<&SegmentedDocument> {
        self.chinese.text.as_ref()
    }

    /// Whether the Chinese and the English file are named and not there.
    #[must_use]
    pub fn missing(&self) -> (bool, bool) {
        let Some(files) = &self.files else {
            return (false, false);
        };
        let english = files.english.path.is_some() && self.english.text.is_none();
        (
            files.chinese.is_some() && self.chinese.text.is_none(),
            english,
        )
    }

    /// How many beads wait to be written into the text, and how many of them are in conflict with it.
    #[must_use]
    pub fn waiting(&self) -> (usize, usize) {
        let waiting = || self.bitext.waiting();
        let conflicts = waiting().filter(|bead| bead.is_conflict());
        (waiting().count(), conflicts.count())
    }

    /// Of a bitext that is read alone, with the texts that it names where they can be read.
    #[must_use]
    pub fn of_bitext(
        bitext: Bitext,
        path: &Path,
        options: (&ReadOptions, &SegmentOptions),
    ) -> Parallel {
        let text =
            |side: &Side, language| Original::of(side, original(side, path, language, options));
        Parallel {
            chinese: text(&bitext.source, Language::Zh),
            english: text(&bitext.target, Language::En),
            bitext,
            path: Some(path.to_owned()),
            difference: Difference::default(),
            stale_unknown: 0,
            files: None,
        }
    }

    /// The Chinese text, where its file says what the bitext says.
    #[must_use]
    pub fn chinese(&self) -> Option<&SegmentedDocument> {
        self.chinese.same()
    }

    /// The English text, where its file says what the bitext says.
    #[must_use]
    pub fn english(&self) -> Option<&SegmentedDocument> {
        self.english.same()
    }

    /// Both texts with the words of the bitext: the files' own where they agree, else rebuilt, with as much of
    /// the files' structure as still fits.
    #[must_use]
    pub fn texts(&self) -> (SegmentedDocument, SegmentedDocument) {
        let text =
            |side, language, original: &Original| restore(side, language, original.text.as_ref());
        (
            text(&self.bitext.source, Language::Zh, &self.chinese),
            text(&self.bitext.target, Language::En, &self.english),
        )
    }

    /// Makes the edition of the links as they are read ([`as_read`]) and hands it to `with`; the languages are those
    /// of the bitext.
    pub fn with_edition<T>(
        &self,
        options: EditionOptions,
        with: impl FnOnce(&Edition<'_>) -> T,
    ) -> T {
        let (chinese, english) = self.texts();
        let options = EditionOptions {
            source_language: self.bitext.source.language.clone(),
            target_language: self.bitext.target.language.clone(),
            ..options
        };
        with(&Edition::new(
            &chinese,
            &english,
            &as_read(&self.bitext),
            options,
        ))
    }

    /// Hands itself to `with`, its files named as they are called in the folder `here`, in which the reader
    /// of a report works. The bitext keeps its own names.
    pub(super) fn named_from<T>(
        &mut self,
        here: Option<&Path>,
        with: impl FnOnce(&Parallel) -> T,
    ) -> T {
        let Some(here) = here else {
            return with(self);
        };
        let own = [SideName::Source, SideName::Target].map(|side| {
            let file = &mut self.side_mut(side).file;
            let named = name_from(file, here);
            std::mem::replace(file, named)
        });
        let result = with(self);
        let [source, target] = own;
        self.bitext.source.file = source;
        self.bitext.target.file = target;
        result
    }

    fn side_mut(&mut self, side: SideName) -> &mut Side {
        match side {
            SideName::Source => &mut self.bitext.source,
            SideName::Target => &mut self.bitext.target,
        }
    }
}
