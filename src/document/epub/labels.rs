//! The labels of a book: the entries of its tables of contents (EPUB 3.3, section 7; Open Packaging Format 2.0.1,
//! section 2.4.1), its title, and the titles in the heads of its pages. They are no text of an edition, but a
//! translated book has them in its own language.

use super::super::archive::resolve;
use super::super::builder::BlockBuilder;
use super::super::html::{Found, Markup, Wanted, read_markup};
use super::super::html_events::{Event, attribute, events, name};
use super::super::inline::{self, Op};
use super::super::model::{Block, BlockKind, MarkKind, Syntax};
use crate::text::SourceSpan;

/// Where labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// The table of contents of EPUB 3.
    Navigation,
    /// That of EPUB 2.
    Ncx,
    /// The titles in the package document.
    Package,
    /// The title in the head of a page.
    Head,
}

/// A member, and the id of an element in it.
pub(super) type Target = (String, Option<String>);

/// Words that name a place of a book, or the whole.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// Its words, with the bytes that they stand in.
    pub(super) block: Block,
    /// The member that it leads to, and the id in it.
    pub(super) target: Option<Target>,
}

/// The labels in a member, whose text begins at byte `base` of a larger one.
pub(super) fn labels(kind: LabelKind, member: &str, text: &str, base: usize) -> Vec<Label> {
    match kind {
        LabelKind::Navigation => navigation(member, text, base),
        LabelKind::Ncx => elements(text, base, "text", &["navlabel", "doctitle"], member),
        LabelKind::Package => elements(text, base, "title", &["metadata"], member),
        LabelKind::Head => elements(text, base, "title", &["head"], member),
    }
}

fn navigation(member: &str, text: &str, base: usize) -> Vec<Label> {
    let wanted = Wanted {
        chinese: false,
        attributes: &[],
        page: "",
    };
    let mut found = Found::default();
    read_markup(text, base, Markup::Navigation, wanted, &mut found);
    let blocks = found.blocks.into_iter();
    blocks
        .filter(|block| !block.text.is_empty())
        .map(|block| {
            let target = block.marks.iter().find_map(|mark| match &mark.kind {
                MarkKind::Link(href) => Some(place(href, member)),
                _ => None,
            });
            label(block, target)
        })
        .collect()
}

/// The member and the id that an address means.
fn place(href: &str, from: &str) -> Target {
    let id = href.split_once('#').map(|(_, id)| id.to_owned());
    // An address of nothing but an id is one in the member itself.
    let member = if href.starts_with('#') {
        from.to_owned()
    } else {
        resolve(href, from)
    };
    (member, id.filter(|id| !id.is_empty()))
}

fn label(mut block: Block, target: Option<Target>) -> Label {
    block.kind = BlockKind::Caption;
    block.syntax = Syntax::Label;
    Label { block, target }
}

/// The words of the elements called `wanted` that stand in one of `around`. An address that stands behind is the
/// target.
fn elements(text: &str, base: usize, wanted: &str, around: &[&str], member: &str) -> Vec<Label> {
    let local = |full: &str| {
        let name = full.rsplit(':').next().unwrap_or_default();
        name.to_ascii_lowercase()
    };
    let (events, entities) = events(text, Markup::Xhtml);
    let mut labels: Vec<Label> = Vec::new();
    let mut depth = 0usize;
    let mut ops: Option<Vec<Op>> = None;
    for event in events {
        match event {
            Event::Start(tag) => {
                let name = local(&name(&tag.name));
                if around.contains(&name.as_str()) && !tag.self_closing {
                    depth += 1;
                } else if name == wanted && depth > 0 && !tag.self_closing {
                    ops = Some(Vec::new());
                } else if name == "content"
                    && let Some(src) = attribute(&tag, "src")
                    && let Some(last) = labels.last_mut().filter(|last| last.target.is_none())
                {
                    last.target = Some(place(&src, member));
                }
            }
            Event::End(closed) => {
                let name = local(&closed);
                if around.contains(&name.as_str()) {
                    depth = depth.saturating_sub(1);
                } else if name == wanted
                    && let Some(ops) = ops.take()
                {
                    let mut blocks = Vec::new();
                    let start = || BlockBuilder::new(BlockKind::Caption, false);
                    inline::build(&ops, start, BlockKind::Caption, &mut blocks);
                    blocks.retain(|block| !block.text.is_empty());
                    labels.extend(blocks.into_iter().map(|block| label(block, None)));
                }
            }
            Event::Text(span) => {
                if let Some(ops) = &mut ops {
                    let decode = |entity: &str| entities.decode(entity);
                    inline::split(span.of(text), base + span.start, decode, ops);
                }
            }
            Event::Literal(span) => {
                if let Some(ops) = &mut ops {
                    let span = SourceSpan::new(span.start, span.end);
                    inline::split(span.of(text), base + span.start, |_| None, ops);
                }
            }
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: LabelKind, text: &str) -> Vec<(String, Option<Target>)> {
        let labels = labels(kind, "t/nav.xhtml", text, 0).into_iter();
        labels
            .map(|label| {
                for run in &label.block.runs {
                    assert!(!run.verbatim || run.source.of(text) == run.text.of(&label.block.text));
                }
                (label.block.text, label.target)
            })
            .collect()
    }

    fn place(member: &str, id: Option<&str>) -> Option<Target> {
        Some((member.to_owned(), id.map(str::to_owned)))
    }

    #[test]
    fn entries_of_contents_have_words_and_targets() {
        let nav = "<html><head><title>书</title></head><body><nav epub:type=\"toc\"><h1>目录</h1><ol><li><a href=\"../a%20b.xhtml\"><b>一</b> &amp; 海</a>\
            <ol><li><a href=\"c.xhtml#d\">二</a></li></ol></li><li><span>附</span></li></ol></nav><nav hidden=\"\"><a href=\"#e\">页</a></nav></body></html>";
        let wanted = [
            ("目录".to_owned(), None),
            ("一 & 海".to_owned(), place("a b.xhtml", None)),
            ("二".to_owned(), place("t/c.xhtml", Some("d"))),
            ("附".to_owned(), None),
            ("页".to_owned(), place("t/nav.xhtml", Some("e"))),
        ];
        assert_eq!(said(LabelKind::Navigation, nav), wanted);
        let ncx = "<ncx><docTitle><text>灯</text></docTitle><docAuthor><text>人</text></docAuthor><navMap><navPoint>\
            <navLabel><text>\n 一 </text></navLabel><content src=\"x.html#y\"/><navPoint><navLabel><text>二</text></navLabel><content src=\"z.html\"/></navPoint></navPoint></navMap></ncx>";
        let wanted = [
            ("灯".to_owned(), None),
            ("一".to_owned(), place("t/x.html", Some("y"))),
            ("二".to_owned(), place("t/z.html", None)),
        ];
        assert_eq!(said(LabelKind::Ncx, ncx), wanted);
    }

    #[test]
    fn titles_are_found_where_they_belong() {
        let package = "<package xmlns:dc=\"d\"><metadata><dc:title id=\"t\"><![CDATA[灯 & 海]]></dc:title><meta>别</meta><dc:creator>人</dc:creator></metadata><manifest><title>不</title></manifest></package>";
        assert_eq!(
            said(LabelKind::Package, package),
            [("灯 & 海".to_owned(), None)]
        );
        let page =
            "<html><head><title>题</title></head><body><svg><title>图</title></svg></body></html>";
        assert_eq!(said(LabelKind::Head, page), [("题".to_owned(), None)]);
    }
}
