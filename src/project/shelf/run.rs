//! Aligning a shelf: every pair of a list into a folder, several at once, resumable.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::{ListedPair, PairRecord, Record, fingerprint, read_list};
use crate::bitext::format::BitextFormat;
use crate::bitext::{Bitext, Status};
use crate::error::{Error, Result};
use crate::project::hints::OwnedHints;
use crate::project::{HintFiles, Project, Reading};

/// The name of the record in the folder.
const RECORD: &str = "batch.jsonl";

/// A shelf to align.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The table of pairs.
    pub list: &'a Path,
    /// The folder of the results.
    pub folder: &'a Path,
    /// The format of the results, one that is one file.
    pub format: &'a BitextFormat,
    /// The way to read the texts.
    pub reading: Reading<'a>,
    /// Everything is done anew.
    pub fresh: bool,
}

/// The outcome of an entry of the list, and whether it was known already.
pub type Outcome = (PairRecord, bool);

/// The parts that all pairs of a run share.
struct Run<'a> {
    /// Each pair has one thread.
    project: Project,
    shelf: Shelf<'a>,
    /// The extension of the results.
    ends: &'a str,
    /// The settings that influence the results.
    settings: String,
    record: Mutex<Record>,
}

impl Project {
    /// Aligns every pair of a shelf. A pair whose texts, settings and result are as they were is left as it
    /// is; a pair that fails says so in its outcome, and the others go on.
    ///
    /// # Errors
    /// A list that cannot be read, a folder that cannot be written or that another run writes to.
    pub fn align_shelf(&self, shelf: Shelf<'_>) -> Result<Vec<(ListedPair, Outcome)>> {
        let format = shelf.format;
        if format.is_several() {
            return Err(Error::usage(
                format!("{} cannot be written as one file a pair", format.name),
                "align to jsonl, and `duizhao convert` the results",
            ));
        }
        if self.config.align.encoder.is_some() {
            self.warn("a batch asks no server: the encoder of the settings is not used");
        }
        let ends = format.extensions.first().copied().unwrap_or(format.id);
        let entries = read_list(shelf.list, ends)?;
        let folder = shelf.folder;
        fs::create_dir_all(folder).map_err(|source| Error::Write {
            path: folder.to_owned(),
            source,
        })?;
        let _lock = lock(folder)?;
        let (source_language, target_language) = self.languages();
        let mut alone = self.clone();
        alone.jobs = 1;
        alone.config.align.encoder = None;
        let run = Run {
            settings: format!(
                "{} {} {} {:?} {:?} {source_language} {target_language}",
                env!("CARGO_PKG_VERSION"),
                format.id,
                shelf.reading.lines,
                shelf.reading.from,
                self.config.segment,
            ),
            project: alone,
            shelf,
            ends,
            record: Mutex::new(Record::open(&folder.join(RECORD), shelf.fresh)?),
        };
        let outcomes = run.all(&entries, self.jobs)?;
        let record = run
            .record
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        record.settle(outcomes.iter().map(|(done, _)| done.output.as_str()))?;
        Ok(entries.into_iter().zip(outcomes).collect())
    }
}

/// The lock of a folder, for one process at a time. Where a folder cannot be locked, that is left to the user.
fn lock(folder: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(folder) else {
        return Ok(None);
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::usage(
            format!("{}: another batch is writing here", folder.display()),
            "wait for it, or name another folder",
        )),
        _ => Ok(Some(file)),
    }
}

