//! The whole Word document: its texts one behind the other, with the contents before them where there are
//! several, and with what counts through all of them.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::body::{HEADINGS, THIN, paragraph};
use super::comments;
use super::links::{self, Links};
use super::lists;
use super::package::Package;
use super::text::{WordText, run};
use super::xml::{HEAD, WORD, escape};
use super::{FOOTER, SETTINGS, STYLES, languages, part};
use crate::edition::book::{Book, Destination, Destinations, Gathered, Spooled};
use crate::edition::slots::{Counted, Slot, fill};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The section properties: A4 with margins of 2 cm, in twentieths of a point; the page number is in the
/// footer.
const SECTION: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"footer\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
    </w:sectPr>";

/// A paragraph that is not seen, at the top of a new page.
const NEW_PAGE: &str = "<w:p><w:pPr><w:pageBreakBefore/>\
    <w:spacing w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>\n";

/// The styles of the table of contents.
const CONTENTS_STYLES: &str = "<w:style w:type=\"paragraph\" w:styleId=\"TOCHeading\"><w:name w:val=\"TOC Heading\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:spacing w:before=\"320\" w:after=\"80\"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val=\"30\"/><w:szCs w:val=\"30\"/></w:rPr></w:style>\n\
    <w:style w:type=\"paragraph\" w:styleId=\"TOC1\"><w:name w:val=\"toc 1\"/><w:basedOn w:val=\"Normal\"/><w:uiPriority w:val=\"39\"/><w:pPr><w:spacing w:after=\"60\"/></w:pPr></w:style>\n\
    <w:style w:type=\"paragraph\" w:styleId=\"TOC2\"><w:name w:val=\"toc 2\"/><w:basedOn w:val=\"Normal\"/><w:uiPriority w:val=\"39\"/><w:pPr><w:spacing w:after=\"60\"/><w:ind w:left=\"420\"/></w:pPr></w:style>\n";

/// The texts of a document, which is written when it has all of them.
pub(super) type Volume<'b> = Gathered<'b, VolumeText>;

pub(super) struct VolumeText {
    rows: Spooled,
    tips: Vec<String>,
    numbered: Vec<(u8, u64)>,
    addresses: Vec<String>,
}

/// What counts through the texts that were written so far.
#[derive(Default)]
struct Counts {
    tips: Vec<String>,
    numbered: Vec<(u8, u64)>,
    links: Links,
    bookmarks: usize,
}

