//! Markdown (CommonMark with tables, footnotes, strikethrough and front matter).

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::Reader;
use super::builder::BlockBuilder;
use super::model::{Block, BlockKind, Document, Level, MarkKind};
use super::source::SourceText;
use super::speaker::{find_bold_headings, find_speakers};
use crate::error::Result;
use crate::text::{Language, SourceSpan};

/// Reads Markdown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Markdown;

impl Reader for Markdown {
    fn read(&self, source: SourceText) -> Result<Document> {
        let mut blocks = Walk::new(&source.text).blocks();
        find_speakers(&mut blocks);
        find_bold_headings(&mut blocks);
        Ok(Document {
            source,
            format: "md",
            blocks,
        })
    }
}

/// A block being collected: where it began and how far its content has come.
struct Current {
    builder: BlockBuilder,
    start: usize,
    end: usize,
}

struct Walk<'s> {
    source: &'s str,
    chinese: bool,
    blocks: Vec<Block>,
    current: Option<Current>,
    /// Numbers of the lists we are in: the next item's, or none in a bulleted one.
    lists: Vec<Option<u64>>,
    quotations: u8,
    /// Kind that text has here, innermost last.
    kinds: Vec<BlockKind>,
    ordinal: Option<u64>,
    /// Depth inside an image, whose text is its alternative text.
    image: Option<(String, String)>,
    /// Whether an opaque construct is open, which swallows its text.
    opaque: usize,
}

impl<'s> Walk<'s> {
    fn new(source: &'s str) -> Self {
        Walk {
            source,
            chinese: Language::detect(source) == Some(Language::Zh),
            blocks: Vec::new(),
            current: None,
            lists: Vec::new(),
            quotations: 0,
            kinds: vec![BlockKind::Paragraph],
            ordinal: None,
            image: None,
            opaque: 0,
        }
    }

