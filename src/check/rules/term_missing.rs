//! `term-missing`: over the whole bead; the short form that was introduced in parentheses counts from
//! then on. Where a pronoun may stand for the term, or its rendering stands in the sentence before or
//! behind, it is only a note.

use std::collections::HashMap;

use super::{Context, Whole, tokens};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::glossary::Rendering;

const PRONOUNS: &[&str] = &[
    "it", "its", "itself", "they", "them", "their", "theirs", "this", "these", "those", "he",
    "him", "his", "she", "her", "hers", "one", "ones", "former", "latter",
];
/// The number of beads behind a named term in which a pronoun may stand for it.
const NEAR: usize = 3;

struct Missing {
    severity: Severity,
    /// Short forms that were introduced, by term.
    short: HashMap<String, Vec<String>>,
    /// The last bead in which a term had its rendering.
    seen: HashMap<String, usize>,
    /// Terms that the bead before lacks, and this one may have.
    pending: Vec<(BeadFinding, Vec<usize>)>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Missing {
        severity,
        short: HashMap::new(),
        seen: HashMap::new(),
        pending: Vec::new(),
    })
}

impl Whole for Missing {
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, found: &mut Vec<BeadFinding>) {
        for (mut finding, own) in std::mem::take(&mut self.pending) {
            if stands_in(context, pair.index, &own) {
                finding.severity = finding.severity.min(Severity::Note);
                finding.message += " (it stands in the next sentence)";
            }
            found.push(finding);
        }
        let concepts = &context.termbase.concepts;
        let mut done: Vec<&str> = Vec::new();
        for hit in &pair.terms {
            let concept = &concepts[hit.concept];
            let term = concept.source.as_str();
            if concept.is_exact() || done.contains(&term) {
                continue;
            }
            done.push(term);
            // Two concepts may have one term: their renderings are all right.
            let same = pair.terms.iter().map(|hit| hit.concept);
            let own: Vec<usize> = same.filter(|&at| concepts[at].source == term).collect();
            let mut rendered = false;
            for rendering in pair.renderings.iter().filter(|r| own.contains(&r.concept)) {
                rendered |= rendering.rendering.counts() || rendering.rendering.is_forbidden();
                if rendering.rendering.is_agreed() {
                    self.introduce(term, &pair.target[rendering.span.end..]);
                }
            }
            if rendered || self.has_short_form(term, &pair.target) {
                self.seen.insert(term.to_owned(), pair.index);
                continue;
            }
            let mut finding = BeadFinding::new(
                "term-missing",
                self.severity,
                pair.index,
                term,
                format!("{term} is not rendered as \"{}\"", concept.target),
            )
            .at_source(hit.span.clone());
            let near = self
                .seen
                .get(term)
                .is_some_and(|&at| pair.index - at <= NEAR);
            if near && has_pronoun(&pair.target) {
                finding.severity = self.severity.min(Severity::Note);
                finding.message += "; perhaps a pronoun stands for it";
            } else if pair.index > 0 && stands_in(context, pair.index - 1, &own) {
                finding.severity = self.severity.min(Severity::Note);
                finding.message += " (it stands in the sentence before)";
            }
            self.pending.push((finding, own));
        }
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        found.extend(self.pending.into_iter().map(|(finding, _)| finding));
    }
}

impl Missing {
    /// Takes note of `(BAAI)` behind a rendering.
    fn introduce(&mut self, term: &str, behind: &str) {
        let behind = behind.trim_start_matches(['\'', '’', 's', ' ']);
        let Some((short, _)) = behind
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
        else {
            return;
        };
        let short = short
            .trim_matches(['"', '“', '”', ' '])
            .trim_start_matches("the ")
            .trim_start_matches("or ");
        let capitals = short.chars().filter(|c| c.is_uppercase()).count();
        if capitals >= 2 && !short.contains(' ') && short.len() <= 12 {
            let forms = self.short.entry(term.to_owned()).or_default();
            if !forms.iter().any(|form| form == short) {
                forms.push(short.to_owned());
            }
        }
    }

    fn has_short_form(&self, term: &str, target: &str) -> bool {
        let Some(forms) = self.short.get(term) else {
            return false;
        };
        tokens(target).iter().any(|(_, word)| {
            let word = word.trim_end_matches("'s").trim_end_matches("’s");
            let parts = || word.split('-').chain([word]);
            forms.iter().any(|form| {
                parts().any(|part| part == form || part.strip_suffix('s') == Some(form.as_str()))
            })
        })
    }
}

fn has_pronoun(target: &str) -> bool {
    tokens(target).iter().any(|(_, word)| {
        let word = word.to_lowercase();
        let word = word.split(['\'', '’']).next().unwrap_or_default();
        PRONOUNS.contains(&word)
    })
}

/// Whether a rendering of the term stands in the target of another bead, which has no such term.
fn stands_in(context: &Context<'_>, bead: usize, own: &[usize]) -> bool {
    let Some(&first) = own.first() else {
        return false;
    };
    let term = context.termbase.concepts[first].source.as_str();
    let (Some(matcher), Some(bead)) = (context.matcher, context.bitext.beads.get(bead)) else {
        return false;
    };
    let concepts = &context.termbase.concepts;
    let target = context.bitext.target_text(bead).to_lowercase();
    // Mostly no word of a rendering is there at all: then there is no need to look closer.
    let may = concepts
        .iter()
        .filter(|concept| concept.source == term)
        .any(|concept| {
            concept
                .variants
                .iter()
                .chain([&concept.target])
                .any(|rendering| {
                    let head: String = rendering
                        .chars()
                        .take_while(|c| c.is_alphanumeric())
                        .take(4)
                        .collect();
                    target.contains(&head.to_lowercase())
                })
        });
    if !may || context.bitext.source_text(bead).contains(term) {
        return false;
    }
    let target = context.bitext.target_text(bead);
    matcher
        .in_target(&target)
        .iter()
        .any(|hit| own.contains(&hit.concept) && !matches!(hit.rendering, Rendering::Forbidden(_)))
}
