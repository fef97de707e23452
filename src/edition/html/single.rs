//! A book as one self-contained page.

use std::io::{self, Write};

use super::gallery::Gallery;
use super::head::{self, Holds};
use super::page::{self, Looks, Page, policy_inside};
use super::site::{SITE_STYLE, chinese_only};
use super::{NAMELESS, contents, print, terms, title};
use crate::check::Account;
use crate::edition::SetText;
use crate::edition::binder::{Binder, Bound};
use crate::edition::book::{Book, Destination, Destinations, Outline, Spool, Spooled};
use crate::edition::glossary::Term;
use crate::edition::markup::escape;
use crate::edition::picture::Picture;
use crate::edition::slots::{Slot, fill};
use crate::error::Result;

/// The texts of the page so far.
pub(crate) struct SinglePage<'b> {
    book: &'b Book,
    looks: Looks,
    outlines: Vec<Option<Outline>>,
    rows: Vec<Option<Spooled>>,
    terms: Vec<Vec<Term>>,
    gallery: Gallery,
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
            terms: vec![Vec::new(); book.texts.len()],
            gallery: Gallery::default(),
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
        let mut counts = Account::default();
        for (_, _, outline) in self.texts() {
            counts.add(&outline.counts);
        }
        let looks = self.looks.clone();
        let options = &self.book.options;
        let name = match self.book.title.as_str() {
            "" => NAMELESS,
            title => title,
        };
        let mut style = [
            &looks.style(self.texts().any(|(_, _, outline)| outline.tables)),
            SITE_STYLE,
            &print::fonts(&options.print),
            &print::page_rules(&options.print, name),
        ]
        .concat();
        for (number, _, outline) in self.texts() {
            style += &print::text_rules(number + 1, &outline.label.line());
        }
        let label = title::of_book(self.book);
        let cover = options.data.cover.as_ref().map(Picture::address);
        let heading = [
            title::top(options, cover.as_deref(), &looks),
            title::heading(&label, &looks),
            title::below(options, &looks),
        ];
        let mut told: Vec<&Term> = Vec::new();
        let terms = self.texts().flat_map(|(number, _, _)| {
            let of_text = self.terms[number].iter();
            of_text.map(move |term| (format!("#{}-r{}", id(number), term.row), term))
        });
        let terms = terms.filter(|(_, term)| {
            let same = |one: &&Term| one.term == term.term && one.tip == term.tip;
            let new = !told.iter().any(same);
            if new {
                told.push(term);
            }
            new
        });
        let script = looks.script();
        let page = Page {
            looks: &looks,
            title: name,
            book: page::book_key(&options.data, name),
            policy: policy_inside(&style, &script),
            sheets: format!(
                "<meta name=\"generator\" content=\"duizhao\" />\n<style>{style}</style>"
            ),
            about: head::about(&options.data, &looks, &label, Holds::Book),
            scripts: format!("<script>{script}</script>"),
            heading: heading.concat(),
            contents: contents::of_texts(
                self.texts()
                    .map(|(number, part, outline)| (part, id(number), outline)),
                &looks,
            ),
            glossary: terms::section(terms, &looks),
            footer: title::foot(options, &label, Some(&counts), &looks),
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
            writeln!(out, "<div class=\"text p{}\">", number + 1)?;
            if let Some(part) = part {
                writeln!(
                    out,
                    "<h1 class=\"title\" lang=\"{}\">{}</h1>",
                    escape(&self.looks.source),
                    escape(part)
                )?;
            }
            self.head(number, outline, out)?;
            let rows = match self.rows[number] {
                Some(rows) => spool.get(rows)?,
                None => String::new(),
            };
            let find = |side, url: &str| destinations.find(number, side, url, &self.outlines);
            fill(&rows, out, &mut |slot, out| match slot {
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
                Slot::Picture(picture) => match self.gallery.number(number, picture) {
                    Some(picture) => {
                        write!(out, "{}", self.gallery.address(picture, &mut spool)?)
                    }
                    None => Ok(()),
                },
                _ => Ok(()),
            })?;
            writeln!(out, "</div>")?;
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
            write!(out, "{}", chinese_only(&self.looks))?;
        }
        Ok(())
    }
}

impl Binder for SinglePage<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        if let SetText::Page(set) = set {
            self.rows[number] = Some(self.spool.put(&set.rows)?);
            self.terms[number] = set.terms;
            self.gallery.add(number, &set.pictures, &mut self.spool)?;
            self.outlines[number] = Some(set.outline);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let page = self.write();
        bound.made("edition.html", page)
    }
}