impl Volume<'_> {
    /// Takes a text.
    pub(super) fn add(&mut self, number: usize, text: WordText) -> io::Result<()> {
        self.outlines[number] = text.outline;
        self.texts[number] = Some(VolumeText {
            rows: self.spool.put(&text.rows)?,
            tips: text.tips,
            numbered: text.numbered,
            addresses: text.addresses,
        });
        Ok(())
    }

    /// The archive.
    pub(super) fn write(&mut self) -> io::Result<Vec<u8>> {
        let destinations = self.book.map(Destinations::of);
        let led_to = self.led_to(destinations.as_ref())?;
        let mut counts = Counts::default();
        let mut document =
            format!("{HEAD}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONS}\"><w:body>\n")
                .into_bytes();
        if self.book.is_some() {
            document.extend_from_slice(self.contents().as_bytes());
        }
        let mut texts = std::mem::take(&mut self.texts);
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
            let rows = self.spool.get(text.rows)?;
            self.rows(
                (number, text, &rows),
                destinations.as_ref(),
                &led_to,
                &mut counts,
                &mut document,
            )?;
            counts.tips.append(&mut text.tips);
            counts.numbered.append(&mut text.numbered);
        }
        // A document ends with a paragraph; after a table it must.
        document.extend_from_slice(THIN.as_bytes());
        document.extend_from_slice(SECTION.as_bytes());
        document.extend_from_slice(b"</w:body></w:document>\n");
        self.package(
            String::from_utf8(document).map_err(io::Error::other)?,
            &counts,
        )
    }

    /// Writes the rows of a text.
    fn rows(
        &self,
        (number, text, rows): (usize, &VolumeText, &str),
        destinations: Option<&Destinations>,
        led_to: &BTreeSet<(usize, usize)>,
        counts: &mut Counts,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let comments = counts.tips.len();
        let lists = counts.numbered.len();
        let find = |side, url: &str| destinations?.find(number, side, url, &self.outlines);
        fill(rows, out, &mut |slot, out| match slot {
            Slot::Number(Counted::Comment, id) => write!(out, "{}", comments + id),
            Slot::Number(Counted::List, id) => write!(out, "{}", lists + id),
            Slot::Number(Counted::Address, id) => {
                let address = text.addresses.get(id - 1).cloned().unwrap_or_default();
                write!(out, "{}", links::id(counts.links.number(address)))
            }
            Slot::Row(row) if led_to.contains(&(number, row)) => {
                let name = format!("{}r{row}", name(number));
                out.write_all(bookmark(&name, &mut counts.bookmarks).as_bytes())
            }
            Slot::OpenLink(side, url) => match find(side, url) {
                Some(to) => {
                    let to = match to {
                        Destination::Text(text) => name(text),
                        Destination::Row(text, row) => format!("{}r{row}", name(text)),
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
            let Some(rows) = self.texts[number].as_ref().map(|text| text.rows) else {
                continue;
            };
            let rows = self.spool.get(rows)?;
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

    /// The title and the table of contents: a field of Word, filled already, that leads to parts and texts.
    fn contents(&self) -> String {
        let mut contents = String::new();
        if !self.title.is_empty() {
            contents += &paragraph("Title", "", &run(&self.title));
        }
        contents += &paragraph("TOCHeading", "", &run("Contents"));
        let deepest = 1 + usize::from(self.book.is_some_and(Book::has_parts));
        let mut before = format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
             <w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-{deepest}\" \\n \\h </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
        );
        let mut line = |depth: usize, to: &str, words: &str| {
            let link = format!(
                "{}<w:hyperlink w:anchor=\"{to}\" w:history=\"1\">{}</w:hyperlink>",
                std::mem::take(&mut before),
                run(words)
            );
            contents += &paragraph(["TOC1", "TOC2"][depth.min(1)], "", &link);
        };
        let mut part_before = None;
        let outlines = self.outlines.iter().enumerate();
        for (number, outline) in outlines {
            let (Some(outline), Some(book)) = (outline, self.book) else {
                continue;
            };
            let own = book.texts[number].part.as_ref();
            if let Some(part) = own.filter(|_| own != part_before) {
                line(0, &part_name(number), part);
            }
            part_before = own;
            let depth = usize::from(own.is_some());
            line(depth, &name(number), &outline.label.line());
        }
        let end = "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
        contents += &format!("<w:p>{before}{end}</w:p>\n");
        contents
    }

    fn package(&self, document: String, counts: &Counts) -> io::Result<Vec<u8>> {
        let (latin, han) = languages(self.options);
        let speak = |part: &str| part.replace("{{latin}}", &latin).replace("{{han}}", &han);
        let mut styles = speak(STYLES);
        if self.book.is_some() {
            styles = styles.replace("</w:styles>", &[CONTENTS_STYLES, "</w:styles>"].concat());
        }
        let mut parts = vec![
            part("styles", "styles.xml", styles),
            part("settings", "settings.xml", speak(SETTINGS)),
            part("numbering", "numbering.xml", lists::part(&counts.numbered)),
            part("footer", "footer.xml", FOOTER.to_owned()),
        ];
        if let Some(comments) = comments::part(&counts.tips) {
            parts.push(part("comments", "comments.xml", comments));
        }
        let package = Package {
            title: self.title.clone(),
            document,
            parts,
            links: counts
                .links
                .relations()
                .map(|(id, address)| (id, address.to_owned()))
                .collect(),
        };
        package.bytes()
    }
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
