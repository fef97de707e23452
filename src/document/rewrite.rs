//! Other words in single sentences of a document, so that only the bytes of characters that really changed
//! are replaced and the markup among them stays.
//!
//! What is written is read again before it is given out: every other block says word for word what it said,
//! and each rewritten one what was meant. Words that are read as something else are escaped more and more,
//! and in the end not written.

pub use super::edits::{Rewrite, Rewritten};
use super::html_codes;
use super::model::{Block, BlockKind, Document, Syntax};
use super::rewrite_changes::{Change, Side, applied, changes};
pub use super::rewrite_kept::Kept;
use super::rewrite_pieces::{Manner, Pieces, said};
use super::write::{content, inline_of};
use super::{Format, SourceText};
use crate::error::Result;
use crate::text::named::Named;
use crate::text::{SourceSpan, TextSpan};

/// The most that is escaped.
const MOST_CARE: u8 = 2;
/// So many rewrites are tried once more by themselves after they failed together with others.
const MOST_SECOND: usize = 50;

/// Writes new words for sentences. Rewrites of one document may come in any order.
///
/// # Errors
/// When the document's own format does not read the new text.
pub fn rewrite(document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten> {
    match Format::find(document.format).and_then(|format| format.writer) {
        Some(writer) => writer.rewrite(document, rewrites),
        None => rewrite_in_place(document, rewrites),
    }
}

/// [`rewrite`] of a format whose blocks tell all.
pub(super) fn rewrite_in_place(document: &Document, rewrites: &[Rewrite]) -> Result<Rewritten> {
    let mut writer = Writer::new(document, rewrites);
    writer.prove()?;
    writer.second_chances()?;
    Ok(writer.finish())
}

/// A block with other words, ready to be written.
struct Plan {
    at: usize,
    span: SourceSpan,
    written: String,
    fate: Fate,
    dropped: Vec<(usize, String)>,
}

/// What is to be read of a block.
enum Fate {
    /// This.
    Says(String),
    /// Nothing: it is taken out.
    Gone,
    /// No words; whether an empty block is left depends on the format.
    Empty,
}

struct Writer<'d> {
    document: &'d Document,
    rewrites: &'d [Rewrite],
    places: Vec<TextSpan>,
    /// How much each rewrite escapes.
    care: Vec<u8>,
    /// The rewrites that are not written.
    kept: Vec<Option<Kept>>,
    /// The numbers of the rewrites of each changed block, in order.
    blocks: Vec<(usize, Vec<usize>)>,
    plans: Vec<Plan>,
}

impl<'d> Writer<'d> {
    fn new(document: &'d Document, rewrites: &'d [Rewrite]) -> Self {
        let mut kept = vec![None; rewrites.len()];
        let mut order: Vec<usize> = (0..rewrites.len()).collect();
        order.sort_by_key(|&at| (rewrites[at].block, rewrites[at].place.start));
        let mut blocks: Vec<(usize, Vec<usize>)> = Vec::new();
        for at in order {
            let rewrite = &rewrites[at];
            let Some(block) = document.blocks.get(rewrite.block) else {
                kept[at] = Some(Kept::NoPlace);
                continue;
            };
            if inline_of(document, block).is_none() {
                kept[at] = Some(Kept::NoWriter(document.format));
                continue;
            }
            let reached = match blocks.last() {
                Some((block, own)) if *block == rewrite.block => {
                    own.last().map_or(0, |&last| rewrites[last].place.end)
                }
                _ => 0,
            };
            let stands = block.text.get(rewrite.place.range());
            if stands.is_none_or(str::is_empty) || rewrite.place.start < reached {
                kept[at] = Some(Kept::NoPlace);
                continue;
            }
            match blocks.last_mut() {
                Some((block, own)) if *block == rewrite.block => own.push(at),
                _ => blocks.push((rewrite.block, vec![at])),
            }
        }
        let mut writer = Writer {
            document,
            rewrites,
            places: rewrites.iter().map(|rewrite| rewrite.place).collect(),
            care: vec![0; rewrites.len()],
            kept,
            blocks,
            plans: Vec::new(),
        };
        for number in 0..writer.blocks.len() {
            writer.plan(number);
        }
        writer
    }

