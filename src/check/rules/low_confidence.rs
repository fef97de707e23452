//! `low-confidence`

use super::Context;
use crate::bitext::Status;
use crate::check::finding::{Finding, Severity};
use crate::check::pair::Pair;

pub(super) fn check(
    pair: &Pair<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<Finding>,
) {
    let confidence = pair.bead.confidence;
    if pair.is_linked()
        && pair.bead.status == Status::Auto
        && confidence < context.settings.low_confidence
    {
        let message = format!("these may not belong together (confidence {confidence:.2})");
        found.push(Finding::new(
            "low-confidence",
            severity,
            pair.index,
            "",
            message,
        ));
    }
}
