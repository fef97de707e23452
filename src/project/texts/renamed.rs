//! Texts that were renamed on one side: their bitext still names both, and is found by what it says.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::{Presence, ProjectText, TextList, walk};
use crate::bitext::Bitext;
use crate::bitext::format::jsonl;
use crate::error::{Error, Result};
use crate::files;
use crate::project::{Project, Reading};
use crate::text::Language;

/// A text whose Chinese was renamed, and whose English and bitext were not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The name of the text.
    pub text: String,
    /// The English that it had before.
    pub english: PathBuf,
    /// Where the pattern puts its English now.
    pub target: PathBuf,
    /// The bitext of both, where there is one.
    pub bitext: Option<PathBuf>,
}

impl Renamed {
    /// The command that makes the rename.
    #[must_use]
    pub fn command(&self) -> String {
        format!(
            "git mv {} {}",
            self.english.display(),
            self.target.display()
        )
    }
}

impl Project {
    /// The texts without English whose English is there under an older name: of the bitexts that no text has, the
    /// one whose Chinese shares most sentences with the text, at least half.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn renamed_texts(&self, list: &TextList) -> Result<Vec<Renamed>> {
        let untranslated = |text: &&ProjectText| text.presence == Presence::NoTarget;
        if list.extra.is_empty() || !list.texts.iter().any(|text| untranslated(&text)) {
            return Ok(Vec::new());
        }
        let orphans = self.orphans(list)?;
        let extra: HashSet<PathBuf> = list.extra.iter().map(|path| absolute(path)).collect();
        let mut renamed = Vec::new();
        let mut taken = HashSet::new();
        for text in list.texts.iter().filter(untranslated) {
            let Some(sentences) = self.sentences(&text.source) else {
                continue;
            };
            let english = |orphan: &Orphan| {
                let folder = orphan.path.parent().unwrap_or(Path::new(""));
                absolute(&folder.join(&orphan.bitext.target.file))
            };
            let best = orphans
                .iter()
                .filter(|orphan| extra.contains(&english(orphan)) && !taken.contains(&orphan.path))
                .filter_map(|orphan| Some((orphan.shared(&sentences)?, orphan)))
                .max_by(|one, two| one.0.cmp(&two.0).then_with(|| two.1.path.cmp(&one.1.path)));
            let Some((_, orphan)) = best else { continue };
            taken.insert(orphan.path.clone());
            let own = english(orphan);
            let named = list.extra.iter().find(|path| absolute(path) == own);
            renamed.push(Renamed {
                text: text.name.clone(),
                english: named.cloned().unwrap_or(own),
                target: text.target.clone(),
                bitext: Some(orphan.path.clone()),
            });
        }
        Ok(renamed)
    }

    /// Gives texts without a bitext the one that they had under another name or in another place: of the bitexts that
    /// no text has, the one that names the text, else the one that shares most sentences with it, at least half. The
    /// file is moved, and this is said.
    ///
    /// # Errors
    /// A folder that cannot be read, a file that cannot be moved.
    pub fn adopt_bitexts(&self, list: &TextList, texts: &[ProjectText]) -> Result<()> {
        let without = |text: &&ProjectText| {
            text.presence == Presence::Both
                && text.bitext.is_some()
                && text.bitext_there().is_none()
        };
        if !texts.iter().any(|text| without(&text)) {
            return Ok(());
        }
        let mut orphans = self.orphans(list)?;
        for text in texts.iter().filter(without) {
            if orphans.is_empty() {
                return Ok(());
            }
            let (Some(path), Some(sentences)) = (&text.bitext, self.sentences(&text.source)) else {
                continue;
            };
            let source = absolute(&text.source);
            let best = orphans
                .iter()
                .enumerate()
                .filter_map(|(at, orphan)| {
                    let shared = orphan.shared(&sentences)?;
                    Some((orphan.source() == source, shared, std::cmp::Reverse(at)))
                })
                .max();
            let Some((_, _, std::cmp::Reverse(at))) = best else {
                continue;
            };
            let orphan = orphans.swap_remove(at);
            let failed = |source| Error::Write {
                path: path.clone(),
                source,
            };
            files::make_folder_of(path)?;
            std::fs::rename(&orphan.path, path).map_err(failed)?;
            self.note(format_args!(
                "{}: its bitext was {}, and is {} now",
                text.name,
                self.name_here(&orphan.path),
                self.name_here(path)
            ));
        }
        Ok(())
    }

    /// The bitexts in the project's folder that no text has, and whose Chinese is no text of its own any more.
    fn orphans(&self, list: &TextList) -> Result<Vec<Orphan>> {
        let known: HashSet<PathBuf> = list
            .texts
            .iter()
            .filter_map(|text| text.bitext.as_deref())
            .filter(|path| path.is_file())
            .map(absolute)
            .collect();
        let mut sources: HashMap<PathBuf, bool> = HashMap::new();
        for text in &list.texts {
            let has_bitext = text.bitext_there().is_some();
            sources.insert(absolute(&text.source), has_bitext);
        }
        let folder = &self.config.folder;
        let mut orphans = Vec::new();
        for file in walk::files(folder, "", &|path| path == "node_modules")? {
            if !file.ends_with(".bitext.jsonl") {
                continue;
            }
            let path = folder.join(&file);
            if known.contains(&absolute(&path)) {
                continue;
            }
            // What cannot be read is nobody's bitext.
            let Ok(bytes) = files::read(&path) else {
                continue;
            };
            let Ok(bitext) = jsonl::read(&bytes, &path) else {
                continue;
            };
            let orphan = Orphan { path, bitext };
            // Its Chinese is a text that has a bitext of its own: this one is a copy.
            if sources.get(&orphan.source()) != Some(&true) {
                orphans.push(orphan);
            }
        }
        Ok(orphans)
    }

    fn sentences(&self, source: &Path) -> Option<HashSet<String>> {
        let text = self
            .read_alone(source, Reading::default(), Language::Zh)
            .ok()?;
        Some(text.segments.into_iter().map(|one| one.text).collect())
    }
}

/// A bitext that no text has.
struct Orphan {
    path: PathBuf,
    bitext: Bitext,
}

impl Orphan {
    /// The Chinese that it names.
    fn source(&self) -> PathBuf {
        let beside = self.path.parent().unwrap_or(Path::new(""));
        absolute(&beside.join(&self.bitext.source.file))
    }

    /// How many of its Chinese sentences a text has; none where it is less than half of the text's or of its own.
    fn shared(&self, sentences: &HashSet<String>) -> Option<usize> {
        let own = &self.bitext.source.sentences;
        let shared = own
            .iter()
            .filter(|one| sentences.contains(one.text.as_str()))
            .count();
        (shared > 0 && shared * 2 >= own.len().min(sentences.len())).then_some(shared)
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path)
        .unwrap_or_else(|_| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}
