//! The checker: runs the rules over a bitext whose orphans are linked (beads in parallel, then the rules that
//! look at the whole text in order), and tells what they find of the beads that the user has.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::account::Account;
use super::across::{Differences, FactAt, FactPlace};
use super::checked_bead::CheckedBead;
use super::doubts::Doubts;
use super::fact::{Fact, Facts};
use super::finding::{BeadFinding, Finding, SentenceSpans, Severity};
use super::locate::Files;
use super::options::CheckConfig;
use super::orphans::link_orphans;
use super::placed::{PlacedFinding, Teller, in_order};
use super::rules::{Check, Context, RULES, See, Whole};
use crate::bitext::{Bitext, Part};
use crate::error::Result;
use crate::glossary::{Concept, TermMatcher, Termbase};
use crate::segment::SegmentedDocument;
use crate::threads::on_threads;

/// Number of beads that a thread checks at a time; their texts, terms and numbers are dropped after, while they are
/// still in its cache.
const SHARE: usize = 1024;

/// Checks bitexts against a glossary, by the rules that the settings leave on.
pub struct Checker<'a> {
    termbase: &'a Termbase,
    matcher: Option<Arc<TermMatcher>>,
    settings: &'a CheckConfig,
    doubts: Option<Arc<Doubts>>,
}

impl<'a> Checker<'a> {
    /// Prepares the search for terms.
    ///
    /// # Errors
    /// As [`CheckConfig::validate`] gives them.
    pub fn new(termbase: &'a Termbase, settings: &'a CheckConfig) -> Result<Checker<'a>> {
        settings.validate()?;
        let matcher = Arc::new(TermMatcher::new(termbase));
        Ok(Checker::with_matcher(termbase, settings, matcher))
    }

    /// The same with a search that is prepared already, for valid settings.
    #[must_use]
    pub fn with_matcher(
        termbase: &'a Termbase,
        settings: &'a CheckConfig,
        matcher: Arc<TermMatcher>,
    ) -> Checker<'a> {
        Checker {
            termbase,
            matcher: (!termbase.concepts.is_empty()).then_some(matcher),
            settings,
            doubts: None,
        }
    }

    /// The same checker, which knows what a second reader doubts.
    #[must_use]
    pub fn with_doubts(self, doubts: Arc<Doubts>) -> Checker<'a> {
        let doubts = Some(doubts).filter(|doubts| !doubts.is_empty());
        Checker { doubts, ..self }
    }

    /// Everything that is found in a bitext, in the order of the text. Orphans that seem to translate each
    /// other are read as one bead; the findings name the beads of `bitext`. `texts` are the two texts that it
    /// was made of, where they are at hand: some rules see more in them. `jobs` threads; the result does not
    /// depend on how many.
    #[must_use]
    pub fn check(
        &self,
        bitext: &Bitext,
        texts: Option<(&SegmentedDocument, &SegmentedDocument)>,
        jobs: usize,
    ) -> Vec<Finding> {
        let look = self.look(bitext, texts, jobs);
        let compared = look.compared(Files::default()).into_iter();
        let compared = compared.map(|placed| (placed.finding, placed.rank));
        let alone = look.told();
        in_order(alone.chain(compared).collect())
            .into_iter()
            .map(|(finding, _)| finding)
            .collect()
    }

    /// Looks at one text: what is found in it alone, and the facts that are compared with those of other texts.
    /// Arguments as for [`Checker::check`].
    #[must_use]
    pub fn look<'b>(
        &'b self,
        bitext: &'b Bitext,
        texts: Option<(&'b SegmentedDocument, &'b SegmentedDocument)>,
        jobs: usize,
    ) -> Look<'b> {
        let linked = link_orphans(bitext);
        let (found, facts) = self.apply_rules(&linked, texts, jobs);
        Look {
            checker: self,
            bitext,
            texts,
            linked,
            found,
            facts,
        }
    }

    /// The findings of the rules that look at a bead by itself, in some beads; fingerprints are numbered as
    /// if these beads were all. `ratio` is that of the whole text: see [`length_ratio`].
    #[must_use]
    pub fn check_beads(&self, bitext: &Bitext, beads: Range<usize>, ratio: f64) -> Vec<Finding> {
        let part = bitext.part(beads);
        let linked = link_orphans(&part.bitext);
        let context = self.context(&linked, None, ratio);
        let each: Vec<(Each, Severity)> = RULES
            .iter()
            .filter_map(|rule| match (rule.check, self.settings.severity(rule.id)) {
                (Check::Each(check), severity) if severity != Severity::Off => {
                    Some((check, severity))
                }
                _ => None,
            })
            .collect();
        let seen = in_parallel(&context, 0..linked.beads.len(), (&each, &[]), 1);
        let teller = Teller::new(&part.bitext, &linked);
        let found = said_once_in_order(seen.found).into_iter();
        in_order(found.map(|finding| teller.tell(finding)).collect())
            .into_iter()
            .filter_map(|(finding, _)| in_whole(finding, &part))
            .collect()
    }

    /// The findings of all rules in the beads of a bitext, with their numbers there, and the facts of those that
    /// compare places.
    fn apply_rules(
        &self,
        bitext: &Bitext,
        texts: Option<(&SegmentedDocument, &SegmentedDocument)>,
        jobs: usize,
    ) -> (Vec<BeadFinding>, Facts) {
        let context = self.context(bitext, texts, super::rules::typical_ratio(bitext));
        let (mut each, mut across) = (Vec::new(), Vec::new());
        let mut whole: Vec<Box<dyn Whole + '_>> = Vec::new();
        for rule in RULES {
            let severity = self.settings.severity(rule.id);
            match rule.check {
                _ if severity == Severity::Off => {}
                Check::Each(check) => each.push((check, severity)),
                Check::Whole(begin) => whole.push(begin(&context, severity)),
                Check::Across(comparing) => across.push((rule.id, comparing.see, severity)),
                Check::List => {}
            }
        }
        let mut found = Vec::new();
        let mut facts = Facts::default();
        let chunk = SHARE * jobs.max(1);
        for start in (0..bitext.beads.len()).step_by(chunk) {
            let end = (start + chunk).min(bitext.beads.len());
            let seen = in_parallel(&context, start..end, (&each, &across), jobs);
            found.extend(seen.found);
            for (rule, more) in seen.facts {
                facts.0.entry(rule.to_owned()).or_default().extend(more);
            }
            for rule in &mut whole {
                for pair in &seen.pairs {
                    rule.see(pair, &context, &mut found);
                }
            }
        }
        for rule in whole {
            rule.end(&context, &mut found);
        }
        (said_once_in_order(found), facts)
    }

    fn context<'c>(
        &'c self,
        bitext: &'c Bitext,
        texts: Option<(&'c SegmentedDocument, &'c SegmentedDocument)>,
        ratio: f64,
    ) -> Context<'c> {
        let files = (bitext.source.file.as_str(), bitext.target.file.as_str());
        Context {
            bitext,
            texts,
            termbase: self.termbase,
            matcher: self.matcher.as_deref(),
            settings: self.settings,
            doubts: self.doubts.as_deref(),
            applies: self
                .termbase
                .concepts
                .iter()
                .map(|concept| concept.applies_to(files))
                .collect(),
            exact: self
                .termbase
                .concepts
                .iter()
                .map(Concept::is_exact)
                .collect(),
            ratio,
            short_forms: OnceLock::new(),
        }
    }
}

