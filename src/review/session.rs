//! The bitext as it is worked on: operations done, remembered, kept on disk, told to every page.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::file::{BitextFile, Draft, beside, digest};
use super::findings::{CheckSetup, Checked, Findings};
use super::journal::{Entry, Journal};
use super::regions::regions;
use crate::bitext::edit::{Done, History, Operation, Patch, Step};
use crate::bitext::merge::{Version, merge};
use crate::bitext::{Bead, BeadId, Bitext, Status, project};
use crate::error::{Error, Result};
use crate::output::write_atomically;

/// So many versions are remembered for pages that look away; after more they begin anew.
const MOST_VERSIONS: usize = 5_000;
/// The file is written when nothing has been done for so long,
const IDLE: Duration = Duration::from_millis(700);
/// or when the first change that it lacks is so old.
const OVERDUE: Duration = Duration::from_secs(4);

/// Why something was not done.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A bead has changed since the page saw it.
    Stale,
    /// Another program changed the file, and that is to be settled first.
    Conflict(String),
    /// It cannot be done so.
    Refused(Error),
    /// There is no such thing.
    Unknown(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::Refused(error)
    }
}

/// What a change came to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) said: String,
    pub(super) patches: Vec<Patch>,
}

/// How a conflict with the file is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Settlement {
    /// Both changes together.
    Merge,
    /// What is here; what the file holds is lost.
    Mine,
    /// What the file holds; what is here is put aside.
    Theirs,
}

/// How many beads of which sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Counts {
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
    /// Links below this confidence are doubtful.
    pub(super) low: f32,
    pub(super) file: BitextFile,
    pub(super) conflict: Option<String>,
    /// What the person should know, once.
    pub(super) notices: Vec<String>,
    version: u64,
    /// Pages that have seen only what came before this begin anew.
    oldest: u64,
    log: VecDeque<(u64, Vec<Patch>)>,
    touched: HashMap<BeadId, u64>,
    journal: Journal,
    /// The steps on top of the history that the journal holds whole, and of those taken back.
    journaled: (usize, usize),
    unsaved_since: Option<Instant>,
    last_change: Instant,
    /// Why the file could not be written.
    failure: Option<String>,
}

