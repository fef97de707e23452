//! The paragraphs of a part as a reader sees them. Inserted text is read; deleted or hidden text and
//! instructions to the program are not (ECMA-376, part 1, sections 17.3, 17.13, 17.16).

use std::collections::HashMap;

use super::super::builder::BlockBuilder;
use super::super::inline::{self, Op};
use super::super::model::{Block, BlockKind, Cell, MarkKind};
use super::super::table::OpenTable;
use super::super::xml::{Tag, XmlEvent};
use super::fields::Field;
use super::styles::{List, Meaning, Numbering, Styles, outline};
use super::{is_on, is_word};
use crate::text::SourceSpan;

/// Elements whose content is skipped.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "rt",
    "tblPr",
    "tblGrid",
    "sectPr",
    "sectPrChange",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "numberingChange",
    "footnotePr",
    "endnotePr",
];

/// An open element.
struct Open {
    name: String,
    /// Whether its namespace is that of word processing.
    word: bool,
    skipped: bool,
    /// Whether it opened a link.
    link: bool,
}

/// The formatting of a run, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    strong: bool,
    emphasis: bool,
    struck: bool,
    hidden: bool,
}

/// The properties of a paragraph.
#[derive(Debug, Default)]
struct Properties {
    style: String,
    outline: Option<usize>,
    list: Option<String>,
    level: Option<usize>,
    /// Whether the mark at its end was deleted, so that the next paragraph continues it.
    joined: bool,
}

/// The reader of a part.
pub(super) struct Body<'a> {
    base: usize,
    chinese: bool,
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    /// The targets of relationships, by id.
    links: &'a HashMap<&'a str, &'a str>,
    blocks: &'a mut Vec<Block>,
    open: Vec<Open>,
    fields: Vec<Field>,
    properties: Properties,
    ops: Vec<Op>,
    /// Whether the next paragraph continues the one in `ops`.
    joins: bool,
    /// The formatting of the present run.
    look: Look,
    /// The marks that are open in `ops`.
    marks: Look,
    /// The description of the next image.
    description: String,
    /// The open tables.
    tables: Vec<OpenTable>,
}

impl<'a> Body<'a> {
    /// The reader of a part that begins at byte `base` of the source text.
    pub(super) fn new(
        base: usize,
        chinese: bool,
        styles: &'a Styles,
        numbering: &'a mut Numbering,
        links: &'a HashMap<&'a str, &'a str>,
        blocks: &'a mut Vec<Block>,
    ) -> Self {
        Body {
            base,
            chinese,
            styles,
            numbering,
            links,
            blocks,
            open: Vec::new(),
            fields: Vec::new(),
            properties: Properties::default(),
            ops: Vec::new(),
            joins: false,
            look: Look::default(),
            marks: Look::default(),
            description: String::new(),
            tables: Vec::new(),
        }
    }

    /// Handles the next event of the part.
    pub(super) fn on_event(&mut self, event: XmlEvent<'_>, span: SourceSpan) {
        let span = SourceSpan::new(span.start + self.base, span.end + self.base);
        match event {
            XmlEvent::Start(tag) => self.start(&tag, span),
            XmlEvent::End => self.end(),
            XmlEvent::Text(text) => self.text(text, span),
            XmlEvent::Resolved(c) => {
                let text = c.to_string();
                if let Some(field) = self.instructed() {
                    field.instruct(&text, span);
                } else if self.is_text() {
                    self.say(Op::Decoded(text, span));
                }
            }
        }
    }

    fn is_skipping(&self) -> bool {
        self.open.last().is_some_and(|open| open.skipped)
    }

    /// The name of the element `up` levels above the innermost one.
    fn above(&self, up: usize) -> &str {
        self.open
            .iter()
            .rev()
            .nth(up)
            .map_or("", |open| open.name.as_str())
    }

    fn start(&mut self, tag: &Tag, span: SourceSpan) {
        let word = is_word(&tag.space);
        let mut open = Open {
            name: tag.name.clone(),
            word,
            skipped: self.is_skipping(),
            link: false,
        };
        if !open.skipped {
            if word {
                open.skipped = self.word(tag, span, &mut open.link);
            } else {
                match tag.name.as_str() {
                    // Content for programs that do not know the alternative before it, which was read.
                    "Fallback" => open.skipped = true,
                    "docPr" => tag.get("descr").clone_into(&mut self.description),
                    "blip" | "imagedata" => self.image(tag, span),
                    _ => {}
                }
            }
        }
        self.open.push(open);
    }

