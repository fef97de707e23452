//! `term-case`: terms that stay as they are, and terms whose capitals count.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    let mut done: Vec<&str> = Vec::new();
    for hit in &pair.terms {
        let concept = &context.termbase.concepts[hit.concept];
        if !concept.is_exact() || done.contains(&concept.source.as_str()) {
            continue;
        }
        done.push(&concept.source);
        let forms = || concept.variants.iter().chain([&concept.target]);
        if forms().any(|form| find(&pair.target, form, false).is_some()) {
            continue;
        }
        let is_loud = !pair.target.chars().any(char::is_lowercase);
        let other = forms().find_map(|form| find(&pair.target, form, true));
        if is_loud && other.is_some() {
            continue;
        }
        let finding = |message: String| {
            let subject = concept.source.as_str();
            BeadFinding::new("term-case", severity, pair.index, subject, message)
                .at_source(hit.span.clone())
        };
        found.push(match other {
            Some(place) => finding(format!(
                "\"{}\" is to be written \"{}\"",
                &pair.target[place.clone()],
                concept.target
            ))
            .at_target(place)
            .fixed(concept.target.clone(), true),
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
