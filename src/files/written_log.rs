//! The log of what commands wrote into texts: for every sentence the words before and after. A text that
//! comes back with exactly the words before (an old buffer saved in an editor) is known by it.
//!
//! It is the file `written` in the private folder, a JSON object a line. It helps to ask before an edit is
//! lost, so reading it never fails: without it there is nothing to ask about.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::atomic::write_atomically;
use super::pair_lock::{Lock, lock_within};
use super::private_folder;
use crate::error::{Error, Result};
use crate::text::spaces::fold;

const FILE_NAME: &str = "written";
const LOCK_NAME: &str = "written.lock";
/// The lines that are kept when there are more than [`MOST`].
const KEPT: usize = 10_000;
const MOST: usize = 12_000;
/// The bytes of the shortest line, by which a short log is known without counting.
const SHORTEST: u64 = 35;
/// How long another command that writes the log is waited for; after that it is written all the same, and
/// trimmed another time.
const PATIENCE: Duration = Duration::from_secs(2);

/// A sentence that a command wrote into a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The text, by [`name_in`](super::name_in).
    pub file: String,
    /// The words that stood there.
    pub before: String,
    /// The words that stand there now.
    pub after: String,
}

/// Adds sentences to the log in the private folder `folder`, which is made if it is missing. This is done
/// before the text is replaced: a line too many does no harm, a missing one hides a conflict. Sentences
/// whose words did not change are left out.
///
/// # Errors
/// [`Error::Write`] with the system's error.
pub fn append(folder: &Path, written: &[Written]) -> Result<()> {
    append_within(MOST, KEPT, folder, written)
}

fn append_within(most: usize, kept: usize, folder: &Path, written: &[Written]) -> Result<()> {
    let path = folder.join(FILE_NAME);
    let told = |source| Error::Write {
        path: path.clone(),
        source,
    };
    let mut lines = Vec::new();
    for sentence in written.iter().filter(|s| fold(&s.before) != fold(&s.after)) {
        serde_json::to_writer(&mut lines, sentence).map_err(|error| told(error.into()))?;
        lines.push(b'\n');
    }
    if lines.is_empty() {
        return Ok(());
    }
    private_folder::make(folder).map_err(told)?;
    let lock = lock_within(PATIENCE, folder, LOCK_NAME).map_err(told)?;
    let length = add(&path, lines).map_err(told)?;
    if matches!(lock, Lock::Held(_)) && length > SHORTEST * most as u64 {
        trim(&path, most, kept)?;
    }
    Ok(())
}

