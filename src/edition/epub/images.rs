//! The images that texts bring with them as `data:` addresses, as files of the book.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The kinds that every e-reader shows, and how their files begin.
const KINDS: [(&str, &str, &[u8]); 3] = [
    ("image/png", "png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", "jpg", b"\xff\xd8\xff"),
    ("image/gif", "gif", b"GIF8"),
];

/// An image.
pub(super) struct Image {
    /// The name of its file.
    pub(super) name: String,
    /// Its media type.
    pub(super) media: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// The images so far.
#[derive(Default)]
pub(super) struct Images {
    /// Each one once.
    pub(super) files: Vec<Image>,
    by_address: HashMap<String, Option<usize>>,
}

impl Images {
    /// The file for an address; none if the image is not in the address or no image at all.
    pub(super) fn file(&mut self, url: &str) -> Option<&str> {
        let at = match self.by_address.get(url) {
            Some(&known) => known,
            None => {
                let at = self.add(url);
                self.by_address.insert(url.to_owned(), at);
                at
            }
        };
        Some(&self.files[at?].name)
    }

    fn add(&mut self, url: &str) -> Option<usize> {
        let (declared, encoded) = url.strip_prefix("data:")?.split_once(";base64,")?;
        if KINDS.iter().all(|(media, ..)| *media != declared) {
            return None;
        }
        let bytes = STANDARD.decode(encoded.trim()).ok()?;
        // What it is counts, not what it is said to be.
        let (media, extension, _) = KINDS.iter().find(|(.., start)| bytes.starts_with(start))?;
        self.files.push(Image {
            name: format!("image-{}.{extension}", self.files.len() + 1),
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
        assert_eq!(images.file(&gif), Some("image-1.gif"));
        assert_eq!(images.file(&gif), Some("image-1.gif"));
        for none in [
            "https://e.org/a.png",
            "data:image/png;base64,%%%",
            "data:image/svg+xml;base64,PHN2Zz4=",
            "data:image/png;base64,PHN2Zz4=",
            "data:image/png,x",
        ] {
            assert_eq!(images.file(none), None, "{none}");
        }
        assert_eq!(images.files.len(), 1);
    }
}
