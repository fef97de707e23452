//! The bitext while it is edited: operations are applied, recorded, saved to disk, and reported to
//! every page.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::file::{BitextFile, Draft, beside, digest};
use super::findings::{CheckSetup, Checked, Findings};
use super::journal::{Journal, JournalEntry};
use super::regions::regions;
use crate::bitext::edit::{History, Operation, Patch, Reverted, Step};
use crate::bitext::format::jsonl;
use crate::bitext::merge::{Version, merge};
use crate::bitext::{Bead, BeadId, Bitext, Status};
use crate::error::{Error, Result};
use crate::files::write_atomically;

/// The number of versions that are remembered for pages that missed changes; a page that missed more
/// loads everything anew.
const MOST_VERSIONS: usize = 5_000;
/// The time without changes after which the file is written.
const IDLE: Duration = Duration::from_millis(700);
/// The age of the oldest unsaved change at which the file is written in any case.
const OVERDUE: Duration = Duration::from_secs(4);

/// The reason why a request was not carried out.
#[derive(Debug)]
pub(super) enum ApiError {
    /// A bead has changed since the page loaded it.
    Stale,
    /// Another program changed the file, and this conflict has to be resolved first.
    Conflict(String),
    /// The request is impossible.
    Refused(Error),
    /// The bead, finding or format named does not exist.
    Unknown(String),
}

impl From<Error> for ApiError {
    fn from(error: Error) -> ApiError {
        ApiError::Refused(error)
    }
}

/// The result of a change.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) said: String,
    pub(super) patches: Vec<Patch>,
}

/// The resolution of a conflict with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ConflictChoice {
    /// Merge both changes.
    Merge,
    /// Keep the changes made here; those in the file are lost.
    Mine,
    /// Take the file; the changes made here are put aside.
    Theirs,
}

/// The number of beads of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct BeadCounts {
    pub(super) doubtful: usize,
    pub(super) unlinked: usize,
    pub(super) locked: usize,
    pub(super) rejected: usize,
    pub(super) noted: usize,
    pub(super) moved: usize,
}

pub(super) struct Session {
    pub(super) bitext: Bitext,
    pub(super) findings: Findings,
    pub(super) setup: CheckSetup,
    pub(super) history: History,
    /// Links below this confidence (0..=1) are doubtful.
    pub(super) low: f32,
    pub(super) file: BitextFile,
    pub(super) conflict: Option<String>,
    /// Messages to be shown to the person once.
    pub(super) notices: Vec<String>,
    version: u64,
    /// The oldest version from which changes are known; a page with an older one loads everything anew.
    oldest: u64,
    log: VecDeque<(u64, Vec<Patch>)>,
    touched: HashMap<BeadId, u64>,
    journal: Journal,
    /// The number of steps that the journal holds in full, at the top of the history and of the undone
    /// steps.
    journaled: (usize, usize),
    unsaved_since: Option<Instant>,
    last_change: Instant,
    /// The reason why the file could not be written.
    failure: Option<String>,
}

impl Session {
    /// Opens a session with a bitext, and applies the steps that an earlier workbench could not save.
    pub(super) fn open(
        file: BitextFile,
        bitext: Bitext,
        setup: CheckSetup,
        low: f32,
    ) -> Result<Session> {
        let (journal, left) = Journal::open(file.path(), file.base())?;
        let mut session = Session {
            bitext,
            findings: Findings::default(),
            setup,
            history: History::default(),
            low,
            file,
            conflict: None,
            notices: Vec::new(),
            version: 1,
            oldest: 1,
            log: VecDeque::new(),
            touched: HashMap::new(),
            journal,
            journaled: (0, 0),
            unsaved_since: None,
            last_change: Instant::now(),
            failure: None,
        };
        let mut lost = 0;
        for entry in &left.entries {
            lost += usize::from(session.again(entry).is_err());
        }
        if !left.entries.is_empty() {
            if let Err(ApiError::Refused(error)) = session.save() {
                return Err(error);
            }
            let done = left.entries.len() - lost;
            session.notices.push(match lost {
                0 => format!("{done} unsaved changes of the last session are back."),
                lost => format!(
                    "{done} unsaved changes of the last session are back; {lost} could not be done again."
                ),
            });
        }
        if let Some(path) = left.elsewhere {
            session.notices.push(format!(
                "The file has changed since the last session, which had changes that were not saved: they are in {}; `duizhao edit` does them again.",
                path.display()
            ));
        }
        Ok(session)
    }

