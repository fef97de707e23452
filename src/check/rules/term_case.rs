//! `term-case`: terms that stay as they are, and terms whose capitals count.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::check::replacement::is_read_by_programs;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let mut done: Vec<&str> = Vec::new();
    for hit in &pair.terms {
        let concept = &context.termbase.concepts[hit.concept];
        if !context.exact[hit.concept] || done.contains(&concept.source.as_str()) {
            continue;
        }
        done.push(&concept.source);
        let forms = || concept.variants.iter().chain([&concept.target]);
        if forms().any(|form| find(&pair.target, form, false).is_some()) {
            continue;
        }
        let is_loud = !pair.target.chars().any(char::is_lowercase);
        let mut others: Vec<_> = forms()
            .filter_map(|form| Some((find(&pair.target, form, true)?, form)))
            .collect();
        // The longest, so that nothing of a name is lost.
        others.sort_by_key(|(place, _)| std::cmp::Reverse(place.len()));
        let other = others.into_iter().next();
        if is_loud && other.is_some() {
            continue;
        }
        let finding = |message: String| {
            let subject = concept.source.as_str();
            BeadFinding::new("term-case", severity, pair.index, subject, message)
                .at_source(hit.span.clone())
        };
        found.push(match other {
            Some((place, form)) => {
                let is_language = !pair.target_opaque().meets(&place)
                    && !is_read_by_programs(&pair.target, &place);
                let written = &pair.target[place.clone()];
                finding(format!("\"{written}\" is to be written \"{form}\""))
                    .at_target(place)
                    .fixed(form.clone(), is_language)
            }
            None => finding(format!("{} is missing: it stays as it is", concept.target)),
        });
    }
}

/// The place of `form` in `text` as a word, its capitals as they are or (`any`) in any way.
fn find(text: &str, form: &str, any: bool) -> Option<std::ops::Range<usize>> {
    let same = |one: &str| one == form || any && one.to_lowercase() == form.to_lowercase();
    let is_word = |c: char| c.is_alphanumeric();
    text.char_indices().find_map(|(start, _)| {
        let place = start..start + form.len();
        let part = text.get(place.clone())?;
        let before = text[..start].chars().next_back();
        let mut after = text[place.end..].chars();
        let next = after.next();
        let plural = next == Some('s') && !after.next().is_some_and(is_word);
        let ends = !next.is_some_and(is_word) || plural;
        (same(part) && !before.is_some_and(is_word) && ends).then_some(place)
    })
}
