//! The paragraphs of a part as a reader sees them. Inserted text is read; deleted or hidden text and
//! instructions to the program are not (ECMA-376, part 1, sections 17.3, 17.13, 17.16).

use std::collections::HashMap;

use super::super::builder::BlockBuilder;
use super::super::inline::{self, Op};
use super::super::model::{Block, BlockKind, Cell, CodeKind, MarkKind, Markup};
use super::super::table::OpenTable;
use super::super::xml::{Tag, XmlEvent};
use super::fields::{Field, is_computed};
use super::omitted::{self, Omitted};
use super::styles::{List, Meaning, Numbering, Styles, outline};
use super::survey::Survey;
use super::{is_on, is_word};
use crate::text::SourceSpan;

/// Elements whose content is skipped, all without text of the document.
const SKIPPED: &[&str] = &[
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

/// What the names of footnotes begin with, before their ids.
const FOOTNOTE: &str = "fn";
/// The same for endnotes.
const ENDNOTE: &str = "en";

/// What an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vocabulary {
    /// Word processing.
    Word,
    /// Text in drawings, which is made like that of word processing.
    Drawing,
    /// Alternatives, of which one is read in its place.
    Alternatives,
    /// Diagrams and charts, which drawings' text stands in.
    Around,
    /// Anything else: formulas, pictures.
    Other,
}

impl Vocabulary {
    fn of(space: &str) -> Vocabulary {
        if is_word(space) {
            Vocabulary::Word
        } else if space.contains("/drawingml") {
            if space.ends_with("/main") {
                Vocabulary::Drawing
            } else {
                Vocabulary::Around
            }
        } else if space.contains("markup-compatibility") {
            Vocabulary::Alternatives
        } else {
            Vocabulary::Other
        }
    }
}

/// An open element.
struct Open {
    name: String,
    vocabulary: Vocabulary,
    /// Why its content is skipped, if it is.
    skipped: Option<&'static str>,
    /// Whether it opened a link.
    link: bool,
    /// How many fields were open before it.
    fields: usize,
    /// Where it begins, if its text is no language: a formula, a computed result.
    whole: Option<usize>,
}

impl Open {
    fn is_word(&self) -> bool {
        self.vocabulary == Vocabulary::Word
    }
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
    /// Whether its style hides its text.
    hidden: bool,
    /// Whether the mark at its end was deleted, so that the next paragraph continues it.
    joined: bool,
}

/// What the reader of a part has to know.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// Whether the document is Chinese.
    pub(super) chinese: bool,
    /// The styles.
    pub(super) styles: &'a Styles,
    /// The targets of relationships, by id.
    pub(super) links: &'a HashMap<&'a str, &'a str>,
    /// What the whole of the part tells.
    pub(super) survey: &'a Survey,
}

/// What is made of the parts of a document.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The blocks.
    pub(super) blocks: Vec<Block>,
    /// What was left out.
    pub(super) omitted: Omitted,
    /// Where fields begin that never end.
    pub(super) endless: Vec<usize>,
    /// Ids of the documents that are drawn in from other files.
    pub(super) elsewhere: Vec<String>,
}

/// The reader of a part.
pub(super) struct Body<'a> {
    known: Known<'a>,
    numbering: &'a mut Numbering,
    made: &'a mut Made,
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
    /// The name of the note that is read.
    note: Option<String>,
    /// What is no language in the paragraph in `ops`: formulas, and what Word computes.
    wholes: Vec<SourceSpan>,
    /// How many paragraphs are finished.
    paragraphs: usize,
}

impl<'a> Body<'a> {
    /// The reader of a part.
    pub(super) fn new(known: Known<'a>, numbering: &'a mut Numbering, made: &'a mut Made) -> Self {
        Body {
            known,
            numbering,
            made,
            open: Vec::new(),
            fields: Vec::new(),
            properties: Properties::default(),
            ops: Vec::new(),
            joins: false,
            look: Look::default(),
            marks: Look::default(),
            description: String::new(),
            tables: Vec::new(),
            note: None,
            wholes: Vec::new(),
            paragraphs: 0,
        }
    }

