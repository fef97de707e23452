//! Aligning texts, each into its bitext: several at once, resumable.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{PairRecord, Record, fingerprint};
use crate::bitext::format::BitextFormat;
use crate::bitext::{Bitext, Status};
use crate::error::{Error, Result};
use crate::files::{make_folder, make_folder_of};
use crate::project::hints::OwnedHints;
use crate::project::{HintFiles, Project, ProjectText, Reading};
use crate::text::digest;

/// Texts to align, each into its bitext.
#[derive(Clone, Copy)]
pub struct AlignTexts<'a> {
    /// The texts; each names its bitext.
    pub texts: &'a [ProjectText],
    /// The record of what is done; its folder is made, and locked while the texts are aligned.
    pub record: &'a Path,
    /// The format of the bitexts, one that is one file.
    pub format: &'a BitextFormat,
    /// The way to read the texts.
    pub reading: Reading<'a>,
    /// What of bitexts that are there already is kept.
    pub earlier: Earlier,
}

/// What of a bitext that is there already is kept when its text is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Its decisions, and every link away from what has changed since.
    Links,
    /// The same, where a person has decided something in it. Else it is made anew: the result does not depend
    /// on where an earlier run was broken off.
    Decisions,
    /// Nothing.
    Nothing,
}

/// The outcome of a text, and whether it was known already.
pub type Outcome = (PairRecord, bool);

/// The parts that all texts of a run share.
struct Run<'a> {
    wishes: AlignTexts<'a>,
    /// The settings that influence the results.
    settings: String,
    record: Mutex<Record>,
}

impl Project {
    /// Aligns every text into its bitext, and gives the outcomes in their order. A text whose files, settings and
    /// result are as they were is left as it is; a text that fails says so in its outcome, and the others go on.
    ///
    /// # Errors
    /// A folder that cannot be written or that another run writes to.
    pub fn align_texts(&self, wishes: AlignTexts<'_>) -> Result<Vec<Outcome>> {
        let format = wishes.format;
        if format.is_several() {
            return Err(Error::usage(
                format!("{} cannot be written as one file a pair", format.name),
                "align to jsonl, and `duizhao convert` the results",
            ));
        }
        if self.config.align.encoder.is_some() {
            self.warn(
                "many texts are aligned without a server: the encoder of the settings is not used",
            );
        }
        let folder = wishes.record.parent().unwrap_or(Path::new(""));
        make_folder(folder)?;
        let _lock = lock(folder)?;
        let (source_language, target_language) = self.languages();
        let mut project = self.clone();
        project.config.align.encoder = None;
        let run = Run {
            settings: format!(
                "{} {} {} {:?} {:?} {source_language} {target_language} {}",
                env!("CARGO_PKG_VERSION"),
                format.id,
                wishes.reading.lines,
                wishes.reading.from,
                self.config.segment,
                digest::hex(&self.glossary_digest()),
            ),
            wishes,
            record: Mutex::new(Record::open(
                wishes.record,
                wishes.earlier == Earlier::Nothing,
            )?),
        };
        let mut outcomes = Vec::with_capacity(wishes.texts.len());
        project.each_text(
            wishes.texts,
            |project, text| run.one(project, text),
            |text, outcome| {
                // An error here is the record's or the disk's, and stops all texts.
                let outcome = outcome?;
                self.tell_aligned(text, &outcome, (outcomes.len() + 1, wishes.texts.len()));
                outcomes.push(outcome);
                Ok(())
            },
        )?;
        if wishes.earlier == Earlier::Links && format.id == "jsonl" {
            run.hand_over(&project, &mut outcomes)?;
        }
        let record = run
            .record
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        record.settle(outcomes.iter().map(|(done, _)| done.output.as_str()))?;
        Ok(outcomes)
    }

    fn tell_aligned(
        &self,
        text: &ProjectText,
        (done, known): &Outcome,
        (number, of): (usize, usize),
    ) {
        let head = format!("{number}/{of} {}", text.name);
        match &done.error {
            Some(error) => self.warn(format_args!("{head}: {error}")),
            None if *known => {
                self.note(format_args!(
                    "{head}: nothing has changed, it is left as it is"
                ));
            }
            None => self.note(format_args!(
                "{head}: {} Chinese and {} English sentences, {} links",
                done.zh, done.en, done.linked
            )),
        }
    }
}

/// The lock of a folder, for one process at a time. Where a folder cannot be locked, that is left to the user.
fn lock(folder: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(folder) else {
        return Ok(None);
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::usage(
            format!("{}: texts are being aligned here already", folder.display()),
            "wait for it, or write to another folder",
        )),
        _ => Ok(Some(file)),
    }
}

