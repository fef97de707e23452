//! `duizhao.toml`: the settings of a project, typed.
//!
//! Every key is listed in [`KEYS`] with its purpose; `docs/config.md` explains each. An unknown key is
//! an error with a suggestion, because a misspelt setting that is silently ignored is worse than none.

mod key;
#[cfg(feature = "net")]
mod servers;
mod texts;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

pub use key::{KEYS, Key};
pub use texts::{ListedText, Order, Patterns};

use crate::check::CheckConfig;
use crate::document::ReadOptions;
use crate::edition::{InBoth, Layout, Margins, Names, PageSize};
use crate::error::{Error, Place, Result};
use crate::segment::SegmentOptions;
use crate::text::nearest::nearest;
use crate::words::Locale;

#[cfg(feature = "net")]
use crate::encoder::EncoderConfig as Encoder;
#[cfg(feature = "net")]
use crate::translate::ProviderConfig as Provider;

/// A server's table as it stands: without the feature `net` nothing reads it.
#[cfg(not(feature = "net"))]
type Encoder = toml::Table;
/// A server's table as it stands: without the feature `net` nothing reads it.
#[cfg(not(feature = "net"))]
type Provider = toml::Table;

/// The name of the settings file.
pub const FILE_NAME: &str = "duizhao.toml";

/// A project's settings. Keys that the file leaves out have their defaults.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Config {
    /// The texts and their glossaries.
    pub project: Project,
    /// Reading of documents.
    pub read: ReadOptions,
    /// Segmentation into sentences.
    pub segment: SegmentOptions,
    /// Alignment.
    pub align: Alignment,
    /// Servers of sentence vectors, by the names that the user gave them.
    #[serde(rename = "encoder")]
    pub encoders: BTreeMap<String, Encoder>,
    /// Translating.
    pub translate: Translation,
    /// Translation servers, by the names that the user gave them.
    #[serde(rename = "provider")]
    pub providers: BTreeMap<String, Provider>,
    /// Checking.
    pub check: CheckConfig,
    /// The edition that is built.
    pub edition: Edition,
    /// The folder of the settings file; relative paths in it start from here. Empty without a file.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The settings file; none where there is none.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

/// `[project]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Project {
    /// The Chinese texts: paths and globs, counted from [`Config::folder`].
    pub source: Patterns,
    /// Where the English of a text is: a path, or a pattern with placeholders.
    pub target: Option<String>,
    /// Where the bitext of a text is, which the workbench keeps: a path, or a pattern with placeholders. Where
    /// the file is there, it is read instead of aligning the texts.
    pub bitext: Option<String>,
    /// Files that are no texts of the project: globs.
    pub exclude: Patterns,
    /// The order of the texts; by name where there is none.
    pub order: Option<Order>,
    /// Texts that are listed one by one.
    pub text: Vec<ListedText>,
    /// Language tag of the Chinese.
    pub source_language: String,
    /// Language tag of the English.
    pub target_language: String,
    /// The glossaries; where they disagree, the earlier one decides.
    pub glossary: Vec<PathBuf>,
    /// The name of the person who works here; `None` for that of git.
    pub person: Option<String>,
}

impl Default for Project {
    fn default() -> Self {
        Project {
            source: Patterns::default(),
            target: None,
            bitext: None,
            exclude: Patterns::default(),
            order: None,
            text: Vec::new(),
            source_language: "zh-CN".into(),
            target_language: "en-US".into(),
            glossary: Vec::new(),
            person: None,
        }
    }
}

/// `[align]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Alignment {
    /// Links below this confidence (0..=1) are shown to a person first.
    pub low_confidence: f32,
    /// The encoder whose sentence vectors are further evidence for the alignment; `None` to do without.
    pub encoder: Option<String>,
}

impl Default for Alignment {
    fn default() -> Self {
        Alignment {
            low_confidence: 0.6,
            encoder: None,
        }
    }
}

/// `[translate]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Translation {
    /// The provider that translates; `None` for the only one there is.
    pub provider: Option<String>,
    /// A summary of the text, in a few sentences, for chat servers.
    pub summary: String,
    /// The provider that reads translations and says what it doubts; `None` for no second reader.
    pub review: Option<String>,
    /// The file with the style guide of the translation, for chat servers.
    pub style: Option<PathBuf>,
    /// The list of names; empty for none, `None` for `names.tsv` where the project has texts.
    pub names: Option<PathBuf>,
    /// The most tokens, by estimate, of what goes along with the sentences of a request besides their neighbours.
    pub context_tokens: u32,
    /// Whether the requests of a text are made one after another.
    pub in_order: bool,
}

