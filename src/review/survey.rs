//! What is known of the texts that are not open: their numbers, and their words as long as there is room
//! for them. A text whose files have changed since is read anew.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, TryLockError};

use super::common::Common;
use super::counts::{BeadCounts, FindingCounts, Tally};
use super::file::Stamp;
use super::findings::check;
use super::listed::Listed;
use super::state::lock;
use super::view::title;
use crate::bitext::Bitext;
use crate::error::Result;
use crate::project::{Project, Silent};

/// The most bytes of words that are kept in memory for searching.
const MOST_WORDS: usize = 24 << 20;

/// What is known of one text.
#[derive(Clone, Debug)]
pub(super) struct Surveyed {
    stamps: Vec<Option<Stamp>>,
    generation: u64,
    /// The first heading of the Chinese.
    pub(super) title: Option<String>,
    /// The numbers, or why it cannot be opened.
    pub(super) tally: Result<Tally, String>,
    words: Option<Arc<Bitext>>,
    /// The bytes of its words that count as kept.
    kept: usize,
}

/// What a look at a text without waiting shows.
pub(super) enum Glance {
    Known(Arc<Surveyed>),
    /// Not read yet, or being read now.
    Unknown,
}

/// All texts, by their number in the list.
pub(super) struct Survey {
    project: Project,
    seen: Vec<Mutex<Option<Arc<Surveyed>>>>,
    kept: AtomicUsize,
}

impl Survey {
    /// A survey of so many texts, of which nothing is known yet.
    pub(super) fn new(common: &Common, number: usize) -> Survey {
        // Texts are read one by one beside other work, and what differs is said when one is opened.
        let mut project = common.project.clone().reporting(Arc::new(Silent));
        project.jobs = 1;
        Survey {
            project,
            seen: (0..number).map(|_| Mutex::new(None)).collect(),
            kept: AtomicUsize::new(0),
        }
    }

    /// What was known at the last look, without waiting and without looking at the files.
    pub(super) fn glance(&self, at: usize) -> Glance {
        let seen = match self.seen[at].try_lock() {
            Ok(seen) => seen.clone(),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner().clone(),
            Err(TryLockError::WouldBlock) => None,
        };
        seen.map_or(Glance::Unknown, Glance::Known)
    }

    /// What is known of a text; it is read if that is not of its files as they are.
    pub(super) fn look(&self, at: usize, text: &Listed, common: &Common) -> Arc<Surveyed> {
        let mut seen = lock(&self.seen[at]);
        let stamps = text.stamps();
        let generation = common.generation();
        if let Some(known) = seen.as_ref()
            && known.stamps == stamps
            && known.generation == generation
        {
            return known.clone();
        }
        let before = seen.take();
        self.kept.fetch_sub(
            before.as_ref().map_or(0, |before| before.kept),
            Ordering::Relaxed,
        );
        // Where only the rules have changed, the words are those that were read.
        let words = before
            .filter(|before| before.stamps == stamps)
            .and_then(|before| before.words.clone());
        let read = match words {
            Some(words) => Ok(words),
            None => self.read(text),
        };
        let now = Arc::new(match read {
            Ok(bitext) => self.surveyed(stamps, text, bitext, common),
            Err(error) => Surveyed {
                stamps,
                generation,
                title: None,
                tally: Err(told(&error)),
                words: None,
                kept: 0,
            },
        });
        *seen = Some(now.clone());
        now
    }

    fn read(&self, text: &Listed) -> Result<Arc<Bitext>> {
        Ok(Arc::new(text.read(&self.project)?.bitext))
    }

    fn surveyed(
        &self,
        stamps: Vec<Option<Stamp>>,
        text: &Listed,
        bitext: Arc<Bitext>,
        common: &Common,
    ) -> Surveyed {
        let setup = common.check_setup(&bitext, &text.bitext, 1);
        let checked = check(&bitext, &setup);
        let size = size(&bitext);
        let kept = self.kept.fetch_add(size, Ordering::Relaxed);
        let has_room = kept + size <= MOST_WORDS;
        if !has_room {
            self.kept.fetch_sub(size, Ordering::Relaxed);
        }
        Surveyed {
            stamps,
            generation: setup.generation,
            title: title(&bitext).map(str::to_owned),
            tally: Ok(Tally {
                links: bitext.beads.len(),
                beads: BeadCounts::of(&bitext, common.low),
                findings: FindingCounts::of(checked.all()),
            }),
            words: has_room.then_some(bitext),
            kept: if has_room { size } else { 0 },
        }
    }

    /// The words of a text that was looked at; they are read again if there was no room to keep them.
    /// `None` where it cannot be opened.
    pub(super) fn words(&self, surveyed: &Surveyed, text: &Listed) -> Option<Arc<Bitext>> {
        if surveyed.tally.is_err() {
            return None;
        }
        let words = surveyed.words.clone();
        words.or_else(|| self.read(text).ok())
    }
}

/// The bytes of the words of both sides.
fn size(bitext: &Bitext) -> usize {
    let sides = [&bitext.source, &bitext.target].into_iter();
    sides
        .flat_map(|side| &side.sentences)
        .map(|sentence| sentence.text.len())
        .sum()
}

/// An error with its help, in one line.
pub(super) fn told(error: &crate::error::Error) -> String {
    match error {
        crate::error::Error::Usage { what, help } if !help.is_empty() => {
            format!("{what}: {help}")
        }
        crate::error::Error::Input { place, what, help } if !help.is_empty() => {
            format!("{place}: {what}: {help}")
        }
        other => other.to_string(),
    }
}
