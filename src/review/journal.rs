//! The journal: one line for each step since the files were last written. A line is on disk before the
//! step is confirmed, so that a workbench that is killed has lost nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{Digests, beside};
use crate::bitext::BeadId;
use crate::bitext::edit::Operation;
use crate::error::{Error, Result};
use crate::files::write_atomically;

/// An entry of the journal, one line in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum JournalEntry {
    /// The version of the files that the steps start from.
    Begin {
        /// The hash of the bitext's content.
        file: String,
        /// That of the English text; none where there is no such file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// The files are about to be written: if they have this content, they include everything above.
    Saving {
        /// The hash of the bitext's new content.
        file: String,
        /// That of the English text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
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
    /// The steps since the files were written.
    entries: Vec<JournalEntry>,
}

impl Journal {
    /// Opens the journal of a bitext and begins it anew, with the unsaved steps of an earlier workbench. If
    /// these cannot be done again, or cannot be read, returns where they were put.
    ///
    /// # Errors
    /// [`Error::Write`], [`Error::Read`].
    pub(super) fn open(bitext: &Path, now: &Digests) -> Result<(Journal, Unsaved)> {
        let path = beside(bitext, "journal.jsonl")?;
        let left = left(&path, now)?;
        let journal = Journal {
            file: begin(&path, now, &left.entries)?,
            path,
            entries: left.entries.clone(),
        };
        Ok((journal, left))
    }

    /// Appends an entry; when this returns it is on disk.
    pub(super) fn put(&mut self, entry: JournalEntry) -> Result<()> {
        let mut line = serde_json::to_vec(&entry).unwrap_or_default();
        line.push(b'\n');
        self.file
            .write_all(&line)
            .and_then(|()| self.file.sync_data())
            .map_err(|source| Error::Write {
                path: self.path.clone(),
                source,
            })?;
        if !matches!(entry, JournalEntry::Saving { .. }) {
            self.entries.push(entry);
        }
        Ok(())
    }

    /// Begins the journal anew, because the files include everything.
    pub(super) fn saved(&mut self, now: &Digests) -> Result<()> {
        self.entries.clear();
        self.file = begin(&self.path, now, &[])?;
        Ok(())
    }

    /// Begins the journal anew with the operations of the unsaved steps, because the files were changed
    /// outside.
    pub(super) fn goes_on(&mut self, now: &Digests) -> Result<()> {
        self.file = begin(&self.path, now, &self.entries)?;
        Ok(())
    }

    /// The operations that are not in the files, as they were made and not undone.
    pub(super) fn unsaved(&self) -> Vec<Operation> {
        flattened(&self.entries)
    }

    /// Puts operations aside, for `duizhao edit`; returns the file.
    pub(super) fn put_aside(&self, operations: &[Operation]) -> Result<PathBuf> {
        put_aside(&self.path, operations)
    }
}

/// The unsaved steps of an earlier workbench.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unsaved {
    /// The entries to apply to the files as they are.
    pub(super) entries: Vec<JournalEntry>,
    /// Whether the files are others than those that the steps were made on.
    pub(super) is_elsewhere: bool,
    /// The file with operations that were made on another version of the files, and do not say which words
    /// they replace.
    pub(super) aside: Option<PathBuf>,
    /// The journal itself, moved here because it cannot be read.
    pub(super) unreadable: Option<PathBuf>,
}

fn begin(path: &Path, now: &Digests, entries: &[JournalEntry]) -> Result<File> {
    let begin = JournalEntry::Begin {
        file: now.bitext.clone(),
        text: now.text.clone(),
    };
    write_atomically(path, |out| {
        std::iter::once(&begin)
            .chain(entries)
            .try_for_each(|entry| {
                serde_json::to_writer(&mut *out, entry)?;
                out.write_all(b"\n")
            })
    })?;
    File::options()
        .append(true)
        .open(path)
        .map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })
}