impl Default for Translation {
    fn default() -> Self {
        Translation {
            provider: None,
            summary: String::new(),
            review: None,
            style: None,
            names: None,
            context_tokens: 1500,
            in_order: false,
        }
    }
}

/// `[edition]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Edition {
    /// The title of the edition; empty for the first headings of the texts.
    pub title: InBoth,
    /// Its subtitle.
    pub subtitle: InBoth,
    /// Who wrote the Chinese.
    pub author: Names,
    /// Who translated it.
    pub translator: Names,
    /// Who edited the edition.
    pub editor: Names,
    /// The publisher.
    pub publisher: InBoth,
    /// When it was published: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[serde(deserialize_with = "date")]
    pub date: Option<String>,
    /// Who has which rights.
    pub rights: InBoth,
    /// What it is known by.
    pub identifier: Option<String>,
    /// What it is about.
    pub description: InBoth,
    /// The file of the image on its cover, from the folder of the settings.
    pub cover: Option<PathBuf>,
    /// Whether an edition for readers marks glossary terms, each at its first place, and ends with a glossary.
    pub terms: bool,
    /// Whether images on servers are fetched.
    pub fetch_images: bool,
    /// The size of a printed page.
    pub page_size: PageSize,
    /// The margins of a printed page.
    pub margins: Margins,
    /// The font of the Chinese; one of the system's where none is set.
    pub chinese_font: Option<String>,
    /// The font of the English, likewise.
    pub english_font: Option<String>,
    /// The command that makes a PDF.
    pub pdf_command: String,
    /// The language of the controls of pages.
    pub interface: Locale,
    /// The folder that the edition is written to.
    pub output: PathBuf,
    /// The ids of the formats that it is written in.
    pub formats: Vec<String>,
    /// The layout of the two texts; what is usual for each format where none is set.
    pub layout: Option<Layout>,
    /// Whether pinyin is shown above the Chinese.
    pub pinyin: bool,
    /// Links below this confidence (0..=1) are marked; `None` for the value of `[align]`.
    pub low_confidence: Option<f32>,
}

/// A date as a book gives it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as words or as a date of TOML or a year.
fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a date: YYYY, YYYY-MM or YYYY-MM-DD")]
    enum Written {
        Words(String),
        Year(u16),
        Day(toml::value::Datetime),
    }
    let written = match Written::deserialize(deserializer)? {
        Written::Words(words) => words,
        Written::Year(year) => format!("{year:04}"),
        Written::Day(day) => day.to_string(),
    };
    let parts: Vec<&str> = written.split('-').collect();
    let digits = |part: &str, length: usize, most: u32| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part
                .parse()
                .is_ok_and(|number: u32| (1..=most).contains(&number))
    };
    let is_date = match parts.as_slice() {
        [year] => digits(year, 4, 9999),
        [year, month] => digits(year, 4, 9999) && digits(month, 2, 12),
        [year, month, day] => digits(year, 4, 9999) && digits(month, 2, 12) && digits(day, 2, 31),
        _ => false,
    };
    match is_date {
        true => Ok(Some(written)),
        false => Err(serde::de::Error::custom(format!(
            "\"{written}\" is no date: write YYYY, YYYY-MM or YYYY-MM-DD"
        ))),
    }
}

impl Default for Edition {
    fn default() -> Self {
        Edition {
            title: InBoth::default(),
            subtitle: InBoth::default(),
            author: Names::default(),
            translator: Names::default(),
            editor: Names::default(),
            publisher: InBoth::default(),
            date: None,
            rights: InBoth::default(),
            identifier: None,
            description: InBoth::default(),
            cover: None,
            terms: false,
            fetch_images: false,
            page_size: PageSize::default(),
            margins: Margins::default(),
            chinese_font: None,
            english_font: None,
            pdf_command: "typst".to_owned(),
            interface: Locale::English,
            output: PathBuf::from("edition"),
            formats: vec!["html".into()],
            layout: None,
            pinyin: false,
            low_confidence: None,
        }
    }
}

