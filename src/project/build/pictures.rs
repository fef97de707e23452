//! The images of texts: found where the texts say they are, and read.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::bitext::SideName;
use crate::document::{Document, MarkKind};
use crate::edition::{Picture, Pictures};
use crate::project::{Parallel, Project};

/// The most bytes of an image. What is larger is no image for a page.
const MOST: u64 = 32 << 20;

impl Project {
    /// The images of a pair's texts.
    pub(super) fn pictures_of(&self, parallel: &Parallel) -> Pictures {
        let (chinese, english) = parallel.texts();
        self.pictures(&chinese.document, &english.document)
    }

    /// The images of both texts that lie beside them. Those that are not there are named in a warning.
    pub(super) fn pictures(&self, source: &Document, target: &Document) -> Pictures {
        let mut pictures = Pictures::default();
        for (side, document) in [(SideName::Source, source), (SideName::Target, target)] {
            let mut seen = HashSet::new();
            let mut missing = Vec::new();
            let marks = document.blocks.iter().flat_map(|block| &block.marks);
            for mark in marks {
                let MarkKind::Image { url, .. } = &mark.kind else {
                    continue;
                };
                if has_scheme(url) || !seen.insert(url.as_str()) {
                    continue;
                }
                match self.local(document, url) {
                    Ok(picture) => pictures.add(side, url, picture),
                    Err(why) => missing.push(format!("{url} {why}")),
                }
            }
            if let [first, rest @ ..] = missing.as_slice() {
                let more = match rest.len() {
                    0 => String::new(),
                    1 => ", nor is another image".to_owned(),
                    more => format!(", nor are {more} other images"),
                };
                self.warn(format_args!(
                    "{}: the image {first}, so it is not in the edition{more}",
                    document.source.path.display()
                ));
            }
        }
        pictures
    }

    /// The image at an address without a scheme: beside the text, or where it begins with `/`, in the folder of the
    /// project.
    fn local(&self, document: &Document, url: &str) -> Result<Picture, String> {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let path = percent_decode_str(path).decode_utf8_lossy();
        let beside = document.source.path.parent().unwrap_or(Path::new(""));
        let place = match path.strip_prefix('/') {
            Some(inside) => self.config.folder.join(inside),
            None => beside.join(path.as_ref()),
        };
        read_picture(&place)
    }

    /// The image on the cover that the settings name.
    pub(super) fn cover(&self, path: &Path) -> crate::error::Result<Picture> {
        let place: PathBuf = self.config.folder.join(path);
        read_picture(&place).map_err(|why| {
            crate::error::Error::usage(
                format!("the cover {} {why}", place.display()),
                "set cover under [edition] to an image, or leave it out",
            )
        })
    }
}

/// Whether an address names a scheme, as `https:` or `data:`, or a server.
fn has_scheme(url: &str) -> bool {
    let name = url.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme = name.split_once(':').map(|(scheme, _)| scheme);
    url.starts_with("//")
        || scheme.is_some_and(|scheme| {
            scheme.len() > 1
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

/// The image in a file; the error goes on after its name.
fn read_picture(path: &Path) -> Result<Picture, String> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "is not there".to_owned(),
        _ => format!("cannot be read ({error})"),
    })?;
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be read ({error})"))?;
    if bytes.len() as u64 > MOST {
        return Err(format!("is larger than {} MB", MOST >> 20));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Picture::new(bytes, &name).ok_or_else(|| "is no image".to_owned())
}
