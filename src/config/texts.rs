//! The keys of `[project]` that say which texts there are. Their paths count from the folder of the settings
//! file, with `/`.

use serde::Deserialize;

/// Paths and globs: in the file a single one, or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany")]
pub struct Patterns(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a path, a glob, or a list of them")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Patterns {
    fn from(written: OneOrMany) -> Patterns {
        match written {
            OneOrMany::One(one) => Patterns(vec![one]),
            OneOrMany::Many(many) => Patterns(many),
        }
    }
}

/// The order of the texts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "a file of contents (SUMMARY.md, mkdocs.yml, a book.epub), or a list of paths"
)]
pub enum Order {
    /// That of a file of contents.
    Contents(String),
    /// The paths or globs of the Chinese texts as they are listed.
    Listed(Vec<String>),
}

/// `[[project.text]]`: one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct ListedText {
    /// The Chinese text.
    pub source: String,
    /// The English; `None` for where the pattern puts it.
    pub target: Option<String>,
    /// The bitext; `None` for where the pattern puts it.
    pub bitext: Option<String>,
    /// The title; `None` for the first heading.
    pub title: Option<String>,
    /// The part of the book that it is in.
    pub part: Option<String>,
}
