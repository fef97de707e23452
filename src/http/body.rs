//! What a request carries.

use bytes::Bytes;

/// What a request carries.
pub(super) enum Content<'a> {
    Nothing,
    /// A JSON text.
    Json(&'a str),
    /// A form with files, and the boundary between its parts.
    Form {
        boundary: String,
        bytes: Bytes,
    },
}

/// A part of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The name of the part: a word of ASCII letters and signs.
    pub(crate) name: &'a str,
    /// The name of the file, where the part is one.
    pub(crate) file: Option<&'a str>,
    pub(crate) bytes: &'a [u8],
}

impl Content<'_> {
    /// A form of these parts. Its bytes are shared by all tries.
    pub(super) fn form(parts: &[Part<'_>]) -> Content<'static> {
        // So many random digits stand in no file.
        let boundary = format!("part-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.bytes.len() + 256).sum());
        for part in parts {
            let head = match part.file {
                None => String::new(),
                Some(file) => {
                    format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream")
                }
            };
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"{head}\r\n\r\n",
                part.name
            );
            bytes.extend_from_slice(head.as_bytes());
            bytes.extend_from_slice(part.bytes);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Content::Form {
            boundary,
            bytes: bytes.into(),
        }
    }

    /// The number of bytes.
    pub(super) fn length(&self) -> usize {
        match self {
            Content::Nothing => 0,
            Content::Json(text) => text.len(),
            Content::Form { bytes, .. } => bytes.len(),
        }
    }

    /// The tokens that count against the server's limits by the minute, estimated as one for each Chinese
    /// character, which has three bytes. A form is stored by the server and counts later, elsewhere.
    pub(super) fn tokens(&self) -> u64 {
        match self {
            Content::Json(text) => text.len() as u64 / 3,
            Content::Nothing | Content::Form { .. } => 0,
        }
    }
}
