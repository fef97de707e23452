//! The signs that refer to notes and sources behind a mark: they belong to the sentence before them.

use super::class::{self, is_note_sign};
use super::points::{POINTS_APART, Points, is_digit, number_in_brackets};
use super::scan::Token;
use super::words;
use crate::text::Language;

/// The most bytes of a list of numbers in brackets: `[12, 14-16]`.
const LONGEST_REFERENCE: usize = 14;

/// Whether the square bracket that `open` opens, directly behind a mark, refers to a note or a source.
pub(super) fn is_note(
    text: &str,
    open: Token,
    close: Token,
    points: &Points,
    language: Language,
) -> bool {
    let inside = &text[open.end..close.at];
    if points.continue_with_bracket(inside) {
        return false;
    }
    is_reference(inside)
        || is_numeral(text, open, inside)
        || is_lettered(inside)
        || language == Language::En && is_worded(inside)
}

/// The end of the bracket that `open` opens, behind a mark and a space, where that is a source and a new
/// sentence follows: `as shown. [12] Next we turn to wind.` Before a small letter it is the subject of
/// that sentence.
pub(super) fn is_source(text: &str, open: Token, close: Token, points: &Points) -> bool {
    let inside = &text[open.end..close.at];
    let after = &text[close.end..];
    let next = after.trim_start();
    text.as_bytes()[open.at] == b'['
        && is_reference(inside)
        && !points.continue_with_bracket(inside)
        && (next.is_empty() || next.len() < after.len() && !next.starts_with(char::is_lowercase))
}

/// `3`, `12, 14-16`, `注2`: numbers, and no year.
fn is_reference(inside: &str) -> bool {
    let number = inside.trim_start_matches(['注', '註', '^']);
    let digits = number.chars().filter(|&c| is_digit(c)).count();
    number.starts_with(is_digit)
        && number.len() <= LONGEST_REFERENCE
        && number
            .chars()
            .all(|c| is_digit(c) || matches!(c, ',' | ' ' | '-' | '–' | '，' | '、'))
        && !(digits > 3 && digits == number.chars().count())
}

/// `〔三〕`, `[注一]`; in `【一】` the numeral is the head of a part.
fn is_numeral(text: &str, open: Token, inside: &str) -> bool {
    let number = inside.trim_start_matches(['注', '註']);
    let is_note = number.len() < inside.len() || !text[open.at..open.end].starts_with(['【', '〖']);
    is_note && number_in_brackets(number).is_some()
}

/// `[a]`
fn is_lettered(inside: &str) -> bool {
    inside.len() == 1 && inside.as_bytes()[0].is_ascii_lowercase()
}

/// `[note 3]`, `[citation needed]`, `[sic]`
fn is_worded(inside: &str) -> bool {
    let numbered = ["note ", "nb ", "n "]
        .iter()
        .find_map(|word| inside.strip_prefix(word))
        .is_some_and(is_reference);
    numbered || inside == "sic" || inside.ends_with(" needed")
}

/// The number of bytes directly behind a mark that refer to a note without brackets: stars, daggers, superior
/// and circled figures. `sentence` is where the present sentence begins.
pub(super) fn sign(text: &str, at: usize, sentence: usize) -> Option<usize> {
    // The first bytes of these signs; most characters are told by theirs.
    match text.as_bytes().get(at)? {
        b'*' => return stars(text, at),
        0xC2 | 0xE2 | 0xE3 => {}
        _ => return None,
    }
    let c = text[at..].chars().next()?;
    (is_note_sign(c) || is_circled_note(text, at, sentence)).then(|| c.len_utf8())
}

/// The number of stars directly after a mark that refer to a note: one to three, followed by white space
/// or the end.
fn stars(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches('*');
    let stars = text.len() - at - rest.len();
    let before = text[..at]
        .trim_end_matches(['.', '。', '!', '?'])
        .chars()
        .next_back();
    let stands = before.is_some_and(|c| !c.is_whitespace())
        && rest.chars().next().is_none_or(char::is_whitespace);
    (stands && stars <= 3).then_some(stars)
}

/// Whether a circled figure directly after a mark refers to a note: only when white space or the end
/// follows it, and the figure before it does not open a point of this sentence.
fn is_circled_note(text: &str, at: usize, sentence: usize) -> bool {
    let mut chars = text[at..].chars();
    let Some(sign) = chars.next().filter(|&c| class::is_circled(c)) else {
        return false;
    };
    chars.next().is_none_or(char::is_whitespace)
        && !char::from_u32(u32::from(sign) - 1)
            .is_some_and(|earlier| opens_point(&text[sentence.min(at)..at], earlier))
}

/// Whether a point opens with `sign` in `text`: at its beginning, or behind a colon or semicolon.
fn opens_point(text: &str, sign: char) -> bool {
    let near = words::tail(text, POINTS_APART);
    near.match_indices(sign).any(|(at, _)| {
        let before = text[..text.len() - near.len() + at].trim_end();
        before.is_empty() || before.ends_with(['：', '；', ':', ';'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_brackets_are_sources_and_years_are_none() {
        for reference in ["3", "12, 14-16", "注2", "３", "^7"] {
            assert!(is_reference(reference), "{reference}");
        }
        for other in ["2004", "", "a3", "3 boats", "12, 14, 16, 18, 20"] {
            assert!(!is_reference(other), "{other}");
        }
    }

    #[test]
    fn a_circled_figure_is_a_point_where_the_one_before_it_is() {
        let note = |text: &str, sentence: usize| {
            let at = text.rfind('②').unwrap();
            sign(text, at, sentence)
        };
        let sign = Some('②'.len_utf8());
        assert_eq!(note("① 开门。② 点灯。", 0), None);
        assert_eq!(note("步骤：① 开门。② 点灯。", 0), None);
        assert_eq!(note("海是咸的①，湖不是。② 河也不是。", 0), sign);
        let text = "海是咸的。① 湖不是。② 河也不是。";
        assert_eq!(note(text, text.find('湖').unwrap()), sign);
        assert_eq!(note("开门。②点灯。", 0), None);
    }
}
