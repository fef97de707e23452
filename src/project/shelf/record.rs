//! The record of a batch run: a line of JSON for each finished pair, appended when it is finished. Of
//! several lines about the same output the last one counts.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::files::write_atomically;
use crate::text::digest;

/// The result of a pair.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PairRecord {
    /// The first text, as the list names it.
    pub source: String,
    /// The second text.
    pub target: String,
    /// The file name of the result.
    pub output: String,
    /// The [`fingerprint`] of both texts and of the settings that influence the result.
    pub inputs: String,
    /// [`fingerprint`] of the result.
    pub made: String,
    /// The number of Chinese sentences.
    pub zh: usize,
    /// The number of English sentences.
    pub en: usize,
    /// The number of beads.
    pub beads: usize,
    /// The number of beads with sentences on both sides.
    pub linked: usize,
    /// The number of Chinese sentences without English.
    pub omissions: usize,
    /// The number of English sentences without Chinese.
    pub additions: usize,
    /// The mean confidence of the linked beads, 0 to 1, rounded to four places.
    pub confidence: Option<f64>,
    /// The error, if there is no result.
    #[serde(default)]
    pub error: Option<String>,
}

/// A SHA-256 hash over parts, each with its length, so that no two lists of parts look the same.
#[must_use]
pub fn fingerprint(parts: &[&[u8]]) -> String {
    digest::hex(&digest::of_parts(parts))
}

/// The record file of a folder, with its content.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    file: File,
    /// The last result of each output.
    known: HashMap<String, PairRecord>,
    /// The outputs in the order of their first lines.
    order: Vec<String>,
}

impl Record {
    /// Opens the record, or with `fresh` begins a new one. A line that is not a whole record (the last
    /// one of a run that was killed) is skipped: its pair is done again.
    ///
    /// # Errors
    /// [`Error::Write`] also when it cannot be read, because the same file is written to later.
    pub fn open(path: &Path, fresh: bool) -> Result<Record> {
        let failed = |source| Error::Write {
            path: path.to_owned(),
            source,
        };
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        if fresh {
            file.set_len(0).map_err(failed)?;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let mut record = Record {
            path: path.to_owned(),
            file,
            known: HashMap::new(),
            order: Vec::new(),
        };
        for line in bytes.split(|&byte| byte == b'\n') {
            if let Ok(done) = serde_json::from_slice::<PairRecord>(line) {
                record.take(done);
            }
        }
        // A half-written last line is ended, so that the next record begins on a line of its own.
        if bytes.last().is_some_and(|&last| last != b'\n') {
            record.file.write_all(b"\n").map_err(failed)?;
        }
        Ok(record)
    }

    fn take(&mut self, done: PairRecord) {
        if !self.known.contains_key(&done.output) {
            self.order.push(done.output.clone());
        }
        self.known.insert(done.output.clone(), done);
    }

    /// The last result recorded for an output.
    #[must_use]
    pub fn of(&self, output: &str) -> Option<&PairRecord> {
        self.known.get(output)
    }

    /// Appends the result of a pair; it is on disk when this returns.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn add(&mut self, done: PairRecord) -> Result<()> {
        let mut append = || -> io::Result<()> {
            let mut line = serde_json::to_vec(&done)?;
            line.push(b'\n');
            self.file.seek(SeekFrom::End(0))?;
            self.file.write_all(&line)?;
            self.file.flush()?;
            self.file.sync_data()
        };
        append().map_err(|source| Error::Write {
            path: self.path.clone(),
            source,
        })?;
        self.take(done);
        Ok(())
    }

    /// Rewrites the record with one line for each output, those of `first` in their order before all
    /// others, so that the file does not depend on which pair was finished first.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn settle<'a>(&'a self, first: impl Iterator<Item = &'a str>) -> Result<()> {
        let mut rest = self.known.clone();
        let mut lines = Vec::new();
        for output in first.chain(self.order.iter().map(String::as_str)) {
            lines.extend(rest.remove(output));
        }
        write_atomically(&self.path, |out| {
            for done in &lines {
                serde_json::to_writer(&mut *out, done)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(output: &str, beads: usize) -> PairRecord {
        PairRecord {
            output: output.into(),
            beads,
            ..PairRecord::default()
        }
    }

    #[test]
    fn the_last_line_holds_and_half_a_line_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("batch.jsonl");
        let mut record = Record::open(&path, false).unwrap();
        for done in [done("a", 1), done("b", 2), done("a", 3)] {
            record.add(done).unwrap();
        }
        let mut text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3);
        text.push_str(&text.clone()[..20]);
        std::fs::write(&path, text).unwrap();

        let mut record = Record::open(&path, false).unwrap();
        assert_eq!(record.of("a").unwrap().beads, 3);
        record.add(done("c", 4)).unwrap();
        let record = Record::open(&path, false).unwrap();
        assert_eq!(record.of("c").unwrap().beads, 4);
        record.settle(["c", "b"].into_iter()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let outputs: Vec<PairRecord> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let names: Vec<&str> = outputs.iter().map(|done| done.output.as_str()).collect();
        assert_eq!(names, ["c", "b", "a"]);
        assert!(Record::open(&path, true).unwrap().of("a").is_none());
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(fingerprint(&[b"ab", b"c"]), fingerprint(&[b"a", b"bc"]));
    }
}
