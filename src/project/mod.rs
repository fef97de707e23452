//! The use cases of the product, between the domain and the doors (`cli`, `pipe`, `review`): naming the
//! texts, opening a pair of them as [`Parallel`], hints for an alignment ([`hints`]), the glossaries,
//! versions out of git, translating a text, a shelf of pairs. A door parses its input, calls a method of
//! [`Project`], and shows the result.

mod alignment;
mod anew;
mod build;
mod check_texts;
mod checking;
mod comparison;
mod convert;
mod doubts;
mod exchange;
mod file_name;
mod git_diff;
mod glossary;
pub mod hints;
pub mod history;
mod in_shape;
mod kept;
mod language;
mod markup_of_new;
#[cfg(feature = "net")]
mod memory;
mod merge;
mod new_blocks;
mod next;
mod open;
mod operations;
mod origin;
mod overview;
mod pair;
mod parallel;
mod person;
mod project_comparison;
#[cfg(feature = "net")]
mod recalled;
mod reporter;
mod saved;
pub mod shelf;
mod start;
mod status;
#[cfg(test)]
mod tests;
mod texts;
#[cfg(feature = "net")]
pub mod translation;
pub mod versions;
mod workbench;
mod working;
mod writing;

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;

pub use build::{Build, Built, Making};
pub use check_texts::CheckedTexts;
pub use checking::{Check, Mended};
pub use comparison::{Blob, Compared, Comparison, Versions};
pub use convert::{Conversion, Converted};
pub use exchange::{Export, Import, Imported as ImportedSheet};
pub use git_diff::{GitDiff, GitFiles};
pub use hints::{HintFiles, OwnedHints};
pub use kept::{Kept, KeptKey};
pub use markup_of_new::MarkedSentences;
#[cfg(feature = "net")]
pub use memory::{Memory, MemoryDoubts, MemorySize};
pub use merge::MergeFiles;
pub use next::NextLink;
pub use open::Inputs;
pub use overview::{Changed, Overview, PartState, TextCounts, TextState};
pub use pair::{Reading, TextPair};
pub use parallel::Parallel;
pub use project_comparison::{ComparedTexts, GitSpan};
pub use reporter::{Reporter, Silent};
pub use saved::{RawWords, Saved};
pub use start::start;
pub use status::{Status, StatusItem, StatusSide};
pub use texts::{Chosen, LeftOut, Opening, Presence, ProjectText, Renamed, TextList};
pub use workbench::WorkbenchOptions;
pub use writing::{Manners, Saving};

use crate::config::Config;
use crate::document::ReadOptions;
use crate::segment::SegmentOptions;

/// Looks up a variable of the environment; keys of servers are named by their variable.
pub type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// A project: its settings, and what a use case needs besides.
#[derive(Clone)]
pub struct Project {
    /// The settings.
    pub config: Config,
    /// The number of threads, at least 1. Results do not depend on it.
    pub jobs: usize,
    /// Whether a text that differs from its bitext, and words that wait to be written, are errors (CI).
    pub locked: bool,
    /// Which words stand where a bitext of version 1 and its text differ.
    pub take: Option<TakeWords>,
    /// The folder in which the user stands, from which files are named in what is said.
    pub here: Option<PathBuf>,
    /// Whether texts are cut by today's settings and not as their bitext cuts them.
    pub recut: bool,
    /// The folder of the project whose results are kept, where this is a copy of it.
    kept_beside: Option<PathBuf>,
    /// The terms that speak for links.
    terms: Arc<glossary::TermsForLinks>,
    /// What git knows of its texts, where that was asked for.
    past: Arc<history::SharedHistory>,
    reporter: Arc<dyn Reporter>,
    variables: Variables,
}

/// The words that stand where a bitext of version 1, which does not say which of both is newer, and its text
/// differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeWords {
    /// Those of the file.
    File,
    /// Those of the bitext; they are written into the file.
    Bitext,
    /// Neither yet: each English sentence that differs is a conflict, which a person resolves.
    Ask,
}

impl Default for Project {
    /// A project without settings, one thread, without remarks.
    fn default() -> Project {
        Project::new(Config::default(), 1)
    }
}

impl Project {
    /// A project without remarks and without an environment.
    #[must_use]
    pub fn new(config: Config, jobs: usize) -> Project {
        Project {
            config,
            jobs: jobs.max(1),
            locked: false,
            take: None,
            recut: false,
            here: None,
            kept_beside: None,
            terms: Arc::default(),
            past: Arc::default(),
            reporter: Arc::new(Silent),
            variables: Arc::new(|_| None),
        }
    }

    /// The same project, whose remarks go to `reporter`.
    #[must_use]
    pub fn reporting(mut self, reporter: Arc<dyn Reporter>) -> Project {
        self.reporter = reporter;
        self
    }

    /// The same project, which finds keys of servers by `variables`.
    #[must_use]
    pub fn with_variables(mut self, variables: Variables) -> Project {
        self.variables = variables;
        self
    }

    /// The same project, a copy whose results are kept beside the project in `folder`.
    #[must_use]
    pub fn keeping_beside(mut self, folder: PathBuf) -> Project {
        self.kept_beside = Some(folder);
        self
    }

    /// The language tags of both sides, the Chinese first.
    #[must_use]
    pub fn languages(&self) -> (&str, &str) {
        let project = &self.config.project;
        (&project.source_language, &project.target_language)
    }

    /// How texts are read and cut into sentences.
    fn text_options(&self) -> (&ReadOptions, &SegmentOptions) {
        (&self.config.read, &self.config.segment)
    }

    fn warn(&self, what: impl Display) {
        self.reporter.warn(&what);
    }

    fn note(&self, what: impl Display) {
        self.reporter.note(&what);
    }

    fn progress(&self, what: impl Display) {
        self.reporter.progress(&what);
    }

    fn variable(&self, name: &str) -> Option<String> {
        (self.variables)(name)
    }
}
