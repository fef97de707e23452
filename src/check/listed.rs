//! Rules about the list of a project's texts: `text-missing`, `text-extra`. Their findings are about a file as a
//! whole, and have no bead.

use std::sync::Arc;

use super::finding::{Finding, SentenceSpans, Severity};
use super::fingerprint::{Fingerprint, OtherNames, digest};
use super::locate::Place;
use super::options::CheckConfig;
use super::placed::{PlacedFinding, Rank};
use crate::bitext::BeadId;

/// A text as the list has it, whose other side is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpaired<'a> {
    /// Chinese without English.
    Missing {
        /// The Chinese file.
        source: &'a str,
        /// Where its English would be.
        target: &'a str,
        /// The English file that it seems to have under an older name.
        renamed: Option<&'a str>,
    },
    /// A text that is listed, and neither side of which is there.
    Absent {
        /// Where its Chinese would be.
        source: &'a str,
    },
    /// English without Chinese.
    Extra {
        /// The English file.
        target: &'a str,
        /// Where its Chinese would be, if the settings name it.
        source: Option<&'a str>,
    },
}

impl CheckConfig {
    /// The finding about a text whose other side is not there; none where its rule is off.
    #[must_use]
    pub fn unpaired(&self, text: &Unpaired<'_>) -> Option<PlacedFinding> {
        let (rule, file, message) = match *text {
            Unpaired::Missing {
                source,
                target,
                renamed: None,
            } => (
                "text-missing",
                source,
                format!("this text has no English: {target} is not there"),
            ),
            Unpaired::Missing {
                source,
                target,
                renamed: Some(english),
            } => (
                "text-missing",
                source,
                format!(
                    "the English of this text seems to be {english}: git mv {english} {target}"
                ),
            ),
            Unpaired::Absent { source } => (
                "text-missing",
                source,
                "this text is listed, and is not there".to_owned(),
            ),
            Unpaired::Extra {
                target,
                source: Some(source),
            } => (
                "text-extra",
                target,
                format!("this text has no Chinese: {source} is not there"),
            ),
            Unpaired::Extra {
                target,
                source: None,
            } => (
                "text-extra",
                target,
                "this text is the English of no Chinese text of the project".to_owned(),
            ),
        };
        let severity = self.severity(rule);
        if severity == Severity::Off {
            return None;
        }
        let name = Fingerprint {
            digest: digest(rule, file, ""),
            occurrence: 1,
        };
        let place = Some(Place {
            file: file.to_owned(),
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            bytes: None,
        });
        let (source, target) = match rule {
            "text-missing" => (place, None),
            _ => (None, place),
        };
        Some(PlacedFinding {
            finding: Finding {
                rule,
                severity,
                bead: 0,
                bead_id: BeadId::default(),
                sentences: SentenceSpans::default(),
                source: 0..0,
                target: 0..0,
                message,
                subject: file.to_owned(),
                fix: None,
                names: OtherNames {
                    former: name.clone(),
                    others: Vec::new(),
                },
                fingerprint: name,
                stretch: None,
            },
            source,
            target,
            texts: (String::new(), String::new()),
            elsewhere: Arc::default(),
            rank: Rank::default(),
        })
    }
}
