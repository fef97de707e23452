//! The list of a project's texts, made of its settings and of the files that are there.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::contents::{self, Entry};
use super::pattern::{Glob, PLACEHOLDERS, Template, tidy};
use super::{Presence, ProjectText, walk};
use crate::bitext::format::BitextFormat;
use crate::config::{FILE_NAME, ListedText, Order};
use crate::document::Format;
use crate::error::{Error, Place, Result};
use crate::files::straight;
use crate::project::Project;
use crate::text::named::Named;

/// Bytes at the beginning of a page in which the mark of its generator is looked for.
const HEAD: usize = 4096;
/// The mark of the editions that are built here.
const GENERATOR: &[u8] = b"name=\"generator\" content=\"duizhao";

/// The texts of a project.
#[derive(Clone, Debug, Default)]
pub struct TextList {
    /// The texts, in the order of the edition.
    pub texts: Vec<ProjectText>,
    /// English files that the pattern of the English can name, and that no text has.
    pub extra: Vec<PathBuf>,
    /// Where the Chinese of each of these would be.
    pub extra_chinese: Vec<PathBuf>,
    /// Files that match `source` and are no texts of the project.
    pub left_out: Vec<LeftOut>,
}

/// A file that matches `source` and is no text of the project.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// The file, from the project's folder.
    pub file: String,
    /// The reason.
    pub why: String,
}

/// A text while the list is made: its path, what names its English, and what is told of it.
struct Found<'a> {
    path: String,
    glob: Glob<'a>,
    listed: Option<&'a ListedText>,
}

impl Project {
    /// The texts that the settings name. A text whose English is not there is one of them; what is wrong with
    /// single texts is said in their [`Presence`].
    ///
    /// # Errors
    /// Settings that name no texts, a pattern that matches nothing (with the nearest that would), two texts with
    /// one English or one bitext, a file of contents that cannot be read.
    pub fn text_list(&self) -> Result<TextList> {
        let settings = &self.config.project;
        if settings.source.0.is_empty() && settings.text.is_empty() {
            return match &settings.bitext {
                Some(bitext) => Ok(TextList {
                    texts: vec![ProjectText {
                        name: bitext.clone(),
                        bitext: Some(self.config.folder.join(bitext)),
                        ..ProjectText::default()
                    }],
                    ..TextList::default()
                }),
                None => Err(Error::usage(
                    "no texts were named",
                    "name the Chinese text and its translation, or set source and target in duizhao.toml (duizhao init makes one)",
                )),
            };
        }
        Listing::new(self)?.list()
    }

    /// Whether the settings name texts, or a bitext.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        let settings = &self.config.project;
        !settings.source.0.is_empty() || !settings.text.is_empty() || settings.bitext.is_some()
    }
}

/// The making of a list.
struct Listing<'a> {
    project: &'a Project,
    folder: &'a Path,
    target: Option<Template<'a>>,
    bitext: Option<Template<'a>>,
    exclude: Vec<Glob<'a>>,
    contents: Option<(String, Vec<Entry>)>,
    /// The folder that editions are written to.
    output: Option<String>,
    left_out: Vec<LeftOut>,
    /// The files of folders that were walked.
    walked: HashMap<String, Vec<String>>,
}

impl<'a> Listing<'a> {
    fn new(project: &'a Project) -> Result<Listing<'a>> {
        let settings = &project.config.project;
        let folder = project.config.folder.as_path();
        let template = |written: &'a Option<String>| match written.as_deref().map(Template::new) {
            None => Ok(None),
            Some(Ok(template)) => Ok(Some(template)),
            Some(Err(unknown)) => Err(Error::input(
                Place::file(&folder.join(FILE_NAME)),
                format!("there is no placeholder {{{unknown}}}"),
                format!("there are {{{}}}", PLACEHOLDERS.join("}, {")),
            )),
        };
        let output = project.config.edition.output.strip_prefix(folder).ok();
        let output = output.map(super::slashed).map(|output| tidy(&output));
        let mut listing = Listing {
            project,
            folder,
            target: template(&settings.target)?,
            bitext: template(&settings.bitext)?,
            exclude: settings
                .exclude
                .0
                .iter()
                .map(|one| Glob::new(one))
                .collect(),
            contents: None,
            output: output.filter(|output| !output.is_empty()),
            left_out: Vec::new(),
            walked: HashMap::new(),
        };
        if let Some(Order::Contents(file)) = &settings.order {
            let read = contents::read(&folder.join(file))?;
            let from = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let entries = read.entries.into_iter().map(|entry| Entry {
                path: super::slashed(&straight(
                    &Path::new(from)
                        .join(&read.folder)
                        .join(entry.path.trim_start_matches('/')),
                )),
                ..entry
            });
            listing.contents = Some((tidy(file), entries.collect()));
        }
        Ok(listing)
    }

