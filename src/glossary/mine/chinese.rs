//! Possible terms of a Chinese text: one to a few words of the lexicon's segmentation that can be the name of
//! something.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::lexicon::{Lexicon, WordClass, WordSpan};
use crate::text::hash;
use crate::text::script::is_han;

use super::list;

/// The longest term, in characters and in words.
const MOST_CHARACTERS: usize = 10;
const MOST_WORDS: usize = 5;
/// The cost (minus the natural logarithm of the relative frequency) below which an adjective is too general to
/// begin a term.
const GENERAL: f32 = 10.0;

/// A possible term of Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Phrase {
    /// The characters as written.
    pub(super) text: String,
    /// The lengths of its words, in characters.
    pub(super) words: Vec<usize>,
}

impl Phrase {
    /// Whether it is one word that is a verb and hardly ever anything else.
    pub(super) fn is_verb(&self) -> bool {
        let lexicon = Lexicon::get();
        let simple = lexicon.simplified(&self.text);
        self.words.len() == 1
            && lexicon
                .find(&simple)
                .is_some_and(|word| lexicon.word_class(word) == WordClass::Verb)
    }

    /// Whether it is made of single characters only: a name, or a word that the lexicon does not have.
    pub(super) fn is_unknown(&self) -> bool {
        self.words.len() > 1 && self.words.iter().all(|&length| length == 1)
    }
}

/// A possible term where it stands.
pub(super) struct Found {
    pub(super) phrase: Phrase,
    /// Hashes of the words before and behind it, where a term could go on with them; odd for single characters.
    pub(super) beside: [Option<u64>; 2],
}

/// The words of a Chinese text: runs of Chinese characters without the stretches in `taken`, each run with its
/// words.
pub(super) struct Run {
    /// The characters as written.
    pub(super) written: Vec<char>,
    /// The same, simplified.
    pub(super) simple: Vec<char>,
    /// The words.
    pub(super) words: Vec<WordSpan>,
}

/// Cuts a text into runs of words.
pub(super) fn runs(text: &str, taken: &[Range<usize>]) -> Vec<Run> {
    let lexicon = Lexicon::get();
    let mut runs = Vec::new();
    let mut written: Vec<char> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), '。')]) {
        let inside_name = c == '·' && written.last().is_some_and(|&last| is_han(last));
        if (is_han(c) || inside_name) && !taken.iter().any(|span| span.contains(&at)) {
            written.push(c);
        } else if !written.is_empty() {
            let written = std::mem::take(&mut written);
            let simple: Vec<char> = written.iter().map(|&c| lexicon.simplify(c)).collect();
            let words = lexicon.segment(&simple);
            runs.push(Run {
                written,
                simple,
                words,
            });
        }
    }
    runs
}

impl Run {
    /// The possible terms in it.
    pub(super) fn phrases(&self) -> Vec<Found> {
        let mut phrases = Vec::new();
        for first in 0..self.words.len() {
            if !self.begins(first) {
                continue;
            }
            for last in first..self.words.len().min(first + MOST_WORDS) {
                let (start, end) = (self.words[first].start, self.words[last].end);
                if end - start > MOST_CHARACTERS || !self.holds(last) {
                    break;
                }
                if self.ends(first, last) {
                    let phrase = Phrase {
                        text: self.written[start..end].iter().collect(),
                        words: self.words[first..=last]
                            .iter()
                            .map(|word| word.end - word.start)
                            .collect(),
                    };
                    let before = first.checked_sub(1).filter(|&at| self.begins(at));
                    let behind = Some(last + 1).filter(|&at| {
                        at < self.words.len() && self.holds(at) && !self.is_no_edge(at)
                    });
                    let beside = [before, behind].map(|at| Some(hash(self.simple(at?))));
                    phrases.push(Found { phrase, beside });
                }
            }
        }
        phrases
    }

    fn simple(&self, at: usize) -> &[char] {
        &self.simple[self.words[at].start..self.words[at].end]
    }

