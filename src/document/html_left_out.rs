//! The words of a page that are in no block, gathered while it is read.

use std::borrow::Cow;

use super::html_doctype::Entities;
use super::inline;
use super::left_out::{LeftOut, LeftPlace};
use super::model::Block;
use crate::text::SourceSpan;

/// Words that are left out, element by element.
#[derive(Default)]
pub(super) struct LeftWords {
    all: Vec<LeftOut>,
    /// The element that is passed over: what it is called, the bytes from its tag to the last of its words, how
    /// many letters they have.
    open: Option<(Cow<'static, str>, SourceSpan, usize)>,
}

impl LeftWords {
    /// An element begins whose words are left out.
    pub(super) fn begin(&mut self, what: Cow<'static, str>, tag: SourceSpan) {
        self.end();
        self.open = Some((what, tag, 0));
    }

    /// Words that stand in it, directly in the element `inside`.
    pub(super) fn add(
        &mut self,
        inside: Option<&str>,
        span: SourceSpan,
        letters: impl Fn() -> usize,
    ) {
        let Some((what, over, count)) = &mut self.open else {
            return;
        };
        // A title and a style sheet in the head are different things.
        if what == "head"
            && let Some(inside) = inside.filter(|&name| name != "head")
        {
            return self.words(inside.to_owned(), span, letters());
        }
        *over = SourceSpan::new(over.start, span.end);
        *count += letters();
    }

    /// The element ends.
    pub(super) fn end(&mut self) {
        if let Some((what, span, letters)) = self.open.take() {
            self.words(what, span, letters);
        }
    }

    /// Words that are left out; nothing where there are none.
    pub(super) fn words(
        &mut self,
        what: impl Into<Cow<'static, str>>,
        span: SourceSpan,
        letters: usize,
    ) {
        if letters > 0 {
            self.all.push(LeftOut {
                what: what.into(),
                place: LeftPlace::Span(span),
                letters,
            });
        }
    }

    /// Blocks that are no text, as one thing.
    pub(super) fn blocks(&mut self, what: &'static str, blocks: impl Iterator<Item = Block>) {
        let mut over: Option<SourceSpan> = None;
        let mut count = 0;
        for block in blocks {
            count += letters(&block.text);
            let from = over.map_or(block.span.start, |over| over.start);
            over = Some(SourceSpan::new(from, block.span.end));
        }
        if let Some(over) = over {
            self.words(what, over, count);
        }
    }

    /// All of them, in the order of the page.
    pub(super) fn done(mut self) -> Vec<LeftOut> {
        self.end();
        self.all.sort_by_key(|left| match &left.place {
            LeftPlace::Span(span) => span.start,
            LeftPlace::Member(_) => usize::MAX,
        });
        self.all
    }
}

/// How many letters and figures a text has.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The same of a text as it is written in markup.
pub(super) fn letters_of_markup(raw: &str, entities: &Entities) -> usize {
    let mut count = 0;
    let mut at = 0;
    while let Some(found) = raw[at..].find('&').map(|found| at + found) {
        count += letters(&raw[at..found]);
        let rest = &raw[found..];
        let said = inline::entity(rest).and_then(|length| {
            let said = entities.decode(&rest[..length])?;
            Some((length, said))
        });
        at = found + 1;
        if let Some((length, said)) = said {
            count += letters(&said);
            at = found + length;
        }
    }
    count + letters(&raw[at..])
}
