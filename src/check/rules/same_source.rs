//! `same-source`: the same Chinese sentence, translated differently in two places. In one text a place is compared
//! with the first; over several with the English that most places have. In running text and at some length that is
//! a slip; labels, cells and short sentences are worded for their place, and it is a note.

use super::{Comparing, Context, Tell, shown};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Seen, Telling, unlike_most};
use crate::check::finding::{BeadFinding, Severity};
use crate::document::BlockKind;
use crate::text::bare::Bare;
use crate::text::hash;

/// Least weight of a sentence: shorter ones (对。是的。) have many translations.
const LEAST: usize = 6;
/// The weight from which a sentence should be the same everywhere.
const LONG: usize = 12;

/// A text as it is compared: letters, digits and the signs that say something in code and formulas, without the
/// marks of a sentence.
static COMPARED: Bare = Bare::with(b"<>=+*/%#&|^~@$");

pub(super) const RULE: Comparing = Comparing {
    see,
    differ: unlike_most,
    tell: Tell::Pair(tell),
    is_told: |_| true,
    weigh,
};

fn see(
    pair: &CheckedBead<'_>,
    _: &Context<'_>,
    _: Severity,
    seen: &mut Vec<Seen>,
    _: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() || pair.source_words_weight() < LEAST || pair.rows_differ() {
        return;
    }
    let source = COMPARED.of(&pair.source);
    seen.push(Seen {
        key: hash::of(&source),
        value: COMPARED.hash_of(&pair.target),
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

fn weigh(pair: &CheckedBead<'_>, severity: Severity) -> Severity {
    if is_label(pair) || pair.source_words_weight() < LONG {
        severity.min(Severity::Note)
    } else {
        severity
    }
}

/// Whether a bead is a label: a heading, a caption or a cell.
pub(super) fn is_label(pair: &CheckedBead<'_>) -> bool {
    pair.sources.iter().chain(pair.targets).all(|sentence| {
        matches!(
            sentence.kind,
            BlockKind::Heading(_) | BlockKind::Caption | BlockKind::TableCell
        )
    })
}