fn put_aside(path: &Path, operations: &[Operation]) -> Result<PathBuf> {
    let aside = free(&path.with_extension("unsaved.jsonl"));
    write_atomically(&aside, |out| {
        operations.iter().try_for_each(|operation| {
            serde_json::to_writer(&mut *out, operation)?;
            out.write_all(b"\n")
        })
    })?;
    Ok(aside)
}

fn left(path: &Path, now: &Digests) -> Result<Unsaved> {
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
    let whole = bytes.iter().rposition(|&byte| byte == b'\n');
    let lines = bytes[..whole.unwrap_or(0)].split(|&byte| byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    let read: Option<Vec<JournalEntry>> = lines
        .map(|line| serde_json::from_slice(line).ok())
        .collect();
    let Some(mut entries) = read else {
        let aside = free(&path.with_extension("unreadable.jsonl"));
        fs::rename(path, &aside).map_err(|source| Error::Write {
            path: aside.clone(),
            source,
        })?;
        return Ok(Unsaved {
            unreadable: Some(aside),
            ..Unsaved::default()
        });
    };
    // Entries of an earlier version name the bitext alone.
    let is_now = |file: &String, text: &Option<String>| {
        *file == now.bitext && (text.is_none() || *text == now.text)
    };
    // The bitext was written with all above; what was changed since is its text.
    let written = entries.iter().rposition(
        |entry| matches!(entry, JournalEntry::Saving { file, .. } if *file == now.bitext),
    );
    let is_exact = match (written.map(|at| &entries[at]), entries.first()) {
        (Some(JournalEntry::Saving { file, text }), _)
        | (None, Some(JournalEntry::Begin { file, text })) => is_now(file, text),
        _ => false,
    };
    if let Some(at) = written {
        entries.drain(..=at);
    }
    if !is_exact {
        let operations = flattened(&entries);
        if operations.is_empty() {
            return Ok(Unsaved::default());
        }
        let says = |operation: &Operation| match operation {
            Operation::Translate { was, .. } => was.is_some(),
            _ => true,
        };
        if !operations.iter().all(says) {
            return Ok(Unsaved {
                aside: Some(put_aside(path, &operations)?),
                ..Unsaved::default()
            });
        }
        let step = |operation| JournalEntry::Step {
            typing: None,
            operations: vec![operation],
        };
        return Ok(Unsaved {
            entries: operations.into_iter().map(step).collect(),
            is_elsewhere: true,
            ..Unsaved::default()
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
        ..Unsaved::default()
    })
}

/// The operations that were made and not undone. Of words typed one after the other into a bead, the last.
fn flattened(entries: &[JournalEntry]) -> Vec<Operation> {
    let (mut done, mut undone) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            JournalEntry::Step { typing, operations } => {
                undone.clear();
                // What is typed on is one step of the history.
                match done.last_mut() {
                    Some((of, list)) if typing.is_some() && *of == typing => {
                        let list: &mut Vec<Operation> = list;
                        list.extend(operations.iter().cloned());
                    }
                    _ => done.push((typing, operations.clone())),
                }
            }
            JournalEntry::Undo => undone.extend(done.pop()),
            JournalEntry::Redo => done.extend(undone.pop()),
            JournalEntry::Begin { .. } | JournalEntry::Saving { .. } => {}
        }
    }
    let mut flat: Vec<Operation> = Vec::new();
    for operation in done.into_iter().flat_map(|(_, operations)| operations) {
        if let (
            Some(Operation::Translate {
                bead,
                texts,
                by_rule,
                ..
            }),
            Operation::Translate {
                bead: next,
                texts: last,
                by_rule: false,
                ..
            },
        ) = (flat.last_mut(), &operation)
            && bead == next
            && !*by_rule
        {
            texts.clone_from(last);
            continue;
        }
        flat.push(operation);
    }
    flat
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

    fn typed(was: Option<&str>, texts: &str) -> JournalEntry {
        let bead = BeadId("b".into());
        JournalEntry::Step {
            typing: Some(bead.clone()),
            operations: vec![Operation::Translate {
                bead,
                texts: vec![texts.into()],
                was: was.map(|was| vec![was.into()]),
                by_rule: false,
            }],
        }
    }

    fn digests(bitext: &str, text: &str) -> Digests {
        Digests {
            bitext: bitext.into(),
            text: Some(text.into()),
        }
    }

    #[test]
    fn what_was_not_saved_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext.jsonl");
        let (one, two) = (digests("one", "text"), digests("two", "other text"));
        let (mut journal, left) = Journal::open(&path, &one).unwrap();
        assert_eq!(left, Unsaved::default());
        journal.put(step("a")).unwrap();
        journal.put(JournalEntry::Undo).unwrap();
        drop(journal);
        let (mut journal, left) = Journal::open(&path, &one).unwrap();
        assert_eq!(left.entries, [step("a"), JournalEntry::Undo]);
        journal.saved(&one).unwrap();
        journal.put(step("b")).unwrap();
        let saving = JournalEntry::Saving {
            file: two.bitext.clone(),
            text: two.text.clone(),
        };
        journal.put(saving).unwrap();
        journal.put(step("c")).unwrap();
        // Killed before the files were written, and after it.
        let copy = fs::read(&journal.path).unwrap();
        let (_, left) = Journal::open(&path, &one).unwrap();
        assert_eq!(left.entries, [step("b"), step("c")]);
        fs::write(&journal.path, &copy).unwrap();
        let (_, left) = Journal::open(&path, &two).unwrap();
        assert_eq!(left.entries, [step("c")]);
        assert!(!left.is_elsewhere);
        // Written, and then the text was changed by another program.
        fs::write(&journal.path, &copy).unwrap();
        let (_, left) = Journal::open(&path, &digests("two", "yet another")).unwrap();
        assert_eq!(left.entries, [step("c")]);
        assert!(left.is_elsewhere);
    }

    #[test]
    fn what_says_what_it_replaces_is_done_on_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext.jsonl");
        let (mut journal, _) = Journal::open(&path, &digests("one", "text")).unwrap();
        journal.put(typed(Some("A."), "Ab.")).unwrap();
        journal.put(typed(Some("Ab."), "Abc.")).unwrap();
        let other = digests("one", "changed");
        let (mut journal, left) = Journal::open(&path, &other).unwrap();
        let JournalEntry::Step { operations, .. } = typed(Some("A."), "Abc.") else {
            unreachable!()
        };
        let whole = JournalEntry::Step {
            typing: None,
            operations,
        };
        assert_eq!(left.entries, [whole]);
        assert!(left.is_elsewhere);
        // Of an earlier version, without the words that are replaced.
        journal.saved(&other).unwrap();
        journal.put(typed(None, "B.")).unwrap();
        let (_, left) = Journal::open(&path, &digests("three", "text")).unwrap();
        assert!(left.entries.is_empty());
        let aside = fs::read_to_string(left.aside.unwrap()).unwrap();
        assert_eq!(
            aside,
            "{\"do\":\"translate\",\"bead\":\"b\",\"texts\":[\"B.\"]}\n"
        );
    }

    #[test]
    fn a_journal_that_cannot_be_read_is_kept_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext.jsonl");
        let now = digests("one", "text");
        let (mut journal, _) = Journal::open(&path, &now).unwrap();
        journal.put(step("a")).unwrap();
        let mut bytes = fs::read(&journal.path).unwrap();
        // An unended last line is a step that was never confirmed.
        bytes.extend_from_slice(b"{\"entry\":\"st");
        fs::write(&journal.path, &bytes).unwrap();
        let (journal, left) = Journal::open(&path, &now).unwrap();
        assert_eq!(left.entries, [step("a")]);
        assert_eq!(left.unreadable, None);
        // A line of a newer version in the middle.
        let mut bytes = fs::read(&journal.path).unwrap();
        bytes.extend_from_slice(b"{\"entry\":\"dream\"}\n");
        fs::write(&journal.path, &bytes).unwrap();
        let (_, left) = Journal::open(&path, &now).unwrap();
        assert!(left.entries.is_empty());
        assert_eq!(fs::read(left.unreadable.unwrap()).unwrap(), bytes);
    }
}
