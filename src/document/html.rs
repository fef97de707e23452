//! HTML: the article of a page, block by block.
//!
//! The tokenizer is the standard's; of the tree construction only what matters for reading is done
//! here: a block that begins ends the paragraph before it, list items and cells end their like.
//! Whatever is malformed, no visible text is lost.

use std::borrow::Cow;
use std::path::Path;

use html5gum::emitters::default::StartTag;

use super::attributes::{self, Origin};
use super::builder::BlockBuilder;
use super::encoding;
use super::html_codes;
use super::html_doctype::Entities;
use super::html_elements::{BLOCKS, VOID};
pub(super) use super::html_events::Markup;
use super::html_events::{Event, attribute, events, name};
use super::html_left_out::{LeftWords, letters, letters_of_markup};
use super::html_notes::{Notes, name_at, name_of};
use super::html_regions::{self, Regions};
use super::html_signs::{is_code, is_hidden, is_note, is_note_mark, note_target, raised};
use super::inline::{self, Op};
use super::left_out::LeftOut;
use super::model::{Block, BlockKind, Cell, Document, Level, MarkKind};
use super::source::SourceText;
use super::speaker::find_speakers;
use super::table::{MOST_COLUMNS, OpenTable};
use super::{ReadOptions, Reader};
use crate::error::Result;
use crate::text::SourceSpan;

/// Reads HTML.
#[derive(Clone, Copy, Debug)]
pub(super) struct Html;

impl Reader for Html {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let read = options.settled(&source.text);
        let chinese = read.is_chinese();
        let is_page_of_xml = source
            .path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("xhtml"));
        let markup = if is_page_of_xml || source.text.trim_start().starts_with("<?xml") {
            Markup::Xhtml
        } else {
            Markup::Html
        };
        let wanted = Wanted {
            chinese,
            attributes: &read.attributes,
            page: "",
        };
        let mut found = Found::default();
        read_markup(&source.text, 0, markup, wanted, &mut found);
        found.link_notes();
        let mut blocks = found.blocks;
        html_codes::find(&mut blocks, &source.text);
        attributes::place(found.values, &mut blocks);
        find_speakers(&mut blocks);
        let mut document = Document::new(source, "html", read, blocks);
        document.left_out = found.left_out;
        Ok(document)
    }

    fn read_file(&self, bytes: Vec<u8>, path: &Path, options: &ReadOptions) -> Result<Document> {
        let source = match declared_charset(&bytes) {
            Some(label) => encoding::decode_labelled(bytes, &label, path)?,
            None => encoding::decode(bytes, path)?,
        };
        self.read(source, options)
    }
}

/// The label in `<meta charset="…">` or `<meta … content="…; charset=…">`, which stands in the first
/// kilobyte (HTML Standard, section 4.2.5.4).
fn declared_charset(bytes: &[u8]) -> Option<Vec<u8>> {
    let head: Vec<u8> = bytes
        .iter()
        .take(1024)
        .map(u8::to_ascii_lowercase)
        .collect();
    let key = b"charset=";
    let at = head.windows(key.len()).position(|window| window == key)?;
    let value = head[at + key.len()..]
        .iter()
        .skip_while(|&&b| matches!(b, b'"' | b'\'' | b' '));
    Some(
        value
            .copied()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            .collect(),
    )
}

/// Elements whose content nobody reads in the text.
const SKIPPED: &[&str] = &[
    "head",
    "title",
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "canvas",
    "select",
    "textarea",
    "button",
    "audio",
    "video",
    "map",
    "rt",
    "rp",
    "rtc",
    "nav",
    "annotation",
    "annotation-xml",
    "datalist",
    "meter",
    "progress",
    "pagenum",
];
/// The same in an image that is a page.
const SKIPPED_IN_IMAGES: &[&str] = &[
    "title", "desc", "metadata", "defs", "script", "style", "symbol",
];
/// What the signs of notes are called, which are left out.
const SIGN: &str = "sign of a note";
/// What is skipped besides where a page does not mark its article.
const AROUND: &[&str] = &["footer", "aside"];

