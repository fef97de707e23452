//! Pinyin with tones for readers: Chinese words, each with the readings of its characters.
//!
//! `pinyin.txt` has the usual reading of every character and, after a blank line, the words whose
//! reading differs from that of their characters one by one. It is made by `cargo run --example
//! build-pinyin`. Tones are those of the dictionary: tone sandhi is not written.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Lexicon;
use crate::text::script::is_han;

static READINGS: LazyLock<Readings> = LazyLock::new(|| Readings::new(include_str!("pinyin.txt")));

/// The readings of characters and words.
struct Readings {
    characters: HashMap<char, &'static str>,
    words: HashMap<&'static str, &'static str>,
}

/// A word of a text with its reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinyin {
    /// Its bytes in the text.
    pub over: Range<usize>,
    /// A syllable for each of its characters; empty for text that is not Chinese or has no reading.
    pub syllables: Vec<&'static str>,
}

impl Readings {
    fn new(text: &'static str) -> Self {
        let (characters, words) = text.split_once("\n\n").unwrap_or((text, ""));
        Readings {
            characters: characters
                .lines()
                .filter_map(|line| line.split_once(' '))
                .flat_map(|(syllable, characters)| characters.chars().map(move |c| (c, syllable)))
                .collect(),
            words: words
                .lines()
                .filter_map(|line| line.split_once(' '))
                .collect(),
        }
    }

    /// The readings of a word, given in simplified characters.
    fn word(&self, simplified: &[char]) -> Option<Vec<&'static str>> {
        let word: String = simplified.iter().collect();
        match self.words.get(word.as_str()) {
            Some(read) => Some(read.split(' ').collect()),
            None => simplified
                .iter()
                .map(|c| self.characters.get(c).copied())
                .collect(),
        }
    }
}

impl Lexicon {
    /// Cuts a text into words and reads them; text between Chinese words is a piece of its own, and the
    /// pieces together are the whole text. Context is not considered, so a word with two readings may
    /// get the wrong one.
    #[must_use]
    pub fn pinyin(&self, text: &str) -> Vec<Pinyin> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for run in runs(text) {
            if run.starts_with(is_han) {
                self.read_run(run, at, &mut pieces);
            } else {
                pieces.push(Pinyin {
                    over: at..at + run.len(),
                    syllables: Vec::new(),
                });
            }
            at += run.len();
        }
        pieces
    }

    /// Reads a run of Chinese characters that begins at byte `at`.
    fn read_run(&self, run: &str, at: usize, pieces: &mut Vec<Pinyin>) {
        let written: Vec<char> = run.chars().collect();
        let simple: Vec<char> = written.iter().map(|&c| self.simplify(c)).collect();
        // Some characters are simplified and also the traditional form of others (么, 著): the script in
        // which the run has fewer words is taken for its own.
        let cut = |chars: Vec<char>| (self.segment(&chars), chars);
        let (as_written, as_simple) = (cut(written.clone()), cut(simple));
        let (words, simplified) = if as_written.0.len() <= as_simple.0.len() {
            as_written
        } else {
            as_simple
        };
        let mut start = at;
        let mut push = |chars: &[char], syllables: Vec<&'static str>| {
            let end = start + chars.iter().map(|c| c.len_utf8()).sum::<usize>();
            pieces.push(Pinyin {
                over: start..end,
                syllables,
            });
            start = end;
        };
        for word in words {
            let range = word.start..word.end;
            match READINGS.word(&simplified[range.clone()]) {
                Some(syllables) => push(&written[range], syllables),
                None => {
                    for at in range {
                        let read = READINGS.word(&simplified[at..=at]);
                        push(&written[at..=at], read.unwrap_or_default());
                    }
                }
            }
        }
    }
}

/// Cuts a text where Chinese characters begin and end.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let han = rest.starts_with(is_han);
        let end = rest.find(|c| is_han(c) != han).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        (!run.is_empty()).then_some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let words = Lexicon::get().pinyin(text);
        let whole: String = words.iter().map(|word| &text[word.over.clone()]).collect();
        assert_eq!(whole, text);
        let spelled: Vec<String> = words
            .iter()
            .map(|word| match word.syllables.is_empty() {
                true => text[word.over.clone()].to_owned(),
                false => word.syllables.concat(),
            })
            .collect();
        spelled.join(" ")
    }

    #[test]
    fn words_decide_how_their_characters_are_read() {
        for (text, spelled) in [
            ("银行行长", "yínháng hángzhǎng"),
            ("音乐很快乐。", "yīnyuè hěn kuàilè 。"),
            ("東西", "dōngxi"),
            ("绿色", "lǜsè"),
            ("哪儿", "nǎr"),
            ("什么著名", "shénme zhùmíng"),
            ("後來乾淨了", "hòulái gānjìng le"),
            ("", ""),
            ("A 《》", "A 《》"),
        ] {
            assert_eq!(read(text), spelled);
        }
    }

    #[test]
    fn a_character_without_reading_stays_itself() {
        assert_eq!(read("龘𠮷、好"), "dá 𠮷 、 hǎo");
    }

    #[test]
    fn every_word_has_a_syllable_for_each_of_its_characters() {
        for (word, read) in &READINGS.words {
            assert_eq!(word.chars().count(), read.split(' ').count(), "{word}");
        }
        assert!(READINGS.characters.len() > 20_000 && READINGS.words.len() > 9_000);
    }
}
