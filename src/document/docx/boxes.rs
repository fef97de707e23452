//! Text boxes stand inside the paragraph they are anchored in. A reader sees them beside it, and
//! blocks must not lie inside one another: so their bytes are put behind the paragraph's.

use super::super::source::Part;
use super::super::xml::{Happening, Xml};
use super::is_word;
use crate::error::Result;
use crate::text::SourceSpan;

/// Appends the XML of a part to `text`, every text box behind its paragraph, and to `parts` where
/// each stretch of it came from. The result is as well-formed as the part.
///
/// # Errors
/// As [`Xml::walk`].
pub(super) fn put_behind(xml: Xml<'_>, text: &mut String, parts: &mut Vec<Part>) -> Result<()> {
    let mut order = Order::default();
    xml.walk(|happening, span| order.hear(&happening, span))?;
    order.keep(xml.text.len());
    for stretch in order.stretches {
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
    /// Up to here the bytes are in `stretches` or in `boxes`.
    done: usize,
    /// The boxes of the open paragraph.
    boxes: Vec<SourceSpan>,
    depth: usize,
    /// The depth of the open paragraph.
    paragraph: Option<usize>,
    /// The depth of the open box and where it begins.
    open: Option<(usize, usize)>,
    /// The depth of what only programs are shown that do not know text boxes of this kind.
    fallback: Option<usize>,
}

impl Order {
    fn keep(&mut self, to: usize) {
        if self.done < to {
            self.stretches.push(SourceSpan::new(self.done, to));
        }
        self.done = to;
    }

    fn hear(&mut self, happening: &Happening<'_>, span: SourceSpan) {
        match happening {
            Happening::Start(tag) => {
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
            Happening::End => {
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
            Happening::Text(_) | Happening::Resolved(_) => {}
        }
    }
}
