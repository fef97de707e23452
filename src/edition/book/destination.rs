//! Where the links of a text lead in the book.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::{Book, Outline};
use crate::bitext::SideName;

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// To the beginning of a text, by its number.
    Text(usize),
    /// To a row of it.
    Row(usize, usize),
}

/// The texts of a book by the paths of their files.
#[derive(Debug)]
pub(crate) struct Destinations {
    files: HashMap<String, usize>,
    /// The paths of both files of each text.
    paths: Vec<[String; 2]>,
}

/// What pages are called after that were a text: a link to `ch02.html` means `ch02.md`.
const OF_PAGES: [&str; 2] = [".html", ".htm"];
/// The text that a folder means.
const OF_FOLDERS: [&str; 2] = ["index", "README"];

impl Destinations {
    /// The texts of a book.
    pub(crate) fn of(book: &Book) -> Destinations {
        let mut files = HashMap::new();
        let mut paths = Vec::new();
        for (number, text) in book.texts.iter().enumerate() {
            let both = [text.name.clone(), text.target.clone()];
            for path in &both {
                files.entry(composed(path)).or_insert(number);
            }
            paths.push(both);
        }
        Destinations { files, paths }
    }

    /// Where a relative address leads that stands in a text, in the file of this side. Nothing is said of
    /// texts that have no outline: they are not in the edition.
    pub(crate) fn find(
        &self,
        from: usize,
        side: SideName,
        url: &str,
        outlines: &[Option<Outline>],
    ) -> Option<Destination> {
        let (address, fragment) = match url.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (url, None),
        };
        let address = address.split('?').next().unwrap_or_default();
        let number = match decoded(address).as_str() {
            "" => from,
            address => self.text(from, side, address)?,
        };
        let outline = outlines.get(number)?.as_ref()?;
        let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else {
            return Some(Destination::Text(number));
        };
        match outline.row(side, &decoded(fragment)) {
            Some(row) => Some(Destination::Row(number, row)),
            // A place that is not there is none, but its text is.
            None => (number != from).then_some(Destination::Text(number)),
        }
    }

    /// The text that a path means.
    fn text(&self, from: usize, side: SideName, address: &str) -> Option<usize> {
        let [source, target] = self.paths.get(from)?;
        let own = match side {
            SideName::Source => source,
            SideName::Target => target,
        };
        let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = match address.strip_prefix('/') {
            Some(rooted) => joined("", rooted)?,
            None => joined(folder, address)?,
        };
        let extension = own.rsplit_once('.').map_or("", |(_, extension)| extension);
        let mut tried = vec![path.clone()];
        let bare = OF_PAGES.iter().find_map(|ending| path.strip_suffix(ending));
        tried.push(format!("{}.{extension}", bare.unwrap_or(&path)));
        for name in OF_FOLDERS {
            let separator = if path.is_empty() { "" } else { "/" };
            tried.push(format!("{path}{separator}{name}.{extension}"));
        }
        let known = |path: &String| self.files.get(&composed(path));
        tried.iter().find_map(known).copied()
    }
}

/// A path as it is compared: file systems keep letters with their marks composed or not.
fn composed(path: &str) -> String {
    path.nfc().collect()
}

fn decoded(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// A relative path from a folder; none that leaves the project.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::book::BookText;
    use crate::edition::model::EditionOptions;

    #[test]
    fn paths_mean_texts_as_makers_of_pages_write_them() {
        let text = |name: &str, target: &str| BookText {
            name: name.to_owned(),
            target: target.to_owned(),
            ..BookText::default()
        };
        let texts = vec![
            text("zh/ch01.md", "en/ch01.md"),
            text("zh/下/ch02.md", "en/下/ch02.md"),
            text("zh/guide/index.md", "en/guide/index.md"),
            text("zh/cafe\u{301}.md", "en/cafe\u{301}.md"),
        ];
        let book = Book::new(String::new(), EditionOptions::default(), texts, "zh");
        let destinations = Destinations::of(&book);
        for (side, address, to) in [
            (SideName::Source, "下/ch02.md", Some(1)),
            (SideName::Source, "./下/ch02", Some(1)),
            (SideName::Source, "下/ch02.html", Some(1)),
            (SideName::Target, "../en/下/ch02.md", Some(1)),
            (SideName::Target, "../zh/下/ch02.md", Some(1)),
            (SideName::Source, "/zh/下/ch02.md", Some(1)),
            (SideName::Source, "guide/", Some(2)),
            (SideName::Source, "guide", Some(2)),
            (SideName::Source, "caf\u{e9}.md", Some(3)),
            (SideName::Source, "../../ch02.md", None),
            (SideName::Source, "ch02.md", None),
            (SideName::Source, "guide/other.md", None),
        ] {
            assert_eq!(destinations.text(0, side, address), to, "{address}");
        }
        assert_eq!(
            destinations.text(1, SideName::Source, "../ch01.md"),
            Some(0)
        );
    }
}
