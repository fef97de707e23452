//! `repeated-word`: *the the*; but not *had had*, *very very*, *Lang Lang*, and not across code.

use super::{Context, Tokens, tokens};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

/// Words that may stand twice in a row.
const TWICE: &[&str] = &[
    "had", "that", "very", "really", "so", "no", "yes", "ha", "ho", "he", "hee", "bye", "night",
    "blah", "knock", "tick", "tock", "tut", "there", "now", "well", "wait", "long", "far", "many",
    "much", "more", "never", "hey", "hush", "shh", "oh", "ah", "la", "na", "boom", "bang",
    "pitter", "hear", "come", "go", "run", "quick", "too", "again", "over", "out", "clang", "ding",
    "dong", "drip", "tap", "chop", "choo", "beep", "woof", "meow", "quack", "poor", "dear",
    "please", "stop", "help", "good", "big", "old", "little", "ok", "okay", "yeah", "mama", "papa",
    "win", "do", "did", "you", "her", "will",
];
/// Of these, the words that may only stand twice behind certain others: *what it is is*.
const ONLY_BEHIND: &[(&str, &[&str])] = &[
    (
        "do",
        &["what", "you", "we", "they", "i", "can", "could", "to"],
    ),
    ("did", &["what", "he", "she", "they", "i", "we", "it"]),
    ("you", &["call", "tell", "for"]),
    // The noun: *at will will*.
    (
        "will",
        &[
            "at", "free", "good", "ill", "own", "his", "her", "their", "the", "a", "last",
        ],
    ),
    ("he", &[]),
    ("out", &[]),
    ("over", &[]),
    ("go", &[]),
    ("come", &[]),
];
/// Words that begin a clause which may end in *is* before another: *what it is is*, *all there is is*.
const BEGINNING: &[&str] = &[
    "what", "whatever", "who", "where", "how", "all", "which", "that",
];
/// How many words before *is is* such a word may stand.
const CLAUSE: usize = 5;

/// Words that nobody writes twice in a row.
const SLIPS: &[&str] = &[
    "the", "a", "an", "and", "or", "of", "with", "from", "our", "their", "its", "your", "my",
];

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let text = pair.target_words();
    if !has_repeated(text) {
        return;
    }
    let words = tokens(text);
    for (at, two) in words.windows(2).enumerate() {
        let [(first, one), (second, other)] = two else {
            continue;
        };
        let between = &text[first.end..second.start];
        let lower = one.to_lowercase();
        if between.is_empty()
            || !between.chars().all(char::is_whitespace)
            || lower != other.to_lowercase()
        {
            continue;
        }
        let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let digit = lower.chars().all(|c| c.is_ascii_digit());
        // Names: Lang Lang; a name or a title and another word: the Blue Lamp lamp, debug Debug Mode. At the head of
        // a sentence only the first has a capital.
        let heads = || {
            let before = text[..first.start].trim_end();
            before.is_empty() || before.ends_with(['.', '!', '?', ':', '"', '“'])
        };
        let is_name = (capital(other) || capital(one) && !heads()) && !is_function(&lower);
        if is_name || digit || lower.chars().count() == 1 && lower != "a" && lower != "i" {
            continue;
        }
        // A third one means that it is meant.
        let third = words
            .get(at + 2)
            .is_some_and(|(_, word)| word.to_lowercase() == lower)
            || at > 0 && words[at - 1].1.to_lowercase() == lower;
        let clause = &words[at.saturating_sub(CLAUSE)..at];
        let begins = |(_, word): &(_, &str)| BEGINNING.contains(&word.to_lowercase().as_str());
        if lower == "is" && clause.iter().rev().skip(1).any(begins) {
            continue;
        }
        let behind = ONLY_BEHIND.iter().find(|(word, _)| *word == lower);
        let allowed = match behind {
            Some((_, before)) => {
                at > 0 && before.contains(&words[at - 1].1.to_lowercase().as_str())
            }
            None => TWICE.contains(&lower.as_str()),
        };
        if allowed || third && !is_function(&lower) {
            continue;
        }
        // Of other words either one may be meant, or both.
        let is_slip = SLIPS.contains(&lower.as_str()) && !capital(other);
        let message = format!("\"{one} {other}\": the word stands twice");
        found.push(
            BeadFinding::new("repeated-word", severity, pair.index, lower, message)
                .at_target(first.start..second.end)
                .fixed(*one, is_slip),
        );
    }
}

/// Whether some word follows itself, whatever stands between.
fn has_repeated(text: &str) -> bool {
    let mut last = "";
    Tokens::of(text).any(|(_, word)| is_same(std::mem::replace(&mut last, word), word))
}

/// Whether two words are the same but for capitals.
fn is_same(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        one.to_lowercase() == other.to_lowercase()
    }
}

fn is_function(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "of"
            | "to"
            | "in"
            | "on"
            | "at"
            | "and"
            | "or"
            | "but"
            | "for"
            | "with"
            | "by"
            | "from"
            | "as"
            | "it"
            | "was"
            | "were"
            | "are"
            | "be"
            | "been"
            | "i"
            | "we"
            | "they"
            | "his"
            | "their"
            | "our"
            | "its"
            | "this"
            | "these"
            | "those"
            | "not"
            | "if"
            | "when"
    )
}