    /// The class of a word. Those of single characters are of no use: most are parts of words that the lexicon
    /// lacks.
    fn class(&self, at: usize) -> WordClass {
        let word = self.simple(at);
        match (self.words[at].word, word) {
            (_, [c]) if NUMBERS.contains(c) => WordClass::Number,
            (Some(id), [_]) if Lexicon::get().word_class(id) == WordClass::Pronoun => {
                WordClass::Pronoun
            }
            (Some(id), [_, _, ..]) => Lexicon::get().word_class(id),
            _ => WordClass::Unknown,
        }
    }

    fn is_no_edge(&self, at: usize) -> bool {
        let word: String = self.simple(at).iter().collect();
        NO_EDGE.contains(word.as_str()) || word == "·"
    }

    /// Whether a word is a single character of this class.
    fn is_short(&self, at: usize, class: WordClass) -> bool {
        let word = self.words[at].word.filter(|_| self.simple(at).len() == 1);
        word.is_some_and(|word| Lexicon::get().word_class(word) == class)
    }

    fn begins(&self, at: usize) -> bool {
        let is_general = |word: &WordSpan| {
            word.end - word.start > 1
                && word
                    .word
                    .is_some_and(|word| Lexicon::get().word_cost(word) < GENERAL)
        };
        !self.is_no_edge(at)
            && !self.is_short(at, WordClass::Measure)
            && !self.is_short(at, WordClass::Verb)
            && match self.class(at) {
                WordClass::Noun | WordClass::VerbalNoun | WordClass::Verb => true,
                WordClass::Attribute | WordClass::Name | WordClass::Unknown => true,
                WordClass::Location => self.simple(at).len() > 1,
                WordClass::Adjective => !is_general(&self.words[at]),
                _ => false,
            }
    }

    fn is_prefix(&self, at: usize) -> bool {
        match self.simple(at) {
            [c] => NO_LAST.contains(c.to_string().as_str()),
            _ => false,
        }
    }

    /// Whether a single character is a word of its own that can be a term.
    fn is_noun(&self, at: usize) -> bool {
        let lexicon = Lexicon::get();
        self.simple(at).len() > 1
            || self.words[at]
                .word
                .is_some_and(|word| lexicon.word_class(word) == WordClass::Noun)
    }

    /// Whether a word may be inside a term.
    fn holds(&self, at: usize) -> bool {
        !matches!(
            self.class(at),
            WordClass::Pronoun | WordClass::Function | WordClass::Adverb | WordClass::Measure
        ) && !INNER.contains(&self.simple(at).iter().collect::<String>().as_str())
    }

    fn ends(&self, first: usize, at: usize) -> bool {
        // A verb of one character ends no term but one such as 下拉.
        let ends_in_verb =
            self.is_short(at, WordClass::Verb) && !(at == first + 1 && self.is_prefix(first));
        !self.is_no_edge(at)
            && !self.is_prefix(at)
            && !ends_in_verb
            && !is_painting(&self.simple[self.words[first].start..self.words[at].end])
            && match self.class(at) {
                WordClass::Noun | WordClass::VerbalNoun | WordClass::Name => true,
                WordClass::Unknown => first != at || self.is_noun(at),
                WordClass::Attribute | WordClass::Verb => first == at,
                _ => false,
            }
    }
}

/// Whether a word paints by doubling: 直挺挺, 慢慢, 干干净净.
fn is_painting(word: &[char]) -> bool {
    match word {
        [.., before, last] if word.len() > 2 && before == last => true,
        [one, two, three, four] => one == two && three == four,
        _ => false,
    }
}

/// The hash of a word, odd for a single character.
fn hash(word: &[char]) -> u64 {
    let word_hash = hash::of(&word.iter().collect::<String>());
    word_hash & !1 | u64::from(word.len() == 1)
}

const NUMBERS: [char; 16] = [
    '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '亿', '零',
];

/// Words that are not even inside a term.
const INNER: [&str; 34] = [
    "是",
    "有",
    "在",
    "可以",
    "需要",
    "会",
    "能",
    "要",
    "让",
    "使",
    "把",
    "被",
    "请",
    "了",
    "着",
    "的",
    "和",
    "与",
    "或",
    "等",
    "有没有",
    "没有",
    "不",
    "就",
    "都",
    "也",
    "很",
    "还",
    "来",
    "去",
    "说",
    "这",
    "那",
    "吗",
];

static NO_EDGE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/no-edge-zh.txt")));
static NO_LAST: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/no-last-zh.txt")));
