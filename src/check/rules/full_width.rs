//! `full-width`: marks, letters and digits of Chinese typesetting in English, but for those beside
//! Chinese that is cited.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::text::script::{is_cjk_wide, is_han};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let text = pair.target_words();
    if text.is_ascii() || !text.chars().any(|c| c.is_ascii_alphanumeric()) {
        return;
    }
    let mut at = 0;
    let is_wide = |c: char| english(c).is_some();
    while let Some(start) = text[at..].find(is_wide).map(|offset| at + offset) {
        let length = text[start..]
            .find(|c| !is_wide(c))
            .unwrap_or(text.len() - start);
        let place = start..start + length;
        at = place.end;
        let before = text[..start].chars().next_back();
        let after = text[place.end..].chars().next();
        let beside = |c: Option<char>| c.is_some_and(|c| is_han(c) || is_cjk_wide(c));
        if beside(before) || beside(after) {
            continue;
        }
        let run = &text[place.clone()];
        let mut with: String = run.chars().filter_map(english).collect();
        // English has spaces where Chinese has wide marks.
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '"' | '“' | '(');
        if with.ends_with([',', '.', ';', ':', '?', '!', ')']) && after.is_some_and(is_word) {
            with.push(' ');
        }
        if with.starts_with('(') && before.is_some_and(char::is_alphanumeric) {
            with.insert(0, ' ');
        }
        if with.trim().is_empty() {
            with = " ".to_owned();
            let spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
            if spaced(before) || spaced(after) {
                with.clear();
            }
        }
        let message = format!(
            "\"{run}\" is of Chinese typesetting: write \"{}\"",
            with.trim()
        );
        found.push(
            BeadFinding::new("full-width", severity, pair.index, run, message)
                .at_target(place)
                .fixed(
                    with,
                    !run.contains(['《', '》', '「', '」', '『', '』', '〈', '〉']),
                ),
        );
    }
}

/// The English for a mark, letter or digit of full width.
fn english(c: char) -> Option<&'static str> {
    const ASCII: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    Some(match c {
        '、' => ",",
        '。' | '｡' => ".",
        '《' | '》' | '「' | '」' | '『' | '』' | '〈' | '〉' => "\"",
        '【' | '〔' => "[",
        '】' | '〕' => "]",
        '\u{3000}' => " ",
        '\u{ff01}'..='\u{ff5e}' => {
            let at = (c as u32 - 0xff01) as usize;
            &ASCII[at..=at]
        }
        _ => return None,
    })
}
