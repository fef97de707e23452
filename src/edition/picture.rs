//! The images of an edition: the bytes that a format embeds or copies, found by the address that a text gives.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::bitext::SideName;

/// A kind of image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PictureKind {
    /// The media type.
    pub media: &'static str,
    /// The file extension, without the dot.
    pub extension: &'static str,
}

/// The kinds that are known, by the bytes their files begin with. What a file is called says nothing.
const KINDS: [(PictureKind, &[u8]); 3] = [
    (PNG, b"\x89PNG\r\n\x1a\n"),
    (JPEG, b"\xff\xd8\xff"),
    (GIF, b"GIF8"),
];
/// Portable Network Graphics.
pub(super) const PNG: PictureKind = kind("image/png", "png");
/// JPEG.
pub(super) const JPEG: PictureKind = kind("image/jpeg", "jpg");
/// GIF.
pub(super) const GIF: PictureKind = kind("image/gif", "gif");
/// WebP.
pub(super) const WEBP: PictureKind = kind("image/webp", "webp");
/// AVIF.
pub(super) const AVIF: PictureKind = kind("image/avif", "avif");
/// Scalable Vector Graphics.
pub(super) const SVG: PictureKind = kind("image/svg+xml", "svg");

const fn kind(media: &'static str, extension: &'static str) -> PictureKind {
    PictureKind { media, extension }
}

impl PictureKind {
    /// The kind of image that these bytes are.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<PictureKind> {
        if let Some((kind, _)) = KINDS.iter().find(|(_, start)| bytes.starts_with(start)) {
            return Some(*kind);
        }
        match (bytes.get(..4)?, bytes.get(4..12)) {
            (b"RIFF", Some(more)) if more.ends_with(b"WEBP") => return Some(WEBP),
            (_, Some(b"ftypavif" | b"ftypavis")) => return Some(AVIF),
            _ => {}
        }
        let start = std::str::from_utf8(bytes.get(..bytes.len().min(1024))?)
            .unwrap_or_else(|error| {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
            })
            .trim_start_matches('\u{feff}')
            .trim_start();
        let is_svg = start.starts_with("<svg")
            || start.starts_with("<?xml") && start.contains("<svg")
            || start.starts_with("<!DOCTYPE svg");
        is_svg.then_some(SVG)
    }
}

/// An image.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is, as its bytes tell.
    pub kind: PictureKind,
    /// The stem of its file's name: letters and digits, `-` and `_`; `image` where there is none.
    pub stem: String,
    /// Its width and height in pixels, where its bytes tell.
    pub size: Option<(u32, u32)>,
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}.{} ({} bytes)",
            self.stem,
            self.kind.extension,
            self.bytes.len()
        )
    }
}

impl Picture {
    /// The image that these bytes are, of a file or address `name`; `None` where they are no image.
    #[must_use]
    pub fn new(bytes: Vec<u8>, name: &str) -> Option<Picture> {
        let kind = PictureKind::of(&bytes)?;
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let file = file.split(['?', '#']).next().unwrap_or(file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let stem: String = stem
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .take(60)
            .collect();
        let stem = stem.trim_matches('-');
        Some(Picture {
            kind,
            stem: match stem {
                "" => "image".to_owned(),
                stem => stem.to_owned(),
            },
            size: size(kind, &bytes),
            bytes: bytes.into(),
        })
    }

    /// The image in a `data:` address.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Picture> {
        let (declared, encoded) = address.strip_prefix("data:image/")?.split_once(',')?;
        declared.strip_suffix(";base64")?;
        Picture::new(STANDARD.decode(encoded.trim()).ok()?, "image")
    }

    /// The image as a `data:` address.
    #[must_use]
    pub fn address(&self) -> String {
        format!(
            "data:{};base64,{}",
            self.kind.media,
            STANDARD.encode(&self.bytes)
        )
    }
}

/// The width and height in pixels that a file tells of itself.
fn size(kind: PictureKind, bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize, length: usize| -> Option<u32> {
        let digits = bytes.get(at..at + length)?;
        Some(digits.iter().fold(0, |sum, &b| sum << 8 | u32::from(b)))
    };
    match kind {
        PNG => Some((big(16, 4)?, big(20, 4)?)),
        GIF => {
            let little = |at: usize| -> Option<u32> {
                Some(u32::from(*bytes.get(at)?) | u32::from(*bytes.get(at + 1)?) << 8)
            };
            Some((little(6)?, little(8)?))
        }
        JPEG => {
            let mut at = 2;
            loop {
                let marker = big(at, 2)?;
                // The frame headers; C4, C8 and CC are tables.
                let is_frame = matches!(marker, 0xffc0..=0xffcf)
                    && !matches!(marker, 0xffc4 | 0xffc8 | 0xffcc);
                if is_frame {
                    return Some((big(at + 7, 2)?, big(at + 5, 2)?));
                }
                at += 2 + usize::try_from(big(at + 2, 2)?).ok()?.max(2);
            }
        }
        _ => None,
    }
    .filter(|(width, height)| *width > 0 && *height > 0)
}

