//! How a document is to be read.

use serde::Deserialize;

use super::dialect::Dialect;
use crate::text::{Language, digest};

/// Wishes for reading a document; its table in the settings is `[read]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct ReadOptions {
    /// The language of the text. Where it is not told, the letters of the visible text decide.
    #[serde(skip)]
    pub language: Option<Language>,
    /// The keys of front matter whose values are text.
    pub front_matter: Vec<String>,
    /// The attributes of tags whose values are text. `alt` stands for the alternative texts of Markdown's
    /// images as well, `title` for the titles of its links and images.
    pub attributes: Vec<String>,
    /// The dialects of Markdown that a text is in. Where none is told, those that it has something of; a
    /// document that was read says which.
    pub dialect: Vec<Dialect>,
    /// The most columns of a line of subtitles that is written; a Chinese character has two.
    pub subtitle_width: usize,
    /// Whether what is only a warning otherwise is an error: a missing page of a book, a document without text.
    pub strict: bool,
    /// Whether labels are blocks, too, behind all others, as far as they are Chinese: entries of a book's contents and
    /// its title, where nothing in the book says the same; headers, footers and title of a Word document. What is
    /// translated has them translated.
    #[serde(skip)]
    pub labels: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            language: None,
            front_matter: ["title", "description"].map(str::to_owned).to_vec(),
            attributes: Vec::new(),
            dialect: Vec::new(),
            subtitle_width: 42,
            strict: false,
            labels: false,
        }
    }
}

impl ReadOptions {
    /// The same wishes for a text in this language.
    #[must_use]
    pub fn of(&self, language: Language) -> ReadOptions {
        ReadOptions {
            language: Some(language),
            ..self.clone()
        }
    }

    /// A hash of what decides which words are text, 16 hex digits. The dialects are those that a text has
    /// something of, and so do not count.
    #[must_use]
    pub fn digest(&self) -> String {
        let between = String::new();
        let parts = self.front_matter.iter().chain([&between]);
        digest::hex(&digest::of_parts(parts.chain(&self.attributes))[..8])
    }

    /// The same wishes with a language: the one told, else that of the letters of `text`, markup included,
    /// else English.
    pub(super) fn settled(&self, text: &str) -> ReadOptions {
        let found = || Language::detect(text).unwrap_or(Language::En);
        self.of(self.language.unwrap_or_else(found))
    }

    /// Whether the values of an attribute are text.
    pub(super) fn has_attribute(&self, name: &str) -> bool {
        self.attributes
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether the text is told to be Chinese.
    pub(super) fn is_chinese(&self) -> bool {
        self.language == Some(Language::Zh)
    }
}
