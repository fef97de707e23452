//! The files inside the archive of a document that are not text, such as its images.

use super::archive::{Archive, resolve};
use super::source::SourceText;

/// The members of the archive of a document.
pub struct Members<'s> {
    archive: Archive<'s>,
}

impl<'s> Members<'s> {
    /// Those of a document that is an archive; `None` for another, or an archive that cannot be read any more.
    #[must_use]
    pub fn of(source: &'s SourceText) -> Option<Members<'s>> {
        let packed = source.archive.clone()?;
        let archive = Archive::again(packed, &source.path).ok()?;
        Some(Members { archive })
    }

    /// The bytes of the member at an address on the page `page`, which is itself a member; an empty name means the
    /// root of the archive. At most `most` bytes.
    ///
    /// # Errors
    /// Why there are none, in words that go on after its name.
    pub fn bytes(&mut self, address: &str, page: &str, most: u64) -> Result<Vec<u8>, String> {
        let missing = || "is not there".to_owned();
        let member = resolve(address, page);
        let member = self.archive.member_like(&member).ok_or_else(missing)?;
        let bytes = self.archive.bytes(&member, most);
        bytes
            .map_err(|error| format!("cannot be unpacked ({error})"))?
            .ok_or_else(missing)
    }
}
