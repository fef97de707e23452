//! The project's translation memory: what is in it, more for it, and what is like a sentence.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::Project;
use crate::bitext::Bitext;
use crate::cache::Cache;
use crate::error::Result;
use crate::translate::{
    AnswerCache, Answers, DoubtfulPair, FuzzyIndex, TranslationMemory, TranslationUnit, doubtful,
};

/// The translation memory of a project, and the answers of servers beside it.
pub struct Memory {
    cache: Arc<Cache>,
    units: TranslationMemory,
}

/// How much a memory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemorySize {
    /// The number of units that people made or imported.
    pub units: usize,
    /// The number of answers of servers.
    pub answers: usize,
}

/// What a check of a memory has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemoryDoubts {
    /// The number of answers of servers that were looked at.
    pub answers: usize,
    /// The number of units that people made or imported.
    pub units: usize,
    /// Answers that seem to be no translations of their sentences.
    pub doubtful_answers: Vec<DoubtfulPair>,
    /// The same among the units.
    pub doubtful_units: Vec<DoubtfulPair>,
    /// Whether the answers were let go of.
    pub forgotten: bool,
}

impl Project {
    /// Opens the project's memory, which is made if it is not there.
    ///
    /// # Errors
    /// As [`Cache::open`].
    pub fn memory(&self) -> Result<Memory> {
        let cache = Arc::new(Cache::open(&Cache::path_in(&self.config.folder))?);
        Ok(Memory {
            units: TranslationMemory::new(cache.clone()),
            cache,
        })
    }
}

impl Memory {
    /// The file that it is in.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.cache.path()
    }

    /// How much it holds.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn size(&self) -> Result<MemorySize> {
        Ok(MemorySize {
            units: self.units.all()?.len(),
            answers: AnswerCache::answers(&self.cache)?.len(),
        })
    }

    /// The units that people made or imported, the newest of a sentence first.
    pub(super) fn units(&self) -> Result<Vec<TranslationUnit>> {
        self.units.all()
    }

    /// The answers of servers.
    pub(super) fn answers(&self) -> Result<Vec<TranslationUnit>> {
        AnswerCache::answers(&self.cache)
    }

    /// Looks for pairs that seem to be no translations, among the answers of servers and the units. With `forget` the
    /// answers are let go of, to be asked for again; units are people's and stay.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn check(&self, forget: bool) -> Result<MemoryDoubts> {
        let answers = Answers::of(&self.cache)?;
        let (places, doubtful_answers): (Vec<usize>, Vec<DoubtfulPair>) =
            doubtful(&answers.pairs).into_iter().unzip();
        let units = self.units.all()?;
        let doubtful_units = doubtful(&units).into_iter().map(|(_, pair)| pair).collect();
        if forget {
            answers.refuse(&places)?;
        }
        Ok(MemoryDoubts {
            answers: answers.pairs.len(),
            units: units.len(),
            doubtful_answers,
            doubtful_units,
            forgotten: forget,
        })
    }

    /// Keeps the beads of bitext files, and gives the number of units of each. Everything is read before
    /// anything is kept; text that is left out is told to the project's reporter.
    ///
    /// # Errors
    /// As [`Project::import`] and [`Cache::get`].
    pub fn import(&self, project: &Project, files: &[PathBuf]) -> Result<Vec<usize>> {
        let bitexts = files
            .iter()
            .map(|file| project.import(file))
            .collect::<Result<Vec<_>>>()?;
        let imported = files.iter().zip(&bitexts).map(|(file, bitext)| {
            let origin = file.file_name().unwrap_or(file.as_os_str());
            self.units.import(bitext, &origin.to_string_lossy())
        });
        imported.collect()
    }

    /// Every unit, as a bitext with these language tags: a bead each.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn export(&self, languages: (&str, &str)) -> Result<Bitext> {
        let all = self.units.all()?;
        let pairs = all
            .iter()
            .map(|unit| (unit.source.as_str(), unit.target.as_str()));
        Ok(Bitext::of_pairs(pairs, languages))
    }

    /// At most `most` units and answers whose Chinese is like `text` by `least` (0..=1) or more, the most
    /// similar first, each with its similarity.
    ///
    /// # Errors
    /// As [`Cache::get`].
    pub fn find(&self, text: &str, least: f64, most: usize) -> Result<Vec<(f64, TranslationUnit)>> {
        let mut all = self.units.all()?;
        all.extend(AnswerCache::answers(&self.cache)?);
        let index = FuzzyIndex::new(&all);
        let found = index.best(text.trim(), least, most).into_iter();
        Ok(found
            .map(|found| (found.score, found.unit.clone()))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::Config;

    #[test]
    fn what_was_imported_is_counted_found_and_exported() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pairs.tsv");
        let rows = "source\ttarget\tconfidence\n灯塔在岛的东边。\tThe lighthouse is in the east of the island.\t1\n船来了。\tThe ship came.\t1\n";
        fs::write(&file, rows).unwrap();
        let config = Config {
            folder: folder.path().to_owned(),
            ..Config::default()
        };
        let project = Project::new(config, 1);
        let memory = project.memory().unwrap();
        assert_eq!(
            memory
                .import(&project, std::slice::from_ref(&file))
                .unwrap(),
            [2]
        );
        let size = MemorySize {
            units: 2,
            answers: 0,
        };
        assert_eq!(memory.size().unwrap(), size);
        let found = memory.find(" 灯塔在岛的西边。 ", 0.7, 5).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.origin, "pairs.tsv");
        assert!((found[0].0 - 0.875).abs() < 1e-9, "{}", found[0].0);
        let bitext = memory.export(("zh-CN", "en-US")).unwrap();
        assert_eq!(bitext.beads.len(), 2);
        // One file that cannot be read, and nothing of the others is kept.
        let missing = folder.path().join("missing.tsv");
        fs::write(&file, rows.replace("船来了", "船走了")).unwrap();
        assert!(memory.import(&project, &[file, missing]).is_err());
        assert_eq!(memory.size().unwrap(), size);
    }
}
