//! The edition as interleaved Markdown: title, rows, notes, glossary and colophon. Images lie beside the file.

mod book;
mod escape;
mod front;
mod inline;
mod notes;
mod page;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::model::Edition;
use super::slots::{Slot, fill};
use page::MarkdownPage;

pub(crate) use book::MarkdownBook;
pub(super) use book::MarkdownText;

/// The folder of the images, beside the file.
pub(super) const IMAGES: &str = "images";

/// Writes the edition as Markdown: each row's source, then its target.
///
/// # Errors
/// The error of the writer.
pub fn write_markdown(edition: &Edition<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    let mut page = MarkdownPage::new(edition, &mut text);
    page.front()?;
    page.text()?;
    page.colophon()?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    let names = edition.options.pictures.names();
    filled(
        &text,
        "",
        &|number| names.get(number).map(String::as_str),
        out,
    )
}

/// Writes a text that was set, whose notes begin with `prefix` and whose images are called so.
fn filled<'n>(
    text: &str,
    prefix: &str,
    name: &dyn Fn(usize) -> Option<&'n str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    fill(text, out, &mut |slot, out| match slot {
        Slot::Prefix => out.write_all(prefix.as_bytes()),
        Slot::Picture(number) => match name(number) {
            Some(name) => write!(out, "{IMAGES}/{name}"),
            None => Ok(()),
        },
        _ => Ok(()),
    })
}
