//! Other words in a document: what stands between two bytes of a paragraph is written anew, from the elements
//! that are open at the first to those that are open at the second, so that all around it stays as it is.

use std::collections::{HashMap, VecDeque};

use super::super::codes::{Code, Coded, Content};
use super::super::edits::{Edit, Written};
use super::super::model::{Block, CodeKind, Document, Syntax};
use super::super::write;
use super::accepted::accepted;
use super::anatomy::{Anatomy, Atom, Kind, Node, What, anatomies, name_in};
use super::codes::{Coding, Pair, coding};
use super::look::Looks;
use super::patches::{Patches, patched};
use super::stories::{Story, stories};
use crate::error::Result;
use crate::text::xml::{Controls, Escape, Quotes, Turns};
use crate::text::{SourceSpan, TextSpan};

/// Text in elements.
const CONTENT: Escape = Escape {
    quotes: Quotes::Kept,
    controls: Controls::AsXml,
    turns: Turns::Kept,
};

/// What stays although words that it stood among go with it: notes, pictures, marks, and what other parts are cut by.
const KEPT: &[&str] = &["Reference", "drawing", "pict", "object", "bookmark", "\0"];

/// The parts of a document that can be replaced.
///
/// # Errors
/// A source that cannot be read again.
pub(super) fn contents(document: &Document) -> Result<Vec<Option<Content>>> {
    let is_title = titles(document)?;
    let mut contents: Vec<Option<Content>> = document
        .blocks
        .iter()
        .map(|block| {
            let html = matches!(block.syntax, Syntax::Html) && !block.text.is_empty();
            (html || is_title(block)).then(|| Content::of(block, &document.source))
        })
        .collect();
    anatomies(
        document,
        &|_| true,
        &mut Looks::default(),
        &mut |anatomy, looks| {
            let block = &document.blocks[anatomy.block];
            contents[anatomy.block] = Some(coding(&anatomy, block, looks).content);
        },
    )?;
    Ok(contents)
}

/// The document with other words in some sentences. Where any are other words, the tracked changes of that part
/// are accepted: what was deleted goes, and what was inserted is text like any other.
///
/// # Errors
/// A source that cannot be read again.
pub(super) fn write_back(document: &Document, edits: &[Edit]) -> Result<Written> {
    let mut of_block: HashMap<usize, Vec<&Edit>> = HashMap::new();
    let mut html: Vec<Edit> = Vec::new();
    let is_title = titles(document)?;
    let mut titles: Vec<&Edit> = Vec::new();
    for edit in edits {
        match document.blocks.get(edit.block) {
            Some(block) if is_title(block) => titles.push(edit),
            Some(block) if block.syntax == Syntax::Html => html.push(edit.clone()),
            Some(_) => of_block.entry(edit.block).or_default().push(edit),
            None => {}
        }
    }
    let mut patches: Patches = write::replacements(document, &html)
        .into_iter()
        .map(|(span, written)| (span.start, (span, written)))
        .collect();
    let mut kept: Vec<usize> = Vec::new();
    for edit in titles {
        match title_patch(document, edit) {
            Some((span, written)) => {
                patches.insert(span.start, (span, written));
            }
            None => kept.push(edit.block),
        }
    }
    let mut seen: Vec<usize> = Vec::new();
    anatomies(
        document,
        &|block| of_block.contains_key(&block),
        &mut Looks::default(),
        &mut |anatomy, looks| {
            let number = anatomy.block;
            seen.push(number);
            let edits = of_block.get(&number).map_or(&[][..], Vec::as_slice);
            match block_patches(document, &anatomy, looks, edits) {
                Some(own) => patches.extend(own),
                None => kept.push(number),
            }
        },
    )?;
    // Blocks that could not be taken apart.
    kept.extend(of_block.keys().filter(|block| !seen.contains(block)));
    kept.sort_unstable();
    let text = patched(&document.source.text, &patches);
    let text = if patches.is_empty() {
        text
    } else {
        accepted(&document.source, text, &patches)?
    };
    Ok(Written { text, kept })
}

/// Which blocks are the title of a document, which stands in no paragraph.
fn titles(document: &Document) -> Result<impl Fn(&Block) -> bool> {
    let source = &document.source;
    let stories = if document.blocks.iter().any(is_label) {
        stories(source)?
    } else {
        HashMap::new()
    };
    Ok(move |block: &Block| {
        let member = source.in_member(block.span.start);
        let story = member.and_then(|(member, _)| stories.get(member));
        is_label(block) && story == Some(&Story::Properties)
    })
}

