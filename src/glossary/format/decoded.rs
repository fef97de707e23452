//! The text of a glossary file in whatever encoding it was saved.

use std::path::Path;

use crate::document::encoding::{decode, decode_labelled};
use crate::error::{Error, Place, Result};
use crate::glossary::termbase::Remark;

/// The text without a byte order mark, and a remark when it is not UTF-8.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) for bytes that no encoding explains.
pub(super) fn decoded(bytes: &[u8], path: &Path) -> Result<(String, Vec<Remark>)> {
    let mut source = decode(bytes.to_vec(), path)?;
    // A glossary has Chinese in it, so what seems to be Western text is not.
    if source.encoding == "windows-1252" {
        source = decode_labelled(bytes.to_vec(), b"gb18030", path)?;
    }
    if source.encoding == "windows-1252" {
        let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let line = bytes[..good].iter().filter(|&&byte| byte == b'\n').count() + 1;
        return Err(Error::input(
            Place::at(path, line, 1),
            "the file is neither UTF-8 nor in a Chinese encoding",
            "save it as UTF-8 (in a spreadsheet program: \"CSV UTF-8\")",
        ));
    }
    let mut remarks = Vec::new();
    if source.encoding != "UTF-8" {
        remarks.push(Remark::new(
            1,
            format!(
                "the file is {}, and read so; UTF-8 is safer",
                source.encoding
            ),
        ));
    }
    Ok((source.text, remarks))
}
