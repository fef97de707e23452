//! Writing back: a document's own bytes with other words in some of its sentences.
//!
//! Everything around a sentence that is replaced stays byte for byte, and so do the inline codes in it.
//! Where the format can take words for markup, what was written is read again: words that were not read
//! as themselves are written with more escapes, and in the end not at all.

use std::borrow::Borrow;

use super::codes::{Around, Code, Coded, Content, Inline};
pub use super::edits::{Edit, WriteBack, Written};
use super::model::{Block, BlockKind, CodeKind, Document, Syntax};
use super::{FORMATS, Format, html_codes, markdown};
use crate::error::{Error, Place, Result};
use crate::text::named::Named;
use crate::text::{SourceSpan, TextSpan};

/// So often a document is read again at most.
const MOST_READINGS: usize = 60;
/// With this care a block keeps its words.
const KEEP: u8 = 3;

/// The parts of a document that can be replaced: one for each block that has text.
///
/// # Errors
/// When the format cannot be written back.
pub fn contents(document: &Document) -> Result<Vec<Option<Content>>> {
    writer(document)?.contents(document)
}

/// [`contents`] of a format whose blocks tell all.
pub(super) fn contents_in_place(document: &Document) -> Vec<Option<Content>> {
    document
        .blocks
        .iter()
        .map(|block| content(document, block))
        .collect()
}

pub(super) fn content(document: &Document, block: &Block) -> Option<Content> {
    inline_of(document, block).filter(|_| !block.text.is_empty())?;
    Some(Content::of(block, &document.source))
}

/// The document with other words in some sentences: `edits` in order, none overlapping another. Where
/// the words and codes of an edit are those that stand there, the bytes are, too.
///
/// # Errors
/// When the format cannot be written back.
pub fn write_back(document: &Document, edits: &[Edit]) -> Result<Written> {
    writer(document)?.write_back(document, edits)
}

/// [`write_back`] block by block. With `proves` what was written is read again.
pub(super) fn write_in_place(document: &Document, edits: &[Edit], proves: bool) -> Written {
    if !proves {
        return written(document, each_changed(document, edits));
    }
    let mut writer = Writer {
        document,
        changed: each_changed(document, edits).collect(),
    };
    writer.prove();
    written(document, writer.changed.iter())
}

/// The bytes of blocks with other words in some sentences, and what they are written as. Nothing is read again.
pub(super) fn replacements(document: &Document, edits: &[Edit]) -> Vec<(SourceSpan, String)> {
    let changed = each_changed(document, edits);
    let changed = changed.filter(|changed| !changed.is_same);
    changed
        .map(|changed| (changed.span, changed.written))
        .collect()
}

/// Words as a block of their own, in the markup that block `like` of a document has: its heading marks, its
/// item marker. The more `care`, the more of them is escaped (0 to 2). None where the block holds no text that can
/// be written.
#[must_use]
pub fn block_like(document: &Document, like: usize, words: &str, care: u8) -> Option<String> {
    let block = document.blocks.get(like)?;
    let inline = inline_of(document, block)?;
    let content = content(document, block)?;
    let inside = content.bytes(block, TextSpan::new(0, block.text.len()));
    let source = &document.source.text;
    let before = source.get(block.span.start..inside.start)?;
    let mut written = before.to_owned();
    let around = Around {
        line_start: before.trim_start_matches([' ', '>', '\t']).is_empty(),
        care,
        dollars: true,
        stars: 0,
    };
    inline.write(&Coded::plain(words), block, around, &mut written);
    written.push_str(source.get(inside.end..block.span.end)?);
    Some(written)
}

/// How a document's format is written back.
pub(super) fn writer(document: &Document) -> Result<&'static dyn WriteBack> {
    if let Some(writer) = Format::find(document.format).and_then(|format| format.writer) {
        return Ok(writer);
    }
    let can: Vec<&str> = FORMATS
        .iter()
        .filter(|format| format.writer.is_some())
        .map(|format| format.name)
        .collect();
    Err(Error::input(
        Place::file(&document.source.path),
        format!("{} cannot be written back", document.format),
        format!(
            "these can: {}; or have the translation as a bitext",
            can.join(", ")
        ),
    ))
}

/// How a block is written; nothing for formats that cannot be written back, or where the block alone does not tell.
pub(super) fn inline_of(document: &Document, block: &Block) -> Option<&'static dyn Inline> {
    let writer = Format::find(document.format)?.writer?;
    match block.syntax {
        Syntax::Html | Syntax::Attribute(_) => Some(&html_codes::HtmlInline),
        _ => writer.inline(),
    }
}

