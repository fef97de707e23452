//! The whole EPUB: the files of its texts and of its parts, their names, and what leads to them.

use std::collections::HashMap;
use std::io;

use super::super::book::{Destination, Destinations, Gathered, Spooled};
use super::super::label::Label;
use super::super::markup::escape;
use super::super::model::EditionOptions;
use super::super::slots::{Slot, fill};
use super::contents::{ContentsEntry, anchor};
use super::glossary::{self, ChapterTerms};
use super::images::Image;
use super::nav::{self, NavLine};
use super::text::EpubText;
use super::{Content, Member, STYLE, TABLE_STYLE, XHTML, pack, package, write_page};
use crate::edition::glossary::Term;
use crate::text::digest;

/// The texts of an EPUB, which is written when it has all of them.
pub(super) type Volume<'b> = Gathered<'b, VolumeText>;

/// A text of it, its pages in the spool.
pub(super) struct VolumeText {
    chapters: Vec<VolumeChapter>,
    entries: Vec<ContentsEntry>,
    images: Vec<Image>,
    tables: bool,
}

struct VolumeChapter {
    label: Label,
    end: usize,
    page: Spooled,
    terms: Vec<Term>,
}

/// What the slots of all texts are filled with.
struct Names {
    /// For each text and chapter the name of its file.
    files: Vec<Vec<String>>,
    /// For each text and image the name of its file.
    images: Vec<Vec<String>>,
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
                terms: chapter.terms,
            });
        }
        self.outlines[number] = text.outline;
        self.texts[number] = Some(VolumeText {
            chapters,
            entries: text.entries,
            images: text.images,
            tables: text.tables,
        });
        Ok(())
    }

    /// The archive.
    pub(super) fn write(&mut self) -> io::Result<Vec<u8>> {
        let (images, image_members) = self.images();
        let names = Names {
            files: self.files(),
            images,
            destinations: self.book.map(Destinations::of),
        };
        let parts = self.parts();
        let terms = self.terms(&names);
        let many = names.files.iter().map(Vec::len).sum::<usize>() > 1;
        let mut lines = self.lines(&names, &parts);
        if !terms.is_empty() {
            lines.push(NavLine {
                depth: 0,
                label: Label {
                    target: Some("Glossary".to_owned()),
                    ..Label::default()
                },
                href: glossary::FILE.to_owned(),
            });
        }
        let page = |name: &str, properties, linear, content| Member {
            name: name.to_owned(),
            media: XHTML,
            properties,
            linear,
            content,
        };
        let nav = nav::page(&self.title, self.options, &lines)?;
        let mut members = vec![page("nav.xhtml", "nav", false, Content::Bytes(nav))];
        for (text, files) in names.files.iter().enumerate() {
            if let Some((_, part)) = parts.iter().find(|(first, _)| *first == text) {
                let bytes = part_page(self.options, part)?;
                members.push(page(&part_file(text), "", true, Content::Bytes(bytes)));
            }
            for (number, file) in files.iter().enumerate() {
                members.push(page(file, "", true, Content::Chapter(text, number)));
            }
        }
        if !terms.is_empty() {
            let bytes = glossary::page(self.options, &terms, many)?;
            members.push(page(glossary::FILE, "", true, Content::Bytes(bytes)));
        }
        let tables = self.texts.iter().flatten().any(|text| text.tables);
        members.push(Member {
            name: "style.css".to_owned(),
            media: "text/css",
            properties: "",
            linear: false,
            content: Content::Bytes(match tables {
                true => [STYLE, TABLE_STYLE].concat().into_bytes(),
                false => STYLE.as_bytes().to_vec(),
            }),
        });
        let illustrated = !image_members.is_empty();
        members.extend(image_members);
        drop(terms);
        let identifier = self.identifier(&names, &members)?;
        members.push(Member {
            name: "toc.ncx".to_owned(),
            media: "application/x-dtbncx+xml",
            properties: "",
            linear: false,
            content: Content::Bytes(nav::ncx(&self.title, &lines, &identifier)?),
        });
        let package = package::package(
            &self.title,
            self.options,
            &members,
            &identifier,
            illustrated,
        )?;
        pack(&members, &package, &mut |content| {
            self.bytes(&names, content)
        })
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

    /// The names of the images of all texts, and their files: each image once.
    fn images(&mut self) -> (Vec<Vec<String>>, Vec<Member>) {
        let mut known: HashMap<String, String> = HashMap::new();
        let mut members = Vec::new();
        let mut names = Vec::new();
        for text in &mut self.texts {
            let mut of_text = Vec::new();
            for image in text.iter_mut().flat_map(|text| text.images.drain(..)) {
                let name = known.entry(image.address).or_insert_with(|| {
                    let name = format!("image-{}.{}", members.len() + 1, image.extension);
                    members.push(Member {
                        name: name.clone(),
                        media: image.media,
                        properties: "",
                        linear: false,
                        content: Content::Bytes(image.bytes),
                    });
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
