//! DOCX (ECMA-376, part 1): the body of the document, then its footnotes and endnotes, as a reader sees
//! them with all tracked changes accepted. Spans count in the XML of these parts, one after another; the texts
//! of diagrams and charts, and files that are drawn in, stand where they are shown.

mod accepted;
mod anatomy;
mod beside;
mod body;
mod codes;
mod drawn_in;
mod fields;
mod look;
mod omitted;
mod package;
mod patches;
mod rewritten;
mod stories;
mod styles;
mod survey;
mod title;
mod walk;
mod write;
mod writer;

use std::collections::HashMap;
use std::path::Path;

use super::archive::Archive;
use super::model::Document;
use super::packed::BETWEEN;
use super::source::{Part, SourceText};
use super::speaker::{find_bold_headings, find_speakers};
use super::xml::Xml;
use super::{ReadOptions, Reader};
use crate::error::{Error, Place, Result};
use body::{Body, Known, Made};
pub(super) use writer::DocxWriter;

use package::{Package, Relation, links};
use stories::{NOTES, Story, stories_of};
use styles::{Numbering, Styles};
use survey::{Stretch, Survey, survey};
use walk::{Step, Walk};

/// The id of the format.
pub(super) const ID: &str = "docx";

/// Reads DOCX.
#[derive(Clone, Copy, Debug)]
pub(super) struct Docx;

impl Reader for Docx {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        read_again(source, options, None)
    }

    fn read_file(&self, bytes: Vec<u8>, path: &Path, options: &ReadOptions) -> Result<Document> {
        let mut package = Package {
            archive: Archive::open(bytes, path)?,
            path,
        };
        let main = package
            .relations("")?
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map_or_else(
                || "word/document.xml".to_owned(),
                |relation| relation.target,
            );
        let Some(document) = package.archive.text(&main)? else {
            return Err(package
                .archive
                .fail(&main, "is missing", "this is not a DOCX document"));
        };
        let relations = package.relations(&main)?;
        let mut gathered = Gathered::default();
        gathered.add(&mut package, &main, &document, &relations)?;
        drop(document);
        for kind in NOTES {
            if let Some((member, text)) = package.part(&relations, kind)? {
                let own = package.relations(&member)?;
                gathered.add(&mut package, &member, &text, &own)?;
            }
        }
        if options.labels {
            for member in stories::labelled(&mut package, &relations)? {
                if let Ok(Some(text)) = package.archive.text(&member) {
                    gathered.add(&mut package, &member, &text, &[])?;
                }
            }
        }
        let mut source = SourceText::from_utf8(path, gathered.text);
        source.parts = gathered.parts;
        source.archive = Some(package.archive.packed());
        let mut document = read_again(source, options, Some(gathered.survey))?;
        document.warnings.append(&mut gathered.warnings);
        beside::look(&mut package, &relations, &mut document);
        Ok(document)
    }
}

/// The text of a document, being gathered from its parts.
#[derive(Default)]
struct Gathered {
    text: String,
    parts: Vec<Part>,
    survey: Survey,
    warnings: Vec<String>,
}

impl Gathered {
    /// Adds a part, with the texts of other parts where they are shown.
    fn add(
        &mut self,
        package: &mut Package<'_>,
        member: &str,
        xml: &str,
        relations: &[Relation],
    ) -> Result<()> {
        let path = package.path;
        let (stretches, found) = survey(Xml {
            path,
            member,
            text: xml,
        })?;
        // Where each stretch begins in the part, and where in the text.
        let mut places: Vec<(usize, usize)> = Vec::new();
        if stretches.is_empty() {
            places.push((0, self.begin(member, 0)));
        }
        for stretch in stretches {
            match stretch {
                Stretch::Own(own) => {
                    places.push((own.start, self.begin(member, own.start)));
                    self.text.push_str(own.of(xml));
                }
                Stretch::Other(id) => {
                    let Some(relation) = relations.iter().find(|relation| relation.id == id) else {
                        continue;
                    };
                    if self.parts.iter().any(|part| part.member == relation.target) {
                        continue;
                    }
                    match drawn_in::text(package, relation)? {
                        Ok(text) => {
                            self.begin(&relation.target, 0);
                            self.text.push_str(&text);
                        }
                        Err(warning) => self.warnings.push(warning),
                    }
                }
            }
        }
        places.sort_unstable();
        self.survey.add(found, |offset| {
            let after = places.partition_point(|&(in_part, _)| in_part <= offset);
            let (in_part, at) = places[after.saturating_sub(1)];
            at + offset - in_part
        });
        Ok(())
    }

