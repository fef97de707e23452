//! `pairing`: quotation marks and brackets of the English. A quotation may go on over sentences and
//! paragraphs, each of which then opens it anew; so marks are followed through the text, and the
//! Chinese of a bead says whether its English should be paired by itself. Code has brackets of its own.

use super::{Context, Whole};
use crate::bitext::{Sentence, join_target};
use crate::check::checked_bead::{CheckedBead, says_something};
use crate::check::finding::{BeadFinding, Severity};
use crate::check::language::Opaque;
use crate::text::scan::{has_byte, is_one_of, may_have_wide};

/// Opening marks and the marks that close them, those of English first.
const BRACKETS: [([char; 2], [char; 2]); 3] = [
    (['(', '（'], [')', '）']),
    (['[', '【'], [']', '】']),
    (['{', '｛'], ['}', '｝']),
];

struct Pairing {
    severity: Severity,
    /// The place where a quotation was opened: the bead, and the byte in it.
    open: Option<(usize, usize)>,
    /// The last bead's block.
    block: Option<usize>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Pairing {
        severity,
        open: None,
        block: None,
    })
}

impl Whole for Pairing {
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if !says_something(&pair.target) {
            return;
        }
        let new_block = pair.targets.first().map(|sentence| sentence.block) != self.block;
        self.block = pair.targets.last().map(|sentence| sentence.block);
        if !may_have_marks(&pair.target) {
            return;
        }
        self.curly(pair, new_block, found);
        straight(pair, context, self.severity, found);
        brackets(pair, context, self.severity, found);
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if let Some((bead, at)) = self.open {
            found.push(unclosed(self.severity, bead, at));
        }
    }
}

/// Whether a text may have quotation marks or brackets: those outside of ASCII are left to the closer look.
fn may_have_marks(text: &str) -> bool {
    has_byte(text, |byte| {
        is_bracket(byte) | (byte == b'"') | !byte.is_ascii()
    })
}

fn may_have_brackets(text: &str) -> bool {
    has_byte(text, is_bracket) || may_have_wide(text)
}

const fn is_bracket(byte: u8) -> bool {
    is_one_of(byte, *b"()[]{}")
}

fn unclosed(severity: Severity, bead: usize, at: usize) -> BeadFinding {
    BeadFinding::new(
        "pairing",
        severity,
        bead,
        "“",
        "this quotation is not closed",
    )
    .at_target(at..at + '“'.len_utf8())
}

impl Pairing {
    fn curly(&mut self, pair: &CheckedBead<'_>, new_block: bool, found: &mut Vec<BeadFinding>) {
        let text = pair.target_words();
        if !text.contains(['“', '”']) {
            return;
        }
        let balanced = |text: &str, open: char, close: char| {
            text.matches(open).count() == text.matches(close).count()
        };
        let source = pair.source_words();
        let whole_in_chinese = balanced(source, '“', '”') && balanced(source, '「', '」');
        let open_before = self.open.is_some();
        for (at, mark) in text.match_indices(['“', '”']) {
            match (mark, self.open) {
                ("“", None) => self.open = Some((pair.index, at)),
                ("“", Some((bead, place))) => {
                    // A further paragraph of the same quotation opens it anew.
                    if new_block && text[..at].trim().is_empty() && bead != pair.index {
                        continue;
                    }
                    found.push(unclosed(self.severity, bead, place));
                    self.open = Some((pair.index, at));
                }
                (_, Some(_)) => self.open = None,
                (_, None) => found.push(
                    BeadFinding::new(
                        "pairing",
                        self.severity,
                        pair.index,
                        "”",
                        "this quotation was not opened",
                    )
                    .at_target(at..at + '”'.len_utf8()),
                ),
            }
        }
        // The Chinese has the quotation whole in this bead, so no later bead will close it.
        if let Some((bead, place)) = self.open
            && bead == pair.index
            && !open_before
            && whole_in_chinese
            && source.contains(['“', '「'])
        {
            found.push(unclosed(self.severity, bead, place));
            self.open = None;
        }
    }
}

/// Straight marks say not which way they are: their number says whether they are paired.
fn straight(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let text = pair.target_words();
    if !text.contains('"') {
        return;
    }
    let source = pair.source_words();
    let count = |marks: &[char]| source.matches(marks).count();
    let places = straight_marks(text);
    let chinese_open = count(&['“', '「']);
    let chinese_close = count(&['”', '」']);
    let chinese_straight = count(&['"']);
    if places.len() % 2 == 1
        && chinese_open == chinese_close
        && chinese_straight % 2 == 0
        // The other one may be in another sentence of the paragraph.
        && straight_marks(&Paragraph::of(pair, context).words).len() % 2 == 1
    {
        let at = places[places.len() - 1];
        found.push(
            BeadFinding::new(
                "pairing",
                severity,
                pair.index,
                "\"",
                "a quotation mark has no counterpart",
            )
            .at_target(at..at + 1),
        );
    }
}

/// The places of straight quotation marks, but for inches: 5'10", 27".
fn straight_marks(text: &str) -> Vec<usize> {
    text.match_indices('"')
        .map(|(at, _)| at)
        .filter(|&at| !text[..at].ends_with(|c: char| c.is_ascii_digit()) || is_closing(text, at))
        .collect()
}

