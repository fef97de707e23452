//! The findings of the check at their sentences, for proof sheets.

use crate::bitext::SideName;
use crate::check::{JudgedFinding, State};
use crate::edition::FindingMark;

/// The findings that are not suppressed, each at the last sentence that it speaks of: an English one, or where it
/// speaks of none, a Chinese one. A finding about a text as a whole stands at its first sentence.
pub(super) fn marks(found: &[JudgedFinding]) -> Vec<FindingMark> {
    let shown = found
        .iter()
        .filter(|one| !matches!(one.state, State::Suppressed(..)));
    let mark = |judged: &JudgedFinding| {
        let finding = &judged.finding;
        let (source, target) = (&finding.sentences.source, &finding.sentences.target);
        let (side, segment) = match (target.is_empty(), source.is_empty()) {
            (false, _) => (SideName::Target, target.end - 1),
            (true, false) => (SideName::Source, source.end - 1),
            (true, true) => (SideName::Target, 0),
        };
        FindingMark {
            side,
            segment,
            rule: finding.rule.to_owned(),
            severity: finding.severity.name(),
            message: finding.message.clone(),
            suggestion: finding.fix.as_ref().map(|fix| fix.with.clone()),
        }
    };
    shown.map(mark).collect()
}
