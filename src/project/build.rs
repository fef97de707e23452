//! Building the edition of a pair, or of the texts of a project: pages and books, and the bitexts in other
//! formats.

mod book;
#[cfg(feature = "net")]
mod fetch;
mod findings;
mod folder;
mod pictures;
mod typeset;

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Check, Parallel, Project};
use crate::bitext::Bitext;
use crate::bitext::format::BitextFormat;
use crate::check::Account;
use crate::edition::{
    BookData, Edition, EditionFormat, EditionOptions, FindingMark, InBoth, Layout, Print, Shape,
    TermMark, first_places, term_marks, typst_images,
};
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
    /// A proof sheet: states of links, counts and findings are shown.
    pub proof: bool,
    /// Terms of the glossary are marked in an edition for readers, too.
    pub terms: bool,
    /// Images on servers are fetched.
    pub fetch_images: bool,
    /// Pinyin over the Chinese.
    pub pinyin: bool,
    /// The time to say it was made at, in seconds since 1970.
    pub modified: Option<u64>,
    /// Whether several texts become one file or a file each, where the format does not decide it.
    pub shape: Option<Shape>,
    /// Glossaries in place of the project's, for the check of a proof sheet.
    pub glossary: Vec<PathBuf>,
}

impl Build {
    /// The check of a proof sheet.
    fn check(&self) -> Check {
        Check {
            glossary: self.glossary.clone(),
            ..Check::default()
        }
    }
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
            data: self.book_data(wishes),
            proof: wishes.proof,
            layout: wishes.layout.or(edition.layout),
            print: Print {
                page: edition.page_size,
                margins: edition.margins,
                chinese_font: edition.chinese_font.clone(),
                english_font: edition.english_font.clone(),
            },
            low_confidence: self.low_confidence(),
            pinyin: wishes.pinyin || edition.pinyin,
            interface: edition.interface,
            modified: wishes.modified,
            ..EditionOptions::default()
        }
    }

    /// What is known of the book, but for its cover.
    fn book_data(&self, wishes: &Build) -> BookData {
        let edition = &self.config.edition;
        BookData {
            title: match &wishes.title {
                Some(title) => InBoth::same(title),
                None => edition.title.clone(),
            },
            subtitle: edition.subtitle.clone(),
            author: edition.author.clone(),
            translator: edition.translator.clone(),
            editor: edition.editor.clone(),
            publisher: edition.publisher.clone(),
            date: edition.date.clone(),
            rights: edition.rights.clone(),
            identifier: edition.identifier.clone(),
            description: edition.description.clone(),
            cover: None,
        }
    }

    /// The data of the book with its cover.
    ///
    /// # Errors
    /// A cover that is not there, or is no image.
    fn covered(&self, mut data: BookData) -> Result<BookData> {
        if let Some(cover) = &self.config.edition.cover {
            data.cover = Some(self.cover(cover)?);
        }
        Ok(data)
    }

    /// The terms that are marked: all of them in a proof sheet, the first places in an edition for readers that
    /// asks for them.
    fn marked_terms(&self, bitext: &Bitext, termbase: &Termbase, wishes: &Build) -> Vec<TermMark> {
        match wishes.proof {
            true => term_marks(bitext, termbase),
            false if wishes.terms || self.config.edition.terms => {
                first_places(term_marks(bitext, termbase))
            }
            false => Vec::new(),
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

    /// The settings of the edition of a pair, with its terms and images.
    ///
    /// # Errors
    /// A cover that is not there, or is no image.
    pub fn pair_options(
        &self,
        parallel: &Parallel,
        termbase: &Termbase,
        wishes: &Build,
        findings: Vec<FindingMark>,
    ) -> Result<EditionOptions> {
        let options = self.edition_options(wishes);
        Ok(EditionOptions {
            data: self.covered(options.data)?,
            terms: self.marked_terms(&parallel.bitext, termbase, wishes),
            pictures: self.pictures_of(parallel, wishes),
            findings,
            ..options
        })
    }

    /// Says how many images on servers are links in the edition.
    fn tell_linked(&self, on_servers: usize) {
        let said = match on_servers {
            0 => return,
            1 => "1 image is on a server, and a link in the edition; --fetch-images takes it in"
                .to_owned(),
            many => format!(
                "{many} images are on servers, and links in the edition; --fetch-images takes them in"
            ),
        };
        self.note(said);
    }

    /// Writes the edition of a pair; gives back the files that were written. A file is whole or not there.
    ///
    /// # Errors
    /// A folder or file that cannot be written.
    pub fn build(
        &self,
        parallel: &mut Parallel,
        termbase: &Termbase,
        makings: &[Making],
        wishes: &Build,
    ) -> Result<Vec<PathBuf>> {
        let folder = self.edition_folder(wishes);
        make_folder(&folder)?;
        let findings = match wishes.proof {
            true => {
                let report = self.check(parallel, &wishes.check())?;
                let found = report
                    .texts
                    .iter()
                    .flat_map(|text| text.items.iter().cloned());
                findings::marks(&found.collect::<Vec<_>>())
            }
            false => Vec::new(),
        };
        let parallel: &Parallel = parallel;
        let bitext = &parallel.bitext;
        let options = self.pair_options(parallel, termbase, wishes, findings)?;
        let about = options.data.facts();
        let (files, account, on_servers) = parallel.with_edition(options, |edition| {
            let write = |making: &Making| -> Result<PathBuf> {
                let path = file(&folder, making);
                match making {
                    Making::Edition(output) => {
                        (output.possible)(edition)?;
                        if typeset::is_pdf(output) {
                            self.write_pdf(edition, output, &path, wishes)?;
                        } else {
                            write_images(edition, output, &path)?;
                            write_atomically(&path, |out| (output.write)(edition, out))?;
                        }
                    }
                    Making::Bitext(format) => {
                        let mut bitext = bitext.clone();
                        bitext.about.clone_from(&about);
                        if format.id == "jsonl" {
                            self.named_beside(&mut bitext, &path);
                        }
                        format.write_file(&bitext, &path)?;
                    }
                }
                self.note(format_args!("wrote {}", path.display()));
                Ok(path)
            };
            let files = makings.iter().map(write).collect::<Result<Vec<_>>>()?;
            Ok::<_, Error>((files, edition.account(), edition.images_on_servers()))
        })?;
        self.tell_linked(on_servers);
        self.note(Summary {
            account,
            low: self.low_confidence(),
        });
        Ok(files)
    }
}

/// Writes the images that lie beside a file of an edition.
fn write_images(edition: &Edition<'_>, format: &EditionFormat, file: &Path) -> Result<()> {
    let with_cover;
    let pictures = match format.typeset {
        Some(_) => {
            with_cover = typst_images(edition);
            &with_cover
        }
        None => &edition.options.pictures,
    };
    let Some(folder) = format.images_in.filter(|_| !pictures.files().is_empty()) else {
        return Ok(());
    };
    let folder = file.with_file_name(folder);
    make_folder(&folder)?;
    for (picture, name) in pictures.files().iter().zip(pictures.names()) {
        write_atomically(&folder.join(name), |out| out.write_all(&picture.bytes))?;
    }
    Ok(())
}

fn file(folder: &Path, making: &Making) -> PathBuf {
    folder.join(file_name(making))
}

/// The name of the file of an edition.
fn file_name(making: &Making) -> String {
    format!("{NAME}.{}", making.extension())
}

/// The account of a build, for people.
struct Summary {
    account: Account,
    low: f32,
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = &self.account;
        write!(
            out,
            "{} Chinese and {} English sentences in {} links; {} untranslated, {} added, {} links below {:.2}",
            account.source,
            account.target,
            account.links,
            account.untranslated,
            account.added,
            account.doubtful,
            self.low
        )
    }
}
