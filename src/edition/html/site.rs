//! A book as a site: a page a text, a page of contents, and a search over all of them. It is read from a
//! folder as well as from a server.

use std::io::{self, Write};

use super::contents::names;
use super::front::{self, FrontPage};
use super::gallery::Gallery;
use super::head::{self, Holds};
use super::page::{self, Looks, Page};
use super::words::quoted;
use super::{print, terms, title};
use crate::edition::SetText;
use crate::edition::address::relative;
use crate::edition::binder::{Binder, Bound};
use crate::edition::book::{Book, Destination, Destinations, Outline, Spool, Spooled};
use crate::edition::glossary::Term;
use crate::edition::markup::escape;
use crate::edition::slots::{Slot, fill};
use crate::error::{Error, Result};

/// The style of what only a site has.
pub(super) const SITE_STYLE: &str = include_str!("../template/site.css");
/// Its script.
const SITE_SCRIPT: &str = include_str!("../template/site.js");
/// The file of contents.
const FRONT: &str = "index.html";
/// The files that all pages share.
const STYLE_FILE: &str = "duizhao/page.css";
const SCRIPT_FILE: &str = "duizhao/page.js";
const SITE_SCRIPT_FILE: &str = "duizhao/site.js";
const WORDS_FILE: &str = "duizhao/words.js";
/// What is said above a text that has no translation at all.
pub(super) fn chinese_only(looks: &Looks) -> String {
    let words = looks.say(match looks.proof {
        true => "page-not-translated",
        false => "page-chinese-only",
    });
    let tag = looks.interface();
    format!("<p class=\"alone\" lang=\"{tag}\">{words}</p>\n")
}

/// The texts of a site so far.
pub(crate) struct Site<'b> {
    book: &'b Book,
    looks: Looks,
    destinations: Destinations,
    outlines: Vec<Option<Outline>>,
    texts: Vec<Option<SiteText>>,
    gallery: Gallery,
    /// The paths of the images, by their numbers in the gallery, when all texts are there.
    images: Vec<String>,
    spool: Spool,
}

struct SiteText {
    contents: String,
    terms: Vec<Term>,
    rows: Spooled,
    words: Spooled,
}

