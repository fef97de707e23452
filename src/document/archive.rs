//! Zip archives. An archive from outside is taken for hostile: the number of members and the size when
//! unpacked are limited, members are only looked up by name, and nothing is written to disk.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read as _};
use std::path::Path;

use zip::ZipArchive;

use encoding_rs::GBK;
use percent_encoding::percent_decode_str;

use super::packed::Packed;
use super::unread::UnreadFormat;
use crate::error::{Error, Place, Result};

/// The most members of an archive.
const MOST_MEMBERS: usize = 10_000;
/// The most bytes of a member, unpacked.
const LARGEST_MEMBER: u64 = 64 << 20;
/// The most bytes of all members together that are read.
const LARGEST_WHOLE: u64 = 512 << 20;

/// An archive in memory.
pub(crate) struct Archive<'p> {
    zip: ZipArchive<Cursor<Packed>>,
    packed: Packed,
    path: &'p Path,
    read: u64,
    /// The members by their names as [`alike`] makes them; made when a name is not there as it is written.
    alike: Option<HashMap<String, String>>,
}

impl<'p> Archive<'p> {
    /// Opens the archive in `bytes`.
    ///
    /// # Errors
    /// [`Error::Input`] when it is no archive or has too many members.
    pub(crate) fn open(bytes: Vec<u8>, path: &'p Path) -> Result<Archive<'p>> {
        Archive::again(Packed::new(bytes), path)
    }

    /// Opens an archive that is kept.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub(super) fn again(packed: Packed, path: &'p Path) -> Result<Archive<'p>> {
        let fail = |what: String, help: &str| Err(Error::input(Place::file(path), what, help));
        if let Some(format) = UnreadFormat::by_magic(packed.as_ref())
            && format.id != "zip"
        {
            return Err(format.refused(path));
        }
        let zip = match ZipArchive::new(Cursor::new(packed.clone())) {
            Ok(zip) => zip,
            Err(error) => {
                return fail(
                    format!("this is not a zip archive, or it is broken: {error}"),
                    "check that the file is complete and has the right extension",
                );
            }
        };
        if zip.len() > MOST_MEMBERS {
            return fail(
                format!("the archive has {} members", zip.len()),
                "at most ten thousand are read",
            );
        }
        Ok(Archive {
            zip,
            packed,
            path,
            read: 0,
            alike: None,
        })
    }

    /// The bytes of the archive.
    pub(super) fn packed(&self) -> Packed {
        self.packed.clone()
    }

    /// The names of the members, in order.
    pub(super) fn members(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.zip.file_names().filter_map(Result::ok)
    }

    /// The member that a name means: the one that is called so, else one whose name differs only in capitals,
    /// in escapes (`%20`), or in what separates folders; or is written in the encoding of a Chinese Windows.
    pub(super) fn member_like(&mut self, name: &str) -> Option<String> {
        if self.zip.index_for_name(name).is_some() {
            return Some(name.to_owned());
        }
        let zip = &self.zip;
        let known = self.alike.get_or_insert_with(|| {
            let mut known = HashMap::new();
            let names = zip.file_names_raw().zip(zip.file_names());
            for (raw, name) in names.filter_map(|(raw, name)| Some((raw, name.ok()?))) {
                let real = alike(&real_name(raw, &name));
                known.entry(real).or_insert_with(|| name.into_owned());
            }
            known
        });
        known.get(&alike(name)).cloned()
    }

    /// Whether as much was read as is allowed.
    pub(super) const fn is_exhausted(&self) -> bool {
        self.read > LARGEST_WHOLE
    }

    /// An error about a member of the archive.
    pub(super) fn fail(&self, member: &str, what: &str, help: &str) -> Error {
        Error::input(Place::file(self.path), format!("{member}: {what}"), help)
    }

    /// Whether there is a member of that name.
    pub(crate) fn has(&self, member: &str) -> bool {
        self.zip.index_for_name(member).is_some()
    }

    /// A member as text; `None` where there is none of that name.
    pub(crate) fn text(&mut self, member: &str) -> Result<Option<String>> {
        self.text_within(member, LARGEST_MEMBER)
    }

    /// A member of at most so many bytes as text; `None` where there is none of that name.
    pub(crate) fn text_within(&mut self, member: &str, most: u64) -> Result<Option<String>> {
        let Some(bytes) = self.bytes(member, most)? else {
            return Ok(None);
        };
        let source = super::encoding::decode(bytes, &self.path.join(member))?;
        // Decoding takes one byte order mark away; further ones are no text either.
        let kept = source.text.trim_start_matches('\u{feff}').len();
        let mut text = source.text;
        text.drain(..text.len() - kept);
        if text.contains(super::packed::BETWEEN) {
            return Err(self.fail(
                member,
                "has a NUL character, which XML cannot have",
                "the archive is damaged",
            ));
        }
        Ok(Some(text))
    }

    /// The bytes of a member, at most `most`; `None` where there is none of that name.
    ///
    /// # Errors
    /// A member that cannot be unpacked, or is larger.
    pub(super) fn bytes(&mut self, member: &str, most: u64) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let unpacked = match self.zip.by_name(member) {
            Ok(file) => file
                .take(most + 1)
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
        if bytes.len() as u64 > most || self.read > LARGEST_WHOLE {
            return Err(self.fail(
                member,
                "is too large when unpacked",
                "the limit is 64 MB for a member (256 MB for the table of a sheet) and 512 MB in all",
            ));
        }
        Ok(Some(bytes))
    }
}

/// Refuses an archive that is larger than is read, for crates that unpack archives themselves.
///
/// # Errors
/// [`Error::Input`] when it is no archive, or a member is larger than `most` bytes or all are larger than is allowed.
pub(crate) fn refuse_larger(bytes: &[u8], path: &Path, most: u64) -> Result<()> {
    let mut archive = Archive::open(bytes.to_vec(), path)?;
    let members: Vec<String> = archive.members().map(Cow::into_owned).collect();
    for member in members {
        let unpacked = match archive.zip.by_name(&member) {
            Ok(file) => std::io::copy(&mut file.take(most + 1), &mut std::io::sink()).unwrap_or(0),
            Err(_) => 0,
        };
        archive.read += unpacked;
        if unpacked > most || archive.is_exhausted() {
            return Err(archive.fail(
                &member,
                "is too large when unpacked",
                "a file that somebody packed so is none that they wrote",
            ));
        }
    }
    Ok(())
}

/// A name without what programs write differently.
fn alike(name: &str) -> String {
    let name = name.replace('\\', "/");
    let name = percent_decode_str(&name).decode_utf8_lossy().to_lowercase();
    name.trim_start_matches("./").to_owned()
}

/// A member's name: one that is no UTF-8 was written by a program that knows nothing else than the encoding of a
/// Chinese Windows. `name` is what it is in code page 437.
pub(super) fn real_name<'n>(raw: &'n [u8], name: &'n str) -> Cow<'n, str> {
    if std::str::from_utf8(raw).is_ok() {
        return name.into();
    }
    GBK.decode_without_bom_handling_and_without_replacement(raw)
        .unwrap_or_else(|| name.into())
}

/// The member's name for an address relative to the member `from`; an absolute address begins at the
/// archive's root. `..` does not lead out of the archive.
pub(crate) fn resolve(href: &str, from: &str) -> String {
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
