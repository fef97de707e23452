//! The history of a project's texts, read once for all of them and when it is first asked for.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{History, Repository};
use crate::bitext::Bitext;
use crate::error::{Error, Place, Result};
use crate::project::Project;

/// What git knows of the texts of a project, shared by the threads that work on them.
#[derive(Default)]
pub(in crate::project) struct SharedHistory {
    read: OnceLock<Option<History>>,
    head: OnceLock<Option<String>>,
    /// Whether it was said that the history ends too early.
    is_told: AtomicBool,
}

impl Project {
    /// The history of the project's texts; `None` where git keeps none of them.
    fn shared_history(&self) -> Result<Option<&History>> {
        if self.past.read.get().is_none() {
            let list = self.text_list()?;
            let files: Vec<&Path> = list
                .texts
                .iter()
                .flat_map(|text| [text.source.as_path(), text.target.as_path()])
                .collect();
            let history = self.history(&files)?;
            // Another thread may have read it meanwhile: it is the same.
            let _ = self.past.read.set(history);
        }
        Ok(self.past.read.get().and_then(Option::as_ref))
    }

    /// The commit that the project's folder is at, which decides on what history says of texts without a bitext.
    pub(in crate::project) fn head(&self) -> Option<&str> {
        let head = self.past.head.get_or_init(|| {
            let repository = Repository::find(&self.config.folder).ok()??;
            repository.commit("HEAD").ok()
        });
        head.as_deref()
    }

    /// Writes into the links of two texts of the project, which have no bitext yet, what history says of them: the
    /// Chinese that English was made of which has not changed since.
    ///
    /// # Errors
    /// Those of git; with `locked`, a history that a shallow clone does not have.
    pub(in crate::project) fn take_was_from_history(
        &self,
        bitext: &mut Bitext,
        files: (&Path, &Path),
    ) -> Result<()> {
        if self.head().is_none() {
            return Ok(());
        }
        let Some(history) = self.shared_history()? else {
            return Ok(());
        };
        let stale = self.stale_since(history, bitext, files)?;
        for (bead, was) in stale.was {
            bitext.beads[bead].state_mut().was = Some(was);
        }
        if stale.unknown > 0 && !self.past.is_told.swap(true, Ordering::Relaxed) {
            const WHAT: &str = "whether English is older than its Chinese is not known of every sentence: this clone is shallow, and its history ends too early";
            const HELP: &str =
                "git fetch --unshallow brings the rest; in GitHub Actions: fetch-depth: 0";
            if self.locked {
                return Err(Error::input(Place::file(files.1), WHAT, HELP));
            }
            self.warn(format_args!("{WHAT} ({HELP})"));
        }
        Ok(())
    }
}