impl Run<'_> {
    /// Every pair, several at once, in the order of the list.
    fn all(&self, entries: &[ListedPair], jobs: usize) -> Result<Vec<Outcome>> {
        let next = AtomicUsize::new(0);
        let ended = AtomicUsize::new(0);
        let work = || -> Result<Vec<(usize, Outcome)>> {
            let mut outcomes = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(entry) = entries.get(at) else {
                    return Ok(outcomes);
                };
                // An error here is the record's or the disk's, and stops all pairs.
                let outcome = self.one(entry).inspect_err(|_| {
                    next.store(entries.len(), Ordering::Relaxed);
                })?;
                let number = ended.fetch_add(1, Ordering::Relaxed) + 1;
                self.tell(entry, &outcome, number, entries.len());
                outcomes.push((at, outcome));
            }
        };
        let threads: Vec<Result<Vec<(usize, Outcome)>>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs.clamp(1, entries.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let ends = threads.into_iter().map(thread::ScopedJoinHandle::join);
            ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        let mut outcomes = Vec::with_capacity(entries.len());
        for thread in threads {
            outcomes.extend(thread?);
        }
        outcomes.sort_by_key(|&(at, _)| at);
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }

    fn one(&self, entry: &ListedPair) -> Result<Outcome> {
        let output = format!("{}.{}", entry.name, self.ends);
        let path = self.shelf.folder.join(&output);
        let mut done = PairRecord {
            source: entry.source.display().to_string(),
            target: entry.target.display().to_string(),
            output,
            ..PairRecord::default()
        };
        match self.inputs(entry) {
            Ok(inputs) => done.inputs = inputs,
            Err(error) => return self.record(failed(done, &error)),
        }
        let known = self.locked(|record| record.of(&done.output).cloned());
        if let Some(known) = known
            && known.error.is_none()
            && known.inputs == done.inputs
            && made(&path).is_ok_and(|made| made == known.made)
        {
            return Ok((known, true));
        }
        match self.align(entry, &path, &mut done) {
            Ok(()) => self.record(done),
            Err(error) => self.record(failed(done, &error)),
        }
    }

    fn record(&self, done: PairRecord) -> Result<Outcome> {
        self.locked(|record| record.add(done.clone()))?;
        Ok((done, false))
    }

    fn locked<T>(&self, with: impl FnOnce(&mut Record) -> T) -> T {
        with(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn inputs(&self, entry: &ListedPair) -> Result<String> {
        let (source, target) = (read(&entry.source)?, read(&entry.target)?);
        let names = [&entry.source, &entry.target].map(|path| path.display().to_string());
        Ok(fingerprint(&[
            self.settings.as_bytes(),
            names[0].as_bytes(),
            &source,
            names[1].as_bytes(),
            &target,
        ]))
    }

    fn align(&self, entry: &ListedPair, path: &Path, done: &mut PairRecord) -> Result<()> {
        let project = &self.project;
        let pair = project.read_pair(&entry.source, &entry.target, self.shelf.reading)?;
        let swapped = pair.swapped;
        let bitext = if self.decided(path)? {
            let reading = self.shelf.reading;
            let parallel = project.align_onto(pair, path, reading, HintFiles::default())?;
            project.tell_difference(&parallel)?;
            project.save_to(&parallel, path)?.bitext
        } else {
            let mut bitext = pair.as_given(project.link(&pair, &OwnedHints::default())?);
            if self.shelf.format.id == "jsonl" {
                project.named_beside(&mut bitext, path);
            }
            self.shelf.format.write_file(&bitext, path)?;
            bitext
        };
        done.made = made(path)?;
        count(&bitext, swapped, done);
        Ok(())
    }

    /// Whether the result is there already and a person has decided something in it. Only then does the
    /// new one start from it: else it would depend on where an earlier run was broken off.
    fn decided(&self, path: &Path) -> Result<bool> {
        if self.shelf.fresh || self.shelf.format.id != "jsonl" || !path.is_file() {
            return Ok(false);
        }
        let earlier = self.shelf.format.read_file(path)?;
        let mut beads = earlier.beads.iter();
        Ok(beads.any(|bead| bead.status != Status::Auto || bead.note.is_some()))
    }

    fn tell(&self, entry: &ListedPair, (done, known): &Outcome, number: usize, of: usize) {
        let project = &self.project;
        let head = format!("{number}/{of} {}", entry.name);
        match &done.error {
            Some(error) => project.warn(format_args!("{head}: {error}")),
            None if *known => {
                project.note(format_args!(
                    "{head}: nothing has changed, it is left as it is"
                ));
            }
            None => project.note(format_args!(
                "{head}: {} Chinese and {} English sentences, {} links",
                done.zh, done.en, done.linked
            )),
        }
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