    fn again(&mut self, entry: &JournalEntry) -> Result<(), ApiError> {
        match entry {
            JournalEntry::Step { typing, operations } => {
                let step = self.steps(operations)?;
                self.keep(step, operations, typing.clone())?;
            }
            JournalEntry::Undo => drop(self.undo()?),
            JournalEntry::Redo => drop(self.redo()?),
            JournalEntry::Begin { .. } | JournalEntry::Saving { .. } => {}
        }
        Ok(())
    }

    pub(super) fn version(&self) -> u64 {
        self.version
    }

    pub(super) fn is_saved(&self) -> bool {
        self.unsaved_since.is_none()
    }

    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Applies operations as one step. `seen` is the version that the page has; with `typing`, the step
    /// joins the one before if that was typed into the same bead.
    pub(super) fn perform(
        &mut self,
        seen: u64,
        operations: &[Operation],
        typing: bool,
    ) -> Result<Outcome, ApiError> {
        for id in operations.iter().flat_map(Operation::beads) {
            if self.touched.get(id).is_some_and(|&version| version > seen) {
                return Err(ApiError::Stale);
            }
            if self.bitext.find_bead(id).is_err() && seen < self.version {
                return Err(ApiError::Stale);
            }
        }
        let step = self.steps(operations)?;
        let typing = match operations {
            [Operation::Translate { bead, .. }] if typing => Some(bead.clone()),
            _ => None,
        };
        self.keep(step, operations, typing)
    }

    /// Applies all of the operations, or none.
    fn steps(&mut self, operations: &[Operation]) -> Result<Step, ApiError> {
        let mut whole: Option<Step> = None;
        for operation in operations {
            match self.bitext.edit(operation) {
                Ok(step) => {
                    whole = Some(match whole {
                        Some(before) => before.then(step),
                        None => step,
                    });
                }
                Err(error) => {
                    if let Some(step) = whole {
                        let _ = step.revert(&mut self.bitext);
                    }
                    return Err(error.into());
                }
            }
        }
        whole.ok_or_else(|| ApiError::Unknown("there is nothing to do".into()))
    }

    fn keep(
        &mut self,
        step: Step,
        operations: &[Operation],
        typing: Option<BeadId>,
    ) -> Result<Outcome, ApiError> {
        let outcome = Outcome {
            said: step.said.clone(),
            patches: step.patches(),
        };
        if step.is_empty() {
            return Ok(outcome);
        }
        let entry = JournalEntry::Step {
            typing: typing.clone(),
            operations: operations.to_vec(),
        };
        if let Err(error) = self.journal.put(&entry) {
            let _ = step.revert(&mut self.bitext);
            return Err(error.into());
        }
        if !self.history.push(step, typing) {
            self.journaled.0 += 1;
        }
        self.journaled.1 = 0;
        self.changed(outcome.patches.clone());
        Ok(outcome)
    }

    pub(super) fn undo(&mut self) -> Result<Outcome, ApiError> {
        let done = self.history.undo(&mut self.bitext);
        let covered = self.journaled.0 > 0;
        self.turned(done, covered, &JournalEntry::Undo, "nothing to undo")
    }

    pub(super) fn redo(&mut self) -> Result<Outcome, ApiError> {
        let done = self.history.redo(&mut self.bitext);
        let covered = self.journaled.1 > 0;
        self.turned(done, covered, &JournalEntry::Redo, "nothing to redo")
    }

    fn turned(
        &mut self,
        done: Option<Reverted>,
        covered: bool,
        entry: &JournalEntry,
        nothing: &str,
    ) -> Result<Outcome, ApiError> {
        let Some(done) = done else {
            return Err(ApiError::Unknown(nothing.into()));
        };
        self.changed(done.patches.clone());
        if covered && self.journal.put(entry).is_ok() {
            let (there, back) = self.journaled;
            self.journaled = match entry {
                JournalEntry::Undo => (there - 1, back + 1),
                _ => (there + 1, back - 1),
            };
        } else if self.conflict.is_none() {
            // The journal cannot record this change, so the file itself is written.
            self.save()?;
        }
        Ok(Outcome {
            said: done.said,
            patches: done.patches,
        })
    }

