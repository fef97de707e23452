//! HTML: the article of a page, block by block.
//!
//! The tokenizer is the standard's; of the tree construction only what matters for reading is done
//! here: a block that begins ends the paragraph before it, list items and cells end their like.
//! Whatever is malformed, no visible text is lost.

use std::path::Path;

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{Span, Tokenizer};

use super::attributes::{self, Origin};
use super::builder::BlockBuilder;
use super::encoding;
use super::html_codes;
use super::html_elements::{BLOCKS, CDATA, VOID, decode};
use super::inline::{self, Op};
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
        let (mut blocks, mut values) = (Vec::new(), Vec::new());
        let markup = if source.text.trim_start().starts_with("<?xml") {
            Markup::Xhtml
        } else {
            Markup::Html
        };
        let wanted = Wanted {
            chinese,
            attributes: &read.attributes,
        };
        read_wanted(&source.text, 0, markup, wanted, &mut blocks, &mut values);
        html_codes::find(&mut blocks, &source.text);
        attributes::place(values, &mut blocks);
        find_speakers(&mut blocks);
        Ok(Document::new(source, "html", read, blocks))
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
];
/// What is skipped besides where a page does not mark its article.
const AROUND: &[&str] = &["footer", "aside"];

/// Something in the page, with its bytes.
enum Event {
    Start(StartTag<usize>),
    End(String),
    Text(SourceSpan),
    /// Text without entities.
    Literal(SourceSpan),
}

/// An open element.
struct Element {
    name: String,
    /// Nothing in it is read.
    skipped: bool,
    /// It opened an inline mark.
    marked: bool,
    /// How many items an ordered list has had.
    items: u64,
}

/// Which of the two syntaxes a page is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// After `<title>`, `<script>` and their like comes text until they end.
    Html,
    /// `<title/>` is over at once, and what is in a script is markup unless marked as text.
    Xhtml,
    /// A piece of HTML in a text of another format.
    Fragment,
}

/// Reads one (X)HTML document that begins at byte `base` of a larger text, and appends its blocks,
/// whose spans count in the larger text.
pub(super) fn read_markup(
    text: &str,
    base: usize,
    markup: Markup,
    chinese: bool,
    blocks: &mut Vec<Block>,
) {
    let wanted = Wanted {
        chinese,
        attributes: &[],
    };
    read_wanted(text, base, markup, wanted, blocks, &mut Vec::new());
}

/// How markup is read.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Whether its text is Chinese.
    pub(super) chinese: bool,
    /// The attributes whose values are text.
    pub(super) attributes: &'a [String],
}

