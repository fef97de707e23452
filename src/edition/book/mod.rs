//! A book: several texts, in the order of a list and perhaps in parts, that become one edition.
//!
//! A text is set alone, on whatever thread, and then forgotten ([`SetText`]); what depends on the others,
//! the links between them above all, is left open in it ([`super::slots`]). The binder of a format takes the
//! texts one by one, keeps what was set in a file ([`Spool`]), and writes the book when it has all of them.

mod anchors;
mod destination;
mod gathered;
mod outline;
mod page_paths;
mod spool;

pub(super) use destination::{Destination, Destinations};
pub(super) use gathered::Gathered;
pub(super) use outline::Outline;
pub(super) use spool::{Spool, Spooled};

use super::label::Label;
use super::model::EditionOptions;

/// Several texts that become one edition.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// The settings of the book, with what is known of it; no terms and no pictures.
    pub options: EditionOptions,
    /// Its texts, in the order of the book.
    pub texts: Vec<BookText>,
}

/// A text of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookText {
    /// Its name: the path of the Chinese from the folder of the project, with `/`.
    pub name: String,
    /// The path of the English, likewise.
    pub target: String,
    /// The title that it is given; else its texts tell it.
    pub title: Option<String>,
    /// The part of the book that it is in. Neighbours of the same part are one part.
    pub part: Option<String>,
    /// The path of its page below the folder of the edition, with `/` and without an extension.
    pub page: String,
}

impl Book {
    /// A book of such texts, each of which gets a page of its own. `fixed` is the folder that all names begin
    /// with and that says nothing, as `zh`.
    #[must_use]
    pub fn new(title: String, options: EditionOptions, texts: Vec<BookText>, fixed: &str) -> Book {
        let mut book = Book {
            title,
            options,
            texts,
        };
        let names: Vec<&str> = book.texts.iter().map(|text| text.name.as_str()).collect();
        let pages = page_paths::of(&names, fixed);
        for (text, page) in book.texts.iter_mut().zip(pages) {
            text.page = page;
        }
        book
    }

    /// Whether it has parts.
    pub(super) fn has_parts(&self) -> bool {
        self.texts.iter().any(|text| text.part.is_some())
    }
}

impl BookText {
    /// The name of its file, without the extension.
    pub(super) fn stem(&self) -> &str {
        let file = self.name.rsplit('/').next().unwrap_or(&self.name);
        match file.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => file,
        }
    }

    /// Its title as far as it is known without its texts.
    pub(super) fn label(&self) -> Label {
        let title = self.title.as_deref().unwrap_or_else(|| self.stem());
        Label {
            source: Some(title.to_owned()),
            ..Label::default()
        }
    }
}