/// The images of an edition's texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pictures {
    files: Vec<Picture>,
    by_address: HashMap<(SideName, String), usize>,
}

impl Pictures {
    /// Takes the image at an address that a text of this side gives. The same image is kept once, at whatever
    /// addresses.
    pub fn add(&mut self, side: SideName, address: &str, picture: Picture) {
        let known = self.files.iter().position(|file| {
            file.bytes.len() == picture.bytes.len() && file.bytes == picture.bytes
        });
        let number = known.unwrap_or_else(|| {
            self.files.push(picture);
            self.files.len() - 1
        });
        self.by_address.insert((side, address.to_owned()), number);
    }

    /// Has the names of the files begin with that of their text, so that those of several texts can lie in one
    /// folder.
    pub fn name_after(&mut self, text: &str) {
        for file in &mut self.files {
            let name = format!("{text}-{}", file.stem);
            let safe = |c: char| if c.is_alphanumeric() { c } else { '-' };
            file.stem = name.chars().map(safe).take(120).collect();
        }
    }

    /// The number of the image at an address that a text of this side gives.
    #[must_use]
    pub fn number(&self, side: SideName, address: &str) -> Option<usize> {
        self.by_address.get(&(side, address.to_owned())).copied()
    }

    /// The names of their files, by their numbers: no two are the same, also where a file system does not tell case.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut taken = HashSet::new();
        let name = |picture: &Picture| {
            let extension = picture.kind.extension;
            let plain = format!("{}.{extension}", picture.stem);
            let numbered = (2..).map(|number| format!("{}-{number}.{extension}", picture.stem));
            std::iter::once(plain)
                .chain(numbered)
                .find(|name| taken.insert(name.to_lowercase()))
                .unwrap_or_default()
        };
        self.files.iter().map(name).collect()
    }

    /// The images, each once, by their numbers.
    #[must_use]
    pub fn files(&self) -> &[Picture] {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_bytes_and_names_are_safe() {
        let png = [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
            &[0, 0, 1, 2, 0, 0, 0, 7],
        ]
        .concat();
        let picture = Picture::new(png.clone(), "../img/桥 1.jpeg?x=/../2").unwrap();
        assert_eq!((picture.kind, picture.size), (PNG, Some((258, 7))));
        assert_eq!(picture.stem, "2");
        assert_eq!(
            Picture::new(png.clone(), "img/桥 1.jpeg").unwrap().stem,
            "桥-1"
        );
        assert_eq!(
            Picture::of_address(&picture.address()).unwrap().bytes,
            picture.bytes
        );
        let jpeg = [
            b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08".as_slice(),
            &[0, 9, 1, 0],
        ]
        .concat();
        assert_eq!(Picture::new(jpeg, "").unwrap().size, Some((256, 9)));
        assert_eq!(PictureKind::of(b"GIF89a"), Some(GIF));
        assert_eq!(PictureKind::of(b"RIFF\0\0\0\0WEBPVP8 "), Some(WEBP));
        assert_eq!(
            PictureKind::of(b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>"),
            Some(SVG)
        );
        for none in ["", "<html><svg/></html>", "\u{feff}", "RIFF"] {
            assert_eq!(PictureKind::of(none.as_bytes()), None, "{none}");
        }
        assert_eq!(Picture::of_address("data:image/png;base64,%%%"), None);
    }

    #[test]
    fn the_same_image_is_kept_once() {
        let gif = || Picture::new(b"GIF89a\x01\0\x02\0".to_vec(), "a.gif").unwrap();
        let mut pictures = Pictures::default();
        pictures.add(SideName::Source, "a.gif", gif());
        pictures.add(SideName::Target, "../a.gif", gif());
        assert_eq!(pictures.files().len(), 1);
        assert_eq!(pictures.number(SideName::Target, "../a.gif"), Some(0));
        assert_eq!(pictures.number(SideName::Target, "a.gif"), None);
        let other = Picture::new(b"GIF89a\x09\0\x02\0".to_vec(), "A.gif").unwrap();
        pictures.add(SideName::Source, "b/A.gif", other);
        assert_eq!(pictures.names(), ["a.gif", "A-2.gif"]);
    }
}
