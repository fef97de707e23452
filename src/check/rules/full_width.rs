//! `full-width`: marks, letters and digits of Chinese typesetting in English, but for those beside
//! Chinese that is cited.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::typesetting::{english, in_english};
use crate::text::scan::may_have_wide;
use crate::text::script::{is_cjk_wide, is_han};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let text = pair.target_words();
    if !may_have_wide(text) || !text.chars().any(|c| c.is_ascii_alphanumeric()) {
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
        let replacement = in_english(text, place);
        let message = format!(
            "\"{run}\" is of Chinese typesetting: write \"{}\"",
            replacement.with.trim()
        );
        found.push(
            BeadFinding::new("full-width", severity, pair.index, run, message)
                .replaced(replacement),
        );
    }
}
