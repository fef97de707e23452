//! What stands in the place of a term that has none of its renderings: the English words that no other word of the
//! Chinese accounts for. Where there is none, nothing was put instead of the term; where there is one that the
//! lexicon gives for the term, it is that.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::checked_bead::CheckedBead;
use crate::lexicon::{Lexicon, MAX_WORD, WordId};
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
    /// Whether one of the words stands beside the rendering of a neighbour of the term, or the term has none.
    pub(crate) is_beside: bool,
    /// How much of the rest of the Chinese the English has.
    pub(crate) whole: Coverage,
    /// The same for the clause of the term.
    pub(crate) clause: Coverage,
}

/// How many words of a Chinese text, those that say something, the English has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    /// Their number.
    pub(crate) words: usize,
    /// The number of those that it has; a word that stands once in it is that of the first.
    pub(crate) rendered: usize,
}

/// A word of the Chinese: its place in bytes, and the English stems by which it may be rendered.
struct ChineseWord {
    place: Range<usize>,
    stems: Vec<Cow<'static, str>>,
    /// Whether it says something.
    counts: bool,
}

impl ChineseWord {
    /// Whether it may be rendered by a stem.
    fn has(&self, stem: &str) -> bool {
        self.stems.iter().any(|one| one == stem)
    }
}

/// The words of an English text that say something, each with its stem.
pub(crate) fn english_words(text: &str) -> Vec<(Word, String)> {
    words(text)
        .into_iter()
        .map(|word| {
            let stem = stem(&word.lower);
            (word, stem)
        })
        .filter(|(word, stem)| word.lower.len() > 1 && !is_function_stem(stem))
        .collect()
}

/// Looks for what stands in the place of the term at `term` in the Chinese of a bead.
/// `english` are the [`english_words`] of the bead.
pub(crate) fn stand_ins(
    pair: &CheckedBead<'_>,
    term: &Range<usize>,
    english: &[(Word, String)],
) -> StandIns {
    let mut found = StandIns::default();
    let mut accounted: HashSet<&str> = HashSet::new();
    let mut used = vec![false; english.len()];
    let clause = clause(&pair.source, term);
    let mut others = chinese_words(&pair.source[..term.start], 0);
    others.extend(chinese_words(&pair.source[term.end..], term.end));
    others.sort_by_key(|word| word.place.start);
    // The term itself, where it stands again, accounts for nothing.
    let again: Vec<&Range<usize>> = pair
        .terms
        .iter()
        .map(|hit| &hit.span)
        .filter(|span| pair.source[(*span).clone()] == pair.source[term.clone()])
        .collect();
    others.retain(|word| {
        let is_in =
            |span: &&Range<usize>| span.start < word.place.end && word.place.start < span.end;
        !again.iter().any(is_in)
    });
    for word in &others {
        accounted.extend(word.stems.iter().map(AsRef::as_ref));
        if !word.counts {
            continue;
        }
        let mut free = english.iter().zip(&mut used);
        let rendering = free.find(|((_, stem), used)| !**used && word.has(stem));
        let is_rendered = rendering.map(|(_, used)| *used = true).is_some();
        let count = |coverage: &mut Coverage| {
            coverage.words += 1;
            coverage.rendered += usize::from(is_rendered);
        };
        count(&mut found.whole);
        if clause.start <= word.place.start && word.place.end <= clause.end {
            count(&mut found.clause);
        }
    }
    let own = chinese_words(&pair.source[term.clone()], term.start);
    let is_own = |stem: &str| own.iter().any(|word| word.has(stem));
    let mut at_hand: Vec<usize> = Vec::new();
    for (at, (word, stem)) in english.iter().enumerate() {
        // Renderings of the other terms of the bead: those of this one are not there.
        let is_rendering = pair
            .renderings
            .iter()
            .any(|hit| hit.span.start < word.span.end && word.span.start < hit.span.end);
        let is_code = pair.target_opaque().meets(&word.span);
        if is_rendering || is_code || accounted.contains(stem.as_str()) {
            continue;
        }
        if is_own(stem) {
            found.own.push(word.span.clone());
        }
        found.words.push(word.span.clone());
        at_hand.push(at);
    }
    let counting = || others.iter().filter(|word| word.counts);
    let before = counting().rfind(|word| word.place.end <= term.start);
    let behind = counting().find(|word| word.place.start >= term.end);
    let is_beside = |neighbour: &ChineseWord| {
        let mut renderings = english.iter().enumerate();
        renderings.any(|(at, (_, stem))| {
            neighbour.has(stem) && at_hand.iter().any(|&one| one.abs_diff(at) == 1)
        })
    };
    let mut neighbours = [before, behind].into_iter().flatten().peekable();
    found.is_beside = neighbours.peek().is_none() || neighbours.any(is_beside);
    found
}