/// The paragraphs in which the English of a bead stands.
struct Paragraph {
    /// Their words, without code.
    words: String,
    /// The byte at which the bead's begin.
    start: usize,
}

impl Paragraph {
    fn of(pair: &CheckedBead<'_>, context: &Context<'_>) -> Paragraph {
        let all = &context.bitext.target.sentences;
        let range = pair.bead.target.clone();
        let (Some(first), Some(last)) = (pair.targets.first(), pair.targets.last()) else {
            return Paragraph {
                words: String::new(),
                start: 0,
            };
        };
        let same = |sentence: &&Sentence, block: usize| sentence.block == block;
        let before = all[..range.start].iter().rev();
        let before = before.take_while(|one| same(one, first.block)).count();
        let behind = all[range.end..].iter();
        let behind = behind.take_while(|one| same(one, last.block)).count();
        let sentences = &all[range.start - before..range.end + behind];
        let text = join_target(sentences);
        let document = context
            .texts
            .map(|(_, english)| (english, range.start - before));
        let words = Opaque::of(&text, sentences, document).blanked(&text);
        let lengths = sentences[..before].iter().map(|one| one.text.len() + 1);
        Paragraph {
            start: lengths.sum(),
            words: words.unwrap_or(text),
        }
    }
}

/// Whether the mark behind a figure closes a quotation that was opened before it.
fn is_closing(text: &str, at: usize) -> bool {
    text[..at].matches('"').count() % 2 == 1
}

fn brackets(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let text = pair.target_words();
    if !may_have_brackets(text) {
        return;
    }
    for (kind, (opening, closing)) in BRACKETS.into_iter().enumerate() {
        let Some(&at) = lone(text, kind).first() else {
            continue;
        };
        // A bracket over several sentences is the same in the Chinese.
        let source = pair.source_words();
        if source.matches(opening).count() != source.matches(closing).count() {
            continue;
        }
        // The other one may be in another sentence of the paragraph.
        let paragraph = Paragraph::of(pair, context);
        if !lone(&paragraph.words, kind).contains(&(paragraph.start + at)) {
            continue;
        }
        let Some(mark) = text[at..].chars().next() else {
            continue;
        };
        let message = if opening.contains(&mark) {
            "this bracket is not closed"
        } else {
            "this bracket was not opened"
        };
        found.push(
            BeadFinding::new("pairing", severity, pair.index, mark.to_string(), message)
                .at_target(at..at + mark.len_utf8()),
        );
    }
}

/// The places of the brackets of a kind that have no counterpart: what was not opened first.
fn lone(text: &str, kind: usize) -> Vec<usize> {
    let (opening, closing) = BRACKETS[kind];
    let mut open: Vec<usize> = Vec::new();
    let mut lone: Vec<usize> = Vec::new();
    for (at, mark) in text.match_indices([opening[0], opening[1], closing[0], closing[1]]) {
        if is_face(text, at) || is_interval(text, at) {
            continue;
        }
        if mark.starts_with(opening) {
            open.push(at);
        } else if open.pop().is_none() && !is_list_mark(text, at) {
            lone.push(at);
        }
    }
    lone.extend(open);
    lone
}

/// Whether a bracket is one end of a half-open interval: `[0, 1)`, `(a, b]`.
fn is_interval(text: &str, at: usize) -> bool {
    const LONGEST: usize = 24;
    let is_end = |end: &str| {
        let end = end.trim();
        !end.is_empty() && end.len() <= 10 && !end.contains(|c: char| c.is_whitespace() || c == '"')
    };
    let halves = |inside: &str| {
        inside
            .split_once(',')
            .is_some_and(|(one, other)| is_end(one) && is_end(other))
    };
    let ends = |open: char, close: char| matches!((open, close), ('[', ')') | ('(', ']'));
    let rest = &text[at..];
    let Some(mark) = rest.chars().next() else {
        return false;
    };
    if matches!(mark, '[' | '(') {
        let inside = &rest[1..];
        let close = inside
            .find([')', ']', '[', '('])
            .filter(|&close| close <= LONGEST);
        close.is_some_and(|close| {
            ends(mark, char::from(inside.as_bytes()[close])) && halves(&inside[..close])
        })
    } else {
        let before = &text[..at];
        let open = before
            .rfind(['(', '[', ')', ']'])
            .filter(|open| at - open <= LONGEST);
        open.is_some_and(|open| {
            ends(char::from(text.as_bytes()[open]), mark) && halves(&before[open + 1..])
        })
    }
}

/// `a)`, `1)`, `iv)` at the head of a sentence or behind a mark.
fn is_list_mark(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let word = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let head = before[..before.len() - word.len()].trim_end();
    let is_number = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    let is_letter = word.len() == 1;
    let is_roman = word.len() <= 4 && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let stands = head.is_empty()
        || head.ends_with([',', ';', ':', '.', '?', '!'])
        || head.ends_with(" and")
        || head.ends_with(" or");
    !word.is_empty() && (is_number || is_letter || is_roman) && stands
}

/// `:)`, `;-)`, `:(`
fn is_face(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(['-', '^']);
    before.ends_with([':', ';', '='])
        && !before
            .trim_end_matches([':', ';', '='])
            .ends_with(|c: char| c.is_alphanumeric())
}