fn is_label(block: &Block) -> bool {
    block.syntax == Syntax::Label
}

/// The bytes of a sentence of the title with other words; nothing where they cannot be written.
fn title_patch(document: &Document, edit: &Edit) -> Option<(SourceSpan, String)> {
    let block = document.blocks.get(edit.block)?;
    let span = block.source_span(edit.place);
    let own = block.text.get(edit.place.range())?;
    if own == edit.words.text {
        return Some((span, span.of(&document.source.text).to_owned()));
    }
    if document.source.text[..span.start].ends_with("[CDATA[") {
        return None;
    }
    let mut written = String::new();
    CONTENT.append(edit.words.text.trim(), &mut written);
    let rest = &block.text[edit.place.end..];
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        written.push(' ');
    }
    Some((span, written))
}

/// The bytes of a block with other words in sentences, which are in order; nothing where they cannot be written.
fn block_patches(
    document: &Document,
    anatomy: &Anatomy,
    looks: &Looks,
    edits: &[&Edit],
) -> Option<Patches> {
    let block = &document.blocks[anatomy.block];
    let coding = coding(anatomy, block, looks);
    let writer = BlockWriter {
        source: &document.source.text,
        anatomy,
        looks,
        coding: &coding,
    };
    let mut patches = Patches::new();
    let mut before: Option<(bool, usize)> = None;
    let mut reached = 0;
    for (number, edit) in edits.iter().enumerate() {
        let empty = edit.words.text.trim().is_empty() && edit.words.codes.is_empty();
        let is_new = coding.content.part(edit.place) != edit.words;
        let text = &block.text;
        let starts = text[..edit.place.start].trim().is_empty();
        let touches = |from: usize, to: usize| {
            let between = text.get(from..to).unwrap_or_default();
            between.is_empty()
        };
        let space_before = !empty
            && !starts
            && touches(before.map_or(0, |(_, end)| end), edit.place.start)
            && !text[..edit.place.start].ends_with(char::is_whitespace)
            && is_new;
        let next = edits.get(number + 1);
        let next_place = next.map_or(text.len(), |next| next.place.start);
        // A sentence that stays begins directly behind: the space stands at the end of this one.
        let next_is_new = next.is_some_and(|next| {
            coding.content.part(next.place) != next.words && !next.words.text.trim().is_empty()
        });
        let space_behind = !empty
            && is_new
            && edit.place.end < text.len()
            && !text[edit.place.end..].starts_with(char::is_whitespace)
            && !(next_is_new && next_place == edit.place.end);
        before = Some((is_new, edit.place.end));
        if !is_new {
            continue;
        }
        let mut words = edit.words.clone();
        if space_before {
            words.text.insert(0, ' ');
            for code in &mut words.codes {
                code.at += usize::from(code.at > 0 || matches!(code.kind, CodeKind::Opaque(_)));
            }
        }
        if space_behind && !words.text.ends_with(char::is_whitespace) {
            words.text.push(' ');
        }
        let own = writer.stretch(edit.place, &words)?;
        // Two sentences in one element that is taken as a whole cannot be told apart.
        let (start, _) = own.last_key_value()?;
        if *start < reached {
            return None;
        }
        reached = own.values().map(|(span, _)| span.end).max()?;
        patches.extend(own);
    }
    Some(patches)
}

/// Writes other words into a block.
pub(super) struct BlockWriter<'a> {
    pub(super) source: &'a str,
    pub(super) anatomy: &'a Anatomy,
    pub(super) looks: &'a Looks,
    pub(super) coding: &'a Coding,
}

/// An element that is open in what is written.
#[derive(Clone, Debug)]
struct Frame {
    kind: Kind,
    /// Where it begins in the source; nothing for one that is written.
    start: Option<usize>,
    open: String,
    close: String,
    /// The look of a run, and whether English belongs into it.
    look: usize,
    fit: bool,
}

