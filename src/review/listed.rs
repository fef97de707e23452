//! The texts that the workbench lists: their names, and the files that they are opened from.

use std::path::{Path, PathBuf};

use super::file::Stamp;
use crate::error::{Error, Place, Result};
use crate::files;
use crate::project::{HintFiles, Parallel, Project, Reading};

/// A text that the workbench can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskText {
    /// The name, unique in its list.
    pub name: String,
    /// The title; the first heading of the Chinese where none is given.
    pub title: Option<String>,
    /// The part of the book that it belongs to.
    pub part: Option<String>,
    /// Where it is.
    pub files: TextFiles,
}

/// The files of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextFiles {
    /// A bitext, which names its texts.
    Bitext(PathBuf),
    /// Two texts and the place of their bitext, which need not be there yet.
    Pair {
        /// The Chinese text.
        source: PathBuf,
        /// The English text.
        target: PathBuf,
        /// The bitext.
        bitext: PathBuf,
    },
}

impl DeskText {
    /// A bitext as the only text of a list.
    #[must_use]
    pub fn of_bitext(path: &Path) -> DeskText {
        DeskText {
            name: path.display().to_string(),
            title: None,
            part: None,
            files: TextFiles::Bitext(path.to_owned()),
        }
    }

    /// The bitext, whether it is there or not.
    pub(super) fn bitext(&self) -> &Path {
        match &self.files {
            TextFiles::Bitext(path) => path,
            TextFiles::Pair { bitext, .. } => bitext,
        }
    }

    /// The bitext; where there is none the two texts are aligned, and it is written.
    ///
    /// # Errors
    /// A text that is not there or cannot be read; a bitext that cannot be written.
    pub(super) fn make_bitext(&self, project: &Project) -> Result<&Path> {
        if let TextFiles::Pair {
            source,
            target,
            bitext,
        } = &self.files
            && !bitext.is_file()
        {
            is_there(source, target)?;
            if let Some(folder) = bitext.parent().filter(|folder| !folder.is_dir()) {
                std::fs::create_dir_all(folder).map_err(|source| Error::Write {
                    path: folder.to_owned(),
                    source,
                })?;
            }
            project.write_new_bitext((source, target), bitext)?;
        }
        Ok(self.bitext())
    }

    /// Reads the text to look at it. Nothing is written.
    ///
    /// # Errors
    /// As [`DeskText::make_bitext`].
    pub(super) fn read(&self, project: &Project) -> Result<Parallel> {
        match &self.files {
            TextFiles::Pair {
                source,
                target,
                bitext,
            } if !bitext.is_file() => {
                is_there(source, target)?;
                let pair = project.read_pair(source, target, Reading::default())?;
                project.align(pair, HintFiles::default())
            }
            _ => project.open_working(self.bitext()),
        }
    }

    /// What the files are now, by which a change is noticed without reading them.
    pub(super) fn stamps(&self) -> Vec<Option<Stamp>> {
        let paths: Vec<&Path> = match &self.files {
            TextFiles::Bitext(path) => vec![path],
            TextFiles::Pair {
                source,
                target,
                bitext,
            } => vec![source, target, bitext],
        };
        paths.into_iter().map(Stamp::of).collect()
    }
}

/// Both texts are there.
fn is_there(source: &Path, target: &Path) -> Result<()> {
    for (path, what, help) in [
        (source, "the Chinese text is not there", ""),
        (
            target,
            "the English text is not there",
            "`duizhao translate` makes one, or put it there",
        ),
    ] {
        if !files::is_standard_input(path) && !path.is_file() {
            return Err(Error::input(Place::file(path), what, help));
        }
    }
    Ok(())
}
