//! Markdown: CommonMark with tables, footnotes, task lists, definition lists, strikethrough, and what
//! its dialects add (`markdown_dialect`).
//!
//! What is no text is never looked into: it passes through byte for byte. Inside a block every piece of
//! markup is kept with the bytes that it is written in.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::attributes::{self, Origin};
use super::builder::BlockBuilder;
use super::dialect::Dialect;
use super::html::{self, Found, Markup, Wanted};
use super::html_codes;
use super::html_elements::VOID;
use super::markdown_dialect::{Region, Shadow, shadow};
use super::model::{Block, BlockKind, Cell, CodeKind, Document, Level, Mark, MarkKind, Syntax};
use super::source::SourceText;
use super::speaker::{find_bold_headings, find_speakers};
use super::{ReadOptions, Reader, markdown_front, markdown_left_out};
use crate::error::Result;
use crate::text::{SourceSpan, TextSpan};

/// Reads Markdown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Markdown;

impl Reader for Markdown {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let mut read = options.settled(&source.text);
        if read.dialect.is_empty() {
            read.dialect = Dialect::guess(&source.text);
        }
        let mut blocks = blocks(&source.text, &read);
        find_speakers(&mut blocks);
        find_bold_headings(&mut blocks);
        let front = markdown_front::find(&source.text, &read.front_matter);
        let front = front.map_or(0, |(span, _)| span.end);
        let left_out = markdown_left_out::left_out(&source.text, &blocks, front);
        let mut document = Document::new(source, "md", read, blocks);
        document.left_out = left_out;
        Ok(document)
    }
}

/// The blocks of a text as they stand in it: a bold line is a paragraph yet.
pub(super) fn blocks(source: &str, options: &ReadOptions) -> Vec<Block> {
    Walk::new(
        source,
        &shadow(source, &options.front_matter, &options.dialect),
        options,
    )
    .blocks()
}

/// A block being collected: where it began and how far its content has come.
struct Current {
    builder: BlockBuilder,
    start: usize,
    end: usize,
    /// Where the last piece of it ended; nothing where there was none.
    reached: Option<usize>,
}

/// A line break that waits for what stands behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    Soft,
    Hard,
}

/// What the events in which nothing is looked into belong to.
enum Swallowed {
    Nothing,
    Image {
        url: String,
        alt: String,
        /// Where the image stands.
        span: SourceSpan,
        /// Whether its alternative text is nothing else, such as a label.
        own_alt: bool,
        title: Option<String>,
    },
}

/// A tag that is open inside a paragraph.
struct OpenTag {
    name: String,
    /// Which piece of markup it is.
    code: usize,
    /// How many marks were open.
    depth: usize,
}

struct Walk<'s> {
    source: &'s str,
    shadow: &'s Shadow,
    chinese: bool,
    options: &'s ReadOptions,
    blocks: Vec<Block>,
    /// Attributes, alternative texts and titles that are text.
    values: Vec<Block>,
    current: Option<Current>,
    /// Numbers of the lists we are in: the next item's, or none in a bulleted one; and whether it is a
    /// list at all, and no admonition.
    lists: Vec<(Option<u64>, bool)>,
    quotations: u8,
    /// Kind that text has here, innermost last.
    kinds: Vec<BlockKind>,
    ordinal: Option<u64>,
    /// How deep we are in something that is not looked into.
    depth: usize,
    swallowed: Swallowed,
    /// The marks that are open: their number, and the length of what closes them, if known.
    open: Vec<(u32, Option<usize>)>,
    tags: Vec<OpenTag>,
    numbers: u32,
    waiting: Option<Break>,
    /// The next of what is held, and where the last of it ended.
    held: usize,
    held_until: usize,
    /// Up to where a formula has its block already.
    formula_until: usize,
    /// The title that is being read ends where the heading of the shadow ends.
    in_title: bool,
    cell: Option<Cell>,
    /// The name of the note whose definition is read.
    note: Option<String>,
}

