//! The history of a project's texts, read once for all of them, and what is taken from it when a text is opened
//! that has no bitext yet.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::commits::{History, LastChange};
use super::stale::StaleSince;
use crate::bitext::Bitext;
use crate::error::{Error, Place, Result};
use crate::files::is_standard_input;
use crate::project::{KeptKey, Parallel, Project};

/// The history of the texts of a project, as soon as somebody asks for it.
#[derive(Default)]
pub(in crate::project) struct KnownHistory {
    /// What git gave, or why it gave nothing.
    read: OnceLock<std::result::Result<Option<History>, String>>,
    /// Whether it was said that the history of this clone ends too early.
    is_said: AtomicBool,
}

impl Project {
    /// The commits that last changed the Chinese and the English of a text; `None` where git keeps neither.
    ///
    /// # Errors
    /// Git refuses to tell.
    pub fn last_changes(&self, files: (&Path, &Path)) -> Result<Option<[LastChange; 2]>> {
        self.with_history(files, |history| {
            Ok([history.last_change(files.0), history.last_change(files.1)])
        })
    }

    /// Writes into the links of a pair that has no bitext yet the Chinese that was before, where git's history says
    /// that it changed and its English did not. Of how many links the history of a shallow clone does not tell is
    /// in [`Parallel::stale_unknown`]; it is said once.
    ///
    /// # Errors
    /// With `locked`, a history that does not tell. What git cannot give.
    pub fn take_stale(&self, parallel: &mut Parallel, files: (&Path, &Path)) -> Result<()> {
        parallel.stale_unknown = self.take_stale_into(&mut parallel.bitext, files)?;
        Ok(())
    }

    /// The same for a bitext, the Chinese as its source; gives the number of links of which history does not tell.
    ///
    /// # Errors
    /// As [`Project::take_stale`].
    pub fn take_stale_into(&self, bitext: &mut Bitext, files: (&Path, &Path)) -> Result<usize> {
        if is_standard_input(files.0) || is_standard_input(files.1) {
            return Ok(0);
        }
        let found = self.with_history(files, |history| self.stale_kept(history, bitext, files));
        let StaleSince { was, unknown } = match found {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(0),
            Err(error) if self.locked => return Err(error),
            Err(error) => {
                // Everything but this can be done without git.
                if !self.history.is_said.swap(true, Ordering::Relaxed) {
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
            self.tell_unknown(files.1)?;
        }
        Ok(unknown)
    }

    fn tell_unknown(&self, english: &Path) -> Result<()> {
        let what = "this clone is shallow: its history does not tell whether English is older than its Chinese";
        let help = "fetch the rest: `git fetch --unshallow` (in GitHub Actions: actions/checkout with fetch-depth: 0), or make the bitexts, which keep it";
        if self.locked {
            return Err(Error::input(Place::file(english), what, help));
        }
        if !self.history.is_said.swap(true, Ordering::Relaxed) {
            self.warn(format_args!("{what}; {help}"));
        }
        Ok(())
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

    /// Asks the history of the project's texts, or of these files where they are none of them.
    fn with_history<T>(
        &self,
        files: (&Path, &Path),
        ask: impl FnOnce(&History) -> Result<T>,
    ) -> Result<Option<T>> {
        if self.has_texts() {
            let read = self.history.read.get_or_init(|| {
                let all = self.files_of_all();
                let all: Vec<&Path> = all.iter().map(PathBuf::as_path).collect();
                self.history(&all).map_err(|error| error.to_string())
            });
            match read {
                Ok(Some(history)) if history.knows(files.0) && history.knows(files.1) => {
                    return ask(history).map(Some);
                }
                Ok(_) => {}
                Err(said) => return Err(Error::usage(said.clone(), "")),
            }
        }
        match self.history(&[files.0, files.1])? {
            Some(history) => ask(&history).map(Some),
            None => Ok(None),
        }
    }

    fn files_of_all(&self) -> Vec<PathBuf> {
        let texts = self.text_list().map(|list| list.texts).unwrap_or_default();
        let files = texts
            .into_iter()
            .flat_map(|text| [text.source, text.target]);
        files.filter(|file| !file.as_os_str().is_empty()).collect()
    }
}
