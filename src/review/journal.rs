//! What was done since the file was written last, a line for each step, on disk before anybody is told
//! that it was done: a workbench that is killed has lost nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{beside, digest};
use crate::bitext::BeadId;
use crate::bitext::edit::Operation;
use crate::error::{Error, Result};
use crate::files::write_atomically;

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "lowercase")]
pub(super) enum Entry {
    /// The file that the steps start from.
    Begin {
        /// The name of its content.
        file: String,
    },
    /// The file is about to be written: if it is this one, everything above is in it.
    Saving {
        /// The name of its content.
        file: String,
    },
    /// Operations that are one step.
    Step {
        /// The bead that was being typed into.
        typing: Option<BeadId>,
        /// What was done.
        operations: Vec<Operation>,
    },
    /// The last step was taken back.
    Undo,
    /// It was done again.
    Redo,
}

/// The open journal.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// The journal of a bitext, begun anew. Gives what an earlier workbench left unsaved, or, when that
    /// was about another version of the file, where it was put.
    ///
    /// # Errors
    /// [`Error::Write`], [`Error::Read`].
    pub(super) fn open(bitext: &Path, base: &[u8]) -> Result<(Journal, Left)> {
        let path = beside(bitext, "journal.jsonl")?;
        let now = digest(base);
        let left = left(&path, &now)?;
        let journal = Journal {
            file: begin(&path, &now)?,
            path,
        };
        Ok((journal, left))
    }

    /// Keeps an entry: when this returns it is on disk.
    pub(super) fn put(&mut self, entry: &Entry) -> Result<()> {
        let mut line = serde_json::to_vec(entry).unwrap_or_default();
        line.push(b'\n');
        self.file
            .write_all(&line)
            .and_then(|()| self.file.sync_data())
            .map_err(|source| Error::Write {
                path: self.path.clone(),
                source,
            })
    }

    /// The file holds everything now.
    pub(super) fn saved(&mut self, file: &str) -> Result<()> {
        self.file = begin(&self.path, file)?;
        Ok(())
    }
}

/// What an earlier workbench left.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Left {
    /// Entries to be done on the file as it is.
    pub(super) entries: Vec<Entry>,
    /// Where the operations are that were about another version of the file.
    pub(super) elsewhere: Option<PathBuf>,
}

fn begin(path: &Path, file: &str) -> Result<File> {
    let entry = Entry::Begin { file: file.into() };
    write_atomically(path, |out| {
        serde_json::to_writer(&mut *out, &entry)?;
        out.write_all(b"\n")
    })?;
    File::options()
        .append(true)
        .open(path)
        .map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })
}

fn left(path: &Path, now: &str) -> Result<Left> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Left::default()),
        Err(source) => {
            return Err(Error::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    // The last line may be half written: nobody was told of it.
    let text = String::from_utf8_lossy(&bytes);
    let mut entries: Vec<Entry> = text
        .lines()
        .map_while(|line| serde_json::from_str(line).ok())
        .collect();
    let written = entries
        .iter()
        .rposition(|entry| matches!(entry, Entry::Saving { file } if file == now));
    if let Some(at) = written {
        entries.drain(..=at);
    } else if !matches!(entries.first(), Some(Entry::Begin { file }) if file == now) {
        let operations = flattened(&entries);
        if operations.is_empty() {
            return Ok(Left::default());
        }
        let elsewhere = free(&path.with_extension("unsaved.jsonl"));
        write_atomically(&elsewhere, |out| {
            operations.iter().try_for_each(|operation| {
                serde_json::to_writer(&mut *out, operation)?;
                out.write_all(b"\n")
            })
        })?;
        return Ok(Left {
            entries: Vec::new(),
            elsewhere: Some(elsewhere),
        });
    }
    entries.retain(|entry| !matches!(entry, Entry::Begin { .. } | Entry::Saving { .. }));
    Ok(Left {
        entries,
        elsewhere: None,
    })
}

/// What was done and not taken back.
fn flattened(entries: &[Entry]) -> Vec<Operation> {
    let (mut done, mut undone) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Step { operations, .. } => {
                undone.clear();
                done.push(operations);
            }
            Entry::Undo => undone.extend(done.pop()),
            Entry::Redo => done.extend(undone.pop()),
            Entry::Begin { .. } | Entry::Saving { .. } => {}
        }
    }
    done.into_iter().flatten().cloned().collect()
}

/// The path, or the first one like it that is not there yet.
fn free(path: &Path) -> PathBuf {
    if !path.exists() {
        return path.to_owned();
    }
    let stem = path.with_extension("");
    (2..)
        .map(|number| stem.with_extension(format!("{number}.jsonl")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(note: &str) -> Entry {
        Entry::Step {
            typing: None,
            operations: vec![Operation::Note {
                bead: BeadId("b".into()),
                note: note.into(),
            }],
        }
    }

    #[test]
    fn what_was_not_saved_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext.jsonl");
        let (mut journal, left) = Journal::open(&path, b"one").unwrap();
        assert_eq!(left, Left::default());
        journal.put(&step("a")).unwrap();
        journal.put(&Entry::Undo).unwrap();
        drop(journal);
        let (mut journal, left) = Journal::open(&path, b"one").unwrap();
        assert_eq!(left.entries, [step("a"), Entry::Undo]);
        journal.put(&step("b")).unwrap();
        let two = Entry::Saving {
            file: digest(b"two"),
        };
        journal.put(&two).unwrap();
        journal.put(&step("c")).unwrap();
        // Killed before, and after, the file was written.
        let copy = fs::read(&journal.path).unwrap();
        let (_, left) = Journal::open(&path, b"one").unwrap();
        assert_eq!(left.entries, [step("b"), step("c")]);
        fs::write(&journal.path, &copy).unwrap();
        let (_, left) = Journal::open(&path, b"two").unwrap();
        assert_eq!(left.entries, [step("c")]);
    }

    #[test]
    fn what_was_about_another_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext.jsonl");
        for note in ["a", "b"] {
            let (mut journal, _) = Journal::open(&path, b"one").unwrap();
            journal.put(&step(note)).unwrap();
            let mut half = fs::read(&journal.path).unwrap();
            half.extend_from_slice(b"{\"entry\":\"st");
            fs::write(&journal.path, half).unwrap();
            let (_, left) = Journal::open(&path, b"other").unwrap();
            assert!(left.entries.is_empty());
            let aside = fs::read_to_string(left.elsewhere.unwrap()).unwrap();
            assert_eq!(
                aside,
                format!("{{\"do\":\"note\",\"bead\":\"b\",\"note\":\"{note}\"}}\n")
            );
        }
    }
}
