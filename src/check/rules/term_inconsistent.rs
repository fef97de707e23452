//! `term-inconsistent`: one finding a term, at the first place that differs from the others.

use std::collections::BTreeMap;

use super::{Context, Whole};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::glossary::Rendering;

#[derive(Default)]
struct Uses {
    /// Beads with a rendering that is allowed.
    agreed: usize,
    /// Beads without one.
    other: Vec<usize>,
}

struct Inconsistent {
    severity: Severity,
    terms: BTreeMap<String, Uses>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Inconsistent {
        severity,
        terms: BTreeMap::new(),
    })
}

impl Whole for Inconsistent {
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, _: &mut Vec<BeadFinding>) {
        let concepts = &context.termbase.concepts;
        let mut done: Vec<&str> = Vec::new();
        for hit in &pair.terms {
            let term = concepts[hit.concept].source.as_str();
            if done.contains(&term) || concepts[hit.concept].is_exact() {
                continue;
            }
            done.push(term);
            let mut agreed = false;
            let mut forbidden = false;
            for rendering in &pair.renderings {
                if concepts[rendering.concept].source == term {
                    match rendering.rendering {
                        Rendering::Forbidden(_) => forbidden = true,
                        _ => agreed = true,
                    }
                }
            }
            let uses = self.terms.entry(term.to_owned()).or_default();
            if agreed {
                uses.agreed += 1;
            } else if forbidden || !looks_elliptic(pair) {
                uses.other.push(pair.index);
            }
        }
    }

    fn end(self: Box<Self>, _: &Context<'_>, found: &mut Vec<BeadFinding>) {
        for (term, uses) in self.terms {
            let Some(&first) = uses.other.first().filter(|_| uses.agreed > 0) else {
                continue;
            };
            let (agreed, other) = (uses.agreed, uses.other.len());
            let message =
                format!("{term} is rendered as agreed in {agreed} places and otherwise in {other}");
            found.push(BeadFinding::new(
                "term-inconsistent",
                self.severity,
                first,
                term,
                message,
            ));
        }
    }
}

/// Whether the English is so short that the term may have been left unsaid, or names it by a pronoun.
fn looks_elliptic(pair: &CheckedBead<'_>) -> bool {
    let words = super::tokens(&pair.target);
    words.iter().any(|(_, word)| {
        matches!(
            word.to_lowercase().as_str(),
            "it" | "its" | "they" | "them" | "their" | "this" | "that" | "these" | "those" | "one"
        ) || word.chars().filter(|c| c.is_uppercase()).count() > 1
    })
}