impl<'s> Walk<'s> {
    fn new(source: &'s str, shadow: &'s Shadow, options: &'s ReadOptions) -> Self {
        Walk {
            source,
            shadow,
            chinese: options.is_chinese(),
            options,
            blocks: Vec::new(),
            values: Vec::new(),
            current: None,
            lists: Vec::new(),
            quotations: 0,
            kinds: vec![BlockKind::Paragraph],
            ordinal: None,
            depth: 0,
            swallowed: Swallowed::Nothing,
            open: Vec::new(),
            tags: Vec::new(),
            numbers: 0,
            waiting: None,
            held: 0,
            held_until: 0,
            formula_until: 0,
            in_title: false,
            cell: None,
            note: None,
        }
    }

    fn blocks(mut self) -> Vec<Block> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_DEFINITION_LIST;
        self.front_matter();
        let parser = Parser::new_ext(&self.shadow.text, options);
        if self.options.has_attribute("title") {
            for (_, definition) in parser.reference_definitions().iter() {
                if let Some(title) = &definition.title {
                    let span = SourceSpan::new(definition.span.start, definition.span.end);
                    self.title(span, title);
                }
            }
        }
        for (event, range) in parser.into_offset_iter() {
            let span = SourceSpan::new(range.start, range.end);
            if self.depth > 0 {
                self.swallow(&event);
                continue;
            }
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
        attributes::place(self.values, &mut self.blocks);
        self.blocks
    }

    /// The title of a link, image or definition that stands at `span`.
    fn title(&mut self, span: SourceSpan, title: &str) {
        let value = attributes::title_of(self.source, span, title)
            .into_iter()
            .find_map(|(place, quote)| {
                let syntax = Syntax::LinkTitle(quote);
                attributes::of_markdown(self.source, place, title, syntax, self.chinese)
            });
        self.values.extend(value);
    }

    /// The alternative text and the title of an image, where they are text.
    fn image_values(&mut self, span: SourceSpan, alt: &str, own_alt: bool, title: Option<&str>) {
        if own_alt && self.options.has_attribute("alt") {
            let raw = span.of(self.source);
            let length = attributes::bracketed(raw, 2);
            let place = SourceSpan::new(span.start + 2, span.start + 2 + length);
            let syntax = Syntax::Alternative;
            let value = attributes::of_markdown(self.source, place, alt, syntax, self.chinese);
            self.values.extend(value);
        }
        if let Some(title) = title.filter(|_| self.options.has_attribute("title")) {
            self.title(span, title);
        }
    }

    /// The attributes of a tag.
    fn attributes_of(&mut self, tag: SourceSpan) {
        let source = Origin {
            text: self.source,
            base: 0,
        };
        let names = &self.options.attributes;
        attributes::of_tag(&source, tag, names, self.chinese, &mut self.values);
    }

    fn front_matter(&mut self) {
        let Some(front) = self.shadow.front else {
            return;
        };
        if self.shadow.values.is_empty() {
            let end = self.source[..front.end].trim_end().len();
            return self.opaque_block(SourceSpan::new(front.start, end));
        }
        for value in &self.shadow.values {
            let mut builder = BlockBuilder::new(BlockKind::Paragraph, self.chinese);
            let verbatim = value.span.of(self.source) == value.text;
            builder.text(&value.text, value.span, verbatim);
            let mut block = builder.finish_literal(value.span);
            block.syntax = value.syntax;
            self.blocks.push(block);
        }
    }