impl<'a> BlockWriter<'a> {
    /// The bytes that give a stretch of the block other words and codes; nothing where it is in no atoms.
    pub(super) fn stretch(&self, place: TextSpan, words: &Coded) -> Option<Patches> {
        let atoms = &self.anatomy.atoms;
        let overlaps = |atom: &&Atom| {
            !atom.text.is_empty() && atom.text.start < place.end && atom.text.end > place.start
        };
        let first = atoms.iter().position(|atom| overlaps(&atom))?;
        let last = atoms.iter().rposition(|atom| overlaps(&atom))?;
        let part = self.coding.content.codes_of(place);
        let codes = &self.coding.content.coded.codes[..part.start];
        self.replaced(
            &Stretch {
                from: self.byte_of(&atoms[first], place.start, true),
                to: self.byte_of(&atoms[last], place.end, false),
                first: &atoms[first],
                last: &atoms[last],
                open: open_after(codes),
                codes: part,
            },
            words,
        )
    }

    /// The bytes that put words in the place of some, which may be none, before or behind a character of the
    /// block. They look like the first that they replace, or like that character.
    pub(super) fn changed(&self, place: TextSpan, behind: bool, words: &str) -> Option<Patches> {
        let atoms = &self.anatomy.atoms;
        let is_text = |atom: &&Atom| !atom.text.is_empty();
        let (first, last) = if place.is_empty() {
            let at = place.start;
            let before =
                |atom: &&Atom| is_text(atom) && atom.text.start < at && at <= atom.text.end;
            let after = |atom: &&Atom| is_text(atom) && atom.text.start <= at && at < atom.text.end;
            let atom = if behind {
                atoms
                    .iter()
                    .rfind(before)
                    .or_else(|| atoms.iter().find(after))
            } else {
                atoms
                    .iter()
                    .find(after)
                    .or_else(|| atoms.iter().rfind(before))
            };
            (atom?, atom?)
        } else {
            let overlaps = |atom: &&Atom| {
                is_text(atom) && atom.text.start < place.end && atom.text.end > place.start
            };
            (atoms.iter().find(overlaps)?, atoms.iter().rfind(overlaps)?)
        };
        if first.what != What::Text || last.what != What::Text {
            return None;
        }
        let (from, to) = if place.is_empty() {
            let ends = first.text.end == place.start;
            let at = self.byte_of(first, place.start, !ends);
            (at, at)
        } else {
            let to = self.byte_of(last, place.end, false);
            (self.byte_of(first, place.start, true), to)
        };
        let codes = &self.coding.content.coded.codes;
        let sources = self.coding.content.sources.iter();
        let before = sources.take_while(|source| source.start <= first.source.start);
        let words = Coded::plain(words);
        self.replaced(
            &Stretch {
                from,
                to,
                first,
                last,
                open: open_after(&codes[..before.count()]),
                codes: 0..codes.len(),
            },
            &words,
        )
    }

    /// The byte at which a character of an atom begins or ends.
    fn byte_of(&self, atom: &Atom, at: usize, begins: bool) -> usize {
        let verbatim = atom.what == What::Text && atom.source.len() == atom.text.len();
        let inside = at.clamp(atom.text.start, atom.text.end) - atom.text.start;
        match (verbatim, begins) {
            (true, _) => atom.source.start + inside,
            (false, true) => atom.source.start,
            (false, false) => atom.source.end,
        }
    }

