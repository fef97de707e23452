//! Running the rules over a bitext: beads in parallel, then what looks at the whole text in order.

use std::sync::Arc;
use std::thread;

use super::finding::{Finding, Severity};
use super::options::CheckConfig;
use super::pair::Pair;
use super::rules::{Check, Context, RULES, Whole};
use crate::bitext::Bitext;
use crate::error::Result;
use crate::glossary::{TermMatcher, Termbase};
use crate::segment::Text;

/// So many beads are looked at before their facts are forgotten.
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

    /// Everything that is found in a bitext, by bead. `texts` are the two texts that it was made of,
    /// where they are at hand: some rules see more in them. `jobs` threads; the result does not depend
    /// on how many.
    #[must_use]
    pub fn check(
        &self,
        bitext: &Bitext,
        texts: Option<(&Text, &Text)>,
        jobs: usize,
    ) -> Vec<Finding> {
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

    /// What is found in some beads cut out of a text, by the rules that look at a bead by itself. `ratio`
    /// is that of the whole text: see [`length_ratio`].
    #[must_use]
    pub fn check_part(&self, part: &Bitext, ratio: f64) -> Vec<Finding> {
        let context = self.context(part, None, ratio);
        let each: Vec<(Each, Severity)> = RULES
            .iter()
            .filter_map(|rule| match (rule.check, self.settings.severity(rule.id)) {
                (_, Severity::Off) | (Check::Whole(_), _) => None,
                (Check::Each(check), severity) => Some((check, severity)),
            })
            .collect();
        said_once_in_order(in_parallel(&context, 0..part.beads.len(), &each, 1).1)
    }

    fn context<'c>(
        &'c self,
        bitext: &'c Bitext,
        texts: Option<(&'c Text, &'c Text)>,
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

/// Whether a rule looks at each bead by itself, so that [`Checker::check_part`] knows of it.
#[must_use]
pub fn looks_at_each(rule: &str) -> bool {
    let info = RULES.iter().find(|info| info.id == rule);
    info.is_some_and(|info| matches!(info.check, Check::Each(_)))
}

/// In the order of the text; that a sentence is too short or too long is said once.
fn said_once_in_order(mut found: Vec<Finding>) -> Vec<Finding> {
    let mut said: Vec<usize> = found
        .iter()
        .filter(|finding| matches!(finding.rule, "omission" | "addition"))
        .map(|finding| finding.bead)
        .collect();
    said.sort_unstable();
    found.retain(|finding| finding.rule != "length" || said.binary_search(&finding.bead).is_err());
    let order = |rule: &str| RULES.iter().position(|info| info.id == rule);
    found.sort_by(|one, two| {
        let key = |f: &Finding| (f.bead, order(f.rule), f.target.start, f.source.start);
        key(one).cmp(&key(two))
    });
    found
}

type Each = fn(&Pair<'_>, &Context<'_>, Severity, &mut Vec<Finding>);

fn in_parallel<'a>(
    context: &Context<'a>,
    beads: std::ops::Range<usize>,
    rules: &[(Each, Severity)],
    jobs: usize,
) -> (Vec<Pair<'a>>, Vec<Finding>) {
    let look = |beads: std::ops::Range<usize>| {
        let mut found = Vec::new();
        let pairs: Vec<Pair<'a>> = beads
            .map(|index| {
                let applies = |concept: usize| context.applies[concept];
                let pair = Pair::new(context.bitext, index, context.matcher, applies);
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