    fn list(mut self) -> Result<TextList> {
        let settings = &self.project.config.project;
        let mut found: Vec<Found<'a>> = Vec::new();
        for listed in &settings.text {
            if listed.source.is_empty() {
                return Err(self.wrong("a [[project.text]] has no source", "name its Chinese text"));
            }
            found.push(Found {
                path: tidy(&listed.source),
                glob: Glob::new(&listed.source),
                listed: Some(listed),
            });
        }
        let mut taken: HashSet<String> = found.iter().map(|one| one.path.clone()).collect();
        for written in &settings.source.0 {
            let glob = Glob::new(written);
            for path in self.matched(&glob)? {
                if taken.insert(path.clone()) {
                    found.push(Found {
                        path,
                        glob,
                        listed: None,
                    });
                }
            }
        }
        if found.is_empty() {
            return Err(self.wrong(
                "every file that source matches is left out",
                "duizhao's own files, and what target can name, are no sources",
            ));
        }
        let mut texts = found
            .iter()
            .map(|one| self.text(one))
            .collect::<Result<Vec<_>>>()?;
        // Every text has a name of its own: one Chinese with two translations is two texts.
        let mut names = HashSet::new();
        for text in &mut texts {
            if !names.insert(text.name.clone()) {
                let target = super::slashed(self.inside(&text.target));
                text.name = format!("{} ({target})", text.name);
            }
        }
        self.one_place_each(&texts)?;
        self.order(&mut texts);
        let extra = self.extra(&found, &texts)?;
        // English files of the texts, and those that are without one, are told of already.
        let mut told: HashSet<String> = extra.keys().map(|path| folded(path)).collect();
        told.extend(texts.iter().map(|text| folded(&text.target)));
        let folder = self.folder;
        let is_told = |one: &LeftOut| told.contains(&folded(&folder.join(&one.file)));
        self.left_out.retain(|one| !is_told(one));
        self.left_out
            .sort_by(|one, two| natural(&one.file, &two.file));
        let (extra, extra_chinese) = extra.into_iter().unzip();
        Ok(TextList {
            texts,
            extra,
            extra_chinese,
            left_out: self.left_out,
        })
    }

    fn wrong(&self, what: impl Into<String>, help: impl Into<String>) -> Error {
        Error::input(Place::file(&self.folder.join(FILE_NAME)), what, help)
    }

