//! The rules of English: whether a sentence ends at a run of marks.

use super::class::{self, is_unspaced, is_word};
use super::end_marks::EndMarks;
use super::points::{self, Label};
use super::rules::{self, Rule};
use super::words::{self, Abbreviation, is_list_number};
use crate::text::Language;

/// The rule that decides about a run of marks.
pub(super) fn rule(marks: &EndMarks<'_>) -> &'static Rule {
    let Some(next) = marks.next() else {
        return rules::TEXT_END;
    };
    if class::is_soft(next) {
        return rules::SOFT_MARK;
    }
    if marks.adjacent && (is_word(next) || matches!(next, '/' | '@' | '%' | '&' | '=')) {
        return rules::INSIDE_TOKEN;
    }
    // The quotation was said inside a sentence that ends with the next mark: ‘Shame!’?
    if marks.adjacent && marks.closes_quote && matches!(next, '?' | '!' | '.') {
        return rules::SOFT_MARK;
    }
    if class::is_dash(next) || marks.rest.starts_with("--") {
        return if marks.closes_quote {
            rules::ATTRIBUTION
        } else {
            rules::DASH_GOES_ON
        };
    }
    let is_small = marks.next_word_char().is_some_and(char::is_lowercase);
    let opens_point = is_small && marks.is_set_apart() && marks.points.open_in(marks.rest);
    if is_small && !opens_point && !is_mixed_case_name(marks.rest) {
        return rules::LOWER_CASE;
    }
    // A quotation with an introduction ("asked me, “What?”") has its speech tag already.
    let leads = marks
        .quote_opened
        .is_none_or(|opened| opened <= marks.sentence);
    if marks.closes_quote && leads && words::is_speech_tag(marks.rest) {
        return rules::SPEECH_TAG;
    }
    if marks.is_dash {
        return rules::BROKEN_OFF;
    }
    if marks.is_ellipsis && !marks.closes_quote && marks.stammers() {
        return rules::STUTTER;
    }
    if marks.is_ellipsis {
        return if marks.closes_quote {
            rules::ELLIPSIS_QUOTE
        } else {
            rules::ELLIPSIS_NEW
        };
    }
    let word = words::before(marks.text, marks.start);
    if marks.has_end && marks.end == marks.run_end {
        let name = word.starts_with(char::is_uppercase);
        if name && words::is_name_tail(marks.rest)
            || words::takes_mark(word) && !words::opens_sentence(marks.rest)
        {
            return rules::NAME_WITH_MARK;
        }
    }
    if marks.is_dot
        && let Some(rule) = abbreviation(marks, word)
    {
        return rule;
    }
    if marks.has_note {
        rules::NOTE
    } else if opens_point {
        rules::NEXT_POINT
    } else if marks.end > marks.run_end {
        rules::END_QUOTE
    } else {
        rules::END_MARK
    }
}

/// Whether the full stop follows the number of a point inside a sentence: `Pack 1. Water; 2. Matches.`
fn numbers_point(marks: &EndMarks<'_>) -> bool {
    Label::before(marks.text, marks.start).is_some_and(|label| {
        marks.points.continue_with(label) && points::is_set_off(&marks.text[..label.start])
            || label.begins_row(marks.rest, Language::En)
    })
}

/// Whether a word such as *iPhone* or *eBay* opens the rest: its small letter may begin a sentence.
fn is_mixed_case_name(rest: &str) -> bool {
    let word = words::first(rest);
    let mut letters = word.chars().skip(1);
    letters.next().is_some_and(char::is_uppercase)
}

/// The rule for a full stop after `word`, if that is an abbreviation or an initial.
fn abbreviation(marks: &EndMarks<'_>, word: &str) -> Option<&'static Rule> {
    let rest = marks.rest;
    let next = marks.next()?;
    let closed = marks.end > marks.run_end;
    if !closed && marks.text[marks.sentence..marks.start] == *word && is_list_number(word) {
        return Some(rules::LIST_NUMBER);
    }
    if !closed && words::is_numbered_heading(&marks.text[marks.sentence..marks.start]) {
        return Some(rules::LIST_NUMBER);
    }
    if !closed && numbers_point(marks) {
        return Some(rules::NUMBERED_POINT);
    }
    if marks.options.abbreviates(word) && !closed {
        return Some(rules::TITLE);
    }
    if word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) && !closed {
        // A single letter after such a noun is a name ("vitamin C. The..."), else an initial ("J. K.
        // Marlow").
        let before = marks.text[..marks.start - word.len()].trim_end();
        let lettered = words::takes_letter(words::before(before, before.len()));
        return Some(if words::opens_sentence(rest) || word == "I" || lettered {
            rules::ABBREVIATION_END
        } else {
            rules::INITIAL
        });
    }
    match words::abbreviation(word)? {
        Abbreviation::Title if !closed => Some(rules::TITLE),
        Abbreviation::BeforeNumber
            if next.is_ascii_digit()
                || matches!(next, '(' | '[')
                    && rest[1..].starts_with(|c: char| c.is_ascii_digit())
                || (words::first(rest).len() == 1 && words::first(rest) != "I")
                || words::first(rest).bytes().all(|b| b"IVXLC".contains(&b))
                    && !words::first(rest).is_empty()
                    && words::first(rest) != "I" =>
        {
            Some(rules::BEFORE_NUMBER)
        }
        Abbreviation::InName if !closed => {
            let opens = words::opens_sentence(rest)
                || matches!(next, '“' | '"' | '‘')
                    && marks.next_word_char().is_some_and(char::is_uppercase)
                || is_unspaced(next);
            Some(if opens {
                rules::ABBREVIATION_END
            } else {
                rules::ABBREVIATION
            })
        }
        Abbreviation::Last if !closed => {
            let time = word.ends_with(['m', 'M']) && words::follows_time(rest);
            let company = words::follows_company(rest) || words::names_authors(word, rest);
            Some(if time || company {
                rules::ABBREVIATION
            } else {
                rules::ABBREVIATION_END
            })
        }
        _ => None,
    }
}
