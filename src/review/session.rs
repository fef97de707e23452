//! The bitext while it is edited: operations are applied, recorded, saved to disk, and reported to
//! every page.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::counts::{BeadCounts, FindingCounts, Tally};
use super::file::{Digests, Look, PairWatch, beside};
use super::findings::{CheckSetup, Checked, Findings};
use super::journal::{Journal, JournalEntry};
use super::regions::regions;
use crate::bitext::edit::{History, Operation, Outside, Patch, Reverted, Step};
use crate::bitext::format::jsonl;
use crate::bitext::{BeadId, Bitext};
use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::project::{Manners, Parallel, Project, RawWords, Saved, Saving};

/// The number of versions that are remembered for pages that missed changes; a page that missed more
/// loads everything anew.
const MOST_VERSIONS: usize = 5_000;
/// The time without changes after which the files are written.
const IDLE: Duration = Duration::from_millis(700);
/// The age of the oldest unsaved change at which the files are written in any case.
const OVERDUE: Duration = Duration::from_secs(4);
/// The time without typing after which a sentence is written that the person has not left.
const PAUSE: Duration = Duration::from_secs(30);
/// The most beads changed outside that are taken over without asking.
const MOST_TAKEN: usize = 5;
/// The most sentences whose earlier bytes are remembered.
const MOST_RAW: usize = 1_000;
/// How often a save begins anew because a file was changed meanwhile.
const MOST_TRIES: usize = 3;

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

pub(super) struct Session {
    pub(super) bitext: Bitext,
    pub(super) findings: Findings,
    pub(super) setup: CheckSetup,
    pub(super) history: History,
    /// Links below this confidence (0..=1) are doubtful.
    pub(super) low: f32,
    pub(super) files: PairWatch,
    /// The pair as its files have it.
    pub(super) base: Parallel,
    project: Project,
    pub(super) conflict: Option<String>,
    /// The files cannot be opened as they are; this ends when they change again.
    is_unreadable: bool,
    /// What was told since the session began, the newest last.
    pub(super) told: Vec<String>,
    /// Messages to be shown to the person once.
    pub(super) notices: Vec<String>,
    version: u64,
    /// The version that it began with: an earlier one is that of another session, and says nothing here.
    first: u64,
    /// The oldest version from which changes are known; a page with an older one loads everything anew.
    oldest: u64,
    log: VecDeque<(u64, Vec<Patch>)>,
    touched: HashMap<BeadId, u64>,
    journal: Journal,
    /// The number of steps that the journal holds in full, at the top of the history and of the undone
    /// steps.
    journaled: (usize, usize),
    unsaved_since: Option<Instant>,
    /// The bead that is being typed into: what is not saved is about it alone.
    held: Option<BeadId>,
    last_change: Instant,
    /// The number of the step that would be undone next, where it was made since the last undo or redo.
    top: Option<u64>,
    /// How many steps were made.
    steps: u64,
    /// The bytes of sentences that were written, before and after.
    raw: Vec<RawWords>,
    was_read_only: bool,
    /// The reason why the file could not be written.
    failure: Option<String>,
}

impl Session {
    /// Opens a session with a pair, and applies the steps that an earlier workbench could not save. Its
    /// versions are counted from `first`.
    pub(super) fn open(
        project: Project,
        files: PairWatch,
        base: Parallel,
        setup: CheckSetup,
        (low, first): (f32, u64),
    ) -> Result<Session> {
        let (journal, left) = Journal::open(files.path(), &Digests::of(&base))?;
        let was_read_only = files.is_read_only();
        let mut session = Session {
            bitext: base.bitext.clone(),
            findings: Findings::default(),
            setup,
            history: History::default(),
            low,
            files,
            base,
            project,
            conflict: None,
            is_unreadable: false,
            told: Vec::new(),
            notices: Vec::new(),
            version: first,
            first,
            oldest: first,
            log: VecDeque::new(),
            touched: HashMap::new(),
            journal,
            journaled: (0, 0),
            unsaved_since: None,
            held: None,
            last_change: Instant::now(),
            top: None,
            steps: 0,
            raw: Vec::new(),
            was_read_only,
            failure: None,
        };
        let mut failed: Vec<Operation> = Vec::new();
        for entry in &left.entries {
            if session.again(entry).is_err()
                && let JournalEntry::Step { operations, .. } = entry
            {
                failed.extend(operations.iter().cloned());
            }
        }
        if !left.entries.is_empty() {
            let lost = failed.len();
            let done = left.entries.len() - lost.min(left.entries.len());
            let mut said = format!("{done} unsaved changes of the last session are back.");
            if left.is_elsewhere {
                said.push_str(" The files had been changed since: both changes are kept.");
            }
            if lost > 0 {
                let aside = session.journal.put_aside(&failed)?;
                said.push_str(&format!(
                    " {lost} could not be done again: they are in {}.",
                    aside.display()
                ));
            }
            session.notices.push(said);
            session.unsaved_since.get_or_insert_with(Instant::now);
            if let Err(ApiError::Refused(error)) = session.save() {
                return Err(error);
            }
        }
        if let Some(path) = left.aside {
            session.notices.push(format!(
                "The file has changed since the last session, which had changes that were not saved: they are in {}; `duizhao edit` does them again.",
                path.display()
            ));
        }
        if let Some(path) = left.unreadable {
            session.notices.push(format!(
                "What the last session had not saved cannot be read by this version of duizhao. It is kept in {}.",
                path.display()
            ));
        }
        // What waits is tried again.
        if !was_read_only && session.counts().pending > 0 {
            session.unsaved_since.get_or_insert_with(Instant::now);
        }
        Ok(session)
    }