/// Adds lines and gives the length of the file.
fn add(path: &Path, mut lines: Vec<u8>) -> io::Result<u64> {
    let mut options = File::options();
    let mut file = options.create(true).read(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    if length > 0 {
        let mut last = [0];
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
        // A killed command left half a line: it stays one that cannot be read.
        if last != *b"\n" {
            lines.insert(0, b'\n');
        }
    }
    file.write_all(&lines)?;
    file.sync_data()?;
    Ok(length + lines.len() as u64)
}

/// Leaves the last `kept` lines when there are more than `most`.
fn trim(path: &Path, most: usize, kept: usize) -> Result<()> {
    let bytes = fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    if lines.len() <= most {
        return Ok(());
    }
    let last = lines[lines.len() - kept..].concat();
    write_atomically(path, |out| out.write_all(&last))
}

/// What was written into one text.
#[derive(Debug, Default)]
pub struct Log {
    /// By the words after, folded: the words before, oldest first.
    before: HashMap<String, Vec<String>>,
}

impl Log {
    /// Reads what the log in the private folder says of a text, which is named as in [`Written::file`].
    /// Lines that cannot be read are passed over; without a log nothing was written.
    #[must_use]
    pub fn read(folder: &Path, file: &str) -> Log {
        let bytes = fs::read(folder.join(FILE_NAME)).unwrap_or_default();
        let mut log = Log::default();
        for line in bytes.split(|&byte| byte == b'\n') {
            match serde_json::from_slice::<Written>(line) {
                Ok(written) if written.file == file => {
                    let befores = log.before.entry(fold(&written.after)).or_default();
                    befores.push(written.before);
                }
                _ => {}
            }
        }
        log
    }

    /// The words that were replaced by exactly these (white space folded), newest first.
    pub fn replaced(&self, after: &str) -> impl Iterator<Item = &str> {
        let befores = self.before.get(&fold(after));
        befores.into_iter().flatten().rev().map(String::as_str)
    }

    /// Whether `words` stood where `after` stands now, and were replaced in one write or in several: a
    /// sentence that is typed in two goes is written twice.
    #[must_use]
    pub fn has_replaced(&self, words: &str, after: &str) -> bool {
        let words = fold(words);
        let mut seen = HashSet::from([fold(after)]);
        let mut open = vec![fold(after)];
        while let Some(at) = open.pop() {
            for before in self.replaced(&at).map(fold) {
                if before == words {
                    return true;
                }
                if seen.insert(before.clone()) {
                    open.push(before);
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FOLDER_NAME;

    fn written(file: &str, before: &str, after: &str) -> Written {
        Written {
            file: file.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }

    #[test]
    fn what_was_replaced_is_found_newest_first() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER_NAME);
        assert_eq!(Log::read(&folder, "en.md").replaced("x").count(), 0);
        let first = [
            written("en.md", "The lamp went out.", "The lamp  died."),
            written("en.md", "Same words.", "Same\nwords."),
            written("b/en.md", "A lamp.", "The lamp died."),
        ];
        append(&folder, &first).unwrap();
        append(
            &folder,
            &[written("en.md", "It went dark.", "The lamp died.")],
        )
        .unwrap();
        let log = Log::read(&folder, "en.md");
        let found: Vec<&str> = log.replaced(" The lamp\ndied. ").collect();
        assert_eq!(found, ["It went dark.", "The lamp went out."]);
        assert_eq!(log.replaced("Same words.").count(), 0);
        assert_eq!(log.replaced("A lamp.").count(), 0);
        assert!(folder.join(".gitignore").exists());
    }

    #[test]
    fn words_replaced_in_several_writes_are_known() {
        let root = tempfile::tempdir().unwrap();
        let steps = [
            written("en.md", "one", "two"),
            written("en.md", "two", "three"),
            written("en.md", "three", "two"),
        ];
        append(root.path(), &steps).unwrap();
        let log = Log::read(root.path(), "en.md");
        assert!(log.has_replaced("one", "three"));
        assert!(log.has_replaced("three", "two"));
        assert!(!log.has_replaced("two", "one"));
        assert!(!log.has_replaced("four", "three"));
    }

    #[test]
    fn damaged_lines_are_passed_over() {
        let root = tempfile::tempdir().unwrap();
        append(root.path(), &[written("en.md", "a", "b")]).unwrap();
        let path = root.path().join(FILE_NAME);
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend(b"\xFF\xFE\n{\"file\":\"en.md\",\"bef");
        fs::write(&path, bytes).unwrap();
        append(root.path(), &[written("en.md", "c", "b")]).unwrap();
        let log = Log::read(root.path(), "en.md");
        assert_eq!(log.replaced("b").collect::<Vec<_>>(), ["c", "a"]);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(Log::read(root.path(), "en.md").replaced("b").count(), 0);
    }

    #[test]
    fn a_long_log_keeps_its_end() {
        let root = tempfile::tempdir().unwrap();
        let add = |number: usize| {
            let sentence = written("en.md", &format!("old {number}"), &format!("new {number}"));
            append_within(12, 10, root.path(), &[sentence]).unwrap();
        };
        let lines = || {
            let text = fs::read_to_string(root.path().join(FILE_NAME)).unwrap();
            text.lines().count()
        };
        (0..12).for_each(add);
        assert_eq!(lines(), 12);
        add(12);
        assert_eq!(lines(), 10);
        let log = Log::read(root.path(), "en.md");
        assert_eq!(log.replaced("new 2").count(), 0);
        assert_eq!(log.replaced("new 3").collect::<Vec<_>>(), ["old 3"]);
        assert_eq!(log.replaced("new 12").collect::<Vec<_>>(), ["old 12"]);
    }

    #[test]
    fn two_writers_lose_nothing() {
        let root = tempfile::tempdir().unwrap();
        std::thread::scope(|threads| {
            for name in ["a", "b"] {
                let folder = root.path();
                threads.spawn(move || {
                    for number in 0..20 {
                        let sentence = written("en.md", &format!("{name}{number}"), "now");
                        append_within(30, 25, folder, &[sentence]).unwrap();
                    }
                });
            }
        });
        let log = Log::read(root.path(), "en.md");
        let count = log.replaced("now").count();
        assert!((25..=30).contains(&count), "{count}");
        let last: HashSet<&str> = log.replaced("now").take(2).collect();
        assert!(last.contains("a19") || last.contains("b19"), "{last:?}");
    }
}