    /// The rewrites of a changed block that are written.
    fn active(&self, number: usize) -> Vec<usize> {
        let own = self.blocks[number].1.iter().copied();
        own.filter(|&at| self.kept[at].is_none()).collect()
    }

    /// Makes the plan of a changed block; a rewrite that is impossible is kept.
    fn plan(&mut self, number: usize) {
        let at = self.blocks[number].0;
        self.plans.retain(|plan| plan.at != at);
        loop {
            let active = self.active(number);
            if active.is_empty() {
                return;
            }
            match self.attempt(at, &active) {
                Ok(None) => return,
                Ok(Some(plan)) => {
                    let place = self.plans.partition_point(|other| other.at < at);
                    return self.plans.insert(place, plan);
                }
                Err(refused) => {
                    if refused.is_empty() {
                        // It says nothing, and no rewrite alone is the cause.
                        for of in active {
                            self.kept[of] = Some(Kept::Emptied);
                        }
                    }
                    for (of, kept) in refused {
                        self.kept[of] = Some(kept);
                    }
                }
            }
        }
    }

    fn attempt(&self, at: usize, active: &[usize]) -> Attempt<Option<Plan>> {
        let block = &self.document.blocks[at];
        let all =
            |kept: Kept| -> Vec<(usize, Kept)> { active.iter().map(|&of| (of, kept)).collect() };
        let (Some(inline), Some(content)) = (
            inline_of(self.document, block),
            content(self.document, block),
        ) else {
            return Err(all(Kept::Tangled));
        };
        let source = &self.document.source.text;
        let markdown = self.document.format == "md" && block.syntax != Syntax::Html;
        let chinese = self.document.read.is_chinese();
        let pieces = Pieces::of(block, content, source, (markdown, chinese));
        let pieces = pieces.map_err(all)?;
        let changes = self.changes(block, &pieces, active);
        if changes.is_empty() {
            return Ok(None);
        }
        let manner = Manner {
            inline,
            care: &self.care,
            places: &self.places,
        };
        let whole = applied(&block.text, &changes);
        if whole.trim().is_empty() {
            let emptied: Vec<usize> = active
                .iter()
                .copied()
                .filter(|&of| self.rewrites[of].text.trim().is_empty())
                .collect();
            let refuse = |kept| Err(emptied.iter().map(|&of| (of, kept)).collect());
            if block.syntax != Syntax::Own && block.syntax != Syntax::Html {
                return refuse(Kept::Emptied);
            }
            let stays = matches!(block.kind, BlockKind::TableCell | BlockKind::Caption);
            let assembled = pieces.assemble(&changes, &manner);
            let assembled = assembled.map_err(|refused| vec![refused])?;
            if stays {
                return Ok(Some(Plan {
                    at,
                    span: assembled.span,
                    written: assembled.written,
                    fate: Fate::Empty,
                    dropped: assembled.dropped,
                }));
            }
            if assembled.has_codes {
                return refuse(Kept::Points);
            }
            return match self.removable(block) {
                Some(span) => Ok(Some(Plan {
                    at,
                    span,
                    written: String::new(),
                    fate: Fate::Gone,
                    dropped: assembled.dropped,
                })),
                None => refuse(Kept::Emptied),
            };
        }
        if !matches!(block.syntax, Syntax::Own | Syntax::Html | Syntax::Title) {
            return Ok(Some(self.value(at, &whole, active)));
        }
        let assembled = pieces.assemble(&changes, &manner);
        let assembled = assembled.map_err(|refused| vec![refused])?;
        Ok(Some(Plan {
            at,
            span: assembled.span,
            written: assembled.written,
            fate: Fate::Says(assembled.meant),
            dropped: assembled.dropped,
        }))
    }

