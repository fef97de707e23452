//! `same-target`: different Chinese sentences with the same English, which mostly is a slip of the
//! clipboard. Chinese that differs in particles, marks or script only is the same.

use super::{Comparing, Context, Tell, bare, shown};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Seen, Telling, unlike_most};
use crate::check::finding::{BeadFinding, Severity};
use crate::lexicon::Lexicon;
use crate::text::hash;
use crate::text::likeness::similarity;

/// Least length: shorter English (*Yes, of course.*) may be the same by chance.
const LEAST_CHARACTERS: usize = 24;
const LEAST_WORDS: usize = 5;
/// The likeness from which two Chinese sentences say the same.
const ALIKE: f64 = 0.72;

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
    if !pair.is_linked()
        || pair.target.len() < LEAST_CHARACTERS
        || pair.target.split_whitespace().count() < LEAST_WORDS
    {
        return;
    }
    let target = bare(&pair.target);
    let meaning: String = meaning(&pair.source).into_iter().collect();
    seen.push(Seen {
        key: hash::of(&target),
        value: hash::of(&meaning),
        target: 0..0,
        words: shown(&pair.source),
        subject: target,
        alone: None,
    });
}

fn tell(telling: &Telling<'_>) -> Option<String> {
    let (one, two) = (meaning(telling.here), meaning(telling.there));
    let words = telling.there_words;
    (similarity(&one, &two) < ALIKE).then(|| match &telling.across {
        None => format!("this English also stands for {words}"),
        Some(place) => format!("this English also stands for {words} ({place})"),
    })
}

/// The characters of a sentence that say something.
fn meaning(text: &str) -> Vec<char> {
    let lexicon = Lexicon::get();
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| lexicon.simplify(c))
        .filter(|c| !"了的地得吧呢啊吗呀嘛么哦着过就都也很".contains(*c))
        .collect()
}