    /// A file as it is called in the project's folder.
    fn inside<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(self.folder).unwrap_or(path)
    }

    fn files(&mut self, folder: &str) -> Result<Vec<String>> {
        if let Some(files) = self.walked.get(folder) {
            return Ok(files.clone());
        }
        let output = self.output.as_deref();
        let skip = |path: &str| output == Some(path) || path == "node_modules";
        let files = walk::files(&self.folder.join(folder), folder, &skip)?;
        self.walked.insert(folder.to_owned(), files.clone());
        Ok(files)
    }

    /// The paths that a pattern of `source` means, in their order by name.
    fn matched(&mut self, glob: &Glob<'a>) -> Result<Vec<String>> {
        if !glob.is_open() {
            if self.folder.join(glob.written).is_dir() {
                let name = glob.written.trim_end_matches('/');
                return Err(self.wrong(
                    format!("source = \"{}\" is a folder", glob.written),
                    format!("name the files in it: \"{name}/**/*.md\""),
                ));
            }
            return Ok(vec![tidy(glob.written)]);
        }
        let files = self.files(glob.folder)?;
        let mut matched: Vec<String> = files
            .into_iter()
            .filter(|path| glob.matches(path))
            .collect();
        if matched.is_empty() {
            return Err(self.nothing(glob));
        }
        matched.retain(|path| self.is_text(glob, path));
        // What is listed in the file of contents and is not there is a text that is missing.
        if let Some((_, entries)) = &self.contents {
            let there: HashSet<&String> = matched.iter().collect();
            let missing: Vec<String> = entries
                .iter()
                .map(|entry| entry.path.clone())
                .filter(|path| !there.contains(path) && glob.matches(path))
                .filter(|path| !self.folder.join(path).exists())
                .collect();
            matched.extend(missing);
        }
        matched.sort_by(|one, two| natural(one, two));
        Ok(matched)
    }

    /// Whether a file that a glob matches is a text of the project. What is not is remembered, but for what the
    /// user excludes.
    fn is_text(&mut self, glob: &Glob<'_>, path: &str) -> bool {
        if self.exclude.iter().any(|exclude| exclude.matches(path)) {
            return false;
        }
        let why = if self.contents.as_ref().is_some_and(|(own, _)| own == path) {
            "it is the file of contents".to_owned()
        } else if BitextFormat::by_path(Path::new(path)).is_ok_and(|format| format.id == "jsonl") {
            "it is a bitext".to_owned()
        } else if Format::by_ending(Path::new(path)).is_none() {
            "its name is that of no text".to_owned()
        } else if let Some(text) = self.names_english(glob, path) {
            format!("it is where the English of {text} would be")
        } else if is_edition(&self.folder.join(path)) {
            "it is an edition that duizhao made".to_owned()
        } else {
            return true;
        };
        self.left_out.push(LeftOut {
            file: path.to_owned(),
            why,
        });
        false
    }

    /// The text whose English would be at `path`, whether there is one or not. A path that both patterns can name
    /// is what the more exact one says it is.
    fn names_english(&self, glob: &Glob<'_>, path: &str) -> Option<String> {
        let target = self.target.as_ref()?;
        if target.literals(glob) < glob.literals() {
            return None;
        }
        target.text_of(glob, path).filter(|text| text != path)
    }

    /// The error of a pattern that matches nothing, with the nearest one that does.
    fn nothing(&mut self, glob: &Glob<'_>) -> Error {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for file in self.files("").unwrap_or_default() {
            if Format::by_ending(Path::new(&file)).is_none() {
                continue;
            }
            let name = file.rsplit('/').next().unwrap_or(&file);
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            let mut pattern = match file.split_once('/') {
                Some((top, _)) => format!("{top}/**/*.{ending}"),
                None => format!("*.{ending}"),
            };
            if !glob.written.contains("**") {
                pattern = match file.rsplit_once('/') {
                    Some((folder, _)) => format!("{folder}/*.{ending}"),
                    None => pattern,
                };
            }
            *counts.entry(pattern).or_default() += 1;
        }
        let nearest = counts
            .iter()
            .map(|(pattern, count)| (strsim::osa_distance(glob.written, pattern), pattern, count))
            .min();
        let help = match nearest {
            Some((_, pattern, 1)) => format!("the nearest that does is \"{pattern}\" (1 file)"),
            Some((_, pattern, count)) => {
                format!("the nearest that does is \"{pattern}\" ({count} files)")
            }
            None => "there are no texts in this folder".to_owned(),
        };
        self.wrong(
            format!("no file matches source = \"{}\"", glob.written),
            help,
        )
    }

    fn text(&self, found: &Found<'a>) -> Result<ProjectText> {
        let listed = found.listed;
        let named = listed.and_then(|listed| listed.target.as_deref());
        let target = match (named, &self.target) {
            (Some(named), _) => tidy(named),
            (None, Some(target)) => target.fill(&found.glob, &found.path),
            (None, None) => {
                return Err(self.wrong(
                    format!("nothing says where the English of {} is", found.path),
                    "set target under [project], as in target = \"en/{path}\"",
                ));
            }
        };
        let named = listed.and_then(|listed| listed.bitext.as_deref());
        let bitext = match (named, &self.bitext) {
            (Some(named), _) => Some(tidy(named)),
            (None, Some(bitext)) => Some(bitext.fill(&found.glob, &found.path)),
            (None, None) => None,
        };
        let (source, target) = (self.folder.join(&found.path), self.folder.join(target));
        let presence = match (source.is_file(), target.is_file()) {
            (false, _) => Presence::NoSource,
            (true, false) => Presence::NoTarget,
            (true, true) => Presence::Both,
        };
        Ok(ProjectText {
            name: found.path.clone(),
            title: listed.and_then(|listed| listed.title.clone()),
            part: listed.and_then(|listed| listed.part.clone()),
            source,
            target,
            bitext: bitext.map(|bitext| self.folder.join(bitext)),
            presence,
        })
    }

    /// Refuses two texts that would share a file, and a file that would be both Chinese and English.
    fn one_place_each(&self, texts: &[ProjectText]) -> Result<()> {
        let mut sources: HashMap<String, &ProjectText> = HashMap::new();
        for text in texts {
            sources.entry(folded(&text.source)).or_insert(text);
        }
        let mut targets: HashMap<String, &ProjectText> = HashMap::new();
        let mut bitexts: HashMap<String, &ProjectText> = HashMap::new();
        for text in texts {
            let target = folded(&text.target);
            let name = super::slashed(self.inside(&text.target));
            if let Some(source) = sources.get(&target) {
                return Err(self.wrong(
                    format!(
                        "{name} is both the English of {} and the text {}",
                        text.name, source.name
                    ),
                    "let target name other files than source, or exclude the English files",
                ));
            }
            if let Some(other) = targets.insert(target, text) {
                return Err(self.wrong(
                    format!("{} and {} have the same English, {name}", other.name, text.name),
                    "let target keep apart what source keeps apart: {path} is all of a path, {name} what the wildcards of a file name stand for",
                ));
            }
            let Some(bitext) = &text.bitext else { continue };
            if let Some(other) = bitexts.insert(folded(bitext), text) {
                let name = super::slashed(self.inside(bitext));
                return Err(self.wrong(
                    format!(
                        "{} and {} have the same bitext, {name}",
                        other.name, text.name
                    ),
                    "each text has its own: bitext = \"bitext/{path}.bitext.jsonl\"",
                ));
            }
        }
        Ok(())
    }

    /// Puts texts into their order, and tells them what the file of contents says of them.
    fn order(&self, texts: &mut [ProjectText]) {
        let settings = &self.project.config.project;
        let mut at: HashMap<String, usize> = HashMap::new();
        if let Some((_, entries)) = &self.contents {
            for text in texts.iter_mut() {
                let names =
                    [&text.source, &text.target].map(|file| super::slashed(self.inside(file)));
                let position = entries.iter().position(|entry| {
                    names.contains(&entry.path)
                        // The members of an EPUB are in folders of their own.
                        || entry.title.is_none() && names.iter().any(|name| is_end_of(&entry.path, name))
                });
                let Some(position) = position else { continue };
                at.insert(text.name.clone(), position);
                let entry = &entries[position];
                if text.title.is_none() {
                    text.title.clone_from(&entry.title);
                }
                if text.part.is_none() {
                    text.part.clone_from(&entry.part);
                }
            }
        } else if let Some(Order::Listed(patterns)) = &settings.order {
            let globs: Vec<Glob<'_>> = patterns.iter().map(|one| Glob::new(one)).collect();
            for text in texts.iter() {
                let position = globs.iter().position(|glob| glob.matches(&text.name));
                at.extend(position.map(|position| (text.name.clone(), position)));
            }
        } else if !settings.text.is_empty() {
            // As they are listed; what globs add comes behind.
            for (position, listed) in settings.text.iter().enumerate() {
                at.entry(tidy(&listed.source)).or_insert(position);
            }
        }
        let place = |text: &ProjectText| {
            let own = at.get(&text.name).copied();
            own.or_else(|| {
                // The second translation of a Chinese text stands behind the first.
                let (name, _) = text.name.split_once(" (")?;
                at.get(name).copied()
            })
            .unwrap_or(usize::MAX)
        };
        texts.sort_by(|one, two| {
            let places = place(one).cmp(&place(two));
            places.then_with(|| natural(&one.name, &two.name))
        });
    }

    /// The English files that no text has.
    fn extra(
        &mut self,
        found: &[Found<'a>],
        texts: &[ProjectText],
    ) -> Result<BTreeMap<PathBuf, PathBuf>> {
        let Some(target) = self.target.clone() else {
            return Ok(BTreeMap::new());
        };
        if target.is_path() {
            return Ok(BTreeMap::new());
        }
        let mut known: HashSet<String> = HashSet::new();
        for text in texts {
            known.extend([folded(&text.source), folded(&text.target)]);
        }
        let left_out: HashSet<String> = self.left_out.iter().map(|one| one.file.clone()).collect();
        let mut globs: Vec<Glob<'a>> = Vec::new();
        for one in found.iter().filter(|one| one.listed.is_none()) {
            if one.glob.is_open() && !globs.iter().any(|glob| glob.written == one.glob.written) {
                globs.push(one.glob);
            }
        }
        let mut extra = BTreeMap::new();
        for file in self.files(target.folder())? {
            let whole = self.folder.join(&file);
            if known.contains(&folded(&whole)) || self.exclude.iter().any(|one| one.matches(&file))
            {
                continue;
            }
            let text = globs.iter().find_map(|glob| target.text_of(glob, &file));
            let Some(text) = text.filter(|text| !left_out.contains(text)) else {
                continue;
            };
            let is_text = Format::by_ending(Path::new(&text)).is_some()
                && !self.exclude.iter().any(|one| one.matches(&text));
            if is_text && !is_edition(&whole) {
                extra.insert(whole, self.folder.join(text));
            }
        }
        Ok(extra)
    }
}

