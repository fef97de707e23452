//! Editions: the files that a reader opens.
//!
//! An [`Edition`] is the two texts of a bitext set row by row: a row is the smallest group of
//! consecutive paragraphs of both sides that no link leaves. In a row, each paragraph is cut into
//! sentences, which know the sentences of the other side that they are linked with. The writers of
//! [`EDITION_FORMATS`] turn it into a file. Several texts are a [`Book`], whose [`Binder`] makes one edition of them.

mod address;
mod binder;
mod book;
mod book_data;
mod colophon;
mod docx;
mod epub;
mod glossary;
mod html;
mod label;
mod markdown;
mod markup;
mod model;
mod picture;
mod print;
#[cfg(test)]
mod shared_tests;
mod slots;
mod subtitles;
#[cfg(test)]
mod table_tests;
mod terms;
#[cfg(test)]
mod tests;
mod typst;
mod xhtml;

use crate::error::Result;
use crate::text::named::Named;
use std::io::{self, Write};

pub use binder::{Binder, Bound};
pub use book::{Book, BookText};
pub use book_data::{BookData, InBoth, Names};
pub use docx::write_docx;
pub use epub::write_epub;
pub use html::write_html;
pub use label::Label;
pub use markdown::write_markdown;
pub use model::{
    BlockView, Edition, EditionOptions, Event, FindingMark, ImageView, Layout, LinkState, NoteView,
    Opaque, Piece, Row, SentenceView, Style, TableView, TermMark,
};
pub use picture::{Picture, PictureKind, Pictures};
pub use print::{Margins, PageSize, Print};
pub use terms::{first_places, term_marks};
pub(crate) use typst::CHINESE_FONTS;
pub use typst::{typst_images, write_typst};

/// A file format of editions, as listed in [`EDITION_FORMATS`].
#[derive(Clone, Copy, Debug)]
pub struct EditionFormat {
    /// The name that `--to` uses.
    pub id: &'static str,
    /// The usual name of the format.
    pub name: &'static str,
    /// The file extension, without the dot.
    pub extension: &'static str,
    /// A description in one line.
    pub about: &'static str,
    /// The writer.
    pub write: fn(&Edition<'_>, &mut dyn Write) -> io::Result<()>,
    /// The folder beside the file in which the images of its texts lie, by the names of [`Pictures::names`]; none
    /// where the file has them in itself, or has none.
    pub images_in: Option<&'static str>,
    /// The formats of which one of both texts has to be; any, where there are none.
    pub only_from: &'static [&'static str],
    /// Whether these texts can be written; the error says what is missing.
    pub possible: fn(&Edition<'_>) -> Result<()>,
    /// Several texts in one file; nothing where a file holds one text.
    pub one_file: Option<BookFormat>,
    /// Several texts as a file each that know each other; where there is none, each is an edition by itself.
    pub site: Option<BookFormat>,
    /// Which of both several texts become where nobody says it.
    pub usual: Shape,
    /// Whether it is for Typst; nothing for the formats that are not.
    pub typeset: Option<Typeset>,
}

/// What becomes of a source for Typst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Typeset {
    /// It is the file, its images beside it.
    Source,
    /// The project has the typst command set it; the writer writes the source.
    Pdf,
}

/// The shape of an edition of several texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// All of them in one file.
    OneFile,
    /// A file a text.
    PerText,
}

/// The way several texts become one edition: each is set alone, on any thread, and all are bound.
#[derive(Clone, Copy, Debug)]
pub struct BookFormat {
    /// Sets a text.
    pub set: fn(&Edition<'_>, &BookText) -> io::Result<SetText>,
    /// What binds the texts of a book.
    pub bind: for<'b> fn(&'b Book) -> Box<dyn Binder + 'b>,
}

/// A text that was set for a format and waits for its place in the book.
#[derive(Clone, Debug)]
pub enum SetText {
    /// For the pages of a site, or for one page.
    Page(Box<html::PageText>),
    /// For an EPUB.
    Epub(Box<epub::EpubText>),
    /// For a Word document.
    Word(Box<docx::WordText>),
    /// For Markdown.
    Markdown(Box<markdown::MarkdownText>),
    /// For Typst.
    Typst(Box<typst::TypstText>),
}

fn set_page(edition: &Edition<'_>, text: &BookText) -> io::Result<SetText> {
    html::PageText::set(edition, text).map(|set| SetText::Page(Box::new(set)))
}

fn set_epub(edition: &Edition<'_>, text: &BookText) -> io::Result<SetText> {
    epub::EpubText::set(edition, text).map(|set| SetText::Epub(Box::new(set)))
}

fn set_word(edition: &Edition<'_>, text: &BookText) -> io::Result<SetText> {
    Ok(SetText::Word(Box::new(docx::WordText::set(edition, text))))
}

fn set_markdown(edition: &Edition<'_>, text: &BookText) -> io::Result<SetText> {
    markdown::MarkdownText::set(edition, text).map(|set| SetText::Markdown(Box::new(set)))
}

fn set_typst(edition: &Edition<'_>, text: &BookText) -> io::Result<SetText> {
    let set = typst::TypstText::set(edition, text);
    Ok(SetText::Typst(Box::new(set)))
}