    fn changed(&mut self, patches: Vec<Patch>) {
        self.unsaved_since.get_or_insert_with(Instant::now);
        self.last_change = Instant::now();
        let near = self.findings.follow(&self.bitext, &patches, &self.setup);
        self.version += 1;
        for patch in regions(patches.iter().copied()) {
            for bead in &self.bitext.beads[patch.at..patch.at + patch.inserted] {
                self.touched.insert(bead.id.clone(), self.version);
            }
        }
        let mut told = patches;
        // Beads nearby may have other findings now.
        told.extend(near.map(same));
        self.log(told);
    }

    fn log(&mut self, patches: Vec<Patch>) {
        self.log.push_back((self.version, patches));
        if self.log.len() > MOST_VERSIONS {
            self.log.pop_front();
            self.oldest = self
                .log
                .front()
                .map_or(self.version, |(first, _)| first - 1);
        }
    }

    /// The regions that changed since a version, to be applied one after the other; `None` if that
    /// version is no longer remembered.
    pub(super) fn since(&self, version: u64) -> Option<Vec<Patch>> {
        if version < self.oldest || version > self.version {
            return None;
        }
        let from = self.log.partition_point(|(made, _)| *made <= version);
        let patches = self.log.iter().skip(from).flat_map(|(_, patches)| patches);
        Some(regions(patches.copied()))
    }

    pub(super) fn counts(&self) -> BeadCounts {
        let mut counts = BeadCounts::default();
        for bead in &self.bitext.beads {
            counts.doubtful += usize::from(self.is_doubtful(bead));
            counts.unlinked += usize::from(!bead.is_linked());
            counts.locked += usize::from(bead.status == Status::Locked);
            counts.rejected += usize::from(bead.status == Status::Rejected);
            counts.noted += usize::from(bead.note.is_some());
            counts.moved += usize::from(bead.moved.is_some());
        }
        counts
    }

    /// Whether a person should look at a bead: nobody has decided on it, and it is unlinked or the
    /// aligner is not sure.
    pub(super) fn is_doubtful(&self, bead: &Bead) -> bool {
        bead.status == Status::Auto && (!bead.is_linked() || bead.confidence < self.low)
    }

    /// Whether the file is to be written: there are unsaved changes, and either nothing has been done for
    /// [`IDLE`] or the oldest change is older than [`OVERDUE`].
    pub(super) fn is_due(&self) -> bool {
        self.conflict.is_none()
            && self.unsaved_since.is_some_and(|since| {
                self.last_change.elapsed() >= IDLE || since.elapsed() >= OVERDUE
            })
    }

    /// Whether the oldest unsaved change is so old that the file is written now, even if requests have
    /// to wait.
    pub(super) fn is_overdue(&self) -> bool {
        self.unsaved_since
            .is_some_and(|since| since.elapsed() >= 3 * OVERDUE)
    }

    /// The time since the last change.
    pub(super) fn idle(&self) -> Duration {
        self.last_change.elapsed()
    }

    /// Whether another program has changed the file; if so, the session is in conflict from then on.
    pub(super) fn look_at_file(&mut self) -> bool {
        if self.conflict.is_none() && self.file.is_changed() {
            let what = if self.is_saved() {
                "another program has changed the file"
            } else {
                "another program has changed the file while changes made here were not saved yet"
            };
            self.conflict = Some(what.into());
        }
        self.conflict.is_some()
    }

    /// Writes the file, if there are unsaved changes.
    pub(super) fn save(&mut self) -> Result<(), ApiError> {
        if self.is_saved() {
            return Ok(());
        }
        let draft = Draft::new(self.file.path(), &self.bitext);
        self.save_draft(draft)
    }

