//! The whole EPUB: the files of its texts and of its parts, their names, and what leads to them.

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use super::super::book::{Destination, Destinations, Gathered, Spooled};
use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::EditionOptions;
use super::super::picture::Picture;
use super::super::slots::{Counted, Slot, fill};
use super::contents::{ContentsEntry, anchor};
use super::glossary::{self, ChapterTerms};
use super::images::is_fit;
use super::nav::{self, Landmark, NavLine, Navigation, PagePlace};
use super::package::About;
use super::text::EpubText;
use super::{
    Content, Member, PROOF_STYLE, Reading, STYLE, TABLE_STYLE, XHTML, chapter, front, pack,
    package, write_page,
};
use crate::edition::glossary::Term;
use crate::text::digest;

/// The texts of an EPUB, which is written when it has all of them.
pub(super) type Volume<'b> = Gathered<'b, VolumeText>;

/// A text of it, its pages in the spool.
pub(super) struct VolumeText {
    chapters: Vec<VolumeChapter>,
    entries: Vec<ContentsEntry>,
    images: Vec<Picture>,
    undescribed: bool,
    tables: bool,
}

struct VolumeChapter {
    label: Label,
    end: usize,
    page: Spooled,
    pages: Range<usize>,
    terms: Vec<Term>,
}

/// What the slots of all texts are filled with.
struct Names {
    /// For each text and chapter the name of its file.
    files: Vec<Vec<String>>,
    /// For each text and image the name of its file.
    images: Vec<Vec<String>>,
    /// For each text how many pages of the page list are before it.
    pages: Vec<usize>,
    destinations: Option<Destinations>,
}

