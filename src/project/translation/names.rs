//! The list of names of a project: a file that the user edits, one name a line. What a translation finds is added
//! below; lines that are there are never changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::cache::Cache;
use crate::error::{Error, Place, Result};
use crate::files::write_atomically;
use crate::glossary::Termbase;
use crate::project::Project;
use crate::translate::{Name, Names};

/// The file, where the settings name none.
const FILE_NAME: &str = "names.tsv";
/// The table of the cache with the names that were found, by their Chinese. A line that says otherwise is a person's.
const TABLE: &str = "names";

/// What stands above the names of a new list.
const HEAD: &str = "# Names: Chinese, tab, English, tab, where it was first seen. What a translation finds is added below.
# Change any line, and the translations that follow keep to it. The English \"-\" says that something is no name.
";

/// The list of names of a project.
pub(super) struct NameList {
    path: PathBuf,
    cache: Arc<Cache>,
    /// Its names, and those that are found.
    pub(super) names: Arc<Names>,
    /// How many of these are in the file.
    written: Mutex<usize>,
}

/// Names that were added to the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamesAdded {
    /// The list.
    pub file: PathBuf,
    /// The names, with their English.
    pub names: Vec<(String, String)>,
}

impl Project {
    /// The list of names that a translation keeps to; none where there is to be none.
    pub(super) fn name_list(
        &self,
        cache: &Arc<Cache>,
        termbase: &Termbase,
    ) -> Result<Option<NameList>> {
        let path = match &self.config.translate.names {
            Some(path) if path.as_os_str().is_empty() => return Ok(None),
            Some(path) => path.clone(),
            None if self.has_texts() => self.config.folder.join(FILE_NAME),
            None => return Ok(None),
        };
        let terms = termbase
            .concepts
            .iter()
            .map(|concept| concept.source.clone());
        let terms = terms.filter(|term| term.chars().count() > 1).collect();
        let lines = lines(&path)?;
        let known: Vec<&str> = lines.iter().map(|line| line.chinese.as_str()).collect();
        let found = cache.get(TABLE, &known)?;
        let names = lines.into_iter().zip(found).map(|(line, found)| Name {
            is_decided: found.is_none_or(|found| found != line.english.as_bytes()),
            chinese: line.chinese,
            english: line.english,
            from: String::new(),
        });
        Ok(Some(NameList {
            names: Arc::new(Names::new(names.collect(), terms)),
            path,
            cache: cache.clone(),
            written: Mutex::default(),
        }))
    }
}

impl NameList {
    /// Adds the names that were found since the last time to the file; at the end of a run after a last look.
    pub(super) fn write(&self, is_end: bool) -> Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let found = match is_end {
            true => self.names.found_at_last(),
            false => self.names.found(),
        };
        if found.len() > *written {
            self.add(&found[*written..])?;
            *written = found.len();
        }
        Ok(())
    }

    /// The names that were added.
    pub(super) fn added(&self) -> NamesAdded {
        let written = *self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.names.found().into_iter().take(written);
        NamesAdded {
            file: self.path.clone(),
            names: found.map(|name| (name.chinese, name.english)).collect(),
        }
    }

    fn add(&self, found: &[Name]) -> Result<()> {
        // What was written meanwhile stays, and decides.
        let there: HashMap<String, String> = lines(&self.path)?
            .into_iter()
            .map(|line| (line.chinese, line.english))
            .collect();
        let new: Vec<&Name> = found
            .iter()
            .filter(|name| !there.contains_key(&name.chinese))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut text = match read(&self.path)? {
            Some(text) => text,
            None => HEAD.to_owned(),
        };
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(end);
        }
        for name in &new {
            text.push_str(&format!(
                "{}\t{}\t{}{end}",
                name.chinese, name.english, name.from
            ));
        }
        // A line that is in the file and not in the cache would be taken for a person's.
        let records: Vec<(&str, Vec<u8>)> = new
            .iter()
            .map(|name| (name.chinese.as_str(), name.english.clone().into_bytes()))
            .collect();
        self.cache.put(TABLE, &records)?;
        write_atomically(&self.path, |out| out.write_all(text.as_bytes()))
    }
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    chinese: String,
    english: String,
}

/// The text of the list; nothing where there is none.
fn read(path: &Path) -> Result<Option<String>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = String::from_utf8(crate::files::read(path)?);
    text.map(Some).map_err(|_| {
        Error::input(
            Place::file(path),
            "the list of names is not UTF-8",
            "save it as UTF-8",
        )
    })
}

/// The names of a list.
///
/// # Errors
/// A line without English, and a name that is there twice, each with its place.
fn lines(path: &Path) -> Result<Vec<Line>> {
    let text = read(path)?.unwrap_or_default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut lines = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut fields = line.split('\t').map(str::trim);
        let (chinese, english) = (
            fields.next().unwrap_or_default(),
            fields.next().unwrap_or_default(),
        );
        if chinese.is_empty() || english.is_empty() {
            return Err(Error::input(
                Place::at(path, number, 1),
                "this is no name with its English",
                "write the Chinese, a tab, and the English; \"-\" for something that is no name",
            ));
        }
        if let Some(first) = seen.insert(chinese.to_owned(), number) {
            return Err(Error::input(
                Place::at(path, number, 1),
                format!("{chinese} stands in line {first} already"),
                "keep one of the two lines",
            ));
        }
        lines.push(Line {
            chinese: chinese.to_owned(),
            english: english.to_owned(),
        });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(path: &Path, cache: &Arc<Cache>, known: Vec<Name>) -> NameList {
        NameList {
            path: path.to_owned(),
            cache: cache.clone(),
            names: Arc::new(Names::new(known, Vec::new())),
            written: Mutex::default(),
        }
    }

    #[test]
    fn what_is_found_is_added_below_and_nothing_else_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.tsv");
        let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
        let own = "# mine\r\n孟丽\tMolly Meng\r\n\r\n罗平 \t -";
        for (before, after) in [
            (None, format!("{HEAD}林小安\tLin Xiao'an\tzh/1.md\n")),
            (Some(""), "林小安\tLin Xiao'an\tzh/1.md\n".to_owned()),
            (
                Some(own),
                format!("{own}\r\n林小安\tLin Xiao'an\tzh/1.md\r\n"),
            ),
            (Some("林小安\tAnn Lin\n"), "林小安\tAnn Lin\n".to_owned()),
        ] {
            drop(std::fs::remove_file(&path));
            if let Some(before) = before {
                std::fs::write(&path, before).unwrap();
            }
            let list = list(&path, &cache, Vec::new());
            let from: Arc<str> = Arc::from("zh/1.md");
            list.names
                .learn("林小安来了。", "Lin Xiao'an has come.", &from);
            for is_end in [false, true] {
                list.write(is_end).unwrap();
                assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
            }
            assert_eq!(list.added().names.len(), 1);
        }
    }

    #[test]
    fn a_list_that_cannot_be_read_is_named_with_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.tsv");
        for (text, said) in [
            ("林小安\n", ":1:1"),
            ("# x\n\n林小安 Ann\n", ":3:1"),
            ("林小安\tAnn\n林小安\tBea\n", "line 1 already"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = lines(&path).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        std::fs::write(&path, [0xff]).unwrap();
        assert!(lines(&path).is_err());
        std::fs::write(&path, "\u{feff}林小安\tAnn\tzh\tmore\n").unwrap();
        let expected = Line {
            chinese: "林小安".to_owned(),
            english: "Ann".to_owned(),
        };
        assert_eq!(lines(&path).unwrap(), [expected]);
    }
}
