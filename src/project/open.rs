//! Opening a pair: a bitext, or two texts that are aligned now.

use std::path::{Path, PathBuf};

use super::{HintFiles, Parallel, Project, Reading};
use crate::bitext::format::{self, BitextFormat};
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
        if let Some(path) = self.bitext_named(inputs) {
            let parallel = self.open_bitext(&path)?;
            if let (Some(from), Some(reading)) = (inputs.from, &parallel.bitext.target.reading)
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
            return Ok(parallel);
        }
        if let (None, None, Some(bitext)) =
            (inputs.source, inputs.target, &self.config.project.bitext)
            && self.locked
        {
            return Err(Error::input(
                Place::file(bitext),
                "the bitext of this project is not there",
                "make it and commit it: duizhao align ZH EN -o (this file)",
            ));
        }
        let (source, target) = self.texts_named(inputs)?;
        let reading = Reading {
            lines: false,
            from: inputs.from,
        };
        let pair = self.read_pair(&source, &target, reading)?;
        let files = HintFiles {
            onto: inputs.onto,
            ..HintFiles::default()
        };
        self.align(pair, files)
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
        let bitext = format::read(path)?;
        Ok(Parallel::of_bitext(bitext, path, self.text_options()))
    }

    /// The bitext that is named by itself, or, where nothing is named, the project's, if it is there.
    fn bitext_named(&self, inputs: Inputs<'_>) -> Option<PathBuf> {
        match (inputs.source, inputs.target) {
            (Some(path), None) => Some(path.to_owned()),
            (None, None) => {
                let bitext = self.config.project.bitext.clone();
                bitext.filter(|path| path.is_file())
            }
            _ => None,
        }
    }

    /// The two texts that were named, else those of the settings.
    pub(super) fn texts_named(&self, inputs: Inputs<'_>) -> Result<(PathBuf, PathBuf)> {
        if let (Some(source), Some(target)) = (inputs.source, inputs.target) {
            return Ok((source.to_owned(), target.to_owned()));
        }
        match (&self.config.project.source, &self.config.project.target) {
            (Some(source), Some(target)) => Ok((source.clone(), target.clone())),
            _ => Err(Error::usage(
                "no texts were named",
                "name the Chinese text and its translation, or set source and target in duizhao.toml (duizhao init makes one)",
            )),
        }
    }
}
