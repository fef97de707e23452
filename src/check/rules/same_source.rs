//! `same-source`: the same Chinese sentence, translated differently in two places. In one text a place is compared
//! with the first; over several with the English that most places have.

use super::{Comparing, Context, Tell, bare, shown, weight};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Seen, Telling, unlike_most};
use crate::check::finding::{BeadFinding, Severity};
use crate::text::hash;

/// Least weight of a sentence: shorter ones (对。是的。) have many translations.
const LEAST: usize = 6;

pub(super) const RULE: Comparing = Comparing {
    see,
    differ: unlike_most,
    tell: Tell::Pair(tell),
    is_told: |_| true,
};

fn see(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    _: Severity,
    seen: &mut Vec<Seen>,
    _: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() || weight(&pair.source) < LEAST {
        return;
    }
    let source = bare(&pair.source);
    seen.push(Seen {
        key: hash::of(&source),
        value: hash::of(&bare(&pair.target)),
        target: 0..0,
        words: shown(&pair.target),
        subject: source,
        alone: None,
    });
}

fn tell(telling: &Telling<'_>) -> Option<String> {
    let words = telling.there_words;
    Some(match &telling.across {
        None => format!("the same Chinese is elsewhere \"{words}\""),
        Some(place) => format!(
            "the same Chinese is \"{words}\" in {} of {} places ({place})",
            telling.alike, telling.all
        ),
    })
}
