//! English: what a run of marks means.

use super::class::{self, is_unspaced, is_word};
use super::place::Place;
use super::rules::{self, Rule};
use super::words::{self, Abbreviation, is_list_number};

/// The rule that decides.
pub(super) fn rule(place: &Place<'_>) -> &'static Rule {
    let Some(next) = place.next() else {
        return rules::TEXT_END;
    };
    if class::is_soft(next) {
        return rules::SOFT_MARK;
    }
    if place.adjacent && (is_word(next) || matches!(next, '/' | '@' | '%' | '&' | '=')) {
        return rules::INSIDE_TOKEN;
    }
    // What closed was said inside a sentence that ends now: ‘Shame!’?
    if place.adjacent && place.closes_quote && matches!(next, '?' | '!' | '.') {
        return rules::SOFT_MARK;
    }
    if class::is_dash(next) || place.rest.starts_with("--") {
        return if place.closes_quote {
            rules::ATTRIBUTION
        } else {
            rules::DASH_GOES_ON
        };
    }
    let letter = place.next_word_char();
    if letter.is_some_and(char::is_lowercase) && !is_mixed_case_name(place.rest) {
        return rules::LOWER_CASE;
    }
    // A quotation that was introduced ("asked me, “What?”") has its tag already.
    let leads = place
        .quote_opened
        .is_none_or(|opened| opened <= place.sentence);
    if place.closes_quote && leads && words::is_speech_tag(place.rest) {
        return rules::SPEECH_TAG;
    }
    if place.is_dash {
        return rules::BROKEN_OFF;
    }
    if place.is_ellipsis {
        return if place.closes_quote {
            rules::ELLIPSIS_QUOTE
        } else {
            rules::ELLIPSIS_NEW
        };
    }
    let word = words::before(place.text, place.start);
    if place.has_end && place.end == place.run_end {
        let name = word.starts_with(char::is_uppercase);
        if name && words::is_name_tail(place.rest)
            || words::takes_mark(word) && !words::opens_sentence(place.rest)
        {
            return rules::NAME_WITH_MARK;
        }
    }
    if place.is_dot
        && let Some(rule) = abbreviation(place, word)
    {
        return rule;
    }
    if place.end > place.run_end {
        rules::END_QUOTE
    } else {
        rules::END_MARK
    }
}

/// *iPhone*, *eBay*: a small letter that may open a sentence.
fn is_mixed_case_name(rest: &str) -> bool {
    let word = words::first(rest);
    let mut letters = word.chars().skip(1);
    letters.next().is_some_and(char::is_uppercase)
}

/// What the word before a full stop makes of it.
fn abbreviation(place: &Place<'_>, word: &str) -> Option<&'static Rule> {
    let rest = place.rest;
    let next = place.next()?;
    let closed = place.end > place.run_end;
    if !closed && place.text[place.sentence..place.start] == *word && is_list_number(word) {
        return Some(rules::LIST_NUMBER);
    }
    if !closed && words::is_numbered_heading(&place.text[place.sentence..place.start]) {
        return Some(rules::LIST_NUMBER);
    }
    if place.options.abbreviates(word) && !closed {
        return Some(rules::TITLE);
    }
    if word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) && !closed {
        // "vitamin C. The...", but "J. K. Marlow".
        let before = place.text[..place.start - word.len()].trim_end();
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
                || next == '(' && rest[1..].starts_with(|c: char| c.is_ascii_digit())
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
                    && place.next_word_char().is_some_and(char::is_uppercase)
                || is_unspaced(next);
            Some(if opens {
                rules::ABBREVIATION_END
            } else {
                rules::ABBREVIATION
            })
        }
        Abbreviation::Last if !closed => {
            let time = word.ends_with(['m', 'M']) && words::follows_time(rest);
            let company = words::follows_company(rest)
                // Marsh et al. (2011)
                || word == "al" && next == '(';
            Some(if time || company {
                rules::ABBREVIATION
            } else {
                rules::ABBREVIATION_END
            })
        }
        _ => None,
    }
}