/// A block that gets other words.
struct Changed<'d> {
    at: usize,
    block: &'d Block,
    content: Content,
    edits: &'d [Edit],
    care: u8,
    /// What is written, and which bytes it replaces.
    written: String,
    span: SourceSpan,
    /// Whether that is what stands there.
    is_same: bool,
}

struct Writer<'d> {
    document: &'d Document,
    changed: Vec<Changed<'d>>,
}

/// The blocks that edits change, each written, in order.
fn each_changed<'d>(
    document: &'d Document,
    edits: &'d [Edit],
) -> impl Iterator<Item = Changed<'d>> {
    let mut reached = 0;
    let blocks = edits.chunk_by(|one, next| one.block == next.block);
    blocks.filter_map(move |edits| {
        let at = edits[0].block;
        let block = document.blocks.get(at)?;
        let mut one = Changed {
            at,
            block,
            content: content(document, block)?,
            edits,
            care: 0,
            written: String::new(),
            span: SourceSpan::new(0, 0),
            is_same: false,
        };
        one.write(document);
        if one.span.start < reached {
            return None;
        }
        reached = one.span.end;
        Some(one)
    })
}

/// The document with changed blocks, one after the other.
fn written<'d>(
    document: &Document,
    blocks: impl Iterator<Item = impl Borrow<Changed<'d>>>,
) -> Written {
    let mut kept = Vec::new();
    let text = spliced(
        &document.source.text,
        blocks.inspect(|changed| {
            let changed = changed.borrow();
            if changed.care == KEEP {
                kept.push(changed.at);
            }
        }),
    );
    Written { text, kept }
}

/// A source with changed blocks.
fn spliced<'d>(source: &str, blocks: impl Iterator<Item = impl Borrow<Changed<'d>>>) -> String {
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for changed in blocks {
        let changed = changed.borrow();
        out.push_str(&source[at..changed.span.start]);
        out.push_str(&changed.written);
        at = changed.span.end;
    }
    out.push_str(&source[at..]);
    out
}

impl Writer<'_> {
    /// Reads what is written until it is read as it was meant.
    fn prove(&mut self) {
        let options = &self.document.read;
        let mut meant: Vec<String> = self
            .document
            .blocks
            .iter()
            .map(|block| match content(self.document, block) {
                Some(content) => canonical(&[&content.coded]),
                None => String::new(),
            })
            .collect();
        // Which blocks have stars that are no pair to the parser.
        let mut loose = vec![false; meant.len()];
        for changed in &self.changed {
            meant[changed.at] = changed.meant();
            let codes = &changed.content.coded.codes;
            loose[changed.at] = codes
                .iter()
                .any(|code| code.kind == CodeKind::Point && code.markup == "**");
        }
        for _ in 0..MOST_READINGS {
            let text = spliced(&self.document.source.text, self.changed.iter());
            let blocks = markdown::blocks(&text, options);
            let source = self.document.source.with_text(text);
            let again = Document::new(source, self.document.format, options.clone(), blocks);
            let mut wrong = Vec::new();
            let mut broken = None;
            // In HTML nothing is taken for markup that is escaped.
            let own = |block: &&Block| !matches!(block.syntax, Syntax::Html | Syntax::Attribute(_));
            let mut now = again.blocks.iter().filter(own);
            for (at, block) in self.document.blocks.iter().enumerate() {
                if !own(&block) {
                    continue;
                }
                let Some(now) = now.next() else {
                    broken = Some(at);
                    break;
                };
                let same_kind = class(now.kind) == class(block.kind)
                    && is_value(now.syntax) == is_value(block.syntax);
                let said = match content(&again, now) {
                    Some(content) => canonical(&[&content.coded]),
                    None => String::new(),
                };
                let same = said == meant[at] || loose[at] && same_but_stars(&said, &meant[at]);
                if !same {
                    wrong.push(at);
                }
                if !same_kind || !same && now.cell != block.cell {
                    broken = Some(at);
                    break;
                }
            }
            if broken.is_none() && now.next().is_some() {
                broken = Some(self.document.blocks.len());
            }
            if let Some(at) = broken {
                // Nothing behind it tells anything. It comes of this block or of the one before it.
                let last = self.changed.partition_point(|changed| changed.at <= at);
                wrong.extend(self.changed[..last].iter().rev().take(2).map(|c| c.at));
            }
            if wrong.is_empty() {
                return;
            }
            let mut moved = false;
            for changed in &mut self.changed {
                if wrong.contains(&changed.at) && changed.care < KEEP && !changed.is_same {
                    changed.care += 1;
                    changed.write(self.document);
                    meant[changed.at] = changed.meant();
                    moved = true;
                }
            }
            if !moved {
                // It comes of something further up, or further down.
                let first = wrong[0];
                let open = |changed: &Changed<'_>| changed.care < KEEP && !changed.is_same;
                let after = self.changed.partition_point(|changed| changed.at <= first);
                let up = self.changed[..after].iter().rposition(&open);
                let down = || self.changed[after..].iter().position(&open);
                let Some(number) = up.or_else(|| Some(after + down()?)) else {
                    return;
                };
                let changed = &mut self.changed[number];
                changed.care += 1;
                changed.write(self.document);
                meant[changed.at] = changed.meant();
            }
        }
    }
}

