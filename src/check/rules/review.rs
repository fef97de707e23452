//! `review`: English that a second reader doubts. What it proposes is never put in without a person.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let doubts = context.doubts.filter(|_| pair.is_linked());
    let Some(doubt) = doubts.and_then(|doubts| doubts.about(&pair.source, &pair.target)) else {
        return;
    };
    let message = format!(
        "the second reader {} doubts this: {}",
        doubt.reader, doubt.reason
    );
    let finding = BeadFinding::new("review", severity, pair.index, "", message);
    found.push(match &doubt.proposal {
        Some(proposal) => finding
            .at_target(0..pair.target.len())
            .fixed(proposal, false),
        None => finding,
    });
}
