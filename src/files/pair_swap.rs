//! Replacing a text and its bitext together: both or neither, also when the process is killed between.
//!
//! Both new files are made beside their targets first. Then a record goes into the private folder: a line
//! of JSON with the digests of the old and the new content of both, and behind it the whole new bitext.
//! Then the text is renamed into its place, then the bitext, then the record is removed. A record that is
//! found later tells what has happened since, and [`PairSwap::recover`] finishes or takes back.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::atomic::{Prepared, folder_of, prepare, write_atomically};
use super::private_folder::{self, is_denied, is_read_only, name_in};
use crate::error::{Error, Place, Result};
use crate::text::digest;

/// The version of the record.
const VERSION: u32 = 1;
/// How long a refused rename is tried again.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most bytes of the bitext's name in the name of its record; file systems allow 255 for all of it.
const MOST_NAME: usize = 100;
/// The bytes of the hash that tells bitexts of one name apart.
const NAMED_BY: usize = 8;

/// A change of two files that belong together: the text, and the bitext that copies its words.
///
/// Whoever calls [`PairSwap::put`] or [`PairSwap::recover`] holds the text's
/// [`PairLock`](super::pair_lock::PairLock).
#[derive(Clone, Copy, Debug)]
pub struct PairSwap<'a> {
    /// The text.
    pub text: &'a Path,
    /// Its bitext.
    pub bitext: &'a Path,
    /// The private folder, where the record is kept; made if it is missing.
    pub folder: &'a Path,
}

/// What [`PairSwap::put`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Put {
    /// Both files are as they should be.
    Done,
    /// A file is not what was read. Nothing was written.
    Changed,
    /// This file, or its folder, must not be written. Nothing was written.
    ReadOnly(PathBuf),
}

/// What [`PairSwap::recover`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Recovered {
    /// There is no interrupted change.
    Nothing,
    /// The change was finished: both files are the new ones.
    Finished,
    /// The change had not begun: both files are the old ones.
    TakenBack,
    /// Both files have been changed since, or the bitext has: the record was dropped.
    Dropped,
    /// The text was written and has been changed since, or the bitext cannot be written. This is the
    /// content that the bitext was to have: the copy to compare the text with. Nothing was written; the
    /// record stays until the next [`PairSwap::put`] with a new bitext. To that one the *old* bitext is
    /// still what stands in the file.
    Copy(Vec<u8>),
    /// The record cannot be read (damaged, or of a newer version). It is now in this file.
    SetAside(PathBuf),
}

/// One of the two files, with what was read and what is to be there; nothing where it stays.
#[derive(Clone, Copy, Debug)]
struct Side<'a> {
    path: &'a Path,
    old: Option<&'a [u8]>,
    new: Option<&'a [u8]>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    version: u32,
    text: Recorded,
    bitext: Recorded,
}

#[derive(Debug, Serialize, Deserialize)]
struct Recorded {
    /// For people; a file is recognised by its content.
    file: String,
    /// The digest of the old content; nothing when there was no file.
    old: Option<String>,
    new: String,
}

/// The version alone: of a newer record nothing else is known.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// What a file is, by its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Now {
    Old,
    New,
    Other,
}

