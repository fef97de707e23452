//! The checker: runs the rules over a bitext whose orphans are linked (beads in parallel, then the rules that
//! look at the whole text in order), and tells what they find of the beads that the user has.

use std::ops::Range;
use std::sync::Arc;
use std::thread;

use super::checked_bead::CheckedBead;
use super::finding::{BeadFinding, Finding, SentenceSpans, Severity};
use super::fingerprint::Fingerprints;
use super::locate::spread;
use super::options::CheckConfig;
use super::orphans::link_orphans;
use super::rules::{Check, Context, RULES, Whole};
use crate::bitext::SideName;
use crate::bitext::{Bitext, Part};
use crate::error::Result;
use crate::glossary::{TermMatcher, Termbase};
use crate::segment::SegmentedDocument;

/// Number of beads that are checked at a time; their texts and terms are dropped after.
const CHUNK: usize = 8192;

/// Checks bitexts against a glossary, by the rules that the settings leave on.
pub struct Checker<'a> {
    termbase: &'a Termbase,
    matcher: Option<Arc<TermMatcher>>,
    settings: &'a CheckConfig,
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
        }
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
        let linked = link_orphans(bitext);
        let found = self.apply_rules(&linked, texts, jobs);
        located(found, &linked, bitext)
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
                (_, Severity::Off) | (Check::Whole(_), _) => None,
                (Check::Each(check), severity) => Some((check, severity)),
            })
            .collect();
        let found = in_parallel(&context, 0..linked.beads.len(), &each, 1).1;
        let found = located(said_once_in_order(found), &linked, &part.bitext);
        found
            .into_iter()
            .filter_map(|finding| in_whole(finding, &part))
            .collect()
    }

    /// The findings of all rules in the beads of a bitext, with their numbers there.
    fn apply_rules(
        &self,
        bitext: &Bitext,
        texts: Option<(&SegmentedDocument, &SegmentedDocument)>,
        jobs: usize,
    ) -> Vec<BeadFinding> {
        let context = self.context(bitext, texts, super::rules::typical_ratio(bitext));
        let mut each = Vec::new();
        let mut whole: Vec<Box<dyn Whole + '_>> = Vec::new();
        for rule in RULES {
            let severity = self.settings.severity(rule.id);
            match rule.check {
                _ if severity == Severity::Off => {}
                Check::Each(check) => each.push((check, severity)),
                Check::Whole(begin) => whole.push(begin(&context, severity)),
            }
        }
        let mut found = Vec::new();
        for start in (0..bitext.beads.len()).step_by(CHUNK) {
            let end = (start + CHUNK).min(bitext.beads.len());
            let (pairs, more) = in_parallel(&context, start..end, &each, jobs);
            found.extend(more);
            for rule in &mut whole {
                for pair in &pairs {
                    rule.see(pair, &context, &mut found);
                }
            }
        }
        for rule in whole {
            rule.end(&context, &mut found);
        }
        said_once_in_order(found)
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
            applies: self
                .termbase
                .concepts
                .iter()
                .map(|concept| concept.applies_to(files))
                .collect(),
            ratio,
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

/// Findings in the beads of `linked` told of those of `bitext`, whose sentences are the same.
fn located(found: Vec<BeadFinding>, linked: &Bitext, bitext: &Bitext) -> Vec<Finding> {
    let beads = [SideName::Source, SideName::Target].map(|side| bitext.bead_of(side));
    // Every sentence of a bitext is in a bead.
    let bead_of = |side: usize, sentence: usize| beads[side][sentence].unwrap_or_default();
    let mut fingerprints = Fingerprints::default();
    found
        .into_iter()
        .map(|finding| {
            let bead = &linked.beads[finding.bead];
            let (sources, targets) = (linked.bead_source(bead), linked.bead_target(bead));
            let texts = (linked.source_text(bead), linked.target_text(bead));
            let fingerprint =
                fingerprints.next(finding.rule, &finding.subject, (&texts.0, &texts.1));
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
                (true, true) => finding.bead.min(bitext.beads.len() - 1),
            };
            let home = in_target.or(in_source).unwrap_or_else(first);
            Finding {
                rule: finding.rule,
                severity: finding.severity,
                bead: home,
                bead_id: bitext.beads[home].id.clone(),
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
            }
        })
        .collect()
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

/// Findings in the order of the text; that a sentence is too short or too long is said once.
fn said_once_in_order(mut found: Vec<BeadFinding>) -> Vec<BeadFinding> {
    let mut said: Vec<usize> = found
        .iter()
        .filter(|finding| matches!(finding.rule, "omission" | "addition"))
        .map(|finding| finding.bead)
        .collect();
    said.sort_unstable();
    found.retain(|finding| finding.rule != "length" || said.binary_search(&finding.bead).is_err());
    let order = |rule: &str| RULES.iter().position(|info| info.id == rule);
    found.sort_by(|one, two| {
        let key = |f: &BeadFinding| (f.bead, order(f.rule), f.target.start, f.source.start);
        key(one).cmp(&key(two))
    });
    found
}

type Each = fn(&CheckedBead<'_>, &Context<'_>, Severity, &mut Vec<BeadFinding>);

fn in_parallel<'a>(
    context: &Context<'a>,
    beads: Range<usize>,
    rules: &[(Each, Severity)],
    jobs: usize,
) -> (Vec<CheckedBead<'a>>, Vec<BeadFinding>) {
    let look = |beads: Range<usize>| {
        let mut found = Vec::new();
        let pairs: Vec<CheckedBead<'a>> = beads
            .map(|index| {
                let applies = |concept: usize| context.applies[concept];
                let pair = CheckedBead::new(context.bitext, index, context.matcher, applies);
                for (check, severity) in rules {
                    check(&pair, context, *severity, &mut found);
                }
                pair
            })
            .collect();
        (pairs, found)
    };
    let share = beads.len().div_ceil(jobs.max(1)).max(256);
    if share >= beads.len() {
        return look(beads);
    }
    let parts: Vec<_> = (beads.start..beads.end)
        .step_by(share)
        .map(|start| start..(start + share).min(beads.end))
        .collect();
    thread::scope(|scope| {
        let look = &look;
        let threads: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(move || look(part)))
            .collect();
        let (mut pairs, mut found) = (Vec::new(), Vec::new());
        for thread in threads {
            match thread.join() {
                Ok((more_pairs, more)) => {
                    pairs.extend(more_pairs);
                    found.extend(more);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        (pairs, found)
    })
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