/// The same with the values of attributes, in order, which may stand inside the blocks.
pub(super) fn read_wanted(
    text: &str,
    base: usize,
    markup: Markup,
    wanted: Wanted<'_>,
    blocks: &mut Vec<Block>,
    values: &mut Vec<Block>,
) {
    let events = events(text, markup);
    // All of a chapter of a book is text; a page has its menus around it.
    let mut regions = match markup {
        Markup::Html => regions(&events),
        Markup::Xhtml | Markup::Fragment => vec![(0, events.len())],
    };
    let around = regions.is_empty();
    if around {
        regions.push((0, events.len()));
    }
    let mut page = Page {
        text,
        base,
        chinese: wanted.chinese,
        around,
        open: Vec::new(),
        tables: Vec::new(),
        ops: Vec::new(),
        blocks,
        attributes: wanted.attributes,
        values,
    };
    for (from, to) in regions {
        for (at, event) in events.iter().enumerate().take(to).skip(from) {
            match event {
                Event::Start(tag) => page.start(tag, &events[at + 1..]),
                Event::End(name) => page.end(name),
                Event::Text(span) => page.text(*span),
                Event::Literal(span) => page.literal(*span),
            }
        }
        page.flush();
        page.open.clear();
        page.tables.clear();
    }
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The events of a page. In XHTML text may stand in CDATA sections, and the document type may declare
/// what it likes.
fn events(text: &str, markup: Markup) -> Vec<Event> {
    let mut events = Vec::new();
    let mut at = 0;
    if markup == Markup::Xhtml {
        at = behind_doctype(text);
        while let Some(start) = text[at..].find(CDATA.0).map(|start| at + start) {
            let from = start + CDATA.0.len();
            let to = text[from..]
                .find(CDATA.1)
                .map_or(text.len(), |end| from + end);
            tokens(&text[at..start], at, markup, &mut events);
            events.push(Event::Literal(SourceSpan::new(from, to)));
            at = (to + CDATA.1.len()).min(text.len());
        }
    }
    tokens(&text[at..], at, markup, &mut events);
    events
}

/// Where the text goes on behind a document type with declarations; 0 where there are none.
fn behind_doctype(text: &str) -> usize {
    let Some(start) = text.find("<!DOCTYPE") else {
        return 0;
    };
    let rest = &text[start..];
    let first = rest.find(['[', '>']).unwrap_or(0);
    if !rest[first..].starts_with('[') {
        return 0;
    }
    let Some(end) = rest.find("]") else { return 0 };
    let close = rest[end..].find('>').map_or(0, |close| close + 1);
    start + end + close
}

fn tokens(text: &str, base: usize, markup: Markup, events: &mut Vec<Event>) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(markup != Markup::Xhtml);
    let span = |span: Span<usize>| {
        // A span that cuts a character in two would be the tokenizer's mistake, and not a panic.
        let inside = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            base + at
        };
        SourceSpan::new(inside(span.start), inside(span.end.max(span.start)))
    };
    for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
        match token {
            Token::StartTag(mut tag) => {
                tag.span.start += base;
                tag.span.end += base;
                events.push(Event::Start(tag));
            }
            Token::EndTag(tag) => events.push(Event::End(name(&tag.name))),
            Token::String(string) => events.push(Event::Text(span(string.span))),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

fn attribute(tag: &StartTag<usize>, key: &str) -> Option<String> {
    tag.attributes
        .get(key.as_bytes())
        .map(|value| name(&value.value))
}

/// Whether a tag opens the element `wanted`.
fn opens(event: &Event, wanted: &str) -> bool {
    match event {
        Event::Start(tag) => {
            tag.name.as_slice() == wanted.as_bytes()
                || wanted == "main" && attribute(tag, "role").as_deref() == Some("main")
        }
        _ => false,
    }
}

/// The events of the page's text: its `main`, else its articles, and before them the headers that hold
/// a heading. Nothing where the page marks neither.
fn regions(events: &[Event]) -> Vec<(usize, usize)> {
    let within = |wanted: &str, until: usize| {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, event) in events.iter().enumerate().take(until) {
            let inside = found.last().is_some_and(|&(_, end)| at < end);
            if !inside && opens(event, wanted) {
                found.push((at, end_of(events, at)));
            }
        }
        found
    };
    let mut regions = within("main", events.len());
    regions.truncate(1);
    if regions.is_empty() {
        regions = within("article", events.len());
    }
    let Some(&(first, _)) = regions.first() else {
        return regions;
    };
    let headings = |&(from, to): &(usize, usize)| {
        let inside = || events[from..to].iter();
        let is_heading = |event: &Event| match event {
            Event::Start(tag) => matches!(tag.name.as_slice(), b"h1" | b"h2"),
            _ => false,
        };
        to <= first && inside().any(is_heading) && !inside().any(|event| opens(event, "nav"))
    };
    let mut headers = within("header", first);
    headers.retain(headings);
    headers.append(&mut regions);
    headers
}

