//! The images embedded in the texts as `data:` addresses, written as files of the book.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The image types that every e-reader shows: media type, extension, and the bytes their files begin
/// with.
const KINDS: [(&str, &str, &[u8]); 3] = [
    ("image/png", "png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", "jpg", b"\xff\xd8\xff"),
    ("image/gif", "gif", b"GIF8"),
];

/// An image file.
#[derive(Clone, Debug)]
pub(super) struct Image {
    /// The address that it was found in.
    pub(super) address: String,
    /// The file extension.
    pub(super) extension: &'static str,
    /// The media type.
    pub(super) media: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// The images found in a text so far.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// The files, each image once.
    pub(super) files: Vec<Image>,
    by_address: HashMap<String, Option<usize>>,
}

impl Images {
    /// The number of the file for an address; `None` if the address holds no image.
    pub(super) fn number(&mut self, url: &str) -> Option<usize> {
        match self.by_address.get(url) {
            Some(&known) => known,
            None => {
                let at = self.add(url);
                self.by_address.insert(url.to_owned(), at);
                at
            }
        }
    }

    fn add(&mut self, url: &str) -> Option<usize> {
        let (declared, encoded) = url.strip_prefix("data:")?.split_once(";base64,")?;
        if KINDS.iter().all(|(media, ..)| *media != declared) {
            return None;
        }
        let bytes = STANDARD.decode(encoded.trim()).ok()?;
        // The type is found from the bytes, not from what the address claims.
        let (media, extension, _) = KINDS.iter().find(|(.., start)| bytes.starts_with(start))?;
        self.files.push(Image {
            address: url.to_owned(),
            extension,
            media,
            bytes,
        });
        Some(self.files.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_images_of_known_kinds_become_files() {
        let mut images = Images::default();
        let gif = format!("data:image/png;base64,{}", STANDARD.encode(b"GIF89a..."));
        assert_eq!(images.number(&gif), Some(0));
        assert_eq!(images.number(&gif), Some(0));
        assert_eq!(images.files[0].extension, "gif");
        for none in [
            "https://e.org/a.png",
            "data:image/png;base64,%%%",
            "data:image/svg+xml;base64,PHN2Zz4=",
            "data:image/png;base64,PHN2Zz4=",
            "data:image/png,x",
        ] {
            assert_eq!(images.number(none), None, "{none}");
        }
        assert_eq!(images.files.len(), 1);
    }
}
