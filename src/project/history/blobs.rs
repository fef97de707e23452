//! The contents of files that git keeps, read by one process of git.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::repository::{Repository, bytes_of};
use crate::error::{Error, Result};

/// A name that no object has. Git's answer to it ends the answer to the question before: the length that git
/// gives is that of the file before it goes through filters.
const END: &str = "duizhao-end-of-file";

/// A process that gives contents as a checkout would write them: line ends, encodings, large files.
pub(crate) struct Blobs {
    child: Child,
    to_git: ChildStdin,
    from_git: BufReader<ChildStdout>,
}

impl Blobs {
    /// Starts it.
    ///
    /// # Errors
    /// Git cannot be run.
    pub(crate) fn of(repository: &Repository) -> Result<Blobs> {
        let mut child = repository
            .command()
            .args(["cat-file", "--batch", "--filters"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&error))?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(to_git), Some(from_git)) = pipes else {
            return Err(Error::usage("git could not be spoken with", ""));
        };
        Ok(Blobs {
            child,
            to_git,
            from_git: BufReader::new(from_git),
        })
    }

    /// The content with this id of the file of this name in the repository; `None` where git does not have it.
    ///
    /// # Errors
    /// Git ended: a filter that it must use failed.
    pub(crate) fn read(&mut self, id: &str, name: &Path) -> Result<Option<Vec<u8>>> {
        let name_of = bytes_of(name);
        if name_of.contains(&b'\n') {
            return Err(Error::usage(
                format!(
                    "{}: a name of two lines cannot be asked for",
                    name.display()
                ),
                "give the file another name",
            ));
        }
        let ended = |_| {
            Error::usage(
                format!("git could not give {} as it is in {id}", name.display()),
                "`git cat-file --filters` says why; a filter such as git-lfs may be missing",
            )
        };
        let mut question = format!("{id} ").into_bytes();
        question.extend(name_of);
        question.extend(format!("\n{END}\n").into_bytes());
        self.to_git
            .write_all(&question)
            .and_then(|()| self.to_git.flush())
            .map_err(ended)?;
        let mut head = Vec::new();
        self.from_git.read_until(b'\n', &mut head).map_err(ended)?;
        let end = format!("{END} missing\n").into_bytes();
        let is_there = !head.ends_with(b" missing\n") && head.ends_with(b"\n");
        let mut content = Vec::new();
        loop {
            let before = content.len();
            let read = self
                .from_git
                .read_until(b'\n', &mut content)
                .map_err(ended)?;
            if read == 0 {
                return Err(ended(std::io::ErrorKind::UnexpectedEof.into()));
            }
            // A line of its own behind the one that git puts behind a content.
            let is_line = before == 0 || content[before - 1] == b'\n';
            if is_line && content[before..] == end {
                content.truncate(before.saturating_sub(1));
                return Ok(is_there.then_some(content));
            }
        }
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(error: &std::io::Error) -> Error {
    Error::usage(
        format!("git could not be run: {error}"),
        "versions are read through git: install it",
    )
}
