//! Names: how they are in English, found in the answers so far, so that the requests that follow keep to it.
//!
//! A name is found by its pinyin (`spelt`), at once where it is a person's with a surname, and else when a second
//! sentence says the same; or, whatever it is in English, by standing together again and again (`repeated`). A wrong
//! name would force wrong words into every later sentence, so that what is in doubt is left out.

mod english;
mod held;
mod repeated;
mod spelt;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

pub(super) use held::breach;

use crate::lexicon::{Lexicon, WordId};
use crate::text::hash;
use crate::text::script::is_han;

/// The English of a name that stays as it is: it is no name.
pub const NO_NAME: &str = "-";

/// So many of the sentences with names are looked through for repeated ones.
const LOOKED_THROUGH: usize = 3000;
/// After so many sentences with names they are looked through first, then always after twice as many, and at last
/// after every so many.
const FIRST_LOOK: usize = 100;
/// The longest Chinese name, in characters.
const LONGEST: usize = 12;

/// A name with its English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The Chinese.
    pub chinese: String,
    /// The English; [`NO_NAME`] for something that is none.
    pub english: String,
    /// Where it was first seen; empty where nobody knows.
    pub from: String,
    /// Whether a person decided on it. Such a name is part of the key under which an answer is kept.
    pub is_decided: bool,
}

/// The names of a project, and those that are found while it is translated.
#[derive(Debug)]
pub struct Names {
    shared: Arc<Mutex<Shared>>,
    /// The look through the sentences that is under way.
    looking: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Shared {
    /// All names: those that were given, then those that were found.
    names: Vec<Name>,
    given: usize,
    /// The numbers of the names by their first character, the longest first.
    by_first: HashMap<char, Vec<usize>>,
    /// Chinese that is never taken for a name, because the glossary has it.
    terms: Arc<Vec<String>>,
    /// Hashes of the pairs that were seen.
    seen: HashSet<u64>,
    /// What was read as a name once: Chinese and English, with where, and the characters beside it there.
    once: HashMap<(String, String), (Arc<str>, [Option<char>; 2])>,
    sentences: VecDeque<Sentence>,
    /// The number of sentences with names so far, and the number of the next look.
    count: usize,
    next_look: usize,
}

/// A sentence with its English, which has a name.
#[derive(Clone, Debug)]
struct Sentence {
    chinese: String,
    english: String,
    from: Arc<str>,
}

impl Names {
    /// The names that are known, of which the first with the same Chinese counts. `terms` is the Chinese of the
    /// glossary, whose words are decided.
    #[must_use]
    pub fn new(known: Vec<Name>, terms: Vec<String>) -> Names {
        let mut shared = Shared {
            terms: Arc::new(terms),
            next_look: FIRST_LOOK,
            ..Shared::default()
        };
        for name in known {
            shared.add(name);
        }
        shared.given = shared.names.len();
        Names {
            shared: Arc::new(Mutex::new(shared)),
            looking: Mutex::default(),
        }
    }

    /// Learns from a sentence with its English. `from` names its text.
    pub fn learn(&self, chinese: &str, english: &str, from: &Arc<str>) {
        let mut shared = self.shared();
        if !shared
            .seen
            .insert(hash::of(chinese) ^ hash::of(english).rotate_left(1))
        {
            return;
        }
        let phrases = english::phrases(english);
        if phrases.is_empty() {
            return;
        }
        for (name, english, is_sure) in spelt::names(chinese, &phrases) {
            shared.take_read(chinese, (name, english), from, is_sure);
        }
        if !phrases.iter().any(|phrase| !phrase.opens) {
            return;
        }
        shared.sentences.push_back(Sentence {
            chinese: chinese.to_owned(),
            english: english.to_owned(),
            from: from.clone(),
        });
        if shared.sentences.len() > LOOKED_THROUGH {
            shared.sentences.pop_front();
        }
        shared.count += 1;
        if shared.count >= shared.next_look {
            shared.next_look += shared.count.min(LOOKED_THROUGH);
            drop(shared);
            self.look();
        }
    }

    /// Looks through the sentences in a thread of its own, unless one does already.
    fn look(&self) {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        if looking.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        let shared = self.shared.clone();
        // Without a thread the last look has to do.
        *looking = std::thread::Builder::new()
            .spawn(move || look_through(&shared))
            .ok();
    }

    /// The names that were found since the start, in the order in which they were.
    #[must_use]
    pub fn found(&self) -> Vec<Name> {
        let shared = self.shared();
        shared.names[shared.given..].to_vec()
    }

    /// The same at the end of a run, after a last look through its sentences.
    #[must_use]
    pub fn found_at_last(&self) -> Vec<Name> {
        let looking = self
            .looking
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = looking {
            // A thread that broke has found nothing.
            drop(thread.join());
        }
        look_through(&self.shared);
        self.found()
    }

    /// The names in a Chinese text, each once, in order. A longer name shields those inside it.
    #[must_use]
    pub fn in_text(&self, text: &str) -> Vec<Name> {
        let shared = self.shared();
        shared.in_text(text).into_iter().cloned().collect()
    }

