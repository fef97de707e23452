//! The anatomy of blocks: which bytes are their characters, what stands between these, and in which elements.
//! It is needed only to write other words, and made then.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::model::{Block, Document, Syntax};
use super::super::xml::{Tag, Xml, XmlEvent};
use super::fields::is_computed;
use super::is_word;
use super::look::Looks;
use super::walk::{Step, part_text, survey_all, walks};
use crate::error::Result;
use crate::text::{SourceSpan, TextSpan};

/// What an open element is for the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The part, and everything else outside of paragraphs.
    Outside,
    Paragraph,
    /// A reader sees which words stand in it: a link, a content control.
    Container,
    /// The result of a field that goes over several runs. It is no element: the field has begun before, and
    /// ends behind.
    Field,
    /// Nobody sees it.
    Neutral,
    /// Text inserted by a tracked change.
    Tracked,
    Run,
    Text,
    /// `<![CDATA[…]]>`, which is no element either.
    Literal,
}

/// An open element.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// The element that it stands in.
    pub(super) parent: usize,
    /// Where it begins, which tells it from others.
    pub(super) start: usize,
    /// Where a container ends, as soon as that is known.
    end: usize,
    /// Whether it is one of word processing, not of drawings.
    pub(super) word: bool,
    /// How it is opened, with its properties; for a field what stands before its result.
    pub(super) open: String,
    /// How it is closed; nothing for a field that does not end in the same paragraph.
    pub(super) close: String,
    /// The look of a run.
    pub(super) look: usize,
}

/// What an atom is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Characters as they are written.
    Text,
    /// An element that is seen as text which is no language, and is kept: how it is written in a paragraph.
    Opaque(String),
    /// An element that is seen as text, and goes with it: a character with its reading.
    Drawn,
    /// An element without text: how it is written in a paragraph.
    Point(String),
}

/// A piece of a block that is taken as a whole, or characters.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    /// What of the block's text it is.
    pub(super) text: TextSpan,
    /// Its bytes.
    pub(super) source: SourceSpan,
    /// The innermost element that is open where it begins.
    pub(super) node: usize,
    /// The innermost element that is open behind it.
    pub(super) after: usize,
    /// What it is.
    pub(super) what: What,
}

/// A block taken apart.
pub(super) struct Anatomy {
    /// The number of the block.
    pub(super) block: usize,
    /// The elements of its paragraph.
    pub(super) nodes: Rc<Vec<Node>>,
    /// Its pieces, in order.
    pub(super) atoms: Vec<Atom>,
}

impl Anatomy {
    /// The elements around an element and itself, the outermost first. Fields that do not end are none.
    pub(super) fn stack(&self, node: usize) -> Vec<usize> {
        stack(&self.nodes, node)
    }
}

fn stack(nodes: &[Node], node: usize) -> Vec<usize> {
    let mut stack = Vec::new();
    let mut at = node;
    while at != 0 {
        let node = &nodes[at];
        if node.kind != Kind::Field || !node.close.is_empty() {
            stack.push(at);
        }
        at = node.parent;
    }
    stack.reverse();
    stack
}

