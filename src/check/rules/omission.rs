//! `omission`: a sentence without English, or with far too little of it.

use super::{Context, called, shown, weight};
use crate::check::checked_bead::CheckedBead;
use crate::check::evidence::{coverage, stems};
use crate::check::finding::{BeadFinding, Severity};

/// Share of the usual length below which something is left out, whatever it is.
const FAR_TOO_SHORT: f64 = 0.3;
/// Share of the usual length below which a clause whose words the English has none of is left out.
const SHORT: f64 = 0.62;
/// The least weight of Chinese that is measured: shorter Chinese may have English of any length.
const LEAST: usize = 14;
/// The least weight of Chinese whose clauses are looked for: in shorter sentences the rest may well say them.
const LONG: usize = 18;
/// The least length, in Han characters, of a clause that is no mere connective.
const CLAUSE: usize = 7;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let says = weight(&pair.source);
    let finding = |message: String| {
        BeadFinding::new(
            "omission",
            severity,
            pair.index,
            super::bare(&pair.source),
            message,
        )
    };
    if pair.target.trim().is_empty() {
        if says > 0 {
            let text = shown(&pair.source);
            let what = pair.sources.first().map_or("sentence", |s| called(s.kind));
            found.push(finding(format!("this {what} has no English: {text}")));
        }
        return;
    }
    if says < LEAST {
        return;
    }
    let share = pair.target.chars().count() as f64 / (says as f64 * context.ratio);
    if share < FAR_TOO_SHORT {
        found.push(finding(format!(
            "the English is much too short: {:.0} per cent of what is usual",
            share * 100.0
        )));
    } else if share < SHORT
        && says >= LONG
        && let Some(place) = lost_clause(pair)
    {
        let clause = shown(&pair.source[place.clone()]);
        found
            .push(finding(format!("nothing of this is in the English: {clause}")).at_source(place));
    }
}

/// A clause none of whose words has a rendering in the English, where another clause has some.
fn lost_clause(pair: &CheckedBead<'_>) -> Option<std::ops::Range<usize>> {
    let english = stems(&pair.target);
    let mut start = 0;
    let mut lost = None;
    let mut kept = false;
    let ends = ['，', '；', '：', '。', '！', '？', ',', ';'];
    for (at, c) in pair
        .source
        .char_indices()
        .chain([(pair.source.len(), '。')])
    {
        if !ends.contains(&c) {
            continue;
        }
        let clause = &pair.source[start..at];
        let (words, rendered) = coverage(clause, &english);
        if rendered > 0 {
            kept = true;
        } else if weight(clause) >= CLAUSE && words >= 3 {
            lost.get_or_insert(start..at);
        }
        start = (at + c.len_utf8()).min(pair.source.len());
    }
    lost.filter(|_| kept)
}
