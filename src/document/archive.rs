//! Zipped formats. An archive from outside is hostile until it is read: what it may hold and how far it
//! may grow is limited, members are only looked up by name, and nothing is ever written to a disk.

use std::io::{Cursor, Read as _};
use std::path::Path;

use zip::ZipArchive;

use percent_encoding::percent_decode_str;

use crate::error::{Error, Place, Result};

/// The most members.
const MOST_MEMBERS: usize = 10_000;
/// The most bytes of a member, unpacked.
const LARGEST_MEMBER: u64 = 64 << 20;
/// The most bytes of everything that is read.
const LARGEST_WHOLE: u64 = 512 << 20;

/// An archive in memory.
pub(super) struct Archive<'p> {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    path: &'p Path,
    read: u64,
}

impl<'p> Archive<'p> {
    /// Opens it.
    pub(super) fn open(bytes: Vec<u8>, path: &'p Path) -> Result<Archive<'p>> {
        let fail = |what: String, help: &str| Err(Error::input(Place::file(path), what, help));
        let zip = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(zip) => zip,
            Err(error) => {
                return fail(
                    format!("this is no zip archive, or a broken one: {error}"),
                    "is the file complete, and what its name says?",
                );
            }
        };
        if zip.len() > MOST_MEMBERS {
            return fail(
                format!("the archive has {} members", zip.len()),
                "more than ten thousand are not read",
            );
        }
        Ok(Archive { zip, path, read: 0 })
    }

    /// An error about a member.
    pub(super) fn fail(&self, member: &str, what: &str, help: &str) -> Error {
        Error::input(Place::file(self.path), format!("{member}: {what}"), help)
    }

    /// A member as text; nothing where there is none of that name.
    pub(super) fn text(&mut self, member: &str) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        let unpacked = match self.zip.by_name(member) {
            Ok(file) => file
                .take(LARGEST_MEMBER + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| error.to_string()),
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = unpacked {
            return Err(self.fail(
                member,
                &format!("cannot be unpacked: {error}"),
                "the archive is damaged",
            ));
        }
        self.read += bytes.len() as u64;
        if bytes.len() as u64 > LARGEST_MEMBER || self.read > LARGEST_WHOLE {
            return Err(self.fail(
                member,
                "unpacks to more than is read of an archive",
                "64 MB for a member and 512 MB in all are the limit",
            ));
        }
        let source = super::encoding::decode(bytes, &self.path.join(member))?;
        // One mark more than decoding takes away is text to nobody.
        let kept = source.text.trim_start_matches('\u{feff}').len();
        let mut text = source.text;
        text.drain(..text.len() - kept);
        Ok(Some(text))
    }
}

/// A member's name from an address relative to another member; an absolute one begins at
/// the archive's root. `..` does not lead out of the archive.
pub(super) fn resolve(href: &str, from: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let href = percent_decode_str(href).decode_utf8_lossy();
    let mut parts: Vec<&str> = if href.starts_with('/') {
        Vec::new()
    } else {
        from.split('/').collect()
    };
    parts.pop();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