    /// Handles an element of word processing; returns whether its content is skipped.
    fn word(&mut self, tag: &Tag, span: SourceSpan, link: &mut bool) -> bool {
        let inside = self.above(0);
        match tag.name.as_str() {
            // Here these are marks of a deleted row, cell or end of a paragraph.
            "del" | "moveFrom" if inside == "rPr" => {
                self.properties.joined |= self.above(1) == "pPr";
            }
            "del" if inside == "trPr" => self.skip("tr"),
            "cellDel" => self.skip("tc"),
            "docPartGallery" if tag.get("val") == "Table of Contents" => self.skip("sdt"),
            "footnote" | "endnote" => {
                return !matches!(tag.get("type"), "" | "normal");
            }
            name if SKIPPED.contains(&name) => return true,
            "tbl" => self.tables.push(OpenTable::new(span.start)),
            "tr" | "tc" | "gridSpan" | "gridBefore" => self.in_table(tag),
            "p" if self.joins => self.joins = false,
            "p" => self.finish(),
            "r" => self.look = Look::default(),
            "b" if inside == "rPr" => self.look.strong = is_on(tag),
            "i" if inside == "rPr" => self.look.emphasis = is_on(tag),
            // Emphasis marks: dots beside the characters, the Chinese form of emphasis.
            "em" if inside == "rPr" => self.look.emphasis |= is_on(tag),
            "strike" | "dstrike" if inside == "rPr" => self.look.struck |= is_on(tag),
            "vanish" if inside == "rPr" && self.above(1) == "r" => self.look.hidden = is_on(tag),
            "pStyle" => tag.get("val").clone_into(&mut self.properties.style),
            "outlineLvl" => self.properties.outline = tag.get("val").parse().ok(),
            "numId" => self.properties.list = Some(tag.get("val").to_owned()),
            "ilvl" => self.properties.level = tag.get("val").parse().ok(),
            "hyperlink" => {
                let target = self.links.get(tag.get("id")).copied();
                if let Some(target) = target {
                    self.set_marks(Look::default());
                    self.ops.push(Op::Open(MarkKind::Link(target.to_owned())));
                    *link = true;
                }
            }
            "fldChar" => self.field(tag.get("fldCharType")),
            _ if inside == "r" && self.is_seen() => self.in_run(tag, span),
            _ => {}
        }
        false
    }

