//! Building the edition of a pair, or of the texts of a project: pages and books, and the bitexts in other
//! formats.

mod book;
mod folder;

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Parallel, Project};
use crate::bitext::format::BitextFormat;
use crate::bitext::{Bead, Bitext};
use crate::edition::{EditionFormat, EditionOptions, Layout, Shape, term_marks};
use crate::error::{Error, Result};
use crate::files::{make_folder, write_atomically};
use crate::glossary::Termbase;
use crate::text::named::Named;

pub use book::Built;

/// The name of a file of an edition, before its extension.
const NAME: &str = "edition";

/// Something to make: an edition, or the bitext in one of its formats.
#[derive(Clone, Copy)]
pub enum Making {
    /// An edition.
    Edition(&'static EditionFormat),
    /// The bitext.
    Bitext(&'static BitextFormat),
}

impl Making {
    fn extension(&self) -> &'static str {
        match self {
            Making::Edition(output) => output.extension,
            Making::Bitext(format) => format.extensions.first().copied().unwrap_or(format.id),
        }
    }

    /// The edition or bitext format with this id.
    ///
    /// # Errors
    /// [`Error::Usage`] with the ids there are.
    pub fn by_id(id: &str) -> Result<Making> {
        if let Some(output) = EditionFormat::find(id) {
            return Ok(Making::Edition(output));
        }
        if let Some(format) = BitextFormat::find(id) {
            return Ok(Making::Bitext(format));
        }
        Err(Error::usage(
            format!("no edition can be made as \"{id}\""),
            format!(
                "known: {}, {}",
                EditionFormat::ids(|_| true),
                BitextFormat::ids(|_| true)
            ),
        ))
    }
}

/// Options of an edition; where one is missing, the setting stands.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// Ids of editions and bitext formats.
    pub to: Vec<String>,
    /// The folder to write to.
    pub output: Option<PathBuf>,
    /// The title.
    pub title: Option<String>,
    /// The layout of the two texts.
    pub layout: Option<Layout>,
    /// Pinyin over the Chinese.
    pub pinyin: bool,
    /// The time to say it was made at, in seconds since 1970.
    pub modified: Option<u64>,
    /// Whether several texts become one file or a file each, where the format does not decide it.
    pub shape: Option<Shape>,
}

impl Project {
    /// The editions and formats that are to be made.
    ///
    /// # Errors
    /// An id that is not known.
    pub fn makings(&self, wishes: &Build) -> Result<Vec<Making>> {
        let wanted = if wishes.to.is_empty() {
            &self.config.edition.formats
        } else {
            &wishes.to
        };
        wanted.iter().map(|id| Making::by_id(id.trim())).collect()
    }

    /// The settings of an edition.
    #[must_use]
    pub fn edition_options(&self, wishes: &Build) -> EditionOptions {
        let edition = &self.config.edition;
        EditionOptions {
            title: wishes.title.clone().or_else(|| edition.title.clone()),
            layout: wishes.layout.unwrap_or(edition.layout),
            low_confidence: self.low_confidence(),
            pinyin: wishes.pinyin || edition.pinyin,
            modified: wishes.modified,
            ..EditionOptions::default()
        }
    }

    /// The folder that editions are written to.
    fn edition_folder(&self, wishes: &Build) -> PathBuf {
        match &wishes.output {
            Some(folder) => folder.clone(),
            None => self.config.folder.join(&self.config.edition.output),
        }
    }

    /// Links below this confidence are marked in an edition.
    fn low_confidence(&self) -> f32 {
        let edition = self.config.edition.low_confidence;
        edition.unwrap_or(self.config.align.low_confidence)
    }

    /// Writes the edition of a pair; gives back the files that were written. A file is whole or not there.
    ///
    /// # Errors
    /// A folder or file that cannot be written.
    pub fn build(
        &self,
        parallel: &Parallel,
        termbase: &Termbase,
        makings: &[Making],
        wishes: &Build,
    ) -> Result<Vec<PathBuf>> {
        let folder = self.edition_folder(wishes);
        make_folder(&folder)?;
        let bitext = &parallel.bitext;
        let options = EditionOptions {
            terms: term_marks(bitext, termbase),
            ..self.edition_options(wishes)
        };
        let files = parallel.with_edition(options, |edition| {
            let write = |making: &Making| -> Result<PathBuf> {
                let path = file(&folder, making);
                match making {
                    Making::Edition(output) => {
                        (output.possible)(edition)?;
                        write_atomically(&path, |out| (output.write)(edition, out))?;
                    }
                    Making::Bitext(format) => {
                        let mut bitext = bitext.clone();
                        if format.id == "jsonl" {
                            self.named_beside(&mut bitext, &path);
                        }
                        format.write_file(&bitext, &path)?;
                    }
                }
                self.note(format_args!("wrote {}", path.display()));
                Ok(path)
            };
            makings.iter().map(write).collect::<Result<Vec<_>>>()
        })?;
        self.note(summary(bitext, self.low_confidence()));
        Ok(files)
    }
}

fn file(folder: &Path, making: &Making) -> PathBuf {
    folder.join(file_name(making))
}

/// The name of the file of an edition.
fn file_name(making: &Making) -> String {
    format!("{NAME}.{}", making.extension())
}

/// The counts that a person should look at.
fn summary(bitext: &Bitext, low: f32) -> String {
    Sums::of(bitext, low).to_string()
}

/// The counts that a person should look at, of one text or of several.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    chinese: usize,
    english: usize,
    linked: usize,
    untranslated: usize,
    added: usize,
    doubtful: usize,
    low: f32,
}

impl Sums {
    fn of(bitext: &Bitext, low: f32) -> Sums {
        let count =
            |keep: &dyn Fn(&Bead) -> bool| bitext.beads.iter().filter(|bead| keep(bead)).count();
        Sums {
            chinese: bitext.source.sentences.len(),
            english: bitext.target.sentences.len(),
            linked: count(&|bead| bead.is_linked()),
            untranslated: count(&|bead| bead.target.is_empty()),
            added: count(&|bead| bead.source.is_empty()),
            doubtful: count(&|bead| bead.is_linked() && bead.confidence < low),
            low,
        }
    }

    fn add(&mut self, other: &Sums) {
        self.chinese += other.chinese;
        self.english += other.english;
        self.linked += other.linked;
        self.untranslated += other.untranslated;
        self.added += other.added;
        self.doubtful += other.doubtful;
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} Chinese and {} English sentences in {} links; {} untranslated, {} added, {} links below {:.2}",
            self.chinese,
            self.english,
            self.linked,
            self.untranslated,
            self.added,
            self.doubtful,
            self.low
        )
    }
}
