//! Links from a report to the lines of files: in the repository on the web where that is known, else beside the
//! report.

use super::Report;
use crate::check::Place;

/// Where the files of a commit can be looked at on the web.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLinks {
    /// The address that a path from the root of the repository is appended to; it ends in a slash.
    pub base: String,
    /// What stands between the first and the last line: GitHub has `L3-L5`, GitLab `L3-5`.
    pub to: &'static str,
    /// The query that shows Markdown as it is written, where lines can be named.
    pub plain: &'static str,
}

impl FileLinks {
    /// The files of a commit on a server like GitHub.
    #[must_use]
    pub fn github(server: &str, repository: &str, commit: &str) -> FileLinks {
        FileLinks {
            base: format!("{server}/{repository}/blob/{commit}/"),
            to: "-L",
            plain: "?plain=1",
        }
    }

    /// The files of a commit on a server like GitLab.
    #[must_use]
    pub fn gitlab(project: &str, commit: &str) -> FileLinks {
        FileLinks {
            base: format!("{project}/-/blob/{commit}/"),
            to: "-",
            plain: "?plain=1",
        }
    }
}

impl Report {
    /// The link to a place.
    pub(super) fn link(&self, place: &Place) -> String {
        let Some(links) = &self.links else {
            let line = match place.line {
                0 => String::new(),
                line => format!("#L{line}"),
            };
            return uri(&place.file) + &line;
        };
        let file = self.in_root(&place.file);
        let mut link = links.base.clone() + &uri(&file);
        if place.line > 0 {
            if file.ends_with(".md") || file.ends_with(".markdown") {
                link += links.plain;
            }
            link += &format!("#L{}", place.line);
            if place.end_line > place.line {
                link += &format!("{}{}", links.to, place.end_line);
            }
        }
        link
    }
}

/// A path as a relative reference: slashes, everything else than plain characters in per cents.
pub(super) fn uri(path: &str) -> String {
    let path = path.trim_start_matches("./").replace('\\', "/");
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_lines() {
        let github = FileLinks::github("https://forge.example", "o/r", "c0ffee");
        let gitlab = FileLinks::gitlab("https://forge.example/o/r", "c0ffee");
        let place = |file: &str, line, end_line| Place {
            file: file.to_owned(),
            line,
            column: 1,
            end_line,
            end_column: 2,
            bytes: None,
        };
        let (one, two) = (place("en 1.md", 3, 3), place("../en.txt", 3, 5));
        let whole = place("en.md", 0, 0);
        for (links, folder, place, wanted) in [
            (None, None, &one, "en%201.md#L3"),
            (
                Some(&github),
                Some("docs"),
                &one,
                "https://forge.example/o/r/blob/c0ffee/docs/en%201.md?plain=1#L3",
            ),
            (
                Some(&github),
                Some("docs"),
                &two,
                "https://forge.example/o/r/blob/c0ffee/en.txt#L3-L5",
            ),
            (
                Some(&gitlab),
                Some("docs"),
                &two,
                "https://forge.example/o/r/-/blob/c0ffee/en.txt#L3-5",
            ),
            (
                Some(&github),
                Some(""),
                &whole,
                "https://forge.example/o/r/blob/c0ffee/en.md",
            ),
        ] {
            let report = Report {
                links: links.cloned(),
                folder: folder.map(str::to_owned),
                ..Report::default()
            };
            assert_eq!(report.link(place), wanted);
        }
    }
}