/// English characters for a Chinese one that are usual in a text.
#[must_use]
pub fn length_ratio(bitext: &Bitext) -> f64 {
    super::rules::typical_ratio(bitext)
}

/// Whether a rule looks at each bead by itself, so that [`Checker::check_beads`] runs it.
#[must_use]
pub fn looks_at_each(rule: &str) -> bool {
    let info = RULES.iter().find(|info| info.id == rule);
    info.is_some_and(|info| matches!(info.check, Check::Each(_)))
}

/// A finding in a part told of the whole bitext; none where its sentences adjoin in the part alone.
fn in_whole(finding: Finding, part: &Part) -> Option<Finding> {
    let range = |range: &Range<usize>, numbers: &[usize]| {
        let (Some(first), Some(last)) = (
            numbers.get(range.start),
            range.end.checked_sub(1).and_then(|last| numbers.get(last)),
        ) else {
            return Some(0..0);
        };
        if range.is_empty() {
            return Some(*first..*first);
        }
        let whole = *first..last + 1;
        (whole.len() == range.len()).then_some(whole)
    };
    Some(Finding {
        bead: part.beads[finding.bead],
        sentences: SentenceSpans {
            source: range(&finding.sentences.source, &part.source)?,
            target: range(&finding.sentences.target, &part.target)?,
        },
        ..finding
    })
}

