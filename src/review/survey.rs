//! What is known of the texts that are not open: their numbers, and their words as long as there is room
//! for them. A text whose files have changed since is read anew.

use std::path::MAIN_SEPARATOR;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::common::Common;
use super::counts::{BeadCounts, FindingCounts, Tally};
use super::file::Stamp;
use super::findings::check;
use super::listed::Listed;
use super::state::lock;
use super::view::list_title;
use crate::bitext::Bitext;
use crate::error::{Error, Result};
use crate::project::{Project, Silent};

/// The most bytes of words that are kept in memory for searching.
const MOST_WORDS: usize = 24 << 20;

/// What is known of one text.
#[derive(Clone, Debug)]
pub(super) struct Surveyed {
    stamps: Vec<Option<Stamp>>,
    generation: u64,
    /// The title that it gives itself.
    pub(super) title: Option<String>,
    /// The numbers, or why it cannot be opened.
    pub(super) tally: Result<Tally, String>,
    words: Option<Arc<Bitext>>,
    /// The bytes of its words that count as kept.
    kept: usize,
}

/// All texts, by their number in the list.
pub(super) struct Survey {
    project: Project,
    places: Vec<Place>,
    kept: AtomicUsize,
}

/// What is known of one text, and who is reading it.
#[derive(Default)]
struct Place {
    known: Mutex<Option<Arc<Surveyed>>>,
    /// Held while the text is read, so that it is read once.
    reading: Mutex<()>,
}

impl Survey {
    /// A survey of so many texts, of which nothing is known yet.
    pub(super) fn new(common: &Common, number: usize) -> Survey {
        // Texts are read one by one beside other work, and what differs is said when one is opened.
        let mut project = common.project.clone().reporting(Arc::new(Silent));
        project.jobs = 1;
        Survey {
            project,
            places: (0..number).map(|_| Place::default()).collect(),
            kept: AtomicUsize::new(0),
        }
    }

    /// What was known at the last look, without waiting and without looking at the files; `None` before the
    /// first.
    pub(super) fn glance(&self, at: usize) -> Option<Arc<Surveyed>> {
        lock(&self.places[at].known).clone()
    }

    /// What is known of a text; it is read if that is not of its files as they are.
    pub(super) fn look(&self, at: usize, text: &Listed, common: &Common) -> Arc<Surveyed> {
        let _reading = lock(&self.places[at].reading);
        let stamps = text.stamps();
        let generation = common.generation();
        let before = self.glance(at);
        if let Some(known) = &before
            && known.stamps == stamps
            && known.generation == generation
        {
            return known.clone();
        }
        let freed = before.as_ref().map_or(0, |before| before.kept);
        self.kept.fetch_sub(freed, Ordering::Relaxed);
        // Where only the rules have changed, the words are those that were read.
        let known = before
            .filter(|before| before.stamps == stamps)
            .and_then(|before| Some((before.words.clone()?, before.title.clone())));
        let read = match known {
            Some(known) => Ok(known),
            None => self.read(text),
        };
        let now = Arc::new(match read {
            Ok(words) => self.surveyed(stamps, text, words, common),
            Err(error) => Surveyed {
                stamps,
                generation,
                title: None,
                tally: Err(told(&error, common)),
                words: None,
                kept: 0,
            },
        });
        *lock(&self.places[at].known) = Some(now.clone());
        now
    }

    /// The words of a text, and its title.
    fn read(&self, text: &Listed) -> Result<(Arc<Bitext>, Option<String>)> {
        let parallel = text.read(&self.project)?;
        let title = list_title(parallel.chinese_file(), &parallel.bitext);
        Ok((Arc::new(parallel.bitext), title))
    }

    fn surveyed(
        &self,
        stamps: Vec<Option<Stamp>>,
        text: &Listed,
        (bitext, title): (Arc<Bitext>, Option<String>),
        common: &Common,
    ) -> Surveyed {
        let setup = common.check_setup(&bitext, (&text.bitext, Some(&text.text.name)), 1);
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
            title,
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
        words.or_else(|| self.read(text).ok().map(|(words, _)| words))
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

/// An error with its help, in one line. Files are named from where the user stands.
pub(super) fn told(error: &Error, common: &Common) -> String {
    let said = match error {
        Error::Usage { what, help } if !help.is_empty() => {
            format!("{what}: {help}")
        }
        Error::Input { place, what, help } if !help.is_empty() => {
            format!("{place}: {what}: {help}")
        }
        other => other.to_string(),
    };
    match &common.project.here {
        Some(here) => said.replace(&format!("{}{MAIN_SEPARATOR}", here.display()), ""),
        None => said,
    }
}
