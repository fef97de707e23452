//! Possible terms of an English text: phrases of a few words that can be the name of something.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::text::english::{Word, is_adjective, is_function_stem, stem, words};
use crate::text::hash;

use super::list;

/// The most words that say something, and the most of all.
const MOST_WORDS: usize = 4;
const MOST_OF_ALL: usize = 6;

/// A possible term of English, once in a text.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// The stems of its words.
    pub(super) key: String,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Whether it begins the text or a clause, where a capital says nothing.
    pub(super) opens: bool,
    /// Whether each of its words, but for small ones, begins with a capital.
    pub(super) is_capital: bool,
    /// The words before and behind it, where a term could go on with them.
    pub(super) neighbours: [Option<u64>; 2],
    /// What stands beside it: more than 0 for what stands beside nouns, less for verbs.
    pub(super) beside: i32,
}

/// A text with its words.
pub(super) struct Tokens<'a> {
    text: &'a str,
    words: Vec<Word>,
    pub(super) stems: Vec<String>,
    /// Whether a word is one, and no part of an identifier, an address or a number.
    plain: Vec<bool>,
    /// Whether most words have capitals, as in a heading.
    is_title: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Tokens<'a> {
        let words = words(text);
        let large = words.iter().filter(|word| !is_function_stem(&word.lower));
        let (capital, small): (Vec<&Word>, Vec<&Word>) = large.partition(|word| word.capital);
        Tokens {
            text,
            is_title: capital.len() > small.len(),
            stems: words.iter().map(|word| stem(&word.lower)).collect(),
            plain: words.iter().map(|word| is_plain(text, word)).collect(),
            words,
        }
    }

    /// Its words in lower case, where no heading has given them capitals.
    pub(super) fn small(&self) -> impl Iterator<Item = &str> {
        let small = self.words.iter().filter(|word| !word.capital);
        small.map(|word| word.lower.as_str())
    }

    /// The possible terms in it.
    pub(super) fn phrases(&self) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        for first in 0..self.words.len() {
            if !self.is_edge(first) {
                continue;
            }
            let mut content = 0;
            for last in first..self.words.len().min(first + MOST_OF_ALL) {
                if last > first && !self.goes_on(last) || !self.plain[last] {
                    break;
                }
                let small = is_small(&self.words[last].lower);
                if !small && is_function_stem(&self.stems[last]) {
                    break;
                }
                content += usize::from(!small);
                if content > MOST_WORDS {
                    break;
                }
                if self.is_edge(last)
                    && !NO_LAST.contains(self.words[last].lower.as_str())
                    && self.is_head(first, last)
                {
                    phrases.push(self.phrase(first, last));
                }
            }
        }
        phrases
    }

    fn phrase(&self, first: usize, last: usize) -> Phrase {
        let span = self.words[first].span.start..self.words[last].span.end;
        let mut words = self.words[first..=last].iter();
        let before = self.text[..span.start].trim_end_matches(['“', '"', '‘', '(', '*', ' ']);
        Phrase {
            key: self.stems[first..=last].join(" "),
            opens: self.is_title
                || before.is_empty()
                || before.ends_with(['.', ':', '?', '!', '\n', '|', '”']),
            is_capital: words.all(|word| {
                // The second part of Xi'an or Xi-feng.
                let before = self.text[..word.span.start].chars().next_back();
                let goes_on = matches!(before, Some('\'' | '’' | '-'));
                word.capital || goes_on || is_small(&word.lower)
            }),
            beside: self.beside(first, last),
            neighbours: [
                (first > 0 && self.goes_on(first)).then(|| first - 1),
                (last + 1 < self.words.len() && self.goes_on(last + 1)).then(|| last + 1),
            ]
            .map(|at| {
                let at = at.filter(|&at| self.is_edge(at));
                at.map(|at| hash::of(&self.stems[at]))
            }),
            span: span.start..without_possessive(&self.text[span.clone()]) + span.start,
        }
    }

    /// Whether only a space or a hyphen is between a word and the one before.
    fn goes_on(&self, at: usize) -> bool {
        let (before, word) = (&self.words[at - 1].span, &self.words[at].span);
        before.end <= word.start
            && matches!(
                &self.text[before.end..word.start],
                " " | "-" | "\n" | "'" | "’"
            )
    }

    fn is_edge(&self, at: usize) -> bool {
        let word = &self.words[at];
        self.plain[at]
            && word.lower.len() > 1
            && !is_function_stem(&self.stems[at])
            && !NO_EDGE.contains(word.lower.as_str())
            && (!word.lower.ends_with("ly") || word.capital || is_noun_in_ly(&word.lower))
    }

    /// Whether a phrase can be that of a noun by its last word: alone, adjectives and participles may be terms,
    /// too.
    fn is_head(&self, first: usize, last: usize) -> bool {
        let word = &self.words[last].lower;
        let is_participle = word.ends_with("ed") && word.len() > 4;
        first == last || !(is_participle || is_adjective(word))
    }

    /// What the words before and behind say: articles, prepositions, possessives stand before nouns, pronouns,
    /// *to* and auxiliaries before verbs, and articles and pronouns behind verbs.
    fn beside(&self, first: usize, last: usize) -> i32 {
        let next = (last + 1 < self.words.len() && self.goes_on(last + 1))
            .then(|| self.words[last + 1].lower.as_str());
        let before =
            (first > 0 && self.goes_on(first)).then(|| self.words[first - 1].lower.as_str());
        let mut beside = 0;
        if before.is_some_and(|word| BEFORE_NOUNS.contains(&word)) {
            beside += 1;
        }
        if before.is_some_and(|word| BEFORE_VERBS.contains(&word)) {
            beside -= 1;
        }
        if next.is_some_and(|word| BEHIND_VERBS.contains(&word)) {
            beside -= 1;
        }
        beside
    }
}

