//! The whole Word document: its texts one behind the other, with the contents before them where there are
//! several, and with what counts through all of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::body::{ContentsLine, HEADINGS, paragraph};
use super::drawings::NAMESPACES;
use super::front;
use super::links::{self, Links};
use super::package::{Package, PackagePart, Relation};
use super::sheet::Sheet;
use super::text::{TextCounts, WordText, run};
use super::xml::{HEAD, WORD, escape};
use super::{RELATIONS, comments, lists, notes, properties, typeface};
use crate::edition::book::{Book, Destination, Destinations, Gathered, Spooled};
use crate::edition::glossary::Term;
use crate::edition::slots::{Counted, Slot, fill};
use crate::edition::{Label, Picture};

/// A paragraph that is not seen, at the top of a new page.
const NEW_PAGE: &str = "<w:p><w:pPr><w:pageBreakBefore/>\
    <w:spacing w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>\n";

/// The bookmark at the glossary.
const GLOSSARY: &str = "glossary";

/// The texts of a document, which is written when it has all of them.
pub(super) type Volume<'b> = Gathered<'b, VolumeText>;

pub(super) struct VolumeText {
    rows: Spooled,
    notes: Spooled,
    title: Label,
    counts: TextCounts,
    tips: Vec<String>,
    numbered: Vec<(u8, u64)>,
    addresses: Vec<String>,
    pictures: Vec<Picture>,
    /// Its headings, and those of them that the contents list where it is the document.
    contents: Vec<ContentsLine>,
    listed: Vec<ContentsLine>,
    has_front: bool,
    terms: Vec<Term>,
}

/// What counts through the texts that were written so far.
#[derive(Default)]
struct Counts {
    tips: Vec<String>,
    numbered: Vec<(u8, u64)>,
    links: Links,
    bookmarks: usize,
    footnotes: usize,
    drawings: usize,
    pictures: Vec<Picture>,
    /// The ids of the relations that footnotes use.
    in_notes: BTreeSet<String>,
}

impl Counts {
    /// The numbers of such images among all, each of which is kept once.
    fn pictures(&mut self, pictures: &[Picture]) -> Vec<usize> {
        let mut numbers = Vec::with_capacity(pictures.len());
        for picture in pictures {
            let known = self.pictures.iter().position(|known| {
                known.bytes.len() == picture.bytes.len() && known.bytes == picture.bytes
            });
            numbers.push(known.unwrap_or_else(|| {
                self.pictures.push(picture.clone());
                self.pictures.len() - 1
            }));
        }
        numbers
    }
}

