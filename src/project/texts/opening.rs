//! Opening a text of a list.

use std::path::{Path, PathBuf};

use super::{Presence, ProjectText};
use crate::bitext::format::BitextFormat;
use crate::error::{Error, Place, Result};
use crate::project::{HintFiles, Parallel, Project, Reading};

/// The way to open a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opening<'a> {
    /// The id of the format of both texts; by the files' names where there is none.
    pub from: Option<&'a str>,
    /// A bitext whose decisions the two texts keep.
    pub onto: Option<&'a Path>,
}

impl Project {
    /// Opens a text: its bitext where it is there, else both texts, which are aligned now. The links of texts that
    /// were aligned before and are the same are kept ([`Kept`](crate::project::Kept)).
    ///
    /// # Errors
    /// A text that is not there; files that cannot be read; as [`Project::open_bitext`].
    pub fn open_text(&self, text: &ProjectText) -> Result<Parallel> {
        self.open_text_as(text, Opening::default())
    }

    /// The same, with wishes.
    ///
    /// # Errors
    /// As [`Project::open_text`]; another format than the bitext's.
    pub fn open_text_as(&self, text: &ProjectText, opening: Opening<'_>) -> Result<Parallel> {
        if opening.onto.is_none() {
            if let Some(bitext) = text.bitext.as_deref()
                && (bitext.is_file() || text.is_bitext_alone())
            {
                return self.open_bitext_as(bitext, opening.from);
            }
            if let (Some(bitext), true) = (&text.bitext, self.locked) {
                return Err(Error::input(
                    Place::file(bitext),
                    "the bitext of this text is not there",
                    "make it and commit it: duizhao align",
                ));
            }
        }
        self.must_be_there(text)?;
        let reading = Reading {
            lines: false,
            from: opening.from,
        };
        let pair = self.read_pair(&text.source, &text.target, reading)?;
        match opening.onto {
            None => {
                let files = pair.files();
                let mut parallel = self.align_kept(pair)?;
                if self.has_texts() {
                    let files = (files[0].as_path(), files[1].as_path());
                    let unknown = self.take_was_from_history(&mut parallel.bitext, files)?;
                    parallel.stale_unknown = unknown;
                }
                Ok(parallel)
            }
            Some(_) => self.align(
                pair,
                HintFiles {
                    onto: opening.onto,
                    ..HintFiles::default()
                },
            ),
        }
    }

    /// Opens a text to tell its state: a conflict is part of it.
    ///
    /// # Errors
    /// As [`Project::open_text`].
    pub(in crate::project) fn open_text_to_show(&self, text: &ProjectText) -> Result<Parallel> {
        match text.bitext_there() {
            Some(bitext) if BitextFormat::by_path(bitext)?.id == "jsonl" => {
                self.open_working(bitext)
            }
            _ => self.open_text(text),
        }
    }

    /// The Chinese that an English text of the project translates; of the only text, also for another version of
    /// its English.
    pub(in crate::project) fn chinese_for(&self, english: &Path) -> Option<PathBuf> {
        let settings = &self.config.project;
        if let ([only], None) = (settings.source.0.as_slice(), &settings.target) {
            return Some(self.config.folder.join(only));
        }
        let list = self.text_list().ok()?;
        let names = [english.to_owned()];
        let named = self.texts_by_names(&list, &names).ok();
        let text = match (named.as_deref(), list.texts.as_slice()) {
            (Some([text]), _) => text,
            (_, [only]) => only,
            _ => return None,
        };
        (!text.is_bitext_alone()).then(|| text.source.clone())
    }

    /// # Errors
    /// A text of a project that is not there.
    pub(in crate::project) fn must_be_there(&self, text: &ProjectText) -> Result<()> {
        match text.presence {
            Presence::Both => Ok(()),
            Presence::NoSource => Err(Error::input(
                Place::file(Path::new(&self.name_here(&text.source))),
                "this text is listed, and is not there",
                "take it out of the list, or bring it back",
            )),
            Presence::NoTarget => Err(Error::input(
                Place::file(Path::new(&self.name_here(&text.target))),
                format!("the English of {} is not there", text.name),
                "duizhao translate makes it; or set target to where it is",
            )),
        }
    }
}
