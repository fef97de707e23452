//! Text boxes. A box is part of the paragraph that it is anchored in, but a reader sees it beside that,
//! and blocks must not be nested: so its bytes are moved behind the paragraph.

use super::super::packed::BETWEEN;
use super::super::source::Part;
use super::super::xml::{Xml, XmlEvent};
use super::is_word;
use crate::error::Result;
use crate::text::SourceSpan;

/// Appends the XML of a part to `text`, every text box behind its paragraph, and to `parts` the origin
/// of each stretch. The result, with U+0000 between the stretches, is as well-formed as the part.
///
/// # Errors
/// As [`Xml::walk`].
pub(super) fn put_behind(xml: Xml<'_>, text: &mut String, parts: &mut Vec<Part>) -> Result<()> {
    let mut order = Order::default();
    xml.walk(|event, span| order.on_event(&event, span))?;
    order.keep(xml.text.len());
    for stretch in order.stretches {
        if !parts.is_empty() {
            text.push(BETWEEN);
        }
        parts.push(Part {
            at: text.len(),
            member: xml.member.to_owned(),
            in_member: stretch.start,
        });
        text.push_str(stretch.of(xml.text));
    }
    Ok(())
}

#[derive(Default)]
struct Order {
    /// The bytes in their new order.
    stretches: Vec<SourceSpan>,
    /// The offset up to which the bytes are in `stretches` or in `boxes`.
    done: usize,
    /// The boxes of the open paragraph.
    boxes: Vec<SourceSpan>,
    depth: usize,
    /// The depth of the open paragraph.
    paragraph: Option<usize>,
    /// The depth of the open box and the offset where it begins.
    open: Option<(usize, usize)>,
    /// The depth of an open fallback: content for programs that do not know this kind of text box.
    fallback: Option<usize>,
}

impl Order {
    fn keep(&mut self, to: usize) {
        if self.done < to {
            self.stretches.push(SourceSpan::new(self.done, to));
        }
        self.done = to;
    }

    fn on_event(&mut self, event: &XmlEvent<'_>, span: SourceSpan) {
        match event {
            XmlEvent::Start(tag) => {
                self.depth += 1;
                if tag.name == "Fallback" && self.fallback.is_none() {
                    self.fallback = Some(self.depth);
                }
                if !is_word(&tag.space) || self.fallback.is_some() {
                    return;
                }
                if tag.name == "p" && self.paragraph.is_none() {
                    self.paragraph = Some(self.depth);
                } else if tag.name == "txbxContent"
                    && self.paragraph.is_some()
                    && self.open.is_none()
                {
                    self.open = Some((self.depth, span.start));
                }
            }
            XmlEvent::End => {
                if self.fallback == Some(self.depth) {
                    self.fallback = None;
                }
                if let Some((depth, start)) = self.open
                    && depth == self.depth
                {
                    self.keep(start);
                    self.boxes.push(SourceSpan::new(start, span.end));
                    self.done = span.end;
                    self.open = None;
                } else if self.paragraph == Some(self.depth) {
                    self.paragraph = None;
                    if !self.boxes.is_empty() {
                        self.keep(span.end);
                        self.stretches.append(&mut self.boxes);
                    }
                }
                self.depth -= 1;
            }
            XmlEvent::Text(_) | XmlEvent::Resolved(_) => {}
        }
    }
}
