//! The whole source: the template, what the book is, and its texts.

use std::io::{self, Write};

use super::escape::string;
use super::text::TypstText;
use super::{TEMPLATE, front, settings};
use crate::bitext::SideName;
use crate::edition::book::{Book, Destination, Destinations, Gathered, Spooled};
use crate::edition::label::Label;
use crate::edition::model::EditionOptions;
use crate::edition::slots::{Slot, fill};
use crate::edition::{Layout, Pictures};

/// The texts of a source, which is written when it has all of them.
pub(super) type Volume<'b> = Gathered<'b, VolumeText>;

/// A text of it, its rows in the spool.
pub(super) struct VolumeText {
    rows: Spooled,
    /// The number of each of its pictures among all.
    pictures: Vec<usize>,
    terms: Vec<(String, String)>,
    headings: usize,
}

/// How many headings a document without a title page has that is given contents.
const FOR_CONTENTS: usize = 12;

/// The pictures of an edition, its cover behind them.
pub(super) fn with_cover(options: &EditionOptions) -> Pictures {
    let mut pictures = options.pictures.clone();
    if let Some(cover) = &options.data.cover {
        pictures.add(SideName::Source, COVER, cover.clone());
    }
    pictures
}

/// What the cover is called among the addresses of pictures; no text has such an address.
const COVER: &str = "\u{1}cover";

impl Volume<'_> {
    /// Takes a text; its pictures join those of the others.
    pub(super) fn add(
        &mut self,
        number: usize,
        text: TypstText,
        all: &mut Pictures,
    ) -> io::Result<()> {
        let mut pictures = Vec::new();
        for (own, picture) in text.pictures.into_iter().enumerate() {
            let address = format!("{number}/{own}");
            all.add(SideName::Source, &address, picture);
            pictures.extend(all.number(SideName::Source, &address));
        }
        self.outlines[number] = text.outline;
        self.texts[number] = Some(VolumeText {
            rows: self.spool.put(&text.rows)?,
            pictures,
            terms: text.terms,
            headings: text.headings,
        });
        Ok(())
    }

    /// The source, with these titles.
    pub(super) fn write(
        &mut self,
        label: &Label,
        pictures: &Pictures,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let options = self.options;
        let names = pictures.names();
        let destinations = self.book.map(Destinations::of);
        // Pages that face each other begin on a left page: the right one before it is the title page.
        let facing = settings::layout(options) == Layout::Facing;
        let told = self.book.is_some() || options.data.is_told();
        let fronted = told || facing;
        let has_parts = self.book.is_some_and(Book::has_parts);
        let begins = 1 + usize::from(has_parts);
        let title = match &self.title {
            title if title.is_empty() => label.line(),
            title => title.clone(),
        };
        write!(
            out,
            "// Made by duizhao. To be set by Typst 0.13 or later: typst compile edition.typ\n\n"
        )?;
        let running = Some(label.line()).filter(|line| !line.is_empty());
        let running = running.as_deref().unwrap_or(&title);
        out.write_all(settings::settings(options, running, fronted, begins).as_bytes())?;
        write!(out, "\n{TEMPLATE}\n")?;
        out.write_all(settings::metadata(options, running).as_bytes())?;
        writeln!(out, "#show: edition")?;
        if fronted {
            let cover = pictures.number(SideName::Source, COVER);
            let cover = cover.and_then(|number| names.get(number));
            out.write_all(front::pages(options, label, cover.map(String::as_str)).as_bytes())?;
        }
        let mut colophon = Some(front::colophon(options)).filter(|_| fronted);
        let headings: usize = self.texts.iter().flatten().map(|text| text.headings).sum();
        if headings >= if told { 2 } else { FOR_CONTENTS } {
            if let Some(colophon) = colophon.take() {
                out.write_all(colophon.as_bytes())?;
            }
            writeln!(out, "#contents()")?;
        } else if let Some(colophon) = colophon.take_if(|_| !facing) {
            out.write_all(colophon.as_bytes())?;
        }
        let mut texts = std::mem::take(&mut self.texts);
        let (mut part_before, mut begun) = (None, false);
        let mut terms: Vec<(String, String)> = Vec::new();
        for (number, text) in texts.iter_mut().enumerate() {
            let Some(text) = text else {
                continue;
            };
            let own = self.book.and_then(|book| book.texts[number].part.as_ref());
            if let Some(name) = own.filter(|_| own != part_before) {
                writeln!(out, "#part({})", string(name))?;
            }
            part_before = own;
            writeln!(out, "#next-page()")?;
            if !std::mem::replace(&mut begun, true) {
                writeln!(out, "#begin")?;
            }
            if self.book.is_some() {
                writeln!(out, "#here-is(\"{}\")", name(number))?;
            }
            let untranslated = self.outlines[number].as_ref();
            if untranslated.is_some_and(|outline| outline.untranslated) && options.proof {
                writeln!(out, "#badge(\"not translated yet\", \"error\")")?;
            }
            writeln!(out, "#rows-of((")?;
            let rows = self.spool.get(text.rows)?;
            self.rows(number, (text, &rows), (destinations.as_ref(), &names), out)?;
            writeln!(out, ",))")?;
            for term in text.terms.drain(..) {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        if !terms.is_empty() {
            out.write_all(front::glossary(&terms).as_bytes())?;
        }
        if let Some(colophon) = colophon {
            out.write_all(colophon.as_bytes())?;
        } else if !fronted {
            out.write_all(front::kind(options).as_bytes())?;
        }
        Ok(())
    }

    /// Writes the rows of a text, their slots filled.
    fn rows(
        &self,
        number: usize,
        (text, rows): (&VolumeText, &str),
        (destinations, names): (Option<&Destinations>, &[String]),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let find = |side, url: &str| destinations?.find(number, side, url, &self.outlines);
        fill(rows, out, &mut |slot, out| match slot {
            Slot::Prefix => write!(out, "{}", name(number)),
            Slot::Row(row) => write!(out, "here-is(\"{}r{row}\");", name(number)),
            Slot::Picture(own) => {
                let picture = text.pictures.get(own).and_then(|&all| names.get(all));
                write!(out, "{}", picture.map_or("", String::as_str))
            }
            Slot::OpenLink(side, url) => match find(side, url) {
                Some(Destination::Text(text)) => write!(out, "to(\"{}\", {{", name(text)),
                Some(Destination::Row(text, row)) => {
                    write!(out, "to(\"{}r{row}\", {{", name(text))
                }
                None => write!(out, "plain({{"),
            },
            _ => Ok(()),
        })
    }
}

/// The name of a text's place.
fn name(text: usize) -> String {
    format!("t{}", text + 1)
}