/// The longest tag that is looked for before a block, in bytes.
const LONGEST_TAG: usize = 256;

/// Whether a block is written as HTML.
fn is_html(document: &Document, block: &Block) -> bool {
    match block.syntax {
        Syntax::Html => true,
        Syntax::Own | Syntax::Label => matches!(document.format, "html" | "epub"),
        _ => false,
    }
}

impl Changed<'_> {
    /// Writes the block's sentences and what stands between them.
    fn write(&mut self, document: &Document) {
        let source = &document.source.text;
        self.written.clear();
        let whole = TextSpan::new(0, self.content.coded.text.len());
        self.span = self.bytes(
            document,
            whole,
            self.block.span.start.saturating_sub(LONGEST_TAG),
        );
        let is_any_new = self.is_any_new();
        let has_sections =
            is_html(document, self.block) && html_codes::has_sections(source, self.span);
        if has_sections && is_any_new && !self.is_covered() {
            // Half of a section is none.
            self.care = KEEP;
        }
        if self.care >= KEEP {
            self.written.push_str(self.span.of(source));
            self.is_same = true;
            return;
        }
        let Some(inline) = inline_of(document, self.block) else {
            return;
        };
        let mut at = self.span.start;
        let mut before_is_new = false;
        for edit in self.edits {
            let bytes = self.bytes(document, edit.place, at);
            let bytes = SourceSpan::new(bytes.start.max(at), bytes.end.max(at));
            let gap = &source[at..bytes.start];
            if edit.words.text.trim().is_empty() && edit.words.codes.is_empty() {
                // Left out, with the space before it.
                if at > self.span.start {
                    self.written.push_str(gap.trim_end());
                }
                at = bytes.end;
                continue;
            }
            let is_new = self.content.part(edit.place) != edit.words || has_sections && is_any_new;
            self.written.push_str(gap);
            let space = self.written.ends_with(char::is_whitespace) || self.written.is_empty();
            let begins = self.content.coded.text[..edit.place.start]
                .trim()
                .is_empty();
            if gap.is_empty() && !begins && !space && (is_new || before_is_new) {
                self.written.push(' ');
            }
            if is_new {
                let text = self.content.words_bytes(self.block, edit.place);
                let (words, before, behind) = self.without_ends(edit);
                if before {
                    let span = SourceSpan::new(bytes.start, text.start.max(bytes.start));
                    self.push_around(document, span);
                }
                let line = self.written.rsplit('\n').next().unwrap_or_default();
                let from = if before { text.start } else { bytes.start };
                let around = Around {
                    stars: self.content.loose_stars(from),
                    line_start: line.chars().all(|c| matches!(c, ' ' | '\t' | '>')),
                    care: self.care,
                    dollars: dollars(&words.text)
                        > dollars(edit.place.of(&self.content.coded.text)),
                };
                inline.write(&words, self.block, around, &mut self.written);
                if behind {
                    let span = SourceSpan::new(text.end.min(bytes.end), bytes.end);
                    self.push_around(document, span);
                }
            } else {
                self.written.push_str(bytes.of(source));
            }
            before_is_new = is_new;
            at = bytes.end;
        }
        // What is dropped with the last words may reach beyond the block.
        let rest = &source[at.min(self.span.end)..self.span.end];
        let goes_on = !rest.is_empty() && !rest.starts_with(char::is_whitespace);
        if before_is_new && goes_on && !self.written.ends_with(char::is_whitespace) {
            self.written.push(' ');
        }
        self.written.push_str(rest);
        self.is_same = self.written == self.span.of(source);
    }

    /// The bytes of a stretch with the codes that belong to it, and with what is dropped where its words are
    /// replaced; they do not begin before byte `floor`.
    fn bytes(&self, document: &Document, of: TextSpan, floor: usize) -> SourceSpan {
        let bytes = self.content.bytes(self.block, of);
        if !is_html(document, self.block) {
            return bytes;
        }
        let source = &document.source.text;
        let mut floor = floor.min(bytes.start);
        while !source.is_char_boundary(floor) {
            floor += 1;
        }
        html_codes::with_dropped(source, bytes, floor)
    }

    /// Writes the markup before or behind new words.
    fn push_around(&mut self, document: &Document, span: SourceSpan) {
        let source = &document.source.text;
        if is_html(document, self.block) {
            let kept = html_codes::without_dropped(source, span);
            self.written.push_str(&kept);
        } else {
            self.written.push_str(span.of(source));
        }
    }

    fn is_any_new(&self) -> bool {
        let mut edits = self.edits.iter();
        edits.any(|edit| self.content.part(edit.place) != edit.words)
    }

    /// Whether the edits are all of the block's words.
    fn is_covered(&self) -> bool {
        let text = &self.content.coded.text;
        let mut at = 0;
        for edit in self.edits {
            if !text[at..edit.place.start].trim().is_empty() {
                return false;
            }
            at = edit.place.end;
        }
        text[at..].trim().is_empty()
    }

    /// The words without the codes before and behind them, where these are what stands there: then the
    /// bytes are taken that they stand in, with the white space between them.
    fn without_ends(&self, edit: &Edit) -> (Coded, bool, bool) {
        let part = self.content.part(edit.place);
        let (before, behind) = self.content.outside(self.block, edit.place);
        let mut words = edit.words.clone();
        let same = |one: &[Code], other: &[Code], at: usize| {
            let pairs = || one.iter().zip(other);
            one.len() == other.len()
                && pairs().all(|(one, other)| one.markup == other.markup && other.at == at)
        };
        let end = words.text.len();
        let own = words.codes.len();
        let is_behind = own >= behind
            && same(
                &part.codes[part.codes.len() - behind..],
                &words.codes[own - behind..],
                end,
            );
        if is_behind {
            words.codes.truncate(own - behind);
        }
        let is_before =
            words.codes.len() >= before && same(&part.codes[..before], &words.codes[..before], 0);
        if is_before {
            words.codes.drain(..before);
        }
        (words, is_before, is_behind)
    }

    /// What the block says now, so that it can be compared.
    fn meant(&self) -> String {
        if self.is_same {
            return canonical(&[&self.content.coded]);
        }
        let mut parts = Vec::new();
        let mut at = 0;
        for edit in self.edits {
            if self.content.coded.text[at..edit.place.start]
                .trim()
                .is_empty()
            {
                // Nothing stands between them.
            } else {
                parts.push(self.content.part(TextSpan::new(at, edit.place.start)));
            }
            parts.push(edit.words.clone());
            at = edit.place.end;
        }
        if !self.content.coded.text[at..].trim().is_empty() {
            let whole = self.content.coded.text.len();
            parts.push(self.content.part(TextSpan::new(at, whole)));
        }
        canonical(&parts.iter().collect::<Vec<_>>())
    }
}