    /// Those of them on which a person decided.
    #[must_use]
    pub fn decided_in(&self, text: &str) -> Vec<(String, String)> {
        let shared = self.shared();
        let names = shared.in_text(text).into_iter();
        names
            .filter(|name| name.is_decided)
            .map(|name| (name.chinese.clone(), name.english.clone()))
            .collect()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn look_through(shared: &Mutex<Shared>) {
    let (sentences, terms) = {
        let shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        let sentences: Vec<Sentence> = shared.sentences.iter().cloned().collect();
        (sentences, shared.terms.clone())
    };
    let found = repeated::names(&sentences, &terms);
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    for (chinese, english, from) in found {
        shared.take(chinese, english, &from);
    }
}

impl Shared {
    fn add(&mut self, name: Name) {
        let Some(first) = name.chinese.chars().next() else {
            return;
        };
        if self.position(&name.chinese).is_some() {
            return;
        }
        let names = &self.names;
        let length = name.chinese.len();
        let here = self.by_first.entry(first).or_default();
        let at = here.partition_point(|&one| names[one].chinese.len() >= length);
        here.insert(at, self.names.len());
        self.names.push(name);
    }

    fn position(&self, chinese: &str) -> Option<usize> {
        let here = self.by_first.get(&chinese.chars().next()?)?;
        here.iter()
            .copied()
            .find(|&at| self.names[at].chinese == chinese)
    }

    /// Takes a name over that was read in a sentence; one that is not sure when it is read the second time.
    fn take_read(&mut self, sentence: &str, key: (String, String), from: &Arc<str>, is_sure: bool) {
        let (chinese, english) = &key;
        if !self.is_new(chinese, english) {
            return;
        }
        let beside = beside(sentence, chinese);
        // A part of a name that is known, or one that goes on otherwise, has to come again.
        let known: Vec<&Name> = self.in_text(sentence);
        if known
            .iter()
            .any(|name| name.chinese.contains(chinese.as_str()))
        {
            return;
        }
        let goes_on = known.iter().any(|name| chinese.contains(&name.chinese));
        if is_sure && !goes_on {
            let (chinese, english) = key;
            self.take(chinese, english, from);
            return;
        }
        match self.once.remove(&key) {
            Some((first, there)) => {
                // With the same character beside it both times it is a part of something longer.
                let is_part =
                    (0..2).any(|side| beside[side].is_some() && beside[side] == there[side]);
                if !is_part {
                    let (chinese, english) = key;
                    self.take(chinese, english, &first);
                } else {
                    self.once.insert(key, (first, beside));
                }
            }
            None => {
                self.once.insert(key, (from.clone(), beside));
            }
        }
    }

    /// Takes a name over, if nothing is decided about it yet.
    fn take(&mut self, chinese: String, english: String, from: &Arc<str>) {
        if self.is_new(&chinese, &english) {
            self.add(Name {
                chinese,
                english,
                from: from.to_string(),
                is_decided: false,
            });
        }
    }

    fn is_new(&self, chinese: &str, english: &str) -> bool {
        self.position(chinese).is_none()
            && chinese.chars().count() <= LONGEST
            && !self.names.iter().any(|name| name.english == english)
            && !(self.terms.iter())
                .any(|term| term.contains(chinese) || chinese.contains(term.as_str()))
    }

    fn in_text(&self, text: &str) -> Vec<&Name> {
        let mut found: Vec<&Name> = Vec::new();
        let words = OnceCell::new();
        let words = || {
            words
                .get_or_init(|| Lexicon::get().words_of(text))
                .as_slice()
        };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let here = self.by_first.get(&first).map_or(&[][..], Vec::as_slice);
            let here = here.iter().map(|&at| &self.names[at]);
            let name = here.into_iter().find(|name| {
                let at = text.len() - rest.len();
                rest.starts_with(&name.chinese) && stands_alone(name, at, words)
            });
            if let Some(name) = name {
                if name.english != NO_NAME && !found.contains(&name) {
                    found.push(name);
                }
                rest = &rest[name.chinese.len()..];
            } else {
                rest = &rest[first.len_utf8()..];
            }
        }
        found
    }
}

/// Whether a name is one at this byte of a text: two characters are soon met between two words, as 王成 in 国王成了.
fn stands_alone<'w>(
    name: &Name,
    at: usize,
    words: impl Fn() -> &'w [(Range<usize>, Option<WordId>)],
) -> bool {
    if name.chinese.chars().count() > 2 {
        return true;
    }
    let end = at + name.chinese.len();
    let mut words = words().iter().map(|(word, _)| word);
    !words.any(|word| {
        let cuts = |border| word.start < border && border < word.end;
        let is_inside = word.start <= at && end <= word.end;
        cuts(at) && !is_inside || cuts(end) && !is_inside
    })
}

/// The Chinese characters before and behind a name in a sentence.
fn beside(sentence: &str, name: &str) -> [Option<char>; 2] {
    let Some(at) = sentence.find(name) else {
        return [None; 2];
    };
    let before = sentence[..at].chars().next_back();
    let behind = sentence[at + name.len()..].chars().next();
    [before, behind].map(|c| c.filter(|&c| is_han(c)))
}

#[cfg(test)]
mod tests;
