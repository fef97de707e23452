//! The history of a project's texts, read once for all of them and when it is first asked for.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::commits::History;
use super::repository::Repository;
use super::stale::StaleSince;
use crate::bitext::Bitext;
use crate::error::{Error, Place, Result};
use crate::files::is_standard_input;
use crate::project::{KeptKey, Project};

/// What git knows of the texts of a project, shared by the threads that work on them.
#[derive(Default)]
pub(in crate::project) struct SharedHistory {
    read: OnceLock<Option<History>>,
    /// Held while it is read: the other threads wait for it.
    reading: Mutex<()>,
    head: OnceLock<Option<String>>,
    /// Whether it was said that the history ends too early.
    is_told: AtomicBool,
}

impl Project {
    /// The history of the project's texts; `None` where git keeps none of them.
    fn shared_history(&self) -> Result<Option<&History>> {
        let _one = self
            .past
            .reading
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if self.past.read.get().is_none() {
            let list = self.text_list()?;
            let files: Vec<&Path> = list
                .texts
                .iter()
                .flat_map(|text| [text.source.as_path(), text.target.as_path()])
                .collect();
            let _ = self.past.read.set(self.history(&files)?);
        }
        Ok(self.past.read.get().and_then(Option::as_ref))
    }

    /// The commit that the project's folder is at, and where a shallow clone ends: what decides on what history says
    /// of texts without a bitext.
    pub(in crate::project) fn head(&self) -> Option<&str> {
        let head = self.past.head.get_or_init(|| {
            let repository = Repository::find(&self.config.folder).ok()??;
            let head = repository.commit("HEAD").ok()?;
            let borders = repository.borders().unwrap_or_default();
            Some([vec![head], borders].concat().join(" "))
        });
        head.as_deref()
    }

    /// Writes into the links of two texts that have no bitext yet what history says of them: the Chinese that
    /// English was made of which has not changed since. Gives the number of links of which the history of a
    /// shallow clone does not tell; that there are such is said once.
    ///
    /// # Errors
    /// With `locked`, a history that does not tell, and one that git cannot give.
    pub fn take_was_from_history(
        &self,
        bitext: &mut Bitext,
        files: (&Path, &Path),
    ) -> Result<usize> {
        if is_standard_input(files.0) || is_standard_input(files.1) {
            return Ok(0);
        }
        let StaleSince { was, unknown } = match self.stale_of(bitext, files) {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(0),
            Err(error) if self.locked => return Err(error),
            Err(error) => {
                // Everything but this can be done without git.
                if !self.past.is_told.swap(true, Ordering::Relaxed) {
                    self.warn(format_args!(
                        "whether English is older than its Chinese is not known: {error}"
                    ));
                }
                return Ok(0);
            }
        };
        for (bead, was) in was {
            if let Some(bead) = bitext.beads.get_mut(bead) {
                bead.state_mut().was = Some(was);
            }
        }
        if unknown > 0 {
            const WHAT: &str = "whether English is older than its Chinese is not known of every sentence: this clone is shallow, and its history ends too early";
            const HELP: &str =
                "git fetch --unshallow brings the rest; in GitHub Actions: fetch-depth: 0";
            if self.locked {
                return Err(Error::input(Place::file(files.1), WHAT, HELP));
            }
            if !self.past.is_told.swap(true, Ordering::Relaxed) {
                self.warn(format_args!("{WHAT} ({HELP})"));
            }
        }
        Ok(unknown)
    }

    /// What is stale in a text; `None` where git keeps none of it.
    fn stale_of(&self, bitext: &Bitext, files: (&Path, &Path)) -> Result<Option<StaleSince>> {
        if self.has_texts() {
            // Where git does not even know a commit here, it is not asked for each text.
            if self.head().is_none() {
                return Ok(None);
            }
            if let Some(history) = self.shared_history()?
                && history.knows(files.0)
                && history.knows(files.1)
            {
                return self.stale_kept(history, bitext, files).map(Some);
            }
        }
        match self.history(&[files.0, files.1])? {
            Some(history) => self.stale_kept(&history, bitext, files).map(Some),
            None => Ok(None),
        }
    }

    /// What is stale in a text, as it was found before where nothing changed.
    fn stale_kept(
        &self,
        history: &History,
        bitext: &Bitext,
        files: (&Path, &Path),
    ) -> Result<StaleSince> {
        if let Some(found) = history.none_stale(bitext, files) {
            return Ok(found);
        }
        let Some(kept) = self.kept() else {
            return self.stale_since(history, bitext, files);
        };
        let links: Vec<_> = bitext.beads.iter().map(|bead| bead.span()).collect();
        let links = format!("{links:?}");
        let words = [&bitext.source, &bitext.target].map(|side| side.texts().join("\n"));
        let at = history.stamp(files);
        let key = KeptKey::new(
            "stale",
            &[
                at.as_bytes(),
                words[0].as_bytes(),
                words[1].as_bytes(),
                links.as_bytes(),
                self.cut_digest().as_bytes(),
                self.config.read.digest().as_bytes(),
            ],
        );
        let known = kept.get(&key);
        if let Some((was, unknown)) = known.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            return Ok(StaleSince { was, unknown });
        }
        let found = self.stale_since(history, bitext, files)?;
        if let Ok(bytes) = serde_json::to_vec(&(&found.was, found.unknown)) {
            kept.put(&key, &bytes);
        }
        Ok(found)
    }
}