    /// A value in quotation marks, an attribute: it is written as a whole.
    fn value(&self, at: usize, whole: &str, active: &[usize]) -> Plan {
        let block = &self.document.blocks[at];
        let source = &self.document.source.text;
        let span = block.source_span(TextSpan::new(0, block.text.len()));
        let care = active.iter().map(|&of| self.care[of]).max().unwrap_or(0);
        let words = super::codes::Coded::plain(whole);
        let around = super::codes::Around {
            line_start: false,
            care,
            dollars: false,
            stars: 0,
        };
        let mut written = String::new();
        if let Some(inline) = inline_of(self.document, block) {
            inline.write(&words, block, around, &mut written);
        } else {
            written.push_str(span.of(source));
        }
        Plan {
            at,
            span,
            written,
            fate: Fate::Says(said(&words)),
            dropped: Vec::new(),
        }
    }

    /// The changes of a block, in order.
    fn changes(&self, block: &Block, pieces: &Pieces<'_>, active: &[usize]) -> Vec<Change> {
        let wholes: Vec<TextSpan> = block.opaque().collect();
        let codes: Vec<usize> = block.codes.iter().map(|code| code.at).collect();
        let mut found: Vec<Change> = Vec::new();
        for &of in active {
            let rewrite = &self.rewrites[of];
            let new = rewrite.text.trim();
            if new.is_empty() {
                let emptied = pieces.emptied(rewrite.place);
                let reached = found.last().map_or(0, |change| change.old.end);
                let old = TextSpan::new(emptied.start.max(reached), emptied.end);
                found.push(Change {
                    old,
                    new: String::new(),
                    side: Side::Neither,
                    of,
                });
                continue;
            }
            // White space at the ends of the stretch is not the sentence's.
            let text = rewrite.place.of(&block.text);
            let start = rewrite.place.start + text.len() - text.trim_start().len();
            let end = (rewrite.place.start + text.trim_end().len()).max(start);
            let place = TextSpan::new(start, end);
            found.extend(changes(&block.text, place, new, &wholes, &codes, of));
        }
        found
    }

