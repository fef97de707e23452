//! A book as one self-contained page.

use std::io::{self, Write};

use super::contents::{self, footer};
use super::page::{Looks, Page, SCRIPT, heading, policy_inside, style};
use super::site::{SITE_STYLE, UNTRANSLATED};
use crate::edition::SetText;
use crate::edition::binder::{Binder, Bound};
use crate::edition::book::{Book, Destination, Destinations, Outline, Spool, Spooled};
use crate::edition::markup::escape;
use crate::edition::model::EditionCounts;
use crate::edition::slots::{Slot, fill};
use crate::error::Result;

/// The texts of the page so far.
pub(crate) struct SinglePage<'b> {
    book: &'b Book,
    looks: Looks,
    outlines: Vec<Option<Outline>>,
    rows: Vec<Option<Spooled>>,
    spool: Spool,
}

/// The id of a text.
fn id(number: usize) -> String {
    format!("t{}", number + 1)
}

impl<'b> SinglePage<'b> {
    /// A page without texts yet.
    pub(crate) fn new(book: &'b Book) -> SinglePage<'b> {
        SinglePage {
            looks: Looks::of(&book.options),
            outlines: vec![None; book.texts.len()],
            rows: vec![None; book.texts.len()],
            spool: Spool::new(),
            book,
        }
    }

    /// The texts that are there, in order, each with the part that begins with it.
    fn texts(&self) -> impl Iterator<Item = (usize, Option<&str>, &Outline)> {
        let mut part = None;
        let texts = self.outlines.iter().enumerate();
        let there = texts.filter_map(|(number, outline)| Some((number, outline.as_ref()?)));
        there.map(move |(number, outline)| {
            let own = self.book.texts[number].part.as_deref();
            let begins = own.filter(|_| own != part);
            part = own;
            (number, begins, outline)
        })
    }

    fn write(&mut self) -> io::Result<Vec<u8>> {
        let mut counts = EditionCounts::default();
        for (_, _, outline) in self.texts() {
            counts.add(&outline.counts);
        }
        let style = [
            &style(self.texts().any(|(_, _, outline)| outline.tables)),
            SITE_STYLE,
        ]
        .concat();
        let looks = self.looks.clone();
        let title = match self.book.title.as_str() {
            "" => "duizhao",
            title => title,
        };
        let page = Page {
            looks: &looks,
            title,
            policy: policy_inside(&style),
            sheets: format!(
                "<meta name=\"generator\" content=\"duizhao\" />\n<style>{style}</style>"
            ),
            scripts: format!("<script>{SCRIPT}</script>"),
            heading: Some(heading(title)),
            contents: contents::of_texts(
                self.texts()
                    .map(|(number, part, outline)| (part, id(number), outline)),
                &looks,
            ),
            footer: footer(&counts, &looks),
            ..Page::default()
        };
        let mut out = Vec::new();
        page.write(&mut out, &mut |out| self.rows(out))?;
        Ok(out)
    }

    fn rows(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let destinations = Destinations::of(self.book);
        let mut spool = std::mem::take(&mut self.spool);
        let mut tab = "0";
        for (number, part, outline) in self.texts() {
            if let Some(part) = part {
                out.write_all(heading(part).as_bytes())?;
            }
            self.head(number, outline, out)?;
            let Some(rows) = self.rows[number] else {
                continue;
            };
            let find = |side, url: &str| destinations.find(number, side, url, &self.outlines);
            fill(&spool.get(rows)?, out, &mut |slot, out| match slot {
                Slot::Prefix => write!(out, "{}-", id(number)),
                Slot::Tab => write!(out, "{}", std::mem::replace(&mut tab, "-1")),
                Slot::OpenLink(side, url) => match find(side, url) {
                    Some(Destination::Text(to)) => write!(out, "<a href=\"#{}\">", id(to)),
                    Some(Destination::Row(to, row)) => {
                        write!(out, "<a href=\"#{}-r{row}\">", id(to))
                    }
                    None => write!(out, "<span>"),
                },
                Slot::CloseLink(side, url) => match find(side, url) {
                    Some(_) => write!(out, "</a>"),
                    None => write!(out, "</span>"),
                },
                _ => Ok(()),
            })?;
        }
        Ok(())
    }

    /// The beginning of a text: the place that links lead to, and its title where no heading says it.
    fn head(&self, number: usize, outline: &Outline, out: &mut dyn Write) -> io::Result<()> {
        match outline.told {
            Some(_) => writeln!(out, "<div id=\"{}\"></div>", id(number))?,
            None => {
                writeln!(out, "<div class=\"row h h1\" id=\"{}\">", id(number))?;
                for (class, language, name) in [
                    ("source", &self.looks.source, &outline.label.source),
                    ("target", &self.looks.target, &outline.label.target),
                ] {
                    let (none, title) = match name {
                        Some(name) => ("", format!("<h1>{}</h1>", escape(name))),
                        None => (" none", String::new()),
                    };
                    writeln!(
                        out,
                        "<div class=\"c {class}{none}\" lang=\"{}\">{title}</div>",
                        escape(language)
                    )?;
                }
                writeln!(out, "</div>")?;
            }
        }
        if outline.untranslated {
            write!(out, "{UNTRANSLATED}")?;
        }
        Ok(())
    }
}

impl Binder for SinglePage<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        if let SetText::Page(set) = set {
            self.rows[number] = Some(self.spool.put(&set.rows)?);
            self.outlines[number] = Some(set.outline);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let page = self.write();
        bound.made("edition.html", page)
    }
}
