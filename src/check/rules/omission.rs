//! `omission`: a sentence without English, or with far too little of it.

use super::{Context, called, shown};
use crate::check::checked_bead::{CheckedBead, says_something};
use crate::check::clauses::most_likely_lost;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::headings::without_counterpart;

/// Share of the usual length below which something is left out, whatever it is.
const FAR_TOO_SHORT: f64 = 0.3;
/// The least weight of Chinese that is measured: shorter Chinese may have English of any length.
const LEAST: usize = 14;
/// The logarithm of odds from which on a clause is told as lost, perhaps and surely.
const LIKELY: f64 = 3.2;
const SURE: f64 = 5.0;
/// The same where the English may have some of its words.
const SURE_OF_MOST: f64 = 8.0;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let says = pair.source_weight();
    let finding = |message: String| {
        BeadFinding::new(
            "omission",
            severity,
            pair.index,
            super::bare(&pair.source),
            message,
        )
    };
    if !says_something(&pair.target) {
        if says > 0 {
            let text = shown(&pair.source);
            let what = pair.sources.first().map_or("sentence", |s| called(s.kind));
            found.push(finding(format!("this {what} has no English: {text}")));
        }
        return;
    }
    if let Some(place) = without_counterpart(pair, context.ratio).source {
        let text = shown(&pair.source[place.clone()]);
        let message = format!("this heading has no English: {text}");
        let subject = super::bare(&pair.source[place.clone()]);
        found.push(
            BeadFinding::new("omission", severity, pair.index, subject, message).at_source(place),
        );
        return;
    }
    let share = pair.target_length() as f64 / (says as f64 * context.ratio);
    if says >= LEAST && share < FAR_TOO_SHORT {
        found.push(finding(format!(
            "the English is much too short: {:.0} per cent of what is usual",
            share * 100.0
        )));
    } else if let Some(lost) = most_likely_lost(pair, context.ratio, LIKELY) {
        let clause = shown(&pair.source[lost.place.clone()]);
        let is_sure = lost.odds
            >= if lost.rendered == 0 {
                SURE
            } else {
                SURE_OF_MOST
            };
        let what = match (is_sure, lost.rendered) {
            (true, 0) => "nothing of this is in the English",
            (true, _) => "hardly anything of this is in the English",
            (false, _) => "perhaps this is not in the English",
        };
        let mut finding = finding(format!("{what}: {clause}")).at_source(lost.place);
        if !is_sure {
            finding.severity = severity.min(Severity::Note);
        }
        found.push(finding);
    }
}