impl PairSwap<'_> {
    /// Replaces both files or neither. `old_text` and `old_bitext` are the bytes that were read, nothing
    /// when there was no file; a new content that is left out, or equal to the old, leaves its file alone.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Write`] with the system's error. When the bitext cannot be renamed
    /// within two seconds the text is what it was before; if it was changed meanwhile the record stays for
    /// [`PairSwap::recover`]. [`Error::Input`] for a path that is no file.
    pub fn put(
        &self,
        old_text: Option<&[u8]>,
        new_text: Option<&[u8]>,
        old_bitext: Option<&[u8]>,
        new_bitext: Option<&[u8]>,
    ) -> Result<Put> {
        let text = Side::new(self.text, old_text, new_text);
        let bitext = Side::new(self.bitext, old_bitext, new_bitext);
        if !text.is_as_read()? || !bitext.is_as_read()? {
            return Ok(Put::Changed);
        }
        if let Some(side) = [&text, &bitext].into_iter().find(|side| side.is_refused()) {
            return Ok(Put::ReadOnly(side.path.to_owned()));
        }
        let change = Change::prepare(self, text, bitext).and_then(|mut change| {
            change.write_record()?;
            Ok(change)
        });
        let mut change = match change {
            Err(Error::Write { path, source }) if is_denied(&source) => {
                return Ok(Put::ReadOnly(path));
            }
            change => change?,
        };
        // Preparing takes time; an editor asks for no lock.
        if !text.is_as_read()? || !bitext.is_as_read()? {
            change.abandon();
            return Ok(Put::Changed);
        }
        change.replace_text()?;
        change.replace_bitext()?;
        change.drop_record();
        Ok(Put::Done)
    }

    /// Whether there is a record: a change is being made, or was interrupted. A command that only reads
    /// needs the lock, and [`PairSwap::recover`], only then.
    #[must_use]
    pub fn has_record(&self) -> bool {
        self.record().exists()
    }

    /// Finishes or takes back a change that was interrupted. A record is acted on only while each file is
    /// exactly its old or its new self.
    ///
    /// # Errors
    /// [`Error::Read`] for a text or bitext that cannot be read, [`Error::Write`] when the bitext cannot be
    /// written for another reason than missing permission.
    pub fn recover(&self) -> Result<Recovered> {
        let path = self.record();
        let bytes = match fs::read(&path) {
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(Recovered::Nothing);
            }
            Err(_) => return Ok(set_aside(&path)),
            Ok(bytes) => bytes,
        };
        let Some((record, copy)) = parse(&bytes) else {
            return Ok(set_aside(&path));
        };
        let text = record.text.of(now(self.text)?.as_deref());
        let bitext = record.bitext.of(now(self.bitext)?.as_deref());
        let recovered = match (text, bitext) {
            (Now::New, Now::Old) => {
                if !write_copy(self.bitext, copy)? {
                    return Ok(Recovered::Copy(copy.to_vec()));
                }
                Recovered::Finished
            }
            (Now::Other, Now::Old) => return Ok(Recovered::Copy(copy.to_vec())),
            (Now::New, Now::New) => Recovered::Finished,
            (Now::Old, Now::Old) => Recovered::TakenBack,
            _ => Recovered::Dropped,
        };
        remove(&path);
        Ok(recovered)
    }

    /// The path of the record. Many bitexts of a project may have one name, in folders of their own.
    fn record(&self) -> PathBuf {
        let hash = digest::sha256(name_in(self.folder, self.bitext).as_bytes());
        let name = self
            .bitext
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
        let end = ends.take_while(|&end| end <= MOST_NAME).last().unwrap_or(0);
        let hash = digest::hex(&hash[..NAMED_BY]);
        self.folder.join(format!("{}.{hash}.swap", &name[..end]))
    }
}

impl<'a> Side<'a> {
    fn new(path: &'a Path, old: Option<&'a [u8]>, new: Option<&'a [u8]>) -> Side<'a> {
        let new = new.filter(|new| Some(*new) != old);
        Side { path, old, new }
    }

    fn is_as_read(&self) -> Result<bool> {
        Ok(now(self.path)?.as_deref() == self.old)
    }

    /// Whether the file is to be replaced and must not be. Renaming asks for the folder's permission only.
    fn is_refused(&self) -> bool {
        if self.new.is_none() {
            return false;
        }
        let real = fs::canonicalize(self.path);
        let path = real.as_deref().unwrap_or(self.path);
        let opened = File::options().write(true).open(path);
        is_read_only(path)
            || is_read_only(folder_of(path))
            || opened.is_err_and(|error| is_denied(&error))
    }

    fn prepare(&self) -> Result<Option<Prepared>> {
        let Some(new) = self.new else {
            return Ok(None);
        };
        let prepared = prepare(self.path, |out| out.write_all(new));
        Ok(Some(prepared.map_err(|error| told(self.path, error))?))
    }

    fn recorded(&self, folder: &Path, new: &[u8]) -> Recorded {
        Recorded {
            file: name_in(folder, self.path),
            old: self.old.map(whole_digest),
            new: whole_digest(new),
        }
    }
}

impl Recorded {
    fn of(&self, bytes: Option<&[u8]>) -> Now {
        let digest = bytes.map(whole_digest);
        if digest.as_ref() == Some(&self.new) {
            Now::New
        } else if digest == self.old {
            Now::Old
        } else {
            Now::Other
        }
    }
}

/// A change under way. Its steps are called in the order in which they stand here.
struct Change<'a> {
    text: Side<'a>,
    bitext: Side<'a>,
    folder: &'a Path,
    record: PathBuf,
    /// The record of an earlier change that was there, to be put back if this one comes to nothing.
    earlier: Option<Vec<u8>>,
    new_text: Option<Prepared>,
    new_bitext: Option<Prepared>,
    patience: Duration,
}