    /// Handles what tells where a cell stands.
    fn in_table(&mut self, tag: &Tag) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let value = || tag.get("val").parse::<usize>().unwrap_or(0);
        match tag.name.as_str() {
            "tr" => table.begin_row(),
            "tc" => table.begin_cell(1, 1),
            "gridBefore" => table.pass_over(value()),
            _ => table.widen(value()),
        }
    }

    /// The cell of a paragraph here.
    fn cell(&self) -> Option<Cell> {
        let word = self.open.iter().rev().filter(|open| open.word);
        let inside = word
            .map(|open| open.name.as_str())
            .find(|name| matches!(*name, "tc" | "tbl"))?;
        let table = self.tables.last().filter(|_| inside == "tc")?;
        Some(table.cell())
    }

    /// Handles an element in a run other than text.
    fn in_run(&mut self, tag: &Tag, span: SourceSpan) {
        match tag.name.as_str() {
            "tab" | "ptab" => self.say(Op::Tab(span)),
            "br" | "cr" => self.ops.push(Op::Break),
            "noBreakHyphen" => self.say(Op::Decoded("-".to_owned(), span)),
            "sym" => {
                let code = u32::from_str_radix(tag.get("char"), 16).ok();
                if let Some(c) = code.and_then(char::from_u32) {
                    self.say(Op::Decoded(c.to_string(), span));
                }
            }
            _ => {}
        }
    }

    fn image(&mut self, tag: &Tag, span: SourceSpan) {
        let id = ["embed", "link", "id"]
            .into_iter()
            .find_map(|name| tag.find(name));
        let Some(id) = id.filter(|_| self.is_seen()) else {
            return;
        };
        let url = self.links.get(id).copied().unwrap_or(id).to_owned();
        let alt = std::mem::take(&mut self.description);
        self.ops.push(Op::Image { url, alt, span });
    }

    /// Skips the rest of the innermost open element called `name`.
    fn skip(&mut self, name: &str) {
        let open = self.open.iter().rposition(|open| open.name == name);
        if let Some(at) = open {
            for open in &mut self.open[at..] {
                open.skipped = true;
            }
        }
    }

    fn field(&mut self, what: &str) {
        match what {
            "begin" => self.fields.push(Field::default()),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.has_result = true;
                }
            }
            "end" => {
                let field = self.fields.pop();
                if let Some((text, span)) = field
                    .filter(|field| !field.has_result)
                    .and_then(|field| field.drawn())
                    && self.is_seen()
                {
                    self.say(Op::Decoded(text, span));
                }
            }
            _ => {}
        }
    }

    /// The innermost field, if the text here is part of its instruction.
    fn instructed(&mut self) -> Option<&mut Field> {
        if self.is_skipping() || self.above(0) != "instrText" {
            return None;
        }
        self.fields.last_mut().filter(|field| !field.has_result)
    }

    /// Whether a run here is visible.
    fn is_seen(&self) -> bool {
        !self.is_skipping() && !self.look.hidden && self.fields.iter().all(|field| field.has_result)
    }

    /// Whether text here is the text of a run or formula.
    fn is_text(&self) -> bool {
        self.is_seen() && self.open.last().is_some_and(|open| open.name == "t")
    }

    fn text(&mut self, text: &str, span: SourceSpan) {
        if let Some(field) = self.instructed() {
            return field.instruct(text, span);
        }
        if !self.is_text() {
            return;
        }
        // Spaces at the beginning are indentation by hand.
        let begins = !self.ops.iter().any(Op::is_seen);
        let mut at = span.start;
        let mut text = text;
        if begins {
            let kept = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']);
            at += text.len() - kept.len();
            text = kept;
        }
        for line in text.split_inclusive(['\n', '\r', '\t']) {
            let kept = line.trim_end_matches(['\n', '\r', '\t']);
            let end = at + kept.len();
            if !kept.is_empty() {
                self.say(Op::Text(kept.to_owned(), SourceSpan::new(at, end)));
            }
            if kept.len() < line.len() {
                let space = SourceSpan::new(end, at + line.len());
                self.say(Op::Space(space, false));
            }
            at += line.len();
        }
    }

    /// Adds a visible operation under the marks of its run.
    fn say(&mut self, op: Op) {
        self.set_marks(self.look);
        self.ops.push(op);
    }

    /// Closes and opens marks until they are those of `look`. Mostly nothing is to do, as a run looks
    /// like the one before.
    fn set_marks(&mut self, look: Look) {
        if look == self.marks {
            return;
        }
        let flags = |look: Look| [look.strong, look.emphasis, look.struck];
        for _ in flags(self.marks).into_iter().filter(|&on| on) {
            self.ops.push(Op::Close);
        }
        let kinds = [
            MarkKind::Strong,
            MarkKind::Emphasis,
            MarkKind::Strikethrough,
        ];
        for (kind, _) in kinds.into_iter().zip(flags(look)).filter(|&(_, on)| on) {
            self.ops.push(Op::Open(kind));
        }
        self.marks = look;
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if open.link {
            self.set_marks(Look::default());
            self.ops.push(Op::Close);
        }
        if open.skipped || !open.word {
            return;
        }
        if open.name == "p" {
            if self.properties.joined {
                self.properties = Properties::default();
                self.joins = true;
            } else {
                self.finish();
            }
        }
        // A paragraph that was to continue in the next one ends with the element around it.
        if matches!(
            open.name.as_str(),
            "tc" | "body" | "footnote" | "endnote" | "txbxContent"
        ) {
            self.joins = false;
            self.finish();
        }
        if open.name == "tbl" {
            self.tables.pop();
        }
    }

    /// Makes blocks of the finished paragraph.
    fn finish(&mut self) {
        let properties = std::mem::take(&mut self.properties);
        if self.ops.is_empty() {
            return;
        }
        self.set_marks(Look::default());
        let ops = std::mem::take(&mut self.ops);
        let in_cell = self.open.iter().any(|open| open.word && open.name == "tc");
        let meaning = match properties.outline {
            Some(level) => outline(level),
            None => self.styles.meaning(&properties.style),
        };
        let list = self.list(&properties);
        let kind = match meaning {
            Some(Meaning::Contents) => return,
            _ if in_cell => BlockKind::TableCell,
            Some(Meaning::Kind(BlockKind::ListItem)) if properties.list.as_deref() == Some("0") => {
                BlockKind::Paragraph
            }
            Some(Meaning::Kind(kind)) => kind,
            None if list.is_some() => BlockKind::ListItem,
            None => BlockKind::Paragraph,
        };
        let said = ops.iter().any(Op::is_seen);
        // An item without visible text gets no number.
        let ordinal = list
            .as_ref()
            .filter(|_| said)
            .and_then(|list| self.numbering.next(list));
        let is_item = kind == BlockKind::ListItem;
        let depth = list.map_or(0, |(_, level)| level.min(usize::from(u8::MAX)));
        let chinese = self.chinese;
        let cell = self.cell();
        let start = || {
            let mut builder = BlockBuilder::new(kind, chinese);
            builder.cell = cell;
            if is_item {
                builder.depth = u8::try_from(depth).unwrap_or(u8::MAX);
                builder.ordinal = ordinal;
            }
            builder
        };
        inline::build(&ops, start, kind, self.blocks);
    }

    /// The list of a paragraph: its own, or that of its style. The number 0 takes it out of the style's
    /// list.
    fn list(&self, properties: &Properties) -> Option<List> {
        let styled = self.styles.list(&properties.style);
        let list = match &properties.list {
            Some(list) => list.clone(),
            None => styled.as_ref()?.0.clone(),
        };
        let level = properties
            .level
            .or(styled.map(|(_, level)| level))
            .unwrap_or(0);
        (list != "0").then_some((list, level))
    }
}