impl Config {
    /// The path of the nearest [`FILE_NAME`], in `start` or the closest folder above it.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        // A relative path such as `.` has no parents by name, so the walk needs the absolute path.
        let start = fs::canonicalize(start).unwrap_or_else(|_| start.to_owned());
        start
            .ancestors()
            .map(|folder| folder.join(FILE_NAME))
            .find(|file| file.is_file())
    }

    /// Reads a settings file.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Input`] as from [`Config::parse`].
    pub fn load(path: &Path) -> Result<Config> {
        let bytes = fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Error::input(
                Place::file(path),
                "the file is not UTF-8",
                "save it as UTF-8",
            )
        })?;
        Config::parse(&text, path)
    }

    /// Reads settings from text. `path` names their file: in error messages, and as the folder where
    /// relative paths start.
    ///
    /// # Errors
    /// [`Error::Input`] with line and column: invalid TOML, an unknown key (with the nearest known one),
    /// or a value of the wrong type or out of its range.
    pub fn parse(text: &str, path: &Path) -> Result<Config> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fail = |offset: usize, what: String, help: String| {
            let (line, column) = crate::text::line_column(text, offset);
            Error::input(Place::at(path, line, column), what, help)
        };
        let broken = |error: &toml::de::Error| {
            let offset = error.span().map_or(0, |span| span.start);
            fail(
                offset,
                error.message().trim().replace('\n', ", "),
                String::new(),
            )
        };
        let table = DeTable::parse(text).map_err(|error| broken(&error))?;
        if let Some(unknown) = unknown_key(table.get_ref(), "") {
            return Err(fail(unknown.offset, unknown.what(), unknown.help()));
        }
        let mut config: Config = toml::from_str(text).map_err(|error| broken(&error))?;
        if let Some((offset, what)) = out_of_range(table.get_ref()) {
            return Err(fail(offset, what, "write a number between 0 and 1".into()));
        }
        config.file = Some(path.to_owned());
        config.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        config.resolve_paths();
        Ok(config)
    }

    fn resolve_paths(&mut self) {
        let Config {
            project,
            check,
            edition,
            translate,
            folder,
            ..
        } = self;
        let paths = (project.glossary.iter_mut())
            .chain(&mut check.baseline)
            .chain(&mut translate.style)
            .chain(
                translate
                    .names
                    .iter_mut()
                    .filter(|path| !path.as_os_str().is_empty()),
            )
            .chain([&mut edition.output]);
        for path in paths {
            // `join` leaves an absolute path as it is.
            *path = folder.join(&*path);
        }
        #[cfg(feature = "net")]
        self.resolve_files();
    }
}

/// A key that stands in the file and not in [`KEYS`].
struct Unknown {
    /// Byte offset of the key in the file.
    offset: usize,
    /// The table of the key; empty for the top level.
    table: String,
    name: String,
}

impl Unknown {
    fn what(&self) -> String {
        if self.table.is_empty() {
            format!("there is no [{}]", self.name)
        } else {
            format!("there is no key \"{}\" in [{}]", self.name, self.table)
        }
    }

    fn help(&self) -> String {
        if key::is_named(&self.table) {
            let table = &self.table;
            return format!("write [{table}.NAME] above it, with a name of your own");
        }
        let here = key::names_in(&self.table);
        if let Some(near) = nearest(&self.name, here.iter().copied()) {
            return format!("did you mean \"{near}\"?");
        }
        // The key may exist in another table and only be misplaced.
        if let Some(key) = KEYS.iter().find(|key| key.name() == self.name) {
            return format!("it belongs in [{}]", key.table());
        }
        format!("there are {}", here.join(", "))
    }
}

/// The first unknown key, in the order of the file, inside the table called `name`.
fn unknown_key(table: &DeTable<'_>, name: &str) -> Option<Unknown> {
    let known = key::names_in(name);
    let mut first: Option<Unknown> = None;
    let mut consider = |unknown: Unknown| {
        if first.as_ref().is_none_or(|f| unknown.offset < f.offset) {
            first = Some(unknown);
        }
    };
    for (key, value) in table {
        let label = key.get_ref();
        let own = key::is_named(name) && matches!(value.get_ref(), DeValue::Table(_));
        if !own && !known.contains(&label.as_ref()) {
            consider(Unknown {
                offset: key.span().start,
                table: name.to_owned(),
                name: label.to_string(),
            });
        } else if let DeValue::Table(inner) = value.get_ref()
            && (own || name.is_empty())
        {
            let path = match name {
                "" => label.to_string(),
                _ => format!("{name}.{label}"),
            };
            if let Some(unknown) = unknown_key(inner, &path) {
                consider(unknown);
            }
        }
    }
    first
}

/// The first confidence in the file that is not between 0 and 1: its byte offset and a message.
fn out_of_range(table: &DeTable<'_>) -> Option<(usize, String)> {
    for section in table.values() {
        let DeValue::Table(section) = section.get_ref() else {
            continue;
        };
        for (key, value) in section {
            if key.get_ref() != "low-confidence" {
                continue;
            }
            let number = match value.get_ref() {
                DeValue::Float(float) => float.as_str().replace('_', "").parse::<f64>().ok(),
                DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
                    .ok()
                    .map(|n| if n == 0 || n == 1 { 0.0 } else { 2.0 }),
                _ => None,
            };
            if !number.is_some_and(|number| (0.0..=1.0).contains(&number)) {
                let what = "a confidence lies between 0 and 1".to_owned();
                return Some((value.span().start, what));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
