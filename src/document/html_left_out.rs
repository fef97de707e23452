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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;

    #[test]
    fn every_text_that_is_left_out_is_told_with_its_place() {
        let page = "<?xml version=\"1.0\"?><html><head><title>题目</title><style>p {}</style></head><body>\
            <nav>菜&middot;单</nav><p>甲<ruby>乙<rt>yǐ</rt></ruby><sup>[1]</sup><select><option>选<p>项</select>丙<img src=\"a\" alt=\"图\"/></p>\
            <p hidden=\"\">藏</p><pre><code>let a</code></pre><svg><text>画</text></svg><math><mi>x</mi><annotation>X_1</annotation></math>\
            <epub:switch><epub:case>甲</epub:case><epub:default><p>丁</p></epub:default></epub:switch><script>if</script></body></html>";
        let document = read_bytes(page.into(), Path::new("p.xhtml"), None).unwrap();
        let left: Vec<(&str, &str, usize)> = document
            .left_out
            .iter()
            .map(|left| match &left.place {
                LeftPlace::Span(span) => {
                    (&*left.what, span.of(&document.source.text), left.letters)
                }
                LeftPlace::Member(member) => (&*left.what, &**member, left.letters),
            })
            .collect();
        let wanted = [
            ("title", "题目", 2),
            ("style", "p {}", 1),
            ("nav", "<nav>菜&middot;单", 2),
            ("rt", "<rt>yǐ", 2),
            ("sign of a note", "<sup>[1]", 1),
            ("select", "<select><option>选<p>项", 2),
            ("alt", "<img src=\"a\" alt=\"图\"/>", 1),
            ("hidden", "<p hidden=\"\">藏", 1),
            ("pre", "<pre><code>let a", 4),
            ("svg", "<svg><text>画", 1),
            ("annotation", "<annotation>X_1", 2),
            ("epub:case", "<epub:case>甲", 1),
            ("script", "<script>if", 2),
        ];
        assert_eq!(left, wanted);
        let texts: Vec<&str> = document.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(texts, ["甲乙丙", "x", "丁"]);
    }

    #[test]
    fn an_attribute_that_is_text_is_not_left_out() {
        let page = "<p><img src=\"a\" alt=\"图\"></p>";
        let options = crate::document::ReadOptions {
            attributes: vec!["alt".to_owned()],
            ..Default::default()
        };
        let path = Path::new("p.html");
        let document = crate::document::read_bytes_with(page.into(), path, None, &options).unwrap();
        assert_eq!(document.blocks[0].text, "图");
        assert!(document.left_out.is_empty(), "{:?}", document.left_out);
    }
}
