//! Opening a pair: a bitext, or two texts that are aligned now.

use std::path::{Path, PathBuf};

use super::convert::lossy;
use super::{Opening, Parallel, Project};
use crate::bitext::Bitext;
use crate::bitext::format::{self, BitextFormat, Imported, Loss};
use crate::error::{Error, Place, Result};

/// The names a user gave, and how they are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs<'a> {
    /// The Chinese text, or a bitext; the project's where there is none.
    pub source: Option<&'a Path>,
    /// The English text.
    pub target: Option<&'a Path>,
    /// The id of the format of both texts.
    pub from: Option<&'a str>,
    /// A bitext whose decisions the two texts keep.
    pub onto: Option<&'a Path>,
}

impl Project {
    /// Opens what was named: a bitext, or two texts; where nothing was named, the project's bitext if it is
    /// there, else its texts.
    ///
    /// # Errors
    /// Names that neither the user nor the settings give; one text without its translation; files that cannot
    /// be read.
    pub fn open(&self, inputs: Inputs<'_>) -> Result<Parallel> {
        let opening = Opening {
            from: inputs.from,
            onto: inputs.onto,
        };
        self.open_text_as(self.chosen(&inputs.names())?.only()?, opening)
    }

    /// Opens a bitext file that is to be of texts in the format `from`.
    ///
    /// # Errors
    /// As [`Project::open_bitext`]; another format than the bitext's.
    pub fn open_bitext_as(&self, path: &Path, from: Option<&str>) -> Result<Parallel> {
        let parallel = self.open_bitext(path)?;
        if let (Some(from), Some(reading)) = (from, &parallel.bitext.target.reading)
            && reading.format != from
        {
            return Err(Error::usage(
                format!(
                    "the texts of {} are {}, and not {from}",
                    path.display(),
                    reading.format
                ),
                "a bitext remembers how its texts are read: leave --from out, or align them anew",
            ));
        }
        Ok(parallel)
    }

    /// Opens a bitext file. One that names its texts goes on with their words: where they have changed since,
    /// the changed stretches are linked anew, and this is said in a line.
    ///
    /// # Errors
    /// A file that is no bitext that can be read; texts that cannot be read; a bitext of version 1 with other
    /// words than its texts; with `locked`, any difference.
    pub fn open_bitext(&self, path: &Path) -> Result<Parallel> {
        if !BitextFormat::by_path(path).is_ok_and(BitextFormat::can_read) {
            return Err(Error::input(
                Place::file(path),
                "this is one text alone, and no bitext",
                "name the Chinese text and its translation, or a bitext (.bitext.jsonl, .tmx, .tsv)",
            ));
        }
        if BitextFormat::by_path(path)?.id == "jsonl" {
            let parallel = self.open_working(path)?;
            self.tell_difference(&parallel)?;
            self.refuse_conflicts(&parallel)?;
            return Ok(parallel);
        }
        let bitext = self.import(path)?;
        Ok(Parallel::of_bitext(bitext, path, self.text_options()))
    }
}

impl Project {
    /// Reads a bitext that has no texts beside it. Text of its file that is not in it is told in a line.
    ///
    /// # Errors
    /// As [`format::import`]; with `read.strict` such text.
    pub fn import(&self, path: &Path) -> Result<Bitext> {
        let Imported { bitext, losses } = format::import(path)?;
        let text: Vec<String> = losses
            .iter()
            .filter(|loss| loss.kind.is_text)
            .map(Loss::to_string)
            .collect();
        if !text.is_empty() {
            let what = format!("{}: left out: {}", path.display(), text.join("; "));
            if self.config.read.strict {
                return Err(lossy(&what));
            }
            self.warn(what);
        }
        self.tell_empty(&bitext, path)?;
        Ok(bitext)
    }

    /// Says that a bitext has no links; with `read.strict` that is an error.
    pub(super) fn tell_empty(&self, bitext: &Bitext, path: &Path) -> Result<()> {
        if !bitext.beads.is_empty() {
            return Ok(());
        }
        if self.config.read.strict {
            let help = "without --strict this is only said";
            return Err(Error::input(Place::file(path), EMPTY, help));
        }
        self.warn(format_args!("{}: {EMPTY}", path.display()));
        Ok(())
    }
}

/// What is said of a bitext without links.
const EMPTY: &str = "there are no links in it";

impl Inputs<'_> {
    /// The files that were named.
    #[must_use]
    pub fn names(&self) -> Vec<PathBuf> {
        let names = [self.source, self.target];
        names.into_iter().flatten().map(Path::to_owned).collect()
    }
}
