//! Files of contents, which say in which order texts come, under which titles and in which parts: mdBook's
//! `SUMMARY.md`, the `nav` of `mkdocs.yml`, the spine of an EPUB.

use std::path::Path;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use saphyr::{LoadableYamlNode, Yaml};

use super::pattern::tidy;
use crate::error::{Error, Place, Result};

/// A text as a file of contents lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path from the folder of the file of contents (of `mkdocs.yml` from `docs_dir`), with `/`.
    pub(super) path: String,
    /// Its title, where one is given.
    pub(super) title: Option<String>,
    /// The part it is in.
    pub(super) part: Option<String>,
}

/// What a file of contents says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// The folder that paths count from, seen from the folder of the file itself.
    pub(super) folder: String,
    /// The texts in their order.
    pub(super) entries: Vec<Entry>,
}

/// Reads a file of contents; its name says what it is.
///
/// # Errors
/// A file that cannot be read, or that is none of the three.
pub(super) fn read(path: &Path) -> Result<Contents> {
    let bytes = crate::files::read(path)?;
    let extension = path
        .extension()
        .map(|own| own.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    if extension == "epub" {
        let entries = crate::document::reading_order(bytes, path)?;
        let entries = entries.into_iter().map(|path| Entry {
            path,
            ..Entry::default()
        });
        return Ok(Contents {
            folder: String::new(),
            entries: entries.collect(),
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::input(
            Place::file(path),
            "the file is not UTF-8",
            "save it as UTF-8",
        )
    })?;
    match extension.as_str() {
        "md" | "markdown" => Ok(Contents {
            folder: String::new(),
            entries: summary(&text),
        }),
        "yml" | "yaml" => mkdocs(&text, path),
        _ => Err(Error::input(
            Place::file(path),
            "this is no file of contents",
            "order names a SUMMARY.md, a mkdocs.yml, an .epub, or is a list of paths",
        )),
    }
}

/// The links of mdBook's `SUMMARY.md`; headings of the first level but the first one that precedes no link
/// (the title of the page) are parts. Links without an address are drafts, and left out.
fn summary(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut part = None;
    let mut heading: Option<String> = None;
    let mut link: Option<(String, String)> = None;
    let mut headings = 0;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                headings += 1;
                let own = heading.take().filter(|own| !own.trim().is_empty());
                let is_title = headings == 1 && is_contents_title(own.as_deref());
                if level == HeadingLevel::H1 && !is_title || headings > 1 {
                    part = own.map(|own| own.trim().to_owned());
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some((dest_url.to_string(), String::new()));
            }
            Event::End(TagEnd::Link) => {
                let Some((address, title)) = link.take() else {
                    continue;
                };
                if let Some(path) = local(&address) {
                    entries.push(Entry {
                        path,
                        title: Some(title.trim().to_owned()).filter(|title| !title.is_empty()),
                        part: part.clone(),
                    });
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, title)) = &mut link {
                    title.push_str(&words);
                } else if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            _ => {}
        }
    }
    entries
}

/// Whether a heading is that of the page of contents itself, as mdBook's template writes it.
fn is_contents_title(heading: Option<&str>) -> bool {
    const TITLES: &[&str] = &[
        "summary",
        "contents",
        "table of contents",
        "目录",
        "目錄",
        "目次",
    ];
    heading.is_none_or(|own| TITLES.contains(&own.trim().to_lowercase().as_str()))
}

/// The `nav` of `mkdocs.yml`: a list of paths, of titles with a path, and of sections with a list.
fn mkdocs(text: &str, path: &Path) -> Result<Contents> {
    let documents = Yaml::load_from_str(text).map_err(|error| {
        let at = error.marker();
        Error::input(
            Place::at(path, at.line(), at.col() + 1),
            format!("this is no YAML: {}", error.info()),
            "",
        )
    })?;
    let settings = documents.first();
    let nav = settings.and_then(|settings| settings.as_mapping_get("nav"));
    let nav = nav.and_then(Yaml::as_vec).ok_or_else(|| {
        Error::input(
            Place::file(path),
            "there is no nav in this file",
            "without one mkdocs orders by name: leave order out",
        )
    })?;
    let folder = settings.and_then(|settings| settings.as_mapping_get("docs_dir"));
    let mut entries = Vec::new();
    section(nav, &mut Vec::new(), &mut entries);
    Ok(Contents {
        folder: folder.and_then(Yaml::as_str).unwrap_or("docs").to_owned(),
        entries,
    })
}

fn section(items: &[Yaml<'_>], parts: &mut Vec<String>, entries: &mut Vec<Entry>) {
    let part = |parts: &[String]| (!parts.is_empty()).then(|| parts.join(" / "));
    for item in items {
        if let Some(address) = item.as_str() {
            entries.extend(local(address).map(|path| Entry {
                path,
                title: None,
                part: part(parts),
            }));
        }
        for (title, inside) in item.as_mapping().into_iter().flatten() {
            let title = title.as_str().unwrap_or_default().to_owned();
            if let Some(address) = inside.as_str() {
                entries.extend(local(address).map(|path| Entry {
                    path,
                    title: Some(title),
                    part: part(parts),
                }));
            } else if let Some(items) = inside.as_vec() {
                parts.push(title);
                section(items, parts, entries);
                parts.pop();
            }
        }
    }
}

/// The path of an address; none where it leads out of the folder's files.
fn local(address: &str) -> Option<String> {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    if address.is_empty() || address.contains("://") || address.starts_with("mailto:") {
        return None;
    }
    let address = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
    Some(tidy(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(entries: &[Entry]) -> Vec<String> {
        let told = entries.iter().map(|entry| {
            let or = |one: &Option<String>| one.clone().unwrap_or("-".into());
            format!(
                "{} | {} | {}",
                or(&entry.part),
                or(&entry.title),
                entry.path
            )
        });
        told.collect()
    }

    #[test]
    fn a_summary_has_parts_nested_chapters_and_drafts() {
        let text = "# Summary\n\n[Foreword](foreword.md)\n\n# The Sea\n\n- [One `x`](./sea/01.md)\n  \
                    - [Inside](sea/01%20a.md#top)\n- [Draft]()\n\n# The Land\n\n- [Two](land/02.md)\n\
                    \n---\n\n[Thanks](https://example.org/thanks.md)\n";
        assert_eq!(
            told(&summary(text)),
            [
                "- | Foreword | foreword.md",
                "The Sea | One x | sea/01.md",
                "The Sea | Inside | sea/01 a.md",
                "The Land | Two | land/02.md",
            ]
        );
        // A page that begins with a part has no title of its own.
        assert_eq!(told(&summary("# 海\n- [一](1.md)\n")), ["海 | 一 | 1.md"]);
    }

    #[test]
    fn a_nav_has_sections_and_paths_alone() {
        let text = "site_name: x\nmarkdown_extensions:\n  - a: !!python/name:b.c\ndocs_dir: text\nnav:\n  \
                    - index.md\n  - Guide:\n      - First: guide/1.md\n      - Deep:\n          - guide/2.md\n  \
                    - Elsewhere: https://example.org\n";
        let contents = mkdocs(text, Path::new("mkdocs.yml")).unwrap();
        assert_eq!(contents.folder, "text");
        assert_eq!(
            told(&contents.entries),
            [
                "- | - | index.md",
                "Guide | First | guide/1.md",
                "Guide / Deep | - | guide/2.md",
            ]
        );
        for (text, says) in [("nav: [", "mkdocs.yml:"), ("site_name: x", "no nav")] {
            let error = mkdocs(text, Path::new("mkdocs.yml")).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