/// Takes the blocks of a document apart that are wanted, and have text of its own vocabulary.
///
/// # Errors
/// As [`Xml::walk`].
pub(super) fn anatomies(
    document: &Document,
    wanted: &dyn Fn(usize) -> bool,
    looks: &mut Looks,
    each: &mut dyn FnMut(Anatomy, &Looks),
) -> Result<()> {
    let source = &document.source;
    let stories = super::stories::stories(source)?;
    let walks = walks(source, &stories);
    let endless = survey_all(&walks, &source.path)?.endless;
    for walk in walks {
        let mut anatomist = Anatomist::new(document, wanted, looks, each, &endless);
        walk.each(&source.path, |step| {
            match step {
                Step::Event(event, span) => anatomist.on_event(&event, span),
                Step::Other(number) => {
                    let part = &source.parts[number];
                    if !part.member.ends_with(".xml") {
                        return Ok(());
                    }
                    let mut inside =
                        Anatomist::new(document, wanted, anatomist.looks, anatomist.each, &endless);
                    let xml = Xml {
                        path: &source.path,
                        member: &part.member,
                        text: part_text(source, number),
                    };
                    xml.walk(|event, span| {
                        let span = SourceSpan::new(span.start + part.at, span.end + part.at);
                        inside.on_event(&event, span);
                    })?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What an element is for the way through a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Node(Kind),
    /// It tells something of the element around it.
    Properties,
    Unit(Unit),
    /// The content of a content control.
    Content,
    Nothing,
}

/// What is taken as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// A point; or text that is kept.
    Opaque,
    /// A point; or text that goes with the sentence.
    Drawn,
    Point,
    /// A field without a result: a point, or text that it draws.
    Field,
    /// It goes with the sentence, whatever is in it.
    Dropped,
    FieldBegin,
    FieldSeparate,
    FieldEnd,
    /// The instruction of a field.
    Instruction,
}

/// What an event opened, for the event that closes it.
enum Entry {
    Nothing,
    Node(usize),
    Properties(usize),
    Unit,
    /// The text of a box, with what was open around it.
    Story(Box<Story>),
}

/// A unit that is open.
struct OpenUnit {
    unit: Unit,
    start: usize,
    /// The element that it stands in.
    node: usize,
}

/// A field that is open.
struct OpenField {
    start: usize,
    /// The element that it begins in.
    node: usize,
    instruction: String,
    /// What stands before its result, in runs.
    before: String,
    /// The fields that are open in its instruction.
    inner: usize,
    /// Its node and the number of items before its result, once that has begun.
    result: Option<(usize, usize)>,
}

/// A piece of a paragraph.
struct Item {
    source: SourceSpan,
    node: usize,
    after: usize,
    what: ItemKind,
}

enum ItemKind {
    Characters,
    Unit(Unit, String),
    /// The beginning or end of the field with this node.
    FieldPart(usize, String),
}

/// The text that is being taken apart: paragraphs that belong together.
#[derive(Default)]
struct Story {
    nodes: Vec<Node>,
    /// The innermost open element.
    leaf: usize,
    unit: Option<OpenUnit>,
    items: Vec<Item>,
    fields: Vec<OpenField>,
    /// Where the first paragraph began.
    start: Option<usize>,
}

impl Story {
    fn new() -> Story {
        let outside = Node {
            kind: Kind::Outside,
            parent: 0,
            start: 0,
            end: 0,
            word: true,
            open: String::new(),
            close: String::new(),
            look: 0,
        };
        Story {
            nodes: vec![outside],
            ..Story::default()
        }
    }

    /// The innermost open element that is one.
    fn element(&self) -> usize {
        let mut at = self.leaf;
        while self.nodes[at].kind == Kind::Field {
            at = self.nodes[at].parent;
        }
        at
    }

    fn is_in_instruction(&self) -> bool {
        self.fields
            .last()
            .is_some_and(|field| field.result.is_none())
    }

    /// Closes the node that begins at `start`, with fields that end no more; gives it back.
    fn close(&mut self, start: usize) -> usize {
        let mut at = self.leaf;
        while at != 0 && self.nodes[at].start != start {
            at = self.nodes[at].parent;
        }
        self.leaf = self.nodes[at].parent;
        at
    }

    /// Puts a field around the run that is open, or behind what stands here.
    fn open_field(&mut self, start: usize) -> usize {
        let (mut moved, mut at) = (Vec::new(), self.leaf);
        while matches!(self.nodes[at].kind, Kind::Run | Kind::Text | Kind::Literal) {
            moved.push(at);
            at = self.nodes[at].parent;
        }
        self.nodes.push(Node {
            kind: Kind::Field,
            parent: at,
            start,
            end: start,
            word: true,
            open: String::new(),
            close: String::new(),
            look: 0,
        });
        let field = self.nodes.len() - 1;
        self.leaf = field;
        self.push_again(moved);
        field
    }

    /// Takes a field away from around what is open.
    fn close_field(&mut self, field: usize) -> bool {
        let (mut moved, mut at) = (Vec::new(), self.leaf);
        while at != 0 && at != field {
            moved.push(at);
            at = self.nodes[at].parent;
        }
        if at == 0 {
            return false;
        }
        self.leaf = self.nodes[field].parent;
        self.push_again(moved);
        true
    }

    fn push_again(&mut self, moved: Vec<usize>) {
        for node in moved.into_iter().rev() {
            let mut again = self.nodes[node].clone();
            again.parent = self.leaf;
            self.nodes.push(again);
            self.leaf = self.nodes.len() - 1;
        }
    }

    /// Markup as it is written in a paragraph: in a run where it stands in one.
    fn in_paragraph(&self, markup: &str, node: usize) -> String {
        let node = &self.nodes[node];
        match node.kind {
            Kind::Run => format!("{}{markup}{}", node.open, node.close),
            _ => markup.to_owned(),
        }
    }
}

struct Anatomist<'d, 'e> {
    source: &'d str,
    blocks: &'d [Block],
    wanted: &'e dyn Fn(usize) -> bool,
    done: Vec<bool>,
    looks: &'e mut Looks,
    each: &'e mut dyn FnMut(Anatomy, &Looks),
    /// Where fields begin that never end: they hide nothing.
    endless: &'e HashSet<usize>,
    entries: Vec<Entry>,
    /// Whether properties are open.
    in_properties: bool,
    story: Story,
}

impl<'d, 'e> Anatomist<'d, 'e> {
    fn new<'n: 'e>(
        document: &'d Document,
        wanted: &'n dyn Fn(usize) -> bool,
        looks: &'n mut Looks,
        each: &'n mut dyn FnMut(Anatomy, &Looks),
        endless: &'n HashSet<usize>,
    ) -> Anatomist<'d, 'e> {
        Anatomist {
            source: &document.source.text,
            blocks: &document.blocks,
            wanted,
            done: vec![false; document.blocks.len()],
            looks,
            each,
            endless,
            entries: Vec::new(),
            in_properties: false,
            story: Story::new(),
        }
    }

    fn on_event(&mut self, event: &XmlEvent<'_>, span: SourceSpan) {
        match event {
            XmlEvent::Start(tag) => {
                let entry = self.start(tag, span);
                self.entries.push(entry);
            }
            XmlEvent::End => self.end(span),
            XmlEvent::Text(text) => self.text(text, span),
            XmlEvent::Resolved(c) => self.text(c.encode_utf8(&mut [0; 4]), span),
        }
    }

    fn text(&mut self, text: &str, span: SourceSpan) {
        let story = &mut self.story;
        if let Some(unit) = &story.unit {
            if unit.unit == Unit::Instruction
                && let Some(field) = story.fields.last_mut()
                && field.inner == 0
                && field.result.is_none()
            {
                field.instruction.push_str(text);
            }
            return;
        }
        if story.nodes[story.leaf].kind != Kind::Text {
            return;
        }
        let mut node = story.leaf;
        const LITERAL: &str = "<![CDATA[";
        if self.source[..span.start].ends_with(LITERAL) {
            story.nodes.push(Node {
                kind: Kind::Literal,
                parent: node,
                start: span.start - LITERAL.len(),
                end: span.end,
                word: true,
                open: LITERAL.to_owned(),
                close: "]]>".to_owned(),
                look: 0,
            });
            node = story.nodes.len() - 1;
        }
        story.items.push(Item {
            source: span,
            node,
            after: node,
            what: ItemKind::Characters,
        });
    }

    fn start(&mut self, tag: &Tag, span: SourceSpan) -> Entry {
        let word = is_word(&tag.space);
        if self.in_properties {
            return Entry::Nothing;
        }
        if self.story.unit.is_some() {
            if word && tag.name == "txbxContent" || tag.name == "txBody" {
                let around = std::mem::replace(&mut self.story, Story::new());
                return Entry::Story(Box::new(around));
            }
            return Entry::Nothing;
        }
        let drawing = tag.space.contains("drawingml/") || tag.space.is_empty();
        let class = self.class(tag, word || drawing);
        let class = match class {
            // Nothing in an instruction is seen.
            Class::Node(Kind::Text) if self.story.is_in_instruction() => Class::Unit(Unit::Point),
            class => class,
        };
        match class {
            Class::Nothing => Entry::Nothing,
            Class::Properties => {
                self.in_properties = true;
                Entry::Properties(self.story.element())
            }
            Class::Content => {
                let sdt = self.story.element();
                let node = &mut self.story.nodes[sdt];
                node.open = self.source[node.start..span.end].to_owned();
                node.close = format!("</{}>{}", name_in(span.of(self.source)), node.close);
                Entry::Nothing
            }
            Class::Node(kind) => {
                let own = span.of(self.source);
                let story = &mut self.story;
                if kind == Kind::Paragraph {
                    story.start.get_or_insert(span.start);
                }
                story.nodes.push(Node {
                    kind,
                    parent: story.leaf,
                    start: span.start,
                    end: span.end,
                    word,
                    open: own.to_owned(),
                    close: format!("</{}>", name_in(own)),
                    look: self.looks.number(""),
                });
                story.leaf = story.nodes.len() - 1;
                Entry::Node(span.start)
            }
            Class::Unit(unit) => {
                self.story.unit = Some(OpenUnit {
                    unit,
                    start: span.start,
                    node: self.story.leaf,
                });
                Entry::Unit
            }
        }
    }

    fn class(&self, tag: &Tag, is_text: bool) -> Class {
        let story = &self.story;
        let name = tag.name.as_str();
        match story.nodes[story.element()].kind {
            Kind::Text | Kind::Literal => Class::Unit(Unit::Dropped),
            Kind::Outside => match name {
                "p" if is_text => Class::Node(Kind::Paragraph),
                _ => Class::Nothing,
            },
            Kind::Run if is_text => match name {
                "rPr" => Class::Properties,
                "fldChar" => Class::Unit(match tag.get("fldCharType") {
                    "begin" => Unit::FieldBegin,
                    "separate" => Unit::FieldSeparate,
                    _ => Unit::FieldEnd,
                }),
                "instrText" => Class::Unit(Unit::Instruction),
                // Nothing else of a hidden run is read, and all of it is kept.
                _ if self.looks.get(story.nodes[story.element()].look).hidden => {
                    Class::Unit(Unit::Point)
                }
                "t" => Class::Node(Kind::Text),
                "tab" | "ptab" | "sym" => Class::Unit(Unit::Opaque),
                "noBreakHyphen" | "ruby" => Class::Unit(Unit::Drawn),
                "softHyphen" | "lastRenderedPageBreak" | "delText" | "delInstrText" => {
                    Class::Unit(Unit::Dropped)
                }
                _ => Class::Unit(Unit::Point),
            },
            Kind::Run => match name {
                "AlternateContent" => Class::Unit(Unit::Drawn),
                _ => Class::Unit(Unit::Point),
            },
            _ => match name {
                "r" if is_text => Class::Node(Kind::Run),
                "hyperlink" | "sdt" => Class::Node(Kind::Container),
                "fldSimple" if is_computed(tag.get("instr")) => Class::Unit(Unit::Opaque),
                "fldSimple" => Class::Node(Kind::Container),
                "sdtContent" => Class::Content,
                "smartTag" | "customXml" | "dir" | "bdo" => Class::Node(Kind::Neutral),
                "ins" | "moveTo" => Class::Node(Kind::Tracked),
                "pPr" | "sdtPr" | "sdtEndPr" | "smartTagPr" | "customXmlPr" | "fldData" => {
                    Class::Properties
                }
                "del" | "moveFrom" | "proofErr" => Class::Unit(Unit::Dropped),
                "oMath" | "oMathPara" | "fld" => Class::Unit(Unit::Opaque),
                "AlternateContent" => Class::Unit(Unit::Drawn),
                _ => Class::Unit(Unit::Point),
            },
        }
    }

    fn end(&mut self, span: SourceSpan) {
        match self.entries.pop() {
            None | Some(Entry::Nothing) => {}
            Some(Entry::Properties(node)) => {
                self.in_properties = false;
                self.end_properties(node, span);
            }
            Some(Entry::Unit) => {
                if let Some(unit) = self.story.unit.take() {
                    self.end_unit(&unit, span.end);
                }
            }
            Some(Entry::Story(around)) => {
                self.flush(span.end);
                self.story = *around;
            }
            Some(Entry::Node(start)) => {
                let node = self.story.close(start);
                let node = &mut self.story.nodes[node];
                node.end = span.end;
                if node.kind == Kind::Paragraph && !self.goes_on(span.end) {
                    self.flush(span.end);
                }
            }
        }
    }

    fn end_properties(&mut self, node: usize, span: SourceSpan) {
        let story = &mut self.story;
        let properties = {
            let from = story.nodes[node].open.len() + story.nodes[node].start;
            self.source.get(from..span.end).unwrap_or_default()
        };
        if story.nodes[node].kind == Kind::Run {
            let look = self.looks.number(properties);
            story.nodes[node].look = look;
        }
        story.nodes[node].open.push_str(properties);
    }

    /// Whether a block goes on in the next paragraph.
    fn goes_on(&self, at: usize) -> bool {
        let next = self.blocks.partition_point(|block| block.span.start < at);
        next > 0 && self.blocks[next - 1].span.end > at
    }

    fn end_unit(&mut self, unit: &OpenUnit, end: usize) {
        let own = SourceSpan::new(unit.start, end);
        let markup = own.of(self.source);
        let story = &mut self.story;
        let written = story.in_paragraph(markup, unit.node);
        if let Some(field) = story
            .fields
            .last_mut()
            .filter(|field| field.result.is_none())
        {
            // Everything in an instruction belongs to the field.
            field.before.push_str(&written);
            match unit.unit {
                Unit::FieldBegin => field.inner += 1,
                Unit::FieldEnd if field.inner > 0 => field.inner -= 1,
                Unit::FieldEnd => self.end_field(own, String::new()),
                Unit::FieldSeparate if field.inner == 0 => self.begin_result(end),
                _ => {}
            }
            return;
        }
        match unit.unit {
            Unit::FieldBegin if self.endless.contains(&unit.start) => {
                self.item(own, unit.node, Unit::Point, written);
            }
            Unit::FieldBegin => story.fields.push(OpenField {
                start: unit.start,
                node: unit.node,
                instruction: String::new(),
                before: written,
                inner: 0,
                result: None,
            }),
            Unit::FieldEnd if !story.fields.is_empty() => self.end_field(own, written),
            Unit::FieldSeparate | Unit::FieldEnd => self.item(own, unit.node, Unit::Point, written),
            // What other parts are cut by is never left out.
            Unit::Dropped if !markup.contains('\0') => {}
            Unit::Dropped | Unit::Instruction => {
                self.item(own, unit.node, Unit::Point, written);
            }
            kind => self.item(own, unit.node, kind, written),
        }
    }

    fn item(&mut self, source: SourceSpan, node: usize, unit: Unit, markup: String) {
        self.story.items.push(Item {
            source,
            node,
            after: node,
            what: ItemKind::Unit(unit, markup),
        });
    }

    fn begin_result(&mut self, at: usize) {
        let story = &mut self.story;
        let items = story.items.len();
        let Some(field) = story.fields.last() else {
            return;
        };
        let (start, begins_in, before) = (field.start, field.node, field.before.clone());
        let node = story.open_field(start);
        if let Some(field) = story.fields.last_mut() {
            field.result = Some((node, items));
        }
        story.nodes[node].open.clone_from(&before);
        story.items.push(Item {
            source: SourceSpan::new(start, at),
            node: begins_in,
            after: story.leaf,
            what: ItemKind::FieldPart(node, before),
        });
    }

    fn end_field(&mut self, own: SourceSpan, end: String) {
        let story = &mut self.story;
        let Some(field) = story.fields.pop() else {
            return;
        };
        let whole = SourceSpan::new(field.start, own.end);
        let item = |story: &mut Story, unit, markup| {
            story.items.push(Item {
                source: whole,
                node: field.node,
                after: story.leaf,
                what: ItemKind::Unit(unit, markup),
            });
        };
        let Some((node, items)) = field.result else {
            // Without a result it is nothing to see, or draws what its instruction says.
            return item(story, Unit::Field, field.before);
        };
        let is_whole = story.close_field(node);
        if is_whole && is_computed(&field.instruction) {
            let inside = story.items.split_off(items);
            // The first is the field's own beginning.
            let mut markup = field.before;
            for item in inside.iter().skip(1) {
                markup.push_str(&rendered(story, item, self.source));
            }
            markup.push_str(&end);
            return item(story, Unit::Opaque, markup);
        }
        if is_whole {
            story.nodes[node].end = own.end;
            story.nodes[node].close.clone_from(&end);
        }
        story.items.push(Item {
            source: own,
            node: story.leaf,
            after: story.leaf,
            what: ItemKind::FieldPart(node, end),
        });
    }

    /// Takes the blocks apart whose paragraphs are complete.
    fn flush(&mut self, end: usize) {
        let story = std::mem::replace(&mut self.story, Story::new());
        let Some(start) = story.start else {
            return;
        };
        let nodes = Rc::new(story.nodes);
        let first = self
            .blocks
            .partition_point(|block| block.span.start < start);
        for number in first..self.blocks.len() {
            let block = &self.blocks[number];
            if block.span.end > end {
                break;
            }
            if std::mem::replace(&mut self.done[number], true)
                || block.text.is_empty()
                || !matches!(block.syntax, Syntax::Own | Syntax::Label)
                || !(self.wanted)(number)
            {
                continue;
            }
            if let Some(mut anatomy) = anatomy(number, block, &story.items, &nodes) {
                let before = number
                    .checked_sub(1)
                    .map_or(0, |at| self.blocks[at].span.end);
                let next = self.blocks.get(number + 1);
                let next = next.map_or(self.source.len(), |next| next.span.start);
                let alone = SourceSpan::new(before, next.max(before));
                close_empty_containers(&mut anatomy, block, alone, self.source);
                (self.each)(anatomy, self.looks);
            }
        }
    }
}

/// An item as it is written in a paragraph.
fn rendered(story: &Story, item: &Item, source: &str) -> String {
    match &item.what {
        ItemKind::Unit(_, markup) | ItemKind::FieldPart(_, markup) => markup.clone(),
        ItemKind::Characters => in_runs(&story.nodes, item.node, item.source.of(source)),
    }
}

/// What is never left out of alternatives: pictures, and what other parts are cut by.
const KEPT: &[&str] = &["drawing", "pict", "object", "\0"];

/// The name in a start tag, with its prefix.
pub(super) fn name_in(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<');
    inside
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))
        .next()
        .unwrap_or_default()
}

/// The pieces of a block; nothing where some of its characters are in none.
fn anatomy(number: usize, block: &Block, items: &[Item], nodes: &Rc<Vec<Node>>) -> Option<Anatomy> {
    let mut atoms: Vec<Atom> = Vec::new();
    let items = items.iter();
    let mut runs = block.runs.iter().peekable();
    // How much of the block's text stands before.
    let mut reached = 0;
    for item in items
        .filter(|item| item.source.end > block.span.start && item.source.start < block.span.end)
    {
        // White space that stands for what is between two pieces is in none.
        while let Some(run) = runs.next_if(|run| {
            run.source.start < item.source.start && run.source.end <= item.source.end
        }) {
            reached = run.text.end;
        }
        let mut own: Vec<(TextSpan, SourceSpan)> = Vec::new();
        while let Some(run) = runs.next_if(|run| item.source.contains(&run.source)) {
            own.push((run.text, run.source));
            reached = run.text.end;
        }
        let text = match (own.first(), own.last()) {
            (Some((first, _)), Some((last, _))) => TextSpan::new(first.start, last.end),
            _ => TextSpan::new(reached, reached),
        };
        let what = match &item.what {
            ItemKind::Characters => {
                atoms.extend(own.into_iter().map(|(text, source)| Atom {
                    text,
                    source,
                    node: item.node,
                    after: item.after,
                    what: What::Text,
                }));
                continue;
            }
            ItemKind::FieldPart(node, _) if !nodes[*node].close.is_empty() => continue,
            // Words in the instruction of a field would be written with it, and as words.
            ItemKind::FieldPart(..) if !text.is_empty() => return None,
            ItemKind::FieldPart(_, markup) => What::Point(markup.clone()),
            // Without text and pictures there is nothing to keep.
            ItemKind::Unit(Unit::Drawn, markup)
                if text.is_empty() && !KEPT.iter().any(|kept| markup.contains(kept)) =>
            {
                continue;
            }
            ItemKind::Unit(Unit::Drawn | Unit::Field, _) if !text.is_empty() => What::Drawn,
            ItemKind::Unit(_, markup) if text.is_empty() => What::Point(markup.clone()),
            ItemKind::Unit(_, markup) => What::Opaque(markup.clone()),
        };
        atoms.push(Atom {
            text,
            source: item.source,
            node: item.node,
            after: item.after,
            what,
        });
    }
    let anatomy = Anatomy {
        block: number,
        nodes: Rc::clone(nodes),
        atoms,
    };
    let covered: usize = anatomy.atoms.iter().map(|atom| atom.text.len()).sum();
    let gaps: usize = block
        .runs
        .iter()
        .filter(|run| !run.verbatim && run.text.of(&block.text).trim().is_empty())
        .map(|run| run.text.len())
        .sum();
    if covered + gaps < block.text.len() {
        return None;
    }
    Some(anatomy)
}

/// A container without words is taken as a whole. `alone` is where no other block stands.
fn close_empty_containers(anatomy: &mut Anatomy, block: &Block, alone: SourceSpan, source: &str) {
    // What stands in others comes first.
    for node in (0..anatomy.nodes.len()).rev() {
        let own = &anatomy.nodes[node];
        let is_container =
            matches!(own.kind, Kind::Container) || own.kind == Kind::Field && !own.close.is_empty();
        if !is_container || own.start < alone.start || own.end > alone.end {
            continue;
        }
        let inside: Vec<bool> = anatomy
            .atoms
            .iter()
            .map(|atom| {
                let mut stack = anatomy.stack(atom.node).into_iter();
                stack.any(|node| anatomy.nodes[node].start == own.start)
            })
            .collect();
        let atoms = || {
            anatomy
                .atoms
                .iter()
                .zip(&inside)
                .filter(|(_, inside)| **inside)
        };
        if atoms().any(|(atom, _)| !atom.text.of(&block.text).trim().is_empty()) {
            continue;
        }
        let mut markup = own.open.clone();
        for (atom, _) in atoms() {
            match &atom.what {
                What::Point(inner) | What::Opaque(inner) => markup.push_str(inner),
                What::Text | What::Drawn => {
                    let written = in_runs(&anatomy.nodes, atom.node, atom.source.of(source));
                    markup.push_str(&written);
                }
            }
        }
        markup.push_str(&own.close);
        let span = SourceSpan::new(own.start, own.end);
        let parent = own.parent;
        let place = anatomy
            .atoms
            .partition_point(|atom| atom.source.start < span.start);
        let at = place
            .checked_sub(1)
            .map_or(0, |at| anatomy.atoms[at].text.end);
        let texts = || {
            atoms()
                .map(|(atom, _)| atom.text)
                .filter(|text| !text.is_empty())
        };
        let text = match (texts().next(), texts().next_back()) {
            (Some(first), Some(last)) => TextSpan::new(first.start, last.end),
            _ => TextSpan::new(at, at),
        };
        let whole = Atom {
            text,
            source: span,
            node: parent,
            after: parent,
            what: if text.is_empty() {
                What::Point(markup)
            } else {
                What::Opaque(markup)
            },
        };
        let mut kept = inside.into_iter();
        anatomy.atoms.retain(|_| !kept.next().unwrap_or(false));
        let place = anatomy
            .atoms
            .partition_point(|atom| atom.source.start < span.start);
        anatomy.atoms.insert(place, whole);
    }
}

/// Characters in the run and text element that they stand in.
fn in_runs(nodes: &[Node], node: usize, characters: &str) -> String {
    let stack = stack(nodes, node);
    let around: Vec<&Node> = stack
        .iter()
        .map(|&node| &nodes[node])
        .filter(|node| matches!(node.kind, Kind::Run | Kind::Text | Kind::Literal))
        .collect();
    let open = around.iter().map(|node| node.open.as_str());
    let close = around.iter().rev().map(|node| node.close.as_str());
    open.chain([characters]).chain(close).collect()
}