    /// What lies in something that is not looked into.
    fn swallow(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth -= 1,
            Event::Text(text) | Event::Code(text) => {
                if let Swallowed::Image { alt, .. } = &mut self.swallowed {
                    alt.push_str(text);
                }
            }
            _ => {}
        }
        if self.depth == 0
            && let Swallowed::Image {
                url,
                alt,
                span,
                own_alt,
                title,
            } = std::mem::replace(&mut self.swallowed, Swallowed::Nothing)
        {
            self.image_values(span, &alt, own_alt, title.as_deref());
            let current = self.piece(span);
            current.builder.image(url, alt);
            current.builder.code(CodeKind::Point, span);
        }
    }

    fn finish(&mut self) {
        self.waiting = None;
        self.tags.clear();
        self.open.clear();
        let Some(current) = self.current.take() else {
            return;
        };
        if !current.builder.is_empty() {
            let span = SourceSpan::new(current.start, current.end);
            let mut block = current.builder.finish(span);
            if self.is_formula(&block) {
                block.kind = BlockKind::Opaque;
                block.text.clear();
                block.runs.clear();
                block.codes.clear();
                block.marks.clear();
            }
            self.blocks.push(block);
        }
    }

    /// Whether a paragraph is nothing but a formula that stands alone.
    fn is_formula(&self, block: &Block) -> bool {
        let [code] = block.codes.as_slice() else {
            return false;
        };
        block.kind == BlockKind::Paragraph
            && code.kind == CodeKind::Opaque(block.text.len())
            && code.source.of(self.source).starts_with(['$', '\\'])
    }

    /// The block that inline content goes to, begun at `span` where there is none.
    fn at(&mut self, span: SourceSpan) -> &mut Current {
        if self.current.is_none() {
            let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
            let mut builder = BlockBuilder::new(kind, self.chinese);
            let lists = self.lists.iter().filter(|(_, real)| *real).count();
            let nesting = lists + usize::from(self.quotations);
            builder.depth = u8::try_from(nesting.saturating_sub(1)).unwrap_or(u8::MAX);
            builder.ordinal = self.ordinal.take();
            builder.cell = self.cell;
            builder.note.clone_from(&self.note);
            self.current = Some(Current {
                builder,
                start: span.start,
                end: span.start,
                reached: None,
            });
        }
        let current = self
            .current
            .get_or_insert_with(|| unreachable!("set above"));
        current.end = current.end.max(span.end);
        current
    }

    /// The block that a piece of inline content goes to, with everything in it that stands before the
    /// piece: line breaks with the marks of quotations behind them, and what the parser passes over.
    fn piece(&mut self, span: SourceSpan) -> &mut Current {
        let waiting = self.waiting.take();
        let source = self.source;
        let current = self.at(span);
        if let Some(reached) = current.reached
            && reached < span.start
        {
            let before = SourceSpan::new(reached, span.start);
            match waiting {
                Some(kind) => {
                    if kind == Break::Hard {
                        current.builder.code(CodeKind::Point, before);
                    }
                    current.builder.gap(before);
                    if kind == Break::Hard {
                        current.builder.line_break();
                    }
                }
                None if before.of(source).trim().is_empty() => current.builder.gap(before),
                None => current.builder.code(CodeKind::Point, before),
            }
        }
        current.reached = Some(span.end.max(current.reached.unwrap_or(0)));
        current
    }

    fn opaque_block(&mut self, span: SourceSpan) {
        self.opaque_images(span, Vec::new());
    }

    /// A block without text, which shows these images.
    fn opaque_images(&mut self, span: SourceSpan, images: Vec<MarkKind>) {
        self.finish();
        let mut builder = BlockBuilder::new(BlockKind::Opaque, self.chinese);
        builder.note.clone_from(&self.note);
        for image in images {
            if let MarkKind::Image { url, alt } = image {
                builder.image(url, alt);
            }
        }
        self.blocks.push(builder.finish(span));
    }

    fn begin(&mut self, kind: BlockKind, span: SourceSpan) {
        self.finish();
        self.kinds.push(kind);
        let current = self.at(span);
        current.end = span.start;
    }

    /// The lines of markup that a byte lies in.
    fn region(&self, at: usize) -> Option<Region> {
        let regions = &self.shadow.lines;
        let after = regions.partition_point(|region| region.span.start <= at);
        let region = regions.get(after.checked_sub(1)?)?;
        (at < region.span.end).then_some(*region)
    }

    /// Lines of markup, of which the parser sees headings.
    fn markup_lines(&mut self, region: Region) {
        match region.title {
            Some(title) => {
                let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
                self.begin(kind, SourceSpan::new(title.start, title.start));
                if let Some(current) = &mut self.current
                    && region.quoted
                {
                    current.builder.syntax = Syntax::Title;
                }
                self.in_title = true;
            }
            None => {
                self.finish();
                self.depth = 1;
                if region.formula && region.span.start >= self.formula_until {
                    self.formula_until = region.span.end;
                    self.opaque_block(region.span);
                }
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: SourceSpan) {
        match tag {
            Tag::Paragraph => {
                let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
                self.begin(kind, span);
            }
            Tag::Heading { level, .. } => {
                if let Some(region) = self.region(span.start) {
                    return self.markup_lines(region);
                }
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
            Tag::Table(_) => {
                self.finish();
                self.cell = Some(Cell {
                    table: span.start,
                    row: 0,
                    column: 0,
                });
            }
            Tag::TableCell => self.begin(BlockKind::TableCell, span),
            Tag::BlockQuote(_) => {
                self.finish();
                self.quotations = self.quotations.saturating_add(1);
                self.kinds.push(BlockKind::Quotation);
            }
            Tag::List(first) => {
                self.finish();
                let admonition = self.region(span.start).is_some_and(|r| r.opens_item);
                self.lists.push((first, !admonition));
            }
            Tag::Item => {
                self.finish();
                self.ordinal = None;
                if self.region(span.start).is_some_and(|r| r.opens_item) {
                    let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
                    return self.kinds.push(kind);
                }
                self.kinds.push(BlockKind::ListItem);
                if let Some((Some(next), _)) = self.lists.last_mut() {
                    self.ordinal = Some(*next);
                    *next = next.saturating_add(1);
                }
            }
            Tag::FootnoteDefinition(_) => {
                self.finish();
                self.kinds.push(BlockKind::Paragraph);
                self.note = note_name(span.of(self.source));
            }
            Tag::DefinitionListTitle => {
                self.finish();
                self.kinds.push(BlockKind::Paragraph);
            }
            Tag::DefinitionListDefinition => {
                self.finish();
                self.kinds.push(BlockKind::ListItem);
            }
            Tag::HtmlBlock => self.html(span),
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => {
                if !self.region(span.start).is_some_and(|region| region.formula) {
                    self.opaque_block(span);
                }
                self.depth = 1;
            }
            Tag::Strong => self.open(MarkKind::Strong, span, 2, Some(2)),
            Tag::Emphasis => self.open(MarkKind::Emphasis, span, 1, Some(1)),
            Tag::Strikethrough => {
                let length = if span.of(self.source).starts_with("~~") {
                    2
                } else {
                    1
                };
                self.open(MarkKind::Strikethrough, span, length, Some(length));
            }
            Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                dest_url,
                ..
            } => {
                let text = span.of(self.source).trim_matches(['<', '>']).to_owned();
                let builder = &mut self.piece(span).builder;
                builder.open(MarkKind::Link(dest_url.into_string()));
                builder.opaque(&text, span, false);
                builder.close();
                self.depth = 1;
            }
            Tag::Link { dest_url, .. } => {
                self.open(MarkKind::Link(dest_url.into_string()), span, 1, None);
            }
            Tag::Image {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.depth = 1;
                let inline = link_type == LinkType::Inline;
                self.swallowed = Swallowed::Image {
                    url: dest_url.into_string(),
                    alt: String::new(),
                    span,
                    own_alt: inline || link_type == LinkType::Reference,
                    title: (inline && !title.is_empty()).then(|| title.into_string()),
                };
            }
            _ => {}
        }
    }

    /// A block of HTML: the text of its elements is text.
    fn html(&mut self, span: SourceSpan) {
        self.finish();
        self.depth = 1;
        let raw = span.of(self.source);
        // The marks of a quotation at the beginning of its lines are not HTML.
        let marked = self.quotations > 0 && raw.trim_end().contains('\n');
        let mut blocks = Vec::new();
        if !marked {
            let wanted = Wanted {
                chinese: self.chinese,
                attributes: &self.options.attributes,
                page: "",
            };
            let mut found = Found::default();
            html::read_markup(raw, span.start, Markup::Fragment, wanted, &mut found);
            found.link_notes();
            blocks = found.blocks;
            self.values.append(&mut found.values);
        }
        let images = keep_words(&mut blocks);
        if blocks.is_empty() {
            return self.opaque_images(span, images);
        }
        html_codes::find(&mut blocks, self.source);
        for block in &mut blocks {
            block.syntax = Syntax::Html;
            block.note.clone_from(&self.note);
        }
        self.blocks.append(&mut blocks);
    }

    /// A mark opens with so many bytes.
    fn open(&mut self, kind: MarkKind, span: SourceSpan, length: usize, close: Option<usize>) {
        self.numbers += 1;
        let number = self.numbers;
        self.open.push((number, close));
        let source = SourceSpan::new(span.start, span.start + length);
        let builder = &mut self.piece(source).builder;
        builder.open(kind);
        builder.code(CodeKind::Open(number), source);
    }

    /// The innermost mark closes.
    fn close(&mut self, span: SourceSpan) {
        let Some((number, length)) = self.open.pop() else {
            return;
        };
        let from = match (length, &self.current) {
            (Some(length), _) => span.end - length,
            (None, Some(current)) => current.reached.unwrap_or(span.end).min(span.end),
            (None, None) => span.end,
        };
        self.waiting = self.waiting.filter(|_| length.is_some());
        let source = SourceSpan::new(from, span.end);
        let builder = &mut self.piece(source).builder;
        builder.close();
        builder.code(CodeKind::Close(number), source);
    }

    fn end(&mut self, tag: TagEnd, span: SourceSpan) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => {
                if let Some(current) = &mut self.current
                    && !self.in_title
                {
                    let content = self.source[..span.end].trim_end_matches(['\n', '\r']).len();
                    current.end = current.end.max(content);
                }
                self.in_title = false;
                self.finish();
                self.kinds.pop();
                if let Some(cell) = self.cell.as_mut().filter(|_| tag == TagEnd::TableCell) {
                    cell.column += 1;
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                if let Some(cell) = &mut self.cell {
                    cell.row += 1;
                    cell.column = 0;
                }
            }
            TagEnd::Table => {
                self.finish();
                self.cell = None;
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
                self.note = None;
            }
            TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.finish();
                self.kinds.pop();
            }
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link => {
                self.close(span);
            }
            _ => {}
        }
    }

    fn inline(&mut self, event: &Event<'_>, span: SourceSpan) {
        if span.end <= self.held_until && !matches!(event, Event::Rule) {
            return;
        }
        match event {
            Event::Text(text) => self.text(text, span),
            Event::Code(text) => {
                let builder = &mut self.piece(span).builder;
                builder.marked(MarkKind::Code, text, span);
            }
            Event::SoftBreak => {
                self.waiting.get_or_insert(Break::Soft);
            }
            Event::HardBreak => self.waiting = Some(Break::Hard),
            Event::InlineHtml(html) => self.tag(html, span),
            Event::FootnoteReference(_) => {
                let name = note_name(span.of(self.source));
                let builder = &mut self.piece(span).builder;
                builder.code(CodeKind::Point, span);
                if let Some(name) = name {
                    builder.note_sign(name);
                }
            }
            Event::TaskListMarker(_) => {
                // The box belongs to the marker of the item.
                self.at(span);
            }
            Event::Rule => self.opaque_block(span),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, span: SourceSpan) {
        let (source, shadow) = (self.source, self.shadow);
        let (mut from, to) = (span.start, span.end);
        if shadow.text.get(span.range()) != Some(text) {
            self.piece(span).builder.text(text, span, false);
            return;
        }
        from = from.max(self.held_until);
        let escaped = self.waiting.is_none()
            && self
                .current
                .as_ref()
                .is_some_and(|current| current.reached.is_none_or(|reached| reached < from))
            && source[..from].ends_with('\\')
            && source[from..].starts_with(|c: char| c.is_ascii_punctuation());
        let escaped = escaped
            || self.waiting.is_some()
                && source[..from].ends_with('\\')
                && source[from..].starts_with(|c: char| c.is_ascii_punctuation());
        if escaped {
            let span = SourceSpan::new(from - 1, from + 1);
            let builder = &mut self.piece(span).builder;
            builder.text(&source[from..=from], span, false);
            from += 1;
        }
        while from < to {
            while shadow
                .held
                .get(self.held)
                .is_some_and(|held| held.span.end <= from)
            {
                self.held += 1;
            }
            let held = shadow.held.get(self.held).filter(|h| h.span.start < to);
            let plain = held.map_or(to, |held| held.span.start.max(from));
            if from < plain {
                let span = SourceSpan::new(from, plain);
                let builder = &mut self.piece(span).builder;
                builder.text(span.of(source), span, true);
            }
            let Some(held) = held else { break };
            let builder = &mut self.piece(held.span).builder;
            if held.shown {
                let raw = held.span.of(source);
                let shown = one_line(raw);
                builder.opaque(&shown, held.span, shown == raw);
            } else {
                builder.code(CodeKind::Point, held.span);
                if held.span.of(source).starts_with('<') {
                    self.attributes_of(held.span);
                }
            }
            self.held_until = held.span.end;
            from = held.span.end;
        }
    }

    /// A tag inside a paragraph.
    fn tag(&mut self, html: &str, span: SourceSpan) {
        self.attributes_of(span);
        let depth = self.open.len();
        let builder = &mut self.piece(span).builder;
        let number = builder.codes();
        builder.code(CodeKind::Point, span);
        let closes = html.starts_with("</");
        let name: String = html
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':'))
            .collect();
        let lower = name.to_ascii_lowercase();
        if lower == "br" {
            builder.gap(span);
            builder.line_break();
        }
        if name.is_empty() || html.ends_with("/>") || VOID.contains(&lower.as_str()) {
            return;
        }
        if !closes {
            return self.tags.push(OpenTag {
                name,
                code: number,
                depth,
            });
        }
        let Some(at) = self.tags.iter().rposition(|tag| tag.name == name) else {
            return;
        };
        let open = self.tags.swap_remove(at);
        self.tags.truncate(at);
        if open.depth == depth {
            self.numbers += 1;
            let pair = self.numbers;
            if let Some(current) = &mut self.current {
                current.builder.pair_codes(open.code, number, pair);
            }
        }
    }
}