/// An open element.
struct Element {
    name: String,
    /// Nothing in it is read.
    skipped: bool,
    /// It opened an inline mark.
    marked: bool,
    /// How many items an ordered list has had.
    items: u64,
    /// Its name, where it has an id, and how many blocks there were before it.
    place: Option<(String, usize)>,
}

/// How markup is read.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Whether its text is Chinese.
    pub(super) chinese: bool,
    /// The attributes whose values are text.
    pub(super) attributes: &'a [String],
    /// The name of the page in its book; empty for a page by itself.
    pub(super) page: &'a str,
}

/// What is found in markup.
#[derive(Default)]
pub(super) struct Found {
    /// The blocks, in order.
    pub(super) blocks: Vec<Block>,
    /// The values of attributes that are text, in order; they may stand inside the blocks.
    pub(super) values: Vec<Block>,
    /// The words that are in no block.
    pub(super) left_out: Vec<LeftOut>,
    /// What is known of notes.
    pub(super) notes: Notes,
}

impl Found {
    /// Brings signs and notes together, when all pages were read and before anything is put between the blocks.
    pub(super) fn link_notes(&mut self) {
        std::mem::take(&mut self.notes).link(&mut self.blocks);
    }
}

/// Reads one document of (X)HTML or SVG that begins at byte `base` of a larger text, and appends what is found,
/// whose spans count in the larger text.
pub(super) fn read_markup(
    text: &str,
    base: usize,
    markup: Markup,
    wanted: Wanted<'_>,
    found: &mut Found,
) {
    let (events, entities) = events(text, markup);
    // All of a chapter of a book is text; a page has its menus around it.
    let regions = match markup {
        Markup::Html => html_regions::find(&events, text),
        Markup::Xhtml | Markup::Svg | Markup::Navigation | Markup::Fragment => None,
    };
    let mut page = Page {
        text,
        base,
        markup,
        chinese: wanted.chinese,
        entities: &entities,
        around: markup == Markup::Html && regions.is_none(),
        open: Vec::new(),
        tables: Vec::new(),
        ops: Vec::new(),
        blocks: Vec::new(),
        attributes: wanted.attributes,
        name: wanted.page,
        notes: Notes::default(),
        waiting: Vec::new(),
        values: Vec::new(),
        left_out: LeftWords::default(),
    };
    let Some(Regions { within, outside }) = regions else {
        page.read(&events, 0, events.len());
        return page.give(found);
    };
    let mut at = 0;
    for (from, to) in within {
        page.read_outside(&events, at, from, outside);
        page.read(&events, from, to);
        at = to;
    }
    page.read_outside(&events, at, events.len(), outside);
    page.give(found);
}

/// A page being read.
struct Page<'t> {
    text: &'t str,
    base: usize,
    markup: Markup,
    chinese: bool,
    /// The entities that the page declares, and those of HTML.
    entities: &'t Entities,
    /// The page does not mark its article.
    around: bool,
    open: Vec<Element>,
    /// The open tables among `open`.
    tables: Vec<OpenTable>,
    /// What the block in the making holds.
    ops: Vec<Op>,
    blocks: Vec<Block>,
    /// The attributes whose values are text.
    attributes: &'t [String],
    values: Vec<Block>,
    left_out: LeftWords,
    /// The name of the page in its book.
    name: &'t str,
    notes: Notes,
    /// The names of places in a line, which belong to the next block that is made.
    waiting: Vec<String>,
}