/// The book that becomes a source for Typst.
const TYPST_BOOK: BookFormat = BookFormat {
    set: set_typst,
    bind: |book| Box::new(typst::TypstBook::new(book)),
};

/// Every file format of editions.
pub const EDITION_FORMATS: &[EditionFormat] = &[
    EditionFormat {
        id: "html",
        name: "HTML page",
        extension: "html",
        about: "one self-contained page: side by side or interleaved, sentences lit with their counterparts",
        write: write_html,
        images_in: None,
        only_from: &[],
        possible: |_| Ok(()),
        one_file: Some(BookFormat {
            set: set_page,
            bind: |book| Box::new(html::SinglePage::new(book)),
        }),
        site: Some(BookFormat {
            set: set_page,
            bind: |book| Box::new(html::Site::new(book)),
        }),
        usual: Shape::PerText,
        typeset: None,
    },
    EditionFormat {
        id: "md",
        name: "Markdown",
        extension: "md",
        about: "interleaved Markdown: each group of paragraphs, then its translation",
        write: write_markdown,
        images_in: Some(markdown::IMAGES),
        only_from: &[],
        possible: |_| Ok(()),
        one_file: Some(BookFormat {
            set: set_markdown,
            bind: |book| Box::new(markdown::MarkdownBook::new(book)),
        }),
        site: None,
        usual: Shape::PerText,
        typeset: None,
    },
    EditionFormat {
        id: "epub",
        name: "EPUB 3 book",
        extension: "epub",
        about: "a book for e-readers: side by side, interleaved, or the English as pop-up notes",
        write: write_epub,
        images_in: None,
        only_from: &[],
        possible: |_| Ok(()),
        one_file: Some(BookFormat {
            set: set_epub,
            bind: |book| Box::new(epub::EpubBook::new(book)),
        }),
        site: None,
        usual: Shape::OneFile,
        typeset: None,
    },
    EditionFormat {
        id: "docx",
        name: "Word document",
        extension: "docx",
        about: "a table of two columns to edit and comment on; interleaved, one text below the other",
        write: write_docx,
        images_in: None,
        only_from: &[],
        possible: |_| Ok(()),
        one_file: Some(BookFormat {
            set: set_word,
            bind: |book| Box::new(docx::WordBook::new(book)),
        }),
        site: None,
        usual: Shape::OneFile,
        typeset: None,
    },
    EditionFormat {
        id: "pdf",
        name: "PDF",
        extension: "pdf",
        about: "a book to print, set by the typst command: side by side, interleaved, or on facing pages",
        write: write_typst,
        images_in: None,
        only_from: &[],
        possible: |_| Ok(()),
        one_file: Some(TYPST_BOOK),
        site: None,
        usual: Shape::OneFile,
        typeset: Some(Typeset::Pdf),
    },
    EditionFormat {
        id: "typst",
        name: "Typst source",
        extension: "typ",
        about: "what the PDF is made of, to be changed and set by Typst",
        write: write_typst,
        images_in: Some("images"),
        only_from: &[],
        possible: |_| Ok(()),
        one_file: Some(TYPST_BOOK),
        site: None,
        usual: Shape::OneFile,
        typeset: Some(Typeset::Source),
    },
    EditionFormat {
        id: "srt",
        name: "SubRip subtitles",
        extension: "srt",
        about: "both languages in each cue, with the times of the Chinese",
        write: subtitles::write_srt,
        images_in: None,
        only_from: &["srt", "vtt", "ass"],
        possible: subtitles::has_times,
        one_file: None,
        site: None,
        usual: Shape::PerText,
        typeset: None,
    },
    EditionFormat {
        id: "vtt",
        name: "WebVTT subtitles",
        extension: "vtt",
        about: "both languages in each cue, with the times of the Chinese",
        write: subtitles::write_vtt,
        images_in: None,
        only_from: &["srt", "vtt", "ass"],
        possible: subtitles::has_times,
        one_file: None,
        site: None,
        usual: Shape::PerText,
        typeset: None,
    },
    EditionFormat {
        id: "ass",
        name: "SubStation Alpha subtitles",
        extension: "ass",
        about: "both languages in each event, each in a style of its own",
        write: subtitles::write_ass,
        images_in: None,
        only_from: &["srt", "vtt", "ass"],
        possible: subtitles::has_times,
        one_file: None,
        site: None,
        usual: Shape::PerText,
        typeset: None,
    },
];

impl Named for EditionFormat {
    const KIND: &'static str = "kind of edition";

    fn table() -> &'static [EditionFormat] {
        EDITION_FORMATS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        std::slice::from_ref(&self.extension)
    }
}

/// The format with this id.
#[must_use]
pub fn output(id: &str) -> Option<&'static EditionFormat> {
    EditionFormat::find(id)
}

/// Writes an edition in the format with this id; `None` when there is no such format, and for one that needs a
/// command to be made.
pub fn write(edition: &Edition<'_>, id: &str, out: &mut dyn Write) -> Option<io::Result<()>> {
    let output = output(id).filter(|output| output.typeset != Some(Typeset::Pdf))?;
    Some((output.write)(edition, out))
}
