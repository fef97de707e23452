//! The bitext file that is worked on: read once, written whole, never over what another program has
//! written in the meantime. One process at a time has it.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::bitext::Bitext;
use crate::bitext::format::jsonl;
use crate::cache::{FOLDER_NAME, keep_out_of_git};
use crate::error::{Error, Place, Result};
use crate::files::{Prepared, prepare};
use crate::text::digest;

/// The file, and what it held when it was read or written last.
#[derive(Debug)]
pub(super) struct BitextFile {
    path: PathBuf,
    base: Vec<u8>,
    stamp: Option<Stamp>,
    /// Held while this lives; the system lets go of it however the process ends.
    _lock: File,
}

/// The file as it will be: whole, on disk, and not yet in its place.
#[derive(Debug)]
pub(super) struct Draft {
    bytes: Vec<u8>,
    /// The name of its content.
    pub(super) digest: String,
    prepared: Prepared,
}

impl Draft {
    /// Takes its time with a long text; nobody need wait for it.
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

/// What tells that a file was written, without reading it.
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

/// The name of a file's content.
pub(super) fn digest(bytes: &[u8]) -> String {
    digest::hex(&digest::sha256(bytes)[..16])
}

/// The folder beside a bitext for what the workbench keeps; made when there is none.
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

/// A file of the workbench that belongs to a bitext.
pub(super) fn beside(path: &Path, ending: &str) -> Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder(path)?.join(format!("{name}.{ending}")))
}

impl BitextFile {
    /// Opens and reads a bitext.
    ///
    /// # Errors
    /// What [`jsonl::read`] says; [`Error::Input`] when another workbench has it open.
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

    /// What it held when it was read or written last.
    pub(super) fn base(&self) -> &[u8] {
        &self.base
    }

    /// Reads it again.
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

    /// Whether another program has written other things into it. That it is gone is no harm: it is
    /// written again.
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
            // It can be looked at later.
            Err(_) => false,
        }
    }

    /// What it would hold.
    pub(super) fn bytes(bitext: &Bitext) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        jsonl::write(bitext, &mut bytes)?;
        Ok(bytes)
    }

    /// Puts a draft in its place, whatever it holds now.
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
