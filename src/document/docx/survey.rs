//! The first look at a part, before its text is read: the order in which a reader sees its bytes, and what
//! can only be told when its end is known.
//!
//! A text box is part of the paragraph that it is anchored in, but a reader sees it beside that, and blocks
//! must not be nested: so its bytes are moved behind the paragraph. Behind it stand the texts of diagrams and
//! charts too, and text of other files where it is drawn in.

use std::collections::HashSet;

use super::super::xml::{Tag, Xml, XmlEvent};
use super::is_word;
use crate::error::Result;
use crate::text::SourceSpan;

/// What a part is made of, as it is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Bytes of the part.
    Own(SourceSpan),
    /// Another part, by the id of its relationship.
    Other(String),
}

/// What the whole of a part tells about single elements, by the offset at which these begin.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The alternatives (`Choice`, `Fallback`) that are not read.
    pub(super) passed_over: HashSet<usize>,
    /// The beginnings of fields that never end.
    pub(super) endless: HashSet<usize>,
}

impl Survey {
    /// Takes over what another survey found, at other offsets.
    pub(super) fn add(&mut self, other: Survey, place: impl Fn(usize) -> usize) {
        self.passed_over
            .extend(other.passed_over.into_iter().map(&place));
        self.endless.extend(other.endless.into_iter().map(&place));
    }
}

/// Looks at a part. The stretches are as well-formed as the part.
///
/// # Errors
/// As [`Xml::walk`].
pub(super) fn survey(xml: Xml<'_>) -> Result<(Vec<Stretch>, Survey)> {
    let mut order = Order::default();
    xml.walk(|event, span| order.on_event(&event, span))?;
    order.keep(xml.text.len());
    order.end_story(Vec::new());
    Ok((order.stretches, order.survey))
}

/// A set of alternatives of which one is read (ECMA-376, part 3, section 10.2.1): the first with text, else
/// the first.
#[derive(Debug)]
struct Alternatives {
    depth: usize,
    /// Where those before the present one begin.
    before: Vec<usize>,
    /// Where the present one begins.
    present: Option<usize>,
    /// Where the first with text begins.
    chosen: Option<usize>,
}

/// A field that has begun.
#[derive(Debug)]
struct Begun {
    at: usize,
}

#[derive(Default)]
struct Order {
    /// The bytes in their new order.
    stretches: Vec<Stretch>,
    /// The offset up to which the bytes are in `stretches` or in `behind`.
    done: usize,
    /// What stands behind the open paragraph.
    behind: Vec<Stretch>,
    depth: usize,
    /// The depth of the open paragraph.
    paragraph: Option<usize>,
    /// The depth of the open box and the offset where it begins.
    open: Option<(usize, usize)>,
    /// The depth of an open element that is not read: an alternative, deleted text.
    skipped: Option<usize>,
    /// The depth of an open element with text.
    text: Option<usize>,
    alternatives: Vec<Alternatives>,
    /// The fields that are open.
    fields: Vec<Begun>,
    /// The fields outside of a box or note, with its depth.
    outside: Vec<(usize, Vec<Begun>)>,
    /// A file that is drawn in: its depth and id.
    chunk: Option<(usize, String)>,
    survey: Survey,
}

/// Whether an element stands for visible text.
fn is_said(tag: &Tag) -> bool {
    matches!(
        tag.name.as_str(),
        "txbxContent" | "txbx" | "txSp" | "sym" | "relIds" | "chart"
    )
}

/// Whether an element has a text of its own, in which no field of its surroundings ends.
fn is_story(name: &str) -> bool {
    matches!(name, "txbxContent" | "footnote" | "endnote")
}

impl Order {
    fn keep(&mut self, to: usize) {
        if self.done < to {
            let own = SourceSpan::new(self.done, to);
            self.stretches.push(Stretch::Own(own));
        }
        self.done = to;
    }

    /// The fields of a story that are still open never end.
    fn end_story(&mut self, outside: Vec<Begun>) {
        let left = std::mem::replace(&mut self.fields, outside);
        self.survey
            .endless
            .extend(left.into_iter().map(|field| field.at));
    }

    /// Visible text stands in the present alternatives.
    fn say(&mut self) {
        for alternatives in &mut self.alternatives {
            if alternatives.chosen.is_none() {
                alternatives.chosen = alternatives.present;
            }
        }
    }