    /// Does an entry of the journal again, which holds it already.
    fn again(&mut self, entry: &JournalEntry) -> Result<(), ApiError> {
        match entry {
            JournalEntry::Step { typing, operations } => {
                let (step, _) = self.steps(operations)?;
                let patches = step.patches();
                if !self.history.push(step, typing.clone()) {
                    self.journaled.0 += 1;
                }
                self.journaled.1 = 0;
                self.changed(patches);
            }
            JournalEntry::Undo => {
                let done = self.history.undo(&mut self.bitext);
                self.journaled = (self.journaled.0.saturating_sub(1), self.journaled.1 + 1);
                self.changed(done.map(|done| done.patches).unwrap_or_default());
            }
            JournalEntry::Redo => {
                let done = self.history.redo(&mut self.bitext);
                self.journaled = (self.journaled.0 + 1, self.journaled.1.saturating_sub(1));
                self.changed(done.map(|done| done.patches).unwrap_or_default());
            }
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

    /// Whether what is not saved is typing that is written when the person leaves the sentence.
    pub(super) fn is_held(&self) -> bool {
        self.held.is_some()
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
        if seen < self.first {
            return Err(ApiError::Stale);
        }
        for id in operations.iter().flat_map(Operation::beads) {
            if self.touched.get(id).is_some_and(|&version| version > seen) {
                return Err(ApiError::Stale);
            }
            if seen < self.version && self.bitext.find_bead(id).is_err() {
                return Err(ApiError::Stale);
            }
        }
        let typing = match operations {
            [Operation::Translate { bead, .. }] if typing => Some(bead.clone()),
            _ => None,
        };
        let was_held = self.is_saved() || (typing.is_some() && self.held == typing);
        if typing.is_some() && !was_held && self.conflict.is_none() {
            // The sentence before was left. Why it cannot be written, the session says.
            let _ = self.save();
        }
        let (step, operations) = self.steps(operations)?;
        let is_empty = step.is_empty();
        let outcome = self.keep(step, operations, typing.clone())?;
        if !is_empty {
            let at = outcome.patches.first().map(|patch| patch.at);
            let bead = at.and_then(|at| self.bitext.beads.get(at));
            self.held = typing.and(bead.map(|bead| bead.id.clone()));
        }
        Ok(outcome)
    }

    /// The person has left the sentence that was being typed.
    pub(super) fn leave(&mut self) {
        if self.held.take().is_some() {
            // Backdated, so that it is written at once.
            self.last_change = Instant::now().checked_sub(IDLE).unwrap_or(self.last_change);
        }
    }

    /// Applies all of the operations, or none. Returns them with the words that they replace.
    fn steps(&mut self, operations: &[Operation]) -> Result<(Step, Vec<Operation>), ApiError> {
        if operations.is_empty() {
            return Err(ApiError::Unknown("there is nothing to do".into()));
        }
        // Looked up once: a word may be replaced in a hundred thousand links.
        let places: HashMap<&BeadId, usize> = match operations {
            [_] => HashMap::new(),
            _ => {
                let beads = self.bitext.beads.iter().enumerate();
                beads.map(|(at, bead)| (&bead.id, at)).collect()
            }
        };
        let mut done: Vec<Operation> = operations
            .iter()
            .map(|operation| self.with_words(operation, &places))
            .collect();
        // Of two rewritings of a link the second one replaces what the first one wrote.
        let mut written: HashMap<BeadId, Vec<String>> = HashMap::new();
        for (operation, asked) in done.iter_mut().zip(operations) {
            if let Operation::Translate {
                bead, texts, was, ..
            } = operation
            {
                let before = written.insert(bead.clone(), texts.clone());
                let says_none = matches!(asked, Operation::Translate { was: None, .. });
                if let (Some(before), true) = (before, says_none) {
                    *was = Some(before);
                }
            }
        }
        let step = self.bitext.edit_all(&done)?;
        Ok((step, done))
    }

    /// An operation with the words that it replaces, if it does not say them itself.
    fn with_words(&self, operation: &Operation, places: &HashMap<&BeadId, usize>) -> Operation {
        let mut operation = operation.clone();
        if let Operation::Translate { bead, was, .. } = &mut operation
            && was.is_none()
            && let Some(at) = places
                .get(&*bead)
                .copied()
                .or_else(|| self.bitext.find_bead(bead).ok())
        {
            *was = Some(self.bitext.target_words(&self.bitext.beads[at]));
        }
        operation
    }

    fn keep(
        &mut self,
        step: Step,
        operations: Vec<Operation>,
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
            operations,
        };
        if let Err(error) = self.journal.put(entry) {
            let _ = step.revert(&mut self.bitext);
            return Err(error.into());
        }
        if !self.history.push(step, typing) {
            self.journaled.0 += 1;
            self.steps += 1;
        }
        self.top = Some(self.steps);
        self.journaled.1 = 0;
        self.changed(outcome.patches.clone());
        Ok(outcome)
    }

    /// The number of the step that would be undone next; `None` where it is not known.
    pub(super) fn top(&self) -> Option<u64> {
        self.top
    }

    pub(super) fn undo(&mut self) -> Result<Outcome, ApiError> {
        self.turn(JournalEntry::Undo)
    }

    pub(super) fn redo(&mut self) -> Result<Outcome, ApiError> {
        self.turn(JournalEntry::Redo)
    }

    fn turn(&mut self, entry: JournalEntry) -> Result<Outcome, ApiError> {
        let is_redo = entry == JournalEntry::Redo;
        if let Some(said) = self.history.take_gone(is_redo) {
            return Err(Error::usage(
                format!("\"{said}\" cannot be taken back or done again: the sentences were changed outside since"),
                "the steps before it still can",
            )
            .into());
        }
        let (there, back) = self.journaled;
        let is_covered = if is_redo { back > 0 } else { there > 0 };
        if !is_covered && self.conflict.is_some() {
            return Err(ApiError::Conflict(
                "this was saved already, and the file was changed since".into(),
            ));
        }
        let done: Option<Reverted> = if is_redo {
            self.history.redo(&mut self.bitext)
        } else {
            self.history.undo(&mut self.bitext)
        };
        let Some(done) = done else {
            return Err(ApiError::Unknown(
                if is_redo {
                    "nothing to redo"
                } else {
                    "nothing to undo"
                }
                .into(),
            ));
        };
        self.changed(done.patches.clone());
        self.held = None;
        self.top = None;
        if is_covered && self.journal.put(entry).is_ok() {
            self.journaled = if is_redo {
                (there + 1, back - 1)
            } else {
                (there - 1, back + 1)
            };
        } else if self.conflict.is_none() {
            // The journal cannot record this change, so the files themselves are written.
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
        self.show(patches);
    }

    /// The bitext has changed in these places.
    fn show(&mut self, patches: Vec<Patch>) {
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
        BeadCounts::of(&self.bitext, self.low)
    }

    /// The numbers of the text; those of the findings are as complete as the checks are.
    pub(super) fn tally(&self) -> Tally {
        Tally {
            links: self.bitext.beads.len(),
            beads: self.counts(),
            findings: FindingCounts::of(self.findings.all().map(|(_, found)| found)),
        }
    }

    /// Whether the files are to be written: there are unsaved changes, and either nothing has been done for
    /// [`IDLE`] or the oldest change is older than [`OVERDUE`]. A sentence that is being typed is written
    /// when it was left, or after [`PAUSE`].
    pub(super) fn is_due(&self) -> bool {
        let Some(since) = self.unsaved_since.filter(|_| self.conflict.is_none()) else {
            return false;
        };
        let idle = self.last_change.elapsed();
        match self.held {
            Some(_) => idle >= PAUSE,
            None => idle >= IDLE || (since.elapsed() >= OVERDUE && self.failure.is_none()),
        }
    }

    /// The time since the last change.
    pub(super) fn idle(&self) -> Duration {
        self.last_change.elapsed()
    }

    /// Looks whether another program has changed the files, and takes a small change over. Nothing is written.
    pub(super) fn look_at_files(&mut self) {
        let look = self.files.look();
        if self.conflict.is_some() {
            match look {
                // The files are again what they were.
                Look::Same => self.conflict = None,
                Look::Changed if self.is_unreadable => {
                    self.conflict = None;
                    self.take_over();
                }
                _ => {}
            }
        } else if look == Look::Changed {
            self.take_over();
        }
        let is_read_only = self.files.is_read_only();
        if self.was_read_only && !is_read_only && self.counts().pending > 0 {
            // What waits can be written now.
            self.unsaved_since.get_or_insert_with(Instant::now);
        }
        self.was_read_only = is_read_only;
    }

    /// Takes over what another program changed, unless a person has to be asked first; returns whether it is
    /// taken over.
    fn take_over(&mut self) -> bool {
        let theirs = match self.project.open_working(self.files.path()) {
            Ok(theirs) => theirs,
            Err(error) => {
                self.is_unreadable = true;
                self.conflict = Some(format!(
                    "the files were changed, and cannot be read as they are: {error}"
                ));
                return false;
            }
        };
        self.is_unreadable = false;
        let number = Outside::between(&self.base.bitext, &theirs.bitext).beads();
        let is_elsewhere = self.files.is_elsewhere();
        let (next, failed) = self.on(&theirs.bitext);
        if number > MOST_TAKEN || (is_elsewhere && number > 0) || !failed.is_empty() {
            let mut what = String::from("another program has changed the file");
            if is_elsewhere {
                what = "git has checked out another version of the file".into();
            }
            if !self.is_saved() {
                what.push_str(" while changes made here were not saved yet");
            }
            self.conflict = Some(what);
            return false;
        }
        let conflicts = self.counts().conflicts;
        self.adopt(theirs, next);
        if number > 0 {
            let conflicts = self.counts().conflicts.saturating_sub(conflicts);
            let links = match number {
                1 => "One link was".to_owned(),
                number => format!("{number} links were"),
            };
            let mut said = format!("{links} changed outside, and taken over.");
            if conflicts > 0 {
                said.push_str(&format!(
                    " {conflicts} of them you had changed, too: choose which words stand."
                ));
            }
            self.told.push(said);
        }
        true
    }

    /// The unsaved operations on another version of the bitext; and those that cannot be done there.
    fn on(&self, bitext: &Bitext) -> (Bitext, Vec<Operation>) {
        let mut next = bitext.clone();
        let mut failed = Vec::new();
        for operation in self.journal.unsaved() {
            if next.edit(&operation).is_err() {
                failed.push(operation);
            }
        }
        (next, failed)
    }

    /// Goes on with other files, and with the bitext that comes of them. The history goes along.
    fn adopt(&mut self, theirs: Parallel, next: Bitext) {
        let outside = Outside::between(&self.bitext, &next);
        self.base = theirs;
        self.bitext = next;
        self.files.renew(&self.base);
        if self.history.follow(&outside) {
            // The journal counts steps from the end of the history.
            self.journaled = (0, 0);
            self.top = None;
        }
        if let Err(error) = self.journal.goes_on(&Digests::of(&self.base)) {
            self.failure = Some(error.to_string());
        }
        let patches = outside.patches();
        if !patches.is_empty() {
            self.show(patches);
        }
    }

    /// Writes the files, if there are unsaved changes.
    pub(super) fn save(&mut self) -> Result<(), ApiError> {
        if self.is_saved() {
            return Ok(());
        }
        if let Some(what) = &self.conflict {
            return Err(ApiError::Conflict(what.clone()));
        }
        let written = self.write();
        self.failure = written.as_ref().err().map(ToString::to_string);
        // A failed write is tried again after the usual pause, not all the time.
        self.last_change = Instant::now();
        written?;
        match &self.conflict {
            Some(what) => Err(ApiError::Conflict(what.clone())),
            None => Ok(()),
        }
    }

    /// Writes both files. Where another program changes them meanwhile, that is taken over first; if it is
    /// not done with it, or a person has to be asked, nothing is written.
    fn write(&mut self) -> Result<()> {
        for _ in 0..MOST_TRIES {
            if self.put()? {
                return Ok(());
            }
            if self.files.look() == Look::Changing || !self.take_over() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Writes both files; `false` when one is not what was read.
    fn put(&mut self) -> Result<bool> {
        let parallel = self.base.with_bitext(self.bitext.clone());
        let journal = &mut self.journal;
        let mut digests = Digests::default();
        let saving = self.project.save_with(
            &parallel,
            Manners {
                marked: None,
                known: &self.raw,
                before: Some(&mut |bitext: &[u8], text: Option<&[u8]>| {
                    digests = Digests::of_bytes(bitext, text);
                    journal.put(JournalEntry::Saving {
                        file: digests.bitext.clone(),
                        text: digests.text.clone(),
                    })
                }),
            },
        )?;
        let Saving::Done(saved) = saving else {
            return Ok(false);
        };
        self.saved(*saved, &digests)?;
        Ok(true)
    }

    /// Goes on with what was written. The beads and their history stay as they are; what waits to be written
    /// is known now.
    fn saved(&mut self, mut saved: Saved, digests: &Digests) -> Result<()> {
        let mut waiting = Vec::new();
        if saved.bitext.beads.len() == self.bitext.beads.len() {
            let beads = self.bitext.beads.iter_mut().zip(&saved.bitext.beads);
            for (at, (mine, written)) in beads.enumerate() {
                if mine.pending() != written.pending() {
                    mine.state_mut().pending = written.pending().cloned();
                    mine.tidy();
                    waiting.push(same(at));
                }
            }
        }
        let (mine, written) = (
            &mut self.bitext.target.sentences,
            &saved.bitext.target.sentences,
        );
        let texts =
            |pair: (&crate::bitext::Sentence, &crate::bitext::Sentence)| pair.0.text == pair.1.text;
        if mine.len() == written.len() && mine.iter().zip(written).all(texts) {
            for (mine, written) in mine.iter_mut().zip(written) {
                (mine.bytes, mine.at) = (written.bytes, written.at);
                (mine.block, mine.kind) = (written.block, written.kind);
            }
        }
        self.bitext
            .target
            .reading
            .clone_from(&saved.bitext.target.reading);
        self.raw.append(&mut saved.raw);
        let most = self.raw.len().saturating_sub(MOST_RAW);
        self.raw.drain(..most);
        if !saved.dropped.is_empty() {
            self.told.push(format!(
                "Left out with its words: {}. Undo brings it back.",
                saved.dropped.join(" ")
            ));
        }
        self.base.take_saved(saved);
        self.files.renew(&self.base);
        self.journal.saved(digests)?;
        self.journaled = (0, 0);
        self.unsaved_since = None;
        self.held = None;
        if !waiting.is_empty() {
            self.version += 1;
            self.log(waiting);
        }
        Ok(())
    }

    /// Saves what is unsaved before the workbench ends. Waits for another program that is changing the files.
    pub(super) fn close(&mut self) -> Result<(), ApiError> {
        let start = Instant::now();
        loop {
            self.save()?;
            if self.is_saved() || start.elapsed() >= OVERDUE {
                break;
            }
            std::thread::sleep(IDLE / 2);
        }
        if self.is_saved() {
            return Ok(());
        }
        Err(ApiError::Conflict(
            "another program goes on changing the file".into(),
        ))
    }

    /// Resolves a conflict with the files.
    pub(super) fn settle(&mut self, how: ConflictChoice) -> Result<String, ApiError> {
        if self.conflict.is_none() {
            return Err(ApiError::Unknown(
                "there is no conflict with the file".into(),
            ));
        }
        let path = self.files.path().to_owned();
        let theirs = self.project.open_working(&path)?;
        let mut said = match how {
            ConflictChoice::Mine => "kept what is here",
            ConflictChoice::Theirs => "took what the file holds",
            ConflictChoice::Merge => "merged both",
        }
        .to_owned();
        match how {
            ConflictChoice::Mine => {
                let mine = self.bitext.clone();
                self.adopt(theirs, mine);
                self.unsaved_since.get_or_insert_with(Instant::now);
            }
            ConflictChoice::Theirs => {
                if !self.is_saved() {
                    let aside = beside(&path, "mine.bitext.jsonl")?;
                    write_atomically(&aside, |out| jsonl::write(&self.bitext, out))?;
                    said = format!("{said}; what was here is in {}", aside.display());
                }
                let next = theirs.bitext.clone();
                self.journal.saved(&Digests::of(&theirs))?;
                self.journaled = (0, 0);
                self.adopt(theirs, next);
                self.unsaved_since = None;
            }
            ConflictChoice::Merge => {
                let (next, failed) = self.on(&theirs.bitext);
                if !failed.is_empty() {
                    let aside = self.journal.put_aside(&failed)?;
                    said = format!(
                        "{said}; {} changes could not be done again: they are in {}",
                        failed.len(),
                        aside.display()
                    );
                }
                self.adopt(theirs, next);
                let conflicts = self.counts().conflicts;
                if conflicts > 0 {
                    said = format!("{said}; {conflicts} sentences are in conflict");
                }
            }
        }
        self.conflict = None;
        self.is_unreadable = false;
        self.held = None;
        self.save()?;
        Ok(said)
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
