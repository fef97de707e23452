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

/// How much texts are of what [`Limits`] bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Number of texts.
    pub(super) texts: usize,
    /// Characters of all texts.
    pub(super) characters: usize,
    /// Bytes of all texts.
    pub(super) bytes: usize,
}

impl Size {
    /// The size of both together.
    pub(super) const fn with(self, other: Size) -> Size {
        Size {
            texts: self.texts + other.texts,
            characters: self.characters + other.characters,
            bytes: self.bytes + other.bytes,
        }
    }

    /// Whether a request may be as large.
    pub(super) const fn fits(&self, limits: &Limits) -> bool {
        self.texts <= limits.texts
            && self.characters <= limits.characters
            && self.bytes <= limits.bytes
    }
}
