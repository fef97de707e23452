//! The edition as a source for Typst, which sets it for print: side by side, interleaved, or on pages that face each
//! other.
//!
//! The template does the setting; what is written here is the data that it is given: rows of blocks of pieces, all
//! text in strings.

mod blocks;
mod cuts;
mod escape;
mod front;
mod inline;
mod notes;
mod rows;
mod settings;
#[cfg(test)]
mod tests;
mod text;
mod volume;

use std::io::{self, Write};

use self::volume::{Volume, with_cover};
use super::SetText;
use super::binder::{Binder, Bound};
use super::book::Book;
use super::label::Label;
use super::model::Edition;
use super::picture::Pictures;
use crate::error::Result;

pub(crate) use settings::CHINESE_FONTS;
pub(super) use text::TypstText;

/// The template, in Typst's own language.
const TEMPLATE: &str = include_str!("edition.typ");
/// The name of the source.
const FILE: &str = "edition.typ";

/// Writes the edition as a source for Typst, which looks for its images in the folder `images` beside it.
///
/// # Errors
/// The error of the writer.
pub fn write_typst(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut pictures = Pictures::default();
    let mut volume = Volume::new(edition.title(), &edition.options, None);
    volume.add(0, TypstText::alone(edition), &mut pictures)?;
    volume.write(&edition.label(), &with_cover(&edition.options), out)
}

/// The images that the source of an edition looks for, the cover among them.
#[must_use]
pub fn typst_images(edition: &Edition<'_>) -> Pictures {
    with_cover(&edition.options)
}

/// The texts of a source so far.
pub(crate) struct TypstBook<'b> {
    volume: Volume<'b>,
    pictures: Pictures,
    label: Label,
}

impl<'b> TypstBook<'b> {
    /// A source without texts yet.
    pub(crate) fn new(book: &'b Book) -> TypstBook<'b> {
        let label = book.options.data.title.label();
        TypstBook {
            volume: Volume::new(book.title.clone(), &book.options, Some(book)),
            pictures: with_cover(&book.options),
            label: match label.line().is_empty() {
                true => Label {
                    source: Some(book.title.clone()),
                    ..Label::default()
                },
                false => label,
            },
        }
    }
}

impl Binder for TypstBook<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        match set {
            SetText::Typst(text) => self.volume.add(number, *text, &mut self.pictures),
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let mut source = Vec::new();
        let written = self
            .volume
            .write(&self.label, &self.pictures, &mut source)
            .map(|()| source);
        for (picture, name) in self.pictures.files().iter().zip(self.pictures.names()) {
            bound.file(&format!("images/{name}"), &picture.bytes)?;
        }
        bound.made(FILE, written)
    }
}