    fn blocks(mut self) -> Vec<Block> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        for (event, range) in Parser::new_ext(self.source, options).into_offset_iter() {
            let span = SourceSpan::new(range.start, range.end);
            match event {
                Event::Start(tag) => self.start(tag, span),
                Event::End(tag) => self.end(tag, span),
                other => self.inline(&other, span),
            }
        }
        self.finish();
        // Readers of damaged input still get blocks in order that do not overlap.
        let mut reached = 0;
        self.blocks.retain(|block| {
            let fits = block.span.start >= reached;
            if fits {
                reached = block.span.end;
            }
            fits
        });
        self.blocks
    }

    fn finish(&mut self) {
        if let Some(current) = self.current.take()
            && !current.builder.is_empty()
        {
            let span = SourceSpan::new(current.start, current.end);
            self.blocks.push(current.builder.finish(span));
        }
    }

    /// The block that inline content goes to, begun at `span` where there is none.
    fn at(&mut self, span: SourceSpan) -> &mut Current {
        if self.current.is_none() {
            let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
            let mut builder = BlockBuilder::new(kind, self.chinese);
            let nesting = self.lists.len() + usize::from(self.quotations);
            builder.depth = u8::try_from(nesting.saturating_sub(1)).unwrap_or(u8::MAX);
            builder.ordinal = self.ordinal.take();
            self.current = Some(Current {
                builder,
                start: span.start,
                end: span.start,
            });
        }
        let current = self
            .current
            .get_or_insert_with(|| unreachable!("set above"));
        current.end = current.end.max(span.end);
        current
    }

    fn opaque_block(&mut self, span: SourceSpan) {
        self.finish();
        self.blocks
            .push(BlockBuilder::new(BlockKind::Opaque, self.chinese).finish(span));
    }

    fn begin(&mut self, kind: BlockKind, span: SourceSpan) {
        self.finish();
        self.kinds.push(kind);
        let current = self.at(span);
        current.end = span.start;
    }

    fn start(&mut self, tag: Tag<'_>, span: SourceSpan) {
        match tag {
            Tag::Paragraph => {
                let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
                self.begin(kind, span);
            }
            Tag::Heading { level, .. } => {
                let level = match level {
                    HeadingLevel::H1 => Level::H1,
                    HeadingLevel::H2 => Level::H2,
                    HeadingLevel::H3 => Level::H3,
                    HeadingLevel::H4 => Level::H4,
                    HeadingLevel::H5 => Level::H5,
                    HeadingLevel::H6 => Level::H6,
                };
                self.begin(BlockKind::Heading(level), span);
            }
            Tag::TableCell => self.begin(BlockKind::TableCell, span),
            Tag::BlockQuote(_) => {
                self.finish();
                self.quotations = self.quotations.saturating_add(1);
                self.kinds.push(BlockKind::Quotation);
            }
            Tag::List(first) => {
                self.finish();
                self.lists.push(first);
            }
            Tag::Item => {
                self.finish();
                self.kinds.push(BlockKind::ListItem);
                self.ordinal = match self.lists.last_mut() {
                    Some(Some(next)) => {
                        *next += 1;
                        Some(*next - 1)
                    }
                    _ => None,
                };
            }
            Tag::FootnoteDefinition(_) => {
                self.finish();
                self.kinds.push(BlockKind::Paragraph);
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.opaque_block(span);
                self.opaque += 1;
            }
            Tag::Strong => self.at(span).builder.open(MarkKind::Strong),
            Tag::Emphasis => self.at(span).builder.open(MarkKind::Emphasis),
            Tag::Strikethrough => self.at(span).builder.open(MarkKind::Strikethrough),
            Tag::Link { dest_url, .. } => {
                self.at(span)
                    .builder
                    .open(MarkKind::Link(dest_url.into_string()));
            }
            Tag::Image { dest_url, .. } => {
                self.at(span);
                self.image = Some((dest_url.into_string(), String::new()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: SourceSpan) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => {
                if let Some(current) = &mut self.current {
                    let content = self.source[..span.end].trim_end_matches(['\n', '\r']).len();
                    current.end = current.end.max(content);
                }
                self.finish();
                self.kinds.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.finish();
                self.quotations = self.quotations.saturating_sub(1);
                self.kinds.pop();
            }
            TagEnd::List(_) => {
                self.finish();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.finish();
                self.kinds.pop();
                self.ordinal = None;
            }
            TagEnd::FootnoteDefinition => {
                self.finish();
                self.kinds.pop();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.opaque = self.opaque.saturating_sub(1);
            }
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link => {
                self.at(span).builder.close();
            }
            TagEnd::Image => {
                if let Some((url, alt)) = self.image.take() {
                    self.at(span).builder.image(url, alt);
                }
            }
            _ => {}
        }
    }

    fn inline(&mut self, event: &Event<'_>, span: SourceSpan) {
        if self.opaque > 0 {
            return;
        }
        if let Some((_, alt)) = &mut self.image {
            if let Event::Text(text) | Event::Code(text) = event {
                alt.push_str(text);
            }
            return;
        }
        match event {
            Event::Text(text) => {
                let verbatim = self.source.get(span.range()) == Some(text.as_ref());
                self.at(span).builder.text(text, span, verbatim);
            }
            Event::Code(text) => self.at(span).builder.marked(MarkKind::Code, text, span),
            Event::SoftBreak | Event::HardBreak => self.at(span).builder.gap(span),
            Event::InlineHtml(html) => {
                let name = html
                    .trim_start_matches(['<', '/'])
                    .get(..2)
                    .unwrap_or_default();
                if name.eq_ignore_ascii_case("br") {
                    self.at(span).builder.gap(span);
                } else {
                    self.at(span);
                }
            }
            Event::FootnoteReference(_) => {
                self.at(span);
            }
            Event::Rule => self.opaque_block(span),
            _ => {}
        }
    }
}
