//! The texts that a user means: two files, a bitext, or some or all of the project's texts.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Presence, ProjectText, TextList, slashed};
use crate::bitext::format::BitextFormat;
use crate::error::{Error, Place, Result};
use crate::files::{real_folder, straight};
use crate::project::Project;
use crate::text::nearest::nearest;

/// The texts that were named.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The texts, in the order of the project.
    pub texts: Vec<ProjectText>,
    /// The list of the project that they are of; none where other files were named.
    pub list: Option<TextList>,
    /// Whether all texts of the project are meant, because none was named.
    pub is_all: bool,
    /// English files without Chinese that are meant besides: where only what changed is, those that changed or whose
    /// Chinese went.
    pub extra: Vec<PathBuf>,
}

impl Chosen {
    /// Whether it is a single pair, as it was named or as the only one of the project.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.texts.len() == 1 && self.list.as_ref().is_none_or(|list| list.texts.len() == 1)
    }

    /// The texts without those that are not translated yet, and the names of these. A single text that is not
    /// translated stays: whatever is wanted of it, that is its error.
    #[must_use]
    pub fn translated(&self) -> (Vec<ProjectText>, Vec<&str>) {
        let is_left =
            |text: &ProjectText| self.texts.len() > 1 && text.presence == Presence::NoTarget;
        let left = self.texts.iter().filter(|text| is_left(text));
        let left = left.map(|text| text.name.as_str()).collect();
        let texts = self.texts.iter().filter(|text| !is_left(text));
        (texts.cloned().collect(), left)
    }

    /// The only text.
    ///
    /// # Errors
    /// Several texts, for a piece of work that is for one.
    pub fn only(&self) -> Result<&ProjectText> {
        match self.texts.as_slice() {
            [text] => Ok(text),
            texts => Err(Error::usage(
                format!("{} texts are meant, and this is for one", texts.len()),
                match texts.first() {
                    Some(first) => format!("name one of them, such as {}", first.name),
                    None => "name one".to_owned(),
                },
            )),
        }
    }
}

impl Project {
    /// What `names` mean: nothing, all texts of the project; two files that belong together, that pair; a bitext;
    /// else texts of the project by their paths, folders and globs. Two files that are a text of the project are
    /// opened as that text, with its bitext.
    ///
    /// # Errors
    /// As [`Project::text_list`]; a name that is no text.
    pub fn chosen(&self, names: &[PathBuf]) -> Result<Chosen> {
        if names.is_empty() {
            let list = self.text_list()?;
            return Ok(Chosen {
                texts: list.texts.clone(),
                list: Some(list),
                is_all: true,
                extra: Vec::new(),
            });
        }
        let list = if self.has_texts() {
            Some(self.text_list())
        } else {
            None
        };
        let outside = |texts| Chosen {
            texts,
            ..Chosen::default()
        };
        let is_bitext = |path: &Path| {
            // A TSV or TMX may be named as a bitext; a Markdown file never is one.
            BitextFormat::by_path(path).is_ok_and(BitextFormat::can_read)
        };
        let known = match &list {
            Some(Ok(list)) => Some((list, Index::new(list))),
            _ => None,
        };
        if let [one, two] = names
            && (list.is_none()
                || ![one, two]
                    .iter()
                    .any(|name| is_glob(name) || name.is_dir() || is_bitext(name)))
        {
            let places = known
                .as_ref()
                .map(|(_, index)| (index.of(one), index.of(two)));
            match places {
                Some((Some((a, side)), Some((b, other)))) if a == b && side != other => {}
                Some((Some((_, side)), Some((_, other)))) if side == other => {}
                _ => return Ok(outside(vec![ProjectText::pair(one, two)])),
            }
        }
        if let [one] = names
            && is_bitext(one)
            && known
                .as_ref()
                .is_none_or(|(_, index)| index.of(one).is_none())
        {
            return Ok(outside(vec![ProjectText::of_bitext(one)]));
        }
        let Some((list, index)) = known else {
            // The settings' own fault is told before the names'.
            if let Some(Err(error)) = list {
                return Err(error);
            }
            return Err(match names {
                [one] if one.is_dir() => Error::usage(
                    format!("{} is a folder, and there is no project", one.display()),
                    "duizhao init makes a duizhao.toml of the texts that it finds",
                ),
                [one] => Error::input(
                    Place::file(one),
                    "this is one text alone, and no bitext",
                    "name the Chinese text and its translation, or a bitext (.bitext.jsonl, .tmx, .tsv)",
                ),
                _ => Error::usage(
                    format!("{} files were named, and there is no project", names.len()),
                    "name a Chinese text and its translation, or set source and target in duizhao.toml (duizhao init makes one)",
                ),
            });
        };
        let texts = index.named(self, list, names)?;
        Ok(Chosen {
            is_all: false,
            texts,
            list: Some(list.clone()),
            extra: Vec::new(),
        })
    }

