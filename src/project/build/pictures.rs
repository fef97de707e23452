//! The images of texts: found where the texts say they are, and read.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::Build;
use crate::bitext::SideName;
use crate::document::{Document, MarkKind, Members};
use crate::edition::{Picture, Pictures};
use crate::project::{Parallel, Project};
use crate::text::address::on_server;

/// The most bytes of an image. What is larger is no image for a page.
const MOST: u64 = 32 << 20;

/// A text, and the document that it was read from, which knows its file.
type Text<'t> = (SideName, &'t Document, &'t Document);

/// An image that is not in the edition: its address, and why.
type Missing = (String, String);

impl Project {
    /// The images of a pair's texts.
    pub(super) fn pictures_of(&self, parallel: &Parallel, wishes: &Build) -> Pictures {
        // Texts are made anew only where their files say something else by now.
        let anew;
        let (chinese, english) = match (parallel.chinese(), parallel.english()) {
            (Some(chinese), Some(english)) => (&chinese.document, &english.document),
            _ => {
                anew = parallel.texts();
                (&anew.0.document, &anew.1.document)
            }
        };
        let of_chinese = parallel.chinese_file().map(|text| &text.document);
        let of_english = parallel.english_file().map(|text| &text.document);
        self.pictures(
            &[
                (SideName::Source, chinese, of_chinese.unwrap_or(chinese)),
                (SideName::Target, english, of_english.unwrap_or(english)),
            ],
            wishes,
        )
    }

    /// The images of texts that lie beside them or in their archives and, where that is wished, those on servers.
    /// Those that are not there are named in a warning.
    pub(super) fn pictures(&self, texts: &[Text<'_>], wishes: &Build) -> Pictures {
        let mut pictures = Pictures::default();
        for &(side, text, file) in texts {
            let (mut missing, mut remote) = (Vec::new(), Vec::new());
            let pages = pages(file);
            let mut members = Members::of(&file.source);
            for url in addresses(text) {
                if let Some(picture) = Picture::of_address(url) {
                    pictures.add(side, url, picture);
                    continue;
                }
                if has_scheme(url) {
                    remote.extend(on_server(url).map(|address| (url, address)));
                    continue;
                }
                let page = pages.get(url).copied().unwrap_or_default();
                let read = match &mut members {
                    Some(members) => of_archive(members, url, page),
                    None => self.local(file, url),
                };
                match read {
                    Ok(picture) => pictures.add(side, url, picture),
                    Err(why) => missing.push((url.to_owned(), why)),
                }
            }
            self.tell_missing(file, &missing, "is not in the edition", "nor is", "nor are");
            if wishes.fetch_images || self.config.edition.fetch_images {
                self.fetch((side, file), &remote, &mut pictures);
            }
        }
        pictures
    }

    /// Fetches images on servers; those that do not come are linked, and named in a warning.
    fn fetch(
        &self,
        (side, file): (SideName, &Document),
        remote: &[(&str, String)],
        pictures: &mut Pictures,
    ) {
        if remote.is_empty() {
            return;
        }
        let addresses: Vec<String> = remote.iter().map(|(_, address)| address.clone()).collect();
        let mut missing = Vec::new();
        for ((url, _), fetched) in remote.iter().zip(self.fetched(&addresses)) {
            match fetched {
                Ok(picture) => pictures.add(side, url, picture),
                Err(why) => missing.push(((*url).to_owned(), why)),
            }
        }
        self.tell_missing(
            file,
            &missing,
            "is a link in the edition",
            "as is",
            "as are",
        );
    }

    #[cfg(feature = "net")]
    fn fetched(&self, addresses: &[String]) -> Vec<Result<Picture, String>> {
        super::fetch::images(&self.config.folder, addresses)
    }

    #[cfg(not(feature = "net"))]
    fn fetched(&self, addresses: &[String]) -> Vec<Result<Picture, String>> {
        let without = "cannot be fetched, as this program was built without the feature `net`";
        addresses.iter().map(|_| Err(without.to_owned())).collect()
    }

    /// Names the images that are missing in one warning.
    fn tell_missing(&self, file: &Document, missing: &[Missing], so: &str, one: &str, many: &str) {
        let [(url, why), rest @ ..] = missing else {
            return;
        };
        let names: Vec<&str> = rest.iter().map(|(url, _)| url.as_str()).collect();
        let more = match names.len() {
            0 => String::new(),
            1 => format!(", {one} {}", names[0]),
            _ => format!(", {many} {}", names.join(", ")),
        };
        self.warn(format_args!(
            "{}: the image {url} {why}, so it {so}{more}",
            file.source.path.display()
        ));
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

/// The addresses of a text's images, each once, in order.
fn addresses(text: &Document) -> Vec<&str> {
    let mut addresses: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for mark in text.blocks.iter().flat_map(|block| &block.marks) {
        if let MarkKind::Image { url, .. } = &mark.kind
            && seen.insert(url.as_str())
        {
            addresses.push(url);
        }
    }
    addresses
}

/// For the address of each image of a book the page that gives it. In other archives addresses begin at the root.
fn pages(file: &Document) -> HashMap<&str, &str> {
    let mut pages = HashMap::new();
    if file.format != "epub" {
        return pages;
    }
    for block in &file.blocks {
        for mark in &block.marks {
            if let MarkKind::Image { url, .. } = &mark.kind
                && let Some((page, _)) = file.source.in_member(block.span.start)
            {
                pages.entry(url.as_str()).or_insert(page);
            }
        }
    }
    pages
}

/// The image at an address in an archive.
fn of_archive(members: &mut Members<'_>, url: &str, page: &str) -> Result<Picture, String> {
    let bytes = members.bytes(url, page, MOST)?;
    Picture::new(bytes, url).ok_or_else(|| "is no image".to_owned())
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