    /// Puts a draft of the current version in the file's place.
    pub(super) fn save_draft(&mut self, draft: Result<Draft>) -> Result<(), ApiError> {
        if self.look_at_file() {
            let what = self.conflict.clone().unwrap_or_default();
            return Err(ApiError::Conflict(what));
        }
        let written = draft.and_then(|draft| self.put(draft));
        self.failure = written.as_ref().err().map(ToString::to_string);
        // A failed write is tried again after the usual pause, not all the time.
        self.last_change = Instant::now();
        Ok(written?)
    }

    fn write(&mut self) -> Result<()> {
        let draft = Draft::new(self.file.path(), &self.bitext)?;
        self.put(draft)
    }

    fn put(&mut self, draft: Draft) -> Result<()> {
        let digest = draft.digest.clone();
        self.journal.put(&JournalEntry::Saving {
            file: digest.clone(),
        })?;
        self.file.put(draft)?;
        self.journal.saved(&digest)?;
        self.journaled = (0, 0);
        self.unsaved_since = None;
        Ok(())
    }

    /// Resolves a conflict with the file.
    pub(super) fn settle(&mut self, how: ConflictChoice) -> Result<String, ApiError> {
        if self.conflict.is_none() {
            return Err(ApiError::Unknown(
                "there is no conflict with the file".into(),
            ));
        }
        let path = self.file.path().to_owned();
        let said = match how {
            ConflictChoice::Mine => {
                self.write()?;
                "kept what is here".to_owned()
            }
            ConflictChoice::Theirs => {
                let mut said = "took what the file holds".to_owned();
                if !self.is_saved() {
                    let aside = beside(&path, "mine.bitext.jsonl")?;
                    write_atomically(&aside, |out| jsonl::write(&self.bitext, out))?;
                    said = format!("{said}; what was here is in {}", aside.display());
                }
                self.bitext = self.file.reload()?;
                self.journal.saved(&digest(self.file.base()))?;
                self.anew();
                said
            }
            ConflictChoice::Merge => {
                let bytes = std::fs::read(&path).map_err(|source| Error::Read {
                    path: path.clone(),
                    source,
                })?;
                let ours = BitextFile::bytes(&self.bitext).map_err(|source| Error::Write {
                    path: path.clone(),
                    source,
                })?;
                let version = |bytes| Version { bytes, path: &path };
                let merged = merge(version(self.file.base()), version(&ours), version(&bytes))?;
                if merged.conflicts > 0 {
                    return Err(Error::usage(
                        format!(
                            "{} links were changed here and there in different ways",
                            merged.conflicts
                        ),
                        "keep what is here, or take what the file holds (what is here is then put aside)",
                    )
                    .into());
                }
                self.bitext = jsonl::read(&merged.bytes, &path)?;
                self.write()?;
                self.anew();
                "merged both".to_owned()
            }
        };
        self.conflict = None;
        self.unsaved_since = None;
        Ok(said)
    }

    /// Resets the state that depends on the bitext, because it was replaced by another one.
    fn anew(&mut self) {
        self.history.clear();
        self.journaled = (0, 0);
        self.findings = Findings::default();
        self.version += 1;
        self.oldest = self.version;
        self.log.clear();
        self.touched.clear();
        self.last_change = Instant::now();
    }

    /// Has everything checked again, because the settings or the glossary changed.
    pub(super) fn check_anew(&mut self) {
        self.findings.is_complete = false;
        // Backdated, so that the check starts at once.
        self.last_change = Instant::now()
            .checked_sub(Duration::from_secs(3))
            .unwrap_or(self.last_change);
    }

    /// Takes over the findings of a whole text. They are ignored if the version that was checked is not
    /// the current one.
    pub(super) fn install(&mut self, of_version: u64, checked: Checked) {
        if of_version != self.version {
            return;
        }
        let changed = self.findings.install(checked);
        if !changed.is_empty() {
            self.version += 1;
            let mut patches: Vec<Patch> = Vec::new();
            for bead in changed {
                match patches.last_mut() {
                    Some(last) if last.at + last.removed == bead => {
                        last.removed += 1;
                        last.inserted += 1;
                    }
                    _ => patches.push(same(bead)),
                }
            }
            self.log(patches);
        }
    }
}

/// A patch that replaces a bead by itself: the bead is the same, but its findings changed.
fn same(bead: usize) -> Patch {
    Patch {
        at: bead,
        removed: 1,
        inserted: 1,
    }
}
