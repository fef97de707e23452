//! The record of a finding: the one shape that the JSON report, `duizhao pipe` and the workbench's page
//! give it (`docs/check.md`).

use std::ops::Range;

use serde::Serialize;

use crate::bitext::BeadId;
use crate::check::{Elsewhere, Fingerprint, JudgedFinding, Place, Severity};

/// A finding as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingRecord {
    /// The id of the rule.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// The message, for people.
    pub message: String,
    /// Its subject: a term, a number, words.
    pub subject: String,
    /// Its name in baselines and suppressions.
    pub fingerprint: Fingerprint,
    /// `new`, `known` or `suppressed`.
    pub state: &'static str,
    /// The reason why it is suppressed.
    pub reason: Option<String>,
    /// The id of its bead; `None` where it is about a text as a whole.
    pub bead: Option<BeadId>,
    /// The index of its bead, where the reader knows beads by their index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// The Chinese.
    pub source: SideRecord,
    /// The English.
    pub target: SideRecord,
    /// The words to write instead of its place in the English.
    pub replacement: Option<Replacement>,
    /// The name of its text, in a report about a project of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The places in other texts that it names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Elsewhere>,
}

/// One side of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SideRecord {
    /// The joined sentences.
    pub text: String,
    /// The place in the text: its first character and the one past its last; `None` for all of the text.
    pub span: Option<(usize, usize)>,
    /// The place in the file.
    pub place: Option<Place>,
}

/// Words to be written instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replacement {
    /// The words.
    pub text: String,
    /// Whether they may be put there without a person looking.
    pub safe: bool,
}

impl SideRecord {
    /// A side whose place is these bytes of its text; all of it where they are none.
    #[must_use]
    pub fn new(text: &str, bytes: &Range<usize>, place: Option<Place>) -> SideRecord {
        SideRecord {
            text: text.to_owned(),
            span: (!bytes.is_empty()).then(|| {
                (
                    in_characters(text, bytes.start),
                    in_characters(text, bytes.end),
                )
            }),
            place,
        }
    }
}

impl From<&JudgedFinding> for FindingRecord {
    fn from(judged: &JudgedFinding) -> FindingRecord {
        let finding = &judged.finding;
        FindingRecord {
            rule: finding.rule,
            severity: finding.severity,
            message: finding.message.clone(),
            subject: finding.subject.clone(),
            fingerprint: finding.fingerprint.clone(),
            state: judged.state.name(),
            reason: judged.state.reason().map(str::to_owned),
            bead: (!finding.is_about_text()).then(|| finding.bead_id.clone()),
            index: None,
            source: SideRecord::new(&judged.texts.0, &finding.source, judged.source.clone()),
            target: SideRecord::new(&judged.texts.1, &finding.target, judged.target.clone()),
            replacement: finding.fix.as_ref().map(|fix| Replacement {
                text: fix.with.clone(),
                safe: fix.safe,
            }),
            text: None,
            elsewhere: judged.elsewhere.to_vec(),
        }
    }
}

fn in_characters(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.chars().count())
}