    /// Ends the open paragraph, as another text begins here.
    pub(super) fn interrupted(&mut self) -> &mut Made {
        self.joins = false;
        self.finish();
        self.made
    }

    /// Handles the next event of the part, with its bytes in the source.
    pub(super) fn on_event(&mut self, event: XmlEvent<'_>, span: SourceSpan) {
        match event {
            XmlEvent::Start(tag) => self.start(&tag, span),
            XmlEvent::End => self.end(span),
            XmlEvent::Text(text) => self.text(text, span),
            XmlEvent::Resolved(c) => {
                let text = c.to_string();
                if let Some(field) = self.instructed() {
                    field.instruct(&text, span);
                } else if self.is_text() {
                    self.say(Op::Decoded(text, span));
                } else {
                    self.leave_out(&text, span);
                }
            }
        }
    }

    fn is_skipping(&self) -> bool {
        self.open.last().is_some_and(|open| open.skipped.is_some())
    }

    /// The name of the element `up` levels above the innermost one; alternatives do not count.
    fn above(&self, up: usize) -> &str {
        self.open
            .iter()
            .rev()
            .filter(|open| open.vocabulary != Vocabulary::Alternatives)
            .nth(up)
            .map_or("", |open| open.name.as_str())
    }

    fn start(&mut self, tag: &Tag, span: SourceSpan) {
        let mut open = Open {
            name: tag.name.clone(),
            vocabulary: Vocabulary::of(&tag.space),
            skipped: self.open.last().and_then(|open| open.skipped),
            link: false,
            fields: self.fields.len(),
            whole: match tag.name.as_str() {
                "oMath" => Some(span.start),
                "fldSimple" if is_computed(tag.get("instr")) => Some(span.start),
                _ => None,
            },
        };
        if open.skipped.is_none() {
            open.skipped = match open.vocabulary {
                Vocabulary::Word => self.word(tag, span, &mut open.link),
                Vocabulary::Alternatives => self
                    .known
                    .survey
                    .passed_over
                    .contains(&span.start)
                    .then_some(omitted::ALTERNATIVE),
                Vocabulary::Drawing | Vocabulary::Around => self.drawn(tag, span),
                // The prefixes of a drawing are declared around its text, which was moved.
                Vocabulary::Other if tag.space.is_empty() && self.is_in("txBody") => {
                    open.vocabulary = Vocabulary::Drawing;
                    self.drawn(tag, span)
                }
                Vocabulary::Other => self.other(tag, span),
            };
        }
        self.open.push(open);
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    /// Handles an element of drawings; returns why its content is skipped, if it is.
    fn drawn(&mut self, tag: &Tag, span: SourceSpan) -> Option<&'static str> {
        match tag.name.as_str() {
            "p" => self.finish(),
            "r" | "fld" => self.look = Look::default(),
            "rPr" if matches!(self.above(0), "r" | "fld") => {
                let is_on = |name| matches!(tag.get(name), "1" | "true" | "on");
                self.look.strong = is_on("b");
                self.look.emphasis = is_on("i");
                self.look.struck = matches!(tag.get("strike"), "sngStrike" | "dblStrike");
            }
            "br" if self.is_seen() => self.ops.push(Op::Break { set: true }),
            "docPr" => tag.get("descr").clone_into(&mut self.description),
            "blip" => self.image(tag, span),
            "prSet" if tag.get("phldr") == "1" => self.skip("pt", omitted::PLACEHOLDER),
            _ => {}
        }
        None
    }