    fn replaced(&self, stretch: &Stretch<'_>, words: &Coded) -> Option<Patches> {
        let (from, to) = (stretch.from, stretch.to);
        let begins: Vec<Frame> = self.frames(stretch.first.node);
        let ends: Vec<Frame> = self.frames(stretch.last.after);
        let mut out = Output {
            writer: self,
            out: String::new(),
            text: self.text_frame()?,
            word: self.anatomy.nodes[stretch.first.node].word,
            into_first: begins.len().checked_sub(1),
            stack: begins,
            open: stretch.open.clone(),
            cut: VecDeque::new(),
            first_text: String::new(),
        };
        // Codes at the ends stand outside of what is replaced, and stay there.
        let mut before: Vec<&str> = Vec::new();
        let mut owed: Vec<&str> = Vec::new();
        let codes = &self.coding.content.coded.codes[stretch.codes.clone()];
        let sources = &self.coding.content.sources[stretch.codes.clone()];
        for (code, source) in codes.iter().zip(sources) {
            let markup = code.markup.as_str();
            let is_point = match code.kind {
                CodeKind::Point => true,
                CodeKind::Opaque(_) if KEPT.iter().any(|kept| markup.contains(kept)) => false,
                _ => continue,
            };
            if is_point && source.end <= from {
                before.push(markup);
            } else if source.end > from && source.start < to {
                owed.push(markup);
                if markup.contains('\0') {
                    out.cut.push_back(markup);
                }
            }
        }
        let mut at = 0;
        for code in &words.codes {
            let stands = boundary(&words.text, code.at.clamp(at, words.text.len()));
            out.text(&words.text[at..stands]);
            at = stands;
            match code.kind {
                CodeKind::Open(number) => out.open.push(number),
                CodeKind::Close(number) => out.open.retain(|&open| open != number),
                CodeKind::Break => {}
                CodeKind::Opaque(length) => {
                    let markup = code.markup.as_str();
                    if let Some(place) = owed.iter().position(|owed| *owed == markup) {
                        owed.remove(place);
                    }
                    out.point(markup);
                    let same = |own: &&Code| own.kind == code.kind && own.markup == code.markup;
                    let all = &self.coding.content.coded;
                    let own = all.codes.iter().find(same);
                    let own = own.and_then(|own| all.text.get(own.at..own.at + length));
                    at += match own {
                        Some(own) => said(own, &words.text[at..]),
                        None => boundary(&words.text[at..], length),
                    };
                }
                CodeKind::Point => {
                    let markup = code.markup.as_str();
                    let stands = before.iter().position(|before| *before == markup);
                    if let Some(place) = stands.filter(|_| at == 0) {
                        before.remove(place);
                        continue;
                    }
                    if let Some(place) = owed.iter().position(|owed| *owed == markup) {
                        owed.remove(place);
                        out.point(markup);
                    }
                }
            }
        }
        out.text(&words.text[at..]);
        // What no translator was shown stays all the same: a note, the end of a bookmark.
        for markup in owed {
            out.point(markup);
        }
        out.go_to(&ends);
        let replaced = SourceSpan::new(from, to);
        let cuts = |text: &str| text.matches('\0').count();
        if cuts(&out.out) != cuts(replaced.of(self.source)) {
            return None;
        }
        let mut patches = Patches::new();
        let spaced = self.spaced(stretch, &out);
        patches.extend(spaced.map(|span| {
            let attribute = " xml:space=\"preserve\"".to_owned();
            (span.start, (span, attribute))
        }));
        patches.insert(from, (replaced, out.out));
        Some(patches)
    }

    /// Where the text element that is open at the beginning has to be told that its spaces count.
    fn spaced(&self, stretch: &Stretch<'_>, out: &Output<'_>) -> Option<SourceSpan> {
        let Stretch {
            from,
            to,
            first,
            last,
            ..
        } = *stretch;
        let node = &self.anatomy.nodes[first.node];
        if node.kind != Kind::Text || !node.word || node.open.contains("xml:space") {
            return None;
        }
        let content = node.start + node.open.len();
        let written = &out.first_text;
        let same = last.node == first.node;
        let ends = if same {
            written.ends_with(' ') && self.source[to..].starts_with('<')
        } else {
            written.ends_with(' ')
                || written.is_empty() && self.source[content..from].ends_with(' ')
        };
        let needed = ends || from == content && written.starts_with(' ');
        let at = content - 1;
        needed.then(|| SourceSpan::new(at, at))
    }

    fn frames(&self, node: usize) -> Vec<Frame> {
        let stack = self.anatomy.stack(node);
        stack.into_iter().map(|node| self.frame(node)).collect()
    }

    fn frame(&self, node: usize) -> Frame {
        let node = &self.anatomy.nodes[node];
        let look = self.looks.get(node.look);
        Frame {
            kind: node.kind,
            start: Some(node.start),
            open: if node.kind == Kind::Text {
                preserving(node)
            } else {
                node.open.clone()
            },
            close: node.close.clone(),
            look: node.look,
            fit: !look.unfit && !look.hidden,
        }
    }

    /// A text element like those of the block, or one for its runs.
    fn text_frame(&self) -> Option<Frame> {
        let nodes = &self.anatomy.nodes;
        let node = nodes.iter().find(|node| node.kind == Kind::Text);
        let run = nodes.iter().find(|node| node.kind == Kind::Run)?;
        let name = match node {
            Some(node) => name_in(&node.open).to_owned(),
            None => format!("{}t", name_in(&run.open).strip_suffix('r')?),
        };
        let space = if run.word {
            " xml:space=\"preserve\""
        } else {
            ""
        };
        Some(Frame {
            kind: Kind::Text,
            start: None,
            open: format!("<{name}{space}>"),
            close: format!("</{name}>"),
            look: 0,
            fit: true,
        })
    }

