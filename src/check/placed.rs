//! Placed findings: those of a rule in a checked bead told of the bitext that the user has, with their names,
//! their places in the files and the sentences that they speak of. They need no bitext any more.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::finding::{BeadFinding, Finding, InStretch, SentenceSpans};
use super::fingerprint::{Fingerprint, Occurrences, OtherNames, digest};
use super::locate::{Files, Place, spread};
use super::rules::{RULES, bare};
use super::weight::weight;
use crate::bitext::{Bitext, Sentence, SideName};

/// The order of findings in a text: by bead as it was checked, by rule, by place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    bead: usize,
    rule: usize,
    target: usize,
    source: usize,
}

/// A place elsewhere that a finding names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The name of the text.
    pub text: String,
    /// The file that the words stand in, as the user named it.
    pub file: String,
    /// The line, from 1; 0 where it is not known.
    pub line: usize,
}

/// A finding with its places in the files.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedFinding {
    /// The finding.
    pub finding: Finding,
    /// Its place in the Chinese file; `None` without Chinese.
    pub source: Option<Place>,
    /// Its place in the English file; `None` without English.
    pub target: Option<Place>,
    /// The joined Chinese and English sentences that it speaks of.
    pub texts: (String, String),
    /// The places in other texts that it names.
    pub elsewhere: Arc<[Elsewhere]>,
    /// Where it stands among the findings of its text.
    pub rank: Rank,
}

impl PlacedFinding {
    /// A finding of a bitext with its places in the files.
    #[must_use]
    pub fn new(bitext: &Bitext, finding: Finding, rank: Rank, files: Files<'_>) -> PlacedFinding {
        PlacedFinding {
            source: files.source(bitext, &finding),
            target: files.target(bitext, &finding),
            texts: (finding.source_text(bitext), finding.target_text(bitext)),
            elsewhere: Arc::default(),
            finding,
            rank,
        }
    }
}

/// What stands in the order of a text.
pub(crate) trait Ranked {
    fn rank(&self) -> Rank;
    fn finding(&mut self) -> &mut Finding;
}

impl Ranked for PlacedFinding {
    fn rank(&self) -> Rank {
        self.rank
    }

    fn finding(&mut self) -> &mut Finding {
        &mut self.finding
    }
}

impl Ranked for (Finding, Rank) {
    fn rank(&self) -> Rank {
        self.1
    }

    fn finding(&mut self) -> &mut Finding {
        &mut self.0
    }
}

/// The findings of a text in its order, those of one name numbered.
pub(crate) fn in_order<T: Ranked>(mut found: Vec<T>) -> Vec<T> {
    found.sort_by_key(Ranked::rank);
    let mut occurrences = [Occurrences::default(), Occurrences::default()];
    for one in &mut found {
        let finding = one.finding();
        occurrences[0].number(&mut finding.fingerprint);
        occurrences[1].number(&mut finding.names.former);
    }
    found
}

/// Tells findings in the beads of a bitext whose orphans are linked of those of the bitext that the user has;
/// the sentences of both are the same.
pub(crate) struct Teller<'a> {
    bitext: &'a Bitext,
    linked: &'a Bitext,
    /// The bead of each sentence of both sides.
    beads: [Vec<Option<usize>>; 2],
}

impl<'a> Teller<'a> {
    pub(crate) fn new(bitext: &'a Bitext, linked: &'a Bitext) -> Teller<'a> {
        Teller {
            bitext,
            linked,
            beads: [SideName::Source, SideName::Target].map(|side| bitext.bead_of(side)),
        }
    }

    /// The finding, not yet numbered, and where it stands.
    pub(crate) fn tell(&self, finding: BeadFinding) -> (Finding, Rank) {
        // Every sentence of a bitext is in a bead.
        let bead_of = |side: usize, sentence: usize| self.beads[side][sentence].unwrap_or_default();
        let bead = &self.linked.beads[finding.bead];
        let (sources, targets) = (self.linked.bead_source(bead), self.linked.bead_target(bead));
        let texts = (self.linked.source_text(bead), self.linked.target_text(bead));
        let (fingerprint, names) = names(&finding, (sources, targets), (&texts.0, &texts.1));
        let last = |sentences, place: &Range<usize>, text: &str| {
            let (_, end) = spread(sentences, place, text).filter(|_| !place.is_empty())?;
            Some(end.0)
        };
        let in_target = last(targets, &finding.target, &texts.1)
            .map(|number| bead_of(1, bead.target.start + number));
        let in_source = last(sources, &finding.source, &texts.0)
            .map(|number| bead_of(0, bead.source.start + number));
        let first = || match (bead.target.is_empty(), bead.source.is_empty()) {
            (false, _) => bead_of(1, bead.target.start),
            (true, false) => bead_of(0, bead.source.start),
            // A bead without any sentence is linked with nothing, and stands where it stood.
            (true, true) => finding.bead.min(self.bitext.beads.len() - 1),
        };
        let stretch = self.stretch(&finding);
        let home = in_target.or(in_source).unwrap_or_else(first);
        let rank = Rank {
            bead: finding.bead,
            rule: RULES
                .iter()
                .position(|rule| rule.id == finding.rule)
                .unwrap_or(RULES.len()),
            target: finding.target.start,
            source: finding.source.start,
        };
        let told = Finding {
            rule: finding.rule,
            severity: finding.severity,
            bead: home,
            bead_id: self.bitext.beads[home].id.clone(),
            sentences: SentenceSpans {
                source: bead.source.clone(),
                target: bead.target.clone(),
            },
            source: finding.source,
            target: finding.target,
            message: finding.message,
            subject: finding.subject,
            fix: finding.fix,
            fingerprint,
            names,
            stretch,
        };
        (told, rank)
    }
}

