//! `term-forbidden`

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::glossary::Rendering;

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
        let allowed = pair.renderings.iter().any(|other| {
            other.span == hit.span && !matches!(other.rendering, Rendering::Forbidden(_))
        });
        if allowed {
            continue;
        }
        let written = &pair.target[hit.span.clone()];
        let source = pair.terms.iter().find(|term| term.concept == hit.concept);
        let message = format!(
            "{} is rendered \"{written}\", which the glossary forbids: write \"{}\"",
            concept.source, concept.target
        );
        let forbidden = &concept.forbidden[at];
        let finding = BeadFinding::new(
            "term-forbidden",
            severity,
            pair.index,
            concept.source.as_str(),
            message,
        )
        .at_source(source.map_or(0..0, |term| term.span.clone()))
        .at_target(hit.span.clone());
        found.push(match in_its_form(written, forbidden, &concept.target) {
            Some(with) => finding.fixed(with, true),
            None => finding.fixed(concept.target.clone(), false),
        });
    }
}

/// The preferred rendering in the number and with the first letter that the forbidden one has in the
/// text; nothing where its form is another.
fn in_its_form(written: &str, forbidden: &str, preferred: &str) -> Option<String> {
    let lower = written.to_lowercase();
    let mut with = if lower == forbidden.to_lowercase() {
        preferred.to_owned()
    } else if crate::glossary::plurals(&forbidden.to_lowercase()).contains(&lower) {
        crate::glossary::plurals(preferred).into_iter().next()?
    } else {
        return None;
    };
    let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    if capital(written) && !capital(forbidden) && !capital(&with) {
        let first = with.chars().next()?;
        with.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    Some(with)
}