/// Findings in the order of the text; that a sentence is too short or too long, and so may not belong to its
/// counterpart, is said once.
fn said_once_in_order(mut found: Vec<BeadFinding>) -> Vec<BeadFinding> {
    let mut said: Vec<usize> = found
        .iter()
        .filter(|finding| matches!(finding.rule, "omission" | "addition"))
        .map(|finding| finding.bead)
        .collect();
    said.sort_unstable();
    found.retain(|finding| {
        !matches!(finding.rule, "length" | "low-confidence")
            || said.binary_search(&finding.bead).is_err()
    });
    let order = |rule: &str| RULES.iter().position(|info| info.id == rule);
    found.sort_by(|one, two| {
        let key = |f: &BeadFinding| (f.bead, order(f.rule), f.target.start, f.source.start);
        key(one).cmp(&key(two))
    });
    found
}

type Each = fn(&CheckedBead<'_>, &Context<'_>, Severity, &mut Vec<BeadFinding>);

/// Some beads, what was found in them, and the facts of the rules that compare places.
#[derive(Default)]
struct SeenBeads<'a> {
    pairs: Vec<CheckedBead<'a>>,
    found: Vec<BeadFinding>,
    facts: Vec<(&'static str, Vec<Fact>)>,
}

/// The rules that look at a bead by itself, and those that compare places, with their severities.
type BeadRules<'r> = (&'r [(Each, Severity)], &'r [(&'static str, See, Severity)]);

fn in_parallel<'a>(
    context: &Context<'a>,
    beads: Range<usize>,
    (rules, across): BeadRules<'_>,
    jobs: usize,
) -> SeenBeads<'a> {
    let look = |beads: Range<usize>| {
        let mut seen = SeenBeads {
            facts: across
                .iter()
                .map(|(rule, ..)| (*rule, Vec::new()))
                .collect(),
            ..SeenBeads::default()
        };
        let mut here = Vec::new();
        for index in beads {
            let pair = context.bead(index);
            for (check, severity) in rules {
                check(&pair, context, *severity, &mut seen.found);
            }
            for ((_, see, severity), (_, facts)) in across.iter().zip(&mut seen.facts) {
                see(&pair, context, *severity, &mut here, &mut seen.found);
                let kept = here.drain(..).zip(0..);
                facts.extend(kept.map(|(seen, number)| Fact {
                    key: seen.key,
                    value: seen.value,
                    bead: u32::try_from(index).unwrap_or(u32::MAX),
                    number,
                }));
            }
            seen.pairs.push(pair);
        }
        seen
    };
    let share = beads.len().div_ceil(jobs.max(1)).max(256);
    if share >= beads.len() {
        return look(beads);
    }
    let parts = beads
        .clone()
        .step_by(share)
        .map(|start| start..(start + share).min(beads.end));
    let mut all = SeenBeads::default();
    for more in on_threads(parts, jobs, look) {
        all.pairs.extend(more.pairs);
        all.found.extend(more.found);
        all.facts.extend(more.facts);
    }
    all
}

/// A text that was looked at, while it is open.
pub struct Look<'b> {
    checker: &'b Checker<'b>,
    bitext: &'b Bitext,
    texts: Option<(&'b SegmentedDocument, &'b SegmentedDocument)>,
    linked: Cow<'b, Bitext>,
    found: Vec<BeadFinding>,
    facts: Facts,
}

