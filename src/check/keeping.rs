//! The results of texts as bytes, in which they are kept until a text changes. Only the program that wrote them
//! reads them: its version is part of the key.

use super::account::Account;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::across::FactPlace;
use super::fact::Facts;
use super::finding::{Finding, Fix, InStretch, SentenceSpans, Severity};
use super::fingerprint::{Fingerprint, OtherNames};
use super::locate::Place;
use super::placed::{PlacedFinding, Rank};
use super::rules::RuleInfo;
use super::suppress::Suppressions;
use super::text_result::{TextPlaces, TextResult};
use crate::bitext::BeadId;
use crate::text::named::Named;

/// [`TextResult`] as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptText {
    found: Vec<KeptFinding>,
    facts: Facts,
    account: Account,
    files: (String, String),
    comments: Suppressions,
}

/// [`PlacedFinding`] as it is kept: files are those of the text, and what it names elsewhere is found anew.
#[derive(Serialize, Deserialize)]
struct KeptFinding {
    rule: String,
    severity: Severity,
    bead: usize,
    bead_id: BeadId,
    sentences: SentenceSpans,
    places: (Range<usize>, Range<usize>),
    message: String,
    subject: String,
    fix: Option<Fix>,
    fingerprint: Fingerprint,
    names: OtherNames,
    stretch: Option<InStretch>,
    in_files: (Option<KeptPlace>, Option<KeptPlace>),
    texts: (String, String),
    rank: Rank,
}

/// [`FactPlace`] as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptFactPlace {
    rule: String,
    fact: usize,
    words: String,
    placed: KeptFinding,
}

/// Lines and columns of the start and the end, and the bytes.
type KeptPlace = (usize, usize, usize, usize, Option<Range<usize>>);

impl KeptFinding {
    fn of(placed: &PlacedFinding) -> KeptFinding {
        let finding = placed.finding.clone();
        let place = |place: &Option<Place>| {
            let place = place.as_ref()?;
            let (start, end) = (
                (place.line, place.column),
                (place.end_line, place.end_column),
            );
            Some((start.0, start.1, end.0, end.1, place.bytes.clone()))
        };
        KeptFinding {
            rule: finding.rule.to_owned(),
            severity: finding.severity,
            bead: finding.bead,
            bead_id: finding.bead_id,
            sentences: finding.sentences,
            places: (finding.source, finding.target),
            message: finding.message,
            subject: finding.subject,
            fix: finding.fix,
            fingerprint: finding.fingerprint,
            names: finding.names,
            stretch: finding.stretch,
            in_files: (place(&placed.source), place(&placed.target)),
            texts: placed.texts.clone(),
            rank: placed.rank,
        }
    }

    fn placed(self, files: &(String, String)) -> Option<PlacedFinding> {
        let place = |kept: Option<KeptPlace>, file: &str| {
            let (line, column, end_line, end_column, bytes) = kept?;
            Some(Place {
                file: file.to_owned(),
                line,
                column,
                end_line,
                end_column,
                bytes,
            })
        };
        Some(PlacedFinding {
            finding: Finding {
                rule: RuleInfo::find(&self.rule)?.id,
                severity: self.severity,
                bead: self.bead,
                bead_id: self.bead_id,
                sentences: self.sentences,
                source: self.places.0,
                target: self.places.1,
                message: self.message,
                subject: self.subject,
                fix: self.fix,
                fingerprint: self.fingerprint,
                names: self.names,
                stretch: self.stretch,
            },
            source: place(self.in_files.0, &files.0),
            target: place(self.in_files.1, &files.1),
            texts: self.texts,
            elsewhere: Arc::default(),
            rank: self.rank,
        })
    }
}

impl TextResult {
    /// The bytes in which it is kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let kept = KeptText {
            found: self.found.iter().map(KeptFinding::of).collect(),
            facts: self.facts.clone(),
            account: self.account,
            files: self.files.clone(),
            comments: self.comments.clone(),
        };
        serde_json::to_vec(&kept).unwrap_or_default()
    }

    /// What was kept; `None` where the bytes are damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<TextResult> {
        let kept: KeptText = serde_json::from_slice(bytes).ok()?;
        let found = kept.found.into_iter();
        Some(TextResult {
            found: found
                .map(|finding| finding.placed(&kept.files))
                .collect::<Option<_>>()?,
            facts: kept.facts,
            account: kept.account,
            files: kept.files,
            comments: kept.comments,
        })
    }
}

impl TextPlaces {
    /// The bytes in which they are kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let places = self.0.iter();
        let kept: Vec<KeptFactPlace> = places
            .map(|(rule, fact, place)| KeptFactPlace {
                rule: (*rule).to_owned(),
                fact: *fact,
                words: place.words.clone(),
                placed: KeptFinding::of(&place.placed),
            })
            .collect();
        serde_json::to_vec(&kept).unwrap_or_default()
    }

    /// What was kept of a text with these files; `None` where the bytes are damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], files: &(String, String)) -> Option<TextPlaces> {
        let kept: Vec<KeptFactPlace> = serde_json::from_slice(bytes).ok()?;
        let places = kept.into_iter().map(|kept| {
            let place = FactPlace {
                placed: kept.placed.placed(files)?,
                words: kept.words,
            };
            Some((RuleInfo::find(&kept.rule)?.id, kept.fact, place))
        });
        Some(TextPlaces(places.collect::<Option<_>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Bitext;
    use crate::bitext::testing::{bead, side};
    use crate::check::{CheckConfig, Checker, Files};
    use crate::glossary::Termbase;

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let mut bitext = Bitext {
            source: side("zh", &["灯塔在海边的岩石上。", "全岛有320人。"]),
            target: side(
                "en",
                &["A lighthouse  on the rocks.", "Some people live there."],
            ),
            beads: vec![bead(0..1, 0..1), bead(1..2, 1..2)],
            ..Bitext::default()
        };
        bitext.name_beads();
        let (termbase, settings) = (Termbase::default(), CheckConfig::default());
        let checker = Checker::new(&termbase, &settings).unwrap();
        let look = checker.look(&bitext, None, 1);
        let result = TextResult {
            found: look.found(Files::default()),
            facts: look.facts().clone(),
            account: look.account(),
            files: (bitext.source.file.clone(), bitext.target.file.clone()),
            comments: Suppressions::default(),
        };
        assert!(
            result.found.len() >= 2 && !result.facts.is_empty(),
            "{result:?}"
        );
        assert_eq!(
            TextResult::from_bytes(&result.to_bytes()).as_ref(),
            Some(&result)
        );
        let places = TextPlaces::of(&look, Files::default());
        assert_eq!(places.0.len(), result.facts.len());
        let read = TextPlaces::from_bytes(&places.to_bytes(), &result.files);
        assert_eq!(read.as_ref(), Some(&places));
        assert_eq!(TextResult::from_bytes(b"{"), None);
    }
}
