//! The pair that is worked on: a bitext file and the texts whose words it copies. Opening compares, and goes
//! on with the words of the files.

use std::path::{Path, PathBuf};

use super::anew::read_anew;
use super::hints::{HintFiles, OwnedHints};
use super::origin::{Origin, language_of};
use super::parallel::PairFiles;
use super::{Parallel, Project, Reading, TakeWords, TextPair};
use crate::align::Aligner;
use crate::bitext::follow::{Difference, Now};
use crate::bitext::format::jsonl;
use crate::bitext::unite::read_conflicting;
use crate::bitext::{Bitext, Pending, Side};
use crate::error::{Error, Place, Result};
use crate::files::pair_lock::PairLock;
use crate::files::pair_swap::{PairSwap, Recovered};
use crate::files::written_log::Log;
use crate::files::{self, FOLDER_NAME, name_in};
use crate::segment::{Earlier, SegmentedDocument};
use crate::text::Language;

/// The most places of a difference that an error names.
const MOST_SHOWN: usize = 5;

/// The private folder of a bitext: records of changes, the log of what was written, locks.
pub(super) fn private_folder(bitext: &Path) -> PathBuf {
    bitext.parent().unwrap_or(Path::new("")).join(FOLDER_NAME)
}

impl Project {
    /// Opens a bitext with its texts, without saying what differs; also one with conflicts.
    ///
    /// # Errors
    /// As [`Project::open_bitext`].
    pub fn open_working(&self, path: &Path) -> Result<Parallel> {
        let on_disk = files::read(path)?;
        let copy = jsonl::read(&on_disk, path)?;
        self.open_copy(path, on_disk, copy, None)
    }

    /// Opens two texts with an earlier bitext of theirs, `onto`, whose decisions they keep; further hints go
    /// into what is linked anew.
    ///
    /// # Errors
    /// As [`Project::open_bitext`], and those of the hints.
    pub fn align_onto(
        &self,
        pair: TextPair,
        onto: &Path,
        reading: Reading<'_>,
        files: HintFiles<'_>,
    ) -> Result<Parallel> {
        let on_disk = files::read(onto)?;
        let mut copy = match read_conflicting(&on_disk, onto)? {
            Some(united) => {
                self.note(format_args!(
                    "{}: git left a conflict; the words are those of the texts, the decisions those of both versions",
                    onto.display()
                ));
                united
            }
            None => jsonl::read(&on_disk, onto)?,
        };
        let english_first = language_of(&copy.source, Language::Zh) == Language::En;
        let format = if reading.lines {
            Some("lines")
        } else {
            reading.from
        };
        if let Some(format) = format {
            for side in [&mut copy.source, &mut copy.target] {
                let reading = side.reading.get_or_insert_default();
                format.clone_into(&mut reading.format);
            }
        }
        self.open_copy(onto, on_disk, copy, Some((pair, files, english_first)))
    }

