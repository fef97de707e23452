//! Speaker labels such as `张宏江：` at the head of a turn; and headings that are only bold lines.

use std::collections::HashMap;

use super::model::{Block, BlockKind, Level, MarkKind};
use crate::text::TextSpan;
use crate::text::script::is_han;

/// The longest label, in Han characters or in English words.
const MAX_HAN: usize = 12;
const MAX_WORDS: usize = 5;

/// Finds speaker labels in all blocks: a short head before a colon that is bold, is the name of a
/// publication in 《》, or opens at least two blocks.
pub fn find_speakers(blocks: &mut [Block]) {
    let mut openings: HashMap<String, usize> = HashMap::new();
    let mut labelled: Vec<usize> = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        if let Some((label, _)) = label(block) {
            *openings.entry(label.to_owned()).or_default() += 1;
            labelled.push(number);
        }
    }
    for number in labelled {
        let block = &mut blocks[number];
        let Some((name, span)) = label(block) else {
            continue;
        };
        let bold = block.marks.iter().any(|mark| {
            matches!(mark.kind, MarkKind::Strong | MarkKind::Emphasis)
                && mark.over.start == 0
                && mark.over.end >= name.len()
        });
        if bold
            || name.starts_with('《') && name.ends_with('》')
            || openings.get(name).is_some_and(|&count| count > 1)
        {
            block.speaker = Some(span);
        }
    }
}

/// The first colon, if it is among the first 60 characters. Most text has none there, so bytes are looked at
/// first.
fn first_colon(text: &str) -> Option<(usize, char)> {
    const WIDE: &[u8] = "：".as_bytes();
    let head = &text.as_bytes()[..text.len().min(60 * 4)];
    let at = head
        .iter()
        .enumerate()
        .position(|(at, &byte)| byte == b':' || byte == WIDE[0] && head[at..].starts_with(WIDE))?;
    let colon = if head[at] == b':' { ':' } else { '：' };
    (text[..at].chars().count() < 60).then_some((at, colon))
}

/// The head of a block that may be a label, and its span with the colon.
fn label(block: &Block) -> Option<(&str, TextSpan)> {
    if !matches!(
        block.kind,
        BlockKind::Paragraph | BlockKind::Quotation | BlockKind::ListItem
    ) {
        return None;
    }
    let text = block.text.as_str();
    let (at, colon) = first_colon(text)?;
    let end = at + colon.len_utf8();
    let name = &text[..at];
    let after = &text[end..];
    let fits = if name.chars().any(is_han) {
        name.chars().count() <= MAX_HAN + 2
    } else {
        name.split_whitespace().count() <= MAX_WORDS
    };
    let is_name = name.chars().any(char::is_alphabetic)
        && !name.chars().any(|c| {
            matches!(
                c,
                '。' | '！' | '？' | '!' | '?' | '，' | ',' | '；' | ';' | '“' | '”' | '"' | '…'
            )
        })
        && name.trim() == name;
    let spaced = colon == '：' || after.is_empty() || after.starts_with(char::is_whitespace);
    (fits && is_name && spaced && !after.trim().is_empty()).then(|| (name, TextSpan::new(0, end)))
}

/// Whether a paragraph is a heading set as a bold line: short, wholly bold, not a sentence.
#[must_use]
pub fn is_bold_heading(block: &Block) -> bool {
    let text = block.text.trim();
    if block.kind != BlockKind::Paragraph || text.is_empty() || block.speaker.is_some() {
        return false;
    }
    let wholly_bold = block.marks.iter().any(|mark| {
        mark.kind == MarkKind::Strong
            && block.text[..mark.over.start].trim().is_empty()
            && block.text[mark.over.end..].trim().is_empty()
    });
    let short = if text.chars().any(is_han) {
        text.chars().count() <= 30
    } else {
        text.split_whitespace().count() <= 14
    };
    let ends = |c: char| {
        matches!(
            c,
            '。' | '！' | '？' | '…' | '；' | '：' | '.' | '!' | '?' | ':' | ';' | '，' | ','
        )
    };
    wholly_bold
        && short
        && !text
            .trim_end_matches(['”', '’', '"', '」', '』', ')', '）'])
            .ends_with(ends)
        && !text.contains(['。'])
}

/// Turns the paragraphs that are bold headings into headings; to be called after [`find_speakers`].
pub fn find_bold_headings(blocks: &mut [Block]) {
    for block in blocks {
        if is_bold_heading(block) {
            block.kind = BOLD_HEADING;
        }
    }
}

/// The level of a bold heading.
pub const BOLD_HEADING: BlockKind = BlockKind::Heading(Level::H3);
