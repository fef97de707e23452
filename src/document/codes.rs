//! The inline codes of a block: the markup that stands inside its text, in a form that can travel
//! through a translation and be written back. A pair lies around a stretch of text (emphasis, a
//! link), a point stands between two characters (an image, the mark of a note).

use super::model::{Block, Document};
use super::source::SourceText;
use super::{html_codes, markdown_codes};
use crate::text::{SourceSpan, TextSpan};

/// Markup around a stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The stretch.
    pub over: TextSpan,
    /// What stands before it.
    pub open: String,
    /// What stands behind it.
    pub close: String,
}

/// Markup between two characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Before which byte of the text.
    pub at: usize,
    /// The markup as it stands in the source.
    pub markup: String,
}

/// A block's text and the codes in it; or the text of its translation, with the same codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// What a reader sees.
    pub text: String,
    /// Pairs, the outer before the inner. They nest or stand apart.
    pub pairs: Vec<Pair>,
    /// Points in order.
    pub points: Vec<Point>,
}

/// The part of a block that a translation replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its bytes in the source: text and inline codes, without the marker of a heading or an item.
    pub span: SourceSpan,
    /// What is in it.
    pub coded: Coded,
}

/// How a format writes text and inline codes. Formats that have it can be written back.
pub(super) trait Inline: Sync {
    /// The part of a block that a translation replaces.
    fn content(&self, block: &Block, source: &SourceText) -> Content;

    /// Appends text so that it is read as itself. `first`: nothing of the block is written yet; `code`:
    /// it stands in a pair that takes it as it is.
    fn escape(&self, text: &str, block: &Block, first: bool, code: bool, out: &mut String);
}

/// The inline markup of a document's format; nothing for formats that cannot be written back.
pub(super) fn inline_of(document: &Document) -> Option<&'static dyn Inline> {
    match document.format {
        "md" => Some(&markdown_codes::MarkdownInline),
        "html" => Some(&html_codes::HtmlInline),
        _ => None,
    }
}

impl Coded {
    /// A text without codes.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Coded {
            text: text.into(),
            ..Coded::default()
        }
    }

    /// The stretch `of` with the codes in it; pairs that begin or end outside are cut to it. Points at
    /// its end belong to it, and those that stand behind the white space before it.
    #[must_use]
    pub fn part(&self, of: TextSpan) -> Coded {
        let inside = |at: usize| at.clamp(of.start, of.end) - of.start;
        let before = self.text[..of.start].trim_end().len();
        Coded {
            text: of.of(&self.text).to_owned(),
            pairs: self
                .pairs
                .iter()
                .filter(|pair| pair.over.start < of.end && of.start < pair.over.end)
                .map(|pair| Pair {
                    over: TextSpan::new(inside(pair.over.start), inside(pair.over.end)),
                    ..pair.clone()
                })
                .collect(),
            points: self
                .points
                .iter()
                .filter(|point| point.at <= of.end && (point.at > before || before == 0))
                .map(|point| Point {
                    at: inside(point.at),
                    markup: point.markup.clone(),
                })
                .collect(),
        }
    }

    /// Appends another stretch. A pair that ends here and begins again there goes on.
    pub fn append(&mut self, other: &Coded) {
        let base = self.text.len();
        self.text.push_str(&other.text);
        for pair in &other.pairs {
            let over = TextSpan::new(pair.over.start + base, pair.over.end + base);
            let before = self.pairs.iter_mut().find(|before| {
                before.open == pair.open
                    && before.over.end <= base
                    && pair.over.start == 0
                    && self.text[before.over.end..over.start].trim().is_empty()
            });
            match before {
                Some(before) => before.over = TextSpan::new(before.over.start, over.end),
                None => self.pairs.push(Pair {
                    over,
                    ..pair.clone()
                }),
            }
        }
        let points = other.points.iter().map(|point| Point {
            at: point.at + base,
            markup: point.markup.clone(),
        });
        self.points.extend(points);
        self.pairs
            .sort_by_key(|pair| (pair.over.start, std::cmp::Reverse(pair.over.end)));
    }
}
