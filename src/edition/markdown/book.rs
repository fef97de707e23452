//! Several texts as one file of Markdown: one behind the other, parts and texts under their titles.

use std::io::{self, Write};

use super::escape::escape;
use super::front::{colophon_lines, front_lines};
use super::page::MarkdownPage;
use super::{IMAGES, filled};
use crate::bitext::SideName;
use crate::edition::SetText;
use crate::edition::binder::{Binder, Bound};
use crate::edition::book::{Book, BookText, Outline, Spool, Spooled};
use crate::edition::model::Edition;
use crate::edition::picture::{Picture, Pictures};
use crate::error::Result;

/// A text set for a book of Markdown.
#[derive(Clone, Debug)]
pub struct MarkdownText {
    title: Option<String>,
    text: String,
    pictures: Vec<Picture>,
}

impl MarkdownText {
    /// Sets a text.
    ///
    /// # Errors
    /// None that memory does not give.
    pub(crate) fn set(edition: &Edition<'_>, text: &BookText) -> io::Result<MarkdownText> {
        let outline = Outline::of(edition, text);
        let mut rows = Vec::new();
        MarkdownPage::new(edition, &mut rows).text()?;
        Ok(MarkdownText {
            title: outline.told.is_none().then(|| outline.label.line()),
            text: String::from_utf8(rows).map_err(io::Error::other)?,
            pictures: edition.options.pictures.files().to_vec(),
        })
    }
}

/// The texts of one Markdown file so far: one behind the other, parts and texts under their titles.
pub(crate) struct MarkdownBook<'b> {
    book: &'b Book,
    texts: Vec<Option<Spooled>>,
    /// The images of each text.
    pictures: Vec<Vec<Picture>>,
    spool: Spool,
}

impl<'b> MarkdownBook<'b> {
    /// A file without texts yet.
    pub(crate) fn new(book: &'b Book) -> MarkdownBook<'b> {
        MarkdownBook {
            book,
            texts: vec![None; book.texts.len()],
            pictures: vec![Vec::new(); book.texts.len()],
            spool: Spool::new(),
        }
    }

    /// The images of all texts, each once.
    fn pictures(&self) -> Pictures {
        let mut pictures = Pictures::default();
        for (number, of_text) in self.pictures.iter().enumerate() {
            for (own, picture) in of_text.iter().enumerate() {
                pictures.add(SideName::Source, &address(number, own), picture.clone());
            }
        }
        pictures
    }

    fn write(&mut self, pictures: &Pictures) -> io::Result<Vec<u8>> {
        let names = pictures.names();
        let mut all = Vec::new();
        let options = &self.book.options;
        for paragraph in front_lines(options) {
            writeln!(all, "{paragraph}\n")?;
        }
        let mut part = None;
        for (number, text) in self.texts.iter().enumerate() {
            let Some(text) = text else {
                continue;
            };
            let own = self.book.texts[number].part.as_deref();
            if let Some(own) = own.filter(|_| own != part) {
                writeln!(all, "# {}\n", escape(own, true))?;
            }
            part = own;
            let prefix = format!("{}-", number + 1);
            let name = |own: usize| {
                let known = pictures.number(SideName::Source, &address(number, own))?;
                names.get(known).map(String::as_str)
            };
            filled(&self.spool.get(*text)?, &prefix, &name, &mut all)?;
            writeln!(all)?;
        }
        writeln!(all, "* * *\n\n{}", colophon_lines(options))?;
        Ok(all)
    }
}

/// An address for an image of a text of a book.
fn address(text: usize, image: usize) -> String {
    format!("{text}:{image}")
}

impl Binder for MarkdownBook<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        if let SetText::Markdown(set) = set {
            let mut text = String::new();
            if let Some(title) = &set.title {
                text = format!("# {}\n\n", escape(title, true));
            }
            text += &set.text;
            self.texts[number] = Some(self.spool.put(&text)?);
            self.pictures[number] = set.pictures;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let pictures = self.pictures();
        let bytes = self.write(&pictures);
        for (picture, name) in pictures.files().iter().zip(pictures.names()) {
            bound.file(&format!("{IMAGES}/{name}"), &picture.bytes)?;
        }
        bound.made("edition.md", bytes)
    }
}