    /// Opens a bitext that was read, with its texts.
    pub(super) fn open_copy(
        &self,
        path: &Path,
        on_disk: Vec<u8>,
        mut copy: Bitext,
        given: Option<(TextPair, HintFiles<'_>, bool)>,
    ) -> Result<Parallel> {
        let given_paths = given.as_ref().map(|(pair, _, english_first)| {
            let path = |text: &SegmentedDocument| text.document.source.path.clone();
            let (zh, en) = (path(&pair.chinese), path(&pair.english));
            if *english_first { (en, zh) } else { (zh, en) }
        });
        let origins = |copy: &Bitext| -> Result<(Origin, Origin)> {
            let is_unknown = copy.source.reading.is_none() && copy.target.reading.is_none();
            if is_unknown && copy.source.file == copy.target.file {
                // Both sides of an imported bitext name the one file that it came from: no text.
                return Ok((Origin::default(), Origin::default()));
            }
            let (zh, en) = (copy.source_in_file(), copy.target_in_file());
            let (first, second) = given_paths
                .as_ref()
                .map(|(one, two)| (one.as_path(), two.as_path()))
                .unzip();
            let chinese = || self.origin(&copy.source, path, Language::Zh, &zh, first);
            let english = || self.origin(&copy.target, path, Language::En, &en, second);
            if self.jobs == 1 {
                return Ok((chinese()?, english()?));
            }
            // Both texts of a book at once: they take most of the time.
            std::thread::scope(|scope| {
                let chinese = scope.spawn(chinese);
                let english = english();
                let chinese = chinese
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                Ok((chinese?, english?))
            })
        };
        let (mut chinese, mut english) = origins(&copy)?;
        if let Some(recovered) = self.recover(path, &english)? {
            if let Recovered::Copy(bytes) = &recovered {
                copy = jsonl::read(bytes, path)?;
            } else {
                let on_disk = files::read(path)?;
                let copy = jsonl::read(&on_disk, path)?;
                return self.open_copy(path, on_disk, copy, given);
            }
            (chinese, english) = origins(&copy)?;
        }
        let is_old = copy.source.reading.is_none() && copy.target.reading.is_none();
        for (side, origin) in [(&mut copy.source, &chinese), (&mut copy.target, &english)] {
            if let Some(path) = &origin.path {
                side.file = self.name_here(path);
            }
        }
        // Of texts that are the same, and only read otherwise, nothing is asked.
        let anew = (
            self.take_anew(&mut copy.source, &mut chinese, Language::Zh)?,
            self.take_anew(&mut copy.target, &mut english, Language::En)?,
        );
        let is_anew = match anew {
            (true, true) => true,
            (true, false) => same(&copy.target, &english, copy.is_written()),
            (false, true) => same(&copy.source, &chinese, true),
            (false, false) => false,
        };
        let is_old = is_old && !is_anew;
        let mut files = PairFiles {
            bitext: on_disk,
            english,
            chinese: chinese.path.clone(),
        };
        for (side, origin) in [
            (&mut copy.source, &chinese),
            (&mut copy.target, &files.english),
        ] {
            if side.reading.is_none() {
                side.reading = origin.text.as_ref().map(Bitext::reading_of);
            }
        }
        let is_written = copy.is_written() || files.english.text.is_none();
        if same(&copy.source, &chinese, true) && same(&copy.target, &files.english, is_written) {
            let texts = (chinese.text, files.english.text.take());
            return Ok(Parallel::working(
                copy,
                path,
                Difference {
                    is_anew,
                    ..Difference::default()
                },
                texts,
                files,
            ));
        }
        if is_old && self.take != Some(TakeWords::File) {
            self.settle_old(&mut copy, path, &chinese, &files.english)?;
        }
        let folder = private_folder(path);
        let name = files.english.path.as_deref();
        let log = name.map(|name| Log::read(&folder, &name_of(&folder, name)));
        let was_replaced = |words: &str, by: &str| {
            let log = log.as_ref();
            log.is_some_and(|log| log.has_replaced(words, by))
        };
        let (zh, en) = (chinese.sentences(), files.english.sentences());
        let (old_zh, old_en) = (copy.source_in_file(), copy.target_in_file());
        let zh = zh.unwrap_or_else(|| old_zh.iter().map(|one| one.text).collect());
        let en = en.unwrap_or_else(|| old_en.iter().map(|one| one.text).collect());
        let followed = copy.follow(&Now {
            source: &zh,
            target: &en,
            was_replaced: &was_replaced,
        });
        let languages = (copy.source.language.as_str(), copy.target.language.as_str());
        let owned = match &given {
            Some((pair, hint_files, english_first)) if !english_first => {
                let mut owned = OwnedHints::read(self, *hint_files, pair)?;
                owned.keep(followed.carried.clone(), hint_files.anchors)?;
                owned
            }
            _ => {
                let mut owned = OwnedHints::default();
                owned.keep(followed.carried.clone(), None)?;
                owned
            }
        };
        let terms = self.terms_for_links();
        let hints = owned.given(terms.as_deref());
        let aligner = match (&chinese.text, &files.english.text) {
            (Some(chinese), Some(english)) => Aligner::new(chinese, english),
            _ => Aligner::of_sentences(&zh, &en),
        };
        let mut bitext = aligner
            .languages(languages.0, languages.1)
            .hints(hints)
            .jobs(self.jobs)
            .run()?;
        if chinese.text.is_none() || files.english.text.is_none() {
            keep_places(&mut bitext.source, &copy.source, chinese.text.as_ref());
            keep_places(
                &mut bitext.target,
                &copy.target,
                files.english.text.as_ref(),
            );
        }
        for (now, before) in [
            (&mut bitext.source, &copy.source),
            (&mut bitext.target, &copy.target),
        ] {
            now.file.clone_from(&before.file);
            if now.reading.is_none() {
                now.reading.clone_from(&before.reading);
            }
            if let (Some(now), Some(before)) = (&mut now.reading, &before.reading) {
                now.cut.clone_from(&before.cut);
            }
        }
        let mut difference = followed.complete(&mut bitext, &copy);
        if is_anew {
            difference = Difference {
                is_anew: true,
                lost: difference.lost,
                ..Difference::default()
            };
        }
        let texts = (chinese.text, files.english.text.take());
        Ok(Parallel::working(bitext, path, difference, texts, files))
    }

    /// Where a side was read by another reader, or with other settings, and its file is the same: takes the
    /// words that are read now. Says whether that was so.
    fn take_anew(&self, side: &mut Side, origin: &mut Origin, usual: Language) -> Result<bool> {
        let (Some(text), Some(bytes), Some(path)) = (&origin.text, &origin.bytes, &origin.path)
        else {
            return Ok(false);
        };
        let now = Bitext::reading_of(text);
        let before = side.reading.as_ref();
        let is_other = before
            .is_none_or(|before| before.reader != now.reader || before.settings != now.settings);
        if !is_other || same(side, origin, true) || !read_anew(side, text, before.is_some()) {
            return Ok(false);
        }
        side.reading = Some(now);
        let earlier: Vec<Earlier<'_>> = side
            .sentences
            .iter()
            .map(|one| Earlier {
                text: &one.text,
                block: one.block,
            })
            .collect();
        let language = language_of(side, usual);
        origin.text = Some(self.cut_as(bytes, path, side, language, &earlier)?);
        Ok(true)
    }

    /// Finishes or takes back a change of both files that was interrupted.
    fn recover(&self, path: &Path, english: &Origin) -> Result<Option<Recovered>> {
        let Some(text) = &english.path else {
            return Ok(None);
        };
        let folder = private_folder(path);
        let swap = PairSwap {
            text,
            bitext: path,
            folder: &folder,
        };
        if !swap.has_record() {
            return Ok(None);
        }
        let _lock = PairLock::take(&folder, text)?;
        Ok(match swap.recover()? {
            Recovered::Nothing => None,
            Recovered::SetAside(aside) => {
                self.warn(format_args!(
                    "the record of an interrupted change cannot be read: it is in {}",
                    aside.display()
                ));
                None
            }
            recovered => {
                if recovered == Recovered::Finished {
                    self.note(format_args!(
                        "{}: a change that was interrupted is finished",
                        path.display()
                    ));
                }
                Some(recovered)
            }
        })
    }

    /// A bitext of version 1 does not say which words are newer: a person chooses.
    fn settle_old(
        &self,
        copy: &mut Bitext,
        path: &Path,
        chinese: &Origin,
        english: &Origin,
    ) -> Result<()> {
        let mut different = Vec::new();
        for (side, origin) in [(&copy.source, chinese), (&copy.target, english)] {
            let Some(text) = &origin.text else { continue };
            let there: std::collections::HashSet<&str> =
                text.segments.iter().map(|one| one.text.as_str()).collect();
            let others = side.sentences.iter();
            different.extend(
                others
                    .filter(|one| !there.contains(one.text.as_str()))
                    .map(|one| match one.at {
                        Some((line, column)) => {
                            format!("{}:{line}:{column}: {}", side.file, one.text)
                        }
                        None => format!("{}: {}", side.file, one.text),
                    }),
            );
        }
        if self.take == Some(TakeWords::Bitext) {
            if let Some(text) = &english.text {
                wait_for_text(copy, text);
            }
            return Ok(());
        }
        if self.take == Some(TakeWords::Ask) {
            if let Some(text) = &english.text {
                wait_for_text(copy, text);
            }
            for bead in &mut copy.beads {
                if let Some(pending) = bead.state.as_mut().and_then(|one| one.pending.as_mut()) {
                    pending.file = Some(pending.base.clone());
                }
            }
            return Ok(());
        }
        let number = different.len();
        different.truncate(MOST_SHOWN);
        Err(Error::input(
            Place::file(path),
            format!(
                "it was made by an older duizhao, and {number} of its sentences are not in its texts; nobody can tell which are newer:\n  {}",
                different.join("\n  ")
            ),
            "duizhao align ZH EN -o BITEXT --take file goes on with the words of the texts, --take bitext with those of the bitext",
        ))
    }

    /// Says in a line what the files say otherwise than the bitext.
    ///
    /// # Errors
    /// With `locked`, any difference and any waiting words.
    pub fn tell_difference(&self, parallel: &Parallel) -> Result<()> {
        let (Some(_), Some(path)) = (&parallel.files, &parallel.path) else {
            return Ok(());
        };
        let mut said = Vec::new();
        if parallel.difference.is_anew {
            self.note(format_args!(
                "{}: its texts are read anew by this version: duizhao align, once, writes it down",
                path.display()
            ));
        }
        let many = |number: usize, one: &str, more: &str| match number {
            1 => format!("1 {one}"),
            number => format!("{number} {more}"),
        };
        let difference = &parallel.difference;
        let mut changed = Vec::new();
        for (number, side) in [
            (difference.source, &parallel.bitext.source),
            (difference.target, &parallel.bitext.target),
        ] {
            if number > 0 {
                changed.push(format!(
                    "{}: {} changed",
                    side.file,
                    many(number, "sentence", "sentences")
                ));
            }
        }
        if !changed.is_empty() {
            let mut line = format!("{} since {}", changed.join(", "), path.display());
            if difference.relinked > 0 {
                let links = many(difference.relinked, "link", "links");
                line = format!("{line}; {links} made anew");
            }
            if difference.lost > 0 {
                let lost = many(difference.lost, "decision", "decisions");
                line = format!("{line}; {lost} lost");
            }
            said.push(format!(
                "{line} (duizhao align writes it down, duizhao status shows it)"
            ));
        }
        let missing = parallel.missing();
        for (is_missing, side) in [
            (missing.0, &parallel.bitext.source),
            (missing.1, &parallel.bitext.target),
        ] {
            if is_missing {
                said.push(format!(
                    "{} is not there: this is the copy in {}",
                    side.file,
                    path.display()
                ));
            }
        }
        let (waiting, conflicts) = parallel.waiting();
        if waiting > 0 {
            let mut line = format!(
                "{} to be written into {}",
                many(waiting, "link waits", "links wait"),
                parallel.bitext.target.file
            );
            if conflicts > 0 {
                line = format!("{line}, {conflicts} of them in conflict with it");
            }
            said.push(format!("{line} (duizhao status shows them)"));
        }
        if self.locked && !said.is_empty() {
            return Err(Error::input(
                Place::file(path),
                said.join("; "),
                "run duizhao align (without --locked), look at what changed, and commit text and bitext together",
            ));
        }
        for line in said {
            self.note(line);
        }
        Ok(())
    }

    /// Refuses to go on where both the text and a person changed a sentence.
    ///
    /// # Errors
    /// [`Error::Input`] with the place of the first conflict.
    pub fn refuse_conflicts(&self, parallel: &Parallel) -> Result<()> {
        let bitext = &parallel.bitext;
        let Some(bead) = bitext.beads.iter().find(|bead| bead.is_conflict()) else {
            return Ok(());
        };
        let at = bitext.target.sentences.get(bead.target.start);
        let place = match at.and_then(|sentence| sentence.at) {
            Some((line, column)) => Place::at(Path::new(&bitext.target.file), line, column),
            None => Place::file(Path::new(&bitext.target.file)),
        };
        let pending = bead.pending().cloned().unwrap_or_default();
        let words = bitext.target_text(bead);
        Err(Error::input(
            place,
            format!(
                "the text and an edit changed the same sentence: the text says \"{}\", the edit \"{words}\"",
                pending.in_file().join(" ")
            ),
            format!(
                "choose in duizhao review, or by duizhao edit with {{\"do\":\"resolve\",\"bead\":\"{}\",\"take\":\"edit\"}} (or \"file\")",
                bead.id.0
            ),
        ))
    }
}

/// Whether the file of a side says what the side says. `is_written` is whether nothing waits.
fn same(side: &Side, origin: &Origin, is_written: bool) -> bool {
    match origin.sentences() {
        Some(sentences) => is_written && side.says(sentences.into_iter()),
        None => true,
    }
}

/// The name of a text in the log of what was written.
pub(super) fn name_of(folder: &Path, text: &Path) -> String {
    name_in(folder, text)
}

/// The places that the sentences of a side had, where its file is not at hand.
fn keep_places(now: &mut Side, before: &Side, text: Option<&SegmentedDocument>) {
    if let Some(text) = text {
        let whole = Bitext::without_source(text, &now.language).target;
        now.sentences = whole.sentences;
        now.reading = whole.reading;
        return;
    }
    let mut known = before.sentences.iter();
    for sentence in &mut now.sentences {
        if let Some(old) = known.find(|old| old.text == sentence.text) {
            *sentence = old.clone();
        }
    }
}

/// The words of the bitext become words that wait to be written, where the text has others.
fn wait_for_text(copy: &mut Bitext, text: &SegmentedDocument) {
    let now: Vec<&str> = text.segments.iter().map(|one| one.text.as_str()).collect();
    let earlier = copy.target.texts();
    let became = crate::bitext::follow(&earlier, &now);
    for at in 0..copy.beads.len() {
        let mut base = Vec::new();
        let mut is_other = false;
        for sentence in copy.beads[at].target.clone() {
            match &became[sentence] {
                crate::bitext::Became::Same(now_at) => base.push(now[*now_at].to_owned()),
                crate::bitext::Became::Reworded(range) => {
                    is_other = true;
                    base.extend(now[range.clone()].iter().map(|text| (*text).to_owned()));
                }
                crate::bitext::Became::Gone => is_other = true,
            }
        }
        if is_other {
            copy.beads[at].state_mut().pending = Some(Pending {
                base,
                ..Pending::default()
            });
        }
    }
}