/// A path as it is compared: composed and without case, as file systems may take it.
fn folded(path: &Path) -> String {
    path.to_string_lossy()
        .nfc()
        .collect::<String>()
        .to_lowercase()
}

/// Whether `long` is `short` inside of a folder.
fn is_end_of(long: &str, short: &str) -> bool {
    let file = |path: &str| path.rsplit('/').next().map(str::to_owned);
    long.ends_with(short) && long[..long.len() - short.len()].ends_with('/')
        || file(long) == file(short)
}

/// Whether a page is an edition that was built here.
fn is_edition(path: &Path) -> bool {
    let is_page = Format::by_ending(path).is_some_and(|format| format.id == "html");
    if !is_page {
        return false;
    }
    let mut head = vec![0; HEAD];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    let head = &head[..read.unwrap_or_default()];
    head.windows(GENERATOR.len())
        .any(|window| window == GENERATOR)
}

/// Paths by name, numbers as numbers: `ch2` is before `ch10`.
pub(in crate::project) fn natural(one: &str, two: &str) -> Ordering {
    let (mut left, mut right) = (one, two);
    loop {
        let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| one.cmp(two));
        };
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let digits = |text: &str| {
                text.find(|one: char| !one.is_ascii_digit())
                    .unwrap_or(text.len())
            };
            let (a, b) = (digits(left), digits(right));
            let value = |text: &str| text.trim_start_matches('0').to_owned();
            let (x, y) = (value(&left[..a]), value(&right[..b]));
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(&y));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (&left[a..], &right[b..]);
            continue;
        }
        // A folder stands where its name does, before the files whose names go on.
        let rank = |one: char| if one == '/' { '\0' } else { one };
        let order = rank(first).cmp(&rank(second));
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (&left[first.len_utf8()..], &right[second.len_utf8()..]);
    }
}

#[cfg(test)]
mod tests;