impl<'a> Change<'a> {
    fn prepare(swap: &PairSwap<'a>, text: Side<'a>, bitext: Side<'a>) -> Result<Change<'a>> {
        let record = swap.record();
        Ok(Change {
            text,
            bitext,
            folder: swap.folder,
            earlier: fs::read(&record).ok(),
            record,
            new_text: text.prepare()?,
            new_bitext: bitext.prepare()?,
            patience: PATIENCE,
        })
    }

    /// Puts the record on disk; when only one file changes there is nothing to record.
    fn write_record(&mut self) -> Result<()> {
        let (Some(text), Some(bitext)) = (self.text.new, self.bitext.new) else {
            return Ok(());
        };
        private_folder::make(self.folder).map_err(|error| told(self.folder, error))?;
        let record = Record {
            version: VERSION,
            text: self.text.recorded(self.folder, text),
            bitext: self.bitext.recorded(self.folder, bitext),
        };
        write_atomically(&self.record, |out| {
            serde_json::to_writer(&mut *out, &record)?;
            out.write_all(b"\n")?;
            out.write_all(bitext)
        })
    }

    fn replace_text(&mut self) -> Result<()> {
        let Some(prepared) = self.new_text.take() else {
            return Ok(());
        };
        let replaced = prepared.commit_within(self.patience);
        if replaced.is_err() {
            self.abandon();
        }
        replaced.map_err(|error| told(self.text.path, error))
    }

    fn replace_bitext(&mut self) -> Result<()> {
        let Some(prepared) = self.new_bitext.take() else {
            return Ok(());
        };
        let replaced = prepared.commit_within(self.patience);
        if replaced.is_err() && self.take_text_back().is_ok_and(|taken| taken) {
            self.abandon();
        }
        replaced.map_err(|error| told(self.bitext.path, error))
    }

    /// Puts the old text back, unless somebody has changed the new one.
    fn take_text_back(&self) -> Result<bool> {
        let Side { path, old, new } = self.text;
        if new.is_none() {
            return Ok(true);
        }
        if now(path)?.as_deref() != new {
            return Ok(false);
        }
        match old {
            Some(old) => write_atomically(path, |out| out.write_all(old))?,
            None => fs::remove_file(path).map_err(|error| told(path, error))?,
        }
        Ok(true)
    }

    /// Leaves the private folder as it was before: nothing has been replaced.
    fn abandon(&self) {
        match &self.earlier {
            Some(earlier) => {
                // The record that stands there instead says that nothing has happened, which is true.
                let _ = write_atomically(&self.record, |out| out.write_all(earlier));
            }
            None => remove(&self.record),
        }
    }

    /// Removes the record, this one or an earlier one whose copy the new bitext replaces.
    fn drop_record(&self) {
        if self.bitext.new.is_some() {
            remove(&self.record);
        }
    }
}

/// Removes a record that is done with. One that cannot be removed says that both files are new, which does
/// no harm.
fn remove(record: &Path) {
    let _ = fs::remove_file(record);
}

/// Moves a record to a name that is free.
fn set_aside(record: &Path) -> Recovered {
    let name = record.file_name().unwrap_or_default().to_string_lossy();
    let names = (1_u32..).map(|number| record.with_file_name(format!("{name}.unread-{number}")));
    let free = names
        .into_iter()
        .find(|path| fs::symlink_metadata(path).is_err());
    match free {
        Some(path) if fs::rename(record, &path).is_ok() => Recovered::SetAside(path),
        _ => Recovered::SetAside(record.to_owned()),
    }
}

/// A whole record and the new bitext behind it.
fn parse(bytes: &[u8]) -> Option<(Record, &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let (line, copy) = (&bytes[..end], &bytes[end + 1..]);
    let versioned: Versioned = serde_json::from_slice(line).ok()?;
    if versioned.version != VERSION {
        return None;
    }
    let record: Record = serde_json::from_slice(line).ok()?;
    (record.bitext.new == whole_digest(copy)).then_some((record, copy))
}

/// Puts the copy in the bitext's place, unless that must not be written.
fn write_copy(bitext: &Path, copy: &[u8]) -> Result<bool> {
    let side = Side::new(bitext, None, Some(copy));
    if side.is_refused() {
        return Ok(false);
    }
    let written = prepare(bitext, |out| out.write_all(copy))
        .and_then(|prepared| prepared.commit_within(PATIENCE));
    match written {
        Ok(()) => Ok(true),
        Err(error) if is_denied(&error) => Ok(false),
        Err(error) => Err(told(bitext, error)),
    }
}

/// What a file holds now; nothing when there is none.
fn now(path: &Path) -> Result<Option<Vec<u8>>> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Error::input(
            Place::file(path),
            "this is no file",
            "name the file itself",
        ));
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn whole_digest(bytes: &[u8]) -> String {
    digest::hex(&digest::sha256(bytes))
}

fn told(path: &Path, source: io::Error) -> Error {
    Error::Write {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
