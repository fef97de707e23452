//! `same-target`: different Chinese sentences with the same English, which mostly is a slip of the
//! clipboard. Chinese that differs in particles, marks, script or names in Latin letters only is the same; labels and
//! cells may be the same by intention, and it is a note.

use super::same_source::is_label;
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
/// The share of the shorter one that stands in the longer one, in its order, where that says the same and more.
const INSIDE: f64 = 0.9;
/// Characters of the shorter one for which that is no chance.
const ENOUGH: usize = 4;

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
    if !pair.is_linked()
        || pair.rows_differ()
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
    let words = telling.there_words;
    (!says_the_same(telling.here, telling.there)).then(|| match &telling.across {
        None => format!("this English also stands for {words}"),
        Some(place) => format!("this English also stands for {words} ({place})"),
    })
}

fn weigh(pair: &CheckedBead<'_>, severity: Severity) -> Severity {
    if is_label(pair) {
        severity.min(Severity::Note)
    } else {
        severity
    }
}

/// Whether two Chinese sentences say the same, one of them perhaps with something more.
fn says_the_same(one: &str, other: &str) -> bool {
    let (one, other) = (meaning(one), meaning(other));
    if similarity(&one, &other) >= ALIKE {
        return true;
    }
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let mut rest = long.as_slice();
    let mut inside = 0;
    for c in &short {
        if let Some(at) = rest.iter().position(|other| other == c) {
            rest = &rest[at + 1..];
            inside += 1;
        }
    }
    short.len() >= ENOUGH && f64::from(inside) >= INSIDE * short.len() as f64
}

/// The characters of a sentence that say something; a word of Latin letters counts as one.
fn meaning(text: &str) -> Vec<char> {
    let lexicon = Lexicon::get();
    let mut said: Vec<char> = Vec::new();
    let mut in_word = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            if !in_word {
                said.push('a');
            }
            in_word = true;
            continue;
        }
        in_word = false;
        let c = lexicon.simplify(c);
        if c.is_alphanumeric() && !"了的地得吧呢啊吗呀嘛么哦着过就都也很".contains(c)
        {
            said.push(c);
        }
    }
    said
}