impl Volume<'_> {
    /// Takes a text.
    pub(super) fn add(&mut self, number: usize, text: WordText) -> io::Result<()> {
        let is_told = self.options.data.is_told();
        let has_front = self.book.is_none() && text.has_front(is_told);
        let listed = match self.book {
            Some(_) => Vec::new(),
            None => text.listed().into_iter().cloned().collect(),
        };
        self.texts[number] = Some(VolumeText {
            rows: self.spool.put(&text.rows)?,
            notes: self.spool.put(&text.notes)?,
            title: text.title,
            counts: text.counts,
            tips: text.tips,
            numbered: text.numbered,
            addresses: text.addresses,
            pictures: text.pictures,
            contents: text.contents,
            listed,
            has_front,
            terms: text.terms,
        });
        self.outlines[number] = text.outline;
        Ok(())
    }

    /// The archive.
    pub(super) fn write(&mut self) -> io::Result<Vec<u8>> {
        let destinations = self.book.map(Destinations::of);
        let mut led_to = self.led_to(destinations.as_ref())?;
        let mut counts = Counts::default();
        let mut document = format!(
            "{HEAD}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONS}\" {NAMESPACES}><w:body>\n"
        )
        .into_bytes();
        let mut texts = std::mem::take(&mut self.texts);
        let mut terms = Vec::new();
        for text in texts.iter_mut().flatten() {
            front::each_once(std::mem::take(&mut text.terms), &mut terms);
        }
        let listed = texts.iter().flatten().flat_map(|text| &text.listed);
        led_to.extend(listed.map(|line| (0, line.row)));
        let levels = self.levels(&texts);
        let first = texts.iter().flatten().next();
        let is_told = self.options.data.is_told();
        let has_front = self.book.is_some() || first.is_some_and(|text| text.has_front);
        if has_front {
            let front = self.front(&texts, !terms.is_empty(), &mut counts);
            document.extend_from_slice(front.as_bytes());
            if self.book.is_none() {
                document.extend_from_slice(NEW_PAGE.as_bytes());
            }
        }
        let mut footnotes = Vec::new();
        let mut part_before = None;
        for (number, text) in texts.iter_mut().enumerate() {
            let Some(text) = text else {
                continue;
            };
            if let Some(book) = self.book {
                document.extend_from_slice(NEW_PAGE.as_bytes());
                let own = book.texts[number].part.as_ref();
                if let Some(name) = own.filter(|_| own != part_before) {
                    let bookmark = bookmark(&part_name(number), &mut counts.bookmarks);
                    let heading = paragraph(HEADINGS[0], "", &(bookmark + &run(name)));
                    document.extend_from_slice(heading.as_bytes());
                }
                part_before = own;
                let bookmark = bookmark(&name(number), &mut counts.bookmarks);
                document.extend_from_slice(bookmark.as_bytes());
            }
            // The bookmarks at signs come before those at rows.
            let before = counts.bookmarks;
            counts.bookmarks += text.counts.bookmarks;
            let pictures = counts.pictures(&text.pictures);
            for in_notes in [false, true] {
                let (set, out) = match in_notes {
                    false => (text.rows, &mut document),
                    true => (text.notes, &mut footnotes),
                };
                let set = self.spool.get(set)?;
                let filled = Filled {
                    number,
                    text,
                    set: &set,
                    in_notes,
                    pictures: &pictures,
                    bookmarks: before,
                };
                self.fill(&filled, destinations.as_ref(), &led_to, &mut counts, out)?;
            }
            counts.footnotes += text.counts.footnotes;
            counts.drawings += text.counts.drawings;
            counts.tips.append(&mut text.tips);
            counts.numbered.append(&mut text.numbered);
        }
        let sheet = Sheet::of(&self.options.print);
        if !terms.is_empty() {
            let bookmark = bookmark(GLOSSARY, &mut counts.bookmarks);
            let glossary = front::glossary(&terms, &sheet, &bookmark);
            document.extend_from_slice(glossary.as_bytes());
        }
        if is_told {
            document.extend_from_slice(NEW_PAGE.as_bytes());
        }
        document.extend_from_slice(front::colophon(self.options).as_bytes());
        let references = match has_front {
            true => "",
            false => "<w:footerReference w:type=\"first\" r:id=\"footer-first\"/>",
        };
        let references = format!(
            "<w:headerReference w:type=\"default\" r:id=\"header\"/>\
             <w:footerReference w:type=\"default\" r:id=\"footer\"/>{references}"
        );
        document.extend_from_slice(sheet.section(&references).as_bytes());
        document.extend_from_slice(b"</w:body></w:document>\n");
        let text = |part: Vec<u8>| String::from_utf8(part).map_err(io::Error::other);
        let (document, footnotes) = (text(document)?, text(footnotes)?);
        let chapters = self.chapters(levels);
        self.package(document, &footnotes, has_front, chapters, &counts)
    }

    /// How many headings the document has of each level.
    fn levels(&self, texts: &[Option<VolumeText>]) -> [usize; HEADINGS.len()] {
        let mut levels = [0; HEADINGS.len()];
        let mut before = None;
        for (number, text) in texts.iter().enumerate() {
            let Some(text) = text else {
                continue;
            };
            let lines = text.contents.iter().map(|line| line.level - 1);
            lines.for_each(|level| levels[level] += 1);
            let own = self.book.and_then(|book| book.texts[number].part.as_ref());
            levels[0] += usize::from(own.is_some() && own != before);
            before = own;
            let untold = self.outlines[number].as_ref().filter(|o| o.told.is_none());
            levels[usize::from(own.is_some())] += usize::from(untold.is_some());
        }
        levels
    }

    /// The level of the headings that are chapters, from 1: the first of which there are several, in a book with
    /// parts below those.
    fn chapters(&self, levels: [usize; HEADINGS.len()]) -> Option<usize> {
        let from = usize::from(self.book.is_some_and(Book::has_parts));
        let several = |level: &usize| levels[*level] > 1;
        (from..levels.len()).find(several).map(|level| level + 1)
    }

    /// Writes the rows or the footnotes of a text.
    fn fill(
        &self,
        filled: &Filled<'_>,
        destinations: Option<&Destinations>,
        led_to: &BTreeSet<(usize, usize)>,
        counts: &mut Counts,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Filled { number, text, .. } = *filled;
        let comments = counts.tips.len();
        let lists = counts.numbered.len();
        let find = |side, url: &str| destinations?.find(number, side, url, &self.outlines);
        let relation = |id: String, in_notes: &mut BTreeSet<String>| -> String {
            if filled.in_notes {
                in_notes.insert(id.clone());
            }
            id
        };
        fill(filled.set, out, &mut |slot, out| match slot {
            Slot::Number(Counted::Comment, id) => write!(out, "{}", comments + id),
            Slot::Number(Counted::List, id) => write!(out, "{}", lists + id),
            Slot::Number(Counted::Footnote, id) => write!(out, "{}", counts.footnotes + id),
            Slot::Number(Counted::Drawing, id) => write!(out, "{}", counts.drawings + id),
            Slot::Number(Counted::Bookmark, id) => write!(out, "{}", filled.bookmarks + id - 1),
            Slot::Number(Counted::Address, id) => {
                let address = text.addresses.get(id - 1).cloned().unwrap_or_default();
                let id = links::id(counts.links.number(address));
                write!(out, "{}", relation(id, &mut counts.in_notes))
            }
            Slot::Picture(picture) => {
                let id = image_id(filled.pictures.get(picture).copied().unwrap_or_default());
                write!(out, "{}", relation(id, &mut counts.in_notes))
            }
            Slot::Row(row) if led_to.contains(&(number, row)) => {
                let name = row_name(number, row);
                out.write_all(bookmark(&name, &mut counts.bookmarks).as_bytes())
            }
            Slot::OpenLink(side, url) => match find(side, url) {
                Some(to) => {
                    let to = match to {
                        Destination::Text(text) => name(text),
                        Destination::Row(text, row) => row_name(text, row),
                    };
                    write!(out, "<w:hyperlink w:anchor=\"{to}\" w:history=\"1\">")
                }
                None => Ok(()),
            },
            Slot::CloseLink(side, url) => match find(side, url) {
                Some(_) => write!(out, "</w:hyperlink>"),
                None => Ok(()),
            },
            Slot::LinkStyle(side, code, url) => match (find(side, url), code) {
                (Some(_), _) => write!(out, "<w:rStyle w:val=\"Hyperlink\"/>"),
                (None, true) => write!(out, "<w:rStyle w:val=\"Code\"/>"),
                (None, false) => Ok(()),
            },
            _ => Ok(()),
        })
    }

    /// The rows that links lead to, each with its text.
    fn led_to(
        &mut self,
        destinations: Option<&Destinations>,
    ) -> io::Result<BTreeSet<(usize, usize)>> {
        let mut found = BTreeSet::new();
        let Some(destinations) = destinations else {
            return Ok(found);
        };
        for number in 0..self.texts.len() {
            let Some(text) = &self.texts[number] else {
                continue;
            };
            let (rows, notes) = (text.rows, text.notes);
            let rows = self.spool.get(rows)? + &self.spool.get(notes)?;
            fill(&rows, &mut io::sink(), &mut |slot, _| {
                if let Slot::OpenLink(side, url) = slot
                    && let Some(Destination::Row(text, row)) =
                        destinations.find(number, side, url, &self.outlines)
                {
                    found.insert((text, row));
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The title page and the table of contents, each on a page of its own where there is more than a title.
    fn front(
        &self,
        texts: &[Option<VolumeText>],
        has_glossary: bool,
        counts: &mut Counts,
    ) -> String {
        let data = &self.options.data;
        let label = match (self.book, texts.iter().flatten().next()) {
            (None, Some(text)) => text.title.clone(),
            _ if !data.title.is_empty() => data.title.label(),
            _ => Label {
                source: Some(self.title.clone()).filter(|title| !title.is_empty()),
                ..Label::default()
            },
        };
        let (mut relation, mut id) = (String::new(), String::new());
        if let Some(cover) = front::cover(self.options) {
            counts.drawings += 1;
            id = counts.drawings.to_string();
            let number = counts.pictures(std::slice::from_ref(cover));
            relation = image_id(number.first().copied().unwrap_or_default());
        }
        let mut front = front::title_page(&label, self.options, (&relation, &id));
        let (lines, levels) = match self.book {
            Some(_) => self.texts_listed(has_glossary),
            None => headings_listed(texts, has_glossary),
        };
        if lines.is_empty() {
            return front;
        }
        if data.is_told() {
            front += NEW_PAGE;
        }
        front + &contents(&lines, levels)
    }

    /// The parts and texts of a book as its contents list them, and their levels.
    fn texts_listed(&self, has_glossary: bool) -> (Vec<Listed>, (usize, usize)) {
        let mut lines = Vec::new();
        let mut part_before = None;
        for (number, outline) in self.outlines.iter().enumerate() {
            let (Some(outline), Some(book)) = (outline, self.book) else {
                continue;
            };
            let own = book.texts[number].part.as_ref();
            if let Some(part) = own.filter(|_| own != part_before) {
                lines.push((1, part_name(number), part.clone()));
            }
            part_before = own;
            let level = 1 + usize::from(own.is_some());
            lines.push((level, name(number), outline.label.line()));
        }
        if has_glossary {
            lines.push((1, GLOSSARY.to_owned(), "Glossary".to_owned()));
        }
        let deepest = 1 + usize::from(self.book.is_some_and(Book::has_parts));
        (lines, (1, deepest))
    }

    fn package(
        &self,
        document: String,
        footnotes: &str,
        has_front: bool,
        chapters: Option<usize>,
        counts: &Counts,
    ) -> io::Result<Vec<u8>> {
        let options = self.options;
        let own = PackagePart::own;
        let mut parts = vec![
            own("styles", typeface::styles(options)),
            own("settings", typeface::settings(options)),
            own("fontTable", typeface::fonts(options)),
            own("numbering", lists::part(&counts.numbered)),
            own("header", typeface::header(&self.title, chapters, options)),
            own("footer", typeface::FOOTER.to_owned()),
        ];
        if !has_front {
            parts.push(PackagePart {
                id: "footer-first",
                ..own("footer", typeface::FOOTER.to_owned())
            });
        }
        if let Some(comments) = comments::part(&counts.tips) {
            parts.push(own("comments", comments));
        }
        let links = counts.links.relations().map(|(id, address)| Relation {
            id,
            kind: "hyperlink",
            target: address.to_owned(),
            is_outside: true,
        });
        let images = counts.pictures.iter().enumerate();
        let images = images.map(|(number, picture)| Relation {
            id: image_id(number),
            kind: "image",
            target: media_name(number, picture),
            is_outside: false,
        });
        let relations: Vec<Relation> = links.chain(images).collect();
        let of_notes = relations.iter().filter(|r| counts.in_notes.contains(&r.id));
        parts.push(PackagePart {
            relations: of_notes.cloned().collect(),
            ..own("footnotes", notes::part(footnotes))
        });
        let media = counts.pictures.iter().enumerate();
        let package = Package {
            core: properties::core(&self.title, options),
            app: properties::app(options),
            custom: properties::custom(options),
            document,
            parts,
            relations,
            media: media
                .map(|(number, picture)| (media_name(number, picture), picture.clone()))
                .collect(),
        };
        package.bytes()
    }
}

/// A text while it is written into the document.
struct Filled<'f> {
    number: usize,
    text: &'f VolumeText,
    /// Its rows or its footnotes, with slots.
    set: &'f str,
    in_notes: bool,
    /// The number in the document of each of its images.
    pictures: &'f [usize],
    /// The bookmarks before those at its signs.
    bookmarks: usize,
}

/// A line of the contents: its level, the bookmark that it leads to, its words.
type Listed = (usize, String, String);

/// The headings of a text that is the document as its contents list them, and their levels.
fn headings_listed(
    texts: &[Option<VolumeText>],
    has_glossary: bool,
) -> (Vec<Listed>, (usize, usize)) {
    let listed = texts.iter().flatten().flat_map(|text| &text.listed);
    let mut lines: Vec<Listed> = listed
        .map(|line| {
            let to = row_name(0, line.row);
            (line.level, to, line.words.clone())
        })
        .collect();
    let level = |pick: fn(usize, usize) -> usize| lines.iter().map(|line| line.0).reduce(pick);
    let (Some(first), Some(last)) = (level(usize::min), level(usize::max)) else {
        return (lines, (1, 1));
    };
    if has_glossary {
        lines.push((first, GLOSSARY.to_owned(), "Glossary".to_owned()));
    }
    (lines, (first, last))
}

/// The table of contents: a field of Word, filled already.
fn contents(lines: &[Listed], (first, last): (usize, usize)) -> String {
    let mut contents = paragraph("TOCHeading", "", &run("Contents"));
    let mut before = format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
         <w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"{first}-{last}\" \\n \\h </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
    );
    for (level, to, words) in lines {
        let link = format!(
            "{}<w:hyperlink w:anchor=\"{to}\" w:history=\"1\">{}</w:hyperlink>",
            std::mem::take(&mut before),
            run(words)
        );
        let indent = 420 * level.saturating_sub(first);
        let indent = format!("<w:ind w:left=\"{indent}\"/>");
        let style = format!("TOC{level}");
        contents += &paragraph(&style, if *level > first { &indent } else { "" }, &link);
    }
    let end = "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let _ = writeln!(contents, "<w:p>{before}{end}</w:p>");
    contents
}

/// The id of the relation of an image, by its number.
fn image_id(number: usize) -> String {
    format!("image{}", number + 1)
}

/// The name of the file of an image, below that of the document.
fn media_name(number: usize, picture: &Picture) -> String {
    format!("media/image{}.{}", number + 1, picture.kind.extension)
}

/// The bookmark at a row.
fn row_name(text: usize, row: usize) -> String {
    format!("{}r{row}", name(text))
}

/// The bookmark at a text.
fn name(text: usize) -> String {
    format!("t{}", text + 1)
}

/// The bookmark at a part, which begins with a text.
fn part_name(first: usize) -> String {
    format!("p{}", first + 1)
}

/// A bookmark.
fn bookmark(name: &str, count: &mut usize) -> String {
    let id = *count;
    *count += 1;
    format!(
        "<w:bookmarkStart w:id=\"{id}\" w:name=\"{}\"/><w:bookmarkEnd w:id=\"{id}\"/>",
        escape(name)
    )
}
