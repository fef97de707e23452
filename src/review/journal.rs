//! The journal: one line for each step since the file was last written. A line is on disk before the
//! step is confirmed, so that a workbench that is killed has lost nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{beside, digest};
use crate::bitext::BeadId;
use crate::bitext::edit::Operation;
use crate::error::{Error, Result};
use crate::files::write_atomically;

/// An entry of the journal, one line in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "lowercase")]
pub(super) enum JournalEntry {
    /// The version of the bitext file that the steps start from.
    Begin {
        /// The hash of its content.
        file: String,
    },
    /// The bitext file is about to be written: if it has this content, it includes everything above.
    Saving {
        /// The hash of the new content.
        file: String,
    },
    /// Operations made as one step.
    Step {
        /// The bead that was being typed into.
        typing: Option<BeadId>,
        /// The operations.
        operations: Vec<Operation>,
    },
    /// The last step was undone.
    Undo,
    /// The step undone last was redone.
    Redo,
}

/// The open journal.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal of a bitext and begins it anew. Also returns the unsaved steps of an earlier
    /// workbench, or, if they were made on another version of the file, where they were put.
    ///
    /// # Errors
    /// [`Error::Write`], [`Error::Read`].
    pub(super) fn open(bitext: &Path, base: &[u8]) -> Result<(Journal, Unsaved)> {
        let path = beside(bitext, "journal.jsonl")?;
        let now = digest(base);
        let left = left(&path, &now)?;
        let journal = Journal {
            file: begin(&path, &now)?,
            path,
        };
        Ok((journal, left))
    }

    /// Appends an entry; when this returns it is on disk.
    pub(super) fn put(&mut self, entry: &JournalEntry) -> Result<()> {
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

    /// Begins the journal anew, because the bitext file includes everything.
    pub(super) fn saved(&mut self, file: &str) -> Result<()> {
        self.file = begin(&self.path, file)?;
        Ok(())
    }
}

/// The unsaved steps of an earlier workbench.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unsaved {
    /// The entries to apply to the file as it is.
    pub(super) entries: Vec<JournalEntry>,
    /// The file with the operations that were made on another version of the bitext file.
    pub(super) elsewhere: Option<PathBuf>,
}

fn begin(path: &Path, file: &str) -> Result<File> {
    let entry = JournalEntry::Begin { file: file.into() };
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

fn left(path: &Path, now: &str) -> Result<Unsaved> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Unsaved::default()),
        Err(source) => {
            return Err(Error::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    // The last line may be incomplete: its step was never confirmed.
    let text = String::from_utf8_lossy(&bytes);
    let mut entries: Vec<JournalEntry> = text
        .lines()
        .map_while(|line| serde_json::from_str(line).ok())
        .collect();
    let written = entries
        .iter()
        .rposition(|entry| matches!(entry, JournalEntry::Saving { file } if file == now));
    if let Some(at) = written {
        entries.drain(..=at);
    } else if !matches!(entries.first(), Some(JournalEntry::Begin { file }) if file == now) {
        let operations = flattened(&entries);
        if operations.is_empty() {
            return Ok(Unsaved::default());
        }
        let elsewhere = free(&path.with_extension("unsaved.jsonl"));
        write_atomically(&elsewhere, |out| {
            operations.iter().try_for_each(|operation| {
                serde_json::to_writer(&mut *out, operation)?;
                out.write_all(b"\n")
            })
        })?;
        return Ok(Unsaved {
            entries: Vec::new(),
            elsewhere: Some(elsewhere),
        });
    }
    entries.retain(|entry| {
        !matches!(
            entry,
            JournalEntry::Begin { .. } | JournalEntry::Saving { .. }
        )
    });
    Ok(Unsaved {
        entries,
        elsewhere: None,
    })
}

/// The operations that were made and not undone.
fn flattened(entries: &[JournalEntry]) -> Vec<Operation> {
    let (mut done, mut undone) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            JournalEntry::Step { operations, .. } => {
                undone.clear();
                done.push(operations);
            }
            JournalEntry::Undo => undone.extend(done.pop()),
            JournalEntry::Redo => done.extend(undone.pop()),
            JournalEntry::Begin { .. } | JournalEntry::Saving { .. } => {}
        }
    }
    done.into_iter().flatten().cloned().collect()
}

/// The path, or the first numbered variant of it that does not exist yet.
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

    fn step(note: &str) -> JournalEntry {
        JournalEntry::Step {
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
        assert_eq!(left, Unsaved::default());
        journal.put(&step("a")).unwrap();
        journal.put(&JournalEntry::Undo).unwrap();
        drop(journal);
        let (mut journal, left) = Journal::open(&path, b"one").unwrap();
        assert_eq!(left.entries, [step("a"), JournalEntry::Undo]);
        journal.put(&step("b")).unwrap();
        let two = JournalEntry::Saving {
            file: digest(b"two"),
        };
        journal.put(&two).unwrap();
        journal.put(&step("c")).unwrap();
        // Killed before the file was written, and after it.
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
