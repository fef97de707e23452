//! `term-inconsistent`: one finding a term and text, at the first place that differs from the others. Of the places
//! that the rules `term-missing` and `term-forbidden` speak of it speaks only where these are off. What it alone
//! sees is a sentence that names a term several times, and renders it as agreed and otherwise, too.

use std::ops::Range;

use super::{Comparing, Context, Tell};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Differing, Member, Seen, Telling, first_of_each_text, most_usual};
use crate::check::finding::{BeadFinding, Severity};
use crate::check::pronoun::has_pronoun;
use crate::check::stand_in::{english_words, stand_ins};
use crate::text::hash;

/// The value of a place without a rendering that is allowed; elsewhere it is the rendering's.
const OTHER: u64 = 0;

pub(super) const RULE: Comparing = Comparing {
    see,
    differ: |members| differ(members).into_iter().collect(),
    tell: Tell::Pair(tell),
    is_told: |_| true,
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
    let is_on = |rule: &str| context.settings.severity(rule) != Severity::Off;
    for (hit, own) in super::terms(pair, context) {
        let term = concepts[hit.concept].source.as_str();
        let rendered = pair.rendered(&own);
        let mut renderings = pair.renderings.iter();
        let agreed = renderings
            .find(|hit| own.contains(&hit.concept) && hit.rendering.counts())
            .map(|hit| hit.rendering.words(&concepts[hit.concept]));
        let other = match agreed {
            _ if rendered.forbidden > 0 => {
                if is_on("term-forbidden") {
                    continue;
                }
                Some(0..0)
            }
            None if is_on("term-missing") || looks_elliptic(pair) => continue,
            None => Some(0..0),
            Some(_) if rendered.terms > rendered.agreed + rendered.akin + rendered.derived => {
                otherwise(pair, &hit.span)
            }
            Some(_) => None,
        };
        let agreed = agreed.unwrap_or_default();
        seen.push(Seen {
            key: hash::of(term),
            value: match &other {
                Some(_) => OTHER,
                None => hash::of(agreed).max(OTHER + 1),
            },
            target: other.unwrap_or(0..0),
            words: agreed.to_owned(),
            subject: term.to_owned(),
            alone: None,
        });
    }
}

/// The words by which a sentence that has a rendering names the term otherwise, too.
fn otherwise(pair: &CheckedBead<'_>, term: &Range<usize>) -> Option<Range<usize>> {
    let english = english_words(&pair.target);
    stand_ins(pair, term, &english).own.into_iter().next()
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
        all: members.len(),
        together: false,
    })
    .filter(|differing| !differing.others.is_empty())
}

fn tell(telling: &Telling<'_>) -> Option<String> {
    let (term, agreed) = (telling.subject, telling.alike);
    let other = telling.all - agreed;
    let places = if agreed == 1 { "place" } else { "places" };
    let first = match &telling.across {
        None => String::new(),
        Some(place) => format!(" (\"{}\", {place})", telling.there_words),
    };
    let places = format!("{agreed} {places}{first}");
    Some(format!(
        "{term} is rendered as agreed in {places} and otherwise in {other}"
    ))
}

/// Whether the English is so short that the term may have been left unsaid, or names it by a pronoun.
fn looks_elliptic(pair: &CheckedBead<'_>) -> bool {
    let words = super::tokens(&pair.target);
    let is_short = |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 1;
    has_pronoun(&pair.target, true) || words.iter().any(|(_, word)| is_short(word))
}
