//! `pairing`: quotation marks and brackets of the English. A quotation may go on over sentences and
//! paragraphs, each of which then opens it anew; so marks are followed through the text, and the
//! Chinese of a bead says whether its English should be paired by itself.

use super::{Context, Whole};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

/// Opening marks and the marks that close them.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

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
    fn see(&mut self, pair: &CheckedBead<'_>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if pair.target.trim().is_empty() {
            return;
        }
        let new_block = pair.targets.first().map(|sentence| sentence.block) != self.block;
        self.block = pair.targets.last().map(|sentence| sentence.block);
        self.curly(pair, new_block, found);
        straight(pair, self.severity, found);
        brackets(pair, self.severity, found);
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if let Some((bead, at)) = self.open {
            found.push(unclosed(self.severity, bead, at));
        }
    }
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
        let text = &*pair.target;
        if !text.contains(['“', '”']) {
            return;
        }
        let balanced = |text: &str, open: char, close: char| {
            text.matches(open).count() == text.matches(close).count()
        };
        let whole_in_chinese =
            balanced(&pair.source, '“', '”') && balanced(&pair.source, '「', '」');
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
            && pair.source.contains(['“', '「'])
        {
            found.push(unclosed(self.severity, bead, place));
            self.open = None;
        }
    }
}

/// Straight marks say not which way they are: their number says whether they are paired.
fn straight(pair: &CheckedBead<'_>, severity: Severity, found: &mut Vec<BeadFinding>) {
    let text = &*pair.target;
    if !text.contains('"') {
        return;
    }
    let count = |text: &str, marks: &[char]| text.matches(marks).count();
    let places: Vec<usize> = text
        .match_indices('"')
        .map(|(at, _)| at)
        // Inches: 5'10", 27".
        .filter(|&at| !text[..at].ends_with(|c: char| c.is_ascii_digit()) || is_closing(text, at))
        .collect();
    let chinese_open = count(&pair.source, &['“', '「']);
    let chinese_close = count(&pair.source, &['”', '」']);
    let chinese_straight = count(&pair.source, &['"']);
    if places.len() % 2 == 1 && chinese_open == chinese_close && chinese_straight % 2 == 0 {
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

/// Whether the mark behind a figure closes a quotation that was opened before it.
fn is_closing(text: &str, at: usize) -> bool {
    text[..at].matches('"').count() % 2 == 1
}

fn brackets(pair: &CheckedBead<'_>, severity: Severity, found: &mut Vec<BeadFinding>) {
    let text = &*pair.target;
    for (open, close) in BRACKETS {
        let mut stack: Vec<usize> = Vec::new();
        let mut lone: Option<(usize, char)> = None;
        for (at, mark) in text.match_indices([open, close]) {
            if is_face(text, at) {
                continue;
            }
            if mark.starts_with(open) {
                stack.push(at);
            } else if stack.pop().is_none() && !is_list_mark(text, at) {
                lone.get_or_insert((at, close));
            }
        }
        if let Some(&at) = stack.first() {
            lone.get_or_insert((at, open));
        }
        let Some((at, mark)) = lone else { continue };
        // A bracket over several sentences is the same in the Chinese.
        let wide = match open {
            '(' => ['（', '）'],
            '[' => ['【', '】'],
            _ => [open, close],
        };
        let opens = pair.source.matches([open, wide[0]]).count();
        let closes = pair.source.matches([close, wide[1]]).count();
        if opens != closes {
            continue;
        }
        let message = if mark == open {
            "this bracket is not closed"
        } else {
            "this bracket was not opened"
        };
        found.push(
            BeadFinding::new("pairing", severity, pair.index, mark.to_string(), message)
                .at_target(at..at + 1),
        );
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