    /// Look and run of text that stands in these pairs.
    fn look(&self, open: &[u32]) -> Option<(usize, usize)> {
        self.coding.look(open, self.anatomy).or_else(|| {
            let nodes = &self.anatomy.nodes;
            let is_seen =
                |node: &Node| node.kind == Kind::Run && !self.looks.get(node.look).hidden;
            let run = nodes.iter().position(is_seen)?;
            Some((nodes[run].look, run))
        })
    }
}

/// A text element whose spaces count.
fn preserving(node: &Node) -> String {
    if !node.word || node.open.contains("xml:space") || node.open.ends_with("/>") {
        return node.open.clone();
    }
    let inside = node.open.trim_end_matches('>');
    format!("{inside} xml:space=\"preserve\">")
}

/// A stretch of a block that gets other words.
struct Stretch<'a> {
    /// Its bytes.
    from: usize,
    to: usize,
    /// The atoms at its ends.
    first: &'a Atom,
    last: &'a Atom,
    /// The pairs that are open where it begins.
    open: Vec<u32>,
    /// The codes that belong to it.
    codes: std::ops::Range<usize>,
}

/// How many bytes at the beginning of a text stand for what is kept whole. White space that belongs to it may have
/// been taken for that around words, and is not missed.
fn said(whole: &str, text: &str) -> usize {
    if text.starts_with(whole) {
        return whole.len();
    }
    let mut characters = text
        .char_indices()
        .filter(|(_, character)| !character.is_whitespace());
    let mut reached = 0;
    for wanted in whole.chars().filter(|character| !character.is_whitespace()) {
        match characters.next() {
            Some((at, character)) if character == wanted => reached = at + character.len_utf8(),
            _ => return 0,
        }
    }
    reached
}

/// The byte of a text, or the beginning of the character that it is in.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// The pairs that are open behind these codes.
fn open_after(codes: &[Code]) -> Vec<u32> {
    let mut open = Vec::new();
    for code in codes {
        match code.kind {
            CodeKind::Open(number) => open.push(number),
            CodeKind::Close(number) => open.retain(|&other| other != number),
            _ => {}
        }
    }
    open
}

/// The beginning of a run without what says nothing of new words: emphasis marks, tracked changes.
fn clean(open: &str) -> String {
    let mut out = String::with_capacity(open.len());
    let mut rest = open;
    while let Some(at) = rest.find('<') {
        let name = name_in(&rest[at..]);
        let local = name.rsplit(':').next().unwrap_or_default();
        let Some(length) = rest[at..].find('>') else {
            break;
        };
        let end = at + length + 1;
        if !matches!(
            local,
            "em" | "rPrChange" | "ins" | "del" | "moveFrom" | "moveTo"
        ) {
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        out.push_str(&rest[..at]);
        let close = format!("</{name}>");
        let is_empty = rest[..end].ends_with("/>");
        let whole = rest[end..].find(&close).filter(|_| !is_empty);
        rest = &rest[whole.map_or(end, |inside| end + inside + close.len())..];
    }
    out + rest
}

/// What is written for a stretch.
struct Output<'w> {
    writer: &'w BlockWriter<'w>,
    out: String,
    /// A text element.
    text: Frame,
    word: bool,
    /// The elements that are open.
    stack: Vec<Frame>,
    /// The pairs that are open.
    open: Vec<u32>,
    /// Points that other parts are cut by, in order.
    cut: VecDeque<&'w str>,
    /// The place of the element in the stack that text is written into at first, and what was.
    into_first: Option<usize>,
    first_text: String,
}

impl<'w> Output<'w> {
    fn pop_to(&mut self, depth: usize) {
        while self.stack.len() > depth {
            if let Some(frame) = self.stack.pop() {
                self.out.push_str(&frame.close);
            }
        }
        if self.into_first.is_some_and(|first| first >= depth) {
            self.into_first = None;
        }
    }

    fn push(&mut self, frame: Frame) {
        self.out.push_str(&frame.open);
        self.stack.push(frame);
    }

    /// The nodes of the containers that new text stands in.
    fn containers(&self) -> Vec<usize> {
        let pairs = self.open.iter();
        let pairs = pairs.filter_map(|&number| self.writer.coding.pairs.get(number as usize));
        pairs
            .filter_map(|pair| match pair {
                Pair::Container(node) => Some(*node),
                Pair::Look { .. } => None,
            })
            .collect()
    }