impl Teller<'_> {
    /// What joins a finding with its neighbours, where it says that the sentences of an orphan have no counterpart
    /// or that they moved.
    fn stretch(&self, finding: &BeadFinding) -> Option<InStretch> {
        let bead = &self.linked.beads[finding.bead];
        let (range, sentences) = match finding.rule {
            "omission" if bead.target.is_empty() => (&bead.source, &self.linked.source.sentences),
            "moved" => (&bead.source, &self.linked.source.sentences),
            "addition" if bead.source.is_empty() => (&bead.target, &self.linked.target.sentences),
            _ => return None,
        };
        let (first, last) = (
            sentences.get(range.start)?,
            sentences.get(range.end.checked_sub(1)?)?,
        );
        let mut next = range.end;
        // Dashes in empty cells and the like say nothing, and part no stretch.
        for other in &self.linked.beads[finding.bead + 1..] {
            let its = match finding.rule {
                "addition" => &other.target,
                _ => &other.source,
            };
            let says = |at: usize| match finding.rule {
                "addition" => sentences[at].text.chars().any(char::is_alphanumeric),
                _ => weight(&sentences[at].text) > 0,
            };
            if other.is_linked() || its.start != next && !its.is_empty() {
                break;
            }
            if its.clone().any(says) {
                break;
            }
            next = next.max(its.end);
        }
        Some(InStretch {
            kind: first.kind,
            blocks: (first.block, last.block),
            next,
            group: bead.moved,
        })
    }
}

/// The names of a finding, whose texts are those of its bead: by the one sentence that its place begins in, and
/// by what else it may have been called.
fn names(
    finding: &BeadFinding,
    (sources, targets): (&[Sentence], &[Sentence]),
    texts: (&str, &str),
) -> (Fingerprint, OtherNames) {
    let (sentences, joined, place) = if texts.0.trim().is_empty() {
        (targets, texts.1, &finding.target)
    } else {
        (sources, texts.0, &finding.source)
    };
    let (rule, subject) = (finding.rule, finding.subject.as_str());
    let of = |digest| Fingerprint {
        digest,
        occurrence: 1,
    };
    let former = of(digest(rule, subject, joined));
    if sources.len() < 2 && targets.len() < 2 || sentences.is_empty() {
        let others = Vec::new();
        return (former.clone(), OtherNames { former, others });
    }
    // A subject that is all of a side becomes a sentence with it.
    let is_all = |side: &[Sentence], text: &str| side.len() > 1 && subject == bare(text);
    let (all_source, all_target) = (is_all(sources, texts.0), is_all(targets, texts.1));
    let by = |at: usize| {
        let sentence = &sentences[at].text;
        if all_source {
            digest(
                rule,
                &bare(&sources[at.min(sources.len() - 1)].text),
                sentence,
            )
        } else if all_target {
            digest(rule, &bare(&targets[0].text), sentence)
        } else {
            digest(rule, subject, sentence)
        }
    };
    let own = spread(sentences, place, joined).map_or(0, |(first, _)| first.0);
    let others = (0..sentences.len()).filter(|&at| at != own).map(by);
    let others = others.collect();
    (of(by(own)), OtherNames { former, others })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};
    use crate::check::finding::Severity;

    fn bitext() -> Bitext {
        Bitext {
            source: side("zh", &["灯塔在海边。", "全岛有320人。"]),
            target: side("en", &["The lighthouse.", "Forty people."]),
            beads: vec![bead(0..1, 0..1), bead(1..2, 1..2)],
            ..Bitext::default()
        }
    }

    /// The names of a finding in a bead, by that of the first sentence, `0`, and the second, `1`.
    fn told(linked: &Bitext, finding: BeadFinding) -> (Fingerprint, OtherNames) {
        let (finding, _) = Teller::new(linked, linked).tell(finding);
        (finding.fingerprint, finding.names)
    }

    #[test]
    fn a_name_stays_where_a_neighbour_joins_the_link() {
        let apart = bitext();
        let mut joined = bitext();
        joined.beads = vec![bead(0..2, 0..2)];
        let find = |at: usize| BeadFinding::new("number", Severity::Error, at, "320", "");
        let (own, _) = told(&apart, find(1).at_source(9..12));
        let start = apart.source.sentences[0].text.len();
        let (with, names) = told(&joined, find(0).at_source(start + 9..start + 12));
        assert_eq!(own, with);
        assert_ne!(names.former, with);
        // Where it has no place in the Chinese, another sentence's name is one of its own.
        let (whole, names) = told(&joined, find(0));
        assert_ne!(whole, own);
        assert_eq!(names.others, [own.digest]);
        // A subject that is all of the Chinese is cut with it.
        let subject =
            |text: &str, at| BeadFinding::new("omission", Severity::Error, at, bare(text), "");
        let (one, _) = told(&apart, subject("灯塔在海边。", 0));
        let (two, _) = told(&joined, subject("灯塔在海边。全岛有320人。", 0));
        assert_eq!(one, two);
    }

    #[test]
    fn the_name_of_a_lone_sentence_is_the_former_one() {
        let (name, names) = told(
            &bitext(),
            BeadFinding::new("number", Severity::Error, 1, "320", ""),
        );
        assert_eq!(name, names.former);
        assert_eq!(name.digest, digest("number", "320", "全岛有320人。"));
        assert!(names.others.is_empty());
    }
}
