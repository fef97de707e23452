//! The texts of a project: which there are ([`TextList`]), which of them are meant ([`Chosen`]), and a piece of
//! work done for each of them. A single pair is a list of one.

mod chosen;
mod contents;
mod each;
mod list;
mod opening;
mod pattern;
mod renamed;
mod walk;

use std::path::{Path, PathBuf};

pub use chosen::Chosen;
pub(super) use list::natural;
pub use list::{LeftOut, TextList};
pub use opening::Opening;
pub use renamed::Renamed;
pub(super) use walk::files as files_below;

/// One text of a project: a Chinese file, its English, and their bitext.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectText {
    /// The path of the Chinese from the project's folder, with `/`: unique in a list, and the name of the text
    /// wherever it is spoken of. Of a bitext that is named alone, its path.
    pub name: String,
    /// The title that the settings or the file of contents give it.
    pub title: Option<String>,
    /// The part of the book that it is in.
    pub part: Option<String>,
    /// The Chinese; empty where only a bitext was named.
    pub source: PathBuf,
    /// The English, whether it is there or not; empty where only a bitext was named.
    pub target: PathBuf,
    /// The bitext, whether it is there or not; none where the settings name none.
    pub bitext: Option<PathBuf>,
    /// Which of its files are there.
    pub presence: Presence,
}

/// Which texts of a pair are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Both.
    #[default]
    Both,
    /// The Chinese alone: it is not translated.
    NoTarget,
    /// The Chinese is listed, and is not there.
    NoSource,
}

impl ProjectText {
    /// Two texts that belong to no project.
    #[must_use]
    pub fn pair(source: &Path, target: &Path) -> ProjectText {
        ProjectText {
            name: slashed(source),
            source: source.to_owned(),
            target: target.to_owned(),
            ..ProjectText::default()
        }
    }

    /// A bitext that is named alone.
    #[must_use]
    pub fn of_bitext(bitext: &Path) -> ProjectText {
        ProjectText {
            name: slashed(bitext),
            bitext: Some(bitext.to_owned()),
            ..ProjectText::default()
        }
    }

    /// Whether only a bitext was named, and no texts.
    #[must_use]
    pub fn is_bitext_alone(&self) -> bool {
        self.source.as_os_str().is_empty()
    }

    /// The bitext, where it is there.
    #[must_use]
    pub fn bitext_there(&self) -> Option<&Path> {
        self.bitext.as_deref().filter(|path| path.is_file())
    }
}

/// A path as names of texts have it.
pub(super) fn slashed(path: &Path) -> String {
    let written = path.display().to_string();
    if std::path::MAIN_SEPARATOR == '/' {
        written
    } else {
        written.replace(std::path::MAIN_SEPARATOR, "/")
    }
}
