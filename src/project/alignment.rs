//! Aligning the two texts of a pair.

use super::hints::{HintFiles, OwnedHints};
use super::{Parallel, Project, TextPair};
use crate::align::Aligner;
use crate::bitext::Bitext;
use crate::error::Result;

impl Project {
    /// Aligns two texts and opens them with their bitext.
    ///
    /// # Errors
    /// Those of the hints and of [`Project::link`].
    pub fn align(&self, pair: TextPair, files: HintFiles<'_>) -> Result<Parallel> {
        let hints = OwnedHints::read(self, files, &pair)?;
        let bitext = self.link(&pair, &hints)?;
        Ok(Parallel::new(pair.chinese, pair.english, bitext))
    }

    /// The bitext of two texts, the Chinese as its source, with the beads that the hints keep.
    ///
    /// # Errors
    /// More sentences than can be aligned at once; hints that do not fit; those of the encoder.
    pub fn link(&self, pair: &TextPair, hints: &OwnedHints) -> Result<Bitext> {
        let (source, target) = self.languages();
        let bitext = Aligner::new(&pair.chinese, &pair.english)
            .languages(source, target)
            .hints(hints.given())
            .jobs(self.jobs)
            .run()?;
        self.progress(format_args!("aligned: {} links", bitext.beads.len()));
        Ok(bitext)
    }
}

impl TextPair {
    /// The same bitext with the text that the user named first as its source, whatever its language.
    #[must_use]
    pub fn as_given(&self, bitext: Bitext) -> Bitext {
        if self.swapped {
            bitext.turned_and_named()
        } else {
            bitext
        }
    }
}