impl Look<'_> {
    /// The facts that are compared with those of other texts.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The account of the links, as the settings of the check see them.
    #[must_use]
    pub fn account(&self) -> Account {
        Account::of(
            &self.linked,
            self.texts,
            self.checker.settings.low_confidence,
        )
    }

    /// What was found in the text alone, not yet numbered.
    #[must_use]
    pub fn found(&self, files: Files<'_>) -> Vec<PlacedFinding> {
        self.told()
            .map(|(finding, rank)| PlacedFinding::new(self.bitext, finding, rank, files))
            .collect()
    }

    fn told(&self) -> impl Iterator<Item = (Finding, super::placed::Rank)> {
        let teller = Teller::new(self.bitext, &self.linked);
        let found = self.found.iter();
        found.map(move |finding| teller.tell(finding.clone()))
    }

    /// The places of some facts of this text.
    #[must_use]
    pub fn places(&self, wanted: &[FactAt], files: Files<'_>) -> HashMap<FactAt, FactPlace> {
        let context = self.checker.context(&self.linked, self.texts, 0.0);
        let teller = Teller::new(self.bitext, &self.linked);
        let mut places = HashMap::new();
        let mut last: Option<CheckedBead<'_>> = None;
        for &at in wanted {
            let fact = self.facts.0.get(at.rule).and_then(|of| of.get(at.fact));
            let comparing = RULES.iter().find_map(|rule| match rule.check {
                Check::Across(comparing) if rule.id == at.rule => Some(comparing),
                _ => None,
            });
            let (Some(fact), Some(comparing)) = (fact, comparing) else {
                continue;
            };
            let severity = self.checker.settings.severity(at.rule);
            // The facts of a bead mostly come one after another.
            let index = fact.bead as usize;
            let pair = match last.take() {
                Some(pair) if pair.index == index => pair,
                _ => context.bead(index),
            };
            let pair = last.insert(pair);
            let mut seen = Vec::new();
            (comparing.see)(pair, &context, severity, &mut seen, &mut Vec::new());
            let Some(seen) = seen.into_iter().nth(fact.number as usize) else {
                continue;
            };
            let severity = (comparing.weigh)(pair, severity);
            let finding = seen.alone.unwrap_or_else(|| {
                BeadFinding::new(at.rule, severity, pair.index, seen.subject, "")
                    .at_target(seen.target)
            });
            let (finding, rank) = teller.tell(finding);
            let place = FactPlace {
                placed: PlacedFinding::new(self.bitext, finding, rank, files),
                words: seen.words,
            };
            places.insert(at, place);
        }
        places
    }

    /// What is found by comparing the places of this text with each other, not yet numbered.
    #[must_use]
    pub fn compared(&self, files: Files<'_>) -> Vec<PlacedFinding> {
        let differences = Differences::among(&[&self.facts]);
        let places = differences
            .wanted()
            .remove(&0)
            .map_or_else(HashMap::new, |wanted| self.places(&wanted, files));
        let told = differences.tell(&[&self.bitext.source.file], &places);
        told.into_iter().map(|(_, placed)| placed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    /// Two orphans that are read as one bead, and what surrounds them.
    fn bitext() -> Bitext {
        let mut bitext = Bitext {
            source: side(
                "zh",
                &["灯塔在海边。", "守塔人每天晚上都要点320盏灯。", "他笑了。"],
            ),
            target: side(
                "en",
                &[
                    "The lighthouse is by the sea.",
                    "Every night he  lights them all up there.",
                    "He smiled .",
                ],
            ),
            beads: vec![
                bead(0..1, 0..1),
                bead(1..2, 1..1),
                bead(2..2, 1..2),
                bead(2..3, 2..3),
            ],
            ..Bitext::default()
        };
        bitext.name_beads();
        bitext
    }

    fn told(found: &[Finding]) -> Vec<(&str, usize, SentenceSpans)> {
        found
            .iter()
            .map(|finding| (finding.rule, finding.bead, finding.sentences.clone()))
            .collect()
    }

    #[test]
    fn findings_name_the_beads_that_there_are() {
        let (termbase, settings, bitext) = (Termbase::default(), CheckConfig::default(), bitext());
        let checker = Checker::new(&termbase, &settings).unwrap();
        let found = checker.check(&bitext, None, 1);
        let both = SentenceSpans {
            source: 1..2,
            target: 1..2,
        };
        assert_eq!(
            told(&found),
            [
                // The number has its place in the Chinese, the spaces in the English.
                ("number", 1, both.clone()),
                ("double-space", 2, both),
                (
                    "double-space",
                    3,
                    SentenceSpans {
                        source: 2..3,
                        target: 2..3
                    }
                ),
            ]
        );
        for finding in &found {
            assert_eq!(finding.bead_id, bitext.beads[finding.bead].id);
        }
        assert_eq!(
            found[1].target_text(&bitext),
            bitext.target.sentences[1].text
        );
        // The same by rules that look at beads alone, of a part: with the numbers of the whole.
        let part = checker.check_beads(&bitext, 1..4, length_ratio(&bitext));
        assert_eq!(told(&part), told(&found));
        assert_eq!(part, found);
    }

    #[test]
    fn sentences_that_adjoin_in_a_part_alone_are_not_told_as_one() {
        let (termbase, settings, bitext) = (Termbase::default(), CheckConfig::default(), bitext());
        let checker = Checker::new(&termbase, &settings).unwrap();
        let mut finding = checker.check(&bitext, None, 1).remove(0);
        finding.bead = 0;
        finding.sentences = SentenceSpans {
            source: 0..2,
            target: 0..1,
        };
        let part = bitext.part([0, 3]);
        assert_eq!(in_whole(finding.clone(), &part), None);
        finding.sentences.source = 1..2;
        let whole = in_whole(finding, &part).unwrap();
        assert_eq!(whole.sentences.source, 2..3);
    }
}