    /// The texts of `list` that names mean: paths of either side or of the bitext, folders, globs; all where there
    /// are no names.
    ///
    /// # Errors
    /// A name that means none of them, with the nearest that does.
    pub fn texts_by_names(&self, list: &TextList, names: &[PathBuf]) -> Result<Vec<ProjectText>> {
        if names.is_empty() {
            return Ok(list.texts.clone());
        }
        Index::new(list).named(self, list, names)
    }
}

/// A file of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Source,
    Target,
    Bitext,
}

/// The texts of a list by their files.
struct Index {
    files: HashMap<PathBuf, (usize, Which)>,
    /// The files of each text, by their whole paths.
    texts: Vec<Vec<PathBuf>>,
}

impl Index {
    fn new(list: &TextList) -> Index {
        let mut files = HashMap::new();
        let mut texts = Vec::new();
        let mut folders = HashMap::new();
        for (at, text) in list.texts.iter().enumerate() {
            let mut own = Vec::new();
            for (file, which) in [
                (Some(&text.source), Which::Source),
                (Some(&text.target), Which::Target),
                (text.bitext.as_ref(), Which::Bitext),
            ] {
                let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else {
                    continue;
                };
                let file = whole(file, &mut folders);
                files.entry(file.clone()).or_insert((at, which));
                own.push(file);
            }
            texts.push(own);
        }
        Index { files, texts }
    }

    fn of(&self, name: &Path) -> Option<(usize, Which)> {
        self.files.get(&whole(name, &mut HashMap::new())).copied()
    }

    fn named(
        &self,
        project: &Project,
        list: &TextList,
        names: &[PathBuf],
    ) -> Result<Vec<ProjectText>> {
        let mut is_named = vec![false; list.texts.len()];
        for name in names {
            let mut means = |at: usize| is_named[at] = true;
            let mut found = false;
            if let Some((at, _)) = self.of(name) {
                means(at);
                found = true;
            } else {
                let inside = whole(name, &mut HashMap::new());
                let glob = is_glob(name).then(|| slashed(&inside));
                let own = slashed(name);
                for (at, files) in self.texts.iter().enumerate() {
                    let text = &list.texts[at];
                    let is_meant = text.name == own
                        || files.iter().any(|file| match &glob {
                            Some(glob) => fast_glob::glob_match(glob, slashed(file)),
                            None => file.starts_with(&inside),
                        })
                        || glob.is_some() && fast_glob::glob_match(&own, &text.name);
                    if is_meant {
                        means(at);
                        found = true;
                    }
                }
            }
            if !found {
                return Err(unknown(project, list, name));
            }
        }
        let named = list.texts.iter().zip(is_named).filter(|(_, is)| *is);
        Ok(named.map(|(text, _)| text.clone()).collect())
    }
}

/// The error of a name that means no text.
fn unknown(project: &Project, list: &TextList, name: &Path) -> Error {
    let shown = project.name_here(name);
    if is_glob(name) {
        return Error::usage(
            format!("no text of the project matches {shown}"),
            format!(
                "there are {} texts: duizhao status lists them",
                list.texts.len()
            ),
        );
    }
    let left_out = list.left_out.iter().find(|one| {
        whole(name, &mut HashMap::new())
            == whole(&project.config.folder.join(&one.file), &mut HashMap::new())
    });
    if let Some(left_out) = left_out {
        return Error::usage(
            format!("{shown} is no text of the project: {}", left_out.why),
            "",
        );
    }
    let names = list.texts.iter().flat_map(|text| {
        let files = [Some(&text.source), Some(&text.target), text.bitext.as_ref()];
        files
            .into_iter()
            .flatten()
            .map(|file| project.name_here(file))
    });
    let names: Vec<String> = names.collect();
    let help = match nearest(&shown, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None if name.is_file() => {
            "two texts outside of the project are named together, the Chinese first".to_owned()
        }
        None => "duizhao status lists the texts".to_owned(),
    };
    Error::usage(format!("{shown} is no text of the project"), help)
}

fn is_glob(name: &Path) -> bool {
    !name.exists() && name.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// A path from the root, links followed as far as it is there. Files are compared by their folder: a linked file is
/// a file of its own. `folders` keeps what is known of folders.
fn whole(path: &Path, folders: &mut HashMap<PathBuf, Option<PathBuf>>) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut real = |folder: &Path| {
        let known = folders.entry(folder.to_owned());
        known.or_insert_with(|| real_folder(folder)).clone()
    };
    let is_folder = absolute.is_dir();
    let resolved = match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) if !is_folder => real(folder).map(|folder| folder.join(name)),
        _ => real(&absolute),
    };
    straight(&resolved.unwrap_or(absolute))
}
