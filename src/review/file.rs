//! The bitext file that is being edited. It is read once and written whole, and never over the changes
//! of another program. One process at a time can have it open.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::bitext::Bitext;
use crate::bitext::format::jsonl;
use crate::error::{Error, Place, Result};
use crate::files::{FOLDER_NAME, Prepared, keep_out_of_git, prepare};
use crate::text::digest;

/// The file, with its content when it was last read or written.
#[derive(Debug)]
pub(super) struct BitextFile {
    path: PathBuf,
    base: Vec<u8>,
    stamp: Option<Stamp>,
    /// The lock, held as long as this value lives; the system releases it however the process ends.
    _lock: File,
}

/// A new version of the file: complete, on disk, and not yet in its place.
#[derive(Debug)]
pub(super) struct Draft {
    bytes: Vec<u8>,
    /// The hash of its content.
    pub(super) digest: String,
    prepared: Prepared,
}

impl Draft {
    /// Writes a draft. This takes time for a long text, so it is done without holding the session.
    pub(super) fn new(path: &Path, bitext: &Bitext) -> Result<Draft> {
        let written = |source| Error::Write {
            path: path.to_owned(),
            source,
        };
        let bytes = BitextFile::bytes(bitext).map_err(written)?;
        let prepared = prepare(path, |out| out.write_all(&bytes)).map_err(written)?;
        Ok(Draft {
            digest: digest(&bytes),
            bytes,
            prepared,
        })
    }
}

/// The metadata by which a rewritten file is recognised without reading it.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    written: Option<SystemTime>,
    inode: u64,
}

impl Stamp {
    fn of(path: &Path) -> Option<Stamp> {
        let metadata = fs::metadata(path).ok()?;
        Some(Stamp {
            length: metadata.len(),
            written: metadata.modified().ok(),
            inode: inode(&metadata),
        })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// The hash that identifies a file's content.
pub(super) fn digest(bytes: &[u8]) -> String {
    digest::hex(&digest::sha256(bytes)[..16])
}

/// The folder beside a bitext for the workbench's own files; created if missing.
pub(super) fn folder(path: &Path) -> Result<PathBuf> {
    let outer = path.parent().unwrap_or(Path::new("")).join(FOLDER_NAME);
    let folder = outer.join("review");
    let written = |source| Error::Write {
        path: folder.clone(),
        source,
    };
    fs::create_dir_all(&folder).map_err(written)?;
    keep_out_of_git(&outer)?;
    Ok(folder)
}

/// The path of one of the workbench's own files for a bitext.
pub(super) fn beside(path: &Path, ending: &str) -> Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder(path)?.join(format!("{name}.{ending}")))
}

impl BitextFile {
    /// Opens and reads a bitext.
    ///
    /// # Errors
    /// The errors of [`jsonl::read`]; [`Error::Input`] when another workbench has the file open.
    pub(super) fn open(path: &Path) -> Result<(BitextFile, Bitext)> {
        let lock_path = beside(path, "lock")?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(|source| Error::Write {
                path: lock_path.clone(),
                source,
            })?;
        if lock.try_lock().is_err() {
            return Err(Error::input(
                Place::file(path),
                "another workbench has this file open",
                "use that one, or end it with Ctrl-C in its terminal",
            ));
        }
        let mut file = BitextFile {
            path: path.to_owned(),
            base: Vec::new(),
            stamp: None,
            _lock: lock,
        };
        let bitext = file.reload()?;
        Ok((file, bitext))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The content when it was last read or written.
    pub(super) fn base(&self) -> &[u8] {
        &self.base
    }

    /// Reads the file again.
    pub(super) fn reload(&mut self) -> Result<Bitext> {
        let stamp = Stamp::of(&self.path);
        let bytes = fs::read(&self.path).map_err(|source| Error::Read {
            path: self.path.clone(),
            source,
        })?;
        let bitext = jsonl::read(&bytes, &self.path)?;
        self.base = bytes;
        self.stamp = stamp;
        Ok(bitext)
    }

    /// Whether another program has changed the content of the file. A deleted file does not count: it
    /// is written again.
    pub(super) fn is_changed(&mut self) -> bool {
        let stamp = Stamp::of(&self.path);
        if stamp == self.stamp || stamp.is_none() {
            return false;
        }
        match fs::read(&self.path) {
            Ok(bytes) if bytes == self.base => {
                self.stamp = stamp;
                false
            }
            Ok(_) => true,
            // An unreadable file is looked at again later.
            Err(_) => false,
        }
    }

    /// The bytes of the file for a bitext.
    pub(super) fn bytes(bitext: &Bitext) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        jsonl::write(bitext, &mut bytes)?;
        Ok(bytes)
    }

    /// Puts a draft in the file's place, whatever is there now.
    pub(super) fn put(&mut self, draft: Draft) -> Result<()> {
        draft.prepared.commit().map_err(|source| Error::Write {
            path: self.path.clone(),
            source,
        })?;
        self.base = draft.bytes;
        self.stamp = Stamp::of(&self.path);
        Ok(())
    }
}
