//! `same-target`: different Chinese sentences with the same English, which mostly is a slip of the
//! clipboard. Chinese that differs in particles, marks, script or names in Latin letters only is the same; labels and
//! cells may be the same by intention, and it is a note.

use super::same_source::is_label;
use super::{Comparing, Context, Tell, bare, shown};
use crate::check::checked_bead::CheckedBead;
use crate::check::fact::{Seen, Telling, unlike_most};
use crate::check::finding::{BeadFinding, Severity};
use crate::lexicon::Lexicon;
use crate::text::hash::{self, Fnv};
use crate::text::likeness::similarity;
use crate::text::scan::is_alphanumeric;
use crate::text::script::is_han;

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
        || pair
            .target
            .split_whitespace()
            .nth(LEAST_WORDS - 1)
            .is_none()
    {
        return;
    }
    let target = bare(&pair.target);
    seen.push(Seen {
        key: hash::of(&target),
        value: hash_of_meaning(&pair.source),
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
    let (one, other): (Vec<char>, Vec<char>) = (meaning(one).collect(), meaning(other).collect());
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

/// The hash of the characters that say something.
fn hash_of_meaning(text: &str) -> u64 {
    let mut hash = Fnv::default();
    for c in meaning(text) {
        hash.add(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    hash.value()
}

/// The characters of a sentence that say something; a word of Latin letters counts as one.
fn meaning(text: &str) -> impl Iterator<Item = char> {
    let lexicon = Lexicon::get();
    let mut in_word = false;
    text.chars().filter_map(move |c| {
        let continues = std::mem::replace(&mut in_word, c.is_ascii_alphanumeric());
        if in_word {
            return (!continues).then_some('a');
        }
        // Only Han characters have another, simplified form.
        let c = if is_han(c) { lexicon.simplify(c) } else { c };
        (is_alphanumeric(c) && !is_particle(c)).then_some(c)
    })
}

/// Whether a character says hardly anything by itself.
const fn is_particle(c: char) -> bool {
    matches!(
        c,
        '了' | '的'
            | '地'
            | '得'
            | '吧'
            | '呢'
            | '啊'
            | '吗'
            | '呀'
            | '嘛'
            | '么'
            | '哦'
            | '着'
            | '过'
            | '就'
            | '都'
            | '也'
            | '很'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something() {
        for (text, said) in [
            ("我看着燈塔呢，真的很亮！", "我看灯塔真亮"),
            ("用 iPhone 14 拍 a1 的照片", "用aa拍a照片"),
            ("é了ａ", "éａ"),
            ("", ""),
        ] {
            assert_eq!(meaning(text).collect::<String>(), said);
            assert_eq!(hash_of_meaning(text), hash::of(said));
        }
    }

    #[test]
    fn only_han_characters_are_simplified() {
        let lexicon = Lexicon::get();
        let mut others = ('\0'..=char::MAX).filter(|&c| !is_han(c));
        assert_eq!(others.find(|&c| lexicon.simplify(c) != c), None);
    }
}