/// The words of a Chinese text that the lexicon has, and its Latin words. Places count from `offset`.
fn chinese_words(text: &str, offset: usize) -> Vec<ChineseWord> {
    let lexicon = Lexicon::get();
    let mut found: Vec<ChineseWord> = Vec::new();
    for (place, id) in lexicon.words_of(text) {
        let Some(id) = id else { continue };
        let stems = lexicon.renderings(id).map(|(stem, _)| lexicon.stem(stem));
        let stems: Vec<Cow<'static, str>> = stems.map(Cow::Borrowed).collect();
        let is_long = text[place.clone()].chars().nth(1).is_some();
        let says = is_long || lexicon.word_cost(id) > SAYS_SOMETHING;
        found.push(ChineseWord {
            place: offset + place.start..offset + place.end,
            counts: says && !stems.is_empty(),
            stems,
        });
    }
    for word in words(text) {
        let written = &text[word.span.clone()];
        found.push(ChineseWord {
            place: offset + word.span.start..offset + word.span.end,
            counts: true,
            stems: forms_of_name(written).into_iter().map(Cow::Owned).collect(),
        });
    }
    found
}

/// A Latin word as stem, with the parts of names like `dataSource`.
fn forms_of_name(name: &str) -> Vec<String> {
    let mut forms = vec![stem(&name.to_lowercase())];
    let mut start = 0;
    let mut was_small = false;
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && was_small {
            forms.push(stem(&name[start..at].to_lowercase()));
            start = at;
        }
        was_small = c.is_lowercase();
    }
    if start > 0 {
        forms.push(stem(&name[start..].to_lowercase()));
    }
    forms
}

/// The clause of a Chinese text that a place is in.
fn clause(text: &str, place: &Range<usize>) -> Range<usize> {
    let is_end = |c: char| "，,。；;：:！!？?（）()\n".contains(c);
    let start = text[..place.start].rfind(is_end);
    let start = start.map_or(0, |at| {
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    let end = text[place.end..].find(is_end);
    start..end.map_or(text.len(), |at| place.end + at)
}

/// The term with the word that it makes a compound with: the one before it, or else the one behind it, in the
/// Chinese; the term alone where there is none.
pub(crate) fn compound(chinese: &str, term: &Range<usize>) -> Range<usize> {
    let lexicon = Lexicon::get();
    let says = |word: &[(usize, char)], id: Option<WordId>| {
        let is_long = word.len() > 1;
        word.iter().all(|&(_, c)| is_han(c))
            && (is_long || id.is_some_and(|id| lexicon.word_cost(id) > SAYS_SOMETHING))
    };
    // The characters beside the term, with their places: a word has so many at most.
    let mut beside = [(0, ' '); MAX_WORD];
    let mut simple = [' '; MAX_WORD];
    let (before, behind) = (&chinese[..term.start], &chinese[term.end..]);
    let mut count = 0;
    for (at, c) in before.char_indices().rev().take_while(|&(_, c)| is_han(c)) {
        if count == MAX_WORD {
            break;
        }
        count += 1;
        beside[MAX_WORD - count] = (at, c);
        simple[MAX_WORD - count] = lexicon.simplify(c);
    }
    let (head, own) = (&simple[MAX_WORD - count..], &beside[MAX_WORD - count..]);
    if let Some((_, last)) = lexicon.outermost(head)
        && says(&own[last.start..], last.word)
    {
        return own[last.start].0..term.end;
    }
    count = 0;
    for (at, c) in behind.char_indices().take_while(|&(_, c)| is_han(c)) {
        if count == MAX_WORD {
            break;
        }
        beside[count] = (term.end + at + c.len_utf8(), c);
        simple[count] = lexicon.simplify(c);
        count += 1;
    }
    if let Some((first, _)) = lexicon.outermost(&simple[..count])
        && says(&beside[..first.end], first.word)
    {
        return term.start..beside[first.end - 1].0;
    }
    term.clone()
}