/// How much of the use of a word is as a verb, by its ending or else by the glosses that have its stem.
pub(super) fn is_mostly_verb(word: &str) -> bool {
    const NOUNS: [&str; 14] = [
        "ion", "ment", "ness", "ity", "ance", "ence", "er", "or", "ist", "ism", "ship", "age",
        "ing", "al",
    ];
    if NOUNS
        .iter()
        .any(|ending| word.ends_with(ending) && word.len() > ending.len() + 2)
    {
        return false;
    }
    let lexicon = Lexicon::get();
    lexicon
        .find_stem(&stem(word))
        .is_some_and(|stem| lexicon.verb_share(stem) > 0.7)
}

/// Whether a word can name what somebody does.
pub(super) fn is_action(word: &str) -> bool {
    let lexicon = Lexicon::get();
    ["ing", "ion", "ment", "al", "ure"]
        .iter()
        .any(|ending| word.ends_with(ending))
        || lexicon
            .find_stem(&stem(word))
            .is_some_and(|stem| lexicon.verb_share(stem) >= 0.4)
}

const BEFORE_NOUNS: [&str; 28] = [
    "a", "an", "the", "this", "that", "these", "those", "each", "every", "its", "their", "our",
    "my", "your", "his", "of", "in", "for", "with", "on", "by", "from", "no", "any", "some",
    "another", "multiple", "between",
];
const BEFORE_VERBS: [&str; 26] = [
    "to", "i", "we", "you", "they", "he", "she", "it", "who", "will", "can", "could", "would",
    "should", "may", "might", "must", "do", "does", "did", "not", "please", "let", "cannot",
    "shall", "never",
];
const BEHIND_VERBS: [&str; 20] = [
    "the", "a", "an", "this", "these", "those", "it", "them", "us", "me", "him", "you", "your",
    "our", "my", "his", "their", "its", "her", "that",
];

/// Small words inside a term.
fn is_small(word: &str) -> bool {
    matches!(word, "of" | "for" | "in" | "and" | "the")
}

fn is_noun_in_ly(word: &str) -> bool {
    [
        "family", "assembly", "reply", "supply", "anomaly", "monopoly", "ally", "fly",
    ]
    .contains(&word)
}

/// Whether a word is one of the language, and no part of an identifier, an address or a number.
fn is_plain(text: &str, word: &Word) -> bool {
    let shape = &text[word.span.clone()];
    let upper_inside = shape
        .char_indices()
        .any(|(at, c)| at > 0 && c.is_uppercase());
    if upper_inside && !word.capital {
        return false;
    }
    let joins = |c: char| c.is_ascii_digit() || "_/@#$\\=<>{}[]`~^&|+*".contains(c);
    let before = text[..word.span.start].chars().next_back();
    let mut after = text[word.span.end..].chars();
    let (next, second) = (after.next(), after.next());
    let runs_on = |c: char| matches!(c, '.' | ':') && second.is_some_and(char::is_alphanumeric);
    !before.is_some_and(|c| joins(c) || c == '.')
        && !next.is_some_and(|c| joins(c) || runs_on(c) || c == '(')
}

fn without_possessive(text: &str) -> usize {
    ["'s", "’s"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .map_or(text.len(), str::len)
}

static NO_EDGE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/no-edge-en.txt")));
static NO_LAST: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/no-last-en.txt")));
