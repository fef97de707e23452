//! `term-inconsistent`: one finding a term and text, at the first place that differs from the others.

use super::{Comparing, Context};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Differing, Member, Seen, Telling, first_of_each_text, most_usual};
use crate::check::finding::{BeadFinding, Severity};
use crate::glossary::{Concept, Rendering};
use crate::text::hash;

/// The value of a place without a rendering that is allowed; elsewhere it is the rendering's.
const OTHER: u64 = 0;

pub(super) const RULE: Comparing = Comparing {
    see,
    differ,
    tell,
    weigh: |_, severity| severity,
};

fn see(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    _: Severity,
    seen: &mut Vec<Seen>,
    _: &mut Vec<BeadFinding>,
) {
    let concepts = &context.termbase.concepts;
    let mut done: Vec<&str> = Vec::new();
    for hit in &pair.terms {
        let term = concepts[hit.concept].source.as_str();
        if done.contains(&term) || concepts[hit.concept].is_exact() {
            continue;
        }
        done.push(term);
        let mut agreed = None;
        let mut forbidden = false;
        for rendering in &pair.renderings {
            let concept = &concepts[rendering.concept];
            if concept.source == term {
                match allowed(concept, rendering.rendering) {
                    None => forbidden = true,
                    Some(words) => agreed = agreed.or(Some(words)),
                }
            }
        }
        if agreed.is_none() && !forbidden && looks_elliptic(pair) {
            continue;
        }
        seen.push(Seen {
            key: hash::of(term),
            value: agreed.map_or(OTHER, |words| hash::of(words).max(OTHER + 1)),
            target: 0..0,
            words: agreed.unwrap_or_default().to_owned(),
            subject: term.to_owned(),
        });
    }
}

/// The words of a rendering that the glossary allows.
fn allowed(concept: &Concept, rendering: Rendering) -> Option<&str> {
    match rendering {
        Rendering::Forbidden(_) => None,
        Rendering::Variant(at) => concept.variants.get(at).map(String::as_str),
        Rendering::Preferred | Rendering::Source => Some(&concept.target),
    }
}

fn differ(members: &[Member]) -> Option<Differing> {
    let agreed = |member: &Member| member.value != OTHER;
    // The rendering that most places have; of several the one that came first.
    let most = most_usual(members, agreed)?;
    let others = || members.iter().enumerate().filter(|(_, one)| !agreed(one));
    let places = first_of_each_text(members, agreed);
    Some(Differing {
        reference: most,
        others: first_of_each_text(members, |member| !agreed(member)),
        named: places,
        alike: members.len() - others().count(),
    })
    .filter(|differing| !differing.others.is_empty())
}

fn tell(telling: &Telling<'_>) -> Option<String> {
    let (term, agreed) = (telling.subject, telling.alike);
    let other = telling.all - agreed;
    Some(match &telling.across {
        None => {
            format!("{term} is rendered as agreed in {agreed} places and otherwise in {other}")
        }
        Some(place) => format!(
            "{term} is rendered as agreed in {agreed} places (\"{}\", {place}) and otherwise in {other}",
            telling.there_words
        ),
    })
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
