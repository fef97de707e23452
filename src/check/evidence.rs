//! Evidence of the lexicon on two texts: which words of the Chinese the English has.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::text::english::{function_stems, is_function_stem, stem, words};

/// For each stem of the lexicon whether it is one of a function word.
static IS_FUNCTION: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let lexicon = Lexicon::get();
    let mut is_function = vec![false; lexicon.stem_count()];
    for id in function_stems().filter_map(|stem| lexicon.find_stem(stem)) {
        is_function[usize::from(id.0)] = true;
    }
    is_function
});

/// The stems of an English text.
pub(crate) fn stems(english: &str) -> HashSet<String> {
    words(english)
        .iter()
        .map(|word| stem(&word.lower))
        .collect()
}

/// The number of words of a Chinese text that say something, and the number of those that the English has.
pub(crate) fn coverage(chinese: &str, english: &HashSet<String>) -> (usize, usize) {
    let lexicon = Lexicon::get();
    let (mut words, mut rendered) = (0, 0);
    for (_, id) in lexicon.words_of(chinese) {
        let Some(id) = id else { continue };
        let mut stems = lexicon
            .renderings(id)
            .map(|(stem, _)| lexicon.stem(stem))
            .peekable();
        if stems.peek().is_none() {
            continue;
        }
        words += 1;
        rendered +=
            usize::from(stems.any(|stem| english.contains(stem) && !is_function_stem(stem)));
    }
    (words, rendered)
}

/// A word of a Chinese text that the English can have: one of the lexicon, or one in Latin letters or digits.
#[derive(Clone, Debug)]
pub(crate) struct ChineseWord {
    /// Bytes of the text.
    pub(crate) place: Range<usize>,
    /// What the English may have for it, as stems; for a word in Latin letters itself in small letters.
    pub(crate) stems: Vec<Cow<'static, str>>,
    /// Whether it is so common that a translation often says it otherwise, or leaves it out.
    pub(crate) is_common: bool,
}

/// The cost below which a word of the lexicon is that common.
const COMMON: f32 = 7.5;

/// The words of a Chinese text that say something.
pub(crate) fn chinese_words(text: &str) -> Vec<ChineseWord> {
    let (lexicon, is_function) = (Lexicon::get(), &*IS_FUNCTION);
    let mut found = Vec::new();
    for (place, id) in lexicon.words_of(text) {
        let Some(id) = id else { continue };
        let stems: Vec<Cow<'static, str>> = lexicon
            .renderings(id)
            .filter(|&(stem, _)| !is_function[usize::from(stem.0)])
            .map(|(stem, _)| Cow::Borrowed(lexicon.stem(stem)))
            .collect();
        if !stems.is_empty() {
            found.push(ChineseWord {
                place,
                stems,
                is_common: lexicon.word_cost(id) < COMMON,
            });
        }
    }
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (from, c.is_ascii_alphanumeric()) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let word = text[start..at].to_ascii_lowercase();
                if word.len() > 1 && !is_function_stem(&word) {
                    found.push(ChineseWord {
                        place: start..at,
                        stems: vec![Cow::Owned(stem(&word))],
                        is_common: false,
                    });
                }
                from = None;
            }
            _ => {}
        }
    }
    found.sort_by_key(|word| word.place.start);
    found
}

/// The words of an English text that say something, as stems, and its numbers; each as often as it stands there.
pub(crate) fn english_words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = words(text)
        .iter()
        .map(|word| stem(&word.lower))
        .filter(|stem| !is_function_stem(stem))
        .collect();
    let numbers = text.split(|c: char| !c.is_ascii_alphanumeric());
    found.extend(
        numbers
            .filter(|word| word.len() > 1 && word.bytes().any(|byte| byte.is_ascii_digit()))
            .map(str::to_ascii_lowercase),
    );
    found
}

/// For each Chinese word the English word that it is rendered by, each of which renders one word only: as many as
/// there can be (a maximum matching).
pub(crate) fn matching(chinese: &[ChineseWord], english: &[String]) -> Vec<Option<usize>> {
    let options = Options::of(chinese, english);
    let mut found = vec![None; chinese.len()];
    for (number, word) in options.matched(|_| true).into_iter().enumerate() {
        if let Some(word) = word {
            found[word] = Some(number);
        }
    }
    found
}

/// The English words that may render each of some Chinese words.
pub(crate) struct Options {
    of_chinese: Vec<Vec<usize>>,
    /// The number of English words.
    english: usize,
}

