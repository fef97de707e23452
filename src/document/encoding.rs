//! Bytes to text: UTF-8, UTF-16, GB18030/GBK, Big5.

/// Leads from byte offsets in the decoded text back to byte offsets in the file.
#[derive(Clone, Debug)]
pub struct FileOffsets {
    bom: usize,
}

impl FileOffsets {
    /// For a file that is UTF-8 already, after a byte order mark of `bom` bytes.
    #[must_use]
    pub const fn identity(bom: usize) -> Self {
        FileOffsets { bom }
    }

    /// The offset in the file of a byte offset in the decoded text.
    #[must_use]
    pub fn in_file(&self, offset: usize) -> usize {
        offset + self.bom
    }
}
