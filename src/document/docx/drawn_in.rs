//! Other parts whose text is shown in the document: diagrams (SmartArt), charts, and files that Word draws in
//! when it opens the document (`altChunk`).

use std::collections::HashMap;

use super::super::html::{Found, Markup, Wanted, read_markup};
use super::super::model::Syntax;
use super::super::source::SourceText;
use super::super::xml::Xml;
use super::super::{html_codes, plain};
use super::body::{Body, Known, Made};
use super::package::{Package, Relation};
use super::styles::Numbering;
use super::survey::Survey;
use super::walk::part_text;
use crate::error::Result;
use crate::text::SourceSpan;

/// What is in a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Drawings' text.
    Drawing,
    Html,
    Plain,
}

impl Content {
    /// By the name of the part.
    fn of(member: &str) -> Option<Content> {
        let ending = member.rsplit('.').next().unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "xml" => Some(Content::Drawing),
            "html" | "htm" | "xhtml" => Some(Content::Html),
            "txt" => Some(Content::Plain),
            _ => None,
        }
    }
}

/// The text of the part that a relationship leads to, or why it is not read.
///
/// # Errors
/// A part that cannot be unpacked.
pub(super) fn text(
    package: &mut Package<'_>,
    relation: &Relation,
) -> Result<std::result::Result<String, String>> {
    let target = &relation.target;
    let what = match relation.kind.as_str() {
        "aFChunk" => "text of another file",
        "diagramData" => "a diagram",
        "chart" => "a chart",
        _ => "another part",
    };
    if relation.is_external || Content::of(target).is_none() {
        return Ok(Err(format!("{target}: {what}, which is not read")));
    }
    Ok(match package.archive.text(target)? {
        Some(text) => Ok(text),
        None => Err(format!("{target}: {what}, which is missing")),
    })
}

/// Reads a part of the source.
///
/// # Errors
/// As [`Xml::walk`].
pub(super) fn read(
    source: &SourceText,
    number: usize,
    known: Known<'_>,
    made: &mut Made,
) -> Result<()> {
    let part = &source.parts[number];
    let text = part_text(source, number);
    match Content::of(&part.member) {
        Some(Content::Html) => {
            let wanted = Wanted {
                chinese: known.chinese,
                attributes: &[],
                page: &part.member,
            };
            let mut found = Found::default();
            read_markup(text, part.at, Markup::Html, wanted, &mut found);
            found.link_notes();
            html_codes::find(&mut found.blocks, &source.text);
            for block in &mut found.blocks {
                block.syntax = Syntax::Html;
            }
            made.blocks.append(&mut found.blocks);
            made.omitted.append(found.left_out);
        }
        Some(Content::Plain) => {
            let (mut blocks, _) = plain::blocks(text, known.chinese, true);
            for block in &mut blocks {
                let moved =
                    |span: SourceSpan| SourceSpan::new(span.start + part.at, span.end + part.at);
                block.span = moved(block.span);
                for run in &mut block.runs {
                    run.source = moved(run.source);
                }
            }
            made.blocks.append(&mut blocks);
        }
        Some(Content::Drawing) | None => {
            let (links, survey) = (HashMap::new(), Survey::default());
            let known = Known {
                links: &links,
                survey: &survey,
                ..known
            };
            let mut numbering = Numbering::default();
            let mut body = Body::new(known, &mut numbering, made);
            let xml = Xml {
                path: &source.path,
                member: &part.member,
                text,
            };
            xml.walk(|event, span| {
                let span = SourceSpan::new(span.start + part.at, span.end + part.at);
                body.on_event(event, span);
            })?;
            body.interrupted();
        }
    }
    made.omitted.read();
    Ok(())
}