impl Page<'_> {
    /// Reads the events from one to another as a page of their own.
    fn read(&mut self, events: &[Event], from: usize, to: usize) {
        for (at, event) in events.iter().enumerate().take(to).skip(from) {
            match event {
                Event::Start(tag) => self.start(tag, &events[at + 1..]),
                Event::End(name) => self.end(name),
                Event::Text(span) => self.text(*span),
                Event::Literal(span) => self.literal(*span),
            }
        }
        self.flush();
        self.close_down_to(0);
        self.ops.clear();
        self.tables.clear();
        self.waiting.clear();
    }

    /// Reads events that are not the page's text: their words are left out.
    fn read_outside(&mut self, events: &[Event], from: usize, to: usize, what: &'static str) {
        let (blocks, values) = (self.blocks.len(), self.values.len());
        let places = self.notes.places();
        self.read(events, from, to);
        self.values.truncate(values);
        self.notes.truncate(places);
        let outside = self.blocks.drain(blocks..);
        self.left_out.blocks(what, outside);
    }

    /// Hands over what was found.
    fn give(mut self, found: &mut Found) {
        found.notes.append(self.notes, found.blocks.len());
        found.blocks.append(&mut self.blocks);
        found.values.append(&mut self.values);
        found.left_out.append(&mut self.left_out.done());
    }

    fn is_skipping(&self) -> bool {
        self.open.iter().any(|element| element.skipped)
    }

    fn shifted(&self, span: SourceSpan) -> SourceSpan {
        SourceSpan::new(span.start + self.base, span.end + self.base)
    }

    fn start(&mut self, tag: &StartTag<usize>, after: &[Event]) {
        let name = name(&tag.name);
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        let span = self.shifted(SourceSpan::new(
            tag.span.start,
            tag.span.end.max(tag.span.start),
        ));
        let void = VOID.contains(&name.as_str());
        let id = attribute(tag, "id").map(|id| name_of(&id, self.name));
        // What is skipped ends nothing.
        if self.is_skipping() {
            if self.is_in_sign() {
                self.waiting.extend(id);
            }
            if !void && !tag.self_closing {
                self.push(name, true, false);
            }
            return;
        }
        if self.is_block(&name) {
            self.flush();
            self.imply_ends(&name);
            self.ops.clear();
        }
        let is_place = self.is_block(&name) && !void && !tag.self_closing;
        let (place, in_line) = match is_place {
            true => (id, None),
            false => (None, id),
        };
        self.waiting.extend(in_line);
        self.attributes_of(tag);
        match name.as_str() {
            "br" => return self.ops.push(Op::Break { set: true }),
            // A line of an image's text that has a place of its own.
            "tspan" if self.begins_line(tag) => self.ops.push(Op::Break { set: true }),
            "img" => {
                if let Some(alt) = attribute(tag, "alt")
                    .filter(|_| !self.attributes.iter().any(|name| name == "alt"))
                {
                    self.left_out.words("alt", span, letters(&alt));
                }
                self.reopen();
                return self.ops.push(Op::Image {
                    url: attribute(tag, "src").unwrap_or_default(),
                    alt: attribute(tag, "alt").unwrap_or_default(),
                    span,
                });
            }
            _ if void || tag.self_closing => return,
            _ => {}
        }
        if name == "li"
            && let Some(list) = self
                .open
                .iter_mut()
                .rev()
                .find(|element| matches!(element.name.as_str(), "ol" | "ul"))
        {
            list.items += 1;
        }
        if let ("tr" | "td" | "th", Some(table)) = (name.as_str(), self.tables.last_mut()) {
            let over = |key: &str| attribute(tag, key).and_then(|value| value.trim().parse().ok());
            match name.as_str() {
                "tr" => table.begin_row(),
                _ => table.begin_cell(
                    over("colspan").unwrap_or(1),
                    over("rowspan").unwrap_or(1).min(MOST_COLUMNS),
                ),
            }
        }
        let left_out = self.left_out_as(&name, tag, after);
        if let Some(what) = &left_out {
            self.left_out.begin(what.clone(), span);
        }
        let skipped = left_out.is_some();
        if left_out.as_deref() == Some(SIGN) {
            self.sign(&name, tag, after);
        }
        let mark = if skipped { None } else { mark(&name, tag) };
        let marked = mark.is_some();
        if let Some(kind) = mark {
            self.reopen();
            self.ops.push(Op::Open(kind));
        }
        if name == "table" && !skipped {
            self.tables.push(OpenTable::new(self.shifted(span).start));
        }
        self.push(name, skipped, marked);
        if let (Some(place), Some(element)) = (place, self.open.last_mut()) {
            element.place = Some((place, self.blocks.len()));
        }
    }

    /// The sign of a note behind words of a block, if it leads to the note.
    fn sign(&mut self, name: &str, tag: &StartTag<usize>, after: &[Event]) {
        let target = note_target(name, tag, after, self.text);
        let Some(target) = target.filter(|_| self.ops.iter().any(Op::is_seen)) else {
            return;
        };
        if let Some(name) = name_at(&target.href, self.name) {
            if target.is_named {
                self.notes.is_named(&name);
            }
            self.ops.push(Op::Note(name));
        }
    }

    /// Whether what is skipped here is the sign of a note.
    fn is_in_sign(&self) -> bool {
        let skipped = self.open.iter().find(|element| element.skipped);
        skipped.is_some_and(|element| matches!(element.name.as_str(), "a" | "sup"))
    }

    /// What an element is called whose words are no text; nothing where they are.
    fn left_out_as(
        &self,
        name: &str,
        tag: &StartTag<usize>,
        after: &[Event],
    ) -> Option<Cow<'static, str>> {
        let is_menu = self.markup == Markup::Navigation;
        if is_menu && name == "nav" {
            return None;
        }
        let is_shown =
            is_menu || matches!(name, "html" | "body" | "main") || !is_hidden(tag) || is_note(tag);
        if !is_shown {
            return Some("hidden".into());
        }
        let skipped = if self.markup == Markup::Svg {
            SKIPPED_IN_IMAGES
        } else {
            SKIPPED
        };
        let around = || {
            self.around && !is_note(tag) && !self.open.iter().any(|open| open.name == "blockquote")
        };
        let known =
            |names: &'static [&'static str]| names.iter().find(|known| **known == name).copied();
        if let Some(known) = known(skipped).or_else(|| known(AROUND).filter(|_| around())) {
            return Some(known.into());
        }
        if tag.name.as_slice() == b"epub:case" {
            return Some("epub:case".into());
        }
        if name == "pre" && is_code(tag, after, self.text) {
            return Some("pre".into());
        }
        is_note_mark(name, tag, after, self.text).then(|| SIGN.into())
    }

    /// Whether an element begins and ends a block.
    fn is_block(&self, name: &str) -> bool {
        BLOCKS.contains(&name) || self.markup == Markup::Svg && name == "text"
    }

    /// Whether a part of an image's text has a place of its own.
    fn begins_line(&self, tag: &StartTag<usize>) -> bool {
        let has = |key: &&str| attribute(tag, key).is_some();
        self.markup == Markup::Svg && !self.ops.is_empty() && ["x", "y", "dy"].iter().any(has)
    }

    /// The values of a tag's attributes that are text.
    fn attributes_of(&mut self, tag: &StartTag<usize>) {
        if is_hidden(tag) || self.text.get(tag.span.start..tag.span.end).is_none() {
            return;
        }
        let tag = SourceSpan::new(tag.span.start, tag.span.end);
        let from = Origin {
            text: self.text,
            base: self.base,
        };
        attributes::of_tag(&from, tag, self.attributes, self.chinese, &mut self.values);
    }

    fn push(&mut self, name: String, skipped: bool, marked: bool) {
        self.open.push(Element {
            name,
            skipped,
            marked,
            items: 0,
            place: None,
        });
    }

    /// What a block that begins ends by beginning.
    fn imply_ends(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["li", "p"],
            "dt" | "dd" => &["dt", "dd", "p"],
            "td" | "th" => &["td", "th", "p"],
            "tr" => &["tr", "td", "th", "p"],
            "tbody" | "tfoot" | "thead" => &["tbody", "tfoot", "thead", "tr", "td", "th", "p"],
            "option" => &["option"],
            _ => &["p"],
        };
        let stops: &[&str] = match name {
            "li" => &["ul", "ol", "menu"],
            "dt" | "dd" => &["dl"],
            _ => &[
                "table",
                "li",
                "blockquote",
                "div",
                "section",
                "article",
                "td",
                "th",
            ],
        };
        loop {
            let found = self
                .open
                .iter()
                .rposition(|element| ends.contains(&element.name.as_str()));
            let Some(at) = found else { return };
            let stopped = self.open[at + 1..]
                .iter()
                .any(|element| stops.contains(&element.name.as_str()) || element.skipped);
            if stopped || self.open[at].skipped {
                return;
            }
            self.close_down_to(at);
        }
    }

    fn close_down_to(&mut self, at: usize) {
        for element in self.open.drain(at..).rev() {
            if element.marked {
                self.ops.push(Op::Close);
            }
            if element.name == "table" && !element.skipped {
                self.tables.pop();
            }
            if let Some((name, from)) = element.place.filter(|_| !element.skipped) {
                self.notes.place(name, from..self.blocks.len());
            }
        }
        if !self.is_skipping() {
            self.left_out.end();
        }
    }

    /// The cell of a block here.
    fn cell(&self) -> Option<Cell> {
        let around = self.open.iter().rev().map(|element| element.name.as_str());
        let inside = around
            .into_iter()
            .find(|name| matches!(*name, "td" | "th" | "table"))?;
        let table = self.tables.last().filter(|_| inside != "table")?;
        Some(table.cell())
    }

    fn end(&mut self, name: &str) {
        let name = name.rsplit(':').next().unwrap_or_default();
        let block = self.is_block(name);
        let Some(at) = self.open.iter().rposition(|element| element.name == name) else {
            // `</p>` and `</br>` without a beginning.
            if block && !self.is_skipping() {
                self.flush();
            } else if name == "br" && !self.is_skipping() {
                self.ops.push(Op::Break { set: true });
            }
            return;
        };
        // An inline element does not end the blocks in it; one that is not read ends whatever stands in it.
        let ends_skipped =
            self.open[at].skipped && !self.open[..at].iter().any(|element| element.skipped);
        if !block
            && !ends_skipped
            && self.open[at + 1..]
                .iter()
                .any(|element| BLOCKS.contains(&element.name.as_str()))
        {
            return;
        }
        let ends_skipped = self.open[at..].iter().any(|element| element.skipped);
        if ends_skipped && !self.open[..at].iter().any(|element| element.skipped) {
            // What was not read ends with what it stands in.
            let first = self.open.iter().position(|element| element.skipped);
            if let Some(first) = first.filter(|&first| first > at) {
                self.close_down_to(first);
            }
        }
        let skipping = self.is_skipping();
        if block && !skipping {
            self.flush();
        }
        self.close_down_to(at);
        if block && !skipping {
            self.ops.clear();
        }
    }

    /// Marks that are open from the block before go on in a new one.
    fn reopen(&mut self) {
        if !self.ops.is_empty() {
            return;
        }
        for element in &self.open {
            if element.marked {
                let kind = match element.name.as_str() {
                    "b" | "strong" => MarkKind::Strong,
                    "s" | "del" | "strike" => MarkKind::Strikethrough,
                    "code" | "kbd" | "samp" | "tt" => MarkKind::Code,
                    _ => MarkKind::Emphasis,
                };
                self.ops.push(Op::Open(kind));
            }
        }
    }

    fn text(&mut self, span: SourceSpan) {
        if self.is_skipping() {
            return self.skip(span);
        }
        let raw = &self.text[span.start..span.end];
        if self.ops.is_empty() && raw.trim_matches(inline::is_space).is_empty() {
            return;
        }
        self.reopen();
        let base = self.base + span.start;
        if self.is_power(raw) {
            let span = SourceSpan::new(base, base + raw.len());
            return self.ops.push(Op::Decoded(raised(raw), span));
        }
        if !self.open.iter().any(|element| element.name == "pre") {
            return inline::split(
                raw,
                base,
                |entity| self.entities.decode(entity),
                &mut self.ops,
            );
        }
        // Its lines are lines.
        let mut at = 0;
        for line in raw.split_inclusive('\n') {
            inline::split(
                line.trim_end_matches(['\n', '\r']),
                base + at,
                |entity| self.entities.decode(entity),
                &mut self.ops,
            );
            if line.ends_with('\n') {
                self.ops.push(Op::Break { set: true });
            }
            at += line.len();
        }
    }

    fn literal(&mut self, span: SourceSpan) {
        if self.is_skipping() {
            return self.skip(span);
        }
        if span.is_empty() {
            return;
        }
        self.reopen();
        let raw = span.of(self.text);
        inline::split(raw, self.base + span.start, |_| None, &mut self.ops);
    }

    /// Text that is left out.
    fn skip(&mut self, span: SourceSpan) {
        let raw = span.of(self.text);
        let inside = self.open.last().map(|element| element.name.as_str());
        self.left_out.add(inside, self.shifted(span), || {
            letters_of_markup(raw, self.entities)
        });
    }

    /// Whether text is a power: figures set high behind a figure, a letter or a bracket.
    fn is_power(&self, raw: &str) -> bool {
        let high = self
            .open
            .last()
            .is_some_and(|element| element.name == "sup");
        let last = self.ops.iter().rev().find_map(|op| match op {
            Op::Text(text, _) | Op::Decoded(text, _) => text.chars().next_back(),
            _ => None,
        });
        high && !raw.is_empty()
            && raw.len() <= 4
            && raw
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '−' | '+'))
            && last.is_some_and(|c| c.is_ascii_alphanumeric() || c == ')')
    }

    /// Makes blocks of what has come together.
    fn flush(&mut self) {
        let ops = std::mem::take(&mut self.ops);
        if self.is_skipping() {
            return;
        }
        let kind = self.kind();
        let (depth, ordinal) = self.nesting(kind);
        let cell = self.cell();
        let chinese = self.chinese;
        let start = || {
            let mut builder = BlockBuilder::new(kind, chinese);
            builder.depth = depth;
            builder.ordinal = ordinal;
            builder.cell = cell;
            builder
        };
        let before = self.blocks.len();
        inline::build(&ops, start, kind, &mut self.blocks);
        if self.blocks.len() > before {
            for name in self.waiting.drain(..) {
                self.notes.place(name, before..self.blocks.len());
            }
        }
    }

    /// The kind of a block here.
    fn kind(&self) -> BlockKind {
        for element in self.open.iter().rev() {
            return match element.name.as_str() {
                "h1" => BlockKind::Heading(Level::H1),
                "h2" => BlockKind::Heading(Level::H2),
                "h3" => BlockKind::Heading(Level::H3),
                "h4" => BlockKind::Heading(Level::H4),
                "h5" => BlockKind::Heading(Level::H5),
                "h6" => BlockKind::Heading(Level::H6),
                "figcaption" | "caption" => BlockKind::Caption,
                "td" | "th" => BlockKind::TableCell,
                "li" | "dd" | "dt" => BlockKind::ListItem,
                "blockquote" => BlockKind::Quotation,
                _ => continue,
            };
        }
        BlockKind::Paragraph
    }

    fn nesting(&self, kind: BlockKind) -> (u8, Option<u64>) {
        let count = |names: &[&str]| {
            let open = self.open.iter();
            let count = open.filter(|e| names.contains(&e.name.as_str())).count();
            u8::try_from(count.saturating_sub(1)).unwrap_or(u8::MAX)
        };
        match kind {
            BlockKind::ListItem => {
                let list = self
                    .open
                    .iter()
                    .rev()
                    .find(|e| matches!(e.name.as_str(), "ol" | "ul" | "dl"));
                let ordinal = list.filter(|list| list.name == "ol").map(|list| list.items);
                (count(&["ol", "ul", "dl"]), ordinal)
            }
            BlockKind::Quotation => (count(&["blockquote"]), None),
            _ => (0, None),
        }
    }
}

fn mark(name: &str, tag: &StartTag<usize>) -> Option<MarkKind> {
    Some(match name {
        "b" | "strong" => MarkKind::Strong,
        "i" | "em" | "cite" | "dfn" | "var" => MarkKind::Emphasis,
        "s" | "del" | "strike" => MarkKind::Strikethrough,
        "code" | "kbd" | "samp" | "tt" => MarkKind::Code,
        "a" => MarkKind::Link(attribute(tag, "href")?),
        _ => return None,
    })
}
