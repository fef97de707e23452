//! `moved`: a passage whose English stands elsewhere than its neighbours'. The order may well be meant, so it is
//! a note.

use super::{Context, called, shown};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if pair.bead.moved.is_none() || !pair.is_linked() {
        return;
    }
    let Some(sentence) = pair.sources.first() else {
        return;
    };
    let place = pair.targets.first().and_then(|target| target.at);
    let line = place.map_or_else(String::new, |(line, _)| format!(", in line {line}"));
    let message = format!(
        "this {} stands elsewhere in the English{line}: {}",
        called(sentence.kind),
        shown(&pair.target)
    );
    let subject = super::bare(&pair.source);
    found.push(BeadFinding::new(
        "moved", severity, pair.index, subject, message,
    ));
}
