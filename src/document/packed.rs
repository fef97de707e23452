//! The bytes of an archive, kept beside the texts that were read out of it.

use std::fmt;
use std::sync::Arc;

/// What stands between two parts of a source that came out of an archive: XML can have no such character (XML
/// 1.0, section 2.2), so a source that was changed is cut at the same places again.
pub(super) const BETWEEN: char = '\0';

/// The bytes of an archive; copies share them.
#[derive(Clone)]
pub struct Packed(Arc<Vec<u8>>);

impl Packed {
    /// Keeps an archive.
    pub(super) fn new(bytes: Vec<u8>) -> Packed {
        Packed(Arc::new(bytes))
    }
}

impl AsRef<[u8]> for Packed {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packed({} bytes)", self.0.len())
    }
}
