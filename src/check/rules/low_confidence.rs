//! `low-confidence`

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let confidence = pair.bead.confidence;
    if pair.is_linked() && context.is_doubtful(pair.bead) {
        let message = format!("these may not belong together (confidence {confidence:.2})");
        found.push(BeadFinding::new(
            "low-confidence",
            severity,
            pair.index,
            "",
            message,
        ));
    }
}