    /// Handles an element of neither; returns why its content is skipped, if it is.
    fn other(&mut self, tag: &Tag, span: SourceSpan) -> Option<&'static str> {
        match tag.name.as_str() {
            "imagedata" | "blip" => self.image(tag, span),
            "docPr" => tag.get("descr").clone_into(&mut self.description),
            "textpath" => {
                let text = tag.get("string");
                self.made.omitted.add(omitted::WORD_ART, span, text);
            }
            // A run of a formula has no properties of the run before it.
            "r" => self.begin_run(),
            "symEx" if self.above(0) == "r" && self.is_seen() => self.symbol(tag, span),
            _ => {}
        }
        None
    }

    fn begin_run(&mut self) {
        self.look = Look {
            hidden: self.properties.hidden,
            ..Look::default()
        };
    }

    /// Handles an element of word processing; returns why its content is skipped, if it is.
    fn word(&mut self, tag: &Tag, span: SourceSpan, link: &mut bool) -> Option<&'static str> {
        let inside = self.above(0);
        match tag.name.as_str() {
            // Here these are marks of a deleted row, cell or end of a paragraph.
            "del" | "moveFrom" if inside == "rPr" => {
                self.properties.joined |= self.above(1) == "pPr";
            }
            "del" if inside == "trPr" => self.skip("tr", omitted::DELETED),
            "cellDel" => self.skip("tc", omitted::DELETED),
            "del" | "moveFrom" | "delText" => return Some(omitted::DELETED),
            "rt" => return Some(omitted::READING),
            "docPartGallery" if tag.get("val") == "Table of Contents" => {
                self.skip("sdt", omitted::CONTENTS);
            }
            "showingPlcHdr" if is_on(tag) => self.skip("sdt", omitted::PLACEHOLDER),
            "subDoc" => self.made.elsewhere.push(tag.get("id").to_owned()),
            "footnote" | "endnote" => {
                let is_separator = !matches!(tag.get("type"), "" | "normal");
                let kind = match tag.name.as_str() {
                    "footnote" => FOOTNOTE,
                    _ => ENDNOTE,
                };
                self.note = Some(format!("{kind}{}", tag.get("id")));
                return is_separator.then_some(omitted::ALTERNATIVE);
            }
            name if SKIPPED.contains(&name) => return Some(omitted::ALTERNATIVE),
            "tbl" => self.tables.push(OpenTable::new(span.start)),
            "tr" | "tc" | "gridSpan" | "gridBefore" => self.in_table(tag),
            "p" if self.joins => self.joins = false,
            "p" => self.finish(),
            "r" => self.begin_run(),
            "rStyle" if inside == "rPr" && self.above(1) == "r" => {
                self.look.hidden |= self.known.styles.hides(tag.get("val"));
            }
            "b" if inside == "rPr" => self.look.strong = is_on(tag),
            "i" if inside == "rPr" => self.look.emphasis = is_on(tag),
            // Emphasis marks: dots beside the characters, the Chinese form of emphasis.
            "em" if inside == "rPr" => self.look.emphasis |= is_on(tag),
            "strike" | "dstrike" if inside == "rPr" => self.look.struck |= is_on(tag),
            "vanish" if inside == "rPr" && self.above(1) == "r" => self.look.hidden = is_on(tag),
            "pStyle" => {
                tag.get("val").clone_into(&mut self.properties.style);
                self.properties.hidden = self.known.styles.hides(tag.get("val"));
            }
            "outlineLvl" => self.properties.outline = tag.get("val").parse().ok(),
            "numId" => self.properties.list = Some(tag.get("val").to_owned()),
            "ilvl" => self.properties.level = tag.get("val").parse().ok(),
            "hyperlink" => {
                let target = self.known.links.get(tag.get("id")).copied();
                if let Some(target) = target {
                    self.set_marks(Look::default());
                    self.ops.push(Op::Open(MarkKind::Link(target.to_owned())));
                    *link = true;
                }
            }
            "fldChar" => self.field(tag.get("fldCharType"), span),
            _ if inside == "r" && self.is_seen() => self.in_run(tag, span),
            _ => {}
        }
        None
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
        let word = self.open.iter().rev().filter(|open| open.is_word());
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
            "br" | "cr" => self.ops.push(Op::Break {
                set: matches!(tag.get("type"), "" | "textWrapping"),
            }),
            "footnoteReference" => self.sign(FOOTNOTE, tag),
            "endnoteReference" => self.sign(ENDNOTE, tag),
            "noBreakHyphen" => self.say(Op::Decoded("-".to_owned(), span)),
            "sym" => self.symbol(tag, span),
            _ => {}
        }
    }

    /// The sign of a note.
    fn sign(&mut self, kind: &str, tag: &Tag) {
        self.ops.push(Op::Note(format!("{kind}{}", tag.get("id"))));
    }

    /// A character by its number in a font.
    fn symbol(&mut self, tag: &Tag, span: SourceSpan) {
        let code = u32::from_str_radix(tag.get("char"), 16).ok();
        if let Some(c) = code.and_then(char::from_u32) {
            self.say(Op::Decoded(c.to_string(), span));
        }
    }

    fn image(&mut self, tag: &Tag, span: SourceSpan) {
        let id = ["embed", "link", "id"]
            .into_iter()
            .find_map(|name| tag.find(name));
        let Some(id) = id.filter(|_| self.is_seen()) else {
            return;
        };
        let url = self.known.links.get(id).copied().unwrap_or(id).to_owned();
        let alt = std::mem::take(&mut self.description);
        self.ops.push(Op::Image { url, alt, span });
    }

    /// Skips the rest of the innermost open element called `name`.
    fn skip(&mut self, name: &str, why: &'static str) {
        let open = self.open.iter().rposition(|open| open.name == name);
        if let Some(at) = open {
            for open in &mut self.open[at..] {
                open.skipped = Some(why);
            }
        }
    }

    fn field(&mut self, what: &str, span: SourceSpan) {
        match what {
            "begin" => {
                let endless = self.known.survey.endless.contains(&span.start);
                if endless {
                    self.made.endless.push(span.start);
                }
                let begins = (span.start, self.paragraphs);
                self.fields.push(Field::begun(endless, begins));
            }
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.has_result = true;
                }
            }
            "end" => {
                let Some(field) = self.fields.pop() else {
                    return;
                };
                let (start, paragraph) = field.begins;
                if field.has_result {
                    if paragraph == self.paragraphs && field.is_computed() {
                        self.keep_whole(SourceSpan::new(start, span.end));
                    }
                } else if let Some((text, span)) = field.drawn()
                    && self.is_seen()
                {
                    self.say(Op::Decoded(text, span));
                }
            }
            _ => {}
        }
    }

    /// What stands here is no language, with all that is in it.
    fn keep_whole(&mut self, span: SourceSpan) {
        self.wholes.retain(|inside| !span.contains(inside));
        self.wholes.push(span);
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
        !self.is_skipping()
            && !self.look.hidden
            && (self.fields.iter()).all(|field| field.has_result || field.endless)
    }

    /// Whether text here is the text of a run or formula.
    fn is_text(&self) -> bool {
        self.is_seen()
            && (self.open.last())
                .is_some_and(|open| open.name == "t" && open.vocabulary != Vocabulary::Around)
    }

    /// Text that is not read.
    fn leave_out(&mut self, text: &str, span: SourceSpan) {
        let Some(open) = self.open.last() else {
            return;
        };
        let what = match (open.name.as_str(), open.skipped) {
            ("t" | "delText", Some(why)) => why,
            ("t", None) if open.vocabulary == Vocabulary::Around => return,
            ("t", None) if self.look.hidden => omitted::HIDDEN,
            ("t", None) => omitted::INSTRUCTION,
            ("v", None) if self.is_in("strCache") => omitted::CHART_LABELS,
            _ => return,
        };
        self.made.omitted.add(what, span, text);
    }

    fn text(&mut self, text: &str, span: SourceSpan) {
        if let Some(field) = self.instructed() {
            return field.instruct(text, span);
        }
        if !self.is_text() {
            return self.leave_out(text, span);
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
        self.made.omitted.read();
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

    fn end(&mut self, span: SourceSpan) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if open.name == "r" {
            self.look = Look {
                hidden: self.properties.hidden,
                ..Look::default()
            };
        }
        if matches!(open.name.as_str(), "txbxContent" | "footnote" | "endnote") {
            self.fields.truncate(open.fields);
        }
        if let Some(start) = open.whole {
            self.keep_whole(SourceSpan::new(start, span.end));
        }
        if open.link {
            self.set_marks(Look::default());
            self.ops.push(Op::Close);
        }
        if open.vocabulary == Vocabulary::Drawing && open.name == "p" {
            self.finish();
        }
        if open.skipped.is_some() || !open.is_word() {
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
            "tc" | "body" | "hdr" | "ftr" | "footnote" | "endnote" | "txbxContent"
        ) {
            self.joins = false;
            self.finish();
        }
        if matches!(open.name.as_str(), "footnote" | "endnote") {
            self.note = None;
        }
        if open.name == "tbl" {
            self.tables.pop();
        }
    }

    /// Makes blocks of the finished paragraph.
    fn finish(&mut self) {
        let properties = std::mem::take(&mut self.properties);
        self.paragraphs += 1;
        if self.ops.is_empty() {
            self.wholes.clear();
            return;
        }
        self.set_marks(Look::default());
        let ops = std::mem::take(&mut self.ops);
        let wholes = std::mem::take(&mut self.wholes);
        let mut open = self.open.iter();
        let in_cell = open.any(|open| open.is_word() && open.name == "tc");
        let meaning = match properties.outline {
            Some(level) => outline(level),
            None => self.known.styles.meaning(&properties.style),
        };
        let list = self.list(&properties);
        let kind = match meaning {
            Some(Meaning::Contents) => return self.leave_out_contents(&ops),
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
        let chinese = self.known.chinese;
        let cell = self.cell();
        let note = &self.note;
        let start = || {
            let mut builder = BlockBuilder::new(kind, chinese);
            builder.cell = cell;
            builder.note.clone_from(note);
            if is_item {
                builder.depth = u8::try_from(depth).unwrap_or(u8::MAX);
                builder.ordinal = ordinal;
            }
            builder
        };
        let before = self.made.blocks.len();
        inline::build(&ops, start, kind, &mut self.made.blocks);
        for block in &mut self.made.blocks[before..] {
            mark_wholes(block, &wholes);
        }
    }

    fn leave_out_contents(&mut self, ops: &[Op]) {
        for op in ops {
            if let Op::Text(text, span) | Op::Decoded(text, span) = op {
                self.made.omitted.add(omitted::CONTENTS, *span, text);
            }
        }
    }

    /// The list of a paragraph: its own, or that of its style. The number 0 takes it out of the style's
    /// list.
    fn list(&self, properties: &Properties) -> Option<List> {
        let styled = self.known.styles.list(&properties.style);
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

/// Formulas and what Word computes are no language: each is kept as a whole.
fn mark_wholes(block: &mut Block, wholes: &[SourceSpan]) {
    for whole in wholes {
        let mut runs = block.runs.iter();
        let Some(first) = runs.find(|run| whole.contains(&run.source)) else {
            continue;
        };
        let last = runs.rfind(|run| whole.contains(&run.source));
        let end = last.unwrap_or(first).text.end;
        if first.text.start < end {
            block.codes.push(Markup {
                kind: CodeKind::Opaque(end - first.text.start),
                at: first.text.start,
                source: *whole,
            });
        }
    }
    block.codes.sort_by_key(|code| code.source.start);
}
