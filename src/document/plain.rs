//! Plain text. Paragraphs are told by blank lines, by indentation, or by line; lines that were broken by
//! hand are joined again.

use super::builder::BlockBuilder;
use super::codes::{Around, Coded, Inline};
use super::model::{Block, BlockKind, Document, Level};
use super::source::SourceText;
use super::speaker::find_speakers;
use super::{ReadOptions, Reader};
use crate::error::Result;
use crate::text::SourceSpan;
use crate::text::script::is_cjk_wide;

/// Reads plain text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain;

/// A line that is not blank.
struct TextLine<'s> {
    /// Its bytes, without indentation and trailing white space.
    span: SourceSpan,
    text: &'s str,
    indented: bool,
    /// Its width in columns; a wide character has two.
    width: usize,
}

/// The id of plain text in [`super::FORMATS`].
pub(super) const ID: &str = "txt";

/// Writes plain text, which is itself.
pub(super) struct PlainInline;

impl Inline for PlainInline {
    fn write(&self, words: &Coded, _: &Block, _: Around, out: &mut String) {
        out.push_str(&words.text.replace(['\n', '\r'], " "));
    }
}

/// The most bytes of consecutive lines that are considered together.
const LARGEST_GROUP: usize = 1 << 20;

impl Reader for Plain {
    fn read(&self, source: SourceText, options: &ReadOptions) -> Result<Document> {
        let read = options.settled(&source.text);
        let chinese = read.is_chinese();
        let (mut blocks, _) = blocks(&source.text, chinese, true);
        find_speakers(&mut blocks);
        Ok(Document::new(source, ID, read, blocks))
    }
}

/// The blocks of a text, and the number of its bytes that they use up. Unless the text ends here
/// (`ends`), the last blocks, to which more lines may belong, are left out.
pub(super) fn blocks(text: &str, chinese: bool, ends: bool) -> (Vec<Block>, usize) {
    let mut blocks = Vec::new();
    let mut group: Vec<TextLine<'_>> = Vec::new();
    let mut at = 0;
    // The offset where the lines of `group` begin, with the blank lines before them.
    let mut begun = 0;
    for raw in text.split_inclusive(['\n', '\r']) {
        let start = at;
        at += raw.len();
        if !ends && (at == text.len() || !raw.ends_with(['\n', '\r'])) {
            // The rest of the line, or the LF of a CR LF, may follow.
            break;
        }
        let line = raw.trim_matches(char::is_whitespace);
        if line.is_empty() {
            // The LF of a CR LF does not make a blank line.
            if raw != "\n" || !text[..start].ends_with('\r') {
                flush(&mut group, chinese, true, &mut blocks);
                begun = at;
            }
            continue;
        }
        let lead = raw.len() - raw.trim_start().len();
        let indent = &raw[..lead];
        group.push(TextLine {
            span: SourceSpan::new(start + lead, start + lead + line.len()),
            text: line,
            indented: indent.contains(['\u{3000}', '\t']) || indent.len() > 1,
            width: line
                .chars()
                .map(|c| if is_cjk_wide(c) { 2 } else { 1 })
                .sum(),
        });
        if group.len() > 1 && at - group[0].span.start > LARGEST_GROUP {
            flush(&mut group, chinese, false, &mut blocks);
            begun = group.first().map_or(at, |line| line.span.start);
        }
    }
    if ends {
        flush(&mut group, chinese, true, &mut blocks);
        begun = text.len();
        blocks.shrink_to_fit();
    }
    (blocks, begun)
}

/// Makes blocks of consecutive lines. Unless these lines end here (`ends`), those of the last block stay
/// in the group.
fn flush(group: &mut Vec<TextLine<'_>>, chinese: bool, ends: bool, blocks: &mut Vec<Block>) {
    if group.is_empty() {
        return;
    }
    let widest = group.iter().map(|line| line.width).max().unwrap_or(0);
    let closed = group.last().is_some_and(|line| ends_sentence(line.text));
    // Lines broken by hand: all but the last are about equally long, whatever their last character is.
    let (filled, others) = (
        group
            .iter()
            .rev()
            .skip(1)
            .filter(|line| line.width * 10 >= widest * 8)
            .count(),
        group.len() - 1,
    );
    let wrapped = others >= 2 && filled * 10 >= others * 8 && (40..=120).contains(&widest);
    let mut first = 0;
    for k in 0..group.len() {
        let joined = group.get(k + 1).is_some_and(|next| {
            let line = &group[k];
            !next.indented
                && !is_chapter(line.text)
                && !is_chapter(next.text)
                && (wrapped
                    || (closed && !ends_sentence(line.text) && line.width * 10 >= widest * 4))
        });
        // A paragraph that is longer than all lines considered together is cut.
        if !joined && (ends || k + 1 < group.len() || first == 0) {
            blocks.push(paragraph(&group[first..=k], chinese));
            first = k + 1;
        }
    }
    group.drain(..first);
}

fn paragraph(lines: &[TextLine<'_>], chinese: bool) -> Block {
    let kind = if lines.len() == 1 && is_chapter(lines[0].text) {
        BlockKind::Heading(Level::H2)
    } else {
        BlockKind::Paragraph
    };
    let mut builder = BlockBuilder::new(kind, chinese);
    let mut before: Option<usize> = None;
    for line in lines {
        if let Some(end) = before {
            builder.gap(SourceSpan::new(end, line.span.start));
        }
        builder.text(line.text, line.span, true);
        before = Some(line.span.end);
    }
    let span = SourceSpan::new(lines[0].span.start, lines[lines.len() - 1].span.end);
    builder.finish_literal(span)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '"', '\'', '」', '』', ')', '）', ']'])
        .ends_with(['。', '！', '？', '…', '.', '!', '?', '：', ':', '；', ';'])
}

/// Whether a line is the heading of a chapter: `第一章 ……`, `Chapter 3`, short and without an end mark.
fn is_chapter(text: &str) -> bool {
    if text.chars().count() > 40 || ends_sentence(text) {
        return false;
    }
    if let Some(rest) = text.strip_prefix('第') {
        let numeral = rest.trim_start_matches(|c: char| {
            c.is_ascii_digit() || crate::text::numeral::is_chinese_numeral(c)
        });
        return numeral.len() < rest.len()
            && numeral.starts_with(['章', '回', '节', '節', '卷', '部', '幕', '篇']);
    }
    let mut words = text.split_whitespace();
    words.next().is_some_and(|word| {
        ["chapter", "part", "book"].contains(&word.to_ascii_lowercase().as_str())
    }) && words.next().is_some_and(|word| {
        let word = word.trim_end_matches([':', '.']);
        word.bytes().all(|b| b.is_ascii_digit())
            || word.bytes().all(|b| b"IVXLCDM".contains(&b))
            || crate::text::numeral::english_word(&word.to_ascii_lowercase()).is_some()
    })
}
