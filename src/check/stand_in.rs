//! What stands in the place of a term that has none of its renderings: the English words that no other word of the
//! Chinese accounts for. Where there is none, nothing was put instead of the term; where there is one that the
//! lexicon gives for the term, it is that.

use std::collections::HashSet;
use std::ops::Range;

use super::checked_bead::CheckedBead;
use crate::lexicon::{Lexicon, WordId};
use crate::text::english::{Word, is_function_stem, stem, words};
use crate::text::script::is_han;

/// The cost (minus the natural logarithm of the relative frequency) from which a Chinese word of one character says
/// something of its own.
const SAYS_SOMETHING: f32 = 8.0;

/// What stands in the place of a term.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StandIns {
    /// English words, by their bytes, that no other word of the Chinese accounts for.
    pub(crate) words: Vec<Range<usize>>,
    /// Those of them that the lexicon gives for the term, or for a part of it.
    pub(crate) own: Vec<Range<usize>>,
    /// The number of other words of the Chinese that say something.
    pub(crate) others: usize,
    /// The number of those that the English has.
    pub(crate) rendered: usize,
}

/// Looks for what stands in the place of the term at `term` in the Chinese of a bead.
pub(crate) fn stand_ins(pair: &CheckedBead<'_>, term: &Range<usize>) -> StandIns {
    let lexicon = Lexicon::get();
    let english: Vec<(Word, String)> = words(&pair.target)
        .into_iter()
        .map(|word| {
            let stem = stem(&word.lower);
            (word, stem)
        })
        .filter(|(word, stem)| word.lower.len() > 1 && !is_function_stem(stem))
        .collect();
    let mut found = StandIns::default();
    let mut accounted: HashSet<&str> = HashSet::new();
    for part in [&pair.source[..term.start], &pair.source[term.end..]] {
        for (id, length) in lexicon_words(part) {
            let stems = || lexicon.renderings(id).map(|(stem, _)| lexicon.stem(stem));
            accounted.extend(stems());
            if (length > 1 || lexicon.word_cost(id) > SAYS_SOMETHING) && stems().next().is_some() {
                found.others += 1;
                let is_there = stems().any(|stem| english.iter().any(|(_, one)| one == stem));
                found.rendered += usize::from(is_there);
            }
        }
    }
    let mut own: HashSet<&str> = HashSet::new();
    for (id, _) in lexicon_words(&pair.source[term.clone()]) {
        own.extend(lexicon.renderings(id).map(|(stem, _)| lexicon.stem(stem)));
    }
    let names = names(&pair.source);
    for (word, stem) in english {
        // Renderings of the other terms of the bead: those of this one are not there.
        let rendering = pair
            .renderings
            .iter()
            .any(|hit| hit.span.start < word.span.end && word.span.start < hit.span.end);
        if rendering
            || accounted.contains(stem.as_str())
            || names.contains(&stem)
            || names.contains(&word.lower)
        {
            continue;
        }
        if own.contains(stem.as_str()) {
            found.own.push(word.span.clone());
        }
        found.words.push(word.span);
    }
    found
}

/// The words of a Chinese text that the lexicon has, with their lengths in characters.
pub(crate) fn lexicon_words(text: &str) -> Vec<(WordId, usize)> {
    let lexicon = Lexicon::get();
    let characters: Vec<char> = text.chars().map(|c| lexicon.simplify(c)).collect();
    let words = lexicon.segment(&characters).into_iter();
    words
        .filter_map(|span| Some((span.word?, span.end - span.start)))
        .collect()
}

/// The Latin words of a Chinese text, in small letters and as stems, with the parts of names like `dataSource`.
fn names(chinese: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut add = |word: &str| {
        let lower = word.to_lowercase();
        names.insert(stem(&lower));
        names.insert(lower);
    };
    for word in words(chinese) {
        let written = &chinese[word.span.clone()];
        add(written);
        let mut start = 0;
        let mut was_small = false;
        for (at, c) in written.char_indices() {
            if c.is_uppercase() && was_small {
                add(&written[start..at]);
                start = at;
            }
            was_small = c.is_lowercase();
        }
        add(&written[start..]);
    }
    names
}

/// The term with the word that it makes a compound with: the one before it, or else the one behind it, in the
/// Chinese; the term alone where there is none.
pub(crate) fn compound(chinese: &str, term: &Range<usize>) -> Range<usize> {
    let lexicon = Lexicon::get();
    let says = |text: &str, id: Option<WordId>| {
        let long = text.chars().nth(1).is_some();
        text.chars().all(is_han)
            && (long || id.is_some_and(|id| lexicon.word_cost(id) > SAYS_SOMETHING))
    };
    let segment = |text: &str| {
        let characters: Vec<char> = text.chars().map(|c| lexicon.simplify(c)).collect();
        lexicon.segment(&characters)
    };
    let is_open = |c: char| is_han(c);
    // A word has at most eight characters.
    let (before, behind) = (&chinese[..term.start], &chinese[term.end..]);
    let head = before
        .char_indices()
        .rev()
        .take_while(|&(_, c)| is_open(c))
        .take(8)
        .last()
        .map_or(before.len(), |(at, _)| at);
    let head = &before[head..];
    if let Some(word) = segment(head).last() {
        let length = word.end - word.start;
        let skip = head.chars().count() - length;
        let text: String = head.chars().skip(skip).collect();
        if says(&text, word.word) {
            return term.start - text.len()..term.end;
        }
    }
    let tail: String = behind.chars().take_while(|&c| is_open(c)).take(8).collect();
    if let Some(word) = segment(&tail).first() {
        let text: String = tail.chars().take(word.end).collect();
        if says(&text, word.word) {
            return term.start..term.end + text.len();
        }
    }
    term.clone()
}