fn dollars(text: &str) -> usize {
    text.bytes().filter(|&b| b == b'$').count()
}

/// Whether a block is a value of front matter, which may get other quotation marks.
const fn is_value(syntax: Syntax) -> bool {
    matches!(
        syntax,
        Syntax::Plain | Syntax::DoubleQuoted | Syntax::SingleQuoted | Syntax::Literal
    )
}

/// Kinds that differ by more than the words and marks in a block.
const fn class(kind: BlockKind) -> u8 {
    match kind {
        BlockKind::Heading(_)
        | BlockKind::Paragraph
        | BlockKind::Caption
        | BlockKind::VerseLine => 0,
        BlockKind::ListItem => 1,
        BlockKind::Quotation => 2,
        BlockKind::TableCell => 3,
        BlockKind::Opaque => 4,
    }
}

/// Stands before a code in what is compared, and behind it.
const CODE: (char, char) = ('\u{1}', '\u{2}');

/// Words and codes as one text without white space.
fn canonical(parts: &[&Coded]) -> String {
    let mut out = String::new();
    let push = |text: &str, out: &mut String| {
        out.extend(text.chars().filter(|c| !c.is_whitespace()));
    };
    for part in parts {
        let mut at = 0;
        for code in &part.codes {
            let to = code.at.max(at);
            push(&part.text[at..to], &mut out);
            at = to;
            out.push(CODE.0);
            push(&code.markup, &mut out);
            out.push(CODE.1);
            if let CodeKind::Opaque(length) = code.kind {
                at = (at + length).min(part.text.len());
            }
        }
        push(&part.text[at..], &mut out);
    }
    out
}

/// Whether two texts differ in nothing but stars that are strong to us and not to the parser: these are
/// read as markup beside Chinese and as text beside English.
fn same_but_stars(one: &str, other: &str) -> bool {
    let stars = format!("{}**{}", CODE.0, CODE.1);
    let without = |text: &str| text.replace(&stars, "").replace("**", "");
    without(one) == without(other)
}
