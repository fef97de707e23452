//! `double-space`: spaces too many inside a sentence and before marks, none behind a comma.

use std::ops::Range;

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::text::scan::{has_two, is_one_of};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let mut tell = |place: Range<usize>, with: &str, message: &str, is_safe: bool| {
        let subject = &pair.target[place.clone()];
        found.push(
            BeadFinding::new("double-space", severity, pair.index, subject, message)
                .at_target(place)
                .fixed(with, is_safe),
        );
    };
    let text = &*pair.target;
    let bytes = text.as_bytes();
    let places = if has_two(text, may_be_wrong) {
        0..bytes.len()
    } else {
        0..0
    };
    // Code and addresses have spaces and marks as they want.
    let opaque = pair.target_opaque();
    for at in places {
        let next = bytes.get(at + 1).copied();
        if !next.is_some_and(|next| may_be_wrong(bytes[at], next)) || opaque.meets(&(at..at + 1)) {
            continue;
        }
        let before = at.checked_sub(1).map(|at| bytes[at]);
        match bytes[at] {
            b' ' if next == Some(b' ') && before.is_some_and(|b| b != b' ' && b != b'\n') => {
                let end = at + bytes[at..].iter().take_while(|&&b| b == b' ').count();
                if end < bytes.len() && bytes[end] != b'\n' {
                    tell(at..end, " ", "there are several spaces", true);
                }
            }
            b' ' if matches!(next, Some(b',' | b';' | b':' | b'?' | b'!' | b'.')) => {
                let behind = bytes.get(at + 2).copied();
                // Dots that mean an omission, numbers such as .5, faces such as :)
                let ends = behind.is_none_or(|b| b == b' ' || b == b'"' || b == b'\n')
                    || next == Some(b',') && behind.is_some_and(|b| b.is_ascii_alphabetic());
                // . . .
                let ends = ends && !text[at + 2..].starts_with(" .");
                let is_code = opaque.meets(&(at + 1..at + 2));
                if ends
                    && !is_code
                    && before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b')' | b'`'))
                {
                    tell(at..at + 1, "", "there is a space before a mark", true);
                }
            }
            b',' | b';' | b'?' | b'!'
                if next.is_some_and(|b| b.is_ascii_alphabetic())
                    && before
                        .is_some_and(|b| b.is_ascii_alphabetic() || b == b')' || b == b' ')
                    && !is_abbreviation(text, at) =>
            {
                // The coordinates x,y of a text without markup.
                let is_formula = is_letter(text, at.saturating_sub(2)..at)
                    && is_letter(text, at + 1..(at + 3).min(bytes.len()));
                let with = format!("{} ", char::from(bytes[at]));
                tell(
                    at..at + 1,
                    &with,
                    "there is no space behind a mark",
                    !is_formula,
                );
            }
            _ => {}
        }
    }
    for at in runs_of_spaces(pair, context) {
        if opaque.meets(&(at..at + 1)) {
            continue;
        }
        tell(at..at + 1, " ", "there are several spaces", true);
    }
}

/// Whether two bytes may be a space and what should not follow one, or a mark and what should not follow it.
const fn may_be_wrong(one: u8, next: u8) -> bool {
    let is_space = (one == b' ') & is_one_of(next, *b" ,;:?!.");
    let is_mark = is_one_of(one, *b",;?!") & next.is_ascii_alphabetic();
    is_space | is_mark
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
        let has_several = has_two(raw, |one, next| (one == b' ') & (next == b' '));
        if has_several && segment.text == sentence.text {
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

/// Whether a mark stands inside capitals: TL;DR.
fn is_abbreviation(text: &str, at: usize) -> bool {
    let capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
    capital(text[..at].chars().next_back()) && capital(text[at + 1..].chars().next())
}

/// Whether of two characters beside a mark one is a letter alone.
fn is_letter(text: &str, place: Range<usize>) -> bool {
    let part = text.get(place).unwrap_or_default();
    part.chars().filter(|c| c.is_alphanumeric()).count() == 1
}
