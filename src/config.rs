//! `duizhao.toml`: what belongs to a project, typed.
//!
//! Every key stands in [`KEYS`], with what it is for; `docs/config.md` explains each. A key that is
//! not there is an error with a suggestion, because a misspelt setting that is silently ignored is
//! worse than none.

mod key;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

pub use key::{KEYS, Key};

use crate::check::CheckConfig;
use crate::edition::Layout;
use crate::encoder::EncoderConfig;
use crate::error::{Error, Place, Result};
use crate::segment::SegmentOptions;
use crate::text::nearest::nearest;
use crate::translate::ProviderConfig;

/// What the file is called.
pub const FILE_NAME: &str = "duizhao.toml";

/// A project's settings. What the file leaves out has its default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Config {
    /// The two texts and their glossaries.
    pub project: Project,
    /// Cutting into sentences.
    pub segment: SegmentOptions,
    /// Linking.
    pub align: Alignment,
    /// The servers of sentence vectors, by the names that the user gave them.
    #[serde(rename = "encoder")]
    pub encoders: BTreeMap<String, EncoderConfig>,
    /// Translating.
    pub translate: Translation,
    /// The servers that translate, by the names that the user gave them.
    #[serde(rename = "provider")]
    pub providers: BTreeMap<String, ProviderConfig>,
    /// Checking.
    pub check: CheckConfig,
    /// What a reader opens.
    pub edition: Edition,
    /// The folder of the file; relative paths in it count from here. Empty without a file.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// `[project]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Project {
    /// The Chinese text.
    pub source: Option<PathBuf>,
    /// The English text.
    pub target: Option<PathBuf>,
    /// The bitext that the workbench keeps; where it is there, `build` and `check` go by it.
    pub bitext: Option<PathBuf>,
    /// Language tag of the Chinese.
    pub source_language: String,
    /// Language tag of the English.
    pub target_language: String,
    /// The glossaries, the first one deciding.
    pub glossary: Vec<PathBuf>,
}

impl Default for Project {
    fn default() -> Self {
        Project {
            source: None,
            target: None,
            bitext: None,
            source_language: "zh-CN".into(),
            target_language: "en-US".into(),
            glossary: Vec::new(),
        }
    }
}

/// `[align]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Alignment {
    /// Links below this confidence (0..=1) are shown to a person first.
    pub low_confidence: f32,
    /// The encoder whose sentence vectors are further evidence; none without one.
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
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Translation {
    /// The provider that translates; without one, the only one there is.
    pub provider: Option<String>,
    /// What the text is about: a few sentences for whoever translates.
    pub summary: String,
}

/// `[edition]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Edition {
    /// Its title; without one, the first heading of the source.
    pub title: Option<String>,
    /// The folder it is written to.
    pub output: PathBuf,
    /// The formats it is written in.
    pub formats: Vec<String>,
    /// How the two texts stand together.
    pub layout: Layout,
    /// Whether the Chinese shows its pinyin.
    pub pinyin: bool,
    /// Links below this confidence (0..=1) are marked in it; without one, those of `[align]`.
    pub low_confidence: Option<f32>,
}

impl Default for Edition {
    fn default() -> Self {
        Edition {
            title: None,
            output: PathBuf::from("edition"),
            formats: vec!["html".into()],
            layout: Layout::Columns,
            pinyin: false,
            low_confidence: None,
        }
    }
}

impl Config {
    /// The nearest [`FILE_NAME`] in `start` or a folder above it.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        // `.` has no parent by name, so the walk needs the whole path.
        let start = fs::canonicalize(start).unwrap_or_else(|_| start.to_owned());
        start
            .ancestors()
            .map(|folder| folder.join(FILE_NAME))
            .find(|file| file.is_file())
    }

    /// Reads a settings file.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Input`] as [`Config::parse`] gives it.
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

    /// Reads settings from text. `path` is the file they are said to stand in: its folder is where
    /// relative paths count from.
    ///
    /// # Errors
    /// [`Error::Input`] with line and column: no TOML, an unknown key (with the nearest known one), a
    /// value of the wrong kind or out of its range.
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
        config.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        config.resolve_paths();
        Ok(config)
    }

    /// The encoder called `name`.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none, with the nearest one there is.
    pub fn encoder(&self, name: &str) -> Result<&EncoderConfig> {
        named(&self.encoders, "encoder", name)
    }

    /// The provider called `name`; without a name the one of `[translate]`, else the only one.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none, with the nearest one there is.
    pub fn provider(&self, name: Option<&str>) -> Result<&ProviderConfig> {
        let name = name.or(self.translate.provider.as_deref());
        match (name, self.providers.len()) {
            (Some(name), _) => named(&self.providers, "provider", name),
            (None, 1) => self
                .providers
                .values()
                .next()
                .ok_or_else(|| Error::usage("no provider is there to translate", "")),
            (None, 0) => Err(Error::usage(
                "no provider is there to translate",
                format!(
                    "describe one in {FILE_NAME} under [provider.NAME]; `duizhao providers` lists the protocols"
                ),
            )),
            (None, _) => Err(Error::usage(
                "there are several providers",
                "choose one with --provider NAME, or provider in [translate]",
            )),
        }
    }

    fn resolve_paths(&mut self) {
        let Config {
            project,
            encoders,
            providers,
            check,
            edition,
            folder,
            ..
        } = self;
        let keys = encoders.values_mut().flat_map(|e| e.key_file.iter_mut());
        let more_keys = providers.values_mut().flat_map(|p| p.key_file.iter_mut());
        let paths = (project.source.iter_mut())
            .chain(&mut project.target)
            .chain(&mut project.bitext)
            .chain(&mut project.glossary)
            .chain(keys)
            .chain(more_keys)
            .chain(&mut check.baseline)
            .chain([&mut edition.output]);
        for path in paths {
            // An absolute path replaces the folder.
            *path = folder.join(&*path);
        }
    }
}

/// The settings under `[group.name]`.
fn named<'t, T>(table: &'t BTreeMap<String, T>, group: &str, name: &str) -> Result<&'t T> {
    table.get(name).ok_or_else(|| {
        let names = || table.keys().map(String::as_str);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if table.is_empty() => {
                format!("describe it in {FILE_NAME} under [{group}.{name}]")
            }
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        Error::usage(format!("there is no {group} \"{name}\""), help)
    })
}

/// A key that stands in the file and not in [`KEYS`].
struct Unknown {
    /// Byte of the text.
    offset: usize,
    /// The table it is in; empty for the outermost.
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
        // Often a key has only ended up in the wrong table.
        if let Some(key) = KEYS.iter().find(|key| key.name() == self.name) {
            return format!("it belongs into [{}]", key.table());
        }
        format!("there are {}", here.join(", "))
    }
}

/// The first unknown key in the order of the file, of the table that is called `name`.
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

/// A confidence that is none: its place and what is wrong with it.
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