impl Volume<'_> {
    /// Takes a text.
    pub(super) fn add(&mut self, number: usize, text: EpubText) -> io::Result<()> {
        let mut chapters = Vec::new();
        for chapter in text.chapters {
            chapters.push(VolumeChapter {
                page: self.spool.put(&chapter.page)?,
                label: chapter.label,
                end: chapter.end,
                pages: chapter.pages,
                terms: chapter.terms,
            });
        }
        self.outlines[number] = text.outline;
        self.texts[number] = Some(VolumeText {
            chapters,
            entries: text.entries,
            images: text.images,
            undescribed: text.undescribed,
            tables: text.tables,
        });
        Ok(())
    }

    /// The archive. The title page has the title as `label` says it; without one there is no such page.
    pub(super) fn write(&mut self, label: Option<&Label>) -> io::Result<Vec<u8>> {
        let options = self.options;
        let cover = options.data.cover.as_ref().filter(|cover| is_fit(cover));
        let (images, image_members) = self.images(cover);
        let names = Names {
            files: self.files(),
            images,
            pages: self.pages(),
            destinations: self.book.map(Destinations::of),
        };
        let parts = self.parts();
        let terms = self.terms(&names);
        let many = names.files.iter().map(Vec::len).sum::<usize>() > 1;
        let mut lines = self.lines(&names, &parts);
        if !terms.is_empty() {
            lines.push(NavLine::english("Glossary", glossary::FILE));
        }
        let page = |name: &str, content| Member {
            name: name.to_owned(),
            media: XHTML,
            properties: "",
            reading: Reading::InOrder,
            content,
        };
        let bytes = |name: &str, bytes| page(name, Content::Bytes(bytes));
        let untold = Label {
            source: Some(self.title.clone()),
            ..Label::default()
        };
        let told = label.unwrap_or(&untold);
        let title = told.line();
        let mut landmarks = Vec::new();
        let mut mark = |kind, name, href: &str| {
            landmarks.push(Landmark {
                kind,
                name,
                href: href.to_owned(),
            });
        };

        let mut members = Vec::new();
        let cover = cover.map(cover_image);
        if let Some(image) = &cover {
            let cover = front::cover(options, &title, &image.name)?;
            members.push(bytes(front::COVER, cover));
            mark("cover", "Cover", front::COVER);
        }
        if label.is_some() {
            members.push(bytes(front::TITLE, front::title(options, &title, told)?));
            mark("titlepage", "Title page", front::TITLE);
        }
        mark("toc", "Contents", "nav.xhtml#toc");
        // The contents, which are written when all pages are known.
        let nav = members.len();
        for (text, files) in names.files.iter().enumerate() {
            if let Some((_, part)) = parts.iter().find(|(first, _)| *first == text) {
                members.push(bytes(&part_file(text), part_page(options, part)?));
            }
            for (number, file) in files.iter().enumerate() {
                members.push(page(file, Content::Chapter(text, number)));
            }
        }
        if let Some(first) = members.get(nav) {
            mark("bodymatter", "Beginning", &first.name);
        }
        if !terms.is_empty() {
            let glossary = glossary::page(options, &terms, many)?;
            members.push(bytes(glossary::FILE, glossary));
            mark("glossary", "Glossary", glossary::FILE);
        }
        let colophon = front::colophon(options, &title, told)?;
        members.push(bytes(front::COLOPHON, colophon));
        mark("colophon", "Colophon", front::COLOPHON);
        drop(terms);

        let contents = Navigation {
            title: &title,
            lines: &lines,
            landmarks: &landmarks,
            pages: &self.page_places(&names),
        };
        let contents_page = nav::page(options, &contents)?;
        members.insert(
            nav,
            Member {
                properties: "nav",
                reading: Reading::Aside,
                ..bytes("nav.xhtml", contents_page)
            },
        );
        members.push(file("style.css", "text/css", self.style().into_bytes()));
        let illustrated = names.images.iter().any(|images| !images.is_empty());
        let has_cover = cover.is_some();
        members.extend(cover);
        members.extend(image_members);
        let about = self.about(told, &members, (illustrated, has_cover));
        let own = self.identifier(&names, &members)?;
        let about = about.known_by(options, own);
        let ncx = nav::ncx(&contents, about.identifier())?;
        members.push(file("toc.ncx", "application/x-dtbncx+xml", ncx));
        let package = package::package(&about, options, &members)?;
        pack(&members, &package, &mut |content| {
            self.bytes(&names, content)
        })
    }

    /// What the package document says of the whole book.
    fn about<'l>(
        &self,
        label: &'l Label,
        members: &[Member],
        (illustrated, has_cover): (bool, bool),
    ) -> About<'l> {
        let texts = || self.texts.iter().flatten();
        About {
            label,
            identifier: None,
            illustrated,
            has_cover,
            described: !texts().any(|text| text.undescribed),
            // An image of these kinds may move, and flash.
            may_flash: members
                .iter()
                .any(|member| matches!(member.media, "image/gif" | "image/webp")),
            paged: texts()
                .flat_map(|text| &text.chapters)
                .any(|chapter| !chapter.pages.is_empty()),
        }
    }

    /// The style sheet.
    fn style(&self) -> String {
        let mut style = STYLE.to_owned();
        if self.options.proof {
            style += PROOF_STYLE;
        }
        if self.texts.iter().flatten().any(|text| text.tables) {
            style += TABLE_STYLE;
        }
        style
    }

    /// For each text how many pages of the page list are before it.
    fn pages(&self) -> Vec<usize> {
        let counts = self.texts.iter().map(|text| {
            let chapters = text.iter().flat_map(|text| &text.chapters);
            chapters.map(|chapter| chapter.pages.len()).sum::<usize>()
        });
        counts
            .scan(0, |before, count| {
                *before += count;
                Some(*before - count)
            })
            .collect()
    }

    /// The pages of the page list, with their numbers and addresses.
    fn page_places(&self, names: &Names) -> Vec<PagePlace> {
        let mut places = Vec::new();
        for (number, text) in self.texts.iter().enumerate() {
            let chapters = text.iter().flat_map(|text| &text.chapters).enumerate();
            for (at, chapter) in chapters {
                let prefix = self.prefix(number, at);
                let file = &names.files[number][at];
                places.extend(chapter.pages.clone().map(|page| PagePlace {
                    number: names.pages[number] + page + 1,
                    href: format!("{file}#{}", chapter::page_anchor(&prefix, page)),
                }));
            }
        }
        places
    }

    /// The identifier of the book, derived from its content: a UUID of version 8 (RFC 9562).
    fn identifier(&mut self, names: &Names, members: &[Member]) -> io::Result<String> {
        let title = self.title.clone();
        let mut failed = None;
        let parts = members.iter().flat_map(|member| {
            let bytes = self.bytes(names, &member.content).unwrap_or_else(|error| {
                failed = Some(error);
                Vec::new()
            });
            [member.name.as_bytes().to_vec(), bytes]
        });
        let digest = digest::after(title.as_bytes(), parts);
        if let Some(error) = failed {
            return Err(error);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = digest::hex(&bytes);
        let groups = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        Ok(format!("urn:uuid:{}", groups.join("-")))
    }

    /// The names of the files of all texts. Those of a book are called by the numbers of their texts.
    fn files(&self) -> Vec<Vec<String>> {
        let of_text = |(number, text): (usize, &Option<VolumeText>)| {
            let chapters = text.as_ref().map_or(0, |text| text.chapters.len());
            let file = |chapter: usize| match (self.book, chapter) {
                (None, chapter) => format!("chapter-{:03}.xhtml", chapter + 1),
                (Some(_), 0) => format!("text-{:03}.xhtml", number + 1),
                (Some(_), piece) => format!("text-{:03}-{}.xhtml", number + 1, piece + 1),
            };
            (0..chapters).map(file).collect()
        };
        self.texts.iter().enumerate().map(of_text).collect()
    }

    /// The names of the images of all texts, and their files: each image once, also that on the cover.
    fn images(&mut self, cover: Option<&Picture>) -> (Vec<Vec<String>>, Vec<Member>) {
        let of_cover = cover.map(|cover| (cover.bytes.clone(), cover_name(cover)));
        let mut known: HashMap<Arc<[u8]>, String> = of_cover.into_iter().collect();
        let mut members = Vec::new();
        let mut names = Vec::new();
        for text in &mut self.texts {
            let mut of_text = Vec::new();
            for image in text.iter_mut().flat_map(|text| text.images.drain(..)) {
                let name = known.entry(image.bytes.clone()).or_insert_with(|| {
                    let name = format!("image-{}.{}", members.len() + 1, image.kind.extension);
                    members.push(file(&name, image.kind.media, image.bytes.to_vec()));
                    name
                });
                of_text.push(name.clone());
            }
            names.push(of_text);
        }
        (names, members)
    }

    /// The parts, each with the first of its texts that is there.
    fn parts(&self) -> Vec<(usize, String)> {
        let mut parts: Vec<(usize, String)> = Vec::new();
        let mut part = None;
        for (number, text) in self.book.iter().flat_map(|book| &book.texts).enumerate() {
            if self.texts[number].is_none() {
                continue;
            }
            if text.part != part {
                part = text.part.clone();
                parts.extend(part.clone().map(|part| (number, part)));
            }
        }
        parts
    }

    /// The terms by chapter, without the chapters that have none.
    fn terms(&self, names: &Names) -> Vec<ChapterTerms<'_>> {
        let mut all = Vec::new();
        for (text, there) in self.texts.iter().enumerate() {
            let chapters = there.iter().flat_map(|text| &text.chapters).enumerate();
            for (number, chapter) in chapters {
                let prefix = self.prefix(text, number);
                let file = &names.files[text][number];
                let terms: Vec<_> = chapter
                    .terms
                    .iter()
                    .map(|term| (format!("{file}#{}", anchor(&prefix, term.row)), term))
                    .collect();
                if !terms.is_empty() {
                    all.push(ChapterTerms {
                        label: &chapter.label,
                        terms,
                    });
                }
            }
        }
        all
    }

    /// The table of contents: parts, the texts in them, the headings in these.
    fn lines(&self, names: &Names, parts: &[(usize, String)]) -> Vec<NavLine> {
        let mut lines = Vec::new();
        for (number, text) in self.texts.iter().enumerate() {
            let Some(text) = text else {
                continue;
            };
            if let Some((_, part)) = parts.iter().find(|(first, _)| *first == number) {
                lines.push(NavLine {
                    depth: 0,
                    label: Label {
                        source: Some(part.clone()),
                        ..Label::default()
                    },
                    href: part_file(number),
                });
            }
            let inside = self
                .book
                .is_some_and(|book| book.texts[number].part.is_some());
            for entry in &text.entries {
                let (chapter, row) = entry.place;
                let file = &names.files[number][chapter];
                lines.push(NavLine {
                    depth: entry.depth + usize::from(inside),
                    label: entry.label.clone(),
                    href: match row {
                        Some(row) => {
                            format!("{file}#{}", anchor(&self.prefix(number, chapter), row))
                        }
                        None => file.clone(),
                    },
                });
            }
        }
        lines
    }

    /// What the ids of a chapter begin with, so that those of a book differ.
    fn prefix(&self, text: usize, chapter: usize) -> String {
        match (self.book, chapter) {
            (None, _) => String::new(),
            (Some(_), 0) => format!("t{}-", text + 1),
            (Some(_), piece) => format!("t{}-{}-", text + 1, piece + 1),
        }
    }

    /// The bytes of a file.
    fn bytes(&mut self, names: &Names, content: &Content) -> io::Result<Vec<u8>> {
        let (number, chapter) = match content {
            Content::Bytes(bytes) => return Ok(bytes.clone()),
            Content::Chapter(number, chapter) => (*number, *chapter),
        };
        let text = self.texts[number].as_ref();
        let Some(page) = text.and_then(|text| Some(text.chapters.get(chapter)?.page)) else {
            return Ok(Vec::new());
        };
        let page = self.spool.get(page)?;
        let mut out = Vec::with_capacity(page.len());
        fill(&page, &mut out, &mut |slot, out| match slot {
            Slot::Prefix => write!(out, "{}", self.prefix(number, chapter)),
            Slot::Picture(at) => write!(out, "{}", names.images[number][at]),
            Slot::Number(Counted::Page, page) => write!(out, "{}", names.pages[number] + page + 1),
            Slot::Chapter(at) => {
                let (file, prefix) = (&names.files[number][at], self.prefix(number, at));
                write!(out, "{file}#{prefix}")
            }
            Slot::OpenLink(side, url) => {
                let to = names
                    .destinations
                    .as_ref()
                    .and_then(|destinations| destinations.find(number, side, url, &self.outlines));
                match to {
                    Some(to) => write!(out, "<a href=\"{}\">", escape(&self.href(names, to))),
                    None => write!(out, "<span>"),
                }
            }
            Slot::CloseLink(side, url) => {
                let to = names
                    .destinations
                    .as_ref()
                    .and_then(|destinations| destinations.find(number, side, url, &self.outlines));
                write!(out, "{}", if to.is_some() { "</a>" } else { "</span>" })
            }
            _ => Ok(()),
        })?;
        Ok(out)
    }

    /// The address of a place.
    fn href(&self, names: &Names, to: Destination) -> String {
        match to {
            Destination::Text(text) => names.files[text][0].clone(),
            Destination::Row(text, row) => {
                let chapters = self.texts[text].iter().flat_map(|text| &text.chapters);
                let ends = chapters.take_while(|chapter| chapter.end <= row).count();
                let chapter = ends.min(names.files[text].len().saturating_sub(1));
                let prefix = self.prefix(text, chapter);
                format!("{}#{}", names.files[text][chapter], anchor(&prefix, row))
            }
        }
    }
}

/// A file that is no page.
fn file(name: &str, media: &'static str, bytes: Vec<u8>) -> Member {
    Member {
        name: name.to_owned(),
        media,
        properties: "",
        reading: Reading::No,
        content: Content::Bytes(bytes),
    }
}

fn cover_name(cover: &Picture) -> String {
    format!("cover.{}", cover.kind.extension)
}

/// The file of the image on the cover.
fn cover_image(cover: &Picture) -> Member {
    Member {
        properties: "cover-image",
        ..file(&cover_name(cover), cover.kind.media, cover.bytes.to_vec())
    }
}

/// The file of the part that begins with a text.
fn part_file(first: usize) -> String {
    format!("part-{:03}.xhtml", first + 1)
}

/// The title page of a part.
fn part_page(options: &EditionOptions, part: &str) -> io::Result<Vec<u8>> {
    let body = format!(
        "<section epub:type=\"part\" role=\"doc-part\">\n<h1 class=\"title\">{}</h1>\n</section>\n",
        escape(part)
    );
    write_page(options, part, "epub:type=\"bodymatter\"", body.as_bytes())
}