impl Session {
    /// Takes up a bitext, and what an earlier workbench did not get to save.
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
            if let Err(Trouble::Refused(error)) = session.save() {
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

    fn again(&mut self, entry: &Entry) -> Result<(), Trouble> {
        match entry {
            Entry::Step { typing, operations } => {
                let step = self.steps(operations)?;
                self.keep(step, operations, typing.clone())?;
            }
            Entry::Undo => drop(self.undo()?),
            Entry::Redo => drop(self.redo()?),
            Entry::Begin { .. } | Entry::Saving { .. } => {}
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

    /// Does operations as one step. `seen`: the version that the page has seen; with `typing` they join
    /// the step before, if that was typed into the same bead.
    pub(super) fn perform(
        &mut self,
        seen: u64,
        operations: &[Operation],
        typing: bool,
    ) -> Result<Outcome, Trouble> {
        for id in operations.iter().flat_map(Operation::beads) {
            if self.touched.get(id).is_some_and(|&version| version > seen) {
                return Err(Trouble::Stale);
            }
            if self.bitext.find_bead(id).is_err() && seen < self.version {
                return Err(Trouble::Stale);
            }
        }
        let step = self.steps(operations)?;
        let typing = match operations {
            [Operation::Translate { bead, .. }] if typing => Some(bead.clone()),
            _ => None,
        };
        self.keep(step, operations, typing)
    }

    /// All of them or none.
    fn steps(&mut self, operations: &[Operation]) -> Result<Step, Trouble> {
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
        whole.ok_or_else(|| Trouble::Unknown("there is nothing to do".into()))
    }

    fn keep(
        &mut self,
        step: Step,
        operations: &[Operation],
        typing: Option<BeadId>,
    ) -> Result<Outcome, Trouble> {
        let outcome = Outcome {
            said: step.said.clone(),
            patches: step.patches(),
        };
        if step.is_empty() {
            return Ok(outcome);
        }
        let entry = Entry::Step {
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

    pub(super) fn undo(&mut self) -> Result<Outcome, Trouble> {
        let done = self.history.undo(&mut self.bitext);
        let covered = self.journaled.0 > 0;
        self.turned(done, covered, &Entry::Undo, "nothing to undo")
    }

    pub(super) fn redo(&mut self) -> Result<Outcome, Trouble> {
        let done = self.history.redo(&mut self.bitext);
        let covered = self.journaled.1 > 0;
        self.turned(done, covered, &Entry::Redo, "nothing to redo")
    }

    fn turned(
        &mut self,
        done: Option<Done>,
        covered: bool,
        entry: &Entry,
        nothing: &str,
    ) -> Result<Outcome, Trouble> {
        let Some(done) = done else {
            return Err(Trouble::Unknown(nothing.into()));
        };
        self.changed(done.patches.clone());
        if covered && self.journal.put(entry).is_ok() {
            let (there, back) = self.journaled;
            self.journaled = match entry {
                Entry::Undo => (there - 1, back + 1),
                _ => (there + 1, back - 1),
            };
        } else if self.conflict.is_none() {
            // The journal cannot tell it: the file itself has to.
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
        // What stands near may have other findings.
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

    /// What is other than in a version, to be put in one after the other; `None` where nobody knows any
    /// more.
    pub(super) fn since(&self, version: u64) -> Option<Vec<Patch>> {
        if version < self.oldest || version > self.version {
            return None;
        }
        let from = self.log.partition_point(|(made, _)| *made <= version);
        let patches = self.log.iter().skip(from).flat_map(|(_, patches)| patches);
        Some(regions(patches.copied()))
    }

    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
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

    /// Whether a person should look at it: the aligner is not sure, and nobody has decided.
    pub(super) fn is_doubtful(&self, bead: &Bead) -> bool {
        bead.status == Status::Auto && (!bead.is_linked() || bead.confidence < self.low)
    }

    /// Whether the file is due.
    pub(super) fn is_due(&self) -> bool {
        self.conflict.is_none()
            && self.unsaved_since.is_some_and(|since| {
                self.last_change.elapsed() >= IDLE || since.elapsed() >= OVERDUE
            })
    }

    /// Whether the file has been due for so long that it is written now, whoever waits.
    pub(super) fn is_overdue(&self) -> bool {
        self.unsaved_since
            .is_some_and(|since| since.elapsed() >= 3 * OVERDUE)
    }

    /// How long nothing has been done.
    pub(super) fn idle(&self) -> Duration {
        self.last_change.elapsed()
    }

    /// Whether another program has changed the file; that is a conflict from then on.
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

    /// Writes the file, if it lacks anything.
    pub(super) fn save(&mut self) -> Result<(), Trouble> {
        if self.is_saved() {
            return Ok(());
        }
        let draft = Draft::new(self.file.path(), &self.bitext);
        self.save_draft(draft)
    }

    /// Puts a draft of this version in the file's place.
    pub(super) fn save_draft(&mut self, draft: Result<Draft>) -> Result<(), Trouble> {
        if self.look_at_file() {
            let what = self.conflict.clone().unwrap_or_default();
            return Err(Trouble::Conflict(what));
        }
        let written = draft.and_then(|draft| self.put(draft));
        self.failure = written.as_ref().err().map(ToString::to_string);
        // A file that cannot be written now is tried again later, not all the time.
        self.last_change = Instant::now();
        Ok(written?)
    }

    fn write(&mut self) -> Result<()> {
        let draft = Draft::new(self.file.path(), &self.bitext)?;
        self.put(draft)
    }

    fn put(&mut self, draft: Draft) -> Result<()> {
        let digest = draft.digest.clone();
        self.journal.put(&Entry::Saving {
            file: digest.clone(),
        })?;
        self.file.put(draft)?;
        self.journal.saved(&digest)?;
        self.journaled = (0, 0);
        self.unsaved_since = None;
        Ok(())
    }

    /// Settles a conflict with the file.
    pub(super) fn settle(&mut self, how: Settlement) -> Result<String, Trouble> {
        if self.conflict.is_none() {
            return Err(Trouble::Unknown(
                "there is no conflict with the file".into(),
            ));
        }
        let path = self.file.path().to_owned();
        let said = match how {
            Settlement::Mine => {
                self.write()?;
                "kept what is here".to_owned()
            }
            Settlement::Theirs => {
                let mut said = "took what the file holds".to_owned();
                if !self.is_saved() {
                    let aside = beside(&path, "mine.bitext.jsonl")?;
                    write_atomically(&aside, |out| project::write(&self.bitext, out))?;
                    said = format!("{said}; what was here is in {}", aside.display());
                }
                self.bitext = self.file.reload()?;
                self.journal.saved(&digest(self.file.base()))?;
                self.anew();
                said
            }
            Settlement::Merge => {
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
                            "{} beads were changed here and there in different ways",
                            merged.conflicts
                        ),
                        "keep what is here, or take what the file holds (what is here is then put aside)",
                    )
                    .into());
                }
                self.bitext = project::read(&merged.bytes, &path)?;
                self.write()?;
                self.anew();
                "merged both".to_owned()
            }
        };
        self.conflict = None;
        self.unsaved_since = None;
        Ok(said)
    }

    /// The bitext is another one.
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

    /// What is checked by is other now.
    pub(super) fn check_anew(&mut self) {
        self.findings.is_complete = false;
        // At once.
        self.last_change = Instant::now()
            .checked_sub(Duration::from_secs(3))
            .unwrap_or(self.last_change);
    }

    /// Takes what was found in the whole text of a version; too late, where there is a newer one.
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

/// A bead that is the same, but for what is told of it.
fn same(bead: usize) -> Patch {
    Patch {
        at: bead,
        removed: 1,
        inserted: 1,
    }
}
