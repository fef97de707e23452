//! `term-forbidden`

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::replacement::{Written, preferred};
use crate::glossary::Rendering;
use crate::glossary::agree::is_verb_of;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    for hit in &pair.renderings {
        let Rendering::Forbidden(at) = hit.rendering else {
            continue;
        };
        let concept = &context.termbase.concepts[hit.concept];
        // If two concepts have one term, a rendering that one of them allows is right.
        let allowed = pair
            .renderings
            .iter()
            .any(|other| other.span == hit.span && !other.rendering.is_forbidden());
        if allowed {
            continue;
        }
        let written = &pair.target[hit.span.clone()];
        // The verb of a noun may be another word, so it counts only where nothing else renders the term: then the
        // term would be missing.
        let is_rendered = pair.renderings.iter().any(|other| {
            other.rendering.counts()
                && context.termbase.concepts[other.concept].source == concept.source
        });
        if is_rendered && is_verb_of(&concept.forbidden[at], written) {
            continue;
        }
        let source = pair.terms.iter().find(|term| term.concept == hit.concept);
        let message = format!(
            "{} is rendered \"{written}\", which the glossary forbids: write \"{}\"",
            concept.source, concept.target
        );
        let written = Written {
            text: &pair.target,
            sentences: pair.targets,
            as_listed: &concept.forbidden[at],
        };
        let finding = BeadFinding::new(
            "term-forbidden",
            severity,
            pair.index,
            concept.source.as_str(),
            message,
        )
        .at_source(source.map_or(0..0, |term| term.span.clone()));
        let mut replacement = preferred(written, hit.span.clone(), concept);
        replacement.is_safe &= !pair.target_opaque().meets(&hit.span);
        found.push(finding.replaced(replacement));
    }
}
