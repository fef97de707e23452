//! The edition as a Word document (ECMA-376): a table of two columns that an editor can work in.
//!
//! The XML parts are written here, because the crate for it, docx-rs, has no `w:lang`, dates every
//! comment, and would bring a second zip and a second quick-xml.

mod body;
mod comments;
mod links;
mod lists;
mod package;
mod runs;
#[cfg(test)]
mod tests;
mod xml;

use std::io::{self, Write};

use self::body::{Body, is_east_asian};
use self::package::{Package, PackagePart};
use super::model::Edition;
use crate::bitext::SideName;

const STYLES: &str = include_str!("parts/styles.xml");
const SETTINGS: &str = include_str!("parts/settings.xml");
const FOOTER: &str = include_str!("parts/footer.xml");

/// Writes the edition as a Word document. Side by side, each row is a row of a table; interleaved,
/// the paragraphs of its source and then those of its target.
///
/// # Errors
/// The error of the writer.
pub fn write_docx(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut body = Body::new(edition);
    let document = body.write();
    let (latin, han) = languages(edition);
    let speak = |part: &str| part.replace("{{latin}}", &latin).replace("{{han}}", &han);
    let mut parts = vec![
        part("styles", "styles.xml", speak(STYLES)),
        part("settings", "settings.xml", speak(SETTINGS)),
        part("numbering", "numbering.xml", body.lists.part()),
        part("footer", "footer.xml", FOOTER.to_owned()),
    ];
    if let Some(comments) = body.shared.comments.part() {
        parts.push(part("comments", "comments.xml", comments));
    }
    let package = Package {
        title: edition.title().to_owned(),
        document,
        parts,
        links: body
            .shared
            .links
            .relations()
            .map(|(id, address)| (id, address.to_owned()))
            .collect(),
    };
    out.write_all(&package.bytes()?)
}

fn part(kind: &'static str, name: &'static str, content: String) -> PackagePart {
    PackagePart {
        kind,
        name,
        content,
    }
}

/// The languages for Latin and for East Asian letters. Word chooses between the two by the letters
/// themselves, so one pair serves both sides. Both tags need a region.
fn languages(edition: &Edition<'_>) -> (String, String) {
    let (mut latin, mut han) = ("en-US".to_owned(), "zh-CN".to_owned());
    for side in [SideName::Source, SideName::Target] {
        let tag = edition.language(side);
        let sound = tag.contains('-')
            && tag.len() <= 32
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !sound {
            continue;
        }
        if is_east_asian(tag) {
            tag.clone_into(&mut han);
        } else {
            tag.clone_into(&mut latin);
        }
    }
    (latin, han)
}