impl<'b> Site<'b> {
    /// A site without texts yet.
    pub(crate) fn new(book: &'b Book) -> Site<'b> {
        Site {
            looks: Looks::of(&book.options),
            destinations: Destinations::of(book),
            outlines: vec![None; book.texts.len()],
            texts: book.texts.iter().map(|_| None).collect(),
            gallery: Gallery::default(),
            images: Vec::new(),
            spool: Spool::new(),
            book,
        }
    }

    /// The address of a text's page.
    fn page(&self, number: usize) -> String {
        format!("{}.html", self.book.texts[number].page)
    }

    /// The nearest text that is in the edition, in such a direction.
    fn neighbour(&self, number: usize, forward: bool) -> Option<usize> {
        let there = |at: &usize| self.outlines[*at].is_some();
        match forward {
            true => (number + 1..self.outlines.len()).find(there),
            false => (0..number).rev().find(there),
        }
    }

    /// Writes a page.
    fn write_page(&mut self, number: usize, text: &SiteText) -> Result<Vec<u8>, io::Error> {
        let rows = self.spool.get(text.rows)?;
        let own = self.page(number);
        let Some(outline) = &self.outlines[number] else {
            return Ok(Vec::new());
        };
        let root = "../".repeat(own.matches('/').count());
        let way = |to: Option<usize>| to.map(|to| (relative(&own, &self.page(to)), to));
        let ways = Ways {
            front: format!("{root}{FRONT}"),
            before: way(self.neighbour(number, false)),
            behind: way(self.neighbour(number, true)),
        };
        let options = &self.book.options;
        let title = outline.label.line();
        let rules = print::page_rules(&options.print, &title);
        let label = title::of_book(self.book);
        let page = Page {
            looks: &self.looks,
            title: &match self.book.title.as_str() {
                "" => title.clone(),
                book => format!("{title} – {book}"),
            },
            book: page::book_key(&options.data, &self.book.title),
            policy: page::policy_beside(&rules),
            sheets: ways.head(&root) + &format!("\n<style>{rules}</style>"),
            about: head::about(
                &options.data,
                &self.looks,
                &outline.label,
                Holds::Part(&label),
            ),
            scripts: format!(
                "<script src=\"{root}{SCRIPT_FILE}\"></script>\n<script src=\"{root}{SITE_SCRIPT_FILE}\"></script>"
            ),
            body: format!(
                " data-root=\"{root}\" data-page=\"{}\" data-target=\"{}\"",
                escape(&self.book.texts[number].page),
                escape(&self.looks.target)
            ),
            texts: ways.in_bar(&self.outlines, &self.looks),
            contents: text.contents.clone(),
            heading: self.head(outline),
            glossary: terms::section(
                (text.terms.iter()).map(|term| (format!("#r{}", term.row), term)),
                &self.looks,
            ),
            around: ways.below(&self.outlines, &self.looks),
            keys: format!(
                "<div><dt><kbd>p</kbd> <kbd>n</kbd></dt><dd>{}</dd></div>\n",
                self.looks.say("page-key-text")
            ),
            footer: title::foot(options, &label, Some(&outline.counts), &self.looks),
        };
        let mut out = Vec::new();
        page.write(&mut out, &mut |out| {
            fill(&rows, out, &mut |slot, out| match slot {
                Slot::Tab => write!(out, "0"),
                Slot::OpenLink(side, url) => {
                    match self.destinations.find(number, side, url, &self.outlines) {
                        Some(Destination::Text(to)) if to == number => {
                            write!(out, "<a href=\"#text\">")
                        }
                        Some(Destination::Row(to, row)) if to == number => {
                            write!(out, "<a href=\"#r{row}\">")
                        }
                        Some(Destination::Text(to)) => {
                            let page = relative(&own, &self.page(to));
                            write!(out, "<a href=\"{}\">", escape(&page))
                        }
                        Some(Destination::Row(to, row)) => {
                            let page = relative(&own, &self.page(to));
                            write!(out, "<a href=\"{}#r{row}\">", escape(&page))
                        }
                        None => write!(out, "<span>"),
                    }
                }
                Slot::CloseLink(side, url) => {
                    match self.destinations.find(number, side, url, &self.outlines) {
                        Some(_) => write!(out, "</a>"),
                        None => write!(out, "</span>"),
                    }
                }
                Slot::Picture(picture) => match self.gallery.number(number, picture) {
                    Some(picture) => {
                        let path = relative(&own, &self.images[picture]);
                        write!(out, "{}", escape(&path))
                    }
                    None => Ok(()),
                },
                _ => Ok(()),
            })
        })?;
        Ok(out)
    }

    /// The title above the rows, and what is to be said of the text.
    fn head(&self, outline: &Outline) -> String {
        let mut head = title::top(&self.book.options, None, &self.looks);
        if outline.told.is_none() {
            head += &title::heading(&outline.label, &self.looks);
        }
        if outline.untranslated {
            head += &chinese_only(&self.looks);
        }
        head
    }

    /// Writes the words of all pages, as a script: a page that is read from a folder can load nothing else.
    fn write_words(&mut self, texts: &[Option<SiteText>]) -> io::Result<Vec<u8>> {
        let mut out = b"window.duizhaoWords = [".to_vec();
        let mut comma = "";
        for (number, text) in texts.iter().enumerate() {
            let (Some(text), Some(outline)) = (text, &self.outlines[number]) else {
                continue;
            };
            let words = self.spool.get(text.words)?;
            let name = |name: &Option<String>| quoted(name.as_deref().unwrap_or_default());
            write!(
                out,
                "{comma}\n[{},{},{},{},{words}]",
                quoted(&self.book.texts[number].page),
                quoted(&relative(FRONT, &self.page(number))),
                name(&outline.label.source),
                name(&outline.label.target),
            )?;
            comma = ",";
        }
        out.extend_from_slice(b"\n];\n");
        Ok(out)
    }
}

/// The ways from a page to others, each with the number of its text.
struct Ways {
    front: String,
    before: Option<(String, usize)>,
    behind: Option<(String, usize)>,
}

impl Ways {
    /// Both neighbours, with their relations.
    fn beside(&self) -> impl Iterator<Item = (&'static str, &str, usize)> {
        let before = self.before.as_ref();
        let behind = self.behind.as_ref();
        [("prev", before), ("next", behind)]
            .into_iter()
            .filter_map(|(rel, way)| way.map(|(href, to)| (rel, href.as_str(), *to)))
    }