/// One past the event that ends the element which begins at `from`.
fn end_of(events: &[Event], from: usize) -> usize {
    let Event::Start(first) = &events[from] else {
        return from + 1;
    };
    let opened = name(&first.name);
    let mut depth = 0usize;
    for (at, event) in events.iter().enumerate().skip(from) {
        match event {
            Event::Start(tag) if tag.name.as_slice() == opened.as_bytes() => depth += 1,
            Event::End(closed) if *closed == opened => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    events.len()
}

/// A page being read.
struct Page<'t, 'b> {
    text: &'t str,
    base: usize,
    chinese: bool,
    /// The page does not mark its article.
    around: bool,
    open: Vec<Element>,
    /// The open tables among `open`.
    tables: Vec<OpenTable>,
    /// What the block in the making holds.
    ops: Vec<Op>,
    blocks: &'b mut Vec<Block>,
    /// The attributes whose values are text.
    attributes: &'b [String],
    values: &'b mut Vec<Block>,
}

impl Page<'_, '_> {
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
        // What is skipped ends nothing.
        if self.is_skipping() {
            if !void && !tag.self_closing {
                self.push(name, true, false);
            }
            return;
        }
        if BLOCKS.contains(&name.as_str()) {
            self.flush();
            self.imply_ends(&name);
            self.ops.clear();
        }
        self.attributes_of(tag);
        match name.as_str() {
            "br" => return self.ops.push(Op::Break),
            "img" => {
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
        let skipped = is_hidden(tag)
            || SKIPPED.contains(&name.as_str())
            || self.around
                && AROUND.contains(&name.as_str())
                && !is_note(tag)
                && !self.open.iter().any(|open| open.name == "blockquote")
            || name == "pre" && is_code(tag, after)
            || is_note_mark(&name, tag, after, self.text);
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
        attributes::of_tag(&from, tag, self.attributes, self.chinese, self.values);
    }

    fn push(&mut self, name: String, skipped: bool, marked: bool) {
        self.open.push(Element {
            name,
            skipped,
            marked,
            items: 0,
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
        let block = BLOCKS.contains(&name);
        let Some(at) = self.open.iter().rposition(|element| element.name == name) else {
            // `</p>` and `</br>` without a beginning.
            if block && !self.is_skipping() {
                self.flush();
            } else if name == "br" && !self.is_skipping() {
                self.ops.push(Op::Break);
            }
            return;
        };
        // An inline element does not end the blocks in it.
        if !block
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
            return;
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
            return inline::split(raw, base, decode, &mut self.ops);
        }
        // Its lines are lines.
        let mut at = 0;
        for line in raw.split_inclusive('\n') {
            inline::split(
                line.trim_end_matches(['\n', '\r']),
                base + at,
                decode,
                &mut self.ops,
            );
            if line.ends_with('\n') {
                self.ops.push(Op::Break);
            }
            at += line.len();
        }
    }

    fn literal(&mut self, span: SourceSpan) {
        if self.is_skipping() || span.is_empty() {
            return;
        }
        self.reopen();
        let raw = span.of(self.text);
        inline::split(raw, self.base + span.start, |_| None, &mut self.ops);
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
        inline::build(&ops, start, kind, self.blocks);
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

/// Whether an element is not shown.
fn is_hidden(tag: &StartTag<usize>) -> bool {
    attribute(tag, "hidden").is_some()
        || attribute(tag, "aria-hidden").as_deref() == Some("true")
        || attribute(tag, "style").is_some_and(|style| {
            style
                .replace(' ', "")
                .to_ascii_lowercase()
                .contains("display:none")
        })
}

/// Whether an element holds a note, which is part of the text wherever it stands.
fn is_note(tag: &StartTag<usize>) -> bool {
    attribute(tag, "epub:type").is_some_and(|kind| kind.contains("note"))
        || attribute(tag, "role").is_some_and(|role| role.contains("note"))
}

/// Whether a `pre` holds code and no poem.
fn is_code(tag: &StartTag<usize>, after: &[Event]) -> bool {
    let inside = after
        .iter()
        .take_while(|event| !matches!(event, Event::End(name) if name == "pre"));
    let mut starts = inside.filter_map(|event| match event {
        Event::Start(tag) => Some(tag.name.as_slice()),
        _ => None,
    });
    attribute(tag, "class").is_some()
        || starts.any(|name| matches!(name, b"code" | b"samp" | b"kbd" | b"span"))
}

/// Figures as they stand high in plain text.
fn raised(text: &str) -> String {
    let raised = text.chars().map(|c| match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '-' | '−' => '⁻',
        '+' => '⁺',
        _ => c
            .to_digit(10)
            .and_then(|digit| char::from_u32(0x2070 + digit))
            .unwrap_or(c),
    });
    raised.collect()
}

/// Whether text can be nothing but the sign of a note: `〔4〕`, `[2]`, `*`, `↩`.
fn is_sign(text: &str) -> bool {
    let bare = text.trim();
    let inside = bare.trim_matches([
        '[', ']', '〔', '〕', '(', ')', '（', '）', '【', '】', '［', '］',
    ]);
    let number = !inside.is_empty()
        && inside.chars().count() <= 4
        && inside
            .chars()
            .all(|c| c.is_ascii_digit() || ('①'..='⑳').contains(&c));
    let circled = inside.chars().all(|c| ('①'..='⑳').contains(&c));
    let marks = !bare.is_empty()
        && bare.chars().count() <= 3
        && bare.chars().all(|c| {
            matches!(
                c,
                '*' | '†' | '‡' | '§' | '¶' | '※' | '↩' | '↑' | '^' | '\u{fe0e}' | '\u{fe0f}'
            )
        });
    number && (inside.len() < bare.len() || circled) || marks
}

/// Whether an element is the mark of a note, which is no part of the text: in any nesting of links and
/// raised figures.
fn is_note_mark(name: &str, tag: &StartTag<usize>, after: &[Event], text: &str) -> bool {
    if !matches!(name, "a" | "sup") {
        return false;
    }
    let refers = |tag: &StartTag<usize>| {
        let kind = attribute(tag, "epub:type");
        let role = attribute(tag, "role");
        kind.is_some_and(|kind| kind.contains("noteref") || kind.contains("backlink"))
            || role.is_some_and(|role| role == "doc-noteref" || role == "doc-backlink")
    };
    let leads = |tag: &StartTag<usize>| {
        tag.name.as_slice() == b"a" && attribute(tag, "href").is_some_and(|href| href.contains('#'))
    };
    let inside: Vec<&Event> = after
        .iter()
        .take_while(|event| !matches!(event, Event::End(end) if end == name))
        .take(12)
        .collect();
    let starts = || {
        inside.iter().filter_map(|event| match event {
            Event::Start(inner) => Some(inner),
            _ => None,
        })
    };
    if refers(tag) || name == "sup" && starts().any(refers) {
        return true;
    }
    let said: String = inside
        .iter()
        .map(|event| match event {
            Event::Text(span) | Event::Literal(span) => span.of(text),
            _ => "",
        })
        .collect();
    if name == "sup" {
        return starts().any(leads) || is_sign(&said);
    }
    let high = starts().any(|inner| inner.name.as_slice() == b"sup");
    leads(tag) && (is_sign(&said) || high && said.trim().chars().count() <= 4)
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
