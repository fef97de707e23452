//! Stages as XLIFF and its tools say them.

use quick_xml::events::BytesStart;

use super::super::xml::{Problem, attribute, foreign};
use crate::bitext::Stage;

/// What says of a 2.x segment that there is an open question.
const QUERY: &str = "duizhao:query";

/// The stage that a state stands for: 2.x, section 4.3.1.31; 1.2, attribute `state`.
pub(super) fn of_state(state: &str, finer: &str) -> Option<Stage> {
    Some(match state {
        "initial" if finer == QUERY => Stage::Query,
        "initial" | "new" | "needs-translation" | "needs-l10n" | "needs-adaptation" => Stage::New,
        "translated"
        | "needs-review-translation"
        | "needs-review-l10n"
        | "needs-review-adaptation" => Stage::Translated,
        "reviewed" => Stage::Reviewed,
        "final" | "signed-off" => Stage::Approved,
        _ => return None,
    })
}

/// The state of a stage, in 2.x, as attributes.
pub(super) const fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Query => r#" state="initial" subState="duizhao:query""#,
        Stage::New => r#" state="initial""#,
        Stage::Translated => r#" state="translated""#,
        Stage::Reviewed => r#" state="reviewed""#,
        Stage::Approved => r#" state="final""#,
    }
}

/// The stage that a tool says in attributes of its own: Trados (`conf`), memoQ (`mq:status`); and `approved`, which all
/// of 1.2 has.
pub(super) fn of_tools(start: &BytesStart<'_>) -> Result<Option<Stage>, Problem> {
    let conf = attribute(start, "conf")?.unwrap_or_default();
    let status = foreign(start, "status")?.unwrap_or_default();
    let approved = attribute(start, "approved")?;
    Ok(match (conf.as_str(), status.as_str()) {
        ("ApprovedSignOff", _) | (_, "Reviewer2Confirmed") => Some(Stage::Approved),
        ("ApprovedTranslation", _) | (_, "Reviewer1Confirmed" | "ProofRead" | "Proofread") => {
            Some(Stage::Reviewed)
        }
        ("Translated", _) | (_, "ManuallyConfirmed" | "PreTranslated" | "Pretranslated") => {
            Some(Stage::Translated)
        }
        ("RejectedTranslation" | "RejectedSignOff", _) | (_, "Rejected") => Some(Stage::Query),
        ("Draft", _)
        | (_, "NotStarted" | "Edited" | "PartiallyEdited" | "AssembledFromFragments") => {
            Some(Stage::New)
        }
        _ if approved.as_deref() == Some("yes") => Some(Stage::Approved),
        _ => None,
    })
}
