//! Names that stand together with the same English again and again, whatever it is.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bitext::{Bead, BeadSpan, Bitext, Sentence as Written, Side};
use crate::document::BlockKind;
use crate::glossary::Termbase;
use crate::glossary::matcher::TermMatcher;
use crate::glossary::mine::{Mined, mine};
use crate::lexicon::Lexicon;
use crate::segment::SegmentIds;
use crate::text::script::is_han;

use super::Sentence;
use super::english::phrases;

/// How often a name has to be there with its English, and in what share of the sentences with it.
const LEAST_TIMES: usize = 3;
const LEAST_SHARE: f64 = 0.75;
/// The share of the sentences with the English that have to have the Chinese.
const LEAST_OF_ENGLISH: f64 = 0.8;
/// The share of its places at which the same character stands beside a name that is only a part of a longer one.
const PART: f64 = 0.6;
/// The same for characters that stand beside anything, such as 的.
const PART_ANYTHING: f64 = 0.9;

/// Words for relatives, which are written with a capital without being names.
const KIN: [&str; 12] = [
    "祖父", "祖母", "爷爷", "奶奶", "父亲", "母亲", "太太", "老爷", "少爷", "外公", "外婆", "姥姥",
];

/// The names in these sentences: Chinese, English, and where it was first seen.
pub(super) fn names(sentences: &[Sentence], terms: &[String]) -> Vec<(String, String, Arc<str>)> {
    if sentences.len() < LEAST_TIMES {
        return Vec::new();
    }
    let mined = mine(
        &bitext(sentences),
        &TermMatcher::new(&Termbase::default()),
        LEAST_TIMES,
    );
    let mut found: Vec<(String, String, Arc<str>)> = Vec::new();
    for one in mined.into_iter().filter(may_be_name) {
        let Some(chinese) = whole(&one.source, sentences) else {
            continue;
        };
        let is_with = |sentence: &&Sentence| has_name(&sentence.english, &one.target);
        let with: Vec<&Sentence> = sentences.iter().filter(is_with).collect();
        let both: Vec<&&Sentence> = with
            .iter()
            .filter(|s| s.chinese.contains(&chinese))
            .collect();
        let all = sentences
            .iter()
            .filter(|s| s.chinese.contains(&chinese))
            .count();
        let is_exclusive = both.len() >= LEAST_TIMES
            && both.len() as f64 >= LEAST_OF_ENGLISH * with.len() as f64
            && both.len() as f64 >= LEAST_SHARE * all as f64;
        if !is_exclusive || has_rival(&one.target, &both, sentences) {
            continue;
        }
        let from = both[0].from.clone();
        found.push((chinese, one.target, from));
    }
    // Two names that are always together cannot be told apart, nor can two parts of one.
    let clashes: Vec<bool> = found
        .iter()
        .enumerate()
        .map(|(at, (chinese, english, _))| {
            let others = found.iter().enumerate().filter(|(other, _)| *other != at);
            others.into_iter().any(|(_, (other, target, _))| {
                english == target || other == chinese || other.contains(chinese.as_str())
            })
        })
        .collect();
    let mut clashes = clashes.into_iter();
    found.retain(|name| {
        !clashes.next().unwrap_or(true) && !terms.iter().any(|term| term.contains(&name.0))
    });
    found
}

/// Whether a pair may be a name: no word of the language, and English that has its capitals because it is a name.
fn may_be_name(one: &Mined) -> bool {
    let lexicon = Lexicon::get();
    let simple = lexicon.simplified(&one.source);
    one.is_name
        && one.consistency >= LEAST_SHARE
        && one.source.chars().count() > 1
        && one.source.chars().all(|c| is_han(c) || c == '·')
        // A word that the lexicon has is no name, or one that everybody has so.
        && lexicon.find(&simple).is_none()
        && !KIN.iter().any(|kin| one.source.contains(kin))
        && one.target.contains(char::is_lowercase)
}

/// A name with the characters that always stand beside it; nothing where that is no end of it.
fn whole(name: &str, sentences: &[Sentence]) -> Option<String> {
    let mut name = name.to_owned();
    for _ in 0..3 {
        let mut beside: [Vec<Option<char>>; 2] = [Vec::new(), Vec::new()];
        for sentence in sentences {
            for (at, _) in sentence.chinese.match_indices(&name) {
                beside[0].push(sentence.chinese[..at].chars().next_back());
                beside[1].push(sentence.chinese[at + name.len()..].chars().next());
            }
        }
        match beside.each_ref().map(|side| majority(side)) {
            [None, None] => return Some(name),
            [Some(before), None] => name.insert(0, before),
            [None, Some(behind)] => name.push(behind),
            [Some(_), Some(_)] => return None,
        }
    }
    None
}

/// The character that most places have, if it can be part of a name.
fn majority(beside: &[Option<char>]) -> Option<char> {
    let lexicon = Lexicon::get();
    let counted = beside.iter().flatten().copied().filter(|&c| is_han(c));
    let most = counted.max_by_key(|c| beside.iter().filter(|one| **one == Some(*c)).count())?;
    let times = beside.iter().filter(|one| **one == Some(most)).count();
    let is_word = lexicon
        .find(&[lexicon.simplify(most)])
        .is_some_and(|word| lexicon.word_cost(word) < COMMON);
    let least = if is_word { PART_ANYTHING } else { PART };
    (times as f64 >= least * beside.len() as f64).then_some(most)
}

/// Characters that are words as frequent as this stand beside anything (的, 在, 说).
const COMMON: f32 = 6.5;

/// Whether another English name is always there, too: then nobody knows which of the two it is.
fn has_rival(english: &str, both: &[&&Sentence], sentences: &[Sentence]) -> bool {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for sentence in both {
        let phrases = phrases(&sentence.english);
        let mut words: Vec<&str> = phrases
            .into_iter()
            .flat_map(|phrase| phrase.words)
            .collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *times.entry(word).or_default() += 1;
        }
    }
    let is_own = |word: &str| english.split([' ', '-']).any(|own| own == word);
    times.into_iter().any(|(word, with)| {
        !is_own(word) && with == both.len() && {
            let all = sentences.iter().filter(|one| has_name(&one.english, word));
            with as f64 >= LEAST_OF_ENGLISH * all.count() as f64
        }
    })
}

/// Whether an English sentence has a name, with its capitals.
fn has_name(english: &str, name: &str) -> bool {
    english.match_indices(name).any(|(at, _)| {
        let before = english[..at].chars().next_back();
        let behind = english[at + name.len()..].chars().next();
        !before.is_some_and(char::is_alphabetic) && !behind.is_some_and(char::is_alphabetic)
    })
}

/// The sentences as a bitext, a link each.
fn bitext(sentences: &[Sentence]) -> Bitext {
    let side = |texts: &mut dyn Iterator<Item = &str>| {
        let mut ids = SegmentIds::new();
        Side {
            sentences: texts
                .map(|text| Written {
                    id: ids.next(text),
                    text: text.into(),
                    bytes: None,
                    at: None,
                    block: 0,
                    kind: BlockKind::Paragraph,
                })
                .collect(),
            ..Side::default()
        }
    };
    Bitext {
        source: side(&mut sentences.iter().map(|one| one.chinese.as_str())),
        target: side(&mut sentences.iter().map(|one| one.english.as_str())),
        beads: (0..sentences.len())
            .map(|at| Bead::automatic(BeadSpan::new(at..at + 1, at..at + 1), 1.0, None))
            .collect(),
        ..Bitext::default()
    }
}