    /// What the head of the page says of them.
    fn head(&self, root: &str) -> String {
        let mut head = format!(
            "<meta name=\"generator\" content=\"duizhao\" />\n\
             <link rel=\"stylesheet\" href=\"{root}{STYLE_FILE}\" />\n\
             <link rel=\"contents\" href=\"{}\" />",
            escape(&self.front)
        );
        for (rel, href, _) in self.beside() {
            head += &format!("\n<link rel=\"{rel}\" href=\"{}\" />", escape(href));
        }
        head
    }

    fn in_bar(&self, outlines: &[Option<Outline>], looks: &Looks) -> String {
        let mut bar = format!(
            "<nav class=\"texts\" aria-label=\"{}\"><a rel=\"contents\" href=\"{}\" aria-label=\"{all}\"><span class=\"long\">{all}</span><span class=\"brief\" aria-hidden=\"true\">⌂</span></a>",
            looks.say("page-texts"),
            escape(&self.front),
            all = looks.say("page-all-texts")
        );
        for (rel, href, to) in self.beside() {
            let (sign, id) = match rel {
                "prev" => ("←", "page-previous-text"),
                _ => ("→", "page-next-text"),
            };
            let title = outlines[to].as_ref().map(|to| to.label.line());
            let title = escape(&title.unwrap_or_default());
            let label = looks.words.say(id, &[("title", title.into())]);
            bar += &format!(
                "<a rel=\"{rel}\" href=\"{}\" aria-label=\"{label}\">{sign}</a>",
                escape(href)
            );
        }
        bar + "</nav>\n"
    }

    fn below(&self, outlines: &[Option<Outline>], looks: &Looks) -> String {
        let mut below = format!(
            "<nav class=\"around\" aria-label=\"{}\">",
            looks.say("page-around")
        );
        for (rel, href, to) in self.beside() {
            if let Some(outline) = &outlines[to] {
                below += &format!(
                    "<a rel=\"{rel}\" href=\"{}\">{}</a>",
                    escape(href),
                    names(&outline.label, looks)
                );
            }
        }
        below + "</nav>\n"
    }
}

impl Binder for Site<'_> {
    fn add(&mut self, number: usize, set: SetText) -> io::Result<()> {
        let SetText::Page(set) = set else {
            return Ok(());
        };
        let text = SiteText {
            rows: self.spool.put(&set.rows)?,
            words: self.spool.put(&set.words)?,
            contents: set.contents,
            terms: set.terms,
        };
        self.gallery.add(number, &set.pictures, &mut self.spool)?;
        self.outlines[number] = Some(set.outline);
        self.texts[number] = Some(text);
        Ok(())
    }

    fn finish(mut self: Box<Self>, bound: &mut Bound<'_>) -> Result<()> {
        let texts = std::mem::take(&mut self.texts);
        let options = &self.book.options;
        let style = [
            &self.looks.style(true),
            SITE_STYLE,
            &print::fonts(&options.print),
        ];
        bound.file(STYLE_FILE, style.concat().as_bytes())?;
        bound.file(SCRIPT_FILE, self.looks.script().as_bytes())?;
        bound.file(SITE_SCRIPT_FILE, self.looks.saying(SITE_SCRIPT).as_bytes())?;
        let cover = self.book.texts.len();
        if let Some(picture) = &options.data.cover {
            let picture = std::slice::from_ref(picture);
            let kept = self.gallery.add(cover, picture, &mut self.spool);
            kept.map_err(|source| Error::Write {
                path: FRONT.into(),
                source,
            })?;
        }
        self.images = self.gallery.paths();
        for (number, path) in self.images.iter().enumerate() {
            let picture = self.gallery.picture(number, &mut self.spool);
            bound.made(path, picture.map(|picture| picture.bytes.to_vec()))?;
        }
        for (number, text) in texts.iter().enumerate() {
            if let Some(text) = text {
                let page = self.write_page(number, text);
                bound.made(&self.page(number), page)?;
            }
        }
        let words = self.write_words(&texts);
        bound.made(WORDS_FILE, words)?;
        let cover = (self.gallery.number(cover, 0)).map(|cover| self.images[cover].as_str());
        let front = front::write(&FrontPage {
            book: self.book,
            looks: &self.looks,
            outlines: &self.outlines,
            cover,
        });
        bound.file(FRONT, front.as_bytes())
    }
}