    fn on_event(&mut self, event: &XmlEvent<'_>, span: SourceSpan) {
        match event {
            XmlEvent::Start(tag) => {
                self.depth += 1;
                if self.skipped.is_none() {
                    self.start(tag, span);
                }
            }
            XmlEvent::End => {
                self.end(span);
                self.depth -= 1;
            }
            XmlEvent::Text(text) => {
                if self.text.is_some() && !text.trim().is_empty() {
                    self.say();
                }
            }
            XmlEvent::Resolved(_) => {
                if self.text.is_some() {
                    self.say();
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag, span: SourceSpan) {
        let name = tag.name.as_str();
        if is_said(tag) {
            self.say();
        }
        if name == "t" && self.text.is_none() {
            self.text = Some(self.depth);
        }
        if !is_word(&tag.space) {
            return self.start_other(tag, span);
        }
        match name {
            "del" | "moveFrom" => self.skipped = Some(self.depth),
            "p" if self.paragraph.is_none() => self.paragraph = Some(self.depth),
            "fldChar" => match tag.get("fldCharType") {
                "begin" => self.fields.push(Begun { at: span.start }),
                "end" => {
                    self.fields.pop();
                }
                _ => {}
            },
            "altChunk" if self.open.is_none() && self.paragraph.is_none() => {
                self.chunk = Some((self.depth, tag.get("id").to_owned()));
            }
            _ => {}
        }
        if is_story(name) {
            let outside = std::mem::take(&mut self.fields);
            self.outside.push((self.depth, outside));
        }
        if name == "txbxContent" {
            self.open_box(span.start);
        }
    }

    fn start_other(&mut self, tag: &Tag, span: SourceSpan) {
        match tag.name.as_str() {
            "AlternateContent" => self.alternatives.push(Alternatives {
                depth: self.depth,
                before: Vec::new(),
                present: None,
                chosen: None,
            }),
            "Choice" | "Fallback" => {
                let Some(alternatives) = self.alternatives.last_mut() else {
                    return;
                };
                if alternatives.depth + 1 != self.depth {
                    return;
                }
                if alternatives.chosen.is_some() {
                    self.survey.passed_over.insert(span.start);
                    self.skipped = Some(self.depth);
                    return;
                }
                alternatives.before.extend(alternatives.present);
                alternatives.present = Some(span.start);
            }
            // The text of shapes that are drawn without a text box of word processing.
            "txBody" => self.open_box(span.start),
            "relIds" => self.refer(tag.get("dm")),
            "chart" if tag.find("id").is_some() => self.refer(tag.get("id")),
            _ => {}
        }
    }

    fn open_box(&mut self, start: usize) {
        if self.paragraph.is_some() && self.open.is_none() {
            self.open = Some((self.depth, start));
        }
    }

    /// The text of another part stands behind the paragraph.
    fn refer(&mut self, id: &str) {
        if self.paragraph.is_some() && !id.is_empty() {
            self.behind.push(Stretch::Other(id.to_owned()));
        }
    }

    fn end(&mut self, span: SourceSpan) {
        if self.skipped == Some(self.depth) {
            self.skipped = None;
        }
        if self.text == Some(self.depth) {
            self.text = None;
        }
        if let Some((depth, _)) = self.outside.last()
            && *depth == self.depth
            && let Some((_, outside)) = self.outside.pop()
        {
            self.end_story(outside);
        }
        if let Some(alternatives) = self
            .alternatives
            .pop_if(|alternatives| alternatives.depth == self.depth)
        {
            self.choose(&alternatives);
        }
        if let Some((depth, start)) = self.open
            && depth == self.depth
        {
            self.keep(start);
            let own = SourceSpan::new(start, span.end);
            self.behind.push(Stretch::Own(own));
            self.done = span.end;
            self.open = None;
        } else if self.paragraph == Some(self.depth) {
            self.paragraph = None;
            if !self.behind.is_empty() {
                self.keep(span.end);
                self.stretches.append(&mut self.behind);
            }
        } else if let Some((_, id)) = self.chunk.take_if(|(depth, _)| *depth == self.depth) {
            self.keep(span.end);
            self.stretches.push(Stretch::Other(id));
        }
    }

    fn choose(&mut self, alternatives: &Alternatives) {
        let all = alternatives.before.iter().copied();
        let all: Vec<usize> = all.chain(alternatives.present).collect();
        let chosen = alternatives.chosen.or(all.first().copied());
        let others = all.into_iter().filter(|&at| Some(at) != chosen);
        self.survey.passed_over.extend(others);
    }
}
