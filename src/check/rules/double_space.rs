//! `double-space`: spaces too many inside a sentence and before marks, none behind a comma.

use std::ops::Range;

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let mut tell = |place: Range<usize>, with: &str, message: &str| {
        let subject = &pair.target[place.clone()];
        found.push(
            BeadFinding::new("double-space", severity, pair.index, subject, message)
                .at_target(place)
                .fixed(with, true),
        );
    };
    let text = &*pair.target;
    let bytes = text.as_bytes();
    let skipped = passed_over(text);
    let is_skipped = |at: usize| skipped.iter().any(|place| place.contains(&at));
    for at in 0..bytes.len() {
        if is_skipped(at) {
            continue;
        }
        let next = bytes.get(at + 1).copied();
        let before = at.checked_sub(1).map(|at| bytes[at]);
        match bytes[at] {
            b' ' if next == Some(b' ') && before.is_some_and(|b| b != b' ' && b != b'\n') => {
                let end = at + bytes[at..].iter().take_while(|&&b| b == b' ').count();
                if end < bytes.len() && bytes[end] != b'\n' {
                    tell(at..end, " ", "there are several spaces");
                }
            }
            b' ' if matches!(next, Some(b',' | b';' | b':' | b'?' | b'!' | b'.')) => {
                let behind = bytes.get(at + 2).copied();
                // Dots that mean an omission, numbers such as .5, faces such as :)
                let ends = behind.is_none_or(|b| b == b' ' || b == b'"' || b == b'\n')
                    || next == Some(b',') && behind.is_some_and(|b| b.is_ascii_alphabetic());
                // . . .
                let ends = ends && !text[at + 2..].starts_with(" .");
                if ends && before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b')') {
                    tell(at..at + 1, "", "there is a space before a mark");
                }
            }
            b',' | b';' | b'?' | b'!'
                if next.is_some_and(|b| b.is_ascii_alphabetic())
                    && before
                        .is_some_and(|b| b.is_ascii_alphabetic() || b == b')' || b == b' ') =>
            {
                tell(
                    at..at + 1,
                    &format!("{} ", char::from(bytes[at])),
                    "there is no space behind a mark",
                );
            }
            _ => {}
        }
    }
    for at in runs_of_spaces(pair, context) {
        tell(at..at + 1, " ", "there are several spaces");
    }
}

/// Places where the file has several spaces of which the bitext made one.
fn runs_of_spaces(pair: &CheckedBead<'_>, context: &Context<'_>) -> Vec<usize> {
    let Some((_, english)) = context.texts else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut start = 0;
    for (at, sentence) in pair.bead.target.clone().zip(pair.targets) {
        let Some(segment) = english.segments.get(at) else {
            break;
        };
        let raw = segment
            .place
            .of(&english.document.blocks[segment.block].text);
        if raw.contains("  ") && segment.text == sentence.text {
            let mut folded = start;
            let mut spaces = 0;
            for c in raw.chars() {
                if c.is_whitespace() {
                    spaces += usize::from(c == ' ');
                    continue;
                }
                if spaces > 0 {
                    if spaces > 1 {
                        found.push(folded);
                    }
                    folded += 1;
                    spaces = 0;
                }
                folded += c.len_utf8();
            }
        }
        // Sentences are joined by one space.
        start += sentence.text.len() + 1;
    }
    found
}

/// Addresses and code, which have spaces and marks as they want.
fn passed_over(text: &str) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = crate::text::literal::literals(text)
        .iter()
        .map(|literal| literal.span.range())
        .collect();
    let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
    for two in ticks.chunks_exact(2) {
        places.push(two[0]..two[1]);
    }
    places
}