    /// Opens and closes elements until exactly the containers of new text are open, or with `look` a run of that
    /// look and a text element in it.
    fn stand(&mut self, look: Option<(usize, usize)>) {
        let nodes = &self.writer.anatomy.nodes;
        let wanted = self.containers();
        let top = self
            .stack
            .iter()
            .rposition(|frame| frame.kind == Kind::Paragraph)
            .map_or(0, |at| at + 1);
        let (mut keep, mut found, mut run, mut text) = (top, 0, false, false);
        for (at, frame) in self.stack.iter().enumerate().skip(top) {
            let fits = match frame.kind {
                Kind::Container | Kind::Field => {
                    let next = wanted.get(found).map(|&node| nodes[node].start);
                    let fits = !run && frame.start == next && next.is_some();
                    found += usize::from(fits);
                    fits
                }
                Kind::Neutral => !run,
                Kind::Run => {
                    let fits = look.is_some_and(|(look, _)| self.is_like(frame, look));
                    run = fits && found == wanted.len() && !run;
                    run
                }
                Kind::Text => {
                    text = run;
                    text
                }
                Kind::Outside | Kind::Paragraph | Kind::Tracked | Kind::Literal => false,
            };
            if !fits {
                break;
            }
            keep = at + 1;
        }
        self.pop_to(keep);
        for &node in &wanted[found..] {
            let frame = self.writer.frame(node);
            self.push(frame);
        }
        let Some((look, node)) = look else {
            return;
        };
        if !run {
            let own = &nodes[node];
            self.push(Frame {
                kind: Kind::Run,
                start: None,
                open: clean(&own.open),
                close: own.close.clone(),
                look,
                fit: true,
            });
        }
        if !text {
            self.push(self.text.clone());
        }
    }

    fn is_like(&self, run: &Frame, look: usize) -> bool {
        let looks = self.writer.looks;
        run.fit && looks.get(run.look).seen == looks.get(look).seen
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let Some(look) = self.writer.look(&self.open) else {
            return;
        };
        self.stand(Some(look));
        let mut written = String::with_capacity(text.len());
        if !self.word {
            CONTENT.append(&text.replace(['\n', '\r'], " "), &mut written);
        } else {
            let (close, open) = (self.text.close.as_str(), self.text.open.as_str());
            let name = name_in(open);
            let prefix = name.strip_suffix('t').unwrap_or_default();
            for part in text.split_inclusive(['\n', '\t']) {
                let said = part.trim_end_matches(['\n', '\t', '\r']);
                CONTENT.append(&said.replace('\r', " "), &mut written);
                let element = match part.chars().next_back() {
                    Some('\n') => "br",
                    Some('\t') => "tab",
                    _ => continue,
                };
                written.push_str(&format!("{close}<{prefix}{element}/>{open}"));
            }
        }
        if self
            .into_first
            .is_some_and(|first| first + 1 == self.stack.len())
        {
            self.first_text.push_str(&written);
        }
        self.out.push_str(&written);
    }

    fn markup(&mut self, markup: &str) {
        self.stand(None);
        self.out.push_str(markup);
    }

    fn point(&mut self, markup: &str) {
        // Where points change their order, those that other parts are cut by keep theirs.
        let own = if markup.contains('\0') {
            self.cut.pop_front()
        } else {
            None
        };
        let markup = own.map_or_else(|| markup.to_owned(), str::to_owned);
        self.markup(&markup);
    }

    /// Opens and closes elements until these are open.
    fn go_to(&mut self, ends: &[Frame]) {
        let mut same = self
            .stack
            .iter()
            .zip(ends)
            .take_while(|(open, end)| {
                open.kind == end.kind
                    && (open.start.is_some() && open.start == end.start
                        || open.kind == Kind::Run && open.open == end.open)
            })
            .count();
        // Text goes on in the same run.
        let both = |at: usize, kind| {
            self.stack.get(at).map(|frame| frame.kind) == Some(kind)
                && ends.get(at).map(|frame| frame.kind) == Some(kind)
        };
        if same > 0 && both(same - 1, Kind::Run) && both(same, Kind::Text) {
            same += 1;
        }
        self.pop_to(same);
        for frame in &ends[same..] {
            self.push(frame.clone());
        }
    }
}
