//! A paragraph of subtitles as the bits that it is written in, in the order of the file: characters, markup, ends
//! of lines, ends of cues. From these a changed paragraph is put together again.

use super::Kind;
use crate::document::codes::Coded;
use crate::document::model::{Block, CodeKind, Markup, Run};
use crate::text::SourceSpan;
use crate::text::script::is_cjk_wide;

/// A bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bit {
    /// A character, how it is written, and before which byte of the visible text it stands.
    Char(char, String, usize),
    /// Markup, and the number of its pair.
    Code(CodeKind, String, usize),
    /// The end of a line inside a cue. The byte of the visible text as above.
    Line(usize),
    /// The end of a cue, with the place in the file.
    Cue(SourceSpan, usize),
}

impl Bit {
    pub(super) const fn at(&self) -> usize {
        match self {
            Bit::Char(_, _, at) | Bit::Code(_, _, at) | Bit::Line(at) | Bit::Cue(_, at) => *at,
        }
    }

    pub(super) fn is_space(&self) -> bool {
        matches!(self, Bit::Char(c, ..) if c.is_whitespace() && *c != '\u{a0}')
    }

    pub(super) const fn char(&self) -> Option<char> {
        match self {
            Bit::Char(c, ..) => Some(*c),
            _ => None,
        }
    }
}

/// The bits of a block as it stands.
pub(super) fn of_block(block: &Block, source: &str) -> Vec<Bit> {
    let mut bits: Vec<(usize, Bit)> = Vec::new();
    let mut breaks: Vec<&Markup> = Vec::new();
    for code in &block.codes {
        if code.kind == CodeKind::Break {
            breaks.push(code);
            bits.push((code.source.start, Bit::Cue(code.source, code.at)));
        } else {
            let bytes = code.source.of(source).to_owned();
            bits.push((code.source.start, Bit::Code(code.kind, bytes, code.at)));
        }
    }
    for run in &block.runs {
        of_run(run, block, source, &breaks, &mut bits);
    }
    // Codes come first, so that those at one place keep their order.
    bits.sort_by_key(|&(at, _)| at);
    bits.into_iter().map(|(_, bit)| bit).collect()
}

fn of_run(
    run: &Run,
    block: &Block,
    source: &str,
    breaks: &[&Markup],
    bits: &mut Vec<(usize, Bit)>,
) {
    let text = run.text.of(&block.text);
    if run.verbatim {
        bits.extend(text.char_indices().map(|(at, c)| {
            let bit = Bit::Char(c, c.to_string(), run.text.start + at);
            (run.source.start + at, bit)
        }));
        return;
    }
    if text.trim().is_empty() && !text.contains('\u{a0}') {
        let next = breaks.partition_point(|code| code.source.end <= run.source.start);
        let is_cue = breaks
            .get(next)
            .is_some_and(|code| code.source.overlaps(&run.source));
        if !is_cue {
            bits.push((run.source.start, Bit::Line(run.text.start)));
        }
        return;
    }
    // Of several characters for one reference the first stands for all of it.
    let mut bytes = run.source.of(source).to_owned();
    for (at, c) in text.char_indices() {
        let bit = Bit::Char(c, std::mem::take(&mut bytes), run.text.start + at);
        bits.push((run.source.start, bit));
    }
}

/// The bits of new words.
pub(super) fn of_words(words: &Coded, kind: Kind) -> Vec<Bit> {
    let mut bits = Vec::new();
    let mut codes = words.codes.iter().peekable();
    let push = |code: &crate::document::codes::Code, bits: &mut Vec<Bit>| {
        bits.push(Bit::Code(code.kind, code.markup.clone(), code.at));
    };
    let mut before = None;
    for (at, c) in words.text.char_indices() {
        while let Some(code) = codes.next_if(|code| code.at <= at) {
            push(code, &mut bits);
        }
        // Ends of lines are not the sentence's, and other control characters are no text.
        let c = if c.is_control() { ' ' } else { c };
        bits.push(Bit::Char(c, escaped(c, before, kind), at));
        before = Some(c);
    }
    for code in codes {
        push(code, &mut bits);
    }
    bits
}

/// A character so that it is read as itself.
fn escaped(c: char, before: Option<char>, kind: Kind) -> String {
    match (kind, c) {
        (Kind::WebVtt, '&') => "&amp;".to_owned(),
        (Kind::WebVtt, '<') => "&lt;".to_owned(),
        (Kind::WebVtt, '>') => "&gt;".to_owned(),
        (Kind::SubStation, '{' | '}') => format!("\\{c}"),
        (Kind::SubStation, '\u{a0}') => "\\h".to_owned(),
        // A backslash and these would be a line break or a space.
        (Kind::SubStation, 'N' | 'n' | 'h' | 'p') if before == Some('\\') => {
            format!("\u{2060}{c}")
        }
        _ => c.to_string(),
    }
}

/// Whether words may be parted between two characters that no white space stands between.
pub(super) fn is_gap(before: char, behind: char) -> bool {
    const OPENS: &str = "（《“‘「『【〈[(";
    const CLOSES: &str = "，。、；：？！）》”’」』】〉…—,.;:?!)]·～";
    is_cjk_wide(before)
        && is_cjk_wide(behind)
        && !OPENS.contains(before)
        && !CLOSES.contains(behind)
        || is_cjk_wide(before) && CLOSES.contains(before) && !CLOSES.contains(behind)
}

/// The places, as numbers of bits, before which a list of bits may be parted: behind white space and between
/// characters of Chinese. What closes there stays with what is before it.
pub(super) fn gaps(bits: &[Bit]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    for (at, bit) in bits.iter().enumerate() {
        let Some(c) = bit.char() else {
            if matches!(bit, Bit::Line(_)) {
                before = Some(' ');
            }
            continue;
        };
        let spaced = before.is_some_and(char::is_whitespace) && !c.is_whitespace();
        if spaced || before.is_some_and(|before| is_gap(before, c)) {
            // In front of what opens between the two.
            let opens = |bit: &Bit| matches!(bit, Bit::Code(CodeKind::Open(_), ..));
            let codes = bits[..at].iter().rev().take_while(|bit| opens(bit)).count();
            found.push(at - codes);
        }
        before = Some(c);
    }
    found
}

/// How many columns bits take: Chinese characters two.
pub(super) fn width(bits: &[Bit]) -> usize {
    let wide = |c: char| 1 + usize::from(is_cjk_wide(c));
    bits.iter().filter_map(Bit::char).map(wide).sum()
}

/// Bits without white space at their ends.
pub(super) fn trimmed(bits: &[Bit]) -> Vec<Bit> {
    let blank = |bit: &Bit| bit.is_space() || matches!(bit, Bit::Line(_));
    let mut kept = bits.to_vec();
    for from_end in [false, true] {
        let mut at = 0;
        while at < kept.len() {
            let place = if from_end { kept.len() - 1 - at } else { at };
            if blank(&kept[place]) {
                kept.remove(place);
            } else if kept[place].char().is_some() {
                break;
            } else {
                at += 1;
            }
        }
    }
    kept
}

/// What bits say, without white space.
pub(super) fn said(bits: &[Bit]) -> String {
    let characters = bits.iter().filter_map(Bit::char);
    characters.filter(|c| is_said(*c)).collect()
}

/// Whether a character counts where words are compared.
pub(super) fn is_said(c: char) -> bool {
    !c.is_whitespace() && c != '\u{2060}'
}
