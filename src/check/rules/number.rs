//! `number`: every number of the Chinese in the English, and none in figures that the Chinese has not.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::quantity::{self, EnglishNumbers, near, same};

/// The least number of the English that has to be in the Chinese: smaller ones are often a list's or a
/// footnote's.
const LEAST: f64 = 10.0;
/// Chinese that names a year without its number.
const NAMED_YEARS: &[&str] = &[
    "今年",
    "去年",
    "明年",
    "前年",
    "后年",
    "当年",
    "同年",
    "翌年",
    "次年",
    "民国",
    "本世纪",
    "上世纪",
];

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let figures = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let counts = |c: char| {
        crate::text::numeral::is_chinese_numeral(c)
            || c.is_ascii_digit()
            || ('０'..='９').contains(&c)
    };
    if !pair.is_linked() || !pair.source.chars().any(counts) && !figures(&pair.target) {
        return;
    }
    let chinese = quantity::chinese(&pair.source);
    if chinese.wanted.is_empty() && !figures(&pair.target) {
        return;
    }
    let english = EnglishNumbers::of(&pair.target);
    for quantity in &chinese.wanted {
        let written = &pair.source[quantity.place.clone()];
        if english.has(quantity) || pair.target.contains(written) {
            continue;
        }
        let message = format!("{written} is not in the English");
        found.push(
            BeadFinding::new("number", severity, pair.index, written, message)
                .at_source(quantity.place.clone()),
        );
    }
    if chinese.vague
        || found
            .last()
            .is_some_and(|f| f.bead == pair.index && f.rule == "number")
    {
        // A finding tells already that numbers differ; and where the Chinese is vague, English may have any.
        return;
    }
    let names_year = NAMED_YEARS.iter().any(|word| pair.source.contains(word));
    for (place, value) in &english.digits {
        let text = &*pair.target;
        let grounded = chinese
            .all
            .iter()
            .any(|&other| same(*value, other) || is_converted(*value, other));
        let year = (1000.0..2200.0).contains(value);
        if *value < LEAST
            || grounded
            || year && names_year
            || pair.source.contains(&text[place.clone()])
            || is_aside(text, place)
        {
            continue;
        }
        let written = &text[place.clone()];
        let message = format!("{written} is not in the Chinese");
        found.push(
            BeadFinding::new(
                "number",
                severity.min(Severity::Warning),
                pair.index,
                written,
                message,
            )
            .at_target(place.clone()),
        );
    }
}

/// Whether a number may be another in other units, for which English needs no word here: miles in
/// parentheses, pounds.
fn is_converted(value: f64, other: f64) -> bool {
    const FACTORS: [f64; 8] = [0.6214, 1.609, 2.2046, 0.4536, 3.2808, 0.3048, 0.1647, 2.54];
    FACTORS.iter().any(|factor| near(other * factor, value))
}

/// In parentheses or brackets, part of a name (GPT-4, A380), of an address or a time.
fn is_aside(text: &str, place: &std::ops::Range<usize>) -> bool {
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    let depth = text[..place.start].matches(['(', '[']).count()
        > text[..place.start].matches([')', ']']).count();
    let joined = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphabetic() || matches!(c, '-' | '/' | '_' | ':' | '#'))
    };
    depth || joined(before) || joined(after)
}