    /// The bytes of a paragraph or heading with its markup and one blank line.
    fn removable(&self, block: &Block) -> Option<SourceSpan> {
        let known = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_));
        if !known {
            return None;
        }
        let source = &self.document.source.text;
        let mut span = block.span;
        let html = matches!(self.document.format, "html" | "epub") || block.syntax == Syntax::Html;
        if html {
            span = html_codes::element_around(source, span)?;
        }
        let start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = source[span.end..]
            .find('\n')
            .map_or(source.len(), |at| span.end + at + 1);
        let alone =
            source[start..span.start].trim().is_empty() && source[span.end..end].trim().is_empty();
        if !alone {
            return html.then_some(span);
        }
        if html {
            return Some(SourceSpan::new(start, end));
        }
        let blank = |line: &str| line.trim().is_empty();
        let next = source[end..]
            .find('\n')
            .map_or(source.len(), |at| end + at + 1);
        let before = source[..start].trim_end_matches(['\n', '\r']).len();
        let begins = start == 0 || source[before..start].matches('\n').count() > 1;
        if begins && next > end && blank(&source[end..next]) {
            return Some(SourceSpan::new(start, next));
        }
        if end == source.len() && begins && start > 0 {
            // The last block: the blank line before it goes.
            let mut from = source[..start].trim_end_matches(['\r', '\n']).len();
            if source[from..].starts_with('\r') {
                from += 1;
            }
            return Some(SourceSpan::new((from + 1).min(start), end));
        }
        Some(SourceSpan::new(start, end))
    }

    fn text(&self) -> String {
        let source = &self.document.source.text;
        let mut out = String::with_capacity(source.len());
        let mut at = 0;
        for plan in &self.plans {
            out.push_str(&source[at..plan.span.start.max(at)]);
            out.push_str(&plan.written);
            at = plan.span.end.max(at);
        }
        out.push_str(&source[at..]);
        out
    }

    /// Reads what would be written. The blocks that say something else, up to the first that is another
    /// block.
    fn read(&self) -> Result<Vec<usize>> {
        let format = Format::by_id(self.document.format)?;
        let text = self.document.source.with_text(self.text());
        let again = format.reader.read(text, &self.document.read)?;
        let old = &self.document.blocks;
        let mut wrong = Vec::new();
        let mut now = again.blocks.iter().peekable();
        let mut plans = self.plans.iter().peekable();
        // How far the text has moved.
        let (mut longer, mut shorter) = (0, 0);
        for (at, block) in old.iter().enumerate() {
            let plan = plans.next_if(|plan| plan.at == at);
            if let Some(plan) = plan {
                let from = (block.span.start + longer).saturating_sub(shorter);
                longer += plan.written.len();
                shorter += plan.span.len();
                let to = (block.span.end + longer).saturating_sub(shorter);
                match plan.fate {
                    Fate::Gone => continue,
                    Fate::Empty => {
                        now.next_if(|now| {
                            now.text.trim().is_empty()
                                && now.span.start + 1 >= from
                                && now.span.end <= to + 1
                        });
                        continue;
                    }
                    Fate::Says(_) => {}
                }
            }
            let Some(new) = now.next() else {
                wrong.push(at);
                return Ok(wrong);
            };
            let is_same = match plan.map(|plan| &plan.fate) {
                Some(Fate::Says(meant)) => {
                    let now = content(&again, new).map(|content| said(&content.coded));
                    now.as_ref() == Some(meant) && new.speaker.is_some() == block.speaker.is_some()
                }
                _ => same(&self.document.source, block, &again.source, new),
            };
            let same_place = new.kind == block.kind
                && new.depth == block.depth
                && new.ordinal == block.ordinal
                && new.cell.map(|cell| (cell.row, cell.column))
                    == block.cell.map(|cell| (cell.row, cell.column))
                && syntax_class(new.syntax) == syntax_class(block.syntax);
            if !is_same || !same_place {
                wrong.push(at);
                if new.text.is_empty() != block.text.is_empty() || !same_place || plan.is_none() {
                    return Ok(wrong);
                }
            }
        }
        if now.next().is_some() {
            wrong.push(old.len());
        }
        Ok(wrong)
    }

    /// Reads what is written until it is read as it was meant.
    fn prove(&mut self) -> Result<()> {
        while !self.plans.is_empty() {
            let wrong = self.read()?;
            if wrong.is_empty() {
                return Ok(());
            }
            let mut numbers: Vec<usize> = Vec::new();
            for at in wrong {
                let own = self.blocks.iter().position(|(block, own)| {
                    *block == at && own.iter().any(|&of| self.kept[of].is_none())
                });
                let number = own.or_else(|| self.near(at));
                if let Some(number) = number
                    && !numbers.contains(&number)
                {
                    numbers.push(number);
                }
            }
            if numbers.is_empty() {
                self.keep_all();
                return Ok(());
            }
            for number in numbers {
                self.raise(number);
            }
        }
        Ok(())
    }

    /// The changed block that a wrong one comes of: the nearest before it, else the nearest behind.
    fn near(&self, at: usize) -> Option<usize> {
        let open = |&number: &usize| {
            let block = self.blocks[number].0;
            self.plans.iter().any(|plan| plan.at == block)
        };
        let after = self.blocks.partition_point(|(block, _)| *block <= at);
        (0..after)
            .rev()
            .find(open)
            .or_else(|| (after..self.blocks.len()).find(open))
    }

    /// Escapes more in a block, and where that did not help leaves one rewrite out.
    fn raise(&mut self, number: usize) {
        let active = self.active(number);
        let most = active.iter().map(|&of| self.care[of]).max().unwrap_or(0);
        if most < MOST_CARE && self.is_escaped(number) {
            for &of in &active {
                self.care[of] = most + 1;
            }
        } else if let Some(&last) = active.last() {
            self.kept[last] = Some(Kept::Markup);
            for &of in &active {
                self.care[of] = 0;
            }
        }
        self.plan(number);
    }

    /// Whether escaping can help in a block.
    fn is_escaped(&self, number: usize) -> bool {
        let at = self.blocks[number].0;
        let block = &self.document.blocks[at];
        let own = self.document.format == "md" && block.syntax != Syntax::Html;
        let says = |plan: &&Plan| plan.at == at && matches!(plan.fate, Fate::Says(_));
        own && self.plans.iter().any(|plan| says(&plan))
    }

    fn keep_all(&mut self) {
        for number in 0..self.blocks.len() {
            for of in self.active(number) {
                self.kept[of] = Some(Kept::Markup);
            }
            self.plan(number);
        }
    }

    /// What failed together with others may be written without them.
    fn second_chances(&mut self) -> Result<()> {
        let again: Vec<(usize, usize)> = (0..self.blocks.len())
            .flat_map(|number| {
                let own = self.blocks[number].1.iter();
                own.map(move |&of| (number, of)).collect::<Vec<_>>()
            })
            .filter(|&(_, of)| self.kept[of] == Some(Kept::Markup))
            .collect();
        if again.len() < 2 && self.plans.is_empty() {
            return Ok(());
        }
        for (number, of) in again.into_iter().take(MOST_SECOND) {
            let others: Vec<u8> = self.care.clone();
            for care in 0..=MOST_CARE {
                self.kept[of] = None;
                self.care[of] = care;
                self.plan(number);
                let refused = self.kept[of].is_some();
                if !refused && self.read()?.is_empty() {
                    break;
                }
                self.kept[of] = Some(Kept::Markup);
                if care == MOST_CARE || refused || !self.is_escaped_alone(number) {
                    self.care.clone_from(&others);
                    self.plan(number);
                    break;
                }
            }
        }
        Ok(())
    }

    fn is_escaped_alone(&self, number: usize) -> bool {
        let block = &self.document.blocks[self.blocks[number].0];
        self.document.format == "md" && block.syntax != Syntax::Html
    }

    fn finish(self) -> Rewritten {
        let text = self.text();
        let mut dropped: Vec<(usize, String)> = self
            .plans
            .into_iter()
            .flat_map(|plan| plan.dropped)
            .collect();
        dropped.sort();
        let kept = self.kept.into_iter().enumerate();
        Rewritten {
            text,
            kept: kept.filter_map(|(at, kept)| Some((at, kept?))).collect(),
            dropped,
        }
    }
}

/// Rewrites that cannot be written, with the reason, in place of a value.
type Attempt<T> = std::result::Result<T, Vec<(usize, Kept)>>;

/// Whether a block that nothing was to change is what it was.
fn same(old_source: &SourceText, old: &Block, new_source: &SourceText, new: &Block) -> bool {
    old.text == new.text
        && old.speaker == new.speaker
        && old.codes.len() == new.codes.len()
        && old.codes.iter().zip(&new.codes).all(|(one, other)| {
            one.at == other.at
                && one.source.of(&old_source.text) == other.source.of(&new_source.text)
        })
}

/// Syntaxes in which a value may be written by other quotation marks are one.
fn syntax_class(syntax: Syntax) -> u8 {
    match syntax {
        Syntax::Own => 0,
        Syntax::Plain | Syntax::DoubleQuoted | Syntax::SingleQuoted | Syntax::Literal => 1,
        Syntax::Title => 2,
        Syntax::Html => 3,
        Syntax::Attribute(_) => 4,
        Syntax::Alternative => 5,
        Syntax::LinkTitle(_) => 6,
        Syntax::Label => 7,
    }
}
