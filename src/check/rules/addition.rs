//! `addition`: English that has no Chinese, or far more of it than the Chinese says.

use super::{Context, bare, called, shown};
use crate::check::checked_bead::{CheckedBead, says_something};
use crate::check::finding::{BeadFinding, Severity};
use crate::check::headings::without_counterpart;

/// The multiple of the usual length above which something was added.
const FAR_TOO_LONG: f64 = 2.6;
/// The least number of characters added: short Chinese may be long in English.
const MORE: f64 = 80.0;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let length = pair.target_length() as f64;
    let finding = |message: String| {
        BeadFinding::new(
            "addition",
            severity,
            pair.index,
            bare(&pair.target),
            message,
        )
    };
    if !says_something(&pair.source) {
        if pair.target.chars().any(char::is_alphanumeric) {
            let text = shown(&pair.target);
            let what = pair.targets.first().map_or("sentence", |s| called(s.kind));
            found.push(finding(format!("this {what} has no Chinese: {text}")));
        }
        return;
    }
    if let Some(place) = without_counterpart(pair, context.ratio).target {
        let text = shown(&pair.target[place.clone()]);
        let message = format!("this heading has no Chinese: {text}");
        let subject = bare(&pair.target[place.clone()]);
        found.push(
            BeadFinding::new("addition", severity, pair.index, subject, message).at_target(place),
        );
        return;
    }
    let usual = pair.source_weight() as f64 * context.ratio;
    if length > usual * FAR_TOO_LONG && length - usual > MORE {
        found.push(finding(format!(
            "the English is much too long: {:.1} times what is usual",
            length / usual.max(1.0)
        )));
    }
}