impl Run<'_> {
    fn one(&self, project: &Project, text: &ProjectText) -> Result<Outcome> {
        let path = text.bitext.as_deref().unwrap_or(Path::new(""));
        let folder = self.wishes.record.parent().unwrap_or(Path::new(""));
        let output = path.strip_prefix(folder).unwrap_or(path);
        let mut done = PairRecord {
            source: text.source.display().to_string(),
            target: text.target.display().to_string(),
            output: output.display().to_string(),
            ..PairRecord::default()
        };
        let inputs = project.must_be_there(text).and_then(|()| self.inputs(text));
        match inputs {
            Ok(inputs) => done.inputs = inputs,
            Err(error) => return self.record(failed(done, &error)),
        }
        let known = self.locked(|record| record.of(&done.output).cloned());
        if let Some(known) = known
            && known.error.is_none()
            && known.inputs == done.inputs
            && made(path).is_ok_and(|made| made == known.made)
        {
            return Ok((known, true));
        }
        match self.align(project, text, path, &mut done) {
            Ok(()) => self.record(done),
            Err(error) => self.record(failed(done, &error)),
        }
    }

    /// Gives decisions on passages that moved to the texts that have them now; only texts that were aligned in this
    /// run can have got or lost any.
    fn hand_over(&self, project: &Project, outcomes: &mut [Outcome]) -> Result<()> {
        let texts = self.wishes.texts.iter().enumerate();
        let (numbers, paths): (Vec<usize>, Vec<&Path>) = texts
            .filter(|(at, _)| !outcomes[*at].1 && outcomes[*at].0.error.is_none())
            .filter_map(|(at, text)| Some((at, text.bitext.as_deref()?)))
            .unzip();
        for written in project.hand_over_decisions(&paths)? {
            let (done, _) = &mut outcomes[numbers[written]];
            done.made = made(paths[written])?;
            self.locked(|record| record.add(done.clone()))?;
        }
        Ok(())
    }

    fn record(&self, done: PairRecord) -> Result<Outcome> {
        self.locked(|record| record.add(done.clone()))?;
        Ok((done, false))
    }

    fn locked<T>(&self, with: impl FnOnce(&mut Record) -> T) -> T {
        with(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn inputs(&self, text: &ProjectText) -> Result<String> {
        let (source, target) = (read(&text.source)?, read(&text.target)?);
        let names = [&text.source, &text.target].map(|path| path.display().to_string());
        Ok(fingerprint(&[
            self.settings.as_bytes(),
            names[0].as_bytes(),
            &source,
            names[1].as_bytes(),
            &target,
        ]))
    }

    fn align(
        &self,
        project: &Project,
        text: &ProjectText,
        path: &Path,
        done: &mut PairRecord,
    ) -> Result<()> {
        let AlignTexts {
            reading, format, ..
        } = self.wishes;
        let pair = project.read_pair(&text.source, &text.target, reading)?;
        let swapped = pair.swapped;
        let bitext = if self.keeps(path)? {
            let parallel = project.align_onto(pair, path, reading, HintFiles::default())?;
            project.tell_difference(&parallel)?;
            project.save_to(&parallel, path)?.bitext
        } else {
            let mut bitext = project.link(&pair, &OwnedHints::default())?;
            if self.wishes.earlier != Earlier::Decisions && project.has_texts() {
                let [zh, en] = pair.files();
                project.take_was_from_history(&mut bitext, (&zh, &en))?;
            }
            let mut bitext = pair.as_given(bitext);
            if format.id == "jsonl" {
                project.named_beside(&mut bitext, path);
            }
            make_folder_of(path)?;
            format.write_file(&bitext, path)?;
            bitext
        };
        done.made = made(path)?;
        count(&bitext, swapped, done);
        Ok(())
    }

    /// Whether the result is there already, and the new one starts from it.
    fn keeps(&self, path: &Path) -> Result<bool> {
        if self.wishes.format.id != "jsonl" || !path.is_file() {
            return Ok(false);
        }
        Ok(match self.wishes.earlier {
            Earlier::Nothing => false,
            Earlier::Links => true,
            Earlier::Decisions => {
                let earlier = self.wishes.format.read_file(path)?.bitext;
                let mut beads = earlier.beads.iter();
                beads.any(|bead| bead.status != Status::Auto || bead.note.is_some())
            }
        })
    }
}

fn failed(done: PairRecord, error: &Error) -> PairRecord {
    PairRecord {
        error: Some(error.to_string()),
        ..done
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| Error::Read {
        path: PathBuf::from(path),
        source,
    })
}

fn made(path: &Path) -> Result<String> {
    Ok(fingerprint(&[&read(path)?]))
}

fn count(bitext: &Bitext, swapped: bool, done: &mut PairRecord) {
    let sides = [bitext.source.sentences.len(), bitext.target.sentences.len()];
    let (mut linked, mut sum, mut alone) = (0_usize, 0.0, [0_usize; 2]);
    for bead in &bitext.beads {
        if bead.is_linked() {
            linked += 1;
            sum += f64::from(bead.confidence);
        } else {
            alone[0] += bead.source.len();
            alone[1] += bead.target.len();
        }
    }
    let (zh, en) = if swapped { (1, 0) } else { (0, 1) };
    (done.zh, done.en) = (sides[zh], sides[en]);
    (done.omissions, done.additions) = (alone[zh], alone[en]);
    (done.beads, done.linked) = (bitext.beads.len(), linked);
    done.confidence = (linked > 0).then(|| (sum / linked as f64 * 1e4).round() / 1e4);
}
