//! The limits of one request to a translation server.

/// The most that a server takes in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Number of texts.
    pub texts: usize,
    /// Characters of all texts.
    pub characters: usize,
    /// Bytes of all texts.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            texts: usize::MAX,
            characters: usize::MAX,
            bytes: usize::MAX,
        }
    }
}