    /// Begins a stretch; where it begins in the text.
    fn begin(&mut self, member: &str, in_member: usize) -> usize {
        if !self.parts.is_empty() {
            self.text.push(BETWEEN);
        }
        let at = self.text.len();
        self.parts.push(Part {
            at,
            member: member.to_owned(),
            in_member,
        });
        at
    }
}

/// Reads the parts in a source. What the whole of a part tells is found out where it is not known yet.
fn read_again(
    source: SourceText,
    options: &ReadOptions,
    known: Option<Survey>,
) -> Result<Document> {
    let (Some(packed), [first, ..]) = (&source.archive, source.parts.as_slice()) else {
        return Err(Error::input(
            Place::file(&source.path),
            "this is a text, not a DOCX document",
            "name its format with --from",
        ));
    };
    let path = source.path.clone();
    let mut package = Package {
        archive: Archive::again(packed.clone(), &path)?,
        path: &path,
    };
    let main = first.member.clone();
    let relations = package.relations(&main)?;
    let styles = Styles::read(package.part(&relations, "styles")?.as_ref(), &path)?;
    let mut numbering = Numbering::read(package.part(&relations, "numbering")?.as_ref(), &path)?;
    let stories = stories_of(&mut package, &main, &relations)?;
    let walks = walk::walks(&source, &stories);
    let story = |walk: &Walk<'_>| stories.get(walk.member).copied();
    let survey = match known {
        Some(survey) => survey,
        None => walk::survey_all(&walks, &path)?,
    };
    // Headers and the title say nothing of the language of the text.
    let labels = walks.iter().find(|walk| story(walk) != Some(Story::Text));
    let ends = labels.map_or(source.text.len(), Walk::begins);
    let read = options.settled(&source.text[..ends]);
    let chinese = read.is_chinese();
    let mut made = Made::default();
    let mut text_ends = None;
    let (own_links, no_links) = (links(&relations), HashMap::new());
    for walk in &walks {
        if story(walk) != Some(Story::Text) {
            text_ends.get_or_insert(made.blocks.len());
        }
        if story(walk) == Some(Story::Properties) {
            made.blocks.extend(title::title(walk, &path)?);
            continue;
        }
        let known = Known {
            chinese,
            styles: &styles,
            // Targets of links in notes are not looked up; only the text of the notes is needed.
            links: if walk.member == main {
                &own_links
            } else {
                &no_links
            },
            survey: &survey,
        };
        let mut body = Body::new(known, &mut numbering, &mut made);
        walk.each(&path, |step| {
            match step {
                Step::Event(event, span) => body.on_event(event, span),
                Step::Other(part) => drawn_in::read(&source, part, known, body.interrupted())?,
            }
            Ok(())
        })?;
    }
    let mut blocks = made.blocks;
    let labels = blocks.split_off(text_ends.unwrap_or(blocks.len()));
    find_speakers(&mut blocks);
    find_bold_headings(&mut blocks);
    blocks.extend(stories::as_labels(labels));
    let place = |at: usize| match source.in_member(at) {
        Some((member, at)) => format!("{member}, byte {at}"),
        None => String::new(),
    };
    let mut warnings: Vec<String> = Vec::new();
    for &at in &made.endless {
        warnings.push(format!(
            "{}: a field begins and never ends; what follows is read as text",
            place(at)
        ));
    }
    for id in &made.elsewhere {
        let target = relations.iter().find(|relation| relation.id == *id);
        let target = target.map_or(id.as_str(), |relation| relation.target.as_str());
        warnings.push(format!(
            "{target}: a part of this document that is a file of its own; read it by itself"
        ));
    }
    let left_out = made.omitted.into_all();
    let mut document = Document::new(source, ID, read, blocks);
    document.left_out = left_out;
    document.warnings = warnings;
    Ok(document)
}

/// Whether a namespace is that of word processing, transitional or strict.
fn is_word(space: &str) -> bool {
    space.ends_with("wordprocessingml/2006/main") || space.ends_with("wordprocessingml/main")
}

/// Whether a property that is present is switched on (`ST_OnOff`).
fn is_on(tag: &super::xml::Tag) -> bool {
    !matches!(tag.get("val"), "0" | "false" | "off" | "none")
}

#[cfg(test)]
mod tests;