/// Leaves the blocks of HTML that have words, which expressions are none. The images of the others stand before
/// the words that follow them; those that no words follow are given back.
fn keep_words(blocks: &mut Vec<Block>) -> Vec<MarkKind> {
    let mut images: Vec<MarkKind> = Vec::new();
    blocks.retain_mut(|block| {
        let expression = block.text.contains('{') && !block.text.contains("{{");
        let has_words = !block.text.is_empty() && !expression && !block.text.contains("=>");
        if has_words {
            let before = images.drain(..).map(|kind| Mark {
                kind,
                over: TextSpan::new(0, 0),
            });
            block.marks.splice(0..0, before);
        } else if block.text.is_empty() {
            let own = block.marks.drain(..).map(|mark| mark.kind);
            images.extend(own.filter(|kind| matches!(kind, MarkKind::Image { .. })));
        }
        has_words
    });
    if let Some(last) = blocks.last_mut() {
        let end = last.text.len();
        let behind = images.drain(..).map(|kind| Mark {
            kind,
            over: TextSpan::new(end, end),
        });
        last.marks.extend(behind);
    }
    images
}

/// The name of the note that a sign or a definition begins with: `[^name]`.
fn note_name(markup: &str) -> Option<String> {
    let (name, _) = markup.trim_start().strip_prefix("[^")?.split_once(']')?;
    Some(name.to_lowercase())
}

/// Markup over several lines as one line: without the marks of quotations and items behind line ends.
fn one_line(raw: &str) -> String {
    let mut lines = raw.lines();
    let mut line = lines.next().unwrap_or_default().trim_end().to_owned();
    for next in lines {
        line.push(' ');
        line.push_str(next.trim_start_matches([' ', '\t', '>']).trim_end());
    }
    if raw.contains('\n') {
        line
    } else {
        raw.to_owned()
    }
}