impl Options {
    /// Those of the words of two texts.
    pub(crate) fn of(chinese: &[ChineseWord], english: &[String]) -> Options {
        let mut places: Vec<(&str, usize)> = english.iter().map(String::as_str).zip(0..).collect();
        places.sort_unstable();
        let beginnings = places
            .iter()
            .fold(0, |set, (word, _)| set | beginning(word));
        let options = |word: &ChineseWord| {
            let mut options: Vec<usize> = Vec::new();
            for stem in &word.stems {
                // Most stems begin as no English word does.
                if beginnings & beginning(stem) == 0 {
                    continue;
                }
                let first = places.partition_point(|(english, _)| *english < stem.as_ref());
                let same = places[first..]
                    .iter()
                    .take_while(|(english, _)| english == stem);
                options.extend(same.map(|&(_, place)| place));
            }
            options.sort_unstable();
            options.dedup();
            options
        };
        Options {
            of_chinese: chinese.iter().map(options).collect(),
            english: english.len(),
        }
    }

    /// The number of the `wanted` Chinese words, by index, that can be rendered at a time.
    pub(crate) fn count(&self, wanted: impl Fn(usize) -> bool) -> usize {
        self.matched(wanted).into_iter().flatten().count()
    }

    /// For each English word the Chinese one that it renders, among those that are `wanted`.
    fn matched(&self, wanted: impl Fn(usize) -> bool) -> Vec<Option<usize>> {
        let mut of_english: Vec<Option<usize>> = vec![None; self.english];
        let mut tried = vec![false; self.english];
        let words = 0..self.of_chinese.len();
        for word in words.filter(|&word| !self.of_chinese[word].is_empty() && wanted(word)) {
            tried.fill(false);
            place(word, &self.of_chinese, &mut of_english, &mut tried);
        }
        of_english
    }
}

/// The first two bytes of a word as a set of one among 64, so that the union of such sets tells how words begin.
fn beginning(word: &str) -> u64 {
    let mut bytes = word.bytes();
    let (first, second) = (bytes.next().unwrap_or(0), bytes.next().unwrap_or(0));
    1 << ((u32::from(first) * 5 + u32::from(second)) % 64)
}

/// Finds an English word for a Chinese one, moving others to further words of theirs where that makes room.
fn place(
    word: usize,
    options: &[Vec<usize>],
    of_english: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for &option in &options[word] {
        if std::mem::replace(&mut tried[option], true) {
            continue;
        }
        let is_free = match of_english[option] {
            None => true,
            Some(other) => place(other, options, of_english, tried),
        };
        if is_free {
            of_english[option] = Some(word);
            return true;
        }
    }
    false
}

/// How well two texts fit by their words, from 0 to 1 (the harmonic mean of the shares of their words that have a
/// counterpart), and the number of words that have one.
pub(crate) fn likeness(chinese: &[ChineseWord], english: &[String]) -> (f64, usize) {
    let shared = matching(chinese, english).iter().flatten().count();
    let all = chinese.len() + english.len();
    (2.0 * shared as f64 / all.max(1) as f64, shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_by_their_numbers() {
        let lexicon = Lexicon::get();
        for id in (0..lexicon.stem_count()).filter_map(|id| u16::try_from(id).ok()) {
            let stem = lexicon.stem(crate::lexicon::StemId(id));
            assert_eq!(
                IS_FUNCTION[usize::from(id)],
                is_function_stem(stem),
                "{stem}"
            );
        }
    }

    #[test]
    fn an_english_word_renders_one_chinese_word() {
        let zh = chinese_words("灯塔守着灯塔。");
        let one = english_words("The lighthouse stands.");
        assert_eq!(matching(&zh, &one).iter().flatten().count(), 1);
        let two = english_words("The lighthouse stands beside a lighthouse.");
        assert_eq!(matching(&zh, &two).iter().flatten().count(), 2);
    }

    #[test]
    fn texts_that_say_the_same_are_like_each_other() {
        let zh = chinese_words("猫睡在楼梯上。");
        let (same, shared) = likeness(&zh, &english_words("The cat slept on the stairs."));
        assert!(same > 0.6 && shared >= 2, "{same} {shared}");
        let (other, _) = likeness(&zh, &english_words("The keeper lit the lamp."));
        assert!(other < 0.1, "{other}");
        let zh = chinese_words("用 Vue 3 和 API 写成");
        assert!(zh.iter().any(|word| word.stems == ["vue"]), "{zh:?}");
    }
}
