//! A text of the list as the workbench opens it: its bitext, what it is read from, and what its files are.

use std::path::{Path, PathBuf};

use super::file::Stamp;
use crate::error::Result;
use crate::project::{Parallel, Presence, Project, ProjectText};

/// A text that can be opened.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) text: ProjectText,
    /// The bitext that is worked on, whether it is there or not.
    pub(super) bitext: PathBuf,
}

impl Listed {
    pub(super) fn new(text: ProjectText) -> Listed {
        Listed {
            bitext: text.bitext_for_review(),
            text,
        }
    }

    /// The bitext; where there is none the two texts are aligned, and it is written.
    ///
    /// # Errors
    /// A text that is not there or cannot be read; a bitext that cannot be written.
    pub(super) fn make_bitext(&self, project: &Project) -> Result<PathBuf> {
        project.bitext_to_review(&self.now())
    }

    /// Reads the text to look at it. Nothing is written.
    ///
    /// # Errors
    /// A text that is not there or cannot be read.
    pub(super) fn read(&self, project: &Project) -> Result<Parallel> {
        if self.bitext.is_file() || self.text.is_bitext_alone() {
            project.open_working(&self.bitext)
        } else {
            project.open_text(&self.now())
        }
    }

    /// The text with those of its files that are there now; some may have come since it was listed.
    fn now(&self) -> ProjectText {
        let mut text = self.text.clone();
        if !text.is_bitext_alone() {
            text.presence = match (text.source.is_file(), text.target.is_file()) {
                (true, true) => Presence::Both,
                (true, false) => Presence::NoTarget,
                (false, _) => Presence::NoSource,
            };
        }
        text
    }

    /// What the files are now, by which a change is noticed without reading them.
    pub(super) fn stamps(&self) -> Vec<Option<Stamp>> {
        let files: [&Path; 3] = [&self.bitext, &self.text.source, &self.text.target];
        files.into_iter().map(Stamp::of).collect()
    }
}
